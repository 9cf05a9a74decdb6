"""Checks of bills: periods, readings, ratios, prices, estimates, doubles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from core.accounting.check_context import Account, Case, Row, day_text, month_text, percent, span_text
from core.domain.activity import ActivityRecord, RecordKind, TimeOfUse
from core.domain.dossier import DossierKind
from core.domain.finding import Finding, Place, Severity
from core.domain.period import Month
from core.domain.quantity import MICRO, plain, shown_significant
from core.i18n import _

_MONTHS_OF_A_YEAR = 12


# ---------------------------------------------------------------- V02: periods


def unbroken_periods(case: Case) -> Iterator[Finding]:
    """V02: an operation covers twelve whole months, and the bills of an account follow each other day by day.

    Deliveries and settlements without a meter need not join.
    """
    dossier = case.context.dossier
    if dossier.kind is DossierKind.OPERATION and case.period.months != _MONTHS_OF_A_YEAR:
        parameters = {
            "problem": _("现在是 {count} 个月（{first}—{last}）").format(
                count=case.period.months, first=month_text(case.period.start), last=month_text(case.period.end)
            ),
            "expected": _("12 个完整的月"),
        }
        yield case.finding("V02", Severity.BLOCK, Place("activity", field="period"), parameters, _("核算期"))
    for account in (one for one in case.accounts if not one.row.of_machines and (one.meter is not None or _has_meter(one.row))):
        yield from _between_bills(case, account)
        yield from _at_the_edges(case, account)


def _has_meter(row: Row) -> bool:
    return row.kind is not None and row.kind.metered


def _between_bills(case: Case, account: Account) -> Iterator[Finding]:
    reached: date | None = None
    for bill in account.bills:
        start, end = bill.start or date.min, bill.end or date.min
        if reached is not None and start < reached:
            yield from _period_finding(case, account, bill, (start, min(reached, end)), overlap=True)
        elif reached is not None:
            yield from _period_finding(case, account, bill, (reached, start))
        reached = end if reached is None else max(reached, end)


def _period_finding(
    case: Case, account: Account, bill: ActivityRecord, days: tuple[date, date], *, overlap: bool = False
) -> Iterator[Finding]:
    """Days between two bills that none covers, or that both cover, where they touch the dossier."""
    first, after = days
    if after <= case.period.first_day or first >= case.period.day_after:
        return
    count = (after - first).days if overlap else _uncovered(case, account, first, after)
    if count <= (0 if overlap else case.limit("V02", "gap_days")):
        return
    between = f"{day_text(first)}—{day_text(after - timedelta(days=1))}"
    if overlap:
        problem, expected = _("{between}与上一张票据重叠 {count} 天"), _("起日不早于上一张的止日次日")
    else:
        problem, expected = _("{between}没有票据，缺 {count} 天"), _("账期首尾相接，起日是上一张的止日次日")
    parameters = {"problem": _of(account, problem.format(between=between, count=count)), "expected": expected}
    month = Month.of(max(first, case.period.first_day))
    yield case.finding("V02", Severity.BLOCK, case.cell(account.row, month, record=str(bill.id)), parameters)


def _at_the_edges(case: Case, account: Account) -> Iterator[Finding]:
    """The first and the last month of an account with bills: whole months without data are the business of V03."""
    inside = [bill for bill in account.bills if bill.end and bill.start and _touches(case, bill.start, bill.end)]
    if not inside:
        return
    first, last = inside[0], max(inside, key=lambda bill: bill.end or date.min)
    start, end = first.start or date.min, last.end or date.min
    if first is account.bills[0] and start > case.period.first_day:
        yield from _edge(case, account, first, (Month.of(start).first_day, start), "start")
    # While the year runs, the bill that covers the rest of the month is still to come.
    if last is account.bills[-1] and end.day > 1 and end < case.period.day_after <= case.context.today:
        yield from _edge(case, account, last, (end, Month.of(end).plus(1).first_day), "end")


def _edge(case: Case, account: Account, bill: ActivityRecord, days: tuple[date, date], field_name: str) -> Iterator[Finding]:
    first, after = days
    count = _uncovered(case, account, first, after)
    if count > case.limit("V02", "gap_days"):
        between = f"{day_text(first)}—{day_text(after - timedelta(days=1))}"
        problem = _("{between}没有票据，缺 {count} 天").format(between=between, count=count)
        parameters = {"problem": _of(account, problem), "expected": _("票据盖满整月；中途开户或销户的，写一句说明")}
        place = case.cell(account.row, Month.of(first), record=str(bill.id), field_name=field_name)
        yield case.finding("V02", Severity.WARN, place, parameters)


def _uncovered(case: Case, account: Account, first: date, after: date) -> int:
    """Days of [first, after) in the dossier's months that have no typed figure either."""
    day, end, count = max(first, case.period.first_day), min(after, case.period.day_after), 0
    while day < end:
        following = min(Month.of(day).plus(1).first_day, end)
        if (str(account.row.subject), Month.of(day)) not in case.typed:
            count += (following - day).days
        day = following
    return count


