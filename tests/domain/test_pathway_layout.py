"""The chart of the way to a target: bars reach their tonnes, lines join their corners, a cut axis is said, words keep clear."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.pathway_layout import PathLayout, PathPoint, layout

WIDTH, HEIGHT, LINE = 640.0, 260.0, 16.0


def point(
    key: int, allowed: float | None = None, actual: float | None = None, expected: float | None = None, *, hollow: bool = False
) -> PathPoint:
    figures = (None if one is None else Fraction(one) for one in (allowed, actual, expected))
    return PathPoint(key, str(key), *figures, hollow=hollow)


def laid(*points: PathPoint, width: float = WIDTH, from_zero: bool = False) -> PathLayout:
    return layout(points, width, HEIGHT, LINE, lambda words: 8.0 * len(words), from_zero=from_zero)


def test_a_bar_is_as_high_as_its_tonnes() -> None:
    chart = laid(point(2024, 1000, 1000), point(2025, 500, 250))
    one, other = (slot.bar for slot in chart.slots)
    assert one is not None and other is not None and not chart.cut_at
    assert one[3] / other[3] == pytest.approx(4)
    assert one[1] + one[3] == pytest.approx(chart.bottom)


def test_an_axis_whose_figures_stand_close_is_cut_at_a_round_figure_and_for_months_never() -> None:
    years = (point(2024, 1628, 1628), point(2025, 1579, 1565), point(2030, 1335, None, 1541))
    chart = laid(*years)
    assert (chart.cut_at, chart.ticks[0][1]) == (1200, "1,200")
    assert len(chart.ticks) <= 5
    assert laid(*years, from_zero=True).cut_at == 0


def test_figures_that_are_all_alike_are_cut_too_and_small_ones_have_decimals() -> None:
    assert laid(point(2024, 100, 100)).cut_at == 95
    assert [words for _y, words in laid(point(1, 2, 0)).ticks] == ["0.0", "0.5", "1.0", "1.5", "2.0"]


def test_nothing_to_show_is_an_axis_without_bars() -> None:
    assert [words for _y, words in laid().ticks] == ["0", "1"]
    chart = laid(point(2024))
    assert (chart.slots[0].bar, chart.allowed, chart.expected, chart.mark, chart.mark_words) == (None, (), (), None, "")


def test_the_line_of_the_path_ends_at_the_mark_of_the_target() -> None:
    chart = laid(point(2024, 1000, 1000), point(2025, 900), point(2026, 500))
    assert chart.allowed[-1] == chart.mark
    assert chart.mark_words == "500"
    assert chart.mark is not None and chart.mark_at[1] > chart.mark[1], "below the mark, where no bar stands"


def test_the_figure_of_a_target_that_is_reached_stands_above_its_bar() -> None:
    chart = laid(point(2024, 1000, 1000), point(2025, 500, 480))
    slot = chart.slots[-1]
    assert chart.mark is not None
    assert chart.mark_at[1] + LINE <= slot.words_at[1] < chart.mark[1]


def test_a_target_at_nothing_says_so_above_the_axis() -> None:
    chart = laid(point(2024, 1000, 1000), point(2050, 0))
    assert chart.mark_words == "0.0"
    assert chart.mark_at[1] + LINE <= chart.bottom


def test_what_is_expected_begins_at_the_last_whole_bar() -> None:
    chart = laid(point(2024, 1000, 1000), point(2025, 900, None, 950), point(2026, 800, None, 900))
    bar = chart.slots[0].bar
    assert bar is not None and chart.expected[0] == (chart.slots[0].middle, bar[1])
    assert len(chart.expected) == 3
    part = laid(point(2024, 1000, 600, hollow=True), point(2025, 900, None, 950))
    assert len(part.expected) == 1, "a part of a year is no beginning"
    assert len(laid(point(2024, 1000, None, 990), point(2025, 900, None, 950)).expected) == 2


def test_figures_stand_above_the_lines_that_cross_them() -> None:
    chart = laid(*(point(month, 130 * month, 126 * month) for month in range(1, 13)), from_zero=True)
    for slot in chart.slots:
        assert slot.words and slot.allowed_y is not None
        assert slot.words_at[1] + LINE < slot.allowed_y + 1


def test_where_figures_would_touch_only_the_last_one_is_written() -> None:
    months = [point(month, 1300 * month, 1260 * month if month < 9 else None) for month in range(1, 13)]
    chart = laid(*months, width=400, from_zero=True)
    assert [bool(slot.words) for slot in chart.slots] == [month == 8 for month in range(1, 13)]
    many = laid(*(point(2000 + n, 10, 10) for n in range(20)), width=4000)
    assert [slot.point.key for slot in many.slots if slot.words] == [2019]


def test_labels_that_have_no_room_are_left_out_but_never_the_last() -> None:
    chart = laid(*(point(2024 + n, 100) for n in range(30)), width=500)
    seen = [slot.point.key for slot in chart.slots if slot.label_shown]
    assert seen[-1] == 2053 and len(seen) < 30
    assert all(b - a == seen[1] - seen[0] for a, b in pairwise(seen))


@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.one_of(st.none(), st.integers(0, 10**7))), min_size=1, max_size=40),
    st.booleans(),
)
def test_everything_stays_inside_the_plot(figures: list[tuple[int, int | None]], from_zero: bool) -> None:
    chart = laid(*(point(n, allowed, actual) for n, (allowed, actual) in enumerate(figures)), from_zero=from_zero)
    for slot in chart.slots:
        assert slot.allowed_y is not None and chart.top - 0.01 <= slot.allowed_y <= chart.bottom + 0.01
        if slot.bar is not None:
            assert chart.top - 0.01 <= slot.bar[1] <= chart.bottom
            assert chart.left <= slot.bar[0] and slot.bar[0] + slot.bar[2] <= chart.right
    assert 2 <= len(chart.ticks) <= 7
