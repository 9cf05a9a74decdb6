"""How a bill falls on months and what stands around it: shares by calendar days, the bills before and after, how the end is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.domain.activity import ActivityRecord
from core.domain.emission import Meter
from core.domain.period import Month
from core.domain.quantity import Unit, shown_micro
from core.i18n import _
from core.workflows.bill_views import EndGuess, MonthShare, NeighbourBill, OtherShare
from core.workflows.billing_desk import BillDesk, end_style_words, in_time, printed_end
from core.workflows.billing_rules import span_of

_TYPED = 1000
"""Millionths: what people type has at most three decimals; a share of days leaves more behind and is cut to the unit's."""


def micro_text(micro: int, unit: Unit) -> str:
    """Millionths as printed: what was typed in full, a share of days in the unit's decimals."""
    return shown_micro(micro, unit.decimals, exact=micro % _TYPED == 0)


def amount_text(micro: int, unit: Unit) -> str:
    """The same with its unit."""
    return f"{micro_text(micro, unit)} {unit.label}"


def spread_of(desk: BillDesk, bill: ActivityRecord) -> tuple[MonthShare, ...]:
    """The months of a bill, each with what the row's other bills give to it."""
    others = [one for one in desk.bills(but=bill.id) if one.id != bill.corrects]
    return tuple(_month_share(desk, bill, month, micro, others) for month, micro in bill.months().items())


def _month_share(desk: BillDesk, bill: ActivityRecord, month: Month, micro: int, others: Sequence[ActivityRecord]) -> MonthShare:
    shares = [(other, part) for other in others if (part := other.months().get(month)) is not None]
    # Of bills with the same days the one that a credit note is taken from stands first.
    in_line = sorted([*shares, (bill, micro)], key=lambda pair: (*in_time(pair[0])[:2], pair[1] < 0, pair[0].id))
    total = sum(part for _other, part in in_line)
    whole = amount_text(total, desk.unit)
    sentence = _("{month}月 {total}").format(month=month.month, total=whole)
    if len(in_line) > 1:
        parts = " + ".join(micro_text(part, desk.unit) for _other, part in in_line).replace("+ −", "− ")
        sentence = _("{month}月 {parts} = {total}").format(month=month.month, parts=parts, total=whole)
    return MonthShare(
        month=month,
        days=days_in(bill, month),
        amount=micro_text(micro, desk.unit),
        others=tuple(_other_share(desk, bill, other, part) for other, part in shares),
        total=micro_text(total, desk.unit),
        sentence=sentence,
        inside=month in desk.dossier.period,
        closed=month in desk.books.closed,
        micro=micro,
    )


def _other_share(desk: BillDesk, bill: ActivityRecord, other: ActivityRecord, part: int) -> OtherShare:
    mine, theirs = desk.meter(bill.meter_id or ""), desk.meter(other.meter_id or "")
    account = "" if theirs is None or theirs == mine else theirs.account
    return OtherShare(other.id, span_of(other), micro_text(part, desk.unit), in_time(other) < in_time(bill), account)


def days_in(bill: ActivityRecord, month: Month) -> int:
    """How many days of a bill lie in a month."""
    if bill.start is None or bill.end is None:
        return 0
    return max(0, (min(bill.end, month.plus(1).first_day) - max(bill.start, month.first_day)).days)


def neighbours(desk: BillDesk, bill: ActivityRecord) -> tuple[NeighbourBill | None, NeighbourBill | None]:
    """The bills of the same account before and after; a correction's own original is none of them, and a credit note has none."""
    if bill.reverses is not None:
        return None, None
    line = _line(desk, bill)
    at = next(index for index, one in enumerate(line) if one.id == bill.id)
    before = _neighbour(desk, line[at - 1], bill, before=True) if at else None
    after = _neighbour(desk, line[at + 1], bill, before=False) if at + 1 < len(line) else None
    return before, after


def _line(desk: BillDesk, bill: ActivityRecord) -> list[ActivityRecord]:
    """The account's bills in order of time, this one among them."""
    others = desk.account_bills(desk.meter(bill.meter_id or ""), but=bill.id, corrected=bill.corrects or "")
    return sorted([*others, bill], key=in_time)


def _neighbour(desk: BillDesk, other: ActivityRecord, bill: ActivityRecord, *, before: bool) -> NeighbourBill:
    start, end = other.start or date.min, other.end or date.min
    gap = (bill.start or end) - end if before else start - (bill.end or start)
    return NeighbourBill(
        record_id=other.id,
        first=start,
        last=end - timedelta(days=1),
        span=span_of(other),
        quantity=amount_text(other.micro, desk.unit),
        invoice=other.invoice,
        estimated=other.estimated,
        gap_days=gap.days,
    )


def position(desk: BillDesk, bill: ActivityRecord) -> tuple[int, int]:
    """Which of the account's bills in the dossier this is, and how many there are; a credit note is none of them."""
    if bill.reverses is not None:
        return 0, 0
    period = desk.dossier.period
    line = [one for one in _line(desk, bill) if one.id == bill.id or any(month in period for month in one.months())]
    return next(index for index, one in enumerate(line, start=1) if one.id == bill.id), len(line)


def end_guess(desk: BillDesk, bill: ActivityRecord) -> EndGuess | None:
    """How the account writes the end of a period, guessed from where the next bill starts (domain.md §4.7).

    A bill that starts on the printed end of the one before shows 末日为下期首日, one that starts the day after shows 含末日.
    None where the dates show neither, and for deliveries, which need not join.
    """
    meter = desk.meter(bill.meter_id or "")
    if bill.reverses is not None or (meter is None and not desk.kind.metered):
        return None
    line = _line(desk, bill)
    at = next(index for index, one in enumerate(line) if one.id == bill.id)
    for before, after in ((line[at - 1] if at else None, bill), (bill, line[at + 1] if at + 1 < len(line) else None)):
        if before is not None and after is not None:
            found = _guess(before, after, meter)
            if found is not None:
                return found
    return None


def _guess(before: ActivityRecord, after: ActivityRecord, meter: Meter | None) -> EndGuess | None:
    if before.end is None or after.start is None:
        return None
    printed = printed_end(before.end, meter)
    if after.start not in {printed, printed + timedelta(days=1)}:
        return None
    included = after.start != printed
    registered = meter is None or meter.end_included
    seen = _("前一张写到 {end}，后一张从 {start} 起，账期写法是「{style}」。").format(
        end=f"{printed.month}.{printed.day}", start=f"{after.start.month}.{after.start.day}", style=end_style_words(included=included)
    )
    if included == registered:
        return EndGuess(included, False, seen)
    if meter is None:
        return EndGuess(included, True, seen + _("这个排放源没有户号，止日按含末日读；请把止日提前一天。"))
    wrong = _("户号 {account} 登记的是「{style}」，请核对。").format(account=meter.account, style=end_style_words(included=registered))
    return EndGuess(included, True, seen + wrong)
