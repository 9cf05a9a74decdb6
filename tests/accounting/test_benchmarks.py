"""Benchmarks are compared on one factor and one boundary, with both denominators named, or with the reason why not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from core.accounting.benchmarks import comparisons, level_name
from core.accounting.footprint import Facts, footprint
from core.domain.activity import ActivityRecord, RecordId, Subject
from core.domain.benchmark import BenchmarkComparison, BenchmarkFit
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, Scope2Basis, SourceId
from core.domain.organization import ProfileValue, Venue
from core.domain.period import ReportingPeriod
from core.domain.quantity import Quantity
from core.i18n import use_language
from tests.builders import GAS, POWER, VENUE, bill, catalogue, entry

COAL = EmissionSource(SourceId("coal"), VENUE.id, "coal_heating", "燃煤", "t", position=5)
RECORDS = (bill(1, 2_700_000), entry("gas", 1, 300_000))


def compared(
    venue: Venue = VENUE,
    records: tuple[ActivityRecord, ...] = RECORDS,
    using: Catalogue | None = None,
    method: MethodChoice | None = None,
    sources: tuple[EmissionSource, ...] = (POWER, GAS),
) -> dict[str, BenchmarkComparison]:
    using = using or catalogue()
    computed = footprint(Facts(venue, ReportingPeriod.of_year(2025), sources, records), method or MethodChoice(), using)
    return {one.fit.code: one for one in comparisons(venue, computed, using)}


def profiled(**fields: str) -> Venue:
    return replace(VENUE, profile=tuple(ProfileValue(name, value) for name, value in fields.items()))


def with_fit(code: str, **changes: object) -> Catalogue:
    table = catalogue().benchmark_table
    fits = tuple(replace(fit, **changes) if fit.code == code else fit for fit in table.fits)  # type: ignore[arg-type]
    return replace(catalogue(), benchmark_table=replace(table, fits=fits))


def fit(code: str) -> BenchmarkFit:
    return next(one for one in catalogue().benchmark_table.fits if one.code == code)


def test_power_per_area_stands_between_the_levels() -> None:
    found = compared()["gb51161_hotel_a_4"]
    assert (found.value, found.unit, found.unchecked) == (90, "kWh/(㎡·a)", True)
    assert "2,700,000 kWh ÷ 建筑面积 30,000 ㎡ = 90.0 kWh/㎡" in found.sentence
    assert "约束值 135、引导值 115 kWh/(㎡·a)，分母为建筑面积。不高于引导值。" in found.sentence
    between = compared(records=(bill(1, 3_600_000),))["gb51161_hotel_a_4"]
    assert "不高于约束值，高于引导值。" in between.sentence
    above = compared(records=(bill(1, 9_000_000),))["gb51161_hotel_a_4"]
    assert "高于约束值。" in above.sentence


def test_a_document_that_counts_power_otherwise_is_met_on_its_own_coefficient() -> None:
    found = compared()["jiangsu_hotel_4_i_energy"]
    assert found.value == (2_700_000 * Fraction("0.298") + 300_000 * Fraction("1.2143")) / 30_000
    assert "电力按该文件的 0.298 kgce/kWh 折算，不用当量值 0.1229" in found.sentence
    plain = compared(using=with_fit("jiangsu_hotel_4_i_energy", electricity_kgce=None))["jiangsu_hotel_4_i_energy"]
    assert plain.value == (2_700_000 * Fraction("0.1229") + 300_000 * Fraction("1.2143")) / 30_000


def test_what_is_left_out_of_the_energy_is_said() -> None:
    coal = replace(entry("gas", 1, 5), id=RecordId("coal"), subject=Subject("coal"), quantity=Quantity(Decimal(5), "t"))
    found = compared(sources=(POWER, GAS, COAL), records=(*RECORDS, coal))["jiangsu_hotel_4_i_energy"]
    assert "未折入 燃煤" in found.sentence


def test_carbon_is_compared_on_one_grid_factor_and_says_so() -> None:
    found = compared()["jiangsu_hotel_4_i_carbon"]
    gas = 300_000 * Fraction("2.162188809")
    assert found.value == (2_700_000 * Fraction("0.5978") + gas) / 30_000
    assert "0.5978 kgCO2/kWh 重算" in found.sentence
    assert "两者不能直接比" in found.sentence
    market = compared(method=MethodChoice(basis=Scope2Basis.MARKET))["jiangsu_hotel_4_i_carbon"]
    assert market.value == found.value


def test_carbon_without_a_stated_grid_factor_is_refused() -> None:
    found = compared(using=with_fit("jiangsu_hotel_4_i_carbon", grid_factor=None))["jiangsu_hotel_4_i_carbon"]
    assert found.value is None
    assert "没有写明所用的电力因子" in found.sentence


@pytest.mark.parametrize(
    ("region", "words"),
    [("513300", "场所在严寒和寒冷地区"), ("510400", "场所在温和地区"), ("510000", "气候区不明")],
    ids=["Garze", "Panzhihua", "no city"],
)
def test_a_place_in_another_climate_has_no_benchmark_and_is_told(region: str, words: str) -> None:
    found = compared(replace(VENUE, region=region))
    for code in ("gb51161_hotel_a_4", "jiangsu_hotel_4_i_energy"):
        assert found[code].value is None
        assert words in found[code].sentence


def test_only_the_rows_of_the_own_stars_are_named() -> None:
    assert {code for code in compared() if code.startswith("gb51161")} == {"gb51161_hotel_a_4", "gb51161_hotel_b_4"}
    unrated = compared(profiled(building_area="30000", grade="none"))
    assert {code for code, one in unrated.items() if one.fit.field} == set()
    two = compared(profiled(building_area="30000", grade="2"))
    assert "gb51161_hotel_a_3" in two


def test_a_landlords_power_is_not_held_against_a_whole_building() -> None:
    landlord = replace(profiled(kind="shopping_centre", boundary="landlord", building_area="30000"), type_code="mall")
    assert "按全楼能耗定" in compared(landlord)["gb51161_mall_b_1"].sentence
    whole = replace(landlord, profile=tuple(replace(v, value="building") if v.field == "boundary" else v for v in landlord.profile))
    assert compared(whole)["gb51161_mall_b_1"].value == 90


def test_context_is_never_compared() -> None:
    found = compared()["lijiang_4"]
    assert (found.value, found.unchecked) == (None, False)
    assert found.sentence.startswith("只作背景")


def test_without_area_or_energy_nothing_is_compared() -> None:
    assert "缺建筑面积" in compared(profiled(grade="4"))["gb51161_hotel_a_4"].sentence
    assert compared(records=())["gb51161_hotel_a_4"].value is None
    scenic = replace(profiled(grade="4A"), type_code="scenic")
    assert all(one.value is None for one in compared(scenic).values())


def test_a_scenic_area_has_no_energy_figure_to_compare() -> None:
    table = catalogue().benchmark_table
    odd = replace(fit("gb51161_hotel_a_4"), venue_type="scenic", field="", choices=())
    other = replace(catalogue(), benchmark_table=replace(table, fits=(odd,)))
    computed = footprint(Facts(VENUE, ReportingPeriod.of_year(2025), (POWER,), RECORDS), MethodChoice(), catalogue())
    found = comparisons(replace(VENUE, type_code="scenic"), replace(computed, energy=()), other)
    assert "缺建筑面积" in found[0].sentence


def test_the_levels_have_names_and_english_is_whole() -> None:
    assert [level_name(code) for code in ("constraint", "base", "guide", "mean")] == ["约束值", "基准值", "引导值", "均值"]
    use_language("en")
    try:
        sentence = compared()["gb51161_hotel_a_4"].sentence
    finally:
        use_language("zh")
    assert "Hotel, four stars, class A" in sentence
    assert sentence.endswith("Gas is not counted in.")


def test_every_group_of_the_catalogue_has_values_from_loose_to_tight() -> None:
    rows = {row.id: row.value for row in catalogue().benchmarks}
    for one in catalogue().benchmark_table.fits:
        values = [rows[benchmark] for _level, benchmark in one.levels]
        assert values == sorted(values, reverse=True), one.code
        assert all(value > Decimal(0) for value in values)
    assert {level for one in catalogue().benchmark_table.fits for level, _row in one.levels} == {"constraint", "base", "guide", "mean"}
    named = [region for zone in catalogue().benchmark_table.zones.values() for region in zone.regions]
    assert len(named) == len(set(named))
    assert set(named) == set(catalogue().regions) - {"510000"}
