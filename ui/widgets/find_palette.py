"""信息查询: one field over everything in the ledger; typed, walked with the arrows, opened with Enter, left with Esc."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows import knowing
from ui import theme
from ui.widgets.hit_list import HitList, HitRow
from ui.widgets.text import Text
from ui.widgets.tool_row import FindField

if TYPE_CHECKING:
    from core.workflows.inquiring import FindKind, Found, Inquiry

_WIDTH, _ROWS = 760, 11
_MOST = 5
"""Hits of one kind that are shown while other kinds are shown too."""

_HIT, _KIND, _ALL = "hit:", "kind:", "all"
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class FindPalette(QDialog):
    """Stays over the window until a hit is opened or the person goes back to where she was."""

    chosen = Signal(object)
    """The `Found` to be shown."""

    def __init__(self, inquiry: Inquiry, beyond: str, *, parent: QWidget) -> None:
        """Make the palette.

        Args:
            inquiry: what can be found.
            beyond: what cannot be found here, in a sentence.
            parent: a widget of the window it stands over.
        """
        super().__init__(parent.window())
        self._inquiry = inquiry
        self._found: tuple[Found, ...] = ()
        self._only: FindKind | None = None
        self.setWindowTitle(_("信息查询"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sizes = theme.metrics()
        self.setFixedWidth(_WIDTH * (4 if sizes.large else 3) // 3)
        self.hits = HitList(_("查询结果"))
        self.hits.opened.connect(self._open)
        self.search = FindField(_("档案、场所、序列号、证书编号、回执、因子、措施、文章"), keys="Ctrl+K")
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.field.textChanged.connect(self._on_text)
        self.search.asked.connect(lambda _text, _backwards: self.hits.open_current())
        self.search.left.connect(self.reject)
        self.search.field.installEventFilter(self)
        self.hits.lead_with(self.search.field)
        start = _("输入几个字或一个编号，就能查到账本里的档案、抵消批次、材料包和回执，以及因子、减排措施和知识库。")
        self.start = _Words("", start)
        self.nothing = _Words(_("没有找到"), _("每个词都要在同一条里出现。换一个更短的词试试；编号至少输入开头六位。"))
        self._body = QStackedWidget()
        for widget in (self.start, self.hits, self.nothing):
            self._body.addWidget(widget)
        # In a small window the list is lower, so that the whole palette stands over it.
        self._body.setFixedHeight(min(_ROWS * (sizes.table_two_lines - theme.XS), parent.window().height() - 3 * sizes.page_head))
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(self.search)
        column.addWidget(self._body)
        column.addWidget(Text(_("↑ ↓ 选择　Enter 打开　Esc 返回"), "label", "text2"))
        column.addWidget(Text(beyond, "label", "text2", wrap=True))
        self.search.field.setFocus()

    # ---- searching --------------------------------------------------------------------------------------------------

    def _on_text(self, _text: str) -> None:
        self._only = None
        self._search()

    def _search(self) -> None:
        text = self.search.field.text()
        self._found = self._inquiry.search(text, (self._only,) if self._only is not None else ())
        rows = [HitRow(_("回到全部结果"), _ALL)] if self._only is not None else []
        numbers = {id(one): number for number, one in enumerate(self._found)}
        for kind, hits in groupby(self._found, key=lambda one: one.kind):
            rows += self._group(kind, [(numbers[id(one)], one) for one in hits], text)
        self.hits.show_rows(rows)
        self.hits.walk(Qt.Key.Key_Home)
        if self._only is not None:
            self.hits.walk(Qt.Key.Key_Down)
        self._body.setCurrentWidget(self.start if not text.strip() else self.hits if rows else self.nothing)

    def _group(self, kind: FindKind, hits: Sequence[tuple[int, Found]], text: str) -> list[HitRow]:
        shown = hits if self._only is not None else hits[:_MOST]
        rows = [HitRow(_("{kind}（{count}）").format(kind=kind.title, count=len(hits)))]
        for number, one in shown:
            marks, note_marks = knowing.positions(one.title, text), knowing.positions(one.note, text)
            rows.append(HitRow(one.title, f"{_HIT}{number}", one.note, marks, note_marks))
        if len(shown) < len(hits):
            more = _("看全部 {count} 条{kind}").format(count=len(hits), kind=kind.title)
            rows.append(HitRow(more, f"{_KIND}{kind.value}"))
        return rows

    # ---- opening ----------------------------------------------------------------------------------------------------

    def _open(self, key: str) -> None:
        if key.startswith(_HIT):
            found = self._found[int(key.removeprefix(_HIT))]
            self.accept()
            self.chosen.emit(found)
            return
        kinds = {f"{_KIND}{one.kind.value}": one.kind for one in self._found}
        self._only = kinds.get(key)
        self._search()
        self.search.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            steps = _ROWS // 2 if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown} else 1
            back = event.key() in {Qt.Key.Key_Up, Qt.Key.Key_PageUp}
            for _step in range(steps):
                self.hits.walk(Qt.Key.Key_Up if back else Qt.Key.Key_Down)
            return True
        if watched is self.search.field and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.hits.viewport().update()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        # Wrapped text does not tell Qt on its own how high it is at this width.
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A dialog would press a button of its own for Enter; here the list has answered it.
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)


class _Words(QWidget):
    """What stands in place of the list."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.S)
        if title:
            column.addWidget(Text(title, "title", bold=True))
        column.addWidget(Text(sentence, "body", "text2", wrap=True))
        column.addStretch(1)
