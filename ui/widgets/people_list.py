"""The people of a ledger: who prepares, who approves, who answers, with their authority to sign; and under which name this PC writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.organization import ROLES, Person
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Rule
from ui.widgets.event_files import ClipMark
from ui.widgets.fields import Check, Choice, FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.small_form import SmallForm
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.authorizing import PersonCard

_SIGNING = {"approver", "responsible"}
"""Who signs, and so needs an authorization or is the legal representative."""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """What the form says of a person; an empty id is somebody new."""

    person_id: str
    name: str
    role: str
    department: str
    phone: str
    legal_representative: bool


class People(Protocol):
    """What the list asks its page to do; each says whether it was done."""

    def put_person(self, answer: PersonAnswer) -> bool:
        """Add or change a person."""

    def remove_person(self, person_id: str) -> bool:
        """Take a person off the list."""

    def attach_authorization(self, person_id: str) -> bool:
        """Ask for the 授权书 and attach it."""

    def detach_authorization(self, person_id: str) -> bool:
        """Take the 授权书 off a person."""

    def preview_authorization(self, card: PersonCard) -> None:
        """Show the 授权书."""

    def write_as(self, name: str) -> None:
        """Let this PC write under a name from now on."""


def role_name(code: str) -> str:
    """A role in words."""
    return {"preparer": _("填报人"), "approver": _("审核人"), "responsible": _("负责人")}.get(code, code)


class PeopleList(QWidget):
    """One entry for each person."""

    opened = Signal(QWidget)
    """A form was opened in the list; the page brings it into view."""

    def __init__(self, people: People, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self.author = Choice(())
        self.author.chosen.connect(people.write_as)
        self._author_row = FieldRow(_("这台电脑上填报的人"), self.author, _("写在每次改动旁，便于以后核对是谁在何时改的。"))
        self._entries = QVBoxLayout()
        self._entries.setSpacing(theme.XS)
        self.add_button = Button(_("登记人员"), icon="plus")
        self.add_button.clicked.connect(lambda _on=False: self._ask(None))
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.XS, theme.S, 0, theme.S)  # room for the ring of a button with the keyboard
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.XS)
        self._column.addLayout(self._entries)
        self._column.addLayout(foot)
        self._column.addWidget(self._author_row)
        self.attach_buttons: dict[str, Button] = {}
        self.edit_buttons: dict[str, IconButton] = {}
        self._holders: dict[str, QWidget] = {}

    def show_people(self, cards: Sequence[PersonCard], author: str) -> None:
        """Show the people as they stand, and under which name this PC writes."""
        empty(self._entries)
        self.attach_buttons, self.edit_buttons, self._holders = {}, {}, {}
        if not cards:
            self._entries.addWidget(Text(_("填报人、审核人、负责人会写在报告上。"), "label", "text2"))
        for card in cards:
            self._entries.addWidget(Rule())
            self._entries.addWidget(self._entry(card))
        names = list(dict.fromkeys((*(card.person.name for card in cards), *([author] if author else ()))))
        self.author.set_choices([("", _("请选择")), *((name, name) for name in names)])
        self.author.set_value(author)

    def lead_to(self, person_id: str) -> QWidget:
        """Give the keyboard to what is asked of a person, or to the button that adds one."""
        target: QWidget = self.attach_buttons.get(person_id) or self.edit_buttons.get(person_id) or self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        return target

    # ---- one person -------------------------------------------------------------------------------------------------

    def _entry(self, card: PersonCard) -> QWidget:
        person = card.person
        holder = self._holders[person.id] = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, theme.XS, 0, theme.XS)
        column.setSpacing(theme.HAIR)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(Text(person.name, "body", bold=True))
        words = "　".join(part for part in (role_name(person.role), person.department, person.phone) if part)
        row.addWidget(Text(words, "label", "text2"), 1)
        edit = IconButton("edit", _("修改 {name}").format(name=person.name), small=True)
        edit.clicked.connect(lambda _on=False: self._ask(person))
        self.edit_buttons[person.id] = edit
        remove = IconButton("minus", _("删除 {name}").format(name=person.name), small=True)
        remove.clicked.connect(lambda _on=False: self._people.remove_person(person.id))
        row.addWidget(edit)
        row.addWidget(remove)
        column.addLayout(row)
        if person.role in _SIGNING or person.legal_representative or card.authorization is not None:
            column.addLayout(self._authority(card))
        return holder

    def _authority(self, card: PersonCard) -> QHBoxLayout:
        """By what right the person signs."""
        person = card.person
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.HAIR, 0, theme.HAIR)
        row.setSpacing(theme.S)
        if person.legal_representative:
            row.addWidget(Text(_("法定代表人，签字不用授权书"), "label", "text2"))
        if card.authorization is not None:
            row.addWidget(ClipMark())
            see = Button(card.authorization.original_name, "link")
            see.setToolTip(_("预览 {name}").format(name=card.authorization.original_name))
            see.clicked.connect(lambda _on=False: self._people.preview_authorization(card))
            row.addWidget(see)
            off = IconButton("trash", _("移除 {name} 的授权书").format(name=person.name), small=True)
            off.clicked.connect(lambda _on=False: self._people.detach_authorization(person.id))
            row.addWidget(off)
        elif not person.legal_representative:
            row.addWidget(Text(_("还没有授权书"), "label", "text2"))
            attach = Button(_("附上授权书"), small=True, icon="clip")
            attach.setAccessibleName(_("附上 {name} 的授权书").format(name=person.name))
            attach.clicked.connect(lambda _on=False: self._people.attach_authorization(person.id))
            self.attach_buttons[person.id] = attach
            row.addWidget(attach)
        row.addStretch(1)
        return row

    # ---- the form ---------------------------------------------------------------------------------------------------

    def _ask(self, person: Person | None) -> None:
        """The form of somebody new, or of a person who is there."""
        for old in self.findChildren(SmallForm):
            old.close_form()
        name, department, phone = Line(), Line(), Line()
        role = Choice([(code, role_name(code)) for code in ROLES])
        legal = Check(_("法定代表人"))
        if person is not None:
            name.setText(person.name)
            department.setText(person.department)
            phone.setText(person.phone)
            role.set_value(person.role)
            legal.setChecked(person.legal_representative)
        name_row = FieldRow(_("姓名"), name, required=True)

        def deed() -> bool:
            if not name.text().strip():
                name_row.set_error(_("请填姓名。"))
                return False
            known = person.id if person is not None else ""
            answer = PersonAnswer(known, name.text(), role.value(), department.text(), phone.text(), legal.isChecked())
            return self._people.put_person(answer)

        rows = [name_row, FieldRow(_("角色"), role), FieldRow(_("部门"), department), FieldRow(_("电话"), phone)]
        rows.append(FieldRow(_("签字"), legal))
        form = SmallForm(rows, _("登记") if person is None else _("保存"), deed, across=2, indent=0)
        entry = self._holders.get(person.id) if person is not None else None
        if entry is not None:
            self._entries.insertWidget(self._entries.indexOf(entry) + 1, form)
        else:
            self._column.insertWidget(self._column.indexOf(self._author_row), form)
        self.opened.emit(form)
