"""Where the headings of a table stand, and what they say: title rows above, two lines, merges, units."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from core.documents.free_tables import FreeSheet
from core.documents.table_cells import Cell, Fault
from core.documents.workbook import fold, letter_of
from core.domain.quantity import UnitTable
from core.i18n import _
from core.workflows.importing_free_words import MonthSaid, field_of, ignored_because, is_sum, kinds_in, month_said, split_unit

_WITHIN = 50
_FIGURE = re.compile(r"[-+−]?(?:\d|\.\d)[\d,.' ]*(?:[+\-−][\d,.' ]+)*\s*[十百千万亿]*\s*[^\d\s]{0,8}")
_BLANK = frozenset({"-", "--", "—", "——", "/", "\\", "－", "…"})

Known = Callable[[str], bool]
"""Whether a text is the name of a row of the venue."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column.

    Attributes:
        text: its lines, without unit and month; whole: as it stands.
        unit: code of the unit it names.
        month: the month it names.
    """

    index: int
    whole: str
    text: str
    unit: str
    month: MonthSaid | None

    @property
    def letter(self) -> str:
        """The letter of the column."""
        return letter_of(self.index)


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a sheet: the rows that they stand in, and each column's."""

    rows: tuple[int, ...]
    headings: tuple[Heading, ...]


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number, or a text that begins like one."""
    if isinstance(cell, Decimal | Fault):
        return True
    return isinstance(cell, str) and _FIGURE.fullmatch(unicodedata.normalize("NFKC", cell).strip()) is not None


def is_bare(cell: Cell) -> bool:
    """Whether a cell holds a number and nothing else, as codes and counts do."""
    return isinstance(cell, Decimal) or (isinstance(cell, str) and re.fullmatch(r"[\d.,\s-]+", cell) is not None)


def is_nothing(cell: Cell) -> bool:
    """Whether a cell is empty or holds a stroke that stands for nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip() in _BLANK)


def spread(sheet: FreeSheet, row: int, column: int) -> Cell:
    """A cell, or the first cell of the merged area that it lies in."""
    found = sheet.cell(row, column)
    if found is None:
        for top, left, bottom, right in sheet.merges:
            if top <= row <= bottom and left <= column <= right:
                return sheet.cell(top, left)
    return found


def head_of(sheet: FreeSheet, units: UnitTable, known: Known, told: int | None = None) -> Head | None:
    """The headings; None where no row of the first fifty looks like headings.

    Args:
        sheet: the sheet.
        units: the table of units.
        known: for names of rows.
        told: the number of the last row of the headings, where a person said it.
    """
    if told is not None:
        best = told
        candidates: list[tuple[int, ...]] = [(told,), (told - 1, told)]
    else:
        scores = [_score(row, known) for row in sheet.grid[:_WITHIN]]
        if not scores or max(scores) < 2:
            return None
        best = scores.index(max(scores)) + 1
        candidates = [(best,), (best - 1, best), (best, best + 1), (best - 1, best, best + 1)]
    found = [Head(rows, _headings(sheet, rows, units)) for rows in candidates if all(_may_head(sheet, row, best) for row in rows)]
    return max(found, key=lambda head: (_worth(head, known), -len(head.rows)), default=None)


def _score(row: Sequence[Cell], known: Known) -> int:
    months = {found for found in map(month_said, row) if found is not None}
    bare = [cell for cell in row if isinstance(cell, Decimal | str) and month_said(cell, bare=True) is not None]
    run = len({month_said(cell, bare=True) for cell in bare}) if _is_run(bare) else 0
    names = {fold(cell) for cell in row if isinstance(cell, str) and _says(cell, known)}
    return (len(months) if len(months) > 2 else 0) + run + len(names)


def _is_run(cells: Sequence[Cell]) -> bool:
    """Whether bare numbers are months: at least three, one after the other."""
    numbers = [found[1] for found in (month_said(cell, bare=True) for cell in cells) if found is not None]
    return len(numbers) > 2 and all(after == before + 1 for before, after in pairwise(numbers))


