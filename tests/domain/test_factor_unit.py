"""Units of factors as people write them, and nothing taken that could mean something else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.domain.emission import Gas
from core.domain.factor_unit import FactorUnit, checked_factor_value, read_factor, read_factor_unit
from core.errors import InputError
from tests.builders import catalogue

UNITS = catalogue().units


@pytest.mark.parametrize(
    ("text", "numerator", "gas", "per"),
    [
        ("kgCO2e/kWh", "kg", Gas.CO2E, "kWh"),
        ("kg CO₂e / 万kWh", "kg", Gas.CO2E, "10^4kWh"),
        ("tCO2/MWh", "t", Gas.CO2, "MWh"),
        ("t/GJ", "t", Gas.CO2E, "GJ"),
        ("千克二氧化碳/千瓦时", "kg", Gas.CO2, "kWh"),
        ("吨二氧化碳当量每吨", "t", Gas.CO2E, "t"),
        ("kg CO2-eq per m3", "kg", Gas.CO2E, "m3"),
        ("gCH4/m³", "g", Gas.CH4, "m3"),
        ("kgN2O/TJ", "kg", Gas.N2O, "TJ"),
        ("kgCO2-biogenic/t", "kg", Gas.BIOGENIC_CO2, "t"),
        ("kgSF6/kg", "kg", Gas.SF6, "kg"),
    ],
)
def test_a_unit_is_read_into_mass_gas_and_activity(text: str, numerator: str, gas: Gas, per: str) -> None:
    assert read_factor_unit(text, UNITS) == FactorUnit(numerator, gas, per)


@pytest.mark.parametrize("text", ["", "t", "kgCO2e", "kgCO2e/", "kgCO2e/furlong", "m3/kWh", "kWh/kgCO2e", "CO2/kWh", "kgCO3/kWh"])
def test_what_is_no_unit_of_a_factor_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_factor_unit(text, UNITS)
    assert refused.value.code in {"factor.unit", "factor.unit_above"}


@pytest.mark.parametrize(
    ("value", "unit", "kept"),
    [
        ("0.5703", "kgCO2/kWh", "0.5703"),
        ("0.50", "kgCO2/kWh", "0.50"),
        ("0.0005 t/GJ", "", "0.0005"),
        ("1,234.50", "kgCO2e/t", "1234.50"),
        ("1.5E-4", "tCO2e/kWh", "0.00015"),
        ("２.５", "tCO2e/t", "2.5"),
    ],
)
def test_a_value_is_kept_as_written(value: str, unit: str, kept: str) -> None:
    assert str(read_factor(value, unit, UNITS)[0]) == kept


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        ("0", "t/t", "factor.not_positive"),
        ("-0.5", "t/t", "factor.not_positive"),
        ("1E30", "t/t", "factor.size"),
        ("1E-40", "t/t", "factor.size"),
        ("x", "t/t", "factor.value"),
        ("1.2.3", "t/t", "number.unreadable"),
        ("0.5 t/t", "t/t", "factor.two_units"),
        ("0.5", "", "factor.unit"),
    ],
)
def test_a_value_that_no_factor_has_is_refused(value: str, unit: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_factor(value, unit, UNITS)
    assert refused.value.code == code


def test_a_checked_value_has_no_exponent() -> None:
    assert str(checked_factor_value(Decimal("1E+3"))) == "1000"
