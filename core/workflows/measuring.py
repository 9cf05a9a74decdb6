"""The benchmark suite without a screen: each figure beside its peer, as a ratio taken in one run."""

from __future__ import annotations

import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.domain.activity import Subject
from core.domain.period import Month
from core.i18n import _
from core.workflows import boundary, compiling, dossiers, organizing, recording
from core.workflows.views import CellEdit
from core.workflows.workspace import SUFFIX, Workspace

_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One comparison: `ours` and `against` are medians of the same run in milliseconds; only their ratio counts."""

    name: str
    ours: str
    against: str
    ratio: str
    aim: str
    reached: bool
    note: str


def row(name: str, ours: float, against: float, aim: Decimal, note: str) -> BenchRow:
    """A comparison whose aim is a largest ratio."""
    ratio = Decimal(f"{ours / against:.2f}")
    return BenchRow(name, f"{ours * 1000:.2f} ms", f"{against * 1000:.2f} ms", str(ratio), f"≤ {aim}", ratio <= aim, note)


def suite(only: str | None, window_rows: Callable[[], Sequence[BenchRow]] | None) -> dict[str, Any]:
    """Run the suite, or the rows whose name holds `only`."""
    rows: list[BenchRow] = []
    for name, measure in (("cell-edit", _cell_edit), ("footprint", _footprint)):
        if not only or only in name:
            rows.append(measure())
    if window_rows is not None and (not only or only in "window-painted"):
        rows.extend(window_rows())
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return {"machine": machine, "rows": [asdict(one) for one in rows]}


def _ledger(folder: Path) -> tuple[Workspace, str, Subject]:
    """A small real ledger to measure on."""
    ws = Workspace.create(folder / f"bench{SUFFIX}", clock=lambda: datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    draft = organizing.VenueDraft("示例", "91510100MA00000152", "hotel", "示例", "510100", 2025)
    place, _change = organizing.create_venue(ws, draft, sample=True)
    dossier = dossiers.operation_dossier(ws, place.id, 2025)
    power = next(s for s in boundary.sources(ws, place.id) if s.type_code == "grid_electricity")
    return ws, dossier.id, Subject(power.id)


def _cell_edit() -> BenchRow:
    """One cell edited and safe on the disk, against a bare commit of one row with the same durability."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ws, dossier_id, subject = _ledger(folder)
        bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=DELETE")
        bare.execute("PRAGMA synchronous=EXTRA")
        bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, micro INTEGER)")
        ours, against = [], []
        for turn in range(_ROUNDS):
            start = time.perf_counter()
            recording.enter_cells(ws, dossier_id, [CellEdit(subject, Month(2025, 1 + turn % 12), str(1000 + turn))])
            middle = time.perf_counter()
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO t (micro) VALUES (?)", (turn,))
            bare.execute("COMMIT")
            ours.append(middle - start)
            against.append(time.perf_counter() - middle)
        bare.close()
        ws.close()
    note = _("一格写入并落盘，对照同样落盘要求的一次空提交")
    return row("cell-edit", statistics.median(ours), statistics.median(against), Decimal(8), note)


def _footprint() -> BenchRow:
    """The whole footprint of a filled year, against writing one cell: it must never be what a person waits for."""
    with tempfile.TemporaryDirectory() as name:
        ws, dossier_id, _subject = _ledger(Path(name))
        rows = [s for s in boundary.sources(ws, dossiers.dossier(ws, dossier_id).venue_id) if s.active]
        edits = [CellEdit(Subject(s.id), Month(2025, m), str(100 * m + n)) for n, s in enumerate(rows) for m in range(1, 13)]
        recording.enter_cells(ws, dossier_id, edits)
        ours, against = [], []
        for turn in range(_ROUNDS):
            start = time.perf_counter()
            compiling.inventory(ws, dossier_id)
            middle = time.perf_counter()
            recording.enter_cells(ws, dossier_id, [CellEdit(Subject(rows[0].id), Month(2025, 1), str(turn))])
            ours.append(middle - start)
            against.append(time.perf_counter() - middle)
        ws.close()
    return row("footprint", statistics.median(ours), statistics.median(against), Decimal(5), _("全年核算一次，对照写入一格"))
