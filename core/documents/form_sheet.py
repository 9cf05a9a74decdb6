"""附表1 on its page: rows fitted to the height of the paper, and a sheet that follows for what is too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from core.documents.bound_pages import PageMark
from core.documents.form_drawing import LEADING, Body, SealBody, TextBody, Tick, TicksBody, base, draw_centred, draw_label, inner, lines_of
from core.documents.form_fields import Form, Form1Context, FormCell, FormValues, day_text, read_form
from core.documents.lettering import SANS, SERIF, load_faces
from core.documents.paper_style import INK_2
from core.documents.paper_text import Piece, pieces, put_bold, put_line, put_text, width_of_line
from core.documents.sheet import boxed_word, drawn, watermark
from core.domain.event import EventForm

_LEFT = 27 * mm
_RIGHT = A4[0] - 27 * mm
_WIDE = _RIGHT - _LEFT
_TOP, _BOTTOM = A4[1] - 39 * mm, 25 * mm
_FOOT = 11 * mm
_COLUMNS = (28 * mm, 50 * mm, 29 * mm, _WIDE - 107 * mm)
"""Label, field, label, field; a single field takes the last three."""

_SIZES = (10.5, 10.0, 9.5, 9.0)
"""五号 and a little smaller: the largest that lets all rows stand on the page."""

_SPARE = 1.3 * mm
"""White above and below the content of a cell."""

_LEAST = 8.5 * mm
_FEWEST_LINES, _MOST_LINES = 2, 24
_PLAN_LINES = 2
_MOST_LETTERS = 34
"""Of the event's name at the head of a sheet that follows."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Labels with their contents, and how much of the free height the row takes."""

    cells: tuple[tuple[tuple[str, ...], Body], ...]
    stretch: int

    def widths(self) -> tuple[tuple[float, float], ...]:
        """Width of label and field of each cell."""
        if len(self.cells) == 1:
            return ((_COLUMNS[0], _WIDE - _COLUMNS[0]),)
        return (_COLUMNS[:2], _COLUMNS[2:])

    def height(self, size: float) -> float:
        """The least height of the row."""
        tall = [len(label) * size * LEADING for label, _body in self.cells]
        tall += [body.height(inner(field), size) for (_label, body), (_width, field) in zip(self.cells, self.widths(), strict=True)]
        return float(max(_LEAST, max(tall) + 2 * _SPARE))


def form1_sheets(event: EventForm | None, contexts: Sequence[Form1Context]) -> bytes:
    """附表1 as PDF, once for each context: equal sheets to different recipients, each a paper of its own; None prints it blank.

    Raises:
        EnvironmentFault: a font file or the declaration of the form is missing.
    """
    load_faces()
    declared = read_form("form1")

    def draw(canvas: Any) -> None:
        for context in contexts:
            canvas.begin_paper()
            _document(canvas, declared, FormValues(event, context))

    def foot(canvas: Any, mark: PageMark) -> None:
        _foot(canvas, contexts[0], mark, filled=event is not None)

    title = declared.title + (f" {event.name}" if event else "")
    return drawn(A4, title, event.organizer if event else "", draw, foot)


def _body(cell: FormCell, values: FormValues) -> Body:
    if cell.kind in ("ticks", "lines"):
        boxed = cell.kind == "ticks"
        ticks = tuple(
            Tick(one.text, values.ticked(cell, one) if boxed else None, values.filled(cell, one), one.close) for one in cell.options
        )
        return TicksBody(ticks, cell.flowing)
    text = TextBody(cell.name, values.text(cell).strip(), centred=cell.kind == "tonnes")
    return SealBody(text, _seal_day(values.context)) if cell.kind == "seal" else text


def _seal_day(context: Form1Context) -> str:
    """The day under the seal; room to write it where it is not known."""
    return day_text(context.day) if context.day else "　　　　年　　月　　日"


