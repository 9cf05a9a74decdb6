"""Application, plan, disclosures and what others said of the organization: one line each, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, Rule
from ui.widgets.event_files import ClipMark
from ui.widgets.layouts import empty
from ui.widgets.text import Text

APPLICATION, PLAN, DISCLOSURES, STANDINGS = "application", "implementation", "disclosure", "standing"


@dataclass(frozen=True, slots=True)
class PaperworkEntry:
    """One record of a log below its line.

    Attributes:
        id: which record.
        name: day and channel.
        words: where it is and what was said; empty for nothing.
        files: names of its files.
    """

    id: str
    name: str
    words: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperworkLine:
    """One line of the card.

    Attributes:
        key: which paper; `words` says how it stands.
        verb: what the first button does.
        paper: whether there is a paper to be looked at.
        entries: the records of a log.
    """

    key: str
    title: str
    words: str
    verb: str
    paper: bool = True
    entries: tuple[PaperworkEntry, ...] = ()


class PaperworkCard(Card):
    """Four lines and how long it all is kept."""

    asked = Signal(str)
    """The key of what is to be filled in."""

    previewed = Signal(str)
    """The key of the paper that is to be shown."""

    changed = Signal(str)
    """The id of a record that is to be set right."""

    removed = Signal(str, str)
    """Id and name of a record that is to be taken off."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.buttons: dict[str, Button] = {}
        self.papers: dict[str, Button] = {}
        self.changes: dict[str, IconButton] = {}
        self.removals: dict[str, IconButton] = {}
        self.body.setSpacing(theme.S)

    def show_lines(self, lines: Sequence[PaperworkLine], kept: str) -> None:
        """Show how the papers stand.

        Args:
            lines: in order.
            kept: until when everything is to be kept, in words.
        """
        empty(self.body)
        self.buttons, self.papers, self.changes, self.removals = {}, {}, {}, {}
        self.body.addWidget(Text(_("申请、计划和披露"), "title", bold=True))
        for line in lines:
            self.body.addWidget(Rule())
            self.body.addWidget(Text(line.title, "body"))
            self.body.addWidget(Text(line.words, "label", "text2", wrap=True))
            for entry in line.entries:
                self.body.addLayout(self._entry(entry))
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            self.buttons[line.key] = self._button(line.verb, line.title, "edit")
            self.buttons[line.key].clicked.connect(lambda _on=False, key=line.key: self.asked.emit(key))
            row.addWidget(self.buttons[line.key])
            if line.paper:
                self.papers[line.key] = self._button(_("预览"), line.title, "document")
                self.papers[line.key].clicked.connect(lambda _on=False, key=line.key: self.previewed.emit(key))
                row.addWidget(self.papers[line.key])
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(Rule())
        self.body.addWidget(Text(kept, "label", "text2", wrap=True))

    def _entry(self, entry: PaperworkEntry) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(theme.HAIR)
        words.addWidget(Text(entry.name, "body", wrap=True))
        if entry.words:
            words.addWidget(Text(entry.words, "label", "text2", wrap=True))
        for name in entry.files:
            file = QHBoxLayout()
            file.setSpacing(theme.XS)
            file.addWidget(ClipMark(), 0, Qt.AlignmentFlag.AlignTop)
            file.addWidget(Text(name, "label", "text2", wrap=True), 1)
            words.addLayout(file)
        self.changes[entry.id] = IconButton("edit", _("修改「{name}」").format(name=entry.name), small=True)
        self.changes[entry.id].clicked.connect(lambda _on=False, one=entry: self.changed.emit(one.id))
        self.removals[entry.id] = IconButton("trash", _("删除「{name}」").format(name=entry.name), small=True)
        self.removals[entry.id].clicked.connect(lambda _on=False, one=entry: self.removed.emit(one.id, one.name))
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addLayout(words, 1)
        for button in (self.changes[entry.id], self.removals[entry.id]):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @staticmethod
    def _button(verb: str, title: str, icon: str) -> Button:
        button = Button(verb, small=not theme.metrics().large, icon=icon)
        button.setAccessibleName(f"{title} {verb}")
        return button
