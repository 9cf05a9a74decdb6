"""What stands in a cell is read as people write it, or refused with the reason."""

from __future__ import annotations

import pytest

from core.errors import InputError
from core.workflows.cell_reading import read_text, reading_of
from core.workflows.workspace import Workspace


@pytest.mark.parametrize(
    ("unit", "text", "words"),
    [
        ("kWh", "15.86万", "读作 158,600 kWh（万 × 10,000）"),
        ("kWh", "1.2万度", "读作 12,000 kWh（万度 × 10,000）"),
        ("kWh", "158600", "读作 158,600 kWh（15.86 万）"),
        ("kWh", "9999", "读作 9,999 kWh"),
        ("kWh", "3.5 MWh", "读作 3,500 kWh（MWh × 1,000）"),
        ("kWh", "=120+80", "读作 200 kWh（120+80）"),
        ("kWh", "１８０度", "读作 180 kWh"),
        ("kg", "3.5 t", "读作 3,500 kg（t × 1,000）"),
        ("kWh", "1 GJ", "读作 277.777778 kWh（GJ × 277.777778）"),
        ("kWh", "0", "读作 0 kWh"),
        ("kWh", "0 MWh", "读作 0 kWh"),
        ("10^4yuan", "¥12,345", "读作 1.2345 万元"),
        ("10^4yuan", "12.5万元", "读作 12.5000 万元"),
    ],
)
def test_a_text_is_read_back_with_how_it_came_about(ws: Workspace, unit: str, text: str, words: str) -> None:
    assert reading_of(ws, unit, text).words == words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("¥12", "quantity.money"),
        ("12元", "quantity.money"),
        ("12%", "quantity.percent"),
        ("１２％", "quantity.percent"),
        ("(12)", "quantity.negative"),
        ("（1,200）", "quantity.negative"),
        ("80-120", "quantity.negative"),
        ("######", "excel.narrow"),
        ("#N/A", "excel.error"),
        ("#div/0!", "excel.error"),
        ("1.5E+7", "excel.scientific"),
        ("2025-3-1", "quantity.date"),
        ("2025年3月", "quantity.date"),
        ("2025.3.1", "quantity.date"),
        ("=SUM(A1:A3)", "number.unreadable"),
        ("-", "number.unreadable"),
    ],
)
def test_what_is_no_figure_is_refused_by_what_it_is(ws: Workspace, text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_text(ws, "kWh", text)
    assert refused.value.code == code


def test_a_year_of_four_digits_may_still_be_a_figure(ws: Workspace) -> None:
    assert read_text(ws, "kWh", "2025").micro == 2_025_000_000
    assert read_text(ws, "kWh", "2025-25").micro == 2_000_000_000
    assert read_text(ws, "kWh", "2,025.5").micro == 2_025_500_000
