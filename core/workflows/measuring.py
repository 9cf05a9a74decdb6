"""The benchmark suite without a screen: each figure beside its peer, as a ratio taken in one run."""

from __future__ import annotations

import csv
import itertools
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.domain.activity import Subject
from core.domain.period import Month
from core.i18n import _
from core.optimizing import Programme, Subset, best_set
from core.workflows import boundary, compiling, dossiers, organizing, recording
from core.workflows.importing_table import import_table
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


def suite(only: str | None, window_rows: Callable[[], Mapping[str, Callable[[], BenchRow]]]) -> dict[str, Any]:
    """Run the suite, or the rows whose name holds `only`; those of the window come last."""
    measures = {"cell-edit": _cell_edit, "footprint": _footprint, "table-import": _table_import, "optimiser": _optimiser, **window_rows()}
    rows = [measure() for name, measure in measures.items() if not only or only in name]
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return {"machine": machine, "rows": [asdict(one) for one in rows]}


_TABLE_ROWS = 300
_MAPPING = """
[venue]
id = { column = "id" }
type = "mall"
region = "510100"
[period]
year = 2025
[[quantity]]
column = "kwh"
source = "grid_electricity"
unit = "kWh"
[[quantity]]
column = "m3"
source = "tap_water"
unit = "m3"
[quantity.factor]
value = "0.168 kgCO2e/m3"
document = "bench"
"""


def _table_import() -> BenchRow:
    """Building-years in through a mapping, computed and journalled, against a bare loop of csv and sqlite3 with one commit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table, mapping = folder / "table.csv", folder / "mapping.toml"
        lines = (f'B{number},"{number + 1},234.5",{number * 7}.25' for number in range(_TABLE_ROWS))
        table.write_text("id,kwh,m3\n" + "\n".join(lines), encoding="utf-8")
        mapping.write_text(_MAPPING, encoding="utf-8")
        ours, against = [], []
        for turn in range(3):
            with Workspace.create(folder / f"bench{turn}{SUFFIX}") as ws:
                start = time.perf_counter()
                import_table(ws, table, mapping)
                middle = time.perf_counter()
            _bare_import(table, folder / f"bare{turn}.db")
            ours.append(middle - start)
            against.append(time.perf_counter() - middle)
    note = _("{count} 个建筑年度按列导入：建场所和档案、逐月核算、留痕；对照 csv 加 sqlite3 只写四列的循环").format(count=_TABLE_ROWS)
    return row("table-import", statistics.median(ours), statistics.median(against), Decimal(40), note)


def _bare_import(table: Path, target: Path) -> None:
    bare = sqlite3.connect(target, isolation_level=None)
    bare.execute("PRAGMA journal_mode=DELETE")
    bare.execute("PRAGMA synchronous=EXTRA")
    bare.execute("CREATE TABLE t (id TEXT, kwh TEXT, m3 TEXT, tco2e TEXT)")
    with table.open(encoding="utf-8", newline="") as stream:
        bare.execute("BEGIN IMMEDIATE")
        for line in csv.DictReader(stream):
            kwh, water = Decimal(line["kwh"].replace(",", "")), Decimal(line["m3"])
            tonnes = (kwh * Decimal("0.1564") + water * Decimal("0.168")) / 1000
            bare.execute("INSERT INTO t VALUES (?, ?, ?, ?)", (line["id"], str(kwh), str(water), str(tonnes)))
        bare.execute("COMMIT")
    bare.close()


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


_END_USES = 8
_ALLOWED = 3


def _optimiser() -> BenchRow:
    """The best set under a budget, solved twice over by the integer programme, against trying every set of the same small catalogue."""
    groups = tuple(
        tuple(
            Subset(frozenset({f"{use}-{kind}"}), 1000 + 137 * use * kind % 911, 500 + 211 * use * kind % 1013)
            for kind in range(1, _ALLOWED + 1)
        )
        for use in range(1, _END_USES + 1)
    )
    asked = Programme(groups, budget=sum(group[0].yuan for group in groups) // 2)
    best_set(asked)  # the library is imported once in the life of the program
    ours, against = [], []
    for _turn in range(3):
        start = time.perf_counter()
        found, _reached = best_set(asked)
        middle = time.perf_counter()
        tried = max(
            asked.saved(taken)
            for chosen in itertools.product(*((None, *group) for group in groups))
            if asked.allows(taken := tuple(one for one in chosen if one is not None))
        )
        ours.append(middle - start)
        against.append(time.perf_counter() - middle)
        if found.kg != tried:
            raise RuntimeError(f"{found.kg} kg, and trying every set finds {tried} kg")
    note = _("预算内最优组合，{uses} 个末端各 {kinds} 种做法；对照逐一试过全部组合").format(uses=_END_USES, kinds=_ALLOWED)
    return row("optimiser", statistics.median(ours), statistics.median(against), Decimal("0.5"), note)
