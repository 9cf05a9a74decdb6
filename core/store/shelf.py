"""A shelf: one kind of thing, taken out and put back as domain objects, each change with its line in the journal."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, delete, func, insert, select, type_coerce, update
from sqlalchemy.types import NullType

from core.domain.activity import ChangeId, EvidenceId
from core.store.codec import decode, encode
from core.store.journal import Journal
from core.store.schema import Base, table

_PORTION = 500
"""Things of one statement; SQLite takes no more than some thousand parameters."""

_AS_STORED = NullType()

Key = TypeVar("Key", bound=str)
Thing = TypeVar("Thing")


class Statements:
    """What is asked of one table again and again, built once.

    Attributes:
        query: all rows, each with its parts from other tables, if any.
        several: the rows whose key is among those given as ``keys``; None where a key has more than one column.
        find: the row with the key given as ``key_<column>``.
        insert, update, delete: the same for one row.
    """

    def __init__(self, row: type[Base], *parts: ColumnElement[Any], as_stored: bool = False) -> None:
        """Build the statements.

        Args:
            row: the table.
            parts: further columns of the query.
            as_stored: the query gives texts and whole numbers as they lie in the file, for a shelf that reads them itself.
        """
        rows = table(row)
        same = and_(*(column == bindparam(f"key_{column.name}", type_=column.type) for column in rows.primary_key))
        columns = [type_coerce(column, _AS_STORED).label(column.name) for column in rows.columns] if as_stored else [rows]
        self.query: Select[Any] = select(*columns, *parts)
        self.find = self.query.where(same)
        first, *more = rows.primary_key
        self.several = None if more else self.query.where(first.in_(bindparam("keys", expanding=True)))
        self.insert, self.update, self.delete = insert(rows), update(rows).where(same), delete(rows).where(same)


class Shelf(ABC, Generic[Key, Thing]):
    """What the shelves of all kinds have in common; a subclass says how its kind lies in rows.

    Attributes:
        kind: name of the kind in the journal.
    """

    kind: str
    _thing_type: type[Thing]
    _sql: Statements

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    def get(self, key: Key) -> Thing | None:
        """The thing with this key, or None."""
        row = self._connection.execute(self._sql.find, self._identity(key)).one_or_none()
        return None if row is None else self._thing(row)

    def put(self, thing: Thing, change: ChangeId) -> bool:
        """Keep a new thing or a new state of a known one, under a change begun in this unit of work.

        Returns:
            Whether anything was altered; what is there already, to the letter, leaves no revision.
        """
        return self._write(self._key(thing), thing, change)

    def put_all(self, things: Iterable[Thing], change: ChangeId) -> int:
        """Keep many things, each as `put` does and in this order, with few statements; an import of thousands of rows needs it.

        Returns:
            How many of them altered anything.
        """
        return sum(self._put_portion(portion, change) for portion in _portions(things))

    def _put_portion(self, portion: Sequence[Thing], change: ChangeId) -> int:
        by_key = {self._key(thing): thing for thing in portion}
        if self._sql.several is None or len(by_key) < len(portion):
            return sum(self.put(thing, change) for thing in portion)
        rows = self._connection.execute(self._sql.several, {"keys": list(by_key)})
        known = {self._key(thing): thing for thing in map(self._thing, rows)}
        altered, fresh = 0, list[Thing]()
        for key, thing in by_key.items():
            if key in known:
                self._add_all(fresh)  # what stands before it comes before it, as if each were put alone
                fresh.clear()
                altered += self._alter(key, known[key], thing, change)
            else:
                fresh.append(self._settled(thing))
                self._journal.append(change, self.kind, key, None, encode(fresh[-1]))
                altered += 1
        self._add_all(fresh)
        return altered

    def remove(self, key: Key, change: ChangeId) -> bool:
        """Take a thing away; False where there is none. Its history stays in the journal.

        Raises:
            RuleError: another record refers to it.
        """
        return self._write(key, None, change)

    def restore(self, key: Key, state: str | None, change: ChangeId) -> bool:
        """Set a thing to the state that a revision names, None for not there; False where it is in that state already."""
        return self._write(key, None if state is None else decode(self._thing_type, state), change)

    def _write(self, key: Key, thing: Thing | None, change: ChangeId) -> bool:
        return self._alter(key, self.get(key), thing, change)

    def _alter(self, key: Key, known: Thing | None, thing: Thing | None, change: ChangeId) -> bool:
        settled = None if thing is None else self._settled(thing)
        before = None if known is None else encode(known)
        after = None if settled is None else encode(settled)
        if before == after:
            return False
        self._keep(key, known, settled)
        self._journal.append(change, self.kind, key, before, after)
        return True

    def _keep(self, key: Key, known: Thing | None, thing: Thing | None) -> None:
        """Bring the tables from the known state to the new one; None stands for not there."""
        if thing is None:
            self._connection.execute(self._sql.delete, self._identity(key))
        elif known is None:
            self._connection.execute(self._sql.insert, self._columns(thing))
        else:
            self._connection.execute(self._sql.update, {**self._identity(key), **self._columns(thing)})

    def _add_all(self, things: Sequence[Thing]) -> None:
        """Bring new things into the tables; a kind that comes in thousands does it in few statements."""
        for thing in things:
            self._keep(self._key(thing), None, thing)

    def _insert_rows(self, things: Sequence[Thing]) -> None:
        """The rows of new things, in one statement; what belongs to them in other tables is not touched."""
        if things:
            self._connection.execute(self._sql.insert, [self._columns(thing) for thing in things])

    def _settled(self, thing: Thing) -> Thing:
        """A thing in the one form in which it is kept."""
        return thing

    def _read(self, query: Select[Any]) -> tuple[Thing, ...]:
        return tuple(map(self._thing, self._connection.execute(query)))

    def _identity(self, key: Key) -> dict[str, object]:
        """Parameters that find the row of a thing."""
        return {"key_id": key}

    @abstractmethod
    def _key(self, thing: Thing) -> Key:
        """The key a thing has in the journal."""

    @abstractmethod
    def _thing(self, row: Row[Any]) -> Thing:
        """From a row."""

    @abstractmethod
    def _columns(self, thing: Thing) -> Mapping[str, object]:
        """To the columns of a row."""


def gathered(condition: ColumnElement[bool], *columns: Any) -> ColumnElement[Any]:
    """The parts of each row that lie in another table, as one JSON column ``parts``: a list of lists, in no order."""
    return select(func.json_group_array(func.json_array(*columns))).where(condition).scalar_subquery().label("parts")


def _portions(things: Iterable[Thing]) -> Iterator[Sequence[Thing]]:
    left = iter(things)
    while portion := tuple(islice(left, _PORTION)):
        yield portion


class Files:
    """The attached files of the things on a shelf, in order, in a table of their own.

    Attributes:
        column: what a query of the owners takes along to know their files; named ``files``.
    """

    def __init__(self, row: type[Base], owner: type[Base]) -> None:
        links, owners = table(row), table(owner)
        self._attach = insert(links)
        self._detach = delete(links).where(links.c.owner_id == bindparam("key"))
        self.column = gathered(links.c.owner_id == owners.c.id, links.c.position, links.c.evidence_id).label("files")

    def keep(self, connection: Connection, key: str, known: Sequence[EvidenceId], wanted: Sequence[EvidenceId]) -> None:
        """Bring the links of an owner from the known files to the wanted ones."""
        if tuple(known) == tuple(wanted):
            return
        connection.execute(self._detach, {"key": key})
        if wanted:
            connection.execute(
                self._attach, [{"owner_id": key, "evidence_id": evidence, "position": n} for n, evidence in enumerate(wanted)]
            )

    def add(self, connection: Connection, owned: Iterable[tuple[str, Sequence[EvidenceId]]]) -> None:
        """The links of owners that are new, in one statement."""
        links = [{"owner_id": key, "evidence_id": evidence, "position": n} for key, files in owned for n, evidence in enumerate(files)]
        if links:
            connection.execute(self._attach, links)

    @staticmethod
    def read(row: Row[Any]) -> tuple[EvidenceId, ...]:
        """The files of a row, in order."""
        return tuple(EvidenceId(evidence) for _position, evidence in sorted(json.loads(row.files)))
