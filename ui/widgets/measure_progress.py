"""How far a measure of the plan is: its state, who answers for it, its days and cost, and the files that prove it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.measure import MeasureState, PlannedMeasure
from core.i18n import _
from core.workflows.measure_views import MeasureRow
from ui import theme
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card
from ui.widgets.event_edits import Asked, day_line, day_text
from ui.widgets.event_files import FileLines
from ui.widgets.fields import FieldRow, Line
from ui.widgets.measure_rows import wan_text
from ui.widgets.text import Text


class ProgressDeeds(Protocol):
    """What the card asks its page to do; the page runs the workflow and says what came of it."""

    def set_state(self, state: MeasureState) -> None:
        """The measure is in another state now."""

    def set_plan_field(self, name: str, text: str, row: Asked) -> None:
        """A field was left: owner, start_on, done_on, cost_yuan in 万元, or note."""

    def attach_file(self) -> None:
        """Ask for a file that proves the measure."""


class MeasureProgress(Card):
    """Stands below the ledger of the plan."""

    def __init__(self, deeds: ProgressDeeds, names: Callable[[MeasureState], str], *, parent: QWidget | None = None) -> None:
        """Make the card; `names` gives the words of a state."""
        super().__init__(parent=parent)
        self._deeds = deeds
        self.states = SegmentedControl([(state.value, names(state)) for state in MeasureState], _("实施状态"))
        self.states.changed.connect(lambda value: deeds.set_state(MeasureState(value)))
        self.rows: dict[str, FieldRow] = {}
        self._inner = QWidget()
        self._files = FileLines(_("还没有佐证。已实施的措施附上验收单、台账或照片，才满足抵消的前置条件。"))
        self.attach = Button(_("附佐证"), icon="clip", small=not theme.metrics().large)
        self.attach.clicked.connect(lambda _on=False: deeds.attach_file())
        self.body.setSpacing(theme.M)
        self._title = Text(_("实施情况"), "title", bold=True)
        self.body.addWidget(self._title)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        line = QHBoxLayout()
        line.addWidget(self.states)
        line.addStretch(1)
        column.addLayout(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.M)
        asked: tuple[tuple[str, str, Line], ...] = (
            ("owner", _("负责人"), Line()),
            ("start_on", _("开始日期"), day_line()),
            ("done_on", _("完成日期"), day_line()),
            ("cost_yuan", _("投资（万元）"), Line()),
        )
        for number, (name, label, field) in enumerate(asked):
            grid.addWidget(self._row(name, label, field), 0, number)
            grid.setColumnStretch(number, 1)
        grid.addWidget(self._row("note", _("备注"), Line(placeholder=_("如：招标编号、分期情况"))), 1, 0, 1, len(asked))
        column.addLayout(grid)
        head = QHBoxLayout()
        head.addWidget(Text(_("佐证"), "label", "text2"))
        head.addStretch(1)
        head.addWidget(self.attach)
        column.addLayout(head)
        column.addWidget(self._files)
        self.body.addWidget(self._inner)

    def _row(self, name: str, label: str, field: Line) -> FieldRow:
        row = FieldRow(label, field)
        field.kept.connect(lambda text: self._deeds.set_plan_field(name, text, row))
        self.rows[name] = row
        return row

    def show_measure(self, row: MeasureRow) -> None:
        """Show how far it is."""
        planned = row.planned
        self._inner.setVisible(planned is not None)
        self._title.setText(_("实施情况：{id} {name}").format(id=row.measure.id, name=row.name))
        if planned is None:
            return
        self.states.set_value(planned.state.value)
        for name, text in _texts(planned).items():
            shown = self.rows[name]
            shown.set_error("")
            if isinstance(shown.editor, Line):
                shown.editor.set_value(text)
                if not shown.editor.hasFocus():
                    shown.editor.setCursorPosition(0)
        self._files.show_files(row.evidence)


def _texts(planned: PlannedMeasure) -> dict[str, str]:
    days: dict[str, date | None] = {"start_on": planned.start_on, "done_on": planned.done_on}
    return {
        "owner": planned.owner,
        **{name: day_text(day) for name, day in days.items()},
        "cost_yuan": wan_text(planned.cost_yuan),
        "note": planned.note,
    }
