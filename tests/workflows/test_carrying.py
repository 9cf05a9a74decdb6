"""A year's set-up goes on to the next: what is proposed, what is left out, what is said, and that nothing happens twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.activity import Subject
from core.domain.dossier import DossierStatus, MethodChoice
from core.domain.emission import GridScope, MethodProfile
from core.domain.finding import answers_for, kept_key
from core.domain.measure import MeasureState
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import FileError, InputError
from core.workflows import (
    billing,
    boundary,
    carrying,
    compiling,
    dossiers,
    importing,
    organizing,
    own_factors,
    recording,
    reducing,
    thresholds,
)
from core.workflows.bill_views import BillDraft
from core.workflows.carrying_views import CarryKind, CarryLine, CarryNote, CarryPlan, kind_title
from core.workflows.change import NOTHING, ChangeKind
from core.workflows.demonstrating import build_sample, sample_folder
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.shared import made_once
from tests.workflows.sealed import copy_of


def clock() -> datetime:
    return datetime(2026, 3, 25, 9, 0, tzinfo=UTC)


def line(plan: CarryPlan, name: str) -> CarryLine:
    (found,) = (one for one in plan.lines if one.name == name)
    return found


def note(plan: CarryPlan, name: str, words: str = "") -> CarryNote:
    (found,) = (one for one in plan.notes if one.name == name and words in one.words)
    return found


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "carried", lambda folder: build_sample(folder / "hotel", "hotel")) / "hotel"


@pytest.fixture
def sample(master: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copy_of(master, tmp_path), author="陈示例", clock=clock) as ws:
        yield ws


def venue_of(ws: Workspace) -> Venue:
    return organizing.venue_list(ws)[0].venue


def lock_all(ws: Workspace) -> None:
    """As if every year had been locked: what their facts are does not matter here."""
    with ws.job("锁定", undoable=False) as job:
        for found in job.work.dossiers.all():
            job.work.frozen.put(compiling.snapshot_in(ws, job.work, found).frozen(), job.change)
            job.work.dossiers.put(replace(found, status=DossierStatus.LOCKED), job.change)


# ---------------------------------------------------------------- the dossier


def test_the_new_year_takes_the_choices_of_the_old_one(ws: Workspace, hotel: Venue) -> None:
    chosen = MethodChoice(profile=MethodProfile.P1, grid=GridScope.NATION)
    dossiers.set_method(ws, dossiers.operation_dossier(ws, hotel.id, 2025).id, chosen)
    change, made = carrying.carry(ws, hotel.id, 2025, 2026)
    found = dossiers.dossier(ws, made)
    assert (found.period.label, found.method, found.status) == ("2026", chosen, DossierStatus.OPEN)
    assert change == {ChangeKind.DOSSIER}
    assert "全国" in line(carrying.plan_carry(ws, hotel.id, 2025, 2027), "口径与选择").words


def test_planning_changes_nothing(ws: Workspace, hotel: Venue) -> None:
    before = dossiers.all_dossiers(ws)
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    assert (plan.existing, plan.from_year, plan.to_year, plan.venue) == (None, 2025, 2026, "示例酒店")
    assert dossiers.all_dossiers(ws) == before


def test_a_year_that_is_there_stays_as_it_is_and_says_what_differs(ws: Workspace, hotel: Venue) -> None:
    _change, made = carrying.carry(ws, hotel.id, 2025, 2026)
    dossiers.set_method(ws, made, MethodChoice(grid=GridScope.REGION))
    before = dossiers.all_dossiers(ws)
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    assert (plan.existing, plan.differences) == (made, ("电网范围：省级 → 区域",))
    assert carrying.carry(ws, hotel.id, 2025, 2026, ()) == (NOTHING, made)
    assert dossiers.all_dossiers(ws) == before


def test_years_that_do_not_follow_are_refused(ws: Workspace, hotel: Venue) -> None:
    for start, end, code in ((2025, 2025, "carry.year"), (2025, 2024, "carry.year"), (2023, 2024, "dossier.year")):
        with pytest.raises(InputError) as refused:
            carrying.plan_carry(ws, hotel.id, start, end)
        assert refused.value.code == code


def test_a_key_that_the_list_does_not_have_is_refused(ws: Workspace, hotel: Venue) -> None:
    with pytest.raises(InputError) as refused:
        carrying.carry(ws, hotel.id, 2025, 2026, ("person:nobody",))
    assert refused.value.code == "carry.key"
    assert len(dossiers.all_dossiers(ws)) == 1


# ---------------------------------------------------------------- sources, people


def use(ws: Workspace, hotel: Venue, type_code: str, months: range) -> str:
    source = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == type_code)
    found = dossiers.operation_dossier(ws, hotel.id, 2025)
    recording.enter_cells(ws, found.id, [CellEdit(source.id, Month(2025, month), "100") for month in months])
    return str(source.id)


def test_a_source_that_ended_is_proposed_to_be_left_out_once_the_years_are_locked(ws: Workspace, hotel: Venue) -> None:
    ended, running = use(ws, hotel, "natural_gas_boiler", range(1, 7)), use(ws, hotel, "grid_electricity", range(1, 13))
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    names = {one.id: one.name for one in boundary.sources(ws, hotel.id)}
    asked = line(plan, names[ended])  # type: ignore[index]
    assert (asked.goes_on, asked.key, asked.why) == (True, "", "6月以后没有用量")
    assert "锁定以前的年度后" in asked.words
    lock_all(ws)
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    proposed = line(plan, names[ended])  # type: ignore[index]
    assert (proposed.goes_on, proposed.key) == (False, f"source:{ended}")
    assert line(plan, names[running]).goes_on  # type: ignore[index]
    change, made = carrying.carry(ws, hotel.id, 2025, 2026)
    assert ChangeKind.SOURCE in change
    left = next(one for one in boundary.sources(ws, hotel.id) if one.id == ended)
    assert (left.excluded_reason, left.excluded_tonnes) == ("2026 年起停用，没有用量", Decimal(0))
    assert ended in {one.source.id for one in compiling.inventory(ws, dossiers.operation_dossier(ws, hotel.id, 2025).id).results}
    assert ended not in {one.source.id for one in compiling.inventory(ws, made).results}


def test_the_person_may_keep_what_is_proposed_to_go(ws: Workspace, hotel: Venue) -> None:
    ended = use(ws, hotel, "natural_gas_boiler", range(1, 4))
    lock_all(ws)
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    carrying.carry(ws, hotel.id, 2025, 2026, plan.proposed() | {f"source:{ended}"})
    assert next(one for one in boundary.sources(ws, hotel.id) if one.id == ended).active


def test_a_season_that_is_shut_and_a_gas_that_is_topped_up_now_and_then_have_not_ended(ws: Workspace, hotel: Venue) -> None:
    use(ws, hotel, "natural_gas_boiler", range(3, 8))
    use(ws, hotel, "refrigerant_topup", range(4, 5))
    lock_all(ws)
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    assert all(one.goes_on for one in plan.of(CarryKind.SOURCE))


def test_what_is_left_out_stays_out_with_its_reason(ws: Workspace, hotel: Venue) -> None:
    source = boundary.sources(ws, hotel.id)[0]
    boundary.exclude_source(ws, source.id, "承租方独立开户")
    assert line(carrying.plan_carry(ws, hotel.id, 2025, 2026), source.name).words == "仍不计入：承租方独立开户"


def test_people_who_left_go_off_the_list(ws: Workspace, hotel: Venue) -> None:
    organizing.put_person(ws, "甲", "preparer", department="工程部")
    organizing.put_person(ws, "乙", "approver")
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    assert line(plan, "甲").words == "填报人，工程部"
    change, _made = carrying.carry(ws, hotel.id, 2025, 2026, plan.proposed() - {line(plan, "甲").key})
    assert ChangeKind.PERSON in change
    assert [one.name for one in organizing.people(ws)] == ["乙"]


# ---------------------------------------------------------------- the sample: everything at once


def test_the_list_names_every_part_of_the_set_up(sample: Workspace) -> None:
    plan = carrying.plan_carry(sample, venue_of(sample).id, 2025, 2026)
    kinds = {one.kind for one in plan.lines}
    assert kinds == set(CarryKind) - {CarryKind.MACHINE, CarryKind.FACTOR, CarryKind.THRESHOLD}
    assert all(kind_title(kind) for kind in CarryKind)
    meter = line(plan, "外购电力·主楼户 510000001234").words
    assert meter.startswith("账期含末日，最后示数 ")
    assert "倍率 800" in meter
    assert line(plan, "2024 年").kind is CarryKind.BASE_YEAR
    assert "只答复 2025 年" in line(plan, "对疑问的说明").words
    assert line(plan, "月度数据和票据").words == "从 2026 年 1 月起重新填报"
    assert {one.name for one in plan.of(CarryKind.PERSON)} == {"陈示例", "林示例", "周示例"}


def test_the_notes_say_what_changes_and_what_to_look_at(sample: Workspace) -> None:
    plan = carrying.plan_carry(sample, venue_of(sample).id, 2025, 2026)
    assert "还没有锁定" in note(plan, "2025 年度").words
    assert "仍用 2023 年的 0.1564 kgCO2/kWh" in note(plan, "外购电力·主楼户、外购电力·裙楼户").words
    crossing = note(plan, "外购电力·主楼户")
    assert "2025年12月21日—2026年1月20日" in crossing.words
    assert "不要再录" in crossing.words
    assert (crossing.place.page, crossing.place.month) == ("activity", Month(2026, 1))


def test_a_newer_factor_of_the_new_year_is_announced(ws: Workspace, hotel: Venue) -> None:
    old = dossiers.operation_dossier(ws, hotel.id, 2021, make=True)
    power = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "grid_electricity")
    recording.enter_cells(ws, old.id, [CellEdit(power.id, Month(2021, 3), "1000")])
    plan = carrying.plan_carry(ws, hotel.id, 2021, 2022)
    assert "由 0.1255（2021 年）换为 0.1404 kgCO2/kWh（2022 年）" in note(plan, power.name).words


def test_another_edition_of_the_library_is_announced(sample: Workspace) -> None:
    lock_all(sample)
    plan = carrying.plan_carry(sample, venue_of(sample).id, 2025, 2026)
    assert "2025 年度" not in {one.name for one in plan.notes}
    sample.compute_with(replace(sample.catalogue, edition="2026.03", digest="another"))
    plan = carrying.plan_carry(sample, venue_of(sample).id, 2025, 2026)
    assert note(plan, "因子库").words.startswith("2025.12 换为 2026.03")


def test_machines_own_factors_and_thresholds_are_on_the_list(sample: Workspace, tmp_path: Path) -> None:
    venue = venue_of(sample)
    sources = {one.type_code: one for one in boundary.sources(sample, venue.id)}
    boundary.put_meter(sample, sources["refrigerant_topup"].id, "CH-01", name="1# 冷水机组", charge=Decimal("320.5"), refrigerant="R410A")
    paper = tmp_path / "证明.pdf"
    paper.write_bytes(b"%PDF-1.7 proof")
    own, _change = own_factors.add_own_factor(sample, "供应商因子", "0.21", "kgCO2e/kg", "供应商声明", vintage=2020, files=[paper])
    bare, _change = own_factors.add_own_factor(sample, "没有年份的因子", "0.2", "kgCO2e/kg", "声明", files=[paper])
    own_factors.use_own_factor(sample, sources["laundry_outsourced"].id, own.factor_id)
    thresholds.set_threshold(sample, "V05", "band_percent", "40", "按三年数据")
    plan = carrying.plan_carry(sample, venue.id, 2025, 2026)
    assert line(plan, "1# 冷水机组").words == f"{sources['refrigerant_topup'].name}，R410A，充注 320.5 kg"
    assert line(plan, "供应商因子").words == "0.21 kgCO2e/kg（2020 年）"
    assert "2020 年" in note(plan, "供应商因子").words
    (kept,) = plan.of(CarryKind.THRESHOLD)
    assert kept.name.startswith("V05 ")
    assert kept.words == "40，理由：按三年数据"
    own_factors.use_own_factor(sample, sources["laundry_outsourced"].id, bare.factor_id)
    plan = carrying.plan_carry(sample, venue.id, 2025, 2026)
    assert "没有写年份" in note(plan, "没有年份的因子").words


def test_gaps_of_the_old_year_are_named(sample: Workspace) -> None:
    venue = venue_of(sample)
    sources = {one.name: one for one in boundary.sources(sample, venue.id)}
    boundary.change_source(sample, sources["厨余垃圾"].id, factor_id="")
    boundary.exclude_source(sample, sources["天然气·锅炉"].id, "移交物业")
    for person in organizing.people(sample):
        organizing.remove_person(sample, person.id)
    organizing.set_profile(sample, venue.id, "grade_review", "2026-06-17")
    organizing.set_profile(sample, venue.id, "building_area", "40000", date(2026, 3, 1))
    plan = carrying.plan_carry(sample, venue.id, 2025, 2026)
    assert "未核算" in note(plan, "厨余垃圾").words
    assert "不计入的达 1%" in note(plan, "天然气·锅炉").words
    assert {one.name for one in plan.notes} >= {"填报人", "审核人", "负责人"}
    assert any(one.place.field == "grade_review" for one in plan.notes)
    assert any("2026年3月1日起是 40000" in one.words for one in plan.notes)


def test_an_account_that_fell_silent_is_named(ws: Workspace, hotel: Venue) -> None:
    source = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "grid_electricity")
    meter, _change = boundary.put_meter(ws, source.id, "510000001234")
    found = dossiers.operation_dossier(ws, hotel.id, 2025)
    draft = BillDraft(Subject(source.id), str(meter.id), date(2025, 5, 1), date(2025, 5, 31), quantity="100")
    billing.save_bill(ws, found.id, draft)
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    asked = note(plan, source.name, "户号")
    assert asked.words == "户号 510000001234 最后一张票据到2025年5月31日，之后没有"
    assert line(plan, f"{source.name} 510000001234").words == "账期含末日，最后一张到2025年5月31日"
    silent, _change = boundary.put_meter(ws, source.id, "510000009999", end_included=False)
    plan = carrying.plan_carry(ws, hotel.id, 2025, 2026)
    assert line(plan, f"{source.name} {silent.account}").words == "账期末日为下期首日，还没有票据"


def test_a_stopped_measure_and_the_meter_of_a_source_left_out_do_not_go_on(sample: Workspace) -> None:
    venue = venue_of(sample)
    reducing.change_state(sample, venue.id, "H03", MeasureState.STOPPED)
    power = next(one for one in boundary.sources(sample, venue.id) if one.name == "外购电力·主楼户")
    boundary.exclude_source(sample, power.id, "移交")
    plan = carrying.plan_carry(sample, venue.id, 2025, 2026)
    assert {one.name for one in plan.of(CarryKind.MEASURE)} == {"烟气余热回收(节能器)", "客房取电控制/RCU"}
    assert not [one for one in plan.of(CarryKind.METER) if "510000001234" in one.name]


# ---------------------------------------------------------------- explanations


def test_words_about_a_row_of_one_year_do_not_answer_the_next() -> None:
    row, month = "V27@profile/source//excluded_reason/", "V05@activity/source/2025-07//"
    assert kept_key(row, "2025") == f"{row}#2025"
    assert kept_key(month, "2025") == month
    assert kept_key("V13@activity/source//invoice/bill", "2025") == "V13@activity/source//invoice/bill"
    kept = {f"{row}#2025": "旧", month: "停机", "V16@inventory////": "从前写的"}
    assert answers_for(kept, "2025") == {row: "旧", month: "停机", "V16@inventory////": "从前写的"}
    assert answers_for(kept, "2026") == {month: "停机", "V16@inventory////": "从前写的"}


def test_an_explanation_stays_in_its_year(ws: Workspace, hotel: Venue) -> None:
    organizing.put_person(ws, "甲", "preparer")
    organizing.put_person(ws, "甲", "approver", legal_representative=True)
    old = dossiers.operation_dossier(ws, hotel.id, 2025)
    (asked,) = (view for view in compiling.findings(ws, old.id) if view.finding.rule == "V39")
    recording.explain_finding(ws, old.id, asked.finding.key(), "只有一人")
    _change, made = carrying.carry(ws, hotel.id, 2025, 2026)

    def said(dossier_id: str) -> str:
        return next(view.finding.explanation for view in compiling.findings(ws, dossier_id) if view.finding.rule == "V39")

    assert (said(old.id), said(made)) == ("只有一人", "")
    recording.explain_finding(ws, made, asked.finding.key(), "仍只有一人")
    assert (said(old.id), said(made)) == ("只有一人", "仍只有一人")


def test_the_sample_of_the_next_year_imports_into_the_carried_dossier(sample: Workspace) -> None:
    """What was carried over takes a workbook as any year does; the one of 2025 belongs to 2025 and is refused."""
    venue = venue_of(sample)
    _change, made = carrying.carry(sample, venue.id, 2025, 2026)
    with pytest.raises(FileError):
        importing.import_workbook(sample, sample_folder("hotel") / "data.xlsx", dossier_id=made)
