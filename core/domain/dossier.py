"""Dossiers: one claim's file, for a venue's operation or for an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NewType

from core.domain.emission import FuelSet, GridScope, GwpSet, MethodProfile, Scope2Basis
from core.domain.organization import VenueId
from core.domain.period import ReportingPeriod

DossierId = NewType("DossierId", str)


class DossierKind(Enum):
    """A 运营 (twelve whole months of a venue) or B 活动 (附表1 exists for these only)."""

    OPERATION = "operation"
    EVENT = "event"


class DossierStatus(Enum):
    """Where the dossier stands; only an open one can be edited (domain.md §6.5)."""

    OPEN = "open"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """What the result depends on: a fact of the dossier, never a setting (architecture.md §9)."""

    profile: MethodProfile = MethodProfile.P2
    basis: Scope2Basis = Scope2Basis.LOCATION
    grid: GridScope = GridScope.PROVINCE
    gwp_set: GwpSet = GwpSet.AR6
    fuel_set: FuelSet = FuelSet.B


@dataclass(frozen=True, slots=True)
class Dossier:
    """One file: what it covers, how it is computed, where it stands."""

    id: DossierId
    kind: DossierKind
    venue_id: VenueId
    title: str
    period: ReportingPeriod
    method: MethodChoice = field(default_factory=MethodChoice)
    status: DossierStatus = DossierStatus.OPEN
    revision: int = 1
