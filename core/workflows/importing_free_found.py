"""What the tables of a plan hold, and what they are read against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.documents.table_cells import Cell
from core.documents.workbook import SheetRow, Unreadable
from core.domain.activity import Subject
from core.domain.emission import Meter
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import UnitTable


@dataclass(frozen=True, slots=True)
class FreeCell:
    """One month's figure.

    Attributes:
        letter: of its column.
        subject: of the grid; month: None where it cannot be known.
        value: as it stands; unit: code of the unit it is written in, empty for the row's own.
        refused: why it cannot be taken, whatever the ledger says.
    """

    row: int
    letter: str
    subject: Subject
    month: Month | None
    value: Cell
    unit: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Books:
    """What a table is read against.

    Attributes:
        period: of the dossier.
        names: of the rows of the grid.
        meters: of the venue, to find a bill's row by its account.
        same: row → unit that people write → unit that it is there: a 吨 of water is a cubic metre.
    """

    period: ReportingPeriod
    names: Mapping[Subject, str]
    meters: Sequence[Meter]
    same: Mapping[Subject, Mapping[str, str]]
    units: UnitTable

    def unit(self, subject: Subject, written: str) -> str:
        """The unit that a written one is for a row; what is no unit stays as it is written."""
        found = self.units.find(written) if written else None
        return self.same.get(subject, {}).get(found.code, written) if found is not None else written


@dataclass(slots=True)
class Found:
    """What one table holds.

    Attributes:
        cells: of months; bills: rows as our bill sheet has them; letters: code of a bill column → its letter here.
        notes: what was left out, with counts.
    """

    cells: list[FreeCell] = field(default_factory=list)
    bills: list[SheetRow] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
