"""A program that writes records until it is killed, for test_kill.py; run as ``python -m tests.store.writer LEDGER``.

It imports the store once. For each line it reads, it forks a child that writes one change after another, three records each, and
says so after each is kept; when the child is dead, the parent says that too.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from core.domain.period import Month
from core.store.database import open_store
from tests.store.sample import NOON, monthly

SUBJECTS = ("power", "gas", "coolant")


def write(ledger: Path, word: str) -> None:
    """Write until killed."""
    store = open_store(ledger)
    for number in count():
        name = f"{word}-{number}"
        with store.begin() as work:
            change = work.journal.begin_change(name, "我", NOON)
            for subject in SUBJECTS:
                work.activities.put(monthly(f"{name}-{subject}", f"{subject} {name}", Month(2025, number % 12 + 1)), change)
            work.ledger.set("newest", name)
        os.write(1, f"kept {name}\n".encode())


def serve(ledger: Path) -> None:
    """A child for each line."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.write(1, f"pid {os.getpid()}\n".encode())
            write(ledger, line.strip())
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
