"""The left rail: the program's menu, venue and year, and one row for each page with the ring of its step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.brand import paint_brand
from ui.widgets.buttons import IconButton
from ui.widgets.card import Rule, paint_key
from ui.widgets.ring import paint_ring
from ui.widgets.text import Text, draw_text, text_width

_EDGE = theme.S


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One page as the rail shows it.

    Attributes:
        name: the page's name in the program.
        title: its words.
        icon: its icon.
        step: the policy's step 1–8; 0 for pages that are no step.
        group: ``top``, ``steps``, ``tools`` or ``foot``.
        keys: shortcut shown at the right end; empty for none.
    """

    name: str
    title: str
    icon: str
    step: int = 0
    group: str = "steps"
    keys: str = ""


class RailRow(QAbstractButton):
    """One row; the keyboard comes to the open page's row by Tab and walks with the arrows."""

    walked = Signal(int)

    def __init__(self, entry: RailEntry, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.narrow = False
        self._share: float | None = None
        self.setCheckable(True)
        self.setAccessibleName(f"{entry.step} {entry.title}" if entry.step else entry.title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def set_share(self, share: float | None, missing: str) -> None:
        """Show the ring of the step, or none; `missing` says what is still to do."""
        self._share = share
        self.setToolTip(missing or (self.entry.title if self.narrow else ""))
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show only the icon, with the ring shrunk onto it."""
        self.narrow = narrow
        if not self.toolTip() or self.toolTip() == self.entry.title:
            self.setToolTip(self.entry.title if narrow else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.metrics().rail_width - 2 * _EDGE, theme.metrics().rail_row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.walked.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self.isChecked()
        box = QRectF(self.rect())
        if active or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft" if active else "line"))
            painter.drawRoundedRect(box, theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        if active:
            bar = QRectF(0, self.height() / 2 - 9, 3, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        self._paint_content(painter, active)

    def _paint_content(self, painter: QPainter, active: bool) -> None:
        edge = theme.metrics().icon
        middle = self.height() // 2
        at = QPoint((self.width() - edge) // 2 if self.narrow else _EDGE, middle - edge // 2)
        token = "accent" if active else "text2"
        painter.drawPixmap(at, theme.pixmap(self.entry.icon, token, ratio=self.devicePixelRatioF()))
        ground = "accent_soft" if active else "rail"
        if self.narrow:
            self._paint_small_ring(painter, at, edge, ground)
            return
        x = _EDGE + edge + theme.S
        face = theme.font("body", bold=active)
        ink = theme.color("accent" if active else "text2")
        if self.entry.step:
            draw_text(painter, QRect(x, 0, 20, self.height()), str(self.entry.step), face, ink)
            x += theme.metrics().body + 1
        right = self.width() - _EDGE
        if self.entry.keys:
            width = int(text_width(self.entry.keys, theme.font("label"))) + 10
            height = theme.line_height("label") + 2
            paint_key(painter, QRect(right - width, middle - height // 2, width, height), self.entry.keys)
            right -= width
        elif self._share is not None:
            size = theme.metrics().mark
            paint_ring(painter, QRect(right - size, middle - size // 2, size, size), self._share, 2.5, ground)
            right -= size + theme.XS
        draw_text(painter, QRect(x, 0, right - x, self.height()), self.entry.title, face, ink)

    def _paint_small_ring(self, painter: QPainter, at: QPoint, edge: int, ground: str) -> None:
        if self._share is None:
            return
        size = 12
        spot = QRectF(at.x() + edge - 4, at.y() + edge - 6, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawEllipse(spot.adjusted(-1.5, -1.5, 1.5, 1.5))
        paint_ring(painter, spot, self._share, 2, ground)


class RailMenu(QAbstractButton):
    """A field at the top of the rail that opens a menu: the venue, the year."""

    def __init__(self, icon: str, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._name = name
        self.menu = QMenu(self)
        self.menu.setFont(theme.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)
        self.set_value("")

    def set_value(self, text: str) -> None:
        """Show another choice."""
        self.setText(text)
        self.setAccessibleName(f"{self._name} {text}".strip())
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.metrics().rail_width - 2 * _EDGE, theme.metrics().field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self._open()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        token = "accent" if self.hasFocus() else "text3" if self.underMouse() else "ctl"
        painter.setPen(QPen(theme.color(token), width))
        painter.setBrush(theme.color("surface"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        edge, ratio = theme.metrics().icon, self.devicePixelRatioF()
        top = (self.height() - edge) // 2
        painter.drawPixmap(QPoint(_EDGE, top), theme.pixmap(self._icon, "text2", ratio=ratio))
        painter.drawPixmap(QPoint(self.width() - _EDGE - edge, top), theme.pixmap("chevron-down", "text2", ratio=ratio))
        x = _EDGE + edge + theme.S
        draw_text(painter, QRect(x, 0, self.width() - x - edge - 2 * _EDGE, self.height()), self.text(), theme.font(), theme.color("text"))

    def _open(self) -> None:
        self.menu.setMinimumWidth(self.width())
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))


class BrandButton(QAbstractButton):
    """The program's mark and name; pressing it opens the program's menu (F10)."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.narrow = False
        self.menu = QMenu(self)
        self.menu.setFont(theme.font())
        self.setText(_("碳账本"))
        self.setAccessibleName(_("程序菜单"))
        self.setToolTip(_("程序菜单　F10"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Open the menu below the mark."""
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def sizeHint(self) -> QSize:
        return QSize(theme.metrics().rail_width - 2 * _EDGE, theme.metrics().rail_row + theme.XS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(theme.color("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line") if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        edge = 32 if theme.metrics().large else 24
        left = (self.width() - edge) // 2 if self.narrow else _EDGE
        paint_brand(painter, QRect(left, (self.height() - edge) // 2, edge, edge))
        if not self.narrow:
            words = QRect(left + edge + theme.S, 0, self.width() - left - edge - theme.M, self.height())
            draw_text(painter, words, self.text(), theme.font("title", bold=True), theme.color("text"))


class Rail(QWidget):
    """The whole rail. It knows names, not pages."""

    chosen = Signal(str)
    widen = Signal()

    def __init__(self, entries: Sequence[RailEntry], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.brand = BrandButton(parent=self)
        self.venue = RailMenu("building", _("场所"), parent=self)
        self.year = RailMenu("calendar", _("年度"), parent=self)
        self._rows = {entry.name: RailRow(entry, parent=self) for entry in entries}
        self._wide_only: list[QWidget] = [self.venue, self.year]
        self._expand = IconButton("chevron-right", _("展开导航"), shortcut="Ctrl+B", parent=self)
        self._expand.clicked.connect(self.widen)
        self._lay_out()
        for row in self._rows.values():
            row.clicked.connect(lambda _on=False, name=row.entry.name: self.chosen.emit(name))
            row.walked.connect(lambda step, name=row.entry.name: self._walk(name, step))
        self.set_narrow(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, theme.S, _EDGE, theme.M)
        column.setSpacing(theme.HAIR)
        column.addWidget(self.brand)
        column.addSpacing(theme.XS)
        column.addWidget(self.venue)
        column.addSpacing(theme.XS)
        column.addWidget(self.year)
        column.addSpacing(theme.M)
        self._add_group(column, "top")
        if any(row.entry.group == "steps" for row in self._rows.values()):
            heading = Text(_("年度流程"), "label", "text2", parent=self)
            heading.setContentsMargins(0, 0, 0, 0)
            heading.setIndent(0)
            column.addSpacing(theme.XS)
            holder = QVBoxLayout()
            holder.setContentsMargins(_EDGE, theme.XS, _EDGE, theme.XS)
            holder.addWidget(heading)
            column.addLayout(holder)
            self._wide_only.append(heading)
            self._add_group(column, "steps")
        if any(row.entry.group == "tools" for row in self._rows.values()):
            column.addSpacing(theme.S)
            column.addWidget(Rule(parent=self))
            column.addSpacing(theme.S)
            self._add_group(column, "tools")
        column.addStretch(1)
        self._add_group(column, "foot")
        column.addWidget(self._expand, 0, Qt.AlignmentFlag.AlignHCenter)

    def _add_group(self, column: QVBoxLayout, group: str) -> None:
        for row in self._rows.values():
            if row.entry.group == group:
                column.addWidget(row)

    def rows(self) -> tuple[RailRow, ...]:
        """The rows from top to bottom."""
        return tuple(self._rows.values())

    def set_current(self, name: str) -> None:
        """Mark the row of the open page; Tab comes to this one only."""
        for row in self._rows.values():
            mine = row.entry.name == name
            row.setChecked(mine)
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if mine else Qt.FocusPolicy.ClickFocus)

    def take_focus(self) -> None:
        """Give the keyboard to the row of the open page."""
        for row in self._rows.values():
            if row.isChecked():
                row.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_share(self, name: str, share: float | None, missing: str) -> None:
        """Set the ring of one row."""
        if name in self._rows:
            self._rows[name].set_share(share, missing)

    def set_narrow(self, narrow: bool) -> None:
        """216 pixels with words, or 56 with icons only."""
        sizes = theme.metrics()
        self.setFixedWidth(sizes.rail_width_narrow if narrow else sizes.rail_width)
        self.brand.narrow = narrow
        for widget in self._wide_only:
            widget.setVisible(not narrow)
        for row in self._rows.values():
            row.set_narrow(narrow)
        self._expand.setVisible(narrow)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("rail"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.color("line"))

    def _walk(self, name: str, step: int) -> None:
        rows = list(self._rows.values())
        index = next(index for index, row in enumerate(rows) if row.entry.name == name)
        rows[(index + step) % len(rows)].setFocus(Qt.FocusReason.TabFocusReason)
