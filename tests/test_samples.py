"""The samples that ship: reproducible, whole in themselves, plausible, and marked 示例 wherever one looks."""

from __future__ import annotations

import importlib
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pypdfium2
import pytest

from core import resources
from core.accounting.checks import CHECKS, EVENT_CHECKS, describe, run_checks
from core.accounting.footprint import Facts, footprint
from core.accounting.neutrality import LOCK_GATE
from core.domain.activity import Subject, output_subject, shares_by_month
from core.domain.event import EventLevel
from core.domain.finding import Finding, Severity
from core.domain.inventory import GhgInventory
from core.domain.measure import MeasureState
from core.domain.organization import read_credit_code
from core.domain.period import Month, ReportingPeriod, spread_over_days
from core.domain.quantity import MICRO, canonical, rounded, whole_tonnes_up
from core.domain.submission import ClaimLevel
from core.workflows import (
    comparing,
    compiling,
    demonstrating,
    dossiers,
    events,
    filing,
    importing,
    offsetting,
    organizing,
    plan_files,
    reducing,
)
from core.workflows.workspace import SUFFIX, Workspace
from tests.broken_claims import break_claims, broken_claims
from tests.broken_event import broken_event
from tests.broken_setup import make_setup_faults

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
GOLDEN = tomllib.loads((Path(__file__).parent / "golden" / "samples.toml").read_text(encoding="utf-8"))
YEAR = ReportingPeriod.of_year(2025)
COUNTS_OF_DAYS = {"可售间夜", "营业天数", "营业小时"}
"""Rows that follow the calendar, so that months of the same length are alike."""
WORKBOOKS = ("data.xlsx", "data-2024.xlsx", "broken.xlsx")
TABLES = ("event.toml", "plan.toml", "offsets.toml", "event-offsets.toml", "documents.toml", "event-documents.toml")
LISTS = ("broken.toml", "broken-claims.toml", "sample.toml", *TABLES)


def clock() -> datetime:
    return datetime(2026, 1, 25, 9, 0, tzinfo=UTC)


class Sample(NamedTuple):
    """One venue: what the script knows, and where its files lie."""

    code: str
    year: Any
    before: Any
    claims: Any
    made: dict[str, bytes]
    pages: dict[str, Any]
    folder: Path

    def table(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))

    def text(self, paper: str) -> str:
        with pypdfium2.PdfDocument(self.folder / "evidence" / paper) as document:
            assert len(document) == 1
            return document[0].get_textpage().get_text_bounded()


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(PACKAGING), *sys.path])
        yield importlib.import_module("make_samples")


def sample_of(maker: ModuleType, code: str) -> Sample:
    years, claims = maker.SAMPLES[code]
    folder = resources.folder("samples") / code
    return Sample(code, years.this_year(), years.last_year(), claims, maker.sample_files(code), maker.sample_pages(code), folder)


@pytest.fixture(scope="module", params=["hotel", "mall", "scenic"])
def sample(request: pytest.FixtureRequest, maker: ModuleType) -> Sample:
    return sample_of(maker, request.param)


def counted(one: Any) -> list[Any]:
    """The bills that count: not the one that was corrected."""
    corrected = {bill.corrects for bill in one.bills if bill.corrects}
    return [bill for bill in one.bills if bill.invoice not in corrected]


def accounts(one: Any) -> list[list[Any]]:
    """The bills of each account in order of time."""
    found: dict[str, list[Any]] = {}
    for bill in sorted(counted(one), key=lambda bill: bill.first):
        found.setdefault(bill.account.source, []).append(bill)
    return list(found.values())


def by_month(one: Any) -> dict[str, dict[Month, int]]:
    """Millionths by row and month, bills spread over their days."""
    rows: dict[str, dict[Month, int]] = {}
    for figure in one.figures:
        rows.setdefault(figure.row, {})[Month(one.year, figure.month)] = int(figure.value * MICRO)
    for bill in counted(one):
        for month, micro in spread_over_days(int(bill.quantity * MICRO), bill.first, bill.last + timedelta(days=1)).items():
            row = rows.setdefault(bill.account.source, {})
            row[month] = row.get(month, 0) + micro
    return rows


# ---------------------------------------------------------------- reproducible


