"""Frozen views of measures: what the page, the commands and the papers read in one piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from core.domain.activity import EvidenceRef
from core.domain.dossier import Dossier
from core.domain.measure import MeasureState, MeasureTraits, PlannedMeasure, ReductionMeasure
from core.domain.organization import Venue
from core.domain.period import Month
from core.workflows.reduction_views import Overlap, Prefill


@dataclass(frozen=True, slots=True)
class ParameterView:
    """One parameter of a measure with its range; `changed` where the plan has its own value."""

    name: str
    note: str
    unit: str
    low: Decimal
    high: Decimal
    default: Decimal
    value: Decimal
    changed: bool

    @property
    def unusual(self) -> bool:
        """Whether the value lies outside the usual range; it is asked about, never refused."""
        return not self.low <= self.value <= self.high


@dataclass(frozen=True, slots=True)
class MeasureOutput:
    """One output of a measure's formula: in letters, with its values in, and its result."""

    name: str
    label: str
    unit: str
    formula: str
    filled: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure as shown.

    Attributes:
        planned: the plan's entry; None for a candidate.
        tonnes: expected tCO2e a year of scopes 1 and 2; `scope3_t` and `market_t` are shown apart and never added.
        share: of the dossier's footprint.
        traits: its cost in orders of magnitude, what else it brings, and where it belongs; None where the guide does not know it.
        programmes: names of the programmes it belongs to.
        draft: parameters or a cost are filled in, and it is in no plan.
        prefills: parameters that the venue's own data answer.
        lifetime_years: years that it saves; first_month and last_month those in which it does, None while no day is known.
        year_share: the part of a year's saving that falls into the dossier's year; 0 for what is in no plan.
        end_use: code of the end use it saves at, and end_use_name the same in words; empty where it stands by itself.
        suggestion: the pattern in the data that speaks for it, in words; empty for none.
        unfit: why it makes no sense for the venue; empty where it does.
    """

    measure: ReductionMeasure
    name: str
    planned: PlannedMeasure | None
    state_name: str
    tonnes: Fraction
    scope3_t: Fraction
    market_t: Fraction
    share: Fraction
    parameters: tuple[ParameterView, ...]
    outputs: tuple[MeasureOutput, ...]
    unchecked: bool
    evidence: tuple[EvidenceRef, ...]
    traits: MeasureTraits | None = None
    programmes: tuple[str, ...] = ()
    draft: bool = False
    prefills: Mapping[str, Prefill] = field(default_factory=dict)
    lifetime_years: int = 0
    first_month: Month | None = None
    last_month: Month | None = None
    year_share: Fraction = Fraction(0)
    end_use: str = ""
    end_use_name: str = ""
    suggestion: str = ""
    unfit: str = ""

    def found_by(self, text: str) -> bool:
        """Whether id, name, or what it belongs to holds every word of a search."""
        links = self.traits.links if self.traits is not None else ""
        own = f"{self.measure.id} {self.name} {links} {' '.join(self.programmes)}".casefold()
        return all(word in own for word in text.casefold().split())

    def scopes(self) -> tuple[str, ...]:
        """Which scopes it works on, as codes 1, 2 and 3; 3 stands for what is shown apart."""
        if self.planned is not None and self.planned.at_supplier:
            return ("3",)
        names = {output.name for output in self.outputs}
        held = (("1", names - {"dE", "dW", "ER3", "MB"}), ("2", names & {"dE"}), ("3", names & {"ER3", "MB"}))
        return tuple(code for code, found in held if found)


@dataclass(frozen=True, slots=True)
class MeasuresView:
    """Everything the measures page shows.

    Attributes:
        plan: measures of the plan that are not stopped, largest first; `drafts`: those with something filled in;
            `candidates`: the venue type's others, largest first and those that do not fit last; `stopped`: those given up.
        verified: those of the plan that are 已核实.
        planned_t, done_t, verified_t: expected tonnes by state, overlaps taken off; nothing is taken off the footprint.
        planned_gross_t: the plan without taking overlaps off; overlaps: what is taken off, by end use.
        reduced: at least one measure is carried out with evidence, which lets offsets make a claim.
        note: what the sum leaves out.
        not_counted: what is often taken for a reduction and is none, each with the reason.
    """

    dossier: Dossier
    venue: Venue
    footprint_t: Fraction
    factor_note: str
    plan: tuple[MeasureRow, ...]
    candidates: tuple[MeasureRow, ...]
    stopped: tuple[MeasureRow, ...]
    planned_t: Fraction
    done_t: Fraction
    verified_t: Fraction
    by_state: Mapping[MeasureState, int]
    reduced: bool
    note: str
    not_counted: tuple[tuple[str, str], ...] = ()
    drafts: tuple[MeasureRow, ...] = ()
    verified: tuple[MeasureRow, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    planned_gross_t: Fraction = Fraction(0)
