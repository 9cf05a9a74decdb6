"""Rows to domain objects and back: events and their items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from core.domain.activity import EvidenceId
from core.domain.dossier import DossierId
from core.domain.emission import SourceId
from core.domain.event import (
    AccountingBy,
    Confirmation,
    EventForm,
    EventItem,
    EventItemId,
    EventLevel,
    EventRole,
    EventStage,
    NeutralityType,
)
from core.domain.offset import ProductType
from core.domain.organization import VenueId
from core.domain.quantity import Quantity
from core.store.schema import DossierRow
from core.store.schema_claims import EventItemEvidenceRow, EventItemRow, EventRow
from core.store.shelf import Files, Shelf, Statements


class Events(Shelf[DossierId, EventForm]):
    """The forms of events, by their dossier."""

    kind = "event"
    _thing_type = EventForm
    _sql = Statements(EventRow)

    def all(self) -> tuple[EventForm, ...]:
        """Every event, by its first day."""
        return self._read(self._sql.query.order_by(EventRow.start_day, EventRow.name, EventRow.dossier_id))

    def _identity(self, key: DossierId) -> dict[str, object]:
        return {"key_dossier_id": key}

    def _key(self, thing: EventForm) -> DossierId:
        return thing.dossier_id

    def _thing(self, row: Row[Any]) -> EventForm:
        return EventForm(
            dossier_id=DossierId(row.dossier_id),
            name=row.name,
            organizer=row.organizer,
            start=row.start_day,
            end=row.end_day,
            place=row.place,
            region=row.region,
            kind=row.kind,
            scale=row.scale,
            content=row.content,
            role=EventRole(row.role),
            level=EventLevel(row.level),
            promised=row.promised,
            people=row.people,
            sessions=row.sessions,
            area_m2=row.area_m2,
            stages=tuple(map(EventStage, json.loads(row.stages))),
            accounting=AccountingBy(row.accounting),
            accounting_body=row.accounting_body,
            measures=row.measures,
            neutrality=NeutralityType(row.neutrality),
            products=tuple(map(ProductType, json.loads(row.products))),
            other_product=row.other_product,
            offset_tonnes=row.offset_tonnes,
            neutral_on=row.neutral_on,
            department=row.department,
            contact=row.contact,
            phone=row.phone,
            confirmation=Confirmation(row.confirmation),
            confirming_body=row.confirming_body,
            plan=None if row.plan_id is None else EvidenceId(row.plan_id),
            settled=row.settled,
            bureau=row.bureau,
            filed_on=row.filed_on,
            copied_on=row.copied_on,
        )

    def _columns(self, thing: EventForm) -> Mapping[str, object]:
        return {
            "dossier_id": thing.dossier_id,
            "name": thing.name,
            "organizer": thing.organizer,
            "start_day": thing.start,
            "end_day": thing.end,
            "place": thing.place,
            "region": thing.region,
            "kind": thing.kind,
            "scale": thing.scale,
            "content": thing.content,
            "role": thing.role.value,
            "level": thing.level.value,
            "promised": thing.promised,
            "people": thing.people,
            "sessions": thing.sessions,
            "area_m2": thing.area_m2,
            "stages": json.dumps([stage.value for stage in thing.stages]),
            "accounting": thing.accounting.value,
            "accounting_body": thing.accounting_body,
            "measures": thing.measures,
            "neutrality": thing.neutrality.value,
            "products": json.dumps([product.value for product in thing.products]),
            "other_product": thing.other_product,
            "offset_tonnes": thing.offset_tonnes,
            "neutral_on": thing.neutral_on,
            "department": thing.department,
            "contact": thing.contact,
            "phone": thing.phone,
            "confirmation": thing.confirmation.value,
            "confirming_body": thing.confirming_body,
            "plan_id": thing.plan,
            "settled": thing.settled,
            "bureau": thing.bureau,
            "filed_on": thing.filed_on,
            "copied_on": thing.copied_on,
        }


class EventItems(Shelf[EventItemId, EventItem]):
    """What the events used or caused."""

    kind = "event_item"
    _thing_type = EventItem
    _files = Files(EventItemEvidenceRow, EventItemRow)
    _sql = Statements(EventItemRow, _files.column)

    def of_dossier(self, dossier_id: DossierId) -> tuple[EventItem, ...]:
        """The items of an event, in order."""
        order = (EventItemRow.position, EventItemRow.name, EventItemRow.id)
        return self._read(self._sql.query.where(EventItemRow.dossier_id == dossier_id).order_by(*order))

    def netted_at(self, venue_id: VenueId) -> tuple[EventItem, ...]:
        """The items of a venue's events that its own bills hold already, by event, in order."""
        query = self._sql.query.join(DossierRow, DossierRow.id == EventItemRow.dossier_id)
        wanted = query.where(DossierRow.venue_id == venue_id, EventItemRow.netted_from.is_not(None))
        return self._read(wanted.order_by(EventItemRow.dossier_id, EventItemRow.position, EventItemRow.id))

    def _settled(self, thing: EventItem) -> EventItem:
        # A file is attached once, however often it is named.
        return replace(thing, evidence=tuple(dict.fromkeys(thing.evidence)))

    def _keep(self, key: EventItemId, known: EventItem | None, thing: EventItem | None) -> None:
        super()._keep(key, known, thing)
        if thing is not None:
            self._files.keep(self._connection, key, known.evidence if known else (), thing.evidence)

    def _key(self, thing: EventItem) -> EventItemId:
        return thing.id

    def _thing(self, row: Row[Any]) -> EventItem:
        return EventItem(
            id=EventItemId(row.id),
            dossier_id=DossierId(row.dossier_id),
            stage=EventStage(row.stage),
            name=row.name,
            type_code=row.type_code,
            unit=row.unit,
            species=row.species,
            factor_id=row.factor_id,
            estimate=_quantity(row.estimate_value, row.estimate_unit),
            estimate_micro=row.estimate_micro,
            actual=_quantity(row.actual_value, row.actual_unit),
            actual_micro=row.actual_micro,
            basis=row.basis,
            position=row.position,
            evidence=self._files.read(row),
            supplier=row.supplier,
            netted_from=None if row.netted_from is None else SourceId(row.netted_from),
        )

    def _columns(self, thing: EventItem) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "dossier_id": thing.dossier_id,
            "stage": thing.stage.value,
            "name": thing.name,
            "type_code": thing.type_code,
            "unit": thing.unit,
            "species": thing.species,
            "factor_id": thing.factor_id,
            "estimate_value": thing.estimate and thing.estimate.value,
            "estimate_unit": thing.estimate and thing.estimate.unit,
            "estimate_micro": thing.estimate_micro,
            "actual_value": thing.actual and thing.actual.value,
            "actual_unit": thing.actual and thing.actual.unit,
            "actual_micro": thing.actual_micro,
            "basis": thing.basis,
            "position": thing.position,
            "supplier": thing.supplier,
            "netted_from": thing.netted_from,
        }


def _quantity(value: Decimal | None, unit: str | None) -> Quantity | None:
    return None if value is None or unit is None else Quantity(value, unit)