def test_the_same_command_gives_the_same_bytes(maker: ModuleType, sample: Sample) -> None:
    assert maker.sample_files(sample.code) == sample.made
    for page in list(sample.pages.values())[::12]:
        assert maker.draw(page) == maker.draw(page), page.file


def test_the_shipped_files_are_the_ones_the_command_makes(sample: Sample) -> None:
    there = {path.relative_to(sample.folder).as_posix() for path in sample.folder.rglob("*") if path.is_file()}
    assert there == set(sample.made) | set(sample.pages)


@pytest.mark.parametrize("name", LISTS)
def test_the_shipped_lists_are_up_to_date(sample: Sample, name: str) -> None:
    assert (sample.folder / name).read_bytes().replace(b"\r\n", b"\n") == sample.made[name]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_shipped_workbooks_are_up_to_date(sample: Sample, name: str, tmp_path: Path) -> None:
    from core.documents.workbook_reading import read_workbook

    (tmp_path / name).write_bytes(sample.made[name])
    assert read_workbook(sample.folder / name) == read_workbook(tmp_path / name)


# ---------------------------------------------------------------- whole in itself


def test_every_amount_is_quantity_times_price_to_the_fen(sample: Sample) -> None:
    for bill in (*sample.year.bills, *sample.before.bills):
        assert (bill.price is None) == (bill.amount is None), bill.invoice
        if bill.price is not None:
            assert abs(bill.amount - bill.quantity * bill.price) <= Decimal("0.005"), bill.invoice
            assert bill.amount == bill.amount.quantize(Decimal("0.01")), bill.invoice


def test_readings_times_the_ratio_give_the_quantity_exactly(sample: Sample) -> None:
    changes = {change.account.source: change for change in sample.year.changes}
    read = [bill for bill in (*sample.year.bills, *sample.before.bills) if bill.reading_end is not None]
    assert len(read) > 70
    for bill in read:
        turned = bill.reading_end - bill.reading_start
        change = changes.get(bill.account.source)
        if change is not None and bill.first <= change.day <= bill.last:
            turned = change.old_last - bill.reading_start + bill.reading_end - change.new_first
        assert turned * bill.account.multiplier + (bill.losses or 0) == bill.quantity, bill.invoice


def test_times_of_use_are_the_quantity_to_the_last_kilowatt_hour(maker: ModuleType) -> None:
    for code, count in (("hotel", 25), ("mall", 0), ("scenic", 13)):
        years, _claims = maker.SAMPLES[code]
        bills = [bill for bill in years.this_year().bills if bill.times is not None]
        assert len(bills) == count
        for bill in bills:
            parts = (bill.times.sharp, bill.times.peak, bill.times.flat, bill.times.valley)
            assert sum(part for part in parts if part is not None) == bill.quantity, bill.invoice
            assert all(part is None or part > 0 for part in parts)


def test_readings_run_on_from_bill_to_bill(sample: Sample) -> None:
    for bills in accounts(replace(sample.year, bills=(*sample.before.bills, *sample.year.bills))):
        for earlier, later in pairwise(bills):
            assert earlier.reading_end == later.reading_start, later.invoice


def test_bills_of_a_meter_follow_each_other_and_cover_the_year(sample: Sample) -> None:
    metered = [bills for bills in accounts(sample.year) if bills[0].reading_end is not None]
    assert len(metered) >= 5
    for bills in metered:
        assert bills[0].first <= date(2025, 1, 1)
        assert bills[-1].last >= date(2025, 12, 31)
        for earlier, later in pairwise(bills):
            assert later.first == earlier.last + timedelta(days=1), later.invoice


def test_no_two_months_of_a_row_are_alike(sample: Sample) -> None:
    for one in (sample.year, sample.before):
        for row, months in by_month(one).items():
            values = [micro for month, micro in months.items() if month.year == one.year and micro]
            assert row in COUNTS_OF_DAYS or len(set(values)) == len(values), row


def test_every_row_has_a_figure_for_each_month_of_both_years(sample: Sample) -> None:
    for one, label in ((sample.year, 2025), (sample.before, 2024)):
        rows = by_month(one)
        for row in (*(source.name for source in one.sources if not source.excluded), *one.outputs):
            missing = [str(month) for month in ReportingPeriod.of_year(label) if month not in rows[row]]
            assert not missing, row


