"""Papers on file for a claim: one entry each, the dialog that adds one, and a way to take one off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.submission import DocumentKind
from core.errors import InputError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, Rule
from ui.widgets.event_edits import day_line, read_day
from ui.widgets.event_files import ClipMark, size_words
from ui.widgets.fields import Choice, Line
from ui.widgets.layouts import empty
from ui.widgets.sign_dialog import FileField, FormDialog
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.filed_papers import DocumentFields
    from core.workflows.submission_views import DocumentRow

PAPERS = "*.pdf *.jpg *.jpeg *.png *.ofd"


class DocumentsCard(Card):
    """文件: what was stamped or came from others."""

    add_asked = Signal()
    remove_asked = Signal(object)
    """The `DocumentRow` that is to be taken off."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.body.setSpacing(theme.M)
        self.add_button = Button(_("附上文件"), small=True, icon="clip")
        self.add_button.clicked.connect(self.add_asked)
        head = QHBoxLayout()
        head.addWidget(Text(_("已附的文件"), "title", bold=True), 1)
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.S)
        self.body.addLayout(self._list)
        self.remove_buttons: list[IconButton] = []

    def show_documents(self, documents: Sequence[DocumentRow]) -> None:
        """Show the papers."""
        empty(self._list)
        self.remove_buttons = []
        if not documents:
            words = _("还没有文件。打印自我承诺书，签字盖章后扫描附上；营业执照、评价报告也附在这里，会放进材料包。")
            self._list.addWidget(Text(words, "label", "text2", wrap=True))
        for number, row in enumerate(documents):
            if number:
                self._list.addWidget(Rule())
            self._list.addLayout(self._entry(row))

    def _entry(self, row: DocumentRow) -> QHBoxLayout:
        document = row.document
        words = QVBoxLayout()
        words.setSpacing(theme.HAIR)
        words.addWidget(Text(row.kind_name, "body"))
        facts = [document.issuer, document.number, document.issued_on.isoformat() if document.issued_on else ""]
        said = "　".join(fact for fact in facts if fact)
        if said:
            words.addWidget(Text(said, "label", "text2", wrap=True))
        for label, text in ((_("范围"), document.scope), (_("结论"), document.conclusion)):
            if text:
                words.addWidget(Text(f"{label}：{text}", "label", "text2", wrap=True))
        file = QHBoxLayout()
        file.setSpacing(theme.XS)
        file.addWidget(ClipMark())
        file.addWidget(Text(row.evidence.original_name, "label", "text2"), 1)
        file.addWidget(Text(size_words(row.evidence.size), "label", "text2"))
        words.addLayout(file)
        remove = IconButton("trash", _("移除{kind}").format(kind=row.kind_name), small=True)
        remove.clicked.connect(lambda _on=False, one=row: self.remove_asked.emit(one))
        self.remove_buttons.append(remove)
        entry = QHBoxLayout()
        entry.setSpacing(theme.S)
        entry.addLayout(words, 1)
        entry.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return entry


class DocumentDialog(FormDialog):
    """What is written on a paper, as it is written there; a report asks for more than the others."""

    def __init__(self, kinds: Sequence[tuple[str, str]], ask: Callable[[], str], *, parent: QWidget) -> None:
        body = _("照文件填写。评价报告要写全机构、编号、范围和结论，才能提高声明的级别。")
        super().__init__(_("附上文件"), body, _("附上"), parent=parent)
        self.kind = Choice(kinds)
        self.add_row("kind", _("种类"), self.kind)
        self.add_row("file", _("文件"), FileField(ask, _("选文件"), _("扫描件或 PDF")), missing=_("请选文件。"))
        self.add_row("issuer", _("出具单位"), Line())
        self.add_row("number", _("文件编号"), Line())
        self.add_row("day", _("日期"), day_line())
        self.scope = self.add_row("scope", _("范围"), Line(placeholder=_("报告涵盖的边界和期间")))
        self.conclusion = self.add_row("conclusion", _("结论"), Line(placeholder=_("照报告原文")))
        self.kind.chosen.connect(lambda _value: self._follow())
        self._follow()

    def _follow(self) -> None:
        report = self.chosen_kind() is DocumentKind.REPORT
        self.scope.setVisible(report)
        self.conclusion.setVisible(report)
        self.fit()

    def chosen_kind(self) -> DocumentKind:
        """What the paper is."""
        return DocumentKind(self.kind.value())

    def answers(self) -> tuple[DocumentKind, Path, DocumentFields] | None:
        """Kind, file and fields; None after saying at the day what is wrong with it."""
        path = self.path("file")
        try:
            day = read_day(self.text("day"))
        except InputError as error:
            self.refuse(str(error), "day")
            return None
        if path is None:
            return None
        fields: DocumentFields = {"issuer": self.text("issuer"), "number": self.text("number"), "issued_on": day}
        if self.chosen_kind() is DocumentKind.REPORT:
            fields["scope"], fields["conclusion"] = self.text("scope"), self.text("conclusion")
        return self.chosen_kind(), path, fields


def ask_with(ask_open_path: Callable[[str, str], str]) -> Callable[[], str]:
    """Ask for the file of a paper."""
    return partial(ask_open_path, _("选文件"), _("扫描件或 PDF ({kinds})").format(kinds=PAPERS))
