"""Reading what people type, exact conversion, the one rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue_loader.loading import load_catalogue
from core.domain.quantity import (
    canonical,
    excel_number,
    micro_to_decimal,
    read_quantity,
    rounded,
    shown,
    shown_micro,
    shown_significant,
    whole_tonnes_up,
)
from core.errors import InputError

UNITS = load_catalogue().units


@pytest.mark.parametrize(
    ("text", "unit", "micro"),
    [
        ("12345.6", "kWh", 12_345_600_000),
        ("12,345.6", "kWh", 12_345_600_000),
        ("12，345.6", "kWh", 12_345_600_000),
        ("１２３４５．６", "kWh", 12_345_600_000),
        (" 12 345.6 ", "kWh", 12_345_600_000),
        ("120+80", "kWh", 200_000_000),
        ("1,200-80.5", "kWh", 1_119_500_000),
        ("1.2万度", "kWh", 12_000_000_000),
        ("1.2 万", "kWh", 12_000_000_000),
        ("3 MWh", "kWh", 3_000_000_000),
        ("1.586万方", "Nm3", 15_860_000_000),
        ("500m³", "Nm3", 500_000_000),
        ("3.5t", "kg", 3_500_000_000),
        ("0", "kWh", 0),
        (".5", "kg", 500_000),
    ],
)
def test_what_people_type_is_read(text: str, unit: str, micro: int) -> None:
    assert read_quantity(text, unit, UNITS).micro == micro


@pytest.mark.parametrize(
    "text", ["", "abc", "--5", "1..2", "1,23", "12,34,567", "=A1", "1e5", "5 猫", "kWh", "+", "1/2", "NaN", "∞", "10%"]
)
def test_what_is_not_a_quantity_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_quantity(text, "kWh", UNITS)
    assert refusal.value.message
    assert refusal.value.hint


def test_another_dimension_is_refused_and_both_units_are_named() -> None:
    with pytest.raises(InputError, match=r"t.*kWh"):
        read_quantity("3 t", "kWh", UNITS)


@pytest.mark.parametrize("text", ["9999999999999", "1.1234567"])
def test_a_number_that_cannot_be_kept_exactly_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_quantity(text, "kWh", UNITS)


@given(micro=st.integers(0, 10**17))
def test_a_shown_quantity_is_read_back_as_itself(micro: int) -> None:
    text = shown_micro(micro, 0)
    assert read_quantity(text, "kWh", UNITS).micro == micro


@given(value=st.fractions(min_value=-(10**9), max_value=10**9), decimals=st.integers(0, 6))
def test_presentation_rounds_once_half_to_even(value: Fraction, decimals: int) -> None:
    number = rounded(value, decimals)
    error = abs(Fraction(number) - value)
    assert error <= Fraction(1, 2 * 10**decimals)
    if error == Fraction(1, 2 * 10**decimals):
        assert int(Fraction(number) * 10**decimals) % 2 == 0


@given(value=st.fractions())
def test_a_canonical_figure_differs_by_at_most_half_its_last_place(value: Fraction) -> None:
    text = canonical(value)
    assert "e" not in text.lower()
    assert not (("." in text) and text.endswith("0"))
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**18)


def test_canonical_examples_of_the_design() -> None:
    assert canonical(Fraction("162.1056816570152")) == "162.1056816570152"
    assert canonical(Fraction("1017.227309986666666666666")) == "1017.227309986666666667"
    assert canonical(Fraction(-1, 4)) == "-0.25"
    assert canonical(Fraction(0)) == "0"


@pytest.mark.parametrize(("number", "meant"), [(0.1 + 0.2, "0.3"), (412380.0, "412380"), (0.5703, "0.5703"), (1e15, "1000000000000000")])
def test_excel_floats_become_the_number_a_person_sees(number: float, meant: str) -> None:
    assert excel_number(number) == Decimal(meant)


def test_minus_and_thousands_are_printed_as_people_write_them() -> None:
    assert shown(Fraction(-1234567, 100), 2) == "−12,345.67"
    assert shown_significant(Fraction("23.2263")) == "23.2"
    assert shown_significant(Fraction("0.0456789")) == "0.0457"
    assert shown_significant(Fraction("99.96")) == "100"
    assert micro_to_decimal(1_500_000) == Decimal("1.5")


@given(tonnes=st.fractions(min_value=0, max_value=10**6), more=st.fractions(min_value=0, max_value=10**3))
def test_raising_emissions_never_lowers_the_tonnes_to_offset(tonnes: Fraction, more: Fraction) -> None:
    assert whole_tonnes_up(tonnes + more) >= whole_tonnes_up(tonnes)
    assert 0 <= whole_tonnes_up(tonnes) - tonnes < 1
