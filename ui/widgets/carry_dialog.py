"""The sheet that opens before a new year is made: what goes on, what is proposed to be left out, and what somebody should look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.carrying_views import CarryKind, CarryLine, CarryNote, kind_title
from ui import theme
from ui.widgets.card import Card, Rule
from ui.widgets.fields import Check
from ui.widgets.formula import pretty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.page import Scroll
from ui.widgets.sign_dialog import FormDialog
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.carrying_views import CarryPlan

_WIDTH, _HEIGHT = 720, 400
_AROUND = 260
"""Pixels that title, sentence and buttons take; the list gets what the window leaves."""
_NAME, _WORDS = 2, 3
"""How the two columns share the width."""


class CarryDialog(FormDialog):
    """The list with its boxes; a box that is not ticked does not go on."""

    def __init__(self, plan: CarryPlan, *, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            plan: what carrying over would do.
            parent: the window.
        """
        title = _("新建 {year} 年度").format(year=plan.to_year)
        words = _("延续 {before} 年的设置，月度数据从空白开始。取消勾选的不延续；{before} 年的数据和档案不变。")
        body = words.format(before=plan.from_year)
        super().__init__(title, body, _("新建 {year} 年度").format(year=plan.to_year), parent=parent)
        large = theme.metrics().large
        self.setFixedWidth(min(_WIDTH * (4 if large else 3) // 3, parent.window().width() - 2 * theme.XL))
        self.leave_button.setText(_("取消"))
        self.boxes: dict[str, Check] = {}
        self.notes: list[CarryNote] = list(plan.notes)
        scroll = Scroll(margins=(theme.L, theme.M, theme.L, theme.M))
        scroll.content.setSpacing(theme.M)
        for section in self._sections(plan):
            scroll.content.addWidget(section)
        scroll.content.addStretch(1)
        scroll.setFixedHeight(max(200, min(_HEIGHT * (4 if large else 3) // 3, parent.window().height() - _AROUND)))
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        frame = Card(padding=1)
        frame.body.addWidget(scroll)
        self.add_widget(frame)
        self.fit()

    def chosen(self) -> frozenset[str]:
        """Keys of what goes on."""
        return frozenset(key for key, box in self.boxes.items() if box.isChecked())

    def _sections(self, plan: CarryPlan) -> Iterator[QWidget]:
        if plan.notes:
            section = _Section(_("要看一看的（{count} 项）").format(count=len(plan.notes)))
            for note in plan.notes:
                section.add(Text(note.name, "body", wrap=True), note.words, sign=True)
            yield section
        for kind in CarryKind:
            lines = plan.of(kind)
            if lines:
                yield self._section(kind, lines)

    def _section(self, kind: CarryKind, lines: tuple[CarryLine, ...]) -> QWidget:
        section = _Section(kind_title(kind))
        for line in lines:
            words = "；".join(part for part in (line.why, line.words) if part)
            if not line.key:
                section.add(Text(line.name, "body", wrap=True), words)
                continue
            box = Check(line.name, checked=line.goes_on)
            box.setAccessibleDescription(words)
            self.boxes[line.key] = box
            section.add(box, words)
        return section


class _Section(QWidget):
    """A heading, and below it names with their words."""

    def __init__(self, title: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(Text(title, "body", bold=True))
        column.addWidget(Rule())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.M)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnMinimumWidth(0, theme.metrics().mark)
        self._grid.setColumnStretch(1, _NAME)
        self._grid.setColumnStretch(2, _WORDS)
        column.addLayout(self._grid)

    def add(self, name: QWidget, words: str, *, sign: bool = False) -> None:
        """Put a line at the end; one that should be looked at gets its mark."""
        row, boxed = self._grid.rowCount(), isinstance(name, Check)
        if sign:
            self._grid.addWidget(MarkLabel(Mark.HINT, line="body"), row, 0, Qt.AlignmentFlag.AlignTop)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, name.sizePolicy().verticalPolicy())
        self._grid.addWidget(name, row, 0 if boxed else 1, 1, 2 if boxed else 1, Qt.AlignmentFlag.AlignTop)
        said = Text(pretty(words), "body", "text2", wrap=True)
        said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._grid.addWidget(said, row, 2, Qt.AlignmentFlag.AlignVCenter if boxed else Qt.AlignmentFlag.AlignTop)
