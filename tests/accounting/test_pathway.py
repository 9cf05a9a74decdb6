"""The path ends exactly at the target, months add up to the year, and a measure saves from the month after until its life ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.accounting.pathway import allowed, allowed_tonnes, burn_down
from core.accounting.persistence import first_month, saves_in, share_of_year
from core.domain.measure import MeasureState, PlanId, PlannedMeasure
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.reduction import ReductionTarget, TargetKind

VENUE = VenueId("v")
TARGET = ReductionTarget(VENUE, TargetKind.ABSOLUTE, 2024, 2030, Decimal(18))
INTENSITY = ReductionTarget(VENUE, TargetKind.INTENSITY, 2024, 2030, Decimal(18), "room_nights_sold")


def test_three_percent_of_the_base_year_each_year() -> None:
    """18 % in six years of 1,000 t: 1,000, 970, 940 … 820, then level."""
    assert [allowed(TARGET, Fraction(1000), year) for year in (2020, 2024, 2025, 2026, 2030, 2040)] == [1000, 1000, 970, 940, 820, 820]


def test_an_intensity_needs_the_output_of_the_year() -> None:
    rate = Fraction(1, 40)
    assert allowed_tonnes(INTENSITY, rate, 2030, Fraction(60_000)) == Fraction(82, 100) * rate * 60_000
    assert allowed_tonnes(INTENSITY, rate, 2030, None) is None
    assert allowed_tonnes(TARGET, Fraction(1000), 2025, None) == 970


@given(st.integers(1, 100), st.integers(1, 36), st.integers(1, 10**6))
def test_the_path_falls_to_the_target_and_no_further(percent: int, years: int, base: int) -> None:
    target = ReductionTarget(VENUE, TargetKind.ABSOLUTE, 2024, 2024 + years, Decimal(percent))
    path = [allowed(target, Fraction(base), 2024 + n) for n in range(years + 3)]
    assert path == sorted(path, reverse=True)
    assert path[-1] == path[years] == Fraction(base) * (100 - percent) / 100


def test_a_year_is_burnt_down_by_the_months_of_the_last() -> None:
    last = {month: Fraction(50 if month <= 6 else 150) for month in range(1, 13)}
    found = burn_down(Fraction(960), {1: Fraction(50), 2: Fraction(40)}, last)
    assert found.by_last_year
    assert [(one.allowed_t, one.actual_t) for one in found.months[:3]] == [(40, 50), (80, 90), (120, None)]
    assert (found.above_t, found.left_t, found.open_months, found.each_t) == (10, 870, 10, 87)
    assert found.months[-1].allowed_t == 960


def test_without_a_whole_year_before_each_month_has_a_twelfth() -> None:
    found = burn_down(Fraction(120), {month: Fraction(11) for month in range(1, 13)}, {1: Fraction(9)})
    assert not found.by_last_year
    assert [one.allowed_t for one in found.months] == [10 * month for month in range(1, 13)]
    assert (found.above_t, found.left_t, found.open_months, found.each_t) == (12, -12, 0, None)


def test_months_after_a_gap_are_not_known() -> None:
    found = burn_down(Fraction(120), {1: Fraction(10), 3: Fraction(10)}, {})
    assert [one.actual_t for one in found.months[:3]] == [10, None, None]
    assert found.open_months == 11


def planned(state: MeasureState, start: date | None = None, done: date | None = None, *, draft: bool = False) -> PlannedMeasure:
    return PlannedMeasure(PlanId("p"), VENUE, "C11", state, start_on=start, done_on=done, draft=draft)


def test_a_measure_saves_from_the_month_after_until_its_life_ends() -> None:
    done = planned(MeasureState.DONE, date(2024, 11, 18), date(2024, 12, 20))
    assert first_month(done) == Month(2025, 1)
    assert [share_of_year(done, 2, year) for year in (2024, 2025, 2026, 2027)] == [0, 1, 1, 0]
    half = planned(MeasureState.DONE, done=date(2025, 6, 1))
    assert [share_of_year(half, 1, year) for year in (2025, 2026)] == [Fraction(1, 2), Fraction(1, 2)]


def test_what_is_planned_saves_from_its_beginning_and_the_rest_never() -> None:
    assert first_month(planned(MeasureState.PLANNED, date(2026, 5, 1))) == Month(2026, 6)
    assert first_month(planned(MeasureState.RUNNING, None, date(2026, 5, 1))) == Month(2026, 6)
    assert share_of_year(planned(MeasureState.PLANNED), 5, 2026) == 0
    assert not saves_in(planned(MeasureState.STOPPED, date(2024, 1, 1)), 5, Month(2025, 1))
    assert not saves_in(planned(MeasureState.PLANNED, date(2024, 1, 1), draft=True), 5, Month(2025, 1))
