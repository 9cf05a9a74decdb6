"""The days of the sample hotel: guests and what they used, from a seed and whole numbers only."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from functools import cache

from sample_calendar import CHENGDU, Day, days, in_spring_festival, of_month, temperature, uneven

ROOMS = 268

_SEED = 20250101
_HEATING_LIMIT, _COOLING_LIMIT = 180, 220  # tenths of a degree: below 18 ℃ the boilers heat, above 22 ℃ the chillers cool
_OCCUPANCY = {  # per mille of the rooms on an ordinary day of the month
    2024: (556, 612, 662, 716, 704, 646, 730, 752, 668, 712, 640, 565),
    2025: (548, 615, 650, 705, 696, 636, 736, 748, 652, 704, 626, 548),
}
_MEETINGS = {  # m²·h on an ordinary day
    2024: (292, 274, 521, 646, 655, 574, 390, 344, 600, 650, 660, 372),
    2025: (281, 262, 498, 628, 634, 552, 371, 328, 577, 622, 634, 361),
}
_WEEKDAYS = (930, 950, 965, 985, 1075, 1130, 965)  # per mille of an ordinary day, Monday first
_FULL = 985
_POOL_REPAIR = (date(2025, 7, 4), date(2025, 7, 21))
"""While the heat pumps of the pool were repaired, the boilers made its hot water."""


@cache
def hotel_days() -> tuple[Day, ...]:
    """Every day of the sample; the same each time."""
    return days(_day, _SEED)


def _occupancy(day: date, noise: random.Random) -> int:
    """Per mille of the rooms sold."""
    rate = of_month(_OCCUPANCY, day) * _WEEKDAYS[day.weekday()] // 1000
    if in_spring_festival(day):
        rate = rate * 62 // 100
    if day.month == 10 and day.day <= 7:
        rate = rate * 130 // 100
    return min(_FULL, rate * noise.randint(955, 1045) // 1000)


def _day(day: date, noise: random.Random) -> Day:
    degrees, rate = temperature(CHENGDU, day, noise), _occupancy(day, noise)
    sold = ROOMS * rate // 1000
    guests = sold * noise.randint(1440, 1600) // 1000
    covers = sold * noise.randint(2230, 2450) // 1000
    meeting = of_month(_MEETINGS, day) * (60 if day.weekday() >= 5 else 116) // 100 * noise.randint(88, 112) // 100
    heating = Fraction(max(0, _HEATING_LIMIT - degrees), 10)
    cooling = Fraction(max(0, degrees - _COOLING_LIMIT), 10)
    hot_water = Fraction(600 - degrees, 10) * sold / 25  # warmer mains water in summer
    # Until the burners were set anew at the end of 2024, the boilers took some eight per cent more.
    boiler = (98 + hot_water + 62 * heating) * (Fraction(108, 100) if day.year < 2025 else 1)
    if _POOL_REPAIR[0] <= day <= _POOL_REPAIR[1]:
        boiler += 315
    use = {
        "main": 4530 + Fraction(19, 2) * sold + 560 * cooling + 45 * heating,
        "podium": 1722 + Fraction(11, 10) * covers + Fraction(35, 100) * meeting + 214 * cooling + 24 * heating,
        "boiler": boiler,
        "kitchen": 66 + Fraction(1, 2) * covers,
        "water": 38 + Fraction(56, 100) * sold + Fraction(6, 100) * covers + Fraction(17, 10) * cooling,
        "laundry": Fraction(356, 100) * sold,
        "petrol": 13 + Fraction(72, 1000) * sold,
        "waste": (330 + Fraction(11, 10) * guests + Fraction(56, 100) * covers) / 1000,
        "food": (60 + Fraction(121, 100) * covers) / 1000,
    }
    return Day(day, {"sold": sold, "guests": guests, "covers": covers, "meeting": meeting}, uneven(use, noise))
