"""登记换表: the day, the last reading of the old meter and the first of the new one; and the changes that are known already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.bill_views import BillLine, MeterChangeDraft
from core.workflows.wording import sentences
from ui import theme
from ui.widgets.bill_dates import day_of
from ui.widgets.buttons import Button
from ui.widgets.fields import FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.small_form import SmallForm
from ui.widgets.text import Text

Keep = Callable[[MeterChangeDraft], None]


class MeterChangePanel(QWidget):
    """Below the readings; it takes room only while it is open."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.M)
        self._column.setSpacing(theme.XS)
        self.fields: dict[str, FieldRow] = {}
        self.form: SmallForm | None = None
        self.hide()

    def open(self, meter_id: str, year: int, known: Sequence[BillLine], keep: Keep, remove: Callable[[str], object]) -> None:
        """Ask for a change of an account's meter.

        Args:
            meter_id: the account.
            year: of a day without one.
            known: the changes of the account.
            keep: keeps the change; raises `AppError`.
            remove: takes a known change out by its record.
        """
        self.close_form()
        for one in known:
            self._column.addLayout(self._known(one, remove))
        self.fields = {
            "day": FieldRow(_("换表日期"), Line(placeholder="2025-06-21"), required=True),
            "old_end": FieldRow(_("旧表止示数"), Line(), required=True),
            "new_start": FieldRow(_("新表起示数"), Line(), required=True),
            "multiplier": FieldRow(_("新倍率"), Line(placeholder=_("不变就留空"))),
        }

        def deed() -> bool:
            return self._keep(meter_id, year, keep)

        self.form = SmallForm(list(self.fields.values()), _("登记换表"), deed, indent=0)
        self.form.destroyed.connect(self._forget)
        self._column.addWidget(self.form)
        self.show()
        self.fields["day"].editor.setFocus()

    def _known(self, one: BillLine, remove: Callable[[str], object]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        words = _("{span} 已登记换表：旧表止 → 新表起 {readings}").format(span=one.span, readings=one.quantity)
        row.addWidget(Text(words, "label", "text2"), 1)
        link = Button(_("删除"), "link")
        link.setAccessibleName(_("删除 {span} 的换表").format(span=one.span))
        link.clicked.connect(lambda _on=False: (self.close_form(), remove(one.record_id)))
        row.addWidget(link)
        return row

    def close_form(self) -> bool:
        """Close it; says whether it was open."""
        was_open = self.form is not None
        empty(self._column)
        self.form = None
        self.hide()
        return was_open

    def _forget(self) -> None:
        if self.form is not None:
            self.form = None
            empty(self._column)
            self.hide()

    def _text(self, name: str) -> str:
        editor = self.fields[name].editor
        return editor.text() if isinstance(editor, Line) else ""

    def _day(self, year: int) -> date | None:
        return day_of(self._text("day"), year)

    def _keep(self, meter_id: str, year: int, keep: Keep) -> bool:
        for row in self.fields.values():
            row.set_error("")
        day = self._day(year)
        if day is None:
            self.fields["day"].set_error(_("请写成 2025-06-21 这样。"))
            return False
        draft = MeterChangeDraft(meter_id, day, self._text("old_end"), self._text("new_start"), self._text("multiplier"))
        try:
            keep(draft)
        except AppError as error:
            self._place(error).set_error(sentences((error.message, error.hint)))
            return False
        return True

    def _place(self, error: AppError) -> FieldRow:
        """The field that an error is about."""
        if isinstance(error, InputError) and error.code.endswith("multiplier"):
            return self.fields["multiplier"]
        if error.message.startswith(_("旧表止示数")):
            return self.fields["old_end"]
        return self.fields["new_start" if error.message.startswith(_("新表起示数")) else "day"]
