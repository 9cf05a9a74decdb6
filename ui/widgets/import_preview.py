"""The preview of an import: the total before and after, the four counts as filters, every item, and what was left out."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.import_views import Fate, ImportPreview, PreviewRow
from ui import theme
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card, Rule
from ui.widgets.import_preview_table import PreviewTable
from ui.widgets.import_words import FATES, effect_words, row_words, total_words
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text, rich

_FEW_NOTES = 2


class PreviewPane(QWidget):
    """Nothing here writes: the page imports, and saves the lists that are asked for."""

    opened = Signal(object)
    """A `PreviewRow`: on to its cell."""
    list_asked = Signal()
    copy_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: ImportPreview | None = None
        self._all_notes = False
        self.table = PreviewTable(parent=self)
        self.setFocusProxy(self.table)
        self.table.moved.connect(self._on_moved)
        self.table.opened.connect(self._on_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        self.head = self._make_total()
        column.addWidget(self.head)
        column.addWidget(self._make_list(), 1)

    # ---- building ---------------------------------------------------------------------------------------------------

    def _make_total(self) -> Card:
        card = Card()
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.total = Text("", "title", bold=True)
        self.effects = Text("", "label", "text2")
        self.more_button = Button("", "link", small=True)
        self.more_button.clicked.connect(self._fold_notes)
        first = QHBoxLayout()
        first.addWidget(self.total)
        first.addStretch(1)
        first.addWidget(self.more_button)
        card.body.addLayout(first)
        card.body.addWidget(self.effects)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(theme.XS)
        card.body.addLayout(self._notes)
        return card

    def _make_list(self) -> Card:
        card = Card(padding=theme.metrics().card_border)
        card.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        head.setSpacing(theme.S)
        self._filters = QHBoxLayout()
        self.filter: SegmentedControl | None = None
        self.list_button = Button(_("下载错误清单"), small=not theme.metrics().large, icon="download")
        self.list_button.setToolTip(_("把不能导入的各项写成一份 Excel：在哪里、写的是什么、为什么"))
        self.list_button.clicked.connect(self.list_asked)
        self.copy_button = Button(_("另存批注副本"), small=not theme.metrics().large, icon="copy")
        self.copy_button.setToolTip(_("原文件的副本，每个不能导入的格子上写明原因；原文件不动"))
        self.copy_button.clicked.connect(self.copy_asked)
        head.addLayout(self._filters)
        head.addStretch(1)
        head.addWidget(self.list_button)
        head.addWidget(self.copy_button)
        card.body.addLayout(head)
        self.nothing = Text("", "body", "text2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self.nothing)
        card.body.addWidget(self._body, 1)
        card.body.addWidget(Rule())
        self.detail = Text("", "label", "text2", wrap=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Two lines, whatever is said: the table must not jump while it is walked through.
        self.detail.setFixedHeight(2 * max(self.detail.fontMetrics().lineSpacing(), theme.line_height("label")))
        below = QHBoxLayout()
        below.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        below.addWidget(self.detail, 1)
        card.body.addLayout(below)
        return card

    # ---- showing ----------------------------------------------------------------------------------------------------

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what would happen; a filter that was chosen stays where it still shows something."""
        self._preview = preview
        self.total.setText(total_words(preview))
        self.effects.setText(effect_words(preview.effects))
        self.effects.setVisible(bool(preview.effects))
        self._show_notes()
        kept = self.filter.value() if self.filter is not None else ""
        empty(self._filters)
        choices = [("", _("全部 {count}").format(count=preview.read))]
        choices += [(fate.value, f"{_(words)} {preview.count(fate)}") for fate, words in FATES.items()]
        self.filter = SegmentedControl(choices, _("按结果筛选"))
        self.filter.set_value(kept if kept and preview.count(Fate(kept)) else "")
        self.filter.changed.connect(lambda _value: self._filter_rows())
        self._filters.addWidget(self.filter)
        for button in (self.list_button, self.copy_button):
            button.setVisible(bool(preview.count(Fate.REFUSED)))
        self._filter_rows()

    def forget(self) -> None:
        """Another file: nothing of the one before is kept."""
        self._preview, self._all_notes, self.filter = None, False, None
        empty(self._filters)
        empty(self._notes)
        self.total.setText("")
        self.effects.setText("")
        self.table.set_rows(())

    def rows(self) -> tuple[PreviewRow, ...]:
        """All items, whatever the filter shows."""
        return self._preview.rows if self._preview is not None else ()

    def _show_notes(self) -> None:
        empty(self._notes)
        notes = self._preview.notes if self._preview is not None else ()
        shown = notes if self._all_notes else notes[:_FEW_NOTES]
        for note in shown:
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            row.addWidget(MarkLabel(Mark.NOTE, line="label"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(note, "label", "text2", wrap=True), 1)
            self._notes.addLayout(row)
        more = _("收起说明") if self._all_notes else _("还有 {count} 条说明").format(count=len(notes) - _FEW_NOTES)
        self.more_button.setText(more)
        self.more_button.setVisible(len(notes) > _FEW_NOTES)

    def _fold_notes(self) -> None:
        self._all_notes = not self._all_notes
        self._show_notes()

    def _filter_rows(self) -> None:
        wanted = self.filter.value() if self.filter is not None else ""
        rows = [row for row in self.rows() if not wanted or row.fate.value == wanted]
        self.table.set_rows(rows)
        self._body.setCurrentWidget(self.table if rows else self.nothing)
        open_questions = self._preview is not None and self._preview.plan.questions
        if self.rows():
            self.nothing.setText(_("没有这样的项目"))
        elif open_questions:
            self.nothing.setText(_("还没有能读的数：先在「对应关系」里回答，这里就会列出每一项"))
        else:
            self.nothing.setText(_("这份文件里没有能读的数"))

    def _on_moved(self) -> None:
        row = self.table.current()
        words = row_words(row) if row is not None else ""
        self.detail.setText(words)
        self.detail.setToolTip(rich(words))

    def _on_opened(self, index: QModelIndex) -> None:
        row = self.table.item(index)
        if row is not None and row.subject:
            self.opened.emit(row)
