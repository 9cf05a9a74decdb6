"""Bills are kept in one change each, keep to the other records of their venue, and go back by one undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.activity import RecordKind, Subject
from core.domain.dossier import Dossier, DossierStatus
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import MICRO
from core.errors import AppError, InputError, RuleError
from core.workflows import billing, boundary, dossiers, monthly, organizing, recording
from core.workflows.bill_views import BillDraft, MeterChangeDraft
from core.workflows.change import NOTHING, ChangeKind
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.bill_case import Bills, bills_in

JUNE_21, JULY_20 = date(2025, 6, 21), date(2025, 7, 20)


@pytest.fixture
def bills(ws: Workspace, hotel: Venue, dossier: Dossier) -> Bills:
    return bills_in(ws, hotel, dossier)


def months_of(bills: Bills, subject: Subject) -> list[int | None]:
    row = next(row for row in monthly.monthly_grid(bills.ws, bills.dossier.id).rows() if row.subject == subject)
    return [cell.micro for cell in row.cells]


# ---------------------------------------------------------------- keeping


def test_a_bill_counts_by_its_days(bills: Bills) -> None:
    change, record_id = billing.save_bill(bills.ws, bills.dossier.id, bills.draft(JUNE_21, JULY_20, "27.9万度"))
    record = bills.record(record_id)
    assert change == {ChangeKind.ACTIVITY}
    assert record is not None
    assert (record.start, record.end, record.meter_id) == (JUNE_21, date(2025, 7, 21), bills.meter.id)
    assert months_of(bills, bills.power)[5:7] == [93_000 * MICRO, 186_000 * MICRO]


def test_saving_is_one_change_with_its_name(bills: Bills) -> None:
    bills.add(JUNE_21, JULY_20)
    assert recording.undo_state(bills.ws).undo == "录入票据 外购电力·主楼户 6.21—7.20"
    recording.undo(bills.ws)
    assert months_of(bills, bills.power)[5] is None
    recording.redo(bills.ws)
    assert months_of(bills, bills.power)[5] is not None


def test_a_bill_over_new_year_is_named_with_its_years(bills: Bills) -> None:
    bills.add(date(2024, 12, 21), date(2025, 1, 20))
    assert recording.undo_state(bills.ws).undo == "录入票据 外购电力·主楼户 2024.12.21—2025.1.20"


def test_a_changed_bill_is_the_same_record(bills: Bills) -> None:
    record_id = bills.add(JUNE_21, JULY_20)
    assert bills.save(replace(billing.draft_of(bills.ws, record_id), quantity="2,000"), record_id) == record_id
    assert recording.undo_state(bills.ws).undo == "修改票据 外购电力·主楼户 6.21—7.20"
    recording.undo(bills.ws)
    record = bills.record(record_id)
    assert record is not None
    assert record.micro == 1000 * MICRO


def test_files_come_with_the_bill_in_the_same_change(bills: Bills, tmp_path: Path) -> None:
    (tmp_path / "电费单.pdf").write_bytes(b"%PDF-1.4 bill")
    reference = bills.ws.store.keep_evidence(tmp_path / "电费单.pdf", "电费单.pdf")
    change, record_id = billing.save_bill(bills.ws, bills.dossier.id, bills.draft(JUNE_21, JULY_20), files=[reference])
    assert change == {ChangeKind.ACTIVITY, ChangeKind.EVIDENCE}
    record = bills.record(record_id)
    assert record is not None
    assert record.evidence == (reference.id,)
    recording.undo(bills.ws)
    assert bills.record(record_id) is None


def test_a_file_that_the_ledger_does_not_keep_is_refused(bills: Bills) -> None:
    with pytest.raises(InputError, match="附件不在账本里"):
        bills.add(JUNE_21, JULY_20, evidence=("nowhere",))
    assert billing.bills_of(bills.ws, bills.dossier.id) == ()


def test_several_deliveries_are_one_bill_with_their_numbers(bills: Bills) -> None:
    record_id = bills.save(bills.delivery(opening="1瓶50kg", delivered="12 瓶50kg", closing="50", invoice=" S-1;S-2 ；S-3； "))
    record = bills.record(record_id)
    assert record is not None
    assert (record.micro, record.invoice) == (600 * MICRO, "S-1；S-2；S-3")
    draft = billing.draft_of(bills.ws, record_id)
    assert (draft.quantity, draft.opening, draft.delivered, draft.closing) == ("", "50", "600", "50")


_AMOUNT = st.decimals("0.01", 10**6, places=2)
_MAYBE = st.none() | _AMOUNT
_FIGURES = {
    "losses": _MAYBE,
    "sharp": _MAYBE,
    "peak": _MAYBE,
    "flat": _MAYBE,
    "valley": _MAYBE,
    "amount_yuan": _MAYBE,
    "multiplier": _MAYBE,
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.dates(date(2025, 1, 1), date(2025, 11, 30)),
    days=st.integers(1, 90),
    quantity=_AMOUNT,
    figures=st.fixed_dictionaries(_FIGURES),
    end_included=st.booleans(),
    estimated=st.booleans(),
)
def test_a_kept_bill_typed_again_changes_nothing(
    bills: Bills, first: date, days: int, quantity: Decimal, figures: dict[str, Decimal | None], *, end_included: bool, estimated: bool
) -> None:
    billing.set_end_style(bills.ws, bills.meter.id, end_included)
    last = date.fromordinal(first.toordinal() + days)
    texts = {field: "" if value is None else f"{value:,f}" for field, value in figures.items()}
    record_id = bills.add(first, last, f"{quantity:,f}", estimated=estimated, **texts)
    record, draft = bills.record(record_id), billing.draft_of(bills.ws, record_id)
    assert record is not None
    assert (draft.start, draft.last) == (first, last)
    assert sum(record.months().values()) == record.micro
    assert billing.save_bill(bills.ws, bills.dossier.id, draft, record_id) == (NOTHING, record_id)
    assert bills.record(record_id) == record
    recording.undo(bills.ws)
    assert bills.record(record_id) is None


# ---------------------------------------------------------------- refused


def test_what_is_missing_is_named(bills: Bills) -> None:
    with pytest.raises(InputError, match=r"起日：起日还没有填。"):
        bills.save(BillDraft(bills.power))
    with pytest.raises(InputError, match=r"数量：只有金额，没有用量。"):
        bills.add(JUNE_21, JULY_20, "", amount_yuan="5,000")


def test_a_bill_does_not_lie_over_a_month_typed_by_hand(bills: Bills) -> None:
    recording.enter_cells(bills.ws, bills.dossier.id, [CellEdit(bills.power, Month(2025, 7), "5000")])
    with pytest.raises(RuleError, match=r"外购电力·主楼户 7月已有手工录入的数，票据不能再计入。请先清空那一格。"):
        bills.add(JUNE_21, JULY_20)


def test_a_bill_does_not_touch_a_closed_month(bills: Bills) -> None:
    record_id = bills.add(JUNE_21, JULY_20)
    recording.close_month(bills.ws, bills.dossier.venue_id, Month(2025, 6))
    draft = billing.draft_of(bills.ws, record_id)
    for act in (
        lambda: bills.add(date(2025, 5, 21), date(2025, 6, 20)),
        lambda: bills.save(replace(draft, start=date(2025, 7, 1)), record_id),
        lambda: bills.save(replace(billing.correction_of(bills.ws, record_id), start=date(2025, 7, 1))),
        lambda: billing.remove_bill(bills.ws, bills.dossier.id, record_id),
    ):
        with pytest.raises(RuleError, match="6月已月结"):
            act()
    assert billing.save_bill(bills.ws, bills.dossier.id, draft, record_id)[0] == NOTHING


def test_a_bill_does_not_reach_into_a_locked_year(bills: Bills, hotel: Venue) -> None:
    before = dossiers.operation_dossier(bills.ws, hotel.id, 2024, make=True)
    with bills.ws.job("锁定") as job:
        job.work.dossiers.put(replace(before, status=DossierStatus.LOCKED), job.change)
    with pytest.raises(RuleError, match=r"2024年12月在「.*」里，该档案已锁定"):
        bills.add(date(2024, 12, 21), date(2025, 1, 20))


def test_nothing_is_kept_in_a_locked_dossier(bills: Bills) -> None:
    record_id = bills.add(JUNE_21, JULY_20)
    draft = billing.draft_of(bills.ws, record_id)
    with bills.ws.job("锁定") as job:
        job.work.dossiers.put(replace(bills.dossier, status=DossierStatus.LOCKED), job.change)
    with pytest.raises(RuleError, match="已锁定"):
        bills.save(draft, record_id)
    assert [problem.field for problem in bills.view(draft, record_id).problems] == ["subject"]


def test_a_row_outside_the_boundary_takes_no_bill(bills: Bills) -> None:
    boundary.exclude_source(bills.ws, bills.power, "停用")
    with pytest.raises(InputError, match="不在核算边界内"):
        bills.add(JUNE_21, JULY_20)


def test_an_output_row_takes_no_bill(bills: Bills) -> None:
    with pytest.raises(InputError, match="没有这个排放源"):
        billing.new_draft(bills.ws, bills.dossier.id, Subject("output:room_nights_sold"))


def test_an_account_is_chosen_where_there_are_several(bills: Bills) -> None:
    second, _change = boundary.put_meter(bills.ws, bills.power, "5100 0000 5678", name="裙楼")
    with pytest.raises(InputError, match="户号：还没有选户号"):
        bills.save(replace(bills.draft(JUNE_21, JULY_20), meter_id=""))
    with pytest.raises(InputError, match="还没有选户号"):
        bills.save(replace(bills.draft(JUNE_21, JULY_20), meter_id="nobody"))
    bills.save(replace(bills.draft(JUNE_21, JULY_20), meter_id=second.id))
    assert recording.undo_state(bills.ws).undo == "录入票据 外购电力·主楼户·裙楼 6.21—7.20"


def test_a_bill_of_another_year_or_without_a_day_is_refused(bills: Bills) -> None:
    with pytest.raises(InputError, match="不在核算期 2025 年内"):
        bills.add(date(2023, 6, 21), date(2023, 7, 20))
    with pytest.raises(InputError, match="早于起日"):
        bills.add(JULY_20, JUNE_21)


def test_an_unknown_bill_is_refused(bills: Bills) -> None:
    with pytest.raises(InputError, match="没有编号为"):
        billing.draft_of(bills.ws, "nobody")
    with pytest.raises(InputError, match="没有编号为"):
        bills.save(bills.draft(JUNE_21, JULY_20), "nobody")
    with pytest.raises(InputError, match="没有编号为"):
        billing.meter_change_of(bills.ws, bills.add(JUNE_21, JULY_20))


# ---------------------------------------------------------------- estimates and their corrections


def test_a_correction_replaces_the_estimate_and_its_removal_brings_it_back(bills: Bills) -> None:
    estimate = bills.add(JUNE_21, JULY_20, "3000", estimated=True, invoice="E-1")
    draft = billing.correction_of(bills.ws, estimate)
    assert (draft.estimated, draft.corrects, draft.invoice) == (False, estimate, "")
    correction = bills.save(replace(draft, quantity="3,300", invoice="E-2"))
    assert recording.undo_state(bills.ws).undo == "更正票据 外购电力·主楼户 6.21—7.20"
    assert months_of(bills, bills.power)[5:7] == [1100 * MICRO, 2200 * MICRO]
    lines = {line.record_id: line for line in billing.bills_of(bills.ws, bills.dossier.id)}
    assert (lines[estimate].counts, lines[estimate].remarks) == (False, ("暂估", "已更正，不再计入"))
    assert (lines[correction].counts, lines[correction].remarks) == (True, ("更正 E-1",))
    with pytest.raises(RuleError, match="已由票据 E-2 更正或冲正"):
        billing.remove_bill(bills.ws, bills.dossier.id, estimate)
    billing.remove_bill(bills.ws, bills.dossier.id, correction)
    assert months_of(bills, bills.power)[5:7] == [1000 * MICRO, 2000 * MICRO]


def test_a_bill_is_corrected_once(bills: Bills) -> None:
    estimate = bills.add(JUNE_21, JULY_20, estimated=True, invoice="E-1")
    first = bills.save(billing.correction_of(bills.ws, estimate))
    with pytest.raises(InputError, match="票据 E-1 已经更正过了"):
        bills.save(billing.correction_of(bills.ws, estimate))
    bills.save(billing.correction_of(bills.ws, first))


def test_only_a_bill_of_the_row_is_corrected(bills: Bills) -> None:
    delivery = bills.save(bills.delivery(opening="0", delivered="50", closing="0"))
    with pytest.raises(InputError, match="所指的票据不在这个排放源里"):
        bills.add(JUNE_21, JULY_20, corrects=delivery)
    own = bills.add(JUNE_21, JULY_20)
    with pytest.raises(InputError, match="所指的票据不在这个排放源里"):
        bills.save(replace(billing.draft_of(bills.ws, own), corrects=own), own)


def test_an_estimate_does_not_come_back_over_a_month_typed_by_hand(bills: Bills) -> None:
    estimate = bills.add(date(2025, 6, 1), date(2025, 7, 31), estimated=True)
    shorter = replace(billing.correction_of(bills.ws, estimate), last=date(2025, 6, 30))
    correction = bills.save(shorter)
    recording.enter_cells(bills.ws, bills.dossier.id, [CellEdit(bills.power, Month(2025, 7), "5")])
    with pytest.raises(RuleError, match="7月已有手工录入的数"):
        billing.remove_bill(bills.ws, bills.dossier.id, correction)


# ---------------------------------------------------------------- credit notes


def test_credit_notes_take_no_more_than_the_bill(bills: Bills) -> None:
    bill = bills.add(JUNE_21, JULY_20, "3000", invoice="A-1")
    part = bills.add(JUNE_21, JULY_20, "-1,000", reverses=bill, invoice="C-1")
    assert recording.undo_state(bills.ws).undo == "冲正票据 外购电力·主楼户 6.21—7.20"
    assert months_of(bills, bills.power)[5:7] == [1000 * MICRO - 333_333_333, 2000 * MICRO - 666_666_667]
    assert billing.credit_of(bills.ws, bill).quantity == "−2,000"
    with pytest.raises(InputError, match="冲正合计比票据 A-1 多 1 kWh"):
        bills.add(JUNE_21, JULY_20, "-2001", reverses=bill)
    bills.save(billing.credit_of(bills.ws, bill))
    lines = {line.record_id: line for line in billing.bills_of(bills.ws, bills.dossier.id)}
    assert (lines[bill].remarks, lines[bill].reversible, lines[part].remarks) == (("已有冲正",), False, ("冲正 A-1",))
    assert months_of(bills, bills.power)[5:7] == [0, 0]


def test_a_credited_bill_stays_as_large_as_its_credit_notes_and_in_its_row(bills: Bills) -> None:
    bill = bills.add(JUNE_21, JULY_20, "3000", invoice="A-1")
    bills.add(JUNE_21, JULY_20, "-1000", reverses=bill)
    with pytest.raises(InputError, match="多 100 kWh"):
        bills.save(replace(billing.draft_of(bills.ws, bill), quantity="900"), bill)
    with pytest.raises(InputError, match="不能改到别的排放源"):
        bills.save(bills.delivery(quantity="5000"), bill)
    with pytest.raises(InputError, match="已有冲正，不能再更正"):
        bills.save(billing.correction_of(bills.ws, bill))
    bills.save(replace(billing.draft_of(bills.ws, bill), quantity="1000"), bill)


def test_a_credit_note_reverses_a_bill_that_counts(bills: Bills) -> None:
    estimate = bills.add(JUNE_21, JULY_20, "3000", estimated=True, invoice="E-1")
    bills.save(billing.correction_of(bills.ws, estimate))
    with pytest.raises(InputError, match="已由更正的票据替换"):
        bills.add(JUNE_21, JULY_20, "-5", reverses=estimate)
    other = bills.add(date(2025, 7, 21), date(2025, 8, 20), "3000", invoice="A-1")
    credit = bills.add(JUNE_21, JULY_20, "-5", reverses=other, invoice="C-1")
    with pytest.raises(InputError, match="票据 C-1 本身是冲正"):
        bills.add(JUNE_21, JULY_20, "-5", reverses=credit)


@pytest.mark.parametrize(("quantity", "reverses", "words"), [("5", True, "应为负数"), ("-5", False, "没有写明冲正哪一张")])
def test_the_sign_goes_with_the_link(bills: Bills, quantity: str, words: str, *, reverses: bool) -> None:
    bill = bills.add(JUNE_21, JULY_20)
    with pytest.raises(InputError, match=words):
        bills.add(JUNE_21, JULY_20, quantity, reverses=bill if reverses else "")


# ---------------------------------------------------------------- changes of meters


def test_a_meter_change_is_kept_changed_and_taken_out(bills: Bills) -> None:
    draft = MeterChangeDraft(bills.meter.id, date(2025, 7, 5), "25,010.2", "0", "×400", " 到期 轮换 ")
    change, record_id = billing.put_meter_change(bills.ws, bills.dossier.id, draft)
    assert change == {ChangeKind.ACTIVITY}
    assert recording.undo_state(bills.ws).undo == "登记换表 外购电力·主楼户 7.5"
    kept = billing.meter_change_of(bills.ws, record_id)
    assert kept == MeterChangeDraft(bills.meter.id, date(2025, 7, 5), "25,010.2", "0", "400", "到期 轮换")
    assert billing.put_meter_change(bills.ws, bills.dossier.id, kept, record_id) == (NOTHING, record_id)
    (line,) = billing.bills_of(bills.ws, bills.dossier.id, bills.power, Month(2025, 7))
    assert (line.kind, line.quantity, line.remarks, line.span) == (RecordKind.METER_CHANGE.value, "25,010.2 → 0", ("换表",), "7.5")
    billing.remove_meter_change(bills.ws, bills.dossier.id, record_id)
    assert billing.bills_of(bills.ws, bills.dossier.id) == ()
    assert recording.undo_state(bills.ws).undo == "删除换表 外购电力·主楼户 7.5"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"meter_id": ""}, "还没有选户号"),
        ({"meter_id": "nobody"}, "还没有选户号"),
        ({"day": None}, "换表日期还没有填"),
        ({"old_end": " "}, "旧表止示数还没有填"),
        ({"new_start": "x"}, "新表起示数：「x」不是数字"),
        ({"multiplier": "-1"}, "倍率应大于 0"),
    ],
)
def test_a_meter_change_that_lacks_something_is_refused(bills: Bills, fields: dict[str, object], words: str) -> None:
    draft = MeterChangeDraft(bills.meter.id, date(2025, 7, 5), "10", "0")
    with pytest.raises(InputError, match=words):
        billing.put_meter_change(bills.ws, bills.dossier.id, replace(draft, **fields))  # type: ignore[arg-type]


def test_a_meter_is_changed_once_a_day_and_not_in_a_closed_month(bills: Bills) -> None:
    draft = MeterChangeDraft(bills.meter.id, date(2025, 7, 5), "10", "0")
    _change, record_id = billing.put_meter_change(bills.ws, bills.dossier.id, draft)
    with pytest.raises(InputError, match="已登记过换表"):
        billing.put_meter_change(bills.ws, bills.dossier.id, draft)
    recording.close_month(bills.ws, bills.dossier.venue_id, Month(2025, 7))
    with pytest.raises(RuleError, match="7月已月结"):
        billing.remove_meter_change(bills.ws, bills.dossier.id, record_id)
    with pytest.raises(RuleError, match="7月已月结"):
        billing.put_meter_change(bills.ws, bills.dossier.id, replace(draft, day=date(2025, 8, 5)), record_id)


# ---------------------------------------------------------------- the end of a period


def test_the_end_style_is_said_once_and_reads_nothing_kept_again(bills: Bills) -> None:
    record_id = bills.add(JUNE_21, JULY_20)
    kept = bills.record(record_id)
    assert billing.set_end_style(bills.ws, bills.meter.id, False) == {ChangeKind.SOURCE}
    assert billing.set_end_style(bills.ws, bills.meter.id, False) == NOTHING
    assert bills.record(record_id) == kept
    assert billing.draft_of(bills.ws, record_id).last == date(2025, 7, 21)
    recording.undo(bills.ws)
    assert organizing.venue_list(bills.ws)[0].venue.id == bills.dossier.venue_id
    assert boundary.meters(bills.ws, bills.dossier.venue_id)[0].end_included
    with pytest.raises(AppError, match="没有这个户号"):
        billing.set_end_style(bills.ws, "nobody", True)
