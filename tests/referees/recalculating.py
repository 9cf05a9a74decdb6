"""Having a workbook computed again by programs of others, from its formulas alone."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

_CELL = re.compile(rb"<c ([^>]*)><f>(.*?)</f><v>.*?</v></c>")
_TYPE = re.compile(rb' t="[a-z]+"')
_WAIT_S = 180

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice trusts the values of a file that says Excel wrote it; here it must not."""


def without_values(source: Path, target: Path) -> int:
    """A copy in which every formula has the value 0, so that what comes out was computed; the number of formulas."""
    count = 0

    def zeroed(match: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        return b"<c " + _TYPE.sub(b"", b" " + match.group(1)).strip() + b"><f>" + match.group(2) + b"</f><v>0</v></c>"

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _CELL.sub(zeroed, part) if name.startswith("xl/worksheets/sheet") else part)
    return count


def by_libreoffice(program: Path, book: Path, folder: Path) -> Path:
    """What LibreOffice computes."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    out = folder / "libreoffice"
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to"]
    _run([*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", out, book])
    return out / book.name


def by_gnumeric(program: Path, book: Path, folder: Path) -> Path:
    """What Gnumeric computes."""
    out = folder / "gnumeric.xlsx"
    _run([program, "--recalc", "--export-type=Gnumeric_Excel:xlsx2", book, out])
    return out


SPREADSHEETS: Mapping[str, Callable[[Path, Path, Path], Path]] = {"soffice": by_libreoffice, "ssconvert": by_gnumeric}


def _run(command: list[str | Path]) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=_WAIT_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
