"""Taking in bills and meter changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.documents.workbook import YES, SheetRow
from core.domain.activity import ActivityRecord, EvidenceId, EvidenceRef, RecordId, RecordKind, Subject
from core.domain.emission import EmissionSource, Meter
from core.domain.quantity import Quantity
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows.billing_desk import day_after, invoice_text
from core.workflows.billing_reading import NUMBERS, BillUnits, Figures, ratio_number, read_figures, reading_number
from core.workflows.billing_rules import Books
from core.workflows.importing_desk import Desk, RefusedItem, Taken, text_of
from core.workflows.workspace import new_id

_LONGEST_CHAIN = 5
"""Bills that correct each other one after the other; a longer chain is taken in the order of the file."""

BETWEEN_DAYS = "至"
"""Between the two days by which a bill without a number is named: 2025-06-21至2025-07-20."""


class BillTaker:
    """Takes the sheets 换表 and 票据."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._books = Books.of_venue(desk.work, desk.venue.id, desk.records)
        self._matched: set[RecordId] = set()

    def meter_changes(self) -> None:
        """Take the sheet 换表."""
        for row in self._desk.contents.of("meter_changes"):
            self._desk.take(row, self._meter_change)

    def bills(self) -> None:
        """Take the sheet 票据; what corrects or reverses another bill comes after the bill it names."""
        for row in _in_order(self._desk.contents.of("bills")):
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

    # ---------------------------------------------------------------- changes of meters

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
            reading_start=self._number(row, "old_end"),
            reading_end=self._number(row, "new_start"),
            multiplier=self._number(row, "multiplier"),
            note=text_of(row, "note"),
        )
        return self._desk.put(record), existing is not None

    def _number(self, row: SheetRow, column: str) -> Decimal | None:
        text = _cell_text(row, column)
        if not text:
            return None
        try:
            return ratio_number(text) if column == "multiplier" else reading_number(text)
        except InputError as error:
            raise RefusedItem(column, text, str(error)) from error

    # ---------------------------------------------------------------- bills

    def _bill(self, row: SheetRow) -> Taken:
        source = self._named_source(row)
        meter = self._meter_of(source, row)
        start, last = self._desk.day(row, "start"), self._desk.day(row, "end")
        end = day_after(last, meter) or last
        if end <= start:
            raise RefusedItem("end", last.isoformat(), _("止日早于起日 {start}，请核对。").format(start=start.isoformat()))
        figures = self._figures(row, source)
        existing = self._existing_bill(row, source, meter, start, end)
        record = ActivityRecord(
            id=existing.id if existing else RecordId(new_id()),
            venue_id=self._desk.venue.id,
            subject=Subject(source.id),
            kind=RecordKind.BILL,
            quantity=figures.quantity or Quantity(Decimal(0), figures.unit),
            micro=figures.micro,
            start=start,
            end=end,
            meter_id=meter.id if meter else None,
            estimated=text_of(row, "estimated") == YES,
            corrects=self._other_bill(row, "corrects", source, meter, existing),
            reverses=self._other_bill(row, "reverses", source, meter, existing),
            reading_start=figures.reading_start,
            reading_end=figures.reading_end,
            multiplier=figures.multiplier,
            losses=figures.losses,
            time_of_use=figures.time_of_use,
            stock=figures.stock,
            amount_yuan=figures.amount_yuan,
            invoice=invoice_text(text_of(row, "invoice")),
            zero_reason=existing.zero_reason if existing else "",
            note=text_of(row, "note"),
            quality=existing.quality if existing else None,
            evidence=self._attachments(row, existing),
        )
        self._check(row, source, record, existing)
        self._matched.add(record.id)
        return self._desk.put(record), existing is not None

    def _figures(self, row: SheetRow, source: EmissionSource) -> Figures:
        """Every number of the row, read as the form reads it."""
        units = BillUnits(self._desk.written_unit(row, source.unit), source.unit, self._desk.ws.catalogue.units)
        texts = {column: _cell_text(row, column) for column in NUMBERS}
        figures = read_figures(texts, units, credit=bool(text_of(row, "reverses")))
        for problem in figures.problems[:1]:
            raise RefusedItem(problem.field, texts[problem.field], f"{problem.message}{problem.hint}")
        return figures

    def _check(self, row: SheetRow, source: EmissionSource, record: ActivityRecord, existing: ActivityRecord | None) -> None:
        """What the other records of the venue have against the bill, at its column."""
        try:
            self._books.require_room(source.name, record, existing)
        except RuleError as error:
            raise RefusedItem("source", source.name, str(error)) from error
        try:
            self._books.require_correction(record)
        except InputError as error:
            raise RefusedItem("corrects", text_of(row, "corrects"), str(error)) from error
        try:
            self._books.require_credit(record, self._desk.ws.catalogue.units[source.unit])
        except InputError as error:
            raise RefusedItem("quantity", _cell_text(row, "quantity"), str(error)) from error

    def _existing_bill(self, row: SheetRow, source: EmissionSource, meter: Meter | None, start: date, end: date) -> ActivityRecord | None:
        """The bill this row speaks of again: by its days and number, else by its number alone; each only once in a file.

        A correction or credit note may have the days and even the number of its bill, so it is looked for among its like first.
        """
        invoice, named = invoice_text(text_of(row, "invoice")), text_of(row, "corrects") or text_of(row, "reverses")
        credit = bool(text_of(row, "reverses"))
        likely = [r for r in self._bills_of(source, meter) if r.id not in self._matched and (r.reverses is not None) is credit]
        alike = [r for r in likely if (r.corrects is not None) is bool(text_of(row, "corrects"))]
        for record in alike:
            if (record.invoice, record.start, record.end) == (invoice, start, end):
                return record
        if not invoice:
            return None
        return next((r for r in (*alike, *(likely if invoice != named else ())) if r.invoice == invoice), None)

    def _bills_of(self, source: EmissionSource, meter: Meter | None) -> list[ActivityRecord]:
        meter_id = meter.id if meter else None
        known = (r for r in self._desk.records.values() if r.kind is RecordKind.BILL and r.subject == Subject(source.id))
        return [r for r in known if r.meter_id == meter_id]

    def _other_bill(
        self, row: SheetRow, column: str, source: EmissionSource, meter: Meter | None, existing: ActivityRecord | None
    ) -> RecordId | None:
        """The bill that a cell names, by its number or by its days; of several the one that counts."""
        named = text_of(row, column)
        if not named:
            return None
        own = existing.id if existing else None
        days = _days(named, meter)
        known = (r for r in self._desk.records.values() if r.kind is RecordKind.BILL and r.subject == Subject(source.id) and r.id != own)
        found = [r for r in known if r.invoice == invoice_text(named)]
        if not found and days is not None:
            found = [r for r in self._bills_of(source, meter) if (r.start, r.end) == days and r.id != own]
        if not found:
            raise RefusedItem(column, named, _("「{name}」没有票据号为 {invoice} 的票据。").format(name=source.name, invoice=named))
        kept = (existing.corrects if column == "corrects" else existing.reverses) if existing else None
        if kept in {record.id for record in found}:
            return kept
        return min(found, key=lambda r: (self._books.replaced(r.id, but=own), r.reverses is not None)).id

    def _attachments(self, row: SheetRow, existing: ActivityRecord | None) -> tuple[EvidenceId, ...]:
        kept = list(existing.evidence) if existing else []
        known = {file.original_name for file in map(self._desk.work.evidence.get, kept) if file is not None}
        for name in attachment_names(row.values.get("attachment")):
            found = self._desk.files.get(name)
            if isinstance(found, EvidenceRef):
                self._desk.work.evidence.put(found)
                if found.id not in kept:
                    kept.append(found.id)
            elif found and name not in known and found not in self._desk.tally.notes:
                self._desk.tally.notes.append(found)
        return tuple(kept)


