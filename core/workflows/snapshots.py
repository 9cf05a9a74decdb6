"""What was read of one dossier: everything that figures, checks and papers of it are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.accounting.check_context import Neighbour
from core.accounting.claim_facts import NOTHING_CLAIMED, ClaimFacts
from core.accounting.footprint import Facts
from core.accounting.neutrality import OffsetTerms
from core.domain.activity import ActivityRecord, EvidenceRef
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource, Meter, MethodProfile
from core.domain.event import EventForm, EventItem
from core.domain.finding import RuleThreshold
from core.domain.frozen import FrozenFacts
from core.domain.offset import CreditLot
from core.domain.organization import Organization, Person, Venue
from core.domain.own_factor import OwnFactor
from core.domain.period import Month


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything about a dossier, read in one short transaction so that no reader holds up a writer (architecture.md §6).

    Attributes:
        catalogue: the edition of the factor library that the dossier computes with, the ledger's own factors among its factors:
            for a locked dossier the one it was locked with, else the one in force.
        event, items: the form of an event dossier and its items, from which `sources` and `records` then come; None and empty
            for a venue's operation. Read by `snapshot`, the form's measures are those of the venue's plan where none were typed.
        neighbours: other venues of the ledger that may count the same; none once the dossier is locked.
        lots: the carbon credits used for a venue's year.
        thresholds: those set for rules in place of the catalogue's; they stand in `catalogue.rules` already.
        earlier: records of the years before the last one.
        last_saved: when the ledger's newest change was made, as the journal keeps it; empty where there is none.
        claims: what is on file for the claim; its terms depend on the day and come with `check_context`.
        netted, netted_last_year: what events take out of this year and the last; beside `records`, which hold what was recorded.
        venue_sources: for an event, the sources of its venue, whose bills may hold what it used.
    """

    dossier: Dossier
    venue: Venue
    organization: Organization
    sources: tuple[EmissionSource, ...]
    meters: tuple[Meter, ...]
    people: tuple[Person, ...]
    records: tuple[ActivityRecord, ...]
    last_year: tuple[ActivityRecord, ...]
    evidence: Mapping[str, EvidenceRef]
    explanations: Mapping[str, str]
    closed: frozenset[Month]
    catalogue: Catalogue
    event: EventForm | None = None
    items: tuple[EventItem, ...] = ()
    own_factors: tuple[OwnFactor, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    lots: tuple[CreditLot, ...] = ()
    thresholds: tuple[RuleThreshold, ...] = ()
    claims: ClaimFacts = NOTHING_CLAIMED
    earlier: tuple[ActivityRecord, ...] = ()
    last_saved: str = ""
    netted: tuple[ActivityRecord, ...] = ()
    netted_last_year: tuple[ActivityRecord, ...] = ()
    venue_sources: tuple[EmissionSource, ...] = ()

    @property
    def first_day(self) -> date:
        """First day of what the dossier covers."""
        return self.event.start if self.event is not None else self.dossier.period.first_day

    @property
    def last_day(self) -> date:
        """Last day of what the dossier covers."""
        return self.event.end if self.event is not None else self.dossier.period.day_after - timedelta(days=1)

    @property
    def counts_p1(self) -> bool:
        """Whether the dossier's own total is that of profile P1."""
        return self.dossier.method.profile is MethodProfile.P1

    @property
    def counted(self) -> tuple[ActivityRecord, ...]:
        """The records that the figures are made of: what was recorded, less what events answer for."""
        return (*self.records, *self.netted)

    def facts(self) -> Facts:
        """The facts of the dossier's own period; an event takes the grid factor of the place where it is held."""
        return replace(self.metered_facts(), records=self.counted)

    def metered_facts(self) -> Facts:
        """The same with all that was recorded, as meters are compared with each other."""
        place = replace(self.venue, region=self.event.region) if self.event is not None and self.event.region else self.venue
        return Facts(place, self.dossier.period, self.sources, self.records)

    def frozen(self) -> FrozenFacts:
        """What locking keeps beside the records: own factors only as far as sources or items name them."""
        named = {source.factor_id for source in self.sources}
        own = tuple(one for one in self.own_factors if one.factor_id in named)
        sources = () if self.event is not None else self.sources
        return FrozenFacts(
            self.dossier.id, self.catalogue.digest, self.organization, self.venue, sources, self.meters, own, self.thresholds
        )

    def terms(self, today: date) -> OffsetTerms:
        """What a retirement must meet to count for this dossier."""
        names = [self.organization.name, self.venue.name]
        if self.event is not None:
            names += [self.event.organizer, self.event.name]
        return OffsetTerms(self.last_day, self.event is not None, tuple(names), today)

    def facts_of_last_year(self, *, factor_year: int | None = None) -> Facts:
        """The facts one year earlier, on request with another year's grid factor."""
        records = (*self.last_year, *self.netted_last_year)
        return Facts(self.venue, self.dossier.period.previous(), self.sources, records, factor_year)
