"""Dialogs that ask before a signature: fields below a question, refusals at the field, and a passphrase that is handed on once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from core.errors import AppError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.fields import Check, FieldRow, Line
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

_WIDTH = 480

Answer = TypeVar("Answer")


def attempt(job: Callable[[], Answer]) -> Answer | AppError:
    """Do a job and give its answer, or the refusal as a value, so that the one who asked can say it at the right field."""
    try:
        return job()
    except AppError as error:
        return error


class SecretLine(QLineEdit):
    """A passphrase being typed; `take` hands it over and leaves nothing behind."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font())
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def take(self) -> str:
        """The passphrase; the field and what could be undone in it are empty afterwards."""
        typed = self.text()
        # Not clear(), which could be undone.
        self.setText("")
        return typed

    def set_shown(self, shown: bool) -> None:
        """Let it be read, which typing Chinese needs."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class FileField(QWidget):
    """A file or folder that is chosen: its name, and the button that asks for it."""

    chosen = Signal()

    def __init__(self, ask: Callable[[], str], verb: str, nothing: str, path: Path | None = None) -> None:
        """Make the field.

        Args:
            ask: asks for a path; empty when the person thinks better of it.
            verb: words of the button.
            nothing: what stands there before a file is chosen.
            path: what is chosen at first.
        """
        super().__init__()
        self._ask = ask
        self._nothing = nothing
        self.path = path
        self._name = Text("", "body")
        self._name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button = Button(verb, icon="folder")
        self.button.clicked.connect(lambda _on=False: self._choose())
        self.setFocusProxy(self.button)
        row = QHBoxLayout(self)
        # Room for the ring that stands outside a button with the keyboard.
        row.setContentsMargins(0, theme.XS, theme.XS, theme.XS)
        row.setSpacing(theme.M)
        row.addWidget(self._name, 1)
        row.addWidget(self.button)
        self._show()

    def _choose(self) -> None:
        chosen = self._ask()
        if chosen:
            self.path = Path(chosen)
            self._show()
            self.chosen.emit()

    def _show(self) -> None:
        self._name.setText(self.path.name if self.path is not None else self._nothing)
        self._name.set_tone("text" if self.path is not None else "text2")
        self._name.setToolTip(str(self.path) if self.path is not None else "")


class FormDialog(QDialog):
    """480 pixels: the question, what changes and what stays, the fields, and buttons named by their verbs.

    It stays open until what was asked for has happened, so that a refusal stands where it can be mended.
    """

    sent = Signal()
    """The person wants it done; nothing required is missing."""

    def __init__(self, title: str, body: str, verb: str, *, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.gone = False
        self.rows: dict[str, FieldRow] = {}
        self._required: dict[str, str] = {}
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH * (4 if theme.metrics().large else 3) // 3)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        self._column.setSpacing(theme.M)
        self._column.addWidget(Text(title, "title", bold=True, wrap=True))
        if body:
            self._column.addWidget(Text(body, "body", "text2", wrap=True))
        self._line = QHBoxLayout()
        self._fields = QVBoxLayout()
        self._fields.setSpacing(theme.M)
        self._column.addLayout(self._fields)
        self._mark = MarkLabel(Mark.BLOCKED, paper="app", line="body")
        self._words = Text("", "body", "err", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        refused = QHBoxLayout()
        refused.setSpacing(theme.S)
        refused.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        refused.addWidget(self._words, 1)
        self._column.addLayout(refused)
        self._busy = Text("", "label", "text2")
        self._busy.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.send_button = Button(verb, "primary")
        self.send_button.clicked.connect(lambda _on=False: self.send())
        self.leave_button = Button(_("暂不"))
        self.leave_button.clicked.connect(self.reject)
        for button in (self.send_button, self.leave_button):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self._busy, 1)
        foot.addWidget(self.send_button)
        foot.addWidget(self.leave_button)
        self._column.addSpacing(theme.XS)
        self._column.addLayout(foot)
        self.refuse("")

    # ---- building ---------------------------------------------------------------------------------------------------

    def add_row(self, key: str, label: str, editor: QWidget, hint: str = "", *, missing: str = "", beside: bool = False) -> FieldRow:
        """Ask one thing more.

        Args:
            key: how the row is found again.
            label: the question.
            editor: the field.
            hint: what helps to answer.
            missing: what is said when it is left empty; a question without it may stay empty.
            beside: it stands to the right of the one before.
        """
        row = FieldRow(label, editor, hint, required=bool(missing))
        self.rows[key] = row
        if missing:
            self._required[key] = missing
        if not beside:
            self._line = QHBoxLayout()
            self._line.setSpacing(theme.L)
            self._fields.addLayout(self._line)
        self._line.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
        if isinstance(editor, FileField):
            editor.chosen.connect(lambda: self._clear(key))
        elif isinstance(editor, QLineEdit):
            editor.returnPressed.connect(self.send)
            editor.textEdited.connect(lambda _text: self._clear(key))
        return row

    def add_widget(self, widget: QWidget) -> None:
        """Put something between the fields."""
        self._fields.addWidget(widget)

    def add_secret(self, key: str, label: str, hint: str = "") -> SecretLine:
        """Ask for a passphrase."""
        line = SecretLine()
        self.add_row(key, label, line, hint, missing=_("请输入口令。"))
        return line

    def add_show_secrets(self, *lines: SecretLine) -> None:
        """A box that lets the passphrases be read."""
        box = Check(_("显示口令"))
        for line in lines:
            box.toggled.connect(line.set_shown)
        self._fields.addWidget(box)

    # ---- answering --------------------------------------------------------------------------------------------------

    def text(self, key: str) -> str:
        """What stands in a field of one line."""
        editor = self.rows[key].editor
        return editor.text().strip() if isinstance(editor, QLineEdit) else ""

    def path(self, key: str) -> Path | None:
        """The file that was chosen."""
        editor = self.rows[key].editor
        return editor.path if isinstance(editor, FileField) else None

    def send(self) -> None:
        """Say at the fields what is missing; when nothing is, tell the one who opened the dialog."""
        if not self.send_button.isEnabled():
            return
        self.refuse("")
        for key, row in self.rows.items():
            missing = self._required.get(key, "") if row.isVisibleTo(self) else ""
            empty = row.editor.path is None if isinstance(row.editor, FileField) else not self._typed(row.editor)
            row.set_error(missing if empty else "")
        if not self.stop_at_error():
            self.sent.emit()

    @staticmethod
    def _typed(editor: QWidget) -> bool:
        return bool(editor.text().strip()) if isinstance(editor, QLineEdit) else True

    def stop_at_error(self) -> bool:
        """Lead to the first field that is not right; False when all are."""
        bad = next((row for row in self.rows.values() if row.error() and row.isVisibleTo(self)), None)
        self.fit()
        if bad is None:
            return False
        bad.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def refuse(self, words: str, key: str = "") -> None:
        """Say what was refused, at a field or above the buttons."""
        if key in self.rows:
            self.rows[key].set_error(words)
            self.stop_at_error()
            return
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._mark.setVisible(bool(words))
        self.fit()

    def set_busy(self, words: str) -> None:
        """Wait for what was asked for; an empty text ends it."""
        self._busy.setText(words)
        self.send_button.setEnabled(not words)
        for row in self.rows.values():
            row.setEnabled(not words)

    def _clear(self, key: str) -> None:
        if self.rows[key].error():
            self.rows[key].set_error("")
            self.fit()

    # ---- events -----------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """As high as the words need at this width; wrapped text does not tell Qt on its own."""
        self._column.activate()
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        first = next((row.editor for row in self.rows.values() if not self._filled(row.editor)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        super().showEvent(event)

    @staticmethod
    def _filled(editor: QWidget) -> bool:
        if isinstance(editor, FileField):
            return editor.path is not None
        return isinstance(editor, Line) and bool(editor.text())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A dialog would press its first button for Enter anywhere in it; here Enter means the button that has the keyboard.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if isinstance(focused, Button):
                focused.click()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self.gone = True
        for row in self.rows.values():
            if isinstance(row.editor, SecretLine):
                row.editor.take()
        focused = self.focusWidget()
        if focused is not None:
            # The focus ring must let go of a button before the button goes.
            focused.clearFocus()
        super().done(result)


class NoticeDialog(FormDialog):
    """News that has to be read before going on: a title, a sentence, and lines that can be copied."""

    def __init__(self, title: str, body: str, lines: str, *, parent: QWidget) -> None:
        super().__init__(title, body, _("知道了"), parent=parent)
        self.lines = Text(lines, "body", wrap=True)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_widget(self.lines)
        copy = Button(_("复制"), small=True, icon="copy")
        copy.clicked.connect(lambda _on=False: QGuiApplication.clipboard().setText(lines))
        self.add_widget(copy)
        self.leave_button.hide()
        self.sent.connect(self.accept)
