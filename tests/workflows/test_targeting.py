"""A target is decided on, followed year by year and month by month, and refused at its field where it makes no sense."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.domain.activity import Subject, output_subject
from core.domain.measure import MeasureState
from core.domain.period import Month
from core.domain.reduction import TargetKind
from core.errors import InputError
from core.workflows import boundary, dossiers, organizing, recording, reducing, targeting
from core.workflows.targeting import PathwayView
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
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
    assert fell == {2025: saved / 2, 2026: saved, 2027: saved / 2, 2028: 0, 2029: 0, 2030: 0}
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
        ({"target_year": 2024}, "target.year"),
        ({"target_year": 2061}, "target.year"),
        ({"base_year": 2023}, "target.base_year"),
        ({"base_year": 2025, "target_year": 2030}, "target.base_year"),
        ({"base_t": Decimal(-1)}, "target.base"),
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
