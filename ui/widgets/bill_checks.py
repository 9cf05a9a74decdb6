"""What the rules say about the bill on the screen: short good ones side by side, the others on a line of their own with the way out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.bill_views import BillCheck
from ui import theme
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text, text_width


def mark_of_check(good: bool | None) -> Mark:
    """The mark at a rule's answer: content, asking, or with nothing to compare."""
    if good is None:
        return Mark.TODO
    return Mark.DONE if good else Mark.QUESTION


def words_of(check: BillCheck) -> str:
    """What was found, with the rule's number; within the brackets where there are some already."""
    open_end = check.words.removesuffix("）")
    if open_end != check.words:
        return _("{words}，{rule}）").format(words=open_end, rule=check.rule)
    return _("{words}（{rule}）").format(words=check.words, rule=check.rule)


class CheckLine(QWidget):
    """One rule: mark, what is compared, what was found; below it cause and remedy where it asks."""

    def __init__(self, check: BillCheck, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = check
        words = words_of(check)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(MarkLabel(mark_of_check(check.good), line="label"), 0, Qt.AlignmentFlag.AlignTop)
        name = Text(check.name, "label", "text")
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        asks = check.good is False
        said = Text(words, "label", "warn" if asks else "text2", wrap=asks)
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum if asks else QSizePolicy.Policy.Fixed)
        head.addWidget(said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.HAIR)
        column.addLayout(head)
        if asks and check.why:
            why = Text(check.why, "label", "text2", wrap=True)
            why.setIndent(theme.metrics().mark + theme.S)
            column.addWidget(why)
        self.setAccessibleName(f"{mark_of_check(check.good).words}：{check.name} {words}")

    def width_of_words(self) -> float:
        """How wide one line of it is."""
        face = theme.font("label")
        words = words_of(self.check)
        return theme.metrics().mark + 2 * theme.S + text_width(self.check.name, face) + text_width(words, face)


class BillChecks(QWidget):
    """The lines of all rules."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.S)
        self._grid.setColumnStretch(1, 1)
        self._checks: tuple[BillCheck, ...] = ()
        self.lines: list[CheckLine] = []

    def show_checks(self, checks: Sequence[BillCheck]) -> None:
        """Show what the rules say; the same as before is left standing."""
        if self._checks == tuple(checks):
            return
        self._checks = tuple(checks)
        empty(self._grid)
        self.lines = [CheckLine(check, parent=self) for check in checks]
        self._arrange()
        self.setVisible(bool(self.lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self) -> None:
        """Short lines in two columns, the longer of them left; those that ask stand below, across both."""
        for line in self.lines:
            self._grid.removeWidget(line)
        good = [line for line in self.lines if line.check.good is not False]
        widest = sorted(good, key=CheckLine.width_of_words, reverse=True)
        left, right = widest[: (len(widest) + 1) // 2], widest[(len(widest) + 1) // 2 :]
        needed = sum(max((line.width_of_words() for line in column), default=0) for column in (left, right)) + theme.L
        if needed > self.width():
            left, right = good, []
        for column, lines in enumerate((left, right)):
            for row, line in enumerate(one for one in good if one in lines):
                self._grid.addWidget(line, row, column, 1, 1 if right else 2)
        for row, line in enumerate((one for one in self.lines if one not in good), len(left)):
            self._grid.addWidget(line, row, 0, 1, 2)
        for line in self.lines:
            line.show()
