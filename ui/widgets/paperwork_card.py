"""Application, plan, disclosures and what others said of the organization: one line each, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule
from ui.widgets.layouts import empty
from ui.widgets.text import Text

APPLICATION, PLAN, DISCLOSURES, STANDINGS = "application", "implementation", "disclosure", "standing"


@dataclass(frozen=True, slots=True)
class PaperworkLine:
    """One line of the card.

    Attributes:
        key: which paper; `words` says how it stands.
        verb: what the first button does.
        paper: whether there is a paper to be looked at.
    """

    key: str
    title: str
    words: str
    verb: str
    paper: bool = True


class PaperworkCard(Card):
    """Four lines and how long it all is kept."""

    asked = Signal(str)
    """The key of what is to be filled in."""

    previewed = Signal(str)
    """The key of the paper that is to be shown."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.buttons: dict[str, Button] = {}
        self.papers: dict[str, Button] = {}
        self.body.setSpacing(theme.S)

    def show_lines(self, lines: Sequence[PaperworkLine], kept: str) -> None:
        """Show how the papers stand.

        Args:
            lines: in order.
            kept: until when everything is to be kept, in words.
        """
        empty(self.body)
        self.buttons, self.papers = {}, {}
        self.body.addWidget(Text(_("申请、计划和披露"), "title", bold=True))
        for line in lines:
            self.body.addWidget(Rule())
            self.body.addWidget(Text(line.title, "body"))
            self.body.addWidget(Text(line.words, "label", "text2", wrap=True))
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            self.buttons[line.key] = self._button(line.verb, line.title, "edit")
            self.buttons[line.key].clicked.connect(lambda _on=False, key=line.key: self.asked.emit(key))
            row.addWidget(self.buttons[line.key])
            if line.paper:
                self.papers[line.key] = self._button(_("预览"), line.title, "document")
                self.papers[line.key].clicked.connect(lambda _on=False, key=line.key: self.previewed.emit(key))
                row.addWidget(self.papers[line.key])
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(Rule())
        self.body.addWidget(Text(kept, "label", "text2", wrap=True))

    @staticmethod
    def _button(verb: str, title: str, icon: str) -> Button:
        button = Button(verb, small=not theme.metrics().large, icon=icon)
        button.setAccessibleName(f"{title} {verb}")
        return button
