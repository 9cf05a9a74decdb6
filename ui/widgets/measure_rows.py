"""One row of a measure's card: letter, name, field, unit, usual range, and where the value comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.domain.measure import PlannedMeasure
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.measure_views import MeasureRow, ParameterView
from core.workflows.reduction_views import MoneyRow
from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.event_edits import number_text
from ui.widgets.fields import HELP_PROPERTY, Line
from ui.widgets.formula import pretty
from ui.widgets.measure_formula import letter
from ui.widgets.text import Text

FIELD, NOTE, NOTE_NARROW, LETTER = 100, 140, 160, 34
"""Widths in standard type."""

COST, UPKEEP, SAVING, LIFE = "cost_yuan", "upkeep_yuan", "saving_yuan", "lifetime_years"
"""The rows of money; the names are those of the plan's fields."""

MONEY_FIELDS = (COST, UPKEEP, SAVING, LIFE)
_NONE = "—"
_WAN = 10_000
_LINES = 2


def unit_words(unit: str) -> str:
    """A unit of a measure as it is set; a year is 年, and — stands for none."""
    if not unit:
        return _NONE
    return pretty(unit.replace("_", "")).replace("/a", _("/年")).replace("·a", _("·年"))


def wan_text(yuan: Decimal | None) -> str:
    """Yuan as 万元 in a field, with as many decimals as it has; empty for none."""
    if yuan is None:
        return ""
    return number_text((yuan / _WAN).normalize() + 0)


@dataclass(frozen=True, slots=True)
class RowWords:
    """What a row says.

    Attributes:
        name: of the parameter, or of the plan's field.
        sign: the letter as a scrap of HTML.
        range: what is usual.
        basis: where the value comes from; `unsure` where nobody has checked it.
        text: the value in the field.
        ghost: what the empty field shows.
        proposal: the value to go back to, as it would be typed; None where the value is the proposed one.
        warning: what is odd about the value.
    """

    name: str
    sign: str
    note: str
    unit: str
    range: str
    basis: str
    text: str
    ghost: str = ""
    proposal: str | None = None
    warning: str = ""
    unsure: bool = False


def parameter_words(one: ParameterView, row: MeasureRow) -> RowWords:
    """The row of a parameter."""
    prefill = row.prefills.get(one.name)
    proposed = prefill.value if prefill is not None else one.default
    range_words = f"{number_text(one.low)}–{number_text(one.high)}"
    typed = one.changed and one.value != proposed
    basis = _("自填") if typed else prefill.basis if prefill is not None else _("未核对") if row.unchecked else _("默认值")
    warning = _("超出常见范围 {range}，请核对").format(range=range_words) if one.unusual else ""
    unsure = row.unchecked and not typed and prefill is None
    back = str(proposed) if typed else None
    sign, unit = letter(one.name), unit_words(one.unit)
    return RowWords(
        one.name, sign, one.note, unit, range_words, basis, number_text(one.value), proposal=back, warning=warning, unsure=unsure
    )


def money_words(name: str, row: MeasureRow, money: MoneyRow | None) -> RowWords:
    """The row of one of `MONEY_FIELDS`."""
    planned: PlannedMeasure | None = row.planned
    hint = row.traits.cost_hint if row.traits is not None else ""
    wan, yearly = _("万元"), _("万元/年")
    if name == COST:
        cost = planned.cost_yuan if planned is not None else None
        basis = _("自填") if cost is not None else hint and _("{hint}，未核对").format(hint=hint)
        return RowWords(name, _("投资"), _("设备与安装"), wan, "", basis, wan_text(cost), unsure=cost is None)
    if name == UPKEEP:
        upkeep = planned.upkeep_yuan if planned is not None else None
        basis = _("自填") if upkeep is not None else _("空着按 0 计")
        return RowWords(name, _("运行"), _("年运行费"), yearly, "", basis, wan_text(upkeep))
    if name == SAVING:
        typed = planned.saving_yuan if planned is not None else None
        ghost = shown(money.saving_yuan / _WAN, 2) if typed is None and money is not None and money.saving_yuan is not None else ""
        basis = _("自填") if typed is not None else (money.saving_basis or money.why) if money is not None else ""
        back = "" if typed is not None else None
        return RowWords(name, _("省下"), _("年省费用"), yearly, "", basis, wan_text(typed), ghost, back)
    years = planned.lifetime_years if planned is not None else None
    usual = row.measure.lifetime_years
    basis = _("自填") if years is not None else _("目录值")
    back = "" if years is not None else None
    return RowWords(name, _("寿命"), _("使用年限"), _("年"), _("常见 {years}").format(years=usual), basis, str(years or usual), "", back)


