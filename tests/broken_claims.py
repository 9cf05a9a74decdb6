"""Applying broken-claims.toml: each fault of a sample's claims is put in through the job that a person would do it with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.domain.offset import ProductType
from core.workflows import authorizing, boundary, comparing, events, offsetting, organizing, reducing
from core.workflows.submission_views import LotDraft
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BrokenClaim:
    """A fault: the rule, whose dossier it is among the findings of (``operation`` or ``event``), and where."""

    rule: str
    dossier: str
    place: str
    change: Mapping[str, Any]


def broken_claims(path: Path) -> tuple[BrokenClaim, ...]:
    """The faults of a file, in the order of the rules."""
    faults = tomllib.loads(path.read_text(encoding="utf-8"))["fault"]
    return tuple(BrokenClaim(one["rule"], one["dossier"], one["place"], _change(one)) for one in faults)


def _change(fault: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in fault.items() if isinstance(value, dict)}


def break_claims(ws: Workspace, operation: str, event: str, faults: tuple[BrokenClaim, ...]) -> None:
    """Put the faults into a sample ledger whose claims are on file; both dossiers are open.

    Args:
        ws: the ledger of the sample.
        operation: id of the year's dossier.
        event: id of the event's.
        faults: those to put in.
    """
    venue = organizing.venue_list(ws)[0].venue.id
    for fault in faults:
        for part, fields in fault.change.items():
            _BREAKERS[part](ws, venue, operation if fault.dossier == "operation" else event, fields)


def _base_year(ws: Workspace, venue: str, _dossier: str, _fields: Mapping[str, Any]) -> None:
    comparing.remove_base_year(ws, venue)


def _measure(ws: Workspace, venue: str, _dossier: str, fields: Mapping[str, Any]) -> None:
    reducing.set_measure(ws, venue, fields["id"], fields["values"])


def _lot(ws: Workspace, _venue: str, dossier: str, fields: Mapping[str, Any]) -> None:
    texts = {name: fields[name] for name in ("registry", "project", "tonnes", "serial_from", "serial_to", "beneficiary")}
    lot, _change = offsetting.add_lot(ws, LotDraft(ProductType(fields["product"]), **texts))
    offsetting.allocate(ws, dossier, lot.id, lot.tonnes)


def _source(ws: Workspace, venue: str, _dossier: str, fields: Mapping[str, Any]) -> None:
    found = next(one for one in boundary.sources(ws, venue) if one.name == fields["name"])
    boundary.exclude_source(ws, found.id, fields["reason"], found.excluded_tonnes)


def _person(ws: Workspace, _venue: str, _dossier: str, fields: Mapping[str, Any]) -> None:
    for card in authorizing.people_cards(ws):
        if card.person.role == fields["role"]:
            authorizing.detach_authorization(ws, card.person.id)


def _event(ws: Workspace, _venue: str, dossier: str, fields: Mapping[str, Any]) -> None:
    form = events.kept_form(ws, dossier)
    tonnes = {"offset_tonnes": Decimal(fields["offset_tonnes"])} if "offset_tonnes" in fields else {}
    events.save_event(ws, replace(form, **{**fields, **tonnes}))


def _item(ws: Workspace, venue: str, _dossier: str, fields: Mapping[str, Any]) -> None:
    (event,) = events.event_list(ws, venue)
    found = next(row.item for row in events.event_view(ws, event.dossier.id).rows() if row.item.name == fields["name"])
    source = next(one for one in boundary.sources(ws, venue) if one.name == fields["netted_from"])
    events.save_item(ws, replace(events.draft_of(found), actual=fields["actual"], netted_from=source.id))


_BREAKERS = {
    "base_year": _base_year,
    "measure": _measure,
    "lot": _lot,
    "source": _source,
    "person": _person,
    "event": _event,
    "item": _item,
}
"""Part of the set-up → the job that changes it."""
