"""The bar over the mapping: how many answers are missing, the first question in words, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.import_views import PlanQuestion
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text


class QuestionBar(QFrame):
    """Seen only while something is asked."""

    asked = Signal(object)
    """A `PlanQuestion`: lead to where it is answered."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: PlanQuestion | None = None
        self.title = Text("", "body", bold=True)
        self.words = Text("", "label", "text2", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.button = Button(_("去回答"), small=not theme.metrics().large)
        self.button.setToolTip(_("到要回答的那一处　F8"))
        self.button.clicked.connect(self.go)
        column = QVBoxLayout()
        column.setSpacing(theme.HAIR)
        column.addWidget(self.title)
        column.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(MarkLabel(Mark.QUESTION, paper="warn_s", line="body"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_questions(self, questions: Sequence[PlanQuestion], sheet: str) -> None:
        """Show the first question, those of the sheet in view before the others'."""
        ordered = sorted(questions, key=lambda one: one.sheet != sheet)
        self._question = ordered[0] if ordered else None
        self.setVisible(bool(ordered))
        if self._question is None:
            return
        self.title.setText(_("还有 {count} 处要先回答，才能导入").format(count=len(ordered)))
        where = "" if self._question.sheet == sheet else _("工作表「{sheet}」：").format(sheet=self._question.sheet)
        self.words.setText(f"{where}{self._question.question}{self._question.hint}")

    def go(self) -> None:
        """Lead to the first question."""
        if self._question is not None:
            self.asked.emit(self._question)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warn_s"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_CARD, theme.RADIUS_CARD)