def _touches(case: Case, start: date, end: date) -> bool:
    return end > case.period.first_day and start < case.period.day_after


def _of(account: Account, problem: str) -> str:
    """The sentence with the account in front, where there is one."""
    return problem if account.meter is None else _("户号 {account}：{problem}").format(account=account.meter.account, problem=problem)


# ---------------------------------------------------------------- V04, V11: signs and estimates


def negative_quantities(case: Case) -> Iterator[Finding]:
    """V04: a negative quantity names the bill that it reverses."""
    for record in case.counted:
        if record.micro < 0 and record.reverses is None:
            parameters = {"value": case.row(record).amount(record.micro), "bill": record.invoice or span_text(record)}
            yield case.finding("V04", Severity.BLOCK, case.bill_cell(record), parameters)


def estimates(case: Case) -> Iterator[Finding]:
    """V11: an estimated figure is corrected before locking."""
    for record in case.counted:
        if record.estimated:
            parameters = {"value": case.row(record).amount(record.micro), "span": span_text(record)}
            yield case.finding("V11", Severity.BLOCK, case.bill_cell(record), parameters)


# ---------------------------------------------------------------- V07, V08: readings


def unbroken_readings(case: Case) -> Iterator[Finding]:
    """V07: a bill starts where the last one ended and ends no lower than it starts, unless the meter was changed."""
    own = {record.id for record in case.counted}
    for account in case.accounts:
        for bill in (bill for bill in account.bills if bill.id in own):
            start, end = _reading(bill.reading_start), _reading(bill.reading_end)
            if _runs_back(account, bill):
                problem = _("止示数 {end} 小于起示数 {start}").format(end=end, start=start)
                parameters = {"problem": _of(account, problem), "expected": _("止示数不小于 {start}").format(start=start)}
                yield case.finding("V07", Severity.BLOCK, case.bill_cell(bill, field_name="reading_end"), parameters)
            before = _broken_off(account, bill)
            if before is not None:
                wanted = _reading(before.reading_end)
                problem = _("起示数 {found}，上一张票据止于 {wanted}").format(found=start, wanted=wanted)
                parameters = {"problem": _of(account, problem), "expected": _("起示数 {wanted}，或登记换表").format(wanted=wanted)}
                yield case.finding("V07", Severity.BLOCK, case.bill_cell(bill, field_name="reading_start"), parameters)


def _reading(value: Decimal | None) -> str:
    return "—" if value is None else f"{plain(value):,f}"


def _runs_back(account: Account, bill: ActivityRecord) -> bool:
    """Whether the meter ends below its start without having been changed."""
    if bill.reading_start is None or bill.reading_end is None:
        return False
    return bill.reading_end < bill.reading_start and not _changes_during(account, bill)


def _broken_off(account: Account, bill: ActivityRecord) -> ActivityRecord | None:
    """The bill just before whose end reading this one should start from and does not."""
    for before, after in pairwise(account.bills):
        if after is bill and _adjoin(before, bill) and not _joined(account, before, bill):
            return before
    return None


def _adjoin(before: ActivityRecord, bill: ActivityRecord) -> bool:
    """Readings of two bills can be compared where no day lies between them; a missing bill is the business of V02."""
    if before.reading_end is None or bill.reading_start is None or before.end is None or bill.start is None:
        return False
    return abs((bill.start - before.end).days) <= 1


def _joined(account: Account, before: ActivityRecord, bill: ActivityRecord) -> bool:
    if bill.reading_start == before.reading_end:
        return True
    changes = (*_changes_during(account, before), *_changes_during(account, bill))
    return any(change.reading_end is None or change.reading_end == bill.reading_start for change in changes)


