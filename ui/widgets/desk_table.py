"""The packages on the desk: one row each, walked with the arrows, the verdict by shape and word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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

from core.i18n import _, mark
from ui import theme
from ui.models.table import Column, TableModel
from ui.widgets.desk_rows import DeskRow, paint_verdict
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

_PAD = 8
_REASON_ROOM, _NAME_ROOM = 16, 8
"""Signs that a reason should have, and that a name keeps at least."""
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}


def _environment(row: DeskRow) -> str:
    if row.reviewed.trial is None:
        return "—"
    return _("试用") if row.reviewed.trial else _("正式")


COLUMNS: tuple[Column[DeskRow], ...] = (
    Column(mark("判定"), lambda row: row.words),
    Column(mark("单位"), lambda row: row.organization, tip=lambda row: str(row.path)),
    Column(mark("类型"), lambda row: row.kind),
    Column(mark("期间"), lambda row: row.period),
    Column(mark("修订"), lambda row: row.revision),
    Column(mark("声明排放 tCO₂e"), lambda row: row.total, "right"),
    Column(mark("复算"), lambda row: row.result),
    Column(mark("已注销 吨"), lambda row: row.retired, "right"),
    Column(mark("用途"), _environment),
    Column(mark("原因"), lambda row: row.reason, tip=lambda row: row.reason),
)
VERDICT, ORGANIZATION, KIND, PERIOD, REVISION, TOTAL, RESULT, RETIRED, USE, REASON = range(10)
_QUIET = frozenset({KIND, PERIOD, REVISION, USE, REASON})


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: DeskTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._table.packages.row(index)
        if row is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if chosen else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        number = index.column()
        if chosen and number == 0:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), theme.color("accent"))
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        column = self._table.packages.column(number)
        bold = number == VERDICT or (number == RESULT and row.reviewed.equal is False)
        if number == VERDICT:
            edge = theme.metrics().mark
            paint_verdict(painter, QRect(inner.x(), inner.center().y() - edge // 2 + 1, edge, edge), row.verdict, ground)
            inner = inner.adjusted(edge + theme.XS + 1, 0, 0, 0)
        ink = theme.color("text2" if number in _QUIET else "text")
        draw_text(painter, inner, column.value(row), theme.font("label", bold=bold), ink, _ALIGN[column.align])
        if chosen and number == 0 and self._table.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(4, 2, -2, -3))


class _Head(QHeaderView):
    def __init__(self, table: DeskTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(theme.metrics().grid_head)
        self.setMinimumSectionSize(8)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))
        column = self._table.packages.column(logicalIndex)
        words = rect.adjusted(_PAD, 0, -_PAD, 0)
        draw_text(painter, words, _(column.title), theme.font("label"), theme.color("text2"), _ALIGN[column.align])


class DeskTable(QTableView):
    """As high as its rows: the page scrolls, not the table."""

    chosen = Signal()
    opened = Signal()
    """Enter: on to what can be done with the package."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.packages: TableModel[DeskRow] = TableModel(COLUMNS)
        self.setModel(self.packages)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalHeader(_Head(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.metrics().table_row)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("材料包"))
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self._fit()

    def _on_row(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit()

    def set_rows(self, rows: Sequence[DeskRow]) -> None:
        """Show other packages; the one that was looked at stays so where it is still there."""
        kept = self.current()
        self.packages.set_rows(rows)
        self._fit()
        if not (kept is not None and self.choose(kept.path)) and rows:
            self.selectRow(0)
        self.chosen.emit()

    def current(self) -> DeskRow | None:
        """The package that is looked at."""
        return self.packages.row(self.currentIndex())

    def choose(self, path: Path) -> bool:
        """Look at a package; False where the table does not show it."""
        for number, row in enumerate(self.packages.rows()):
            if row.path == path:
                self.selectRow(number)
                return True
        return False

    def step(self, by: int) -> None:
        """Go up or down."""
        number = self.currentIndex().row() + by
        if 0 <= number < self.packages.rowCount():
            self.selectRow(number)

    def _fit(self) -> None:
        """Columns as wide as their texts; reasons take what is left, and names give way where there is too little."""
        rows, face = self.packages.rows(), theme.font("label", bold=True)
        widths = []
        for column in COLUMNS:
            texts = [_(column.title), *(column.value(row) for row in rows)]
            widths.append(int(max(text_width(text, face) for text in texts)) + 2 * _PAD + theme.HAIR)
        widths[VERDICT] += theme.metrics().mark + theme.S
        least = _REASON_ROOM * theme.metrics().label
        spare = self.width() - sum(widths[:REASON])
        if spare < least:
            narrowed = max(_NAME_ROOM * theme.metrics().label, widths[ORGANIZATION] + spare - least)
            spare += widths[ORGANIZATION] - narrowed
            widths[ORGANIZATION] = narrowed
        widths[REASON] = max(spare, theme.XXL)
        for number, wide in enumerate(widths):
            self.setColumnWidth(number, wide)
        self.setFixedHeight(self.horizontalHeader().height() + len(rows) * theme.metrics().table_row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.current() is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)
