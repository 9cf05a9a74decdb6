"""Checks of the monthly figures: are they there, and are they likely?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from core.accounting.check_context import Case, Row, in_language, joined, month_text, percent, span_text
from core.accounting.intensity import profile_mean, profile_number
from core.domain.activity import ActivityRecord, output_subject
from core.domain.finding import Finding, Place, Severity
from core.domain.period import Month
from core.domain.quantity import MICRO, shown, shown_significant
from core.i18n import _

_SOLD, _AVAILABLE = output_subject("room_nights_sold"), output_subject("room_nights_available")
_VISITORS, _OPEN_DAYS = output_subject("visitors"), output_subject("open_days")
_TIMES_IN_WORDS = 10
"""From ten times on, 「是去年同月的 … 倍」 reads better than a percentage."""


# ---------------------------------------------------------------- V03: completeness


def completeness(case: Case) -> Iterator[Finding]:
    """V03: every active source, account and output has a figure for each month, or says why there was no use.

    Without a source or a required output nothing can be locked; an output that only should be there is asked for.
    """
    for row in (row for row in case.rows.values() if row.need != "O"):
        severity = Severity.BLOCK if row.need == "R" else Severity.WARN
        for month in case.calendar:
            if (str(row.subject), month) not in case.months:
                yield case.finding("V03", severity, case.cell(row, month), {"problem": _("还没有数"), "detail": _("待填")})
    yield from _zeros_without_reason(case)
    yield from _silent_accounts(case)


def _zeros_without_reason(case: Case) -> Iterator[Finding]:
    explained = {(str(record.subject), month) for record in case.known if record.zero_reason for month in record.months()}
    for row in case.rows.values():
        if row.need != "R" or (row.kind is not None and not row.kind.zero_needs_reason):
            continue
        for month in case.calendar:
            cell = (str(row.subject), month)
            if case.months.get(cell) == 0 and cell not in explained:
                detail = _("{value}，没有写原因").format(value=row.amount(0))
                yield case.finding("V03", Severity.BLOCK, case.cell(row, month), {"problem": _("是 0，没有写原因"), "detail": detail})


def _silent_accounts(case: Case) -> Iterator[Finding]:
    """Accounts of a source that has several: each has a bill in each month that the others have one."""
    for row in case.rows.values():
        meters = [meter for meter in case.context.meters if row.source is not None and meter.source_id == row.source.id]
        accounts = [account for account in case.accounts if account.row is row]
        if len(meters) < 2 or row.of_machines or any(account.meter is None for account in accounts):
            continue
        heard = {meter.id: {m for a in accounts if a.meter is meter for bill in a.bills for m in bill.months()} for meter in meters}
        billed = {month for months in heard.values() for month in months if (str(row.subject), month) not in case.typed}
        for meter in meters:
            silent = [month for month in case.calendar if month in billed and month not in heard[meter.id]]
            if silent:
                name = _("{row} 户号 {account}").format(row=row.name, account=meter.account)
                place = case.cell(row, silent[0], record=str(meter.id), field_name="account")
                months = joined((_("{month}月").format(month=month.month) for month in silent), most=12)
                parameters = {
                    "problem": _("还差 {count} 个月").format(count=len(silent)),
                    "detail": _("{months} 待填").format(months=months),
                }
                yield case.finding("V03", Severity.BLOCK, place, parameters, name)


# ---------------------------------------------------------------- V05, V06: one month against others


def change_since_last_year(case: Case) -> Iterator[Finding]:
    """V05: a month against the same month last year: ±30 % asks, twenty times blocks (a unit, 万, a forgotten ratio)."""
    band, times = case.limit("V05", "band_percent") / 100, case.limit("V05", "block_times")
    for row, month, now in _figures(case):
        before = _last_year(case, row, month)
        ratio = Fraction(now, before) if before is not None else Fraction(1)
        if before is None or abs(ratio - 1) <= band:
            continue
        parameters = {
            "value": row.amount(now),
            "before": row.amount(before),
            "change": _change(ratio),
            "expected_low": row.number(before * (1 - band)),
            "expected_high": row.amount(before * (1 + band)),
            "band": case.limit_text("V05", "band_percent"),
        }
        severity = Severity.BLOCK if ratio > times or ratio * times < 1 else Severity.WARN
        yield case.finding("V05", severity, case.cell(row, month), parameters)


def _change(ratio: Fraction) -> str:
    if ratio >= _TIMES_IN_WORDS:
        return _("是去年同月的 {times} 倍").format(times=shown_significant(ratio))
    if ratio * _TIMES_IN_WORDS <= 1:
        return _("只有去年同月的 {percent}").format(percent=percent(ratio))
    if ratio > 1:
        return _("比去年同月高 {percent}").format(percent=percent(ratio - 1))
    return _("比去年同月低 {percent}").format(percent=percent(1 - ratio))


def _figures(case: Case) -> Iterator[tuple[Row, Month, int]]:
    """The cells that can be compared with others: known, positive, whole, and not of a row that comes now and then."""
    for row in case.rows.values():
        for month in case.calendar:
            micro = case.months.get((str(row.subject), month), 0)
            if row.steady and micro > 0 and (str(row.subject), month) not in case.partial:
                yield row, month, micro


def _last_year(case: Case, row: Row, month: Month) -> int | None:
    cell = (str(row.subject), month.plus(-12))
    before = case.months.get(cell, 0)
    return before if before > 0 and cell not in case.partial else None


def distance_from_median(case: Case) -> Iterator[Finding]:
    """V06: a month against the median of the other months, where last year has no figure to compare with (V05)."""
    times, fewest = case.limit("V06", "times"), case.limit("V06", "fewest_others")
    for row, cells in groupby(_figures(case), key=lambda cell: cell[0]):
        values = {month: micro for _row, month, micro in cells}
        if len(values) <= fewest:
            continue
        for month, now in values.items():
            # Twice the median stays a whole number, which compares much faster than a fraction.
            others = sorted(micro for other, micro in values.items() if other != month)
            twice = others[(len(others) - 1) // 2] + others[len(others) // 2]
            far = 2 * now > twice * times or 2 * now * times < twice
            if far and _last_year(case, row, month) is None:
                middle = Fraction(twice, 2)
                parameters = {
                    "value": row.amount(now),
                    "median": row.amount(middle),
                    "ratio": shown_significant(now / middle),
                    "count": str(len(others)),
                    "expected_low": row.number(middle / times),
                    "expected_high": row.amount(middle * times),
                }
                yield case.finding("V06", Severity.WARN, case.cell(row, month), parameters)


# ---------------------------------------------------------------- V16, V17, V18, V20: figures against each other


def electricity_per_area(case: Case) -> Iterator[Finding]:
    """V16: kWh per square metre and year in the range of the venue type, once the year is whole.

    An area that changed within the year counts by its days, as in the intensities.
    """
    thresholds = case.context.catalogue.rules["V16"].thresholds
    kind = case.context.venue_type
    area = profile_mean(case.context.venue, "building_area", case.period)
    rows = case.sources("grid_electricity")
    months = case.whole_months(rows)
    if f"{kind.code}_low" not in thresholds or area <= 0 or len(months) < case.period.months:
        return
    electricity = case.amount(rows, months, "kWh")
    value = electricity / area
    if electricity and not case.limit("V16", f"{kind.code}_low") <= value <= case.limit("V16", f"{kind.code}_high"):
        parameters = {
            "electricity": f"{shown(electricity, 0)} kWh",
            "area": f"{shown(area, 0)} ㎡",
            "value": f"{shown_significant(value)} kWh/㎡·a",
            "low": case.limit_text("V16", f"{kind.code}_low"),
            "high": f"{case.limit_text('V16', f'{kind.code}_high')} kWh/㎡·a",
            "venue_type": in_language(kind.zh, kind.en),
        }
        yield case.finding("V16", Severity.WARN, Place("profile", field="building_area"), parameters, _("单位面积用电"))


def use_per_room_night(case: Case) -> Iterator[Finding]:
    """V17: power, water and linen per room-night sold, over the months in which both are known."""
    sold = case.rows.get(_SOLD)
    if sold is None:
        return
    uses = (
        ("electricity", _("每间夜用电"), "grid_electricity", "kWh"),
        ("water", _("每间夜用水"), "tap_water", "L"),
        ("linen", _("每间夜布草"), "laundry_outsourced", "kg"),
    )
    for code, name, type_code, unit in uses:
        rows = case.sources(type_code)
        months = case.whole_months((*rows, sold)) if rows else ()
        nights = case.amount((sold,), months, "room_night")
        amount = case.amount(rows, months, unit)
        if not nights or not amount:
            continue
        each = amount / nights
        low, high = case.limit("V17", f"{code}_low"), case.limit("V17", f"{code}_high")
        if not low <= each <= high:
            parameters = {
                "what": name,
                "amount": f"{shown(amount, 0)} {unit}",
                "nights": sold.amount(nights * MICRO),
                "value": f"{shown_significant(each)} {unit}",
                "low": case.limit_text("V17", f"{code}_low"),
                "high": f"{case.limit_text('V17', f'{code}_high')} {unit}",
            }
            yield case.finding("V17", Severity.WARN, case.cell(sold, field_name=code), parameters, name)


def occupancy(case: Case) -> Iterator[Finding]:
    """V18: no more rooms sold than could be let."""
    sold, available = case.rows.get(_SOLD), case.rows.get(_AVAILABLE)
    for month in case.calendar if sold and available else ():
        let, could = case.months.get((_SOLD, month)), case.months.get((_AVAILABLE, month))
        if sold and available and let is not None and could is not None and let > could:
            rate = percent(Fraction(let, could)) if could else "—"
            parameters = {"sold": sold.amount(let), "available": available.amount(could), "rate": rate}
            yield case.finding("V18", Severity.BLOCK, case.cell(sold, month), parameters)


def carrying_capacity(case: Case) -> Iterator[Finding]:
    """V20: visitors a day within the published carrying capacity, as the mean of the days open."""
    capacity = profile_number(case.context.venue.profile_on(case.period.day_after).get("daily_capacity", ""))
    row = case.rows.get(_VISITORS)
    for month in case.calendar if row and capacity > 0 else ():
        visitors = case.months.get((_VISITORS, month), 0)
        days = Fraction(case.months.get((_OPEN_DAYS, month), 0), MICRO) or Fraction(month.days)
        if row and Fraction(visitors, MICRO) > capacity * days:
            parameters = {
                "visitors": row.amount(visitors),
                "days": shown(days, 0),
                "daily": row.amount(visitors / days),
                "capacity": row.amount(capacity * MICRO),
            }
            yield case.finding("V20", Severity.WARN, case.cell(row, month), parameters)


# ---------------------------------------------------------------- V29, V30: figures that look made up


def unchanged_figures(case: Case) -> Iterator[Finding]:
    """V29: the same figure three months or three bills running looks copied."""
    for row in (row for row in case.rows.values() if row.metered):
        cells = [(month, case.months.get((str(row.subject), month))) for month in case.calendar]
        typed = [(month, micro if (str(row.subject), month) in case.typed else None) for month, micro in cells]
        for micro, run in groupby(typed, key=lambda cell: cell[1]):
            months = [month for month, _micro in run]
            if micro and len(months) >= case.limit("V29", "run"):
                span = f"{month_text(months[0])}—{month_text(months[-1])}"
                yield _unchanged(case, row, case.cell(row, months[-1]), (span, len(months), micro))
    own = {record.id for record in case.counted}
    for account in (account for account in case.accounts if account.row.metered):
        for micro, bills in groupby(account.bills, key=lambda bill: bill.micro):
            run_of_bills: list[ActivityRecord] = list(bills)
            if micro and len(run_of_bills) >= case.limit("V29", "run") and run_of_bills[-1].id in own:
                span = f"{span_text(run_of_bills[0]).partition('—')[0]}—{span_text(run_of_bills[-1]).partition('—')[2]}"
                yield _unchanged(case, account.row, case.bill_cell(run_of_bills[-1]), (span, len(run_of_bills), micro))


def _unchanged(case: Case, row: Row, place: Place, run: tuple[str, int, int]) -> Finding:
    span, count, micro = run
    parameters = {"span": span, "count": str(count), "value": row.amount(micro), "run": case.limit_text("V29", "run")}
    return case.finding("V29", Severity.WARN, place, parameters)


def round_numbers(case: Case) -> Iterator[Finding]:
    """V30: many months in whole thousands look like estimates."""
    for row, cells in groupby((cell for cell in _figures(case) if cell[0].metered), key=lambda cell: cell[0]):
        values = [micro for _row, _month, micro in cells]
        whole = sum(1 for micro in values if micro % (1000 * MICRO) == 0)
        share = Fraction(whole, len(values))
        if len(values) >= case.limit("V30", "fewest") and share > case.limit("V30", "percent") / 100:
            parameters = {
                "count": str(len(values)),
                "whole": str(whole),
                "share": percent(share),
                "limit": case.limit_text("V30", "percent"),
            }
            yield case.finding("V30", Severity.INFO, case.cell(row), parameters)
