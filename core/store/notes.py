"""What is written about figures rather than entered: explanations of findings, closed months, facts of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NewType

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert

from core.domain.activity import ChangeId
from core.domain.organization import VenueId
from core.domain.period import Month
from core.store.journal import Journal
from core.store.schema import ClosedMonthRow, ExplanationRow, LedgerRow, table
from core.store.shelf import Shelf, Statements

NoteKey = NewType("NoteKey", str)
"""Key in the journal of what belongs to a venue: the venue's id, a slash, and what it is about."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was written against the finding with this key."""

    venue_id: VenueId
    finding: str
    text: str


@dataclass(frozen=True, slots=True)
class MonthClosure:
    """Whether a month stands closed; `reason` says why it was reopened."""

    venue_id: VenueId
    month: Month
    closed: bool
    reason: str = ""


class LedgerFacts:
    """Facts about the ledger itself, as texts by name: `LEDGER_ID`, `CREATED_AT`, `SAMPLE` and what callers add."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str, default: str = "") -> str:
        """The fact of this name."""
        value = self._connection.scalar(select(LedgerRow.value).where(LedgerRow.name == name))
        return default if value is None else value

    def set(self, name: str, value: str) -> None:
        """Keep a fact; it has no history."""
        put = insert(table(LedgerRow)).values(name=name, value=value)
        self._connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


class Explanations:
    """Explanations of findings."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self.shelf = ExplanationShelf(connection, journal)

    def of_venue(self, venue_id: VenueId) -> Mapping[str, str]:
        """The venue's explanations by the key of their finding."""
        query = select(ExplanationRow.finding, ExplanationRow.text).where(ExplanationRow.venue_id == venue_id)
        return dict(self._connection.execute(query.order_by(ExplanationRow.finding)).all())

    def put(self, venue_id: VenueId, finding: str, text: str, change: ChangeId) -> bool:
        """Write an explanation; an empty text takes it away. Says whether anything was altered."""
        if not text:
            return self.shelf.remove(NoteKey(f"{venue_id}/{finding}"), change)
        return self.shelf.put(Explanation(venue_id, finding, text), change)


class ClosedMonths:
    """Which months are closed; why one was reopened stands in its history."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self.shelf = MonthClosureShelf(connection, journal)

    def of_venue(self, venue_id: VenueId) -> frozenset[Month]:
        """The venue's closed months."""
        query = select(ClosedMonthRow.month).where(ClosedMonthRow.venue_id == venue_id, ClosedMonthRow.closed)
        return frozenset(self._connection.scalars(query))

    def close(self, venue_id: VenueId, month: Month, change: ChangeId) -> bool:
        """Close a month; False where it is closed already."""
        return self.shelf.put(MonthClosure(venue_id, month, closed=True), change)

    def reopen(self, venue_id: VenueId, month: Month, reason: str, change: ChangeId) -> bool:
        """Reopen a closed month with its reason; False where it is open."""
        if month not in self.of_venue(venue_id):
            return False
        return self.shelf.put(MonthClosure(venue_id, month, closed=False, reason=reason), change)


class ExplanationShelf(Shelf[NoteKey, Explanation]):
    """Explanations in rows."""

    kind = "explanation"
    _thing_type = Explanation
    _sql = Statements(ExplanationRow)

    def _identity(self, key: NoteKey) -> dict[str, object]:
        venue_id, _slash, finding = key.partition("/")
        return {"key_venue_id": venue_id, "key_finding": finding}

    def _key(self, thing: Explanation) -> NoteKey:
        return NoteKey(f"{thing.venue_id}/{thing.finding}")

    def _thing(self, row: Row[Any]) -> Explanation:
        return Explanation(venue_id=VenueId(row.venue_id), finding=row.finding, text=row.text)

    def _columns(self, thing: Explanation) -> Mapping[str, object]:
        return {"venue_id": thing.venue_id, "finding": thing.finding, "text": thing.text}


class MonthClosureShelf(Shelf[NoteKey, MonthClosure]):
    """Closed and reopened months in rows."""

    kind = "closed_month"
    _thing_type = MonthClosure
    _sql = Statements(ClosedMonthRow)

    def _identity(self, key: NoteKey) -> dict[str, object]:
        venue_id, _slash, month = key.partition("/")
        return {"key_venue_id": venue_id, "key_month": Month.parse(month)}

    def _key(self, thing: MonthClosure) -> NoteKey:
        return NoteKey(f"{thing.venue_id}/{thing.month}")

    def _thing(self, row: Row[Any]) -> MonthClosure:
        return MonthClosure(venue_id=VenueId(row.venue_id), month=row.month, closed=row.closed, reason=row.reason)

    def _columns(self, thing: MonthClosure) -> Mapping[str, object]:
        return {"venue_id": thing.venue_id, "month": thing.month, "closed": thing.closed, "reason": thing.reason}
