"""Small drawings that belong to paper itself: the words below a chart, the field for a seal."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from core.documents.charts import AXIS
from core.documents.lettering import SANS, width_of
from core.documents.paper_style import INK, INK_2, PRINTED, SEAL, WIDTH
from core.i18n import _

_CORNER = 4 * mm
_WORD_AT, _DAY_AT = 24, 9


def legend_of(legend: Sequence[tuple[str, str]], tick: str) -> Drawing:
    """Squares of colour with their words in one line.

    Args:
        legend: colour and word.
        tick: word for a dark tick; empty when there is none.
    """
    drawing = Drawing(WIDTH, 16)
    x = AXIS * PRINTED
    for colour, word in legend:
        drawing.add(Rect(x, 4, 9, 9, fillColor=HexColor(colour), strokeColor=None))
        drawing.add(String(x + 14, 5, word, fontName=SANS, fontSize=8.5, fillColor=HexColor(INK_2)))
        x += 14 + width_of(word, SANS, 8.5) + 18
    if tick:
        drawing.add(Line(x, 8.5, x + 14, 8.5, strokeColor=HexColor(INK), strokeWidth=1.5))
        drawing.add(String(x + 19, 5, tick, fontName=SANS, fontSize=8.5, fillColor=HexColor(INK_2)))
    return drawing


def seal_field(word: str, day: str) -> Drawing:
    """An empty square of 50 mm between four corner strokes; no seal is ever drawn.

    Args:
        word: what the field is called.
        day: the day of the seal, at its foot, so that the seal is set over it (domain.md §7.2); empty leaves room to write one.
    """
    drawing = Drawing(SEAL, SEAL)
    grey = HexColor(INK_2)
    for x, inward in ((0.0, _CORNER), (SEAL, -_CORNER)):
        for y, upward in ((0.0, _CORNER), (SEAL, -_CORNER)):
            drawing.add(Line(x, y, x + inward, y, strokeColor=grey, strokeWidth=0.8))
            drawing.add(Line(x, y, x, y + upward, strokeColor=grey, strokeWidth=0.8))
    for foot, text in ((_WORD_AT, word), (_DAY_AT, day or _("　　　　年　　月　　日"))):
        drawing.add(String(SEAL / 2, foot, text, fontName=SANS, fontSize=9, fillColor=grey, textAnchor="middle"))
    return drawing
