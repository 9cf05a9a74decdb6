"""Where the monthly page leads a person: to what waits for a figure, to what no file proves."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex

from core.domain.period import Month
from core.workflows.views import CellState
from ui.models.monthly_grid import MonthlyGridModel
from ui.widgets.grid_table import GridTable


class GridPlaces:
    """Finds cells of one grid; it moves nobody."""

    def __init__(self, view: GridTable, model: MonthlyGridModel) -> None:
        self._view = view
        self._model = model

    def start(self) -> QModelIndex:
        """Where the page opens: at the first cell that waits for a figure and is seen, else at the first line that is seen."""
        view, model = self._view, self._model
        waiting = ((row, column) for column, row in self.waiting() if not view.isRowHidden(row))
        seen = (number for number in range(model.rowCount()) if not view.isRowHidden(number) and not model.is_group(number))
        row, column = next(waiting, None) or (next(seen, 0), 0)
        return model.index(row, column)

    def first_cell(self) -> QModelIndex:
        """The first month of the first row."""
        rows = self._model.data_rows()
        return self._model.index(rows[0], 0) if rows else QModelIndex()

    def waiting(self) -> list[tuple[int, int]]:
        """Column and line of the cells that wait for a figure, month by month; those that can be filled now, else all of them."""
        model = self._model
        places = ((column, row) for column in range(len(model.months)) for row in model.data_rows())
        cells = ((place, model.cell(model.index(place[1], place[0]))) for place in places)
        waiting = [(place, cell) for place, cell in cells if cell is not None and cell.state is CellState.WANTED]
        return [place for place, cell in waiting if cell.editable] or [place for place, _cell in waiting]

    def wanted(self, month: Month | None) -> QModelIndex | None:
        """The first cell that waits for a figure, in one month or in any; None where there is none."""
        model = self._model
        found = next(((row, column) for column, row in self.waiting() if month in {None, model.months[column]}), None)
        return model.index(*found) if found is not None else None

    def largest_unproven(self) -> QModelIndex:
        """The first cell without a file in the row that emits most without one."""
        grid = self._model.grid
        rows = [(row.tco2e * (1 - row.coverage), row) for row in (grid.rows() if grid is not None else ()) if row.coverage is not None]
        if not rows:
            return QModelIndex()
        row = max(rows, key=lambda pair: pair[0])[1]
        bare = next((cell.month for cell in row.cells if cell.micro and not cell.proven), row.cells[0].month)
        return self._model.index_of(row.subject, bare)
