"""The plan of reduction measures: what it saves is computed, shown, and never taken off the footprint."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.accounting.reduction import constants, expected
from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.measure import MeasureState
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.reduction import ProofMethod
from core.errors import InputError, RuleError
from core.workflows import boundary, compiling, monthly, organizing, plan_files, proving_savings, recording, reducing
from core.workflows.change import ChangeKind
from core.workflows.measure_views import MeasureRow, MeasuresView
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "验收单.pdf"
    file.write_bytes(b"%PDF-1.4 done\n%%EOF\n")
    return file


def row(view: MeasuresView, measure: str) -> MeasureRow:
    return next(one for one in (*view.plan, *view.candidates, *view.stopped) if one.measure.id == measure)


def test_every_measure_of_the_venue_type_is_offered_largest_first(ws: Workspace, dossier: Dossier) -> None:
    view = reducing.plan_view(ws, dossier.id)
    assert (len(view.plan), len(view.candidates)) == (0, 47)
    tonnes = [one.tonnes for one in view.candidates]
    assert tonnes == sorted(tonnes, reverse=True)
    assert view.factor_note == "电力因子 0.1564 kgCO2/kWh（2023 年）"


def test_the_golden_measure_has_its_tonnes(ws: Workspace, dossier: Dossier) -> None:
    """domain.md §8: C09 with its defaults saves 111.81 t a year."""
    heat_pump = row(reducing.plan_view(ws, dossier.id), "C09")
    assert round(heat_pump.tonnes, 2) == Fraction("111.81")
    gas, power = heat_pump.outputs
    assert (gas.formula, gas.unit, round(gas.value)) == ("Q_hw/(NCVk*eta_b)", "Nm³/a", 65274)
    assert gas.filled == "600,000/(10.814*0.85)"
    assert (power.label, power.value) == ("少用电力", -187_500)


def test_a_parameter_of_ones_own_changes_the_tonnes_and_a_default_is_not_kept(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    assert reducing.set_measure(ws, hotel.id, "C09", {"Q_hw": "300,000"}) == {ChangeKind.MEASURE}
    half = row(reducing.plan_view(ws, dossier.id), "C09")
    assert half.tonnes * 2 == row_of_defaults(ws, dossier)
    assert {one.name: one.changed for one in half.parameters} == {"Q_hw": True, "eta_b": False, "COP": False}
    assert reducing.set_measure(ws, hotel.id, "C09", {"Q_hw": Decimal(300_000)}) == frozenset()
    reducing.set_measure(ws, hotel.id, "C09", {"Q_hw": Decimal(600_000)})
    assert row(reducing.plan_view(ws, dossier.id), "C09").planned.values == {}


def row_of_defaults(ws: Workspace, dossier: Dossier) -> Fraction:
    return expected(ws.catalogue.measures["C09"], {}, constants(ws.catalogue, "510100", 2025)).tonnes


def test_an_unusual_value_is_taken_and_marked(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C09", {"COP": "6"})
    assert [one.name for one in row(reducing.plan_view(ws, dossier.id), "C09").parameters if one.unusual] == ["COP"]


@pytest.mark.parametrize(
    ("measure", "values", "fields"),
    [
        ("C99", {}, {}),
        ("S01", {}, {}),
        ("C09", {"Q": "1"}, {}),
        ("C09", {"COP": "viel"}, {}),
        ("C09", {"COP": "0"}, {}),
        ("C09", {}, {"cost_yuan": Decimal(-1)}),
        ("C09", {}, {"upkeep_yuan": Decimal(-1)}),
        ("C09", {}, {"saving_yuan": Decimal(-1)}),
        ("C09", {}, {"cost_yuan": Decimal("1e16")}),
        ("C09", {"COP": Decimal("1e-99999999")}, {}),
        ("C09", {}, {"lifetime_years": 0}),
        ("C09", {}, {"lifetime_years": 2035}),
        ("C09", {}, {"done_on": date(2026, 2, 1)}),
        ("C09", {}, {"start_on": date(2025, 7, 1), "done_on": date(2025, 6, 1)}),
    ],
)
def test_what_cannot_be_is_refused(
    ws: Workspace, hotel: Venue, dossier: Dossier, measure: str, values: dict[str, str], fields: dict[str, object]
) -> None:
    with pytest.raises(InputError):
        reducing.set_measure(ws, hotel.id, measure, values, **fields)
    assert reducing.plan_view(ws, dossier.id).plan == ()


def test_a_measure_moves_through_its_states(ws: Workspace, hotel: Venue, dossier: Dossier, proof: Path) -> None:
    reducing.set_measure(ws, hotel.id, "C09", owner="工程部", note="一期")
    reducing.change_state(ws, hotel.id, "C09", MeasureState.RUNNING)
    assert row(reducing.plan_view(ws, dossier.id), "C09").planned.done_on is None
    reducing.change_state(ws, hotel.id, "C09", MeasureState.DONE)
    planned = row(reducing.plan_view(ws, dossier.id), "C09").planned
    assert (planned.done_on, planned.owner, planned.note) == (date(2026, 1, 12), "工程部", "一期")
    assert not reducing.plan_view(ws, dossier.id).reduced
    with pytest.raises(RuleError, match="佐证"):
        reducing.change_state(ws, hotel.id, "C09", MeasureState.VERIFIED)
    reducing.attach_evidence(ws, hotel.id, "C09", proof)
    with pytest.raises(RuleError, match="实测核减"):
        reducing.change_state(ws, hotel.id, "C09", MeasureState.VERIFIED)
    gas = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "natural_gas_boiler")
    recording.enter_cells(ws, dossier.id, [CellEdit(Subject(gas.id), Month(2025, 1), "90000")])
    proving_savings.set_proof(ws, hotel.id, "C09", method=ProofMethod.METER, metered=Decimal(61_000))
    view = reducing.plan_view(ws, dossier.id)
    assert view.reduced
    assert [file.original_name for file in row(view, "C09").evidence] == ["验收单.pdf"]
    reducing.change_state(ws, hotel.id, "C09", MeasureState.VERIFIED, done_on=date(2025, 12, 1))
    view = reducing.plan_view(ws, dossier.id)
    assert view.planned_t == view.done_t == view.verified_t == row(view, "C09").tonnes
    assert (view.by_state[MeasureState.VERIFIED], row(view, "C09").state_name) == (1, "已核实")
    reducing.change_state(ws, hotel.id, "C09", MeasureState.STOPPED)
    view = reducing.plan_view(ws, dossier.id)
    assert (view.plan, len(view.stopped), view.planned_t, view.reduced) == ((), 1, 0, False)


def test_of_two_measures_that_save_the_same_only_one_is_in_the_plan(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    """domain.md §5: C07 and C14 exclude each other."""
    reducing.set_measure(ws, hotel.id, "C07")
    with pytest.raises(RuleError, match=r"能源管理系统.*冷站群控.*只能申报一项") as raised:
        reducing.set_measure(ws, hotel.id, "C14", {"s": "0.02"})
    assert "C07" in raised.value.hint
    both = tmp_path / "both.toml"
    both.write_text('[[measure]]\nid = "C01"\n\n[[measure]]\nid = "C14"\n', encoding="utf-8")
    with pytest.raises(RuleError):
        plan_files.load_plan(ws, hotel.id, both)
    assert [one.measure.id for one in reducing.plan_view(ws, dossier.id).plan] == ["C07"]
    reducing.change_state(ws, hotel.id, "C07", MeasureState.STOPPED)
    reducing.set_measure(ws, hotel.id, "C14", owner="工程部")
    with pytest.raises(RuleError):
        reducing.change_state(ws, hotel.id, "C07", MeasureState.PLANNED)
    reducing.set_measure(ws, hotel.id, "C07", note="停用的可以改备注")


def test_only_what_is_planned_is_moved_or_removed(ws: Workspace, hotel: Venue, proof: Path) -> None:
    for act in (
        lambda: reducing.change_state(ws, hotel.id, "C09", MeasureState.DONE),
        lambda: reducing.attach_evidence(ws, hotel.id, "C09", proof),
        lambda: reducing.remove(ws, hotel.id, "C09"),
    ):
        with pytest.raises(InputError, match="不在计划里"):
            act()


def test_the_plan_is_undone_and_redone(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C09", {"COP": "3.5"}, cost_yuan=Decimal("468000.0"))
    planned = row(reducing.plan_view(ws, dossier.id), "C09").planned
    reducing.remove(ws, hotel.id, "C09")
    assert recording.undo(ws)[1] == {ChangeKind.MEASURE}
    assert row(reducing.plan_view(ws, dossier.id), "C09").planned == planned
    recording.undo(ws)
    assert reducing.plan_view(ws, dossier.id).plan == ()
    recording.redo(ws)
    assert row(reducing.plan_view(ws, dossier.id), "C09").planned == planned


def test_a_saving_is_shared_out_and_never_taken_off(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    subject = next(one.subject for one in monthly.monthly_grid(ws, dossier.id).rows() if one.name.startswith("外购电力"))
    recording.enter_cells(ws, dossier.id, [CellEdit(subject, Month(2025, 6), "1000000")])
    before = compiling.inventory(ws, dossier.id).total()
    reducing.set_measure(ws, hotel.id, "C09")
    view = reducing.plan_view(ws, dossier.id)
    assert compiling.inventory(ws, dossier.id).total() == before == view.footprint_t
    assert row(view, "C09").share == row(view, "C09").tonnes / before


def test_controls_are_not_added_to_what_they_make_possible(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C14")
    alone = reducing.plan_view(ws, dossier.id)
    assert alone.planned_t == row(alone, "C14").tonnes > 0
    reducing.set_measure(ws, hotel.id, "C01")
    both = reducing.plan_view(ws, dossier.id)
    assert both.planned_t == row(both, "C01").tonnes
    assert row(both, "C14").name in both.note


def test_scope_three_and_market_based_savings_stand_apart(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    for measure in ("C15", "H06"):
        reducing.set_measure(ws, hotel.id, measure)
    view = reducing.plan_view(ws, dossier.id)
    assert row(view, "C15").market_t > 0
    assert row(view, "H06").scope3_t > 0
    assert view.planned_t == 0


def test_a_mall_has_its_own_measures(ws: Workspace) -> None:
    draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "mall", "示例商场", "510100", 2025)
    mall, _change = organizing.create_venue(ws, draft)
    reducing.set_measure(ws, mall.id, "M01")
    with pytest.raises(InputError, match="不适用"):
        reducing.set_measure(ws, mall.id, "H02")
