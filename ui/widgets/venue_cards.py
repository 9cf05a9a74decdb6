"""The first page's three venue cards, and the quiet ways in below them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from core.domain.catalogue import VenueType
from core.i18n import _, current_language
from ui import theme
from ui.widgets.card import card_path, paint_card, paint_key
from ui.widgets.drawings import HEIGHT, WIDTH, paint_venue
from ui.widgets.text import Text, draw_text, text_width
from ui.widgets.venue_form import in_language

_CARD_HEIGHT = 428
_LARGER = 96
"""What a card needs more in large type."""


class VenueCard(QAbstractButton):
    """One venue type: drawing, name, what will be recorded, and the button that begins. The whole card is the button."""

    def __init__(self, kind: VenueType, key: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._key = key
        self.title = in_language(kind.zh, kind.en)
        self._verb = _("建立{kind}账本").format(kind=self.title.split("、")[0])
        self.setAccessibleName(f"{self.title} {self._verb}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(int(WIDTH), _CARD_HEIGHT + (_LARGER if theme.metrics().large else 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, self.rect())
        painter.save()
        edge = theme.metrics().card_border
        painter.setClipPath(card_path(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)))
        paint_venue(painter, QRectF(edge, edge, self.width() - 2 * edge, HEIGHT), self.kind.code)
        painter.restore()
        painter.fillRect(QRect(1, int(HEIGHT) + 1, self.width() - 2, 1), theme.color("line"))
        self._paint_words(painter)
        self._paint_button(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_CARD, theme.RADIUS_CARD)

    def _paint_words(self, painter: QPainter) -> None:
        left, width = theme.XL + 2, self.width() - 2 * theme.XL - 4
        y = int(HEIGHT) + theme.L + theme.XS
        line = theme.line_height("page")
        draw_text(painter, QRect(left, y, width - 40, line), self.title, theme.font("page", bold=True), theme.color("text"))
        cap = theme.line_height("label") + 2
        paint_key(painter, QRect(left + width - cap, y + (line - cap) // 2, cap, cap), self._key)
        y += line
        subtitle = in_language(self.kind.subtitle_zh, self.kind.subtitle_en)
        draw_text(painter, QRect(left, y, width, theme.line_height("body")), subtitle, theme.font(), theme.color("text2"))
        y += theme.line_height("body") + theme.L
        edge = theme.metrics().icon
        points = self.kind.points_en if current_language() == "en" and self.kind.points_en else self.kind.points_zh
        for point in points:
            line = theme.line_height("body")
            tick = theme.pixmap("check", "accent", size=edge - 2, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPoint(left, y + (line - edge + 2) // 2), tick)
            draw_text(painter, QRect(left + edge + theme.S, y, width - edge - theme.S, line), point, theme.font(), theme.color("text"))
            y += line + theme.S

    def _paint_button(self, painter: QPainter) -> None:
        strong = self.hasFocus()
        height = theme.metrics().button + (4 if not theme.metrics().large else 0)
        box = QRectF(theme.XL + 2, self.height() - theme.XL + 2 - height, self.width() - 2 * theme.XL - 4, height)
        fill = "accent" if strong else "sunken" if self.underMouse() else "surface"
        painter.setPen(QPen(theme.color("accent" if strong else "line2"), 1))
        painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        ink = theme.color("on_accent" if strong else "text")
        draw_text(painter, box.toRect(), self._verb, theme.font(bold=strong), ink, Qt.AlignmentFlag.AlignHCenter)


class QuietWay(QAbstractButton):
    """A way in beside the three cards: the sample, a ledger that exists, the last one."""

    def __init__(self, icon: str, title: str, sentence: str, key: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._sentence, self._key = icon, sentence, key
        self.setText(title)
        self.setAccessibleName(f"{title} {sentence}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(int(WIDTH), theme.line_height("body") + theme.line_height("label") + 2 * theme.L + theme.XS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        focused = self.hasFocus()
        paint_card(painter, self.rect(), fill="sunken" if self.underMouse() else "surface")
        if focused:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_CARD, theme.RADIUS_CARD)
        edge = theme.metrics().icon + 2
        middle = self.height() // 2
        pixmap = theme.pixmap(self._icon, "accent", size=edge, ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPoint(theme.L + theme.XS, middle - edge // 2), pixmap)
        left = theme.L + theme.XS + edge + theme.L
        cap_width = max(theme.line_height("label") + 2, int(text_width(self._key, theme.font("label"))) + 10)
        width = self.width() - left - cap_width - theme.L - theme.S
        top = theme.L + theme.HAIR
        line = theme.line_height("body")
        draw_text(painter, QRect(left, top, width, line), self.text(), theme.font(bold=True), theme.color("text"))
        rest = QRect(left, top + line, width, theme.line_height("label"))
        draw_text(painter, rest, self._sentence, theme.font("label"), theme.color("text2"))
        cap = theme.line_height("label") + 2
        paint_key(painter, QRect(self.width() - theme.L - cap_width, middle - cap // 2, cap_width, cap), self._key)


class VenueCards(QWidget):
    """The choice of a venue type. The types come from the catalogue, which is read only after the window has been painted."""

    picked = Signal(object)
    deed = Signal(str)

    def __init__(self, recent: Path | None) -> None:
        super().__init__()
        self._recent = recent
        self.cards: list[VenueCard] = []
        self._title = Text(_("先选场所类型，再回答一页问题"), "figure", bold=True)
        self._title.setFixedHeight(theme.line_height("figure") + theme.XS)
        intro = Text(_("约 5 分钟。程序据此列出要填的排放源，用不到的可以去掉并写明原因；以后随时能改。"), "body", "text2")
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.XL)
        self._row.addStretch(1)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(theme.XL)
        self._shortcuts: list[QShortcut] = []
        holder = QWidget()
        width = 3 * int(WIDTH) + 2 * theme.XL
        holder.setFixedWidth(width)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(self._title)
        column.addWidget(intro)
        column.addSpacing(theme.L + theme.XS)
        cards = QWidget()
        cards.setFixedHeight(_CARD_HEIGHT + (_LARGER if theme.metrics().large else 0))
        self._row.setContentsMargins(0, 0, 0, 0)
        cards.setLayout(self._row)
        column.addWidget(cards)
        column.addSpacing(theme.L)
        column.addLayout(self._ways)
        column.addSpacing(theme.M)
        privacy = QHBoxLayout()
        privacy.setSpacing(theme.S)
        privacy.addWidget(_Lock())
        words = _("数据只保存在这台电脑上，程序不连接网络。递交时由您导出材料包，用 U 盘或平台网页上传。")
        privacy.addWidget(Text(words, "body", "text2"), 1)
        column.addLayout(privacy)
        column.addStretch(5)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(holder)
        outer.addStretch(1)
        self._add_ways()

    def _add_ways(self) -> None:
        ways = [
            ("book", _("打开示例"), _("酒店、商场、景区各一本整年账，不可递交"), "S", "open_sample"),
            ("folder", _("打开已有账本"), _("扩展名 .tanzhang，也可直接拖进窗口"), "O", "open_ledger"),
        ]
        if self._recent is not None:
            ways.append(("restore", _("打开上次的账本"), self._recent.name, "R", "open_recent"))
        for icon, title, sentence, key, deed in ways:
            way = QuietWay(icon, title, sentence, key)
            self._ways.addWidget(way)
            if deed == "open_sample":
                way.clicked.connect(partial(self._show_samples, way))
                self._on_key(key, self._open_sample_of_card)
            else:
                way.clicked.connect(lambda _on=False, name=deed: self.deed.emit(name))
                self._bind(key, way)

    def _show_samples(self, way: QuietWay) -> None:
        """Offer the samples below the button, the first of them ready for Enter."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for card in self.cards:
            menu.addAction(_("示例：{kind}").format(kind=card.title), partial(self.deed.emit, f"open_sample:{card.kind.code}"))
        menu.popup(way.mapToGlobal(QPoint(0, way.height())))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _open_sample_of_card(self) -> None:
        """The sample of the type whose card has the keyboard, else of the first."""
        chosen = next((card for card in self.cards if card.hasFocus()), None)
        self.deed.emit(f"open_sample:{chosen.kind.code}" if chosen else "open_sample:hotel")

    def _bind(self, key: str, button: QAbstractButton) -> None:
        self._on_key(key, button.click)

    def _on_key(self, key: str, deed: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(deed)
        self._shortcuts.append(shortcut)

    def show_types(self, kinds: list[VenueType]) -> None:
        """Make the cards; the first has the keyboard."""
        for number, kind in enumerate(kinds, start=1):
            card = VenueCard(kind, str(number))
            card.clicked.connect(lambda _on=False, chosen=kind: self.picked.emit(chosen))
            self._row.insertWidget(self._row.count() - 1, card)
            self._bind(str(number), card)
            self.cards.append(card)
        # A card takes the keyboard only once it is shown, and it is shown with the next layout.
        QTimer.singleShot(0, self, self.take_focus)

    def take_focus(self) -> None:
        """Give the keyboard to the first card."""
        if self.cards and self.isVisible():
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)


class _Lock(QWidget):
    def __init__(self) -> None:
        super().__init__()
        edge = theme.metrics().icon
        self.setFixedSize(QSize(edge, edge))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(QPoint(0, 0), theme.pixmap("lock", "text2", ratio=self.devicePixelRatioF()))
