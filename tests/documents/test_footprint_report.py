"""The footprint report says what the inventory says, once rounded, and nothing that it cannot stand for."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from core.accounting.footprint import Facts, footprint
from core.documents.placing import place_file
from core.documents.reports import REPORTS
from core.documents.reports.footprint import FootprintPaper, PaperFinding, footprint_pdf
from core.domain.activity import RecordId, Subject
from core.domain.dossier import DossierStatus, MethodChoice
from core.domain.emission import EmissionSource, FuelSet, GridScope, MethodProfile, Scope, Scope2Basis, SourceId
from core.domain.finding import Severity
from core.domain.organization import Person, PersonId
from core.domain.period import ReportingPeriod
from core.domain.quantity import MICRO, shown, whole_tonnes_up
from core.errors import EnvironmentFault
from tests.builders import GAS, ORGANIZATION, POWER, VENUE, catalogue, context, entry, last_year, records
from tests.documents.paper_case import FACES

UNANSWERED = next(kind for kind in catalogue().source_types.values() if kind.asks_factor)
COOLING = next(kind for kind in catalogue().source_types.values() if kind.species_choices)
SOURCES = (
    POWER,
    GAS,
    EmissionSource(SourceId("ac"), VENUE.id, COOLING.code, "冷水机组", "kg", species="R410A"),
    EmissionSource(SourceId("old"), VENUE.id, COOLING.code, "旧机组", "kg", species="R22"),
    EmissionSource(SourceId("open"), VENUE.id, UNANSWERED.code, "待定的源", UNANSWERED.unit),
    EmissionSource(SourceId("out"), VENUE.id, "grid_electricity", "宿舍用电", "kWh", excluded_reason="户号不在本单位名下 <b>&"),
)
FINDINGS = (
    PaperFinding("V21", Severity.WARN, "外购电力·8月", "比去年同月高 42%。", "承接会议，空调全天开启。"),
    PaperFinding("V11", Severity.BLOCK, "外购电力·12月", "暂估票据未更正。", ""),
)
FORBIDDEN = ("认证", "官方", "碳中和达成", "已实现碳中和", "零碳", "证书")


USUAL = MethodChoice()


@cache
def paper(method: MethodChoice = USUAL) -> FootprintPaper:
    """A year with each kind of row: counted, memo, 未核算, excluded."""
    period, dossier = ReportingPeriod.of_year(2025), context().dossier
    leaks = [
        replace(entry("gas", 6, 1), id=RecordId(name), subject=Subject(name), micro=kilograms * MICRO)
        for name, kilograms in (("ac", 12), ("old", 3))
    ]
    facts = Facts(VENUE, period, SOURCES, (*records(), *leaks))
    return FootprintPaper(
        organization=ORGANIZATION,
        venue=VENUE,
        venue_type=catalogue().venue_types["hotel"],
        dossier=replace(dossier, method=method),
        inventory=footprint(facts, method, catalogue()),
        last_year=footprint(Facts(VENUE, period.previous(), (POWER, GAS), tuple(last_year())), method, catalogue()),
        findings=FINDINGS,
        people=(Person(PersonId("p"), "邛骉㑊", "preparer"),),
        catalogue=catalogue(),
        written_on=date(2026, 1, 12),
    )


def text_of(one: FootprintPaper) -> str:
    """The text of a report, as a reader takes it out."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(footprint_pdf(one))).pages)


@cache
def said() -> str:
    """The text of the usual report."""
    return text_of(paper())


def test_report_is_listed() -> None:
    assert "footprint" in REPORTS


def test_two_makings_give_the_same_bytes() -> None:
    assert footprint_pdf(paper()) == footprint_pdf(paper())


def test_totals_are_the_inventory_rounded_once() -> None:
    inventory, text = paper().inventory, said()
    assert f"排放总量为 {shown(inventory.total(), 2)} tCO2e" in text
    for value in (inventory.total(p1=True), *inventory.by_gas().values(), *(value for _grid, value in inventory.location)):
        assert shown(value, 2) in text
    for scope in (Scope.ONE, Scope.TWO):
        assert shown(inventory.by_scope()[scope], 2) in text
    for result in inventory.results:
        if result.lines:
            assert shown(result.total(), 2) in text


def test_tonnes_to_offset_are_rounded_up_and_said_so() -> None:
    total = paper().inventory.total()
    assert f"应抵消 {whole_tonnes_up(total)} 吨（{shown(total, 2)} 吨向上取整）" in said()


def test_factors_stand_as_published_with_their_paper_and_mark() -> None:
    text = said()
    for factor in ("0.1564", "389.31", "15.3", "0.99", "29.8", "273"):
        assert factor in text
    assert "公告2025年第47号" in text.replace("\n", "")
    assert "○" in text
    assert "◐ 转录一致" in text


def test_source_resting_on_an_unchecked_factor_is_marked() -> None:
    text = said()
    assert "天然气·锅炉 ○" in text
    assert "外购电力 ○" not in text


