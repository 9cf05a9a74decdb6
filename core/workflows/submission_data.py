"""What a package says as data besides the tables: the plan, the credits and 附表1, in plain dictionaries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.accounting.credit_serials import covered_period
from core.domain.credit_register import QUALITY_FIELDS
from core.domain.event import EventForm
from core.domain.measure import PlannedMeasure
from core.domain.offset import Allocation, CreditLot

PLAN_DATA = "data/plan/plan.json"
OFFSET_DATA = "data/offsets/offsets.json"
EVENT_DATA = "data/event/event.json"
"""Where a package of an event carries 附表1, so that a desk can roll up 附表2."""


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def plan_entry(one: PlannedMeasure) -> dict[str, Any]:
    """A measure of the plan."""
    return {
        "id": one.id,
        "measure": one.measure_id,
        "state": one.state.value,
        "values": {name: _number(value) for name, value in sorted(one.values.items())},
        "owner": one.owner,
        "startOn": _day(one.start_on),
        "doneOn": _day(one.done_on),
        "costYuan": _number(one.cost_yuan),
        "note": one.note,
    }


def offset_entry(lot: CreditLot, allocation: Allocation) -> dict[str, Any]:
    """A lot with what of it is used here."""
    return {
        "lot": lot.id,
        "product": lot.product.value,
        "subtype": lot.subtype,
        "registry": lot.registry,
        "project": lot.project,
        "methodology": lot.methodology,
        "location": lot.location,
        "vintage": lot.vintage,
        "serialFrom": lot.serial_from,
        "serialTo": lot.serial_to,
        "lotTonnes": str(lot.tonnes),
        "tonnes": str(allocation.tonnes),
        "retiredOn": _day(lot.retired_on),
        "retirementId": lot.retirement_id,
        "beneficiary": lot.beneficiary,
        "source": lot.source.value,
        "priorityRegion": lot.priority_region,
        "issuedOn": _day(lot.issued_on),
        "period": covered_period(lot),
        "quality": {_camel(name): getattr(lot.quality, name) for name in QUALITY_FIELDS},
    }


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def event_entry(form: EventForm) -> dict[str, Any]:
    """附表1, field by field."""
    return {
        "name": form.name,
        "organizer": form.organizer,
        "start": form.start.isoformat(),
        "end": form.end.isoformat(),
        "place": form.place,
        "region": form.region,
        "kind": form.kind,
        "scale": form.scale,
        "content": form.content,
        "role": form.role.value,
        "level": form.level.value,
        "promised": form.promised,
        "stages": [stage.value for stage in form.stages],
        "accounting": form.accounting.value,
        "accountingBody": form.accounting_body,
        "measures": form.measures,
        "neutrality": form.neutrality.value,
        "products": [product.value for product in form.products],
        "otherProduct": form.other_product,
        "offsetTonnes": _number(form.offset_tonnes),
        "neutralOn": _day(form.neutral_on),
        "department": form.department,
        "contact": form.contact,
        "phone": form.phone,
        "confirmation": form.confirmation.value,
        "confirmingBody": form.confirming_body,
        "settled": form.settled,
    }
