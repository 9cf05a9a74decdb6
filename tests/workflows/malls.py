"""A mall's ledger whose meters do not quite agree, and what is needed to change a month of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from core.domain.activity import Subject, output_subject
from core.domain.dossier import Dossier
from core.domain.period import Month
from core.workflows import boundary, dossiers, organizing, recording
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace

MAIN, TENANTS, THIRD = (output_subject(f"{name}_electricity") for name in ("main_meter", "tenant", "third_party"))
ROWS = (("grid_electricity", "外购电力·公区", "", ""), ("grid_electricity", "外购电力·冷站", "", ""))


def clock() -> datetime:
    return datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


def make_mall(folder: Path, *, name: str = "示例商场", chosen: str = "landlord") -> Workspace:
    """An open ledger with a mall of two power rows and no figures."""
    ws = Workspace.create(folder, author="陈示例", clock=clock)
    add_mall(ws, name, chosen)
    return ws


def add_mall(ws: Workspace, name: str, chosen: str = "landlord", organization: str = "示例商管有限公司") -> Dossier:
    """One more mall in a ledger."""
    code = "91510100MA0000023W" if organization == "示例商管有限公司" else "91512081MA62K0260E"
    profile = {"kind": "shopping_centre", "boundary": chosen, "building_area": "80000"}
    draft = organizing.VenueDraft(organization, code, "mall", name, "510100", 2025, profile, ROWS)
    venue, _change = organizing.create_venue(ws, draft)
    return dossiers.operation_dossier(ws, venue.id, 2025)


def fill(ws: Workspace, dossier: Dossier, months: dict[int, tuple[str, str, str, str, str]]) -> None:
    """Main meter, tenants, third parties, common areas and plant of some months; an empty text clears the cell."""
    lights, plant = (Subject(source.id) for source in boundary.sources(ws, dossier.venue_id)[:2])
    edits = [
        CellEdit(subject, Month(2025, month), text)
        for month, texts in months.items()
        for subject, text in zip((MAIN, TENANTS, THIRD, lights, plant), texts, strict=True)
    ]
    recording.enter_cells(ws, dossier.id, edits, "填报")


EVEN = ("100000", "60000", "5000", "20000", "15000")
"""A month whose meters agree."""
SHORT = ("103000", "60000", "5000", "20000", "15000")
"""A month in which 2.9 % are not explained."""
FAR = ("120000", "60000", "5000", "20000", "15000")
"""A month in which too much is not explained."""
OVER = ("99500", "60000", "5000", "20000", "15000")
"""A month whose parts are a little more than the whole."""
