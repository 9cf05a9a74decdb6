"""Rows to domain objects and back: lots of carbon credits, their use, and the measures of a plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert

from core.domain.dossier import DossierId
from core.domain.measure import MeasureState, PlanId, PlannedMeasure
from core.domain.offset import Allocation, AllocationId, CreditLot, CreditQuality, LotId, OffsetSource, ProductType, SinkFacts
from core.domain.organization import VenueId
from core.store.codec import decode, encode
from core.store.schema import table
from core.store.schema_claims import (
    AllocationRow,
    LotProofRow,
    LotRow,
    PlannedEvidenceRow,
    PlannedMeasureRow,
    PlannedValueRow,
)
from core.store.shelf import Files, Shelf, Statements, gathered


class Lots(Shelf[LotId, CreditLot]):
    """Lots of carbon credits, of the whole ledger."""

    kind = "lot"
    _thing_type = CreditLot
    _files = Files(LotProofRow, LotRow)
    _sql = Statements(LotRow, _files.column)

    def all(self) -> tuple[CreditLot, ...]:
        """Every lot, by the day it was acquired, then by registry and serials."""
        order = (LotRow.acquired_on, LotRow.registry_name, LotRow.serial_from, LotRow.project, LotRow.id)
        return self._read(self._sql.query.order_by(*order))

    def _settled(self, thing: CreditLot) -> CreditLot:
        return replace(thing, proof=tuple(dict.fromkeys(thing.proof)))

    def _keep(self, key: LotId, known: CreditLot | None, thing: CreditLot | None) -> None:
        super()._keep(key, known, thing)
        if thing is not None:
            self._files.keep(self._connection, key, known.proof if known else (), thing.proof)

    def _key(self, thing: CreditLot) -> LotId:
        return thing.id

    def _thing(self, row: Row[Any]) -> CreditLot:
        return CreditLot(
            id=LotId(row.id),
            product=ProductType(row.product),
            registry=row.registry_name,
            project=row.project,
            tonnes=row.tonnes,
            serial_from=row.serial_from,
            serial_to=row.serial_to,
            subtype=row.subtype,
            methodology=row.methodology,
            location=row.location,
            vintage=row.vintage,
            account=row.account,
            acquired_on=row.acquired_on,
            retired_on=row.retired_on,
            retirement_id=row.retirement_id,
            beneficiary=row.beneficiary,
            unit_price_yuan=row.unit_price_yuan,
            source=OffsetSource(row.source),
            priority_region=row.priority_region,
            note=row.note,
            sink=None if row.sink is None else decode(SinkFacts, row.sink),
            proof=self._files.read(row),
            quality=decode(CreditQuality, row.quality),
            issued_on=row.issued_on,
        )

    def _columns(self, thing: CreditLot) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "product": thing.product.value,
            "registry_name": thing.registry,
            "project": thing.project,
            "tonnes": thing.tonnes,
            "serial_from": thing.serial_from,
            "serial_to": thing.serial_to,
            "subtype": thing.subtype,
            "methodology": thing.methodology,
            "location": thing.location,
            "vintage": thing.vintage,
            "account": thing.account,
            "acquired_on": thing.acquired_on,
            "retired_on": thing.retired_on,
            "retirement_id": thing.retirement_id,
            "beneficiary": thing.beneficiary,
            "unit_price_yuan": thing.unit_price_yuan,
            "source": thing.source.value,
            "priority_region": thing.priority_region,
            "note": thing.note,
            "sink": None if thing.sink is None else encode(thing.sink),
            "quality": encode(thing.quality),
            "issued_on": thing.issued_on,
        }


class Allocations(Shelf[AllocationId, Allocation]):
    """What of which lot is used for which dossier."""

    kind = "allocation"
    _thing_type = Allocation
    _sql = Statements(AllocationRow)

    def all(self) -> tuple[Allocation, ...]:
        """Every allocation."""
        return self._read(self._sql.query.order_by(AllocationRow.lot_id, AllocationRow.dossier_id))

    def of_dossier(self, dossier_id: DossierId) -> tuple[Allocation, ...]:
        """What is used for a dossier."""
        return self._read(self._sql.query.where(AllocationRow.dossier_id == dossier_id).order_by(AllocationRow.lot_id))

    def of_lot(self, lot_id: LotId) -> tuple[Allocation, ...]:
        """What a lot is used for."""
        return self._read(self._sql.query.where(AllocationRow.lot_id == lot_id).order_by(AllocationRow.dossier_id))

    def _key(self, thing: Allocation) -> AllocationId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Allocation:
        return Allocation(AllocationId(row.id), LotId(row.lot_id), DossierId(row.dossier_id), row.tonnes)

    def _columns(self, thing: Allocation) -> Mapping[str, object]:
        return {"id": thing.id, "lot_id": thing.lot_id, "dossier_id": thing.dossier_id, "tonnes": thing.tonnes}


class Plan(Shelf[PlanId, PlannedMeasure]):
    """The reduction measures of the venues, and drafts of such."""

    kind = "plan"
    _thing_type = PlannedMeasure
    _files = Files(PlannedEvidenceRow, PlannedMeasureRow)
    _sql = Statements(
        PlannedMeasureRow,
        _files.column,
        gathered(PlannedValueRow.owner_id == PlannedMeasureRow.id, PlannedValueRow.name, PlannedValueRow.value),
    )

    def of_venue(self, venue_id: VenueId) -> tuple[PlannedMeasure, ...]:
        """The plan of a venue, by measure, without the drafts."""
        return tuple(one for one in self.with_drafts(venue_id) if not one.draft)

    def with_drafts(self, venue_id: VenueId) -> tuple[PlannedMeasure, ...]:
        """The plan of a venue and the measures of which only parameters are filled in, by measure."""
        return self._read(self._sql.query.where(PlannedMeasureRow.venue_id == venue_id).order_by(PlannedMeasureRow.measure_id))

    def _settled(self, thing: PlannedMeasure) -> PlannedMeasure:
        return replace(thing, evidence=tuple(dict.fromkeys(thing.evidence)))

    def _keep(self, key: PlanId, known: PlannedMeasure | None, thing: PlannedMeasure | None) -> None:
        super()._keep(key, known, thing)
        if thing is None:
            return
        self._files.keep(self._connection, key, known.evidence if known else (), thing.evidence)
        self._connection.execute(_REMOVE_VALUES, {"key": key})
        if thing.values:
            values = [{"owner_id": key, "name": name, "value": value} for name, value in thing.values.items()]
            self._connection.execute(_ADD_VALUE, values)

    def _key(self, thing: PlannedMeasure) -> PlanId:
        return thing.id

    def _thing(self, row: Row[Any]) -> PlannedMeasure:
        return PlannedMeasure(
            id=PlanId(row.id),
            venue_id=VenueId(row.venue_id),
            measure_id=row.measure_id,
            state=MeasureState(row.state),
            values={name: Decimal(value) for name, value in sorted(json.loads(row.parts))},
            owner=row.owner,
            start_on=row.start_on,
            done_on=row.done_on,
            cost_yuan=row.cost_yuan,
            note=row.note,
            evidence=self._files.read(row),
            draft=row.draft,
            upkeep_yuan=row.upkeep_yuan,
            saving_yuan=row.saving_yuan,
            lifetime_years=row.lifetime_years,
            at_supplier=row.at_supplier,
        )

    def _columns(self, thing: PlannedMeasure) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "venue_id": thing.venue_id,
            "measure_id": thing.measure_id,
            "state": thing.state.value,
            "owner": thing.owner,
            "start_on": thing.start_on,
            "done_on": thing.done_on,
            "cost_yuan": thing.cost_yuan,
            "note": thing.note,
            "draft": thing.draft,
            "upkeep_yuan": thing.upkeep_yuan,
            "saving_yuan": thing.saving_yuan,
            "lifetime_years": thing.lifetime_years,
            "at_supplier": thing.at_supplier,
        }


_ADD_VALUE = insert(table(PlannedValueRow))
_REMOVE_VALUES = delete(table(PlannedValueRow)).where(PlannedValueRow.owner_id == bindparam("key"))
