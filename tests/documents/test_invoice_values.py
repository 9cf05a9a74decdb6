"""Numbers, days, periods and amounts in capitals as bills write them; what can be read in two ways is not read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.documents.invoice_values import capital_amount, day, number, number_range, period, whole_months


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("200,664", "200664"),
        ("1,234,567.89", "1234567.89"),
        ("¥154190.22", "154190.22"),
        ("-1,200.00", "-1200.00"),
        ("-¥5.10", "-5.10"),
        ("0.6108", "0.6108"),
        ("200664 kWh", "200664"),
        ("7,064m3", "7064"),
        ("≈12", "12"),
    ],
)
def test_a_number_is_read_exactly(text: str, value: str) -> None:
    read = number(text)
    assert read is not None
    assert read.value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["1.234,56", "12,34", "1,2345", "12 345", "3-4", "1/2", "2025-06-21", "1234567890123456789012", "--5", "-¥-5", "电费", "", "1.2.3"],
)
def test_what_is_no_single_number_is_not_read(text: str) -> None:
    assert number(text) is None


def test_two_numbers_with_from_and_to_are_readings() -> None:
    ends = number_range("24,626.34 — 24,877.17")
    assert ends is not None
    assert [one.value for one in ends] == [Decimal("24626.34"), Decimal("24877.17")]
    assert number_range("100 200") is None
    assert number_range("100 — 200 — 300") is None


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-21 至 2025-07-20",
        "2025年6月21日—7月20日",
        "2025.06.21-2025.07.20",
        "2025/6/21 ~ 2025/7/20",
        "2025-06-21 — 2025-07-20（30 天）",
        "20250621-20250720",
        "2025年06月21日至2025年07月20日",
        "2025-06-21到2025-07-20",
        "2025年6月21日起至2025年7月20日止",
        "2025.6.21—7.20",
    ],
)
def test_a_period_is_read_in_many_forms(text: str) -> None:
    read = period(text)
    assert read is not None
    assert (read.start, read.last) == (date(2025, 6, 21), date(2025, 7, 20))


def test_a_short_end_goes_over_the_turn_of_the_year() -> None:
    read = period("2024年12月21日—1月20日")
    assert read is not None
    assert (read.start, read.last) == (date(2024, 12, 21), date(2025, 1, 20))


@pytest.mark.parametrize(
    ("text", "month"),
    [("2025年6月", "2025-06"), ("202506", "2025-06"), ("2025-06", "2025-06"), ("6月", "--06"), ("2025年5月-2025年6月", "2025-05/2025-06")],
)
def test_months_are_months_and_no_days(text: str, month: str) -> None:
    read = period(text)
    assert read is not None
    assert (read.start, read.last, read.month) == (None, None, month)


@pytest.mark.parametrize(
    "text", ["2025-07-20 至 2025-06-21", "2025-06-21", "2025年13月", "2025年2月30日至3月1日", "2025年5月-6月", "今年", ""]
)
def test_what_is_no_single_period_is_not_read(text: str) -> None:
    read = period(text)
    assert read is None or not (read.start or read.month) or read.month == "2025-05/2025-06"


def test_whole_months_have_days_only_with_their_year() -> None:
    assert whole_months("2025-02") == (date(2025, 2, 1), date(2025, 2, 28))
    assert whole_months("2025-05/2025-06") == (date(2025, 5, 1), date(2025, 6, 30))
    assert whole_months("--06") is None
    assert whole_months("2025-06/2025-05") is None


def test_one_day_is_a_day_and_two_are_none() -> None:
    assert day("2025年07月22日") == date(2025, 7, 22)
    assert day("2025-07-22 10:11") == date(2025, 7, 22)
    assert day("2025-07-22 2025-07-23") is None
    assert day("2025-02-30") is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("壹拾伍万肆仟壹佰玖拾圆贰角贰分", "154190.22"),
        ("⊗贰万柒仟贰佰陆拾柒圆零肆分", "27267.04"),
        ("伍佰圆整", "500"),
        ("壹亿零贰万元整", "100020000"),
        ("负叁拾圆整", "-30"),
        ("拾元伍角", "10.5"),
    ],
)
def test_amounts_in_capitals_are_read(text: str, amount: str) -> None:
    assert capital_amount(text) == Decimal(amount)


def test_what_is_no_amount_in_capitals_is_not_read() -> None:
    assert capital_amount("154190.22") is None
