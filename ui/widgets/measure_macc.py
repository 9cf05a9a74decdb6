"""The card of choice: what a tonne costs, measure by measure, and the best set for a budget or a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QWidget

from core.i18n import _
from core.workflows.reduction_views import ChoiceView, MoneyView
from ui import theme
from ui.tasks import Task
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.chart_legend import ChartLegend, LegendItem
from ui.widgets.measure_budget import BUDGET, TARGET, BudgetBar, Wanted
from ui.widgets.measure_chart import MaccChart, blocks_of
from ui.widgets.measure_words import chart_title, choice_notes, choice_words, credit_words, empty_words
from ui.widgets.text import Text, text_width

if TYPE_CHECKING:
    from core.workflows.choosing import Chooser
    from ui.session import Session
    from ui.widgets.page import Window

_WAN = 10_000
_TEN = 10
_TIGHT = 600
_FIRST_BUDGET = 100 * _WAN


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one reading of the ledger gave: the money of each measure, and what answers for it."""

    money: MoneyView
    chooser: Chooser


class _Turns:
    """Which reading and which question is the last one; an answer to an earlier one, or to a card that is gone, is not shown."""

    def __init__(self) -> None:
        self.reading = 0
        self.question = 0

    def end(self) -> None:
        """The card is gone."""
        self.reading = self.question = -1


