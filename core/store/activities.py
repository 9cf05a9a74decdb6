"""Activity records and the files attached to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, func, insert, or_, select

from core.domain.activity import (
    ActivityRecord,
    ChangeId,
    DataQuality,
    EvidenceId,
    EvidenceRef,
    RecordId,
    RecordKind,
    StockTake,
    Subject,
    TimeOfUse,
)
from core.domain.emission import MeterId
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.quantity import Quantity
from core.store.codec import decode, encode
from core.store.schema import ActivityEvidenceRow, ActivityRow, EvidenceRow, table
from core.store.shelf import Shelf, Statements, gathered

_HALF = 10**9
"""Sums are added in two parts, above and below this, so that no total passes 64 bits."""

_MONTH_OF_START = func.substr(ActivityRow.start_day, 1, 7)
_IN_ORDER = (
    ActivityRow.subject,
    func.coalesce(ActivityRow.month, _MONTH_OF_START),
    ActivityRow.start_day,
    ActivityRow.id,
)
_ATTACH = insert(table(ActivityEvidenceRow))
_DETACH = delete(table(ActivityEvidenceRow)).where(ActivityEvidenceRow.activity_id == bindparam("key"))
_EVIDENCE = select(table(EvidenceRow))


class Activities(Shelf[RecordId, ActivityRecord]):
    """Activity records."""

    kind = "activity"
    _thing_type = ActivityRecord
    _sql = Statements(
        ActivityRow,
        gathered(ActivityEvidenceRow.activity_id == ActivityRow.id, ActivityEvidenceRow.position, ActivityEvidenceRow.evidence_id),
        as_stored=True,
    )

    def of_venue(self, venue_id: VenueId, start: Month, end: Month) -> tuple[ActivityRecord, ...]:
        """The venue's records that fall on any day of the months from `start` to `end`, both included; corrected ones too."""
        first, after = start.first_day, end.plus(1).first_day
        falls = or_(
            and_(ActivityRow.kind == RecordKind.MONTH.value, ActivityRow.month.between(start, end)),
            and_(ActivityRow.kind == RecordKind.BILL.value, ActivityRow.start_day < after, ActivityRow.end_day > first),
            and_(ActivityRow.kind == RecordKind.METER_CHANGE.value, ActivityRow.start_day >= first, ActivityRow.start_day < after),
        )
        return self._read(self._sql.query.where(ActivityRow.venue_id == venue_id, falls).order_by(*_IN_ORDER))

    def all_of_venue(self, venue_id: VenueId) -> tuple[ActivityRecord, ...]:
        """Every record of the venue, corrected ones too."""
        return self._read(self._sql.query.where(ActivityRow.venue_id == venue_id).order_by(*_IN_ORDER))

    def totals(self, venue_id: VenueId, start: Month, end: Month) -> Mapping[Subject, int]:
        """Millionths of each row's unit typed by month, `start` to `end` included, added exactly by SQLite; corrected records left out."""
        query = (
            select(ActivityRow.subject, func.sum(ActivityRow.micro // _HALF), func.sum(ActivityRow.micro % _HALF))
            .where(
                ActivityRow.venue_id == venue_id,
                ActivityRow.kind == RecordKind.MONTH.value,
                ActivityRow.replaced.is_(False),
                ActivityRow.month.between(start, end),
            )
            .group_by(ActivityRow.subject)
        )
        return {Subject(subject): high * _HALF + low for subject, high, low in self._connection.execute(query)}

    def _settled(self, thing: ActivityRecord) -> ActivityRecord:
        # A file is attached once, however often it is named.
        return replace(thing, evidence=tuple(dict.fromkeys(thing.evidence))) if thing.evidence else thing

    def _add_all(self, things: Sequence[ActivityRecord]) -> None:
        if any(thing.corrects for thing in things):  # each marks the record that it corrects before it is there
            super()._add_all(things)
            return
        self._insert_rows(things)
        links = [{"activity_id": thing.id, "evidence_id": file, "position": n} for thing in things for n, file in enumerate(thing.evidence)]
        if links:
            self._connection.execute(_ATTACH, links)

    def _keep(self, key: RecordId, known: ActivityRecord | None, thing: ActivityRecord | None) -> None:
        old, new = known and known.corrects, thing and thing.corrects
        if new and new != old:
            self._mark(new, replaced=True)  # before the correction is there, since it may take the month over
        super()._keep(key, known, thing)
        if old and new != old:
            self._mark(old, replaced=bool(self._connection.scalar(select(exists().where(ActivityRow.corrects == old)))))
        if thing is not None and thing.evidence != (known.evidence if known else ()):
            self._connection.execute(_DETACH, {"key": key})
            if thing.evidence:
                links = [{"activity_id": key, "evidence_id": evidence, "position": n} for n, evidence in enumerate(thing.evidence)]
                self._connection.execute(_ATTACH, links)

    def _mark(self, target: str, *, replaced: bool) -> None:
        """Note on a record whether another one corrects it."""
        self._connection.execute(self._sql.update, {"key_id": target, "replaced": replaced})

    def _key(self, thing: ActivityRecord) -> RecordId:
        return thing.id

    def _thing(self, row: Row[Any]) -> ActivityRecord:
        return _record(row)

    def _columns(self, thing: ActivityRecord) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "venue_id": thing.venue_id,
            "subject": thing.subject,
            "kind": thing.kind.value,
            "quantity_value": thing.quantity.value,
            "quantity_unit": thing.quantity.unit,
            "micro": thing.micro,
            "month": thing.month,
            "start_day": thing.start,
            "end_day": thing.end,
            "meter_id": thing.meter_id,
            "estimated": thing.estimated,
            "corrects": thing.corrects,
            "reverses": thing.reverses,
            "reading_start": thing.reading_start,
            "reading_end": thing.reading_end,
            "multiplier": thing.multiplier,
            "amount_yuan": thing.amount_yuan,
            "invoice": thing.invoice,
            "zero_reason": thing.zero_reason,
            "note": thing.note,
            "quality": None if thing.quality is None else thing.quality.value,
            "losses": thing.losses,
            "time_of_use": None if thing.time_of_use is None else encode(thing.time_of_use),
            "stock": None if thing.stock is None else encode(thing.stock),
        }


@lru_cache(maxsize=16_384)  # a year is read whole after each edit, and all but one of its rows are those of before
def _record(row: Row[Any]) -> ActivityRecord:
    """The record of a row as it lies in the file; equal rows are equal to the letter, zeros of a decimal too."""
    return ActivityRecord(
        id=RecordId(row.id),
        venue_id=VenueId(row.venue_id),
        subject=Subject(row.subject),
        kind=RecordKind(row.kind),
        quantity=Quantity(Decimal(row.quantity_value), row.quantity_unit),
        micro=row.micro,
        month=None if row.month is None else Month.parse(row.month),
        start=_day(row.start_day),
        end=_day(row.end_day),
        meter_id=None if row.meter_id is None else MeterId(row.meter_id),
        estimated=bool(row.estimated),
        corrects=None if row.corrects is None else RecordId(row.corrects),
        reverses=None if row.reverses is None else RecordId(row.reverses),
        reading_start=_decimal(row.reading_start),
        reading_end=_decimal(row.reading_end),
        multiplier=_decimal(row.multiplier),
        amount_yuan=_decimal(row.amount_yuan),
        invoice=row.invoice,
        zero_reason=row.zero_reason,
        note=row.note,
        quality=None if row.quality is None else DataQuality(row.quality),
        evidence=tuple(EvidenceId(evidence) for _position, evidence in sorted(json.loads(row.parts))),
        losses=_decimal(row.losses),
        time_of_use=None if row.time_of_use is None else decode(TimeOfUse, row.time_of_use),
        stock=None if row.stock is None else decode(StockTake, row.stock),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


class EvidenceRefs:
    """Attached files: what is known of each, and which records have it."""

    def __init__(self, connection: Connection, activities: Activities) -> None:
        self._connection = connection
        self._activities = activities

    def all(self) -> tuple[EvidenceRef, ...]:
        """Every file, by name."""
        rows = self._connection.execute(_EVIDENCE.order_by(EvidenceRow.original_name, EvidenceRow.id))
        return tuple(map(_reference, rows))

    def get(self, evidence_id: EvidenceId) -> EvidenceRef | None:
        """The file with this id, or None."""
        row = self._connection.execute(_EVIDENCE.where(EvidenceRow.id == evidence_id)).one_or_none()
        return None if row is None else _reference(row)

    def put(self, reference: EvidenceRef) -> bool:
        """Enter a file that `Store.keep_evidence` has taken in; False where the same content is entered already, under its first name."""
        if self.get(reference.id) is not None:
            return False
        self._connection.execute(insert(table(EvidenceRow)), asdict(reference))
        return True

    def refs_of(self, record_id: RecordId) -> tuple[EvidenceRef, ...]:
        """The files attached to a record, in order."""
        query = (
            _EVIDENCE.join(ActivityEvidenceRow, ActivityEvidenceRow.evidence_id == EvidenceRow.id)
            .where(ActivityEvidenceRow.activity_id == record_id)
            .order_by(ActivityEvidenceRow.position)
        )
        return tuple(map(_reference, self._connection.execute(query)))

    def attach(self, record_id: RecordId, evidence_id: EvidenceId, change: ChangeId) -> bool:
        """Attach a file to a record, as a revision of the record; False where it is attached already or the record is gone."""
        record = self._activities.get(record_id)
        return record is not None and self._activities.put(replace(record, evidence=(*record.evidence, evidence_id)), change)

    def detach(self, record_id: RecordId, evidence_id: EvidenceId, change: ChangeId) -> bool:
        """Take a file from a record, as a revision of the record; the file itself is kept."""
        record = self._activities.get(record_id)
        if record is None:
            return False
        return self._activities.put(replace(record, evidence=tuple(kept for kept in record.evidence if kept != evidence_id)), change)


def _reference(row: Row[Any]) -> EvidenceRef:
    return EvidenceRef(
        id=EvidenceId(row.id),
        sha256=row.sha256,
        original_name=row.original_name,
        media_type=row.media_type,
        size=row.size,
    )
