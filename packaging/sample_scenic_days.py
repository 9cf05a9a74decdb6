"""The days of the sample scenic area: a season that ends with the snow, visitors, and what carried, fed and lit them."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from functools import cache

from sample_calendar import Day, MonthTable, days, of_month, temperature, uneven

CAPACITY = 15_000
CLOSED_MONTHS = (1, 2, 12)

_SEED = 20250303
_SEASON = {2024: (date(2024, 3, 9), date(2024, 11, 30)), 2025: (date(2025, 3, 8), date(2025, 11, 30))}
_SUMMIT: MonthTable = {  # mean temperature in tenths of ℃ at 2,360 m
    2024: (-34, -16, 31, 79, 117, 146, 168, 171, 131, 84, 33, -21),
    2025: (-29, -12, 36, 78, 121, 149, 172, 168, 129, 83, 35, -18),
}
_HEATING_LIMIT = 120
_VISITORS = {  # on an ordinary day of the month, while the gates are open
    2024: (0, 0, 1790, 3080, 3560, 3110, 4980, 5240, 3230, 4570, 2390, 0),
    2025: (0, 0, 1880, 3190, 3720, 3240, 5190, 5410, 3340, 4690, 2480, 0),
}
_WEEKDAYS = (768, 742, 751, 786, 962, 1541, 1450)  # per mille of an ordinary day, Monday first
_LODGED, _LODGERS = (date(2025, 12, 11), date(2025, 12, 24)), 38
"""Workers on the footpaths lodged with the staff."""
_GOLDEN_WEEK = 212
"""Per cent of an ordinary day on the first days of May and October."""
_ELECTRIC_SHARE = {2024: Fraction(47, 100), 2025: Fraction(55, 100)}
"""Share of the shuttles' kilometres that electric buses drive; more of them came in February 2025."""


@cache
def scenic_days() -> tuple[Day, ...]:
    """Every day of the sample; the same each time."""
    return days(_day, _SEED)


def is_open(day: date) -> bool:
    """Whether the gates are open."""
    first, last = _SEASON.get(day.year, (day, date.min))
    return first <= day <= last


def _visitors(day: date, noise: random.Random) -> int:
    visitors = of_month(_VISITORS, day) * _WEEKDAYS[day.weekday()] // 1000 * noise.randint(900, 1100) // 1000
    if (day.month == 5 and day.day <= 5) or (day.month == 10 and day.day <= 7):
        visitors = visitors * _GOLDEN_WEEK // 100
    return min(CAPACITY - 1, visitors) if is_open(day) else 0


def _day(day: date, noise: random.Random) -> Day:
    degrees, visitors = temperature(_SUMMIT, day, noise), _visitors(day, noise)
    opened = is_open(day)
    free = visitors * noise.randint(205, 262) // 1000
    riders = visitors * noise.randint(1090, 1240) // 1000  # each way counted
    kilometres = visitors * noise.randint(1120, 1240) // 1000 + (46 if opened else noise.randint(7, 12))
    sailed = visitors * noise.randint(66, 76) // 1000 if opened else 0  # tenths of an hour
    electric = _ELECTRIC_SHARE[min(day.year, 2025)]
    heating = Fraction(max(0, _HEATING_LIMIT - degrees), 10)
    dark = 5 if day.month in {5, 6, 7, 8} else 6  # hours of lamps after sunset
    staff = 118 if opened else 34
    use = {
        "shuttles": kilometres * (1 - electric) * Fraction(268, 1000),
        "boats": Fraction(sailed, 10) * Fraction(86, 10),
        "patrol": Fraction(31 if opened else 13) + Fraction(29, 10_000) * visitors,
        "kitchen": Fraction(24, 1000) * visitors,
        "dormitory": Fraction((staff + (_LODGERS if _LODGED[0] <= day <= _LODGED[1] else 0)) * 71, 1000) + heating * Fraction(12, 1000),
        "pellets": (Fraction(31, 1000) * heating if day.month in {11, 12, 1, 2, 3} else Fraction(0)),
        "centre": Fraction(640 if opened else 405) + Fraction(24, 100) * visitors + 41 * heating,
        "ropeway": Fraction(742 if opened else 128) + Fraction(71, 100) * riders,
        "charging": kilometres * electric * Fraction(81, 100),
        "pumps": Fraction(148 if opened else 61) + Fraction(15, 100) * visitors,
        "lamps": Fraction((148 if opened else 14) * dark) + Fraction(abs(day.month - 6) * 3),
        "water": Fraction(24 if opened else 6) + Fraction(2, 100) * visitors,
        "waste": ((64 if opened else 1 + heating * 3 / 4) + Fraction(129, 1000) * visitors) / 1000,
        "hired": Fraction(visitors * 43, 100) * 19,
    }
    amounts = uneven(use, noise)
    counts = {"visitors": visitors, "free": free, "riders": riders, "kilometres": kilometres, "sailed": sailed, "open": int(opened)}
    return Day(day, counts, amounts)
