"""The foot of the bill page: keep it and go on, keep it, leave; the bills before and after; taking it out."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import KeyCap


class BillFoot(QWidget):
    """Buttons only; the page does the deeds."""

    save_next_asked = Signal()
    save_asked = Signal()
    leave_asked = Signal()
    remove_asked = Signal()
    walked = Signal(int)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.metrics().button + theme.XL)
        self.save_next = Button(_("保存并录下一张"), "primary")
        self.save_next.setToolTip("Ctrl + Enter")
        self.save_next.clicked.connect(self.save_next_asked)
        self.save = Button(_("保存"))
        self.save.setToolTip("Ctrl + S")
        self.save.clicked.connect(self.save_asked)
        self.cancel = Button(_("取消"), "link")
        self.cancel.setFont(theme.font())
        self.cancel.setToolTip("Esc")
        self.cancel.clicked.connect(self.leave_asked)
        self.remove = Button(_("删除"), "link")
        self.remove.setFont(theme.font())
        self.remove.clicked.connect(self.remove_asked)
        self.before = Button(_("上一张"), "link")
        self.before.clicked.connect(lambda: self.walked.emit(-1))
        self.next = Button(_("下一张"), "link")
        self.next.clicked.connect(lambda: self.walked.emit(1))
        self._caps = (KeyCap("Alt+←"), KeyCap("Alt+→"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, 1, theme.XL, 0)
        row.setSpacing(theme.S)
        for button in (self.save_next, self.save, self.cancel, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        for button, cap in ((self.before, self._caps[0]), (self.next, self._caps[1])):
            row.addWidget(button)
            row.addWidget(cap)
            # In large type the row has no room for them; the buttons say them.
            cap.setVisible(not theme.metrics().large)
            button.setToolTip(cap.text())

    def show_state(self, *, locked: bool, kept: bool, before: bool, after: bool) -> None:
        """Offer what can be done with the bill."""
        for button in (self.save_next, self.save):
            button.setVisible(not locked)
        self.cancel.setText(_("返回") if locked else _("取消"))
        self.remove.setVisible(kept and not locked)
        self.before.setEnabled(before)
        self.next.setEnabled(after)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.color("line"))
        painter.end()
