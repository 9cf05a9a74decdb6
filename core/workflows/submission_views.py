"""Frozen views of events, offsets, measures and claims: what a page, a command or a paper reads in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from core.accounting.claim_words import forbidden_words
from core.accounting.neutrality import ClaimState, NeutralityBalance, OnFile
from core.domain.activity import EvidenceRef
from core.domain.dossier import Dossier
from core.domain.emission import Scope
from core.domain.event import EventForm, EventItem, EventStage
from core.domain.offset import CreditLot, CreditQuality, OffsetSource, ProductType, SinkFacts
from core.domain.organization import Organization, Venue
from core.domain.quantity import Quantity
from core.domain.submission import ClaimLevel, DossierStage, OfficialDocument
from core.workflows.views import FindingView

# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What is typed for one item of an event.

    Attributes:
        item_id: the item to change; empty for a new one.
        unit, species, factor_id: empty takes the default of the source type.
        estimate, actual: as typed, with or without a unit (`1.2万度`), or as kept already; empty for not given.
        basis: where the figure comes from.
        evidence: ids of files of the ledger.
        supplier: who can tell the quantity.
        netted_from: id of the venue's source whose bills hold the quantity already; empty for none.
    """

    dossier_id: str
    stage: EventStage
    type_code: str
    name: str = ""
    item_id: str = ""
    unit: str = ""
    species: str = ""
    factor_id: str = ""
    estimate: str | Quantity = ""
    actual: str | Quantity = ""
    basis: str = ""
    evidence: tuple[str, ...] = ()
    supplier: str = ""
    netted_from: str = ""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as shown.

    Attributes:
        estimate, actual: figures with thousands separators; empty when not given.
        estimated_t, actual_t: tonnes of CO2e; None where the quantity or the factor is missing.
        counted: its stage lies inside the boundary.
        unanswered: why it has no tonnes, in words.
        holders: id and name of the venue's sources whose bills may hold it.
    """

    item: EventItem
    type_name: str
    scope: Scope
    unit_label: str
    estimate: str
    actual: str
    estimated_t: Fraction | None
    actual_t: Fraction | None
    counted: bool
    unanswered: str
    evidence: tuple[EvidenceRef, ...]
    holders: tuple[tuple[str, str], ...] = ()

    @property
    def netted(self) -> str:
        """Name of the source that the quantity is taken out of; empty for none."""
        return dict(self.holders).get(str(self.item.netted_from), "")


@dataclass(frozen=True, slots=True)
class StageView:
    """One of the three stages with its items."""

    stage: EventStage
    title: str
    ticked: bool
    rows: tuple[ItemRow, ...]
    estimated_t: Fraction
    actual_t: Fraction


@dataclass(frozen=True, slots=True)
class EventView:
    """Everything the events page shows of one event.

    Attributes:
        estimated_t: T9, the sum of the ticked stages; actual_t: the same from the actual quantities.
        measures_text: T11 as it will be printed: what was typed, else the venue's plan.
        findings: what 附表1 still lacks; `finding.place.field` names the field of `EventForm`, `place.subject` the item.
        editable: False while the dossier is locked.
    """

    dossier: Dossier
    venue: Venue
    organization: Organization
    form: EventForm
    region_name: str
    stages: tuple[StageView, ...]
    estimated_t: Fraction
    actual_t: Fraction
    offset_needed_t: int
    measures_text: str
    plan: EvidenceRef | None
    findings: tuple[FindingView, ...]
    editable: bool

    def rows(self) -> tuple[ItemRow, ...]:
        """All items in order, without their stages."""
        return tuple(row for stage in self.stages for row in stage.rows)


@dataclass(frozen=True, slots=True)
class EventCard:
    """One row of the list of events."""

    dossier: Dossier
    venue: Venue
    form: EventForm
    tonnes: Fraction
    stage: DossierStage
    blocking: int


# ---------------------------------------------------------------- offsets


NOT_LOOKED_UP = CreditQuality()
"""The eight questions while nobody has answered one."""


class PointState(Enum):
    """How a single point of a lot stands."""

    GOOD = "good"
    OPEN = "open"
    WRONG = "wrong"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class LotPoint:
    """One thing that decides whether a lot counts, or that a reader should know."""

    name: str
    text: str
    state: PointState


class LotState(Enum):
    """Where a lot stands for a dossier."""

    COUNTS = "counts"
    BOUGHT = "bought"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class QualityLine:
    """A question about the quality of a lot, in the language in use; `mark` is ●, ◐ or ○."""

    field: str
    name: str
    asks: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class LotRow:
    """One lot as shown in a dossier.

    Attributes:
        number: two digits, in the order of entry.
        subtype_name: the kind within the product, in words; empty for none.
        allocated: tonnes used for this dossier; elsewhere: for others; free: neither.
        deadline: last day for retiring it for this dossier, used or not; days_left: until then, None once it is retired.
        cost_yuan: what the tonnes used here cost, lot_cost_yuan the whole lot; None without a price.
        why: why it counts or not, in one sentence; `points` says it point by point.
    """

    lot: CreditLot
    number: str
    product_name: str
    subtype_name: str
    serials: str
    state: LotState
    state_name: str
    allocated: int
    elsewhere: int
    free: int
    deadline: date
    days_left: int | None
    cost_yuan: Decimal | None
    lot_cost_yuan: Decimal | None
    why: str
    points: tuple[LotPoint, ...]
    proof: tuple[EvidenceRef, ...]


@dataclass(frozen=True, slots=True)
class OffsetsView:
    """Everything the offsets page shows.

    Attributes:
        deadline: last day for retiring; `sink_deadline` the one for new forests, the same for operation dossiers.
        missing: tonnes still to retire; `by_product`: retired tonnes that count, by product.
        personal: those of the retired tonnes that guests offset of their own will.
        cost_yuan: what the tonnes used here cost; unpriced: tonnes used here whose lots have no price.
        notes: what does not fit what the form of the event says, in sentences.
        sentence: the one wording that is permitted now.
        reduced: the reduction gate is passed; `locked`: the footprint is locked.
    """

    dossier: Dossier
    venue: Venue
    balance: NeutralityBalance
    needed: int
    retired: int
    pending: int
    missing: int
    deadline: date
    sink_deadline: date
    days_left: int
    rows: tuple[LotRow, ...]
    by_product: tuple[tuple[ProductType, int], ...]
    personal: int
    cost_yuan: Decimal
    unpriced: int
    notes: tuple[str, ...]
    sentence: str
    reduced: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class LotDraft:
    """What is typed for a lot; texts as typed, checked when it is kept.

    Attributes:
        sink: of a forest what must be published; of a summary of guests' offsets only its period.
    """

    product: ProductType
    registry: str
    project: str
    tonnes: int
    serial_from: str = ""
    serial_to: str = ""
    subtype: str = ""
    methodology: str = ""
    location: str = ""
    vintage: int | None = None
    account: str = ""
    acquired_on: date | None = None
    beneficiary: str = ""
    unit_price_yuan: Decimal | None = None
    source: OffsetSource = OffsetSource.INSTITUTION
    priority_region: bool = False
    note: str = ""
    sink: SinkFacts | None = None
    quality: CreditQuality = NOT_LOOKED_UP
    issued_on: date | None = None


# ---------------------------------------------------------------- claim and papers


@dataclass(frozen=True, slots=True)
class MissingGate:
    """One thing that keeps a dossier from 自我承诺, with the page that mends it."""

    code: str
    title: str
    detail: str
    page: str


class ClaimStanding(Enum):
    """未抵消, 部分抵消, all of it offset and nothing claimed yet, or a claim of some level (domain.md P10, §3.3)."""

    NONE = "none"
    PARTIAL = "partial"
    COVERED = "covered"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What may be said now, and what is missing for more.

    Attributes:
        wording: the one permitted sentence, figures filled in (domain.md §3.3).
        to_sign: the level and the sentence that the 自我承诺书 is printed with: those that its own signature gives, where nothing else
            is missing; else those in force.
        blocked: words that this level forbids.
        allowed_names: names of products and offices in which a forbidden word may stand.
        boundary: the boundary in one line; `excluded` says what it leaves out and why. Both are printed beside every claim.
        first_period: the disclosure of a first period that is offset as a whole; empty otherwise.
        valid_until: last day on which a claim may be used (domain.md N11).
        expired: a claim that is no longer used, since its period lies more than a year back.
    """

    dossier: Dossier
    venue: Venue
    file: OnFile
    state: ClaimState
    level: ClaimLevel
    level_name: str
    stage: DossierStage
    balance: NeutralityBalance
    missing: tuple[MissingGate, ...]
    wording: str
    to_sign: tuple[ClaimLevel, str]
    blocked: tuple[str, ...]
    allowed_names: tuple[str, ...]
    boundary: str
    excluded: tuple[str, ...]
    first_period: str
    valid_until: date
    expired: bool

    @property
    def standing(self) -> ClaimStanding:
        """How far the dossier is made up for, in words of its own beside the level."""
        if self.level is not ClaimLevel.DRAFT:
            return ClaimStanding.CLAIMED
        if not self.balance.retired:
            return ClaimStanding.NONE
        return ClaimStanding.COVERED if self.balance.covered else ClaimStanding.PARTIAL

    def forbidden(self, text: str) -> tuple[str, ...]:
        """The blocked words that stand in a text, outside the names they are part of (V35)."""
        return forbidden_words(text, self.blocked, self.allowed_names)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A paper on file with its file."""

    document: OfficialDocument
    kind_name: str
    evidence: EvidenceRef
