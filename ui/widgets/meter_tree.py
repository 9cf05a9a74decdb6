"""电表核对: a mall's meter tree with a bar for each line, a mark for each month, and the button that puts the rest to the common areas."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.period import Month
from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import Text, draw_text

if TYPE_CHECKING:
    from core.workflows.reconciling import MeterLine, MonthView, ReconciliationView

_MARKS = {
    "BALANCED": Mark.DONE,
    "OPEN": Mark.TODO,
    "ASK": Mark.QUESTION,
    "REFUSED": Mark.BLOCKED,
    "INCOMPLETE": Mark.HOLLOW,
}
_MARK = 14


class ShareBar(QWidget):
    """A bar as long as a share of the main meter; what is counted is filled, what is not is drawn in outline."""

    def __init__(self, share: Fraction | None, *, counted: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = min(1.0, max(0.0, float(share))) if share is not None else 0.0
        self._counted = counted
        self.setFixedHeight(theme.S)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sunken"))
        width = round(self.width() * self._share)
        if not width:
            return
        if self._counted:
            painter.fillRect(QRect(0, 0, width, self.height()), theme.color("s2"))
            return
        painter.setPen(QPen(theme.color("text3"), 1))
        painter.drawRect(QRectF(0.5, 0.5, max(1, width - 1), self.height() - 1))


class MonthCell(QAbstractButton):
    """A month: its mark and its unexplained share; pressing it leads to the month's main meter."""

    def __init__(self, view: MonthView, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        words = _("{month} 月：{state}").format(month=view.month.month, state=view.words)
        self.setAccessibleName(words)
        self.setToolTip(f"{words}\n{view.detail}" if view.detail else words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(64, 2 * theme.line_height("label") + _MARK + theme.M)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = theme.line_height("label")
        if self.underMouse():
            painter.fillRect(self.rect(), theme.color("sunken"))
        box = QRect(0, theme.XS, self.width(), line)
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, box, _("{month}月").format(month=self.view.month.month), theme.font("label"), theme.color("text2"), centre)
        paint_mark(painter, QRectF((self.width() - _MARK) / 2, theme.XS + line + 2, _MARK, _MARK), _MARKS[self.view.state.name])
        below = QRect(0, theme.XS + line + _MARK + theme.XS, self.width(), line)
        draw_text(painter, below, self.view.share, theme.font("label"), theme.color("text"), centre)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_TAG, theme.RADIUS_TAG)


class MeterTree(Card):
    """The card; it shows a view and asks for one deed."""

    asked = Signal(object)
    """A month was pressed."""

    def __init__(self, assign: Callable[[], object], *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.body.setSpacing(theme.S)
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        names = QVBoxLayout()
        names.setSpacing(0)
        self._title = Text(_("电表核对"), "title", bold=True)
        self._sentence = Text("", "label", "text2", wrap=True)
        names.addWidget(self._title)
        names.addWidget(self._sentence)
        self.assign = Button(_("把差额计入公区"))
        self.assign.clicked.connect(lambda _on=False: assign())
        head.addLayout(names, 1)
        head.addWidget(self.assign, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(theme.L)
        self._rows.setVerticalSpacing(theme.XS)
        self.body.addLayout(self._rows)
        self.body.addWidget(Rule())
        self._months = QHBoxLayout()
        self._months.setSpacing(0)
        self.body.addLayout(self._months)
        self._notes = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self._notes)

    def show_view(self, view: ReconciliationView) -> None:
        """Show the tree as it stands."""
        self._sentence.setText(view.sentence)
        self.assign.setEnabled(bool(view.assignable) and not view.refusal)
        self.assign.setToolTip(view.refusal or ("" if view.assignable else _("没有要计入的差额")))
        empty(self._rows)
        self._heading()
        for at, line in enumerate(view.lines, 1):
            self._line(at, line)
        empty(self._months)
        for month in view.month_views:
            cell = MonthCell(month)
            cell.clicked.connect(lambda _on=False, chosen=month.month: self._lead(chosen))
            self._months.addWidget(cell, 1)
        self._notes.setText("\n".join(note for note in (view.refusal, *view.notes) if note))
        self._notes.setVisible(bool(self._notes.plain()))

    def show_nothing(self, words: str) -> None:
        """Say what is missing before anything can be reconciled."""
        self._sentence.setText(words)
        self.assign.setEnabled(False)
        empty(self._rows)
        empty(self._months)
        self._notes.hide()

    def _lead(self, month: Month) -> None:
        self.asked.emit(month)

    def _heading(self) -> None:
        for column, words in ((0, _("项目")), (2, "kWh"), (3, _("占总进线"))):
            label = Text(words, "label", "text2")
            if column > 1:
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._rows.addWidget(label, 0, column)

    def _line(self, at: int, line: MeterLine) -> None:
        name = Text(line.name, "body" if line.depth < 2 else "label", "text" if line.depth < 2 else "text2", bold=line.depth == 0)
        name.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(line.depth * theme.L, 0, 0, 0)
        inside.addWidget(name)
        self._rows.addWidget(holder, at, 0)
        self._rows.addWidget(ShareBar(line.share, counted=line.counted), at, 1, Qt.AlignmentFlag.AlignVCenter)
        figure = shown(line.kilowatt_hours, 0) if line.kilowatt_hours is not None else "—"
        share = f"{shown(line.share * 100, 1)}%" if line.share is not None else "—"
        for column, words in ((2, figure), (3, share)):
            label = Text(words, "label", "text" if line.depth < 2 else "text2")
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._rows.addWidget(label, at, column)
        self._rows.setColumnStretch(0, 4)
        self._rows.setColumnStretch(1, 5)
