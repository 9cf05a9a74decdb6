"""The marginal cost chart on paper: what is planned is solid, the rest hollow, widths follow tonnes, the best set is bold."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from core.documents.charts import BOLD, LIGHT_INK
from core.documents.charts_macc import macc
from core.domain.macc_layout import MaccBlock

PLANNED = MaccBlock("C09", "热泵", Fraction(200), Fraction(0), Fraction(200), Fraction(-300), in_plan=True, chosen=True)
OPEN = replace(PLANNED, measure_id="C13", label="保温", tonnes=Fraction(100), yuan_per_tonne=Fraction(600), in_plan=False, chosen=False)


def shapes(drawing: Any, kind: str) -> list[Any]:
    return [shape for shape in drawing.contents if type(shape).__name__ == kind]


def colour(value: Any) -> str:
    return "#" + value.hexval()[2:].upper()


def test_planned_is_solid_open_is_hollow_and_widths_follow_tonnes() -> None:
    planned, still_open = shapes(macc([PLANNED, OPEN], 640, 300), "Rect")
    assert colour(planned.fillColor) == LIGHT_INK.scopes[1]
    assert colour(still_open.fillColor) == "#FFFFFF"
    assert colour(still_open.strokeColor) == LIGHT_INK.scopes[1]
    assert (planned.width + 1) / (still_open.width + 1) == pytest.approx(2)
    assert planned.y < still_open.y, "what earns hangs below the axis"


def test_the_best_set_has_bold_words_and_the_axes_say_what_they_are() -> None:
    words = {shape.text: shape for shape in shapes(macc([PLANNED, OPEN], 640, 300), "String")}
    assert words["热泵"].fontName == BOLD
    assert words["保温"].fontName != BOLD
    assert any("每吨成本" in text for text in words)
    assert any("未扣重叠" in text for text in words)


def test_mixed_scopes_are_two_rectangles() -> None:
    mixed = replace(PLANNED, scope1_t=Fraction(150), scope2_t=Fraction(50))
    first, second = shapes(macc([mixed], 640, 300), "Rect")
    assert [colour(one.fillColor) for one in (first, second)] == list(LIGHT_INK.scopes[:2])
    assert first.height / second.height == pytest.approx(3)
