"""What became of a returned sheet of a supplier: the four counts, and each row that was not taken with its reason."""

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
    from core.workflows.supplier_sheets import SupplierReturn


class ReturnCard(Card):
    """Hidden until a sheet was taken in, and again once it was read."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Text("", "title", bold=True)
        self._counts = Text("", "body", wrap=True)
        self._refused = Text("", "label", "err", wrap=True)
        close = IconButton("close", _("收起"), small=not theme.metrics().large)
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.body.setSpacing(theme.S)
        self.body.addLayout(head)
        self.body.addWidget(self._counts)
        self.body.addWidget(self._refused)
        self.hide()

    def show_return(self, told: SupplierReturn) -> None:
        """Show what was read of a sheet."""
        kind = _("实际数量") if told.actual else _("预估数量")
        self._title.setText(_("已收回「{file}」（{kind}）").format(file=told.file, kind=kind))
        words = _("读 {read} 行：新填 {new}，改变 {changed}，未变 {unchanged}，未收 {refused}")
        counts = {fate.value: told.count(fate) for fate in Fate}
        undo = _("。可用 Ctrl + Z 撤销") if counts["new"] or counts["changed"] else ""
        self._counts.setText(words.format(read=len(told.rows), **counts) + undo)
        lines = [
            _("第 {row} 行 {name}：{why}").format(row=one.row, name=one.name, why=one.why) for one in told.rows if one.fate is Fate.REFUSED
        ]
        self._refused.setText("\n".join(lines))
        self._refused.setVisible(bool(lines))
        self.show()
