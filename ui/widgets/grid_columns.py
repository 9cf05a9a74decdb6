"""How wide the columns of the monthly grid are: months by their longest number, names by what is left."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from core.workflows.views import CellState, GridRow
from ui import theme
from ui.widgets.grid_headers import RowHead
from ui.widgets.text import text_width

_MONTH, _TOTAL, _LAST_YEAR, _CHANGE = 60, 74, 72, 42
"""Smallest widths in standard type; large type grows them with its letters."""

_GAPS = 12
"""What stands free at both sides of a number."""

_LINE = 2
"""The line at a cell's right, and what rounding takes."""

_STANDARD = 12

_MARKED = {CellState.BLOCKED, CellState.QUESTIONED, CellState.EXPLAINED, CellState.ESTIMATED, CellState.EVIDENCE}
"""States whose mark stands beside the number and needs room; the triangle of a bill lies in the corner."""


def column_widths(rows: Sequence[GridRow], months: int, room: int) -> tuple[int, ...]:
    """Width of the names, of each month, and of the three sums.

    A little spare room goes to the names, more of it to all months alike; where there is too little, the names give way first and
    then the months scroll.

    Args:
        rows: what is shown.
        months: how many months.
        room: how much is seen at once.
    """
    needed = _widest_cell(rows)
    month = max(_scaled(_MONTH), needed)
    total = max(_scaled(_TOTAL), _widest([row.total for row in rows], bold=True))
    last = max(_scaled(_LAST_YEAR), _widest([row.last_year_total for row in rows], bold=False))
    change = max(_scaled(_CHANGE), _widest([row.change for row in rows], bold=False) - theme.XS)
    sums = (total, last, change)
    least = RowHead.least_width()
    spare = room - least - months * month - sum(sums)
    if spare < -least // _STANDARD:
        month = max(needed, month - (-least // _STANDARD - spare) // months - 1)
        spare = room - least - months * month - sum(sums)
    names = least + max(-least // _STANDARD, min(spare, least // 3))
    month += max(0, room - names - months * month - sum(sums)) // months
    rest = room - months * month - sum(sums)
    return (max(names, rest) if spare > 0 else names, *[month] * months, *sums)


def _scaled(width: int) -> int:
    return width * theme.metrics().label // _STANDARD


def _widest(texts: Sequence[str], *, bold: bool) -> int:
    longest = max(texts, key=len, default="")
    return ceil(text_width(longest, theme.font("label", bold=bold))) + _scaled(_GAPS) + theme.XS


def _widest_cell(rows: Sequence[GridRow]) -> int:
    """Width that the longest number of a month needs with its mark; digits are equally wide, so one of each length is measured."""
    face, gaps = theme.font("label"), _scaled(_GAPS)
    samples = {(len(cell.text), cell.state in _MARKED): cell.text for row in rows for cell in row.cells}
    return max(
        (
            ceil(text_width(text, face)) + _LINE + gaps + (theme.metrics().mark - 1 if marked else 0)
            for (_n, marked), text in samples.items()
        ),
        default=0,
    )
