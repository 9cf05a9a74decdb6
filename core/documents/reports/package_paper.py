"""What the papers of one package share: frozen values, so that every paper says the same of the same dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from core.accounting.neutrality import NeutralityBalance
from core.accounting.reconciliation import boundary_title
from core.accounting.reduction import MeasureResult
from core.documents.reports.footprint_paper import FootprintPaper
from core.domain.dossier import DossierStatus
from core.domain.emission import Meter
from core.domain.event import Confirmation, EventForm, EventItem, NeutralityType
from core.domain.inventory import GhgInventory
from core.domain.measure import PlannedMeasure, ReductionMeasure
from core.domain.offset import CreditLot
from core.domain.submission import ClaimLevel, Environment, SignerRole


@dataclass(frozen=True, slots=True)
class OffsetUse:
    """A lot with the tonnes of it that are used for this dossier.

    Attributes:
        counts: retired in time, with proof; a lot that is only bought is printed and never counted.
        reason: why it counts or not, in words.
        proof: names of the files that prove the retirement.
    """

    lot: CreditLot
    tonnes: int
    counts: bool
    reason: str = ""
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureUse:
    """A measure of the plan with what it saves.

    Attributes:
        expected: by formula; None where it cannot be computed.
        achieved: tonnes found afterwards from readings or logs; an estimate never stands here (domain.md §5).
        proof: names of the files that prove that it was carried out.
    """

    planned: PlannedMeasure
    measure: ReductionMeasure
    expected: MeasureResult | None
    achieved: Fraction | None = None
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackagePaper:
    """The dossier as its papers see it.

    Attributes:
        report: what the footprint report is printed from.
        level: the level whose words may be used.
        environment: a trial one is named on each paper.
        first_day, last_day: of the event where it is one, else of the period; both included.
        boundary: the boundary in one line, such as 业主运营边界，不含租户用能.
        event, items: of an event dossier.
        netted: the events that the year leaves to dossiers of their own, in words.
    """

    report: FootprintPaper
    level: ClaimLevel
    environment: Environment
    first_day: date
    last_day: date
    boundary: str
    balance: NeutralityBalance
    offsets: tuple[OffsetUse, ...] = ()
    measures: tuple[MeasureUse, ...] = ()
    event: EventForm | None = None
    items: tuple[EventItem, ...] = ()
    netted: tuple[str, ...] = ()

    @property
    def inventory(self) -> GhgInventory:
        """The footprint."""
        return self.report.inventory

    @property
    def total(self) -> Fraction:
        """Tonnes of CO2e under the dossier's profile."""
        return self.inventory.total(p1=self.report.p1)

    @property
    def sample(self) -> bool:
        """Made from a sample shipped with the program."""
        return self.report.venue.sample

    @property
    def trial(self) -> bool:
        """Made with keys that are for trial."""
        return self.environment is Environment.TRIAL

    @property
    def open(self) -> bool:
        """The footprint is not locked yet."""
        return self.report.dossier.status is DossierStatus.OPEN

    @property
    def subject(self) -> str:
        """What the claim is about: the event, or the venue."""
        return self.event.name if self.event else self.report.venue.name

    @property
    def boundary_title(self) -> str:
        """What every title says of a mall's boundary, in brackets; empty for others (domain.md §4.5)."""
        return "" if self.event else boundary_title(self.report.venue, self.last_day)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed, and how it is confirmed.

    Attributes:
        sentence: the wording that the level allows (domain.md §3.3).
        blocked: words that the level does not allow.
        comparison: the base year and the change against it; empty in a first period.
        confirmed_by, confirmation_number: platform or body and the number of its paper, where there is one.
        achieved_on: day on which the last tonne was retired.
    """

    sentence: str
    blocked: tuple[str, ...] = ()
    comparison: str = ""
    confirmation: Confirmation = Confirmation.SELF
    confirmed_by: str = ""
    confirmation_number: str = ""
    achieved_on: date | None = None
    department: str = ""
    contact: str = ""
    phone: str = ""


# ---------------------------------------------------------------- what single papers say besides


@dataclass(frozen=True, slots=True)
class ApplicationPaper:
    """What is applied for.

    Attributes:
        recipient: the platform or bureau; empty leaves a line to write on.
        neutrality: who offsets.
        enclosures: titles of the other papers.
        confirmation, confirming_body: how it is to be confirmed; None where the claim says it.
        credit_sharing: the platform may tell 天府信用通; only where the person who answers for it has said so.
    """

    package: PackagePaper
    claim: Claim
    recipient: str
    neutrality: NeutralityType
    enclosures: tuple[str, ...] = ()
    confirmation: Confirmation | None = None
    confirming_body: str = ""
    credit_sharing: bool = False


@dataclass(frozen=True, slots=True)
class MeterTreeRow:
    """A line of the meter tree in words: how deep it hangs, what it is, its kWh of the year, its share of the main meter."""

    depth: int
    name: str
    quantity: str
    share: str


@dataclass(frozen=True, slots=True)
class BoundaryPaper:
    """What the boundary is.

    Attributes:
        meters: accounts by which metered sources are billed.
        tenants: name, and whether it is inside and why.
        sizes: id of an excluded source → its size in words.
        drawings: names of enclosed plans.
        significant: ids of excluded sources that are named as significant.
        coverage: how much of what is known is counted, in one sentence; empty where nothing is left out.
        meter_tree, meter_notes: how a mall's main meter was reconciled; empty for other venues.
    """

    package: PackagePaper
    meters: tuple[Meter, ...] = ()
    tenants: tuple[tuple[str, str], ...] = ()
    sizes: Mapping[str, str] = field(default_factory=dict)
    drawings: tuple[str, ...] = ()
    significant: frozenset[str] = frozenset()
    coverage: str = ""
    meter_tree: tuple[MeterTreeRow, ...] = ()
    meter_notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverFile:
    """A file of the package: where it lies, what it is called, its size in bytes and its SHA-256."""

    path: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CoverSigner:
    """Who signs, with the SHA-256 of certificate and public key, so that a platform can enrol the key by paper."""

    role: SignerRole
    name: str
    certificate_sha256: str
    public_key_sha256: str
    algorithm: str
    self_signed: bool


@dataclass(frozen=True, slots=True)
class CoverPaper:
    """What the cover says.

    Attributes:
        files: every file of the payload but the cover itself and submission.json, which names the cover.
        software: name and version of the program.
        recipient: whom the package is handed to; empty leaves a line to write on.
        previous_digest: of the package of the revision before.
        single_signer_reason: why one person signs alone, where one does.
    """

    package: PackagePaper
    package_id: str
    made_at: datetime
    files: tuple[CoverFile, ...]
    signers: tuple[CoverSigner, ...]
    software: str
    recipient: str = ""
    previous_digest: str = ""
    single_signer_reason: str = ""


@dataclass(frozen=True, slots=True)
class DisclosurePaper:
    """The dossier, its claim, and the log: day, channel, place and files of each disclosure."""

    package: PackagePaper
    claim: Claim
    log: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OffsetsPaper:
    """The dossier, and the last day on which a retirement counts for it."""

    package: PackagePaper
    until: date


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """One rule of 自评表: what it asks, where it comes from, how it stands and why."""

    code: str
    title: str
    asks: str
    source: str
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class EvaluationPaper:
    """The venue's own evaluation.

    Attributes:
        standing: 未抵消, 部分抵消 or 已声明, and the level.
        counts: how many rules stand how, in one sentence.
    """

    package: PackagePaper
    claim: Claim
    standing: str
    counts: str
    lines: tuple[EvaluationLine, ...]


@dataclass(frozen=True, slots=True)
class PlanStage:
    """Tonnes of a stage of an event.

    Attributes:
        counted: it lies inside the boundary.
        actual: None while the figures are estimates.
    """

    title: str
    counted: bool
    estimated: Fraction
    actual: Fraction | None


@dataclass(frozen=True, slots=True)
class PlanYear:
    """A year on the way to the venue's target: tonnes allowed, tonnes emitted or expected, and what the figure rests on."""

    year: int
    allowed: Fraction | None
    reached: Fraction | None
    basis: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the ledger knows for the plan besides what every paper says.

    Attributes:
        target: the venue's own target in words; empty without one. Its base year comes with the footprint report.
        stages: of an event, in order.
        products: kinds of credit that the form of an event names, in words.
    """

    target: str = ""
    years: tuple[PlanYear, ...] = ()
    stages: tuple[PlanStage, ...] = ()
    products: str = ""


NO_FACTS = PlanFacts()
"""Nothing of the kind is known."""


@dataclass(frozen=True, slots=True)
class ImplementationPaper:
    """碳中和实施计划: what was written, part by part, beside the figures of the ledger.

    Attributes:
        parts: by field of the plan, heading and text; an empty text was not written yet.
        deadline: last day for retiring credits.
    """

    package: PackagePaper
    parts: Mapping[str, tuple[str, str]]
    deadline: date
    facts: PlanFacts = NO_FACTS
