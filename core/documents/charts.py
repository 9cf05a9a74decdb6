"""Figures turned into plain shapes: paper prints the drawing, the window walks the same one with a painter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.domain.emission import Scope
from core.domain.inventory import GhgInventory
from core.domain.quantity import shown
from core.i18n import _

REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
"""Names under which the bundled faces are registered for paper; the window takes its own faces of the same family."""

AXIS = 38.0
"""Where the axis of the monthly bars begins; what stands below them begins there too."""

_LABEL = 12.0
_GAP = 1.0
_EMPTY = 24.0
_ROW = 30.0
_SHARE = 56.0
_WHOLE = 10
_FEWEST_TICKS = 2
_MOST_TICKS = 5
_SCALE_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(4), Fraction(5), Fraction(10))


@dataclass(frozen=True, slots=True)
class ChartInk:
    """The colours of a chart; always the light column, as on paper: the window shows each by its token."""

    line: str = "#DDE2DC"
    line2: str = "#C3CBC4"
    text: str = "#1A211D"
    text2: str = "#526058"
    scopes: tuple[str, str, str] = ("#C05A16", "#1D5C96", "#7A868C")


LIGHT_INK = ChartInk()


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month: tonnes of scopes 1, 2 and 3, and last year's total where it is known."""

    key: str
    label: str
    scopes: tuple[Fraction, Fraction, Fraction]
    last_year: Fraction | None = None

    @property
    def total(self) -> Fraction:
        """Tonnes of the month."""
        return sum(self.scopes, Fraction(0))


@dataclass(frozen=True, slots=True)
class SourceBar:
    """One source with its tonnes, its share as printed, and its scope 1, 2 or 3."""

    key: str
    label: str
    value: Fraction
    share: str
    scope: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the months stand: the axis at `base`, `unit` points for a tonne."""

    left: float
    base: float
    slot: float
    bar: float
    unit: Fraction
    top: Fraction
    step: Fraction
    decimals: int

    def middle(self, index: int) -> float:
        """Centre of a month."""
        return self.left + self.slot * (index + 0.5)

    def height(self, tonnes: Fraction) -> float:
        """Points for an amount."""
        return float(tonnes * self.unit)


def axis_step(largest: Fraction) -> Fraction:
    """Distance of the horizontal lines: a round number that gives two to five of them, from 0 past the largest value."""
    if largest <= 0:
        return Fraction(1)
    exponent = math.floor(math.log10(float(largest))) - 1
    for power in (exponent, exponent + 1):
        for step in _SCALE_STEPS:
            candidate = step * Fraction(10) ** power
            if _FEWEST_TICKS <= math.ceil(largest / candidate) <= _MOST_TICKS - 1:
                return candidate
    return Fraction(10) ** (exponent + 2)


def _frame(months: Sequence[MonthBar], width: float, height: float) -> _Frame:
    largest = max((max(m.total, m.last_year or Fraction(0)) for m in months), default=Fraction(0))
    step = axis_step(largest)
    top = step * max(1, math.ceil(largest / step))
    base, head = 24.0, 22.0
    slot = (width - AXIS) / max(1, len(months))
    return _Frame(AXIS, base, slot, min(32.0, slot * 0.58), Fraction(height - base - head) / top, top, step, _decimals(largest))


def _decimals(largest: Fraction) -> int:
    """Decimals of the values over the bars: a small venue emits less than a tonne a month."""
    return 0 if largest >= _WHOLE else 1 if largest >= 1 else 2


def month_bars(inventory: GhgInventory, last_year: GhgInventory | None, *, p1: bool = False) -> tuple[MonthBar, ...]:
    """The months of an inventory as bars, with last year's totals where they are known."""
    before = last_year.by_month(p1=p1) if last_year is not None else {}
    bars = []
    for month, scopes in inventory.by_month(p1=p1).items():
        old = sum(before.get(month.plus(-12), {}).values(), Fraction(0))
        label = _("{month}月").format(month=month.month)
        bars.append(MonthBar(str(month), label, (scopes[Scope.ONE], scopes[Scope.TWO], scopes[Scope.THREE]), old or None))
    return tuple(bars)


def monthly_bars(months: Sequence[MonthBar], width: float, height: float, ink: ChartInk = LIGHT_INK) -> Any:
    """Stacked bars by scope, 1 nearest the axis, last year's total as a dark tick across the bar.

    Args:
        months: in order; a month without data is a dashed outline that stands for no figure.
        width: in points (logical pixels on screen).
        height: the same.
        ink: colours.

    Returns:
        A reportlab Drawing of rectangles, lines and texts.
    """
    from reportlab.graphics.shapes import Drawing

    frame = _frame(months, width, height)
    drawing = Drawing(width, height)
    _axis(drawing, frame, width, ink)
    for index, month in enumerate(months):
        _bar(drawing, frame, index, month, ink)
        drawing.add(_text(frame.middle(index), 6, month.label, ink.text2, anchor="middle"))
    return drawing


