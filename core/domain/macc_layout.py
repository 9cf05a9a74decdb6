"""Where the blocks of the marginal cost chart stand, on a surface whose origin is above left: pixels of the window, points of paper."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.domain.quantity import shown

_LINES = 5
_LEAST = 2.0
_AIR = 1.04
_LEFT, _RIGHT, _GAP = 56.0, 16.0, 4.0
_SECOND_PART = re.compile(r"替代|[/（(、]")
_LEAST_SIGNS = 4
Box = tuple[float, float, float, float]
"""Left, top, width and height."""


@dataclass(frozen=True, slots=True)
class MaccBlock:
    """One measure of the chart."""

    measure_id: str
    label: str
    tonnes: Fraction
    scope1_t: Fraction
    scope2_t: Fraction
    yuan_per_tonne: Fraction
    in_plan: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class MaccBar:
    """A block in its place: its parts by scope from the axis outwards, and its words where they have room."""

    block: MaccBlock
    box: Box
    parts: tuple[tuple[int, float, float, float, float], ...]
    words: str = ""
    words_at: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class MaccLayout:
    """The chart in pixels."""

    left: float
    right: float
    top: float
    bottom: float
    bars: tuple[MaccBar, ...]
    y_ticks: tuple[tuple[float, str], ...]
    x_ticks: tuple[tuple[float, str], ...]


def short_name(name: str) -> str:
    """The first part of a name, for places with little room: 空气源热泵替代燃气锅炉热水 becomes 空气源热泵."""
    first = _SECOND_PART.split(name, maxsplit=1)[0].strip()
    # 公务/后勤车辆电动化: a first part of two signs is no name.
    return first if len(first) >= _LEAST_SIGNS else name


def _nice(span: float) -> float:
    """1, 2 or 5 times a power of ten, not below the span."""
    power = 10.0 ** math.floor(math.log10(span))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= span * 0.999)


def layout(blocks: Sequence[MaccBlock], width: float, height: float, line: float, measure: Callable[[str], float]) -> MaccLayout:
    """Lay the blocks out, cheapest tonne first; the thinnest is still two pixels wide.

    Args:
        blocks: the measures.
        width: of the surface.
        height: of the surface.
        line: height of a line of words.
        measure: width of words.
    """
    ordered = sorted(blocks, key=lambda block: (block.yuan_per_tonne, block.measure_id))
    left, right, top, bottom = _LEFT * line / 16, width - _RIGHT, line + _GAP, height - 2 * line - 2 * _GAP
    costs = [float(block.yuan_per_tonne) for block in ordered]
    low, high = min((0.0, *costs)), max((0.0, *costs))
    unit = _nice((high - low or 1000.0) / (_LINES - 1))
    floor, ceiling = low * _AIR, high * _AIR
    ceiling = ceiling if ceiling > floor else unit

    def y_of(cost: float) -> float:
        return bottom - (cost - floor) / (ceiling - floor) * (bottom - top)

    room = max(1.0, right - left)
    total = sum(float(block.tonnes) for block in ordered) or 1.0
    step = _nice(total / 8)
    scale = room / (total * _AIR)
    bars, x = [], left
    for block, cost in zip(ordered, costs, strict=True):
        wide = max(_LEAST, float(block.tonnes) * scale)
        zero, end = y_of(0), y_of(cost)
        high_px = max(_LEAST, abs(end - zero))
        box = (x, zero if cost < 0 else zero - high_px, wide, high_px)
        bars.append(MaccBar(block, box, _parts(block, box, below=cost < 0)))
        x += wide
    levels = range(math.ceil(floor / unit), math.floor(ceiling / unit) + 1)
    y_ticks = tuple((y_of(n * unit), shown(Fraction(n * unit), 0)) for n in levels)
    x_ticks = tuple((left + n * step * scale, shown(Fraction(n * step), 0)) for n in range(int(total / step) + 1))
    return MaccLayout(left, right, top, bottom, _labelled(bars, y_of(0), line, measure, (left, right)), y_ticks, x_ticks)


def _parts(block: MaccBlock, box: Box, *, below: bool) -> tuple[tuple[int, float, float, float, float], ...]:
    """Scope 1 at the axis, scope 2 as the foot, by the size of what each gains or loses."""
    one, two = abs(float(block.scope1_t)), abs(float(block.scope2_t))
    x, y, wide, high = box
    if not one or not two:
        return ((1 if one else 2, x, y, wide, high),)
    first = high * one / (one + two)
    if below:
        return ((1, x, y, wide, first), (2, x, y + first, wide, high - first))
    return ((1, x, y + high - first, wide, first), (2, x, y, wide, high - first))


def _labelled(
    bars: Sequence[MaccBar], zero: float, line: float, measure: Callable[[str], float], ends: tuple[float, float]
) -> tuple[MaccBar, ...]:
    """Words at the axis where they have room: the name, else the code; else below the bar; else none, and the tool tip says it.

    Words lie on no other words and on no other bar, but for the edge of one.
    """
    taken: list[Box] = []
    done = []
    for bar in bars:
        x, y, wide, high = bar.box
        below = y >= zero - 0.5
        at_axis, at_end = (zero - line - _GAP / 2, y + high + _GAP / 2) if below else (y - line - _GAP / 2, zero + _GAP / 2)
        found = bar
        for words, top in ((bar.block.label, at_axis), (bar.block.measure_id, at_axis), (bar.block.measure_id, at_end)):
            room = measure(words)
            left = min(max(x + wide / 2 - room / 2, ends[0]), ends[1] - room)
            box = (left, top, room, line)
            if words == bar.block.label and room > wide + line:
                continue
            others = (one.box for one in bars if one is not bar)
            if not any(_meet(box, other) for other in taken) and not any(_meet(box, other, -line / 6) for other in others):
                taken.append(box)
                found = replace(bar, words=words, words_at=(left, top, room))
                break
        done.append(found)
    return tuple(done)


def _meet(one: Box, other: Box, gap: float = 8.0) -> bool:
    """Whether two boxes lie nearer side by side than the gap; a negative one lets them lie over each other a little."""
    return (
        one[0] < other[0] + other[2] + gap
        and other[0] < one[0] + one[2] + gap
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
