"""What is said of a sheet as a whole: whether it is taken, its layout, heading row, year, and the one row that it may speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.i18n import _
from core.workflows.import_views import ImportPlan, Layout, MeaningChoice, TablePlan
from ui import theme
from ui.widgets.fields import Check, Choice, FieldRow, Line
from ui.widgets.import_mapping_rows import UnitLabel
from ui.widgets.import_words import CHOSEN_LAYOUTS, LAYOUTS

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_LAST_ROW = 1_048_576
"""Of a sheet of Excel."""


class SheetForm(QWidget):
    """One row of fields; each answer goes out at once."""

    sheet_chosen = Signal(str)
    answered = Signal(dict)
    """Arguments of `put_table` by name."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = Choice(())
        self.sheet.chosen.connect(self.sheet_chosen)
        self.layout_choice = Choice([(one.value, _(LAYOUTS[one])) for one in CHOSEN_LAYOUTS])
        self.layout_choice.chosen.connect(lambda value: self.answered.emit({"layout": Layout(value)}))
        self.header = Line()
        self.header_row = FieldRow(_("列名在第几行"), self.header)
        self.header.kept.connect(lambda text: self._number(self.header_row, text, "header_row", 1, _LAST_ROW))
        self.year = Line()
        self.year_row = FieldRow(_("哪一年的"), self.year)
        self.year.kept.connect(lambda text: self._number(self.year_row, text, "year", _FIRST_YEAR, _LAST_YEAR))
        self.subject = Choice(())
        self.subject.chosen.connect(lambda code: self.answered.emit({"subject": code}))
        self.unit = Choice(())
        self.unit.chosen.connect(lambda code: self.answered.emit({"unit": code}))
        self.taken = Check(_("导入这张表"))
        self.taken.clicked.connect(lambda on: self.answered.emit({"taken": on}))
        self.sheet_row = FieldRow(_("工作表"), self.sheet)
        self.layout_row = FieldRow(_("表的样子"), self.layout_choice)
        self.subject_row = FieldRow(_("整张表说的是"), self.subject)
        self.unit_row = FieldRow(_("单位"), self.unit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        label = theme.metrics().label
        for field, wide in ((self.header_row, 8), (self.year_row, 7), (self.unit_row, 9)):
            field.setMaximumWidth(wide * label)
        for field, stretch in (
            (self.sheet_row, 4),
            (self.layout_row, 5),
            (self.header_row, 2),
            (self.year_row, 2),
            (self.subject_row, 5),
            (self.unit_row, 2),
        ):
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        holder = QHBoxLayout()
        holder.setContentsMargins(0, theme.line_height("label") + theme.XS, 0, 0)
        holder.addWidget(self.taken)
        row.addLayout(holder)
        row.addStretch(1)

    def show_table(self, plan: ImportPlan, table: TablePlan, choices: Sequence[MeaningChoice], unit_label: UnitLabel) -> None:
        """Show what is said of a sheet."""
        self.sheet.set_choices(
            [(one.sheet, one.sheet if one.taken else _("{sheet}（不导入）").format(sheet=one.sheet)) for one in plan.tables]
        )
        self.sheet.set_value(table.sheet)
        self.sheet_row.setVisible(len(plan.tables) > 1)
        self.taken.setVisible(len(plan.tables) > 1)
        self.taken.setChecked(table.taken)
        known = [(one.value, _(LAYOUTS[one])) for one in CHOSEN_LAYOUTS]
        if table.layout is Layout.UNKNOWN:
            known.insert(0, (Layout.UNKNOWN.value, _(LAYOUTS[Layout.UNKNOWN])))
        self.layout_choice.set_choices(known)
        self.layout_choice.set_value(table.layout.value)
        self.header.set_value(str(table.header_rows[-1]) if table.header_rows else "")
        self.year.set_value(str(table.year) if table.year else "")
        asked = {one.what: one for one in plan.questions if one.sheet == table.sheet and not one.column and not one.item}
        self.year_row.setVisible(table.year is not None or "year" in asked)
        rows = [one for one in choices if one.code.startswith(("subject:", "output:"))]
        self.subject_row.setVisible(table.subject_asked or bool(table.subject) or "subject" in asked)
        self.subject.set_choices([("", _("请选择")), *((one.code, one.name) for one in rows)])
        self.subject.set_value(table.subject)
        units = next((one.units for one in rows if one.code == table.subject), ())
        self.unit_row.setVisible("unit" in asked or (bool(table.subject) and len(units) > 1))
        own = next((one.unit for one in rows if one.code == table.subject), "")
        self.unit.set_choices([(code, unit_label(code)) for code in units])
        self.unit.set_value(table.unit or own)
        for what, field in (("layout", self.layout_row), ("subject", self.subject_row), ("year", self.year_row), ("unit", self.unit_row)):
            field.editor.setProperty("asked", what in asked)

    def focus(self, what: str) -> bool:
        """Give the keyboard to the field that answers a question; False where none does."""
        fields: dict[str, QWidget] = {"layout": self.layout_choice, "subject": self.subject, "year": self.year, "unit": self.unit}
        field = fields.get(what)
        if field is None or not field.isVisibleTo(self):
            return False
        field.setFocus()
        return True

    def _number(self, row: FieldRow, text: str, name: str, least: int, most: int) -> None:
        number = int(text) if text.isdecimal() and len(text) <= len(str(most)) else 0
        good = least <= number <= most
        row.set_error("" if good else _("请填 {least}—{most}").format(least=least, most=most))
        if good:
            answer: dict[str, Any] = {name: number}
            self.answered.emit(answer)
