"""The card of a page that has nothing to show yet: what will be here, and the act that fills it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.text import Text

_WIDTH = 480


class EmptyCard(Card):
    """Its sentence breaks as it must; the card is as high as that needs."""

    acted = Signal()

    def __init__(self, title: str, sentence: str, action: str) -> None:
        """Make the card; `action` is the text of its button."""
        super().__init__(padding=theme.XXL)
        self.body.setSpacing(theme.M)
        words = Text(sentence, "body", "text2", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(_WIDTH * theme.metrics().label // 12)
        self.button = Button(action)
        self.button.clicked.connect(lambda _on=False: self.acted.emit())
        for widget in (Text(title, "title", bold=True), words, self.button):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(widget)
            row.addStretch(1)
            self.body.addLayout(row)
