"""What became of a table of lots: the four counts, and each row that was not taken with its place and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from core.i18n import _
from core.workflows.import_views import Fate
from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.offset_import import LotImport


class LotReturn(Card):
    """Hidden until a table was taken in, and again once it was read."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Text("", "title", bold=True)
        self._counts = Text("", "body", wrap=True)
        self._lines = Text("", "label", "text2", wrap=True)
        self._refused = Text("", "label", "err", wrap=True)
        self.close_button = IconButton("close", _("收起"), small=not theme.metrics().large)
        self.close_button.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.setSpacing(theme.S)
        self.body.addLayout(head)
        for line in (self._counts, self._lines, self._refused):
            self.body.addWidget(line)
        self.hide()

    def show_import(self, told: LotImport) -> None:
        """Show what was read of a table."""
        self._title.setText(_("已读登记表「{file}」").format(file=told.file))
        words = _("读到 {read} 行：新增 {new}，更改 {changed}，未变 {unchanged}，未导入 {refused}")
        counts = {fate.value: told.count(fate) for fate in Fate}
        undo = _("。可用 Ctrl + Z 撤销") if counts["new"] or counts["changed"] else ""
        self._counts.setText(words.format(read=len(told.rows), **counts) + undo)
        _show(
            self._lines,
            [
                _("第 {row} 行 {name}：改 {fields}").format(row=one.row, name=one.name, fields="、".join(one.changed))
                for one in told.rows
                if one.fate is Fate.CHANGED
            ],
        )
        _show(
            self._refused,
            [
                _("{place} {name}：{why}").format(place=one.place, name=one.name, why=one.why)
                for one in told.rows
                if one.fate is Fate.REFUSED
            ],
        )
        self.show()


def _show(line: Text, texts: list[str]) -> None:
    line.setText("\n".join(texts))
    line.setVisible(bool(texts))
