"""The venue's own evaluation: how each rule stands, why, and the way to where it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.views import NextStep
from ui import theme
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card
from ui.widgets.layouts import empty
from ui.widgets.next_steps import NextRow
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.evaluating import EvaluationRow, EvaluationView

_ALL, _FAILED, _OPEN = "", "failed", "open"


class EvaluationCard(Card):
    """One line for each rule; pressing it leads to the page that mends it."""

    chosen = Signal(object)
    """The `Place` of a rule."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.rows: dict[str, NextRow] = {}
        self._view: EvaluationView | None = None
        self._labels: dict[str, str] = {}
        self.filter = SegmentedControl(
            ((_ALL, _("全部")), (_FAILED, _("未满足")), (_OPEN, _("不能在此判断"))), _("看哪些规则"), parent=self
        )
        self.filter.set_value(_ALL)
        self.filter.changed.connect(lambda _value: self._show())
        self.paper_button = Button(_("自评表"), small=True, icon="document")
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(_("自评"), "title", bold=True), 1)
        head.addWidget(self.paper_button)
        self._counts = Text("", "label", "text2", wrap=True)
        chosen = QHBoxLayout()
        chosen.setSpacing(theme.S)
        chosen.addWidget(self._counts, 1)
        chosen.addWidget(self.filter)
        self.body.setSpacing(theme.S)
        self.body.addLayout(head)
        self.body.addWidget(
            Text(_("按公开的标准和指南逐条自查，是本单位的自评，不是平台或第三方的评价，也不决定级别。"), "label", "text2", wrap=True)
        )
        self.body.addLayout(chosen)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.body.addLayout(self._column)

    def show_evaluation(self, view: EvaluationView, label_of: dict[str, str]) -> None:
        """Show the rules of a dossier.

        Args:
            view: how they stand.
            label_of: how the pages are called.
        """
        self._view, self._labels = view, label_of
        words = _("满足 {passed}，未满足 {failed}，不能在此判断 {open}")
        self._counts.setText(words.format(**view.counts()))
        self._show()

    def _show(self) -> None:
        empty(self._column)
        self.rows = {}
        wanted = self.filter.value()
        for row in self._view.rows if self._view is not None else ():
            if wanted in {_ALL, row.outcome.value}:
                self.rows[row.code] = self._line(row)
                self._column.addWidget(self.rows[row.code])
        if not self.rows:
            self._column.addWidget(Text(_("没有这样的规则。"), "label", "text2"))

    def _line(self, row: EvaluationRow) -> NextRow:
        step = NextStep(row.outcome.value, f"{row.code} {row.title}", row.words, row.place.page)
        line = NextRow(step, self._labels.get(row.place.page, ""), tip=f"{row.asks}\n{row.source}", parent=self)
        line.clicked.connect(lambda _on=False: self.chosen.emit(row.place))
        return line
