"""The head of the audit chain: equal for equal journals, another after each change, and gone wrong when a line is missing."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.submission.writing.statements import jcs
from core.workflows import organizing, recording
from core.workflows.auditing import EMPTY, audit_head
from core.workflows.workspace import Workspace
from tests.workflows.conftest import clock


def head(folder: Path) -> str:
    with Workspace.open(folder, clock=clock) as ws:
        return audit_head(ws)


def test_an_empty_journal_has_the_head_of_nothing(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a.tanzhang", clock=clock) as ws:
        assert audit_head(ws) == EMPTY == "0" * 64


def test_equal_journals_have_one_head_whoever_looks(hotel_master: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tanzhang"
    shutil.copytree(hotel_master, copy)
    assert head(copy) == head(hotel_master) != EMPTY


def test_every_change_its_undoing_and_redoing_move_the_head(ws: Workspace) -> None:
    heads = [audit_head(ws)]
    for act in (
        lambda: organizing.put_person(ws, "甲", "preparer"),
        lambda: organizing.put_person(ws, "乙", "approver"),
        lambda: recording.undo(ws),
        lambda: recording.redo(ws),
    ):
        act()
        heads.append(audit_head(ws))
    assert len(set(heads)) == 5
    assert audit_head(ws) == heads[-1], "reading changes nothing"


def test_the_chain_can_be_computed_by_anybody(ws: Workspace) -> None:
    organizing.put_person(ws, "甲", "preparer")
    expected = EMPTY
    with ws.store.read() as work:
        for entry in work.journal.entries():
            revisions = [[one.kind, one.key, one.before, one.after] for one in work.journal.revisions(entry.change_id)]
            line = {"change": entry.change_id, "at": entry.at, "author": entry.author, "label": entry.label, "act": entry.act}
            expected = hashlib.sha256(expected.encode() + jcs({**line, "of": entry.of, "revisions": revisions})).hexdigest()
    assert audit_head(ws) == expected


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM change WHERE number = (SELECT max(number) FROM change)",
        "DELETE FROM change WHERE number = (SELECT min(number) FROM change)",
        "UPDATE change SET author = '别人' WHERE number = 1",
        "UPDATE revision SET after = NULL WHERE seq = 1",
        "UPDATE change SET number = number + 100 WHERE number = 1",
    ],
    ids=["cut_at_the_end", "cut_at_the_beginning", "another_author", "another_content", "another_order"],
)
def test_a_journal_that_was_tampered_with_shows(ws: Workspace, tampering: str) -> None:
    organizing.put_person(ws, "甲", "preparer")
    organizing.put_person(ws, "乙", "approver")
    before, folder = audit_head(ws), ws.store.folder
    ws.close()
    with closing(sqlite3.connect(folder / "ledger.db", isolation_level=None)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute(tampering)
    with Workspace.open(folder, clock=clock) as again:
        assert audit_head(again) != before
