"""A file on its way into the ledger: what was recognised, what is asked, and below it the mapping or the preview."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.import_views import ImportPlan
from ui import theme
from ui.widgets.buttons import SegmentedControl
from ui.widgets.import_choose import ProblemLine
from ui.widgets.import_mapping import MappingPane
from ui.widgets.import_mapping_rows import UnitLabel
from ui.widgets.import_news import DoneLine
from ui.widgets.import_preview import PreviewPane
from ui.widgets.import_questions import QuestionBar
from ui.widgets.import_words import recognised
from ui.widgets.text import Text

MAPPING, PREVIEW = "mapping", "preview"


class WorkPane(QWidget):
    """Lines of news, the sentence about the file, and two panes of which one is seen."""

    pane_asked = Signal(str)

    def __init__(self, unit_label: UnitLabel, around: QWidget, *, parent: QWidget | None = None) -> None:
        """Make the pane.

        Args:
            unit_label: how a unit is printed, by its code.
            around: the page, in which lists hang that need more room.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self.problem = ProblemLine(parent=self)
        self.done = DoneLine(parent=self)
        self.about = Text("", "body", bold=True)
        self.how = Text("", "label", "text2", wrap=True)
        self.tabs = SegmentedControl(((MAPPING, _("对应关系")), (PREVIEW, _("预览"))), _("看对应关系还是预览"))
        self.tabs.changed.connect(self.pane_asked)
        self.questions = QuestionBar(parent=self)
        self.mapping = MappingPane(unit_label, around)
        self.preview = PreviewPane()
        self._panes = QStackedWidget()
        self._panes.addWidget(self.mapping)
        self._panes.addWidget(self.preview)
        words = QVBoxLayout()
        words.setSpacing(theme.HAIR)
        words.addWidget(self.about)
        words.addWidget(self.how)
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        row.addLayout(words, 1)
        row.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(self.problem)
        column.addWidget(self.done)
        column.addLayout(row)
        column.addWidget(self.questions)
        column.addWidget(self._panes, 1)

    @property
    def pane(self) -> str:
        """Which pane is seen."""
        return MAPPING if self._panes.currentWidget() is self.mapping else PREVIEW

    def show_pane(self, pane: str) -> None:
        """Show a pane."""
        self.tabs.set_value(pane)
        self._panes.setCurrentWidget(self.mapping if pane == MAPPING else self.preview)

    def focus_pane(self) -> None:
        """Give the keyboard to the table of the pane that is seen."""
        (self.mapping if self.pane == MAPPING else self.preview).setFocus()

    def show_file(self, plan: ImportPlan, *, done: bool) -> None:
        """Say what the file is; once it is taken, only what was done."""
        self.done.setVisible(done)
        self.preview.head.setVisible(not done)
        self.tabs.setVisible(bool(plan.tables) and not done)
        self.questions.show_questions(() if done else plan.questions, self.mapping.sheet)
        for words in (self.about, self.how):
            words.setVisible(not done)
        self.about.setText(plan.file)
        self.how.setText(recognised(plan))