def _changes_during(account: Account, bill: ActivityRecord) -> tuple[ActivityRecord, ...]:
    """Changes of the meter on the days of a bill; on the day after its last the new meter may stand already."""
    start, end = bill.start or date.min, bill.end or date.min
    return tuple(change for change in account.changes if change.start is not None and start <= change.start <= end)


def readings_times_ratio(case: Case) -> Iterator[Finding]:
    """V08: the advance of the readings times the ratio, with the losses, is the billed quantity; where V07 asks, it does not ask again."""
    own = {record.id for record in case.counted}
    for account in case.accounts:
        for bill in (bill for bill in account.bills if bill.id in own and bill.micro):
            gone = advances(account, bill)
            if not gone or _broken_off(account, bill) is not None:
                continue
            ratio = bill.multiplier or (account.meter.multiplier if account.meter else Decimal(1))
            off, advance = min((_distance(advance * ratio, *pair), advance) for advance in gone for pair in _billed(bill))
            if off > case.limit("V08", "percent") / 100:
                unit = case.context.catalogue.units[bill.quantity.unit].label
                parameters = {
                    "sum": _sum_in_words(advance, ratio, bill.losses),
                    "computed": f"{plain(advance * ratio + (bill.losses or 0)):,f}",
                    "billed": f"{plain(bill.quantity.value):,f} {unit}",
                    "off": percent(off),
                    "limit": case.limit_text("V08", "percent"),
                }
                yield case.finding("V08", Severity.WARN, case.bill_cell(bill, field_name="multiplier"), parameters)


def _sum_in_words(advance: Decimal, ratio: Decimal, losses: Decimal | None) -> str:
    parts = {"advance": f"{plain(advance):,f}", "ratio": f"{plain(ratio):,f}"}
    if not losses:
        return _("{advance} × 倍率 {ratio}").format(**parts)
    return _("{advance} × 倍率 {ratio} + 损耗 {losses}").format(**parts, losses=f"{plain(losses):,f}")


def _distance(computed: Decimal, billed: Fraction, losses: Fraction) -> Fraction:
    return abs(Fraction(computed) + losses - billed) / billed


def advances(account: Account, bill: ActivityRecord) -> tuple[Decimal, ...]:
    """How far the meter went: straight on, and through the changes of the meter if there were any."""
    if bill.reading_start is None or bill.reading_end is None:
        return ()
    through, reading = Decimal(0), bill.reading_start
    for change in _changes_during(account, bill):
        if change.reading_start is None or change.reading_end is None:
            return ()
        through += change.reading_start - reading
        reading = change.reading_end
    through += bill.reading_end - reading
    return tuple(advance for advance in (bill.reading_end - bill.reading_start, through) if advance >= 0)


def _billed(bill: ActivityRecord) -> tuple[tuple[Fraction, Fraction], ...]:
    """The billed number and its losses as printed, and in the row's unit: a meter shows kWh where the bill may say 万kWh."""
    billed, losses = Fraction(bill.micro, MICRO), Fraction(bill.losses or 0)
    printed = Fraction(bill.quantity.value) or billed
    return (printed, losses), (billed, losses * billed / printed)


# ---------------------------------------------------------------- V09: times of use


def times_of_use(case: Case) -> Iterator[Finding]:
    """V09: sharp, peak, flat and valley together are the billed quantity, with its losses or without them."""
    for bill in case.bills():
        if bill.time_of_use is None or not bill.quantity.value:
            continue
        total, billed = Fraction(bill.time_of_use.total()), Fraction(bill.quantity.value)
        off = min(abs(total - whole) / abs(billed) for whole in (billed, billed - Fraction(bill.losses or 0)))
        if off > case.limit("V09", "percent") / 100:
            unit = case.context.catalogue.units[bill.quantity.unit].label
            parameters = {
                "parts": _parts_in_words(bill.time_of_use),
                "total": f"{plain(bill.time_of_use.total()):,f} {unit}",
                "billed": f"{plain(bill.quantity.value):,f} {unit}",
                "off": percent(off),
                "limit": case.limit_text("V09", "percent"),
            }
            yield case.finding("V09", Severity.WARN, case.bill_cell(bill, field_name="peak"), parameters)


def _parts_in_words(parts: TimeOfUse) -> str:
    named = ((_("尖"), parts.sharp), (_("峰"), parts.peak), (_("平"), parts.flat), (_("谷"), parts.valley))
    return " + ".join(f"{name} {plain(value):,f}" for name, value in named if value is not None)


