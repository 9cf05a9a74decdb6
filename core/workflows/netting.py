"""Reading what events take out of a venue's year, and keeping a locked year as it is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from core.accounting.netting import netted_records
from core.domain.activity import ActivityRecord
from core.domain.dossier import DossierId, DossierKind, DossierStatus
from core.domain.emission import EmissionSource
from core.domain.event import EventForm, EventItem
from core.domain.organization import Venue, VenueId
from core.domain.period import Month
from core.domain.quantity import UnitTable
from core.errors import RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork


def netted_in(
    work: UnitOfWork, place: Venue, sources: Iterable[EmissionSource], months: Iterable[Month], units: UnitTable
) -> tuple[ActivityRecord, ...]:
    """What the events of a venue take out of some months."""
    wanted, known = set(months), tuple(sources)
    return tuple(
        record
        for form, items in netting_events(work, place.id)
        for record in netted_records(form, items, known, place.id, units)
        if record.month in wanted
    )


def netting_events(work: UnitOfWork, venue_id: VenueId) -> tuple[tuple[EventForm, tuple[EventItem, ...]], ...]:
    """The events of a venue that net anything, with the items that do."""
    parted = groupby(work.event_items.netted_at(venue_id), key=lambda item: item.dossier_id)
    found = ((work.events.get(dossier_id), tuple(items)) for dossier_id, items in parted)
    return tuple((form, items) for form, items in found if form is not None)


Taken = frozenset[tuple[str, Month | None, int]]
"""What an event takes out: source, month, millionths."""


def taken_out(work: UnitOfWork, venue_id: VenueId, dossier_id: DossierId, units: UnitTable) -> Taken:
    """What one event takes out of its venue's years now."""
    form = work.events.get(dossier_id)
    if form is None:
        return frozenset()
    records = netted_records(form, work.event_items.of_dossier(dossier_id), work.sources.of_venue(venue_id), venue_id, units)
    return frozenset((str(record.subject), record.month, record.micro) for record in records)


def require_years_open(work: UnitOfWork, venue_id: VenueId, before: Taken, after: Taken) -> None:
    """A locked year keeps its figures, whatever is changed at an event.

    Raises:
        RuleError: what the event takes out of a locked year has changed; the sentence names the year.
    """
    altered = {month for _source, month, _micro in before ^ after}
    for found in work.dossiers.of_venue(venue_id):
        locked = found.kind is DossierKind.OPERATION and found.status is DossierStatus.LOCKED
        if locked and any(month in found.period for month in altered if month is not None):
            raise RuleError(
                "event.netted_locked",
                _("「{title}」已锁定，从中扣除的活动用量不能再变。").format(title=found.title),
                _("请先重新打开那一年度的档案并写明原因，或取消从年度扣除。"),
            )
