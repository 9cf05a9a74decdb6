"""A locked dossier stays what it was, whatever changes around it; opened again, it takes what has changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.dossier import DossierId, DossierKind
from core.errors import FileError
from core.workflows import compiling, dossiers, explaining, filing
from core.workflows.workspace import Workspace


def document(ws: Workspace, dossier_id: str) -> str:
    taken = compiling.snapshot(ws, dossier_id)
    return json.dumps(compiling.footprint_document(taken, compiling.inventory_of(taken)), ensure_ascii=False, sort_keys=True)


@pytest.fixture
def locked(year: Path) -> tuple[Path, DossierId]:
    """The sealed year of the sample hotel."""
    with Workspace.open(year / "ledger") as ws:
        found = next(d for d in dossiers.all_dossiers(ws) if d.kind is DossierKind.OPERATION and d.period.label == "2025")
    return year / "ledger", found.id


def rename_everything(ws: Workspace, dossier_id: str) -> None:
    """Another name and area for the venue, another factor or unit for its sources, one source less."""
    taken = compiling.snapshot(ws, dossier_id)
    with ws.job("改设置") as job:
        job.work.venues.put(replace(taken.venue, name="新名酒店", profile=()), job.change)
        job.work.organizations.put(replace(taken.organization, name="新名公司"), job.change)
        for source in taken.sources:
            job.work.sources.put(replace(source, name=source.name + "·改", excluded_reason="停用"), job.change)


def test_what_changes_around_a_locked_dossier_does_not_reach_it(locked: tuple[Path, DossierId]) -> None:
    ledger, dossier_id = locked
    with Workspace.open(ledger) as ws:
        before = document(ws, dossier_id)
        rename_everything(ws, dossier_id)
        assert document(ws, dossier_id) == before
        source = compiling.snapshot(ws, dossier_id).sources[0]
        assert explaining.explain(ws, dossier_id, source.id).title == source.name
        assert not source.name.endswith("·改")


def test_opened_again_it_takes_what_has_changed(locked: tuple[Path, DossierId]) -> None:
    ledger, dossier_id = locked
    with Workspace.open(ledger) as ws:
        rename_everything(ws, dossier_id)
        filing.reopen(ws, dossier_id, "更正名称")
        taken = compiling.snapshot(ws, dossier_id)
        assert taken.venue.name == "新名酒店"
        assert all(source.name.endswith("·改") for source in taken.sources)
        with ws.store.read() as work:
            assert work.frozen.get(dossier_id) is None


def test_a_ledger_that_has_lost_the_edition_of_a_locked_dossier_says_so(locked: tuple[Path, DossierId]) -> None:
    ledger, dossier_id = locked
    with Workspace.open(ledger) as ws:
        with ws.job("改") as job:
            frozen = job.work.frozen.get(dossier_id)
            assert frozen is not None
            job.work.frozen.put(replace(frozen, edition="0" * 64), job.change)
        with pytest.raises(FileError, match="因子库"):
            compiling.snapshot(ws, dossier_id)
