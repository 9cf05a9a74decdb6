"""A measured saving is the baseline at this year's drivers less the use; a bad fit and a missing month prove nothing."""

from __future__ import annotations

from fractions import Fraction

from core.accounting.saving_proof import FitLimits, baseline_months, missing, proven
from core.domain.period import Month

LIMITS = FitLimits(Fraction(3, 4), Fraction(1, 4))
BEFORE = baseline_months(Month(2024, 1))
AFTER = tuple(Month(2025, n) for n in (1, 2, 3))
NIGHTS = {month: Fraction(1000 + 100 * month.month) for month in (*BEFORE, *AFTER)}


def uses(after: int) -> dict[Month, Fraction]:
    """500 and 2 for each night before; so much less after."""
    before = {month: 500 + 2 * NIGHTS[month] for month in BEFORE}
    return before | {month: 500 + 2 * NIGHTS[month] - after for month in AFTER}


def test_the_saving_is_found_again() -> None:
    found = proven(uses(250), [NIGHTS], BEFORE, AFTER, LIMITS)
    assert found is not None and found.fit is not None
    assert (found.fit.constant, found.fit.slopes, found.good) == (500, (2,), True)
    assert [one.saved for one in found.months] == [250, 250, 250]
    assert found.saved == 750


def test_more_used_is_a_negative_saving() -> None:
    found = proven(uses(-100), [NIGHTS], BEFORE, AFTER, LIMITS)
    assert found is not None and found.saved == -300


def test_a_bad_fit_is_computed_and_not_good() -> None:
    wild = uses(250) | {month: Fraction(900 if month.month % 2 else 9000) for month in BEFORE}
    found = proven(wild, [NIGHTS], BEFORE, AFTER, LIMITS)
    assert found is not None and not found.good


def test_a_close_error_with_nothing_explained_is_not_good_either() -> None:
    wobble = uses(0) | {month: Fraction(3000 + (month.month % 2)) for month in BEFORE}
    found = proven(wobble, [NIGHTS], BEFORE, AFTER, LIMITS)
    assert found is not None and found.fit is not None and found.fit.cv2 is not None
    assert found.fit.cv2 < Fraction(1, 1000) and not found.good


def test_without_drivers_it_is_the_same_month_before_and_proves_nothing() -> None:
    found = proven(uses(250), [], BEFORE, AFTER, LIMITS)
    assert found is not None and found.fit is None and not found.good
    assert found.saved == 750


def test_drivers_that_follow_from_each_other_cannot_be_fitted() -> None:
    twice = {month: 2 * value for month, value in NIGHTS.items()}
    assert proven(uses(250), [NIGHTS, twice], BEFORE, AFTER, LIMITS) is None


def test_missing_months_are_named() -> None:
    holes = {month: value for month, value in NIGHTS.items() if month.month not in {2, 5}}
    assert missing(BEFORE, uses(0), holes) == (Month(2024, 2), Month(2024, 5))
