"""Reduction measures: as the catalogue describes them, and as a venue plans and carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NewType

from core.domain.activity import EvidenceId
from core.domain.emission import EvidenceMark
from core.domain.organization import VenueId

PlanId = NewType("PlanId", str)


@dataclass(frozen=True, slots=True)
class MeasureParameter:
    """One named number of a measure's formula, with its range."""

    name: str
    unit: str
    note: str
    low: Decimal
    high: Decimal
    default: Decimal


@dataclass(frozen=True, slots=True)
class ReductionMeasure:
    """One of the catalogue's measures; formulas are plain expressions over named parameters (domain.md §5)."""

    id: str
    venue_types: tuple[str, ...]
    zh: str
    en: str
    formulas: tuple[tuple[str, str], ...]
    parameters: tuple[MeasureParameter, ...]
    lifetime_years: int
    proof: str
    mark: EvidenceMark


@dataclass(frozen=True, slots=True)
class MeasureTraits:
    """What a measure is read by beside its formula: none of it enters a figure (domain.md §5).

    Attributes:
        cost_hint: order of magnitude of its cost, in words; recalled, to be replaced by a quotation; empty for none.
        benefit: what it brings beside the saving.
        links: clauses of standards and programmes it belongs to, in words.
        programmes: codes of the programmes among them.
    """

    cost_hint: str
    benefit: str
    links: str
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotCounted:
    """What is often taken for a reduction and is none, and why."""

    zh: str
    en: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class ReductionGuide:
    """How to read the catalogue of measures; it is no part of an edition, since no figure comes from it.

    Attributes:
        traits: by id of the measure.
        programmes: Chinese and English name by code.
        not_counted: what is no reduction.
        exclusions: ids of measures of which only one may be claimed.
    """

    traits: Mapping[str, MeasureTraits]
    programmes: Mapping[str, tuple[str, str]]
    not_counted: tuple[NotCounted, ...]
    exclusions: tuple[frozenset[str], ...]

    def excluded_by(self, measure_id: str) -> frozenset[str]:
        """The measures that may not stand beside this one."""
        return frozenset(one for group in self.exclusions if measure_id in group for one in group - {measure_id})


class MeasureState(Enum):
    """拟实施 → 实施中 → 已实施(待核) → 已核实 → 停用."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    VERIFIED = "verified"
    STOPPED = "stopped"

    @property
    def carried_out(self) -> bool:
        """Whether the measure has been put into practice, checked or not."""
        return self in {MeasureState.DONE, MeasureState.VERIFIED}


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """A measure in a venue's plan; its saving is computed, shown, and never taken off the footprint.

    Attributes:
        measure_id: id in the catalogue.
        values: the parameters that differ from their defaults, by name.
        cost_yuan: what it costs once; None while nobody knows.
        evidence: files that prove the measure was carried out.
        draft: parameters or a cost are filled in, yet it is in no plan: it is compared with others and claims nothing.
        upkeep_yuan: what it costs to run in a year; None counts as nothing.
        saving_yuan: what it saves in a year as stated by a person; None computes it from energy prices.
        lifetime_years: where it differs from the catalogue's.
        at_supplier: the saving falls at a supplier or tenant, so that all its tonnes are scope 3 and shown apart.
    """

    id: PlanId
    venue_id: VenueId
    measure_id: str
    state: MeasureState = MeasureState.PLANNED
    values: Mapping[str, Decimal] = field(default_factory=dict)
    owner: str = ""
    start_on: date | None = None
    done_on: date | None = None
    cost_yuan: Decimal | None = None
    note: str = ""
    evidence: tuple[EvidenceId, ...] = ()
    draft: bool = False
    upkeep_yuan: Decimal | None = None
    saving_yuan: Decimal | None = None
    lifetime_years: int | None = None
    at_supplier: bool = False
