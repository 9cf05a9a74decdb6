"""The kinds of sources that a venue chooses from, its accounts and machines, its dated profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.documents.workbook import LISTS_SHEET
from core.domain.activity import Subject
from core.domain.dossier import Dossier, DossierStatus
from core.domain.event import EventStage
from core.domain.organization import Venue
from core.errors import InputError, RuleError
from core.workflows import boundary, dossiers, events, importing, organizing, recording, reporting
from core.workflows.submission_views import ItemDraft
from core.workflows.workspace import Workspace
from tests.builders import bill
from tests.workflows.malls import EVEN, fill, make_mall
from tests.workflows.test_events import event_file


def choices(path: Path) -> set[str]:
    """Everything that a workbook offers in a drop-down that the catalogue fills."""
    return {str(cell) for row in load_workbook(path)[LISTS_SHEET].iter_rows(values_only=True) for cell in row if cell}


def test_a_venue_is_offered_every_kind_but_those_of_events(ws: Workspace) -> None:
    offered = {kind.code for kind in boundary.offered_types(ws.catalogue)}
    assert {"grid_electricity", "road_freight", "visitor_shuttle_hired"} <= offered
    assert {code for code in ws.catalogue.source_types if code not in offered} == {
        kind.code for kind in ws.catalogue.source_types.values() if kind.events_only
    }


def test_workbooks_offer_no_kind_or_factor_of_events(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    reporting.write_blank_template("hotel", tmp_path / "blank.xlsx")
    reporting.write_template(ws, dossier.id, tmp_path / "own.xlsx")
    for name in ("blank.xlsx", "own.xlsx"):
        offered = choices(tmp_path / name)
        assert {"外购电力", "外包货运", "laundry_trsa", "航空出行", "外部酒店住宿", "desnz_rail_2025"} <= offered
        assert "舞台和展台材料" not in offered


def test_a_source_of_such_a_kind_that_is_already_there_stays_and_its_workbook_comes_back(
    ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path
) -> None:
    source, _change = boundary.add_source(ws, hotel.id, "stage_materials", "年会展台")
    boundary.change_source(ws, source.id, name="年会展台材料")
    reporting.write_template(ws, dossier.id, tmp_path / "own.xlsx")
    assert "舞台和展台材料" in choices(tmp_path / "own.xlsx")
    report = importing.import_workbook(ws, tmp_path / "own.xlsx", dossier_id=dossier.id)
    assert (report.refused, report.changed) == ((), 0)
    assert [one.name for one in boundary.sources(ws, hotel.id) if one.type_code == "stage_materials"] == ["年会展台材料"]


@pytest.mark.parametrize("code", ["air_travel", "hotel_stay", "road_freight"])
def test_an_event_takes_items_of_every_kind(code: str, ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    event = events.load_event(ws, hotel.id, event_file(tmp_path))
    before = len(events.items(ws, event.id))
    events.save_item(ws, ItemDraft(event.id, EventStage.HOLDING, code, "新条目"))
    assert [one.type_code for one in events.items(ws, event.id)][before:] == [code]


# ---------------------------------------------------------------- accounts and machines


def test_a_machine_has_its_charge_and_its_class_and_an_account_keeps_what_is_not_named(ws: Workspace, hotel: Venue) -> None:
    gas = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "refrigerant_topup")
    made, _change = boundary.put_meter(ws, gas.id, "CH-01", name="1# 冷水机组", charge=Decimal("320.5"), machine_class="leak_chiller")
    boundary.put_meter(ws, gas.id, "CH-1", meter_id=made.id)
    (kept,) = boundary.meters(ws, hotel.id)
    assert (kept.account, kept.name, kept.charge, kept.machine_class) == ("CH-1", "1# 冷水机组", Decimal("320.5"), "leak_chiller")
    for wrong in ({"charge": Decimal(-1)}, {"machine_class": "chiller"}, {"multiplier": Decimal(0)}):
        with pytest.raises(InputError):
            boundary.put_meter(ws, gas.id, "CH-02", **wrong)  # type: ignore[arg-type]
    assert "leak_chiller" in {factor.id for factor in boundary.machine_classes(ws.catalogue)}


def test_an_account_goes_unless_bills_name_it(ws: Workspace, hotel: Venue) -> None:
    power = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "grid_electricity")
    made, _change = boundary.put_meter(ws, power.id, "51000077")
    assert boundary.remove_meter(ws, made.id)
    assert boundary.meters(ws, hotel.id) == ()
    assert boundary.remove_meter(ws, made.id) == frozenset()
    kept, _change = boundary.put_meter(ws, power.id, "51000077")
    with ws.job("票据") as job:
        job.work.activities.put(bill(1, 100, venue_id=hotel.id, subject=Subject(power.id), meter_id=kept.id, evidence=()), job.change)
    with pytest.raises(RuleError, match="已有票据"):
        boundary.remove_meter(ws, kept.id)


# ---------------------------------------------------------------- dated values, the boundary of a mall


def test_an_area_may_change_on_a_day_and_its_history_is_kept(ws: Workspace, hotel: Venue) -> None:
    organizing.set_profile(ws, hotel.id, "building_area", "30000")
    organizing.set_profile(ws, hotel.id, "building_area", "32000", date(2025, 7, 1))
    history = organizing.profile_history(organizing.venue(ws, hotel.id), "building_area")
    assert [(one.value, one.valid_from) for one in history] == [("30000", None), ("32000", date(2025, 7, 1))]
    organizing.set_profile(ws, hotel.id, "building_area", "", date(2025, 7, 1))
    assert organizing.venue(ws, hotel.id).current_profile()["building_area"] == "30000"


def test_the_boundary_of_a_mall_is_fixed_once_figures_rest_on_it(tmp_path: Path) -> None:
    with make_mall(tmp_path / "商场.tanzhang", chosen="") as ws:
        year = dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, 2025)
        for choice in ("building", "landlord", "landlord"):
            organizing.set_profile(ws, year.venue_id, "boundary", choice)  # nothing rests on it yet
        fill(ws, year, {1: EVEN})
        with pytest.raises(RuleError, match="已经用于填报"):
            organizing.set_profile(ws, year.venue_id, "boundary", "building")
        assert organizing.venue(ws, year.venue_id).current_profile()["boundary"] == "landlord"
        organizing.set_profile(ws, year.venue_id, "boundary", "building", reason="物业整体移交")
        assert organizing.venue(ws, year.venue_id).current_profile()["boundary"] == "building"
        assert recording.undo_state(ws).undo == "修改核算边界：物业整体移交"
        with ws.job("锁定", undoable=False) as job:
            job.work.dossiers.put(replace(year, status=DossierStatus.LOCKED), job.change)
        with pytest.raises(RuleError, match="已锁定的档案"):
            organizing.set_profile(ws, year.venue_id, "boundary", "landlord")
