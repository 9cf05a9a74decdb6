"""The rest that no meter explains goes to the common areas as a fact, in one change that can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.accounting.check_context import RESIDUAL_NAME
from core.domain.activity import ActivityRecord, DataQuality
from core.domain.dossier import Dossier
from core.domain.period import Month
from core.errors import InputError, RuleError
from core.workflows import boundary, compiling, dossiers, organizing, profiling, reconciling, recording
from core.workflows.change import NOTHING
from core.workflows.reconciling import BalanceState
from core.workflows.workspace import Workspace
from tests.workflows.malls import EVEN, FAR, OVER, SHORT, fill, make_mall


@pytest.fixture
def mall(tmp_path: Path) -> Iterator[Workspace]:
    with make_mall(tmp_path / "商场.tanzhang") as opened:
        yield opened


@pytest.fixture
def year(mall: Workspace) -> Dossier:
    return dossiers.operation_dossier(mall, organizing.venue_list(mall)[0].venue.id, 2025)


def assigned(ws: Workspace, dossier: Dossier) -> dict[int, ActivityRecord]:
    taken = compiling.snapshot(ws, dossier.id)
    rest = next((one.id for one in taken.sources if one.name == RESIDUAL_NAME), None)
    return {record.month.month: record for record in taken.records if record.subject == rest and record.month}


def test_the_rest_of_each_whole_month_is_written_with_its_reckoning(mall: Workspace, year: Dossier) -> None:
    fill(mall, year, {1: EVEN, 2: SHORT, 3: OVER, 4: ("103000", "", "5000", "20000", "15000")})
    before = compiling.inventory(mall, year.id).total()
    assert reconciling.assign_unexplained(mall, year.id)
    written = assigned(mall, year)
    assert {month: record.micro // 10**6 for month, record in written.items()} == {1: 0, 2: 3000, 3: 0}
    assert written[2].note == "电表核对：总进线 103,000 kWh − 分项合计 100,000 kWh = 不明差额 3,000 kWh（2.91%），计入公区。"
    assert written[2].quality is DataQuality.C
    assert written[3].zero_reason
    assert compiling.inventory(mall, year.id).total() > before
    view = reconciling.reconciliation(mall, year.id)
    assert [one.state for one in view.month_views][:4] == [BalanceState.BALANCED] * 3 + [BalanceState.INCOMPLETE]
    assert view.assignable == ()
    assert not [one for one in compiling.findings(mall, year.id) if one.finding.rule == "V12"]


def test_it_is_one_change_that_is_taken_back_with_its_row(mall: Workspace, year: Dossier) -> None:
    fill(mall, year, {1: SHORT, 2: SHORT})
    reconciling.assign_unexplained(mall, year.id)
    assert recording.undo_state(mall).undo == "把不明差额计入公区"
    recording.undo(mall)
    assert assigned(mall, year) == {}
    assert RESIDUAL_NAME not in {one.name for one in boundary.sources(mall, year.venue_id)}
    recording.redo(mall)
    assert len(assigned(mall, year)) == 2


def test_again_after_a_correction_brings_it_up_to_date_and_else_changes_nothing(mall: Workspace, year: Dossier) -> None:
    fill(mall, year, {1: SHORT, 2: EVEN})
    reconciling.assign_unexplained(mall, year.id)
    assert reconciling.assign_unexplained(mall, year.id) == NOTHING
    first = assigned(mall, year)[1]
    fill(mall, year, {1: ("102000", *SHORT[1:])})
    reconciling.assign_unexplained(mall, year.id)
    again = assigned(mall, year)[1]
    assert (again.id, again.micro) == (first.id, 2000 * 10**6)


def test_a_month_outside_the_range_refuses_all_of_it_and_names_it(mall: Workspace, year: Dossier) -> None:
    fill(mall, year, {1: SHORT, 4: FAR, 5: ("90000", *EVEN[1:])})
    with pytest.raises(RuleError, match="4月、5月"):
        reconciling.assign_unexplained(mall, year.id)
    assert assigned(mall, year) == {}
    view = reconciling.reconciliation(mall, year.id)
    assert view.refusal
    assert [view.month_views[index].state for index in (0, 3, 4)] == [BalanceState.OPEN, BalanceState.REFUSED, BalanceState.REFUSED]


def test_between_five_and_ten_per_cent_is_assigned_and_still_wants_a_sentence(mall: Workspace, year: Dossier) -> None:
    fill(mall, year, {1: ("107000", *EVEN[1:])})
    reconciling.assign_unexplained(mall, year.id)
    assert reconciling.reconciliation(mall, year.id).month_views[0].state is BalanceState.ASK
    assert [one.severity.value for one in compiling.findings(mall, year.id) if one.finding.rule == "V12"] == ["W"]


def test_nothing_known_a_closed_month_and_a_row_left_out_are_refused_in_words(mall: Workspace, year: Dossier) -> None:
    with pytest.raises(RuleError, match="还没有一个月的数是齐的"):
        reconciling.assign_unexplained(mall, year.id)
    fill(mall, year, {1: SHORT})
    reconciling.assign_unexplained(mall, year.id)
    (rest,) = (one for one in boundary.sources(mall, year.venue_id) if one.name == RESIDUAL_NAME)
    fill(mall, year, {1: ("102000", *SHORT[1:])})
    recording.close_month(mall, year.venue_id, Month(2025, 1))
    with pytest.raises(RuleError, match="已月结"):
        reconciling.assign_unexplained(mall, year.id)
    recording.reopen_month(mall, year.venue_id, Month(2025, 1), "更正")
    boundary.exclude_source(mall, rest.id, "不用了")
    with pytest.raises(InputError, match="已移出边界"):
        reconciling.assign_unexplained(mall, year.id)


def test_the_tree_hangs_below_the_main_meter(mall: Workspace, year: Dossier) -> None:
    fill(mall, year, {1: EVEN})
    view = reconciling.reconciliation(mall, year.id)
    assert [(line.depth, line.name, line.kilowatt_hours) for line in view.lines] == [
        (0, "总进线电量", 100000),
        (1, "租户分表电量", 60000),
        (1, "第三方电量", 5000),
        (1, "公区分项", 35000),
        (2, "外购电力·公区", 20000),
        (2, "外购电力·冷站", 15000),
        (1, "不明差额，未计入", 0),
    ]
    assert [line.counted for line in view.lines] == [False, False, False, True, True, True, False]
    assert view.boundary_words == "（业主运营边界，不含租户用能）"
    assert "总进线 100,000 kWh" in view.sentence
    assert view.month_views[0].detail.startswith("总进线 100,000 kWh")


def test_a_mall_without_a_boundary_and_a_hotel_have_no_tree(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        reconciling.reconciliation(ws, dossier.id)
    assert not profiling.boundary_sections(ws, dossier.id).meters
    with make_mall(tmp_path / "未选.tanzhang", chosen="") as bare:
        of_year = dossiers.operation_dossier(bare, organizing.venue_list(bare)[0].venue.id, 2025)
        sections = profiling.boundary_sections(bare, of_year.id)
        assert (sections.meters, sections.tree) == (True, None)
        with pytest.raises(RuleError):
            reconciling.reconciliation(bare, of_year.id)
