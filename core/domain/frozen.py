"""What locking a dossier freezes beside its records: later changes of venue, sources, factors and library never reach it."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.dossier import DossierId
from core.domain.emission import EmissionSource, Meter
from core.domain.finding import RuleThreshold
from core.domain.organization import Organization, Venue
from core.domain.own_factor import OwnFactor


@dataclass(frozen=True, slots=True)
class FrozenFacts:
    """The set-up of a dossier at the moment it was locked.

    Attributes:
        edition: digest of the edition of the factor library it was computed with.
        own_factors: the own factors its sources name.
        thresholds: the thresholds of rules that differed from the catalogue's.
    """

    dossier_id: DossierId
    edition: str
    organization: Organization
    venue: Venue
    sources: tuple[EmissionSource, ...]
    meters: tuple[Meter, ...]
    own_factors: tuple[OwnFactor, ...]
    thresholds: tuple[RuleThreshold, ...] = ()
