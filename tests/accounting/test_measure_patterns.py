"""Patterns in a year of data: what each kind looks for, and that it keeps silent where the data do not say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.measure_patterns import YearData, found
from core.domain.reduction_rules import Pattern, PatternKind

EVEN = dict.fromkeys(range(1, 13), Fraction(100))
NO_FIGURES = YearData(months={}, emitted={}, by_source={}, total=Fraction(0))


def pattern(kind: PatternKind, **changes: Any) -> Pattern:
    facts: dict[str, Any] = {
        "code": "one",
        "kind": kind,
        "output": "dE",
        "high": (7, 8),
        "low": (4,),
        "sources": ("lpg",),
        "names": (),
        "produced": "visitors",
        "venue_types": (),
        "at_least": Decimal(0),
        "measures": ("C01",),
        "zh": "{percent}",
        "en": "{percent}",
    }
    return Pattern(**(facts | changes))


def data(**changes: Any) -> YearData:
    facts: dict[str, Any] = {
        "months": {"dE": EVEN},
        "emitted": {"dE": Fraction(30)},
        "by_source": {"lpg": Fraction(5), "tap_water": Fraction(1)},
        "total": Fraction(100),
        "last": {"dE": Fraction(1000)},
        "produced": {"visitors": Fraction(600)},
        "produced_last": {"visitors": Fraction(600)},
        "main": "visitors",
        "burnt": {"one": Fraction(7)},
        "metered": {"one": Fraction(300)},
        "put_in": {"one": Fraction(8)},
        "charge": Fraction(200),
        "refilled": Fraction(20),
    }
    return YearData(**(facts | changes))


@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        (PatternKind.MONTHS, Fraction(1)),
        (PatternKind.LOWEST, Fraction(1)),
        (PatternKind.SHARE, Fraction(3, 10)),
        (PatternKind.SHARE_OF_SOURCES, Fraction(1, 20)),
        (PatternKind.METERED, Fraction(1, 4)),
        (PatternKind.RISING, Fraction(1, 5)),
        (PatternKind.LEAK, Fraction(1, 10)),
        (PatternKind.REFILLED, Fraction(8)),
        (PatternKind.BURNT, Fraction(7)),
        (PatternKind.PER_OUTPUT, Fraction(2)),
    ],
)
def test_each_kind_gives_its_figure_and_nothing_without_data(kind: PatternKind, figure: Fraction) -> None:
    assert found(pattern(kind), data()) == figure
    assert found(pattern(kind), NO_FIGURES) is None


def test_every_kind_is_told_above() -> None:
    """So that a new kind cannot come without its figure."""
    assert len(PatternKind) == 10


def test_months_are_compared_by_their_means() -> None:
    months = EVEN | {7: Fraction(150), 8: Fraction(170), 4: Fraction(80)}
    assert found(pattern(PatternKind.MONTHS), data(months={"dE": months})) == 2


@pytest.mark.parametrize("missing", [4, 7])
def test_a_month_without_a_figure_compares_nothing(missing: int) -> None:
    months = {month: amount for month, amount in EVEN.items() if month != missing}
    assert found(pattern(PatternKind.MONTHS), data(months={"dE": months})) is None


def test_no_months_named_compare_nothing() -> None:
    assert found(pattern(PatternKind.MONTHS, high=()), data()) is None
    assert found(pattern(PatternKind.MONTHS), data(months={"dE": EVEN | {4: Fraction(0)}})) is None


def test_a_base_load_needs_half_a_year() -> None:
    few = {month: Fraction(10) for month in range(1, 6)}
    assert found(pattern(PatternKind.LOWEST), data(months={"dE": few})) is None
    assert found(pattern(PatternKind.LOWEST), data(months={"dE": few | {6: Fraction(4)}})) == Fraction(4, 9)


def test_a_rise_counts_only_where_the_output_rose_less() -> None:
    busier = data(produced={"visitors": Fraction(900)})
    assert found(pattern(PatternKind.RISING), busier) is None
    assert found(pattern(PatternKind.RISING), data(produced_last={})) is None
    assert found(pattern(PatternKind.RISING), data(last={})) is None
    assert found(pattern(PatternKind.RISING), data(last={"dE": Fraction(1300)}, produced={})) is None


def test_below_its_threshold_a_pattern_keeps_silent() -> None:
    assert found(pattern(PatternKind.LEAK, at_least=Decimal("0.1")), data()) == Fraction(1, 10)
    assert found(pattern(PatternKind.LEAK, at_least=Decimal("0.11")), data()) is None
    assert found(pattern(PatternKind.BURNT), data(burnt={"one": Fraction(0)})) is None


AMOUNTS = st.fractions(min_value=0, max_value=10**7, max_denominator=1000)


@given(st.dictionaries(st.integers(1, 12), AMOUNTS), st.sampled_from(PatternKind), st.integers(1, 50))
def test_a_figure_is_above_its_threshold_and_does_not_depend_on_the_unit(
    months: dict[int, Fraction], kind: PatternKind, times: int
) -> None:
    one = pattern(kind, at_least=Decimal("0.2"))
    figure = found(one, data(months={"dE": months}))
    assert figure is None or figure >= Fraction(1, 5)
    if kind in {PatternKind.MONTHS, PatternKind.LOWEST}:
        assert figure == found(one, data(months={"dE": {month: amount * times for month, amount in months.items()}}))
