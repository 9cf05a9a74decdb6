"""Checks of the figures: completeness, jumps, intensities, repetition, occupancy, clock."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from core.accounting.check_context import Case, subject_place
from core.accounting.intensity import profile_number
from core.domain.activity import Subject, output_subject
from core.domain.finding import Finding, Place, Severity
from core.domain.period import Month
from core.domain.quantity import MICRO, shown, shown_significant
from core.i18n import _

_FEWEST_FOR_MEDIAN = 6
_RUN = 3


def completeness(case: Case) -> Iterator[Finding]:
    """V03: every active source, and every output that is required, has a figure or a reason for each month."""
    reasons = {(str(r.subject), r.month) for r in case.counted if r.zero_reason and r.month is not None}
    for source in case.active():
        kind = case.type_of(source)
        for month in case.context.dossier.period:
            micro = case.months.get((source.id, month))
            if micro is None:
                yield _missing(case, source.id, month, _("没有数据"))
            elif micro == 0 and kind.zero_needs_reason and (str(source.id), month) not in reasons:
                yield _missing(case, source.id, month, _("填了 0，没有写无用量的原因"))
    for proposed in case.context.venue_type.outputs:
        if proposed.need == "R":
            subject = output_subject(proposed.code)
            for month in case.context.dossier.period:
                if (subject, month) not in case.months:
                    yield _missing(case, subject, month, _("没有数据"))


def _missing(case: Case, subject: str, month: Month, state: str) -> Finding:
    return case.finding("V03", Severity.BLOCK, subject_place(subject, month), {"state": state})


def against_last_year(case: Case) -> Iterator[Finding]:
    """V05: a month against the same month of last year: ±30 % asks, twenty times blocks (a wrong unit, 万, a missing ratio)."""
    ask, block = case.threshold("V05", "warn"), case.threshold("V05", "block")
    for (subject, month), now in sorted(case.months.items(), key=lambda item: (item[0][0], item[0][1])):
        before = case.last_year.get((subject, month.plus(-12)))
        if month not in case.context.dossier.period or not before or before < 0 or now <= 0 or not _looked_at(case, subject):
            continue
        times = Fraction(now, before)
        if abs(times - 1) <= ask:
            continue
        severity = Severity.BLOCK if times > block or times < 1 / block else Severity.WARN
        low, high = before * (1 - ask), before * (1 + ask)
        change = shown(abs(times - 1) * 100, 1)
        parameters = {
            "value": case.amount(subject, now),
            "before": case.amount(subject, before),
            "change": _("高 {percent}%").format(percent=change) if times > 1 else _("低 {percent}%").format(percent=change),
            "low": case.amount(subject, low),
            "high": case.amount(subject, high),
        }
        yield case.finding("V05", severity, subject_place(subject, month), parameters)


def _looked_at(case: Case, subject: str) -> bool:
    """Rows that come now and then (refrigerant, fire agent) cannot be compared month by month."""
    source = case.sources.get(subject)
    return subject.startswith("output:") or (source is not None and source.active and case.type_of(source).method != "gas_release")


def against_median(case: Case) -> Iterator[Finding]:
    """V06: a month against the median of the other months, where there is no last year to compare with."""
    times = case.threshold("V06", "times")
    for subject in sorted({subject for subject, _month in case.months}):
        if not _looked_at(case, subject):
            continue
        row = {m: v for (s, m), v in case.months.items() if s == subject and m in case.context.dossier.period and v > 0}
        if len(row) < _FEWEST_FOR_MEDIAN:
            continue
        for month, value in sorted(row.items()):
            if case.last_year.get((subject, month.plus(-12))):
                continue
            others = sorted(v for m, v in row.items() if m != month)
            middle = Fraction(others[(len(others) - 1) // 2] + others[len(others) // 2], 2)
            if value > middle * times or value * times < middle:
                parameters = {
                    "value": case.amount(subject, value),
                    "median": case.amount(subject, middle),
                    "low": case.amount(subject, middle / times),
                    "high": case.amount(subject, middle * times),
                }
                yield case.finding("V06", Severity.WARN, subject_place(subject, month), parameters)


def unchanged(case: Case) -> Iterator[Finding]:
    """V29: the same figure three months running looks copied."""
    for subject in sorted({subject for subject, _month in case.months}):
        source = case.sources.get(subject)
        if source is None or not source.active:
            continue
        run: list[Month] = []
        for month in case.context.dossier.period:
            value = case.months.get((subject, month))
            if run and value and case.months.get((subject, run[-1])) == value:
                run.append(month)
            else:
                run = [month] if value else []
            if len(run) == _RUN:
                parameters = {"value": case.amount(subject, value or 0), "first": f"{run[0].month}", "last": f"{month.month}"}
                yield case.finding("V29", Severity.WARN, subject_place(subject, month), parameters)


def round_numbers(case: Case) -> Iterator[Finding]:
    """V30: many months in whole thousands look like estimates."""
    limit = case.threshold("V30", "share")
    for source in case.active():
        row = [v for (s, m), v in case.months.items() if s == source.id and m in case.context.dossier.period and v]
        whole = [value for value in row if value % (1000 * MICRO) == 0]
        if len(row) >= _FEWEST_FOR_MEDIAN and Fraction(len(whole), len(row)) > limit:
            parameters = {"count": str(len(whole)), "all": str(len(row)), "limit": f"{shown(limit * 100, 0)}%"}
            yield case.finding("V30", Severity.INFO, subject_place(source.id), parameters)


def occupancy(case: Case) -> Iterator[Finding]:
    """V18: rooms sold cannot exceed rooms on offer."""
    for month in case.context.dossier.period:
        sold = case.months.get((output_subject("room_nights_sold"), month))
        offered = case.months.get((output_subject("room_nights_available"), month))
        if sold is not None and offered is not None and sold > offered:
            subject = output_subject("room_nights_sold")
            parameters = {"sold": case.amount(subject, sold), "offered": case.amount(subject, offered)}
            yield case.finding("V18", Severity.BLOCK, subject_place(subject, month), parameters)


def electricity_intensity(case: Case) -> Iterator[Finding]:
    """V16: kWh per square metre and year outside the plausible range of the venue type."""
    area = profile_number(case.context.venue.profile_on(case.context.dossier.period.day_after).get("building_area", ""))
    rules = case.context.catalogue.rules["V16"].thresholds
    kind = case.context.venue.type_code
    if not area or f"{kind}_low" not in rules or not _whole_year(case):
        return
    kwh = _energy(case)
    value = kwh / area
    low, high = rules[f"{kind}_low"], rules[f"{kind}_high"]
    if kwh and not Fraction(low) <= value <= Fraction(high):
        parameters = {"value": f"{shown_significant(value)} kWh/㎡·a", "low": str(low), "high": str(high)}
        yield case.finding("V16", Severity.WARN, Place("profile", field="building_area"), parameters, name=_("用电强度"))


def _whole_year(case: Case) -> bool:
    power = [s for s in case.active() if s.type_code == "grid_electricity"]
    return bool(power) and all((s.id, month) in case.months for s in power for month in case.context.dossier.period)


def _energy(case: Case) -> Fraction:
    total = Fraction(0)
    for source in case.active():
        if source.type_code == "grid_electricity":
            micro = sum(v for (s, m), v in case.months.items() if s == source.id and m in case.context.dossier.period)
            total += case.context.catalogue.units.convert(Fraction(micro, MICRO), source.unit, "kWh")
    return total


def hotel_intensities(case: Case) -> Iterator[Finding]:
    """V17: kWh, litres of water and kilograms of linen per room-night sold, over the year."""
    sold = _year(case, output_subject("room_nights_sold"))
    if case.context.venue.type_code != "hotel" or not sold or not _whole_year(case):
        return
    rules = case.context.catalogue.rules["V17"].thresholds
    water = sum((_year(case, Subject(s.id)) for s in case.active() if s.type_code == "tap_water"), Fraction(0)) * 1000
    linen = sum((_year(case, Subject(s.id)) for s in case.active() if s.type_code == "laundry_outsourced"), Fraction(0))
    for name, amount, unit in (("power", _energy(case), "kWh"), ("water", water, "L"), ("linen", linen, "kg")):
        each = amount / sold
        low, high = rules[f"{name}_low"], rules[f"{name}_high"]
        if amount and not Fraction(low) <= each <= Fraction(high):
            words = {"power": _("每间夜用电"), "water": _("每间夜用水"), "linen": _("每间夜布草")}
            parameters = {
                "what": words[name],
                "value": f"{shown_significant(each)} {unit}",
                "low": f"{low} {unit}",
                "high": f"{high} {unit}",
            }
            place = Place("activity", str(output_subject("room_nights_sold")), field=name)
            yield case.finding("V17", Severity.WARN, place, parameters, name=words[name])


def _year(case: Case, subject: Subject) -> Fraction:
    micro = sum(v for (s, m), v in case.months.items() if s == str(subject) and m in case.context.dossier.period)
    return Fraction(micro, MICRO)


def clock(case: Case) -> Iterator[Finding]:
    """V42: bills that end after today: the machine's clock runs back, or a year is mistyped."""
    for record in case.counted:
        month_end = record.month.first_day if record.month is not None else None
        day = record.start or month_end
        if day is not None and day > case.context.today:
            parameters = {"day": day.isoformat(), "today": case.context.today.isoformat()}
            month = record.month or Month.of(day)
            yield case.finding("V42", Severity.BLOCK, Place("activity", str(record.subject), month, record=str(record.id)), parameters)
            return
