"""The house style on paper: page frame, headings, tables, notes and signatures, laid out into the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, PageTemplate, Spacer, Table, TableStyle

from core.documents.bound_pages import BoundCanvas
from core.documents.keeping import Heading, Whole, Words, kept
from core.documents.lettering import SANS, SANS_BOLD, SERIF, load_faces, lowered, markup
from core.documents.line_breaking import use_our_lines
from core.documents.page_frame import PageFrame
from core.documents.paper_drawings import legend_of, seal_field
from core.documents.paper_style import (
    BODY,
    CELL,
    FIGURE,
    FIGURE_HEAD,
    HAIRLINE,
    HEAD,
    HEAD_GROUND,
    INK_2,
    MARGIN,
    NOTE,
    PRINTED,
    SEAL,
    SECTION,
    STRONG,
    STRONG_FIGURE,
    SUBSECTION,
    SUBTITLE,
    TITLE,
    WIDTH,
    Kind,
    style_of,
)
from core.documents.placing import place_file
from core.i18n import _

_TOP, _BOTTOM = 24 * mm, 20 * mm
_PAGE = A4[1] - _TOP - _BOTTOM
"""Height of the text on a page."""

_CODE = re.compile(r"[−+≈±]?[A-Za-z0-9]*\d[A-Za-z0-9,.]*(?:\s?%)?")
"""A figure or a code: one run of one face, where a mixture of faces would look like a fault."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        head: what stands in the column.
        width: share of the paper's width, in any unit; the widths of a table are scaled to fill it.
        unit: unit of the figures, printed below the head.
        number: figures: set in Sans with tabular digits and to the right.
    """

    head: str
    width: float
    unit: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        strong: the head of a group, in bold; it stays with the row below it.
        total: the sum of the table, in bold below a dark line; it stays with the row above it.
    """

    cells: tuple[str, ...]
    strong: bool = False
    total: bool = False

    @property
    def bold(self) -> bool:
        """Whether the row stands out."""
        return self.strong or self.total


