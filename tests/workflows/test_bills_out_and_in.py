"""Bills written into a workbook and taken into another ledger are the same bills; what a sheet says wrongly is refused at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.documents.workbook import CellValue, WorkbookContent, column_letter, sheet_spec
from core.documents.workbook_reading import read_workbook
from core.documents.workbook_writing import write_workbook
from core.domain.activity import ActivityRecord, RecordKind
from core.domain.dossier import Dossier
from core.domain.organization import Venue, VenueId
from core.domain.period import Month
from core.domain.quantity import MICRO
from core.workflows import billing, boundary, dossiers, importing, organizing, recording, reporting
from core.workflows.bill_views import MeterChangeDraft
from core.workflows.views import ImportReport
from core.workflows.workspace import Workspace
from tests.workflows.bill_case import Bills, bills_in

JUNE = date(2025, 6, 21), date(2025, 7, 21)


@pytest.fixture
def bills(ws: Workspace, hotel: Venue, dossier: Dossier) -> Bills:
    """Bills of every kind, with an account that writes the end as the first day of the next period."""
    made = bills_in(ws, hotel, dossier, end_included=False)
    may = made.add(date(2025, 5, 21), JUNE[0], "220,080", reading_start="24,541.3", reading_end="24,816.4", invoice="DF-06")
    times = {"sharp": "1", "peak": "103,230", "flat": "97,650", "valley": "78,119"}
    readings = {"reading_start": "24,816.4", "reading_end": "25,163.55", "multiplier": "800", "losses": "1,280"}
    made.add(*JUNE, "27.9", unit="10^4kWh", amount_yuan="181,350", note="峰谷 单", **readings)
    estimate = made.add(JUNE[1], date(2025, 8, 21), "3000.123456", estimated=True)
    first = made.save(replace(billing.correction_of(ws, estimate), quantity="3,100", **times))
    made.save(replace(billing.correction_of(ws, first), quantity="3,200", invoice="DF-08"))
    made.save(replace(billing.credit_of(ws, may), quantity="-80", invoice="DF-06"))
    made.save(replace(billing.credit_of(ws, may), quantity="-100"))
    made.save(made.delivery(opening="30.5", delivered="120+80", closing="10", invoice="S-1；S-2"))
    billing.put_meter_change(ws, dossier.id, MeterChangeDraft(made.meter.id, date(2025, 9, 3), "26,000", "0", "400", "轮换"))
    return made


def said(ws: Workspace, venue_id: str) -> set[tuple[Any, ...]]:
    """Every bill and meter change with all it says, in words that do not depend on the ledger."""
    with ws.store.read() as work:
        records = {record.id: record for record in work.activities.all_of_venue(VenueId(venue_id))}
    names = {str(source.id): source.name for source in boundary.sources(ws, venue_id)}
    accounts = {meter.id: meter.account for meter in boundary.meters(ws, venue_id)}

    def words(record: ActivityRecord | None) -> tuple[Any, ...]:
        if record is None:
            return ()
        own = {field.name: getattr(record, field.name) for field in fields(record)}
        own |= {"id": "", "venue_id": "", "subject": names[record.subject], "meter_id": accounts.get(record.meter_id)}  # type: ignore[arg-type]
        own |= {"corrects": words(records.get(record.corrects)), "reverses": words(records.get(record.reverses))}  # type: ignore[arg-type]
        return tuple(own.values())

    return {words(record) for record in records.values() if record.kind is not RecordKind.MONTH}


def test_bills_of_every_kind_come_back_equal_in_a_fresh_ledger(bills: Bills, tmp_path: Path) -> None:
    reporting.write_template(bills.ws, bills.dossier.id, tmp_path / "填报.xlsx")
    with Workspace.create(tmp_path / "另一本", clock=lambda: datetime(2026, 1, 12, tzinfo=UTC)) as other:
        draft = importing.venue_draft(tmp_path / "填报.xlsx")
        place, _change = organizing.create_venue(other, draft)
        dossier = dossiers.operation_dossier(other, place.id, 2025)
        report = importing.import_workbook(other, tmp_path / "填报.xlsx", dossier_id=dossier.id)
        assert report.refused == ()
        assert said(other, place.id) == said(bills.ws, bills.dossier.venue_id)
        again = importing.import_workbook(other, tmp_path / "填报.xlsx", dossier_id=dossier.id)
        assert (again.accepted, again.changed, again.refused) == (0, 0, ())


def test_a_prefilled_workbook_changes_nothing_where_it_came_from(bills: Bills, tmp_path: Path) -> None:
    (tmp_path / "电费单.pdf").write_bytes(b"%PDF-1.4 bill")
    file = bills.ws.store.keep_evidence(tmp_path / "电费单.pdf", "电费单.pdf")
    draft = bills.draft(date(2025, 9, 21), date(2025, 10, 21), "5", invoice="DF-10")
    billing.save_bill(bills.ws, bills.dossier.id, draft, files=[file])
    (tmp_path / "电费单.pdf").unlink()
    recording.close_month(bills.ws, bills.dossier.venue_id, Month(2025, 7))
    before = said(bills.ws, bills.dossier.venue_id)
    reporting.write_template(bills.ws, bills.dossier.id, tmp_path / "填报.xlsx")
    report = importing.import_workbook(bills.ws, tmp_path / "填报.xlsx", dossier_id=bills.dossier.id)
    assert (report.accepted, report.changed, report.refused, report.notes) == (0, 0, (), ())
    assert said(bills.ws, bills.dossier.venue_id) == before


def test_a_bill_without_a_number_is_named_by_its_days(bills: Bills, tmp_path: Path) -> None:
    reporting.write_template(bills.ws, bills.dossier.id, tmp_path / "填报.xlsx")
    rows = read_workbook(tmp_path / "填报.xlsx").of("bills")
    assert {row.values["corrects"] for row in rows} == {None, "2025-07-21至2025-08-21"}
    assert {row.values["reverses"] for row in rows} == {None, "2025-05-21至2025-06-21"}, "the number of the first bill stands twice"
    assert [row.values["quantity"] for row in rows if row.values["opening"] is not None] == [None], (
        "what the stock gives is not typed twice"
    )


# ---------------------------------------------------------------- the sheet


def take(bills: Bills, path: Path, *rows: Mapping[str, CellValue]) -> ImportReport:
    write_workbook(path, WorkbookContent(rows={"bills": rows}))
    return importing.import_workbook(bills.ws, path, dossier_id=bills.dossier.id)


def delivery(**values: CellValue) -> Mapping[str, CellValue]:
    return {"source": "液化气·瓶装", "start": date(2025, 5, 1), "end": date(2025, 5, 31), **values}


def power(**values: CellValue) -> Mapping[str, CellValue]:
    return {"source": "外购电力·主楼户", "start": date(2025, 10, 21), "end": date(2025, 11, 21), "quantity": Decimal(100), **values}


def test_a_stock_sheet_gives_the_use(bills: Bills, tmp_path: Path) -> None:
    row = delivery(opening=Decimal(10), delivered="120+80", closing=Decimal(60), unit="kg", invoice="S-9")
    assert take(bills, tmp_path / "a.xlsx", row).refused == ()
    (line,) = billing.bills_of(bills.ws, bills.dossier.id, bills.bottles, Month(2025, 5))
    record = bills.record(line.record_id)
    assert record is not None
    assert record.micro == 150 * MICRO


REFUSED: Mapping[str, tuple[Mapping[str, CellValue], str, str]] = {
    "stock_that_grew": (delivery(opening=Decimal(1), delivered=Decimal(1), closing=Decimal(5)), "closing", "多 3 kg"),
    "stock_in_part": (delivery(delivered=Decimal(1)), "opening", "期初库存还没有填"),
    "stock_and_quantity": (
        delivery(quantity=Decimal(9), opening=Decimal(1), delivered=Decimal(1), closing=Decimal(0)),
        "quantity",
        "不一致",
    ),
    "money_only": (power(quantity=None, amount_yuan=Decimal(500)), "quantity", "金额不是活动数据"),
    "negative_part": (power(peak=Decimal(-1)), "peak", "峰不能是负数"),
    "bad_ratio": (power(multiplier=Decimal(0)), "multiplier", "倍率应大于 0"),
    "credit_above_the_bill": (power(quantity=Decimal(-220_081), reverses="2025-05-21至2025-06-21"), "quantity", "多 181 kWh"),
    "credit_above_zero": (power(reverses="2025-06-21至2025-07-21"), "quantity", "应为负数"),
    "corrected_before": (power(corrects="2025-05-21至2025-06-21"), "corrects", "已有冲正，不能再更正"),
    "unknown_days": (power(corrects="2025-01-01至2025-01-31"), "corrects", "没有票据号"),
    "no_days": (power(corrects="上个月至今"), "corrects", "没有票据号"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_row_that_makes_no_sense_is_refused_at_its_cell(fault: str, bills: Bills, tmp_path: Path) -> None:
    row, column, words = REFUSED[fault]
    before = said(bills.ws, bills.dossier.venue_id)
    (refusal,) = take(bills, tmp_path / "a.xlsx", row).refused
    assert (refusal.row, refusal.column) == (4, column_letter("bills", column))
    assert words in refusal.reason
    assert said(bills.ws, bills.dossier.venue_id) == before


def test_a_bill_over_typed_and_closed_months_is_refused_in_the_words_of_the_form(bills: Bills, tmp_path: Path) -> None:
    recording.enter_cells(bills.ws, bills.dossier.id, [recording.CellEdit(bills.power, Month(2025, 11), "5")])
    recording.close_month(bills.ws, bills.dossier.venue_id, Month(2025, 2))
    rows = power(), power(start=date(2025, 2, 1), end=date(2025, 2, 9))
    typed, closed = take(bills, tmp_path / "a.xlsx", *rows).refused
    assert typed.reason == "外购电力·主楼户 11月已有手工录入的数，票据不能再计入。请先清空那一格。"
    assert closed.reason == "2025年2月已月结。请先重开该月并写明原因。"


def test_a_meter_change_with_a_bad_reading_is_refused_at_its_cell(bills: Bills, tmp_path: Path) -> None:
    row = {"account": "5100 0000 1234", "date": date(2025, 3, 1), "old_end": Decimal(-1), "new_start": Decimal(0)}
    write_workbook(tmp_path / "a.xlsx", WorkbookContent(rows={"meter_changes": (row,)}))
    (refusal,) = importing.import_workbook(bills.ws, tmp_path / "a.xlsx", dossier_id=bills.dossier.id).refused
    assert (refusal.column, "示数 -1 不对" in refusal.reason) == ("C", True)


def test_a_chain_of_corrections_is_taken_in_any_order(bills: Bills, tmp_path: Path) -> None:
    rows = (
        power(invoice="C", corrects="B", quantity=Decimal(3)),
        power(invoice="B", corrects="A", quantity=Decimal(2)),
        power(invoice="A", estimated="是", quantity=Decimal(1)),
    )
    assert take(bills, tmp_path / "a.xlsx", *rows).refused == ()
    again = take(bills, tmp_path / "a.xlsx", *rows)
    assert (again.unchanged, again.read) == (3, 3)
    counting = [line.invoice for line in billing.bills_of(bills.ws, bills.dossier.id, bills.power, Month(2025, 11)) if line.counts]
    assert counting == ["C"]


def test_rows_that_name_themselves_or_each_other_come_to_an_end(bills: Bills, tmp_path: Path) -> None:
    rows = [power(invoice="X", corrects="X") for _number in range(30)]
    rows += [power(invoice="Y", corrects="Z"), power(invoice="Z", corrects="Y")]
    assert len(take(bills, tmp_path / "a.xlsx", *rows).refused) == 32


def test_a_correction_may_carry_the_number_of_its_estimate(bills: Bills, tmp_path: Path) -> None:
    rows = power(invoice="N", estimated="是"), power(invoice="N", corrects="N", quantity=Decimal(120))
    assert take(bills, tmp_path / "a.xlsx", *rows).accepted == 2
    again = take(bills, tmp_path / "a.xlsx", *rows)
    assert (again.unchanged, again.refused) == (2, ())


def test_a_known_bill_may_be_changed_into_a_correction(bills: Bills, tmp_path: Path) -> None:
    take(bills, tmp_path / "a.xlsx", power(invoice="E", estimated="是"))
    plain = power(invoice="F", start=date(2025, 11, 21), end=date(2025, 12, 21))
    take(bills, tmp_path / "b.xlsx", plain)
    report = take(bills, tmp_path / "c.xlsx", {**plain, "corrects": "E"})
    assert (report.changed, report.refused) == (1, ())


def test_a_workbook_of_the_first_version_is_still_read(bills: Bills, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", WorkbookContent(rows={"bills": (power(invoice="OLD"),)}))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.defined_names["TANZHANG_TEMPLATE"].attr_text = '"1"'
    sheet = book["票据"]
    for column in ("closing", "delivered", "opening", "valley", "flat", "peak", "sharp", "losses"):
        sheet.delete_cols([cell.value for cell in sheet[3]].index(sheet_spec("bills").column(column).zh) + 1)
    book.save(tmp_path / "a.xlsx")
    report = importing.import_workbook(bills.ws, tmp_path / "a.xlsx", dossier_id=bills.dossier.id)
    assert (report.accepted, report.refused, report.notes) == (1, (), ())
