"""LibreOffice turns our ugly workbooks into its own formats; what is read of them is what is read of the original."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.documents.free_reading import read_free
from tests.hostile import make_free_tables as free

MAKERS = (free.title_merged_two_lines_of_headings_and_sums, free.months_across_with_sums_and_units, free.dates_since_1904)


@pytest.mark.referee("soffice")
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_old_excel_and_opendocument_of_libreoffice_say_the_same(suffix: str, referee: Callable[[str], Path], tmp_path: Path) -> None:
    for make in MAKERS:
        folder = tmp_path / make.__name__
        folder.mkdir()
        original = make(folder)
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        command = [str(referee("soffice")), profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(original)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        ours, theirs = read_free(original), read_free(original.with_suffix(f".{suffix}"))
        assert theirs.kind == suffix
        assert [one.grid for one in theirs.sheets] == [one.grid for one in ours.sheets]
        assert [one.merges for one in theirs.sheets] == [one.merges for one in ours.sheets]
