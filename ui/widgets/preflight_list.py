"""递交前检查: the reviewer's questions in five groups; a group with nothing open is folded, and every line leads to its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel, paint_mark
from ui.widgets.text import Text, draw_text, rich, text_width

if TYPE_CHECKING:
    from core.workflows.preflight import Preflight, PreflightGroup, PreflightRow

_MARKS = {
    "passed": Mark.DONE,
    "explained": Mark.EXPLAINED,
    "question": Mark.QUESTION,
    "blocked": Mark.BLOCKED,
    "note": Mark.NOTE,
}
_WORST = ("blocked", "question", "note", "explained", "passed")
_GOOD = frozenset({"passed", "explained"})


def folded(rows: Sequence[PreflightRow]) -> Iterator[PreflightRow]:
    """The same months of one source under one rule as one line that leads to the first of them; all else as it is."""
    for (subject, _code, _state), same in groupby(rows, lambda row: (row.place.subject, row.code, row.state)):
        own = list(same)
        if not subject or len(own) == 1 or own[0].place.month is None:
            yield from own
            continue
        yield replace(own[0], detail=_("连同其他月份共 {count} 处，从这里开始").format(count=len(own)))


class _Line(QAbstractButton):
    """A row of the list that can be pressed, and left with the arrow keys."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 2, -3, -3), theme.RADIUS_TAG, theme.RADIUS_TAG)


