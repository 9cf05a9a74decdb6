"""The note that hangs at a questioned cell: what is odd, what was expected and why, and the field for a written answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QTextCursor
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.domain.finding import Severity
from core.i18n import _
from core.workflows.views import FindingView
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.findings_list import without_place
from ui.widgets.formula import pretty
from ui.widgets.marks import Mark, MarkLabel, mark_of
from ui.widgets.text import Text

_WIDTH = 280
_GAP = 10
_SHADOW_BLUR = 12
_SHADOW_DROP = 4
_SHADOW_ALPHA = 26


class QuestionPopover(QWidget):
    """Stays until it is answered or closed with Esc; the keyboard stays in the grid until it is called over."""

    explained = Signal(str, str)
    """Key of the finding and the answer."""
    answered = Signal(str)
    """The sentence that `ask` asked for."""
    correct_asked = Signal()
    records_asked = Signal()
    closed = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = ""
        self.setFixedWidth(_WIDTH * theme.metrics().label // 12)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(_SHADOW_BLUR)
        shadow.setOffset(0, _SHADOW_DROP)
        ground = QColor(Qt.GlobalColor.black)
        ground.setAlpha(_SHADOW_ALPHA)
        shadow.setColor(ground)
        self.setGraphicsEffect(shadow)
        self._mark = MarkLabel(Mark.QUESTION, line="body", parent=self)
        self._title = Text("", "body", bold=True, wrap=True)
        self._words = Text("", "label", "text2", wrap=True)
        self.field = QPlainTextEdit(self)
        self.field.setFont(theme.font("label"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(2 * theme.line_height("label") + 2 * theme.S + theme.HAIR)
        self.field.installEventFilter(self)
        self._error = Text("", "label", "err", wrap=True)
        self._error.hide()
        self._save = Button(_("保存说明"), "primary", small=True)
        self._save.clicked.connect(self._on_save)
        self._correct = Button(_("改数字"), small=True)
        self._correct.clicked.connect(self.correct_asked)
        self._records = Button(_("看来历"), small=True)
        self._records.clicked.connect(self.records_asked)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        head.addWidget(self._title, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for button in (self._save, self._correct, self._records):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(head)
        column.addWidget(self._words)
        column.addWidget(self.field)
        column.addWidget(self._error)
        column.addLayout(buttons)
        self.hide()

    @property
    def key(self) -> str:
        """Key of the finding it shows; empty while it asks for something else."""
        return self._key

    def show_finding(self, view: FindingView, *, correctable: bool) -> None:
        """Ask about a finding; `correctable` says whether the cell takes another figure."""
        blocks = view.severity is Severity.BLOCK
        self._key = view.finding.key()
        self._mark.set_mark(mark_of(view.finding))
        self._title.setText(view.title)
        advice = _("锁定前须改正，不能用说明代替。") if blocks else _("不影响继续填写；锁定前改正，或写一句说明，随材料一并递交。")
        rule = _("规则 {rule}").format(rule=view.finding.rule)
        parts = (without_place(view), view.expected, view.why, f"{advice}（{rule}）")
        self._words.setText(pretty("".join(_sentence(part) for part in parts if part)))
        self._fill_field(view.finding.explanation, _("写一句说明（Shift + F2）"), _("保存说明"), shown=not blocks)
        self._correct.setVisible(correctable)
        self._records.setVisible(True)
        self.setAccessibleName(f"{view.title} {self._words.plain()}")

    def ask(self, title: str, words: str, hint: str, verb: str, text: str = "", sign: Mark = Mark.TODO) -> None:
        """Ask for a sentence.

        Args:
            title: what it is about.
            words: what it is used for.
            hint: what stands in the empty field.
            verb: text of the button that sends it.
            text: what stands there already.
            sign: the mark before the title.
        """
        self._key = ""
        self._mark.set_mark(sign)
        self._title.setText(title)
        self._words.setText(words)
        self._fill_field(text, hint, verb, shown=True)
        self._correct.setVisible(False)
        self._records.setVisible(False)
        self.setAccessibleName(title)

    def _fill_field(self, text: str, hint: str, verb: str, *, shown: bool) -> None:
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self._error.hide()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.setVisible(shown)
        self._save.setVisible(shown)
        self._save.setText(verb)

    def hang_at(self, cell: QRect, selection: QRect, room: QRect) -> None:
        """Stand beside the cell, inside the room, and never over the selection; all in the parent's coordinates."""
        self._column.activate()
        width = self.width()
        height = max(self._column.totalHeightForWidth(width), self.minimumSizeHint().height())
        beside = max(room.top(), min(cell.top(), room.bottom() - height))
        over = max(room.left(), min(cell.left(), room.right() - width))
        both = cell.united(selection)
        places = (
            QRect(both.right() + _GAP, beside, width, height),
            QRect(over, both.bottom() + _GAP, width, height),
            QRect(both.left() - _GAP - width, beside, width, height),
            QRect(over, both.top() - _GAP - height, width, height),
            QRect(room.right() - width, room.bottom() - height, width, height),
        )
        self.setGeometry(next((place for place in places if room.contains(place)), places[-1]))
        self.show()
        self.raise_()

    def refuse(self, words: str) -> None:
        """Say below the field why its text was not taken; the text stays."""
        self._error.setText(words)
        self._error.show()
        self.take_keyboard()

    def refusal(self) -> str:
        """The sentence below the field; empty for none."""
        return self._error.plain() if self._error.isVisibleTo(self) else ""

    def take_keyboard(self) -> None:
        """Go into the field, or to the first button where there is none."""
        (self.field if self.field.isVisibleTo(self) else self._correct).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._on_save()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_note()
        else:
            super().keyPressEvent(event)

    def close_note(self) -> None:
        """Go away; a half-written answer stays in the field until another note is shown."""
        self.hide()
        self.closed.emit()

    def _on_save(self) -> None:
        text = self.field.toPlainText().strip()
        if self._key:
            self.explained.emit(self._key, text)
        else:
            self.answered.emit(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CARD, theme.RADIUS_CARD)


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "）", "！", "？")) else f"{text}。"


class Bubble(QWidget):
    """The sentence under a cell whose text was not taken."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH * theme.metrics().label // 12)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = Text("", "label", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.S, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(MarkLabel(Mark.BLOCKED, paper="err_s", parent=self), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def words(self) -> str:
        """The sentence."""
        return self._words.plain()

    def say(self, words: str, cell: QRect, room: QRect) -> None:
        """Stand below the cell, or above it where there is no room below; coordinates are the parent's."""
        self._words.setText(words)
        self.setAccessibleName(words)
        height = max(self.heightForWidth(self.width()), self.sizeHint().height())
        self.resize(self.width(), height)
        left = min(max(room.left(), cell.left()), room.right() - self.width())
        top = cell.bottom() + theme.XS
        if top + height > room.bottom():
            top = cell.top() - theme.XS - height
        self.move(left, top)
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("err"), 1))
        painter.setBrush(theme.color("err_s"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_TAG, theme.RADIUS_TAG)
