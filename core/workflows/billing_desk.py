"""What every job with a bill looks up once: its row, its accounts, the bills around it; and the way between a draft and a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.domain.activity import ActivityRecord, EvidenceId, RecordId, RecordKind, Subject, TimeOfUse
from core.domain.dossier import Dossier, DossierStatus
from core.domain.emission import EmissionSource, Meter, SourceId, SourceType
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity, Unit, UnitTable
from core.errors import AppError, InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.bill_views import AccountChoice, BillDraft, BillFields, FieldProblem
from core.workflows.billing_reading import NUMBERS, STOCK, TIMES, BillUnits, Figures, field_name, number_text, read_figures
from core.workflows.billing_rules import Books
from core.workflows.boundary import is_machine_row
from core.workflows.workspace import Workspace

UNSAVED = RecordId("draft")
"""Identity of a bill that is not kept yet."""

_POWER = ("purchased_electricity", "zero_memo")
"""Methods of rows whose bills are for electricity, with losses and times of use."""

_STORED = ("mass", "volume")
"""Dimensions of what is delivered and kept in store."""


@dataclass(frozen=True, slots=True)
class ReadBill:
    """A draft as read: the record it would be, as far as it can be made out, and what is wrong.

    Attributes:
        record: None while the days are not known.
    """

    meter: Meter | None
    start: date | None
    end: date | None
    figures: Figures
    record: ActivityRecord | None
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class BillDesk:
    """A row with its accounts, among the records of its venue.

    Attributes:
        meters: the row's accounts.
        table: the units in force.
    """

    dossier: Dossier
    source: EmissionSource
    kind: SourceType
    meters: tuple[Meter, ...]
    books: Books
    table: UnitTable

    @classmethod
    def of(cls, ws: Workspace, work: UnitOfWork, dossier: Dossier, subject: str) -> BillDesk:
        """Look a row up.

        Raises:
            InputError: it is no emission source of the dossier's venue.
        """
        source = work.sources.get(SourceId(subject))
        if source is None or source.venue_id != dossier.venue_id:
            raise InputError("bill.source", _("没有这个排放源，或它不按票据填报。"), _("请从排放源列表里选；产出按月填写。"))
        meters = tuple(meter for meter in work.meters.of_venue(dossier.venue_id) if meter.source_id == source.id)
        kind = ws.catalogue.source_types[source.type_code]
        return cls(dossier, source, kind, meters, Books.of_venue(work, dossier.venue_id), ws.catalogue.units)

    # ---------------------------------------------------------------- the row

    @property
    def unit(self) -> Unit:
        """The row's unit."""
        return self.table[self.source.unit]

    @property
    def subject(self) -> Subject:
        """What the row's records name."""
        return Subject(self.source.id)

    @property
    def machines(self) -> bool:
        """Whether the row's accounts are machines without readings."""
        return is_machine_row(self.kind)

    def name_of(self, meter: Meter | None) -> str:
        """The row's name, with the account where there are several."""
        if meter is None or len(self.meters) == 1:
            return self.source.name
        return f"{self.source.name}·{meter.name or meter.account}"

    def fields(self, draft: BillDraft) -> BillFields:
        """What the form offers; what is already filled in stays visible."""
        readings = self.kind.metered or (bool(self.meters) and not self.machines)
        power = self.kind.method in _POWER and self.unit.dimension == "energy" and readings
        stored = not readings and not self.machines and self.unit.dimension in _STORED
        return BillFields(
            readings=readings or any((draft.reading_start, draft.reading_end)),
            losses=power or bool(draft.losses),
            time_of_use=power or any(getattr(draft, field) for field in TIMES),
            stock=stored or any(getattr(draft, field) for field in STOCK),
        )

    def accounts(self) -> tuple[AccountChoice, ...]:
        """The accounts that a bill may name."""
        return tuple(
            AccountChoice(m.id, m.account, m.name, number_text(m.multiplier), m.end_included, end_style_words(included=m.end_included))
            for m in self.meters
        )

    def meter(self, meter_id: str) -> Meter | None:
        """The account of that id; where none is named, the only one."""
        if not meter_id:
            return self.meters[0] if len(self.meters) == 1 else None
        return next((meter for meter in self.meters if meter.id == meter_id), None)

    # ---------------------------------------------------------------- the bills around it

    def bills(self, *, but: str = "") -> tuple[ActivityRecord, ...]:
        """The row's bills that count, in order of time; `but` is left out, and what it corrects counts again."""
        records = self.books.records.values()
        own = (r for r in records if r.kind is RecordKind.BILL and r.subject == self.subject and r.id != but)
        replaced = {r.corrects for r in records if r.id != but}
        return tuple(sorted((r for r in own if r.id not in replaced), key=in_time))

    def account_bills(self, meter: Meter | None, *, but: str = "", corrected: str = "") -> tuple[ActivityRecord, ...]:
        """The bills of one account without credit notes, as the rules put them in line; `corrected` is about to be replaced."""
        return tuple(
            bill
            for bill in self.bills(but=but)
            if bill.reverses is None and bill.micro >= 0 and bill.id != corrected and self.meter(bill.meter_id or "") == meter
        )

    def changes(self, meter: Meter | None) -> tuple[ActivityRecord, ...]:
        """The changes of an account's meter in order of time."""
        found = (r for r in self.books.records.values() if r.kind is RecordKind.METER_CHANGE and r.subject == self.subject)
        return tuple(sorted((r for r in found if self.meter(r.meter_id or "") == meter), key=in_time))

    # ---------------------------------------------------------------- from draft to record

    def read(self, draft: BillDraft, record_id: str = "") -> ReadBill:
        """Read a draft and say what is missing or wrong with it."""
        problems: list[FieldProblem] = []
        meter = self.meter(draft.meter_id)
        if meter is None and (draft.meter_id or self.meters):
            accounts = "、".join(one.account for one in self.meters)
            problems.append(FieldProblem("meter_id", _("还没有选户号。"), _("这个排放源的户号：{accounts}。").format(accounts=accounts)))
        start, end = draft.start, day_after(draft.last, meter)
        problems += _period_problems(self.dossier.period, draft, end)
        units = BillUnits(draft.unit or self.source.unit, self.source.unit, self.table)
        figures = read_figures({field: getattr(draft, field) for field in NUMBERS}, units, credit=bool(draft.reverses))
        problems += figures.problems
        record = None
        if start is not None and end is not None and start < end:
            record = self._record(draft, record_id, meter, (start, end), figures)
            problems += self._rule_problems(record, read=figures.quantity is not None)
        return ReadBill(meter, start, end, figures, record, tuple(problems))

    def _record(self, draft: BillDraft, record_id: str, meter: Meter | None, days: tuple[date, date], figures: Figures) -> ActivityRecord:
        known = self.books.records.get(RecordId(record_id)) if record_id else None
        return ActivityRecord(
            id=RecordId(record_id) if record_id else UNSAVED,
            venue_id=self.dossier.venue_id,
            subject=self.subject,
            kind=RecordKind.BILL,
            quantity=figures.quantity or Quantity(Decimal(0), figures.unit),
            micro=figures.micro,
            start=days[0],
            end=days[1],
            meter_id=meter.id if meter else None,
            estimated=draft.estimated,
            corrects=RecordId(draft.corrects) if draft.corrects else None,
            reverses=RecordId(draft.reverses) if draft.reverses else None,
            reading_start=figures.reading_start,
            reading_end=figures.reading_end,
            multiplier=figures.multiplier,
            losses=figures.losses,
            time_of_use=figures.time_of_use,
            stock=figures.stock,
            amount_yuan=figures.amount_yuan,
            invoice=invoice_text(draft.invoice),
            zero_reason=known.zero_reason if known else "",
            note=" ".join(draft.note.split()),
            quality=known.quality if known else None,
            evidence=tuple(EvidenceId(one) for one in draft.evidence),
        )

    def _rule_problems(self, record: ActivityRecord, *, read: bool) -> list[FieldProblem]:
        """What the other records of the venue have against it; `read` whether its quantity is known."""
        problems = []
        if record.micro < 0 and record.reverses is None:
            message = _("数量是负数，没有写明冲正哪一张票据。")
            problems.append(FieldProblem("reverses", message, _("冲正请选原票据；不是冲正的，数量不小于 0。")))
        before = self.books.records.get(record.id)
        for field, check in (
            ("subject", self.require_open),
            ("start", lambda: self.books.require_room(self.source.name, record, before)),
            ("corrects", lambda: self.books.require_correction(record)),
            ("quantity", lambda: self.books.require_credit(record, self.unit) if read else None),
        ):
            try:
                check()
            except AppError as error:
                problems.append(FieldProblem(field, error.message, error.hint))
        return problems

    def require_open(self) -> None:
        """The row is inside the boundary of a dossier that is open.

        Raises:
            InputError: it is not.
        """
        if self.dossier.status is not DossierStatus.OPEN:
            raise InputError("bill.locked", _("「{title}」已锁定，不能修改。").format(title=self.dossier.title))
        if not self.source.active:
            raise InputError("bill.excluded", _("「{name}」不在核算边界内。").format(name=self.source.name), _("请先把它计入核算。"))


