"""Intensities: emissions per room-night, per square metre, per visitor; the denominator is always named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise

from core.domain.activity import Subject, output_subject
from core.domain.catalogue import Catalogue, IntensityRule
from core.domain.inventory import Denominator, Intensity
from core.domain.organization import Venue
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO, shown_total
from core.i18n import _

Quantities = Mapping[tuple[Subject, Month], Fraction]
"""Exact quantity of each row and month."""

_OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Numerators:
    """Tonnes of the chosen basis under both profiles; every intensity states which it takes."""

    p2: Fraction
    p1: Fraction


def intensities(
    venue: Venue, period: ReportingPeriod, quantities: Quantities, totals: Numerators, catalogue: Catalogue
) -> tuple[Intensity, ...]:
    """The intensities of the venue type, in kgCO2e per unit; without a denominator the value is None, never zero."""
    rules = catalogue.venue_types[venue.type_code].intensities
    return tuple(_intensity(rule, denominator_of(rule.denominator, venue, period, quantities, catalogue), totals) for rule in rules)


def _intensity(rule: IntensityRule, basis: Denominator, totals: Numerators) -> Intensity:
    each = [total * 1000 / basis.value if basis.value else None for total in (totals.p2, totals.p1)]
    return Intensity(rule.code, rule.zh, rule.en, rule.unit, rule.denominator, basis.value, each[0], each[1], basis)


def denominator_of(code: str, venue: Venue, period: ReportingPeriod, quantities: Quantities, catalogue: Catalogue) -> Denominator:
    """A denominator by its code, ``output:<code>`` or ``profile:<field>``.

    An output is summed over the period. A number of the profile that changed within the period is its mean weighted by days,
    so that an area in use for half a year counts half.
    """
    kind, _colon, name = code.partition(":")
    if kind == _OUTPUT:
        output = catalogue.outputs[name]
        value = sum((quantities.get((output_subject(name), month), Fraction(0)) for month in period), Fraction(0))
        return Denominator(code, output.zh, output.en, value, catalogue.units[output.unit].label)
    field = next(one for one in catalogue.venue_types[venue.type_code].profile if one.code == name)
    unit = catalogue.units[field.unit].label if field.unit else ""
    steps = profile_steps(venue, name, period)
    note = ""
    if len(steps) > 1:
        each = [_("{value} {unit} {days} 天").format(value=shown_total(value, 0), unit=unit, days=days) for value, days in steps]
        note = _("期内有变动，按天数加权：{steps}").format(steps="、".join(each))
    return Denominator(code, field.zh, field.en, _mean(steps), unit, note)


def profile_steps(venue: Venue, field: str, period: ReportingPeriod) -> tuple[tuple[Fraction, int], ...]:
    """The values a number of the profile had within a period, in order, each with its days.

    Days before the first known value are left out: nobody has said what it was then.
    """
    begins = {max(value.valid_from or date.min, period.first_day) for value in venue.profile if value.field == field}
    starts = sorted(day for day in begins if day < period.day_after)
    steps: list[tuple[Fraction, int]] = []
    for start, end in pairwise([*starts, period.day_after]):
        value = profile_number(venue.profile_on(start).get(field, ""))
        if value and steps and steps[-1][0] == value:
            steps[-1] = value, steps[-1][1] + (end - start).days
        elif value:
            steps.append((value, (end - start).days))
    return tuple(steps)


def profile_mean(venue: Venue, field: str, period: ReportingPeriod) -> Fraction:
    """A number of the profile over a period, weighted by days where it changed; 0 without a value."""
    return _mean(profile_steps(venue, field, period))


def _mean(steps: tuple[tuple[Fraction, int], ...]) -> Fraction:
    """Weighted by days and rounded once to a millionth, so that it can be written down and computed with again; 0 without a value."""
    days = sum(days for _value, days in steps)
    whole = sum((value * days for value, days in steps), Fraction(0))
    return Fraction(round(whole / days * MICRO), MICRO) if days else Fraction(0)


def profile_on_last_day(venue: Venue, period: ReportingPeriod) -> Mapping[str, str]:
    """The profile as it stood when a period ended."""
    return venue.profile_on(period.day_after - timedelta(days=1))


def profile_number(text: str) -> Fraction:
    """A number of the profile; 0 where nothing usable is written."""
    try:
        return Fraction(Decimal(text.replace(",", "")))
    except (InvalidOperation, ValueError):
        return Fraction(0)
