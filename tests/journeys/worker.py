"""A program that types cells, or imports workbooks, until it is killed; run as ``python -m tests.journeys.worker LEDGER BOOK_A BOOK_B``.

For each line it reads (`type N` or `import N`) it forks a child that works and says what it has acknowledged; when the child is
dead, the parent says that too.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from core.domain.activity import Subject
from core.domain.period import Month
from core.workflows import boundary, importing, organizing, recording
from core.workflows.dossiers import operation_dossier
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace

YEAR = 2025
TYPED = ("diesel_generator", "gasoline_vehicle")


def rows(ws: Workspace) -> tuple[str, list[Subject]]:
    """The dossier and the two rows that are typed into together."""
    place = organizing.venue_list(ws)[0].venue
    by_type = {source.type_code: Subject(source.id) for source in boundary.sources(ws, place.id)}
    return operation_dossier(ws, place.id, YEAR).id, [by_type[code] for code in TYPED]


def type_cells(ledger: Path, start: int) -> None:
    """Type the same growing figure into both rows of a month, one unit of work each time."""
    with Workspace.open(ledger) as ws:
        dossier, subjects = rows(ws)
        for figure in count(start):
            recording.enter_cells(ws, dossier, [CellEdit(subject, Month(YEAR, 3), str(figure)) for subject in subjects])
            os.write(1, f"kept {figure}\n".encode())


def import_books(ledger: Path, books: list[Path]) -> None:
    """Import the two workbooks in turn; each holds another figure in every cell of two rows."""
    with Workspace.open(ledger) as ws:
        dossier, _subjects = rows(ws)
        for turn in count():
            importing.import_workbook(ws, books[turn % 2], dossier_id=dossier)
            os.write(1, f"kept {turn % 2}\n".encode())


def serve(ledger: Path, books: list[Path]) -> None:
    """A child for each line."""
    for line in sys.stdin:
        act, number = line.split()
        child = os.fork()
        if child == 0:
            os.write(1, f"pid {os.getpid()}\n".encode())
            type_cells(ledger, int(number)) if act == "type" else import_books(ledger, books)
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
