"""The dense table of the footprint: groups carry their sums and fold, tags stand at the figure, the total under a strong line."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
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

from core.domain.emission import Scope
from core.i18n import _
from ui import theme
from ui.models.footprint_rows import GRADE_COLUMN, TONNES_COLUMN, ResultRow
from ui.models.table import Column, TableModel
from ui.widgets.formula import pretty
from ui.widgets.text import draw_text, text_width

_PAD = 8
_INDENT = 28
_SCOPE_TOKENS = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3"}
_STRONG = {"group", "total"}
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
_GRADE_TONES = {"A": ("accent_soft", "accent_line", "accent"), "B": ("sunken", "line2", "text2"), "D": ("warn_s", "warn_s", "warn")}
_OTHER_GRADE = ("sunken", "line2", "text2")

AnyIndex = QModelIndex | QPersistentModelIndex


def _paint_tag(painter: QPainter, at: QRectF, words: str, tones: tuple[str, str, str]) -> None:
    ground, edge, ink = tones
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(edge), 1))
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(at.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_TAG, theme.RADIUS_TAG)
    painter.restore()
    draw_text(painter, at.toRect(), words, theme.font("label"), theme.color(ink), Qt.AlignmentFlag.AlignHCenter)


class _ResultDelegate(QStyledItemDelegate):
    """Paints from the row itself; the model is asked for nothing but that."""

    def __init__(self, table: ResultTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._table.table.row(index)
        if row is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if chosen else "sunken" if row.kind == "group" else "surface"
        painter.fillRect(rect, theme.color(ground))
        if row.kind == "total":
            painter.fillRect(rect.x(), rect.y(), rect.width(), 2, theme.color("text"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        if index.column() == 0:
            self._paint_name(painter, rect, inner, row, chosen, index.row())
        else:
            self._paint_figure(painter, inner, row, index.column(), chosen)

    def _paint_name(self, painter: QPainter, rect: QRect, inner: QRect, row: ResultRow, chosen: bool, number: int) -> None:
        if chosen:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), theme.color("accent"))
        bold = row.kind in _STRONG
        left = inner.x()
        if row.kind == "group":
            edge = theme.metrics().label
            name = "chevron-right" if self._table.is_folded(number) else "chevron-down"
            at = QPoint(left, inner.center().y() - edge // 2 + 1)
            painter.drawPixmap(at, theme.pixmap(name, "text", size=edge, ratio=painter.device().devicePixelRatioF()))
            left += edge + _PAD
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(_SCOPE_TOKENS.get(row.scope or Scope.MEMO, "text3")))
            painter.drawRoundedRect(QRectF(left, inner.center().y() - 4, 9, 9), 2, 2)
            painter.restore()
            left += 9 + _PAD
        elif row.kind == "source":
            left += _INDENT - _PAD
        words = QRect(left, inner.y(), inner.right() - left, inner.height())
        tags = [(tag, int(text_width(tag, theme.font("label"))) + 12) for tag in row.tags]
        room = words.adjusted(0, 0, -sum(width + 6 for _tag, width in tags), 0)
        used = draw_text(painter, room, pretty(row.name), theme.font("label", bold=bold), theme.color("text"))
        x = left + used + 8
        for tag, width in tags:
            height = theme.line_height("label") + 2
            _paint_tag(painter, QRectF(x, inner.center().y() - height / 2 + 1, width, height), tag, ("warn_s", "warn_s", "warn"))
            x += width + 6

    def _paint_figure(self, painter: QPainter, inner: QRect, row: ResultRow, number: int, chosen: bool) -> None:
        text = row.cells[number - 1]
        column = self._table.table.column(number)
        if self._table.by_source and number == GRADE_COLUMN:
            if text:
                width = theme.metrics().mark + 6
                height = theme.line_height("label") + 2
                at = QRectF(inner.center().x() - width / 2, inner.center().y() - height / 2 + 1, width, height)
                _paint_tag(painter, at, text, _GRADE_TONES.get(text, _OTHER_GRADE))
            return
        main = number == self._table.main_column
        bold = main or row.kind in _STRONG
        quiet = column.align == "left" or number >= self._table.quiet_from
        ink = theme.color("text2" if quiet else "text")
        draw_text(painter, inner, pretty(text), theme.font("label", bold=bold and not quiet), ink, _ALIGN[column.align])
        if main and chosen and self._table.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(inner.adjusted(-_PAD + 2, 1, _PAD - 2, -1))


class _Head(QHeaderView):
    def __init__(self, table: ResultTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(theme.metrics().grid_head)
        self.setMinimumSectionSize(8)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))
        column = self._table.table.column(logicalIndex)
        draw_text(
            painter, rect.adjusted(_PAD, 0, -_PAD, 0), _(column.title), theme.font("label"), theme.color("text2"), _ALIGN[column.align]
        )


class ResultTable(QTableView):
    """As high as its rows: the page scrolls, not the table."""

    asked = Signal(str, str)
    """Kind and key of a row: it was chosen."""
    opened = Signal(str, str)
    """Enter or a double click: lead on from this row."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: TableModel[ResultRow] = TableModel(())
        self.by_source = True
        self.main_column = TONNES_COLUMN
        self.quiet_from = TONNES_COLUMN
        self._folded: set[str] = set()
        self.setModel(self.table)
        self.setItemDelegate(_ResultDelegate(self))
        self.setHorizontalHeader(_Head(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.metrics().table_dense)
        self.verticalHeader().setMinimumSectionSize(theme.metrics().table_dense)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("核算结果表"))
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.doubleClicked.connect(self._on_open)

    def set_content(self, columns: tuple[Column[ResultRow], ...], rows: tuple[ResultRow, ...], *, by_source: bool, last_year: bool) -> None:
        """Show other rows; the row that was chosen stays chosen where it is still there.

        Args:
            columns: what the columns say.
            rows: what the rows say.
            by_source: whether the columns are those of sources, with their grade.
            last_year: whether the last two columns are last year's and step back.
        """
        kept = self.current_row()
        self.by_source = by_source
        self.main_column = TONNES_COLUMN if by_source else next((n for n, c in enumerate(columns) if "tCO₂e" in c.title), 1)
        self.quiet_from = len(columns) - (2 if last_year else 0)
        self.table.set_columns(columns, rows)
        self._fold_rows()
        self._fit()
        if kept is not None:
            self.choose(kept.kind, kept.key)

    def current_row(self) -> ResultRow | None:
        """The chosen row."""
        return self.table.row(self.currentIndex())

    def choose(self, kind: str, key: str) -> bool:
        """Choose a row by its key; False where there is none."""
        for number, row in enumerate(self.table.rows()):
            if row.kind == kind and row.key == key:
                self.selectRow(number)
                return True
        return False

    def is_folded(self, number: int) -> bool:
        """Whether the group on a line shows its head only."""
        return self.table.rows()[number].key in self._folded

    def toggle_fold(self, number: int) -> None:
        """Fold or unfold the group on a line."""
        self._folded ^= {self.table.rows()[number].key}
        self._fold_rows()
        self._fit()

    def _fold_rows(self) -> None:
        hidden = False
        for number, row in enumerate(self.table.rows()):
            if row.kind == "group":
                hidden = row.key in self._folded
            elif row.kind != "source":
                hidden = False
            self.setRowHidden(number, hidden and row.kind == "source")
            self.setRowHeight(number, theme.metrics().table_dense)

    # ---- size -------------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Columns as wide as their texts, the names take the rest; the table as high as its rows."""
        rows = self.table.rows()
        if not rows:
            return
        face = theme.font("label", bold=True)
        widths = [0] * self.table.columnCount()
        for number in range(1, len(widths)):
            texts = [_(self.table.column(number).title), *(row.cells[number - 1] for row in rows)]
            widths[number] = int(max(text_width(pretty(text), face) for text in texts)) + 2 * _PAD + 2
        names = max(int(text_width(pretty(row.name), face)) + _INDENT + sum(len(tag) for tag in row.tags) * 16 for row in rows) + _PAD
        spare = self.width() - names - sum(widths)
        share = max(0, spare) // (len(widths) + 1)
        for number in range(1, len(widths)):
            self.setColumnWidth(number, widths[number] + share)
        self.setColumnWidth(0, max(120, self.width() - sum(widths[1:]) - share * (len(widths) - 1)))
        shown = sum(1 for number in range(len(rows)) if not self.isRowHidden(number))
        self.setFixedHeight(self.horizontalHeader().height() + shown * theme.metrics().table_dense)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    # ---- hands ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self.table.row(index)
        if row is not None and row.kind == "group" and index.column() == 0:
            self.toggle_fold(index.row())
            return
        super().mousePressEvent(event)
        if row is not None and row is self.current_row():
            self.asked.emit(row.kind, row.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        key = event.key()
        if row is not None and row.kind == "group" and key in {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space}:
            folded = row.key in self._folded
            if key == Qt.Key.Key_Space or (key == Qt.Key.Key_Left) is not folded:
                self.toggle_fold(self.currentIndex().row())
        elif row is not None and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(row.kind, row.key)
        else:
            super().keyPressEvent(event)

    def _on_row(self) -> None:
        row = self.current_row()
        if row is not None:
            self.asked.emit(row.kind, row.key)

    def _on_open(self, index: QModelIndex) -> None:
        row = self.table.row(index)
        if row is not None:
            self.opened.emit(row.kind, row.key)
