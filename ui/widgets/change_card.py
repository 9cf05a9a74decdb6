"""From last year's total to this year's, by cause or by source, under a sentence that says the finding."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.domain.change_split import ChangeSplitView, EffectKind
from core.domain.emission import Scope
from core.i18n import _
from core.workflows.wording import sentences
from ui import theme
from ui.models import footprint_rows
from ui.models.footprint_rows import Step
from ui.widgets.buttons import SegmentedControl
from ui.widgets.card import Card
from ui.widgets.text import Text
from ui.widgets.waterfall import Waterfall

_SCOPES = {EffectKind.FACTOR.value: Scope.TWO, EffectKind.REFRIGERANT.value: Scope.ONE}
"""Effects that belong to one scope take its colour; the others are of no scope."""


class ChangeCard(Card):
    """`asked` names a source, `effect_asked` an effect whose parts are wanted."""

    asked = Signal(str)
    effect_asked = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._steps: tuple[Step, ...] = ()
        self.split: ChangeSplitView | None = None
        self.body.setContentsMargins(theme.L, theme.M, theme.L, theme.S)
        self.body.setSpacing(theme.XS)
        self.views = SegmentedControl((("cause", _("按原因")), ("source", _("按排放源"))), _("两年之差怎样拆分"))
        self.views.set_value("cause")
        self.views.changed.connect(lambda _value: self._show())
        self._title = Text("", "title", bold=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = Text("", "label", "text2")
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(self._title, 1)
        head.addWidget(self.views, 0, Qt.AlignmentFlag.AlignTop)
        self.chart = Waterfall()
        self.chart.asked.connect(self._ask)
        self._notes = Text("", "label", "text2", wrap=True)
        self.body.addLayout(head)
        self.body.addWidget(self._words)
        self.body.addWidget(self.chart)
        self.body.addWidget(self._notes)

    def show_change(self, steps: tuple[Step, ...], split: ChangeSplitView | None) -> None:
        """Show a change; it is not split by cause where that was not computed, and nothing is shown where there are no steps."""
        self._steps, self.split = steps, split
        self.setVisible(bool(steps))
        self.views.setVisible(split is not None)
        self._show()

    def title(self) -> str:
        """The finding over the bars."""
        return self._title.plain()

    def _show(self) -> None:
        if not self._steps:
            return
        split = self.split if self.views.value() == "cause" else None
        steps, title = (self._steps, footprint_rows.steps_title(self._steps)) if split is None else (_bars(split), split.title)
        self._title.setText(title)
        self.chart.set_steps(steps, title)
        base = self.chart.base()
        words = _("{first}→{last}，tCO₂e；实心为增，空心为减").format(first=steps[0].name, last=steps[-1].name)
        self._words.setText(words + (_("；纵轴自 {base} 起").format(base=f"{base:,.0f}") if base else ""))
        notes = [] if split is None else [*split.notes, split.residue]
        self._notes.setText(sentences(notes))
        self._notes.setVisible(bool(notes))

    def _ask(self, key: str) -> None:
        if self.views.value() == "cause" and self.split is not None:
            self.effect_asked.emit(key)
        else:
            self.asked.emit(key)


def _bars(split: ChangeSplitView) -> tuple[Step, ...]:
    return tuple(Step(bar.label, bar.tonnes, bar.total, _SCOPES.get(bar.key), "" if bar.total else bar.key) for bar in split.bars)
