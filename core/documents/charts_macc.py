"""The marginal cost chart on paper: width is tonnes a year, height yuan a tonne, in the places that the window uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.documents.charts import BOLD, LIGHT_INK, REGULAR, ChartInk
from core.domain.macc_layout import MaccBar, MaccBlock, layout
from core.i18n import _

_GROUND = "#FFFFFF"
_LETTER = 12.0
_LINE = 16.0
_DESCENT = 4.0


def macc(blocks: Sequence[MaccBlock], width: float, height: float, ink: ChartInk = LIGHT_INK) -> Any:
    """Measures of the plan solid, the others hollow, each in the colour of its scope; those of the best set have bold words.

    Args:
        blocks: the measures.
        width: in points.
        height: the same.
        ink: colours.

    Returns:
        A reportlab Drawing of rectangles, lines and texts.
    """
    from reportlab.graphics.shapes import Drawing, Line
    from reportlab.lib.colors import HexColor

    from core.documents.lettering import load_faces, width_of

    load_faces()
    laid = layout(blocks, width, height, _LINE, lambda words: width_of(words, BOLD, _LETTER))
    drawing = Drawing(width, height)
    for top, words in laid.y_ticks:
        y = height - top
        colour = HexColor(ink.line2 if words == "0" else ink.line)
        drawing.add(Line(laid.left, y, laid.right, y, strokeColor=colour, strokeWidth=1))
        drawing.add(_text(laid.left - 6, y - _DESCENT, words, ink.text2, anchor="end"))
    foot = height - laid.bottom - _LINE
    for x, words in laid.x_ticks:
        drawing.add(_text(x, foot, words, ink.text2, anchor="middle"))
    drawing.add(_text(laid.left, foot - _LINE, _("高：每吨成本，元（负值为省钱）"), ink.text2))
    drawing.add(_text(laid.right, foot - _LINE, _("宽：累计年减排，tCO2e（未扣重叠）"), ink.text2, anchor="end"))
    for bar in laid.bars:
        _bar(drawing, bar, height, ink)
    return drawing


def _bar(drawing: Any, bar: MaccBar, height: float, ink: ChartInk) -> None:
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    block = bar.block
    for scope, x, y, wide, high in bar.parts:
        colour = HexColor(ink.scopes[scope - 1])
        # A sliver of ground parts the bars, so that grey print keeps them apart.
        inner = max(wide - 1, 1.0)
        fill = colour if block.in_plan else HexColor(_GROUND)
        drawing.add(Rect(x, height - y - high, inner, high, fillColor=fill, strokeColor=colour, strokeWidth=0.8))
    if bar.words:
        x, y, wide = bar.words_at
        colour_of_words = ink.text if block.in_plan or block.chosen else ink.text2
        drawing.add(_text(x + wide / 2, height - y - _LINE + _DESCENT, bar.words, colour_of_words, anchor="middle", bold=block.chosen))


def _text(x: float, y: float, text: str, colour: str, *, anchor: str = "start", bold: bool = False) -> Any:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    return String(x, y, text, fillColor=HexColor(colour), textAnchor=anchor, fontName=BOLD if bold else REGULAR, fontSize=_LETTER)