def _period_problems(period: ReportingPeriod, draft: BillDraft, end: date | None) -> list[FieldProblem]:
    problems = []
    for field, day in (("start", draft.start), ("last", draft.last)):
        if day is None:
            problems.append(FieldProblem(field, _("{field}还没有填。").format(field=field_name(field)), _("请照票面填写。")))
    if draft.start is None or end is None or draft.last is None:
        return problems
    if end <= draft.start:
        message = _("止日 {last} 早于起日 {start}，账期没有一天。").format(last=draft.last.isoformat(), start=draft.start.isoformat())
        problems.append(FieldProblem("last", message, _("请核对起止日期和户号的账期写法。")))
    elif not (draft.start < period.day_after and end > period.first_day):
        message = _("账期不在核算期 {label} 年内。").format(label=period.label)
        problems.append(FieldProblem("start", message, _("请核对年份；别的年度的票据，请换到那一年再录。")))
    return problems


# ---------------------------------------------------------------- days, and the way back


def day_after(last: date | None, meter: Meter | None) -> date | None:
    """The day after a period from its printed end, as the account writes it (domain.md §4.7)."""
    if last is None:
        return None
    return last + timedelta(days=1) if meter is None or meter.end_included else last


def printed_end(end: date, meter: Meter | None) -> date:
    """The end as the account prints it."""
    return end - timedelta(days=1) if meter is None or meter.end_included else end


