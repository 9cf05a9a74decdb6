"""The append-only journal: changes as a person saw them, and what each altered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select

from core.domain.activity import ChangeId, JournalEntry, Revision
from core.store.schema import ChangeRow, RevisionRow, table


class Journal:
    """Who changed what when, from what to what; nothing in it is ever altered or removed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._begun: dict[ChangeId, dict[str, object]] = {}
        self._next_seq: dict[ChangeId, int] = {}
        self._unwritten: list[dict[str, object]] = []

    def begin_change(
        self, label: str, author: str, at: datetime, act: str = "do", of: ChangeId | None = None, *, undoable: bool = True
    ) -> ChangeId:
        """Open a change of this unit of work, under which things are put and removed.

        A change that alters nothing leaves no line, since there would be nothing to undo; undoing and redoing always leave theirs.

        Args:
            label: the act in the person's words, shown behind 撤销.
            author: who does it.
            at: when; kept to the second with its offset from UTC.
            act: ``do``, ``undo`` or ``redo``.
            of: the change that is undone or redone.
            undoable: False where the change ends what can be undone.
        """
        change = ChangeId(str(uuid4()))
        self._begun[change] = {
            "change_id": change,
            "at": at.isoformat(timespec="seconds"),
            "author": author,
            "label": label,
            "act": act,
            "of_change": of,
            "undoable": undoable,
        }
        if act != "do":
            self._enter(change)
        return change

    def append(self, change: ChangeId, kind: str, key: str, before: str | None, after: str | None) -> None:
        """Add what happened to one thing.

        Raises:
            KeyError: the change was not begun in this unit of work.
        """
        self._enter(change)
        seq = self._next_seq[change]
        self._next_seq[change] = seq + 1
        self._unwritten.append({"change_id": change, "seq": seq, "kind": kind, "key": key, "before": before, "after": after})

    def write(self) -> None:
        """Write the lines that are still held back to go in one statement; the unit of work calls it before it ends."""
        if self._unwritten:
            self._connection.execute(_ADD_REVISION, self._unwritten)
            self._unwritten = []

    def entries(self, limit: int = 200) -> tuple[JournalEntry, ...]:
        """The newest changes, the oldest of them first."""
        rows = self._connection.execute(_ENTRIES.limit(limit))
        return tuple(reversed([_entry(row) for row in rows]))

    def revisions(self, change: ChangeId) -> tuple[Revision, ...]:
        """What a change altered, in the order it did."""
        self.write()
        return tuple(map(_revision, self._connection.execute(_REVISIONS.where(RevisionRow.change_id == change))))

    def revisions_of(self, kind: str, key: str) -> tuple[Revision, ...]:
        """The history of one thing, the oldest first."""
        self.write()
        return tuple(map(_revision, self._connection.execute(_REVISIONS.where(RevisionRow.kind == kind, RevisionRow.key == key))))

    def whole(self) -> Iterator[tuple[JournalEntry, tuple[Revision, ...]]]:
        """All changes with what each altered, the oldest first, in two readings however many there are."""
        self.write()
        lines = groupby(map(_revision, self._connection.execute(_REVISIONS)), key=lambda line: line.change_id)
        pending = next(lines, None)
        for row in self._connection.execute(_ENTRIES.order_by(None).order_by(ChangeRow.number)):
            entry = _entry(row)
            found: tuple[Revision, ...] = ()
            if pending is not None and pending[0] == entry.change_id:
                found = tuple(pending[1])
                pending = next(lines, None)
            yield entry, found

    def _enter(self, change: ChangeId) -> None:
        line = self._begun[change]
        if change not in self._next_seq:
            self._next_seq[change] = 1
            self._connection.execute(_ADD_CHANGE, line)


_ADD_CHANGE = insert(table(ChangeRow))
_ADD_REVISION = insert(table(RevisionRow))
_ENTRIES = select(table(ChangeRow)).order_by(ChangeRow.number.desc())
_REVISIONS = (
    select(table(RevisionRow), ChangeRow.at, ChangeRow.author)
    .join(ChangeRow, ChangeRow.change_id == RevisionRow.change_id)
    .order_by(ChangeRow.number, RevisionRow.seq)
)


def _entry(row: Row[Any]) -> JournalEntry:
    return JournalEntry(
        change_id=ChangeId(row.change_id),
        at=row.at,
        author=row.author,
        label=row.label,
        act=row.act,
        of=None if row.of_change is None else ChangeId(row.of_change),
        undoable=row.undoable,
    )


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        change_id=ChangeId(row.change_id),
        at=row.at,
        author=row.author,
        kind=row.kind,
        key=row.key,
        before=row.before,
        after=row.after,
    )