class CardRow:
    """The widgets of one row, laid into the grid of its card; it is what an edit reports its refusal to."""

    def __init__(self, grid: QGridLayout, number: int, words: RowWords, keep: Callable[[CardRow, str], object]) -> None:
        self.words = words
        self.name = words.name
        self._sign = QLabel(f"<b>{words.sign}</b>")
        self._sign.setFont(theme.font())
        self._note = Text(words.note, "body", "text2")
        self._small = Text("", "label", "text2")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._note)
        names.addWidget(self._small)
        self._note.setVisible(bool(words.note))
        field = Line()
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setFixedWidth(FIELD * theme.metrics().label // 12)
        named = words.name if words.name not in MONEY_FIELDS else words.sign
        field.setAccessibleName(" ".join(part for part in (named, words.note, words.unit) if part))
        field.setProperty(HELP_PROPERTY, words.sign)
        field.kept.connect(lambda text: keep(self, text))
        self.editor: QWidget = field
        self._field = field
        self._unit = Text(words.unit, "label", "text2")
        self._range = Text(words.range, "label", "text2")
        self._basis = Text("", "label", "text2")
        self._basis.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._restore = IconButton("restore", "", small=True)
        self._restore.clicked.connect(lambda _on=False: keep(self, self.words.proposal or ""))
        self._retain(True)
        self._error = Text("", "label", "err", wrap=True)
        self._error.hide()
        self._widgets = (self._sign, self._note, self._small, field, self._unit, self._range, self._basis, self._restore)
        self._narrow = False
        line = _LINES * number
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addLayout(names, line, 1, middle)
        for column, widget in ((0, self._sign), (2, field), (3, self._unit), (4, self._range), (6, self._restore)):
            grid.addWidget(widget, line, column, middle | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._basis, line, 5, middle)
        grid.addWidget(self._error, line + 1, 1, 1, 6)
        self.show(words)

    def set_narrow(self, *, narrow: bool, note: int) -> None:
        """Unit and range below the name where there is no room for columns of their own; `note` is the width of the names."""
        self._narrow = narrow
        parts = (self.words.unit if self.words.unit != _NONE else "", self.words.range)
        self._small.setText("，".join(part for part in parts if part))
        self._small.setVisible(narrow and bool(self._small.plain()) and not self._sign.isHidden())
        self._note.setFixedWidth(NOTE_NARROW * theme.metrics().label // 12 if narrow else note)
        for widget in (self._unit, self._range):
            widget.setVisible(not narrow and not self._sign.isHidden())

    def set_shown(self, *, visible: bool) -> None:
        """Show or fold the row away."""
        for widget in self._widgets:
            widget.setVisible(visible)
        self._note.setVisible(visible and bool(self.words.note))
        self._restore.setVisible(visible and self.words.proposal is not None)
        self._error.setVisible(visible and bool(self._error.plain()))
        self._retain(visible)
        self._small.setVisible(visible and self._narrow and bool(self._small.plain()))
        for widget in (self._unit, self._range):
            widget.setVisible(visible and not self._narrow)

    def _retain(self, retain: bool) -> None:
        """The button that goes back keeps its place while it is not needed, so that nothing jumps."""
        policy = self._restore.sizePolicy()
        policy.setRetainSizeWhenHidden(retain)
        self._restore.setSizePolicy(policy)

    def widths(self) -> tuple[int, int, int]:
        """What name, unit and range need, to have columns of their own."""
        note = min(self._note.sizeHint().width(), NOTE * theme.metrics().label // 12) if self.words.note else 0
        return note, self._unit.sizeHint().width(), self._range.sizeHint().width()

    def show(self, words: RowWords) -> None:
        """Show the value that is in force; a text being typed is left alone."""
        self.words = words
        self._field.set_value(words.text)
        self._field.setPlaceholderText(words.ghost)
        name = _("改回建议值 {value}").format(value=words.proposal) if words.proposal else _("改回建议值")
        self._restore.setToolTip(name)
        self._restore.setAccessibleName(name)
        self._restore.setVisible(words.proposal is not None and not self._sign.isHidden())
        self._range.setText(words.range)
        self._range.set_tone("warn" if words.warning else "text2")
        self._basis.setText(pretty(words.basis))
        self._basis.set_tone("warn" if words.unsure and words.basis else "text2")
        self._say(words.warning, "warn")

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

    def basis(self) -> str:
        """Where the value is said to come from."""
        return self._basis.plain()
