"""Intensities with the denominator each is divided by, and published benchmarks beside them once somebody asks for those."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.inventory import Denominator, GhgInventory
from core.domain.quantity import shown, shown_significant, shown_total
from core.i18n import _
from core.workflows.comparing_views import BenchmarksView
from core.workflows.wording import localized
from ui import theme
from ui.widgets.card import Card
from ui.widgets.fact_table import FactColumn, FactRow, FactTable
from ui.widgets.fields import Check
from ui.widgets.formula import pretty
from ui.widgets.layouts import empty
from ui.widgets.text import Text


class IntensityCard(Card):
    """What the year comes to for each square metre, room-night or visitor; `switched` asks for the benchmarks marked ○."""

    switched = Signal(bool)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.L, parent=parent)
        self.body.addWidget(Text(_("强度与分母"), "title", bold=True))
        self._table = FactTable(
            (
                FactColumn(_("强度")),
                FactColumn("P2", "right"),
                FactColumn("P1", "right"),
                FactColumn(_("单位")),
                FactColumn(_("分母"), wraps=True),
            )
        )
        self.body.addWidget(self._table)
        head = QHBoxLayout()
        head.addWidget(Text(_("对照的公开指标"), "body", bold=True))
        head.addStretch(1)
        self.shows = Check(_("显示未核对的指标（○）"))
        self.shows.toggled.connect(self.switched)
        head.addWidget(self.shows)
        self.body.addSpacing(theme.XS)
        self.body.addLayout(head)
        self._note = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self._note)
        self._marks = QVBoxLayout()
        self._marks.setSpacing(theme.S)
        self.body.addLayout(self._marks)

    def show_figures(self, computed: GhgInventory, benchmarks: BenchmarksView) -> None:
        """Show the intensities of an inventory and what is shown of the benchmarks."""
        rows = []
        for one in computed.intensities:
            p2 = shown_significant(one.value) if one.value is not None else "—"
            p1 = shown_significant(one.value_p1) if one.value_p1 is not None else "—"
            rows.append(FactRow((localized(one.zh, one.en), p2, p1, pretty(one.unit), _denominator(one.basis))))
        for energy in computed.energy:
            value = shown_significant(energy.value) if energy.value is not None else "—"
            rows.append(FactRow((localized(energy.zh, energy.en), value, "", pretty(energy.unit), _denominator(energy.basis)), quiet=True))
        self._table.set_rows(rows)
        self.shows.blockSignals(True)
        self.shows.setChecked(benchmarks.shown)
        self.shows.blockSignals(False)
        self._note.setText(benchmarks.note)
        self._note.setVisible(bool(benchmarks.note))
        empty(self._marks)
        for row in benchmarks.rows:
            name = localized(row.fit.zh, row.fit.en)
            mark = "○ " if row.unchecked else ""
            self._marks.addWidget(Text(f"{mark}{name}", "body", bold=True, wrap=True))
            self._marks.addWidget(Text(row.sentence, "body", "text2", wrap=True))


def _denominator(basis: Denominator) -> str:
    """「已售间夜 61,234 间夜」, and how it was weighted."""
    name = localized(basis.zh, basis.en)
    if not basis.value:
        return _("{name}：缺少，没有计算").format(name=name)
    words = f"{name} {shown_total(basis.value, 0)} {basis.unit}"
    return _("{words}（{note}）").format(words=words, note=basis.note) if basis.note else words


def uncertainty_words(computed: GhgInventory) -> str:
    """「±4.7%」; empty where none was computed."""
    found = computed.uncertainty
    return f"±{shown(found.relative * 100, 1)}%" if found is not None and found.total else ""
