"""The sections of the footprint report beyond the totals: profiles, market proof, comparison, exclusions, uncertainty, own factors."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from core.accounting.footprint import Facts, footprint
from core.documents.reports.footprint_paper import PaperBaseYear, PaperExclusion
from core.documents.reports.footprint_words import Numbers
from core.domain.change_split import ChangeSplitView, EffectKind, SplitBar, SplitEffectView, SplitPartView
from core.domain.dossier import MethodChoice
from core.domain.emission import Gas
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.quantity import shown
from core.workflows.compiling import catalogue_with
from tests.builders import GAS, POWER, VENUE, catalogue, records
from tests.documents.test_footprint_report import paper, said, text_of

OWN = OwnFactor(OwnFactorId("1"), "园区直供电", Decimal("0.05"), "kg", "kWh", Gas.CO2, "供电合同附件", "第3页", 2025)
CHANGE = ChangeSplitView(
    title="燃料减下 10.00 吨",
    subtitle="2024→2025，tCO2e",
    before_label="2024",
    now_label="2025",
    before=Fraction(110),
    now=Fraction(100),
    bars=(
        SplitBar("before", "2024 年", Fraction(110), "110.00", total=True),
        SplitBar("rest", "单耗及其他", Fraction(-10), "−10.00"),
        SplitBar("now", "2025 年", Fraction(100), "100.00", total=True),
    ),
    effects=(
        SplitEffectView(
            EffectKind.REST, "单耗及其他", Fraction(-10), "−10.00", (SplitPartView("gas", "天然气·锅炉", Fraction(-10), "−10.00", ""),)
        ),
    ),
    residue="因修约，各项相加差 0.01",
    notes=("各项相加恰为两年之差。",),
)


def flat(text: str) -> str:
    """Without the white that lines and columns bring."""
    return "".join(text.split())


@cache
def plain() -> str:
    """The usual report: nothing of what may be missing is there."""
    return flat(said())


@cache
def rich() -> str:
    """A report with an own factor, exclusions, a base year, a year before, and a denominator that is missing."""
    table = catalogue_with(catalogue(), (OWN,))
    facts = Facts(VENUE, paper().inventory.period, (replace(POWER, factor_id=OWN.factor_id), GAS), tuple(records()))
    computed = footprint(facts, MethodChoice(), table)
    first = computed.intensities[0]
    missing = replace(first, value=None, value_p1=None, basis=replace(first.basis, value=Fraction(0)))
    whole = replace(
        paper(),
        inventory=replace(computed, intensities=(missing, *computed.intensities[1:])),
        catalogue=table,
        proofs={OWN.factor_id: ("检测报告.pdf",)},
        exclusions=(PaperExclusion("外购电力·影院", "租户用能", "某影城", "约 120.00 tCO2e/a", significant=True),),
        coverage="计入的占已知排放的 96%。",
        green_power="有凭证的绿电、绿证 1,000 kWh",
        method_changes=("2026-01-05 陈示例：电网因子 省级 → 全国",),
        base_year=PaperBaseYear("比基准年 2024 少 5.0%", (("基准年", "2024 年：首个完整年"),), ("电网因子不变",)),
        change=CHANGE,
    )
    return flat(text_of(whole))


def test_profiles_are_explained_line_by_line_and_add_up() -> None:
    inventory = paper().inventory
    difference = shown(inventory.total() - inventory.total(p1=True), 2)
    for part in ("两种口径的差别", f"P2多{difference}tCO2e", "公共建筑指南不含逸散", "两个口径都计", "发改办气候〔2015〕1722号"):
        assert part in plain()


def test_electricity_says_its_vintage_its_proof_and_who_changed_it() -> None:
    for part in ("采用2023年因子：2025年的尚未公布", "有凭证的绿电、绿证 1,000 kWh", "口径改动：2026-01-05 陈示例：电网因子 省级 → 全国"):
        assert flat(part) in rich()


def test_uncertainty_stands_with_its_half_widths() -> None:
    found = paper().inventory.uncertainty
    assert found is not None
    assert f"不确定性为±{shown(found.relative * 100, 1)}%" in plain()
    assert [one.zh for one in found.used if flat(f"{one.zh}±{one.percent}%") not in plain()] == []


def test_intensities_name_their_denominator_with_its_number() -> None:
    for one in paper().inventory.intensities:
        assert flat(f"{one.basis.zh} {shown(one.basis.value, 0)}") in plain()
    assert f"{paper().inventory.intensities[0].basis.zh}（未填）" in rich()


def test_exclusions_carry_size_and_operator() -> None:
    for part in ("某影城", "约 120.00 tCO2e/a；重大", "计入的占已知排放的 96%。"):
        assert flat(part) in rich()
    assert "未估计" in plain()


def test_own_factors_are_listed_with_their_proof() -> None:
    for part in ("自有因子", "园区直供电", "检测报告.pdf", "供电合同附件，第3页"):
        assert part in rich()


def test_the_year_is_held_against_base_year_and_year_before() -> None:
    told = ("基准年与变化", "比基准年 2024 少 5.0%", "首个完整年", "燃料减下 10.00 吨", "天然气·锅炉 −10.00", "因修约，各项相加差 0.01")
    for part in told:
        assert flat(part) in rich()
    assert "基准年与变化" not in plain()


def test_empty_year_has_no_difference_and_an_estimate_of_the_person_is_printed() -> None:
    sized = replace(paper().inventory.excluded[0], excluded_tonnes=Decimal("12.5"), operator="")
    nothing = footprint(Facts(VENUE, paper().inventory.period, (POWER,), ()), MethodChoice(), catalogue())
    empty = replace(nothing, excluded=(sized,))
    text = flat(text_of(replace(paper(), inventory=empty, last_year=None, findings=(), people=())))
    assert "两种口径没有差别" in text
    assert "约12.50tCO2e/a" in text


def test_sections_are_numbered_without_a_gap() -> None:
    numbers = Numbers()
    assert [numbers.head("甲")[:-2] for _n in range(11)] == ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
    places = [plain().index(f"{one}、") for one in "一二三四五六七八九"]
    assert places == sorted(places)