def _axis(drawing: Any, frame: _Frame, width: float, ink: ChartInk) -> None:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    value = Fraction(0)
    decimals = next(count for count in range(len(_SCALE_STEPS)) if (frame.step * 10**count).denominator == 1)
    while value <= frame.top:
        y = frame.base + frame.height(value)
        drawing.add(Line(frame.left, y, width, y, strokeColor=HexColor(ink.line2 if value == 0 else ink.line), strokeWidth=1))
        drawing.add(_text(frame.left - 8, y - 4, shown(value, decimals), ink.text2, anchor="end"))
        value += frame.step


def _bar(drawing: Any, frame: _Frame, index: int, month: MonthBar, ink: ChartInk) -> None:
    from reportlab.graphics.shapes import Line, Rect
    from reportlab.lib.colors import HexColor

    left, y = frame.middle(index) - frame.bar / 2, frame.base
    if not month.total:
        outline = Rect(left, y, frame.bar, _EMPTY, fillColor=None, strokeColor=HexColor(ink.line2), strokeWidth=1)
        outline.strokeDashArray = [3, 3]
        drawing.add(outline)
    for tonnes, colour in zip(month.scopes, ink.scopes, strict=True):
        tall = frame.height(tonnes)
        if tall > 0:
            # A sliver of ground parts the segments, so that grey print keeps them apart.
            segment = Rect(left, y, frame.bar, max(tall - _GAP, 0.5), fillColor=HexColor(colour), strokeColor=None)
            drawing.add(segment)
            y += tall
    label_at = y
    if month.last_year is not None:
        tick = frame.base + frame.height(month.last_year)
        drawing.add(Line(left - 6, tick, left + frame.bar + 6, tick, strokeColor=HexColor(ink.text), strokeWidth=1.5))
        if y < tick <= y + _LABEL + 6:
            label_at = tick
    if month.total:
        drawing.add(_text(frame.middle(index), label_at + 5, shown(month.total, frame.decimals), ink.text, anchor="middle", bold=True))


def _text(x: float, y: float, text: str, colour: str, *, anchor: str = "start", bold: bool = False) -> Any:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    made = String(x, y, text, fillColor=HexColor(colour), textAnchor=anchor)
    # Set past the constructor: it would ask for the face at once, and the window has no need to register it.
    made.__dict__.update(fontName=BOLD if bold else REGULAR, fontSize=_LABEL)
    return made


def monthly_boxes(months: Sequence[MonthBar], width: float, height: float) -> dict[str, tuple[float, float, float, float]]:
    """Where each month can be pointed at, by its key: left, bottom, width, height; months without data are left out."""
    frame = _frame(months, width, height)
    return {
        month.key: (frame.middle(index) - frame.bar / 2, frame.base, frame.bar, max(frame.height(month.total), 4.0))
        for index, month in enumerate(months)
        if month.total
    }


def source_bars(rows: Sequence[SourceBar], width: float, ink: ChartInk = LIGHT_INK) -> Any:
    """Horizontal bars in the order given: name, tonnes and share above a bar in the colour of its scope.

    Args:
        rows: the sources, largest first.
        width: in points; a name too long for it is cut with ….
        ink: colours.

    Returns:
        A reportlab Drawing, as high as its rows need.
    """
    from reportlab.graphics.shapes import Drawing, Rect
    from reportlab.lib.colors import HexColor

    from core.documents.lettering import load_faces, shortened, width_of

    load_faces()
    drawing = Drawing(width, _ROW * len(rows))
    largest = max((row.value for row in rows), default=Fraction(0)) or Fraction(1)
    for index, row in enumerate(rows):
        y = _ROW * (len(rows) - index - 1)
        tonnes = shown(row.value, 2)
        room = width - _SHARE - width_of(tonnes, BOLD, _LABEL) - _LABEL
        drawing.add(_text(0, y + 14, shortened(row.label, room, REGULAR, _LABEL), ink.text))
        drawing.add(_text(width - _SHARE, y + 14, tonnes, ink.text, anchor="end", bold=True))
        drawing.add(_text(width, y + 14, row.share, ink.text2, anchor="end"))
        drawing.add(Rect(0, y + 4, width, 5, fillColor=HexColor(ink.line), strokeColor=None))
        colour = HexColor(ink.scopes[row.scope - 1])
        drawing.add(Rect(0, y + 4, max(1.0, float(row.value / largest) * width), 5, fillColor=colour, strokeColor=None))
    return drawing
