"""Checks of fuel and power against what they moved or made: ropeways, shuttles, vehicles, generators, panels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.check_context import Case, Row
from core.accounting.intensity import profile_mean
from core.domain.activity import output_subject
from core.domain.finding import Finding, Severity
from core.domain.quantity import MICRO, shown, shown_significant
from core.i18n import _

_RIDERS, _SHUTTLES = output_subject("ropeway_passengers"), output_subject("shuttle_distance")
_DISTANCE, _GENERATED = output_subject("vehicle_distance"), output_subject("generator_output")
_PANELS, _EXPORTED = output_subject("pv_generation"), output_subject("pv_export")

_ROPEWAY_WORDS = ("索道", "缆车", "ropeway", "cable")
_SHUTTLE_WORDS = ("观光车", "摆渡", "区间车", "shuttle")
"""Power and fuel rows are of no kind of their own; by these words in their names they are found."""

_LITRES: dict[str, str] = {"gasoline_vehicle": "gasoline", "diesel_vehicle": "diesel"}
"""Kinds of vehicle fuel that are counted in litres, and how their thresholds are called."""

_OTHER_VEHICLES = ("cng_vehicle", "lng_vehicle", "lpg_vehicle")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Range:
    """Between which values a quotient is usual, and its unit."""

    low: Fraction
    high: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Quotient:
    """What was used by what it moved or made.

    Attributes:
        name: what the quotient is called.
        above, unit: the rows that were used, and the unit they are added in.
        below, per: the output, and the unit it is taken in.
        times: the quotient is for so many of `per`.
        field: tells the finding from another one at the same row.
    """

    name: str
    above: tuple[Row, ...]
    unit: str
    below: Row
    per: str
    usual: Range
    field: str
    times: int = 1


def _judged(case: Case, rule: str, one: Quotient) -> Iterator[Finding]:
    """The quotient over the months in which everything is known, where it is unusual."""
    units = case.context.catalogue.units
    if not one.above or any(units[one.unit].dimension != row.unit.dimension for row in one.above):
        return
    months = case.whole_months((*one.above, one.below))
    used, made = case.amount(one.above, months, one.unit), case.amount((one.below,), months, one.per)
    if not used or not made:
        return
    each = used / made * one.times
    if one.usual.low <= each <= one.usual.high:
        return
    parameters = {
        "what": one.name,
        "amount": f"{shown(used, 0)} {units[one.unit].label}",
        "base": one.below.amount(case.amount((one.below,), months, one.below.unit.code) * MICRO),
        "value": f"{shown_significant(each)} {one.usual.unit}",
        "low": _plain(one.usual.low),
        "high": f"{_plain(one.usual.high)} {one.usual.unit}",
    }
    yield case.finding(rule, Severity.WARN, case.cell(one.below, field_name=one.field), parameters, one.name)


def _plain(limit: Fraction) -> str:
    return shown_significant(limit).rstrip("0").rstrip(".") if limit.denominator != 1 else f"{limit.numerator:,}"


def _range(case: Case, rule: str, name: str, unit: str) -> Range:
    return Range(case.limit(rule, f"{name}_low"), case.limit(rule, f"{name}_high"), unit)


def _named(rows: tuple[Row, ...], words: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(row for row in rows if any(word in row.name.lower() for word in words))


# ---------------------------------------------------------------- V19, V24: what moves


def scenic_transport(case: Case) -> Iterator[Finding]:
    """V19: power for each passenger of the ropeway, fuel for each hundred kilometres of the shuttles."""
    riders, driven = case.rows.get(_RIDERS), case.rows.get(_SHUTTLES)
    if riders is not None:
        power = _named(case.sources("grid_electricity"), _ROPEWAY_WORDS)
        usual = _range(case, "V19", "ropeway", _("kWh/人次"))
        yield from _judged(case, "V19", Quotient(_("索道每人次用电"), power, "kWh", riders, "visit", usual, "electricity"))
    if driven is not None:
        usual = _range(case, "V19", "shuttle", "L/100 km")
        yield from _judged(case, "V19", Quotient(_("观光车百公里油耗"), _shuttles(case), "L", driven, "km", usual, "fuel", _HUNDRED))


def _shuttles(case: Case) -> tuple[Row, ...]:
    """The fuel of the shuttles: all diesel for vehicles, unless some of its rows are named after shuttles."""
    diesel = case.sources("diesel_vehicle")
    return _named(diesel, _SHUTTLE_WORDS) or diesel


def vehicles(case: Case) -> Iterator[Finding]:
    """V24: litres for each hundred kilometres of the venue's own vehicles; shuttles with a distance of their own are V19.

    Where some of the vehicles drive on gas, the kilometres cannot be told apart and nothing is said.
    """
    driven = case.rows.get(_DISTANCE)
    if driven is None or any(case.sources(code) for code in _OTHER_VEHICLES):
        return
    apart = _shuttles(case) if _SHUTTLES in case.rows else ()
    fuels = {code: tuple(row for row in case.sources(code) if row not in apart) for code in _LITRES}
    ranges = [_range(case, "V24", _LITRES[code], "L/100 km") for code, rows in fuels.items() if rows]
    if ranges:
        usual = Range(min(one.low for one in ranges), max(one.high for one in ranges), "L/100 km")
        rows = tuple(row for found in fuels.values() for row in found)
        yield from _judged(case, "V24", Quotient(_("车辆百公里油耗"), rows, "L", driven, "km", usual, "fuel", _HUNDRED))


# ---------------------------------------------------------------- V23, V25: what makes power


def generators(case: Case) -> Iterator[Finding]:
    """V23: litres of diesel for each kilowatt-hour that the generators gave."""
    made = case.rows.get(_GENERATED)
    if made is not None:
        usual = _range(case, "V23", "diesel", "L/kWh")
        rows = case.sources("diesel_generator")
        yield from _judged(case, "V23", Quotient(_("发电机每度电油耗"), rows, "L", made, "kWh", usual, "fuel"))


def panels(case: Case) -> Iterator[Finding]:
    """V25: a year's generation for each kilowatt-peak is usual, and no month uses more of it than there was."""
    made = case.rows.get(_PANELS)
    if made is None:
        return
    yield from _yield(case, made)
    exported = case.rows.get(_EXPORTED)
    for row in case.sources("pv_self_use"):
        for month in case.whole_months((row, made)):
            generated = case.amount((made,), (month,), "kWh")
            sold = case.amount((exported,), (month,), "kWh") if exported is not None else Fraction(0)
            used = case.amount((row,), (month,), "kWh")
            if used > generated - sold:
                parameters = {
                    "problem": _("自用 {used}，发电 {made}，上网 {sold}").format(
                        used=f"{shown(used, 0)} kWh", made=f"{shown(generated, 0)} kWh", sold=f"{shown(sold, 0)} kWh"
                    ),
                    "expected": _("自用不多于发电减上网，即 {most} kWh").format(most=shown(max(Fraction(0), generated - sold), 0)),
                }
                yield case.finding("V25", Severity.BLOCK, case.cell(row, month), parameters)


def _yield(case: Case, made: Row) -> Iterator[Finding]:
    capacity = profile_mean(case.context.venue, "pv_capacity", case.period)
    months = case.whole_months((made,))
    if capacity <= 0 or len(months) < case.period.months:
        return
    generated = case.amount((made,), months, "kWh")
    each = generated / capacity
    if case.limit("V25", "yield_low") <= each <= case.limit("V25", "yield_high"):
        return
    parameters = {
        "problem": _("{made} ÷ {capacity} kWp = {each} kWh/kWp·a").format(
            made=f"{shown(generated, 0)} kWh", capacity=_plain(capacity), each=shown_significant(each)
        ),
        "expected": _("{low}—{high} kWh/kWp·a").format(low=case.limit_text("V25", "yield_low"), high=case.limit_text("V25", "yield_high")),
    }
    yield case.finding("V25", Severity.WARN, case.cell(made, field_name="yield"), parameters, _("光伏年发电量"))
