"""Every fuel in every set, held against the printed factors of factors.md §2; what a set lacks is named, never zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from core.accounting.methods import METHODS, MethodContext, UnansweredError
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, EvidenceMark, FuelSet, Gas, Scope, SourceId
from core.domain.quantity import rounded
from tests.builders import VENUE, catalogue

PRINTED = {
    "natural_gas_boiler": ("10^4Nm3", "21.6219", "21.6219", "21.84"),
    "lpg": ("t", "3.1013", "2.9538", "3.166"),
    "diesel_boiler": ("t", "3.0959", "3.1451", None),
    "gasoline_generator": ("t", "2.9251", "3.0425", None),
    "kerosene": ("t", "3.0334", "3.1517", None),
    "fuel_oil_boiler": ("t", "3.1705", "3.0472", None),
    "lng": ("t", "2.8313", "2.3253", None),
    "coal_anthracite": ("t", None, "2.3228", "2.429"),
    "coal_heating": ("t", "1.7417", "2.0715", "2.174"),
    "coal_lignite": ("t", "1.1729", "1.4241", None),
    "coal_briquette": ("t", None, "1.9360", None),
    "coke": ("t", "2.8604", "2.8518", None),
    "coke_oven_gas": ("10^4Nm3", "8.8638", "8.5828", "7.984"),
    "city_gas": ("10^4Nm3", None, "2.3179", "6.997"),
}
"""Kind → unit, tCO2 per unit in sets B, A and C as printed; None where the set has no value in that unit."""

PER_LITRE = {"diesel_boiler": "2.718", "gasoline_generator": "2.179", "kerosene": "2.539", "fuel_oil_boiler": "2.978"}
"""kgCO2 per litre in set C."""

LACKING = {
    FuelSet.A: set(),
    FuelSet.B: {"coal_anthracite", "coal_briquette", "city_gas"},
    FuelSet.C: {"lng", "coal_lignite", "coal_briquette", "coke"},
}


def carbon(code: str, unit: str, fuel_set: FuelSet) -> Fraction:
    kind = catalogue().source_types[code]
    source = EmissionSource(SourceId("s"), VENUE.id, code, kind.zh, unit)
    components = METHODS[kind.method](MethodContext(source, kind, catalogue(), MethodChoice(fuel_set=fuel_set), 2025, "510100"))
    (found,) = [component.coefficient for component in components if component.gas is Gas.CO2]
    assert {component.gas for component in components} == {Gas.CO2, Gas.CH4, Gas.N2O}
    return found


@pytest.mark.parametrize("code", PRINTED)
@pytest.mark.parametrize("fuel_set", [FuelSet.B, FuelSet.A, FuelSet.C])
def test_a_fuel_comes_to_its_printed_factor_or_is_named(code: str, fuel_set: FuelSet) -> None:
    unit, *values = PRINTED[code]
    printed = values[[FuelSet.B, FuelSet.A, FuelSet.C].index(fuel_set)]
    if code in LACKING[fuel_set]:
        assert printed is None
        with pytest.raises(UnansweredError, match=f"{fuel_set.value} 里没有「{catalogue().source_types[code].zh}」"):
            carbon(code, unit, fuel_set)
    elif printed is None:
        assert carbon(code, "L", fuel_set) * 1000 == Fraction(PER_LITRE[code])
    else:
        assert rounded(carbon(code, unit, fuel_set), len(printed.partition(".")[2])) == Decimal(printed)


def test_the_table_holds_every_fuel_that_is_burnt() -> None:
    fuels = {kind.inputs["fuel"] for kind in catalogue().source_types.values() if kind.method in {"fuel", "vehicle_fuel"}}
    assert fuels == {catalogue().source_types[code].inputs["fuel"] for code in PRINTED}


def test_an_assumed_density_carries_its_mark_and_its_words() -> None:
    kind = catalogue().source_types["lpg"]
    source = EmissionSource(SourceId("s"), VENUE.id, "lpg", "液化石油气", "L")
    component, *_others = METHODS["fuel"](MethodContext(source, kind, catalogue(), MethodChoice(), 2025, "510100"))
    (density,) = [use for use in component.uses if use.symbol == "ρ"]
    assert (density.shown, density.mark) == ("0.55", EvidenceMark.UNCHECKED)
    assert "未核对" in density.document


@pytest.mark.parametrize("code", ["laundry_supplier_gas", "tenant_gas", "contracted_diesel", "commute_ev_power", "tenant_electricity"])
def test_what_others_burn_or_draw_is_scope_three_and_outside_the_public_building_profile(code: str) -> None:
    kind = catalogue().source_types[code]
    source = EmissionSource(SourceId("s"), VENUE.id, code, kind.zh, kind.unit)
    components = METHODS[kind.method](MethodContext(source, kind, catalogue(), MethodChoice(), 2025, "510100"))
    assert {(component.scope, component.in_p1) for component in components} == {(Scope.THREE, False)}


@pytest.mark.parametrize(("code", "words"), [("methanol_fuel", "甲醇含量"), ("purchased_cooling", "能效系数")])
@pytest.mark.parametrize("species", ["", "R410A"])
def test_what_a_row_must_say_about_its_substance_is_asked(code: str, words: str, species: str) -> None:
    kind = catalogue().source_types[code]
    source = EmissionSource(SourceId("s"), VENUE.id, code, kind.zh, kind.unit, species)
    with pytest.raises(UnansweredError, match=words):
        METHODS[kind.method](MethodContext(source, kind, catalogue(), MethodChoice(), 2025, "510100"))
