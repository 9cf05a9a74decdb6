"""A row of tools under the page head: what does not fit goes into the menu 更多, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import paint_key
from ui.widgets.text import text_width

_FIND_WIDTH = 180


class FindField(QWidget):
    """Find a row by its name or a cell by its figure: Enter goes to the next, Shift+Enter to the one before, Esc back."""

    asked = Signal(str, bool)
    """The text, and whether to go backwards."""
    left = Signal()

    def __init__(self, hint: str, *, keys: str = "Ctrl+F", parent: QWidget | None = None) -> None:
        """Make the field.

        Args:
            hint: what can be found.
            keys: the shortcut that leads here; it stands at the right end.
            parent: the widget that holds it.
        """
        super().__init__(parent)
        self._keys = keys
        self.field = QLineEdit(self)
        self.field.setFont(theme.font("label"))
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.setStyleSheet(
            "QLineEdit { border: none; background: transparent; padding: 0; min-height: 0; }"
            "QLineEdit:focus { border: none; padding: 0; min-height: 0; }"
        )
        self.field.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.field)

    def sizeHint(self) -> QSize:
        return QSize(_FIND_WIDTH * theme.metrics().label // 12, theme.metrics().button - theme.XS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = theme.metrics().icon + theme.L
        self.field.setGeometry(left, 2, self.width() - left - self._key_width() - theme.M, self.height() - 4)

    def _key_width(self) -> int:
        return int(text_width(self._keys, theme.font("label"))) + 10

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.asked.emit(self.field.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.field.hasFocus() else 1
        painter.setPen(QPen(theme.color("accent" if self.field.hasFocus() else "ctl"), width))
        painter.setBrush(theme.color("surface"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        edge = theme.metrics().icon - 2
        at = QPoint(theme.S, (self.height() - edge) // 2)
        painter.drawPixmap(at, theme.pixmap("search", "text2", size=edge, ratio=self.devicePixelRatioF()))
        key, height = self._key_width(), theme.line_height("label") + 2
        paint_key(painter, QRect(self.width() - key - theme.S, (self.height() - height) // 2, key, height), self._keys)


class ToolRow(QWidget):
    """Buttons from the left, one widget at the right end."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools: list[tuple[Button, int]] = []
        self._end: QWidget | None = None
        self._menu = QMenu(self)
        self._menu.setFont(theme.font())
        self.more = IconButton("more", _("更多工具"), parent=self)
        self.more.clicked.connect(self._open_menu)
        self.more.hide()
        self.setFixedHeight(theme.metrics().button + theme.S)

    def add(self, text: str, icon: str, deed: Callable[[], object], *, tip: str = "", gap: bool = False) -> Button:
        """Add a tool; `gap` parts it from the one before by a line."""
        button = Button(text, small=not theme.metrics().large, icon=icon, parent=self)
        button.setToolTip(tip)
        button.clicked.connect(lambda _on=False: deed())
        self._tools.append((button, theme.L + 1 if gap else theme.S))
        return button

    def set_end(self, widget: QWidget) -> None:
        """The widget at the right end, which never gives way."""
        self._end = widget
        widget.setParent(self)

    def arrange(self) -> None:
        """Place the buttons anew after one has got another text."""
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        height = self.height() - 1
        right = self.width() - theme.M
        if self._end is not None:
            size = self._end.sizeHint()
            right -= size.width()
            self._end.setGeometry(right, (height - size.height()) // 2, size.width(), size.height())
            right -= theme.M
        needed = sum(button.sizeHint().width() + gap for button, gap in self._tools)
        crowded = theme.M + needed > right
        limit = right - (self.more.width() + theme.S if crowded else 0)
        x, self._left_out = theme.M - theme.S, 0
        for button, gap in self._tools:
            size = button.sizeHint()
            fits = not self._left_out and x + gap + size.width() <= limit
            button.setVisible(fits)
            if fits:
                x += gap
                button.setGeometry(x, (height - size.height()) // 2, size.width(), size.height())
                x += size.width()
            else:
                self._left_out += 1
        self.more.setVisible(bool(self._left_out))
        self.more.move(x + theme.S, (height - self.more.height()) // 2)
        self.update()

    def _open_menu(self) -> None:
        self._menu.clear()
        for button, _gap in self._tools[len(self._tools) - self._left_out :]:
            action = self._menu.addAction(button.icon(), button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(lambda _on=False, pressed=button: pressed.click())
        self._menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line2"))
        for button, gap in self._tools:
            if gap > theme.S and button.isVisible():
                painter.fillRect(button.x() - gap // 2, theme.S + 2, 1, self.height() - 2 * theme.S - 4, theme.color("line2"))
