"""A shelf: one kind of thing, taken out and put back as domain objects, each change with its line in the journal."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, delete, func, insert, select, update

from core.domain.activity import ChangeId, EvidenceId
from core.store.codec import decode, encode
from core.store.journal import Journal
from core.store.schema import Base, table

Key = TypeVar("Key", bound=str)
Thing = TypeVar("Thing")


class Statements:
    """What is asked of one table again and again, built once.

    Attributes:
        query: all rows, each with its parts from other tables, if any.
        find: the row with the key given as ``key_<column>``.
        insert, update, delete: the same for one row.
    """

    def __init__(self, row: type[Base], *parts: ColumnElement[Any]) -> None:
        rows = table(row)
        same = and_(*(column == bindparam(f"key_{column.name}", type_=column.type) for column in rows.primary_key))
        self.query: Select[Any] = select(rows, *parts)
        self.find = self.query.where(same)
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
        known = self.get(key)
        before = None if known is None else encode(known)
        after = None if thing is None else encode(thing)
        if before == after:
            return False
        self._keep(key, known, thing)
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

    @staticmethod
    def read(row: Row[Any]) -> tuple[EvidenceId, ...]:
        """The files of a row, in order."""
        return tuple(EvidenceId(evidence) for _position, evidence in sorted(json.loads(row.files)))
