"""The beginning of an import: where a file is dropped or chosen, what can be taken in, and the template for those who have none."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.errors import AppError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
"""Endings of the tables that can be taken in."""


class _DropArea(QFrame):
    """A dashed frame: files may fall here, as they may anywhere in the window."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("ctl"), theme.metrics().card_border, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_CARD, theme.RADIUS_CARD)


class ProblemLine(QFrame):
    """What could not be done, on the page: what happened, what to do; nothing is lost."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        self._row.setSpacing(theme.S)
        self.message = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_error(self, error: AppError | None) -> None:
        """Say it, or with None say nothing any more."""
        empty(self._row)
        self.message = str(error) if error is not None else ""
        self.setVisible(error is not None)
        if error is None:
            return
        self._row.addWidget(MarkLabel(Mark.BLOCKED, paper="err_s", line="body"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.HAIR)
        for text, step, tone in ((error.message, "body", "text"), (error.hint, "label", "text2")):
            if text:
                label = Text(text, "body" if step == "body" else "label", tone, wrap=True)
                label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                words.addWidget(label)
        self._row.addLayout(words, 1)
        self.setAccessibleName(self.message)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("err_s"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_CARD, theme.RADIUS_CARD)


class ChoosePane(QWidget):
    """Empty state of the page: it says what will be taken, and offers the file dialog and the template."""

    file_asked = Signal()
    blank_asked = Signal()
    filled_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = ProblemLine(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(self.problem)
        column.addWidget(self._make_drop(), 1)
        column.addWidget(self._make_template())

    def _make_drop(self) -> QWidget:
        area = _DropArea()
        column = QVBoxLayout(area)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addStretch(1)
        edge = 2 * theme.metrics().icon
        picture = QLabel()
        picture.setPixmap(theme.pixmap("table", "accent", size=edge, ratio=self.devicePixelRatioF()))
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Text(_("把表格拖到这里，或选一个文件"), "title", bold=True), 0, Qt.AlignmentFlag.AlignHCenter)
        self.choose_button = Button(_("选择文件…"), "primary", icon="folder")
        self.choose_button.clicked.connect(self.file_asked)
        formats = _("Excel（xlsx、xlsm、xls）、WPS 与 LibreOffice（ods）、文本（csv、tsv、txt）")
        column.addWidget(Text(formats, "label", "text2"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.S)
        column.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.L)
        kinds = QVBoxLayout()
        kinds.setSpacing(theme.XS)
        for name, words in (
            (_("月度台账"), _("一行一个项目或一行一个月都可以，列名叫什么都行，认不准的会先问")),
            (_("票据清单"), _("一行一张：户号、起止日期、数量、金额；跨月的按日历天数分摊")),
            (_("本程序的模板"), _("场所、项目、月度数据、票据、换表一次导入")),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme.M)
            title = Text(name, "label", bold=True)
            title.setFixedWidth(8 * theme.metrics().label)
            row.addWidget(title)
            row.addWidget(Text(words, "label", "text2"), 1)
            kinds.addLayout(row)
        holder = QWidget()
        holder.setLayout(kinds)
        holder.setMaximumWidth(56 * theme.metrics().label)
        kinds.setContentsMargins(0, 0, 0, 0)
        column.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.S)
        safe = _("先预览再导入，预览不改账本；同一份文件导入两次，数字不会重复；导入后可以撤销")
        column.addWidget(Text(safe, "label", "text2"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return area

    def _make_template(self) -> Card:
        card = Card()
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(Text(_("还没有表格？"), "body", bold=True))
        words.addWidget(Text(_("模板按本场所的项目写好，有下拉选择、单位和填写说明；填好后再从这里导入"), "label", "text2"))
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addLayout(words, 1)
        self.blank_button = Button(_("下载模板"), icon="download")
        self.blank_button.setToolTip(_("这一类场所的空白模板"))
        self.blank_button.clicked.connect(self.blank_asked)
        self.filled_button = Button(_("导出已填的 Excel"), icon="upload")
        self.filled_button.setToolTip(_("本场所的项目和已填的数都在里面，改好可再导入"))
        self.filled_button.clicked.connect(self.filled_asked)
        row.addWidget(self.blank_button)
        row.addWidget(self.filled_button)
        card.body.addLayout(row)
        return card
