"""Workbooks beside papers: house style, the same bytes each time, each sheet with its name, its sentence and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from fractions import Fraction
from io import BytesIO

from core.documents.live_workbook_pages import CELL, CENTRED, HEAD_ROW, RIGHT, SUM, WRAPPED, Book, Column, Page, spot
from core.documents.reports.package_paper import PackagePaper
from core.documents.workbook_writing import same_bytes
from core.i18n import _

YUAN, PRICE, TONNES_2, WHOLE = "#,##0", "#,##0.00", "#,##0.00", "0"

Cell = str | Fraction | int | None
"""A text, a number that people may change, a whole number such as a year, or nothing."""


def paper_workbook(package: PackagePaper, title: str, write: Callable[[Book], None]) -> bytes:
    """A workbook about a dossier; the same figures give the same bytes.

    Args:
        package: the dossier.
        title: of the document.
        write: adds the sheets.
    """
    from xlsxwriter import Workbook

    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties(
            {
                "title": f"{package.subject} {title}",
                "author": "碳账本",
                "comments": _("示例") if package.sample else "",
                # No clock: the day after the period, so that equal content gives equal bytes.
                "created": datetime.combine(package.inventory.period.day_after, time()),
            }
        )
        write(Book(workbook, package.sample))
    return same_bytes(stream.getvalue())


def begin(book: Book, name: str, title: str, sentence: str, columns: Sequence[Column]) -> Page:
    """A sheet with its title, its sentence and its heads."""
    page = book.page(name)
    page.title(title, sentence, len(columns))
    page.columns(columns)
    return page


def put_row(page: Page, row: int, cells: Sequence[Cell], forms: Sequence[str]) -> None:
    """Texts and numbers of one row; the row is as high as its longest text.

    Args:
        page: the sheet.
        row: counted from zero.
        cells: what stands there.
        forms: by column the number format; an empty one is a column of text.
    """
    for column, (cell, form) in enumerate(zip(cells, forms, strict=True)):
        if cell is None:
            page.text(row, column, "")
        elif isinstance(cell, str):
            page.text(row, column, cell, CENTRED if form else WRAPPED)
        else:
            page.number(row, column, Fraction(cell), form, RIGHT)
    page.fit(row, {column: cell for column, cell in enumerate(cells) if isinstance(cell, str)})


def put_sums(page: Page, row: int, name: str, sums: Sequence[tuple[int, Fraction, str]], first: int, columns: int) -> None:
    """A line below a table: the sums of some columns as formulas, with the values that the engine has for them.

    Args:
        page: the sheet.
        row: of the line.
        name: what it is.
        sums: column, value and number format.
        first: first row of the table.
        columns: how many the table has.
    """
    for column in range(columns):
        page.text(row, column, name if column == 0 else "", SUM)
    for column, value, form in sums:
        if row > first:
            page.formula(row, column, f"SUM({spot(first, column)}:{spot(row - 1, column)})", value, form, {**SUM, "align": "right"})


def put_notes(page: Page, row: int, notes: Sequence[str], columns: int) -> int:
    """Sentences below a table, each across all columns; the next free row."""
    look = {key: value for key, value in CELL.items() if key not in {"border", "border_color"}} | {"text_wrap": True}
    wide = sum(page.widths.values())
    for note in notes:
        page.sheet.merge_range(row, 0, row, columns - 1, "", page.book.style(look))
        page.text(row, 0, note, look)
        taken = sum(2 if ord(sign) > 0x2E80 else 1 for sign in note)
        page.sheet.set_row(row, 18 * max(1, -(-taken // max(1, int(wide - 4)))))
        row += 1
    return row


FIRST = HEAD_ROW + 1
"""First row below the heads."""
