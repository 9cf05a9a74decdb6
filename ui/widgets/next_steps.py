"""接下来: one list of what is missing, each row a link to the very place that mends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.views import NextStep
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Rule, paint_card
from ui.widgets.formula import pretty
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel, paint_mark
from ui.widgets.text import Text, draw_text, text_width

_MARKS = {
    "blocked": Mark.BLOCKED,
    "question": Mark.QUESTION,
    "todo": Mark.TODO,
    "hint": Mark.HINT,
    "passed": Mark.DONE,
    "failed": Mark.BLOCKED,
    "open": Mark.HOLLOW,
}
_SHOWN = 6
_SHOWN_LARGE = 3


class NextRow(QAbstractButton):
    """One thing to do, in one line; pressing it leads there. What is cut stands in its tip, with `tip` below it."""

    def __init__(self, step: NextStep, label: str, *, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self._tip = tip
        self._label = label
        self._mark = _MARKS.get(step.severity, Mark.HINT)
        self.setAccessibleName(f"{self._mark.words} {step.title} {step.detail} {label}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(480, 36)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect().adjusted(1, 0, -1, 0), theme.color("sunken"))
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.color("line"))
        edge = theme.metrics().mark
        paint_mark(painter, QRect(theme.L, (self.height() - edge) // 2 + 1, edge, edge), self._mark)
        right = self.width() - theme.L
        if self._label:
            arrow = 14
            pixmap = theme.pixmap("chevron-right", "accent", size=arrow, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPoint(right - arrow + 4, (self.height() - arrow) // 2 + 1), pixmap)
            width = int(text_width(self._label, theme.font("label"))) + 1
            link = QRect(right - arrow - width, 0, width, self.height())
            draw_text(painter, link, self._label, theme.font("label"), theme.color("accent"))
            right = link.left() - theme.L
        left = theme.L + edge + theme.S
        room = QRect(left, 0, max(0, right - left), self.height())
        used = draw_text(painter, room, self.step.title, theme.font(), theme.color("text"))
        rest = room.adjusted(int(used) + theme.S, 1, 0, 0)
        if rest.width() > theme.XXL:
            shown = draw_text(painter, rest, self.step.detail, theme.font("label"), theme.color("text2"))
            cut = self.step.detail if text_width(self.step.detail, theme.font("label")) > shown + 1 else ""
            self.setToolTip("\n".join(filter(None, (cut, self._tip))))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -2), theme.RADIUS_TAG, theme.RADIUS_TAG)


class NextSteps(QFrame):
    """The card with its head and rows; in large type three rows with a button each."""

    chosen = Signal(object)

    def __init__(self, label_of: Callable[[str], str], *, parent: QWidget | None = None) -> None:
        """Make the card; `label_of` gives a page's words in the rail."""
        super().__init__(parent)
        self._label_of = label_of
        self._steps: Sequence[NextStep] = ()
        self._all = False
        border = theme.metrics().card_border
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(border, 0, border, border)
        self._column.setSpacing(0)
        self._title = Text("", "title", bold=True)
        self._count = Text("", "label", "text2")
        self._more = Button("", "link")
        self._more.clicked.connect(self._unfold)
        head = QHBoxLayout()
        side = theme.XL if theme.metrics().large else theme.L
        head.setContentsMargins(side - border, theme.M - border, side - border, theme.S + theme.HAIR)
        head.setSpacing(theme.S)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._more)
        self._column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._column.addLayout(self._rows)
        self._column.addStretch(1)

    def set_steps(self, steps: Sequence[NextStep]) -> None:
        """Show what is to do now; a sentence that begins with its own title does not say it twice."""
        self._steps = [replace(step, detail=pretty(step.detail.removeprefix(f"{step.title}：").strip())) for step in steps]
        self._fill()

    def rows(self) -> tuple[NextRow, ...]:
        """The rows that are shown, in standard type."""
        return tuple(row for row in self.findChildren(NextRow) if row.isVisibleTo(self))

    def _fill(self) -> None:
        empty(self._rows)
        large = theme.metrics().large
        limit = len(self._steps) if self._all else _SHOWN_LARGE if large else _SHOWN
        count, shown = len(self._steps), self._steps[:limit]
        hidden = count - len(shown)
        self._title.setText(_("接下来做这 {count} 件").format(count=len(shown)) if large and shown else _("接下来"))
        self._count.setText(_("{count} 件事，点一行直达那一格").format(count=count) if count and not large else "")
        self._more.setText(_("还有 {count} 件，全部列出").format(count=hidden) if hidden else _("收起"))
        self._more.setVisible(hidden > 0 or (self._all and count > (_SHOWN_LARGE if large else _SHOWN)))
        for index, step in enumerate(shown):
            row = _LargeRow(step, first=index == 0) if large else NextRow(step, self._label_of(step.page))
            row.clicked.connect(lambda _on=False, chosen=step: self.chosen.emit(chosen))
            self._rows.addWidget(row)
        if not count:
            self._rows.addWidget(Rule())
            self._rows.addWidget(_nothing_left())

    def _unfold(self) -> None:
        self._all = not self._all
        self._fill()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, self.rect())


def _nothing_left() -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
    line.setSpacing(theme.S)
    line.addWidget(MarkLabel(Mark.DONE))
    line.addWidget(Text(_("数据齐全，没有待答的疑问。"), "body", "text2"), 1)
    return row


class _LargeRow(QWidget):
    """One thing to do in large type: two lines and a button of its own."""

    clicked = Signal(bool)

    def __init__(self, step: NextStep, *, first: bool) -> None:
        super().__init__()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(step.title, "body", bold=True))
        words.addWidget(Text(step.detail, "label", "text2"))
        go = Button({"todo": _("去填写"), "blocked": _("去改正")}.get(step.severity, _("去核对")), "primary" if first else "secondary")
        go.setAccessibleName(f"{go.text()} {step.title}")
        go.clicked.connect(self.clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        line.setSpacing(theme.L)
        line.addWidget(MarkLabel(_MARKS.get(step.severity, Mark.HINT)))
        line.addLayout(words, 1)
        line.addWidget(go)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.color("line2"))
