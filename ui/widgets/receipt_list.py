"""What came back: corrections that lead to their fields, and the packages that left, one below the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.domain.period import Month
from core.domain.submission import Correction, Environment, Receipt, SealedPackage
from core.i18n import _
from ui import theme
from ui.widgets.card import Rule, Tag, paint_card
from ui.widgets.layouts import empty
from ui.widgets.text import Text, draw_text, rich, text_width
from ui.widgets.timeline import digest_words, moment_words

_PAGES = {
    "A1": "declaration",
    "A2": "declaration",
    "A3": "profile",
    "D": "activity",
    "D3": "inventory",
    "D4": "profile",
    "M": "measures",
    "O": "offsets",
    "C": "declaration",
}
"""Where a return code is mended (domain.md §6.5); the letter speaks for the codes that are not named."""

_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
_TABLES = frozenset({"records", "records.csv", "months", "months.csv", "sources", "sources.csv", "outputs", "outputs.csv"})


def place_of(correction: Correction) -> Place:
    """The place in this window that a correction speaks of; its pointer names a row where it can, its code names the page."""
    code = correction.code.upper()
    page = _PAGES.get(code) or _PAGES.get(code[:1]) or "submission"
    parts = [part for part in correction.pointer.split("/") if part]
    if len(parts) > 1 and parts[0] in {"tables", "data"} and parts[1] in _TABLES:
        month = next((Month.parse(part) for part in parts if _MONTH.match(part)), None)
        subject = next((part for part in parts[2:] if not _MONTH.match(part)), "")
        return Place("activity", subject, month)
    return Place(page)


class CorrectionLine(QAbstractButton):
    """One thing the platform wants mended: code and words; pressing it leads to the place."""

    def __init__(self, correction: Correction, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.correction = correction
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{correction.code} {correction.message}")
        self.setToolTip(rich(f"{correction.code}　{correction.message}"))

    def sizeHint(self) -> QSize:
        return QSize(200, theme.metrics().table_row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect().adjusted(1, 1, -1, -1), theme.color("sunken"))
        bold, face = theme.font("label", bold=True), theme.font("label")
        width = int(text_width(self.correction.code, bold)) + 1
        draw_text(painter, QRect(theme.S, 0, width, self.height()), self.correction.code, bold, theme.color("text"))
        edge = 14
        at = QPoint(self.width() - edge - theme.XS, (self.height() - edge) // 2)
        painter.drawPixmap(at, theme.pixmap("chevron-right", "accent", size=edge, ratio=self.devicePixelRatioF()))
        left = theme.S + width + theme.S
        room = QRect(left, 0, max(0, at.x() - theme.XS - left), self.height())
        draw_text(painter, room, self.correction.message, face, theme.color("accent"))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), theme.RADIUS_TAG, theme.RADIUS_TAG)


class Corrections(QWidget):
    """The corrections of one receipt in a frame."""

    chosen = Signal(object)

    def __init__(self, corrections: Sequence[Correction], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.lines = [CorrectionLine(one) for one in corrections]
        for number, line in enumerate(self.lines):
            if number:
                column.addWidget(Rule())
            column.addWidget(line)
            line.clicked.connect(lambda _on=False, one=line.correction: self.chosen.emit(place_of(one)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, self.rect())


class PackageHistory(QWidget):
    """The packages that left, newest first, each with the receipts that speak of it."""

    chosen = Signal(object)
    """The `Place` of a correction that was opened."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.S)

    def show_packages(self, packages: Sequence[SealedPackage], receipts: Sequence[Receipt], revision: int) -> None:
        """Show the packages; the receipts of the revision in hand stand in the timeline and are not said twice."""
        empty(self._column)
        if not packages:
            self._column.addWidget(Text(_("还没有导出过材料包。"), "label", "text2", wrap=True))
        for number, package in enumerate(reversed(packages)):
            if number:
                self._column.addWidget(Rule())
            head = QHBoxLayout()
            head.setSpacing(theme.S)
            head.addWidget(Text(_("修订 {number}").format(number=package.revision), "body", bold=True))
            if package.environment is Environment.TRIAL:
                head.addWidget(Tag(_("试用"), "info"))
            head.addStretch(1)
            head.addWidget(Text(moment_words(package.made_at), "label", "text2"))
            self._column.addLayout(head)
            self._column.addWidget(Text(package.file_name, "label", "text2"))
            digest = Text(_("摘要 {digest}").format(digest=digest_words(package.digest, short=True)), "label", "text2")
            digest.setToolTip(digest_words(package.digest))
            self._column.addWidget(digest)
            if package.revision != revision:
                self._show_receipts([one for one in receipts if one.package_id == package.id])

    def _show_receipts(self, receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            words = f"{receipt.stage.value}　{moment_words(receipt.issued_at)}　{receipt.issuer}"
            self._column.addWidget(Text(words, "label", wrap=True))
            if receipt.corrections:
                block = Corrections(receipt.corrections)
                block.chosen.connect(self.chosen)
                self._column.addWidget(block)
