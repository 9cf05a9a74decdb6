"""The page frame of every paper: margins, head and foot, marks, boxes, and a file that is always the same byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from core.documents.lettering import FACES, SANS, SERIF, load_faces, lowered, runs, width_of
from core.i18n import _

PRODUCER = "碳账本 tanzhangben"

TEXT, TEXT_QUIET, LINE, LINE_STRONG, SUNKEN, ACCENT, ACCENT_SOFT = (
    "#1A211D", "#526058", "#DDE2DC", "#C3CBC4", "#F1F3F0", "#1E6A48", "#E4F0E9",
)  # fmt: skip
SCOPE_INKS = {1: "#C05A16", 2: "#1D5C96", 3: "#7A868C"}
WARN, WARN_SOFT = "#8A5700", "#FDF3DC"
"""The light column of the colour table (visual.md §1); paper has no dark one."""

WIDTH, HEIGHT = (float(side) for side in A4)
SIDE, TOP, BOTTOM = 27 * mm, 27 * mm, 24 * mm
"""Margins; 156 mm of width are left for the text (GB/T 9704: 版心 156 mm)."""

TEXT_WIDTH = WIDTH - 2 * SIDE

_WATERMARK_SIZE = 108
_WATERMARK_ALPHA = 0.10
_HEAD_SIZE = 8


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What stands on every page of a paper.

    Attributes:
        title: name of the paper, in the head and in the file's own title.
        subject: whom and which period it concerns.
        author: the organization that answers for it.
        marks: words such as 示例 or 草稿: in the head, and large and light across the page.
        foot: words at the left of the foot, such as the edition of the factor table.
        number: number derived from the content; empty for papers that carry none.
    """

    title: str
    subject: str
    author: str
    marks: tuple[str, ...] = ()
    foot: str = ""
    number: str = ""


def document_number(parts: Iterable[str]) -> str:
    """A number that follows from the content alone: the same facts always give the same one (four groups of four)."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def render(frame: PageFrame, story: Callable[[], Sequence[Any]]) -> bytes:
    """Set a paper in pages.

    It is set twice, since the foot of the first page already says how many there are.

    Args:
        frame: what stands on every page.
        story: makes the flowables; called once for each setting, because setting uses them up.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    load_faces()
    _data, pages = _set(frame, story(), 0)
    data, _pages = _set(frame, story(), pages)
    return data


def _set(frame: PageFrame, story: Sequence[Any], pages: int) -> tuple[bytes, int]:
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=frame.title,
        author=frame.author,
        subject=frame.subject,
        creator=PRODUCER,
        producer=PRODUCER,
        keywords=_("字体") + " " + " ".join(sorted(FACES)),
        lang="zh-CN",
        invariant=1,
        initialFontName=SERIF,
        displayDocTitle=True,
    )
    area = Frame(SIDE, BOTTOM, TEXT_WIDTH, HEIGHT - TOP - BOTTOM, 0, 0, 0, 0, id="text")

    def finish(canvas: Any, doc: Any) -> None:
        _draw_head_and_foot(canvas, frame, doc.page, pages)

    document.addPageTemplates([PageTemplate("page", [area], onPageEnd=finish)])
    document.build(list(story))
    return buffer.getvalue(), int(document.page)


def _draw_head_and_foot(canvas: Any, frame: PageFrame, page: int, pages: int) -> None:
    canvas.saveState()
    if frame.marks:
        draw_watermark(canvas, "　".join(frame.marks))
    canvas.setStrokeColor(HexColor(LINE_STRONG))
    canvas.setLineWidth(0.5)
    head, foot = HEIGHT - TOP + 6 * mm, BOTTOM - 6 * mm
    canvas.line(SIDE, head, WIDTH - SIDE, head)
    canvas.line(SIDE, foot, WIDTH - SIDE, foot)
    above, below = head + 2.2 * mm, foot - 4.4 * mm
    quiet = HexColor(TEXT_QUIET)
    draw_text(canvas, SIDE, above, f"{frame.subject}　{frame.title}", SERIF, _HEAD_SIZE, quiet)
    if frame.marks:
        draw_text(canvas, WIDTH - SIDE, above, " · ".join(frame.marks), SANS, _HEAD_SIZE, HexColor(WARN), align="right")
    draw_text(canvas, SIDE, below, frame.foot, SANS, _HEAD_SIZE, quiet)
    if frame.number:
        draw_text(canvas, WIDTH / 2, below, _("文件编号 {number}").format(number=frame.number), SANS, _HEAD_SIZE, quiet, align="middle")
    count = _("第 {page} 页，共 {pages} 页").format(page=page, pages=pages)
    draw_text(canvas, WIDTH - SIDE, below, count, SANS, _HEAD_SIZE, quiet, align="right")
    canvas.restoreState()


