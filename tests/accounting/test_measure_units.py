"""Every output of every formula has the unit it is said to have: judged by pint, which knows nothing of our formulas.

Parameters, constants and the numbers in a formula are given their units; pint carries them through, and what comes out is asked for in
the unit of the output. It must be of that dimension, and the amount must be the one that our own exact evaluation finds.
"""

from __future__ import annotations

import ast
import operator
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pint
import pytest

from core.accounting.formula import evaluate
from core.accounting.reduction import constants
from core.catalogue_loader.loading import load_catalogue
from core.domain.measure import ReductionMeasure

CATALOGUE = load_catalogue()
USING = constants(CATALOGUE, "510100", 2025)
GOLDEN = tomllib.loads((Path(__file__).parent.parent / "golden" / "measure_units.toml").read_text(encoding="utf-8"))
CASES = [(one, output, formula) for one in CATALOGUE.measures.values() for output, formula in one.formulas]

UNITS = pint.UnitRegistry()
for defined in (
    "annum = [operating_year]",
    "day_of_work = [operating_day]",
    "Nm3 = [normal_gas]",
    "kWp = [peak_power]",
    "hkm = 100 * kilometer",
):
    UNITS.define(defined)
UNITS.define("kWh = kilowatt_hour")

OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def carried(node: ast.expr, names: Mapping[str, Any], place: str, whole: str) -> Any:
    """The value of an expression with its unit."""
    match node:
        case ast.Constant(value=value):
            written = ast.get_source_segment(whole, node) or ""
            unit = GOLDEN["thousands"].get(place, "") if written == "1000" else GOLDEN["literals"].get(written, "")
            return UNITS.Quantity(float(value), unit)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -carried(operand, names, place, whole)
        case ast.BinOp(left=left, op=sign, right=right):
            first, second = carried(left, names, place, whole), carried(right, names, place, whole)
            return OPERATORS[type(sign)](first, second.to("").magnitude if isinstance(sign, ast.Pow) else second)
        case ast.Call(args=arguments):
            return min(carried(argument, names, place, whole) for argument in arguments)
    raise AssertionError(ast.dump(node))


def judged(measure: ReductionMeasure, output: str, formula: str, parameters: Mapping[str, str]) -> float:
    """The output at the defaults, in its own unit; pint refuses what is of another dimension."""
    names = {name: UNITS.Quantity(float(value), GOLDEN["constants"][name]) for name, value in USING.names.items()}
    names |= {one.name: UNITS.Quantity(float(one.default), parameters[one.unit]) for one in measure.parameters}
    found = carried(ast.parse(formula, mode="eval").body, names, f"{measure.id}/{output}", formula)
    return float(found.to(GOLDEN["outputs"][output]).magnitude)


@pytest.mark.parametrize(
    ("measure", "output", "formula"), CASES, ids=lambda one: one.id if isinstance(one, ReductionMeasure) else str(one)[:12]
)
def test_each_output_comes_in_its_unit(measure: ReductionMeasure, output: str, formula: str) -> None:
    names = dict(USING.names) | {one.name: evaluate(str(one.default), {}) for one in measure.parameters}
    exact = float(evaluate(formula, names))
    assert judged(measure, output, formula, GOLDEN["parameters"]) == pytest.approx(exact, rel=1e-9)


def test_all_seventy_are_judged() -> None:
    assert len({measure.id for measure, _output, _formula in CASES}) == 70
    assert len(CASES) == 88


@pytest.mark.parametrize(
    ("measure_id", "unit", "wrong"),
    [("C01", "h/a", "day_of_work/annum"), ("C09", "kWh_热/a", "kWh"), ("C18", "kg", "meter**3"), ("S10", "kWh_热/a", "tonne/annum")],
)
def test_a_wrong_unit_is_caught(measure_id: str, unit: str, wrong: str) -> None:
    measure = CATALOGUE.measures[measure_id]
    output, formula = measure.formulas[0]
    with pytest.raises(pint.DimensionalityError):
        judged(measure, output, formula, GOLDEN["parameters"] | {unit: wrong})


def test_a_wrong_scale_is_caught() -> None:
    measure = CATALOGUE.measures["C01"]
    output, formula = measure.formulas[0]
    right = judged(measure, output, formula, GOLDEN["parameters"])
    assert judged(measure, output, formula, GOLDEN["parameters"] | {"W": "kilowatt"}) == pytest.approx(1000 * right)
