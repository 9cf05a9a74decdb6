"""Two years of a hotel: the base year and its recalculation, the split of the change, and benchmarks that are off until asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject, output_subject
from core.domain.base_year import BaseYearAdjustment, RecalculationReason
from core.domain.change_split import ChangeSplitView, EffectKind
from core.domain.dossier import Dossier, DossierStatus, MethodChoice
from core.domain.emission import EmissionSource, FuelSet, GwpSet, MethodProfile
from core.domain.measure import MeasureState
from core.domain.period import Month
from core.domain.quantity import MICRO, Quantity
from core.errors import InputError, RuleError
from core.i18n import use_language
from core.workflows import boundary, comparing, compiling, dossiers, events, organizing, own_measures, reducing
from core.workflows.base_year_words import reason_name
from core.workflows.boundary import add_source, exclude_source
from core.workflows.workspace import Workspace

WANTED = {"natural_gas_boiler": 20_000, "grid_electricity": 100_000, "refrigerant_topup": 2, "tap_water": 500}
STRUCTURE = RecalculationReason.STRUCTURE


def clock() -> datetime:
    return datetime(2024, 2, 12, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hotel with 2022 and 2023, whose published grid factors differ."""
    folder = tmp_path_factory.mktemp("years") / "酒店.tanzhang"
    with Workspace.create(folder, author="陈示例", clock=clock) as ws:
        profile = {"building_area": "30000", "grade": "4", "rooms": "268"}
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2023, profile)
        place, _change = organizing.create_venue(ws, draft)
        dossiers.operation_dossier(ws, place.id, 2022, make=True)
        with ws.store.read() as work:
            sources = work.sources.of_venue(place.id)
        seen: set[str] = set()
        for source in sources:
            if source.type_code in WANTED and source.type_code not in seen:
                seen.add(source.type_code)
                fill(ws, source, 2022, WANTED[source.type_code])
                fill(ws, source, 2023, WANTED[source.type_code] * 9 // 10)
        fill_output(ws, str(place.id), "room_nights_sold", {2022: 4000, 2023: 4200})
        fill_output(ws, str(place.id), "open_days", {2022: 30, 2023: 30})
    return folder


def record(venue_id: str, subject: str, unit: str, month: Month, amount: int) -> ActivityRecord:
    return ActivityRecord(
        RecordId(f"{subject}-{month}"),
        venue_id,
        Subject(subject),
        RecordKind.MONTH,
        Quantity(Decimal(amount), unit),
        amount * MICRO,
        month,  # type: ignore[arg-type]
    )


def fill(ws: Workspace, source: EmissionSource, year: int, each_month: int) -> None:
    with ws.job("填") as job:
        for number in range(1, 13):
            month = Month(year, number)
            job.work.activities.put(record(str(source.venue_id), str(source.id), source.unit, month, each_month + number), job.change)


def fill_output(ws: Workspace, venue_id: str, code: str, each: dict[int, int]) -> None:
    with ws.job("填") as job:
        for year, amount in each.items():
            for number in range(1, 13):
                made = record(venue_id, str(output_subject(code)), ws.catalogue.outputs[code].unit, Month(year, number), amount)
                job.work.activities.put(made, job.change)


@pytest.fixture
def ws(two_years: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(two_years, tmp_path / "酒店.tanzhang")
    with Workspace.open(tmp_path / "酒店.tanzhang", author="陈示例", clock=clock) as opened:
        yield opened


@pytest.fixture
def venue(ws: Workspace) -> str:
    return organizing.venue_list(ws)[0].venue.id


def dossier(ws: Workspace, year: int) -> Dossier:
    return dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, year)


def lock(ws: Workspace, year: int) -> None:
    """Lock without the checks: a handful of rows would never pass them."""
    taken = compiling.snapshot(ws, dossier(ws, year).id)
    with ws.job("锁") as job:
        job.work.dossiers.put(replace(taken.dossier, status=DossierStatus.LOCKED), job.change)
        job.work.frozen.put(taken.frozen(), job.change)


def source(ws: Workspace, type_code: str) -> EmissionSource:
    return next(one for one in boundary.sources(ws, organizing.venue_list(ws)[0].venue.id) if one.type_code == type_code)


def split(ws: Workspace, against: int | None = None) -> ChangeSplitView:
    view = comparing.split_view(ws, dossier(ws, 2023).id, against)
    assert sum((effect.tonnes for effect in view.effects), Fraction(0)) == view.now - view.before
    for effect in view.effects:
        assert sum((part.tonnes for part in effect.parts), Fraction(0)) == effect.tonnes
    return view


def words(view: ChangeSplitView, kind: EffectKind) -> dict[str, str]:
    return {part.name: part.words for effect in view.effects if effect.kind is kind for part in effect.parts}


# ---------------------------------------------------------------- base year


def test_without_a_base_year_the_view_offers_the_earlier_ones(ws: Workspace) -> None:
    view = comparing.comparison(ws, dossier(ws, 2023).id)
    assert (view.base, view.offered, view.figures) == (None, (2022,), None)
    assert view.title == "还没有选定基准年，可选：2022。"


def test_the_first_period_says_that_nothing_came_before(ws: Workspace) -> None:
    assert "本期是首期" in comparing.comparison(ws, dossier(ws, 2022).id).title


def test_this_year_is_held_against_the_base_year_on_this_years_factor(ws: Workspace, venue: str) -> None:
    assert comparing.set_base_year(ws, venue, 2022, " 首个  数据完整的年份 ")
    assert not comparing.set_base_year(ws, venue, 2022, "首个 数据完整的年份")
    view = comparing.comparison(ws, dossier(ws, 2023).id)
    figures = view.figures
    assert figures is not None
    assert figures.grid == ("0.1404", "0.1564")
    kwh = 12 * 100_000 + 78
    assert figures.constant - figures.reported == kwh * Fraction("0.016") / 1000
    assert figures.by_choices == figures.reported
    assert figures.change == figures.now - figures.constant
    assert view.title.startswith("比基准年 2022 年减少") and "按同一电力因子" in view.title
    assert {one.code for one in figures.intensities} == {"per_room_night", "per_area", "per_guest_night"}
    assert any("0.1404→0.1564" in note for note in view.notes)
    assert view.differences == ()
    assert view.advice == ()


def test_adjustments_are_counted_in_and_can_be_taken_away(ws: Workspace, venue: str) -> None:
    comparing.set_base_year(ws, venue, 2022, "首个完整年份")
    before = comparing.comparison(ws, dossier(ws, 2023).id).figures
    adjustment = BaseYearAdjustment(date(2024, 1, 5), STRUCTURE, " 裙楼 移交 ", Decimal("-900.5"))
    assert comparing.add_adjustment(ws, venue, adjustment)
    view = comparing.comparison(ws, dossier(ws, 2023).id)
    assert before is not None and view.figures is not None
    assert view.figures.adjusted == before.adjusted - Fraction("900.5")
    assert "增加" in view.title
    assert any("合计 −900.50 吨" in note for note in view.notes)
    with pytest.raises(RuleError, match="已按 2022 年登记了 1 笔"):
        comparing.set_base_year(ws, venue, 2023, "换一年")
    with pytest.raises(InputError, match="没有第 2 笔"):
        comparing.remove_adjustment(ws, venue, 2)
    comparing.remove_adjustment(ws, venue, 1)
    assert comparing.comparison(ws, dossier(ws, 2023).id).figures == before
    assert comparing.remove_base_year(ws, venue)
    assert not comparing.remove_base_year(ws, venue)
    assert comparing.base_year(ws, venue) is None


@pytest.mark.parametrize(
    ("year", "why", "threshold", "said"),
    [
        (2021, "好", "5", "没有 2021 年的运营档案"),
        (2022, "  ", "5", "理由"),
        (2022, "好", "0", "重算门槛 0%"),
        (2022, "好", "101", "重算门槛 101%"),
    ],
)
def test_a_base_year_needs_a_dossier_a_reason_and_a_share(
    ws: Workspace, venue: str, year: int, why: str, threshold: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        comparing.set_base_year(ws, venue, year, why, Decimal(threshold))


@pytest.mark.parametrize(
    ("on", "tonnes", "text", "said"),
    [
        (date(2024, 1, 5), "0", "移交", "不为 0"),
        (date(2024, 1, 5), "NaN", "移交", "不为 0"),
        (date(2024, 1, 5), "3", " ", "调整说明"),
        (date(2031, 1, 5), "3", "移交", "今天之后"),
    ],
)
def test_an_adjustment_needs_tonnes_words_and_a_past_day(ws: Workspace, venue: str, on: date, tonnes: str, text: str, said: str) -> None:
    comparing.set_base_year(ws, venue, 2022, "首个完整年份")
    with pytest.raises(InputError, match=said):
        comparing.add_adjustment(ws, venue, BaseYearAdjustment(on, STRUCTURE, text, Decimal(tonnes)))


def test_nothing_is_adjusted_before_a_base_year_is_chosen(ws: Workspace, venue: str) -> None:
    with pytest.raises(RuleError, match="还没有选定基准年"):
        comparing.add_adjustment(ws, venue, BaseYearAdjustment(date(2024, 1, 5), STRUCTURE, "移交", Decimal(3)))


def test_a_base_year_that_is_this_one_or_lies_ahead_or_is_empty_is_not_compared(ws: Workspace, venue: str) -> None:
    comparing.set_base_year(ws, venue, 2023, "装修后")
    assert comparing.comparison(ws, dossier(ws, 2023).id).title == "本档案就是基准年。"
    assert "在本档案之后" in comparing.comparison(ws, dossier(ws, 2022).id).title
    dossiers.operation_dossier(ws, venue, 2021, make=True)
    comparing.set_base_year(ws, venue, 2021, "最早")
    assert "没有数据" in comparing.comparison(ws, dossier(ws, 2023).id).title


def test_a_locked_base_year_keeps_what_it_reported_and_other_choices_are_both_shown(ws: Workspace, venue: str) -> None:
    comparing.set_base_year(ws, venue, 2022, "首个完整年份")
    lock(ws, 2022)
    reported = compiling.inventory(ws, dossier(ws, 2022).id).total()
    dossiers.set_method(ws, dossier(ws, 2023).id, MethodChoice(gwp_set=GwpSet.AR5, fuel_set=FuelSet.A, profile=MethodProfile.P1))
    view = comparing.comparison(ws, dossier(ws, 2023).id)
    assert view.figures is not None
    assert view.figures.reported == reported
    assert view.figures.by_choices != reported
    assert [(one.label, one.before, one.now) for one in view.differences] == [
        ("核算口径", "P2 碳中和完整口径", "P1 公共建筑指南口径"),
        ("GWP 组", "AR6", "AR5"),
        ("燃料参数组", "B", "A"),
    ]
    assert any("相差" in note for note in view.notes)
    assert any("按锁定时的设置和因子库" in note for note in view.notes)


def test_a_source_that_is_left_out_now_asks_for_recalculation(ws: Workspace, venue: str) -> None:
    comparing.set_base_year(ws, venue, 2022, "首个完整年份")
    lock(ws, 2022)
    gas = source(ws, "natural_gas_boiler")
    exclude_source(ws, gas.id, "移交租户")
    view = comparing.comparison(ws, dossier(ws, 2023).id)
    assert view.recalculation is not None and view.recalculation.asked
    assert f"「{gas.name}」2023 年没有" in view.advice[0]
    assert "可以不重算" in view.advice[1]
    size = -sum((one.tonnes for one in view.recalculation.triggers), Fraction(0))
    recorded = BaseYearAdjustment(date(2024, 1, 5), STRUCTURE, "移交租户", -Decimal(round(size)))
    comparing.add_adjustment(ws, venue, recorded)
    assert comparing.comparison(ws, dossier(ws, 2023).id).advice == ()


def test_another_method_alone_asks_without_words_on_equipment(ws: Workspace, venue: str) -> None:
    comparing.set_base_year(ws, venue, 2022, "首个完整年份", Decimal("0.01"))
    dossiers.set_method(ws, dossier(ws, 2023).id, MethodChoice(gwp_set=GwpSet.AR5))
    (advice,) = comparing.comparison(ws, dossier(ws, 2023).id).advice
    assert "GWP 组不同" in advice


def test_a_base_year_of_nothing_is_seen_in_absolute_terms(ws: Workspace, venue: str) -> None:
    dossiers.operation_dossier(ws, venue, 2021, make=True)
    water = source(ws, "tap_water")
    with ws.job("零") as job:
        for number in range(1, 13):
            job.work.activities.put(record(venue, str(water.id), water.unit, Month(2021, number), 0), job.change)
    comparing.set_base_year(ws, venue, 2021, "开业前")
    view = comparing.comparison(ws, dossier(ws, 2023).id)
    assert "只能看绝对量" in view.title
    assert view.advice[0].startswith("这些变化共影响基准年总量的 —%")


def test_reasons_have_names() -> None:
    assert [reason_name(reason) for reason in RecalculationReason] == ["结构变化", "方法变化", "差错更正"]


# ---------------------------------------------------------------- split


def test_the_change_is_split_and_every_part_said_in_words(ws: Workspace) -> None:
    view = split(ws)
    assert [bar.key for bar in view.bars] == ["before", "driver", "factor", "refrigerant", "rest", "now"]
    assert (view.before_label, view.now_label) == ("2022", "2023")
    assert set(words(view, EffectKind.FACTOR).values()) == {"电网因子 0.1404→0.1564"}
    assert "每天已售间夜 133.3→140.0" in words(view, EffectKind.DRIVER).values()
    assert next(iter(words(view, EffectKind.REFRIGERANT).values())) == "用量 102→90 kg"
    assert any(text.startswith("每间夜用量") for text in words(view, EffectKind.REST).values())
    labels = {effect.kind: effect.label for effect in view.effects}
    assert labels[EffectKind.FACTOR] == "电网因子"
    assert labels[EffectKind.DRIVER] == "已售间夜"
    assert "减下" in view.title and "被电网因子上升抵去" in view.title
    assert view.bars[2].shown.startswith("+")


def test_another_gwp_set_is_said_and_counts_as_a_factor(ws: Workspace) -> None:
    dossiers.set_method(ws, dossier(ws, 2022).id, MethodChoice(gwp_set=GwpSet.AR5, fuel_set=FuelSet.A))
    view = split(ws)
    said = words(view, EffectKind.FACTOR)
    assert any("GWP" in text for text in said.values())
    assert next(effect.label for effect in view.effects if effect.kind is EffectKind.FACTOR) == "排放因子"
    assert any("GWP AR5→AR6，燃料参数组 A→B" in note for note in view.notes)
    dossiers.set_method(ws, dossier(ws, 2022).id, MethodChoice(fuel_set=FuelSet.C))
    assert "kgCO2e" in words(split(ws), EffectKind.FACTOR)[source(ws, "natural_gas_boiler").name]


def test_the_earlier_year_is_seen_by_this_dossiers_profile(ws: Workspace) -> None:
    dossiers.set_method(ws, dossier(ws, 2022).id, MethodChoice(profile=MethodProfile.P1))
    view = split(ws)
    assert any("口径与本档案不同" in note for note in view.notes)
    assert EffectKind.BOUNDARY not in {effect.kind for effect in view.effects}


def test_rows_of_one_year_only_are_said_so(ws: Workspace, venue: str) -> None:
    lock(ws, 2022)
    exclude_source(ws, source(ws, "tap_water").id, "移交")
    made, _change = add_source(ws, venue, "diesel_boiler", "新锅炉")
    fill(ws, made, 2023, 50)
    said = words(split(ws), EffectKind.BOUNDARY)
    assert said["新锅炉"] == "2022 年没有这一项"
    assert said[source(ws, "tap_water").name] == "2023 年没有这一项"


def test_a_measure_counts_by_the_days_it_ran(ws: Workspace, venue: str) -> None:
    reducing.set_measure(ws, venue, "C11", {"G": "300000", "s": "0.05"})
    reducing.change_state(ws, venue, "C11", MeasureState.DONE, done_on=date(2022, 12, 31))
    whole = next(effect for effect in split(ws).effects if effect.kind is EffectKind.MEASURES)
    assert whole.parts[0].words.startswith("C11 ")
    reducing.change_state(ws, venue, "C11", MeasureState.DONE, done_on=date(2023, 7, 1))
    half = next(effect for effect in split(ws).effects if effect.kind is EffectKind.MEASURES)
    assert half.tonnes == whole.tonnes * 183 / 365
    assert any("投运天数" in note for note in split(ws).notes)
    reducing.change_state(ws, venue, "C11", MeasureState.DONE, done_on=date(2021, 7, 1))
    assert EffectKind.MEASURES not in {effect.kind for effect in split(ws).effects}
    reducing.change_state(ws, venue, "C11", MeasureState.STOPPED)
    assert EffectKind.MEASURES not in {effect.kind for effect in split(ws).effects}


def test_without_the_driver_the_view_says_so(ws: Workspace, venue: str) -> None:
    with ws.job("清") as job:
        for year in (2022, 2023):
            for number in range(1, 13):
                job.work.activities.remove(RecordId(f"output:room_nights_sold-{Month(year, number)}"), job.change)
    view = split(ws)
    assert any("两年不都有已售间夜" in note for note in view.notes)
    assert any(text.startswith("每天用量") for text in words(view, EffectKind.REST).values())
    with ws.job("清") as job:
        for number in range(1, 13):
            job.work.activities.remove(RecordId(f"output:open_days-{Month(2022, number)}"), job.change)
    assert all(text.startswith("用量") for text in words(split(ws), EffectKind.REST).values())


def test_missing_months_are_named(ws: Workspace) -> None:
    keys = [source(ws, kind).id for kind in WANTED]
    with ws.job("清") as job:
        for key in keys:
            job.work.activities.remove(RecordId(f"{key}-2023-12"), job.change)
    assert any("2023-12 没有数据" in note for note in split(ws).notes)


def test_more_days_open_are_said(ws: Workspace, venue: str) -> None:
    fill_output(ws, venue, "open_days", {2023: 31})
    assert "营业天数 360→372" in words(split(ws), EffectKind.DAYS).values()


def test_a_year_without_a_dossier_is_read_from_its_records(ws: Workspace, venue: str) -> None:
    fill(ws, source(ws, "natural_gas_boiler"), 2020, 19_000)
    view = split(ws, 2020)
    assert view.before_label == "2020"
    with pytest.raises(InputError, match="2019 年没有数据"):
        split(ws, 2019)
    with pytest.raises(InputError, match="不早于本档案"):
        split(ws, 2023)


def test_a_title_says_what_rose_and_what_took_it_back(ws: Workspace) -> None:
    for kind, amount in (("natural_gas_boiler", 30_000), ("refrigerant_topup", 1)):
        fill(ws, source(ws, kind), 2023, amount)
    title = split(ws).title
    assert title.startswith("燃料增加")
    assert "，电网因子上升另加" in title
    for kind, amount in WANTED.items():
        fill(ws, source(ws, kind), 2023, amount)
    fill_output(ws, str(source(ws, "tap_water").venue_id), "room_nights_sold", {2023: 4000})
    assert split(ws).title.startswith("电网因子上升，排放增加 ")


def test_a_title_without_anything_against_it_is_plain(ws: Workspace) -> None:
    for kind, amount in WANTED.items():
        fill(ws, source(ws, kind), 2023, amount * 2)
    assert split(ws).title.startswith("燃料与用电用热增加")
    assert "电网因子上升另加" in split(ws).title


def test_a_year_like_the_one_before_is_level(ws: Workspace, venue: str) -> None:
    for year in (2023, 2024):
        for kind, amount in WANTED.items():
            fill(ws, source(ws, kind), year, amount)
    fill_output(ws, venue, "room_nights_sold", {2023: 4000, 2024: 4000})
    fill_output(ws, venue, "open_days", {2024: 30})
    made = dossiers.operation_dossier(ws, venue, 2024, make=True)
    view = comparing.split_view(ws, made.id)
    assert view.title == "与 2023 年持平"
    assert (view.effects, view.residue) == ((), "")
    for kind, amount in WANTED.items():
        fill(ws, source(ws, kind), 2024, amount // 2)
    plain = comparing.split_view(ws, made.id).title
    assert plain.startswith("燃料与用电用热减下") and "，" not in plain
    fill(ws, source(ws, "natural_gas_boiler"), 2024, 30_000)
    assert comparing.split_view(ws, made.id).title.endswith("吨被用电用热减少抵去")


def test_a_venue_type_that_names_no_driver_is_split_without(ws: Workspace) -> None:
    hotel = replace(ws.catalogue.venue_types["hotel"], change_split=None)
    ws.catalogue = replace(ws.catalogue, venue_types={**ws.catalogue.venue_types, "hotel": hotel})
    view = split(ws)
    assert EffectKind.DRIVER not in {effect.kind for effect in view.effects}
    assert len(view.notes) == 1


def test_a_row_that_became_another_kind_is_compared_in_tonnes(ws: Workspace) -> None:
    lock(ws, 2022)
    gas = source(ws, "natural_gas_boiler")
    with ws.job("改") as job:
        job.work.sources.put(replace(gas, type_code="lng", unit="kg"), job.change)
    assert words(split(ws), EffectKind.REST)[gas.name] == "两年的单位、类型或气体不同，只比较吨数"


# ---------------------------------------------------------------- benchmarks, events


def test_unchecked_benchmarks_are_off_until_somebody_switches_them_on(ws: Workspace) -> None:
    found = dossier(ws, 2023).id
    view = comparing.benchmarks_view(ws, found)
    assert (view.shown, view.hidden) == (False, 7)
    assert not any(row.unchecked for row in view.rows)
    assert "默认不显示" in view.note
    assert comparing.set_benchmarks_shown(ws, True)
    assert not comparing.set_benchmarks_shown(ws, True)
    on = comparing.benchmarks_view(ws, found)
    assert on.hidden == 0
    assert [row.value is None for row in on.rows] == sorted(row.value is None for row in on.rows)
    assert "仅供参考" in on.note
    comparing.set_benchmarks_shown(ws, False)
    assert comparing.benchmarks_view(ws, found).hidden == 7


def test_an_event_is_compared_with_nothing(ws: Workspace, venue: str) -> None:
    form = replace(events.draft_form(ws, venue, date(2023, 5, 1), date(2023, 5, 2)), name="示例年会", kind="年会")
    event = events.new_event(ws, venue, form)
    with pytest.raises(RuleError, match="活动不与去年比"):
        comparing.split_view(ws, event.id)
    assert comparing.comparison(ws, event.id).title == "活动不与基准年比。"
    assert comparing.benchmarks_view(ws, event.id).note == "活动没有可比的指标。"


def test_what_rounding_leaves_is_said(ws: Workspace) -> None:
    seen = set()
    for amount in range(18_000, 18_060, 5):
        fill(ws, source(ws, "natural_gas_boiler"), 2023, amount)
        view = split(ws)
        shown = sum(Decimal(effect.shown.replace("−", "-").replace("+", "").replace(",", "")) for effect in view.effects)
        before, now = (Decimal(bar.shown.replace(",", "")) for bar in (view.bars[0], view.bars[-1]))
        assert (now - before - shown == 0) == (view.residue == "")
        assert view.residue == "" or "因修约" in view.residue
        seen.add(view.residue == "")
    assert seen == {True, False}


def test_english_names_its_bars_in_english(ws: Workspace) -> None:
    use_language("en")
    try:
        assert split(ws).bars[1].label == "Room-nights sold"
    finally:
        use_language("zh")


def test_a_measure_of_their_own_counts_like_one_of_the_catalogue(ws: Workspace, venue: str) -> None:
    own = own_measures.OwnMeasureDraft("换门", "dE = n*e", "n 1~90 (默认 4)\ne [kWh/a] 10~9000 (默认 1200)", "10", ("hotel",))
    own_measures.put(ws, own)
    reducing.set_measure(ws, venue, "X01")
    reducing.change_state(ws, venue, "X01", MeasureState.DONE, done_on=date(2022, 12, 31))
    effect = next(effect for effect in split(ws).effects if effect.kind is EffectKind.MEASURES)
    assert effect.parts[0].words.startswith("X01 ")
    assert effect.tonnes < 0
