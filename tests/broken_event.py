"""Making the faults of broken-event.toml: the form and the items of an event with one value changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.domain.event import AccountingBy, EventItem, EventStage
from core.domain.offset import ProductType
from core.domain.quantity import MICRO, Quantity
from core.workflows.compiling import Snapshot
from core.workflows.event_facts import event_records, event_sources


def broken_event(taken: Snapshot, fault: Mapping[str, Any]) -> Snapshot:
    """An event dossier as it would be read with the fault in it."""
    assert taken.event is not None
    form = replace(taken.event, **{name: _field(name, value) for name, value in fault.get("form", {}).items()})
    items = tuple(_item(item, fault["item"]) if "item" in fault else item for item in taken.items)
    place = taken.venue.id
    return replace(taken, event=form, items=items, sources=event_sources(form, items, place), records=event_records(form, items, place))


def _field(name: str, value: Any) -> Any:
    kinds: dict[str, Any] = {
        "stages": lambda texts: tuple(EventStage(text) for text in texts),
        "products": lambda texts: tuple(ProductType(text) for text in texts),
        "accounting": AccountingBy,
        "offset_tonnes": Decimal,
        "plan": lambda text: text or None,
    }
    return kinds.get(name, lambda same: same)(value)


def _item(item: EventItem, change: Mapping[str, Any]) -> EventItem:
    if change["name"] not in {"*", item.name}:
        return item
    found = replace(item, evidence=tuple(change.get("evidence", item.evidence)), factor_id=change.get("factor_id", item.factor_id))
    if "actual" not in change:
        return found
    if not change["actual"]:
        return replace(found, actual=None, actual_micro=None)
    value = Decimal(change["actual"])
    return replace(found, actual=Quantity(value, item.unit), actual_micro=int(value * MICRO))
