"""The way to a target on paper: bars of what was emitted, the line of what may be, dashes for what is to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from core.documents.charts import BOLD, LIGHT_INK, REGULAR, ChartInk
from core.domain.pathway_layout import PathLayout, PathPoint, PathSlot, layout
from core.i18n import _

PATH, EXPECTED = "#1E6A48", "#8A5700"
"""Colours of the two lines; the window shows them by its tokens `accent` and `warn`."""

_GROUND = "#FFFFFF"
_LETTER = 12.0
_LINE = 16.0
_DESCENT = 4.0
_MARK = 4.0
_LEGEND = 18.0
_SWATCH = 9.0


def draw_pathway(points: Sequence[PathPoint], width: float, height: float, ink: ChartInk = LIGHT_INK, *, burn: bool = False) -> Any:
    """Draw years on the way to a target, or the months of one year.

    Args:
        points: years or months.
        width: in points.
        height: the same, with the line that says what is what.
        ink: colours.
        burn: these are months, counted from January on; the axis begins at 0.

    Returns:
        A reportlab Drawing of rectangles, lines and texts.
    """
    from reportlab.graphics.shapes import Circle, Drawing, Line
    from reportlab.lib.colors import HexColor

    from core.documents.lettering import load_faces, width_of

    load_faces()
    tall = height - _LEGEND
    laid = layout(points, width, tall, _LINE, lambda words: width_of(words, BOLD, _LETTER), from_zero=burn)
    drawing = Drawing(width, height)
    _legend(drawing, laid, height, ink, burn=burn)
    for number, (top, words) in enumerate(laid.ticks):
        y = tall - top
        drawing.add(Line(laid.left, y, laid.right, y, strokeColor=HexColor(ink.line if number else ink.line2), strokeWidth=1))
        drawing.add(_text(laid.left - 6, y - _DESCENT, words, ink.text2, anchor="end"))
    for slot in laid.slots:
        _bar(drawing, slot, laid, tall, ink)
        if slot.label_shown:
            drawing.add(_text(slot.middle, tall - laid.bottom - _LINE, slot.point.label, ink.text2, anchor="middle"))
    for corners, colour, dashed in ((laid.allowed, PATH, False), (laid.expected, EXPECTED, True)):
        for start, end in pairwise(corners):
            stroke = Line(start[0], tall - start[1], end[0], tall - end[1], strokeColor=HexColor(colour), strokeWidth=1.6)
            if dashed:
                stroke.strokeDashArray = [4, 3]
            drawing.add(stroke)
    for slot in laid.slots:
        if slot.words:
            x, y, room = slot.words_at
            drawing.add(_text(x + room / 2, tall - y - _LINE + _DESCENT, slot.words, ink.text, anchor="middle", bold=True))
    if laid.mark is not None:
        x, y = laid.mark
        drawing.add(Circle(x, tall - y, _MARK, fillColor=HexColor(_GROUND), strokeColor=HexColor(PATH), strokeWidth=1.6))
        right, top = laid.mark_at
        drawing.add(_text(right, tall - top - _LINE + _DESCENT, laid.mark_words, PATH, anchor="end", bold=True))
    return drawing


def _legend(drawing: Any, laid: PathLayout, height: float, ink: ChartInk, *, burn: bool) -> None:
    """What the bars and lines are, from left to right; the unit at the right."""
    from reportlab.graphics.shapes import Line, Rect
    from reportlab.lib.colors import HexColor

    from core.documents.lettering import width_of

    y, x = height - _LETTER, 0.0
    drawing.add(Rect(x, y, _SWATCH, _SWATCH, fillColor=HexColor(ink.text2), strokeColor=None))
    names = [(_("累计实际") if burn else _("实际"), ""), (_("累计可排") if burn else _("路径"), PATH)]
    if laid.expected:
        names.append((_("按计划预计"), EXPECTED))
    for words, colour in names:
        if colour:
            stroke = Line(x, y + _DESCENT, x + _SWATCH + 4, y + _DESCENT, strokeColor=HexColor(colour), strokeWidth=1.6)
            if colour == EXPECTED:
                stroke.strokeDashArray = [4, 3]
            drawing.add(stroke)
        x += _SWATCH + 8
        drawing.add(_text(x, y, words, ink.text))
        x += width_of(words, REGULAR, _LETTER) + _LINE
    unit = _("tCO2e，纵轴自 {value} 起").format(value=laid.ticks[0][1]) if laid.cut_at else "tCO2e"
    drawing.add(_text(laid.right, y, unit, ink.text2, anchor="end"))


def _bar(drawing: Any, slot: PathSlot, laid: PathLayout, tall: float, ink: ChartInk) -> None:
    from reportlab.graphics.shapes import PolyLine, Rect
    from reportlab.lib.colors import HexColor

    if slot.bar is None:
        return
    x, y, wide, high = slot.bar
    colour = HexColor(ink.text2)
    fill = HexColor(_GROUND) if slot.point.hollow else colour
    drawing.add(Rect(x, tall - y - high, wide, high, fillColor=fill, strokeColor=colour, strokeWidth=0.8))
    if laid.cut_at:
        foot = tall - laid.bottom + 2 * _MARK
        corners = [x - 1, foot - 3, x + wide / 2, foot + 3, x + wide + 1, foot - 3]
        drawing.add(PolyLine(corners, strokeColor=HexColor(_GROUND), strokeWidth=2.5))


def _text(x: float, y: float, text: str, colour: str, *, anchor: str = "start", bold: bool = False) -> Any:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    return String(x, y, text, fillColor=HexColor(colour), textAnchor=anchor, fontName=BOLD if bold else REGULAR, fontSize=_LETTER)
