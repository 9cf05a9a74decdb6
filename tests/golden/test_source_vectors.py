"""Golden numbers of every kind of source that the long vectors do not hold, gas by gas."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.accounting.footprint import Facts, footprint
from core.catalogue_loader.loading import load_catalogue
from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, FuelSet, GwpSet, SourceId
from core.domain.inventory import GhgInventory
from core.domain.organization import OrganizationId, Venue, VenueId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity, canonical, to_row_unit

CATALOGUE = load_catalogue()
VENUE = Venue(VenueId("v"), OrganizationId("o"), "hotel", "示例", "510100")
VECTORS = tomllib.loads(Path(__file__).with_name("source_vectors.toml").read_text(encoding="utf-8"))["vector"]


def compute(vector: dict[str, Any]) -> GhgInventory:
    kind = CATALOGUE.source_types[vector["type"]]
    unit = vector.get("row_unit", kind.unit)
    assert unit in kind.units
    source = EmissionSource(SourceId("s"), VENUE.id, kind.code, kind.zh, unit, vector.get("species", ""), vector.get("factor", ""))
    assert source.species in kind.species_choices or not kind.species_choices
    assert source.factor_id in kind.factor_choices or not kind.factor_choices
    amount = Quantity(Decimal(vector["quantity"]), vector["unit"])
    micro = to_row_unit(amount, unit, CATALOGUE.units).micro
    record = ActivityRecord(RecordId("r"), VENUE.id, Subject(source.id), RecordKind.MONTH, amount, micro, Month(2023, 1))
    method = MethodChoice(fuel_set=FuelSet(vector.get("fuel_set", "B")), gwp_set=GwpSet(vector.get("gwp_set", "AR6")))
    return footprint(Facts(VENUE, ReportingPeriod.of_year(2023), (source,), (record,)), method, CATALOGUE)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['type']} {vector['works']}")
def test_a_source_comes_to_the_gases_that_its_rule_gives(vector: dict[str, Any]) -> None:
    inventory = compute(vector)
    (result,) = inventory.results
    assert result.unanswered == ""
    by_gas = {gas.value: canonical(value) for gas, value in inventory.by_gas().items()}
    if "carbon" in vector:
        assert by_gas["CO2"] == vector["carbon"]
    else:
        assert by_gas == vector["gases"]
    memo = {line.gas.value: canonical(line.tco2e) for line in inventory.memo_lines()}
    assert memo == vector.get("memo", {})
    if "p1" in vector:
        assert canonical(inventory.total(p1=True)) == vector["p1"]