def test_the_imperfections_are_answered(sample: Sample) -> None:
    year = sample.year
    estimates = [bill.invoice for bill in year.bills if bill.estimated]
    assert [bill.corrects for bill in year.bills if bill.corrects] == estimates
    assert len(estimates) == 1
    assert len(year.changes) == 1
    zeros = {(figure.row, figure.month) for figure in year.figures if figure.value == 0}
    assert {(note.row, note.month) for note in year.no_use} <= zeros


def test_invoice_numbers_are_used_once(sample: Sample) -> None:
    numbers = [bill.invoice for bill in (*sample.year.bills, *sample.before.bills)]
    assert len(set(numbers)) == len(numbers)


def test_the_credit_code_is_sound_by_both_digits(sample: Sample) -> None:
    code = read_credit_code(sample.year.site.credit_code)
    assert code.check_digit_good
    assert code.organization_digit_good


def test_rooms_sold_never_exceed_rooms_on_offer(maker: ModuleType) -> None:
    hotel, _claims = maker.SAMPLES["hotel"]
    for one in (hotel.this_year(), hotel.last_year()):
        rows = by_month(one)
        assert all(rows["已售间夜"][month] < rows["可售间夜"][month] for month in rows["可售间夜"])


def test_the_malls_main_meter_is_what_lies_behind_it(maker: ModuleType) -> None:
    mall, _claims = maker.SAMPLES["mall"]
    for one in (mall.this_year(), mall.last_year()):
        rows = by_month(one)
        counted_power = [source.name for source in one.sources if source.type_code == "grid_electricity" and not source.excluded]
        for month in ReportingPeriod.of_year(one.year):
            whole = rows["总进线电量"][month]
            own = sum(rows[name][month] for name in counted_power)
            assert own + rows["租户分表电量"][month] + rows["第三方电量"][month] == whole
            assert Fraction(-1, 100) <= Fraction(rows["外购电力·线变损和未分项"][month], whole) <= Fraction(5, 100)


def test_the_malls_tenants_and_third_parties_are_left_out_with_a_reason(maker: ModuleType) -> None:
    mall, _claims = maker.SAMPLES["mall"]
    left_out = {source.name: source.excluded for source in mall.SOURCES if source.excluded}
    assert sum("租户" in name for name in left_out) == 5
    assert {"外购电力·充电桩", "外购电力·通信基站"} < set(left_out)
    assert all(len(reason) > 5 for reason in left_out.values())


def test_the_scenic_area_has_no_visitors_while_it_is_closed(maker: ModuleType) -> None:
    scenic, _claims = maker.SAMPLES["scenic"]
    for one in (scenic.this_year(), scenic.last_year()):
        rows = by_month(one)
        closed = [Month(one.year, month) for month in (1, 2, 12)]
        for row in ("入园人次", "营业天数", "柴油·游船", "外包接驳车"):
            assert [month for month, micro in sorted(rows[row].items()) if not micro] == closed, row
        assert {(note.row, note.month) for note in one.no_use} == {(r, m.month) for r in ("入园人次", "营业天数") for m in closed}


# ---------------------------------------------------------------- papers


def test_the_books_and_the_papers_name_each_other(sample: Sample) -> None:
    papers = sorted(path.name for path in (sample.folder / "evidence").iterdir())
    named = {name for bill in sample.year.bills for name in (bill.evidence, *bill.more)}
    named |= {person.authorization for person in sample.year.people if person.authorization}
    for table in TABLES:
        found = sample.table(table)
        named |= {name for kind in ("item", "measure") for one in found.get(kind, ()) for name in one.get("evidence", ())}
        named |= {name for one in found.get("lot", ()) for name in one["proof"]}
        named |= {one["file"] for one in found.get("document", ())}
        named |= {found["event"]["plan"]} if "plan" in found.get("event", {}) else set()
    assert sorted(named) == papers


def test_each_paper_says_what_its_bill_says(sample: Sample) -> None:
    for bill in sample.year.bills:
        text = sample.text(bill.evidence)
        money = [] if bill.amount is None else [f"{bill.amount:,f} 元"]
        wanted = [bill.invoice, bill.account.number, f"{bill.quantity:,f}", *money, bill.first.isoformat(), sample.year.site.venue]
        wanted += [f"{bill.losses:,f}"] if bill.losses is not None else []
        wanted += [f"谷 {bill.times.valley:,f}"] if bill.times is not None else []
        for words in wanted:
            assert words in text, (bill.evidence, words)


