"""Edits are saved at once, all or nothing, and can be undone across restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.activity import Subject, output_subject
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import InputError, RuleError
from core.workflows import boundary, evidencing, monthly, recording
from core.workflows.views import CellEdit, CellState, GridCell
from core.workflows.workspace import Workspace

MARCH = Month(2025, 3)


def source_named(ws: Workspace, hotel: Venue, type_code: str) -> Subject:
    return Subject(next(s.id for s in boundary.sources(ws, hotel.id) if s.type_code == type_code))


def cell(ws: Workspace, dossier: Dossier, subject: Subject, month: Month = MARCH) -> GridCell:
    row = next(row for row in monthly.monthly_grid(ws, dossier.id).rows() if row.subject == subject)
    return next(one for one in row.cells if one.month == month)


def test_an_edit_is_in_the_store_before_the_call_returns(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    entered = recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "1.2万度")])
    assert entered.readings == ("读作 12,000 kWh（万度 × 10,000）",)
    with Workspace.open(ws.folder) as other:
        assert cell(other, dossier, power).micro == 12_000_000_000
        assert cell(other, dossier, power).original == "1.2 万kWh"


def test_a_bad_cell_refuses_the_whole_paste_and_is_named(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    edits = [CellEdit(power, Month(2025, month), "100") for month in range(1, 12)] + [CellEdit(power, Month(2025, 12), "12x4")]
    with pytest.raises(InputError, match="12月"):
        recording.enter_cells(ws, dossier.id, edits)
    assert all(cell(ws, dossier, power, Month(2025, month)).micro is None for month in range(1, 13))
    assert recording.undo_state(ws).undo is None


def test_undo_and_redo_survive_a_restart(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "100")])
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "200")])
    recording.undo(ws)
    with Workspace.open(ws.folder) as again:
        assert cell(again, dossier, power).text == "100"
        assert recording.undo_state(again).redo is not None
        recording.redo(again)
        assert cell(again, dossier, power).text == "200"
        recording.undo(again)
        recording.undo(again)
        assert cell(again, dossier, power).micro is None
        assert recording.undo(again) is None


def test_a_new_edit_ends_what_could_be_redone(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "100")])
    recording.undo(ws)
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "300")])
    assert recording.redo(ws) is None


def test_the_same_figure_again_changes_nothing(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "100")])
    before = recording.undo_state(ws)
    entered = recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "100")])
    assert entered.change == frozenset()
    assert recording.undo_state(ws) == before


def test_a_month_without_use_keeps_its_reason(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    diesel = source_named(ws, hotel, "diesel_generator")
    recording.set_zero_reason(ws, dossier.id, diesel, MARCH, "本月未试机")
    assert cell(ws, dossier, diesel).zero_reason == "本月未试机"
    recording.enter_cells(ws, dossier.id, [CellEdit(diesel, MARCH, "60")])
    assert cell(ws, dossier, diesel).zero_reason == ""
    with pytest.raises(InputError):
        recording.set_zero_reason(ws, dossier.id, diesel, MARCH, "停用")


def test_a_closed_month_refuses_an_edit_until_it_is_opened_with_a_reason(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "100")])
    recording.close_month(ws, hotel.id, MARCH)
    assert recording.undo(ws) is None
    assert not cell(ws, dossier, power).editable
    with pytest.raises(RuleError, match="3月"):
        recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "200")])
    with pytest.raises(InputError):
        recording.reopen_month(ws, hotel.id, MARCH, "  ")
    recording.reopen_month(ws, hotel.id, MARCH, "补录更正发票")
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "200")])
    assert cell(ws, dossier, power).text == "200"


def test_a_cell_outside_the_table_is_refused(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    with pytest.raises(InputError):
        recording.enter_cells(ws, dossier.id, [CellEdit(power, Month(2026, 1), "1")])
    with pytest.raises(InputError):
        recording.enter_cells(ws, dossier.id, [CellEdit(output_subject("no_such_row"), MARCH, "1")])


def test_an_excluded_source_leaves_the_grid_and_comes_back_with_its_figures(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "100")])
    boundary.exclude_source(ws, power, "由物业统一核算")
    assert power not in {row.subject for row in monthly.monthly_grid(ws, dossier.id).rows()}
    boundary.include_source(ws, power)
    assert cell(ws, dossier, power).text == "100"


def test_evidence_is_kept_once_and_shown_at_its_cell(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    power = source_named(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "100")])
    paper = tmp_path / "电费单.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    with ws.store.read() as work:
        record = work.activities.all_of_venue(hotel.id)[0]
    evidencing.attach(ws, dossier.id, (record.id,), paper)
    evidencing.attach(ws, dossier.id, (record.id,), paper)
    with ws.store.read() as work:
        assert len(work.evidence.all()) == 1
    assert cell(ws, dossier, power).state in {CellState.EVIDENCE, CellState.QUESTIONED, CellState.BLOCKED}


def test_an_unchecked_unit_change_is_refused_once_figures_exist(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    diesel = source_named(ws, hotel, "diesel_generator")
    boundary.change_source(ws, diesel, unit="t")
    recording.enter_cells(ws, dossier.id, [CellEdit(diesel, MARCH, "5")])
    with pytest.raises(RuleError):
        boundary.change_source(ws, diesel, unit="L")
