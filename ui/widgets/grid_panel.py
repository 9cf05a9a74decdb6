"""The side panel of the monthly page: the comment of the cell above the lineage of its figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Rule
from ui.widgets.explain_panel import ExplainPanel
from ui.widgets.explain_sections import Box, words
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.commenting import CommentLine


class GridPanel(QWidget):
    """`explain` is the part that answers 「这个数怎么来的」."""

    edit_asked = Signal()
    remove_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("clear", True)
        self.explain = ExplainPanel()
        self._text = words("", "label")
        self._by = words("", "label", "text2")
        self._holder = QWidget(self)
        box = Box("info_s")
        box.column.addWidget(self._text)
        box.column.addWidget(self._by)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(_("批注"), "label", "text2"), 1)
        for name, signal in ((_("修改"), self.edit_asked), (_("删除"), self.remove_asked)):
            link = Button(name, "link")
            link.setAccessibleName(_("{verb}批注").format(verb=name))
            link.clicked.connect(signal)
            head.addWidget(link)
        inside = QVBoxLayout(self._holder)
        inside.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        inside.setSpacing(theme.XS)
        inside.addLayout(head)
        inside.addWidget(box)
        self._rule = Rule(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._holder)
        column.addWidget(self._rule)
        column.addWidget(self.explain, 1)
        self.show_comment(None)

    def show_comment(self, comment: CommentLine | None) -> None:
        """Show the comment of a cell with who wrote it when; nothing for none."""
        self._holder.setVisible(comment is not None)
        self._rule.setVisible(comment is not None)
        if comment is not None:
            self._text.setText(comment.text)
            self._by.setText("　".join(part for part in (comment.author, comment.at[:16].replace("T", " ")) if part))

    def comment(self) -> str:
        """The comment that is shown; empty for none."""
        return self._text.plain() if self._holder.isVisibleTo(self) else ""
