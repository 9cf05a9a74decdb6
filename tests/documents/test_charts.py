"""The charts are true to their figures: heights in proportion, round steps from 0, hit areas on the bars, no foreign shape."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.footprint import Facts, footprint
from core.documents.charts import (
    AXIS,
    BOLD,
    LIGHT_INK,
    MonthBar,
    SourceBar,
    axis_step,
    month_bars,
    monthly_bars,
    monthly_boxes,
    source_bars,
)
from core.domain.dossier import MethodChoice
from core.domain.period import ReportingPeriod
from core.domain.quantity import shown
from tests.builders import GAS, POWER, VENUE, catalogue, last_year, records

WIDTH, HEIGHT = 760.0, 252.0
COLOURS = [colour.lower() for colour in LIGHT_INK.scopes]


def bar(number: int, *scopes: str, last_year: str = "") -> MonthBar:
    """A month with its tonnes of scope 1, 2 and 3."""
    one, two, three = (Fraction(tonnes) for tonnes in scopes)
    return MonthBar(f"2025-{number:02d}", f"{number}月", (one, two, three), Fraction(last_year) if last_year else None)


YEAR = tuple(bar(n, str(40 + n), str(30 - n), "12.25", last_year=str(70 + 3 * n)) for n in range(1, 13))
GAPPY = (*YEAR[:10], bar(11, "0", "0", "0"), YEAR[11])


def shapes(drawing: Any, kind: str) -> list[Any]:
    """The shapes of one kind, in drawing order."""
    return [shape for shape in drawing.contents if type(shape).__name__ == kind]


def colour_of(shape: Any) -> str:
    return "#" + shape.fillColor.hexval()[2:] if shape.fillColor is not None else ""


def stacks(months: tuple[MonthBar, ...]) -> list[list[Any]]:
    """The segments of each month that has some, from the axis upwards."""
    found: dict[float, list[Any]] = {}
    for segment in shapes(monthly_bars(months, WIDTH, HEIGHT), "Rect"):
        if colour_of(segment) in COLOURS:
            found.setdefault(segment.x, []).append(segment)
    return list(found.values())


def test_heights_are_in_proportion_to_the_tonnes() -> None:
    heights = [sum(segment.height + 1 for segment in stack) for stack in stacks(YEAR)]
    for tall, month in zip(heights, YEAR, strict=True):
        assert tall / heights[0] == pytest.approx(float(month.total / YEAR[0].total))


def test_scopes_are_stacked_from_the_axis_with_a_sliver_between() -> None:
    for stack in stacks(YEAR):
        assert [colour_of(segment) for segment in stack] == COLOURS
        assert all(upper.y - (lower.y + lower.height) == pytest.approx(1) for lower, upper in pairwise(stack))
    assert len({stack[0].y for stack in stacks(YEAR)}) == 1


def test_each_bar_carries_its_total_in_bold() -> None:
    bold = [text.text for text in shapes(monthly_bars(YEAR, WIDTH, HEIGHT), "String") if text.fontName == BOLD]
    assert bold == [shown(month.total, 0) for month in YEAR]


def test_small_totals_show_decimals_and_not_zero() -> None:
    drawing = monthly_bars((bar(1, "0.031", "0.2", "0"), bar(2, "0.1", "0.304", "0")), WIDTH, HEIGHT)
    texts = [text.text for text in shapes(drawing, "String")]
    assert {"0.23", "0.40"} <= set(texts)


def test_last_year_is_a_dark_tick_at_its_height() -> None:
    drawing = monthly_bars(YEAR, WIDTH, HEIGHT)
    ticks = [line for line in shapes(drawing, "Line") if line.strokeColor.hexval()[2:] == LIGHT_INK.text[1:].lower()]
    foot = stacks(YEAR)[0][0].y
    unit = sum(segment.height + 1 for segment in stacks(YEAR)[0]) / float(YEAR[0].total)
    assert [tick.y1 for tick in ticks] == [pytest.approx(foot + unit * float(month.last_year or 0)) for month in YEAR]
    assert all(tick.y1 == tick.y2 for tick in ticks)


def test_no_total_is_struck_through_by_last_year() -> None:
    months = tuple(bar(n, "50", "30", "10", last_year=str(60 + n * 5)) for n in range(1, 13))
    drawing = monthly_bars(months, WIDTH, HEIGHT)
    labels = [text for text in shapes(drawing, "String") if text.fontName == BOLD]
    ticks = [line for line in shapes(drawing, "Line") if line.strokeColor.hexval()[2:] == LIGHT_INK.text[1:].lower()]
    for label, tick in zip(labels, ticks, strict=True):
        assert not label.y < tick.y1 < label.y + label.fontSize * 0.8


def test_a_month_without_data_is_an_outline_without_a_figure() -> None:
    drawing = monthly_bars(GAPPY, WIDTH, HEIGHT)
    (outline,) = [rect for rect in shapes(drawing, "Rect") if rect.strokeDashArray]
    assert outline.fillColor is None
    assert len([text for text in shapes(drawing, "String") if text.fontName == BOLD]) == 11
    assert "2025-11" not in monthly_boxes(GAPPY, WIDTH, HEIGHT)


def test_hit_areas_lie_on_the_bars() -> None:
    boxes = monthly_boxes(YEAR, WIDTH, HEIGHT)
    assert list(boxes) == [month.key for month in YEAR]
    for (left, bottom, width, height), stack in zip(boxes.values(), stacks(YEAR), strict=True):
        assert (left, bottom, width) == (stack[0].x, stack[0].y, stack[0].width)
        assert height == pytest.approx(sum(segment.height + 1 for segment in stack))


def test_everything_stays_within_the_drawing() -> None:
    for width, height in ((320.0, 120.0), (WIDTH, HEIGHT), (1600.0, 500.0)):
        drawing = monthly_bars(YEAR, width, height)
        for rect in shapes(drawing, "Rect"):
            assert rect.x >= AXIS and rect.x + rect.width <= width and rect.y >= 0 and rect.y + rect.height <= height
        for text in shapes(drawing, "String"):
            assert text.y >= 0 and text.y + text.fontSize <= height


def test_only_plain_shapes_that_the_window_paints() -> None:
    for drawing in (monthly_bars(GAPPY, WIDTH, HEIGHT), source_bars([SourceBar("a", "天然气", Fraction(3), "100.0%", 1)], WIDTH)):
        assert {type(shape).__name__ for shape in drawing.contents} <= {"Rect", "Line", "String"}


def test_a_year_without_any_month_is_an_empty_axis() -> None:
    assert stacks(()) == []
    assert monthly_boxes((), WIDTH, HEIGHT) == {}


@given(st.fractions(min_value=Fraction(1, 1000), max_value=10**7))
def test_the_axis_has_round_steps_and_at_most_five_lines(largest: Fraction) -> None:
    step = axis_step(largest)
    lines = -(-largest // step) + 1
    assert 3 <= lines <= 5
    digits = step
    while digits < 1:
        digits *= 10
    while digits >= 10:
        digits /= 10
    assert digits in {1, 2, Fraction(5, 2), 4, 5}


@given(st.fractions(min_value=Fraction(1, 100), max_value=10**6))
def test_the_axis_prints_its_steps_exactly(largest: Fraction) -> None:
    drawing = monthly_bars((MonthBar("k", "1月", (largest, Fraction(0), Fraction(0))),), WIDTH, HEIGHT)
    printed = [Fraction(text.text.replace(",", "")) for text in shapes(drawing, "String") if text.textAnchor == "end"]
    assert printed == [axis_step(largest) * n for n in range(len(printed))]


def test_bars_of_an_inventory_are_its_months() -> None:
    period = ReportingPeriod.of_year(2025)
    now = footprint(Facts(VENUE, period, (POWER, GAS), tuple(records())), MethodChoice(), catalogue())
    before = footprint(Facts(VENUE, period.previous(), (POWER, GAS), tuple(last_year())), MethodChoice(), catalogue())
    bars = month_bars(now, before)
    assert sum((month.total for month in bars), Fraction(0)) == now.total()
    assert sum((month.last_year or Fraction(0) for month in bars), Fraction(0)) == before.total()
    assert sum((month.total for month in month_bars(now, None, p1=True)), Fraction(0)) == now.total(p1=True)
    assert all(month.last_year is None for month in month_bars(now, None))


def test_source_bars_are_in_proportion_and_in_the_colour_of_their_scope() -> None:
    rows = [SourceBar("g", "天然气", Fraction(400), "80.0%", 1), SourceBar("p", "外购电力", Fraction(100), "20.0%", 2)]
    drawing = source_bars(rows, WIDTH)
    bars = [rect for rect in shapes(drawing, "Rect") if colour_of(rect) in COLOURS]
    assert [(colour_of(rect), rect.width) for rect in bars] == [(COLOURS[0], WIDTH), (COLOURS[1], WIDTH / 4)]
    assert [text.text for text in shapes(drawing, "String")] == ["天然气", "400.00", "80.0%", "外购电力", "100.00", "20.0%"]


def test_a_long_name_is_cut_before_the_figure() -> None:
    (name, *_rest) = shapes(source_bars([SourceBar("g", "很长的排放源名称" * 20, Fraction(1), "1.0%", 3)], WIDTH), "String")
    assert name.text.endswith("…")
