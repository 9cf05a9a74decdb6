"""Buttons: one primary in a view area, secondary ones, icon buttons with a name, and a row of exclusive choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import theme
from ui.widgets.focus_ring import RING_PROPERTY
from ui.widgets.text import draw_text, text_width

Kind = Literal["primary", "secondary", "danger", "link"]

_ICON_TOKEN = {"primary": "on_accent", "secondary": "text", "danger": "err", "link": "accent"}


class Button(QPushButton):
    """A button named by a verb. `primary` stands once in a view area; `link` is text only."""

    def __init__(self, text: str, kind: Kind = "secondary", *, icon: str = "", small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setProperty(RING_PROPERTY, True)
        self.setFont(theme.font("label" if small or kind == "link" else "body", bold=kind == "primary"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if icon:
            self.setIcon(theme.icon(icon, _ICON_TOKEN[kind], gap=theme.XS))
            edge = theme.metrics().icon
            self.setIconSize(QSize(edge + theme.XS, edge))
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)


class IconButton(QToolButton):
    """A button that shows only an icon; its name is what the tool tip and a screen reader say."""

    def __init__(
        self, icon: str, name: str, *, shortcut: str = "", small: bool = False, token: str = "text2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._token = token
        edge = theme.metrics().button_small if small else theme.metrics().button
        self.setFixedSize(QSize(edge, edge))
        self.setProperty(RING_PROPERTY, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""
        self.setToolTip(f"{name}　{keys}" if keys else name)
        self.setIconSize(QSize(theme.metrics().icon, theme.metrics().icon))
        self.setIcon(theme.icon(icon, token))

    def set_active(self, active: bool) -> None:
        """Colour the icon as switched on."""
        self.setIcon(theme.icon(self._icon_name, "accent" if active else self._token))


class _Segment(QAbstractButton):
    """One choice of a segmented control."""

    def __init__(self, text: str, value: str, place: Literal["first", "middle", "last", "only"], parent: QWidget) -> None:
        super().__init__(parent)
        self.value = value
        self._place = place
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), theme.font("body", bold=True))
        return QSize(int(width) + 2 * theme.M + 1, theme.metrics().button)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5 if self._place in {"last", "only"} else 0.5, -0.5)
        shape = _rounded(box, left=self._place in {"first", "only"}, right=self._place in {"last", "only"})
        token = "accent_soft" if self.isChecked() else "sunken" if self.underMouse() else "surface"
        painter.fillPath(shape, theme.color(token))
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.drawPath(shape)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), theme.RADIUS_TAG, theme.RADIUS_TAG)
        face = theme.font("body", bold=self.isChecked())
        ink = theme.color("accent" if self.isChecked() else "text" if self.isEnabled() else "text3")
        draw_text(painter, self.rect(), self.text(), face, ink, Qt.AlignmentFlag.AlignHCenter)


def _rounded(box: QRectF, *, left: bool, right: bool) -> QPainterPath:
    radius = theme.RADIUS_FIELD
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(box, radius, radius)
    if not left:
        path.addRect(QRectF(box.left(), box.top(), radius, box.height()))
    if not right:
        path.addRect(QRectF(box.right() - radius, box.top(), radius, box.height()))
    return path.simplified()


class SegmentedControl(QWidget):
    """A row of exclusive choices, walked with the arrow keys."""

    changed = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], name: str, *, parent: QWidget | None = None) -> None:
        """Make the row.

        Args:
            choices: value and text of each choice, in order.
            name: what is being chosen, for a screen reader.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        last = len(choices) - 1
        for index, (value, text) in enumerate(choices):
            place: Literal["first", "middle", "last", "only"] = (
                "only" if last == 0 else "first" if index == 0 else "last" if index == last else "middle"
            )
            segment = _Segment(text, value, place, self)
            segment.setAccessibleName(text)
            self._segments[value] = segment
            self._group.addButton(segment)
            row.addWidget(segment)
        self._group.buttonToggled.connect(self._on_toggled)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def value(self) -> str:
        """The choice in force; empty before the first."""
        return next((value for value, segment in self._segments.items() if segment.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without telling anyone."""
        self.blockSignals(True)
        self._segments[value].setChecked(True)
        self.blockSignals(False)

    def _on_toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and isinstance(button, _Segment):
            self.changed.emit(button.value)
