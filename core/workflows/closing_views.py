"""What is open in a month, and who closed it: frozen views for the dialog and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from core.domain.finding import Place
from core.domain.period import Month


class Open(Enum):
    """What is open in a month."""

    BLOCK = "block"
    EMPTY = "empty"
    QUESTION = "question"
    ESTIMATE = "estimate"
    BILL = "bill"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing that is still open in a month, with the cell that mends it.

    Attributes:
        forbids: whether the month cannot be closed before it is mended.
        name: the row, or how many rows; `words` then says which.
        rule: number of the rule that says so; empty where none does.
    """

    kind: Open
    forbids: bool
    name: str
    words: str
    place: Place
    rule: str = ""


@dataclass(frozen=True, slots=True)
class MonthReview:
    """What a person should know before a month is closed.

    Attributes:
        points: what is open in the month, what forbids closing first.
        earlier: months before it in the same dossier that are still open.
        in_the_way: months among these that cannot be closed, each with how many points forbid it.
    """

    month: Month
    points: tuple[OpenPoint, ...]
    earlier: tuple[Month, ...]
    in_the_way: Mapping[Month, int]

    @property
    def closable(self) -> bool:
        """Whether nothing forbids closing the month."""
        return not any(point.forbids for point in self.points)


@dataclass(frozen=True, slots=True)
class Closure:
    """Who closed or reopened a month when, and why it was reopened; `at` is ISO 8601 with its offset from UTC."""

    closed: bool
    author: str
    at: str
    reason: str
