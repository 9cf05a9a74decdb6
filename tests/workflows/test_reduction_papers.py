"""The papers about reductions say what the views say, in PDF and in workbooks that compute, and never what is not allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.documents.carbon_budget_workbook import budget_workbook
from core.documents.reduction_workbook import plan_workbook, programmes_workbook
from core.documents.reports.carbon_budget import budget_pdf
from core.documents.reports.carbon_budget_figures import year_figures
from core.documents.reports.reduction_paper import BudgetLine, BudgetPaper, HeldCredits, PaperPrice, ReductionPaper
from core.documents.reports.reduction_plan import plan_pdf
from core.documents.reports.reduction_programmes import programmes_pdf
from core.documents.reports.reduction_record import record_pdf
from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.measure import MeasureState
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import shown
from core.domain.reduction import ProofMethod
from core.errors import UsageError
from core.workflows import boundary, money, proving_savings, recording, reducing, reduction_papers, reporting, saving_proofs
from core.workflows.reduction_papers import Reading
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.documents.paper_case import text_of
from tests.referees.recalculating import by_libreoffice, without_values
from tests.workflows.reductions import heat_pump, keep, planned

FORBIDDEN = ("证书", "认证", "官方", "权威", "政府认可", "零碳", "净零")
FIRST = 5
"""First row of the tables in the workbooks, as people count."""


def fill(ws: Workspace, hotel: Venue) -> None:
    """Measures of one end use, one at a supplier, one carried out, one of the market-based total, and one only filled in."""
    keep(
        ws,
        heat_pump(hotel, start_on=date(2026, 3, 10)),
        planned(hotel, "C13", 36_000, start_on=date(2025, 6, 1), upkeep_yuan=Decimal(1200), owner="工程部"),
        planned(hotel, "H03", 4_800, at_supplier=True, state=MeasureState.RUNNING),
        planned(hotel, "C11", 86_000, state=MeasureState.DONE, start_on=date(2024, 11, 18), done_on=date(2024, 12, 20)),
        planned(hotel, "C15", note="按年采购绿证"),
        planned(hotel, "C01", 78_000, draft=True),
    )
    money.set_settings(ws, hotel.id, prices={"dE": "0.7", "dG": "3.5"}, credit_price_yuan="60", budget_yuan="600000")


@pytest.fixture
def read(ws: Workspace, hotel: Venue, dossier: Dossier) -> Reading:
    fill(ws, hotel)
    return reduction_papers.reading(ws, dossier.id)


@pytest.fixture
def plan(read: Reading) -> ReductionPaper:
    return reduction_papers.plan_paper(read)


# ---------------------------------------------------------------- the plan


def test_the_plan_says_each_measure_its_overlaps_and_the_sum_of_the_view(read: Reading, plan: ReductionPaper) -> None:
    text, view = text_of(plan_pdf(plan)), read.view
    assert view.overlaps, "C09, C13 and C11 meet"
    for row in view.plan:
        assert f"{row.measure.id}{''.join(row.name.split())}" in text
        assert shown(row.tonnes, 2) in text
    for over in view.overlaps:
        assert f"重叠：{over.name}" in text
        assert shown(over.tonnes, 2) in text
    assert shown(view.planned_t, 2) in text
    assert shown(view.planned_gross_t, 2) in text
    assert "不从排放总量中扣减" in text
    assert "只有实测值可称为已实现减排量" in text


def test_scope_three_stands_apart_and_is_in_no_sum(plan: ReductionPaper) -> None:
    text = text_of(plan_pdf(plan))
    away = next(one for one in plan.measures if one.id == "H03")
    assert away.tonnes == 0 < away.scope3_t
    assert "另列，不与上表相加" in text
    assert shown(away.scope3_t, 2) in text
    green = next(one for one in plan.measures if one.id == "C15")
    assert green.tonnes == 0 < green.market_t
    assert f"市场法{shown(green.market_t, 2)}tCO2e" in text
    assert "按年采购绿证" in text
    assert plan.planned_t <= sum(one.tonnes for one in plan.measures)


def test_each_formula_stands_with_its_letters_its_values_and_its_result(plan: ReductionPaper) -> None:
    text = text_of(plan_pdf(plan))
    one = next(one for one in plan.measures if one.id == "C11")
    assert "G×s=" in text
    assert shown(one.formulas[0].value, 2) in text
    assert "（缺省）" in text
    assert "不计入减排的做法" in text
    assert "冰蓄冷、储能" in text


def test_the_best_set_keeps_the_budget_and_every_measure_has_its_reason(plan: ReductionPaper) -> None:
    choice = plan.choice
    assert choice is not None
    assert choice.given
    assert choice.cost_yuan <= choice.budget_yuan == 600_000
    text = text_of(plan_pdf(plan))
    assert "".join(choice.finding.split()) in text
    assert all(row.why for row in choice.rows)
    assert "没有填写预算" not in text


def test_without_a_budget_the_paper_tries_with_a_round_one_and_says_so(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, heat_pump(hotel))
    text = text_of(plan_pdf(reduction_papers.plan_paper(reduction_papers.reading(ws, dossier.id))))
    assert "没有填写预算，按1,000,000元试算" in text


def test_the_chart_holds_what_can_be_compared(read: Reading, plan: ReductionPaper) -> None:
    comparable = {row.measure_id for row in read.money.rows if row.yuan_per_tonne is not None}
    assert {block.measure_id for block in plan.blocks} == comparable
    assert {block.measure_id for block in plan.blocks if not block.in_plan} == {"C01"}


def test_the_workbook_of_the_plan_holds_the_same_figures(read: Reading, plan: ReductionPaper) -> None:
    book = load_workbook(BytesIO(plan_workbook(plan)), data_only=True)
    assert book.sheetnames == ["计划", "每吨成本", "最优组合", "公式", "参数", "不计入"]
    rows = {row[0]: row for row in book["计划"].iter_rows(min_row=FIRST, values_only=True) if row[0]}
    assert rows["C09"][9] == pytest.approx(float(next(row.tonnes for row in read.view.plan if row.measure.id == "C09")))
    assert rows["合计"][9] == pytest.approx(float(read.view.planned_t))
    costs = {row[0]: row for row in book["每吨成本"].iter_rows(min_row=FIRST, values_only=True) if row[0]}
    for row in read.money.rows:
        each = costs[row.measure_id][10]
        assert (each or None) == (None if row.yuan_per_tonne is None else pytest.approx(float(row.yuan_per_tonne)))


# ---------------------------------------------------------------- the budget


def test_investments_fall_into_their_year_and_yearly_money_into_its_months(read: Reading) -> None:
    rows = year_figures(reduction_papers.budget_paper(read))
    figures = {one.year: one for one in rows}
    assert [one.investment for one in rows if one.year is None] == [86_000, 4_800], "before the year, and without a day"
    assert figures[2025].investment == 36_000
    assert figures[2026].investment == 468_000
    assert figures[2025].upkeep == Fraction(1200) * 6 / 12
    assert figures[2026].upkeep == 1200
    saving = next(row.saving_yuan for row in read.money.rows if row.measure_id == "C11")
    pipe = next(row.saving_yuan for row in read.money.rows if row.measure_id == "C13")
    assert saving is not None and pipe is not None
    assert figures[2025].saving == saving + pipe / 2
    assert figures[2026].saving == saving + pipe + Fraction(85_450) * 9 / 12


def test_months_run_from_the_month_after_until_the_lifetime_ends() -> None:
    line = BudgetLine("C08", "设定温度", "拟实施", 2025, Month(2025, 10), 1, None, None, None)
    assert [line.months_in(year) for year in (2024, 2025, 2026, 2027)] == [0, 3, 9, 0]
    assert replace(line, first=None).months_in(2025) == 0


def with_credits(read: Reading) -> BudgetPaper:
    """The budget of a year of 1,000.2 tonnes of which 400 are bought, 100 of them without a price."""
    paper = reduction_papers.budget_paper(read)
    package = paper.package
    held = (HeldCredits("国家核证自愿减排量", 300, True, Decimal("78.5")), HeldCredits("其他", 100, False, None))
    whole = replace(package, balance=replace(package.balance, total=Fraction("1000.2"), needed=1001, retired=300, pending=100))
    return replace(paper, package=whole, held=held, price=PaperPrice("碳信用", "t", Fraction(60), "自填"))


def test_credits_are_whole_tonnes_up_and_what_is_held_is_taken_off(read: Reading) -> None:
    paper = with_credits(read)
    assert paper.open_tonnes == 601
    own = next(one for one in year_figures(paper) if one.year == 2025)
    assert own.credits == 300 * Fraction("78.5") + 601 * 60
    text = text_of(budget_pdf(paper))
    assert "应抵消1,001t（向上取整），已落实400t，还需购买601t" in text
    assert "36,060" in text
    unknown = text_of(budget_pdf(replace(paper, price=replace(paper.price, yuan=None))))
    assert "碳信用单价未知" in unknown


def test_the_budget_names_who_signs_and_what_is_unknown(read: Reading) -> None:
    paper = reduction_papers.budget_paper(read)
    lacking = replace(paper, lines=(replace(paper.lines[0], cost_yuan=None, saving_yuan=None, year=None, first=None), *paper.lines[1:]))
    text = text_of(budget_pdf(lacking))
    for word in ("填报人", "审核人", "负责人", "（盖公章）", "还没有填投资", "未定"):
        assert word in text
    assert budget_workbook(lacking) == budget_workbook(lacking)


@pytest.mark.referee("soffice")
@pytest.mark.parametrize("kind", ["plan", "budget"])
def test_a_spreadsheet_program_comes_to_the_same_money(
    kind: str, read: Reading, plan: ReductionPaper, tmp_path: Path, referee: Callable[[str], Path]
) -> None:
    data = plan_workbook(plan) if kind == "plan" else budget_workbook(_undated(with_credits(read)))
    (tmp_path / "written.xlsx").write_bytes(data)
    emptied = tmp_path / "book.xlsx"
    assert without_values(tmp_path / "written.xlsx", emptied) > 15
    theirs = load_workbook(by_libreoffice(referee("soffice"), emptied, tmp_path), data_only=True)
    ours, asked = load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))
    for sheet in asked.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            wanted, got = ours[sheet.title][cell.coordinate].value, theirs[sheet.title][cell.coordinate].value
            assert (got or 0) == pytest.approx(wanted or 0, rel=1e-9), (sheet.title, cell.coordinate, cell.value)


def _undated(paper: BudgetPaper) -> BudgetPaper:
    """The same with a measure of which no day is known."""
    return replace(paper, lines=(*paper.lines, replace(paper.lines[0], year=None, first=None)))


# ---------------------------------------------------------------- the record


def test_a_measured_saving_stands_beside_the_claim_and_counts_once_it_is_proven(
    ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path
) -> None:
    fill(ws, hotel)
    boiler = next(one.id for one in boundary.sources(ws, hotel.id) if one.type_code == "natural_gas_boiler")
    recording.enter_cells(ws, dossier.id, [CellEdit(Subject(boiler), Month(2025, 1), "200000")])
    proving_savings.set_proof(ws, hotel.id, "C11", method=ProofMethod.METER, metered=Decimal(5000))
    before = reduction_papers.record_paper(reduction_papers.reading(ws, dossier.id))
    text = text_of(record_pdf(before))
    assert "还没有佐证文件" in text
    assert "不采用" in text
    file = tmp_path / "验收单.pdf"
    file.write_bytes(b"%PDF-1.4 paper")
    reducing.attach_evidence(ws, hotel.id, "C11", file)
    read = reduction_papers.reading(ws, dossier.id)
    paper, view = reduction_papers.record_paper(read), saving_proofs.proofs_view(ws, dossier.id)
    assert [one.measure.id for one in paper.rows] == ["C11"], "only what is carried out"
    row, seen = paper.rows[0], view.rows[0]
    assert (row.claimed_t, row.measured_t, paper.achieved_t) == (seen.claimed_t, seen.measured_t, view.achieved_t)
    assert paper.achieved_t > 0
    text = text_of(record_pdf(paper))
    assert "验收单.pdf" in text
    assert shown(row.measured_t or 0, 2) in text
    assert "不采用" not in text
    assert "减排记录单" in text


def test_a_record_without_measurement_says_so(read: Reading) -> None:
    text = text_of(record_pdf(reduction_papers.record_paper(read)))
    assert "未实测" in text
    assert "还没有登记实测" in text


# ---------------------------------------------------------------- lists, all of them, nothing


def test_lists_are_for_the_programmes_of_this_type_of_venue(read: Reading) -> None:
    paper = reduction_papers.programmes_paper(read)
    assert "绿色饭店" in paper.programmes
    assert "绿色商场" not in paper.programmes
    assert paper.programmes["绿色饭店"][0].state, "those of the plan come first"
    text = text_of(programmes_pdf(paper))
    assert "绿色饭店" in text
    assert "不代表已通过评定" in text
    assert load_workbook(BytesIO(programmes_workbook(paper))).sheetnames == list(paper.programmes)
    none = replace(paper, programmes={})
    assert "没有与这类场所有关的计划" in text_of(programmes_pdf(none))
    assert load_workbook(BytesIO(programmes_workbook(none))).sheetnames == ["清单"]


def test_no_paper_holds_a_word_that_only_others_may_use(read: Reading) -> None:
    for kind, writers in reduction_papers.WRITERS.items():
        text = text_of(writers[".pdf"](read))
        assert not [word for word in FORBIDDEN if word in text], kind


def test_an_empty_plan_is_a_paper_that_says_so(ws: Workspace, dossier: Dossier) -> None:
    read = reduction_papers.reading(ws, dossier.id)
    assert "还没有计划减排措施" in text_of(plan_pdf(reduction_papers.plan_paper(read)))
    assert "还没有计划减排措施" in text_of(budget_pdf(reduction_papers.budget_paper(read)))
    assert "还没有已实施的减排措施" in text_of(record_pdf(reduction_papers.record_paper(read)))
    for kind in ("plan", "budget"):
        assert load_workbook(BytesIO(reduction_papers.WRITERS[kind][".xlsx"](read))).sheetnames


def test_the_ending_says_what_a_paper_is_written_as(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    keep(ws, heat_pump(hotel))
    reporting.write_report(ws, dossier.id, "budget", tmp_path / "预算.XLSX")
    reporting.write_report(ws, dossier.id, "programmes", tmp_path / "清单.pdf")
    assert load_workbook(tmp_path / "预算.XLSX").sheetnames == ["预算", "措施", "碳信用"]
    assert (tmp_path / "清单.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(UsageError, match="只能写成 PDF"):
        reporting.write_report(ws, dossier.id, "record", tmp_path / "记录单.xlsx")
    assert not (tmp_path / "记录单.xlsx").exists()
