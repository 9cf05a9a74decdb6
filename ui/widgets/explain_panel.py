"""The side panel's answer to 「这个数怎么来的」: figure, formula, factors, bills, changes; what is not there is not mentioned."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.quantity import shown
from core.i18n import _
from core.workflows.views import Explanation
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Rule, Swatch
from ui.widgets.explain_files import add_files, has_files, is_heard
from ui.widgets.explain_sections import SCOPE_TOKENS, Box, add_factors, add_parts, add_records, add_revisions, scope_name, words
from ui.widgets.formula import pretty
from ui.widgets.month_bars import MonthBars
from ui.widgets.text import Text

_SIX_DECIMALS = 6


class ExplainPanel(QWidget):
    """Shows one explanation after another; a page puts it into the side panel."""

    months_asked = Signal()
    """Open the row's twelve months."""

    source_asked = Signal(str)
    """A source of a sum is asked further: its id."""

    evidence_asked = Signal(str, str)
    """A file is to be shown: its record, its id."""

    detach_asked = Signal(str, str)
    """A file is to be taken off: its record, its id."""

    came_into_view = Signal()
    """The side panel was opened; what it shows may be old."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("clear", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.L)
        self._column.setSpacing(0)
        self._first = True
        self._shown: object = None
        self.show_nothing()

    # ---- what to show -----------------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Nothing is selected."""
        if self._shown == "nothing":
            return
        self._shown = "nothing"
        self._clear()
        column = self._section()
        column.addWidget(Text(_("还没有选中数字"), "body", bold=True))
        column.addWidget(words(_("点一个数字，这里会写出它的公式、因子、票据和改动。"), "label", "text2"))
        self._column.addStretch(1)

    def show_fact(self, title: str, subtitle: str, figure: str, unit: str, notes: Sequence[str]) -> None:
        """Show a figure that no formula stands behind: an output, an empty cell."""
        fact = (title, subtitle, figure, unit, tuple(notes))
        if self._shown == fact:
            return
        self._shown = fact
        self._clear()
        head = self._section()
        self._add_figure(head, title, subtitle, figure, unit)
        for note in notes:
            head.addWidget(words(note, "label", "text2"))
        self._column.addStretch(1)

    def show_explanation(self, explanation: Explanation, *, of_year: bool) -> None:
        """Show the lineage of a figure.

        Args:
            explanation: what the workflow says.
            of_year: whether the figure is that of the whole year; its months are drawn then.
        """
        if self._shown == explanation:
            return
        self._shown = explanation
        self._clear()
        self._add_head(explanation)
        if explanation.lines or explanation.sentence:
            self._add_formula(explanation)
        if explanation.parts:
            add_parts(self._section(_("由来")), explanation, self.source_asked.emit)
        if explanation.factors and not explanation.parts:  # of a sum, each source names its own
            add_factors(self._section(_("排放因子")), explanation.factors)
        if explanation.note:
            box = Box("info_s")
            box.column.addWidget(words(explanation.note))
            self._section(ruled=not explanation.factors or bool(explanation.parts)).addWidget(box)
        if of_year and any(value for _month, value in explanation.monthly):
            self._add_months(explanation)
        if explanation.records:
            add_records(self._section(_("票据与录入")), explanation, of_year=of_year)
        if has_files(explanation):
            asked = [one.emit if is_heard(self, one) else None for one in (self.evidence_asked, self.detach_asked)]
            add_files(self._section(_("证据")), explanation, *asked)
        if explanation.revisions:
            add_revisions(self._section(_("改动")), explanation.revisions)
        self._column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_into_view.emit()

    # ---- sections ---------------------------------------------------------------------------------------------------

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._first = True

    def _section(self, title: str = "", *, ruled: bool = True) -> QVBoxLayout:
        if not self._first and ruled:
            self._column.addWidget(Rule(parent=self))
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        top = theme.M if ruled or self._first else 0
        column.setContentsMargins(theme.L, top, theme.L, theme.M)
        column.setSpacing(theme.XS)
        if title:
            column.addWidget(Text(title, "label", "text2"))
        self._column.addWidget(holder)
        self._first = False
        return column

    def _add_figure(self, column: QVBoxLayout, title: str, subtitle: str, figure: str, unit: str) -> None:
        column.addWidget(words(f"{title}　{subtitle}", "label", "text2"))
        line = QHBoxLayout()
        line.setSpacing(theme.XS + theme.HAIR)
        number = Text(figure, "figure", bold=True)
        number.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line.addWidget(number)
        line.addWidget(Text(pretty(unit), "body", "text2"), 1)
        column.addLayout(line)

    def _add_head(self, explanation: Explanation) -> None:
        column = self._section()
        self._add_figure(column, explanation.title, explanation.subtitle, explanation.shown_figure, explanation.unit)
        shares = []
        if explanation.share_of_month:
            shares.append(_("占当月 {share}").format(share=explanation.share_of_month))
        if explanation.share_of_total:
            shares.append(_("占全年 {share}").format(share=explanation.share_of_total))
        if explanation.scope is not None:
            line = QHBoxLayout()
            line.setSpacing(theme.XS + theme.HAIR)
            line.addWidget(Swatch(SCOPE_TOKENS[explanation.scope]))
            line.addWidget(Text("，".join([scope_name(explanation.scope), *shares]), "label", "text2"), 1)
            column.addLayout(line)
        if explanation.unanswered:
            box = Box("warn_s")
            box.column.addWidget(words(_("未核算"), "label", "warn", bold=True))
            box.column.addWidget(words(explanation.unanswered))
            column.addWidget(box)

    def _add_formula(self, explanation: Explanation) -> None:
        column = self._section(_("公式"))
        box = Box("sunken")
        if explanation.sentence:
            box.column.addWidget(words(explanation.sentence))
        several = len(explanation.lines) > 1
        for line in explanation.lines:
            box.column.addWidget(words(line.formula))
            result = f"= {shown(line.tco2e, 2)} tCO2e"
            if several or line.memo:
                gas = _("{gas}，备忘").format(gas=line.gas) if line.memo else line.gas
                result += f"（{gas}）"
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            row.addWidget(words(result, bold=True), 0)
            row.addWidget(words(shown(line.tco2e, _SIX_DECIMALS), "label", "text2"), 1)
            box.column.addLayout(row)
        column.addWidget(box)
        column.addWidget(words(_("按因子全值计算，只在显示时修约"), "label", "text2"))
        if explanation.rounding:
            column.addWidget(words(explanation.rounding, "label", "text2"))

    def _add_months(self, explanation: Explanation) -> None:
        column = self._section()
        head = QHBoxLayout()
        head.addWidget(Text(_("活动数据"), "label", "text2"), 1)
        link = Button(_("打开 12 个月"), "link")
        link.clicked.connect(self.months_asked)
        head.addWidget(link)
        column.addLayout(head)
        token = SCOPE_TOKENS[explanation.scope] if explanation.scope is not None else "text2"
        column.addWidget(MonthBars(explanation.monthly, token, explanation.unit_label))