def draw_watermark(canvas: Any, words: str, *, width: float = WIDTH, height: float = HEIGHT) -> None:
    """Words across the page, light enough to read through."""
    canvas.saveState()
    size = min(_WATERMARK_SIZE, 0.86 * width / max(1.0, width_of(words, SANS, 1)))
    canvas.translate(width / 2, height / 2)
    canvas.rotate(52)
    canvas.setFillAlpha(_WATERMARK_ALPHA)
    draw_text(canvas, 0, -size * 0.36, words, SANS, size, HexColor(TEXT), align="middle")
    canvas.restoreState()


def draw_text(canvas: Any, x: float, y: float, text: str, face: str, size: float, colour: Any, *, align: str = "left") -> None:
    """One line of text: stand-in faces for missing characters, lowered digits for CO2; `align` is left, middle or right."""
    canvas.setFillColor(colour)
    if align != "left":
        x -= width_of(text, face, size) * (0.5 if align == "middle" else 1)
    for piece, low in lowered(text):
        letters = size * (0.72 if low else 1)
        for chosen, part in runs(piece, face):
            canvas.setFont(chosen, letters)
            canvas.drawString(x, y - (size * 0.14 if low else 0), part)
            x += canvas.stringWidth(part, chosen, letters)


class TickBox(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A box to tick, drawn as lines: no bundled face has ☑."""

    def __init__(self, words: str, *, ticked: bool, size: float = 10.5) -> None:
        super().__init__()
        self.words, self.ticked, self.size = words, ticked, size

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Room it takes."""
        self.width, self.height = available_width, self.size * 1.5
        return self.width, self.height

    def draw(self) -> None:
        """Box, tick and words."""
        draw_tick_box(self.canv, 0, self.size * 0.3, self.size * 0.9, ticked=self.ticked)
        draw_text(self.canv, self.size * 1.4, self.size * 0.4, self.words, SERIF, self.size, HexColor(TEXT))


def draw_tick_box(canvas: Any, x: float, y: float, side: float, *, ticked: bool) -> None:
    """A square, with a tick inside when `ticked`; x and y are its lower left corner."""
    canvas.saveState()
    canvas.setStrokeColor(HexColor(TEXT))
    canvas.setLineWidth(0.8)
    canvas.rect(x, y, side, side, stroke=1, fill=0)
    if ticked:
        canvas.setLineWidth(1.2)
        path = canvas.beginPath()
        path.moveTo(x + side * 0.2, y + side * 0.5)
        path.lineTo(x + side * 0.42, y + side * 0.26)
        path.lineTo(x + side * 0.82, y + side * 0.76)
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def draw_seal_corners(canvas: Any, x: float, y: float, side: float = 50 * mm) -> None:
    """Corner marks of the place for a seal: 50 mm, since round seals are about 42 mm wide (domain.md §7.2)."""
    canvas.saveState()
    canvas.setStrokeColor(HexColor(LINE_STRONG))
    canvas.setLineWidth(0.6)
    arm = 4 * mm
    for corner_x, corner_y, right, up in ((x, y, 1, 1), (x + side, y, -1, 1), (x, y + side, 1, -1), (x + side, y + side, -1, -1)):
        canvas.line(corner_x, corner_y, corner_x + right * arm, corner_y)
        canvas.line(corner_x, corner_y, corner_x, corner_y + up * arm)
    canvas.restoreState()


def with_number(frame: PageFrame, parts: Iterable[str]) -> PageFrame:
    """The same frame with the number that follows from `parts`."""
    return replace(frame, number=document_number(parts))
