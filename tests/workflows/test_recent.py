"""What is kept of one state of the ledger is that of this state: whoever changes it, in whatever way, the next reader sees it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.i18n import use_language
from core.workflows import compiling, dossiers, organizing
from core.workflows.recent import Recent
from core.workflows.workspace import Workspace


def test_the_oldest_is_forgotten_and_made_again() -> None:
    made: list[str] = []
    recent: Recent[str] = Recent(2)

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    assert [recent.get(key, lambda key=key: make(key)) for key in "abaca"] == ["A", "B", "A", "C", "A"]
    assert made == ["a", "b", "c"]
    assert recent.get("b", lambda: make("b")) == "B"
    assert made[-1] == "b"


def test_an_unchanged_ledger_is_read_and_computed_once(ws: Workspace, dossier: Dossier) -> None:
    taken = compiling.snapshot(ws, dossier.id)
    assert compiling.snapshot(ws, dossier.id) is taken
    computed = compiling.inventory_of(taken)
    assert compiling.inventory_of(taken) is computed
    assert compiling.findings_of(ws, taken, computed) is compiling.findings_of(ws, taken, computed)


def test_a_change_of_this_window_is_seen_at_once(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    before = compiling.snapshot(ws, dossier.id)
    organizing.set_profile(ws, hotel.id, "rooms", "268")
    assert compiling.snapshot(ws, dossier.id).venue != before.venue


def test_a_change_of_another_window_is_seen_at_once(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    before = compiling.snapshot(ws, dossier.id)
    with Workspace.open(ws.folder, clock=ws.clock) as other:
        organizing.set_profile(other, hotel.id, "rooms", "268")
    assert compiling.snapshot(ws, dossier.id).venue != before.venue


def test_a_change_of_another_program_is_seen_at_once(ws: Workspace, dossier: Dossier) -> None:
    before = compiling.snapshot(ws, dossier.id)
    with closing(sqlite3.connect(ws.folder / "ledger.db")) as connection, connection:
        connection.execute("UPDATE organization SET name = '改名有限公司'")
    assert (before.organization.name, compiling.snapshot(ws, dossier.id).organization.name) == ("示例酒店有限公司", "改名有限公司")


def test_each_dossier_method_and_language_has_its_own(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    earlier = dossiers.operation_dossier(ws, hotel.id, 2024, make=True)
    taken = compiling.snapshot(ws, dossier.id)
    assert compiling.snapshot(ws, earlier.id).dossier != taken.dossier
    computed = compiling.inventory_of(taken)
    assert compiling.inventory_of(taken, compare=False) is not computed
    chinese = compiling.findings_of(ws, taken, computed)
    try:
        use_language("en")
        english = compiling.findings_of(ws, taken, computed)
    finally:
        use_language("zh")
    assert chinese[0].title != english[0].title
    assert compiling.findings_of(ws, taken, computed) is chinese