# ---------------------------------------------------------------- V10: price


_PRICED = {"electricity": "kWh", "gas": "m3", "oil": "L"}
"""What has a usual price, and per what."""


def price(case: Case) -> Iterator[Finding]:
    """V10: money ÷ quantity lies in the usual range."""
    units = case.context.catalogue.units
    for record in case.counted:
        row = case.row(record)
        good = _good(case, record)
        if good is None or record.amount_yuan is None or not record.micro or units[_PRICED[good]].dimension != row.unit.dimension:
            continue
        quantity = units.convert(Fraction(record.micro, MICRO), row.unit.code, _PRICED[good])
        each = Fraction(record.amount_yuan) / quantity
        if case.limit("V10", f"{good}_low") <= each <= case.limit("V10", f"{good}_high"):
            continue
        unit = units[_PRICED[good]].label
        parameters = {
            "amount": f"{plain(record.amount_yuan):,f}",
            "value": row.amount(record.micro),
            "price": _("{price} 元/{unit}").format(price=shown_significant(each), unit=unit),
            "low": case.limit_text("V10", f"{good}_low"),
            "high": _("{price} 元/{unit}").format(price=case.limit_text("V10", f"{good}_high"), unit=unit),
        }
        yield case.finding("V10", Severity.WARN, case.bill_cell(record, field_name="amount_yuan"), parameters)


def _good(case: Case, record: ActivityRecord) -> str | None:
    kind = case.row(record).kind
    if kind is None:
        return None
    if kind.method == "purchased_electricity":
        return "electricity"
    return {"natural_gas": "gas", "gasoline": "oil", "diesel": "oil"}.get(kind.inputs.get("fuel", ""))


# ---------------------------------------------------------------- V13, V31: doubles and strays


def doubles(case: Case) -> Iterator[Finding]:
    """V13: no invoice number and no file stands behind two bills, whatever the year.

    On the same row, or with the same quantity, it is a double; one bill split between two rows only wants a sentence.
    """
    seen: dict[tuple[str, str], ActivityRecord] = {}
    own = {record.id for record in case.counted}
    for bill in (record for record in case.known if record.kind is RecordKind.BILL):
        for name, proof in _proofs(case, bill):
            first = seen.setdefault(proof, bill)
            related = bill.id in {first.corrects, first.reverses} or first.id in {bill.corrects, bill.reverses}
            if first is bill or related or bill.id not in own:
                continue
            same = first.subject == bill.subject or first.micro == bill.micro
            parameters = {"what": name, "first": f"{case.row(first).name} {span_text(first)}"}
            yield case.finding("V13", Severity.BLOCK if same else Severity.WARN, case.bill_cell(bill, field_name=proof[0]), parameters)
            break


def _proofs(case: Case, bill: ActivityRecord) -> Iterator[tuple[str, tuple[str, str]]]:
    """Invoice numbers and files of a bill: name, and what is compared. Deliveries taken together have several numbers."""
    for printed in re.split("[;；]", bill.invoice):
        invoice = "".join(printed.split()).upper()
        if invoice:
            yield _("票据号 {invoice}").format(invoice=printed.strip()), ("invoice", invoice)
    for evidence_id in bill.evidence:
        reference = case.context.evidence.get(evidence_id)
        if reference is not None:
            yield _("附件「{name}」").format(name=reference.original_name), ("evidence", reference.sha256)


def outside_the_dossier(case: Case) -> Iterator[Finding]:
    """V31: a bill touches the dossier's months, and is short enough to be one bill."""
    months = {"first": month_text(case.period.start), "last": month_text(case.period.end)}
    longest = case.limit_text("V31", "longest_days")
    for bill in case.bills():
        start, end = bill.start or date.min, bill.end or date.min
        days = (end - start).days
        if not _touches(case, start, end):
            problem, expected = _("不在核算期 {first}—{last} 内").format(**months), _("与核算期 {first}—{last} 有重合").format(**months)
        elif days > case.limit("V31", "longest_days"):
            problem, expected = _("长 {count} 天").format(count=days), _("不长于 {longest} 天").format(longest=longest)
        else:
            continue
        parameters = {"span": span_text(bill), "problem": problem, "expected": expected}
        yield case.finding("V31", Severity.BLOCK, case.bill_cell(bill, field_name="period"), parameters)
