"""An article as it is read: title and basis above, the text with its headings, lists and tables, source and related articles below."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows import knowing
from core.workflows.knowing import Article, Basis, Block, Span, Spans
from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.card import Tag, paint_card
from ui.widgets.layouts import empty
from ui.widgets.text import Text

_SCHEME = "article"
_TONES = {Basis.POLICY: "accent", Basis.COPIES: "plain", Basis.UNCHECKED: "warn", Basis.OURS: "info"}
_FIGURE = re.compile(r"[\d,.]+")
_LOWERED, _PLAIN = QTextCharFormat.VerticalAlignment.AlignSubScript, QTextCharFormat.VerticalAlignment.AlignNormal
_READING_WIDTH = 54
"""Widest line of the text, in characters of the body size; longer ones lose the reader's eye."""


class _Leaf(QTextBrowser):
    """The text itself: it scrolls, is selected and copied, and leads on through its links. It loads nothing from anywhere."""

    focus_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QTextEdit, QTextEdit:focus { border: none; padding: 0; background: transparent; }")
        self.document().setDocumentMargin(theme.HAIR)
        self.setViewportMargins(0, 0, theme.M, 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def loadResource(self, _kind: int, _name: QUrl | str) -> None:
        return


class ArticleView(QFrame):
    """One article, as a card of its own or inside another one."""

    asked = Signal(str)
    """Id of the article that a link leads to."""
    back = Signal()

    def __init__(self, *, framed: bool = True, parent: QWidget | None = None) -> None:
        """Make it empty.

        Args:
            framed: whether it is a card; without a frame its title is smaller and runs over several lines.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self.article: Article | None = None
        self._framed = framed
        self._group = Text("", "label", "text2")
        self._title = Text("", "page" if framed else "title", bold=True, wrap=not framed)
        self.back_button = IconButton("chevron-left", _("回到上一篇"), shortcut="Alt+Left", small=True, parent=self)
        self.back_button.clicked.connect(self.back)
        self._tags = QHBoxLayout()
        self._tags.setSpacing(theme.S)
        self.leaf = _Leaf(self)
        self.leaf.anchorClicked.connect(lambda url: self.asked.emit(url.path()))
        self.leaf.focus_changed.connect(self.update)
        self.setFocusProxy(self.leaf)
        top = QHBoxLayout()
        top.setSpacing(theme.S)
        top.addWidget(self._group, 1)
        top.addWidget(self.back_button)
        column = QVBoxLayout(self)
        if framed:
            column.setContentsMargins(theme.XL, theme.L, theme.M, theme.L)
        else:
            column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(top)
        column.addWidget(self._title)
        column.addSpacing(theme.XS)
        column.addLayout(self._tags)
        column.addSpacing(theme.M if framed else theme.XS)
        column.addWidget(self.leaf, 1)
        self.setMaximumWidth(_READING_WIDTH * theme.metrics().body + 2 * theme.XL)
        self.set_way_back(possible=False)

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), 480)

    def set_way_back(self, *, possible: bool) -> None:
        """Whether there is an article to go back to."""
        self.back_button.setVisible(possible)

    def show_article(self, article: Article, query: str = "") -> None:
        """Show an article from its beginning; the words of `query` are marked in it."""
        self.article = article
        self._group.setText(knowing.group_name(article.group))
        self._title.setText(article.title)
        empty(self._tags)
        for basis in article.basis:
            self._tags.addWidget(Tag(basis.words, _TONES[basis]))
        self._tags.addStretch(1)
        self.leaf.setAccessibleName(article.title)
        self.leaf.clear()
        _Writer(self.leaf.document()).write(article)
        self.mark_words(query)
        self.leaf.moveCursor(QTextCursor.MoveOperation.Start)
        self.leaf.verticalScrollBar().setValue(0)

    def mark_words(self, query: str) -> None:
        """Mark the words of a search in the text; an empty text takes the marks away."""
        marks = []
        for start, end in knowing.positions(self.leaf.document().toPlainText(), query):
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.leaf.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setBackground(theme.color("accent_soft"))
            look.setForeground(theme.color("accent"))
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.leaf.setExtraSelections(marks)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._framed:
            return
        painter = QPainter(self)
        paint_card(painter, self.rect())
        if self.leaf.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_CARD, theme.RADIUS_CARD)


class _Writer:
    """Writes one article into an empty document."""

    def __init__(self, document: QTextDocument) -> None:
        self._cursor = QTextCursor(document)
        # An empty document has one empty paragraph, and so has the place behind a table: the next text goes there.
        self._waiting = True
        self._table_above: QTextTable | None = None

    def write(self, article: Article) -> None:
        """The text, then source and edition, then what to read next."""
        deeds = {"heading": self._heading, "table": self._table, "note": self._note, "code": self._code}
        for kind, run in groupby(article.blocks, key=lambda block: block.kind):
            if kind in {"bullet", "number"}:
                self._list([block.spans for block in run], numbered=kind == "number")
                continue
            for block in run:
                deeds.get(kind, self._paragraph)(block)
        self._foot(article)

    def _open(self, above: int, step: theme.Step = "title", *, hang: int = 0) -> None:
        """Begin a paragraph with the line height of a step; `hang` moves all its lines but the sign before the first."""
        shape = _paragraph_shape(step)
        if hang:
            shape.setLeftMargin(theme.S + hang)
            shape.setTextIndent(-hang)
            shape.setTabPositions([QTextOption.Tab(hang, QTextOption.TabType.LeftTab)])
        shape.setTopMargin(0 if self._cursor.atStart() else above)
        if self._table_above is not None:
            # Behind a table Qt leaves out the gap that the next paragraph asks for; the table can give it.
            below = self._table_above.format().toTableFormat()
            below.setBottomMargin(above)
            self._table_above.setFormat(below)
            self._table_above = None
        if self._waiting:
            self._cursor.setBlockFormat(shape)
        else:
            self._cursor.insertBlock(shape, QTextCharFormat())
        self._waiting = False

    def _paragraph(self, block: Block) -> None:
        self._open(theme.S)
        _put(self._cursor, block.spans)

    def _heading(self, block: Block) -> None:
        self._open(theme.XL)
        _put(self._cursor, block.spans, "title", bold=True)

    def _list(self, items: list[Spans], *, numbered: bool) -> None:
        """A sign, a tabulator and the text, which hangs; Qt's own lists leave no room behind the sign."""
        hang = theme.metrics().body + theme.S
        for number, spans in enumerate(items, start=1):
            self._open(theme.XS, hang=hang)
            _put(self._cursor, (Span(f"{number}.\t" if numbered else "•\t"),), token="text2")
            _put(self._cursor, spans)

    def _note(self, block: Block) -> None:
        _put(self._box("info_s"), block.spans)

    def _code(self, block: Block) -> None:
        look = _ink("label", "text")
        look.setFont(theme.mono())
        inside = self._box("sunken")
        for number, line in enumerate(block.text.split("\n")):
            if number:
                inside.insertBlock()
            inside.insertText(line, look)

    def _box(self, ground: str) -> QTextCursor:
        """A tinted field over the whole width; gives the place for its text."""
        table = self._insert(1, 1, theme.M)
        look = QTextTableCellFormat()
        look.setBackground(theme.color(ground))
        cell = table.cellAt(0, 0)
        cell.setFormat(look)
        inside = cell.firstCursorPosition()
        inside.setBlockFormat(_paragraph_shape("title"))
        return inside

    def _table(self, block: Block) -> None:
        table = self._insert(len(block.rows), len(block.rows[0]), theme.S)
        for column in range(table.columns()):
            figures = all(_FIGURE.fullmatch(_words(row[column])) for row in block.rows[1:])
            for row in range(table.rows()):
                look = QTextTableCellFormat()
                look.setBottomBorder(1)
                look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                look.setBottomBorderBrush(theme.color("line2" if row == 0 else "line"))
                if row == 0:
                    look.setBackground(theme.color("sunken"))
                cell = table.cellAt(row, column)
                cell.setFormat(look)
                inside = cell.firstCursorPosition()
                shape = _paragraph_shape("body")
                shape.setAlignment(Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft)
                inside.setBlockFormat(shape)
                _put(inside, block.rows[row][column], "label" if row == 0 else "body", "text2" if row == 0 else "text")

    def _insert(self, rows: int, columns: int, padding: int) -> QTextTable:
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding(padding)
        shape.setTopMargin(0 if self._cursor.atStart() else theme.M)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table = self._cursor.insertTable(rows, columns, shape)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._waiting = True
        self._table_above = table
        return table

    def _foot(self, article: Article) -> None:
        self._open(theme.XL, "label")
        _put(self._cursor, (Span(_("依据：{source}").format(source=article.source)),), "label", "text2")
        self._open(theme.XS, "label")
        day = _("{year}年{month}月{day}日").format(year=article.edition.year, month=article.edition.month, day=article.edition.day)
        _put(self._cursor, (Span(_("本文版本：{day}").format(day=day)),), "label", "text2")
        self._open(theme.L)
        _put(self._cursor, (Span(_("接着读")),), "body", bold=True)
        for other in article.related:
            self._open(theme.HAIR)
            look = _ink("body", "accent")
            look.setAnchor(True)
            look.setAnchorHref(f"{_SCHEME}:{other}")
            look.setFontUnderline(True)
            self._cursor.insertText(knowing.article(other).title, look)


def _words(spans: Spans) -> str:
    return "".join(span.text for span in spans)


def _paragraph_shape(step: theme.Step) -> QTextBlockFormat:
    shape = QTextBlockFormat()
    shape.setLineHeight(theme.line_height(step), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return shape


def _ink(step: theme.Step, token: str, *, bold: bool = False) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFont(theme.font(step, bold=bold))
    look.setForeground(theme.color(token))
    return look


def _put(cursor: QTextCursor, spans: Spans, step: theme.Step = "body", token: str = "text", *, bold: bool = False) -> None:
    """Write spans at a place, with the 2 of CO₂ as a lowered digit, since the face has no glyph for it."""
    for span in spans:
        look = _ink(step, token, bold=bold or span.bold)
        for low, piece in groupby(span.text, key=lambda sign: "₀" <= sign <= "₉"):
            text = "".join(piece)
            look.setVerticalAlignment(_LOWERED if low else _PLAIN)
            cursor.insertText(unicodedata.normalize("NFKC", text) if low else text, look)
