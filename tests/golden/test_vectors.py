"""Every golden number of the domain documents, string for string."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core.accounting import uncertainty
from core.accounting.allocation import hcmi_split
from core.accounting.footprint import Facts, footprint
from core.accounting.methods import CARBON_TO_CO2
from core.accounting.reduction import constants, expected
from core.catalogue_loader.loading import load_catalogue
from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, FuelSet, Gas, GridScope, GwpSet, SourceId
from core.domain.inventory import GhgInventory
from core.domain.organization import OrganizationId, Venue, VenueId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity, canonical, shown, to_row_unit, whole_tonnes_up

CATALOGUE = load_catalogue()
VECTORS = tomllib.loads(Path(__file__).with_name("vectors.toml").read_text(encoding="utf-8"), parse_float=Decimal)["vector"]
BY_ID = {vector["id"]: vector for vector in VECTORS}
VENUE = Venue(VenueId("v"), OrganizationId("o"), "hotel", "示例", "510100")


def exact(text: str) -> Fraction:
    return CARBON_TO_CO2 if text == "44/12" else Fraction(text)


def compute(vector: dict[str, Any]) -> GhgInventory:
    sources, records = [], []
    for position, row in enumerate(vector["sources"]):
        kind = CATALOGUE.source_types[row["type"]]
        unit = row.get("row_unit", kind.unit)
        source = EmissionSource(SourceId(row["type"]), VENUE.id, kind.code, kind.zh, unit, row.get("species", ""), position=position)
        amount = Quantity(Decimal(row["quantity"]), row["unit"])
        micro = to_row_unit(amount, unit, CATALOGUE.units).micro
        month = Month(vector["year"], 1)
        records.append(ActivityRecord(RecordId(source.id), VENUE.id, Subject(source.id), RecordKind.MONTH, amount, micro, month))
        sources.append(source)
    method = MethodChoice(
        grid=GridScope(vector.get("grid", "province")),
        fuel_set=FuelSet(vector.get("fuel_set", "B")),
        gwp_set=GwpSet(vector.get("gwp_set", "AR6")),
    )
    facts = Facts(VENUE, ReportingPeriod.of_year(vector["year"]), tuple(sources), tuple(records))
    return footprint(facts, method, CATALOGUE)


def co2_and_hfc(inventory: GhgInventory) -> Fraction:
    return sum((line.tco2e for line in inventory.lines() if line.gas in {Gas.CO2, Gas.HFC}), Fraction(0))


def check_inventory(vector: dict[str, Any]) -> None:
    inventory = compute(vector)
    found = {
        "p1": canonical(inventory.total(p1=True)),
        "p2": canonical(inventory.total()),
        "co2_and_hfc": canonical(co2_and_hfc(inventory)),
        "shown": shown(inventory.total(), 2),
        "offset_needed": whole_tonnes_up(inventory.total()),
        "p1_shown": shown(inventory.total(p1=True), 6, grouped=False),
        "p2_shown": shown(inventory.total(), 6, grouped=False),
    }
    wanted = {key: vector[key] for key in found if key in vector}
    assert wanted, vector["id"]
    assert {key: found[key] for key in wanted} == wanted


def check_parts(vector: dict[str, Any]) -> None:
    inventory = compute(BY_ID[vector["of"]])
    for result in inventory.results:
        carbon = sum((line.tco2e for line in result.lines if line.gas in {Gas.CO2, Gas.HFC}), Fraction(0))
        assert canonical(carbon) == vector[result.source.id]


def check_sum(vector: dict[str, Any]) -> None:
    total = Fraction(0)
    for term in vector["terms"]:
        product = Fraction(1)
        for factor in term:
            product *= exact(factor)
        total += product
    if "exact" in vector:
        assert canonical(total) == vector["exact"]
    if "shown" in vector:
        assert shown(total, vector["decimals"], grouped=False) == vector["shown"]


def check_factors(vector: dict[str, Any]) -> None:
    total = sum((Fraction(CATALOGUE.factors[name].value) for name in vector["factors"]), Fraction(0))
    assert canonical(total * Fraction(vector["quantity"]) * Fraction(vector["scale"])) == vector["exact"]


def check_blend(vector: dict[str, Any]) -> None:
    gwp = Fraction(0)
    for component, share in CATALOGUE.shares(vector["species"]):
        value = CATALOGUE.gwp(component, GwpSet(vector["gwp_set"]))
        assert value is not None
        gwp += Fraction(share) * Fraction(value.value)
    assert shown(gwp, 0, grouped=False) == vector["shown"]


def check_fuels(vector: dict[str, Any]) -> None:
    for fuel, printed in vector.items():
        if fuel in {"id", "source", "kind", "fuel_set"}:
            continue
        product = CARBON_TO_CO2 / 1000
        for parameter in ("ncv", "cc", "of"):
            row = CATALOGUE.fuel_parameter(fuel, parameter, vector["fuel_set"])
            assert row is not None, fuel
            product *= Fraction(row.value)
        assert shown(product, 6, grouped=False) == printed, fuel


def check_location(vector: dict[str, Any]) -> None:
    source = {"type": "grid_electricity", "quantity": vector["quantity"], "unit": "kWh"}
    inventory = compute({"year": vector["year"], "sources": [source]})
    assert {name: canonical(value) for name, value in inventory.location} == {
        name: vector[name] for name in ("province", "region", "nation")
    }


def check_measure(vector: dict[str, Any]) -> None:
    result = expected(CATALOGUE.measures[vector["measure"]], {}, constants(CATALOGUE, "510100", 2023))
    assert shown(result.tonnes, vector["decimals"]) == vector["shown"]


def check_hcmi(vector: dict[str, Any]) -> None:
    rooms, meeting = hcmi_split(Fraction(vector["total"]), Fraction(vector["rooms_area"]), Fraction(vector["meeting_area"]))
    assert (canonical(rooms), canonical(meeting)) == (vector["rooms"], vector["meeting"])
    assert canonical(rooms * 1000 / Fraction(vector["occupied_rooms"])) == vector["kg_per_occupied_room"]
    assert canonical(meeting * 1000 / Fraction(vector["meeting_area"])) == vector["kg_per_square_metre"]


def check_shown(vector: dict[str, Any]) -> None:
    assert shown(Fraction(vector["value"]), vector["decimals"]) == vector["shown"]
    assert Fraction(vector["value"]) > Fraction(vector["larger_than"])


def check_roundings(vector: dict[str, Any]) -> None:
    for value, decimals, printed in vector["cases"]:
        assert shown(Fraction(value), decimals, grouped=False) == printed, value


def check_carbon(vector: dict[str, Any]) -> None:
    assert shown(CARBON_TO_CO2, vector["decimals"]) == vector["shown"]


def check_product(vector: dict[str, Any]) -> None:
    assert shown(uncertainty.of_product(Fraction(u) for u in vector["relative"]), vector["decimals"]) == vector["shown"]


def check_uncertain_sum(vector: dict[str, Any]) -> None:
    terms = [(Fraction(value), Fraction(relative)) for value, relative in vector["terms"]]
    assert shown(uncertainty.of_sum(terms), vector["decimals"]) == vector["shown"]


KINDS = {
    "inventory": check_inventory,
    "parts": check_parts,
    "sum": check_sum,
    "factors": check_factors,
    "blend": check_blend,
    "fuels": check_fuels,
    "location": check_location,
    "measure": check_measure,
    "hcmi": check_hcmi,
    "shown": check_shown,
    "roundings": check_roundings,
    "carbon": check_carbon,
    "uncertainty-product": check_product,
    "uncertainty-sum": check_uncertain_sum,
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_golden_number_is_reached_string_for_string(vector: dict[str, Any]) -> None:
    assert vector["source"], "every golden number names its source"
    KINDS[vector["kind"]](vector)
