"""When a measure saves: from the month after it is put into operation until its lifetime ends (domain.md §5)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from core.domain.measure import MeasureState, PlannedMeasure
from core.domain.period import Month

YEAR = 12


def first_month(planned: PlannedMeasure) -> Month | None:
    """The first whole month in which a measure saves: after its completion, or after its planned beginning; None while no day is known."""
    day: date | None = planned.done_on if planned.state.carried_out else planned.start_on or planned.done_on
    return Month(day.year, day.month).plus(1) if day is not None else None


def saves_in(planned: PlannedMeasure, lifetime_years: int, month: Month) -> bool:
    """Whether a measure saves in a month."""
    first = first_month(planned)
    if first is None or planned.draft or planned.state is MeasureState.STOPPED:
        return False
    return first <= month < first.plus(lifetime_years * YEAR)


def share_of_year(planned: PlannedMeasure, lifetime_years: int, year: int) -> Fraction:
    """The part of a year's saving that falls into a calendar year."""
    return Fraction(sum(saves_in(planned, lifetime_years, Month(year, month)) for month in range(1, YEAR + 1)), YEAR)
