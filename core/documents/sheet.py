"""A sheet that is drawn piece by piece instead of flowing: its canvas, its marks, its seal field."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from core.documents.bound_pages import BoundCanvas, Foot
from core.documents.lettering import SANS, SANS_BOLD, SERIF, load_faces
from core.documents.line_breaking import use_our_lines
from core.documents.paper_style import INK_2, SEAL, WATERMARK

_CORNER = 4 * mm


def drawn(size: tuple[float, float], title: str, author: str, draw: Callable[[Any], None], foot: Foot) -> bytes:
    """Draw a document; the same drawing gives the same bytes.

    Args:
        size: of a page in points.
        title: for the metadata.
        author: for the metadata.
        draw: takes the canvas, and ends each page with `showPage`.
        foot: draws the foot of each page.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    load_faces()
    use_our_lines()
    stream = BytesIO()
    canvas = BoundCanvas(stream, foot=foot, pagesize=size, invariant=1, initialFontName=SERIF, lang="zh-CN")
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("碳账本")
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def watermark(canvas: Any, size: tuple[float, float], text: str, colour: str = WATERMARK) -> None:
    """Large and light across the page; drawn first, so that it lies below everything."""
    canvas.saveState()
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(45)
    canvas.setFillColor(HexColor(colour))
    letters = min(170.0, 420.0 / len(text))
    canvas.setFont(SANS_BOLD, letters)
    canvas.drawCentredString(0, -letters * 0.35, text)
    canvas.restoreState()


def boxed_word(canvas: Any, right: float, y: float, text: str) -> None:
    """A word in a small box that ends at `right`, such as 草稿."""
    size = 9
    canvas.setFont(SANS, size)
    width = canvas.stringWidth(text, SANS, size)
    canvas.setStrokeColor(HexColor(INK_2))
    canvas.setLineWidth(0.6)
    canvas.rect(right - width - 8, y - 3.5, width + 8, 14, fill=0)
    canvas.setFillColor(HexColor(INK_2))
    canvas.drawString(right - width - 4, y, text)


def seal_corners(canvas: Any, x: float, y: float) -> None:
    """Four corner strokes around an empty square of 50 mm with its lower left corner at x, y; no seal is ever drawn."""
    canvas.setStrokeColor(HexColor(INK_2))
    canvas.setLineWidth(0.6)
    for left, inward in ((x, _CORNER), (x + SEAL, -_CORNER)):
        for foot, upward in ((y, _CORNER), (y + SEAL, -_CORNER)):
            canvas.line(left, foot, left + inward, foot)
            canvas.line(left, foot, left, foot + upward)


def tick_box(canvas: Any, x: float, y: float, size: float, *, ticked: bool) -> None:
    """A box drawn as a path, with its tick where it holds; a reader of the text finds √ or □ there.

    Args:
        canvas: reportlab's canvas.
        x: left edge.
        y: base line of the text beside it.
        size: size of that text.
        ticked: whether it is ticked.
    """
    side = size * 0.82
    foot = y - size * 0.05
    letter = canvas.beginText(x, y)
    letter.setFont(SANS, side)
    letter.setTextRenderMode(3)  # invisible: the shape is what is seen
    letter.textOut("√" if ticked else "□")
    letter.setTextRenderMode(0)
    canvas.drawText(letter)
    canvas.saveState()
    canvas.setStrokeColor(HexColor("#000000"))
    canvas.setLineWidth(size * 0.075)
    canvas.rect(x, foot, side, side, fill=0)
    if ticked:
        canvas.setLineWidth(size * 0.13)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        path.moveTo(x + side * 0.2, foot + side * 0.52)
        path.lineTo(x + side * 0.42, foot + side * 0.26)
        path.lineTo(x + side * 0.82, foot + side * 0.76)
        canvas.drawPath(path)
    canvas.restoreState()
