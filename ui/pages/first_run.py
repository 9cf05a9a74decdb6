"""The first page: three venue types, quiet ways in, and then one page of questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.domain.catalogue import VenueType
from core.errors import AppError, InputError
from core.i18n import _, current_language
from ui import theme
from ui.session import Session
from ui.widgets.brand import Brand
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Rule, card_path, paint_card, paint_key
from ui.widgets.drawings import HEIGHT, WIDTH, paint_venue
from ui.widgets.notices import Notices
from ui.widgets.page import Scroll, Window
from ui.widgets.text import Text, draw_text, text_width
from ui.widgets.venue_form import Answers, VenueForm, in_language

_CARD_HEIGHT = 428
_SPRING_ENDS = 6
"""Until June people mostly still account for the year before."""


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
        return QSize(int(WIDTH), _CARD_HEIGHT + (96 if theme.metrics().large else 0))

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
        painter.setClipPath(card_path(QRectF(self.rect()).adjusted(1, 1, -1, -1)))
        paint_venue(painter, QRectF(1, 1, self.width() - 2, HEIGHT), self.kind.code)
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


class _Cards(QWidget):
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
        cards.setFixedHeight(_CARD_HEIGHT + (96 if theme.metrics().large else 0))
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
            ("book", _("打开示例"), _("酒店 2025 年整本账，可随意改，不可递交"), "S", "open_sample"),
            ("folder", _("打开已有账本"), _("扩展名 .tanzhang，也可直接拖进窗口"), "O", "open_ledger"),
        ]
        if self._recent is not None:
            ways.append(("restore", _("打开上次的账本"), self._recent.name, "R", "open_recent"))
        for icon, title, sentence, key, deed in ways:
            way = QuietWay(icon, title, sentence, key)
            way.clicked.connect(lambda _on=False, name=deed: self.deed.emit(name))
            self._ways.addWidget(way)
            self._bind(key, way)

    def _bind(self, key: str, button: QAbstractButton) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)
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


class FirstRun(QWidget):
    """What stands in the window while no ledger is open, or while a venue is added to the open one."""

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__()
        self._session = session
        self._frame = window
        self._adding = False
        self.form: VenueForm | None = None
        self._questions: QWidget | None = None
        self.notices = Notices(parent=self)
        recent = session.settings.recent_ledgers[0] if session.settings.recent_ledgers else None
        self.cards = _Cards(recent if recent is not None and recent.exists() else None)
        self.cards.picked.connect(self.ask)
        self.cards.deed.connect(window.perform)
        self._stack = QStackedWidget(self)
        scroll = Scroll(margins=(theme.XL, 0, theme.XL, theme.M))
        scroll.content.addWidget(self.cards)
        self._stack.addWidget(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_head())
        column.addWidget(self.notices)
        column.addWidget(self._stack, 1)
        # The types come from the catalogue, and the catalogue only after the window has been painted.
        QTimer.singleShot(0, self, self._show_types)

    def _make_head(self) -> QHBoxLayout:
        settings = self._session.settings
        size = SegmentedControl((("standard", _("标准字")), ("large", _("大字"))), _("字号"))
        size.set_value(settings.type_size)
        size.changed.connect(lambda value: self._frame.change_look(type_size=value))
        language = SegmentedControl((("zh", "中文"), ("en", "English")), _("语言"))
        language.set_value(settings.language)
        language.changed.connect(lambda value: self._frame.change_look(language=value))
        row = QHBoxLayout()
        row.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        row.setSpacing(theme.M)
        row.addWidget(Brand(24))
        row.addWidget(Text(_("碳账本"), "title", bold=True))
        row.addStretch(1)
        self._back = Button(_("返回账本"), icon="chevron-left")
        self._back.clicked.connect(self._frame.leave_first_run)
        self._back.hide()
        row.addWidget(self._back)
        row.addWidget(size)
        row.addWidget(language)
        return row

    def start(self, *, adding: bool = False) -> None:
        """Show the three cards.

        Args:
            adding: for one more venue in the open ledger, instead of a new ledger.
        """
        self._adding = adding
        self._back.setVisible(self._session.is_open)
        self._stack.setCurrentIndex(0)
        self.cards.take_focus()

    def _show_types(self) -> None:
        if self.cards.cards:
            return
        try:
            self.cards.show_types(list(self._session.catalogue().venue_types.values()))
        except AppError as error:
            self._frame.show_error(error)

    # ---- the page of questions --------------------------------------------------------------------------------------

    def ask(self, kind: VenueType) -> None:
        """Show the questions of a venue type."""
        from core.workflows import organizing

        card = self._session.card if self._adding else None
        self.form = VenueForm(
            kind,
            self._session.catalogue(),
            _year_to_begin(date.today()),  # noqa: DTZ011 - a proposal that the person sees
            organization=card.organization if card else None,
            home=None if self._adding else Path.home(),
            author=self._session.settings.author,
            ask_folder=self._frame.ask_folder,
            check_profile=organizing.checked_profile,
        )
        self._show_form(kind, self.form)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_form(self, kind: VenueType, form: VenueForm) -> None:
        if self._questions is not None:
            self._stack.removeWidget(self._questions)
            self._questions.deleteLater()
        page = QWidget()
        self._questions = page
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = Scroll(margins=(theme.XXL, theme.L, theme.XXL, theme.XL))
        title = _("建立{kind}账本") if not self._adding else _("添加{kind}")
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(Text(title.format(kind=in_language(kind.zh, kind.en).split("、")[0]), "figure", bold=True))
        words.addWidget(Text(_("带 * 的要填，其余可以以后再补。"), "body", "text2"))
        scroll.content.addLayout(words)
        scroll.content.addWidget(form)
        column.addWidget(scroll, 1)
        column.addWidget(Rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.XXL, theme.M, theme.XXL, theme.M)
        back = Button(_("返回"), icon="chevron-left")
        back.clicked.connect(lambda: self.start(adding=self._adding))
        go = Button(_("建立账本") if not self._adding else _("添加场所"), "primary")
        go.clicked.connect(self.finish)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(go)
        column.addLayout(foot)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(back.click)
        done = QShortcut(QKeySequence("Ctrl+Return"), page)
        done.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        done.activated.connect(go.click)
        self._kind = kind

    def finish(self) -> None:
        """Make the ledger or the venue from the answers; what cannot be taken is said at its field."""
        answers = self.form.answers() if self.form is not None else None
        if answers is None:
            return
        try:
            self._found(answers)
        except InputError as error:
            self._say(error)
        except AppError as error:
            self._frame.show_error(error)
        else:
            self._frame.leave_first_run()

    def _found(self, answers: Answers) -> None:
        from core.workflows.organizing import VenueDraft

        draft = VenueDraft(
            organization=answers.organization,
            credit_code=answers.credit_code,
            type_code=self._kind.code,
            name=answers.name,
            region=answers.region,
            year=answers.year,
            profile=answers.profile,
            sources=answers.sources,
        )
        if answers.author != self._session.settings.author:
            self._session.change_settings(author=answers.author)
        if answers.folder is None:
            self._session.add_venue(draft)
        else:
            self._session.found(answers.folder, draft)

    def _say(self, error: InputError) -> None:
        key = {"credit_code": "credit_code", "venue": "region", "ledger": "folder"}.get(error.code.split(".")[0], "")
        if self.form is None or not self.form.show_error(key, str(error)):
            self._frame.show_error(error)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("app"))


def _year_to_begin(today: date) -> int:
    return today.year - 1 if today.month <= _SPRING_ENDS else today.year
