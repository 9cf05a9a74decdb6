"""The one door for telling a person something: a line, a bar, or a dialog where a choice or a loss is at stake."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.errors import AppError, EnvironmentFault, FileError, VerificationError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, Kind
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.notices import MessageBar
from ui.widgets.text import Text

logger = logging.getLogger(__name__)

_DIALOG_WIDTH = 480

Action = tuple[str, Callable[[], None]]


class Places(Protocol):
    """Where news may stand in the window of the moment."""

    def say(self, text: str) -> None:
        """One line in the status bar."""

    def show_bar(self, bar: MessageBar) -> None:
        """A row under the page head."""


class Dialog(QDialog):
    """480 pixels: the question as title, what changes and what stays, buttons named by their verbs, details that unfold."""

    def __init__(self, title: str, body: str, *, shape: Mark | None = None, details: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_DIALOG_WIDTH * (4 if theme.metrics().large else 3) // 3)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        self._column.setSpacing(theme.M)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        if shape is not None:
            head.addWidget(MarkLabel(shape, paper="app", line="title"), 0, Qt.AlignmentFlag.AlignTop)
        words = Text(title, "title", bold=True, wrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        head.addWidget(words, 1)
        self._column.addLayout(head)
        self._column.addWidget(Text(body, "body", "text2", wrap=True))
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFont(theme.mono())
        self._details.setAccessibleName(_("技术细节"))
        self._details.setVisible(False)
        self._details.setFixedHeight(160)
        self._unfold = Button(_("技术细节"), "link", icon="chevron-right")
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._on_unfold)
        self._column.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self._unfold.setVisible(bool(details))
        self._column.addWidget(self._details)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.S)
        self._buttons.addStretch(1)
        self._column.addSpacing(theme.S)
        self._column.addLayout(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def _on_unfold(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self._fit()

    def _fit(self) -> None:
        """As high as the words need at this width; wrapped text does not tell Qt on its own."""
        self._column.activate()
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))

    def add_button(self, text: str, deed: Callable[[], None] | None, *, kind: Kind = "secondary", default: bool = False) -> Button:
        """Add a button; it closes the dialog and then does its deed."""
        button = Button(text, kind)
        button.setAutoDefault(False)
        button.setDefault(default)

        def pressed() -> None:
            self.accept()
            if deed is not None:
                deed()

        button.clicked.connect(pressed)
        self._buttons.addWidget(button)
        if default:
            button.setFocus()
        return button


class Messages:
    """Chooses the place by the kind of failure: the person's act into the bar, a file or the machine into a dialog."""

    def __init__(self, window: QWidget, places: Places) -> None:
        self._window = window
        self._places = places

    def say(self, text: str) -> None:
        """News that asks for nothing."""
        logger.info("said: %d characters", len(text))
        self._places.say(text)

    def note(self, message: str, hint: str = "", action: Action | None = None) -> None:
        """News that stays until it is closed."""
        self._places.show_bar(MessageBar(Mark.NOTE, message, hint, action=action))

    def error(self, error: AppError, action: Action | None = None) -> None:
        """Say in words what failed; the code stands in the log and under the details."""
        logger.info("shown to the person: %s", error.code)
        if not isinstance(error, FileError | VerificationError | EnvironmentFault):
            self._places.show_bar(MessageBar(Mark.HINT, error.message, error.hint, action=action))
            return
        dialog = Dialog(
            error.message, error.hint, shape=Mark.BLOCKED, details=_("代码：{code}").format(code=error.code), parent=self._window
        )
        if action is not None:
            dialog.add_button(action[0], action[1])
        dialog.add_button(_("知道了"), None, kind="primary", default=True)
        dialog.open()

    def confirm(self, title: str, body: str, verb: str, deed: Callable[[], None]) -> None:
        """Ask before what cannot be undone; Enter is the safe answer."""
        dialog = Dialog(title, body, shape=Mark.QUESTION, parent=self._window)
        dialog.add_button(verb, deed, kind="danger")
        dialog.add_button(_("暂不"), None, default=True)
        dialog.open()

    def crash(self, details: str, log: str) -> None:
        """A bug of ours: the ledger has rolled back; the details can be copied."""
        dialog = Dialog(
            _("程序出了一个错误，刚才这一步没有完成"),
            _("账本没有损坏：没有写完的改动已全部退回。可以继续使用；若再次出现，请把技术细节交给维护人员。日志在 {log}。").format(log=log),
            shape=Mark.BLOCKED,
            details=details,
            parent=self._window,
        )
        dialog.add_button(_("复制细节"), lambda: QGuiApplication.clipboard().setText(details))
        dialog.add_button(_("继续"), None, kind="primary", default=True)
        dialog.open()
