"""The three sample years, made once for all processes of a run: ledgers, live workbooks, and what `footprint --json` says of them."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.submission.writing.tables import Bookkeeping, tables
from core.workflows import compiling, demonstrating, reporting
from core.workflows.workspace import Workspace

_WAIT_S = 600


@dataclass(frozen=True, slots=True)
class SampleYear:
    """One sample: the folder with ``operation.xlsx``, ``event.xlsx`` and their ``….json``, and the tables of the year."""

    folder: Path

    def book(self, kind: str) -> Path:
        """The live workbook of the year or of the event."""
        return self.folder / f"{kind}.xlsx"

    def said(self, kind: str) -> dict[str, Any]:
        """What `footprint --json` says."""
        found: dict[str, Any] = json.loads((self.folder / f"{kind}.json").read_text(encoding="utf-8"))
        return found

    @property
    def order(self) -> Path:
        """What the judge by life-cycle inventory is asked."""
        return self.folder / "order.json"


def sample_year(factory: pytest.TempPathFactory, venue_type: str) -> SampleYear:
    """Make a sample, or take the one that another process of this run has made."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / f"sample-year-{venue_type}"
    with closing(sqlite3.connect(shared / f"sample-year-{venue_type}.lock", timeout=_WAIT_S, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")  # a process that comes second waits here until the first has made it
        if not (folder / "order.json").is_file():
            folder.mkdir()
            _make(folder, venue_type)
    return SampleYear(folder)


def _make(folder: Path, venue_type: str) -> None:
    made = demonstrating.build_sample(folder / "ledger", venue_type)
    with Workspace.open(folder / "ledger", author="陈示例") as ws:
        for kind, dossier_id in (("operation", made.operation), ("event", made.event)):
            reporting.write_report(ws, dossier_id, "workbook", folder / f"{kind}.xlsx")
            taken = compiling.snapshot(ws, dossier_id)
            computed = compiling.inventory(ws, dossier_id)
            said = compiling.footprint_document(taken, computed)
            (folder / f"{kind}.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
            if kind == "operation":
                _order(folder, taken, computed, said)


def _order(folder: Path, taken: compiling.Snapshot, computed: Any, said: dict[str, Any]) -> None:
    published = folder / "tables"
    published.mkdir()
    books = Bookkeeping(taken.dossier.period, taken.sources, taken.records, computed, taken.catalogue, {})
    for name, data in tables(books).items():
        (published / Path(name).name).write_bytes(data)
    catalogue = Path(__file__).resolve().parents[2] / "resources" / "catalogue"
    order = {"catalogue": str(catalogue), "tables": str(published), "region": taken.venue.region, "year": taken.dossier.period.end.year}
    order |= {name: said[name] for name in ("fuel_set", "grid", "gwp_set", "basis")}
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
