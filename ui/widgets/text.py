"""Text as the window sets it: one type scale, colour by token, and the 2 of CO₂ lowered instead of a missing glyph."""

from __future__ import annotations

import html

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme

_SUBSCRIPTS = {chr(0x2080 + digit): str(digit) for digit in range(10)}
"""Source texts write CO₂ with U+2080–2089; the bundled faces have no such glyphs, so they are painted as lowered digits."""

_SUB_SIZE = 0.72
_SUB_DROP = 0.14
_ELLIPSIS = "…"


def _runs(text: str) -> list[tuple[str, bool]]:
    """Split into pieces of one kind: plain, or lowered digits."""
    pieces: list[tuple[str, bool]] = []
    for char in text:
        low = char in _SUBSCRIPTS
        shown = _SUBSCRIPTS.get(char, char)
        if pieces and pieces[-1][1] == low:
            pieces[-1] = (pieces[-1][0] + shown, low)
        else:
            pieces.append((shown, low))
    return pieces


def _small(face: QFont) -> QFont:
    small = QFont(face)
    small.setPixelSize(max(1, round(face.pixelSize() * _SUB_SIZE)))
    return small


def text_width(text: str, face: QFont) -> float:
    """Width of a line in logical pixels, lowered digits included."""
    if not any(char in _SUBSCRIPTS for char in text):
        return QFontMetricsF(face).horizontalAdvance(text)
    normal, small = QFontMetricsF(face), QFontMetricsF(_small(face))
    return sum((small if low else normal).horizontalAdvance(piece) for piece, low in _runs(text))


def elided(text: str, face: QFont, width: float) -> str:
    """The text, cut at its end with … when it is wider than `width`."""
    if text_width(text, face) <= width:
        return text
    kept = text
    while kept and text_width(kept + _ELLIPSIS, face) > width:
        kept = kept[:-1]
    return kept + _ELLIPSIS


def draw_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    face: QFont,
    ink: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """Paint one line, centred in height and cut with … where it does not fit; for widgets and delegates alike.

    Returns:
        The width that was painted, in logical pixels.
    """
    line, width = text, text_width(text, face)
    if width > rect.width() + 0.5:
        line = elided(text, face, rect.width() + 0.5)
        width = text_width(line, face)
    if align & Qt.AlignmentFlag.AlignRight:
        x = rect.x() + rect.width() - width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        x = rect.x() + (rect.width() - width) / 2
    else:
        x = float(rect.x())
    shape = QFontMetricsF(face)
    base = rect.y() + (rect.height() + shape.ascent() - shape.descent()) / 2
    painter.setPen(ink)
    pieces = _runs(line)
    for piece, low in pieces:
        used = _small(face) if low else face
        painter.setFont(used)
        painter.drawText(round(x) if not low else int(x), round(base + (face.pixelSize() * _SUB_DROP if low else 0)), piece)
        if len(pieces) > 1:
            x += QFontMetricsF(used).horizontalAdvance(piece)
    return width


def rich(text: str) -> str:
    """The same text as a scrap of HTML, for tool tips and wrapped paragraphs."""
    return "".join(
        f'<span style="font-size:72%; vertical-align:sub">{piece}</span>' if low else html.escape(piece) for piece, low in _runs(text)
    )


class Text(QLabel):
    """A label of one step and one colour. A single line is cut with … and then shows itself whole as a tool tip."""

    def __init__(
        self,
        text: str = "",
        step: theme.Step = "body",
        tone: str = "text",
        *,
        bold: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._plain = ""
        self._step: theme.Step = step
        self.setFont(theme.font(step, bold=bold))
        self.set_tone(tone)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Change the colour to another token."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(tone))
        self.setPalette(palette)

    def plain(self) -> str:
        """The text as it was given, also where it is set as HTML."""
        return self._plain

    def setText(self, text: str) -> None:
        self._plain = text
        self.setAccessibleName(text)
        lowered = any(char in _SUBSCRIPTS for char in text)
        if self.wordWrap():
            self.setTextFormat(Qt.TextFormat.RichText if lowered else Qt.TextFormat.PlainText)
            super().setText(rich(text) if lowered else text)
        else:
            super().setText(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        if self.wordWrap():
            return super().sizeHint()
        return QSize(int(text_width(self._plain, self.font())) + 2, theme.line_height(self._step))

    def minimumSizeHint(self) -> QSize:
        if self.wordWrap():
            return super().minimumSizeHint()
        return QSize(min(self.sizeHint().width(), 2 * self.font().pixelSize()), theme.line_height(self._step))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        align = Qt.AlignmentFlag.AlignRight if self.alignment() & Qt.AlignmentFlag.AlignRight else Qt.AlignmentFlag.AlignLeft
        draw_text(painter, self.rect(), self._plain, self.font(), self.palette().color(QPalette.ColorRole.WindowText), align)
        cut = text_width(self._plain, self.font()) > self.width() + 1
        if cut != bool(self.toolTip()):
            self.setToolTip(rich(self._plain) if cut else "")
