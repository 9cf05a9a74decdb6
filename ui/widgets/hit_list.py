"""A list of what was found or what there is: heads of groups, and entries of one line or of two, walked with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.widgets.text import draw_text, elided, text_width

AnyIndex = QModelIndex | QPersistentModelIndex
Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class HitRow:
    """One line of the list: the head of a group where `key` is empty, else an entry.

    Attributes:
        note: its second line; empty for none.
        marks, note_marks: (start, end) of what is set in bold in text and note.
    """

    text: str
    key: str = ""
    note: str = ""
    marks: Marks = ()
    note_marks: Marks = ()


class _HitRows(QAbstractListModel):
    """The lines as they are shown; the heads can be neither chosen nor reached."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[HitRow, ...] = ()

    def set_rows(self, rows: Sequence[HitRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        texts: dict[int, str] = {
            Qt.ItemDataRole.DisplayRole: row.text,
            Qt.ItemDataRole.AccessibleTextRole: f"{row.text} {row.note}".strip(),
        }
        return texts.get(role)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].key:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class _RowPainter(QStyledItemDelegate):
    """Paints a head as a band, an entry as one line or as two, with the words that were searched for marked."""

    def __init__(self, view: HitList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row = self._view.table.rows[index.row()]
        sizes = theme.metrics()
        if not row.key:
            return QSize(0, sizes.table_row)
        return QSize(0, sizes.table_two_lines + theme.S if row.note else sizes.table_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._view.table.rows[index.row()]
        rect: QRect = option.rect
        inner = rect.adjusted(theme.L, 0, -theme.L, -1)
        if not row.key:
            painter.fillRect(rect, theme.color("sunken"))
            draw_text(painter, inner, row.text, theme.font("label", bold=True), theme.color("text2"))
            painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
            return
        is_open = row.key == self._view.opened_id
        painter.fillRect(rect, theme.color("accent_soft" if is_open else "surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if is_open:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height() - 1, theme.color("accent"))
        title, note = inner, inner
        if row.note:
            line, small = theme.line_height("body"), theme.line_height("label")
            top = inner.y() + (inner.height() - line - small - theme.HAIR) // 2
            title = QRect(inner.x(), top, inner.width(), line)
            note = QRect(inner.x(), top + line + theme.HAIR, inner.width(), small)
            _draw_marked(painter, note, row.note, row.note_marks, "label", "text2")
        _draw_marked(painter, title, row.text, row.marks, "body", "accent" if is_open else "text")
        if index.row() == self._view.currentIndex().row() and self._view.shows_focus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(2, 2, -2, -3))


def _draw_marked(painter: QPainter, rect: QRect, text: str, marks: Marks, step: theme.Step, token: str) -> None:
    """One line, cut at its end, with the words that were searched for in bold."""
    shown = elided(text, theme.font(step), rect.width())
    x, at = rect.x(), 0
    for start, end in (*marks, (len(shown), len(shown))):
        for piece, bold in ((shown[at:start], False), (shown[start:end], True)):
            face = theme.font(step, bold=bold)
            room = QRect(x, rect.y(), rect.right() + 1 - x, rect.height())
            if piece and room.width() > 0:
                draw_text(painter, room, piece, face, theme.color("accent" if bold else token))
                x += round(text_width(piece, face))
        at = end


class HitList(QListView):
    """Entries in their groups; walked with the arrows, opened with Enter or the mouse."""

    opened = Signal(str)
    """The key of an entry."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        """Make an empty list.

        Args:
            name: what a screen reader calls it.
            parent: the widget that holds it.
        """
        super().__init__(parent)
        self.table = _HitRows()
        self.opened_id = ""
        self._led_by: QWidget | None = None
        self.setModel(self.table)
        self.setItemDelegate(_RowPainter(self))
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.open_current() if index.isValid() else None)

    def lead_with(self, field: QWidget) -> None:
        """The field whose arrow keys walk this list too; while it has the keyboard, the current line is marked here."""
        self._led_by = field

    def shows_focus(self) -> bool:
        """Whether the current line has the keyboard, in itself or through the field above."""
        return self.hasFocus() or (self._led_by is not None and self._led_by.hasFocus())

    def show_rows(self, rows: Sequence[HitRow]) -> None:
        """Show other lines; the open entry stays the current one where it is among them, else the first."""
        self.table.set_rows(rows)
        if not self.choose(self.opened_id):
            self.walk(Qt.Key.Key_Home)

    def choose(self, key: str) -> bool:
        """Make the line of an entry the current one; False where it is not in the list."""
        for number, row in enumerate(self.table.rows):
            if row.key and row.key == key:
                self._go(number)
                return True
        return False

    def current_id(self) -> str:
        """Key of the entry on the current line; empty where the list is."""
        index = self.currentIndex()
        return self.table.rows[index.row()].key if index.isValid() else ""

    def walk(self, key: int) -> None:
        """Go to another entry with Up, Down, Home, End; the heads are passed over."""
        numbers = [number for number, row in enumerate(self.table.rows) if row.key]
        if not numbers:
            return
        here = self.currentIndex().row()
        place = numbers.index(here) if here in numbers else -1
        steps = {Qt.Key.Key_Up: place - 1, Qt.Key.Key_Down: place + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(numbers) - 1}
        self._go(numbers[min(max(steps[Qt.Key(key)], 0), len(numbers) - 1)])

    def open_current(self) -> None:
        """Open the entry on the current line."""
        if self.current_id():
            self.opened.emit(self.current_id())

    def set_opened(self, key: str) -> None:
        """Mark the entry that is open."""
        self.opened_id = key
        self.choose(key)
        self.viewport().update()

    def _go(self, number: int) -> None:
        self.setCurrentIndex(self.table.index(number))
        if number and not self.table.rows[number - 1].key:
            self.scrollTo(self.table.index(number - 1))
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _WALK:
            self.walk(event.key())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_current()
        else:
            super().keyPressEvent(event)


_WALK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End})
