"""Taking in bills and meter changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from core.documents.workbook import YES, SheetRow
from core.domain.activity import ActivityRecord, EvidenceId, EvidenceRef, RecordId, RecordKind, Subject
from core.domain.emission import EmissionSource, Meter
from core.domain.period import Month
from core.domain.quantity import Quantity
from core.i18n import _
from core.workflows.importing_desk import Desk, RefusedItem, Taken, text_of
from core.workflows.recording import require_open_month
from core.workflows.workspace import new_id


class BillTaker:
    """Takes the sheets 换表 and 票据."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._matched: set[RecordId] = set()

    def meter_changes(self) -> None:
        """Take the sheet 换表."""
        for row in self._desk.contents.of("meter_changes"):
            self._desk.take(row, self._meter_change)

    def bills(self) -> None:
        """Take the sheet 票据; what corrects or reverses another bill comes after the bill it names."""
        rows = self._desk.contents.of("bills")
        for row in sorted(rows, key=lambda row: bool(row.values.get("corrects") or row.values.get("reverses"))):
            self._desk.take(row, self._bill)

    def _named_source(self, row: SheetRow, column: str = "source") -> EmissionSource:
        name = text_of(row, column)
        found = next((s for s in self._desk.sources if s.name == name), None)
        if found is None:
            raise RefusedItem(column, name, _("没有这个排放源，请先在「排放源」表里添加，名称要一致。"))
        return found

    def _meter_of(self, source: EmissionSource, row: SheetRow) -> Meter | None:
        account = text_of(row, "account")
        known = [m for m in self._desk.meters if m.source_id == source.id]
        if account:
            found = next((m for m in known if m.account == account), None)
            if found is None:
                raise RefusedItem("account", account, _("「{name}」没有这个户号，请先在「排放源」表里登记。").format(name=source.name))
            return found
        return known[0] if len(known) == 1 else None

    def _meter_change(self, row: SheetRow) -> Taken:
        account = text_of(row, "account")
        meter = next((m for m in self._desk.meters if m.account == account), None)
        if meter is None:
            raise RefusedItem("account", account, _("没有这个户号，请先在「排放源」表里登记。"))
        source = next(s for s in self._desk.sources if s.id == meter.source_id)
        day = self._desk.day(row, "date")
        existing = next(
            (r for r in self._desk.records.values() if r.kind is RecordKind.METER_CHANGE and r.meter_id == meter.id and r.start == day),
            None,
        )
        record = ActivityRecord(
            id=existing.id if existing else RecordId(new_id()),
            venue_id=self._desk.venue.id,
            subject=Subject(source.id),
            kind=RecordKind.METER_CHANGE,
            quantity=Quantity(Decimal(0), source.unit),
            micro=0,
            start=day,
            meter_id=meter.id,
            reading_start=self._desk.number(row, "old_end"),
            reading_end=self._desk.number(row, "new_start"),
            multiplier=self._desk.number(row, "multiplier"),
            note=text_of(row, "note"),
        )
        return self._desk.put(record), existing is not None

    def _bill(self, row: SheetRow) -> Taken:
        source = self._named_source(row)
        meter = self._meter_of(source, row)
        start, last = self._desk.day(row, "start"), self._desk.day(row, "end")
        end = last + timedelta(days=1) if meter is None or meter.end_included else last
        if end <= start:
            raise RefusedItem("end", last.isoformat(), _("止日早于起日 {start}，请核对。").format(start=start.isoformat()))
        typed = self._desk.quantity(row, "quantity", source.unit)
        invoice = text_of(row, "invoice")
        self._check_cells(source, start, end)
        existing = self._existing_bill(Subject(source.id), meter, invoice, start, end)
        record = ActivityRecord(
            id=existing.id if existing else RecordId(new_id()),
            venue_id=self._desk.venue.id,
            subject=Subject(source.id),
            kind=RecordKind.BILL,
            quantity=typed.original,
            micro=typed.micro,
            start=start,
            end=end,
            meter_id=meter.id if meter else None,
            estimated=text_of(row, "estimated") == YES,
            corrects=self._other_bill(row, "corrects", source),
            reverses=self._other_bill(row, "reverses", source),
            reading_start=self._desk.number(row, "reading_start"),
            reading_end=self._desk.number(row, "reading_end"),
            multiplier=self._desk.number(row, "multiplier"),
            amount_yuan=self._desk.number(row, "amount_yuan"),
            invoice=invoice,
            note=text_of(row, "note"),
            evidence=self._attachments(row, existing),
        )
        self._matched.add(record.id)
        return self._desk.put(record), existing is not None

    def _check_cells(self, source: EmissionSource, start: date, end: date) -> None:
        """A bill may not stand over months typed by hand or closed."""
        closed = self._desk.work.closed_months.of_venue(self._desk.venue.id)
        month = Month.of(start)
        while month.first_day < end:
            require_open_month(closed, month)
            if any(
                r.kind is RecordKind.MONTH and r.subject == Subject(source.id) and r.month == month for r in self._desk.records.values()
            ):
                reason = _("{name} {month}月已有手工录入的数，票据不能再计入。请先清空那一格。")
                raise RefusedItem("source", source.name, reason.format(name=source.name, month=month.month))
            month = month.plus(1)

    def _existing_bill(self, subject: Subject, meter: Meter | None, invoice: str, start: date, end: date) -> ActivityRecord | None:
        """The bill this row speaks of again: by its days and number, else by its number alone; each only once in a file."""
        candidates = [
            r for r in self._desk.records.values() if r.kind is RecordKind.BILL and r.subject == subject and r.id not in self._matched
        ]
        meter_id = meter.id if meter else None
        for record in candidates:
            if (record.meter_id, record.invoice, record.start, record.end) == (meter_id, invoice, start, end):
                return record
        return next((r for r in candidates if invoice and r.invoice == invoice and r.meter_id == meter_id), None)

    def _other_bill(self, row: SheetRow, column: str, source: EmissionSource) -> RecordId | None:
        invoice = text_of(row, column)
        if not invoice:
            return None
        found = [
            r for r in self._desk.records.values() if r.kind is RecordKind.BILL and r.subject == Subject(source.id) and r.invoice == invoice
        ]
        if not found:
            raise RefusedItem(column, invoice, _("「{name}」没有票据号为 {invoice} 的票据。").format(name=source.name, invoice=invoice))
        return found[0].id

    def _attachments(self, row: SheetRow, existing: ActivityRecord | None) -> tuple[EvidenceId, ...]:
        kept = list(existing.evidence) if existing else []
        for name in attachment_names(row.values.get("attachment")):
            found = self._desk.files.get(name)
            if isinstance(found, EvidenceRef):
                self._desk.work.evidence.put(found)
                if found.id not in kept:
                    kept.append(found.id)
            elif found and found not in self._desk.tally.notes:
                self._desk.tally.notes.append(found)
        return tuple(kept)


def attachment_names(value: object) -> tuple[str, ...]:
    """The file names in an attachment cell, parted by ；; or line ends."""
    text = str(value or "").replace("；", ";").replace("\n", ";")
    return tuple(name.strip() for name in text.split(";") if name.strip())