def _fitted(rows: Sequence[_Row]) -> float:
    """The size at which all rows stand on the page; at the smallest, the longest fields are limited until they do."""
    for size in _SIZES:
        if sum(row.height(size) for row in rows) <= _TOP - _BOTTOM:
            return size
    for most in range(_MOST_LINES, _FEWEST_LINES - 1, -1):
        for row in rows:
            for text, room in _texts(row):
                text.limit_to(most, room, size)
        if sum(row.height(size) for row in rows) <= _TOP - _BOTTOM:
            break
    return size


def _texts(row: _Row) -> list[tuple[TextBody, float]]:
    """The running texts of a row with the room of each."""
    found = []
    for (_label, body), (_width, field) in zip(row.cells, row.widths(), strict=True):
        if isinstance(body, TextBody):
            found.append((body, inner(field)))
        elif isinstance(body, SealBody):
            found.append((body.text, body.words_room(inner(field))))
    return found


# ---------------------------------------------------------------- drawing


def _document(canvas: Any, declared: Form, values: FormValues) -> None:
    context = values.context
    rows = [_Row(tuple((cell.label, _body(cell, values)) for cell in row.cells), row.stretch) for row in declared.rows]
    size = _fitted(rows)
    overleaf = [one for row in rows for _label, body in row.cells for one in body.overlong]
    overleaf += [("附件", context.plan_name)] if len(_plan_lines(declared.note, context.plan_name)) > _PLAN_LINES else []
    _marks(canvas, context)
    put_text(canvas, _LEFT, A4[1] - 23.5 * mm, declared.annex, 14, face=SANS)
    _addressed(canvas, context)
    put_bold(canvas, A4[0] / 2, A4[1] - 33.5 * mm, declared.title, 22, align=0.5)
    foot = _table(canvas, rows, size)
    _enclosed(canvas, declared.note, context.plan_name, foot - 5.4 * mm)
    canvas.showPage()
    if overleaf:
        _overleaf(canvas, declared, values, overleaf)


def _marks(canvas: Any, context: Form1Context) -> None:
    """示例 or 试用 across the page, 草稿 in its corner."""
    if word := "示例" if context.sample else "试用" if context.trial else "":
        watermark(canvas, A4, word)
    if context.draft:
        boxed_word(canvas, _RIGHT, A4[1] - 18 * mm, "草稿")


def _addressed(canvas: Any, context: Form1Context) -> None:
    words = "　".join(part for part in (context.copy, context.recipient) if part)
    if words:
        put_text(canvas, _RIGHT, A4[1] - 23.5 * mm, words, 10.5, align=1)


def _table(canvas: Any, rows: Sequence[_Row], size: float) -> float:
    """The grid with all its cells; returns its lower edge."""
    heights = [row.height(size) for row in rows]
    free = max(0.0, _TOP - _BOTTOM - sum(heights))
    weights = [row.stretch or (0.0 if isinstance(row.cells[0][1], SealBody) else 0.4) for row in rows]
    heights = [height + free * weight / sum(weights) for height, weight in zip(heights, weights, strict=True)]
    top = _TOP
    canvas.setStrokeColor(black)
    for row, height in zip(rows, heights, strict=True):
        x = _LEFT
        canvas.setLineWidth(0.6)
        for (label, body), (wide, field) in zip(row.cells, row.widths(), strict=True):
            draw_label(canvas, label, (x, top), (wide, height), size)
            draw_centred(canvas, body, (x + wide, top), (field, height), size)
            canvas.setStrokeColor(black)
            canvas.setLineWidth(0.6)
            for edge in (x, x + wide):
                canvas.line(edge, top, edge, top - height)
            x += wide + field
        top -= height
        canvas.line(_LEFT, top, _RIGHT, top)
    canvas.setLineWidth(1.2)
    canvas.rect(_LEFT, top, _WIDE, _TOP - top, fill=0)
    return float(top)


