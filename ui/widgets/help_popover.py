"""What F1 opens: the article about a field, beside it; the field keeps the keyboard, and nothing that is being typed is taken."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows import knowing
from core.workflows.knowing import Article
from ui import theme
from ui.widgets.article_view import ArticleView
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import KeyCap, Rule, paint_card
from ui.widgets.text import Text

GAP = 10
"""Between the field and what explains it."""

_WIDTH, _LEAST_HEIGHT = 28, 14
"""In characters and lines of the body size."""
_SHARE = 64
"""Percent of the height of the window that it may cover; a longer text scrolls."""
_SHADOW_BLUR, _SHADOW_DROP, _SHADOW_ALPHA = 24, 6, 48


def beside(anchor: QRect, size: QSize, room: QRect, least: int) -> QRect:
    """A place for a box of this size inside a room: right of the anchor, left, below, above; over it only where nothing else fits.

    Args:
        anchor: what must stay in sight.
        size: what the box would like.
        room: where it may be.
        least: height to which it may shrink below or above.
    """
    width, height = min(size.width(), room.width()), min(size.height(), room.height() * _SHARE // 100)
    left = max(room.left(), min(anchor.left(), room.right() + 1 - width))
    top = max(room.top(), min(anchor.top(), room.bottom() + 1 - height))
    if anchor.right() + GAP + width <= room.right():
        return QRect(anchor.right() + GAP, top, width, height)
    if anchor.left() - GAP - width >= room.left():
        return QRect(anchor.left() - GAP - width, top, width, height)
    below, above = room.bottom() - anchor.bottom() - GAP, anchor.top() - GAP - room.top()
    if max(below, above) < min(least, height):
        return QRect(room.right() + 1 - width, room.bottom() + 1 - height, width, height)
    if below >= min(height, above):
        return QRect(left, anchor.bottom() + GAP, width, min(height, below))
    height = min(height, above)
    return QRect(left, anchor.top() - GAP - height, width, height)


class HelpPopover(QFrame):
    """Stays until Esc, its button, or the keyboard's way to another field; links lead on inside it."""

    asked = Signal(str)
    """Id of the article that is wanted in the knowledge base."""
    left = Signal()
    """The person is done with it."""

    def __init__(self, *, floating: bool, linked: bool, parent: QWidget) -> None:
        """Make it, hidden.

        Args:
            floating: it is a window of its own, beside a dialog that has no room for it.
            linked: the knowledge base can be opened from here.
            parent: the window that holds the field.
        """
        super().__init__(parent)
        self._past: list[str] = []
        self._floating = floating
        self.view = ArticleView(framed=False)
        self.view.asked.connect(self._lead_on)
        self.view.back.connect(self._go_back)
        self.view.leaf.focus_changed.connect(self._say_what_f1_does)
        self.link = Button(_("在知识库打开"), "link", icon="book")
        self.link.clicked.connect(lambda _on=False: self.asked.emit(self.article_id))
        self.close_button = IconButton("close", _("关闭说明"), shortcut="Esc", small=True)
        self.close_button.clicked.connect(self.left)
        self._lay_out()
        self.link.setVisible(linked)
        if floating:
            self.setWindowFlags(Qt.WindowType.Tool)
            self.setWindowTitle(_("说明"))
            # It stands beside what is being filled in, and must not take the keyboard from there.
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        else:
            shadow = QGraphicsDropShadowEffect(self)
            shadow.setBlurRadius(_SHADOW_BLUR)
            shadow.setOffset(0, _SHADOW_DROP)
            ground = QColor(Qt.GlobalColor.black)
            ground.setAlpha(_SHADOW_ALPHA)
            shadow.setColor(ground)
            self.setGraphicsEffect(shadow)
        self.hide()

    def _lay_out(self) -> None:
        self._field = Text("", "label", "text2")
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(KeyCap("F1"))
        head.addWidget(self._field, 1)
        head.addWidget(self.close_button)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.link)
        foot.addStretch(1)
        self._next = Text(_("读说明"), "label", "text2")
        for keys, words in (("F1", self._next), ("Esc", Text(_("关闭"), "label", "text2"))):
            foot.addWidget(KeyCap(keys))
            foot.addWidget(words)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.L, theme.S, theme.L, theme.M)
        self._column.setSpacing(theme.S)
        self._column.addLayout(head)
        self._column.addWidget(Rule())
        self._column.addWidget(self.view, 1)
        self._column.addWidget(Rule())
        self._column.addLayout(foot)

    @property
    def article_id(self) -> str:
        """The article that is shown; empty before the first."""
        return self.view.article.id if self.view.article is not None else ""

    def show_article(self, article: Article, field: str) -> None:
        """Show an article from its beginning, below the name of the field that was asked about."""
        self._past.clear()
        self._field.setText(field)
        self.setAccessibleName(_("说明：{title}").format(title=article.title))
        self._show(article)

    def stand_beside(self, anchor: QRect, room: QRect) -> None:
        """Come into view beside the field; both in the coordinates of the parent, or of the screen where it floats."""
        self.setGeometry(beside(anchor, self._wanted(), room, _LEAST_HEIGHT * theme.line_height("body")))
        if self._floating:
            self.view.leaf.setFocus()  # a desktop that hands the keyboard to every new window hands it to the text
        self.show()
        if not self._floating:
            self.raise_()

    def read(self) -> None:
        """Give the text the keyboard."""
        self.activateWindow()
        self.view.leaf.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say_what_f1_does(self) -> None:
        self._next.setText(_("回到原处") if self.view.leaf.hasFocus() else _("读说明"))
        self.update()

    def _wanted(self) -> QSize:
        """As wide as one reads, as high as the text."""
        width = _WIDTH * theme.metrics().body + 2 * theme.L
        self.setFixedWidth(width)
        leaf = self.view.leaf
        text = leaf.document().clone()
        text.setTextWidth(width - 2 * theme.L - theme.M - 2 * theme.S)
        self._column.activate()
        rest = self._column.totalHeightForWidth(width) - leaf.sizeHint().height()
        return QSize(width, rest + int(text.size().height()) + theme.M)

    def _show(self, article: Article) -> None:
        self.view.show_article(article)
        self.view.set_way_back(possible=bool(self._past))

    def _lead_on(self, article_id: str) -> None:
        self._past.append(self.article_id)
        self._show(knowing.article(article_id))

    def _go_back(self) -> None:
        if self._past:
            self._show(knowing.article(self._past.pop()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.left.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._floating:
            painter.fillRect(self.rect(), theme.color("surface"))
        else:
            paint_card(painter, self.rect(), border="line2")
        if self.view.leaf.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_CARD, theme.RADIUS_CARD)
