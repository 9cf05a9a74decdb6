"""Killed at any moment, the program has lost nothing that it acknowledged and believes nothing half-written."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from core.store.database import Store, open_store
from tests.store.sample import VENUE
from tests.store.writer import SUBJECTS

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50 if os.environ.get("REFEREES") == "required" else 15


def test_many_kills_lose_nothing_acknowledged(furnished: Store) -> None:
    furnished.close()
    kept: set[str] = set()
    caught_writing = 0
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", str(furnished.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with writer:
        for kill in range(KILLS):
            kept |= _kill_after(writer, f"kill{kill}", acknowledged=kill % 7, spin=kill * 997 % 1500)
            caught_writing += (furnished.folder / "ledger.db-journal").exists()
            _check(furnished.folder, kept)
        writer.stdin.close()
    assert caught_writing, "no kill fell into a write: the test has proven nothing"
    assert len(kept) >= sum(kill % 7 for kill in range(KILLS))


def _kill_after(writer: subprocess.Popen[str], word: str, acknowledged: int, spin: int) -> set[str]:
    """Let a child keep so many changes, and a moment more, then kill it; all that it said it kept comes back."""
    writer.stdin.write(f"{word}\n")
    writer.stdin.flush()
    pid = int(writer.stdout.readline().split()[1])
    kept = {writer.stdout.readline().split()[1] for _ in range(acknowledged)}
    for _ in range(spin):  # a moment that differs each time, so that the kill falls on different steps of a change
        hashlib.sha256(bytes(4096)).digest()
    os.kill(pid, signal.SIGKILL)
    while (line := writer.stdout.readline()) != "dead\n":
        kept.add(line.split()[1])
    return kept


def _check(folder: Path, kept: set[str]) -> None:
    store = open_store(folder)
    with store.read() as work:
        entries = work.journal.entries(10_000)[1:]
        records = {record.id for record in work.activities.all_of_venue(VENUE.id)}
        newest = work.ledger.get("newest")
    store.close()
    labels = [entry.label for entry in entries]
    assert kept <= set(labels)
    assert records == {f"{label}-{subject}" for label in labels for subject in SUBJECTS}
    assert newest == (labels[-1] if labels else "")
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        revisions = connection.execute("SELECT label, count(*) FROM change JOIN revision USING (change_id) GROUP BY number").fetchall()
        assert revisions[1:] == [(label, len(SUBJECTS)) for label in labels]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
