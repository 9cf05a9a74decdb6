"""The way to a target on paper: solid bars for whole years, hollow for parts, dashes for what is expected, the target marked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from core.documents.charts import BOLD, LIGHT_INK
from core.documents.charts_pathway import EXPECTED, PATH, draw_pathway
from core.domain.pathway_layout import PathPoint

YEARS = (
    PathPoint(2024, "2024", Fraction(1628), Fraction(1628), None),
    PathPoint(2025, "2025", Fraction(1579), Fraction(1200), Fraction(1570), hollow=True),
    PathPoint(2026, "2026", Fraction(1530), None, Fraction(1541)),
)
MONTHS = tuple(PathPoint(month, f"{month}月", Fraction(month), Fraction(month), None) for month in range(1, 13))


def shapes(drawing: Any, kind: str) -> list[Any]:
    return [shape for shape in drawing.contents if type(shape).__name__ == kind]


def colour(value: Any) -> str:
    return "#" + value.hexval()[2:].upper()


def test_whole_years_are_solid_and_a_part_of_one_is_hollow() -> None:
    _sample, whole, part = shapes(draw_pathway(YEARS, 480, 240), "Rect")
    assert [colour(one.fillColor) for one in (whole, part)] == [LIGHT_INK.text2, "#FFFFFF"]
    assert whole.height > part.height


def test_the_path_is_a_line_and_what_is_expected_is_dashed() -> None:
    lines = shapes(draw_pathway(YEARS, 480, 240), "Line")
    path = [one for one in lines if colour(one.strokeColor) == PATH]
    expected = [one for one in lines if colour(one.strokeColor) == EXPECTED]
    assert (len(path), len(expected)) == (3, 3), "two pieces of each, and one in the legend"
    assert all(one.strokeDashArray for one in expected) and not any(one.strokeDashArray for one in path)


def test_the_target_is_marked_and_a_cut_axis_is_drawn_broken_and_said() -> None:
    drawing = draw_pathway(YEARS, 480, 240)
    words = {shape.text: shape for shape in shapes(drawing, "String")}
    assert words["1,530"].fontName == BOLD and len(shapes(drawing, "Circle")) == 1
    assert any("纵轴自" in text for text in words)
    assert len(shapes(drawing, "PolyLine")) == 2


def test_months_begin_at_nothing_and_are_counted_from_january_on() -> None:
    drawing = draw_pathway(MONTHS, 480, 240, burn=True)
    words = [shape.text for shape in shapes(drawing, "String")]
    assert {"累计实际", "累计可排", "tCO2e"} <= set(words) and "按计划预计" not in words
    assert not shapes(drawing, "PolyLine")


def test_without_points_there_is_only_an_axis() -> None:
    drawing = draw_pathway((), 480, 240)
    assert not shapes(drawing, "Circle") and len(shapes(drawing, "Rect")) == 1
