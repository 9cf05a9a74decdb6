"""The days of the sample years: weather, what a venue used on each day, and sums over months and bills; whole numbers and fractions."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sample_parts import MonthFigure

FIRST_DAY, DAY_AFTER = date(2024, 1, 1), date(2026, 1, 21)
"""Two years, and the days after them that the last bill still covers."""

MonthTable = Mapping[int, tuple[int, ...]]
"""Twelve whole numbers for each year."""

CHENGDU: MonthTable = {  # mean temperature in tenths of ℃, in the manner of Chengdu
    2024: (54, 74, 129, 184, 222, 251, 273, 279, 236, 179, 126, 69),
    2025: (62, 80, 133, 182, 228, 256, 279, 275, 232, 180, 127, 73),
}
SPRING_FESTIVAL = {2024: (date(2024, 2, 9), 9), 2025: (date(2025, 1, 28), 8)}
"""First day and length in days."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `counts` are whole numbers of people or things, `use` is quantity by name, exact."""

    day: date
    counts: Mapping[str, int]
    use: Mapping[str, Fraction]


def days(one: Callable[[date, random.Random], Day], seed: int) -> tuple[Day, ...]:
    """Every day from FIRST_DAY to the day before DAY_AFTER; the same each time."""
    noise = random.Random(seed)
    return tuple(one(FIRST_DAY + timedelta(days=number), noise) for number in range((DAY_AFTER - FIRST_DAY).days))


def of_month(table: MonthTable, day: date) -> int:
    """A table's number for the month of a day; January 2026 is like January 2025."""
    return table[min(max(day.year, 2024), 2025)][day.month - 1]


def temperature(table: MonthTable, day: date, noise: random.Random) -> int:
    """Tenths of ℃: on the line between the middles of two months, with the day's own weather."""
    step = 1 if day.day >= 15 else -1
    other = date(day.year + (day.month - 1 + step) // 12, (day.month - 1 + step) % 12 + 1, 15)
    here, there = of_month(table, day), of_month(table, other)
    return here + (there - here) * abs(day.day - 15) // 31 + noise.randint(-26, 26)


def in_spring_festival(day: date) -> bool:
    """Whether the country stays at home."""
    start, length = SPRING_FESTIVAL.get(day.year, (day, 0))
    return start <= day < start + timedelta(days=length)


def uneven(use: Mapping[str, Fraction | int], noise: random.Random) -> dict[str, Fraction]:
    """The same amounts, each up to two per cent off."""
    return {name: amount * Fraction(noise.randint(980, 1020), 1000) for name, amount in use.items()}


# ---------------------------------------------------------------- sums


def to_place(amount: Fraction, place: Decimal) -> Decimal:
    """The amount to the step of a meter or of a paper."""
    return round(amount / Fraction(place)) * place


def used(known: Sequence[Day], name: str, first: date, last: date) -> Fraction:
    """What was used from the first to the last day, both included."""
    return sum((day.use[name] for day in _between(known, first, last)), Fraction(0))


def _between(known: Sequence[Day], first: date, last: date) -> Sequence[Day]:
    """The days from the first to the last; `known` holds every day from FIRST_DAY on."""
    return known[max(0, (first - FIRST_DAY).days) : (last - FIRST_DAY).days + 1]


def days_of(known: Sequence[Day], year: int, month: int) -> Sequence[Day]:
    """The days of a month."""
    return _between(known, *calendar_periods(year)[month - 1])


def used_in(known: Sequence[Day], year: int, month: int, name: str, place: Decimal) -> Decimal:
    """What was used in a month."""
    return to_place(sum((day.use[name] for day in days_of(known, year, month)), Fraction(0)), place)


def counted_in(known: Sequence[Day], year: int, month: int, name: str) -> Decimal:
    """What was counted in a month."""
    return Decimal(sum(day.counts[name] for day in days_of(known, year, month)))


def used_months(known: Sequence[Day], year: int, row: str, name: str, place: Decimal) -> list[MonthFigure]:
    """What was used in each month, as the figures of a row."""
    return [MonthFigure(row, month, used_in(known, year, month, name, place)) for month in range(1, 13)]


def months(row: str, value: Callable[[int], Decimal]) -> list[MonthFigure]:
    """A figure for each month."""
    return [MonthFigure(row, month, value(month)) for month in range(1, 13)]


def driven(litres: Decimal, month: int, tenths: int) -> Decimal:
    """Kilometres that the fuel of a month took, at some tenths of a litre for each hundred, a little more in cold months."""
    return (litres * 1000 / (tenths + (4 if month in {1, 2, 12} else month % 3))).quantize(Decimal(1))


def generated(litres: Decimal, month: int, *, loaded: bool) -> Decimal:
    """Kilowatt-hours that a generator gave; a month under load takes more fuel for each, since the machine is old."""
    return (litres * 1000 / (262 + month % 4 * 3 + (76 if loaded else 0))).quantize(Decimal(1))


def calendar_periods(year: int) -> list[tuple[date, date]]:
    """First and last day of each month."""
    return [(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)) for month in range(1, 13)]
