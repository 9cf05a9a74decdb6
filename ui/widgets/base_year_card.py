"""The base year: what this year is held against, on which factor, and what must be recalculated first."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.quantity import shown, shown_significant, signed
from core.i18n import _
from core.workflows.comparing_views import BaseYearFigures, ComparisonView
from core.workflows.wording import localized
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.fact_table import FactColumn, FactRow, FactTable
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text


class BaseYearCard(Card):
    """Figures and words of the comparison; `choose` and `adjust` ask for their dialogs."""

    choose = Signal()
    adjust = Signal()
    removed = Signal(int)
    """Take away the recalculation with this number, counted from 1."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.L, parent=parent)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        self._title = Text("", "title", bold=True, wrap=True)
        self.choose_button = Button(_("设基准年…"))
        self.choose_button.clicked.connect(lambda _on=False: self.choose.emit())
        self.adjust_button = Button(_("登记调整…"))
        self.adjust_button.setToolTip(_("边界变化、方法变化或更正差错后，把基准年重算的差额记下来"))
        self.adjust_button.clicked.connect(lambda _on=False: self.adjust.emit())
        head.addWidget(self._title, 1)
        head.addWidget(self.adjust_button)
        head.addWidget(self.choose_button)
        self.body.addLayout(head)
        self._why = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self._why)
        self._table = FactTable((FactColumn("", wraps=True), FactColumn("tCO₂e", "right")))
        self.body.addWidget(self._table)
        self._words = QVBoxLayout()
        self._words.setSpacing(theme.S)
        self.body.addLayout(self._words)

    def show_comparison(self, view: ComparisonView) -> None:
        """Show a comparison. The base year belongs to the venue: locking a dossier does not hold it."""
        self._title.setText(view.title)
        base = view.base
        self.choose_button.setText(_("换基准年…") if base is not None else _("设基准年…"))
        self.choose_button.setVisible(bool(view.offered))
        self.adjust_button.setVisible(view.figures is not None)
        self._why.setVisible(base is not None)
        if base is not None:
            self._why.setText(
                _("选 {year} 年的理由：{why}。影响达到 {threshold}% 就重算基准年（本程序的建议值，可改）。").format(
                    year=base.year, why=base.why.rstrip("。"), threshold=base.threshold_percent
                )
            )
        self._table.setVisible(view.figures is not None)
        if view.figures is not None and base is not None:
            self._table.set_rows(_rows(view.figures, base.year, view.dossier.period.label, adjusted=bool(base.adjustments)))
        empty(self._words)
        for advice in view.advice:
            self._words.addLayout(_advice(advice))
        self._add_adjustments(view)
        for note in view.notes:
            self._words.addWidget(Text(note, "label", "text2", wrap=True))

    def _add_adjustments(self, view: ComparisonView) -> None:
        from core.workflows.base_year_words import reason_name

        if view.base is None:
            return
        for number, one in enumerate(view.base.adjustments, 1):
            words = _("{day}　{reason}：{text}　{tonnes} tCO₂e").format(
                day=one.on.isoformat(), reason=reason_name(one.reason), text=one.text, tonnes=signed(Fraction(one.tonnes))
            )
            line = QHBoxLayout()
            line.addWidget(Text(words, "body", wrap=True), 1)
            button = Button(_("移除"), "link")
            button.clicked.connect(lambda _on=False, chosen=number: self.removed.emit(chosen))
            line.addWidget(button)
            self._words.addLayout(line)


def _rows(figures: BaseYearFigures, year: int, label: str, *, adjusted: bool) -> list[FactRow]:
    old, new = figures.grid
    rows = [FactRow((_("{year} 年，当年的因子和口径").format(year=year), shown(figures.reported, 2)))]
    if figures.by_choices != figures.reported:
        rows.append(FactRow((_("{year} 年，换成本档案的口径").format(year=year), shown(figures.by_choices, 2))))
    if figures.constant != figures.by_choices:
        same = _("{year} 年，按同一电力因子（{old}→{new}）").format(year=year, old=old or "—", new=new or "—")
        rows.append(FactRow((same, shown(figures.constant, 2))))
    if adjusted:
        rows.append(FactRow((_("{year} 年，计入登记的调整").format(year=year), shown(figures.adjusted, 2))))
    rows.append(FactRow((_("{year} 年").format(year=label), shown(figures.now, 2))))
    change = signed(figures.change)
    if figures.relative is not None:
        change += f"（{signed(figures.relative * 100, 1)}%）"
    rows.append(FactRow((_("变化"), change), bold=True))
    for one in figures.intensities:
        if one.before is not None and one.now is not None and one.change is not None:
            words = _("{name}：{before}→{now} {unit}").format(
                name=localized(one.zh, one.en), before=shown_significant(one.before), now=shown_significant(one.now), unit=one.unit
            )
            rows.append(FactRow((words, f"{signed(one.change * 100, 1)}%"), quiet=True))
    return rows


def _advice(words: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.S)
    line.addWidget(MarkLabel(Mark.QUESTION, line="body"))
    line.addWidget(Text(words, "body", wrap=True), 1)
    return line
