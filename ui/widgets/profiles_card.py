"""The two profiles side by side: which lines only one of them counts, and why, line by line."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.domain.inventory import GhgInventory
from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.fact_table import FactColumn, FactRow, FactTable
from ui.widgets.text import Text


class ProfilesCard(Card):
    """By reason at first; each source and gas once somebody asks."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.L, parent=parent)
        self._computed: GhgInventory | None = None
        self._by_line = False
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        self._title = Text("", "title", bold=True, wrap=True)
        self.lines_button = Button("")
        self.lines_button.clicked.connect(lambda _on=False: self._turn())
        head.addWidget(self._title, 1)
        head.addWidget(self.lines_button)
        self.body.addLayout(head)
        self._reasons = FactTable(
            (FactColumn(_("为什么"), wraps=True), FactColumn(_("依据"), wraps=True), FactColumn("P2 − P1 tCO₂e", "right"))
        )
        self._lines = FactTable(
            (
                FactColumn(_("排放源")),
                FactColumn(_("气体")),
                FactColumn("P1", "right"),
                FactColumn("P2", "right"),
                FactColumn("P2 − P1", "right"),
                FactColumn(_("为什么"), wraps=True),
            )
        )
        self.body.addWidget(self._reasons)
        self.body.addWidget(self._lines)

    def show_profiles(self, computed: GhgInventory) -> None:
        """Show the difference of an inventory's profiles."""
        self._computed = computed
        self._show()

    def _turn(self) -> None:
        self._by_line = not self._by_line
        self._show()

    def _show(self) -> None:
        from core.workflows import differing

        if self._computed is None:
            return
        found = differing.difference_of(self._computed)
        self.setVisible(bool(found.rows))
        p1, p2, more = (shown(value, 2) for value in (found.p1, found.p2, found.difference))
        self._title.setText(_("P2 {p2} 比 P1 {p1} 多 {tonnes} tCO₂e").format(p1=p1, p2=p2, tonnes=more))
        self.lines_button.setText(_("按原因看") if self._by_line else _("逐行看"))
        self._reasons.setVisible(not self._by_line)
        self._lines.setVisible(self._by_line)
        if self._by_line:
            self._lines.set_rows(
                [
                    FactRow(
                        (
                            row.source,
                            row.gas.value,
                            shown(row.p1, 2),
                            shown(row.p2, 2),
                            shown(row.difference, 2),
                            differing.reason_words(row.reason),
                        ),
                        quiet=not row.difference,
                    )
                    for row in found.rows
                ]
            )
            return
        rows = [FactRow((one.words, f"{one.document} {one.mark}".strip(), shown(one.tonnes, 2))) for one in differing.reason_sums(found)]
        self._reasons.set_rows([*rows, FactRow((_("合计"), "", shown(found.difference, 2)), bold=True)])
