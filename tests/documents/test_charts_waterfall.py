"""The waterfall is true to its figures: rises solid, falls hollow, each begins where the last ended, a broken axis says so."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents.charts import LIGHT_INK
from core.documents.charts_waterfall import waterfall, waterfall_boxes
from core.domain.change_split import ChangeSplitView, SplitBar

WIDTH, HEIGHT = 760.0, 260.0


def view(before: object, *effects: object) -> ChangeSplitView:
    """A split with these effects."""
    old = Fraction(before)  # type: ignore[arg-type]
    moved = [Fraction(one) for one in effects]  # type: ignore[arg-type]
    new = old + sum(moved, Fraction(0))
    bars = (
        SplitBar("before", "2024 年", old, f"{float(old):.2f}", total=True),
        *(SplitBar(f"e{i}", f"影响{i}", one, f"{float(one):+.2f}") for i, one in enumerate(moved)),
        SplitBar("now", "2025 年", new, f"{float(new):.2f}", total=True),
    )
    return ChangeSplitView("", "", "2024", "2025", old, new, bars, (), "", ())


def shapes(drawing: Any, kind: str) -> list[Any]:
    return [shape for shape in drawing.contents if type(shape).__name__ == kind]


def colour_of(shape: Any) -> str:
    return "#" + shape.fillColor.hexval()[2:].upper()


def words(drawing: Any) -> list[str]:
    return [shape.text for shape in shapes(drawing, "String")]


def test_rises_are_solid_and_falls_are_hollow() -> None:
    before, up, down, now = shapes(waterfall(view(100, 40, -90), WIDTH, HEIGHT), "Rect")
    assert (colour_of(before), colour_of(up), colour_of(down), colour_of(now)) == (
        LIGHT_INK.text2,
        LIGHT_INK.scopes[1],
        "#FFFFFF",
        LIGHT_INK.text2,
    )
    assert down.strokeColor == up.strokeColor


def test_each_bar_begins_where_the_last_ended() -> None:
    before, up, down, now = shapes(waterfall(view(100, 40, -90), WIDTH, HEIGHT), "Rect")
    assert up.y == pytest.approx(before.y + before.height)
    assert down.y + down.height == pytest.approx(up.y + up.height)
    assert now.y + now.height == pytest.approx(down.y)
    assert up.height / before.height == pytest.approx(0.4)


def test_a_small_change_breaks_the_axis_and_says_so() -> None:
    drawing = waterfall(view(1516, 56, 8, -84), WIDTH, HEIGHT)
    assert "纵轴自 1,440 起" in words(drawing)
    breaks = [line for line in shapes(drawing, "Line") if line.strokeWidth == 2.5]
    assert len(breaks) == 4
    whole = waterfall(view(100, 40, -90), WIDTH, HEIGHT)
    assert not [text for text in words(whole) if "纵轴" in text]
    assert not [line for line in shapes(whole, "Line") if line.strokeWidth == 2.5]


def test_a_year_without_change_stands_on_zero() -> None:
    drawing = waterfall(view(100), WIDTH, HEIGHT)
    assert not [text for text in words(drawing) if "纵轴" in text]
    assert words(waterfall(view(0), WIDTH, HEIGHT)).count("0.00") == 2


def test_totals_below_zero_hang_from_it() -> None:
    before, _down, _up, now = shapes(waterfall(view(4, -9, 2), WIDTH, HEIGHT), "Rect")
    assert before.y == pytest.approx(now.y + now.height)


def test_the_floor_never_cuts_a_bar_away() -> None:
    drawing = waterfall(view(30, "12.4"), WIDTH, HEIGHT)
    assert all(rect.height > 1 for rect in shapes(drawing, "Rect"))


def test_only_plain_shapes_that_the_window_paints() -> None:
    assert {type(shape).__name__ for shape in waterfall(view(1516, 56, -84), WIDTH, HEIGHT).contents} == {"Rect", "Line", "String"}


def test_a_long_name_is_cut_to_its_slot() -> None:
    made = view(100, 40)
    long = ChangeSplitView(
        *(getattr(made, name) for name in ("title", "subtitle", "before_label", "now_label", "before", "now")),
        bars=(made.bars[0], SplitBar("e", "很长的名字" * 20, Fraction(40), "+40.00"), made.bars[2]),
        effects=(),
        residue="",
        notes=(),
    )
    assert any(text.endswith("…") for text in words(waterfall(long, 400, 200)))


def test_hit_areas_lie_on_the_bars() -> None:
    made = view(100, 40, -90)
    boxes = waterfall_boxes(made, WIDTH, HEIGHT)
    assert list(boxes) == ["before", "e0", "e1", "now"]
    for (left, bottom, width, height), rect in zip(boxes.values(), shapes(waterfall(made, WIDTH, HEIGHT), "Rect"), strict=True):
        assert (left, bottom, width) == (rect.x, rect.y, rect.width)
        assert height == pytest.approx(max(rect.height, 4.0))


tonnes = st.fractions(min_value=-(10**5), max_value=10**5, max_denominator=100)


@settings(max_examples=30)
@given(st.fractions(min_value=0, max_value=10**6, max_denominator=100), st.lists(tonnes, max_size=7))
def test_everything_stays_within_the_drawing(before: Fraction, effects: list[Fraction]) -> None:
    drawing = waterfall(view(before, *effects), WIDTH, HEIGHT)
    for rect in shapes(drawing, "Rect"):
        assert rect.x >= 38 and rect.x + rect.width <= WIDTH
        assert rect.y >= 0 and rect.y + rect.height <= HEIGHT
    for text in shapes(drawing, "String"):
        assert text.y >= 0 and text.y + text.fontSize <= HEIGHT + 1
