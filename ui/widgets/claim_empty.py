"""What stands where there is nothing yet, when its sentence takes more than one line."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.card import EmptyState
from ui.widgets.text import Text

_WIDTH = 480


class Nothing(EmptyState):
    """An empty state whose sentence is given the height that it needs: a centred label is not asked for it by its layout."""

    def __init__(self, title: str, sentence: str = "", action: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(title, sentence, action, parent=parent)
        for words in self.findChildren(Text):
            if words.wordWrap():
                words.setFixedWidth(_WIDTH)
                words.setFixedHeight(words.heightForWidth(_WIDTH))
