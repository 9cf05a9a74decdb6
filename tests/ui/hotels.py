"""Ledgers for the tests of the window: a hotel without data, and one with two years."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from core.domain.activity import output_subject
from core.domain.organization import Venue
from core.domain.period import Month
from core.workflows import boundary, dossiers, organizing, recording
from core.workflows.organizing import VenueDraft
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace

NOW = datetime(2026, 1, 20, 14, 2, tzinfo=UTC)
CREDIT_CODE = "91510100MA6CGYUB38"

_PER_MONTH = {"grid_electricity": 200_000, "natural_gas_boiler": 20_000, "natural_gas_kitchen": 8_000, "tap_water": 5_000}


def clock() -> datetime:
    """The moment at which all tests of the window happen."""
    return NOW


def make_ledger(folder: Path, *, filled: bool) -> Venue:
    """A hotel's ledger, without data or with the figures of 2024 and of eleven months of 2025."""
    with Workspace.create(folder, author="陈示例", clock=clock) as workspace:
        draft = VenueDraft("示例竹溪酒店有限公司", CREDIT_CODE, "hotel", "示例竹溪酒店", "510100", 2025)
        venue, _change = organizing.create_venue(workspace, draft, sample=True)
        if filled:
            _fill(workspace, venue)
    return venue


def _fill(workspace: Workspace, venue: Venue) -> None:
    for year, months in ((2024, 12), (2025, 11)):
        dossier = dossiers.operation_dossier(workspace, venue.id, year, make=True)
        edits = [
            CellEdit(source.id, Month(year, month), str(_PER_MONTH.get(source.type_code, 10) + 100 * month + (year - 2024)))
            for source in boundary.sources(workspace, venue.id)
            for month in range(1, months + 1)
        ]
        for code, nights in (("room_nights_available", 8000), ("room_nights_sold", 5000)):
            edits += [CellEdit(output_subject(code), Month(year, month), str(nights + month)) for month in range(1, months + 1)]
        recording.enter_cells(workspace, dossier.id, edits, "填报")
