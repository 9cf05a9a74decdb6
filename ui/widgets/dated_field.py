"""A profile field whose value may change on a day: the newest value, what held before, and the form for the next change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.fields import FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.small_form import SmallForm
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.organizing import DatedValue

Keep = Callable[[str, date | None], bool]
"""Value and the day it holds from; says whether it was kept."""


class DatedField(QWidget):
    """A field and its history; `row` is the field itself and always edits the newest value."""

    def __init__(self, row: FieldRow, name: str, keep: Keep, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self._name = name
        self._keep = keep
        self._since: date | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(row)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column.addLayout(self._lines)
        self._more = Button(_("从某天起有变"), "link")
        self._more.setAccessibleName(_("登记{name}从某天起的变更").format(name=name))
        self._more.clicked.connect(self._ask)
        column.addWidget(self._more)
        self._form: SmallForm | None = None

    @property
    def since(self) -> date | None:
        """From when the newest value holds; None from the beginning."""
        return self._since

    def show_values(self, values: Sequence[DatedValue]) -> None:
        """Show the newest value's day and what held before."""
        empty(self._lines)
        self._since = values[-1].valid_from if values else None
        self._more.setVisible(bool(values))
        if len(values) < 2 and self._since is None:
            return
        for one in reversed(values):
            self._lines.addLayout(self._line(one))

    def _line(self, one: DatedValue) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.XS)
        row.setContentsMargins(0, 0, 0, 0)
        words = _("最初　{value}") if one.valid_from is None else _("自 {day} 起　{value}")
        text = words.format(day=one.valid_from, value=one.value)
        row.addWidget(Text(text, "label", "text2"), 1)
        if one.valid_from is not None:
            remove = IconButton("minus", _("删除{name}的这次变更：{words}").format(name=self._name, words=text), small=True)
            remove.clicked.connect(lambda _on=False, day=one.valid_from: self._keep("", day))
            row.addWidget(remove)
        return row

    def _ask(self) -> None:
        if self._form is not None:
            return
        value, day = Line(), Line(placeholder="2025-07-01")
        value_row, day_row = FieldRow(_("新的数"), value), FieldRow(_("自哪一天起"), day)

        def deed() -> bool:
            if not value.text().strip():
                value_row.set_error(_("请填变更后的数。"))
                return False
            try:
                since = date.fromisoformat(day.text().strip())
            except ValueError:
                day_row.set_error(_("请写成 2025-07-01 这样。"))
                return False
            return self._keep(value.text(), since)

        self._form = SmallForm([value_row, day_row], _("登记变更"), deed, indent=0)
        self._form.destroyed.connect(self._forget)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._form)

    def _forget(self) -> None:
        self._form = None
