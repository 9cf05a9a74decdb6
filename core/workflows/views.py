"""Frozen views: what a page, a command or a paper reads in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.emission import Scope
from core.domain.finding import Finding, Severity
from core.domain.inventory import FactorUse, GhgInventory
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import shown, shown_significant


class CellState(Enum):
    """State of a grid cell, the most urgent wins (visual.md §3)."""

    EMPTY = "empty"
    WANTED = "wanted"
    TYPED = "typed"
    FROM_BILL = "from_bill"
    EVIDENCE = "evidence"
    ESTIMATED = "estimated"
    EXPLAINED = "explained"
    QUESTIONED = "questioned"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What was typed or pasted into one cell; an empty text clears it.

    Attributes:
        origin: where in a pasted block the text stood, in words, so that a refusal can say so.
    """

    subject: Subject
    month: Month
    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of the monthly grid.

    Attributes:
        text: the figure as shown, with thousands separators; empty when nothing is recorded.
        micro: exact value in millionths of the row's unit; None when nothing is recorded.
        original: what was typed or billed, with its unit, where it differs from `text`.
        last_year, last_year_micro: the same month last year, as shown and exact; empty and None when unknown.
        editable: False when bills feed the cell, the month is closed or the dossier is locked.
        locked_because: why it cannot be edited, in words; empty when it can.
        billed: fed by bills rather than typed.
        zero_reason: the 无用量 reason, if any.
        findings: keys of the findings at this cell.
        comment: what people noted at the cell.
        records: ids of the records that feed the cell.
        proven: whether a file is attached to one of them.
    """

    month: Month
    text: str
    micro: int | None
    original: str
    state: CellState
    last_year: str
    editable: bool
    locked_because: str = ""
    billed: bool = False
    zero_reason: str = ""
    findings: tuple[str, ...] = ()
    comment: str = ""
    records: tuple[str, ...] = ()
    proven: bool = False
    last_year_micro: int | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of the monthly grid: an emission source or an output.

    Attributes:
        coverage: share of the row's emissions whose records have a file; None where nothing is emitted.
    """

    subject: Subject
    name: str
    unit: str
    unit_label: str
    decimals: int
    scope: Scope | None
    required: bool
    cells: tuple[GridCell, ...]
    total: str
    last_year_total: str
    change: str
    tco2e: Fraction
    unanswered: str = ""
    coverage: Fraction | None = None


@dataclass(frozen=True, slots=True)
class GridGroup:
    """A folding group of rows: 范围一, 范围二, 范围三, 产出."""

    scope: Scope | None
    title: str
    rows: tuple[GridRow, ...]
    tco2e: Fraction


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in words, with where to go."""

    finding: Finding
    title: str
    message: str
    expected: str
    why: str

    @property
    def severity(self) -> Severity:
        """Shortcut for sorting and marks."""
        return self.finding.severity


@dataclass(frozen=True, slots=True)
class MonthlyGrid:
    """Everything the monthly page shows.

    Attributes:
        coverage: share of all emissions whose records have a file; None where nothing is emitted yet.
    """

    dossier: Dossier
    venue: Venue
    months: tuple[Month, ...]
    closed: frozenset[Month]
    groups: tuple[GridGroup, ...]
    filled: int
    wanted: int
    findings: tuple[FindingView, ...]
    editable: bool
    coverage: Fraction | None = None

    def rows(self) -> tuple[GridRow, ...]:
        """All rows in order, without their groups."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Entered:
    """The answer to an edit: what it changed and how each text was read."""

    change: frozenset[object]
    change_id: str
    label: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoState:
    """What 撤销 and 重做 would do now; None when there is nothing."""

    undo: str | None
    redo: str | None


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """One factor of the formula as shown."""

    use: FactorUse
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One gas: the formula with its values in and its result, from the very lines that were summed.

    Attributes:
        formula: the printed product; computed as it stands, it is `tco2e` to the last digit.
    """

    gas: str
    formula: str
    tco2e: Fraction
    terms: tuple[ExplainedTerm, ...]
    memo: bool


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One addend of a sum of several sources: a source's share of it, with the lines that it is made of."""

    source_id: str
    name: str
    scope: Scope
    tco2e: Fraction
    lines: tuple[ExplainedLine, ...]


