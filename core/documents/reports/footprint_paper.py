"""What the footprint report is made from: frozen values, so that it can be written while the ledger is edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.domain.catalogue import Catalogue, VenueType
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
class FootprintPaper:
    """All that the report says, and nothing that it has to look up.

    Attributes:
        last_year: the inventory of the period before, None when nothing is known of it.
        written_on: day of writing, printed on the paper.
        event: of an event dossier; the report is then about it and its days.
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

    @property
    def subject(self) -> str:
        """What the report is about: the event, or the venue."""
        return self.event.name if self.event else self.venue.name

    @property
    def p1(self) -> bool:
        """Whether the dossier follows profile P1."""
        return self.inventory.method.profile is MethodProfile.P1
