"""Sheets with formulas: house colours, texts that stay texts, and beside each formula the value the engine has for it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from core.documents.workbook_style import ACCENT, FONT, LINE, ON_ACCENT, SUNKEN, TEXT, TEXT_QUIET, WARN, WARN_SOFT
from core.i18n import _

HEAD_ROW = 3
"""Row of the headings, counted from zero; the title and one sentence stand above."""

TONNES = "#,##0.000000"
_PLAIN = re.compile(r"(#,##)?0(\.0+)?")
MONTH = "yyyy-mm"
SHARE = "0.0%"
_INPUT, _INPUT_SOFT = "FF35607F", "FFE8F0F5"
_A4 = 9
_LONGEST_TEXT = 32_767
_MOST_DECIMALS = 12
_EXCEL_EPOCH = date(1899, 12, 30)
_HEIGHT, _LINE_HEIGHT, _HEAD_HEIGHT = 18, 14.5, 24
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))

Properties = dict[str, Any]


def colour(argb: str) -> str:
    """A colour of the house as this library writes it."""
    return f"#{argb[2:]}"


BODY: Properties = {"font_name": FONT, "font_size": 10, "font_color": colour(TEXT), "valign": "vcenter"}
CELL: Properties = {**BODY, "border": 1, "border_color": colour(LINE), "align": "left", "indent": 1}
WRAPPED: Properties = {**CELL, "text_wrap": True}
QUIET: Properties = {**CELL, "font_size": 9, "font_color": colour(TEXT_QUIET), "text_wrap": True}
CENTRED: Properties = {**CELL, "align": "center", "indent": 0}
RIGHT: Properties = {**CELL, "align": "right"}
HEAD: Properties = {
    **CENTRED, "bold": True, "font_color": colour(ON_ACCENT), "bg_color": colour(ACCENT), "text_wrap": True,
}  # fmt: skip
INPUT: Properties = {**RIGHT, "font_color": colour(_INPUT), "bg_color": colour(_INPUT_SOFT)}
SUM: Properties = {**CELL, "bold": True, "bg_color": colour(SUNKEN), "top": 2, "top_color": colour(ACCENT)}
SECTION: Properties = {**BODY, "font_size": 12, "bold": True, "font_color": colour(ACCENT)}
SENTENCE: Properties = {**BODY, "font_size": 9, "font_color": colour(TEXT_QUIET)}
SAMPLE: Properties = {**WRAPPED, "bold": True, "font_color": colour(WARN), "bg_color": colour(WARN_SOFT)}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title and its width in characters."""

    title: str
    width: float


def letter(column: int) -> str:
    """The letter of a column counted from zero."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def spot(row: int, column: int, sheet: str = "") -> str:
    """The address of a cell; with its sheet it is fixed, within a sheet it is plain."""
    return f"'{sheet}'!${letter(column)}${row + 1}" if sheet else f"{letter(column)}{row + 1}"


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def double(value: Fraction) -> float:
    """The nearest number a cell can hold."""
    return float(value)


def day_number(day: date) -> int:
    """A day as spreadsheets count it."""
    return (day - _EXCEL_EPOCH).days


def decimals(value: Fraction) -> int:
    """How many decimals show a value whole; six for one that has no end."""
    return next((places for places in range(_MOST_DECIMALS + 1) if (value * 10**places).denominator == 1), 6)


def half_shown(value: Fraction, form: str) -> str:
    """The number format for a value that lies exactly between two figures of `form`: one digit more, else `form` itself.

    A spreadsheet program rounds such a half up, paper rounds it to the even figure (GB/T 8170); with the digit shown the two
    never print different figures.

    Args:
        value: what the cell holds.
        form: a number format; one that is not plain digits, such as a date, is left as it is.
    """
    if not _PLAIN.fullmatch(form):
        return form
    places = len(form.partition(".")[2])
    scaled = abs(value) * 10**places
    if scaled.denominator != 2 or math.floor(scaled) % 2:
        return form
    return number_format(places + 1) if form.startswith("#") else f"0.{'0' * (places + 1)}"


def number_format(places: int) -> str:
    """Thousands separated, so many decimals."""
    return "#,##0" + (f".{'0' * places}" if places else "")


def fitting(values: Sequence[Fraction]) -> str:
    """One format for quantities: whole where three decimals are enough, else two; a bill spread over days has no end of digits."""
    places = max((decimals(value) for value in values), default=0)
    return number_format(places if places <= 3 else 2)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two digits."""
    taken = sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
    return max(1, math.ceil(taken / max(width - 2, 1)))