class GroupHead(_Line):
    """The name of a group with how many of its lines are good; pressing it folds or opens it."""

    def __init__(self, group: PreflightGroup, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = group.title
        states = {row.state.value for row in group.rows}
        self._mark = _MARKS[next(state for state in _WORST if state in states or state == "passed")]
        good = sum(1 for row in group.rows if row.state.value in _GOOD)
        self._count = f"{good} / {len(group.rows)}"
        self.setCheckable(True)
        self.setChecked(states != {"passed"})
        self.setFixedHeight(theme.metrics().table_row)
        self.setAccessibleName(f"{group.title} {self._mark.words} {self._count}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sunken"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        icon = theme.metrics().label
        name = "chevron-down" if self.isChecked() else "chevron-right"
        at = QPoint(theme.L, (self.height() - icon) // 2)
        painter.drawPixmap(at, theme.pixmap(name, "text", size=icon, ratio=self.devicePixelRatioF()))
        edge, face = theme.metrics().mark, theme.font("label")
        width = int(text_width(self._count, face)) + 1
        right = self.width() - theme.L
        draw_text(painter, QRect(right - width, 0, width, self.height()), self._count, face, theme.color("text2"))
        at_mark = QRect(right - width - theme.S - edge, (self.height() - edge) // 2, edge, edge)
        paint_mark(painter, at_mark, self._mark, "sunken")
        left = theme.L + icon + theme.S
        words = QRect(left, 0, at_mark.x() - theme.S - left, self.height())
        draw_text(painter, words, self.title, theme.font("body", bold=True), theme.color("text"))
        self._paint_focus(painter)


class CheckLine(_Line):
    """One line of the review, in one row of text, or in two where one is too short."""

    def __init__(self, row: PreflightRow, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.row = row
        self._mark = _MARKS[row.state.value]
        self._two = False
        self.setFixedHeight(theme.metrics().table_dense)
        self.setAccessibleName(f"{self._mark.words} {row.title} {row.detail} {row.code}")

    def _room(self) -> QRect:
        left = theme.L + theme.S + theme.metrics().mark + theme.S
        code = int(text_width(self.row.code, theme.font("label"))) + 1
        return QRect(left, 0, max(0, self.width() - left - code - theme.L - theme.S), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        face, room = theme.font("label"), self._room().width()
        needed = text_width(self.row.title, face) + theme.S + text_width(self.row.detail, face)
        self._two = bool(self.row.detail) and needed > room
        line = theme.line_height("label")
        self.setFixedHeight(2 * line + theme.S if self._two else theme.metrics().table_dense)
        cut = max(text_width(self.row.title, face), text_width(self.row.detail, face)) > room
        self.setToolTip(rich(f"{self.row.title}\n{self.row.detail}").replace("\n", "<br>") if cut else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = "sunken" if self.underMouse() else "surface"
        painter.fillRect(self.rect(), theme.color(ground))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))
        face, edge, room = theme.font("label"), theme.metrics().mark, self._room()
        line = theme.line_height("label")
        height = line + theme.S if self._two else self.height()
        paint_mark(painter, QRect(theme.L + theme.S, (height - edge) // 2, edge, edge), self._mark, ground)
        code = QRect(room.right() + theme.S, 0, self.width() - theme.L - room.right() - theme.S, height)
        draw_text(painter, code, self.row.code, face, theme.color("text2"), Qt.AlignmentFlag.AlignRight)
        first = QRect(room.x(), 0, room.width(), height)
        used = int(draw_text(painter, first, self.row.title, face, theme.color("text")))
        if self._two:
            second = QRect(room.x(), theme.XS + line, room.width(), line)
            draw_text(painter, second, self.row.detail, face, theme.color("text2"))
        else:
            draw_text(painter, first.adjusted(used + theme.S, 0, 0, 0), self.row.detail, face, theme.color("text2"))
        self._paint_focus(painter)


class PreflightSummary(QWidget):
    """How many of what, each with its mark."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.XS)
        self.words = ""

    def show_counts(self, preflight: Preflight) -> None:
        """Count the lines of a list."""
        empty(self._row)
        states = [row.state.value for row in preflight.rows()]
        shown = (
            (Mark.DONE, _("{count} 通过"), "passed"),
            (Mark.EXPLAINED, _("{count} 已说明"), "explained"),
            (Mark.QUESTION, _("{count} 待答"), "question"),
            (Mark.BLOCKED, _("{count} 阻断"), "blocked"),
        )
        words = []
        for shape, text, state in shown:
            count = states.count(state)
            if not count and state not in {"passed", "blocked"}:
                continue
            none_blocked = state == "blocked" and not count
            self._row.addWidget(MarkLabel(Mark.DONE if none_blocked else shape))
            words.append(text.format(count=count))
            self._row.addWidget(Text(words[-1], "label"))
            self._row.addSpacing(theme.S)
        self._row.addStretch(1)
        self.words = "，".join(words)
        self.setAccessibleName(self.words)


class PreflightList(QWidget):
    """The groups and their lines."""

    chosen = Signal(object)
    """The `Place` of a line that was opened."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads: list[GroupHead] = []
        self.lines: list[CheckLine] = []
        self._folded: dict[str, bool] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setAccessibleName(_("递交前检查"))

    def show_preflight(self, preflight: Preflight) -> None:
        """Show another list; what the person folded or opened herself stays so."""
        at = next((number for number, line in enumerate(self.lines) if line.hasFocus()), None)
        empty(self._column)
        self.heads, self.lines = [], []
        for group in preflight.groups:
            head = GroupHead(group, parent=self)
            head.setChecked(self._folded.get(group.title, head.isChecked()))
            self._column.addWidget(head)
            self.heads.append(head)
            own = [CheckLine(row, parent=self) for row in folded(group.rows)]
            for line in own:
                line.clicked.connect(lambda _on=False, place=line.row.place: self.chosen.emit(place))
                self._column.addWidget(line)
                line.setVisible(head.isChecked())
            self.lines += own
            head.clicked.connect(lambda on, title=group.title, lines=tuple(own): self._fold(title, lines, on))
        if at is not None and at < len(self.lines):
            self.lines[at].setFocus()

    def _fold(self, title: str, lines: tuple[CheckLine, ...], shown: bool) -> None:
        self._folded[title] = shown
        for line in lines:
            line.setVisible(shown)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("surface"))
