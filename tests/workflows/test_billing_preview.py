"""A draft is read back while it is typed: what it counts, how it falls on months, what the rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import MICRO
from core.workflows import billing, boundary, recording
from core.workflows.bill_views import BillCheck, BillDraft, BillView, MeterChangeDraft
from core.workflows.workspace import Workspace
from tests.workflows.bill_case import Bills, bills_in

MAY = date(2025, 5, 21), date(2025, 6, 20)
JUNE = date(2025, 6, 21), date(2025, 7, 20)
JULY = date(2025, 7, 21), date(2025, 8, 20)


@pytest.fixture
def bills(ws: Workspace, hotel: Venue, dossier: Dossier) -> Bills:
    return bills_in(ws, hotel, dossier)


def check(view: BillView, rule: str) -> BillCheck | None:
    return next((one for one in view.checks if one.rule == rule), None)


def paper(bills: Bills) -> BillDraft:
    """The bill of the picture: readings, losses, times of use, money."""
    return bills.draft(
        *JUNE,
        "279,000",
        reading_start="24,816.40",
        reading_end="25,163.55",
        multiplier="800",
        losses="1,280",
        peak="103,230",
        flat="97,650",
        valley="78,120",
        amount_yuan="181,350.00",
        invoice="DF-2025-07-0021",
    )


def around(bills: Bills) -> tuple[str, str]:
    """The bills before and after it."""
    before = bills.add(*MAY, "227,416", reading_start="24,533.73", reading_end="24,816.4", invoice="DF-06")
    after = bills.add(*JULY, "158,813", reading_start="25,163.55", reading_end="25,362.066", invoice="DF-08")
    return before, after


# ---------------------------------------------------------------- figures


def test_the_bill_of_the_picture_is_read_back(bills: Bills) -> None:
    before, after = around(bills)
    view = bills.view(paper(bills))
    assert view.complete
    assert view.title == "外购电力·主楼户，2025年6月21日—7月20日"
    assert (view.days, view.quantity, view.per_day, view.unit_price) == (30, "279,000 kWh", "9,300 kWh/天", "0.65 元/kWh")
    assert view.advance == "(25,163.55 − 24,816.4) × 800 + 1,280 = 279,000 kWh"
    assert (view.difference, view.difference_good, view.advance_quantity) == ("与计费量相差 0.0%", True, "279,000")
    assert view.time_of_use_total == "279,000 kWh"
    assert [(share.month, share.days, share.amount, share.inside, share.closed) for share in view.spread] == [
        (Month(2025, 6), 10, "93,000", True, False),
        (Month(2025, 7), 20, "186,000", True, False),
    ]
    assert [share.sentence for share in view.spread] == ["6月 146,720 + 93,000 = 239,720 kWh", "7月 186,000 + 56,353 = 242,353 kWh"]
    assert [[(one.record_id, one.span, one.earlier, one.account) for one in share.others] for share in view.spread] == [
        [(before, "5.21—6.20", True, "")],
        [(after, "7.21—8.20", False, "")],
    ]
    assert view.before is not None
    assert view.after is not None
    assert (view.before.record_id, view.before.span, view.before.gap_days, view.before.quantity) == (before, "5.21—6.20", 0, "227,416 kWh")
    assert (view.after.record_id, view.after.first, view.after.gap_days) == (after, JULY[0], 0)
    assert (view.number, view.of) == (2, 3)
    assert [(one.rule, one.good) for one in view.checks if one.rule != "V31"] == [
        ("V08", True),
        ("V09", True),
        ("V02", True),
        ("V07", True),
        ("V10", True),
        ("V13", True),
    ]
    assert check(view, "V08") == BillCheck("V08", True, "示数 × 倍率", "与计费量相差 0%（不超过 1%）")
    assert check(view, "V10") == BillCheck("V10", True, "折合单价", "0.650 元/kWh，在常见范围内")


def test_what_the_form_offers_follows_the_row(bills: Bills) -> None:
    power, bottles = bills.view(BillDraft(bills.power)), bills.view(BillDraft(bills.bottles))
    assert (power.fields.readings, power.fields.losses, power.fields.time_of_use, power.fields.stock) == (True, True, True, False)
    assert (bottles.fields.readings, bottles.fields.losses, bottles.fields.time_of_use, bottles.fields.stock) == (False, False, False, True)
    assert bottles.accounts == ()
    assert [(one.account, one.multiplier, one.words) for one in power.accounts] == [("5100 0000 1234", "800", "含末日")]
    assert {"kWh", "万kWh"} <= {one.label for one in power.units}
    assert {one.field for one in power.problems} == {"start", "last", "quantity"}
    assert not power.complete


def test_a_draft_without_a_row_is_shown_with_what_it_lacks(bills: Bills) -> None:
    for subject, words in (("", "还没有选排放源"), ("nobody", "没有这个排放源")):
        view = bills.view(BillDraft(Subject(subject), start=JUNE[0], quantity="5"))
        assert [(one.field, words in one.message) for one in view.problems] == [("subject", True)]


def test_readings_propose_the_quantity_that_is_still_missing(bills: Bills) -> None:
    view = bills.view(replace(paper(bills), quantity="", unit="10^4kWh", losses="0.128"))
    (problem,) = view.problems
    assert (problem.field, view.difference, view.spread) == ("quantity", "", ())
    assert problem.hint == f"按示数推算是 {view.advance_quantity}，与票面核对后填入。"
    assert view.advance_quantity == "279,000 kWh"


def test_a_meter_counts_kwh_where_the_bill_says_ten_thousands(bills: Bills) -> None:
    view = bills.view(replace(paper(bills), quantity="27.9", unit="10^4kWh", losses="0.128", peak="", flat="", valley=""))
    assert view.advance == "(25,163.55 − 24,816.4) × 800 + 1,280 = 279,000 kWh"
    assert (view.difference_good, view.unit_label, view.quantity) == (True, "万kWh", "279,000 kWh")


def test_readings_go_on_through_a_changed_meter(bills: Bills) -> None:
    bills.add(*MAY, "227,416", reading_end="24,816.40")
    billing.put_meter_change(bills.ws, bills.dossier.id, MeterChangeDraft(bills.meter.id, date(2025, 7, 5), "25,010.4", "0"))
    view = bills.view(bills.draft(*JUNE, "279,200", reading_start="24,816.4", reading_end="155"))
    assert view.advance == "示数差 349（经换表） × 800 = 279,200 kWh"
    v07 = check(view, "V07")
    assert v07 is not None
    assert (view.difference_good, v07.good) == (True, True)
    without = bills.view(bills.draft(date(2025, 8, 21), date(2025, 9, 20), "1", reading_start="300", reading_end="155"))
    v07 = check(without, "V07")
    assert v07 is not None
    assert (without.advance, v07.good, v07.field) == ("", False, "reading_end")


def test_a_negative_remainder_and_a_price_are_printed_as_people_print_them(bills: Bills) -> None:
    bill = bills.add(*JUNE, "3000", invoice="A-1")
    view = bills.view(replace(billing.credit_of(bills.ws, bill), quantity="-1,200"))
    assert [share.sentence for share in view.spread] == ["6月 1,000 − 400 = 600 kWh", "7月 2,000 − 800 = 1,200 kWh"]
    assert (view.remaining, view.before, view.after, view.end_guess, view.number) == ("1,800 kWh", None, None, None, 0)
    assert bills.view(bills.draft(*JUNE, "3000", amount_yuan="1954.8")).unit_price == "0.6516 元/kWh"


def test_another_account_of_the_row_is_named_in_the_spread(bills: Bills) -> None:
    second, _change = boundary.put_meter(bills.ws, bills.power, "5678", name="裙楼")
    bills.save(replace(bills.draft(*JUNE, "300"), meter_id=second.id))
    view = bills.view(bills.draft(*JUNE, "600"))
    assert [one.account for one in view.spread[0].others] == ["5678"]
    assert (view.before, view.after, view.row_name) == (None, None, "外购电力·主楼户·主楼")


def test_months_outside_or_closed_are_marked(bills: Bills) -> None:
    view = bills.view(bills.draft(date(2024, 12, 21), date(2025, 1, 20), "3100"))
    assert [(share.month, share.inside) for share in view.spread] == [(Month(2024, 12), False), (Month(2025, 1), True)]
    assert view.title.endswith("2024年12月21日—2025年1月20日")
    recording.close_month(bills.ws, bills.dossier.venue_id, Month(2025, 1))
    closed = bills.view(bills.draft(date(2024, 12, 21), date(2025, 1, 20), "3100"))
    assert [share.closed for share in closed.spread] == [False, True]
    assert [one.field for one in closed.problems] == ["start"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.dates(date(2025, 1, 1), date(2025, 12, 1)),
    days=st.integers(1, 400),
    quantity=st.decimals("0.000001", 10**7, places=6),
)
def test_the_spread_gives_the_bill_to_the_last_place(bills: Bills, start: date, days: int, quantity: Decimal) -> None:
    view = bills.view(bills.draft(start, start + timedelta(days=days - 1), f"{quantity:f}"))
    assert sum(share.micro for share in view.spread) == quantity * MICRO
    assert sum(share.days for share in view.spread) == days == view.days
    per_day = quantity * MICRO / days
    assert all(abs(share.micro - per_day * share.days) < 1 for share in view.spread)


# ---------------------------------------------------------------- rules


def test_what_the_rules_hold_against_a_bill_stands_at_its_field(bills: Bills) -> None:
    around(bills)
    bad = replace(
        paper(bills), start=date(2025, 6, 20), quantity="300,000", reading_start="24,826.40", amount_yuan="900,000", invoice="df-06"
    )
    view = bills.view(bad)
    found = {one.rule: (one.good, one.field) for one in view.checks if not one.good}
    assert found["V02"] == (False, "start")
    assert found["V07"] == (False, "reading_start")
    assert found["V10"] == (False, "amount_yuan")
    assert found["V13"] == (False, "invoice")
    v13 = check(view, "V13")
    assert v13 is not None
    assert "外购电力·主楼户 2025年5月21日—2025年6月20日" in v13.words
    assert view.complete, "the rules never keep a bill from being saved"


def test_the_next_bill_speaks_for_the_days_between(bills: Bills) -> None:
    _before, _after = around(bills)
    view = bills.view(replace(paper(bills), last=date(2025, 7, 15)))
    v02 = check(view, "V02")
    assert v02 is not None
    assert not v02.good
    assert "2025年7月16日—2025年7月20日没有票据" in v02.words
    assert "应为账期首尾相接" in v02.words


def test_a_bill_longer_than_bills_are_is_doubted(bills: Bills) -> None:
    view = bills.view(bills.draft(date(2025, 1, 1), date(2026, 6, 30), "1000"))
    v31 = check(view, "V31")
    assert v31 is not None
    assert (v31.good, v31.field) == (False, "start")


def test_the_same_file_behind_two_bills_is_noticed(bills: Bills, hotel: Venue, tmp_path: Path) -> None:
    (tmp_path / "单.pdf").write_bytes(b"%PDF-1.4 bill")
    file = bills.ws.store.keep_evidence(tmp_path / "单.pdf", "单.pdf")
    gas, _change = boundary.add_source(bills.ws, hotel.id, "tap_water", "自来水·一户")
    draft = BillDraft(Subject(gas.id), start=MAY[0], last=MAY[1], quantity="30")
    billing.save_bill(bills.ws, bills.dossier.id, draft, files=[file])
    v13 = check(bills.view(bills.draft(*JUNE, evidence=(file.id,))), "V13")
    assert v13 is not None
    assert not v13.good
    assert "自来水·一户" in v13.words


# ---------------------------------------------------------------- what follows the last bill


def test_a_new_bill_follows_the_last_one(bills: Bills) -> None:
    assert bills.view(billing.new_draft(bills.ws, bills.dossier.id, bills.power)).before is None
    first = billing.new_draft(bills.ws, bills.dossier.id, bills.power, month=Month(2025, 5))
    assert (first.start, first.last, first.multiplier, first.unit) == (date(2025, 5, 1), None, "800", "kWh")
    bills.add(*MAY, "27.9万度", reading_start="1", reading_end="24,816.40", multiplier="×400")
    draft = billing.new_draft(bills.ws, bills.dossier.id, bills.power)
    assert (draft.meter_id, draft.start, draft.last) == (bills.meter.id, *JUNE)
    assert (draft.reading_start, draft.multiplier, draft.unit, draft.quantity) == ("24,816.4", "400", "kWh", "")


def test_a_gap_is_filled_from_the_bill_before_it(bills: Bills) -> None:
    around(bills)
    assert billing.new_draft(bills.ws, bills.dossier.id, bills.power, month=Month(2025, 6)).start == JUNE[0]
    assert billing.new_draft(bills.ws, bills.dossier.id, bills.power).start == date(2025, 8, 21)


def test_a_new_bill_follows_the_changed_meter(bills: Bills) -> None:
    bills.add(*MAY, reading_start="1", reading_end="200")
    change = MeterChangeDraft(bills.meter.id, JUNE[0], "200", "7", "500")
    billing.put_meter_change(bills.ws, bills.dossier.id, change)
    draft = billing.new_draft(bills.ws, bills.dossier.id, bills.power)
    assert (draft.reading_start, draft.multiplier) == ("7", "500")


def test_a_new_delivery_opens_with_what_was_left(bills: Bills) -> None:
    bills.save(bills.delivery(opening="30", delivered="120+80", closing="45", unit="kg"))
    draft = billing.new_draft(bills.ws, bills.dossier.id, bills.bottles)
    assert (draft.start, draft.opening, draft.multiplier, draft.meter_id) == (date(2025, 4, 1), "45", "", "")
    view = bills.view(replace(draft, delivered="100", closing="20", last=date(2025, 4, 30)))
    assert (view.stock_used, view.quantity, view.complete) == ("125 kg", "125 kg", True)
    assert view.end_guess is None


def test_an_end_on_a_day_that_the_next_month_lacks_is_not_proposed(bills: Bills) -> None:
    bills.add(date(2024, 12, 31), date(2025, 1, 30))
    assert billing.new_draft(bills.ws, bills.dossier.id, bills.power).last is None
    bills.add(date(2025, 1, 31), date(2025, 3, 5))
    assert billing.new_draft(bills.ws, bills.dossier.id, bills.power).last is None


# ---------------------------------------------------------------- how the end of a period is written


def test_a_bill_that_starts_the_day_after_shows_that_the_end_is_included(bills: Bills) -> None:
    bills.add(*MAY)
    guess = bills.view(bills.draft(*JUNE)).end_guess
    assert guess is not None
    assert (guess.included, guess.differs) == (True, False)
    assert guess.words == "前一张写到 6.20，后一张从 6.21 起，账期写法是「含末日」。"


def test_a_bill_that_starts_on_the_printed_end_shows_the_other_style(bills: Bills) -> None:
    bills.add(date(2025, 5, 21), date(2025, 6, 21))
    draft = bills.draft(date(2025, 6, 21), date(2025, 7, 21))
    guess = bills.view(draft).end_guess
    assert guess is not None
    assert (guess.included, guess.differs) == (False, True)
    assert guess.words.endswith("户号 5100 0000 1234 登记的是「含末日」，请核对。")
    billing.set_end_style(bills.ws, bills.meter.id, guess.included)
    view = bills.view(draft)
    assert (view.days, view.last, view.end_words) == (30, date(2025, 7, 20), "账期止（下期首日）")
    assert view.before is not None
    assert view.before.gap_days == -1, "the bill kept before still counts as it did, and the overlap is shown"


def test_the_bill_after_shows_the_style_too_and_a_gap_shows_none(bills: Bills) -> None:
    bills.add(*JULY)
    guess = bills.view(bills.draft(JUNE[0], JULY[0])).end_guess
    assert guess is not None
    assert (guess.included, guess.differs) == (False, True)
    assert bills.view(bills.draft(*MAY)).end_guess is None


def test_a_metered_row_without_an_account_is_read_with_the_end_included(bills: Bills, hotel: Venue) -> None:
    water, _change = boundary.add_source(bills.ws, hotel.id, "tap_water", "自来水·一户")
    draft = BillDraft(Subject(water.id), start=MAY[0], last=JUNE[0], quantity="30")
    bills.save(draft)
    guess = bills.view(replace(draft, start=JUNE[0], last=JULY[0])).end_guess
    assert guess is not None
    assert (guess.included, guess.differs) == (False, True)
    assert "请把止日提前一天" in guess.words
