"""Months and calendarisation, judged by the worked example and by properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.period import Month, ReportingPeriod, spread_over_days
from core.errors import InputError

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


def test_worked_example_of_the_rules_is_reproduced() -> None:
    """domain.md §4.7: 2026-03-12 to 2026-04-11, 30 days, 60 000 kWh gives March 40 000 and April 20 000."""
    shares = spread_over_days(60_000_000_000, date(2026, 3, 12), date(2026, 4, 11))
    assert shares == {Month(2026, 3): 40_000_000_000, Month(2026, 4): 20_000_000_000}


@given(micro=st.integers(-(10**15), 10**15), start=DAYS, length=st.integers(1, 500))
def test_spreading_conserves_the_quantity_to_the_last_unit(micro: int, start: date, length: int) -> None:
    shares = spread_over_days(micro, start, start + timedelta(days=length))
    assert sum(shares.values()) == micro
    assert all(part * (1 if micro >= 0 else -1) >= 0 for part in shares.values())


@given(daily=st.integers(1, 10**9), start=DAYS, length=st.integers(1, 500))
def test_a_constant_daily_quantity_stays_constant(daily: int, start: date, length: int) -> None:
    shares = spread_over_days(daily * length, start, start + timedelta(days=length))
    assert sum(shares.values()) == daily * length
    for month, part in shares.items():
        following = month.plus(1).first_day
        days = (min(start + timedelta(days=length), following) - max(start, month.first_day)).days
        assert abs(part - daily * days) <= 1


def test_a_turned_period_is_refused_with_both_days() -> None:
    with pytest.raises(InputError, match="2025-03-10"):
        spread_over_days(1, date(2025, 3, 10), date(2025, 3, 10))


@given(year=st.integers(1991, 2099))
def test_twelve_months_make_the_year(year: int) -> None:
    period = ReportingPeriod.of_year(year)
    assert sum(month.days for month in period) == period.days
    assert next(iter(period)) == Month(year, 1)
    assert Month(year, 12) in period
    assert Month(year + 1, 1) not in period
    assert period.previous() == ReportingPeriod.of_year(year - 1)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025", "", "2025/3", "二〇二五-3"])
def test_an_unreadable_month_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError):
        Month.parse(text)


def test_event_days_cover_whole_months() -> None:
    assert ReportingPeriod.of_days(date(2025, 5, 1), date(2025, 6, 3)).label == "2025-05_2025-06"
