"""Own factors: a file that proves them, and a heat content that natural gas can have."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.accounting.checks import describe, run_checks
from core.domain.activity import EvidenceId
from core.domain.emission import EmissionSource, Gas
from core.domain.finding import Finding, Severity
from core.domain.own_factor import OwnFactor, OwnFactorId
from tests.accounting import small_event
from tests.accounting.small_hotel import BOILER, catalogue, context, sources

BARE = OwnFactor(OwnFactorId("s"), "洗涤厂因子", Decimal("0.210"), "kg", "kg", Gas.CO2E, "洗涤厂声明")


def rows(**changes: object) -> tuple[EmissionSource, ...]:
    return (*sources()[:3], replace(sources()[3], factor_id=BARE.factor_id, **changes))  # type: ignore[arg-type]


def test_an_unproven_factor_in_use_blocks_and_says_which_it_is() -> None:
    (finding,) = [one for one in run_checks(context(sources=rows(), own_factors=(BARE,))) if one.rule == "V46"]
    assert finding.severity is Severity.BLOCK
    assert (finding.place.page, finding.place.subject, finding.place.field) == ("profile", sources()[3].id, "factor")
    assert finding.parameters["value"] == "0.210 kgCO2e/kg"


def test_a_proven_factor_and_one_of_an_excluded_row_are_not_asked_for() -> None:
    proven = replace(BARE, evidence=(EvidenceId("file"),))
    for made in (
        context(sources=rows(), own_factors=(proven,)),
        context(sources=rows(excluded_reason="由洗涤厂核算"), own_factors=(BARE,)),
    ):
        assert "V46" not in {one.rule for one in run_checks(made)}


def test_an_event_is_asked_on_its_own_page() -> None:
    made = small_event.event_context()
    first, *others = made.sources
    found = run_checks(replace(made, sources=(replace(first, factor_id=BARE.factor_id), *others), own_factors=(BARE,)))
    (finding,) = [one for one in found if one.rule == "V46"]
    assert (finding.place.page, finding.place.subject) == ("events", first.id)


# ---------------------------------------------------------------- V15


def of_gas(value: str, per: str = "Nm3", gas: Gas = Gas.CO2, numerator: str = "kg") -> list[Finding]:
    """V15 where the boiler computes with such a factor."""
    own = OwnFactor(OwnFactorId("gas"), "供气单位因子", Decimal(value), numerator, per, gas, "检测报告", evidence=(EvidenceId("file"),))
    boiler, *others = sources()
    found = run_checks(context(sources=(replace(boiler, factor_id=own.factor_id), *others), own_factors=(own,)))
    return [one for one in found if one.rule == "V15"]


@pytest.mark.parametrize(("value", "count"), [("1.67", 0), ("1.66", 1), ("2.33", 0), ("2.34", 1)])
def test_the_heat_content_behind_a_factor_lies_between_30_and_42(value: str, count: int) -> None:
    assert len(of_gas(value)) == count


def test_a_factor_for_a_thousand_cubic_metres_is_named_with_its_heat_content() -> None:
    (finding,) = of_gas("21.62", gas=Gas.CO2E)
    assert (finding.severity, finding.place.subject, finding.place.field) == (Severity.WARN, BOILER, "factor")
    said = describe(finding, catalogue().rules["V15"], "zh")
    assert (said.message, said.expected) == ("「供气单位因子」21.62 kgCO2e/Nm3，折合热值 389 MJ/Nm³", "30—42 MJ/Nm³")


def test_units_of_a_factor_are_converted_and_other_gases_say_nothing_of_heat() -> None:
    assert of_gas("21.62", per="10^4Nm3", numerator="t") == []
    assert of_gas("0.0556", per="MJ") == []
    assert of_gas("9", gas=Gas.CH4) == []


def test_a_factor_of_another_fuel_is_not_gas() -> None:
    assert "V15" not in {one.rule for one in run_checks(context(sources=rows(), own_factors=(BARE,)))}
