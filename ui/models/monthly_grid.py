"""The monthly grid as a Qt model: sources and outputs down, months across, three columns of sums; months take edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from core.domain.period import Month
from core.domain.quantity import MICRO, shown, shown_micro
from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.views import CellEdit, GridCell, GridGroup, GridRow, MonthlyGrid
from ui.models.block import Block
from ui.models.cell_words import cell_text, comment_words, hint_of, same_figure, state_words

AnyIndex = QModelIndex | QPersistentModelIndex

TOTAL, LAST_YEAR, CHANGE = 0, 1, 2
"""The columns behind the months, counted from the first of them."""

_SUM_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen: the head of a group, or one of its rows."""

    group: GridGroup
    row: GridRow | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What the selected cells add up to; `total` and `mean` are empty where their units differ."""

    count: int
    total: str
    mean: str
    unit: str


class MonthlyGridModel(QAbstractTableModel):
    """Shows a `MonthlyGrid` and turns a typed text into one call; what it shows afterwards comes from the workflow again."""

    refused = Signal(object, object)
    """A month's index and the `AppError` that says why its text was not taken."""

    grid_changed = Signal()
    """Figures have changed; comes once for each new state, after Qt's own signals."""

    def __init__(self, enter: Callable[[CellEdit], object]) -> None:
        """Make an empty model.

        Args:
            enter: writes one cell and raises `AppError` when it is refused.
        """
        super().__init__()
        self._enter = enter
        self._grid: MonthlyGrid | None = None
        self._lines: tuple[Line, ...] = ()
        self._months: tuple[Month, ...] = ()
        self._closures: Mapping[Month, str] = {}

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def set_grid(self, grid: MonthlyGrid) -> None:
        """Show another state of the grid. Where the rows are the same ones, selection and open editor stay."""
        lines = tuple(line for group in grid.groups for line in (Line(group), *(Line(group, row) for row in group.rows)))
        if grid.months == self._months and [_identity(line) for line in lines] == [_identity(line) for line in self._lines]:
            self._replace(grid, lines)
            return
        self.beginResetModel()
        self._grid, self._lines, self._months = grid, lines, grid.months
        self.endResetModel()
        self.grid_changed.emit()

    def _replace(self, grid: MonthlyGrid, lines: tuple[Line, ...]) -> None:
        """Take over the same rows with other figures, and name only the cells that differ: Qt paints no more than those."""
        closed_before = self._grid.closed if self._grid is not None else frozenset()
        before, self._grid, self._lines = self._lines, grid, lines
        if grid.closed != closed_before:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        for number, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old == new:
                continue
            for column in self._changed_columns(old, new):
                index = self.index(number, column)
                self.dataChanged.emit(index, index)
            if old.row is not None and new.row is not None and (old.row.name, old.row.unanswered) != (new.row.name, new.row.unanswered):
                self.headerDataChanged.emit(Qt.Orientation.Vertical, number, number)
        self.grid_changed.emit()

    def _changed_columns(self, old: Line, new: Line) -> list[int]:
        if old.row is None or new.row is None:
            return [0]
        months = len(self._months)
        columns = [n for n, (was, now) in enumerate(zip(old.row.cells, new.row.cells, strict=True)) if was != now]
        return [*columns, months + TOTAL, months + LAST_YEAR, months + CHANGE]

    def set_closures(self, words: Mapping[Month, str]) -> None:
        """Who closed or reopened which month, as hovering over its head tells it."""
        self._closures = words

    @property
    def grid(self) -> MonthlyGrid | None:
        """What is shown; None before the first."""
        return self._grid

    @property
    def months(self) -> tuple[Month, ...]:
        """The months across."""
        return self._months

    def line(self, row: int) -> Line:
        """One line by its number."""
        return self._lines[row]

    def lines(self) -> tuple[Line, ...]:
        """All lines from top to bottom."""
        return self._lines

    def is_group(self, row: int) -> bool:
        """Whether a line is the head of a group."""
        return self._lines[row].row is None

    def is_month(self, column: int) -> bool:
        """Whether a column is a month."""
        return 0 <= column < len(self._months)

    def is_closed(self, column: int) -> bool:
        """Whether a column is a month that takes no figure any more: closed 月结, or the whole dossier is locked."""
        return self._grid is not None and self.is_month(column) and (self._months[column] in self._grid.closed or not self._grid.editable)

    def cell(self, index: AnyIndex) -> GridCell | None:
        """The cell of a row and a month; None elsewhere."""
        if not index.isValid() or not self.is_month(index.column()):
            return None
        row = self._lines[index.row()].row
        return row.cells[index.column()] if row is not None else None

    def month(self, index: AnyIndex) -> Month | None:
        """The month of a column; None for the sums."""
        return self._months[index.column()] if index.isValid() and self.is_month(index.column()) else None

    def row(self, index: AnyIndex) -> GridRow | None:
        """The row of a line; None for the head of a group."""
        return self._lines[index.row()].row if index.isValid() else None

    def row_number(self, subject: str) -> int:
        """The line of a row; −1 where there is none."""
        return next((number for number, line in enumerate(self._lines) if line.row is not None and line.row.subject == subject), -1)

    def index_of(self, subject: str, month: Month | None) -> QModelIndex:
        """The index of a row and month, of its sum for no month; invalid where there is none."""
        number = self.row_number(subject)
        if number < 0 or (month is not None and month not in self._months):
            return QModelIndex()
        return self.index(number, self._months.index(month) if month is not None else len(self._months) + TOTAL)

    def data_rows(self) -> tuple[int, ...]:
        """The lines that are rows, without the heads of groups."""
        return tuple(number for number, line in enumerate(self._lines) if line.row is not None)

    def find(self, text: str, after: tuple[int, int], *, back: bool = False) -> tuple[int, int] | None:
        """The next cell whose figure, comment or reason holds the text, or row whose name does, from a line and column on; round the end.

        A figure is found with and without its separators.
        """
        wanted = text.strip().casefold()
        number = wanted.replace(",", "").replace("，", "")
        if not wanted:
            return None
        hits: list[tuple[int, int]] = []
        for line in self.data_rows():
            row = self._lines[line].row
            if row is not None:
                columns = [n for n, cell in enumerate(row.cells) if _holds(cell, wanted, number)]
                hits += [(line, column) for column in columns or ([0] if wanted in row.name.casefold() else [])]
        ahead = [hit for hit in hits if (hit < after if back else hit > after)]
        chosen = ahead or hits
        return (chosen[-1] if back else chosen[0]) if chosen else None

    # ---- blocks -----------------------------------------------------------------------------------------------------

    def edits(self, cells: Iterable[QModelIndex], text: str) -> tuple[CellEdit, ...]:
        """One edit with the same text for each month among these cells; cells that hold it already are left out."""
        wanted = ((self.edit(index, text), self.cell(index)) for index in cells)
        return tuple(edit for edit, cell in wanted if edit is not None and cell is not None and cell_text(cell) != text)

    def edit(self, index: AnyIndex, text: str) -> CellEdit | None:
        """The edit that writes a text into a cell; None where there is no cell."""
        row, month = self.row(index), self.month(index)
        return CellEdit(row.subject, month, text) if row is not None and month is not None else None

    def block_edits(self, top: int, left: int, block: Block) -> tuple[CellEdit, ...]:
        """The edits that write a block with its first cell at a place; heads of groups are stepped over.

        A cell that already holds the same figure is left out, so a block that is copied and pasted in place changes nothing, and
        cells that bills feed are no obstacle to it.

        Raises:
            InputError: the block reaches beyond the table; the sentence says how much room there is.
        """
        rows = [number for number in self.data_rows() if number >= top]
        high, wide = len(block), len(block[0]) if block else 0
        if high > len(rows) or left + wide > len(self._months):
            raise InputError(
                "paste.too_large",
                _("要粘贴的内容有 {rows} 行 {columns} 列，从这一格起只放得下 {room_rows} 行 {room_columns} 列。").format(
                    rows=high, columns=wide, room_rows=len(rows), room_columns=max(0, len(self._months) - left)
                ),
                _("没有写入任何一格。请换一个起点，或在 Excel 里只复制要用的部分。"),
            )
        edits: list[CellEdit] = []
        for down, (number, texts) in enumerate(zip(rows, block, strict=False)):
            for offset, text in enumerate(texts):
                index = self.index(number, left + offset)
                row, cell = self.row(index), self.cell(index)
                if row is not None and cell is not None and not same_figure(cell, text):
                    origin = _("粘贴内容第 {row} 行第 {column} 列").format(row=down + 1, column=offset + 1) if high * wide > 1 else ""
                    edits.append(CellEdit(row.subject, cell.month, text.strip(), origin))
        return tuple(edits)

    def block_of(self, rows: Iterable[int], columns: Iterable[int]) -> Block:
        """The exact texts of cells, for the clipboard."""
        wanted = tuple(columns)
        return tuple(tuple(self._plain(self.index(row, column)) for column in wanted) for row in rows if not self.is_group(row))

    def headed(self, rows: Iterable[int], columns: Iterable[int]) -> Block:
        """The same with the months above it, and the names and units of the rows before it."""
        numbers, wanted = tuple(row for row in rows if not self.is_group(row)), tuple(columns)
        titles = tuple(str(self.headerData(column, Qt.Orientation.Horizontal)) for column in wanted)
        body = zip(numbers, self.block_of(numbers, wanted), strict=True)
        named = ((self._lines[number].row, texts) for number, texts in body)
        return ((_("项目"), _("单位"), *titles), *((row.name, row.unit_label, *texts) for row, texts in named if row is not None))

    def sum_of(self, cells: Iterable[QModelIndex]) -> Sum:
        """Count, sum and mean of the figures among these cells."""
        micros: list[int] = []
        rows: dict[str, GridRow] = {}
        for index in cells:
            cell, row = self.cell(index), self.row(index)
            if cell is not None and row is not None and cell.micro is not None:
                micros.append(cell.micro)
                rows.setdefault(row.unit, row)
        if len(rows) != 1:
            return Sum(len(micros), "", "", "")
        row = next(iter(rows.values()))
        mean = shown(Fraction(sum(micros), MICRO * len(micros)), row.decimals)
        return Sum(len(micros), shown_micro(sum(micros), row.decimals), mean, row.unit_label)

    # ---- Qt ---------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or not self._months else len(self._months) + _SUM_COLUMNS

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        cell = self.cell(index)
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsEditable if cell is not None and cell.editable else usual

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(index)
        if role == Qt.ItemDataRole.EditRole:
            cell = self.cell(index)
            return cell_text(cell) if cell is not None else self._shown(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._hint(index)
        return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write a typed text; False, and `refused`, where it cannot be taken. An unchanged text writes nothing."""
        cell = self.cell(index)
        edit = self.edit(index, str(value).strip())
        if role != Qt.ItemDataRole.EditRole or cell is None or edit is None or not cell.editable:
            return False
        if edit.text == cell_text(cell):
            return True
        try:
            self._enter(edit)
        except AppError as error:
            self.refused.emit(index, error)
            return False
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._head_hint(section, orientation)
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._row_title(section) if 0 <= section < len(self._lines) else None
        if self.is_month(section):
            return _("{month}月").format(month=self._months[section].month)
        if 0 <= section < self.columnCount():
            before = str(self._months[0].year - 1)
            return (_("合计"), before if self._months[0].month == 1 else _("上一期"), _("同比"))[section - len(self._months)]
        return None

    # ---- texts ------------------------------------------------------------------------------------------------------

    def _row_title(self, section: int) -> str:
        line = self._lines[section]
        return f"{line.row.name} {line.row.unit_label}" if line.row is not None else line.group.title

    def _shown(self, index: AnyIndex) -> str:
        line = self._lines[index.row()]
        if line.row is None:
            return ""
        if self.is_month(index.column()):
            return line.row.cells[index.column()].text
        return (line.row.total, line.row.last_year_total, line.row.change)[index.column() - len(self._months)]

    def _plain(self, index: AnyIndex) -> str:
        cell = self.cell(index)
        return cell_text(cell) if cell is not None else self._shown(index).replace(",", "").replace("−", "-")

    def _spoken(self, index: AnyIndex) -> str:
        line = self._lines[index.row()]
        if line.row is None:
            return line.group.title
        title = str(self.headerData(index.column(), Qt.Orientation.Horizontal))
        cell = self.cell(index)
        parts = [line.row.name, title, self._shown(index) or "—", line.row.unit_label]
        more = (state_words(cell), cell.locked_because, comment_words(cell)) if cell is not None else ()
        return " ".join([*parts, *more]).strip()

    def _hint(self, index: AnyIndex) -> str | None:
        cell, row = self.cell(index), self.row(index)
        return (
            (hint_of(cell, row, self._grid.findings) or None) if cell is not None and row is not None and self._grid is not None else None
        )

    def _head_hint(self, section: int, orientation: Qt.Orientation) -> str | None:
        """Of a month who closed it, of a row how much of it is proven."""
        if orientation == Qt.Orientation.Horizontal:
            return self._closures.get(self._months[section]) if self.is_month(section) else None
        row = self._lines[section].row if 0 <= section < len(self._lines) else None
        if row is None:
            return None
        covered = _("证据覆盖 {share}%，按排放量").format(share=shown(row.coverage * 100, 0)) if row.coverage is not None else ""
        return "\n".join(text for text in (row.name, row.unanswered, covered) if text)


def _holds(cell: GridCell, wanted: str, number: str) -> bool:
    """Whether a text stands in a cell: its figure, its comment, or the reason of its zero."""
    return number in cell.text.replace(",", "") or wanted in f"{cell.comment}\n{cell.zero_reason}".casefold()


def _identity(line: Line) -> tuple[object, ...]:
    return (line.group.scope, line.row.subject if line.row is not None else None)
