"""The bills of a dossier, of a row, of a month, as lines of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.activity import ActivityRecord, RecordKind
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource, Meter, MeterId
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.quantity import UnitTable, micro_to_decimal, plain
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import dossiers
from core.workflows.bill_views import BillLine
from core.workflows.billing_desk import in_time
from core.workflows.billing_reading import number_text
from core.workflows.billing_rules import Books, bill_text, span_of
from core.workflows.billing_spread import micro_text
from core.workflows.workspace import Workspace


def bills_of(ws: Workspace, dossier_id: str, subject: str = "", month: Month | None = None) -> tuple[BillLine, ...]:
    """The bills and meter changes of the dossier, of a row, of a month: row by row, in order of time.

    Args:
        ws: the open ledger.
        dossier_id: the dossier.
        subject: only this row; empty for all.
        month: only what falls on this month; None for the dossier's months.
    """
    found = dossiers.dossier(ws, dossier_id)
    months = frozenset(found.period) if month is None else frozenset({month})
    with ws.store.read() as work:
        shelf = _Shelf.of(ws, work, found, months)
    wanted = [record for record in shelf.books.records.values() if shelf.listed(record) and subject in {"", record.subject}]
    return tuple(shelf.line(record) for record in sorted(wanted, key=shelf.order))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What the lines need, looked up once."""

    sources: Mapping[str, EmissionSource]
    meters: Mapping[MeterId, Meter]
    books: Books
    units: UnitTable
    months: frozenset[Month]

    @classmethod
    def of(cls, ws: Workspace, work: UnitOfWork, found: Dossier, months: frozenset[Month]) -> _Shelf:
        venue_id: VenueId = found.venue_id
        return cls(
            sources={str(source.id): source for source in work.sources.of_venue(venue_id)},
            meters={meter.id: meter for meter in work.meters.of_venue(venue_id)},
            books=Books.of_venue(work, venue_id),
            units=ws.catalogue.units,
            months=months,
        )

    def listed(self, record: ActivityRecord) -> bool:
        """Whether the record is a bill or a change of a meter within the months."""
        if record.subject not in self.sources or record.start is None:
            return False
        if record.kind is RecordKind.METER_CHANGE:
            return Month.of(record.start) in self.months
        return record.kind is RecordKind.BILL and any(month in self.months for month in record.months())

    def order(self, record: ActivityRecord) -> tuple[int, str, str, tuple[date, date, str]]:
        """Rows as on the grid, then accounts, then time."""
        source = self.sources[record.subject]
        return source.position, str(source.id), self._account(record), in_time(record)

    def _account(self, record: ActivityRecord) -> str:
        meter = self.meters.get(record.meter_id) if record.meter_id else None
        return meter.account if meter else ""

    def line(self, record: ActivityRecord) -> BillLine:
        """The record as a line."""
        source = self.sources[record.subject]
        unit = self.units[source.unit]
        share = sum(micro for month, micro in record.months().items() if month in self.months)
        start = record.start or date.min
        last = record.end - timedelta(days=1) if record.end is not None else start
        bill = record.kind is RecordKind.BILL
        counts = bill and not self.books.replaced(record.id)
        return BillLine(
            record_id=record.id,
            kind=record.kind.value,
            subject=record.subject,
            row_name=source.name,
            meter_id=record.meter_id or "",
            account=self._account(record),
            first=start,
            last=last,
            span=span_of(record),
            days=(last - start).days + 1,
            quantity=self._quantity(record),
            value=f"{plain(record.quantity.value):f}" if bill else "",
            unit=record.quantity.unit,
            share=micro_text(share, unit) if bill else "",
            share_value=f"{micro_to_decimal(share):f}" if bill else "",
            amount_yuan=number_text(record.amount_yuan),
            invoice=record.invoice,
            estimated=record.estimated,
            counts=counts,
            reversible=counts and record.reverses is None and self.books.remaining(record) > 0,
            corrects=record.corrects or "",
            reverses=record.reverses or "",
            remarks=self._remarks(record),
            evidence=tuple(record.evidence),
        )

    def _quantity(self, record: ActivityRecord) -> str:
        if record.kind is RecordKind.METER_CHANGE:
            return f"{number_text(record.reading_start)} → {number_text(record.reading_end)}"
        return f"{number_text(record.quantity.value)} {self.units[record.quantity.unit].label}"

    def _remarks(self, record: ActivityRecord) -> tuple[str, ...]:
        if record.kind is RecordKind.METER_CHANGE:
            return (_("换表"),)
        remarks = [_("暂估")] if record.estimated else []
        if self.books.replaced(record.id):
            remarks.append(_("已更正，不再计入"))
        if record.corrects is not None:
            remarks.append(_("更正 {bill}").format(bill=self._named(record.corrects)))
        if record.reverses is not None:
            remarks.append(_("冲正 {bill}").format(bill=self._named(record.reverses)))
        if self.books.credits_of(record.id):
            remarks.append(_("已有冲正"))
        return tuple(remarks)

    def _named(self, record_id: str) -> str:
        known = next((record for record in self.books.records.values() if record.id == record_id), None)
        return bill_text(known) if known is not None else "—"