def test_each_paper_of_the_event_says_what_its_items_say(sample: Sample) -> None:
    for one in sample.table("event.toml")["item"]:
        for paper in one["evidence"]:
            text = sample.text(paper)
            assert one["name"] in text, paper
            assert f"{Decimal(one['actual']):,f}" in text, paper


def test_papers_are_small(sample: Sample) -> None:
    sizes = [path.stat().st_size for path in (sample.folder / "evidence").iterdir()]
    assert max(sizes) < 45_000
    assert sum(sizes) < 2_000_000


def test_everything_is_marked_as_a_sample(sample: Sample) -> None:
    from core.documents.workbook_reading import read_workbook

    for name in WORKBOOKS:
        assert read_workbook(sample.folder / name).sample, name
    for name in LISTS[1:]:
        assert "示例" in sample.made[name].decode(), name
    assert all(path.name.startswith("示例-") for path in (sample.folder / "evidence").iterdir())
    assert all("示例" in bill.account.supplier for bill in sample.year.bills)
    site = sample.year.site
    assert all("示例" in text for text in (site.organization, site.venue, *(person.name for person in sample.year.people)))
    lots = [lot for name in ("offsets.toml", "event-offsets.toml") for lot in sample.table(name)["lot"]]
    assert all("示例" in text for lot in lots for text in (lot["registry"], lot["project"], lot["note"], lot["beneficiary"]))
    assert "示例" in sample.table("event.toml")["event"]["name"]


def test_papers_without_bills_are_marked_on_the_page(sample: Sample) -> None:
    billed = {bill.evidence for bill in sample.year.bills}
    for path in (sample.folder / "evidence").iterdir():
        if path.name not in billed:
            assert "（示例）" in sample.text(path.name), path.name


# ---------------------------------------------------------------- through the program


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("samples") / f"{sample.code}{SUFFIX}"
    with Workspace.create(folder, author="陈示例", clock=clock) as ws:
        place, _change = organizing.create_venue(ws, importing.venue_draft(sample.folder / "data.xlsx"), sample=True)
        report = importing.import_workbook(ws, sample.folder / "data-2024.xlsx", venue_id=place.id, year=2024)
        assert report.refused == ()
        yield ws


def taken_in(ws: Workspace, book: Path) -> tuple[compiling.Snapshot, GhgInventory]:
    """Import a workbook of 2025, which must go in whole, and read the dossier back."""
    place = organizing.venue_list(ws)[0].venue
    report = importing.import_workbook(ws, book, venue_id=place.id, year=2025)
    assert report.refused == ()
    assert report.notes == ()
    found = compiling.snapshot(ws, dossiers.operation_dossier(ws, place.id, 2025).id)
    return found, compiling.inventory_of(found)


@pytest.fixture(scope="module")
def taken(ledger: Workspace, sample: Sample) -> tuple[compiling.Snapshot, GhgInventory]:
    return taken_in(ledger, sample.folder / "data.xlsx")


def fired(ws: Workspace, found: compiling.Snapshot, computed: GhgInventory) -> tuple[Finding, ...]:
    """The findings on everything the workbook holds, the bill outside the year included."""
    with ws.store.read() as work:
        records = work.activities.all_of_venue(found.venue.id)
    held = tuple(r for r in records if (r.month in YEAR if r.month else r.start is not None and r.start >= date(2024, 12, 16)))
    return run_checks(replace(compiling.check_context(ws, found, computed), records=held))


