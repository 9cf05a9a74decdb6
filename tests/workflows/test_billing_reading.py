"""Texts on a bill become exact figures, or a sentence at their field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.activity import StockTake, TimeOfUse
from core.domain.quantity import MICRO, Quantity
from core.workflows.billing_reading import BillUnits, Figures, number_text, read_figures
from tests.builders import catalogue

POWER = BillUnits("kWh", "kWh", catalogue().units)
BOTTLES = BillUnits("kg", "kg", catalogue().units)


def read(units: BillUnits = POWER, *, credit: bool = False, **texts: str) -> Figures:
    return read_figures(texts, units, credit=credit)


def only_problem(figures: Figures) -> tuple[str, str]:
    (problem,) = figures.problems
    return problem.field, problem.message + problem.hint


@pytest.mark.parametrize(
    ("text", "kept", "micro"),
    [
        ("279,000", Quantity(Decimal(279_000), "kWh"), 279_000),
        ("２７９，０００", Quantity(Decimal(279_000), "kWh"), 279_000),
        ("120+80", Quantity(Decimal(200), "kWh"), 200),
        ("12.5万", Quantity(Decimal(125_000), "kWh"), 125_000),
        ("22.008万度", Quantity(Decimal(220_080), "kWh"), 220_080),
        ("3 MWh", Quantity(Decimal(3_000), "kWh"), 3_000),
        ("−1,200", Quantity(Decimal(-1_200), "kWh"), -1_200),
    ],
)
def test_a_quantity_is_read_as_people_write_it(text: str, kept: Quantity, micro: int) -> None:
    figures = read(quantity=text)
    assert (figures.quantity, figures.micro, figures.problems) == (kept, micro * MICRO, ())


def test_a_unit_that_does_not_come_out_even_is_kept_as_on_the_bill() -> None:
    figures = read(quantity="1 GJ", losses="10")
    assert (figures.quantity, figures.unit, figures.micro) == (Quantity(Decimal(1), "GJ"), "GJ", 277_777_778)
    assert figures.losses == Decimal("0.036")


def test_a_bill_in_another_unit_keeps_that_unit_for_all_its_figures() -> None:
    figures = read(BillUnits("10^4kWh", "kWh", catalogue().units), quantity="27.9", losses="0.128", peak="103,230 kWh", valley="17.577")
    assert figures.quantity == Quantity(Decimal("27.9"), "10^4kWh")
    assert figures.micro == 279_000 * MICRO
    assert (figures.losses, figures.time_of_use) == (Decimal("0.128"), TimeOfUse(peak=Decimal("10.323"), valley=Decimal("17.577")))


def test_readings_ratio_and_money_are_read_as_people_write_them() -> None:
    figures = read(
        quantity="1", reading_start="24,816.40", reading_end="２５１６３．５５", multiplier="× 800 倍", amount_yuan="￥18.135万元"
    )
    assert (figures.reading_start, figures.reading_end) == (Decimal("24816.4"), Decimal("25163.55"))
    assert (figures.multiplier, figures.amount_yuan, figures.problems) == (Decimal(800), Decimal(181_350), ())


@pytest.mark.parametrize(
    ("texts", "field", "words"),
    [
        ({"quantity": "约三万"}, "quantity", "不是数字"),
        ({"quantity": "3 桶"}, "quantity", "不认识单位"),
        ({"quantity": "3 t"}, "quantity", "不能换算"),
        ({"quantity": "1", "reading_start": "-3"}, "reading_start", "示数 -3 不对"),
        ({"quantity": "1", "reading_end": "abc"}, "reading_end", "不是数字"),
        ({"quantity": "1", "multiplier": "0"}, "multiplier", "倍率应大于 0"),
        ({"quantity": "1", "losses": "-5"}, "losses", "变损线损不能是负数"),
        ({"quantity": "1", "peak": "−5"}, "peak", "峰不能是负数"),
        ({"quantity": "1", "amount_yuan": "一千"}, "amount_yuan", "不是数字"),
        ({}, "quantity", "数量还没有填"),
        ({"amount_yuan": "5,000"}, "quantity", "金额不是活动数据"),
        ({"amount_yuan": "5,000", "reading_start": "10"}, "quantity", "金额不是活动数据"),
        ({"amount_yuan": "5,000", "reading_start": "10", "reading_end": "20"}, "quantity", "数量还没有填"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(texts: dict[str, str], field: str, words: str) -> None:
    found, sentence = only_problem(read(**texts))
    assert found == field
    assert words in sentence


def test_a_credit_note_takes_parts_away() -> None:
    figures = read(credit=True, quantity="-10", losses="-1", valley="-9")
    assert (figures.losses, figures.time_of_use, figures.problems) == (Decimal(-1), TimeOfUse(valley=Decimal(-9)), ())


# ---------------------------------------------------------------- deliveries with stock


def test_what_was_used_follows_from_the_stock() -> None:
    figures = read(BOTTLES, opening="30", delivered="120+80", closing="50 kg")
    assert figures.stock == StockTake(Decimal(30), Decimal(200), Decimal(50))
    assert (figures.quantity, figures.micro, figures.problems) == (Quantity(Decimal(180), "kg"), 180 * MICRO, ())


def test_stock_may_be_written_in_another_unit() -> None:
    figures = read(BOTTLES, opening="0", delivered="12 瓶50kg", closing="0")
    assert figures.micro == 600 * MICRO


def test_a_quantity_beside_the_stock_must_agree() -> None:
    good = read(BOTTLES, quantity="0.18 t", opening="30", delivered="200", closing="50")
    assert (good.micro, good.problems) == (180 * MICRO, ())
    field, words = only_problem(read(BOTTLES, quantity="200", opening="30", delivered="200", closing="50"))
    assert (field, "200" in words, "180" in words) == ("quantity", True, True)


@pytest.mark.parametrize(
    ("texts", "field", "words"),
    [
        ({"opening": "30", "delivered": "10", "closing": "50"}, "closing", "多 10 kg"),
        ({"delivered": "200", "closing": "0"}, "opening", "期初库存还没有填"),
        ({"opening": "0", "delivered": "-3", "closing": "0"}, "delivered", "本期购入不能是负数"),
        ({"opening": "0", "delivered": "x", "closing": "0"}, "delivered", "不是数字"),
        ({"quantity": "x", "opening": "0", "delivered": "5", "closing": "0"}, "quantity", "不是数字"),
        ({"opening": "0", "delivered": "0.0000001", "closing": "0"}, "delivered", "超过六位"),
        ({"opening": "900,000,000,000", "delivered": "900,000,000,000", "closing": "0"}, "delivered", "太大"),
    ],
)
def test_stock_that_makes_no_sense_is_refused(texts: dict[str, str], field: str, words: str) -> None:
    found, sentence = only_problem(read(BOTTLES, **texts))
    assert found == field
    assert words in sentence


@given(st.decimals(0, 10**6, places=3), st.decimals(0, 10**6, places=3), st.decimals(0, 10**6, places=3))
def test_use_is_exactly_what_went_through_the_store(opening: Decimal, delivered: Decimal, closing: Decimal) -> None:
    figures = read(BOTTLES, opening=number_text(opening), delivered=number_text(delivered), closing=number_text(closing))
    used = opening + delivered - closing
    if used < 0:
        assert only_problem(figures)[0] == "closing"
    else:
        assert figures.micro == used * MICRO
