"""The other venues of a ledger that may count the same thing: those with an account of ours, and those of an operator of ours."""

from __future__ import annotations

from core.accounting.check_context import Neighbour
from core.domain.frozen import FrozenFacts
from core.domain.organization import Venue, VenueId
from core.store.unit_of_work import UnitOfWork


def neighbours_in(work: UnitOfWork, facts: FrozenFacts) -> tuple[Neighbour, ...]:
    """The neighbours of a venue, read inside a running unit of work; a ledger of thousands of venues is not read whole."""
    accounts = {"".join(meter.account.split()).upper() for meter in facts.meters}
    found = {venue_id: work.venues.get(venue_id) for venue_id in work.meters.venues_with(accounts)} if accounts else {}
    operators = {source.operator for source in facts.sources if source.active and source.operator}
    if operators:
        found |= {place.id: place for place in _run_by(work, operators)}
    return tuple(_neighbour(work, place) for key, place in sorted(found.items()) if place is not None and key != facts.venue.id)


def _run_by(work: UnitOfWork, operators: set[str]) -> tuple[Venue, ...]:
    """The venues that an operator is: by their own name or by that of their organization."""
    organizations = {one.id for one in work.organizations.all() if one.name in operators}
    return tuple(place for place in work.venues.all() if place.name in operators or place.organization_id in organizations)


def _neighbour(work: UnitOfWork, place: Venue) -> Neighbour:
    organization = work.organizations.get(place.organization_id)
    key = VenueId(place.id)
    return Neighbour(place.name, organization.name if organization else "", work.sources.of_venue(key), work.meters.of_venue(key))
