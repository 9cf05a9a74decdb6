"""The methods at their edges: other fuel sets, densities both ways, green power with and without proof, and what cannot be computed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from core.accounting.footprint import Facts, footprint
from core.accounting.methods import METHODS, MethodContext
from core.accounting.reduction import constants
from core.accounting.statement import statement
from core.domain.activity import ActivityRecord, DataQuality, EvidenceId, RecordId, RecordKind, Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, FuelSet, Gas, GwpSet, MethodProfile, Scope, Scope2Basis, SourceId
from core.domain.inventory import GhgInventory
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity, canonical, excel_number, plain_number, to_row_unit
from core.errors import FileError, InputError
from tests.builders import VENUE, catalogue

PERIOD = ReportingPeriod.of_year(2025)


def source(kind: str, unit: str = "", species: str = "", factor: str = "") -> EmissionSource:
    chosen = catalogue().source_types[kind]
    return EmissionSource(SourceId(kind), VENUE.id, kind, chosen.zh, unit or chosen.unit, species, factor)


def record(one: EmissionSource, quantity: str, *, proven: bool = False, month: int = 1) -> ActivityRecord:
    amount = Quantity(Decimal(quantity), one.unit)
    micro = to_row_unit(amount, one.unit, catalogue().units).micro
    files = (EvidenceId("certificate"),) if proven else ()
    return ActivityRecord(
        RecordId(f"{one.id}-{month}"), VENUE.id, Subject(one.id), RecordKind.MONTH, amount, micro, Month(2025, month), evidence=files
    )


def compute(*rows: tuple[EmissionSource, str], method: MethodChoice | None = None, region: str = "510100") -> GhgInventory:
    facts = Facts(replace(VENUE, region=region), PERIOD, tuple(one for one, _q in rows), tuple(record(one, q) for one, q in rows))
    return footprint(facts, method or MethodChoice(), catalogue())


def why(inventory: GhgInventory) -> str:
    (result,) = inventory.results
    assert inventory.total() == 0
    return result.unanswered


def test_a_litre_and_its_mass_give_the_same_tonnes() -> None:
    """0.84 kg/L of diesel (factors.md §2): 100 L are 84 kg."""
    litres = compute((source("diesel_generator", "L"), "100")).total()
    kilograms = compute((source("diesel_generator", "kg"), "84")).total()
    assert litres == kilograms


def test_set_c_multiplies_its_direct_factor_and_bridges_mass_to_litres() -> None:
    """JS/T 303-2026: 2.718 kgCO2/L of diesel; CH4 and N2O by the energy of set B."""
    method = MethodChoice(fuel_set=FuelSet.C)
    litres = compute((source("diesel_generator", "L"), "1000"), method=method)
    assert canonical(litres.by_gas()[Gas.CO2]) == "2.718"
    assert litres.by_gas()[Gas.CH4] > 0
    kilograms = compute((source("diesel_generator", "kg"), "840"), method=method)
    assert kilograms.by_gas()[Gas.CO2] == litres.by_gas()[Gas.CO2]


def test_a_fuel_that_a_set_lacks_is_not_accounted_and_never_zero() -> None:
    assert "C" in why(compute((source("lng", "kg"), "5"), method=MethodChoice(fuel_set=FuelSet.C)))


def test_a_blend_without_a_potential_in_the_set_is_not_accounted() -> None:
    """domain.md §4.1: a blend without a GWP in the chosen set is an error, not zero."""
    assert "GWP" in why(compute((source("refrigerant_topup", "kg", "R454B"), "5"), method=MethodChoice(gwp_set=GwpSet.AR4)))


def test_a_machine_without_its_refrigerant_is_not_accounted() -> None:
    assert "型号" in why(compute((source("refrigerant_topup"), "5")))


def test_a_factor_that_has_gone_is_said() -> None:
    assert "gone" in why(compute((source("laundry_outsourced", factor="gone"), "5")))


def test_a_factor_of_another_dimension_is_said() -> None:
    assert "另选因子" in why(compute((source("laundry_outsourced", factor="desnz_taxi_2025"), "5")))


def test_power_outside_the_known_divisions_is_not_accounted() -> None:
    assert "区划" in why(compute((source("grid_electricity"), "5"), region="110000"))


def test_power_in_gigajoules_is_the_same_power() -> None:
    """A conversion that does not end in decimals stays an exact ratio in the formula."""
    heat = source("grid_electricity")
    if "GJ" in catalogue().source_types["grid_electricity"].units:
        heat = replace(heat, unit="GJ")
    kwh = compute((source("grid_electricity"), "1000")).total()
    joules = compute((replace(heat, unit="GJ"), "3.6")).total()
    assert joules == kwh
    (line,) = tuple(compute((replace(heat, unit="GJ"), "3.6")).lines())
    assert any(use.shown == "2500/9" for use in line.uses)


def test_hcfc_is_a_memo_line_and_listed_beside_the_total() -> None:
    """domain.md N14."""
    inventory = compute((source("refrigerant_topup", "kg", "R22"), "2"))
    assert inventory.total() == 0
    (line,) = inventory.memo_lines()
    assert (line.scope, line.gas, canonical(line.tco2e)) == (Scope.MEMO, Gas.HCFC, "3.92")
    assert statement(inventory)["memo"] == [{"source": inventory.results[0].source.name, "gas": "HCFC", "tco2e": "3.92"}]


def test_vehicles_stay_out_of_the_public_building_profile() -> None:
    """domain.md N15."""
    inventory = compute((source("gasoline_vehicle"), "100"), method=MethodChoice(profile=MethodProfile.P1))
    document = statement(inventory)
    assert document["total_tco2e"] == document["by_source"][0]["tco2e"] == "0"
    assert document["by_source"][0]["by_gas"] == {}
    assert document["by_source"][0]["excluded_from_profile"]


def market(*, proven: bool, basis: Scope2Basis = Scope2Basis.LOCATION) -> GhgInventory:
    power, green = source("grid_electricity"), source("green_certificate")
    records = (record(power, "10000"), record(green, "4000", proven=proven))
    return footprint(Facts(VENUE, PERIOD, (power, green), records), MethodChoice(basis=basis), catalogue())


def test_green_power_with_its_certificate_takes_kilowatt_hours_out_of_the_market_based_total() -> None:
    """factors.md R4: 6 000 kWh are left for the factor without market-traded non-fossil power, 0.6096."""
    assert canonical(market(proven=True).market_based or Fraction(0)) == "3.6576"
    assert canonical(market(proven=True, basis=Scope2Basis.MARKET).total()) == "3.6576"
    assert canonical(market(proven=True).total()) == "1.564"


def test_green_power_without_proof_makes_the_market_based_total_unavailable() -> None:
    inventory = market(proven=False)
    assert inventory.market_based is None
    assert "凭证" in inventory.market_note
    assert canonical(market(proven=False, basis=Scope2Basis.MARKET).total()) == "6.096"


def test_a_stated_grade_wins_over_what_the_record_shows() -> None:
    one = record(source("grid_electricity"), "5")
    assert one.grade() is DataQuality.C
    assert replace(one, quality=DataQuality.A).grade() is DataQuality.A


def test_an_incomplete_catalogue_is_said_before_a_measure_is_computed() -> None:
    with pytest.raises(FileError, match="EF_e"):
        constants(catalogue(), "510100", 1999)


def test_numbers_that_are_none_are_refused_in_words() -> None:
    with pytest.raises(InputError):
        excel_number(float("inf"))
    with pytest.raises(InputError):
        to_row_unit(Quantity(Decimal("9e11"), "10^4kWh"), "kWh", catalogue().units)
    assert plain_number("１，２００．５") == Decimal("1200.5")


def test_a_species_without_a_value_in_any_set_has_none() -> None:
    assert catalogue().gwp("R600a", GwpSet.AR6) is None
    assert catalogue().fuel_parameter("natural_gas", "ncv", "Z") is None
    assert catalogue().for_year("grid_prov_sichuan", 2000) is None


def test_a_fuel_without_methane_factors_has_its_carbon_alone() -> None:
    one = source("natural_gas_boiler")
    kind = replace(catalogue().source_types[one.type_code], inputs={"fuel": "natural_gas"})
    (component,) = METHODS["fuel"](MethodContext(one, kind, catalogue(), MethodChoice(), 2025, "510100"))
    assert component.gas is Gas.CO2