@dataclass(frozen=True, slots=True)
class ExplainedFactor:
    """A factor that was used, with what a reader must know about it.

    Attributes:
        name: what it is called; empty where the table has no row for it.
        remarks: older vintage, own factor, fallback, built-in warming potentials, in words.
        proof: names of the files that prove an own factor.
    """

    use: FactorUse
    name: str
    remarks: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedFile:
    """A file that proves a record: what it is called, PDF or 照片, 214 KB."""

    evidence_id: str
    name: str
    kind: str
    size: str


@dataclass(frozen=True, slots=True)
class ExplainedRecord:
    """One bill or entry behind the figure.

    Attributes:
        evidence: names of its files; `files` says more of each.
        steps: how its quantity came about: readings × ratio, conversion of the unit, share of the calendar days.
    """

    record_id: str
    label: str
    period: str
    quantity: str
    share: str
    unit: str
    estimated: bool
    evidence: tuple[str, ...]
    steps: tuple[str, ...] = ()
    files: tuple[ExplainedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedRevision:
    """Who changed what when; `about` names what is not a record: the row, the method, an own factor, the factor library."""

    at: str
    author: str
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lineage of one figure, from the total down to the bill and the factor's clause.

    Attributes:
        lines: the formulas of one source; empty for a sum of several, which has `parts`.
        sentence: how a figure follows from others, with the values in: an intensity, whole tonnes to offset.
        rounding: what is left when the shown addends are added up; empty where they give the shown figure.
        proven: share of the source's figure whose records have a file, 98.2%; empty for a sum, and where nothing is emitted.
    """

    title: str
    subtitle: str
    scope: Scope | None
    figure: Fraction
    unit: str
    share_of_total: str
    share_of_month: str
    quantity: str
    unit_label: str
    lines: tuple[ExplainedLine, ...]
    factors: tuple[ExplainedFactor, ...]
    records: tuple[ExplainedRecord, ...]
    records_total: str
    revisions: tuple[ExplainedRevision, ...]
    monthly: tuple[tuple[Month, Decimal], ...]
    note: str
    unanswered: str = ""
    parts: tuple[ExplainedPart, ...] = ()
    sentence: str = ""
    rounding: str = ""
    proven: str = ""

    @property
    def shown_figure(self) -> str:
        """The figure as people read it: tonnes with two decimals, whole tonnes, an intensity with three digits; a dash if unanswered."""
        if self.unanswered:
            return "—"
        if self.unit == "t":
            return shown(self.figure, 0)
        return shown(self.figure, 2) if self.unit == "tCO2e" else shown_significant(self.figure)

    def scope_sums(self) -> dict[Scope, Fraction]:
        """The parts' tonnes by scope, in the order of the scopes."""
        return {
            scope: sum((part.tco2e for part in self.parts if part.scope is scope), Fraction(0))
            for scope in (Scope.ONE, Scope.TWO, Scope.THREE)
            if any(part.scope is scope for part in self.parts)
        }


@dataclass(frozen=True, slots=True)
class NextStep:
    """One row of 接下来: what is missing and the very place that mends it."""

    severity: str
    title: str
    detail: str
    page: str
    subject: str = ""
    month: Month | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class PageProgress:
    """How complete a step is, for its ring: 0 empty … 1 full, and what is missing in words."""

    page: str
    share: Fraction
    missing: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the overview page shows.

    Attributes:
        constant_factor_change: change against last year with this year's grid factor for both years; None without last year.
        chart_title: the finding sentence over the monthly bars; sources_title: the one over the largest sources.
    """

    dossier: Dossier
    venue: Venue
    sample: bool
    sentence: str
    inventory: GhgInventory
    last_year: GhgInventory | None
    constant_factor_change: Fraction | None
    grid_note: str
    filled: int
    wanted: int
    evidence_share: Fraction
    chart_title: str
    sources_title: str
    next_steps: tuple[NextStep, ...]
    progress: tuple[PageProgress, ...]
    next_month: Month | None
    offset_needed_t: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """One item that was not taken in: where it stands, what was found, why."""

    sheet: str
    row: int
    column: str
    found: str
    reason: str

    @property
    def place(self) -> str:
        """「月度数据」第 7 行 F 列."""
        return f"「{self.sheet}」第 {self.row} 行" + (f" {self.column} 列" if self.column else "")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: read = accepted + changed + unchanged + refused, always."""

    file: str
    venue_id: str
    dossier_id: str
    read: int
    accepted: int
    changed: int
    unchanged: int
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...]
    change_id: str
    dry_run: bool
    tco2e_before: Fraction
    tco2e_after: Fraction