def attachment_names(value: object) -> tuple[str, ...]:
    """The file names in an attachment cell, parted by ；; or line ends."""
    text = str(value or "").replace("；", ";").replace("\n", ";")
    return tuple(name.strip() for name in text.split(";") if name.strip())


def _cell_text(row: SheetRow, column: str) -> str:
    """What a cell says, as it would be typed."""
    value = row.values.get(column)
    return f"{value:f}" if isinstance(value, Decimal) else str(value or "").strip()


def named_by_days(start: date, printed: date) -> str:
    """How a bill without a number is named in another row: by its days as printed."""
    return f"{start.isoformat()}{BETWEEN_DAYS}{printed.isoformat()}"


def _days(named: str, meter: Meter | None) -> tuple[date, date] | None:
    """The period that such a name stands for; None where it is none."""
    first, between, last = named.partition(BETWEEN_DAYS)
    try:
        end = day_after(date.fromisoformat(last.strip()), meter) if between else None
        return (date.fromisoformat(first.strip()), end) if end is not None else None
    except ValueError:
        return None


def _in_order(rows: Sequence[SheetRow]) -> list[SheetRow]:
    """The rows in their order, but what corrects or reverses another bill comes after the row of that bill."""
    ready = [row for row in rows if not _target(row)]
    waiting = [row for row in rows if _target(row)]
    for _round in range(_LONGEST_CHAIN):
        names = Counter(name for row in waiting for name in _names(row))
        free = [row for row in waiting if names[_target(row)] <= (_target(row) in _names(row))]
        ready += free
        taken = {row.row for row in free}
        waiting = [row for row in waiting if row.row not in taken]
    return ready + waiting


def _target(row: SheetRow) -> str:
    return text_of(row, "corrects") or text_of(row, "reverses")


def _names(row: SheetRow) -> tuple[str, ...]:
    """What other rows may call the bill of a row."""
    start, end = row.values.get("start"), row.values.get("end")
    days = named_by_days(start, end) if isinstance(start, date) and isinstance(end, date) else ""
    return tuple(name for name in (text_of(row, "invoice"), days) if name)
