"""The focus ring: 2 px of accent, standing 2 px outside the button that has the keyboard, also after a mouse click."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme

_REACH = 4
"""Two pixels of gap and two of line."""

RING_PROPERTY = "focusRing"
"""A widget that sets this property to True has its focus drawn outside its edge."""


class _Overlay(QWidget):
    """The line itself: a sibling of the focused widget, so that a scrolling parent clips it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        radius = theme.RADIUS_FIELD + _REACH - 1
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


class FocusRing(QObject):
    """Follows the keyboard through the whole program and keeps one overlay at the widget that has it."""

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._target: QWidget | None = None
        self._overlay: _Overlay | None = None
        app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._target and self._overlay is not None:
            kind = event.type()
            if kind in {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show}:
                self._place()
            elif kind in {QEvent.Type.Hide, QEvent.Type.EnabledChange}:
                self._overlay.hide()
        return False

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        parent = new.parentWidget() if new is not None else None
        if new is None or parent is None or not new.property(RING_PROPERTY):
            return
        self._target = new
        self._overlay = _Overlay(parent)
        # Either may go first when a page is torn down; both must be forgotten before they are touched again.
        self._overlay.destroyed.connect(self._forget)
        new.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        if self._target is None or self._overlay is None:
            return
        self._overlay.setGeometry(self._target.geometry().adjusted(-_REACH, -_REACH, _REACH, _REACH))
        self._overlay.raise_()
        self._overlay.show()

    def _leave(self) -> None:
        overlay, target = self._overlay, self._target
        self._forget()
        if overlay is None or target is None:
            return
        # A dialog that closes takes its focused button with it before the ring is told.
        with suppress(RuntimeError):
            target.removeEventFilter(self)
        with suppress(RuntimeError):
            overlay.destroyed.disconnect(self._forget)
            overlay.hide()
            overlay.deleteLater()

    def _forget(self) -> None:
        self._overlay = None
        self._target = None