class MaccCard(Card):
    """Reads off the main thread; of answers that come late only the last one counts."""

    asked = Signal(str)
    """A block: its measure is to be shown."""
    explained = Signal(object)
    """`Notes` for the side panel."""
    priced = Signal(object)
    """A `MoneyView` has been read."""
    settings_asked = Signal()

    def __init__(
        self, session: Session, window: Window, adopt: Callable[[Sequence[str]], object], *, parent: QWidget | None = None
    ) -> None:
        """Make the card.

        Args:
            session: the open ledger.
            window: runs the work.
            adopt: takes these measures into the plan.
            parent: Qt's owner.
        """
        super().__init__(parent=parent)
        self._session = session
        self._window = window
        self._adopt = adopt
        self._turns = turns = _Turns()
        self.destroyed.connect(lambda _gone=None: turns.end())
        self._prepared: Prepared | None = None
        self._dossier = ""
        self.choice: ChoiceView | None = None
        self.body.setSpacing(theme.S)
        self.body.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        self._title = Text(_("每吨减排要花多少钱"), "title", bold=True)
        self.legend = _legend()
        self.bar = BudgetBar()
        self.bar.asked.connect(lambda _asked: self._ask())
        self._answer = Text("", "body")
        self._credits = Text("", "label", "text2")
        self._empty = Text("", "label", "text2", wrap=True)
        self._prices = Button(_("填单价…"), small=not theme.metrics().large)
        self._prices.clicked.connect(lambda _on=False: self.settings_asked.emit())
        self._prices.hide()
        self.adopt = Button(_("采用这个组合"), small=not theme.metrics().large)
        self.adopt.clicked.connect(self._on_adopt)
        self.why = Button(_("为什么是这几项"), "link")
        self.why.clicked.connect(lambda _on=False: self._explain())
        self.more = IconButton("more", _("更多"), small=True)
        self.more.clicked.connect(lambda _on=False: self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height()))))
        self.chart = MaccChart()
        self.chart.asked.connect(self.asked)
        self.chart.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(theme.S)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self.legend)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(theme.S)
        self._middle.addWidget(self.bar, 1)
        self._middle.addWidget(self._answer)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(theme.S)
        self._below.addWidget(self._credits, 1)
        deeds = QHBoxLayout()
        deeds.setSpacing(theme.M)
        for button in (self.why, self.adopt, self.more):
            deeds.addWidget(button)
        deeds.addStretch(1)
        self._below.addLayout(deeds)
        for row in (self._head, self._middle, self._below):
            self.body.addLayout(row)
        self.body.addWidget(self._empty)
        self.body.addWidget(self._prices)
        self.body.addWidget(self.chart, 1)
        self.body.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands side by side goes one below the other where it would be cut."""
        super().resizeEvent(event)
        tight = self.width() < _TIGHT * theme.metrics().label // 12
        direction = QBoxLayout.Direction.TopToBottom if tight else QBoxLayout.Direction.LeftToRight
        for row in (self._head, self._middle, self._below):
            row.setDirection(direction)

    def menu(self) -> QMenu:
        """The seldom ways out."""
        menu = QMenu(self)
        menu.setFont(theme.font())
        menu.addAction(_("价格与折现…")).triggered.connect(lambda _on=False: self.settings_asked.emit())
        menu.addSeparator()
        menu.addAction(_("复制图片")).triggered.connect(lambda _on=False: self.chart.copy_picture())
        menu.addAction(_("复制数据")).triggered.connect(lambda _on=False: self.chart.copy_data())
        return menu

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Weigh the measures anew, off the main thread; what is shown stays until the new figures are there."""
        turns = self._turns
        turns.reading += 1
        turn, workspace, dossier_id = turns.reading, self._session.workspace, self._session.dossier_id

        def work(_task: Task) -> Prepared | None:
            from core.workflows import choosing, money, weighing

            if turn != turns.reading:
                return None
            weighed = weighing.weigh(workspace, dossier_id)
            priced = money.view_of(workspace, weighed)
            return Prepared(priced, choosing.Chooser(weighed, priced))

        def done(prepared: Prepared | None) -> None:
            if prepared is not None and turn == turns.reading:
                self._on_prepared(prepared, dossier_id)

        self._window.run("", work, done)

    def _on_prepared(self, prepared: Prepared, dossier_id: str) -> None:
        self._prepared = prepared
        money = prepared.money
        priced = [row for row in money.rows if row.cost_yuan is not None]
        cost = sum((row.cost_yuan or Decimal(0) for row in priced), Decimal(0))
        tonnes = sum((row.tonnes for row in priced), Fraction(0))
        if dossier_id != self._dossier:
            self._dossier = dossier_id
            if not self.bar.wanted().amount:
                self.bar.set_amount(BUDGET, money.budget_yuan if money.budget_yuan is not None else Decimal(_FIRST_BUDGET))
                self.bar.set_amount(TARGET, Decimal(int(tonnes / 2)))
        self.bar.set_limits(budget_wan=ceil(cost / _WAN / _TEN) * _TEN, target_t=ceil(tonnes))
        self._title.setText(chart_title(money.rows))
        self.priced.emit(money)
        self._draw()
        self._ask()

    def _ask(self) -> None:
        """Ask for the best set; where a newer question has come meanwhile, the answer is not shown."""
        prepared, wanted = self._prepared, self.bar.wanted()
        if prepared is None:
            return
        turns = self._turns
        turns.question += 1
        turn = turns.question

        def work(_task: Task) -> ChoiceView | None:
            if turn != turns.question:
                return None
            return _best(prepared.chooser, wanted, reasons=False)

        def done(choice: ChoiceView | None) -> None:
            if choice is not None and turn == turns.question:
                self._show_choice(choice)

        self._window.run("", work, done)

    def _show_choice(self, choice: ChoiceView) -> None:
        self.choice = choice
        fit = [row for row in choice.rows if row.chosen]
        self._answer.setText(choice_words(choice))
        self._answer.setToolTip(choice.finding)
        self._credits.setText(credit_words(choice) if fit else choice.finding)
        self.adopt.setEnabled(any(not row.in_plan for row in fit))
        self.adopt.setToolTip("" if self.adopt.isEnabled() else _("这个组合已在计划里"))
        self._draw()

    def _draw(self) -> None:
        if self._prepared is None:
            return
        chosen = {row.measure_id for row in self.choice.rows if row.chosen} if self.choice is not None else set()
        rows = self._prepared.money.rows
        blocks = blocks_of(rows, chosen)
        lacking = dict.fromkeys(row.why for row in rows if row.why and row.yuan_per_tonne is None)
        self._empty.setText(empty_words(rows, bool(blocks)))
        self._empty.setVisible(bool(self._empty.plain()))
        self._prices.setVisible(not blocks and bool(lacking))
        self.chart.setVisible(bool(blocks))
        self.chart.set_blocks(blocks, rows, self._title.plain())

    def select(self, measure_id: str) -> None:
        """The block of the measure in view is framed."""
        self.chart.select(measure_id)

    # ---- doing ------------------------------------------------------------------------------------------------------

    def _on_adopt(self) -> None:
        if self.choice is not None:
            self._adopt([row.measure_id for row in self.choice.rows if row.chosen and not row.in_plan])

    def _explain(self) -> None:
        """Why this and not that; worked out when it is asked, since each measure left out is tried."""
        prepared, wanted = self._prepared, self.bar.wanted()
        if prepared is None:
            return

        turns = self._turns

        def done(choice: ChoiceView) -> None:
            if turns.question >= 0:
                self.explained.emit(choice_notes(choice))

        self._window.run("", lambda _task: _best(prepared.chooser, wanted, reasons=True), done)


def _legend() -> ChartLegend:
    """As wide as its words, so that it stands at the right."""
    items = (LegendItem(_("范围一"), "s1"), LegendItem(_("范围二"), "s2"), LegendItem(_("空心：未入计划")))
    legend = ChartLegend()
    legend.setFixedWidth(sum(int(text_width(item.words, theme.font("label"))) + theme.XXL for item in items))
    legend.set_items(items)
    return legend


def _best(chooser: Chooser, wanted: Wanted, *, reasons: bool) -> ChoiceView:
    """The answer of the optimiser.

    Raises:
        AppError: the solver does not work.
    """
    if wanted.kind == BUDGET:
        return chooser.best(budget_yuan=wanted.budget_yuan, reasons=reasons)
    return chooser.best(target_t=Fraction(wanted.amount), reasons=reasons)
