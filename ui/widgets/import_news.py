"""Lines over an import: what was taken in and the way back, and where a file goes that is no table."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.import_views import PreviewRow
from core.workflows.views import ImportReport
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.import_words import report_total, report_words
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text


class _Band(QFrame):
    """A tinted row with a mark, words and buttons."""

    def __init__(self, shape: Mark, ground: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground = ground
        self.title = Text("", "body", bold=True, wrap=True)
        self.hint = Text("", "label", "text2", wrap=True)
        for text in (self.title, self.hint):
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        words = QVBoxLayout()
        words.setSpacing(theme.HAIR)
        words.addWidget(self.title)
        words.addWidget(self.hint)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        self.row.setSpacing(theme.S)
        self.row.addWidget(MarkLabel(shape, paper=ground, line="body"), 0, Qt.AlignmentFlag.AlignTop)
        self.row.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_CARD, theme.RADIUS_CARD)


class DoneLine(_Band):
    """What was imported, the way back, and the way to the first cell."""

    undo_asked = Signal()
    cell_asked = Signal(object)
    """A `PreviewRow`."""
    again_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(Mark.DONE, "accent_soft", parent=parent)
        self._first: PreviewRow | None = None
        self.undo_button = Button(_("撤销"), icon="undo")
        self.undo_button.setToolTip(_("这次导入整个退回　Ctrl + Z"))
        self.undo_button.clicked.connect(self.undo_asked)
        self.again_button = Button(_("再导入一个"), icon="folder")
        self.again_button.clicked.connect(self.again_asked)
        self.cell_button = Button(_("看导入的第一格"), "primary", icon="arrow-right")
        self.cell_button.clicked.connect(lambda _on=False: self.cell_asked.emit(self._first))
        for button in (self.undo_button, self.again_button, self.cell_button):
            self.row.addWidget(button)

    @property
    def words(self) -> str:
        """The sentence."""
        return self.title.plain()

    def show_report(self, report: ImportReport, first: PreviewRow | None) -> None:
        """Say what was done.

        Args:
            report: the counts.
            first: the first cell that was written; None where the file had none.
        """
        self._first = first
        self.title.setText(report_words(report))
        self.hint.setText(report_total(report))
        self.cell_button.setVisible(first is not None)
        if first is not None:
            self.cell_button.setToolTip("　".join(part for part in (first.name, first.period) if part))

    def first_button(self) -> Button:
        """Where the keyboard goes after an import."""
        return self.cell_button if self._first is not None else self.again_button


class EvidenceLine(_Band):
    """A bill was dropped on the page of tables: it belongs to a figure or a bill, and here is the way there."""

    asked = Signal(str)
    """Name of a page."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(Mark.NOTE, "info_s", parent=parent)
        self.bill_button = Button(_("录入票据"), icon="receipt")
        self.bill_button.clicked.connect(lambda _on=False: self.asked.emit("bill"))
        self.grid_button = Button(_("去月度填报"), icon="table")
        self.grid_button.clicked.connect(lambda _on=False: self.asked.emit("activity"))
        for button in (self.bill_button, self.grid_button):
            self.row.addWidget(button)

    def show_file(self, name: str, *, with_bills: bool) -> None:
        """Say where this file belongs."""
        self.title.setText(_("「{name}」是票据或单据，不是表格，没有导入").format(name=name))
        self.hint.setText(_("请在录入票据时把它拖进去，或在月度填报里拖到它证明的那一格上。表格照常从这里导入。"))
        self.bill_button.setVisible(with_bills)
        self.show()