def _says(text: str, known: Known) -> bool:
    if len(text) > 30 or month_said(text) is not None:
        return False
    return bool(field_of(text) or ignored_because(text) or is_sum(text) or known(text) or kinds_in(text))


def _may_head(sheet: FreeSheet, row: int, best: int) -> bool:
    if not 1 <= row <= len(sheet.grid):
        return False
    cells = [cell for cell in sheet.grid[row - 1] if cell is not None]
    if row == best:
        return True
    if any(top == bottom == row and right - left + 1 >= max(3, len(sheet.grid[best - 1]) - 1) for top, left, bottom, right in sheet.merges):
        return False  # a title over the whole table
    texts = [cell for cell in cells if isinstance(cell, str) and not is_figure(cell)]
    months = [cell for cell in cells if month_said(cell) is not None]
    return len(cells) > 1 and len(texts) + len([one for one in months if not isinstance(one, str) or is_figure(one)]) >= len(cells)


def _headings(sheet: FreeSheet, rows: tuple[int, ...], units: UnitTable) -> tuple[Heading, ...]:
    width = max((len(row) for row in sheet.grid), default=0)
    bare = {row: _is_run([cell for cell in sheet.grid[row - 1] if month_said(cell, bare=True) is not None]) for row in rows}
    headings = []
    left: dict[int, Cell] = {}
    for index in range(width):
        lines: list[str] = []
        unit, month = "", None
        year: int | None = None
        for row in rows:
            cell = spread(sheet, row, index + 1)
            if cell is None and row != rows[-1] and spread(sheet, rows[-1], index + 1) is not None:
                cell = left.get(row)  # a group's name stands over its first column only
            left[row] = cell if cell is not None else left.get(row)
            said = month_said(cell, bare=bare[row])
            if said is not None:
                month = said if said[0] is not None or month is None else month
                continue
            text = _text(cell)
            if match := re.fullmatch(r"((?:19|20)\d{2})年?度?", fold(text)):
                year = int(match.group(1))
                continue
            rest, named = split_unit(text, units)
            alone = units.find(text)
            unit = named or (alone.code if alone is not None and text else "") or unit
            inner_month = _month_within(rest)
            month = month or inner_month[0]
            rest = inner_month[1]
            if rest and not (alone is not None and not named) and rest not in lines:
                lines.append(rest)
        if month is not None and month[0] is None and year is not None:
            month = (year, month[1])
        whole = " ".join(dict.fromkeys(filter(None, (_text(spread(sheet, row, index + 1)) for row in rows))))
        headings.append(Heading(index, whole, " ".join(lines), unit, month))
    return tuple(headings)


def _month_within(text: str) -> tuple[MonthSaid | None, str]:
    """The month at the start of a heading such as 1月用电量, and the rest of it."""
    match = re.match(r"((?:(?:19|20)\d{2}[年\-/.])?(?:1[0-2]|0?[1-9])月份?)(.+)$", "".join(unicodedata.normalize("NFKC", text).split()))
    if match is None:
        return None, text
    return month_said(match.group(1)), match.group(2)


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else ""


def _worth(head: Head, known: Known) -> int:
    """How many columns are understood, each heading counted once."""
    names = Counter((one.text, one.month) for one in head.headings if one.text or one.month)
    return sum(1 for text, month in names if month is not None or _says(text, known)) + sum(1 for one in head.headings if one.unit)


def titles(sheet: FreeSheet, before: int) -> tuple[str, ...]:
    """The texts above the headings."""
    return tuple(cell for row in sheet.grid[: before - 1] for cell in row if isinstance(cell, str))


def turn(key: str, seen: Counter[str]) -> str:
    """A folded heading with the number of its turn, where it stands more than once."""
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}#{seen[key]}"


def placed(heading: str, letter: str, *, twice: bool) -> str:
    """A heading as questions name it; one that stands twice with its place."""
    name = heading or _("（没有表头）")
    return _("{heading}（{letter} 列）").format(heading=name, letter=letter) if twice or not heading else name
