"""The fit equals published certified values and a line drawn by hand; what cannot be fitted is refused."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.regression import fitted

NORRIS = """0.1 0.2|338.8 337.4|118.1 118.2|888.0 884.6|9.2 10.1|228.1 226.5|668.5 666.3|998.5 996.3|449.1 448.6|778.9 777.0|559.2 558.2
|0.3 0.4|0.1 0.6|778.1 775.5|668.8 666.9|339.3 338.0|448.9 447.5|10.8 11.6|557.7 556.0|228.3 228.1|998.0 995.8|888.8 887.6|119.6 120.2
|0.3 0.3|0.6 0.3|557.6 556.8|339.3 339.1|888.0 887.2|998.5 999.0|778.9 779.0|10.2 11.1|117.6 118.3|228.9 229.2|668.4 669.1|449.2 448.9
|0.2 0.5"""
"""NIST StRD, linear regression, dataset Norris: y and x of 36 observations."""


def test_norris_has_its_certified_values() -> None:
    """NIST StRD Norris: B0 −0.262323073774029, B1 1.00211681802045, R² 0.999993745883712, residual standard deviation 0.884796396144373."""
    pairs = [tuple(map(Fraction, part.split())) for part in NORRIS.replace("\n", "").split("|")]
    fit = fitted([y for y, _x in pairs], [[x] for _y, x in pairs])
    assert fit is not None and fit.r2 is not None and fit.cv2 is not None
    mean = float(sum(y for y, _x in pairs) / len(pairs))
    found = (float(fit.constant), float(fit.slopes[0]), float(fit.r2), float(fit.cv2) ** 0.5 * mean)
    assert found == pytest.approx((-0.262323073774029, 1.00211681802045, 0.999993745883712, 0.884796396144373), rel=1e-12)


def test_two_drivers_by_hand() -> None:
    """100 + 2a + 3b, without error."""
    rows = [[Fraction(a), Fraction(b)] for a, b in ((1, 5), (2, 3), (4, 4), (7, 1), (3, 8))]
    fit = fitted([100 + 2 * a + 3 * b for a, b in rows], rows)
    assert fit is not None
    assert (fit.constant, fit.slopes, fit.r2, fit.cv2) == (100, (2, 3), 1, 0)
    assert fit.at([Fraction(10), Fraction(10)]) == 150


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9000)), min_size=4, max_size=14, unique_by=lambda pair: pair[0]))
def test_one_driver_is_what_the_standard_library_finds(pairs: list[tuple[int, int]]) -> None:
    fit = fitted([Fraction(y) for _x, y in pairs], [[Fraction(x)] for x, _y in pairs])
    line = statistics.linear_regression([x for x, _y in pairs], [y for _x, y in pairs])
    assert fit is not None
    assert (float(fit.slopes[0]), float(fit.constant)) == pytest.approx((line.slope, line.intercept), abs=1e-6)


def test_what_cannot_be_fitted_is_none() -> None:
    ones = [Fraction(1), Fraction(2), Fraction(3), Fraction(4)]
    assert fitted(ones[:2], [[one] for one in ones[:2]]) is None
    assert fitted(ones, [[Fraction(7)] for _one in ones]) is None
    assert fitted(ones, [[one, 2 * one] for one in ones]) is None
    assert fitted([], []) is None


def test_a_use_that_does_not_vary_has_nothing_to_explain() -> None:
    flat = fitted([Fraction(5)] * 4, [[Fraction(n)] for n in range(4)])
    assert flat is not None and (flat.r2, flat.cv2, flat.slopes) == (None, 0, (0,))
    nothing = fitted([Fraction(0)] * 4, [[Fraction(n)] for n in range(4)])
    assert nothing is not None and nothing.cv2 is None
