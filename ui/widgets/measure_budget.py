"""What may be spent, or what is to be saved: a switch, a slider in whole steps, and a field for the exact number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.errors import InputError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import SegmentedControl
from ui.widgets.event_edits import number_text, read_number
from ui.widgets.fields import Line
from ui.widgets.snap_slider import SnapSlider
from ui.widgets.text import Text

BUDGET, TARGET = "budget", "target"
_WAN = 10_000
_WAIT_MS = 40
"""So long the slider rests before it asks: dragging asks for what is seen, not for every step on the way."""

_SLIDER_STEPS = 10
_FIELD = 88


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the optimiser: a budget in yuan, or a target in tonnes."""

    kind: str
    amount: Decimal

    @property
    def budget_yuan(self) -> int | None:
        """The budget in whole yuan."""
        return int(self.amount) if self.kind == BUDGET else None


class BudgetBar(QWidget):
    """Tells what is asked once it rests; the number in the field is exact, the slider the nearest step below it."""

    asked = Signal(object)
    """An `Wanted`."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amounts = {BUDGET: Decimal(0), TARGET: Decimal(0)}
        self._most = {BUDGET: _SLIDER_STEPS, TARGET: _SLIDER_STEPS}
        self._error = Text("", "label", "err")
        self.kinds = SegmentedControl(((BUDGET, _("预算")), (TARGET, _("目标"))), _("按预算或按目标选"))
        self.kinds.set_value(BUDGET)
        self.kinds.changed.connect(self._on_kind)
        self.slider = SnapSlider(_("预算，每步 1 万元"))
        self.slider.valueChanged.connect(self._on_slider)
        self.field = Line()
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFixedWidth(_FIELD * theme.metrics().label // 12)
        self.field.kept.connect(self._on_field)
        self._unit = Text("", "label", "text2")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(lambda: self.asked.emit(self.wanted()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.kinds)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        row.addWidget(self._unit)
        row.addWidget(self._error)
        self._error.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._show()

    def wanted(self) -> Wanted:
        """What the bar stands at."""
        kind = self.kinds.value()
        return Wanted(kind, self._amounts[kind])

    def set_limits(self, *, budget_wan: int, target_t: int) -> None:
        """How far the slider goes: the cost and the saving of everything that can be compared."""
        self._most = {BUDGET: max(budget_wan, _SLIDER_STEPS), TARGET: max(target_t, _SLIDER_STEPS)}
        self._show()

    def set_wanted(self, asked: Wanted) -> None:
        """Stand at this, without telling anyone."""
        self._amounts[asked.kind] = asked.amount
        self.kinds.set_value(asked.kind)
        self._show()

    def set_amount(self, kind: str, amount: Decimal) -> None:
        """Put the number of one side, without telling anyone and without turning to it."""
        self._amounts[kind] = amount
        self._show()

    def _scale(self) -> int:
        return _WAN if self.kinds.value() == BUDGET else 1

    def _show(self) -> None:
        kind = self.kinds.value()
        steps = self._amounts[kind] / self._scale()
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(self._most[kind], int(steps)))
        self.slider.setValue(int(steps))
        self.slider.blockSignals(False)
        self.slider.setAccessibleName(_("预算，每步 1 万元") if kind == BUDGET else _("目标减排量，每步 1 t"))
        self.slider.update()
        self.field.set_value(number_text(round(steps, 1)) if steps == round(steps, 1) else number_text(steps.normalize() + 0))
        self.field.setAccessibleName(_("预算（万元）") if kind == BUDGET else _("目标减排量（t/年）"))
        self._unit.setText(_("万元") if kind == BUDGET else _("t/年"))
        self._say("")

    def _say(self, words: str) -> None:
        self._error.setText(words)
        self._error.setVisible(bool(words))
        self.field.set_invalid(bool(words))

    def error(self) -> str:
        """What is said to be wrong with the number."""
        return self._error.plain()

    def _on_kind(self, _kind: str) -> None:
        self._show()
        self._timer.start()

    def _on_slider(self, steps: int) -> None:
        self._amounts[self.kinds.value()] = Decimal(steps * self._scale())
        self.field.set_value(f"{steps:,}.0" if self.kinds.value() == BUDGET else f"{steps:,}")
        self.field.setText(f"{steps:,}.0" if self.kinds.value() == BUDGET else f"{steps:,}")
        self._say("")
        self._timer.start()

    def _on_field(self, text: str) -> None:
        try:
            number = read_number(text) or Decimal(0)
        except InputError as error:
            self._refuse(error.message)
            return
        if number < 0:
            self._refuse(_("不能是负数"))
            return
        self._amounts[self.kinds.value()] = number * self._scale()
        self._show()
        self._timer.start()

    def _refuse(self, words: str) -> None:
        self._say(words)
        self.field.take_back()
