"""What the import of a table did: four counts that add up, every refusal with its place, and how the expected figures compare."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from core.workflows.views import Refusal


class RowOutcome(Enum):
    """What became of a row that was taken."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Comparison(Enum):
    """How an expected figure and ours stand to each other."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One expected figure of one row.

    Attributes:
        expected: as it stands in the table; empty where it cannot be read.
        unit: label of the unit of both.
        computed: ours, in the same unit; None where there is none.
        reason: why it cannot be compared; empty where it can.
    """

    row: int
    column: str
    figure: str
    expected: str
    unit: str
    computed: Fraction | None
    outcome: Comparison
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One row that was taken: which venue and dossier it went to, and what that comes to.

    Attributes:
        key: the file's own id of the venue.
        days: first and last day, both included.
        tco2e: the tonnes of the row's days; None where they are not computed for lack of an expected figure.
    """

    row: int
    key: str
    venue_id: str
    venue: str
    dossier_id: str
    days: tuple[str, str]
    outcome: RowOutcome
    tco2e: Fraction | None


@dataclass(frozen=True, slots=True)
class TableReport:
    """What an import did: read = accepted + changed + unchanged + refused, counted in rows of the table.

    Attributes:
        refused: the rows that were not taken; `refusals` names each of their cells.
        venues, dossiers, own_factors: how many were made or altered.
        blanks: quantities that were left blank; not given is not zero.
    """

    file: str
    mapping: str
    read: int
    accepted: int
    changed: int
    unchanged: int
    refused: int
    refusals: tuple[Refusal, ...]
    rows: tuple[TakenRow, ...]
    compared: tuple[ComparedFigure, ...]
    notes: tuple[str, ...]
    venues: int
    dossiers: int
    own_factors: int
    blanks: int
    dry_run: bool

    def count(self, outcome: Comparison) -> int:
        """How many expected figures came out so."""
        return sum(1 for one in self.compared if one.outcome is outcome)
