"""Activity records: what was typed or billed, kept as on the paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NewType

from core.domain.emission import MeterId
from core.domain.organization import VenueId
from core.domain.period import Month, spread_over_days
from core.domain.quantity import Quantity

RecordId = NewType("RecordId", str)
EvidenceId = NewType("EvidenceId", str)
ChangeId = NewType("ChangeId", str)
Subject = NewType("Subject", str)
"""What a record measures: a SourceId, or ``output:<code>`` for an output row."""


def output_subject(code: str) -> Subject:
    """The subject of an output row."""
    return Subject(f"output:{code}")


def output_code(subject: str) -> str | None:
    """The output code of a subject, or None for an emission source."""
    return subject.removeprefix("output:") if subject.startswith("output:") else None


class RecordKind(Enum):
    """Typed for one month, a bill over any period, or a note that a meter was changed."""

    MONTH = "month"
    BILL = "bill"
    METER_CHANGE = "meter_change"


class DataQuality(Enum):
    """Grade of a record (domain.md §4.8): A bill with readings, B sub-meter log, C derived, D default or estimate."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class TimeOfUse:
    """The parts of a power bill by time of day 尖峰平谷, in the bill's unit; None for a part that the bill does not have."""

    sharp: Decimal | None = None
    peak: Decimal | None = None
    flat: Decimal | None = None
    valley: Decimal | None = None

    def total(self) -> Decimal:
        """The parts together."""
        return sum((part for part in (self.sharp, self.peak, self.flat, self.valley) if part is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class StockTake:
    """What was in store before and after a period and what was delivered within it, in the record's unit.

    Bought is not used: the quantity that counts is what the three give (domain.md §4.7).
    """

    opening: Decimal
    delivered: Decimal
    closing: Decimal

    def used(self) -> Decimal:
        """What was taken from the store."""
        return self.opening + self.delivered - self.closing


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One fact.

    Attributes:
        quantity: number and unit as on the bill.
        micro: the same in millionths of the row's unit.
        month: for MONTH records.
        start, end: half-open period [start, end) for BILL records; for METER_CHANGE `start` is the day of the change.
        estimated: a provisional figure 暂估 that must be corrected before locking (V11).
        corrects: the record this one replaces (an estimated bill); the replaced one no longer counts.
        reverses: the record that a negative credit note 冲正 belongs to.
        reading_start, reading_end: meter readings; for METER_CHANGE the last of the old and the first of the new meter.
        multiplier: the ratio on this bill.
        losses: transformer and line losses 变损、线损 that the billed quantity includes, in the bill's unit.
        time_of_use: the billed quantity by time of day.
        stock: for deliveries, what was in store before and after; `quantity` is then what was used.
        amount_yuan: money on the bill; never turned into a quantity.
        zero_reason: why there was no use (V03).
        evidence: attached files.
    """

    id: RecordId
    venue_id: VenueId
    subject: Subject
    kind: RecordKind
    quantity: Quantity
    micro: int
    month: Month | None = None
    start: date | None = None
    end: date | None = None
    meter_id: MeterId | None = None
    estimated: bool = False
    corrects: RecordId | None = None
    reverses: RecordId | None = None
    reading_start: Decimal | None = None
    reading_end: Decimal | None = None
    multiplier: Decimal | None = None
    amount_yuan: Decimal | None = None
    invoice: str = ""
    zero_reason: str = ""
    note: str = ""
    quality: DataQuality | None = None
    evidence: tuple[EvidenceId, ...] = ()
    losses: Decimal | None = None
    time_of_use: TimeOfUse | None = None
    stock: StockTake | None = None

    def months(self) -> Mapping[Month, int]:
        """Millionths that fall on each month."""
        if self.kind is RecordKind.MONTH and self.month is not None:
            return {self.month: self.micro}
        if self.kind is RecordKind.BILL and self.start is not None and self.end is not None:
            return spread_over_days(self.micro, self.start, self.end)
        return {}

    def grade(self) -> DataQuality:
        """The stated grade, else what the record itself shows."""
        if self.quality is not None:
            return self.quality
        if self.estimated:
            return DataQuality.D
        if self.kind is RecordKind.BILL:
            return DataQuality.A if self.reading_end is not None or self.evidence else DataQuality.B
        return DataQuality.B if self.evidence else DataQuality.C


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """An attached file, kept once by its SHA-256."""

    id: EvidenceId
    sha256: str
    original_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the append-only journal: who changed which record when, from what to what.

    `before` and `after` are the record's fields as canonical JSON; None where the record did not exist.
    """

    change_id: ChangeId
    at: str
    author: str
    kind: str
    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change as the person saw it: a typed cell, a pasted block, an import, or the undoing or redoing of one.

    Attributes:
        label: the act in the person's words, shown behind 撤销.
        act: ``do``, ``undo`` or ``redo``.
        of: the change that is undone or redone; None for ``do``.
        undoable: False where the change ended what can be undone (month close, lock).
    """

    change_id: ChangeId
    at: str
    author: str
    label: str
    act: str
    of: ChangeId | None
    undoable: bool


def effective(records: Iterable[ActivityRecord]) -> tuple[ActivityRecord, ...]:
    """The records that count: all but those that a correction replaced and meter-change notes."""
    everything = tuple(records)
    replaced = {record.corrects for record in everything if record.corrects is not None}
    return tuple(record for record in everything if record.id not in replaced and record.kind is not RecordKind.METER_CHANGE)


def shares_by_month(records: Iterable[ActivityRecord]) -> Mapping[tuple[Subject, Month], tuple[tuple[RecordId, int], ...]]:
    """For each row and month, which record gave how many millionths."""
    shares: dict[tuple[Subject, Month], list[tuple[RecordId, int]]] = {}
    for record in effective(records):
        for month, micro in record.months().items():
            shares.setdefault((record.subject, month), []).append((record.id, micro))
    return {key: tuple(parts) for key, parts in shares.items()}
