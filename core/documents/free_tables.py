"""A file of tables as it was read: plain data that travels between processes."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents.table_cells import Cell

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 1 and included."""


@dataclass(frozen=True, slots=True)
class FreeSheet:
    """One sheet.

    Attributes:
        name: of a text file the file's own.
        grid: rows from row 1 on, each from column A on; a row ends with its last cell that says something.
        merges: merged areas; only the first cell of one holds its value.
        hidden: the sheet is hidden; hidden_rows, hidden_columns: those of the sheet that are, from 1.
    """

    name: str
    grid: tuple[tuple[Cell, ...], ...]
    merges: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a row and column, both from 1; empty beyond the last."""
        cells = self.grid[row - 1] if 1 <= row <= len(self.grid) else ()
        return cells[column - 1] if 1 <= column <= len(cells) else None


@dataclass(frozen=True, slots=True)
class FreeBook:
    """A file.

    Attributes:
        file: its name.
        kind: ``xlsx``, ``xls``, ``ods`` or ``text``.
        sheets: those with something in them, in their order.
        notes: what was recognised or passed over, in words.
    """

    file: str
    kind: str
    sheets: tuple[FreeSheet, ...]
    notes: tuple[str, ...] = ()
