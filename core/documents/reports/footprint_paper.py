"""What the footprint report is made from: frozen values, so that it can be written while the ledger is edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.accounting.reconciliation import boundary_title
from core.domain.catalogue import Catalogue, VenueType
from core.domain.change_split import ChangeSplitView
from core.domain.dossier import Dossier
from core.domain.emission import MethodProfile
from core.domain.event import EventForm
from core.domain.finding import Severity
from core.domain.inventory import GhgInventory
from core.domain.organization import Organization, Person, Venue


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """One finding in words.

    Attributes:
        rule: number of the rule, such as ``V03``.
        place_name: where it sits, in the person's words; may be empty.
        explanation: the written explanation; empty when there is none.
    """

    rule: str
    severity: Severity
    place_name: str
    message: str
    explanation: str


@dataclass(frozen=True, slots=True)
class PaperExclusion:
    """A source that is left out: why, who runs it (empty for the venue itself), and its size in words."""

    name: str
    reason: str
    operator: str
    size: str
    significant: bool = False


@dataclass(frozen=True, slots=True)
class PaperBaseYear:
    """The base year in words: the finding, its figures as pairs, and how they were made."""

    title: str
    rows: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FootprintPaper:
    """All that the report says, and nothing that it has to look up.

    Attributes:
        last_year: the inventory of the period before, None when nothing is known of it.
        written_on: day of writing, printed on the paper.
        event: of an event dossier; the report is then about it and its days.
        exclusions: what is left out with its size; where it is empty, the inventory's own list is printed.
        coverage: how much of what is known is counted, in one sentence.
        green_power: what is proven for the market-based total, in words.
        method_changes: who changed the method when, the newest first.
        proofs: own factor → the files that prove it.
        base_year: the comparison with the base year; None while there is none.
        change: the split of the change since the year before; None without it.
    """

    organization: Organization
    venue: Venue
    venue_type: VenueType
    dossier: Dossier
    inventory: GhgInventory
    last_year: GhgInventory | None
    findings: tuple[PaperFinding, ...]
    people: tuple[Person, ...]
    catalogue: Catalogue
    written_on: date
    event: EventForm | None = None
    exclusions: tuple[PaperExclusion, ...] = ()
    coverage: str = ""
    green_power: str = ""
    method_changes: tuple[str, ...] = ()
    proofs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    base_year: PaperBaseYear | None = None
    change: ChangeSplitView | None = None

    @property
    def subject(self) -> str:
        """What the report is about: the event, or the venue."""
        return self.event.name if self.event else self.venue.name

    @property
    def titled(self) -> str:
        """The same as titles say it: with the boundary of a mall (domain.md §4.5)."""
        last_day = self.dossier.period.day_after - timedelta(days=1)
        return self.subject if self.event else f"{self.subject}{boundary_title(self.venue, last_day)}"

    @property
    def p1(self) -> bool:
        """Whether the dossier follows profile P1."""
        return self.inventory.method.profile is MethodProfile.P1
