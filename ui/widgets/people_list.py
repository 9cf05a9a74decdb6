"""The people of a ledger: who prepares, who approves, who answers; and the small form that adds one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.organization import ROLES, Person
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Rule
from ui.widgets.fields import Choice, FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.small_form import SmallForm
from ui.widgets.text import Text

Add = Callable[[str, str, str, str], bool]
"""Name, role, department, phone; says whether it was done."""


def role_name(code: str) -> str:
    """A role in words."""
    return {"preparer": _("填报人"), "approver": _("审核人"), "responsible": _("负责人")}.get(code, code)


class PeopleList(QWidget):
    """One line for each person."""

    def __init__(self, add: Add, remove: Callable[[str], bool], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._add_person = add
        self._remove_person = remove
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.XS)

    def show_people(self, people: Sequence[Person]) -> None:
        """Show the people as they stand."""
        empty(self._column)
        if not people:
            self._column.addWidget(Text(_("填报人、审核人、负责人会写在报告上。"), "label", "text2"))
        for person in people:
            self._column.addWidget(Rule())
            self._column.addLayout(self._line(person))
        add = Button(_("登记人员"), icon="plus")
        add.clicked.connect(self._ask)
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.S, 0, 0)
        row.addWidget(add)
        row.addStretch(1)
        self._column.addLayout(row)

    def _line(self, person: Person) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.XS, 0, theme.XS)
        row.setSpacing(theme.S)
        row.addWidget(Text(person.name, "body", bold=True))
        words = "　".join(part for part in (role_name(person.role), person.department, person.phone) if part)
        row.addWidget(Text(words, "label", "text2"), 1)
        remove = IconButton("minus", _("删除 {name}").format(name=person.name), small=True)
        remove.clicked.connect(lambda: self._remove_person(person.id))
        row.addWidget(remove)
        return row

    def _ask(self) -> None:
        name, department, phone = Line(), Line(), Line()
        role = Choice([(code, role_name(code)) for code in ROLES])
        name_row = FieldRow(_("姓名"), name)

        def deed() -> bool:
            if not name.text().strip():
                name_row.set_error(_("请填姓名。"))
                return False
            return self._add_person(name.text(), role.value(), department.text(), phone.text())

        fields = [name_row, FieldRow(_("角色"), role), FieldRow(_("部门"), department), FieldRow(_("电话"), phone)]
        self._column.addWidget(SmallForm(fields, _("登记"), deed))
