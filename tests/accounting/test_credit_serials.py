"""Serial numbers of credits in every spelling, and the age of a lot: what is the same credit, and what a reader is told."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.credit_notes import earliest_vintage, old_stock, old_vintage
from core.accounting.credit_serials import covered_period, overlap, same_numbers, whole_tonnes
from core.domain.offset import CreditLot, LotId, OffsetSource, ProductType, SinkFacts

LOT = CreditLot(LotId("a"), ProductType.CCER, "登记机构", "林业碳汇", 100, "SL-0001", "SL-0100")


def lot(first: str, last: str, **changes: object) -> CreditLot:
    return replace(LOT, id=LotId("b"), serial_from=first, serial_to=last, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("ＳＬ－００５０", "ＳＬ－００５０"),
        ("SL – 0050", "SL – 0050"),
        ("sl—0050", "sl—0050"),
        ("SL‑0050", "SL‑0050"),
        ("SL−0050", "SL−0050"),
        ("SL_0050", "SL_0050"),
        ("SL0050", "SL0050"),
        ("SL-50", "SL-50"),
        ("SL-000050", "SL-000050"),
        ("S L - 0 0 5 0", "SL-0050"),
        ("SL-0100", "SL-0200"),
        ("SL-0001", "SL-0001"),
    ],
)
def test_one_number_is_one_credit_however_it_is_written(first: str, last: str) -> None:
    other = lot(first, last)
    assert overlap(LOT, other)
    assert overlap(other, LOT)


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        (("CN-12-0001", "CN-12-0100"), ("CN120050", "CN120060"), True),
        (("CN-12-0001", "CN-12-0100"), ("CN120101", "CN120160"), False),
        (("CN-12-0001", "CN-12-0100"), ("CN1250", "CN1260"), False),
        (("CN-12-0001", "CN-12-0100"), ("CN-1-20001", "CN-1-20100"), False),
        (("CN-12-0001", "CN-12-0100"), ("CN-13-0001", "CN-13-0100"), False),
        (("甲-乙", "甲-丙"), ("甲乙", "甲乙"), True),
        (("甲", "乙"), ("CN120001", "CN120100"), False),
        (("CN-1A", "CN-2A"), ("CN-1B", "CN-2B"), False),
        (("CN-12-0001", "CN-12-0100"), ("CN12000A", "CN12000A"), False),
    ],
)
def test_dashes_may_be_left_out_where_the_numbers_are_as_long(mine: tuple[str, str], theirs: tuple[str, str], same: bool) -> None:
    assert same_numbers(lot(*mine), lot(*theirs)) is same_numbers(lot(*theirs), lot(*mine)) is same


def test_another_registry_numbers_for_itself() -> None:
    other = lot("SL-0001", "SL-0100", registry="另一机构")
    assert not overlap(LOT, other)
    assert same_numbers(LOT, other)
    assert overlap(LOT, lot("SL-0001", "SL-0100", registry=" 登记 机构"))


SPELLINGS = st.sampled_from(
    [
        lambda text: text,
        str.lower,
        lambda text: unicodedata.normalize("NFKC", text).replace("-", "—"),
        lambda text: "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text),
        " ".join,
        lambda text: text.replace("-", ""),
    ]
)
RANGES = st.tuples(st.integers(0, 400), st.integers(1, 60))


@given(RANGES, RANGES, SPELLINGS, st.integers(4, 7))
def test_spelling_never_hides_a_shared_number(one: tuple[int, int], other: tuple[int, int], spelling: object, digits: int) -> None:
    """A plain set of numbers is the judge; the other lot is written with other marks and other zeros in front."""
    assert callable(spelling)
    mine = lot(f"AB-{one[0]:04d}", f"AB-{sum(one) - 1:04d}", tonnes=one[1])
    theirs = lot(*(spelling(f"AB-{number:0{digits}d}") for number in (other[0], sum(other) - 1)), tonnes=other[1])
    shared = set(range(one[0], sum(one))) & set(range(other[0], sum(other)))
    assert overlap(mine, theirs) is overlap(theirs, mine) is bool(shared)
    assert whole_tonnes(theirs)


FOREST = replace(LOT, product=ProductType.SINK, project="竹林新造林", serial_from="", serial_to="", sink=SinkFacts(period="2026—2031"))
GUESTS = replace(LOT, source=OffsetSource.PERSONAL, serial_from="", serial_to="", sink=SinkFacts(period="2025 年"))


@pytest.mark.parametrize(
    ("one", "changes", "same"),
    [
        (FOREST, {}, True),
        (FOREST, {"registry": "另一机构"}, True),
        (FOREST, {"project": "竹林 新造林"}, True),
        (FOREST, {"sink": SinkFacts(period="２０２６—２０３１")}, True),
        (FOREST, {"sink": None}, True),
        (FOREST, {"sink": SinkFacts(period="2032—2037")}, False),
        (FOREST, {"project": "另一片林"}, False),
        (FOREST, {"serial_from": "S1", "serial_to": "S9"}, False),
        (FOREST, {"source": OffsetSource.PERSONAL}, False),
        (GUESTS, {}, True),
        (GUESTS, {"registry": "另一平台"}, False),
        (GUESTS, {"product": ProductType.CEA}, False),
        (GUESTS, {"sink": SinkFacts(period="2024 年")}, False),
    ],
)
def test_without_numbers_one_project_and_period_is_one_credit(one: CreditLot, changes: dict[str, object], same: bool) -> None:
    other = replace(one, id=LotId("other"), **changes)  # type: ignore[arg-type]
    assert overlap(one, other) is overlap(other, one) is same


def test_the_period_is_that_of_forest_or_summary() -> None:
    assert (covered_period(LOT), covered_period(FOREST), covered_period(GUESTS)) == ("", "2026—2031", "2025 年")


@pytest.mark.parametrize(
    ("changes", "old"),
    [
        ({"vintage": 2019}, True),
        ({"vintage": 2020}, False),
        ({"vintage": None}, False),
    ],
)
def test_five_years_before_the_period_is_old(changes: dict[str, object], old: bool) -> None:
    assert earliest_vintage(date(2025, 12, 31)) == 2020
    assert old_vintage(replace(LOT, **changes), date(2025, 12, 31)) is old  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "old"),
    [
        ({"issued_on": date(2017, 3, 13)}, True),
        ({"issued_on": date(2017, 3, 14)}, False),
        ({"issued_on": date(2017, 3, 13), "product": ProductType.REGIONAL}, False),
        ({"vintage": 2016}, True),
        ({"vintage": 2017}, False),
        ({"vintage": 2016, "issued_on": date(2024, 1, 1)}, False),
        ({}, False),
    ],
)
def test_what_was_issued_before_the_suspension_is_old_stock(changes: dict[str, object], old: bool) -> None:
    assert old_stock(replace(LOT, **changes)) is old  # type: ignore[arg-type]
