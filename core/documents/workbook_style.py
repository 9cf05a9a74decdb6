"""How a written workbook looks: house colours, locks and number formats, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.documents.workbook import CellValue

FONT = "微软雅黑"
ACCENT, ON_ACCENT = "FF1E6A48", "FFFFFFFF"
SUNKEN, SURFACE, LINE = "FFF1F3F0", "FFFFFFFF", "FFDDE2DC"
TEXT, TEXT_QUIET = "FF1A211D", "FF526058"
ERROR, ERROR_SOFT = "FFB3261E", "FFFCEDEB"
WARN, WARN_SOFT = "FF8A5700", "FFFDF3DC"

AS_TEXT, AS_TYPED, AS_DAY = "@", "General", "yyyy-mm-dd"
KIND_FORMATS = {"text": AS_TEXT, "month": AS_TEXT, "choice": AS_TYPED, "number": AS_TYPED, "date": AS_DAY, "any": AS_TYPED}
"""Format of an empty input cell; text columns are text from the start, so that Excel does not shorten an account number."""


@dataclass(frozen=True, slots=True)
class Look:
    """The style objects of one workbook."""

    title: Any
    quiet: Any
    head: Any
    body: Any
    sample: Any
    head_fill: Any
    sunken_fill: Any
    surface_fill: Any
    error_fill: Any
    sample_fill: Any
    line: Any
    error_line: Any
    wrapped: Any
    centred: Any
    locked: Any
    open: Any


def look() -> Look:
    """Make the styles; openpyxl is loaded only here and where a workbook is written."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    def fill(colour: str) -> Any:
        return PatternFill("solid", start_color=colour, end_color=colour)

    def frame(colour: str, style: str = "thin") -> Any:
        side = Side(style=style, color=colour)
        return Border(left=side, right=side, top=side, bottom=side)

    return Look(
        title=Font(name=FONT, size=14, bold=True, color=ACCENT),
        quiet=Font(name=FONT, size=9, color=TEXT_QUIET),
        head=Font(name=FONT, size=10, bold=True, color=ON_ACCENT),
        body=Font(name=FONT, size=10, color=TEXT),
        sample=Font(name=FONT, size=10, bold=True, color=WARN),
        head_fill=fill(ACCENT),
        sunken_fill=fill(SUNKEN),
        surface_fill=fill(SURFACE),
        error_fill=fill(ERROR_SOFT),
        sample_fill=fill(WARN_SOFT),
        line=frame(LINE),
        error_line=frame(ERROR, "medium"),
        wrapped=Alignment(vertical="center", wrap_text=True),
        centred=Alignment(horizontal="center", vertical="center", wrap_text=True),
        locked=Protection(locked=True),
        open=Protection(locked=False),
    )


def value_format(value: CellValue, kind: str) -> str:
    """The number format that shows a value whole: as many decimals as it has, thousands separated in number columns."""
    if isinstance(value, str):
        return AS_TEXT
    if isinstance(value, date):
        return AS_DAY
    if isinstance(value, Decimal) and kind == "number":
        exponent = value.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
        return "#,##0" + ("." + "0" * decimals if decimals else "")
    return KIND_FORMATS[kind]


def put(cell: Any, value: CellValue) -> None:
    """Write a value as it is: a text that begins like a formula or reads like an error stays text, a figure keeps its digits."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > 15:
        value = f"{value:f}"  # Excel would keep 15 digits only
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
