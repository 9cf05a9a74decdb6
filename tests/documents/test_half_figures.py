"""A figure that lies exactly between two shown ones never comes out otherwise in a workbook than on paper."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.live_workbook_pages import half_shown
from core.domain.quantity import shown


def by_spreadsheet(value: Decimal, form: str) -> str:
    """What spreadsheet programs show of a decimal: halves away from zero."""
    places = len(form.partition(".")[2])
    text = f"{value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):{',' if form.startswith('#') else ''}f}"
    return text


@given(value=st.decimals(min_value=0, max_value=10**6, places=4), places=st.integers(0, 3))
def test_shown_figure_is_that_of_paper_or_the_half_itself(value: Decimal, places: int) -> None:
    form = "#,##0" + ("." + "0" * places if places else "")
    chosen = half_shown(Fraction(value), form)
    seen = by_spreadsheet(value, chosen)
    if chosen == form:
        assert seen == shown(value, places)
    else:
        assert Decimal(seen.replace(",", "")) == value
        assert seen == shown(value, places + 1)


@pytest.mark.parametrize(
    ("value", "form", "chosen"),
    [
        ("2.345", "#,##0.00", "#,##0.000"),  # paper 2.34 (domain.md §7.1), a spreadsheet 2.35
        ("2.355", "#,##0.00", "#,##0.00"),  # 2.36 on both
        ("2.3451", "#,##0.00", "#,##0.00"),
        ("-2.5", "#,##0", "#,##0.0"),
        ("2.5", "0", "0.0"),
        ("45992.5", "yyyy-mm", "yyyy-mm"),
    ],
)
def test_format_of_a_half(value: str, form: str, chosen: str) -> None:
    assert half_shown(Fraction(value), form) == chosen
