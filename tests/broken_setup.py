"""Making the faults of a sample that no workbook can carry: each by the job that a person would do it with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.workflows import boundary, dossiers, offsetting, organizing, own_factors
from core.workflows.workspace import Workspace

Values = Mapping[str, str]


def make_setup_faults(ws: Workspace, sample: Path, faults: list[dict[str, Any]]) -> None:
    """Put every fault of broken.toml that has a set-up into a ledger with one venue, into which broken.xlsx was imported."""
    for fault in faults:
        for kind, job in _JOBS.items():
            if kind in fault:
                job(ws, sample, fault[kind])


def _source_id(ws: Workspace, name: str) -> str:
    place = organizing.venue_list(ws)[0].venue
    return next(source.id for source in boundary.sources(ws, place.id) if source.name == name)


def _machine(ws: Workspace, _sample: Path, values: Values) -> None:
    source = _source_id(ws, values["source"])
    boundary.put_meter(
        ws,
        source,
        values["account"],
        name=values["name"],
        charge=Decimal(values["charge"]),
        refrigerant=values.get("refrigerant", ""),
    )


def _operator(ws: Workspace, _sample: Path, values: Values) -> None:
    boundary.change_source(ws, _source_id(ws, values["source"]), operator=values["operator"])


def _own_factor(ws: Workspace, _sample: Path, values: Values) -> None:
    made, _change = own_factors.add_own_factor(ws, values["name"], values["value"], values["unit"], values["document"])
    own_factors.use_own_factor(ws, _source_id(ws, values["source"]), made.factor_id)


def _lots(ws: Workspace, sample: Path, values: Values) -> None:
    place = organizing.venue_list(ws)[0].venue
    offsetting.load_lots(ws, dossiers.operation_dossier(ws, place.id, 2025).id, sample / values["file"])


_JOBS: Mapping[str, Callable[[Workspace, Path, Values], None]] = {
    "machine": _machine,
    "operator": _operator,
    "own_factor": _own_factor,
    "lots": _lots,
}
