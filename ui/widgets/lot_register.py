"""The card of the register: which lots are shown, the table, the sums under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.submission_views import LotRow
from ui import theme
from ui.widgets.buttons import SegmentedControl
from ui.widgets.card import Card
from ui.widgets.fields import Check
from ui.widgets.lot_table import LotFoot, LotTable
from ui.widgets.text import Text


class LotRegister(Card):
    """Shows the lots of one state, or of the regions that the policy prefers."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.metrics().card_border, parent=parent)
        self._rows: Sequence[LotRow] = ()
        self.body.setSpacing(0)
        self.table = LotTable()
        choices = (("", _("全部")), ("counts", _("已注销")), ("bought", _("未注销")), ("refused", _("不能计入")))
        self.filter = SegmentedControl(choices, _("按状态筛选"))
        self.filter.set_value("")
        self.filter.changed.connect(lambda _value: self.fill())
        self.preferred = Check(_("只看脱贫地区"))
        self.preferred.toggled.connect(lambda _on: self.fill())
        self.body.addLayout(self._make_head())
        self._nothing = Text(_("没有符合筛选的批次。"), "label", "text2")
        self._nothing.setContentsMargins(theme.L, theme.S, theme.L, theme.M)
        self.body.addWidget(self.table)
        self.body.addWidget(self._nothing)
        self._foot = LotFoot(self.table)
        self.table.fitted = self._foot.update
        self.body.addWidget(self._foot)

    def _make_head(self) -> QVBoxLayout:
        words = Text(_("本程序只登记，不交易；注销在登记机构办理"), "label", "text2")
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title = QHBoxLayout()
        title.setSpacing(theme.M)
        title.addWidget(Text(_("抵消登记"), "title", bold=True))
        title.addWidget(words, 1)
        chosen = QHBoxLayout()
        chosen.setSpacing(theme.M)
        chosen.addWidget(self.preferred)
        chosen.addWidget(self.filter)
        head = QVBoxLayout()
        head.setContentsMargins(theme.L, theme.M, theme.M, theme.M)
        head.setSpacing(theme.S)
        head.addLayout(title)
        if theme.metrics().large:
            chosen.addStretch(1)
            head.addLayout(chosen)
        else:
            title.addLayout(chosen)
        return head

    def show_rows(self, rows: Sequence[LotRow]) -> None:
        """Take other lots, under the same filter."""
        self._rows = rows
        self.preferred.setVisible(self.preferred.isChecked() or any(row.lot.priority_region for row in rows))
        self.fill()

    def show_all(self) -> None:
        """Take the filter off."""
        self.filter.set_value("")
        self.preferred.setChecked(False)
        self.fill()

    def fill(self) -> None:
        """Show what the filter lets through."""
        wanted, preferred = self.filter.value(), self.preferred.isChecked()
        shown = [row for row in self._rows if (not wanted or row.state.value == wanted) and (row.lot.priority_region or not preferred)]
        self.table.set_rows(shown)
        self._nothing.setVisible(bool(self._rows) and not shown)
        self._foot.setVisible(bool(shown))
        self.table.chosen.emit(self.table.current())
