"""The days of the sample mall: customers, and what common areas, tenants and third parties used."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from functools import cache

from sample_calendar import CHENGDU, Day, days, in_spring_festival, of_month, temperature, uneven

ESCALATORS = 46

_SEED = 20250202
_HEATING_LIMIT, _COOLING_LIMIT = 160, 150  # tenths of a degree; people and lamps warm the house, so that it is cooled from 15 ℃ on
_HEATING_MONTHS = {11, 12, 1, 2, 3}
_VISITS = {  # on an ordinary day of the month
    2024: (41200, 39600, 36100, 37400, 40800, 38200, 42600, 43100, 39900, 44300, 38800, 42700),
    2025: (42100, 41300, 36900, 38600, 42000, 39400, 43500, 44200, 40700, 44900, 39900, 43600),
}
_BASKET = {2024: 786, 2025: 771}
"""Sales for each visit, in tenths of a yuan."""
_WEEKDAYS = (842, 836, 851, 873, 1068, 1297, 1233)  # per mille of an ordinary day, Monday first
_LAMPS_CHANGED = (date(2024, 12, 9), date(2025, 2, 28))
"""Between these days the lamps of the common areas were changed to LED, floor by floor."""
_LAMPS_SAVE = Fraction(14, 100)
_ESCALATORS_SLOW = date(2025, 6, 16)
"""From then on the escalators stand by at low speed while nobody comes."""
_ESCALATORS_SAVE = Fraction(19, 100)
_LEAK = (date(2025, 9, 5), date(2025, 9, 16))
"""A water pipe in the garage leaked until it was found."""


@cache
def mall_days() -> tuple[Day, ...]:
    """Every day of the sample; the same each time."""
    return days(_day, _SEED)


def _visits(day: date, noise: random.Random) -> int:
    visits = of_month(_VISITS, day) * _WEEKDAYS[day.weekday()] // 1000
    if in_spring_festival(day):
        visits = visits * 118 // 100
    if day.month in {5, 10} and day.day <= 5:
        visits = visits * 131 // 100
    return visits * noise.randint(940, 1060) // 1000


def _lamps(day: date) -> Fraction:
    """What the lamps of the common areas take, of what they took before."""
    first, last = _LAMPS_CHANGED
    done = Fraction(min(max((day - first).days, 0), (last - first).days), (last - first).days)
    return 1 - _LAMPS_SAVE * done


def _escalators(day: date) -> Fraction:
    return 1 - _ESCALATORS_SAVE if day >= _ESCALATORS_SLOW else Fraction(1)


def _day(day: date, noise: random.Random) -> Day:
    degrees, visits = temperature(CHENGDU, day, noise), _visits(day, noise)
    sales = visits * _BASKET[min(day.year, 2025)] // 10  # whole yuan
    hours = ESCALATORS * (124 if day.weekday() >= 4 else 119) * noise.randint(96_900, 100_000) // 1_000_000  # of the 12 a day, less repairs
    heating = Fraction(max(0, _HEATING_LIMIT - degrees), 10) if day.month in _HEATING_MONTHS else Fraction(0)
    cooling = Fraction(max(0, degrees - _COOLING_LIMIT), 10)
    dark = Fraction(abs(day.month - 6), 6)  # longer nights in winter
    escalators = Fraction(3, 4) * _escalators(day)
    use: dict[str, Fraction | int] = {
        "lamps": 4380 * _lamps(day) + Fraction(6, 1000) * visits,
        "lifts": 2280 * (Fraction(1, 4) + escalators) + Fraction(5, 1000) * visits,
        "chillers": 1420 + 1395 * cooling + 52 * heating + Fraction(4, 1000) * visits,
        "garage": 2090 + Fraction(14, 1000) * visits,
        "facade": 690 + 410 * dark + (240 if in_spring_festival(day) else 0),
        "supermarket": 4480 + 88 * cooling + Fraction(4, 1000) * visits,
        "cinema": 1390 + 46 * cooling + Fraction(16, 1000) * visits,
        "restaurants": 4950 + Fraction(108, 1000) * visits + 74 * cooling,
        "shops": 6080 + Fraction(61, 1000) * visits + 58 * cooling,
        "chargers": (760 + Fraction(13, 1000) * visits) * (Fraction(88, 100) if day.year < 2025 else 1),
        "masts": 92,
        "boiler": 58 + 268 * heating,
        "water": 146 + Fraction(62, 10_000) * visits + Fraction(69, 10) * cooling,
        "petrol": Fraction(104, 10) if day.weekday() < 5 else Fraction(38, 10),
        "waste": (1560 + Fraction(118, 1000) * visits) / 1000,
        "food": (620 + Fraction(103, 1000) * visits) / 1000,
    }
    if _LEAK[0] <= day <= _LEAK[1]:
        use["water"] += 498
    amounts = uneven(use, noise)
    everything = ("lamps", "lifts", "chillers", "garage", "facade", "supermarket", "cinema", "restaurants", "shops", "chargers", "masts")
    amounts["main"] = sum((amounts[name] for name in everything), Fraction(0)) * Fraction(noise.randint(1018, 1027), 1000)
    return Day(day, {"visits": visits, "sales": sales, "hours": hours}, amounts)