def test_the_year_goes_in_whole_and_leaves_nothing_open(ledger: Workspace, taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    found, computed = taken
    findings = fired(ledger, found, computed)
    assert {(finding.rule, finding.severity) for finding in findings} == {("V05", Severity.WARN)}
    assert len(findings) == 2
    assert all(finding.answered for finding in findings)


@pytest.mark.usefixtures("taken")
def test_the_same_workbook_again_changes_nothing(ledger: Workspace, sample: Sample) -> None:
    place = organizing.venue_list(ledger)[0].venue
    again = importing.import_workbook(ledger, sample.folder / "data.xlsx", venue_id=place.id, year=2025)
    assert (again.accepted, again.changed, again.unchanged) == (0, 0, again.read)


BANDS = {
    "hotel": {"grid_electricity": (540, 580), "natural_gas_boiler": (480, 505), "refrigerant_topup": (20, 30)},
    "mall": {"grid_electricity": (1000, 1200), "natural_gas_boiler": (550, 650), "waste_other": (600, 700)},
    "scenic": {"diesel_vehicle": (380, 430), "grid_electricity": (380, 440), "diesel_boat": (150, 190)},
}
"""Tonnes of the largest kinds of sources."""
PER_UNIT = {"hotel": ("room_nights_sold", 20, 30), "mall": ("footfall", 0.1, 0.3), "scenic": ("visitors", 1, 3)}
"""Kilograms for each room-night, visit or visitor."""


def test_the_footprint_is_that_of_such_a_venue(sample: Sample, taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    found, computed = taken
    assert not [result.source.name for result in computed.results if result.unanswered]
    tonnes: dict[str, float] = {}
    for result in computed.results:
        kind = result.source.type_code
        tonnes[kind] = tonnes.get(kind, 0.0) + float(result.total())
    for kind, (low, high) in BANDS[sample.code].items():
        assert low < tonnes[kind] < high, kind
    output, low, high = PER_UNIT[sample.code]
    made = sum(
        sum(m for _r, m in parts) for (row, _month), parts in shares_by_month(found.records).items() if row == output_subject(output)
    )
    assert low < computed.total() * 1000 * MICRO / made < high


def test_the_total_of_the_year_is_the_one_that_was_noted(sample: Sample, taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    assert canonical(taken[1].total()) == GOLDEN[sample.code]["year"]


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


def test_last_year_is_there_to_compare_with(ledger: Workspace, sample: Sample, taken: tuple[compiling.Snapshot, GhgInventory]) -> None:
    found, computed = taken
    earlier = footprint(Facts(found.venue, YEAR.previous(), found.sources, found.last_year), found.dossier.method, ledger.catalogue)
    assert canonical(earlier.total()) == GOLDEN[sample.code]["year_before"]
    assert 0.98 < earlier.total() / computed.total() < 1.1


# ---------------------------------------------------------------- event, plan, credits, papers


class Filed(NamedTuple):
    """The two dossiers of a sample, with everything that belongs to them on file."""

    operation: str
    event: str


@pytest.fixture(scope="module")
def filed(ledger: Workspace, sample: Sample, taken: tuple[compiling.Snapshot, GhgInventory]) -> Filed:
    found, _computed = taken
    venue, operation = found.venue.id, found.dossier.id
    plan_files.load_plan(ledger, venue, sample.folder / "plan.toml")
    offsetting.load_lots(ledger, operation, sample.folder / "offsets.toml")
    filing.load_documents(ledger, operation, sample.folder / "documents.toml")
    event = events.load_event(ledger, venue, sample.folder / "event.toml").id
    offsetting.load_lots(ledger, event, sample.folder / "event-offsets.toml")
    filing.load_documents(ledger, event, sample.folder / "event-documents.toml")
    return Filed(operation, event)


def test_the_event_asks_nothing_and_comes_to_the_noted_total(ledger: Workspace, sample: Sample, filed: Filed) -> None:
    computed = compiling.inventory(ledger, filed.event)
    assert not [result.source.name for result in computed.results if result.unanswered]
    assert compiling.findings(ledger, filed.event) == ()
    assert canonical(computed.total()) == GOLDEN[sample.code]["event"]


def test_every_field_of_the_form_is_filled_in(ledger: Workspace, filed: Filed) -> None:
    form = events.event(ledger, filed.event)
    assert form is not None
    assert form.settled
    assert len(form.stages) == 3
    texts = (form.name, form.organizer, form.place, form.kind, form.scale, form.content, form.measures)
    assert all(texts)
    assert all((form.products, form.neutral_on, form.department, form.contact, form.phone, form.people, form.sessions))
    assert bool(form.plan) == (form.level is not EventLevel.OTHER)


def test_the_planned_credits_cover_the_estimate(ledger: Workspace, filed: Filed) -> None:
    form = events.event(ledger, filed.event)
    assert form is not None
    assert form.offset_tonnes is not None
    events.save_event(ledger, replace(form, settled=False))
    estimated = compiling.inventory(ledger, filed.event).total()
    events.save_event(ledger, form)
    assert 1 < estimated / compiling.inventory(ledger, filed.event).total() < Fraction(12, 10)
    assert estimated <= form.offset_tonnes < estimated * Fraction(11, 10)


def test_retired_credits_cover_both_dossiers_to_the_tonne(ledger: Workspace, filed: Filed) -> None:
    for dossier in filed:
        view = offsetting.lots_view(ledger, dossier)
        assert view.needed == view.retired == whole_tonnes_up(compiling.inventory(ledger, dossier).total())
        assert view.pending == 0


def test_only_the_lock_is_missing_for_the_claim(ledger: Workspace, filed: Filed) -> None:
    for dossier in filed:
        assert [gate.code for gate in filing.claim(ledger, dossier).missing] == [LOCK_GATE]
        filing.lock(ledger, dossier)
        assert filing.claim(ledger, dossier).level is ClaimLevel.SELF_DECLARED
        filing.reopen(ledger, dossier, "核对后继续")


def test_the_commitments_state_what_the_program_computes(ledger: Workspace, sample: Sample, filed: Filed) -> None:
    for dossier, name in zip(filed, ("documents.toml", "event-documents.toml"), strict=True):
        total = compiling.inventory(ledger, dossier).total()
        paper = next(one["file"] for one in sample.table(name)["document"] if one["kind"] == "statement")
        text = "".join(sample.text(paper).split())
        assert f"温室气体排放量为{rounded(total, 2):,}吨CO2e" in text
        assert f"已注销{whole_tonnes_up(total):,}吨" in text
        assert "自我承诺，未经第三方评价" in text


def test_the_plan_saves_something_and_one_measure_is_proven(ledger: Workspace, sample: Sample, filed: Filed) -> None:
    rows = sample.table("plan.toml")["measure"]
    assert len(rows) >= 3
    view = reducing.plan_view(ledger, filed.operation)
    assert view.reduced
    assert [row.measure.id for row in view.plan if row.planned and row.planned.state is MeasureState.DONE and row.evidence]
    assert {row.measure.id for row in view.plan} == {row["id"] for row in rows if not row.get("draft")}
    assert {row.measure.id for row in view.drafts} == {row["id"] for row in rows if row.get("draft")}
    assert all(row.tonnes + row.scope3_t > 0 for row in view.plan)
    assert sum(row.tonnes for row in view.plan) < view.footprint_t / 5


SPLITS = {
    "hotel": {"driver": "−10.97", "days": "−4.27", "refrigerant": "−14.66", "measures": "−38.10", "rest": "+4.80"},
    "mall": {"driver": "+64.75", "days": "−6.64", "refrigerant": "−32.37", "measures": "−39.31", "rest": "−74.59"},
    "scenic": {"driver": "+56.46", "days": "+6.03", "refrigerant": "−1.80", "measures": "−44.82", "rest": "−17.39"},
}
"""Tonnes from 2024 to 2025; both years go by the grid factor of 2023, so no factor has an effect."""


def test_the_change_since_last_year_is_split_to_the_last_digit(ledger: Workspace, sample: Sample, filed: Filed) -> None:
    view = comparing.split_view(ledger, filed.operation)
    assert sum((effect.tonnes for effect in view.effects), Fraction(0)) == view.now - view.before
    assert canonical(view.now) == GOLDEN[sample.code]["year"]
    assert canonical(view.before) == GOLDEN[sample.code]["year_before"]
    assert {effect.kind.value: effect.shown for effect in view.effects} == SPLITS[sample.code]


# ---------------------------------------------------------------- broken


@pytest.fixture
def broken_ledger(tmp_path: Path, sample: Sample) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / f"broken{SUFFIX}", author="陈示例", clock=clock) as ws:
        place, _change = organizing.create_venue(ws, importing.venue_draft(sample.folder / "data.xlsx"), sample=True)
        importing.import_workbook(ws, sample.folder / "data-2024.xlsx", venue_id=place.id, year=2024)
        comparing.set_base_year(ws, place.id, 2024, "有完整数据的第一年（示例）")
        yield ws


def said(findings: Iterable[Finding]) -> list[str]:
    """Rule, severity and place of each."""
    return sorted(f"{finding.rule} {finding.severity.value} {finding.place_name}" for finding in findings)


def test_the_broken_year_says_exactly_what_is_listed(broken_ledger: Workspace, sample: Sample) -> None:
    listed = sample.table("broken.toml")
    taken_in(broken_ledger, sample.folder / "broken.xlsx")
    make_setup_faults(broken_ledger, sample.folder, listed["fault"])
    place = organizing.venue_list(broken_ledger)[0].venue
    found = compiling.snapshot(broken_ledger, dossiers.operation_dossier(broken_ledger, place.id, 2025).id)
    findings = fired(broken_ledger, found, compiling.inventory_of(found))
    wanted = [line for fault in listed["fault"] for line in fault["findings"]]
    assert said(findings) == sorted([*listed["answered"], *wanted])
    assert said(finding for finding in findings if finding.answered) == sorted(listed["answered"])
    for finding in findings:
        assert finding.place.subject or finding.place.field, finding
        words = describe(finding, found.catalogue.rules[finding.rule], "zh")
        assert words.expected, finding
        assert words.why, finding


def test_each_fault_names_the_finding_of_its_own_rule_first(sample: Sample) -> None:
    for fault in sample.table("broken.toml")["fault"]:
        assert fault["findings"][0].startswith(f"{fault['rule']} "), fault


def test_the_list_of_faults_points_at_the_rows_that_are_wrong(sample: Sample) -> None:
    from core.documents.workbook_reading import read_workbook

    contents = read_workbook(sample.folder / "broken.xlsx")
    sheets = {"场所": "venue", "排放源": "sources", "月度数据": "monthly", "票据": "bills", "人员": "people"}
    for fault in sample.table("broken.toml")["fault"]:
        if "sheet" in fault:
            row = next(row for row in contents.of(sheets[fault["sheet"]]) if row.row == fault["row"])
            name = re.sub(r" \d+月$", "", fault["place"])
            assert name in row.values.values(), fault


EVENT_SAMPLES = ("scenic",)
"""The samples whose event is broken rule by rule."""


def test_each_fault_of_an_event_says_exactly_what_is_listed(broken_ledger: Workspace, sample: Sample) -> None:
    if sample.code not in EVENT_SAMPLES:
        assert not (sample.folder / "broken-event.toml").exists()
        return
    place = organizing.venue_list(broken_ledger)[0].venue
    whole = compiling.snapshot(broken_ledger, events.load_event(broken_ledger, place.id, sample.folder / "event.toml").id)
    for fault in sample.table("broken-event.toml")["fault"]:
        broken = broken_event(whole, fault)
        findings = run_checks(compiling.check_context(broken_ledger, broken, compiling.inventory_of(broken)))
        assert [line for line in said(findings) if not line.startswith("V")] == sorted(fault["findings"]), fault


def test_every_rule_is_broken_in_a_sample_that_ships() -> None:
    broken = set()
    for path in sorted(resources.folder("samples").glob("*/broken*.toml")):
        for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
            broken |= {fault["rule"], *(line.split()[0] for line in fault.get("findings", ()))}
    assert broken == {rule for rule, _check in (*CHECKS, *EVENT_CHECKS)}


def test_each_fault_of_the_claims_fires_its_rule_at_its_place(tmp_path: Path, sample: Sample) -> None:
    whole = tmp_path / f"whole{SUFFIX}"
    made = demonstrating.build_sample(whole, sample.code)
    with Workspace.open(whole, author="陈示例", clock=clock) as ws:
        before = {dossier_id: set(said_of(ws, dossier_id)) for dossier_id in (made.operation, made.event)}
    for fault in broken_claims(sample.folder / "broken-claims.toml"):
        ledger = tmp_path / f"{fault.rule}{SUFFIX}"
        shutil.copytree(whole, ledger)
        with Workspace.open(ledger, author="陈示例", clock=clock) as ws:
            break_claims(ws, made.operation, made.event, (fault,))
            concerned = made.operation if fault.dossier == "operation" else made.event
            new = {key: words for key, words in said_of(ws, concerned).items() if key not in before[concerned]}
            assert any(rule == fault.rule and fault.place in words for (rule, _place), words in new.items()), (fault, new)


def said_of(ws: Workspace, dossier_id: str) -> dict[tuple[str, str], str]:
    """Rule and place of each finding of a dossier, and what it says."""
    views = compiling.findings(ws, dossier_id)
    return {(one.finding.rule, one.finding.place_name): f"{one.finding.place_name} {one.title} {one.message}" for one in views}
