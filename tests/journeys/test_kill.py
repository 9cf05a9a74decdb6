"""Fifty kills while cells are typed and workbooks imported: nothing acknowledged is lost, nothing half-written is believed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from core.documents.workbook import MONTH_COLUMNS, WorkbookContent
from core.documents.workbook_writing import write_workbook
from core.workflows import monthly, organizing
from core.workflows.workspace import Workspace
from tests.journeys.worker import rows

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50 if os.environ.get("REFEREES") == "required" else 15
ROWS = ("天然气·厨房", "外购电力·裙楼户")


def test_many_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    ledger = tmp_path / "a.tanzhang"
    with Workspace.create(ledger) as ws:
        organizing.create_venue(ws, organizing.VenueDraft("示例", "91510100MA00000152", "hotel", "示例", "510100", 2025))
    books = [_book(tmp_path / f"{turn}.xlsx", turn) for turn in range(2)]
    typed, imported = 0, ""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.worker", str(ledger), *map(str, books)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    caught = 0
    with worker:
        for kill in range(KILLS):
            if kill % 2 == 0:
                kept = _kill_after(worker, f"type {typed + 1}", kill % 5)
                typed = _check_typed(ledger, max([typed, *map(int, kept)]))
            else:
                kept = _kill_after(worker, "import 0", kill % 3)
                imported = _check_imported(ledger, kept[-1] if kept else imported)
            caught += (ledger / "ledger.db-journal").exists()
        worker.stdin.close()
    assert typed > KILLS // 2
    assert imported


def _book(path: Path, turn: int) -> Path:
    figures = {column: Decimal(1000 * (turn + 1) + number) for number, column in enumerate(MONTH_COLUMNS)}
    write_workbook(path, WorkbookContent(rows={"monthly": tuple({"subject": name, **figures} for name in ROWS)}))
    return path


def _kill_after(worker: subprocess.Popen[str], order: str, acknowledged: int) -> list[str]:
    """Let a child acknowledge so much, then kill it in the middle of what follows; gives all that it acknowledged."""
    worker.stdin.write(f"{order}\n")
    worker.stdin.flush()
    pid = int(worker.stdout.readline().split()[1])
    kept = [worker.stdout.readline().split()[1] for _ in range(acknowledged)]
    os.kill(pid, signal.SIGKILL)
    while (line := worker.stdout.readline()) != "dead\n":
        kept.append(line.split()[1])
    return kept


def _check_typed(ledger: Path, acknowledged: int) -> int:
    """Both cells hold the same figure: the one acknowledged last, or the next one, kept whole but not yet said."""
    with Workspace.open(ledger) as ws:
        dossier, subjects = rows(ws)
        found = {row.subject: row.cells[2].micro for row in monthly.monthly_grid(ws, dossier).rows()}
    first, second = (found[subject] for subject in subjects)
    assert first == second
    figure = (first or 0) // 1_000_000
    assert figure in {acknowledged, acknowledged + 1}
    return figure


def _check_imported(ledger: Path, acknowledged: str) -> str:
    """Every cell of both rows comes from one and the same workbook, and never from before the one acknowledged last."""
    with Workspace.open(ledger) as ws:
        dossier, _subjects = rows(ws)
        cells = [cell.micro for row in monthly.monthly_grid(ws, dossier).rows() if row.name in ROWS for cell in row.cells]
    if cells[0] is None:
        assert acknowledged == ""
        assert set(cells) == {None}
        return ""
    turn = (cells[0] or 0) // 1_000_000_000 - 1
    assert cells == 2 * [(1000 * (turn + 1) + number) * 1_000_000 for number in range(12)]
    return str(turn)
