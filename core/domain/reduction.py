"""What a venue decides and proves about its reductions: own measures, money, the target, and savings that were measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NewType

from core.domain.activity import EvidenceId
from core.domain.emission import EvidenceMark
from core.domain.measure import MeasureParameter, PlanId, ReductionMeasure
from core.domain.organization import VenueId
from core.domain.period import Month

ProofId = NewType("ProofId", str)


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    """A measure that the ledger's own people describe, beside the catalogue's.

    Attributes:
        id: ``X01``, ``X02`` …, given by the program, so that nobody takes it for one of the catalogue.
        name: in the person's words.
        venue_types: codes of the types of venues it may be planned for.
        formulas: output and expression, as in the catalogue: ``(("dE", "P*h"),)``.
        lifetime_years: years that it saves.
        end_use: code of the end use it saves at; empty for one of its own, beside which nothing overlaps.
        proof: how its saving will be proven, in words.
        source: document the formula is taken from.
    """

    id: str
    name: str
    venue_types: tuple[str, ...]
    formulas: tuple[tuple[str, str], ...]
    parameters: tuple[MeasureParameter, ...]
    lifetime_years: int
    end_use: str = ""
    proof: str = ""
    source: str = ""

    def as_measure(self) -> ReductionMeasure:
        """The same as one of the catalogue; nobody but its owner has checked it, so its mark is ○."""
        return ReductionMeasure(
            id=self.id,
            venue_types=self.venue_types,
            zh=self.name,
            en=self.name,
            formulas=self.formulas,
            parameters=self.parameters,
            lifetime_years=self.lifetime_years,
            proof=self.proof,
            mark=EvidenceMark.UNCHECKED,
        )


@dataclass(frozen=True, slots=True)
class ReductionSettings:
    """The money and the amounts that the measures of a venue are weighed with.

    Attributes:
        budget_yuan: what may be invested; None for no limit yet.
        credit_price_yuan: yuan for a tonne of carbon credits to compare with; None takes the mean of the ledger's lots.
        discount_percent: yearly rate that spreads an investment over its lifetime.
        prices: yuan for a unit by output of a formula (`dE` per kWh, `dG` per Nm³ …); what is not named comes from the bills.
        end_uses: yearly amount of an end use by ``code:output`` in the output's unit; what is not named is proposed.
    """

    venue_id: VenueId
    budget_yuan: Decimal | None = None
    credit_price_yuan: Decimal | None = None
    discount_percent: Decimal = Decimal(5)
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    end_uses: Mapping[str, Decimal] = field(default_factory=dict)


class TargetKind(Enum):
    """Whether a target limits tonnes or tonnes for each unit of an output."""

    ABSOLUTE = "absolute"
    INTENSITY = "intensity"


@dataclass(frozen=True, slots=True)
class ReductionTarget:
    """How far the emissions of a venue are to fall, and by when.

    Attributes:
        percent: fall against the base year, above 0 and at most 100.
        output: code of the output below an intensity; empty for an absolute target.
        base_t: tonnes of the base year where the ledger holds no data of it; None takes the ledger's.
        base_output: the output of the base year, likewise.
    """

    venue_id: VenueId
    kind: TargetKind
    base_year: int
    target_year: int
    percent: Decimal
    output: str = ""
    base_t: Decimal | None = None
    base_output: Decimal | None = None
    note: str = ""


class ProofMethod(Enum):
    """How a saving was found: against a normalised baseline, or read from a meter of its own."""

    BASELINE = "baseline"
    METER = "meter"


@dataclass(frozen=True, slots=True)
class MeasureProof:
    """What a measure really saved, from data of before and after.

    Attributes:
        output: which output of its formula is proven: `dE`, `dG` …
        source_id: the emission source whose monthly quantities are compared; empty where a meter of its own says it.
        baseline_from: first of the twelve months before it was put into operation.
        first, last: months the saving was measured in.
        drivers: codes of the venue's outputs that explain the use: room-nights, hours, visitors.
        typed_name: name of one driver that is typed here since the ledger does not keep it: degree days.
        typed_values: that driver by month, ``2025-01``.
        metered: the saving as read, in the output's unit, for `ProofMethod.METER`.
        evidence: files that prove it.
    """

    id: ProofId
    plan_id: PlanId
    method: ProofMethod
    output: str
    source_id: str = ""
    baseline_from: Month | None = None
    first: Month | None = None
    last: Month | None = None
    drivers: tuple[str, ...] = ()
    typed_name: str = ""
    typed_values: Mapping[str, Decimal] = field(default_factory=dict)
    metered: Decimal | None = None
    note: str = ""
    evidence: tuple[EvidenceId, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthProof:
    """One month: what was used, and what the baseline says would have been."""

    month: Month
    baseline: Fraction
    actual: Fraction

    @property
    def saved(self) -> Fraction:
        """The saving of the month; negative where more was used."""
        return self.baseline - self.actual
