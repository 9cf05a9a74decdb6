"""The ledger of the plan as a table: one row for each measure, sorted by the head that was pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.i18n import _, mark
from core.workflows.measure_views import MeasureRow, MeasuresView
from ui import theme
from ui.models.table import Column, TableModel
from ui.widgets.event_edits import day_text
from ui.widgets.measure_lines import tonnes_words
from ui.widgets.measure_paint import paint_state, state_width
from ui.widgets.measure_rows import wan_text
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

_PAD = 8
_NAME_LEAST = 120
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
_NONE = "—"
_NEVER = "9999-12"
"""Sorts behind every month."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A measure of the plan as the ledger shows it."""

    row: MeasureRow


def _planned(one: LedgerRow, name: str) -> Any:
    return getattr(one.row.planned, name) if one.row.planned is not None else None


def _saves(row: MeasureRow) -> str:
    """From the month after it is put into operation until its lifetime ends."""
    return f"{row.first_month}—{row.last_month}" if row.first_month is not None else _NONE


COLUMNS: tuple[Column[LedgerRow], ...] = (
    Column(mark("措施"), lambda one: f"{one.row.measure.id}　{one.row.name}", tip=lambda one: one.row.name),
    Column(mark("状态"), lambda one: one.row.state_name),
    Column(mark("负责人"), lambda one: _planned(one, "owner") or _NONE),
    Column(mark("开始"), lambda one: day_text(_planned(one, "start_on")) or _NONE, "right"),
    Column(mark("完成"), lambda one: day_text(_planned(one, "done_on")) or _NONE, "right"),
    Column(mark("投资 万元"), lambda one: wan_text(_planned(one, "cost_yuan")) or _NONE, "right"),
    Column(mark("预计 t/年"), lambda one: tonnes_words(one.row), "right"),
    Column(mark("计入期"), lambda one: _saves(one.row), "right"),
    Column(mark("佐证"), lambda one: shown(len(one.row.evidence), 0) if one.row.evidence else _NONE, "right"),
)
NAME, STATE, OWNER, START, DONE, COST, TONNES, SAVES, FILES = range(9)
_KEYS: dict[int, Callable[[LedgerRow], Any]] = {
    NAME: lambda one: one.row.measure.id,
    STATE: lambda one: list(MeasureState).index(_planned(one, "state") or MeasureState.PLANNED),
    OWNER: lambda one: _planned(one, "owner") or "",
    START: lambda one: _planned(one, "start_on") or date.max,
    DONE: lambda one: _planned(one, "done_on") or date.max,
    COST: lambda one: -(_planned(one, "cost_yuan") or 0),
    TONNES: lambda one: -one.row.tonnes,
    SAVES: lambda one: str(one.row.first_month or _NEVER),
    FILES: lambda one: -len(one.row.evidence),
}


def ledger_rows(view: MeasuresView) -> tuple[LedgerRow, ...]:
    """The plan, then what was proven, then what was stopped."""
    rows = {row.measure.id: row for group in (view.plan, view.verified, view.stopped) for row in group}
    return tuple(LedgerRow(row) for row in rows.values())


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: LedgerTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        one = self._table.plan.row(index)
        if one is None:
            return
        rect: QRect = option.rect
        number = index.column()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.color("accent_soft" if chosen else "surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if chosen and number == 0:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), theme.color("accent"))
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        state = _planned(one, "state")
        if number == STATE and state is not None:
            room = QRect(inner.x(), inner.y(), state_width(one.row.state_name) + 1, inner.height())
            paint_state(painter, room, state, one.row.state_name)
            return
        column = self._table.plan.column(number)
        ink = theme.color("text" if number in {NAME, TONNES} else "text2")
        draw_text(painter, inner, column.value(one), theme.font("label", bold=number == TONNES), ink, _ALIGN[column.align])
        if chosen and number == 0 and self._table.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(4, 2, -2, -3))


class _Head(QHeaderView):
    def __init__(self, table: LedgerTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setFixedHeight(theme.metrics().grid_head)
        self.setMinimumSectionSize(8)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))
        column = self._table.plan.column(logicalIndex)
        by, back = self._table.order()
        on = by == logicalIndex
        words = _(column.title) + ((" ↑" if back else " ↓") if on else "")
        ink = theme.color("text" if on else "text2")
        draw_text(painter, rect.adjusted(_PAD, 0, -_PAD, 0), words, theme.font("label", bold=on), ink, _ALIGN[column.align])


class LedgerTable(QTableView):
    """As high as its rows: the page scrolls, not the table."""

    chosen = Signal(str)
    """Another measure is looked at."""
    opened = Signal(str)
    """Enter or a double click: on to its parameters."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan: TableModel[LedgerRow] = TableModel(COLUMNS)
        self._given: tuple[LedgerRow, ...] = ()
        self._by, self._back = TONNES, False
        self._filling = False
        self.setModel(self.plan)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalHeader(_Head(self))
        self.horizontalHeader().sectionClicked.connect(self.sort_by)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.metrics().table_row)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("实施台账"))
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.doubleClicked.connect(lambda _index: self.opened.emit(self.current()))

    def order(self) -> tuple[int, bool]:
        """The column it is sorted by, and whether the other way round."""
        return self._by, self._back

    def sort_by(self, number: int) -> None:
        """Sort by a column; pressed again, the other way round."""
        self._back = not self._back if number == self._by else False
        self._by = number
        self.set_rows(self._given)
        self.horizontalHeader().viewport().update()

    def set_rows(self, rows: Sequence[LedgerRow]) -> None:
        """Show other measures; the one that was looked at stays so where it is still there."""
        kept = self.current()
        self._given = tuple(rows)
        self._filling = True
        self.plan.set_rows(sorted(self._given, key=_KEYS[self._by], reverse=self._back))
        self._fit()
        self._filling = False
        if kept:
            self.choose(kept)

    def current(self) -> str:
        """Id of the measure that is looked at; empty for none."""
        one = self.plan.row(self.currentIndex())
        return one.row.measure.id if one is not None else ""

    def choose(self, key: str) -> bool:
        """Look at a measure; False where the plan does not hold it."""
        for number, one in enumerate(self.plan.rows()):
            if one.row.measure.id == key:
                self.selectRow(number)
                return True
        return False

    def _fit(self) -> None:
        """Columns as wide as their texts, the names take the rest; the table as high as its rows."""
        rows, face = self.plan.rows(), theme.font("label", bold=True)
        others = 0
        for number in range(1, self.plan.columnCount()):
            column = self.plan.column(number)
            texts = [_(column.title) + " ↓", *(column.value(one) for one in rows)]
            tag = max((state_width(one.row.state_name) for one in rows), default=0) if number == STATE else 0
            wide = max(tag, int(max(text_width(text, face) for text in texts))) + 2 * _PAD + 2
            self.setColumnWidth(number, wide)
            others += wide
        self.setColumnWidth(0, max(_NAME_LEAST * theme.metrics().label // 12, self.width() - others))
        bar = self.horizontalScrollBar().sizeHint().height() if self.columnWidth(0) + others > self.width() else 0
        self.setFixedHeight(self.horizontalHeader().height() + max(1, len(rows)) * theme.metrics().table_row + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current():
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _on_row(self) -> None:
        if not self._filling and self.current():
            self.chosen.emit(self.current())
