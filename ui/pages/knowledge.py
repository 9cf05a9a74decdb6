"""知识库: articles on policy, terms, bills, rules and submission, to look up and to search; nothing leaves this computer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.domain.finding import Place
from core.i18n import _, mark
from core.workflows import knowing
from core.workflows.knowing import Article
from ui import theme
from ui.session import Session
from ui.widgets.article_view import ArticleView
from ui.widgets.buttons import Button
from ui.widgets.page import Page, Window
from ui.widgets.text import Text, draw_text, elided, text_width
from ui.widgets.tool_row import FindField

AnyIndex = QModelIndex | QPersistentModelIndex
Marks = tuple[tuple[int, int], ...]

_LIST_WIDTH, _LIST_WIDTH_LARGE = 24, 20
"""Width of the list in characters of the body size."""
_REMEMBERED = "knowledge.article"
"""The article that was read last stands in the session under this name: a page is made anew when the look changes."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the list: the head of a group where `article_id` is empty, else an article."""

    text: str
    article_id: str = ""
    note: str = ""
    marks: Marks = ()
    note_marks: Marks = ()


class _Rows(QAbstractListModel):
    """The lines as they are shown; the heads can be neither chosen nor reached."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[_Row, ...] = ()

    def set_rows(self, rows: Sequence[_Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return self.rows[index.row()].text if index.isValid() and role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].article_id:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class _RowPainter(QStyledItemDelegate):
    """Paints a head as a band, an article as one line, a hit as two with its words marked."""

    def __init__(self, view: ArticleList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row = self._view.table.rows[index.row()]
        sizes = theme.metrics()
        if not row.article_id:
            return QSize(0, sizes.table_row)
        return QSize(0, sizes.table_two_lines + theme.S if row.note else sizes.table_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._view.table.rows[index.row()]
        rect: QRect = option.rect
        inner = rect.adjusted(theme.L, 0, -theme.L, -1)
        if not row.article_id:
            painter.fillRect(rect, theme.color("sunken"))
            draw_text(painter, inner, row.text, theme.font("label", bold=True), theme.color("text2"))
            painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
            return
        is_open = row.article_id == self._view.opened_id
        painter.fillRect(rect, theme.color("accent_soft" if is_open else "surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if is_open:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height() - 1, theme.color("accent"))
        title, note = inner, inner
        if row.note:
            line, small = theme.line_height("body"), theme.line_height("label")
            top = inner.y() + (inner.height() - line - small - theme.HAIR) // 2
            title = QRect(inner.x(), top, inner.width(), line)
            note = QRect(inner.x(), top + line + theme.HAIR, inner.width(), small)
            _draw_marked(painter, note, row.note, row.note_marks, "label", "text2")
        _draw_marked(painter, title, row.text, row.marks, "body", "accent" if is_open else "text")
        if index.row() == self._view.currentIndex().row() and self._view.shows_focus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(2, 2, -2, -3))


def _draw_marked(painter: QPainter, rect: QRect, text: str, marks: Marks, step: theme.Step, token: str) -> None:
    """One line, cut at its end, with the words that were searched for in bold."""
    shown = elided(text, theme.font(step), rect.width())
    x, at = rect.x(), 0
    for start, end in (*marks, (len(shown), len(shown))):
        for piece, bold in ((shown[at:start], False), (shown[start:end], True)):
            face = theme.font(step, bold=bold)
            room = QRect(x, rect.y(), rect.right() + 1 - x, rect.height())
            if piece and room.width() > 0:
                draw_text(painter, room, piece, face, theme.color("accent" if bold else token))
                x += round(text_width(piece, face))
        at = end


class ArticleList(QListView):
    """The articles in their groups, or what a search has found; walked with the arrows, opened with Enter or the mouse."""

    opened = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = _Rows()
        self.opened_id = ""
        self._led_by: QWidget | None = None
        self.setModel(self.table)
        self.setItemDelegate(_RowPainter(self))
        self.setAccessibleName(_("文章目录"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.open_current() if index.isValid() else None)

    def lead_with(self, field: QWidget) -> None:
        """The field whose arrow keys walk this list too; while it has the keyboard, the current line is marked here."""
        self._led_by = field

    def shows_focus(self) -> bool:
        """Whether the current line has the keyboard, in itself or through the field above."""
        return self.hasFocus() or (self._led_by is not None and self._led_by.hasFocus())

    def show_rows(self, rows: Sequence[_Row]) -> None:
        """Show other lines; the open article stays the current one where it is among them, else the first."""
        self.table.set_rows(rows)
        if not self.choose(self.opened_id):
            self.walk(Qt.Key.Key_Home)

    def choose(self, article_id: str) -> bool:
        """Make the line of an article the current one; False where it is not in the list."""
        for number, row in enumerate(self.table.rows):
            if row.article_id and row.article_id == article_id:
                self._go(number)
                return True
        return False

    def current_id(self) -> str:
        """Id of the article on the current line; empty where the list is."""
        index = self.currentIndex()
        return self.table.rows[index.row()].article_id if index.isValid() else ""

    def walk(self, key: int) -> None:
        """Go to another article with Up, Down, Home, End; the heads are passed over."""
        numbers = [number for number, row in enumerate(self.table.rows) if row.article_id]
        if not numbers:
            return
        here = self.currentIndex().row()
        place = numbers.index(here) if here in numbers else -1
        steps = {Qt.Key.Key_Up: place - 1, Qt.Key.Key_Down: place + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(numbers) - 1}
        self._go(numbers[min(max(steps[Qt.Key(key)], 0), len(numbers) - 1)])

    def open_current(self) -> None:
        """Open the article on the current line."""
        if self.current_id():
            self.opened.emit(self.current_id())

    def set_opened(self, article_id: str) -> None:
        """Mark the article that is being read."""
        self.opened_id = article_id
        self.choose(article_id)
        self.viewport().update()

    def _go(self, number: int) -> None:
        self.setCurrentIndex(self.table.index(number))
        if number and not self.table.rows[number - 1].article_id:
            self.scrollTo(self.table.index(number - 1))
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _WALK:
            self.walk(event.key())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_current()
        else:
            super().keyPressEvent(event)


_WALK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End})


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
        self.contents = ArticleList()
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
            rows = [_Row(_("找到 {count} 篇").format(count=len(hits)))]
            rows += [_Row(hit.article.title, hit.article.id, hit.excerpt, hit.title_matches, hit.matches) for hit in hits]
        else:
            rows = []
            for group, members in groupby(self._articles, key=lambda article: article.group):
                rows.append(_Row(knowing.group_name(group)))
                rows += [_Row(article.title, article.id) for article in members]
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
