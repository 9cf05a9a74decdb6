"""Where the way to a target stands, on a surface whose origin is above left: pixels of the window, points of paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.domain.quantity import shown

_LINES = 5
_FACTORS = (1, 2, 5, 10)
_WIDEST = 44.0
_SHARE = 0.56
_GAP = 4.0
_LEFT, _RIGHT = 10.0, 12.0
_CUT_FROM = Fraction(3, 5)
_BELOW = Fraction(2, 5)
_FEW = 12
_FOUR_SIGNS = 100
Box = tuple[float, float, float, float]
"""Left, top, width and height."""


@dataclass(frozen=True, slots=True)
class PathPoint:
    """One year, or one month with what was counted from January on; all in tonnes.

    Attributes:
        key: the year, or the month.
        allowed: what may be emitted.
        actual: what was emitted.
        expected: what is to be expected with the plan.
        hollow: `actual` is of a part of the year only.
    """

    key: int
    label: str
    allowed: Fraction | None
    actual: Fraction | None
    expected: Fraction | None
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class PathSlot:
    """A point in its place.

    Attributes:
        column: the part of the surface that belongs to it, to point at.
        bar: of what was emitted; None for none.
        allowed_y, expected_y: heights of the two lines at its middle; None for none.
        words: the figure of the bar, and where it begins, above it; empty where it has no room.
        label_shown: there is room for its label below the axis.
    """

    point: PathPoint
    middle: float
    column: Box
    bar: Box | None
    allowed_y: float | None
    expected_y: float | None
    words: str
    words_at: tuple[float, float, float]
    label_shown: bool


@dataclass(frozen=True, slots=True)
class PathLayout:
    """The chart in its place.

    Attributes:
        cut_at: tonnes that the axis begins at; 0 for an axis that is whole. Bars of a cut one are drawn broken.
        ticks: height and words of each horizontal line.
        mark: where the last allowance stands, the target; None for none.
        mark_words: its figure; mark_at is their right edge and top, below the mark where no bar stands.
    """

    left: float
    right: float
    top: float
    bottom: float
    cut_at: Fraction
    ticks: tuple[tuple[float, str], ...]
    slots: tuple[PathSlot, ...]
    mark: tuple[float, float] | None
    mark_words: str
    mark_at: tuple[float, float]

    @property
    def allowed(self) -> tuple[tuple[float, float], ...]:
        """The corners of the line of what may be emitted."""
        return tuple((one.middle, one.allowed_y) for one in self.slots if one.allowed_y is not None)

    @property
    def expected(self) -> tuple[tuple[float, float], ...]:
        """The corners of the line of what is to be expected, from the last bar on where one stands before it."""
        first = next((number for number, one in enumerate(self.slots) if one.expected_y is not None), None)
        if first is None:
            return ()
        before = self.slots[first - 1] if first else None
        begin = ((before.middle, before.bar[1]),) if before is not None and before.bar is not None and not before.point.hollow else ()
        return begin + tuple((one.middle, one.expected_y) for one in self.slots if one.expected_y is not None)


def layout(
    points: Sequence[PathPoint], width: float, height: float, line: float, measure: Callable[[str], float], *, from_zero: bool = False
) -> PathLayout:
    """Lay the points out from left to right.

    Args:
        points: years or months.
        width: of the surface.
        height: of the surface.
        line: height of a line of words.
        measure: width of words.
        from_zero: never cut the axis.
    """
    floor, unit, top_tonnes = _axis(points, from_zero=from_zero)
    decimals = 0 if unit >= 1 else max(1, math.ceil(-math.log10(float(unit))))
    levels = [floor + unit * number for number in range(math.ceil((top_tonnes - floor) / unit) + 1)]
    words = [shown(level, decimals) for level in levels]
    left = max(measure(one) for one in words) + _LEFT
    right, top, bottom = width - _RIGHT, line + _GAP, height - line - 2 * _GAP
    scale = (bottom - top) / float(levels[-1] - floor)

    def y_of(tonnes: Fraction) -> float:
        return bottom - float(max(tonnes, floor) - floor) * scale

    step = (right - left) / max(1, len(points))
    every = _every(points, step, measure)
    slots = []
    for number, point in enumerate(points):
        middle = left + (number + 0.5) * step
        bar = None
        if point.actual is not None:
            wide = min(step * _SHARE, _WIDEST)
            y = y_of(point.actual)
            bar = (middle - wide / 2, y, wide, max(1.0, bottom - y))
        slots.append(
            PathSlot(
                point=point,
                middle=middle,
                column=(left + number * step, top, step, bottom - top),
                bar=bar,
                allowed_y=None if point.allowed is None else y_of(point.allowed),
                expected_y=None if point.expected is None else y_of(point.expected),
                words="",
                words_at=(0.0, 0.0, 0.0),
                label_shown=(len(points) - 1 - number) % every == 0,
            )
        )
    ticks = tuple((y_of(level), text) for level, text in zip(levels, words, strict=True))
    made = tuple(_worded(slots, step, line, measure))
    last = next((one for one in reversed(made) if one.allowed_y is not None), None)
    if last is None or last.allowed_y is None or last.point.allowed is None:
        return PathLayout(left, right, top, bottom, floor, ticks, made, None, "", (right, top))
    below = last.allowed_y + 2 * _GAP
    above = min(last.allowed_y, last.words_at[1] if last.words else last.allowed_y) - line - _GAP
    free = last.bar is None and below + line < bottom
    mark = last.middle, last.allowed_y
    return PathLayout(
        left, right, top, bottom, floor, ticks, made, mark, _figure(last.point.allowed), (right, below if free else max(above, 0.0))
    )


def _figure(tonnes: Fraction) -> str:
    """An amount as it stands in the chart: whole tonnes, one decimal where there are few."""
    return shown(tonnes, 1 if abs(tonnes) < _FOUR_SIGNS else 0)


def _axis(points: Iterable[PathPoint], *, from_zero: bool) -> tuple[Fraction, Fraction, Fraction]:
    """Where the axis begins, the distance of its lines, and the highest amount; cut where all figures stand close together."""
    known = [tonnes for one in points for tonnes in (one.allowed, one.actual, one.expected) if tonnes is not None]
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))
    if high <= 0:
        return Fraction(0), Fraction(1), Fraction(1)
    if from_zero or low < high * _CUT_FROM:
        return Fraction(0), _nice(high / (_LINES - 1)), high
    moved = high - low or high / 10
    unit = _nice(moved * (1 + _BELOW) / (_LINES - 2))
    floor = max(Fraction(0), unit * math.floor((low - moved * _BELOW) / unit))
    return floor, unit, high


def _nice(span: Fraction) -> Fraction:
    """1, 2 or 5 times a power of ten, not below the span."""
    power = Fraction(10) ** math.floor(math.log10(float(span)))
    return next(power * factor for factor in _FACTORS if power * factor >= span)


def _every(points: Sequence[PathPoint], step: float, measure: Callable[[str], float]) -> int:
    """Each how many points has room for its label; the last one always has it."""
    widest = max((measure(one.label) for one in points), default=0.0) + 2 * _GAP
    return max(1, math.ceil(widest / step)) if points else 1


def _worded(slots: Sequence[PathSlot], step: float, line: float, measure: Callable[[str], float]) -> Iterable[PathSlot]:
    """Figures above the bars, over the lines that cross them; only that of the last bar where they would touch each other."""
    figures = [_figure(one.point.actual) if one.point.actual is not None else "" for one in slots]
    room = max((measure(words) for words in figures), default=0.0)
    tight = room > step - _GAP or sum(map(bool, figures)) > _FEW
    last = max((number for number, words in enumerate(figures) if words), default=-1)
    for number, (one, words) in enumerate(zip(slots, figures, strict=True)):
        if one.bar is None or (tight and number != last):
            yield one
            continue
        room = measure(words)
        top, half = one.bar[1] - line - 1, room / (2 * step)
        for heights in ([other.allowed_y for other in slots], [other.expected_y for other in slots]):
            over = [y for y in (_between(heights, number + shift) for shift in (-half, 0.0, half)) if y is not None]
            if over and min(over) - 1 < top + line and max(over) > top - _GAP:
                # The last point wears the mark of the target, which is higher than its line.
                top = min(over) - line - (_GAP + 1 if number == len(slots) - 1 else 1)
        yield replace(one, words=words, words_at=(one.middle - room / 2, max(top, 0.0), room))


def _between(heights: Sequence[float | None], at: float) -> float | None:
    """The height of a line between two of its corners; None where it is not drawn."""
    before = math.floor(at)
    if before < 0 or before >= len(heights):
        return None
    here = heights[before]
    after = heights[min(before + 1, len(heights) - 1)]
    return here if here is None or after is None else here + (after - here) * (at - before)
