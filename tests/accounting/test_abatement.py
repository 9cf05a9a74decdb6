"""Payback and the cost of a tonne, with the figures of the heat pump C09 that the measures page was designed with."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.abatement import annuity, cost_per_tonne, simple_payback, yearly_cost
from core.domain.quantity import shown

GOLDEN = tomllib.loads((Path(__file__).parent.parent / "golden" / "abatement.toml").read_text(encoding="utf-8"), parse_float=Decimal)
HEAT_PUMP = {name: Fraction(str(value)) for name, value in GOLDEN["given"].items()}


def _heat_pump_annuity() -> Fraction:
    return annuity(HEAT_PUMP["cost_yuan"], int(HEAT_PUMP["years"]), HEAT_PUMP["discount_percent"])


def test_the_heat_pump_of_468_000_yuan_costs_52_802_a_year_over_12_years_at_5_percent() -> None:
    assert shown(_heat_pump_annuity(), 0) == GOLDEN["expected"]["annuity_yuan"]


def test_the_heat_pump_pays_back_in_five_years_and_a_half() -> None:
    payback = simple_payback(HEAT_PUMP["cost_yuan"], HEAT_PUMP["saving_yuan"], HEAT_PUMP["upkeep_yuan"])
    assert payback is not None
    assert shown(payback, 1) == GOLDEN["expected"]["payback_years"]


def test_a_tonne_saved_by_the_heat_pump_earns_292_yuan() -> None:
    yearly = yearly_cost(_heat_pump_annuity(), HEAT_PUMP["saving_yuan"], HEAT_PUMP["upkeep_yuan"])
    price = cost_per_tonne(yearly, HEAT_PUMP["tonnes"])
    assert price is not None
    assert shown(price, 0) == GOLDEN["expected"]["yuan_per_tonne"]


def test_without_discount_an_investment_is_divided_by_its_years() -> None:
    assert annuity(Fraction(120_000), 7, Fraction(0)) == Fraction(120_000, 7)


@given(
    cost=st.fractions(min_value=0, max_value=10**8, max_denominator=100),
    years=st.integers(1, 40),
    percent=st.fractions(min_value=0, max_value=30, max_denominator=100),
)
def test_the_payments_are_worth_the_investment_when_each_is_discounted(cost: Fraction, years: int, percent: Fraction) -> None:
    payment = annuity(cost, years, percent)
    assert sum((payment / (1 + percent / 100) ** year for year in range(1, years + 1)), Fraction(0)) == cost


@pytest.mark.parametrize(("years", "percent"), [(0, 5), (-3, 5), (8, -1)])
def test_no_life_and_a_negative_rate_are_no_question(years: int, percent: int) -> None:
    with pytest.raises(ValueError, match="years at"):
        annuity(Fraction(1000), years, Fraction(percent))


@pytest.mark.parametrize(("saving", "upkeep"), [(1000, 1000), (1000, 1200), (0, 0), (-500, 0)])
def test_what_earns_nothing_never_pays_back(saving: int, upkeep: int) -> None:
    assert simple_payback(Fraction(5000), Fraction(saving), Fraction(upkeep)) is None


def test_what_costs_nothing_and_earns_pays_back_at_once() -> None:
    assert simple_payback(Fraction(0), Fraction(1000), Fraction(0)) == 0


@pytest.mark.parametrize("tonnes", [0, -2])
def test_a_tonne_has_no_price_where_none_is_saved(tonnes: int) -> None:
    assert cost_per_tonne(Fraction(1000), Fraction(tonnes)) is None