def _plan_lines(note: str, plan: str) -> list[list[Piece]]:
    """The name of the enclosed file as it follows the note: a short one on the same line, a longer one on the next."""
    room = _WIDE - width_of_line(pieces(note, SERIF), 10.5)
    short = lines_of(f"（{plan}）", room, 9) if plan else []
    return short if len(short) <= 1 else [[], *lines_of(f"（{plan}）", _WIDE, 9)]


def _enclosed(canvas: Any, note: str, plan: str, y: float) -> None:
    """The note below the table, word for word, and the file that is enclosed."""
    end = put_text(canvas, _LEFT, y, note, 10.5)
    lines = _plan_lines(note, plan)
    if len(lines) > _PLAN_LINES:
        lines = [pieces("（文件名见续页）", SERIF)]
    for row, line in enumerate(lines):
        put_line(canvas, _LEFT if row else end, y - row * 12, line, 9)


def _file_line(context: Form1Context) -> str:
    """Number and revision of the dossier, in which all sheets of one form agree."""
    number = f"活动档案 {context.file_number}，" if context.file_number else ""
    return f"{number}修订 {context.revision}"


def _foot(canvas: Any, context: Form1Context, mark: PageMark, *, filled: bool) -> None:
    digest, count = mark.as_issued
    if filled:
        put_text(canvas, _LEFT, _FOOT, _file_line(context), 8.5, face=SANS, colour=INK_2)
    put_text(canvas, A4[0] / 2, _FOOT, digest, 8.5, face=SANS, colour=INK_2, align=0.5)
    put_text(canvas, _RIGHT, _FOOT, count, 8.5, face=SANS, colour=INK_2, align=1)


# ---------------------------------------------------------------- the sheet that follows


def _overleaf(canvas: Any, declared: Form, values: FormValues, overleaf: Sequence[tuple[str, str]]) -> None:
    """Print the long fields whole."""
    size, begun = _SIZES[0], False
    room, step = inner(_WIDE - _COLUMNS[0]), size * LEADING
    top = 0.0
    for name, text in overleaf:
        lines = lines_of(text, room, size)
        start = 0
        while start < len(lines):
            if not begun or top - _BOTTOM < 2 * step + 2 * _SPARE:
                if begun:
                    canvas.showPage()
                begun = True
                top = _overleaf_head(canvas, declared, values)
            count = min(len(lines) - start, int((top - _BOTTOM - 2 * _SPARE) / step))
            height = max(count, 2) * step + 2 * _SPARE
            label = [*_folded(name, size), *([] if start == 0 else ["（续）"])]
            draw_label(canvas, label, (_LEFT, top), (_COLUMNS[0], height), size)
            for row, line in enumerate(lines[start : start + count]):
                put_line(canvas, _LEFT + _COLUMNS[0] + 2 * mm, base(top - _SPARE, row, size), line, size)
            canvas.setStrokeColor(black)
            canvas.setLineWidth(0.8)
            canvas.rect(_LEFT, top - height, _COLUMNS[0], height, fill=0)
            canvas.rect(_LEFT + _COLUMNS[0], top - height, _WIDE - _COLUMNS[0], height, fill=0)
            top -= height
            start += count
    canvas.showPage()


def _folded(name: str, size: float) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines_of(name, inner(_COLUMNS[0]), size)]


def _overleaf_head(canvas: Any, declared: Form, values: FormValues) -> float:
    _marks(canvas, values.context)
    put_text(canvas, _LEFT, A4[1] - 23.5 * mm, f"{declared.annex}（续页）", 14, face=SANS)
    put_bold(canvas, A4[0] / 2, A4[1] - 33.5 * mm, f"{declared.title}（续页）", 20, align=0.5)
    name = values.event.name if values.event else ""
    name = name if len(name) <= _MOST_LETTERS else f"{name[:_MOST_LETTERS]}…"
    put_text(canvas, _LEFT, A4[1] - 42 * mm, f"活动名称：{name}", 10.5)
    below = A4[1] - 42 * mm - 15
    put_text(canvas, _LEFT, below, "本续页是登记表的组成部分，载明登记表中写不下的各栏的全文。", 10.5)
    return float(below - 4 * mm)
