"""The bills and meter changes of a dossier as rows of the workbook, so that what is taken in again is what was there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.documents.workbook import YES, CellValue
from core.domain.activity import ActivityRecord, RecordKind, TimeOfUse
from core.domain.emission import Meter, MeterId
from core.workflows.billing_desk import in_time, printed_end
from core.workflows.compiling import Snapshot
from core.workflows.importing_bills import named_by_days

Row = Mapping[str, CellValue]


def bill_rows(taken: Snapshot) -> tuple[Row, ...]:
    """Every bill of the dossier, those that a correction replaced too, row by row in order of time."""
    return _Rows(taken).of(RecordKind.BILL)


def meter_change_rows(taken: Snapshot) -> tuple[Row, ...]:
    """The changes of meters."""
    return _Rows(taken).of(RecordKind.METER_CHANGE)


class _Rows:
    """What the rows need, looked up once."""

    def __init__(self, taken: Snapshot) -> None:
        self._taken = taken
        self._places = {str(source.id): index for index, source in enumerate(taken.sources)}
        self._meters: Mapping[MeterId, Meter] = {meter.id: meter for meter in taken.meters}
        known = (*taken.last_year, *taken.records)
        self._records = {record.id: record for record in known if str(record.subject) in self._places}

    def of(self, kind: RecordKind) -> tuple[Row, ...]:
        """The rows of one kind of record."""
        own = [r for r in self._taken.records if r.kind is kind and r.id in self._records]
        ordered = sorted(own, key=self._order)
        if kind is RecordKind.METER_CHANGE:
            return tuple(self._change(record) for record in ordered if record.meter_id in self._meters)
        return tuple(self._bill(record) for record in ordered)

    def _order(self, record: ActivityRecord) -> tuple[int, date, date, int, str]:
        """In order of time; of the same days, what corrects or reverses another bill behind it, so that its days are enough to name it."""
        behind, at = 0, record
        while (named := at.corrects or at.reverses) in self._records and named is not None and behind < len(self._records):
            behind, at = behind + 1, self._records[named]
        start, end, key = in_time(record)
        return self._places[str(record.subject)], start, end, behind, key

    def _meter(self, record: ActivityRecord) -> Meter | None:
        return self._meters.get(record.meter_id) if record.meter_id else None

    def _change(self, record: ActivityRecord) -> Row:
        meter = self._meter(record)
        return {
            "account": meter.account if meter else None,
            "date": record.start,
            "old_end": record.reading_start,
            "new_start": record.reading_end,
            "multiplier": record.multiplier,
            "note": record.note or None,
        }

    def _bill(self, record: ActivityRecord) -> Row:
        meter = self._meter(record)
        times, stock = record.time_of_use or TimeOfUse(), record.stock
        files = (self._taken.evidence.get(one) for one in record.evidence)
        return {
            "source": self._taken.sources[self._places[str(record.subject)]].name,
            "account": meter.account if meter else None,
            "start": record.start,
            "end": printed_end(record.end, meter) if record.end else None,
            "reading_start": record.reading_start,
            "reading_end": record.reading_end,
            "multiplier": record.multiplier,
            "losses": record.losses,
            "quantity": None if stock else record.quantity.value,
            "unit": self._taken.catalogue.units[record.quantity.unit].label,
            "amount_yuan": record.amount_yuan,
            "invoice": record.invoice or None,
            "estimated": YES if record.estimated else None,
            "corrects": self._named(record.corrects),
            "reverses": self._named(record.reverses),
            "sharp": times.sharp,
            "peak": times.peak,
            "flat": times.flat,
            "valley": times.valley,
            "opening": stock.opening if stock else None,
            "delivered": stock.delivered if stock else None,
            "closing": stock.closing if stock else None,
            "attachment": "；".join(file.original_name for file in files if file is not None) or None,
            "note": record.note or None,
        }

    def _named(self, record_id: str | None) -> str | None:
        """How another bill is named: by its number where only it has that number, else by its days."""
        target = next((record for record in self._records.values() if record.id == record_id), None)
        if target is None or target.start is None or target.end is None:
            return None
        same = [r for r in self._records.values() if r.subject == target.subject and r.invoice == target.invoice]
        if target.invoice and len(same) == 1:
            return target.invoice
        return named_by_days(target.start, printed_end(target.end, self._meter(target)))
