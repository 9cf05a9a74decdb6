"""The mapping as a table: what stands in the file, what it means, in which unit, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.i18n import _, mark
from core.workflows.import_views import IGNORE, UNSET, Certainty
from ui import theme
from ui.models.table import Column, TableModel
from ui.widgets.import_mapping_rows import MappingLine
from ui.widgets.import_table import PAD, AnyIndex, LineTable, wide
from ui.widgets.import_words import CERTAINTY
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text


def _tip(line: MappingLine) -> str:
    return line.reason


COLUMNS: tuple[Column[MappingLine], ...] = (
    Column(mark("文件里"), lambda line: line.name),
    Column(mark("在哪里"), lambda line: line.place),
    Column(mark("前几个数"), lambda line: line.samples),
    Column(mark("意思是"), lambda line: line.meaning_words, tip=_tip),
    Column(mark("单位"), lambda line: line.unit_words),
    Column(mark("把握"), lambda line: line.certainty_words, tip=_tip),
    Column(mark("依据"), lambda line: line.reason, tip=_tip),
)
NAME, PLACE, SAMPLES, MEANING, UNIT, CERTAIN, WHY = range(7)
_ANSWERED = frozenset({MEANING, UNIT})
_MOST = {NAME: 18, PLACE: 12, SAMPLES: 18, MEANING: 18, UNIT: 8}
_LEAST = {NAME: 8, SAMPLES: 6, MEANING: 10, UNIT: 6, WHY: 8}


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: MappingTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line = self._table.lines.row(index)
        if line is None:
            return
        rect: QRect = option.rect
        number = index.column()
        if line.kind == "head":
            painter.fillRect(rect, theme.color("sunken"))
            draw_text(painter, rect.adjusted(PAD, 0, -PAD, 0), line.name, theme.font("label", bold=True), theme.color("text2"))
            return
        chosen = self._table.currentIndex().row() == index.row()
        ground = "accent_soft" if chosen else "warn_s" if line.asked else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if chosen and number == NAME:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), theme.color("accent"))
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        if number in _ANSWERED and self._table.can_answer(line, number):
            inner = self._paint_field(painter, rect, line, number)
        elif number == CERTAIN:
            edge = theme.metrics().mark
            shape = Mark.NONE if line.left_out and line.certainty is not Certainty.CHOSEN else CERTAINTY[line.certainty][0]
            paint_mark(painter, QRect(inner.x(), inner.center().y() - edge // 2 + 1, edge, edge), shape, ground)
            inner = inner.adjusted(edge + theme.XS + 1, 0, 0, 0)
        bold = number == MEANING and line.meaning not in {IGNORE, UNSET}
        ink = "warn" if number == MEANING and line.meaning == UNSET and line.asked else "text" if number in {NAME, MEANING} else "text2"
        draw_text(painter, inner, self._table.lines.column(number).value(line), theme.font("label", bold=bold), theme.color(ink))
        focused = option.state & QStyle.StateFlag.State_HasFocus and self._table.hasFocus()
        if focused and number in _ANSWERED:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -4), theme.RADIUS_TAG, theme.RADIUS_TAG)
        elif focused:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(4, 2, -2, -3))

    def _paint_field(self, painter: QPainter, rect: QRect, line: MappingLine, number: int) -> QRect:
        """Paint the box that says: this can be answered; give the room of its text."""
        box = rect.adjusted(3, 3, -3, -4)
        painter.setPen(QPen(theme.color("warn" if line.asked & _QUESTIONS[number] else "line2"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(box, theme.RADIUS_TAG, theme.RADIUS_TAG)
        edge = theme.metrics().label
        at = QRect(box.right() - edge - 5, box.center().y() - edge // 2 + 1, edge, edge)
        painter.drawPixmap(at.topLeft(), theme.pixmap("chevron-down", "text2", size=edge, ratio=painter.device().devicePixelRatioF()))
        return QRect(box.x() + PAD - 3, rect.y(), box.width() - edge - PAD - 3, rect.height() - 1)


_QUESTIONS = {MEANING: frozenset({"column", "item"}), UNIT: frozenset({"unit"})}


class MappingTable(LineTable):
    """Up and down walk the lines, left and right go between meaning and unit, Enter answers."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(_("列与项目的意思"), theme.metrics().table_row, parent=parent)
        self.setSelectionBehavior(LineTable.SelectionBehavior.SelectItems)
        self.lines: TableModel[MappingLine] = TableModel(COLUMNS)
        self.units: frozenset[str] = frozenset()
        """Meanings whose unit can be chosen."""
        self.setModel(self.lines)
        self.setItemDelegate(_Delegate(self))
        self.selectionModel().currentChanged.connect(self._on_current)
        self.clicked.connect(self._on_clicked)

    def set_lines(self, lines: Sequence[MappingLine], units: frozenset[str]) -> None:
        """Show other lines; the one that was looked at stays so, wherever it stands now."""
        before = self.current()
        column = self.currentIndex().column() if self.currentIndex().isValid() else MEANING
        self.units = units
        self.clearSpans()
        self.lines.set_rows(lines)
        for number, line in enumerate(lines):
            if line.kind == "head":
                self.setSpan(number, 0, 1, len(COLUMNS))
        self.fit()
        if before is None or not self._find(before.kind, before.index, before.key, column):
            self.choose_first()
        self.viewport().update()

    def current(self) -> MappingLine | None:
        """The line that is looked at."""
        return self.lines.row(self.currentIndex())

    def choose_first(self, *, asked: bool = False) -> bool:
        """Stand on the first line, or on the first that is asked; False where there is none."""
        for number, line in enumerate(self.lines.rows()):
            if line.kind != "head" and (line.asked or not asked):
                column = UNIT if line.asked and line.asked <= _QUESTIONS[UNIT] else MEANING
                self.setCurrentIndex(self.lines.index(number, column))
                return True
        return False

    def choose(self, *, column: str = "", item: str = "") -> bool:
        """Stand on the line of a column's letter or an item's key."""
        for line in self.lines.rows():
            if (item and line.kind == "item" and line.key == item) or (
                column and line.kind == "column" and line.place == _("{letter} 列").format(letter=column)
            ):
                return self._find(line.kind, line.index, line.key, MEANING)
        return False

    def can_answer(self, line: MappingLine, number: int) -> bool:
        """Whether this cell of a line is a question at all."""
        return line.kind != "head" and (number == MEANING or (number == UNIT and (line.meaning in self.units or "unit" in line.asked)))

    def _find(self, kind: str, index: int, key: str, column: int) -> bool:
        for number, line in enumerate(self.lines.rows()):
            if (line.kind, line.index, line.key) == (kind, index, key):
                self.setCurrentIndex(self.lines.index(number, column))
                return True
        return False

    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        """Step over the lines that only part the groups, and never stand where nothing can be answered."""
        line = self.lines.row(now)
        if line is not None and line.kind == "head":
            step = -1 if before.isValid() and before.row() > now.row() else 1
            target = now.row() + step
            if not 0 <= target < self.lines.rowCount():
                target = before.row() if before.isValid() else now.row() + 1
            self.setCurrentIndex(self.lines.index(target, now.column()))
            return
        self.viewport().update()

    def _on_clicked(self, index: QModelIndex) -> None:
        line = self.lines.row(index)
        if line is not None and self.can_answer(line, index.column()):
            self.opened.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, line = self.currentIndex(), self.current()
        if line is not None and event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}:
            wanted = UNIT if event.key() in {Qt.Key.Key_Right, Qt.Key.Key_End} and self.can_answer(line, UNIT) else MEANING
            self.setCurrentIndex(index.siblingAtColumn(wanted))
        elif line is not None and event.key() == Qt.Key.Key_Space:
            self.opened.emit(index)
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Columns as wide as their texts; the ground of the guess takes what is left."""
        rows, label = [line for line in self.lines.rows() if line.kind != "head"], theme.metrics().label
        widths = []
        for number, column in enumerate(COLUMNS):
            needed = wide((column.value(row) for row in rows), column.title, bold=number == MEANING)
            widths.append(min(needed, _MOST[number] * label) if number in _MOST else needed)
        for number in (MEANING, UNIT):
            widths[number] = max(widths[number] + theme.XL, _LEAST[number] * label)
        widths[CERTAIN] += theme.metrics().mark + theme.S
        room = self.viewport().width()
        short = sum(widths[:WHY]) + _LEAST[WHY] * label - room
        for number in (SAMPLES, NAME, PLACE):
            if short > 0:
                cut = min(short, max(0, widths[number] - _LEAST.get(number, 6) * label))
                widths[number] -= cut
                short -= cut
        widths[WHY] = max(0, room - sum(widths[:WHY]))
        for number, one in enumerate(widths):
            self.setColumnWidth(number, one)
