"""One measure: its parameters and money, its formula in letters and in values, and what it is expected to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.measure_views import MeasureRow, MeasuresView
from core.workflows.reduction_views import MoneyRow
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule, Tag
from ui.widgets.fields import Check
from ui.widgets.layouts import empty
from ui.widgets.measure_formula import FormulaBox
from ui.widgets.measure_paint import StateTag
from ui.widgets.measure_rows import COST, FIELD, LETTER, MONEY_FIELDS, CardRow, money_words, parameter_words
from ui.widgets.measure_words import about_words, apart_words, formula_lines, money_lines, place_words, result_words
from ui.widgets.text import Text

_RESULT = 168
_BASIS = 64
_TIGHT = 620
"""Card width, in standard type, below which the result stands below the parameters and no longer beside them."""

_QT_WIDEST = 16_777_215


class CardDeeds(Protocol):
    """What the card asks its page to do; the page runs the workflow and says what came of it."""

    def keep_value(self, row: CardRow, text: str) -> None:
        """A parameter or a row of money was left with another text."""

    def toggle(self, key: str) -> None:
        """Into the plan, or out of it."""

    def set_state(self, state: MeasureState) -> None:
        """The measure in view is in another state now."""

    def set_supplier(self, *, at_supplier: bool) -> None:
        """Its saving falls at a supplier or tenant, or does not."""

    def attach_file(self) -> None:
        """Ask for a file that proves the measure in view."""

    def open_ledger(self) -> None:
        """Go on to owner, days and files."""


class MeasureCard(Card):
    """Built anew for another measure, filled anew for the same one."""

    def __init__(self, deeds: CardDeeds, names: Callable[[MeasureState], str], *, parent: QWidget | None = None) -> None:
        """Make the card; `names` gives the words of a state."""
        super().__init__(parent=parent)
        self._deeds = deeds
        self._names = names
        self._shown = ""
        self._row: MeasureRow | None = None
        self._open = False
        self.rows: tuple[CardRow, ...] = ()
        self.body.setSpacing(theme.S)
        self.body.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        self.body.addLayout(self._make_head())
        self._grid_holder = QVBoxLayout()
        self._grid_holder.setContentsMargins(0, 0, 0, 0)
        self._fold = Button("", "link")
        self._fold.clicked.connect(lambda _on=False: self._set_open(not self._open))
        self.supplier = Check(_("减排发生在供应商或租户处，全部单列为范围三"))
        self.supplier.clicked.connect(lambda on: deeds.set_supplier(at_supplier=on))
        left = QVBoxLayout()
        left.setSpacing(theme.XS)
        left.addLayout(self._grid_holder)
        left.addWidget(self.supplier)
        left.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        left.addStretch(1)
        self._middle = middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        middle.setSpacing(theme.L)
        middle.addLayout(left, 1)
        self._rule = Rule(upright=True)
        middle.addWidget(self._rule)
        self._result = self._make_result()
        middle.addWidget(self._result)
        self.formulas = FormulaBox()
        self._place = Text("", "label", "text2", wrap=True)
        self._about = Text("", "label", "text2", wrap=True)
        self.body.addLayout(middle)
        self.body.addWidget(self.formulas)
        self.body.addWidget(self._place)
        self.body.addWidget(self._about)

    def _make_head(self) -> QHBoxLayout:
        small = not theme.metrics().large
        self._code = Text("", "title", bold=True)
        self._name = Text("", "title", bold=True)
        self._state = StateTag()
        self._unchecked = Tag("", "warn")
        self._unchecked.setToolTip(_("默认值是经验值，没有对照过原件；请按铭牌、台账或报价单改。"))
        self.toggle = Button(_("加入计划"), small=small)
        self.toggle.clicked.connect(lambda _on=False: self._deeds.toggle(self._shown))
        self.change = Button(_("改状态"), small=small)
        self.change.clicked.connect(lambda _on=False: self.state_menu().popup(self.change.mapToGlobal(QPoint(0, self.change.height()))))
        self.attach = Button(_("附佐证"), small=small)
        self.attach.clicked.connect(lambda _on=False: self._deeds.attach_file())
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        for widget in (self._code, self._name, self._state, self._unchecked):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.toggle, self.change, self.attach):
            head.addWidget(button)
        return head

    def _make_result(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(Text(_("预计年减排"), "label", "text2"))
        figure = QHBoxLayout()
        figure.setSpacing(theme.S)
        self.figure = Text("", "figure", bold=True)
        figure.addWidget(self.figure)
        figure.addWidget(Text(_("tCO₂e/年"), "body", "text2"), 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(figure)
        self._share = Text("", "label", "text2", wrap=True)
        self._money = Text("", "label", "text2", wrap=True)
        self._apart = Text("", "label", "text2", wrap=True)
        for words in (self._share, self._money, self._apart):
            column.addWidget(words)
        column.addStretch(1)
        return holder

    def state_menu(self) -> QMenu:
        """The states it can go to, and the ways out."""
        menu = QMenu(self)
        menu.setFont(theme.font())
        row = self._row
        if row is None or row.planned is None:
            return menu
        for state in MeasureState:
            action = menu.addAction(self._names(state))
            action.setCheckable(True)
            action.setChecked(row.planned.state is state)
            action.triggered.connect(lambda _on=False, state=state: self._deeds.set_state(state))
        menu.addSeparator()
        menu.addAction(_("负责人、日期和佐证…")).triggered.connect(lambda _on=False: self._deeds.open_ledger())
        if not kept_when_left(row) and row.planned.state is not MeasureState.STOPPED:
            menu.addAction(_("移出计划")).triggered.connect(lambda _on=False: self._deeds.toggle(self._shown))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Columns as the room allows: first unit and range go below the names, then the result goes below it all."""
        scale = theme.metrics().label
        stacked = self.width() < _TIGHT * scale // 12
        self._middle.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._rule.setVisible(not stacked)
        self._result.setMinimumWidth(0 if stacked else _RESULT * scale // 12)
        self._result.setMaximumWidth(_QT_WIDEST if stacked else _RESULT * scale // 12)
        notes, units, ranges = map(max, zip(*(row.widths() for row in self.rows), strict=True)) if self.rows else (0, 0, 0)
        fixed = (LETTER + FIELD + _RESULT + _BASIS) * scale // 12 + theme.metrics().button_small + 6 * theme.S + 4 * theme.L
        narrow = self.width() < fixed + notes + units + ranges
        for row in self.rows:
            row.set_narrow(narrow=narrow, note=notes)

    # ---- filling ----------------------------------------------------------------------------------------------------

    def show_measure(self, row: MeasureRow, view: MeasuresView, money: MoneyRow | None) -> None:
        """Show a measure.

        Args:
            row: the measure.
            view: all of them, for what stands beside it.
            money: what it costs and brings; None while that is being worked out.
        """
        self._row = row
        names = [one.name for one in row.parameters] + list(MONEY_FIELDS)
        if self._shown != row.measure.id or [one.name for one in self.rows] != names:
            self._shown = row.measure.id
            self._build(row, money)
        for shown_row, one in zip(self.rows, row.parameters, strict=False):
            shown_row.show(parameter_words(one, row))
        for shown_row in self.rows[len(row.parameters) :]:
            shown_row.show(money_words(shown_row.name, row, money))
        planned = row.planned if not row.draft else None
        self._code.setText(row.measure.id)
        self._name.setText(row.name)
        self._state.set_state(planned.state if planned else None, row.state_name)
        open_count = sum(1 for one in self.rows if one.words.unsure and one.name not in MONEY_FIELDS)
        self._unchecked.setText(_("参数未核对 {count} 项").format(count=open_count))
        self._unchecked.setVisible(bool(open_count))
        self._unchecked.updateGeometry()
        self.toggle.setVisible(planned is None or planned.state is MeasureState.STOPPED)
        self.toggle.setText(_("重新列入") if planned is not None else _("加入计划"))
        self.change.setVisible(planned is not None)
        self.attach.setVisible(planned is not None)
        self.supplier.setChecked(row.planned is not None and row.planned.at_supplier)
        self.figure.setText(shown(row.tonnes, 2))
        self._say(self._share, result_words(row, view))
        self._say(self._money, money_lines(money))
        self._say(self._apart, apart_words(row))
        self.formulas.set_lines(formula_lines(row, view))
        self._say(self._place, place_words(row, view))
        self._say(self._about, about_words(row))
        self._set_open(self._open)

    @staticmethod
    def _say(label: Text, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def _build(self, row: MeasureRow, money: MoneyRow | None) -> None:
        empty(self._grid_holder)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.S)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnMinimumWidth(0, LETTER * theme.metrics().label // 12)
        grid.setColumnStretch(5, 1)
        self._grid_holder.addWidget(holder)
        words = [parameter_words(one, row) for one in row.parameters] + [money_words(name, row, money) for name in MONEY_FIELDS]
        self.rows = tuple(CardRow(grid, number, one, self._deeds.keep_value) for number, one in enumerate(words))
        self._arrange()

    def _set_open(self, is_open: bool) -> None:
        """Show the rows that are seldom needed, or fold them away."""
        self._open = is_open
        for row in self.rows:
            if row.name in MONEY_FIELDS and row.name != COST:
                row.set_shown(visible=is_open or bool(row.error()))
        self.supplier.setVisible(is_open or self.supplier.isChecked())
        self._about.setVisible(is_open and bool(self._about.plain()))
        self._fold.setText(_("收起") if is_open else _("运行费、年省费用、寿命和依据 ›"))

    def row(self, name: str) -> CardRow:
        """The row of a parameter or of a field of the plan."""
        return next(row for row in self.rows if row.name == name)

    def first_field(self) -> QWidget | None:
        """Where the keyboard goes on Enter."""
        return self.rows[0].editor if self.rows else None


def kept_when_left(row: MeasureRow) -> bool:
    """Whether a measure is stopped and not removed when it leaves the plan: it was carried out, or has its proof on file."""
    return row.planned is not None and not row.draft and (row.planned.state.carried_out or bool(row.evidence))
