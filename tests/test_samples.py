"""The samples that ship: reproducible, whole in themselves, plausible, and marked 示例 wherever one looks."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2
import pytest

from core import resources
from core.accounting.checks import run_checks
from core.accounting.footprint import Facts, footprint
from core.domain.activity import Subject, output_subject, shares_by_month
from core.domain.finding import Finding, Severity
from core.domain.inventory import GhgInventory
from core.domain.period import Month, ReportingPeriod, spread_over_days
from core.domain.quantity import MICRO
from core.workflows import compiling, dossiers, importing, organizing
from core.workflows.workspace import SUFFIX, Workspace

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
YEAR = ReportingPeriod.of_year(2025)
COUNTS_OF_DAYS = {"可售间夜", "营业天数"}
"""Rows that follow the calendar, so that months of the same length are alike."""
ROOMS_SOLD = output_subject("room_nights_sold")


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(PACKAGING), *sys.path])
        yield importlib.import_module("make_samples")


@pytest.fixture(scope="module")
def year(maker: ModuleType) -> Any:
    return maker.this_year()


@pytest.fixture(scope="module")
def before(maker: ModuleType) -> Any:
    return maker.last_year()


@pytest.fixture(scope="module")
def made(maker: ModuleType) -> dict[str, bytes]:
    return maker.hotel_files()


def shipped() -> Path:
    return resources.folder("samples/hotel")


def counted(sample: Any) -> list[Any]:
    """The bills that count: not the one that was corrected."""
    corrected = {bill.corrects for bill in sample.bills if bill.corrects}
    return [bill for bill in sample.bills if bill.invoice not in corrected]


def accounts(sample: Any) -> list[list[Any]]:
    """The bills of each account in order of time."""
    found: dict[str, list[Any]] = {}
    for bill in sorted(counted(sample), key=lambda bill: bill.first):
        found.setdefault(bill.account.source, []).append(bill)
    return list(found.values())


def by_month(sample: Any) -> dict[str, dict[Month, int]]:
    """Millionths by row and month, bills spread over their days."""
    rows: dict[str, dict[Month, int]] = {}
    for figure in sample.figures:
        rows.setdefault(figure.row, {})[Month(sample.year, figure.month)] = int(figure.value * MICRO)
    for bill in counted(sample):
        for month, micro in spread_over_days(int(bill.quantity * MICRO), bill.first, bill.last + timedelta(days=1)).items():
            row = rows.setdefault(bill.account.source, {})
            row[month] = row.get(month, 0) + micro
    return rows


# ---------------------------------------------------------------- reproducible


def test_the_same_command_gives_the_same_bytes(maker: ModuleType, made: dict[str, bytes]) -> None:
    assert maker.hotel_files() == made


def test_the_shipped_files_are_the_ones_the_command_makes(made: dict[str, bytes]) -> None:
    there = {path.relative_to(shipped()).as_posix() for path in shipped().rglob("*") if path.is_file()}
    assert there == set(made)


@pytest.mark.parametrize("name", ["broken.toml", "sample.toml"])
def test_the_shipped_lists_are_up_to_date(made: dict[str, bytes], name: str) -> None:
    assert (shipped() / name).read_bytes().replace(b"\r\n", b"\n") == made[name]


@pytest.mark.parametrize("name", ["data.xlsx", "data-2024.xlsx", "broken.xlsx"])
def test_the_shipped_workbooks_are_up_to_date(made: dict[str, bytes], name: str, tmp_path: Path) -> None:
    from core.documents.workbook_reading import read_workbook

    (tmp_path / name).write_bytes(made[name])
    assert read_workbook(shipped() / name) == read_workbook(tmp_path / name)


# ---------------------------------------------------------------- whole in itself


def test_every_amount_is_quantity_times_price_to_the_fen(year: Any, before: Any) -> None:
    for bill in (*year.bills, *before.bills):
        assert abs(bill.amount - bill.quantity * bill.price) <= Decimal("0.005"), bill.invoice
        assert bill.amount == bill.amount.quantize(Decimal("0.01")), bill.invoice


def test_readings_times_the_ratio_give_the_quantity_exactly(year: Any, before: Any) -> None:
    changes = {change.account.source: change for change in year.changes}
    read = [bill for bill in (*year.bills, *before.bills) if bill.reading_end is not None]
    assert len(read) > 70
    for bill in read:
        turned = bill.reading_end - bill.reading_start
        change = changes.get(bill.account.source)
        if change is not None and bill.first <= change.day <= bill.last:
            turned = change.old_last - bill.reading_start + bill.reading_end - change.new_first
        assert turned * bill.account.multiplier == bill.quantity, bill.invoice


def test_readings_run_on_from_bill_to_bill(year: Any, before: Any) -> None:
    for bills in accounts(replace(year, bills=(*before.bills, *year.bills))):
        for earlier, later in pairwise(bills):
            assert earlier.reading_end == later.reading_start, later.invoice


def test_bills_follow_each_other_and_cover_the_year(year: Any) -> None:
    for bills in accounts(year):
        if len(bills) == 1:
            continue  # the maintenance paper of one top-up
        assert bills[0].first <= date(2025, 1, 1)
        assert bills[-1].last >= date(2025, 12, 31)
        for earlier, later in pairwise(bills):
            assert later.first == earlier.last + timedelta(days=1), later.invoice


def test_no_two_months_of_a_row_are_alike(year: Any, before: Any) -> None:
    for sample in (year, before):
        for row, months in by_month(sample).items():
            values = [micro for month, micro in months.items() if month.year == sample.year and micro]
            assert row in COUNTS_OF_DAYS or len(set(values)) == len(values), row


def test_every_row_has_a_figure_for_each_month_of_both_years(year: Any, before: Any) -> None:
    for sample, label in ((year, 2025), (before, 2024)):
        rows = by_month(sample)
        for row in (*(source.name for source in sample.sources if not source.excluded), *sample.outputs):
            missing = [str(month) for month in ReportingPeriod.of_year(label) if month not in rows[row]]
            assert not missing, row


def test_rooms_sold_never_exceed_rooms_on_offer(year: Any, before: Any) -> None:
    for sample in (year, before):
        rows = by_month(sample)
        assert all(rows["已售间夜"][month] < rows["可售间夜"][month] for month in rows["可售间夜"])


def test_the_imperfections_are_answered(year: Any) -> None:
    estimates = [bill.invoice for bill in year.bills if bill.estimated]
    assert [bill.corrects for bill in year.bills if bill.corrects] == estimates
    assert len(estimates) == 1
    assert len(year.changes) == 1
    nothing = {(figure.row, figure.month) for figure in year.figures if figure.row == "柴油·发电机" and figure.value == 0}
    assert {(note.row, note.month) for note in year.no_use} == nothing
    assert len(nothing) == 1


def test_invoice_numbers_are_used_once(year: Any, before: Any) -> None:
    numbers = [bill.invoice for bill in (*year.bills, *before.bills)]
    assert len(set(numbers)) == len(numbers)


# ---------------------------------------------------------------- papers


def test_the_book_and_the_papers_name_each_other(year: Any) -> None:
    papers = sorted(path.name for path in (shipped() / "evidence").iterdir())
    assert sorted(bill.evidence for bill in year.bills) == papers


def test_each_paper_says_what_its_bill_says(year: Any) -> None:
    for bill in year.bills:
        with pypdfium2.PdfDocument(shipped() / "evidence" / bill.evidence) as document:
            assert len(document) == 1
            text = document[0].get_textpage().get_text_bounded()
        for wanted in (
            bill.invoice,
            bill.account.number,
            f"{bill.quantity:,f}",
            f"{bill.amount:,f} 元",
            bill.first.isoformat(),
            "示例竹溪酒店",
        ):
            assert wanted in text, (bill.evidence, wanted)


def test_papers_are_small(made: dict[str, bytes]) -> None:
    sizes = {name: len(data) for name, data in made.items() if name.endswith(".pdf")}
    assert max(sizes.values()) < 12_000
    assert sum(sizes.values()) < 1_500_000


def test_everything_is_marked_as_a_sample(year: Any, made: dict[str, bytes]) -> None:
    from core.documents.workbook_reading import read_workbook

    for name in ("data.xlsx", "data-2024.xlsx", "broken.xlsx"):
        assert read_workbook(shipped() / name).sample, name
    assert "示例" in made["sample.toml"].decode()
    assert all("示例" in bill.evidence and "示例" in bill.account.supplier for bill in year.bills)
    assert all("示例" in text for text in (year.site.organization, year.site.venue, *(person.name for person in year.people)))


# ---------------------------------------------------------------- through the program


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("samples") / f"hotel{SUFFIX}"
    with Workspace.create(folder, author="陈示例", clock=lambda: datetime(2026, 1, 25, 9, 0, tzinfo=UTC)) as ws:
        place, _change = organizing.create_venue(ws, importing.venue_draft(shipped() / "data.xlsx"), sample=True)
        report = importing.import_workbook(ws, shipped() / "data-2024.xlsx", venue_id=place.id, year=2024)
        assert report.refused == ()
        yield ws


def taken_in(ws: Workspace, name: str) -> tuple[compiling.Snapshot, GhgInventory]:
    """Import a workbook of 2025, which must go in whole, and read the dossier back."""
    place = organizing.venue_list(ws)[0].venue
    report = importing.import_workbook(ws, shipped() / name, venue_id=place.id, year=2025)
    assert report.refused == ()
    assert report.notes == ()
    found = compiling.snapshot(ws, dossiers.operation_dossier(ws, place.id, 2025).id)
    return found, compiling.inventory_of(ws, found)


@pytest.fixture(scope="module")
def taken(ledger: Workspace) -> tuple[compiling.Snapshot, GhgInventory]:
    return taken_in(ledger, "data.xlsx")


def fired(ws: Workspace, found: compiling.Snapshot, computed: GhgInventory) -> tuple[Finding, ...]:
    """The findings on everything the workbook holds, the bill outside the year included."""
    with ws.store.read() as work:
        records = work.activities.all_of_venue(found.venue.id)
    held = tuple(r for r in records if (r.month in YEAR if r.month else r.start is not None and r.start >= date(2024, 12, 21)))
    return run_checks(replace(compiling.check_context(ws, found, computed), records=held))


def test_the_year_goes_in_whole_and_leaves_nothing_open(ledger: Workspace, taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    found, computed = taken
    findings = fired(ledger, found, computed)
    assert {(finding.rule, finding.severity) for finding in findings} == {("V05", Severity.WARN)}
    assert len(findings) == 2
    assert all(finding.answered for finding in findings)


@pytest.mark.usefixtures("taken")
def test_the_same_workbook_again_changes_nothing(ledger: Workspace) -> None:
    place = organizing.venue_list(ledger)[0].venue
    again = importing.import_workbook(ledger, shipped() / "data.xlsx", venue_id=place.id, year=2025)
    assert (again.accepted, again.changed, again.unchanged) == (0, 0, again.read)


def test_the_footprint_is_that_of_such_a_hotel(taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    found, computed = taken
    assert not [result.source.name for result in computed.results if result.unanswered]
    assert 1400 < computed.total() < 1700
    tonnes: dict[str, float] = {}
    for result in computed.results:
        kind = result.source.type_code
        tonnes[kind] = tonnes.get(kind, 0.0) + float(result.total())
    assert 540 < tonnes["grid_electricity"] < 580
    assert 480 < tonnes["natural_gas_boiler"] < 505
    assert 20 < tonnes["refrigerant_topup"] < 30
    sold = sum(sum(m for _r, m in parts) for (row, _month), parts in shares_by_month(found.records).items() if row == ROOMS_SOLD)
    assert 20 < computed.total() * 1000 * MICRO / sold < 30


def test_the_papers_stand_behind_more_than_95_percent_of_the_emissions(taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    found, computed = taken
    proven = {record.id for record in found.records if record.evidence}
    shares = shares_by_month(found.records)
    covered = sum(
        result.of_month(month)
        for result in computed.results
        for month in YEAR
        if all(record in proven for record, _micro in shares.get((Subject(result.source.id), month), ()))
    )
    assert covered > computed.total() * 95 / 100


def test_last_year_is_there_to_compare_with(ledger: Workspace, taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    found, computed = taken
    earlier = footprint(Facts(found.venue, YEAR.previous(), found.sources, found.last_year), found.dossier.method, ledger.catalogue)
    assert 1 < earlier.total() / computed.total() < 1.1


# ---------------------------------------------------------------- broken


@pytest.fixture
def broken_ledger(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / f"broken{SUFFIX}", author="陈示例", clock=lambda: datetime(2026, 1, 25, 9, 0, tzinfo=UTC)) as ws:
        place, _change = organizing.create_venue(ws, importing.venue_draft(shipped() / "data.xlsx"), sample=True)
        importing.import_workbook(ws, shipped() / "data-2024.xlsx", venue_id=place.id, year=2024)
        yield ws


def test_the_broken_year_blocks_once_for_each_fault_that_is_listed(broken_ledger: Workspace) -> None:
    listed = [fault["rule"] for fault in tomllib.loads((shipped() / "broken.toml").read_text(encoding="utf-8"))["fault"]]
    found, computed = taken_in(broken_ledger, "broken.xlsx")
    findings = fired(broken_ledger, found, computed)
    assert sorted(finding.rule for finding in findings if finding.severity is Severity.BLOCK) == listed
    assert {finding.rule for finding in findings if finding.severity is not Severity.BLOCK} == {"V05"}
    assert all(finding.answered for finding in findings if finding.severity is not Severity.BLOCK)


def test_the_list_of_faults_points_at_the_rows_that_are_wrong() -> None:
    from core.documents.workbook_reading import read_workbook

    faults = tomllib.loads((shipped() / "broken.toml").read_text(encoding="utf-8"))["fault"]
    contents = read_workbook(shipped() / "broken.xlsx")
    sheets = {"场所": "venue", "排放源": "sources", "月度数据": "monthly", "票据": "bills"}
    for fault in faults:
        row = next(row for row in contents.of(sheets[fault["sheet"]]) if row.row == fault["row"])
        name = re.sub(r" \d+月$", "", fault["place"])
        assert name in row.values.values(), fault
