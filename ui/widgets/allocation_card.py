"""客房与会议分摊: a hotel's figures after HCMI's input blocks, what is missing for them, and what they rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.quantity import shown, shown_significant
from core.i18n import _
from ui import theme
from ui.widgets.card import Card, Rule
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.allocating import AllocationView


class AllocationCard(Card):
    """The card; it only shows."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.body.setSpacing(theme.S)
        self.body.addWidget(Text(_("客房与会议分摊（参照 HCMI）"), "title", bold=True))
        self._sentence = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self._sentence)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(theme.XL)
        self.body.addLayout(self._figures)
        self._missing = QGridLayout()
        self._missing.setHorizontalSpacing(theme.S)
        self._missing.setVerticalSpacing(theme.XS)
        self.body.addLayout(self._missing)
        self.body.addWidget(Rule())
        self._notes = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self._notes)

    def show_view(self, view: AllocationView) -> None:
        """Show the figures as they stand; what is missing is named and no figure stands for it."""
        figures = view.figures
        self._sentence.setText(view.sentence)
        empty(self._figures)
        columns = (
            (_("每间已售客房每天"), _significant(figures.per_room), "kgCO₂e"),
            (_("每平方米会议每小时"), _significant(figures.per_meeting_hour), "kgCO₂e"),
            (_("客房"), _tonnes(figures.rooms), "tCO₂e"),
            (_("会议"), _tonnes(figures.meetings), "tCO₂e"),
        )
        for label, value, unit in columns:
            figure = QVBoxLayout()
            figure.setSpacing(0)
            figure.addWidget(Text(label, "label", "text2"))
            line = QHBoxLayout()
            line.setSpacing(theme.S)
            line.addWidget(Text(value, "page", bold=True))
            line.addWidget(Text(unit, "label", "text2"), 0, Qt.AlignmentFlag.AlignBottom)
            line.addStretch(1)
            figure.addLayout(line)
            self._figures.addLayout(figure, 1)
        empty(self._missing)
        for at, words in enumerate(figures.missing):
            self._missing.addWidget(MarkLabel(Mark.QUESTION, line="label"), at, 0)
            self._missing.addWidget(Text(_("缺：{what}").format(what=words), "label"), at, 1)
        self._missing.setColumnStretch(1, 1)
        self._notes.setText("\n".join(figures.notes))


def _significant(value: Fraction | None) -> str:
    return "—" if value is None else shown_significant(value)


def _tonnes(value: Fraction | None) -> str:
    return "—" if value is None else shown(value, 2)
