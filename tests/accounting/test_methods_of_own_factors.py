"""Own factors: they take the place of a whole chain, keep scope and profile of the kind, and are refused where they say nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from core.accounting.footprint import Facts, footprint
from core.accounting.methods import METHODS, OWN_FACTOR_METHODS
from core.accounting.methods_findings import other_gwp_sets
from core.domain.activity import EvidenceId
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, EvidenceMark, Gas, GwpSet, Scope, Scope2Basis
from core.domain.inventory import GhgInventory
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.quantity import canonical
from tests.accounting.test_methods import PERIOD, record, source
from tests.builders import VENUE, catalogue


def own(value: str, per: str, gas: Gas = Gas.CO2E, numerator: str = "kg") -> OwnFactor:
    return OwnFactor(
        OwnFactorId("mine"), "供应商数据", Decimal(value), numerator, per, gas, "检测报告 2025-01", evidence=(EvidenceId("f"),)
    )


def library(factor: OwnFactor) -> Catalogue:
    return replace(catalogue(), factors={**catalogue().factors, factor.factor_id: factor.as_factor()})


def compute(factor: OwnFactor, *rows: tuple[EmissionSource, str], method: MethodChoice | None = None) -> GhgInventory:
    records = tuple(record(one, amount, proven=True) for one, amount in rows)
    return footprint(Facts(VENUE, PERIOD, tuple(one for one, _q in rows), records), method or MethodChoice(), library(factor))


def with_own(kind: str, unit: str = "") -> EmissionSource:
    return source(kind, unit, factor="own:mine")


PER = {"natural_gas_boiler": "m3", "diesel_generator": "L", "gasoline_vehicle": "L", "purchased_heat": "GJ", "purchased_cooling": "GJ",
       "grid_electricity": "kWh", "waste_hazardous": "t", "waste_compost": "t", "wastewater_own_bod": "kg", "wastewater_own_nitrogen": "kg",
       "methanol_fuel": "kg", "biomass": "t", "energy_upstream": "kWh"}  # fmt: skip


@pytest.mark.parametrize("kind", PER)
def test_an_own_factor_takes_the_place_of_the_whole_chain(kind: str) -> None:
    row = replace(with_own(kind), unit=PER[kind] if PER[kind] != "m3" else "Nm3")
    inventory = compute(own("2", PER[kind]), (row, "1000"))
    (line,) = tuple(inventory.lines())
    assert canonical(inventory.total()) == "2"
    assert line.scope is catalogue().source_types[kind].scope
    used = [use for use in line.uses if use.factor_id]
    assert [(use.factor_id, use.mark, use.note) for use in used] == [("own:mine", EvidenceMark.UNCHECKED, "自有因子")]


@pytest.mark.parametrize(
    ("kind", "member"),
    [("natural_gas_boiler", True), ("purchased_heat", True), ("grid_electricity", True), ("gasoline_vehicle", False),
     ("purchased_cooling", False), ("laundry_supplier_power", False), ("laundry_supplier_gas", False), ("waste_compost", False)],
)  # fmt: skip
def test_it_counts_in_the_profile_in_which_its_kind_counts(kind: str, member: bool) -> None:
    row = with_own(kind)
    inventory = compute(own("2", catalogue().source_types[kind].unit), (row, "1000"))
    assert (inventory.total(p1=True) != 0) is member


def test_every_method_that_multiplies_with_an_emission_factor_takes_one() -> None:
    assert set(METHODS) - OWN_FACTOR_METHODS == {"gas_release", "gas_recovery", "leak_rate", "market_instrument", "zero_memo"}


@pytest.mark.parametrize("kind", ["refrigerant_topup", "refrigerant_recovery", "refrigerant_charge", "green_certificate", "pv_self_use"])
def test_where_there_is_no_factor_to_replace_it_is_refused(kind: str) -> None:
    inventory = compute(own("2", catalogue().source_types[kind].unit), (replace(with_own(kind), species="R134a"), "10"))
    assert inventory.total() == 0
    assert "不能用自有因子" in inventory.results[0].unanswered


@pytest.mark.parametrize(
    ("kind", "gas", "expected"),
    [("natural_gas_boiler", Gas.CH4, "29.8"), ("waste_hazardous", Gas.CH4, "27"), ("waste_hazardous", Gas.N2O, "273"),
     ("waste_hazardous", Gas.SF6, "25200"), ("waste_hazardous", Gas.NF3, "17400"), ("waste_hazardous", Gas.CO2, "1")],
)  # fmt: skip
def test_a_factor_of_one_gas_is_warmed_by_the_set_of_the_dossier(kind: str, gas: Gas, expected: str) -> None:
    unit = catalogue().source_types[kind].unit
    inventory = compute(own("1", unit, gas, "t"), (with_own(kind), "1"))
    assert canonical(inventory.total()) == expected
    assert canonical(inventory.total(p1=True)) == "0"
    assert set(inventory.by_gas()) == {gas}


@pytest.mark.parametrize("gas", [Gas.HFC, Gas.PFC, Gas.HCFC])
def test_a_factor_of_a_group_of_gases_is_refused(gas: Gas) -> None:
    inventory = compute(own("1", "t", gas), (with_own("waste_hazardous"), "1"))
    assert gas.value in inventory.results[0].unanswered


def test_biogenic_carbon_stands_beside_the_total() -> None:
    inventory = compute(own("1", "t", Gas.BIOGENIC_CO2, "t"), (with_own("biomass"), "3"))
    assert inventory.total() == 0
    (line,) = inventory.memo_lines()
    assert (line.scope, canonical(line.tco2e)) == (Scope.MEMO, "3")


@pytest.mark.parametrize(("kind", "per"), [("grid_electricity", "t"), ("lpg", "kWh")])
def test_a_factor_in_a_unit_that_nothing_leads_to_is_said(kind: str, per: str) -> None:
    inventory = compute(own("2", per), (with_own(kind), "10"))
    assert "另选因子" in inventory.results[0].unanswered


def test_a_factor_that_has_gone_is_said() -> None:
    inventory = compute(own("2", "t"), (source("waste_hazardous", factor="own:gone"), "10"))
    assert "own:gone" in inventory.results[0].unanswered


# ---------------------------------------------------------------- power


def test_power_by_an_own_factor_is_compared_with_the_published_averages() -> None:
    """factors.md R3: province, region and nation stay the published ones."""
    inventory = compute(own("0.05", "kWh", Gas.CO2), (with_own("grid_electricity"), "10000"))
    assert canonical(inventory.total()) == "0.5"
    assert {name: canonical(value) for name, value in inventory.location} == {"province": "1.564", "region": "2.472", "nation": "5.306"}
    assert canonical(inventory.market_based or Fraction(0)) == "0.5"


def test_certificates_take_nothing_off_at_a_factor_that_the_power_never_had() -> None:
    rows = ((with_own("grid_electricity"), "10000"), (source("green_certificate"), "4000"))
    inventory = compute(own("0.05", "kWh", Gas.CO2), *rows)
    assert inventory.market_based is None
    assert "自有因子" in inventory.market_note
    market = compute(own("0.05", "kWh", Gas.CO2), *rows, method=MethodChoice(basis=Scope2Basis.MARKET))
    assert canonical(market.total()) == "0.5"
    assert "自有因子" in market.results[1].unanswered


def test_an_own_factor_outside_the_boundary_changes_nothing() -> None:
    outside = replace(with_own("grid_electricity"), id="out", excluded_reason="由租户自行付费")
    inventory = compute(own("0.05", "kWh"), (outside, "10"), (source("grid_electricity"), "10000"), (source("green_certificate"), "4000"))
    assert canonical(inventory.market_based or Fraction(0)) == "3.6576"


# ---------------------------------------------------------------- notes on factors


def test_a_factor_says_what_is_inside_it_and_that_it_is_a_fallback() -> None:
    inventory = compute(own("1", "t"), (source("rail_travel", factor="desnz_rail_2025"), "1000"))
    ((row, use),) = other_gwp_sets(inventory)
    assert (row.type_code, use.factor_id, use.gwp_set, use.note) == ("rail_travel", "desnz_rail_2025", "AR5", "兜底因子；内含 AR5 的 GWP")


def test_a_factor_whose_set_is_that_of_the_dossier_is_no_matter() -> None:
    rail = source("rail_travel", factor="desnz_rail_2025")
    assert other_gwp_sets(compute(own("1", "t"), (rail, "1000"), method=MethodChoice(gwp_set=GwpSet.AR5))) == ()
    assert other_gwp_sets(compute(own("1", "t"), (source("refrigerant_topup", species="R134a"), "1"))) == ()


def test_a_published_factor_of_this_country_has_no_note() -> None:
    (line,) = tuple(compute(own("1", "t"), (source("tap_water"), "10")).lines())
    assert [use.note for use in line.uses] == [""] * len(line.uses)