def test_what_is_not_answered_is_never_zero() -> None:
    text = said()
    assert "未核算" in text
    assert "另有 1 个排放源未核算" in text
    assert "0.00" not in text


def test_memo_and_excluded_sources_stand_beside_the_total() -> None:
    text = said()
    assert "HCFC（受控物质）" in text
    assert "户号不在本单位名下 <b>&" in text.replace("\n", "")
    assert "未估计" in text
    assert shown(sum((line.tco2e for line in paper().inventory.memo_lines()), Fraction(0)), 2) in text


def test_blocking_findings_come_first_and_explanations_follow() -> None:
    text = said()
    assert text.index("阻断 V11") < text.index("疑问 V21")
    assert "说明：承接会议，空调全天开启。" in text


def test_report_names_basis_people_and_days() -> None:
    text = said().replace("\n", "")
    for part in ("2025年1月1日—2025年12月31日", "2026年1月12日", "川环发〔2021〕5号", "公告2019年第19号", "GB/T 32150—2015", "邛骉㑊"):
        assert part in text
    for part in ("填报人", "审核人", "负责人", "（盖公章）", "因修约，合计可能与分项之和略有差异。", paper().inventory.factor_digest[:12]):
        assert part in text


@pytest.mark.parametrize("word", FORBIDDEN)
def test_report_makes_no_claim(word: str) -> None:
    assert word not in said()


def test_open_dossier_is_a_draft_and_a_sample_is_marked() -> None:
    locked = replace(paper(), dossier=replace(paper().dossier, status=DossierStatus.LOCKED), venue=replace(VENUE, name="某酒店"))
    assert "草稿" in said()
    assert "草稿" not in text_of(locked)
    sample = replace(locked, venue=replace(locked.venue, sample=True))
    assert text_of(sample).count("示例") > text_of(locked).count("示例")


@pytest.mark.parametrize(
    "method",
    [
        MethodChoice(profile=MethodProfile.P1),
        MethodChoice(basis=Scope2Basis.MARKET),
        MethodChoice(grid=GridScope.NATION, fuel_set=FuelSet.A),
    ],
    ids=["P1", "market", "nation"],
)
def test_total_follows_the_method_of_the_dossier(method: MethodChoice) -> None:
    one = paper(method)
    p1 = method.profile is MethodProfile.P1
    assert f"排放总量为 {shown(one.inventory.total(p1=p1), 2)} tCO2e（{method.profile.value}" in text_of(one)
    assert ("不在 P1" in text_of(one)) is p1


@pytest.mark.parametrize(
    ("method", "used"),
    [
        (MethodChoice(), "省级电力平均因子"),
        (MethodChoice(grid=GridScope.NATION), "全国电力平均因子"),
        (MethodChoice(basis=Scope2Basis.MARKET), "市场法"),
    ],
    ids=["province", "nation", "market"],
)
def test_the_way_in_use_is_the_only_one_named_so(method: MethodChoice, used: str) -> None:
    before, _mark, after = text_of(paper(method)).partition("本报告采用")
    last_row = max(("省级电力平均因子", "区域电力平均因子", "全国电力平均因子", "市场法"), key=before.rfind)
    assert (last_row, after.count("本报告采用")) == (used, 0)


def test_empty_year_shows_dashes_and_no_chart() -> None:
    empty = footprint(Facts(VENUE, ReportingPeriod.of_year(2025), (POWER,), ()), MethodChoice(), catalogue())
    text = text_of(replace(paper(), inventory=empty, last_year=None, findings=(), people=()))
    assert "未填报" in text
    assert "各月排放" not in text
    assert "各项检查没有发现问题。" in text
    assert "核算期间没有用到因子。" in text


def test_unwritable_place_is_a_fault_in_words(tmp_path: Path) -> None:
    (tmp_path / "p.pdf").mkdir()
    with pytest.raises(EnvironmentFault, match="同名的文件夹"):
        place_file(tmp_path / "p.pdf", footprint_pdf(paper()))


@pytest.mark.referee("pdffonts")
def test_chart_and_tables_bring_no_foreign_face(referee: Callable[[str], Path], tmp_path: Path) -> None:
    place_file(tmp_path / "p.pdf", footprint_pdf(paper()))
    done = subprocess.run([referee("pdffonts"), tmp_path / "p.pdf"], capture_output=True, check=True, text=True)
    rows = [line.split() for line in done.stdout.splitlines()[2:]]
    assert rows
    assert all(row[0].split("+")[1] in FACES and row[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_the_edition_in_force_on_the_day_is_cited() -> None:
    """GB/T 32150—2025 is in force from 2026-07-01 (domain.md §3.1)."""
    assert "GB/T 32150—2025" in text_of(replace(paper(), written_on=date(2026, 7, 1))).replace("\n", "")


def test_each_grid_factor_is_printed_with_its_year() -> None:
    text = said()
    for factor in ("0.1564", "0.2472", "0.5306"):
        assert factor in text
