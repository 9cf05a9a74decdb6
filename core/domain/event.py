"""Events: what 附表1 asks of a large event, and the items its footprint is made of (domain.md §1.5, §2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NewType

from core.domain.activity import ActivityRecord, EvidenceId, RecordId, RecordKind, Subject
from core.domain.dossier import DossierId
from core.domain.emission import EmissionSource, SourceId
from core.domain.offset import ProductType
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.quantity import Quantity

EventItemId = NewType("EventItemId", str)


class EventStage(Enum):
    """The three stages of 附表1 T8; the middle one is compulsory (domain.md §2.3)."""

    PREPARING = "preparing"
    HOLDING = "holding"
    CLOSING = "closing"


class EventRole(Enum):
    """Whether the venue's organization holds the event or takes part in it (domain.md P5)."""

    ORGANIZER = "organizer"
    PARTICIPANT = "participant"


class EventLevel(Enum):
    """Reach of the event; an international or national one must enclose its plan (附表1 T18, domain.md D2)."""

    INTERNATIONAL = "international"
    NATIONAL = "national"
    OTHER = "other"


class AccountingBy(Enum):
    """核算方式 (附表1 T10)."""

    SELF = "self"
    PLATFORM = "platform"
    BODY = "body"


class NeutralityType(Enum):
    """碳中和类型 (附表1 T12)."""

    ORGANIZER = "organizer"
    PARTICIPANTS = "participants"
    BOTH = "both"


class Confirmation(Enum):
    """碳中和确认方式 (附表1 T17)."""

    SELF = "self"
    PLATFORM = "platform"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class EventForm:
    """What 附表1 asks, field by field (T1–T18), plus what the form implies but has no box for.

    Attributes:
        kind: 活动类型 (T5) in words, such as 年会.
        scale: 活动规模 (T6) in words; `people`, `sessions`, `area_m2` say it in numbers.
        promised: the bid documents promised neutrality, which makes filing a duty (domain.md D1).
        stages: what the boundary covers; always holds HOLDING.
        accounting_body, confirming_body: name of the independent body where one is named.
        offset_tonnes: 预计温室气体抵消量 (T14) in tonnes of CO2e.
        neutral_on: 实现碳中和日期 (T15).
        plan: the enclosed plan (T18), a file of the ledger.
        settled: the figures are actual and no longer estimated; the footprint then takes `EventItem.actual`.
        bureau: division whose 生态环境局 the form is filed with (domain.md D1); empty for that of `region`.
        filed_on, copied_on: days of 报送 to the bureau and of 抄送 to the platform.
    """

    dossier_id: DossierId
    name: str
    organizer: str
    start: date
    end: date
    place: str
    region: str
    kind: str
    scale: str
    content: str
    role: EventRole = EventRole.ORGANIZER
    level: EventLevel = EventLevel.OTHER
    promised: bool = False
    people: int | None = None
    sessions: int | None = None
    area_m2: Decimal | None = None
    stages: tuple[EventStage, ...] = (EventStage.HOLDING,)
    accounting: AccountingBy = AccountingBy.SELF
    accounting_body: str = ""
    measures: str = ""
    neutrality: NeutralityType = NeutralityType.ORGANIZER
    products: tuple[ProductType, ...] = ()
    other_product: str = ""
    offset_tonnes: Decimal | None = None
    neutral_on: date | None = None
    department: str = ""
    contact: str = ""
    phone: str = ""
    confirmation: Confirmation = Confirmation.SELF
    confirming_body: str = ""
    plan: EvidenceId | None = None
    settled: bool = False
    bureau: str = ""
    filed_on: date | None = None
    copied_on: date | None = None

    @property
    def files_form(self) -> bool:
        """Whether 附表1 is this organization's to file: the organizer's, never a participant's (三（四）)."""
        return self.role is EventRole.ORGANIZER


@dataclass(frozen=True, slots=True)
class PresetItem:
    """An item that such an event usually has, without quantities; `basis` says where they come from."""

    stage: EventStage
    type_code: str
    zh: str
    en: str
    basis_zh: str
    basis_en: str


@dataclass(frozen=True, slots=True)
class EventPreset:
    """A kind of event with its usual items: one table of event_presets.toml.

    Attributes:
        zh, en: 活动类型 as it stands in 附表1.
        scale_zh, scale_en: what a statement of the event's scale names.
    """

    code: str
    zh: str
    en: str
    scale_zh: str
    scale_en: str
    items: tuple[PresetItem, ...]


@dataclass(frozen=True, slots=True)
class EventItem:
    """One thing the event used or caused: a source of its own, with an estimate and, afterwards, the actual quantity.

    Attributes:
        type_code: source type of the catalogue, which names the method.
        unit: the row's unit; both quantities are kept as typed and in millionths of it.
        supplier: who can tell the quantity; its sheet is sent to them.
        netted_from: the venue's own source whose bills hold this quantity already; the venue's year then leaves the actual
            quantity to the event.
    """

    id: EventItemId
    dossier_id: DossierId
    stage: EventStage
    name: str
    type_code: str
    unit: str
    species: str = ""
    factor_id: str = ""
    estimate: Quantity | None = None
    estimate_micro: int | None = None
    actual: Quantity | None = None
    actual_micro: int | None = None
    basis: str = ""
    position: int = 0
    evidence: tuple[EvidenceId, ...] = field(default=())
    supplier: str = ""
    netted_from: SourceId | None = None

    def source(self, venue_id: VenueId) -> EmissionSource:
        """The item as an emission source, so that the same methods compute it."""
        return EmissionSource(
            id=SourceId(self.id),
            venue_id=venue_id,
            type_code=self.type_code,
            name=self.name,
            unit=self.unit,
            species=self.species,
            factor_id=self.factor_id,
            position=self.position,
        )

    def record(self, venue_id: VenueId, month: Month, *, settled: bool) -> ActivityRecord | None:
        """The item's quantity as a record of the event's first month; None where it is not given."""
        quantity, micro = (self.actual, self.actual_micro) if settled else (self.estimate, self.estimate_micro)
        if quantity is None or micro is None:
            return None
        return ActivityRecord(
            id=RecordId(f"{self.id}:{'actual' if settled else 'estimate'}"),
            venue_id=venue_id,
            subject=Subject(self.id),
            kind=RecordKind.MONTH,
            quantity=quantity,
            micro=micro,
            month=month,
            estimated=not settled,
            note=self.basis,
            evidence=self.evidence,
        )
