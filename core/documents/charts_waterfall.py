"""The change between two years as a waterfall: both totals stand on the ground, the effects hang between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.documents.charts import AXIS, BOLD, LIGHT_INK, REGULAR, ChartInk, axis_step
from core.domain.change_split import ChangeSplitView, SplitBar
from core.domain.quantity import shown
from core.i18n import _

_GROUND = "#FFFFFF"
_BASE, _HEAD = 24.0, 30.0
_LETTER = 12.0
_ROOM = Fraction(7, 5)
_LOWEST = Fraction(1, 4)
_BREAK = 16.0
_WIDEST = 56.0


@dataclass(frozen=True, slots=True)
class _Span:
    """A bar between two heights in tonnes; `end` is where the next one begins."""

    bar: SplitBar
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the bars stand: the axis begins at `floor`, which is 0 or, where the change is small, a round number below all bars."""

    axis: float
    slot: float
    width: float
    unit: Fraction
    floor: Fraction
    top: Fraction
    step: Fraction

    def left(self, index: int) -> float:
        """Left edge of a bar."""
        return self.axis + self.slot * (index + 0.5) - self.width / 2

    def y(self, tonnes: Fraction) -> float:
        """Height of an amount above the lower edge."""
        return _BASE + float((tonnes - self.floor) * self.unit)


def _spans(bars: Sequence[SplitBar]) -> tuple[_Span, ...]:
    """Each effect begins where the bar before it ended."""
    spans: list[_Span] = []
    level = Fraction(0)
    for bar in bars:
        start = Fraction(0) if bar.total else level
        level = bar.tonnes if bar.total else level + bar.tonnes
        spans.append(_Span(bar, start, level))
    return tuple(spans)


def _frame(spans: Sequence[_Span], width: float, height: float) -> _Frame:
    from core.documents.lettering import load_faces, width_of

    load_faces()
    levels = [span.end for span in spans] or [Fraction(0)]
    low, high = min(levels), max(levels)
    moved = high - low
    floor = Fraction(0)
    # Where the change is small beside the totals, an axis from 0 would flatten it; the totals are then drawn broken.
    if low > 0 and 0 < moved < low / 2:
        step = axis_step(moved * _ROOM)
        floor = max(Fraction(0), step * math.floor((low - moved * _LOWEST) / step))
    else:
        step = axis_step(max(high, -low))
        floor = step * math.floor(min(low, Fraction(0)) / step)
    top = max(floor + step, step * math.ceil(high / step))
    widest = max(width_of(shown(value, _decimals(step)), REGULAR, _LETTER) for value in (floor, top))
    axis = max(AXIS, widest + 10)
    slot = (width - axis) / max(1, len(spans))
    return _Frame(axis, slot, min(_WIDEST, slot * 0.62), Fraction(height - _BASE - _HEAD) / (top - floor), floor, top, step)


def waterfall(view: ChangeSplitView, width: float, height: float, ink: ChartInk = LIGHT_INK) -> Any:
    """Totals dark, rises solid, falls hollow; a broken axis is said in words and drawn as a break in both totals.

    Args:
        view: the split.
        width: in points (logical pixels on screen).
        height: the same.
        ink: colours.

    Returns:
        A reportlab Drawing of rectangles, lines and texts.
    """
    from reportlab.graphics.shapes import Drawing

    from core.documents.lettering import shortened

    spans = _spans(view.bars)
    frame = _frame(spans, width, height)
    drawing = Drawing(width, height)
    _axis(drawing, frame, width, ink)
    for index, span in enumerate(spans):
        if index:
            _link(drawing, frame, index, span, ink)
        _bar(drawing, frame, index, span, ink)
        label = shortened(span.bar.label, frame.slot - 4, REGULAR, _LETTER)
        drawing.add(_text(frame.left(index) + frame.width / 2, 6, label, ink.text2, anchor="middle"))
    if frame.floor > 0:
        words = _("纵轴自 {value} 起").format(value=shown(frame.floor, _decimals(frame.step)))
        drawing.add(_text(width, height - _LETTER, words, ink.text2, anchor="end"))
    return drawing


def waterfall_boxes(view: ChangeSplitView, width: float, height: float) -> dict[str, tuple[float, float, float, float]]:
    """Where each bar can be pointed at, by its key: left, bottom, width, height."""
    spans = _spans(view.bars)
    frame = _frame(spans, width, height)
    boxes = {}
    for index, span in enumerate(spans):
        low, high = _edges(frame, span)
        boxes[span.bar.key] = (frame.left(index), low, frame.width, max(high - low, 4.0))
    return boxes


def _edges(frame: _Frame, span: _Span) -> tuple[float, float]:
    """Lower and upper edge of a bar; a total stands on the axis wherever that begins."""
    start = max(span.start, frame.floor) if span.bar.total else span.start
    one, other = frame.y(start), frame.y(span.end)
    return min(one, other), max(one, other)


def _decimals(step: Fraction) -> int:
    return next(count for count in range(12) if (step * 10**count).denominator == 1)


def _axis(drawing: Any, frame: _Frame, width: float, ink: ChartInk) -> None:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    value = frame.floor
    while value <= frame.top:
        y = frame.y(value)
        drawing.add(
            Line(frame.axis, y, width, y, strokeColor=HexColor(ink.line2 if value in {0, frame.floor} else ink.line), strokeWidth=1)
        )
        drawing.add(_text(frame.axis - 6, y - 4, shown(value, _decimals(frame.step)), ink.text2, anchor="end"))
        value += frame.step


def _bar(drawing: Any, frame: _Frame, index: int, span: _Span, ink: ChartInk) -> None:
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    low, high = _edges(frame, span)
    left, falls = frame.left(index), not span.bar.total and span.bar.tonnes < 0
    colour = HexColor(ink.text2 if span.bar.total else ink.scopes[1])
    tall = max(high - low, 1.0)
    fill = HexColor(_GROUND) if falls else colour
    drawing.add(Rect(left, low, frame.width, tall, fillColor=fill, strokeColor=colour, strokeWidth=1))
    if span.bar.total and frame.floor > 0:
        _break(drawing, left, low + min(_BREAK, tall / 3), frame.width)
    at = low - _LETTER - 1 if falls else high + 5
    if falls and at < _BASE:
        at = high + 5
    drawing.add(_text(left + frame.width / 2, at, span.bar.shown, ink.text, anchor="middle", bold=True))


def _break(drawing: Any, left: float, y: float, width: float) -> None:
    """A light zigzag across a total, since its foot is not at 0."""
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    middle = left + width / 2
    for start, end in (((left - 1, y - 3), (middle, y + 3)), ((middle, y + 3), (left + width + 1, y - 3))):
        drawing.add(Line(*start, *end, strokeColor=HexColor(_GROUND), strokeWidth=2.5))


def _link(drawing: Any, frame: _Frame, index: int, span: _Span, ink: ChartInk) -> None:
    """A dotted line from where the bar before ended to where this one begins."""
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    y = frame.y(span.end if span.bar.total else span.start)
    line = Line(frame.left(index - 1) + frame.width, y, frame.left(index), y, strokeColor=HexColor(ink.text2), strokeWidth=1)
    line.strokeDashArray = [2, 2]
    drawing.add(line)


def _text(x: float, y: float, text: str, colour: str, *, anchor: str = "start", bold: bool = False) -> Any:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    made = String(x, y, text, fillColor=HexColor(colour), textAnchor=anchor)
    # Set past the constructor: it would ask for the face at once, and the window has no need to register it.
    made.__dict__.update(fontName=BOLD if bold else REGULAR, fontSize=_LETTER)
    return made
