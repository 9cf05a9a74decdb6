"""Refrigerants: every blend in every set, both sides of the mass balance, the leak rate, and a machine counted twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from core.accounting.methods import METHODS, MethodContext, UnansweredError
from core.accounting.methods_findings import machines_counted_twice
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, Gas, GwpSet, Meter, MeterId, Scope, SourceId
from core.domain.quantity import canonical
from tests.accounting.test_methods import compute, source
from tests.builders import VENUE, catalogue

KIND = catalogue().source_types["refrigerant_topup"]
SPECIES = sorted({*KIND.species_choices, *catalogue().source_types["fire_agent"].species_choices})


def components(species: str, gwp_set: GwpSet, code: str = "refrigerant_topup", factor: str = ""):
    kind = catalogue().source_types[code]
    one = EmissionSource(SourceId("s"), VENUE.id, code, kind.zh, "kg", species, factor)
    return METHODS[kind.method](MethodContext(one, kind, catalogue(), MethodChoice(gwp_set=gwp_set), 2025, "510100"))


@pytest.mark.parametrize("gwp_set", GwpSet)
@pytest.mark.parametrize("species", SPECIES)
def test_a_gas_has_its_potential_from_the_set_or_its_component_is_named(species: str, gwp_set: GwpSet) -> None:
    """domain.md §4.1: a component without a value in the chosen set is an error that names component and set, never zero."""
    shares = catalogue().shares(species)
    missing = [name for name, _share in shares if catalogue().gwp(name, gwp_set) is None]
    if missing:
        with pytest.raises(UnansweredError) as told:
            components(species, gwp_set)
        assert missing[0] in str(told.value)
        assert gwp_set.value in str(told.value)
        return
    found = components(species, gwp_set)
    total = sum((one.coefficient for one in found), Fraction(0))
    assert total * 1000 == sum(Fraction(share) * Fraction(catalogue().gwp(name, gwp_set).value) for name, share in shares)
    assert all((one.scope is Scope.MEMO) == (one.gas is Gas.HCFC) for one in found)


@pytest.mark.parametrize("gwp_set", [GwpSet.AR5, GwpSet.AR6])
def test_every_common_blend_has_a_value_in_the_sets_of_today(gwp_set: GwpSet) -> None:
    lacking = [
        blend for blend in catalogue().blends if any(catalogue().gwp(name, gwp_set) is None for name, _s in catalogue().shares(blend))
    ]
    assert lacking == []


@pytest.mark.parametrize("species", ["R410A", "R134a", "R22", "R454B"])
def test_what_is_recovered_takes_off_what_was_filled_in(species: str) -> None:
    filled, taken = components(species, GwpSet.AR6), components(species, GwpSet.AR6, "refrigerant_recovery")
    assert [one.coefficient for one in taken] == [-one.coefficient for one in filled]
    assert [(one.gas, one.scope) for one in taken] == [(one.gas, one.scope) for one in filled]


def test_top_up_less_recovery_is_the_mass_balance() -> None:
    """domain.md §4.1: E = Σ(加注量 − 回收量) × GWP."""
    inventory = compute((source("refrigerant_topup", "kg", "R410A"), "6"), (source("refrigerant_recovery", "kg", "R410A"), "2"))
    assert canonical(inventory.total()) == canonical(4 * Fraction("2.2555"))


def test_twelve_months_of_a_charge_leak_the_yearly_rate() -> None:
    (one,) = components("R134a", GwpSet.AR6, "refrigerant_charge", "leak_chiller")
    assert one.coefficient * 12 * 1000 == Fraction("0.085") * 1530
    assert [use.symbol for use in one.uses] == ["r", "1/100", "1/12", "GWP", "换算"]
    assert one.uses[0].note == "缺省泄漏率"


def test_a_leak_rate_is_asked_and_never_taken_silently() -> None:
    with pytest.raises(UnansweredError, match="排放因子"):
        components("R134a", GwpSet.AR6, "refrigerant_charge")


def test_what_goes_by_a_leak_rate_is_an_estimate_whatever_its_records_say() -> None:
    inventory = compute((source("refrigerant_charge", "kg", "R134a", "leak_chiller"), "100"))
    assert dict(inventory.quality) == {"A": 0, "B": 0, "C": 0, "D": 1}


# ---------------------------------------------------------------- a machine in two rows

LEAK = replace(source("refrigerant_charge", "kg", "R134a", "leak_chiller"), id=SourceId("leak"))
BALANCE = replace(source("refrigerant_topup", "kg", "R134a"), id=SourceId("balance"))


def machine(row: EmissionSource, account: str, name: str = "") -> Meter:
    return Meter(MeterId(f"{row.id}-{account}"), row.id, account, name, charge=Decimal(120), machine_class="leak_chiller")


def doubles(meters: tuple[Meter, ...], *sources: EmissionSource) -> list[str]:
    return [one.machine for one in machines_counted_twice(sources or (LEAK, BALANCE), meters, catalogue())]


def test_a_machine_in_both_rows_is_found_however_its_number_is_written() -> None:
    assert doubles((machine(LEAK, "CH-01", "1 号冷机"), machine(BALANCE, "ch-01 "))) == ["CH-01 1 号冷机"]


def test_machines_in_one_row_each_are_fine() -> None:
    assert doubles((machine(LEAK, "CH-02"), machine(BALANCE, "CH-01"))) == []


def test_rows_of_one_refrigerant_without_machines_cannot_be_told_apart() -> None:
    (found,) = machines_counted_twice((LEAK, BALANCE), (), catalogue())
    assert (found.machine, found.balance, found.leak) == ("", BALANCE, LEAK)
    assert doubles((machine(LEAK, "CH-02"),)) == [""]
    assert doubles((), LEAK, replace(BALANCE, species="R410A")) == []


def test_what_is_outside_the_boundary_is_not_counted_twice() -> None:
    assert doubles((), LEAK, replace(BALANCE, excluded_reason="已报废")) == []
    assert doubles((), BALANCE, replace(LEAK, excluded_reason="已报废")) == []
