"""Shipped files are found, and a damaged installation is named in words."""

from __future__ import annotations

import pytest

from core import resources
from core.errors import EnvironmentFault


def test_a_text_and_its_bytes_are_the_same_file() -> None:
    assert resources.text("fonts/OFL.txt").encode("utf-8") == resources.data("fonts/OFL.txt")
    assert "SIL OPEN FONT LICENSE" in resources.text("fonts/OFL.txt")


def test_a_file_and_a_folder_lie_on_the_disk() -> None:
    assert resources.file("fonts/OFL.txt") == resources.folder("fonts") / "OFL.txt"


@pytest.mark.parametrize("ask", [resources.file, resources.folder, resources.text, resources.data])
def test_a_missing_file_is_named_with_a_remedy(ask: object) -> None:
    with pytest.raises(EnvironmentFault, match=r"“fonts/gone\.ttf”不见了.*重新安装"):
        ask("fonts/gone.ttf")  # type: ignore[operator]


def test_a_folder_is_no_file_and_a_file_is_no_folder() -> None:
    with pytest.raises(EnvironmentFault):
        resources.file("fonts")
    with pytest.raises(EnvironmentFault):
        resources.folder("fonts/OFL.txt")


@pytest.mark.parametrize("path", ["../pyproject.toml", "/etc/passwd", "fonts/../../main.py", "fonts\\OFL.txt"])
def test_no_path_leads_outside(path: str) -> None:
    with pytest.raises(ValueError, match="not a path under resources"):
        resources.file(path)
