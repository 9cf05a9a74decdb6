"""A target is decided on, followed year by year and month by month, and refused at its field where it makes no sense."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.domain.activity import Subject, output_subject
from core.domain.base_year import BaseYearAdjustment, RecalculationReason
from core.domain.emission import GwpSet
from core.domain.measure import MeasureState
from core.domain.period import Month
from core.domain.quantity import shown
from core.domain.reduction import TargetKind
from core.errors import InputError
from core.workflows import boundary, comparing, demonstrating, dossiers, organizing, recording, reducing, targeting
from core.workflows.pathway_views import Basis, PathwayView, basis_words, month_points, year_points
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.shared import made_once
from tests.workflows.conftest import clock


@pytest.fixture(scope="module")
def years_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hotel with 2024 whole, 2025 until August: each month 10,000 m³ of boiler gas and 1,000 nights."""
    folder = tmp_path_factory.mktemp("targets") / "酒店.tanzhang"
    with Workspace.create(folder, author="陈示例", clock=clock) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        venue, _change = organizing.create_venue(ws, draft)
        boiler = next(one.id for one in boundary.sources(ws, venue.id) if one.type_code == "natural_gas_boiler")
        for year, months in ((2024, 12), (2025, 8)):
            dossier = dossiers.operation_dossier(ws, venue.id, year, make=True)
            edits = [CellEdit(Subject(boiler), Month(year, month), "10000") for month in range(1, months + 1)]
            edits += [CellEdit(output_subject("room_nights_sold"), Month(year, month), "1000") for month in range(1, months + 1)]
            recording.enter_cells(ws, dossier.id, edits)
    return folder