class PaperBuilder:
    """Gathers a document piece by piece, then lays it out.

    All texts are plain: what would be markup is printed as it stands, and the digits of CO2, CH4 and their like are lowered.
    """

    def __init__(self, title: str, *, author: str, subject: str, running_head: str, sample: bool = False, draft: bool = False) -> None:
        """Start an empty document.

        Args:
            title: title of the document, also in its metadata.
            author: reporting organization, for the metadata.
            subject: what the document is about, for the metadata.
            running_head: text at the top of each page.
            sample: made from a sample shipped with the program; 示例 stands across each page.
            draft: made before the dossier was locked; a small 草稿 stands in the head of each page.

        Raises:
            EnvironmentFault: a font file is missing.
        """
        load_faces()
        use_our_lines()
        self._title, self._author, self._subject = title, author, subject
        self._running_head, self._sample, self._draft = running_head, sample, draft
        # Pieces are made anew each time, because a laid-out one cannot be laid out again.
        self._pieces: list[Callable[[], Sequence[Any]]] = []

    def heading(self, subtitle: str = "") -> None:
        """The title over the document, and a line below it."""
        self._paragraphs(TITLE, self._title)
        if subtitle:
            self._paragraphs(SUBTITLE, subtitle)

    def keep_room(self, height: float) -> None:
        """Go on overleaf when less than so many millimetres are left: what follows belongs on one page."""
        self._pieces.append(lambda: [CondPageBreak(height * mm)])

    def section(self, text: str) -> None:
        """A numbered heading; like every heading, it never stands at the foot of a page without the beginning of what follows."""
        self._heading(SECTION, text)

    def subsection(self, text: str) -> None:
        """A small heading over a table or a chart."""
        self._heading(SUBSECTION, text)

    def paragraph(self, text: str) -> None:
        """Running text; its figures are set in Sans."""
        self._paragraphs(BODY, text)

    def note(self, text: str) -> None:
        """A remark in small grey letters."""
        self._paragraphs(NOTE, text)

    def items(self, texts: Sequence[str]) -> None:
        """A list, each item with a dot."""
        for text in texts:
            self._paragraphs(BODY, f"· {text}", leftIndent=10.5, firstLineIndent=-10.5)

    def facts(self, rows: Sequence[tuple[str, str]], *, name_width: float = 32 * mm, whole: bool = False) -> None:
        """Names and what they are, in two columns between hairlines.

        Args:
            rows: name and text.
            name_width: width of the names in points.
            whole: all rows belong on one page, with the headings above them.
        """

        def made() -> Sequence[Any]:
            cells = [[_paragraph(HEAD, name), _paragraph(CELL, text)] for name, text in rows]
            table = Table(cells, colWidths=[name_width, WIDTH - name_width], splitInRow=1)
            ground = [("BACKGROUND", (0, 0), (0, -1), HexColor(HEAD_GROUND))]
            table.setStyle(TableStyle([*_grid(), *ground]))
            return [Whole((table, Spacer(1, 6)))] if whole else [table, Spacer(1, 6)]

        if rows:
            self._pieces.append(made)

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Figures under heads that repeat on each page.

        Args:
            columns: heads, widths and kinds.
            rows: as many cells as columns each; an empty list prints nothing.
        """

        def made() -> Sequence[Any]:
            whole = sum(column.width for column in columns)
            heads = [_head(column) for column in columns]
            cells = [[_cell(column, row, text) for column, text in zip(columns, row.cells, strict=True)] for row in rows]
            table = Table([heads, *cells], colWidths=[WIDTH * column.width / whole for column in columns], repeatRows=1, splitInRow=1)
            sums = [("LINEABOVE", (0, i), (-1, i), 0.8, HexColor(INK_2)) for i, row in enumerate(rows, start=1) if row.total]
            pairs = [i if row.strong else i - 1 for i, row in enumerate(rows, start=1) if row.bold and not (row.strong and i == len(rows))]
            whole_pairs = [("NOSPLIT", (0, i), (-1, i + 1)) for i in pairs]
            ground = [("BACKGROUND", (0, 0), (-1, 0), HexColor(HEAD_GROUND)), ("VALIGN", (0, 0), (-1, 0), "BOTTOM")]
            table.setStyle(TableStyle([*_grid(), *ground, *sums, *whole_pairs]))
            return [table, Spacer(1, 4)]

        if rows:
            self._pieces.append(made)

    def entry(self, head: str, texts: Sequence[str]) -> None:
        """One entry of a record: a head in bold with its texts below, which may run over pages."""
        self._heading(SUBSECTION, head)
        for text in texts:
            self.paragraph(text)

    def drawing(self, heading: str, drawing: Any, legend: Sequence[tuple[str, str]] = (), tick: str = "") -> None:
        """A chart with its heading and the words for its colours, kept on one page.

        Args:
            heading: what it shows, with the unit.
            drawing: a reportlab Drawing made for CHART_WIDTH; it is printed smaller, so that its letters match the tables.
            legend: colour and word.
            tick: word for the dark tick across the bars; empty when there is none.
        """
        drawing.renderScale = PRINTED
        below = [legend_of(legend, tick)] if legend or tick else []
        self._pieces.append(lambda: [Whole((_paragraph(SUBSECTION, heading), drawing, *below, Spacer(1, 6)))])

    def signatures(self, lines: Sequence[tuple[str, str]], seal: str, day: str = "") -> None:
        """Who signs, beside the empty field for the seal with the day at its foot.

        Args:
            lines: role and name; an empty name leaves a line to write on.
            seal: what the field is called, such as 报告主体（盖公章）.
            day: day of the paper; empty leaves room to write it.
        """

        def made() -> Sequence[Any]:
            blank = "＿" * 12
            names = [[_paragraph(BODY, role), _paragraph(BODY, name or blank)] for role, name in lines]
            left = Table(names, colWidths=[26 * mm, WIDTH - SEAL - 40 * mm])
            left.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]))
            whole = Table([[left, seal_field(seal, day)]], colWidths=[WIDTH - SEAL - 4 * mm, SEAL + 4 * mm])
            whole.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, 0), 0)]))
            return [Whole((Spacer(1, 10), whole))]

        self._pieces.append(made)

    def render(self) -> bytes:
        """Lay the document out; the same pieces give the same bytes."""
        stream = BytesIO()
        document = BaseDocTemplate(
            stream,
            pagesize=A4,
            title=self._title,
            author=self._author,
            subject=self._subject,
            creator=_("碳账本"),
            lang="zh-CN",
            invariant=1,
            initialFontName=SERIF,
        )
        around = PageFrame(self._running_head, sample=self._sample, draft=self._draft)
        frame = Frame(MARGIN, _BOTTOM, WIDTH, _PAGE, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        document.addPageTemplates([PageTemplate("page", [frame], onPage=lambda canvas, _document: around.draw(canvas))])
        pieces = (flowable for piece in self._pieces for flowable in piece())
        document.build(kept(pieces, _PAGE), canvasmaker=partial(BoundCanvas, foot=around.foot))
        return stream.getvalue()

    def write(self, path: Path) -> None:
        """Lay the document out and put it in its place, whole or not at all.

        Raises:
            EnvironmentFault: the file cannot be written.
        """
        place_file(path, self.render())

    def _paragraphs(self, kind: Kind, text: str, **more: Any) -> None:
        self._pieces.append(lambda: [_paragraph(kind, text, **more)])

    def _heading(self, kind: Kind, text: str) -> None:
        self._pieces.append(lambda: [_paragraph(kind, text, Heading)])


def _paragraph(kind: Kind, text: str, made: type[Words] = Words, **more: Any) -> Words:
    face = kind[3]
    return made(_running(text) if face == SERIF else markup(text, face), style_of(kind, **more))


def _running(text: str) -> str:
    """Serif text with its figures and codes in Sans; formulas such as CO2 stay in Serif."""
    parts, at = [], 0
    for match in _CODE.finditer(text):
        if not any(low for _piece, low in lowered(match.group())):
            parts += [markup(text[at : match.start()], SERIF), f'<font name="{SANS}">{markup(match.group(), SANS)}</font>']
            at = match.end()
    return "".join([*parts, markup(text[at:], SERIF)])


def _head(column: Column) -> Words:
    kind = FIGURE_HEAD if column.number else HEAD
    text = markup(column.head, SANS_BOLD)
    if column.unit:
        text += f'<br/><font name="{SANS}" color="{INK_2}">{markup(column.unit, SANS)}</font>'
    return Words(text, style_of(kind))


def _cell(column: Column, row: Row, text: str) -> Words:
    if column.number:
        return _paragraph(STRONG_FIGURE if row.bold else FIGURE, text)
    return _paragraph(STRONG if row.bold else CELL, text)


def _grid() -> list[tuple[Any, ...]]:
    line = HexColor(HAIRLINE)
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.6, line),
        ("LINEABOVE", (0, 0), (-1, 0), 0.6, line),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
