"""One measure: its parameters with unit and range, its formula in letters and in values, and what it is expected to save."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.submission_views import MeasureRow, MeasuresView, ParameterView
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, Rule, Tag
from ui.widgets.event_edits import number_text
from ui.widgets.fields import Line
from ui.widgets.formula import pretty
from ui.widgets.layouts import empty
from ui.widgets.measure_formula import FormulaBox, FormulaLine, letter, set_formula
from ui.widgets.measure_list import scope_words
from ui.widgets.text import Text

_FIELD = 112
_NOTE, _NOTE_NARROW = 112, 168
_LETTER = 36
_RESULT = 184
_WHOLE_FROM = 100
_TIGHT = 560
"""Card width, in standard type, below which the result stands below the parameters and no longer beside them."""

_NONE = "—"
_QT_WIDEST = 16_777_215

Keep = Callable[["ParameterRow", str], object]
"""Keeps the text of a parameter."""


def unit_words(unit: str) -> str:
    """A unit of a measure as it is set; a year is 年, and — stands for none."""
    if not unit:
        return _NONE
    return pretty(unit.replace("_", "")).replace("/a", _("/年")).replace("·a", _("·年"))


class ParameterRow:
    """The widgets of one parameter, laid into the grid of its card; it is what an edit reports its refusal to."""

    def __init__(self, grid: QGridLayout, number: int, parameter: ParameterView, keep: Keep) -> None:
        self.parameter = parameter
        self.name = parameter.name
        self._letter = QLabel(f"<b>{letter(parameter.name)}</b>")
        self._letter.setFont(theme.font())
        self._note = Text(parameter.note, "body", "text2", wrap=True)
        self._small = Text("", "label", "text2")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._note)
        names.addWidget(self._small)
        self._note.setVisible(bool(parameter.note))
        field = Line()
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setFixedWidth(_FIELD * theme.metrics().label // 12)
        field.setAccessibleName(" ".join(part for part in (parameter.name, parameter.note, parameter.unit) if part))
        field.kept.connect(lambda text: keep(self, text))
        self.editor: QWidget = field
        self._field = field
        self._unit = Text(unit_words(parameter.unit), "label", "text2")
        low, high = number_text(parameter.low), number_text(parameter.high)
        self._range = Text(f"{low}–{high}", "label", "text2")
        self._restore = IconButton("restore", _("改回默认值 {value}").format(value=number_text(parameter.default)), small=True)
        self._restore.clicked.connect(lambda _on=False: keep(self, str(self.parameter.default)))
        kept = self._restore.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._restore.setSizePolicy(kept)
        self._error = Text("", "label", "err", wrap=True)
        self._error.hide()
        line = 2 * number
        grid.addLayout(names, line, 1, Qt.AlignmentFlag.AlignVCenter)
        for column, widget in ((0, self._letter), (2, field), (3, self._unit), (4, self._range), (5, self._restore)):
            grid.addWidget(widget, line, column, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._error, line + 1, 1, 1, 5)
        self.show(parameter)

    def set_narrow(self, *, narrow: bool) -> None:
        """Unit and range below the name where there is no room for columns of their own."""
        words = self._range.plain() if self._unit.plain() == _NONE else f"{self._unit.plain()}，{self._range.plain()}"
        self._small.setText(words)
        self._small.setVisible(narrow)
        self._note.setFixedWidth((_NOTE_NARROW if narrow else _NOTE) * theme.metrics().label // 12)
        for widget in (self._unit, self._range):
            widget.setVisible(not narrow)

    def widths(self) -> tuple[int, int]:
        """What unit and range need, to have columns of their own."""
        return self._unit.sizeHint().width(), self._range.sizeHint().width()

    def show(self, parameter: ParameterView) -> None:
        """Show the value that is in force; a text being typed is left alone."""
        self.parameter = parameter
        self._field.set_value(number_text(parameter.value))
        self._restore.setVisible(parameter.changed)
        self._range.set_tone("warn" if parameter.unusual else "text2")
        words = _("超出常见范围 {range}，请核对").format(range=self._range.plain()) if parameter.unusual else ""
        self._say(words, "warn")

    def set_error(self, words: str) -> None:
        """Say below the field what is wrong with it; an empty text takes it back."""
        self._field.set_invalid(bool(words))
        self._say(words, "err")

    def _say(self, words: str, tone: str) -> None:
        self._error.set_tone(tone)
        self._error.setText(words)
        self._error.setVisible(bool(words))

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.plain()

    def type(self, text: str) -> None:
        """Put a text into the field as if it had been typed and left."""
        self._field.setText(text)
        self._field.editingFinished.emit()


class MeasureCard(Card):
    """Built anew for another measure, filled anew for the same one."""

    def __init__(self, keep: Callable[[ParameterRow, str], object], toggle: Callable[[], object], *, parent: QWidget | None = None) -> None:
        """Make the card.

        Args:
            keep: keeps the text of a parameter.
            toggle: takes the measure into the plan or out of it.
            parent: Qt's owner.
        """
        super().__init__(parent=parent)
        self._keep = keep
        self._shown = ""
        self.parameters: tuple[ParameterRow, ...] = ()
        self._code = Text("", "title", bold=True)
        self._name = Text("", "title", bold=True)
        self._unchecked = Tag(_("参数未核对"), "warn")
        self._unchecked.setToolTip(_("默认值是经验值，没有对照过原件；请按铭牌、台账或报价单改。"))
        self.toggle = Button("", small=not theme.metrics().large)
        self.toggle.clicked.connect(lambda _on=False: toggle())
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(self._code)
        head.addWidget(self._name)
        head.addWidget(self._unchecked)
        head.addStretch(1)
        head.addWidget(self.toggle)
        self._grid_holder = QVBoxLayout()
        self._grid_holder.setContentsMargins(0, 0, 0, 0)
        self._proof = Text("", "label", "text2", wrap=True)
        left = QVBoxLayout()
        left.setSpacing(theme.S)
        left.addLayout(self._grid_holder)
        left.addWidget(self._proof)
        left.addStretch(1)
        self._middle = middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        middle.setSpacing(theme.L)
        middle.addLayout(left, 1)
        self._rule = Rule(upright=True)
        middle.addWidget(self._rule)
        self._result = self._make_result()
        middle.addWidget(self._result)
        self.formulas = FormulaBox()
        self.body.setSpacing(theme.M)
        self.body.addLayout(head)
        self.body.addLayout(middle)
        self.body.addWidget(self.formulas)

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
        self._apart = Text("", "label", "text2", wrap=True)
        column.addWidget(self._share)
        column.addWidget(self._apart)
        column.addStretch(1)
        return holder

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
        units, ranges = zip(*(row.widths() for row in self.parameters), strict=True) if self.parameters else ((0,), (0,))
        fixed = (_LETTER + _NOTE + _FIELD + _RESULT) * scale // 12 + theme.metrics().button_small + 5 * theme.M + 4 * theme.L
        for row in self.parameters:
            row.set_narrow(narrow=self.width() < fixed + max(units) + max(ranges))

    # ---- filling ----------------------------------------------------------------------------------------------------

    def show_measure(self, row: MeasureRow, view: MeasuresView) -> None:
        """Show a measure."""
        same = [one.name for one in self.parameters] == [one.name for one in row.parameters]
        if self._shown != row.measure.id or not same:
            self._shown = row.measure.id
            self._build(row)
        for shown_row, parameter in zip(self.parameters, row.parameters, strict=True):
            shown_row.show(parameter)
        self._code.setText(row.measure.id)
        self._name.setText(row.name)
        self._unchecked.setVisible(row.unchecked)
        self.toggle.setText(_verb(row))
        words = _about(row)
        self._proof.setText(words)
        self._proof.setVisible(bool(words))
        self.figure.setText(shown(row.tonnes, 2))
        self._share.setText(self._words(row, view))
        self._apart.setText(self._words_apart(row))
        self._apart.setVisible(bool(row.scope3_t or row.market_t))
        self.formulas.set_lines(formula_lines(row, view))

    def _build(self, row: MeasureRow) -> None:
        empty(self._grid_holder)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnStretch(5, 1)
        self._grid_holder.addWidget(holder)
        self.parameters = tuple(ParameterRow(grid, number, one, self._keep) for number, one in enumerate(row.parameters))
        self._arrange()
        if not row.parameters:
            grid.addWidget(Text(_("这项措施没有参数。"), "body", "text2"), 0, 0)

    def _words(self, row: MeasureRow, view: MeasuresView) -> str:
        parts = []
        if row.share and view.footprint_t:
            share = shown(row.share * 100, 1)
            parts.append(_("约占 {year} 年总量 {share}%").format(share=share, year=view.dossier.period.label))
        parts.append(_("{scopes}，寿命 {years} 年").format(scopes=scope_words(row), years=row.measure.lifetime_years))
        if row.planned is not None and row.planned.cost_yuan and row.tonnes > 0:
            each = Fraction(row.planned.cost_yuan) / row.measure.lifetime_years / row.tonnes
            parts.append(_("投资按寿命摊到每吨 {yuan} 元，未计省下的能源费").format(yuan=shown(each, 0)))
        return "\n".join(parts)

    def _words_apart(self, row: MeasureRow) -> str:
        parts = []
        if row.scope3_t:
            parts.append(_("范围三 {tonnes} 吨，另列，不并入").format(tonnes=shown(row.scope3_t, 2)))
        if row.market_t:
            parts.append(_("市场法 {tonnes} 吨，只作披露，不改变位置法").format(tonnes=shown(row.market_t, 2)))
        return "\n".join(parts)

    def first_field(self) -> QWidget | None:
        """Where the keyboard goes on Enter."""
        return self.parameters[0].editor if self.parameters else None


def _about(row: MeasureRow) -> str:
    """What proves it, what it costs about, what else it brings, and where it belongs; one line for each."""
    traits = row.traits
    parts = (
        (_("核对依据：{proof}"), row.measure.proof),
        (_("成本参考：{cost}（未核对，以报价单为准）"), traits.cost_hint if traits is not None else ""),
        (_("其他好处：{benefit}"), traits.benefit if traits is not None else ""),
        (_("可用于：{links}"), traits.links if traits is not None else ""),
    )
    return "\n".join(words.format(proof=text, cost=text, benefit=text, links=text) for words, text in parts if text)


def kept_when_left(row: MeasureRow) -> bool:
    """Whether a measure is stopped and not removed when it leaves the plan: it was carried out, or has its proof on file."""
    return row.planned is not None and (row.planned.state.carried_out or bool(row.evidence))


def _verb(row: MeasureRow) -> str:
    if row.planned is None:
        return _("加入计划")
    if row.planned.state is MeasureState.STOPPED:
        return _("重新列入")
    return _("停用") if kept_when_left(row) else _("移出计划")


def formula_lines(row: MeasureRow, view: MeasuresView) -> tuple[FormulaLine, ...]:
    """Each output: letters = values = result; then the tonnes they make."""
    lines = []
    for output in row.outputs:
        letters = f"{letter(output.name)} = {set_formula(output.formula)}"
        decimals = 2 if abs(output.value) < _WHOLE_FROM else 0
        result = f"{shown(output.value, decimals)} {unit_words(output.unit)}"
        lines.append(FormulaLine(output.label, f"{letters} = {set_formula(output.filled)}", result))
    if row.tonnes:
        words = _("按{factor}和本档案的燃料参数折算").format(factor=pretty(view.factor_note))
        lines.append(FormulaLine(_("减排量"), words, _("{tonnes} tCO₂e/年").format(tonnes=shown(row.tonnes, 2))))
    return tuple(lines)
