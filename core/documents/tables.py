"""Text and tables of a paper: paragraph styles, and rows whose numbers stand under each other with their unit in the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table

from core.documents.lettering import SANS, SANS_BOLD, SERIF, markup
from core.documents.pdf import LINE, LINE_STRONG, SUNKEN, TEXT, TEXT_QUIET, WARN

_CELL, _PAD = 8.0, 2.6


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head (with the unit, where it holds numbers), width in mm, and whether it holds numbers."""

    title: str
    width: float
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is more than a plain text.

    Attributes:
        note: a smaller second line.
        warning: a second line in the warning colour, such as ○ 未核对.
    """

    text: str
    bold: bool = False
    note: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        kind: ``plain``, ``group`` (a heading row with sums) or ``total``.
        ink: colour of the square before the first cell of a group; empty for none.
    """

    cells: Sequence[str | Cell | Any]
    kind: str = "plain"
    ink: str = ""


@cache
def style(name: str) -> Any:
    """A paragraph style: ``title``, ``subtitle``, ``heading``, ``body``, ``small``, ``label``, ``cell``, ``number``, ``head`` …"""
    sizes: dict[str, tuple[str, float, float, dict[str, Any]]] = {
        "title": (SERIF, 24, 32, {"alignment": TA_CENTER, "spaceAfter": 4}),
        "subtitle": (SERIF, 12, 18, {"alignment": TA_CENTER, "spaceAfter": 12}),
        "heading": (SANS_BOLD, 13, 20, {"spaceBefore": 14, "spaceAfter": 5, "keepWithNext": 1}),
        "chart": (SANS_BOLD, 10, 15, {"spaceBefore": 6, "keepWithNext": 1}),
        "body": (SERIF, 10.5, 17, {"spaceAfter": 4}),
        "small": (SERIF, 8.5, 13, {"textColor": HexColor(TEXT_QUIET), "spaceAfter": 3}),
        "label": (SANS, 8, 12, {"textColor": HexColor(TEXT_QUIET)}),
        "figure": (SANS_BOLD, 17, 22, {}),
        "cell": (SERIF, _CELL, 11.5, {}),
        "number": (SANS, _CELL, 11.5, {"alignment": TA_RIGHT, "wordWrap": None}),
        "head": (SANS, 7.5, 10.5, {"textColor": HexColor(TEXT_QUIET)}),
        "head_number": (SANS, 7.5, 10.5, {"textColor": HexColor(TEXT_QUIET), "alignment": TA_RIGHT}),
        "value": (SERIF, 9.5, 14, {}),
    }
    face, size, leading, more = sizes[name]
    base: dict[str, Any] = {"fontName": face, "fontSize": size, "leading": leading, "textColor": HexColor(TEXT), "wordWrap": "CJK"}
    return ParagraphStyle(name, **(base | more))


def paragraph(text: str, name: str = "body", *, data: bool = False) -> Any:
    """A plain text in a style; with `data` its numbers are figures of the account and set in Sans."""
    chosen = style(name)
    return Paragraph(markup(text, chosen.fontName, data=data), chosen)


def _lines(cell: str | Cell, name: str, *, bold: bool, ink: str) -> Any:
    chosen = style(name)
    if isinstance(cell, str):
        cell = Cell(cell)
    face = SANS_BOLD if bold or cell.bold else chosen.fontName
    text = markup(cell.text, face)
    if face != chosen.fontName:
        text = f'<font name="{face}">{text}</font>'
    if ink:
        text = f'<font name="{SANS}" color="{ink}">■</font> {text}'
    if cell.note:
        text += f'<br/><font size="7" color="{TEXT_QUIET}">{markup(cell.note, chosen.fontName)}</font>'
    if cell.warning:
        text += f'<br/><font size="7" color="{WARN}">{markup(cell.warning, chosen.fontName)}</font>'
    return Paragraph(text, chosen)


def table(columns: Sequence[Column], rows: Sequence[Row]) -> Any:
    """A table over the pages: its head comes again on each, numbers are right-aligned, no frame and no vertical lines."""
    content: list[list[Any]] = [[_lines(c.title, "head_number" if c.number else "head", bold=False, ink="") for c in columns]]
    strokes: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(SUNKEN)),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor(TEXT)),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, HexColor(LINE_STRONG)),
        ("LINEBELOW", (0, 1), (-1, -2), 0.4, HexColor(LINE)),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8, HexColor(TEXT)),
    ]
    for number, row in enumerate(rows, start=1):
        bold = row.kind != "plain"
        cells = [
            _lines(cell, "number" if column.number else "cell", bold=bold, ink=row.ink if index == 0 else "")
            if isinstance(cell, str | Cell)
            else cell
            for index, (cell, column) in enumerate(zip(row.cells, columns, strict=True))
        ]
        content.append(cells)
        if row.kind == "group":
            strokes.append(("BACKGROUND", (0, number), (-1, number), HexColor(SUNKEN)))
        if row.kind == "total":
            strokes.append(("LINEABOVE", (0, number), (-1, number), 1.2, HexColor(TEXT)))
    made = Table(content, colWidths=[column.width * mm for column in columns], repeatRows=1, hAlign="LEFT")
    made.setStyle(strokes)
    return made


def facts(pairs: Sequence[tuple[str, str | Any]], *, label_width: float = 34, width: float = 156) -> Any:
    """A frame of labels and values, one pair a row; a value is a text or something drawn."""
    content = [[paragraph(label, "label"), paragraph(value, "value") if isinstance(value, str) else value] for label, value in pairs]
    made = Table(content, colWidths=[label_width * mm, (width - label_width) * mm], hAlign="LEFT")
    made.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("BACKGROUND", (0, 0), (0, -1), HexColor(SUNKEN)),
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor(TEXT)),
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, HexColor(LINE)),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8, HexColor(TEXT)),
        ]
    )
    return made


def band(figures: Sequence[tuple[str, str, str]], *, width: float = 156) -> Any:
    """Large figures side by side: (label, figure with unit, small words below)."""
    cells = [
        [paragraph(label, "label"), _figure(figure, first=index == 0), paragraph(words, "small")]
        for index, (label, figure, words) in enumerate(figures)
    ]
    made = Table([cells], colWidths=[width * mm / len(cells)] * len(cells), hAlign="LEFT")
    made.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BOX", (0, 0), (-1, -1), 0.6, HexColor(LINE_STRONG)),
            ("INNERGRID", (0, 0), (-1, -1), 0.4, HexColor(LINE)),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ]
    )
    return made


def _figure(text: str, *, first: bool) -> Any:
    number, _space, unit = text.partition(" ")
    chosen = style("figure")
    size = 19 if first else 15
    inner = f'<font size="{size}">{markup(number, SANS_BOLD)}</font> <font name="{SANS}" size="8.5">{markup(unit, SANS)}</font>'
    return Paragraph(inner, chosen)
