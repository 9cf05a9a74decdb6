"""The status bar tells the truth about the data: saved when, backed up when, which ledger, which factors, and that nothing goes online."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

_SHOWN_MS = 6000


class _Icon(QLabel):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        edge = theme.metrics().icon - 2
        self.setPixmap(theme.pixmap(name, "text2", size=edge, ratio=self.devicePixelRatioF()))
        self.setFixedSize(QSize(edge, edge))


class StatusBar(QWidget):
    """One line of 28 pixels; news stands in its middle for six seconds and then goes."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.metrics().status_bar)
        self._saved_mark = MarkLabel(Mark.DONE, paper="rail", parent=self)
        self._saved = Text("", "label", "text2")
        self._backup = Text("", "label", "text2")
        self._ledger_icon = _Icon("document", self)
        self._ledger = Text("", "label", "text2")
        self._news = Text("", "label", "text", bold=True)
        self._news.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._factors = Text("", "label", "text2")
        self._lock = _Icon("lock", self)
        offline = Text(_("离线"), "label", "text2")
        offline.setToolTip(_("程序不连接网络，数据只在这台电脑上。"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, 1, theme.M, 0)
        row.setSpacing(theme.XS + theme.HAIR)
        for widget in (self._saved_mark, self._saved):
            row.addWidget(widget)
        row.addSpacing(theme.S)
        row.addWidget(self._backup)
        row.addSpacing(theme.S)
        row.addWidget(self._ledger_icon)
        row.addWidget(self._ledger)
        row.addSpacing(theme.L)
        row.addWidget(self._news, 1)
        row.addWidget(self._factors)
        row.addSpacing(theme.S)
        row.addWidget(self._lock)
        row.addWidget(offline)
        self._clear_news = QTimer(self)
        self._clear_news.setSingleShot(True)
        self._clear_news.setInterval(_SHOWN_MS)
        self._clear_news.timeout.connect(lambda: self._news.setText(""))
        self.show_no_ledger()

    def show_no_ledger(self) -> None:
        """Nothing is open yet."""
        self._saved_mark.hide()
        self._ledger_icon.hide()
        self._backup.hide()
        self._ledger.hide()
        self._saved.setText(_("尚未打开账本"))

    def show_ledger(self, ledger: str, saved: str, backup: str) -> None:
        """Show the ledger's name with the times of the last save and the last backup, as words."""
        for widget in (self._saved_mark, self._ledger_icon, self._backup, self._ledger):
            widget.show()
        self._saved.setText(saved)
        self._backup.setText(backup)
        self._ledger.setText(_("账本 {name}").format(name=ledger))

    def set_factors(self, text: str) -> None:
        """Name the factor set in force; in large type the way back to standard type stands here."""
        self._factors.setText(_("大字模式　按 Ctrl + 0 恢复标准字") if theme.metrics().large else text)

    def say(self, text: str) -> None:
        """Show one line of news for six seconds."""
        self._news.setText(text)
        self._clear_news.start()

    def news(self) -> str:
        """The line of news that stands there now; empty for none."""
        return self._news.plain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("rail"))
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.color("line"))
