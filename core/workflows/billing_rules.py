"""What a bill must keep to among the other records of its venue; the form and the import ask the same questions here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.domain.activity import ActivityRecord, RecordId, RecordKind
from core.domain.dossier import Dossier, DossierKind, DossierStatus
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.quantity import Unit, shown_micro
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.recording import require_open_month


@dataclass(frozen=True, slots=True)
class Books:
    """The records of a venue, and which of its months can no longer be changed.

    Attributes:
        records: every record, those that a correction has replaced too.
        closed: months closed 月结.
        locked: the venue's operation dossiers that are locked.
    """

    records: Mapping[RecordId, ActivityRecord]
    closed: frozenset[Month]
    locked: tuple[Dossier, ...]

    @classmethod
    def of_venue(cls, work: UnitOfWork, venue_id: VenueId, records: Mapping[RecordId, ActivityRecord] | None = None) -> Books:
        """Read them; `records` where they are at hand and change while bills are taken in."""
        known = {record.id: record for record in work.activities.all_of_venue(venue_id)} if records is None else records
        locked = (d for d in work.dossiers.of_venue(venue_id) if d.kind is DossierKind.OPERATION and d.status is DossierStatus.LOCKED)
        return cls(known, work.closed_months.of_venue(venue_id), tuple(locked))

    # ---------------------------------------------------------------- months

    def require_room(self, name: str, after: ActivityRecord | None, before: ActivityRecord | None) -> None:
        """A bill touches no closed month and no locked year, neither where it stood nor where it comes, and no month typed by hand.

        Args:
            name: name of the row, for the sentence.
            after: the bill as it is to be; None where it is taken out.
            before: the bill as it was; None for a new one.

        Raises:
            RuleError: a month is closed, a year locked, or a month has a figure typed by hand.
        """
        if after == before:
            return
        shown = tuple(self._shown_again(after, before))
        for record in (before, after, *shown, *self._replaced_by(after)):
            if record is not None:
                self.require_changeable(record.months())
        for record in (after, *shown):
            if record is not None:
                self._require_untyped(name, record)

    def require_changeable(self, months: Iterable[Month]) -> None:
        """None of the months is closed or of a locked year.

        Raises:
            RuleError: one is.
        """
        for month in months:
            require_open_month(self.closed, month)
            for dossier in self.locked:
                if month in dossier.period:
                    raise RuleError(
                        "bill.locked_year",
                        _("{year}年{month}月在「{title}」里，该档案已锁定。").format(
                            year=month.year, month=month.month, title=dossier.title
                        ),
                        _("如需更正，请先解除锁定并写明原因。"),
                    )

    def _require_untyped(self, name: str, bill: ActivityRecord) -> None:
        """No month of the bill has a figure typed by hand that counts."""
        figures = (r for r in self.records.values() if r.kind is RecordKind.MONTH and r.subject == bill.subject)
        typed = {figure.month for figure in figures if figure.id != bill.corrects}
        for month in bill.months():
            if month in typed:
                raise RuleError(
                    "bill.typed_month",
                    _("{name} {month}月已有手工录入的数，票据不能再计入。").format(name=name, month=month.month),
                    _("请先清空那一格。"),
                )

    # ---------------------------------------------------------------- corrections and credit notes

    def replaced(self, record_id: RecordId, *, but: RecordId | None = None) -> bool:
        """Whether another record corrects this one; `but` is left out of the question."""
        return any(record.corrects == record_id and record.id != but for record in self.records.values())

    def credits_of(self, record_id: RecordId, *, but: RecordId | None = None) -> tuple[ActivityRecord, ...]:
        """The credit notes that reverse a bill and count."""
        return tuple(
            record
            for record in self.records.values()
            if record.reverses == record_id and record.id != but and not self.replaced(record.id, but=but)
        )

    def remaining(self, bill: ActivityRecord, *, but: RecordId | None = None) -> int:
        """Millionths of a bill that no credit note has reversed yet."""
        return bill.micro + sum(credit.micro for credit in self.credits_of(bill.id, but=but))

    def require_correction(self, record: ActivityRecord) -> None:
        """A correction replaces a bill of the same row that nothing else replaces or reverses.

        Raises:
            InputError: it does not; the sentence says which bill stands in the way.
        """
        if record.corrects is None:
            return
        target = self._target(record.corrects, record)
        if self.replaced(target.id, but=record.id):
            raise InputError(
                "bill.corrected_twice",
                _("票据 {bill} 已经更正过了。").format(bill=bill_text(target)),
                _("请修改那张更正票据，或选别的票据。"),
            )
        if self.credits_of(target.id, but=record.id):
            raise InputError(
                "bill.corrected_credited",
                _("票据 {bill} 已有冲正，不能再更正。").format(bill=bill_text(target)),
                _("请先删除冲正，或再登记一张冲正。"),
            )

    def require_credit(self, record: ActivityRecord, unit: Unit) -> None:
        """A credit note is below zero, names a bill of the same row that counts, and all of them together take no more than the bill.

        Args:
            record: the credit note; any other record passes, unless credit notes name it.
            unit: the unit of the row, for the sentence.

        Raises:
            InputError: it does not.
        """
        if record.reverses is None:
            self._require_enough(record, unit)
            return
        if record.micro >= 0:
            raise InputError("bill.credit_sign", _("冲正票据的数量应为负数。"), _("请在数量前加负号，如 −1,200。"))
        target = self._target(record.reverses, record)
        if target.reverses is not None or target.micro < 0:
            message = _("票据 {bill} 本身是冲正。").format(bill=bill_text(target))
            raise InputError("bill.credit_of_credit", message, _("请选被冲正的原票据。"))
        if self.replaced(target.id, but=record.id):
            raise InputError(
                "bill.credit_replaced",
                _("票据 {bill} 已由更正的票据替换。").format(bill=bill_text(target)),
                _("请冲正更正后的那一张。"),
            )
        over = -(self.remaining(target, but=record.id) + record.micro)
        if over > 0:
            raise self._too_much(target, over, unit)

    def _require_enough(self, bill: ActivityRecord, unit: Unit) -> None:
        """A bill that has been reversed in part stays at least as large."""
        credited = self.credits_of(bill.id)
        if not credited:
            return
        if any(credit.subject != bill.subject for credit in credited):
            raise InputError("bill.credited_row", _("这张票据已有冲正，不能改到别的排放源。"), _("请先删除冲正。"))
        over = -(bill.micro + sum(credit.micro for credit in credited))
        if over > 0:
            raise self._too_much(bill, over, unit)

    def _too_much(self, bill: ActivityRecord, over: int, unit: Unit) -> InputError:
        return InputError(
            "bill.credit_too_large",
            _("冲正合计比票据 {bill} 多 {over} {unit}。").format(
                bill=bill_text(bill), over=shown_micro(over, unit.decimals), unit=unit.label
            ),
            _("冲正合计不能超过原票据，请核对数量。"),
        )

    def _target(self, target_id: RecordId, record: ActivityRecord) -> ActivityRecord:
        target = self.records.get(target_id)
        if target is None or target.kind is not RecordKind.BILL or target.subject != record.subject or target.id == record.id:
            raise InputError("bill.target", _("所指的票据不在这个排放源里。"), _("请从这个排放源的票据里选。"))
        return target

    def require_unreferenced(self, bill: ActivityRecord) -> None:
        """A bill that another one corrects or reverses is not taken out before it.

        Raises:
            RuleError: one does.
        """
        other = next((r for r in self.records.values() if bill.id in {r.corrects, r.reverses}), None)
        if other is not None:
            raise RuleError(
                "bill.referenced",
                _("票据 {bill} 已由票据 {other} 更正或冲正，不能删除。").format(bill=bill_text(bill), other=bill_text(other)),
                _("请先删除更正或冲正的那一张。"),
            )

    def _replaced_by(self, record: ActivityRecord | None) -> Iterator[ActivityRecord]:
        """The bill that no longer counts because of this one."""
        if record is not None and record.corrects is not None and record.corrects in self.records:
            yield self.records[record.corrects]

    def _shown_again(self, after: ActivityRecord | None, before: ActivityRecord | None) -> Iterator[ActivityRecord]:
        """The bill that counts again because this one no longer corrects it."""
        if before is not None and before.corrects is not None and (after is None or after.corrects != before.corrects):
            known = self.records.get(before.corrects)
            if known is not None:
                yield known


def bill_text(bill: ActivityRecord) -> str:
    """What a bill is called in a sentence: its number, else its days."""
    return bill.invoice or span_of(bill)


def span_of(record: ActivityRecord) -> str:
    """The days of a bill as people write them, both included: 6.21—7.20; of a meter change its day; with years where they differ."""
    if record.start is None:
        return ""
    last = record.end - timedelta(days=1) if record.end is not None else record.start
    first = record.start
    if record.end is None:
        return f"{first.month}.{first.day}"
    if first.year != last.year:
        return f"{first.year}.{first.month}.{first.day}—{last.year}.{last.month}.{last.day}"
    return f"{first.month}.{first.day}—{last.month}.{last.day}"