def end_style_words(*, included: bool) -> str:
    """How an account writes the end of a period."""
    return _("含末日") if included else _("末日为下期首日")


def invoice_text(typed: str) -> str:
    """Invoice numbers as they are kept: several parted by ；, without stray spaces."""
    return "；".join(part for part in (" ".join(one.split()) for one in typed.replace(";", "；").split("；")) if part)


def in_time(record: ActivityRecord) -> tuple[date, date, str]:
    """The order of bills."""
    start = record.start or date.min
    return start, record.end or start, str(record.id)


def draft_from(record: ActivityRecord, meter: Meter | None) -> BillDraft:
    """A kept bill as it would be typed."""
    times = record.time_of_use or TimeOfUse()
    stock = record.stock
    return BillDraft(
        subject=record.subject,
        meter_id=record.meter_id or "",
        start=record.start,
        last=printed_end(record.end, meter) if record.end else None,
        quantity="" if stock else number_text(record.quantity.value),
        unit=record.quantity.unit,
        reading_start=number_text(record.reading_start),
        reading_end=number_text(record.reading_end),
        multiplier=number_text(record.multiplier),
        losses=number_text(record.losses),
        sharp=number_text(times.sharp),
        peak=number_text(times.peak),
        flat=number_text(times.flat),
        valley=number_text(times.valley),
        opening=number_text(stock.opening if stock else None),
        delivered=number_text(stock.delivered if stock else None),
        closing=number_text(stock.closing if stock else None),
        amount_yuan=number_text(record.amount_yuan),
        estimated=record.estimated,
        corrects=record.corrects or "",
        reverses=record.reverses or "",
        invoice=record.invoice,
        note=record.note,
        evidence=tuple(record.evidence),
    )


def month_after(day: date, months: int) -> date | None:
    """The same day of a later month; None where that month has no such day."""
    month = Month.of(day).plus(months)
    return month.first_day + timedelta(days=day.day - 1) if day.day <= month.days else None
