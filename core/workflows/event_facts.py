"""What an event is to the accounting: its items as sources and records, and its form where none was filled in yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from core.domain.activity import ActivityRecord
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier, DossierId
from core.domain.emission import EmissionSource
from core.domain.event import EventForm, EventItem, EventStage
from core.domain.measure import MeasureState, PlannedMeasure
from core.domain.organization import Organization, Venue, VenueId
from core.domain.period import Month
from core.i18n import _
from core.store.unit_of_work import UnitOfWork

STAGES = (EventStage.PREPARING, EventStage.HOLDING, EventStage.CLOSING)
"""In the order of 附表1."""


def stage_title(stage: EventStage) -> str:
    """What 附表1 calls a stage."""
    titles = {EventStage.PREPARING: _("筹备阶段"), EventStage.HOLDING: _("举办阶段"), EventStage.CLOSING: _("收尾阶段")}
    return titles[stage]


def blank_form(dossier_id: str, place: Venue, organization: Organization, name: str, start: date, end: date) -> EventForm:
    """The form of a new event: what the account knows already."""
    return EventForm(
        dossier_id=DossierId(dossier_id),
        name=name,
        organizer=organization.name,
        start=start,
        end=end,
        place=place.name,
        region=place.region,
        kind="",
        scale="",
        content="",
    )


def form_in(work: UnitOfWork, found: Dossier, place: Venue, organization: Organization) -> EventForm:
    """The form of an event dossier; one that was never filled in starts from the dossier."""
    kept = work.events.get(found.id)
    if kept is not None:
        return kept
    last = found.period.day_after - timedelta(days=1)
    return blank_form(found.id, place, organization, found.title, found.period.first_day, last)


def event_sources(form: EventForm, items: Iterable[EventItem], venue_id: VenueId) -> tuple[EmissionSource, ...]:
    """The items as emission sources; those of a stage that is not ticked stand outside the boundary, with that as the reason."""
    return tuple(
        item.source(venue_id)
        if item.stage in form.stages
        else replace(item.source(venue_id), excluded_reason=_("{stage}不在核算边界内").format(stage=stage_title(item.stage)))
        for item in items
    )


def event_records(form: EventForm, items: Iterable[EventItem], venue_id: VenueId) -> tuple[ActivityRecord, ...]:
    """The items' quantities: the estimates, or the actual ones once the figures are settled."""
    month = Month.of(form.start)
    found = (item.record(venue_id, month, settled=form.settled) for item in items)
    return tuple(record for record in found if record is not None)


def measures_text(catalogue: Catalogue, plan: Iterable[PlannedMeasure]) -> str:
    """The measures of a plan as 附表1 lists them, numbered; the form is Chinese in every language."""
    known = (catalogue.measures.get(one.measure_id) for one in plan if one.state is not MeasureState.STOPPED)
    names = [measure.zh for measure in known if measure is not None]
    return "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))
