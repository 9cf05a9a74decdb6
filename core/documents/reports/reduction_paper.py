"""What the papers about reductions are made from: frozen values in words, so that paper and workbook say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.documents.reports.package_paper import PackagePaper
from core.domain.macc_layout import MaccBlock
from core.domain.measure import PlannedMeasure
from core.domain.pathway_layout import PathPoint
from core.domain.period import Month


@dataclass(frozen=True, slots=True)
class PaperFormula:
    """One result of a measure: in letters, with its values in, and the figure with its unit."""

    label: str
    formula: str
    filled: str
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class PaperParameter:
    """A letter of a formula, what it stands for, its value, and where that comes from."""

    name: str
    note: str
    unit: str
    value: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class PaperMeasure:
    """A measure of the plan.

    Attributes:
        state: in words.
        tonnes: expected, of scopes 1 and 2; scope3_t and market_t stand apart.
        unchecked: its formula was not held against its source.
    """

    id: str
    name: str
    planned: PlannedMeasure
    state: str
    end_use: str
    tonnes: Fraction
    scope3_t: Fraction
    market_t: Fraction
    lifetime_years: int
    formulas: tuple[PaperFormula, ...]
    parameters: tuple[PaperParameter, ...]
    unchecked: bool
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperOverlap:
    """What measures of one end use save less together, and by which rule."""

    name: str
    tonnes: Fraction
    measure_ids: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PaperMoney:
    """What a measure costs and brings; `why` says what is missing."""

    id: str
    name: str
    in_plan: bool
    tonnes: Fraction
    cost_yuan: Decimal | None
    upkeep_yuan: Decimal | None
    saving_yuan: Fraction | None
    saving_basis: str
    lifetime_years: int
    yearly_cost_yuan: Fraction | None
    yuan_per_tonne: Fraction | None
    payback_years: Fraction | None
    why: str


@dataclass(frozen=True, slots=True)
class PaperPrice:
    """A price of energy or of credits, and where it comes from; None where nobody knows it."""

    label: str
    unit: str
    yuan: Fraction | None
    basis: str


@dataclass(frozen=True, slots=True)
class PaperChoiceRow:
    """A measure in or out of the best set, and why."""

    id: str
    name: str
    chosen: bool
    in_plan: bool
    cost_yuan: int
    tonnes: Fraction
    why: str


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """The best set under a budget.

    Attributes:
        given: the budget is one that the venue has set; otherwise one to try with.
        finding: the answer in words.
    """

    budget_yuan: int
    given: bool
    rows: tuple[PaperChoiceRow, ...]
    tonnes: Fraction
    cost_yuan: int
    finding: str


@dataclass(frozen=True, slots=True)
class ReductionPaper:
    """The plan.

    Attributes:
        measures: of the plan, stopped ones left out.
        overlaps: what the sum takes off; gross_t is before, planned_t after.
        done_t, verified_t: expected tonnes of what is carried out, and of what is 已核实.
        measured_t: tonnes that were measured and hold.
        money: of the measures that are compared, cheapest tonne first.
        blocks: of those among them that stand in the chart.
        choice: None while nothing can be compared.
        not_counted: what is often taken for a reduction, each with the reason why it is none.
        path: years on the way to the target, empty while there is none; path_words: where they lead, and what to know of them.
    """

    package: PackagePaper
    measures: tuple[PaperMeasure, ...]
    overlaps: tuple[PaperOverlap, ...]
    gross_t: Fraction
    planned_t: Fraction
    done_t: Fraction
    verified_t: Fraction
    measured_t: Fraction
    factor_note: str
    money: tuple[PaperMoney, ...]
    blocks: tuple[MaccBlock, ...]
    prices: tuple[PaperPrice, ...]
    discount_percent: Decimal
    choice: PaperChoice | None
    not_counted: tuple[tuple[str, str], ...]
    path: tuple[PathPoint, ...] = ()
    path_words: tuple[str, ...] = ()

    @property
    def apart(self) -> tuple[PaperMeasure, ...]:
        """The measures with tonnes that are never added to the plan's: scope 3 and market-based."""
        return tuple(one for one in self.measures if one.scope3_t or one.market_t)


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A measure of the plan as the budget sees it.

    Attributes:
        year: in which the investment falls; None while no day is known.
        first: first month in which it is run and saves.
        saving_yuan: of a year; None where a price is missing.
    """

    id: str
    name: str
    state: str
    year: int | None
    first: Month | None
    lifetime_years: int
    cost_yuan: Decimal | None
    upkeep_yuan: Decimal | None
    saving_yuan: Fraction | None

    def months_in(self, year: int) -> int:
        """How many months of a year it is run: from its first month until its lifetime ends."""
        if self.first is None:
            return 0
        before = (year - self.first.year) * 12 + 1 - self.first.month
        whole = self.lifetime_years * 12
        return min(max(before + 12, 0), whole) - min(max(before, 0), whole)


@dataclass(frozen=True, slots=True)
class HeldCredits:
    """Credits that are used for the dossier already; None for a price that nobody wrote down."""

    name: str
    tonnes: int
    retired: bool
    yuan_per_tonne: Decimal | None


@dataclass(frozen=True, slots=True)
class BudgetPaper:
    """What reducing and offsetting cost.

    Attributes:
        years: those of the table, in order; an investment before the first one is a year of its own.
        held: credits that are used already.
        price: of a tonne of the credits that are still to be bought.
    """

    package: PackagePaper
    lines: tuple[BudgetLine, ...]
    years: tuple[int, ...]
    held: tuple[HeldCredits, ...]
    price: PaperPrice

    @property
    def open_tonnes(self) -> int:
        """Whole tonnes that are still to be bought."""
        return max(0, self.package.balance.needed - sum(one.tonnes for one in self.held))


@dataclass(frozen=True, slots=True)
class RecordMeasure:
    """A measure that was carried out: what it claims, what was measured, and how well that is known.

    Attributes:
        months: of which the two amounts are; claimed and measured are in `unit`.
        period: the months in words; baseline: the twelve months before, likewise.
        refusal: why what was measured proves nothing; empty where it does.
        evidence: names of files with their SHA-256.
    """

    measure: PaperMeasure
    unit: str
    months: int
    period: str
    baseline: str
    claimed: Fraction
    claimed_t: Fraction
    measured: Fraction | None
    measured_t: Fraction | None
    difference: str
    fit: str
    equation: str
    refusal: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """All that was carried out; `limits` says what a fit must keep."""

    package: PackagePaper
    rows: tuple[RecordMeasure, ...]
    achieved_t: Fraction
    limits: str


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A measure on the list of a programme; `state` is empty where it is in no plan."""

    id: str
    name: str
    state: str
    tonnes: Fraction
    links: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammesPaper:
    """The measures by programme: name of the programme → its measures, those of the plan first."""

    package: PackagePaper
    programmes: Mapping[str, tuple[ProgrammeRow, ...]]
