"""附表2 on paper: nine columns on A4 landscape, heads on each page, the note at the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from core.documents.bound_pages import BoundCanvas, PageMark
from core.documents.form_fields import Form, FormColumn, day_text, read_form
from core.documents.form_rows import BLANK_NUMBERS, Form2Context, Form2Row, form2_cells
from core.documents.lettering import SANS, SERIF, load_faces
from core.documents.line_breaking import use_our_lines
from core.documents.paper_style import INK_2, Kind, style_of
from core.documents.paper_text import put_bold, put_text, running
from core.documents.sheet import watermark

_PAGE = landscape(A4)
_SIDE = 16 * mm
_WIDE = _PAGE[0] - 2 * _SIDE
_TOP, _BOTTOM, _FOOT = 40 * mm, 18 * mm, 11 * mm
_HEAD: Kind = ("form_head", 10.5, 15, SERIF, {"alignment": TA_CENTER})
_CELL: Kind = ("form_cell", 10, 15, SERIF, {})
_MIDDLE: Kind = ("form_middle", 10, 15, SERIF, {"alignment": TA_CENTER})
_FIGURE: Kind = ("form_figure", 10, 15, SANS, {"alignment": TA_RIGHT, "wordWrap": None})
_NOTE: Kind = ("form_note", 10.5, 16, SERIF, {})
_BLANK_HEIGHT = 11 * mm


def form2_sheets(rows: Sequence[Form2Row], context: Form2Context) -> bytes:
    """附表2 as PDF; without rows it has the empty rows of the issued form.

    Raises:
        EnvironmentFault: a font file or the declaration of the form is missing.
    """
    load_faces()
    use_our_lines()
    declared = read_form("form2")
    texts = [form2_cells(number, row) for number, row in enumerate(rows, start=1)]
    stream = BytesIO()
    document = BaseDocTemplate(
        stream,
        pagesize=_PAGE,
        title=declared.title,
        author=context.compiler,
        creator="碳账本",
        lang="zh-CN",
        invariant=1,
        initialFontName=SERIF,
    )
    box = Frame(_SIDE, _BOTTOM, _WIDE, _PAGE[1] - _TOP - _BOTTOM, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    frame = partial(_frame, declared=declared, context=context)
    document.addPageTemplates([PageTemplate("page", [box], onPage=frame)])
    note = Paragraph(running(declared.note), style_of(_NOTE))
    document.build([_table(declared.columns, texts), Spacer(1, 6), note], canvasmaker=partial(BoundCanvas, foot=_foot))
    return stream.getvalue()


def _table(columns: Sequence[FormColumn], texts: Sequence[dict[str, str]]) -> Table:
    heads = [Paragraph(running("\n".join(column.head), data=SERIF, lower=False), style_of(_HEAD)) for column in columns]
    cells: list[list[Any]] = [[_cell(column.bind, text[column.bind]) for column in columns] for text in texts]
    heights: list[float | None] = [None] * (len(cells) + 1)
    if not cells:
        cells = [[_cell("number", number), *([""] * (len(columns) - 1))] for number in BLANK_NUMBERS]
        heights = [None, *([_BLANK_HEIGHT] * len(cells))]
    whole = sum(column.width for column in columns)
    widths = [_WIDE * column.width / whole for column in columns]
    table = Table([heads, *cells], colWidths=widths, rowHeights=heights, repeatRows=1, splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.6, black),
                ("BOX", (0, 0), (-1, -1), 1.2, black),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


def _cell(bind: str, text: str) -> Paragraph:
    kind = {"number": _MIDDLE, "tonnes": _FIGURE}.get(bind, _CELL)
    return Paragraph(running(text, kind[3], lower=False), style_of(kind))


def _frame(canvas: Any, _document: Any, *, declared: Form, context: Form2Context) -> None:
    canvas.saveState()
    if word := "示例" if context.sample else "试用" if context.trial else "":
        watermark(canvas, _PAGE, word)
    top = _PAGE[1]
    put_text(canvas, _SIDE, top - 17 * mm, declared.annex, 14, face=SANS)
    put_bold(canvas, _PAGE[0] / 2, top - 26 * mm, declared.title, 20, align=0.5)
    put_text(canvas, _SIDE, top - 36 * mm, context.compiled_by, 10.5)
    if context.written_on:
        put_text(canvas, _PAGE[0] - _SIDE, top - 36 * mm, day_text(context.written_on), 10.5, align=1)
    canvas.restoreState()


def _foot(canvas: Any, mark: PageMark) -> None:
    digest, count = mark.as_issued
    put_text(canvas, _SIDE, _FOOT, digest, 8.5, face=SANS, colour=INK_2)
    put_text(canvas, _PAGE[0] - _SIDE, _FOOT, count, 8.5, face=SANS, colour=INK_2, align=1)
