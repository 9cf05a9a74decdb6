"""The form of a reduction target: by how much, until when, against which year; what is wrong is said at its field."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.domain.quantity import shown, shown_significant
from core.domain.reduction import TargetKind
from core.errors import InputError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card
from ui.widgets.event_edits import number_text, read_number, read_whole
from ui.widgets.fields import Choice, FieldRow, Line
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.pathway_views import PathwayView
    from core.workflows.targeting import TargetFields

_NARROWEST = 150
_YEARS = ("base_year", "target_year")


class TargetForm(Card):
    """Shows what is decided, or what one would begin with."""

    kept = Signal()
    """A field was left with something else in it."""
    decided = Signal()
    cleared = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._decided = False
        self._columns = 0
        self.kind = SegmentedControl(((TargetKind.ABSOLUTE.value, _("绝对量")), (TargetKind.INTENSITY.value, _("强度"))), _("目标的种类"))
        self.output = Choice(())
        self.rows: dict[str, FieldRow] = {
            "percent": FieldRow(_("比基准年降（%）"), Line(), _("大于 0、不超过 100")),
            "target_year": FieldRow(_("目标年"), Line(), _("最晚 2060 年")),
            "base_year": FieldRow(_("基准年"), Line(), ""),
            "base_t": FieldRow(_("基准年排放量（t）"), Line(), _("空着取账本里的数")),
            "output": FieldRow(_("产出"), self.output, ""),
            "base_output": FieldRow(_("基准年产出"), Line(), _("空着取账本里的数")),
        }
        for row in self.rows.values():
            if isinstance(row.editor, Line):
                row.editor.kept.connect(lambda _text: self.kept.emit())
        self.kind.changed.connect(lambda _value: self._on_kind())
        self.output.chosen.connect(lambda _value: self.kept.emit())
        self.decide = Button(_("定下目标"), "primary")
        self.decide.clicked.connect(lambda _on=False: self.decided.emit())
        self.clear = Button(_("删除目标"))
        self.clear.clicked.connect(lambda _on=False: self.cleared.emit())
        self._title = Text(_("减排目标"), "title", bold=True)
        self._sentence = Text("", "label", "text2")
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(self._title)
        head.addWidget(self.kind)
        head.addWidget(self._sentence, 1)
        head.addWidget(self.clear)
        head.addWidget(self.decide)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.M)
        self.body.setSpacing(theme.M)
        self.body.addLayout(head)
        self.body.addLayout(self._grid)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def is_decided(self) -> bool:
        """Whether there is a target: then a field that is left is kept at once."""
        return self._decided

    def show_view(self, view: PathwayView) -> None:
        """Show the target, or the proposal for one."""
        target = view.target or view.proposal
        self._decided = view.target is not None
        self.clear_errors()
        self.kind.set_value(target.kind.value)
        self.output.set_choices(view.outputs)
        self.output.set_value(target.output)
        texts = {
            "percent": number_text(target.percent),
            "target_year": str(target.target_year),
            "base_year": str(target.base_year),
            "base_t": number_text(target.base_t),
            "base_output": number_text(target.base_output),
        }
        for name, text in texts.items():
            editor = self.rows[name].editor
            if isinstance(editor, Line):
                editor.set_value(text)
        self.decide.setVisible(not self._decided)
        self.clear.setVisible(self._decided)
        self._sentence.setText(_sentence(view))
        self._arrange(self._fitting())

    def _on_kind(self) -> None:
        self._arrange(self._fitting())
        self.kept.emit()

    def _fitting(self) -> int:
        return max(2, self.width() // (_NARROWEST * theme.metrics().label // 12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting() != self._columns:
            self._arrange(self._fitting())

    def _arrange(self, columns: int) -> None:
        """The fields that this kind asks, as many in a row as have room."""
        self._columns = columns
        intensity = self.kind.value() == TargetKind.INTENSITY.value
        asked = [name for name in self.rows if intensity or name not in {"output", "base_output"}]
        for name, row in self.rows.items():
            self._grid.removeWidget(row)
            row.setVisible(name in asked)
        for number in range(self._grid.columnCount()):
            self._grid.setColumnStretch(number, 0)
        for number, name in enumerate(asked):
            self._grid.addWidget(self.rows[name], number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(number % columns, 1)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def fields(self) -> TargetFields:
        """What the form says.

        Raises:
            InputError: a text is no number; its code names the field.
        """
        kind = TargetKind(self.kind.value())
        years = {name: self._whole(name) for name in _YEARS}
        percent = self._number("percent")
        if percent is None:
            raise InputError("target.percent", _("降幅还没有填。"), _("应大于 0、不超过 100。"))
        return {
            "kind": kind,
            "percent": percent,
            "base_year": years["base_year"],
            "target_year": years["target_year"],
            "base_t": self._number("base_t"),
            "output": self.output.value() if kind is TargetKind.INTENSITY else "",
            "base_output": self._number("base_output") if kind is TargetKind.INTENSITY else None,
        }

    def _text(self, name: str) -> str:
        editor = self.rows[name].editor
        return editor.text() if isinstance(editor, Line) else ""

    def _number(self, name: str) -> Decimal | None:
        try:
            return read_number(self._text(name))
        except InputError as error:
            raise InputError(f"target.{name}", error.message, error.hint) from error

    def _whole(self, name: str) -> int:
        try:
            year = read_whole(self._text(name))
        except InputError as error:
            raise InputError(f"target.{name}", error.message, error.hint) from error
        if year is None:
            raise InputError(f"target.{name}", _("还没有填年份。"), _("请填四位年份，如 2030。"))
        return year

    # ---- refusing ---------------------------------------------------------------------------------------------------

    def clear_errors(self) -> None:
        """Nothing is wrong any more."""
        for row in self.rows.values():
            row.set_error("")

    def refuse(self, error: InputError) -> bool:
        """Say what is wrong at its field; False where it belongs to none."""
        row = self.rows.get(error.code.removeprefix("target."))
        if row is None:
            return False
        row.set_error(str(error))
        if isinstance(row.editor, Line):
            row.editor.take_back()
        return True


def _sentence(view: PathwayView) -> str:
    """What the target comes to, in tonnes or for each unit of the output."""
    target = view.target
    if target is None:
        return _("下面是建议值，可改")
    if view.base is None:
        return ""
    end = view.base * (1 - Fraction(target.percent) / 100)
    if target.kind is TargetKind.ABSOLUTE:
        words = _("{base} 年 {before} t → {end} 年 {after} t")
        before, after = shown(view.base, 1), shown(end, 1)
    else:
        words = _("{base} 年每{unit} {before} kg → {end} 年 {after} kg")
        before, after = shown_significant(view.base * 1000), shown_significant(end * 1000)
    return words.format(base=target.base_year, end=target.target_year, before=before, after=after, unit=view.output_unit)
