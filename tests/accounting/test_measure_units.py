"""Pint judges the formulas of all measures: each output has the unit it is read in, and no conversion is forgotten or made twice."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pint
import pytest

from core.accounting.formula import evaluate
from core.accounting.reduction import constants, expected
from core.catalogue_loader.loading import load_catalogue
from core.domain.measure import ReductionMeasure

CATALOGUE = load_catalogue()
USING = constants(CATALOGUE, "510100", 2025)
GOLDEN = Path(__file__).parents[1] / "golden"
TABLE = tomllib.loads((GOLDEN / "measure_units.toml").read_text(encoding="utf-8"))
LITERALS = tomllib.loads((GOLDEN / "measure_literals.toml").read_text(encoding="utf-8"))["literal"]
ALL = [(measure, output) for measure in CATALOGUE.measures.values() for output, _expression in measure.formulas]


def _registry() -> Any:
    """Hour, day, year, normal cubic metre, peak power and CO2 are dimensions of their own: stricter than physics, so nothing cancels."""
    units: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    for definition in (
        "h = [hour]",
        "min = h / 60",
        "d = [day]",
        "a = [year]",
        "kWh = [energy]",
        "MJ = 5 / 18 * kWh",
        "GJ = 1000 * MJ",
        "kW = kWh / h",
        "W = kW / 1000",
        "kWp = [peak]",
        "kg = [mass]",
        "g = kg / 1000",
        "t = 1000 * kg",
        "kgCO2 = [carbon]",
        "tCO2 = 1000 * kgCO2",
        "m = [length]",
        "km = 1000 * m",
        "hundred_km = 100 * km",
        "L = m ** 3 / 1000",
        "Nm3 = [gas]",
        "K = [warmth]",
    ):
        units.define(definition)
    return units


UNITS = _registry()


def _with_unit(number: Fraction, unit: str) -> Any:
    """A quantity; a plain number stays one, so that powers of it stay exact."""
    return number if unit == "1" else UNITS.Quantity(number, UNITS.parse_units(unit))


class _Named(ast.NodeTransformer):
    """Gives each number of a formula a name, so that it can have a unit; exponents are pure and stay."""

    def __init__(self, units: Mapping[str, str], whole: str) -> None:
        self.units, self.whole = units, whole
        self.quantities: dict[str, Any] = {}

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        node.left = self.visit(node.left)
        if not isinstance(node.op, ast.Pow):
            node.right = self.visit(node.right)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        text = ast.get_source_segment(self.whole, node) or ""
        name = f"number_{len(self.quantities)}"
        self.quantities[name] = _with_unit(Fraction(text), self.units[text])
        return ast.Name(id=name, ctx=ast.Load())


def _literal_units(place: str) -> Mapping[str, str]:
    return {one["value"]: one["unit"] for one in LITERALS if place in one["at"]}


def _parameter_unit(measure: ReductionMeasure, name: str, unit: str) -> str:
    found: str = TABLE["parameters"].get(f"{measure.id}.{name}") or TABLE["units"][unit]
    return found


def _judge(measure: ReductionMeasure, output: str) -> None:
    """Raise where an output has not the unit it is read in, or is another number once every unit is minded."""
    expression = dict(measure.formulas)[output]
    named = _Named(_literal_units(f"{measure.id}.{output}"), expression)
    text = ast.unparse(named.visit(ast.parse(expression, mode="eval")))
    names = {name: _with_unit(value, TABLE["constants"][name]) for name, value in USING.names.items()} | named.quantities
    for one in measure.parameters:
        names[one.name] = _with_unit(Fraction(one.default), _parameter_unit(measure, one.name, one.unit))
    found = UNITS.Quantity(evaluate(text, names)).to(UNITS.parse_units(TABLE["outputs"][output])).magnitude
    plain = expected(measure, {}, USING).outputs[output]
    assert found == plain, f"{measure.id}.{output}: {float(found)} with units, {float(plain)} without"


def _changed(key: str, **units: str) -> ReductionMeasure:
    measure = CATALOGUE.measures[key]
    return replace(measure, parameters=tuple(replace(one, unit=units.get(one.name, one.unit)) for one in measure.parameters))


@pytest.mark.parametrize(("measure", "output"), ALL, ids=lambda one: one if isinstance(one, str) else one.id)
def test_each_output_has_its_unit_and_the_same_number_with_units(measure: ReductionMeasure, output: str) -> None:
    _judge(measure, output)


def test_every_number_of_a_formula_is_declared_once_and_none_is_declared_in_vain() -> None:
    written: Counter[tuple[str, str]] = Counter()
    for measure in CATALOGUE.measures.values():
        for output, expression in measure.formulas:
            tree = ast.parse(expression, mode="eval")
            exponents = {id(node.right) for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)}
            numbers = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in exponents]
            written.update({(f"{measure.id}.{output}", ast.get_source_segment(expression, one) or "") for one in numbers})
    assert Counter((place, one["value"]) for one in LITERALS for place in one["at"]) == written


def test_all_seventy_are_judged() -> None:
    assert (len({measure.id for measure, _output in ALL}), len(ALL)) == (70, 88)


def test_every_unit_of_the_table_is_one_of_the_catalogue() -> None:
    parameters = [one for measure in CATALOGUE.measures.values() for one in measure.parameters]
    assert {one.unit for one in parameters} == TABLE["units"].keys()
    assert USING.names.keys() == TABLE["constants"].keys()
    assert {output for _measure, output in ALL} == TABLE["outputs"].keys()


@pytest.mark.parametrize(
    ("key", "output", "units"),
    [
        ("C01", "dE", {"h": "h/d"}),
        ("C04", "dE", {"Q_c": "Nm3/a"}),
        ("C08", "dE", {"E_h": "Nm3/a"}),
        ("C16", "dPet", {"f": "L/min"}),
        ("C23", "dG", {"dT": ""}),
        ("M03", "dE", {"P_o": "kWh/a"}),
        ("M10", "dE", {"d": ""}),
        ("S10", "dCoal", {"Q": "t/a"}),
    ],
)
def test_a_unit_of_another_kind_is_caught(key: str, output: str, units: dict[str, str]) -> None:
    with pytest.raises(pint.DimensionalityError):
        _judge(_changed(key, **units), output)


@pytest.mark.parametrize(
    ("key", "output", "units"),
    [("C13", "dG", {"L": "km/人次"}), ("H02", "dE", {"P_o": "kW", "P_n": "kW"}), ("M14", "ER3", {"m": "kg"})],
)
def test_a_unit_of_another_size_is_caught(key: str, output: str, units: dict[str, str]) -> None:
    """Kilowatts divided by a thousand, kilograms by a million: the dimension is right, the number is not."""
    with pytest.raises(AssertionError):
        _judge(_changed(key, **units), output)


def test_a_conversion_that_is_left_out_is_caught() -> None:
    lamps = CATALOGUE.measures["C01"]
    with pytest.raises(AssertionError):
        _judge(replace(lamps, formulas=(("dE", "n*(P_old-P_new)*h*(1+f_c)"),)), "dE")
    rooms = CATALOGUE.measures["H01"]
    with pytest.raises(pint.DimensionalityError):
        _judge(replace(rooms, formulas=(("dE", "N*e*s"),)), "dE")
