"""Expected reductions: the seventy worked examples of the reference, and every formula over its whole range against a second evaluator."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.accounting.formula import evaluate
from core.accounting.reduction import constants, expected
from core.catalogue_loader.loading import load_catalogue
from core.domain.measure import ReductionMeasure
from core.domain.quantity import shown

CATALOGUE = load_catalogue()
USING = constants(CATALOGUE, "510100", 2025)
EXAMPLES = tomllib.loads((Path(__file__).parents[1] / "golden" / "measures.toml").read_text(encoding="utf-8"))
"""tCO2e a year with default parameters, and where they come from."""

NOTHING_AT_LOW = {"C08", "C23", "S02"}
"""Measures whose lowest parameters save nothing (domain.md §5)."""


def test_all_seventy_examples_are_those_of_the_reference() -> None:
    found = {}
    for measure in CATALOGUE.measures.values():
        result = expected(measure, {}, USING)
        found[measure.id] = shown(result.tonnes or result.scope3 or result.market_based, 1)
    assert found == EXAMPLES


@pytest.mark.parametrize("measure", CATALOGUE.measures.values(), ids=lambda measure: measure.id)
def test_each_formula_gives_what_python_itself_makes_of_it(measure: ReductionMeasure) -> None:
    """`eval` on binary floats is the other program here; the expressions ship with the program and nobody can change them."""
    for pick in ("low", "default", "high"):
        exact = dict(USING.names) | {one.name: Fraction(getattr(one, pick)) for one in measure.parameters}
        for _output, formula in measure.formulas:
            code = compile(ast.parse(formula, mode="eval"), measure.id, "eval")
            other = eval(code, {"min": min}, {name: float(value) for name, value in exact.items()})
            assert float(evaluate(formula, exact)) == pytest.approx(other, rel=1e-9, abs=1e-9), (measure.id, pick, formula)


def test_every_measure_saves_with_its_defaults_and_three_save_nothing_at_the_lowest() -> None:
    assert all(_tonnes(measure, {}) > 0 for measure in CATALOGUE.measures.values())
    low = {one.id: _tonnes(one, {parameter.name: parameter.low for parameter in one.parameters}) for one in CATALOGUE.measures.values()}
    assert {name for name, tonnes in low.items() if tonnes == 0} == NOTHING_AT_LOW


def _tonnes(measure: ReductionMeasure, values: Mapping[str, Decimal]) -> Fraction:
    result = expected(measure, values, USING)
    return result.tonnes + result.scope3 + result.market_based
