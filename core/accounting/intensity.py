"""Intensities: emissions per room-night, per square metre, per visitor; the denominator is always named."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from core.domain.activity import Subject, output_subject
from core.domain.catalogue import Catalogue, IntensityRule
from core.domain.inventory import Intensity
from core.domain.organization import Venue
from core.domain.period import Month, ReportingPeriod


def intensities(
    venue: Venue,
    period: ReportingPeriod,
    quantities: Mapping[tuple[Subject, Month], Fraction],
    total: Fraction,
    catalogue: Catalogue,
) -> tuple[Intensity, ...]:
    """The intensities of the venue type, in kgCO2e per unit; without a denominator the value is None, never zero."""
    rules = catalogue.venue_types[venue.type_code].intensities
    return tuple(_intensity(rule, venue, period, quantities, total) for rule in rules)


def _intensity(
    rule: IntensityRule,
    venue: Venue,
    period: ReportingPeriod,
    quantities: Mapping[tuple[Subject, Month], Fraction],
    total: Fraction,
) -> Intensity:
    kind, _colon, name = rule.denominator.partition(":")
    if kind == "output":
        denominator = sum((quantities.get((output_subject(name), month), Fraction(0)) for month in period), Fraction(0))
    else:
        denominator = profile_number(venue.profile_on(period.day_after).get(name, ""))
    value = total * 1000 / denominator if denominator else None
    return Intensity(rule.code, rule.zh, rule.en, rule.unit, rule.denominator, denominator, value)


def profile_number(text: str) -> Fraction:
    """A number of the profile; 0 where nothing usable is written."""
    try:
        return Fraction(Decimal(text.replace(",", "")))
    except (InvalidOperation, ValueError):
        return Fraction(0)


def hcmi_split(total: Fraction, rooms_area: Fraction, meeting_area: Fraction) -> tuple[Fraction, Fraction]:
    """Share a hotel's emissions between rooms with their corridors and meeting space, by floor area (HCMI; factors.md §5)."""
    whole = rooms_area + meeting_area
    return total * rooms_area / whole, total * meeting_area / whole
