"""Netting: what an event answers for is taken out of the year of the venue whose bills hold it, so that nothing is counted twice.

Only actual quantities are taken out: an estimate would make the venue's year smaller than it was (domain.md §2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject
from core.domain.dossier import DossierId
from core.domain.emission import EmissionSource
from core.domain.event import EventForm, EventItem
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.quantity import Quantity, UnitTable, to_row_unit
from core.i18n import _

_NETTED = "netted:"


def is_netted(record: ActivityRecord) -> bool:
    """Whether a record takes an event's quantity out of a year."""
    return record.id.startswith(_NETTED)


def netted_id(item_id: str) -> str:
    """Id of the record that takes an item out of a year."""
    return f"{_NETTED}{item_id}"


def may_net(item_type: str, species: str, source: EmissionSource) -> bool:
    """Whether a source's bills may hold such an item: the same kind of source, computed with the same substance."""
    return source.active and source.type_code == item_type and source.species == species


def netted_records(
    form: EventForm, items: Iterable[EventItem], sources: Iterable[EmissionSource], venue_id: VenueId, units: UnitTable
) -> tuple[ActivityRecord, ...]:
    """What an event takes out of its venue's year: a negative record in the event's first month for each item that names a source.

    Nothing before the figures are actual, nothing of a stage outside the boundary, nothing from a source that is not there any
    longer or that cannot hold it.
    """
    if not form.settled:
        return ()
    known: Mapping[str, EmissionSource] = {str(source.id): source for source in sources}
    found = (_record(form, item, known.get(str(item.netted_from)), venue_id, units) for item in items if item.stage in form.stages)
    return tuple(record for record in found if record is not None)


def _record(form: EventForm, item: EventItem, source: EmissionSource | None, venue_id: VenueId, units: UnitTable) -> ActivityRecord | None:
    if source is None or not item.actual or not may_net(item.type_code, item.species, source):
        return None
    taken = Quantity(-item.actual.value, item.actual.unit)
    return ActivityRecord(
        id=RecordId(netted_id(item.id)),
        venue_id=venue_id,
        subject=Subject(source.id),
        kind=RecordKind.MONTH,
        quantity=taken,
        micro=to_row_unit(taken, source.unit, units).micro,
        month=Month.of(form.start),
        note=_("活动「{event}」的{item}，另行核算").format(event=form.name, item=item.name),
        evidence=item.evidence,
    )


@dataclass(frozen=True, slots=True)
class NettedEvent:
    """An event that is accounted for apart from its venue's year.

    Attributes:
        tonnes: of CO2e that the year leaves to it.
        covered: its own retired credits are at least its emissions.
    """

    dossier_id: DossierId
    name: str
    start: date
    end: date
    tonnes: Fraction
    covered: bool
