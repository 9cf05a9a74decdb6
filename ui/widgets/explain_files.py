"""The files behind a figure: in the side panel what each is and which bill it proves, and a window to look at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMetaMethod, QObject, Qt, SignalInstance
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.views import ExplainedFile, ExplainedRecord, Explanation
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.evidence_files import Shown
from ui.widgets.evidence_view import EvidenceView
from ui.widgets.explain_sections import words

_MOST_FILES = 14
_WIDTH, _HEIGHT = 900, 760
_SCREEN_SHARE = 0.9

Asked = Callable[[str, str], object]
"""What is done with a file: of which record, which file."""


def is_heard(owner: QObject, signal: SignalInstance) -> bool:
    """Whether somebody listens to a signal, so that no button is offered that does nothing."""
    return bool(owner.isSignalConnected(QMetaMethod.fromSignal(signal)))


def has_files(explanation: Explanation) -> bool:
    """Whether there is something to say of files: a file, or a figure that could have one."""
    return bool(explanation.records) and (bool(explanation.proven) or any(record.files for record in explanation.records))


def add_files(column: QVBoxLayout, explanation: Explanation, preview: Asked | None, detach: Asked | None) -> None:
    """How much of the figure is proven, and below it the files, each with its record, kind and size.

    Args:
        column: where they go.
        explanation: of one figure.
        preview: opens a file; None offers no 预览.
        detach: takes a file off its record; None offers no 取下.
    """
    if explanation.proven:
        column.addWidget(words(_("有票据证据的占本项排放的 {share}").format(share=explanation.proven), "label", "text2"))
    files = [(record, file) for record in explanation.records for file in record.files]
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.M)
    grid.setVerticalSpacing(theme.HAIR)
    grid.setColumnStretch(0, 1)
    for number, (record, file) in enumerate(files[:_MOST_FILES]):
        grid.addWidget(words(file.name), 2 * number, 0)
        grid.addLayout(_links(record, file, preview, detach), 2 * number, 1)
        about = "　".join(part for part in (record.period, file.kind, file.size) if part)
        grid.addWidget(words(about, "label", "text2"), 2 * number + 1, 0, 1, 2)
    column.addLayout(grid)
    if len(files) > _MOST_FILES:
        column.addWidget(words(_("另有 {count} 份").format(count=len(files) - _MOST_FILES), "label", "text2"))


def _links(record: ExplainedRecord, file: ExplainedFile, preview: Asked | None, detach: Asked | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.S)
    for verb, asked in ((_("预览"), preview), (_("取下"), detach)):
        if asked is not None:
            link = Button(verb, "link")
            link.setAccessibleName(_("{verb} {name}").format(verb=verb, name=file.name))
            link.clicked.connect(lambda _on=False, do=asked: do(record.record_id, file.evidence_id))
            row.addWidget(link)
    return row


class FileWindow(QDialog):
    """A window of its own in which one file, or several, are looked at; nothing can be changed in it."""

    def __init__(self, title: str, files: Sequence[Shown], *, at: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.view = EvidenceView(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.view.set_files(files, locked=True)
        self.view.show_file(at)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableSize() * _SCREEN_SHARE
        self.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height()))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.view.set_files((), locked=True)
        super().closeEvent(event)
