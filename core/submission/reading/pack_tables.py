"""The tables of a factor pack: whether they are plain tables of plain words; what their rows mean is judged by the catalogue."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

from core.i18n import _
from core.submission import naming
from core.submission.codes import Check, failed, passed
from core.submission.reading.archive import Archive
from core.submission.reading.refusing import refuse
from core.submission.reading.shapes import line_fault

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LONGEST_CELL: Final = 1000
_MOST_ROWS: Final = 50_000


def pack_checks(archive: Archive, stated: Mapping[str, str]) -> list[Check]:
    """Go through every table of a pack; the first fault of each is named, or how many rows were read.

    Raises:
        Refused: E_PACK_TABLE_SIZE, before a table that large is read whole.
    """
    paths = [path for path in stated if path.startswith(naming.TABLES)]
    for path in paths:
        if archive.files[path].size > naming.MAX_PACK_TABLE:
            raise refuse("E_PACK_TABLE_SIZE", name=path, count=archive.files[path].size, limit=naming.MAX_PACK_TABLE)
    checks: list[Check] = []
    count = 0
    for path in paths:
        rows, fault = _judged(archive.read(path))
        count += rows
        if fault is not None:
            checks.append(failed("E_PACK_TABLE", name=path, row=rows + 1, detail=fault))
    return checks or [passed("PACK_ROWS", count=count)]


def _judged(content: bytes) -> tuple[int, str | None]:
    """How many rows under the head are sound, and what is wrong with the next."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return 0, _("不是 UTF-8 文本")
    if "\r" in text or text.startswith("\ufeff") or not text.endswith("\n"):
        return 0, _("应为 UTF-8 文本，以换行符 LF 分行，开头没有标记")
    rows = -1
    width = 0
    try:
        for cells in csv.reader(io.StringIO(text), strict=True):
            if (fault := next(_cell_faults(cells, width), None)) is not None:
                return max(rows, 0), fault
            width = len(cells)
            rows += 1
            if rows > _MOST_ROWS:
                return rows, _("超过 {count} 行").format(count=_MOST_ROWS)
    except csv.Error:
        return max(rows, 0), _("引号或分隔符不对")
    return rows, None if rows > 0 else _("只有表头，没有数据")


def _cell_faults(cells: list[str], width: int) -> Iterator[str]:
    """What is wrong with a row; `width` is how many cells the row before has, 0 for the head."""
    if not cells or (width and len(cells) != width):
        yield _("格数与表头不同")
    for cell in cells:
        if len(cell) > _LONGEST_CELL:
            yield _("有一格太长")
        if cell and _NUMBER.fullmatch(cell) is None and (fault := line_fault(cell)) is not None:
            yield fault
