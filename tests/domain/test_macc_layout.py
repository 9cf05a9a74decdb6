"""The blocks of the marginal cost chart: as wide as their tonnes, as high as their cost, and words that never meet."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.macc_layout import MaccBlock, MaccLayout, layout, short_name

WIDTH, HEIGHT, LINE = 640.0, 300.0, 16.0


def block(code: str, tonnes: float, cost: float, *, scope1: float = 0.0, label: str = "") -> MaccBlock:
    """A measure; what is not of scope 1 is of scope 2."""
    whole, first = Fraction(tonnes), Fraction(scope1)
    return MaccBlock(code, label or code, whole, first, whole - first, Fraction(cost), in_plan=True, chosen=False)


def laid(*blocks: MaccBlock) -> MaccLayout:
    return layout(blocks, WIDTH, HEIGHT, LINE, lambda words: 8.0 * len(words))


def test_the_cheapest_tonne_stands_first_and_blocks_touch() -> None:
    bars = laid(block("B", 20, 300), block("A", 10, -500), block("C", 5, 900)).bars
    assert [bar.block.measure_id for bar in bars] == ["A", "B", "C"]
    assert bars[1].box[2] / bars[0].box[2] == pytest.approx(2)
    for left, right in pairwise(bars):
        assert left.box[0] + left.box[2] == pytest.approx(right.box[0])


def test_what_earns_hangs_below_the_axis_and_what_costs_stands_on_it() -> None:
    chart = laid(block("A", 10, -500), block("B", 10, 250))
    zero = next(y for y, words in chart.y_ticks if words == "0")
    earning, costing = (bar.box for bar in chart.bars)
    assert earning[1] == pytest.approx(zero)
    assert costing[1] + costing[3] == pytest.approx(zero)
    assert earning[3] / costing[3] == pytest.approx(2)


def test_scope_one_lies_at_the_axis_on_both_sides_of_it() -> None:
    chart = laid(block("A", 10, -500, scope1=4), block("B", 10, 500, scope1=4), block("C", 10, 600, scope1=10))
    below, above, single = (bar.parts for bar in chart.bars)
    assert [part[0] for part in (*below, *above)] == [1, 2, 1, 2]
    assert below[0][2] + below[0][4] == pytest.approx(below[1][2])
    assert above[1][2] + above[1][4] == pytest.approx(above[0][2])
    assert below[0][4] / below[1][4] == pytest.approx(4 / 6)
    assert [part[0] for part in single] == [1]


def test_an_empty_chart_has_axes_and_no_bars() -> None:
    assert laid().bars == ()
    assert laid().y_ticks


def test_a_short_name_is_the_first_part_unless_that_says_nothing() -> None:
    assert short_name("空气源热泵替代燃气锅炉热水") == "空气源热泵"
    assert short_name("公务/后勤车辆电动化") == "公务/后勤车辆电动化"


def test_a_wide_block_has_its_name_a_narrow_one_its_code_and_one_without_room_nothing() -> None:
    thin = [block(f"T{n:02d}", 0.01, 100 + n, label="很长的措施名称") for n in range(12)]
    chart = laid(block("A", 100, -10, label="热泵"), *thin)
    assert chart.bars[0].words == "热泵"
    words = [bar.words for bar in chart.bars[1:]]
    assert "很长的措施名称" not in words
    assert "" in words
    assert all(bar.box[2] >= 2 for bar in chart.bars)


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(-5000, 8000)), max_size=20))
def test_words_stay_inside_and_never_meet(drawn: list[tuple[int, int]]) -> None:
    chart = laid(*(block(f"C{n:02d}", tonnes, cost) for n, (tonnes, cost) in enumerate(drawn)))
    boxes = [(*bar.words_at[:2], bar.words_at[2], LINE) for bar in chart.bars if bar.words]
    for index, one in enumerate(boxes):
        assert chart.left <= one[0] and one[0] + one[2] <= chart.right
        for other in boxes[:index]:
            apart = one[0] >= other[0] + other[2] or other[0] >= one[0] + one[2]
            assert apart or one[1] >= other[1] + other[3] or other[1] >= one[1] + one[3]
