"""The kinds of sources that a venue chooses from, on its page and in its workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.documents.workbook import LISTS_SHEET
from core.domain.dossier import Dossier
from core.domain.event import EventStage
from core.domain.organization import Venue
from core.workflows import boundary, events, importing, reporting
from core.workflows.submission_views import ItemDraft
from core.workflows.workspace import Workspace
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
        assert {"外购电力", "外包货运", "laundry_trsa"} <= offered
        assert not {"航空出行", "外部酒店住宿", "desnz_air_dom_2025", "desnz_rail_2025"} & offered


def test_a_source_of_such_a_kind_that_is_already_there_stays_and_its_workbook_comes_back(
    ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path
) -> None:
    source, _change = boundary.add_source(ws, hotel.id, "air_travel", "员工差旅·航空", factor="desnz_air_dom_2025")
    boundary.change_source(ws, source.id, name="差旅·航空")
    reporting.write_template(ws, dossier.id, tmp_path / "own.xlsx")
    assert "航空出行" in choices(tmp_path / "own.xlsx")
    assert "铁路出行" not in choices(tmp_path / "own.xlsx")
    report = importing.import_workbook(ws, tmp_path / "own.xlsx", dossier_id=dossier.id)
    assert (report.refused, report.changed) == ((), 0)
    assert [one.name for one in boundary.sources(ws, hotel.id) if one.type_code == "air_travel"] == ["差旅·航空"]


@pytest.mark.parametrize("code", ["air_travel", "hotel_stay", "road_freight"])
def test_an_event_takes_items_of_every_kind(code: str, ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    event = events.load_event(ws, hotel.id, event_file(tmp_path))
    before = len(events.items(ws, event.id))
    events.save_item(ws, ItemDraft(event.id, EventStage.HOLDING, code, "新条目"))
    assert [one.type_code for one in events.items(ws, event.id)][before:] == [code]
