"""外部名单和评级: what receipts and imports say of the organization; nothing of it is computed or can be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, Rule
from ui.widgets.event_files import ClipMark
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.listing import ListingRow, ListingView


class StandingCard(Card):
    """One entry for each status, the newest first, below what follows from them."""

    add_asked = Signal()
    remove_asked = Signal(str, str)
    """Id and words of an import that is to be taken off."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.body.setSpacing(theme.M)
        self.add_button = Button(_("登记"), small=not theme.metrics().large, icon="plus")
        self.add_button.setAccessibleName(_("登记外部名单或评级"))
        self.add_button.clicked.connect(self.add_asked)
        head = QHBoxLayout()
        head.addWidget(Text(_("外部名单和评级"), "title", bold=True), 1)
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.S)
        self.body.addLayout(self._list)
        self.remove_buttons: list[IconButton] = []

    def show_listing(self, view: ListingView) -> None:
        """Show what is known."""
        empty(self._list)
        self.remove_buttons = []
        line = QHBoxLayout()
        line.setSpacing(theme.S)
        if view.black:
            line.addWidget(MarkLabel(Mark.BLOCKED, line="body"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(view.sentence, "body", "err" if view.black else "text", wrap=True), 1)
        self._list.addLayout(line)
        for row in view.rows:
            self._list.addWidget(Rule())
            self._list.addLayout(self._entry(row))
        note = _("绿名单、黑名单和企业绿色影响力星级由平台或主管部门给出，这里照抄，程序不计算、不推断，也不联网查询。")
        self._list.addWidget(Rule())
        self._list.addWidget(Text(note, "label", "text2", wrap=True))

    def _entry(self, row: ListingRow) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(theme.HAIR)
        words.addWidget(Text(row.words, "body"))
        words.addWidget(Text(f"{row.on.isoformat()}　{row.source}", "label", "text2", wrap=True))
        for one in row.evidence:
            file = QHBoxLayout()
            file.setSpacing(theme.XS)
            file.addWidget(ClipMark())
            file.addWidget(Text(one.original_name, "label", "text2"), 1)
            words.addLayout(file)
        entry = QHBoxLayout()
        entry.setSpacing(theme.S)
        entry.addLayout(words, 1)
        if row.standing_id:
            remove = IconButton("trash", _("删除「{words}」的登记").format(words=row.words), small=True)
            remove.clicked.connect(lambda _on=False, one=row: self.remove_asked.emit(one.standing_id, one.words))
            self.remove_buttons.append(remove)
            entry.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return entry
