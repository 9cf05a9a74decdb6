"""知识库: articles on policy, terms, bills, rules and submission, to look up and to search; nothing leaves this computer."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.i18n import _, mark
from core.workflows import knowing
from core.workflows.knowing import Article
from ui import theme
from ui.session import Session
from ui.widgets.article_view import ArticleView
from ui.widgets.buttons import Button
from ui.widgets.hit_list import HitList, HitRow
from ui.widgets.page import Page, Window
from ui.widgets.text import Text
from ui.widgets.tool_row import FindField

_LIST_WIDTH, _LIST_WIDTH_LARGE = 24, 20
"""Width of the list in characters of the body size."""
_REMEMBERED = "knowledge.article"
"""The article that was read last stands in the session under this name: a page is made anew when the look changes."""


class KnowledgePage(Page):
    """The search and the list at the left, the article at the right."""

    NAME = "knowledge"
    TITLE = mark("知识库")
    ICON = "book"
    GROUP = "tools"
    KEYS = "Ctrl+3"
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._articles: tuple[Article, ...] = ()
        self._past: list[str] = []
        self.search = FindField(_("查找，如 倍率 暂估"))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.field.textChanged.connect(self._search)
        self.search.asked.connect(self._open_current)
        self.search.left.connect(self.search.field.clear)
        # Filters run last in, first out: the arrows are taken before the field's own filter sees them.
        self.search.field.installEventFilter(self)
        self.contents = HitList(_("文章目录"))
        self.contents.lead_with(self.search.field)
        self.contents.opened.connect(self.open_article)
        self.nothing = _Nothing()
        self.nothing.back.clicked.connect(self._start_again)
        self._left = QStackedWidget()
        self._left.addWidget(self.contents)
        self._left.addWidget(self.nothing)
        self.view = ArticleView()
        self.view.asked.connect(self.open_article)
        self.view.back.connect(self._go_back)
        self.body.addLayout(self._lay_out())
        for keys, deed in (("Ctrl+F", self._start_find), ("Alt+Left", self._go_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    def _lay_out(self) -> QHBoxLayout:
        side = _Side()
        sizes = theme.metrics()
        side.setFixedWidth((_LIST_WIDTH_LARGE if sizes.large else _LIST_WIDTH) * sizes.body)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        top.addWidget(self.search)
        column.addLayout(top)
        column.addWidget(self._left, 1)
        right = QHBoxLayout()
        right.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        right.addWidget(self.view, 1)
        right.addStretch(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(side)
        row.addLayout(right, 1)
        return row

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self._articles:
            return  # they ship with the program and do not change while it runs
        self._articles = knowing.articles()
        self.head.set_sentence(_("{count} 篇，随程序附带，不用联网").format(count=len(self._articles)))
        self._search(self.search.field.text())
        self._show(str(self.session.property(_REMEMBERED) or self._articles[0].id))

    def open_article(self, article_id: str) -> None:
        """Show an article and mark it in the list.

        Raises:
            LookupError: there is no such article.
        """
        if self.view.article is not None and self.view.article.id != article_id:
            self._past.append(self.view.article.id)
        self._show(article_id)

    def show_place(self, place: Place) -> None:
        """A place on this page names its article as the subject."""
        if place.subject and self._articles:
            self.open_article(place.subject)

    def _show(self, article_id: str) -> None:
        article = knowing.article(article_id)
        self.session.setProperty(_REMEMBERED, article_id)
        self.view.show_article(article, self.search.field.text())
        self.view.set_way_back(possible=bool(self._past))
        self.contents.set_opened(article_id)

    def _go_back(self) -> None:
        if self._past:
            self._show(self._past.pop())

    # ---- searching --------------------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        hits = knowing.search(text, self._articles)
        if text.strip():
            rows = [HitRow(_("找到 {count} 篇").format(count=len(hits)))]
            rows += [HitRow(hit.article.title, hit.article.id, hit.excerpt, hit.title_matches, hit.matches) for hit in hits]
        else:
            rows = []
            for group, members in groupby(self._articles, key=lambda article: article.group):
                rows.append(HitRow(knowing.group_name(group)))
                rows += [HitRow(article.title, article.id) for article in members]
        self.contents.show_rows(rows)
        if text.strip():
            self.contents.walk(Qt.Key.Key_Home)
        self.view.mark_words(text)
        self._left.setCurrentWidget(self.nothing if text.strip() and not hits else self.contents)

    def _open_current(self, _text: str, _backwards: bool) -> None:
        self.contents.open_current()

    def _start_find(self) -> None:
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.field.selectAll()

    def _start_again(self) -> None:
        self.search.field.clear()
        self.search.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search.field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
                self.contents.walk(event.key())
                return True
            if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
                self.contents.viewport().update()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._take_focus)

    def _take_focus(self) -> None:
        """The search has the keyboard, unless the person is walking through the rail or has gone on already."""
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused is None or not focused.isVisible()):
            self.search.field.setFocus()


class _Nothing(QWidget):
    """What stands in place of the list when a search finds nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.back = Button(_("回到目录"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.S)
        column.addWidget(Text(_("没有找到"), "title", bold=True))
        words = _("每个词都要在同一篇里出现。换一个更短的词试试，或去掉一个词。按 Esc 回到目录。")
        column.addWidget(Text(words, "body", "text2", wrap=True))
        column.addSpacing(theme.XS)
        column.addWidget(self.back)
        column.addStretch(1)


class _Side(QWidget):
    """The ground of the list, with a line to its right."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.color("line"))