@pytest.fixture
def years(years_master: Path, tmp_path: Path) -> Iterator[Workspace]:
    folder = Path(shutil.copytree(years_master, tmp_path / years_master.name))
    with Workspace.open(folder, author="陈示例", clock=clock) as ws:
        yield ws


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three sample ledgers; copy what you open."""

    def make(folder: Path) -> None:
        for kind in ("hotel", "mall", "scenic"):
            demonstrating.open_sample(folder / kind, kind)

    return made_once(tmp_path_factory, "sample-ledgers", make)


def venue_of(ws: Workspace) -> str:
    return organizing.venue_list(ws)[0].venue.id


def seen(ws: Workspace, year: int = 2025) -> PathwayView:
    return targeting.pathway_view(ws, dossiers.operation_dossier(ws, venue_of(ws), year).id)


def test_without_a_target_one_is_proposed(years: Workspace) -> None:
    view = seen(years)
    assert (view.target, view.years, view.burn) == (None, (), None)
    assert (view.proposal.base_year, view.proposal.target_year, view.proposal.kind) == (2024, 2030, TargetKind.ABSOLUTE)
    assert "还没有目标" in view.finding


def test_years_and_months_of_an_absolute_target(years: Workspace) -> None:
    targeting.set_target(years, venue_of(years), base_year=2024, target_year=2029, percent=Decimal(10))
    view = seen(years)
    base = view.years[0].actual_t
    assert base is not None and [one.year for one in view.years] == list(range(2024, 2030))
    assert [one.allowed_t for one in view.years] == [base * (100 - 2 * n) / 100 for n in range(6)]
    now = view.years[1]
    assert (now.whole, now.actual_t, now.expected_t, now.above_t) == (False, base * 8 / 12, base, base * 2 / 100)
    assert view.burn is not None and view.burn.by_last_year
    assert view.burn.months[7].allowed_t == base * Fraction(98, 100) * 8 / 12
    assert view.burn.above_t == base * 8 / 12 * Fraction(2, 100)
    assert (view.burn.open_months, view.burn.each_t) == (4, (base * Fraction(98, 100) - base * 8 / 12) / 4)
    assert "2029 年还差" in view.finding


def test_the_plan_bends_the_expected_line_from_the_month_after_until_its_life_ends(years: Workspace) -> None:
    venue = venue_of(years)
    targeting.set_target(years, venue, base_year=2024, target_year=2030, percent=Decimal(3))
    plain = {one.year: one.expected_t for one in seen(years).years}
    reducing.set_measure(years, venue, "C11", {"G": "120000", "s": "0.05"}, start_on=date(2025, 6, 1), lifetime_years=2)
    reducing.change_state(years, venue, "C11", MeasureState.RUNNING)
    view = seen(years)
    saved = reducing.plan_view(years, dossiers.operation_dossier(years, venue, 2025).id).planned_t
    fell = {one.year: plain[one.year] - one.expected_t for one in view.years if one.expected_t is not None}
    # Eight months of 2025 are known and saved what they saved; the plan bends the four that are still to come.
    assert fell == {2025: saved / 3, 2026: saved, 2027: saved / 2, 2028: 0, 2029: 0, 2030: 0}
    assert "可以达到目标" not in view.finding


def test_an_intensity_target_follows_its_output(years: Workspace) -> None:
    venue = venue_of(years)
    targeting.set_target(
        years, venue, kind=TargetKind.INTENSITY, base_year=2024, target_year=2029, percent=Decimal(10), output="room_nights_sold"
    )
    view = seen(years)
    base = view.years[0].actual_t
    assert base is not None
    assert (view.output_name, view.years[-1].output, view.years[-1].allowed_t) == ("已售间夜", 12_000, base * 90 / 100)
    targeting.set_target(years, venue, kind=TargetKind.ABSOLUTE)
    assert seen(years).output_name == ""


def test_a_base_year_before_the_ledger_is_typed(years: Workspace) -> None:
    targeting.set_target(years, venue_of(years), base_year=2020, target_year=2030, percent=Decimal(50), base_t=Decimal(400))
    assert [one.allowed_t for one in seen(years).years][::5] == [400, 300, 200]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"percent": Decimal(0)}, "target.percent"),
        ({"percent": Decimal(101)}, "target.percent"),
        ({"target_year": 2024}, "target.target_year"),
        ({"target_year": 2061}, "target.target_year"),
        ({"base_year": 2023}, "target.base_year"),
        ({"base_year": 2025, "target_year": 2030}, "target.base_year"),
        ({"base_t": Decimal(-1)}, "target.base_t"),
        ({"kind": TargetKind.INTENSITY}, "target.output"),
        ({"kind": TargetKind.INTENSITY, "output": "visitors"}, "target.output"),
        ({"kind": TargetKind.INTENSITY, "output": "covers"}, "target.output"),
    ],
)
def test_what_makes_no_sense_is_refused(years: Workspace, fields: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        targeting.set_target(years, venue_of(years), **{"base_year": 2024, "target_year": 2030, **fields})
    assert caught.value.code == code
    assert seen(years).target is None


def test_a_target_is_undone_and_cleared(years: Workspace) -> None:
    venue = venue_of(years)
    targeting.set_target(years, venue, base_year=2024, target_year=2030, percent=Decimal(18))
    recording.undo(years)
    assert seen(years).target is None
    recording.redo(years)
    assert targeting.clear_target(years, venue) and not targeting.clear_target(years, venue)
    assert seen(years).target is None


# ---------------------------------------------------------------- what it says


def test_a_path_by_hand(years: Workspace) -> None:
    """400 t in 2024, 12 % until 2030: 8 t less each year, so 392, 384 … 352."""
    targeting.set_target(years, venue_of(years), base_year=2024, target_year=2030, percent=Decimal(12), base_t=Decimal(400))
    view = seen(years)
    assert [one.allowed_t for one in view.years] == [400, 392, 384, 376, 368, 360, 352]
    assert (view.years[0].basis, view.years[0].actual_t, view.base) == (Basis.TYPED, 400, 400)
    assert [basis_words(one) for one in view.years[:3]] == ["○ 自填", "◐ 账本，缺 4 个月", "○ 按计划预计"]


def test_a_year_that_comes_back_to_the_path_is_named(years: Workspace) -> None:
    venue = venue_of(years)
    targeting.set_target(years, venue, base_year=2024, target_year=2030, percent=Decimal(3))
    reducing.set_measure(years, venue, "C11", {"G": "120000", "s": "0.05"}, start_on=date(2026, 6, 1), lifetime_years=10)
    base = seen(years).years[0].actual_t
    assert base is not None
    words = f"预计 2025 年比路径高 {shown(base / 200, 1)} t，按现有计划 2026 年回到路径"
    assert seen(years).finding == words
    reducing.set_measure(years, venue, "C11", {"G": "120000", "s": "0.05"}, lifetime_years=2)
    assert seen(years).finding == f"{words}，到 2030 年又差 {shown(base * 3 / 100, 1)} t"


def test_months_say_what_is_left_for_each_of_the_others(years: Workspace) -> None:
    targeting.set_target(years, venue_of(years), base_year=2024, target_year=2029, percent=Decimal(10))
    view = seen(years)
    assert view.burn is not None and view.burn.each_t is not None
    assert view.burn_finding == f"到 8 月比路径多排 {shown(view.burn.above_t, 1)} t；余下 4 个月每月可排 {shown(view.burn.each_t, 1)} t"
    targeting.set_target(years, venue_of(years), base_t=Decimal(20))
    assert seen(years).burn_finding.endswith("，全年可排的已用完")
    targeting.set_target(years, venue_of(years), base_t=Decimal(4000))
    assert seen(years).burn_finding.startswith("到 8 月在路径以内，余 ")
    assert seen(years).finding.startswith("预计 2025 年在路径以内，余 ")


def test_a_whole_year_is_judged_as_a_whole(years: Workspace) -> None:
    venue = venue_of(years)
    targeting.set_target(years, venue, base_year=2023, target_year=2029, percent=Decimal(60), base_t=Decimal(4000))
    view = seen(years, 2024)
    assert "2024 年全年在路径以内" in view.burn_finding and view.burn is not None and not view.burn.by_last_year
    assert any("2023 年没有填满 12 个月，各月可排量平均分摊" in note for note in view.notes)
    targeting.set_target(years, venue, base_t=Decimal(100))
    view = seen(years, 2024)
    assert view.finding.startswith("2024 年比路径高 ") and view.burn_finding.startswith("2024 年全年比路径多排 ")


def test_seen_from_the_base_year_only_the_way_ahead_is_said(years: Workspace) -> None:
    targeting.set_target(years, venue_of(years), base_year=2024, target_year=2029, percent=Decimal(10))
    assert seen(years, 2024).finding.startswith("按现有计划到 2029 年还差 ")


def test_recalculations_of_the_base_year_move_the_path_and_are_said(years: Workspace) -> None:
    venue = venue_of(years)
    comparing.set_base_year(years, venue, 2024, "第一年有完整数据")
    comparing.add_adjustment(years, venue, BaseYearAdjustment(date(2025, 3, 1), RecalculationReason.STRUCTURE, "新楼", Decimal("12.5")))
    targeting.set_target(years, venue, target_year=2030, percent=Decimal(10))
    view = seen(years)
    assert view.target is not None and view.target.base_year == 2024
    assert view.years[0].actual_t is not None and view.base == view.years[0].actual_t + Fraction("12.5")
    assert "基准年已计入登记的重算调整 +12.50 t。" in view.notes


def test_years_with_other_choices_are_named(years: Workspace) -> None:
    targeting.set_target(years, venue_of(years), base_year=2024, target_year=2030, percent=Decimal(10))
    now = dossiers.operation_dossier(years, venue_of(years), 2025)
    dossiers.set_method(years, now.id, replace(now.method, gwp_set=GwpSet.AR5))
    assert any("2024 年与 2025 年的GWP 组不同" in note for note in seen(years).notes)


def test_an_intensity_may_have_its_base_typed(years: Workspace) -> None:
    """400 t for 10,000 nights are 40 kg; 36 kg for 12,000 nights in 2029 are 432 t."""
    targeting.set_target(
        years,
        venue_of(years),
        kind=TargetKind.INTENSITY,
        base_year=2019,
        target_year=2029,
        percent=Decimal(10),
        output="room_nights_sold",
        base_t=Decimal(400),
        base_output=Decimal(10_000),
    )
    view = seen(years)
    assert (view.base, view.years[-1].allowed_t, view.output_unit) == (Fraction(1, 25), 432, "间夜")
    assert [one.basis for one in view.years[1:5]] == [Basis.UNKNOWN] * 4 and basis_words(view.years[1]) == "—"
    assert view.years[1].allowed_t is None and view.years[1].above_t is None
    assert any("以后各年的产出按 2024 年计" in note for note in view.notes)


def test_a_year_without_data_is_expected_and_has_no_months(years: Workspace) -> None:
    venue = venue_of(years)
    dossiers.operation_dossier(years, venue, 2026, make=True)
    targeting.set_target(years, venue, base_year=2024, target_year=2030, percent=Decimal(10))
    view = seen(years, 2026)
    assert (view.years[2].basis, view.burn, view.burn_finding) == (Basis.EXPECTED, None, "")
    assert view.finding.startswith("预计 2026 年比路径高 ")


def test_a_base_year_that_lost_its_data_asks_for_it(years: Workspace) -> None:
    venue = venue_of(years)
    targeting.set_target(years, venue, base_year=2020, target_year=2030, percent=Decimal(10), base_t=Decimal(400))
    known = seen(years).target
    assert known is not None
    with years.job("test") as job:
        job.work.targets.put(replace(known, base_t=None), job.change)
    view = seen(years)
    assert view.finding == "基准年还没有数据，请补填或直接填基准年排放量。"
    assert (view.base, view.burn) == (None, None)


def test_a_year_whose_january_is_missing_says_what_it_may_emit(years: Workspace) -> None:
    now = dossiers.operation_dossier(years, venue_of(years), 2025)
    boiler = next(one.id for one in boundary.sources(years, venue_of(years)) if one.type_code == "natural_gas_boiler")
    recording.enter_cells(years, now.id, [CellEdit(Subject(boiler), Month(2025, 1), "")])
    targeting.set_target(years, venue_of(years), base_year=2024, target_year=2030, percent=Decimal(10), base_t=Decimal(300))
    assert seen(years).burn_finding == "2025 年 1 月还没有数据，全年可排 295.0 t"


def test_points_of_the_charts_are_the_years_and_months(years: Workspace) -> None:
    targeting.set_target(years, venue_of(years), base_year=2024, target_year=2026, percent=Decimal(10))
    view = seen(years)
    assert [(one.label, one.hollow) for one in year_points(view.years)] == [("2024", False), ("2025", True), ("2026", False)]
    assert view.burn is not None and [one.label for one in month_points(view.burn)][::11] == ["1月", "12月"]


@pytest.mark.parametrize("kind", ["hotel", "mall", "scenic"])
def test_each_sample_has_a_way_whose_months_come_to_its_years(samples: Path, tmp_path: Path, kind: str) -> None:
    ledger = next((samples / kind).glob("*.tanzhang"))
    with Workspace.open(Path(shutil.copytree(ledger, tmp_path / ledger.name)), clock=clock) as ws:
        targeting.set_target(ws, venue_of(ws), percent=Decimal(18))
        view = seen(ws)
        assert view.target is not None and (view.target.base_year, view.target.target_year) == (2024, 2030)
        assert view.base is not None and view.years[-1].allowed_t == view.base * 82 / 100
        assert view.burn is not None and view.burn.open_months == 0
        assert view.burn.months[-1].allowed_t == view.years[1].allowed_t == view.base * 97 / 100
        assert view.burn.months[-1].actual_t == view.years[1].actual_t
        assert all(one.expected_t is not None and one.basis is Basis.EXPECTED for one in view.years[2:])
