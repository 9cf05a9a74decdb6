"""The tab 实施台账: what the plan comes to, each measure with its days, cost and files, and how far the chosen one is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.measure import MeasureState
from core.i18n import _
from core.workflows.measure_views import MeasureRow, MeasuresView
from ui import theme
from ui.widgets.card import Card, EmptyState, FigureBand
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.measure_deeds import MeasureDeeds
from ui.widgets.measure_progress import MeasureProgress
from ui.widgets.measure_table import LedgerRow, LedgerTable
from ui.widgets.measure_words import figures, notes_of
from ui.widgets.page import Scroll
from ui.widgets.text import Text

_CROWDED = 1000


class LedgerTab(QWidget):
    """Shows the plan, the proven and the stopped measures; every change goes through the deeds."""

    chosen = Signal(str)
    """Another measure is looked at."""
    opened = Signal(str)
    """On to the parameters of a measure."""
    noted = Signal(object)
    """`Notes` for the side panel."""
    plan_asked = Signal()

    def __init__(self, deeds: MeasureDeeds, names: Callable[[MeasureState], str], *, parent: QWidget | None = None) -> None:
        """Make the tab; `names` gives the words of a state."""
        super().__init__(parent)
        self._view: MeasuresView | None = None
        self._rows: dict[str, MeasureRow] = {}
        self._gate_mark = MarkLabel(Mark.TODO, line="label")
        self.gate = Text("", "label", "text2")
        self.band = FigureBand()
        self.band.asked.connect(self._ask_figure)
        self.table = LedgerTable()
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(self.opened)
        self.progress = MeasureProgress(deeds, names)
        self._empty = EmptyState(_("台账还是空的"), _("计划里的措施会列在这里，登记负责人、日期、投资和佐证。"), _("去选措施"))
        self._empty.acted.connect(self.plan_asked)
        self._card = Card(padding=1)
        self._card.body.addWidget(self.table)
        gate = QHBoxLayout()
        gate.setSpacing(theme.S)
        gate.addWidget(self._gate_mark)
        gate.addWidget(self.gate, 1)
        scroll = Scroll(margins=(theme.XL, theme.L, theme.XL, theme.XL))
        scroll.content.addWidget(self.band)
        scroll.content.addLayout(gate)
        self._remark = Text("", "label", "text2", wrap=True)
        for widget in (self._card, self._remark, self.progress, self._empty):
            scroll.content.addWidget(widget)
        scroll.content.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._view is not None:
            self.band.set_figures(figures(self._view, compact=self.width() < _CROWDED))

    def show_view(self, view: MeasuresView, rows: tuple[LedgerRow, ...]) -> None:
        """Show the plan as it stands."""
        self._view = view
        self._rows = {one.row.measure.id: one.row for one in rows}
        self._gate_mark.set_mark(Mark.DONE if view.reduced else Mark.TODO)
        self.gate.setText(_("已有实施并附佐证的措施") if view.reduced else _("还没有实施并附佐证的措施，先补上再作声明"))
        self.band.set_figures(figures(view, compact=self.width() < _CROWDED))
        self.table.set_rows(rows)
        self._remark.setText(view.note)
        self._remark.setVisible(bool(view.note))
        self._card.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if rows and not self.table.current():
            self.table.choose(rows[0].row.measure.id)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Fill the card below the table with the chosen measure."""
        row = self._rows.get(self.table.current())
        self.progress.setVisible(row is not None)
        if row is not None:
            self.progress.show_measure(row)

    def show_measure(self, key: str) -> bool:
        """Look at a measure; False where the plan does not hold it."""
        return self.table.choose(key)

    def row_in_view(self) -> MeasureRow | None:
        """The measure that is looked at."""
        return self._rows.get(self.table.current())

    def _on_chosen(self, key: str) -> None:
        self.show_chosen()
        self.chosen.emit(key)

    def _ask_figure(self, key: str) -> None:
        if self._view is not None:
            self.noted.emit(notes_of(key, self._view))