class Book:
    """The workbook while it is written; styles are made once for each look."""

    def __init__(self, workbook: Any, sample: bool) -> None:
        """Take the workbook of the library, and whether its data are those of a sample."""
        self.workbook = workbook
        self.sample = sample
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, properties: Properties) -> Any:
        """The library's format of a look."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def page(self, name: str) -> Page:
        """A new sheet behind the others."""
        return Page(self, name)


class Page:
    """One sheet; rows and columns are counted from zero."""

    def __init__(self, book: Book, name: str) -> None:
        """Add the sheet."""
        self.book = book
        self.name = name
        self.sheet = book.workbook.add_worksheet(name)
        self.sheet.set_default_row(_HEIGHT)
        self.widths: dict[int, float] = {}

    def title(self, text: str, sentence: str, width: int) -> None:
        """The band at the top: what the sheet is, in one sentence, and that it is a sample."""
        ground = colour(WARN_SOFT if self.book.sample else SUNKEN)
        heading: Properties = {**BODY, "font_size": 14, "bold": True, "font_color": colour(ACCENT), "bg_color": ground}
        for column in range(width):
            for row, look in ((0, heading), (1, {**SENTENCE, "bg_color": ground})):
                self.sheet.write_blank(row, column, None, self.book.style(look))
        self.text(0, 0, f"{text}　【{_('示例')}】" if self.book.sample else text, heading)
        self.text(1, 0, sentence, {**SENTENCE, "bg_color": ground})
        self.sheet.set_row(0, 26)
        self.sheet.set_row(1, 18)

    def set_widths(self, widths: Sequence[float]) -> None:
        """Widths of the columns, in characters."""
        for index, width in enumerate(widths):
            self.sheet.set_column(index, index, width)
            self.widths[index] = width

    def columns(self, columns: Sequence[Column], row: int = HEAD_ROW) -> None:
        """Widths of the columns, and their titles in a row."""
        self.set_widths([column.width for column in columns])
        self.heads(row, [column.title for column in columns])

    def heads(self, row: int, titles: Sequence[str]) -> None:
        """A row of titles."""
        for index, text in enumerate(titles):
            self.text(row, index, text, HEAD)
        tallest = max((lines_of(text, self.widths.get(index, _HEIGHT)) for index, text in enumerate(titles)), default=1)
        self.sheet.set_row(row, _HEAD_HEIGHT if tallest == 1 else _LINE_HEIGHT * tallest + 4)

    def fit(self, row: int, texts: Mapping[int, str]) -> None:
        """Make a row as high as its longest text needs; other programs than Excel do not do so by themselves."""
        tallest = max((lines_of(text, self.widths.get(column, _HEIGHT)) for column, text in texts.items()), default=1)
        self.sheet.set_row(row, _HEIGHT if tallest == 1 else _LINE_HEIGHT * tallest + 2)

    def section(self, row: int, text: str, sentence: str = "") -> None:
        """The name of a block, with a sentence behind it."""
        self.text(row, 0, text, SECTION)
        self.sheet.set_row(row, 22)
        if sentence:
            self.text(row + 1, 0, sentence, SENTENCE)

    def text(self, row: int, column: int, text: str, look: Properties = CELL) -> None:
        """A text as it is: it never becomes a formula, a number or a link."""
        clean = text.translate(_CONTROL)[:_LONGEST_TEXT]
        if clean:
            self.sheet.write_string(row, column, clean, self.book.style(look))
        else:
            self.sheet.write_blank(row, column, None, self.book.style(look))

    def number(self, row: int, column: int, value: Fraction, form: str, look: Properties = INPUT) -> None:
        """A number that people may change."""
        self.sheet.write_number(row, column, double(value), self.book.style({**look, "num_format": half_shown(value, form)}))

    def day(self, row: int, column: int, day: date, look: Properties = HEAD) -> None:
        """A month, as the day it begins."""
        self.sheet.write_number(row, column, day_number(day), self.book.style({**look, "num_format": MONTH}))

    def formula(
        self, row: int, column: int, formula: str, value: Fraction | int | str, form: str = TONNES, look: Properties = RIGHT
    ) -> None:
        """A formula, with the value that the engine has for it: exact, then the nearest number a cell can hold."""
        shown = double(value) if isinstance(value, Fraction) else value
        style = self.book.style({**look, "num_format": half_shown(value, form) if isinstance(value, Fraction) else form})
        self.sheet.write_formula(row, column, f"={formula}", style, shown)

    def finish(self, *, freeze: tuple[int, int], repeat: int = HEAD_ROW, whole: bool = False) -> None:
        """Frozen headings, A4 landscape one page wide, headings on each page; or the whole sheet on one page."""
        sheet = self.sheet
        sheet.freeze_panes(*freeze)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 1 if whole else 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.55)
        sheet.repeat_rows(0, repeat)
        sheet.set_footer("&C&A　&P / &N")
        sheet.set_tab_color(colour(WARN if self.book.sample else ACCENT))
        if self.book.sample:
            sheet.set_header(f"&R{_('示例')}")
