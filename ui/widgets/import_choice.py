"""A list to choose a meaning from: type to narrow it, arrows to walk, Enter to take, Esc to leave it as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.i18n import _
from ui import theme
from ui.widgets.card import paint_card
from ui.widgets.fields import Line
from ui.widgets.text import Text, draw_text

_WIDTH, _HEIGHT = 320, 340
_SHADE = 0.1
_CODE = Qt.ItemDataRole.UserRole
_WALKED = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list; those of one group stand under its name."""

    code: str
    name: str
    group: str = ""
    note: str = ""


class _Line(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, theme.metrics().table_dense + theme.HAIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        rect: QRect = option.rect
        heading = index.data(_CODE) is None
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and not heading
        painter.fillRect(rect, theme.color("sunken" if heading else "accent_soft" if chosen else "surface"))
        ink = theme.color("text2" if heading else "accent" if chosen else "text")
        indent = theme.S if heading else theme.L
        room = rect.adjusted(indent, 0, -theme.S, 0)
        face = theme.font("label", bold=heading or chosen)
        used = draw_text(painter, room, str(index.data() or ""), face, ink)
        note = str(index.data(_CODE + 1) or "")
        rest = room.adjusted(int(used) + theme.S, 0, 0, 0)
        if note and rest.width() > theme.XXL:
            draw_text(painter, rest, note, theme.font("label"), theme.color("text2"), Qt.AlignmentFlag.AlignRight)


class ChoicePopover(QFrame):
    """Hangs below a cell, inside the window; it goes when it has been answered or the keyboard has gone elsewhere."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, title: str, offers: Sequence[Offer], current: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self._offers = tuple(offers)
        self._done = False
        factor = 4 if theme.metrics().large else 3
        self.setFixedSize(_WIDTH * factor // 3, _HEIGHT * factor // 3)
        self.setAccessibleName(title)
        self.field = Line(placeholder=_("输入几个字查找"))
        self.field.setAccessibleName(title)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(lambda _text: self._fill(""))
        self.list = QListWidget()
        self.list.setItemDelegate(_Line(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(title)
        self.list.itemClicked.connect(self._take)
        self.nothing = Text(_("没有这样的项目"), "label", "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.S, theme.S, theme.S, theme.S)
        column.setSpacing(theme.S)
        column.addWidget(Text(title, "label", "text2"))
        column.addWidget(self.field)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setOffset(0, theme.XS)
        shadow.setBlurRadius(theme.M)
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlphaF(_SHADE)
        shadow.setColor(shade)
        self.setGraphicsEffect(shadow)
        self._fill(current)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def open_at(self, cell: QRect) -> None:
        """Show it below a rectangle of its parent, or above where there is more room; it is made lower rather than cover the cell."""
        around = self._around.rect()
        below, above = around.height() - theme.S - cell.bottom() - theme.HAIR, cell.y() - theme.S - theme.HAIR
        under = below >= min(self.height(), above)
        self.setFixedHeight(min(self.height(), below if under else above))
        x = max(theme.S, min(cell.x(), around.width() - self.width() - theme.S))
        self.move(x, cell.bottom() + theme.HAIR if under else cell.y() - self.height() - theme.HAIR)
        self.show()
        self.raise_()
        self.field.setFocus()

    def _fill(self, current: str) -> None:
        """Show what fits the typed text, and stand on `current` or on the first line."""
        typed = self.field.text().strip().casefold()
        self.list.clear()
        group = ""
        for offer in self._offers:
            if typed and typed not in f"{offer.name} {offer.group}".casefold():
                continue
            if offer.group and offer.group != group:
                heading = QListWidgetItem(offer.group, self.list)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            group = offer.group
            line = QListWidgetItem(offer.name, self.list)
            line.setData(_CODE, offer.code)
            line.setData(_CODE + 1, offer.note)
            if offer.code == current or self.list.currentItem() is None:
                self.list.setCurrentItem(line)
        there = self.list.currentItem() is not None
        self.list.setVisible(there)
        self.nothing.setVisible(not there)
        if there:
            self.list.scrollToItem(self.list.currentItem())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _WALKED:
            QApplication.sendEvent(self.list, event)
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take(self.list.currentItem())
            return True
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self._leave()
            return True
        return False

    def _take(self, line: QListWidgetItem | None) -> None:
        if line is None or line.data(_CODE) is None:
            return
        code = str(line.data(_CODE))
        self._leave()
        self.chosen.emit(code)

    def _leave(self) -> None:
        if not self._done:
            self._done = True
            self.hide()
            self.closed.emit()
            self.deleteLater()

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        # Another window in front takes the keyboard for a while only.
        if now is not None and self.isVisible() and not self.isAncestorOf(now):
            self._leave()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, self.rect(), border="line2")
