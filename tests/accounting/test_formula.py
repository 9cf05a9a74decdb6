"""The walker of measure formulas: exact, and nothing else can run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from core.accounting.formula import FormulaError, evaluate, names_in


def test_arithmetic_is_exact() -> None:
    assert (
        evaluate("n*(a-b)/1000*h*(1+f)", {"n": Fraction(3), "a": Fraction(1, 3), "b": Fraction(0), "h": Fraction(7), "f": Fraction("0.1")})
        == Fraction("7.7") / 1000
    )
    assert evaluate("0.1+0.2", {}) == Fraction(3, 10)
    assert evaluate("min(k*2, 0.25)", {"k": Fraction(1)}) == Fraction(1, 4)
    assert evaluate("-r**2", {"r": Fraction(3)}) == -9


def test_a_broken_power_is_taken_at_fifty_digits() -> None:
    value = evaluate("r**2.5", {"r": Fraction("0.8")})
    assert abs(value**2 - Fraction("0.8") ** 5) < Fraction(1, 10**45)


@pytest.mark.parametrize(
    "text", ["__import__('os')", "a.b", "[1]", "max(1,2)", "1 if 1 else 2", "lambda: 1", "'x'", "a @ b", "min(a=1)", "True", "2**1000", ""]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        evaluate(text, {"a": Fraction(1), "b": Fraction(1)})


def test_unknown_name_and_division_by_zero_are_refused_in_words() -> None:
    with pytest.raises(FormulaError, match="没有数值"):
        evaluate("x+1", {})
    with pytest.raises(FormulaError, match="除以了 0"):
        evaluate("1/(x-1)", {"x": Fraction(1)})


def test_names_are_listed_without_min() -> None:
    assert names_in("min(a, b)*c") == {"a", "b", "c"}


def test_many_threads_read_formulas_at_a_time() -> None:
    """Python 3.11 loses count of depth where two threads read trees at a time: every reading must come out right."""
    deep = [f"{'(' * depth}a + {number}{')' * depth}" for number in range(150) for depth in (1, 20)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: evaluate(text, {"a": Fraction(1)}), deep * 3))
    assert found == [Fraction(1 + number) for number in range(150) for _depth in (1, 20)] * 3
