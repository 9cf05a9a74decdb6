"""The mapping of an import: one sheet at a time, what is asked first, every answer by keyboard and taken at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.import_views import IGNORE, ImportPlan, MeaningChoice, PlanQuestion, TablePlan
from ui import theme
from ui.widgets.card import Card, Rule
from ui.widgets.import_choice import ChoicePopover, Offer
from ui.widgets.import_mapping_rows import MappingLine, UnitLabel, lines, offers, questions_of
from ui.widgets.import_mapping_table import MEANING, UNIT, MappingTable
from ui.widgets.import_sheet_form import SheetForm
from ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said: of a sheet as a whole, or of one of its lines.

    Attributes:
        table: arguments of `put_table` by name; empty where a line is meant.
    """

    sheet: str
    table: dict[str, Any] = field(default_factory=dict)
    line: MappingLine | None = None
    meaning: str = ""
    unit: str = ""


class MappingPane(QWidget):
    """It decides nothing: answers go out, and the page comes back with another plan."""

    answered = Signal(object)
    """An `Answer`."""
    sheet_changed = Signal(str)
    """Another sheet is looked at: the page brings the choices of its layout."""

    def __init__(self, unit_label: UnitLabel, around: QWidget, *, parent: QWidget | None = None) -> None:
        """Make the pane.

        Args:
            unit_label: how a unit is printed, by its code.
            around: the page, in which lists hang that need more room than there is here.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._around = around
        self._unit_label = unit_label
        self._plan: ImportPlan | None = None
        self._table: TablePlan | None = None
        self._choices: tuple[MeaningChoice, ...] = ()
        self.popover: ChoicePopover | None = None
        self.form = SheetForm()
        self.form.sheet_chosen.connect(self.sheet_changed)
        self.form.answered.connect(self._on_table)
        self.table = MappingTable()
        self.table.opened.connect(self._ask)
        self.setFocusProxy(self.table)
        self.left_out = Text("", "label", "text2", wrap=True)
        card = Card(padding=theme.metrics().card_border)
        card.body.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        top.setSpacing(theme.S)
        top.addWidget(self.form)
        top.addWidget(self.left_out)
        card.body.addLayout(top)
        card.body.addWidget(Rule())
        card.body.addWidget(self.table, 1)
        card.body.addWidget(Rule())
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        foot.addWidget(Text(_("↑ ↓ 换行，← → 在意思和单位之间，Enter 选择；改一处即刻生效，同样的列名下次沿用"), "label", "text2"))
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(card, 1)

    # ---- showing ----------------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> str:
        """The sheet in view; empty before the first."""
        return self._table.sheet if self._table is not None else ""

    def forget(self) -> None:
        """Another file: its first sheet is new, whatever it is called."""
        self._table = None

    def show_plan(self, plan: ImportPlan, table: TablePlan, choices: tuple[MeaningChoice, ...], known: Mapping[str, MeaningChoice]) -> None:
        """Show a sheet as it is understood; the line that was looked at stays so.

        Args:
            plan: of the whole file.
            table: the sheet.
            choices: what a column of its layout may mean.
            known: names of everything that a column of any layout may mean, by code.
        """
        first = self._table is None or self._table.sheet != table.sheet
        self._plan, self._table, self._choices = plan, table, choices
        self.form.show_table(plan, table, choices, self._unit_label)
        self.left_out.setText(_("没有读取：{what}").format(what=_("；").join(table.left_out)))
        self.left_out.setVisible(bool(table.left_out))
        with_units = frozenset(one.code for one in choices if len(one.units) > 1)
        self.table.set_lines(lines(plan, table, known, self._unit_label), with_units)
        if first:
            self.table.choose_first(asked=any(line.asked for line in self.table.lines.rows()))

    def go_to(self, question: PlanQuestion) -> None:
        """Lead to where a question is answered, and open the list there."""
        if question.column or question.item:
            if self.table.choose(column="" if question.item else question.column, item=question.item):
                index = self.table.currentIndex().siblingAtColumn(UNIT if question.what == "unit" else MEANING)
                self.table.setCurrentIndex(index)
                self.table.setFocus()
                self._ask(index)
        elif not self.form.focus(question.what):
            self.table.setFocus()

    # ---- answering --------------------------------------------------------------------------------------------------

    def _ask(self, index: QModelIndex) -> None:
        """Open the list of meanings, or of units, at a line."""
        line = self.table.lines.row(index)
        if line is None or line.kind == "head" or self._plan is None or self._table is None:
            return
        units = index.column() == UNIT and self.table.can_answer(line, UNIT)
        listed = self._units(line) if units else offers(line, self._choices, questions_of(self._plan, self._table, line))
        title = _("「{name}」的单位") if units else _("「{name}」的意思是")
        popover = ChoicePopover(title.format(name=line.name), listed, line.unit if units else line.meaning, parent=self._around)
        popover.chosen.connect(lambda code: self._on_line(line, meaning=line.meaning if units else code, unit=code if units else ""))
        popover.closed.connect(self._on_closed)
        self.popover = popover
        cell = self.table.visualRect(index.siblingAtColumn(UNIT if units else MEANING))
        popover.open_at(QRect(self.table.viewport().mapTo(self._around, cell.topLeft()), cell.size()))

    def _units(self, line: MappingLine) -> tuple[Offer, ...]:
        codes = next((one.units for one in self._choices if one.code == line.meaning), ())
        return tuple(Offer(code, self._unit_label(code)) for code in codes)

    def _on_closed(self) -> None:
        self.popover = None
        self.table.setFocus()

    def _on_line(self, line: MappingLine, *, meaning: str, unit: str) -> None:
        self.answered.emit(Answer(self.sheet, line=line, meaning=meaning or IGNORE, unit=unit))

    def _on_table(self, answer: dict[str, Any]) -> None:
        self.answered.emit(Answer(self.sheet, table=answer))
