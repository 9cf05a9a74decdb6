"""The dialog before a month is closed: what is still open in it, each line a link to its cell, and the months before it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.domain.period import Month
from core.i18n import _
from core.workflows.closing_views import MonthReview, Open, OpenPoint
from core.workflows.views import NextStep
from ui import theme
from ui.messages import Dialog
from ui.widgets.card import Rule
from ui.widgets.marks import Mark
from ui.widgets.next_steps import NextRow
from ui.widgets.page import Scroll
from ui.widgets.text import Text

_MOST_ROWS = 6
_SIGNS = {
    Open.BLOCK: "blocked",
    Open.EMPTY: "todo",
    Open.QUESTION: "question",
    Open.ESTIMATE: "hint",
    Open.BILL: "hint",
    Open.EVIDENCE: "hint",
}


class CloseDialog(Dialog):
    """Closing is refused while something forbids it; what only asks or hints may stand, and the dialog says so."""

    place_asked = Signal(object)
    """A line was pressed: the `Place` that mends it."""

    def __init__(self, review: MonthReview, deed: Callable[[bool], None], *, parent: QWidget | None = None) -> None:
        """Make the dialog.

        Args:
            review: what is open.
            deed: closes the month; True with the open months before it.
            parent: Qt's owner.
        """
        month = review.month.month
        title = _("月结 {month} 月？").format(month=month) if review.closable else _("{month} 月还不能月结").format(month=month)
        super().__init__(title, _body(review), shape=Mark.QUESTION if review.closable else Mark.BLOCKED, parent=parent)
        self._review = review
        column = QVBoxLayout()
        column.setSpacing(theme.S)
        self._column.insertLayout(2, column)
        if review.points:
            column.addWidget(self._list())
        else:
            column.addWidget(_nothing_open())
        self.earlier = QCheckBox(self)
        self.earlier.setFont(theme.font())
        self._offer_earlier()
        column.addWidget(self.earlier)
        if review.closable:
            verb = _("月结 {month} 月").format(month=month)
            self.verb = self.add_button(verb, lambda: deed(self.earlier.isChecked()), kind="primary")
            self.add_button(_("暂不"), None, default=True)
        else:
            first = review.points[0]
            self.verb = self.add_button(_("去改第一处"), lambda: self.place_asked.emit(first.place), kind="primary", default=True)
            self.add_button(_("暂不"), None)

    def rows(self) -> tuple[NextRow, ...]:
        """The lines that are shown."""
        return tuple(self.findChildren(NextRow))

    def _list(self) -> QWidget:
        scroll = Scroll(margins=(0, 0, 0, 0), parent=self)
        scroll.content.setSpacing(0)
        height = 0
        for point in self._review.points:
            step = _step(point)
            row = NextRow(step, "")
            row.setToolTip(f"{point.name}　{point.words}")
            row.clicked.connect(lambda _on=False, place=point.place: self._go(place))
            scroll.content.addWidget(row)
            height = row.sizeHint().height()
        scroll.content.addWidget(Rule())
        scroll.setFixedHeight(height * min(len(self._review.points), _MOST_ROWS) + 2)
        return scroll

    def _go(self, place: Place) -> None:
        self.reject()
        self.place_asked.emit(place)

    def _offer_earlier(self) -> None:
        months = self._review.earlier
        self.earlier.setVisible(bool(months) and self._review.closable)
        words = _("连同{months}一起月结").format(months=_span(months)) if months else ""
        if self._review.in_the_way:
            first, count = next(iter(self._review.in_the_way.items()))
            words += _("（{month} 月还有 {count} 处须先改）").format(month=first.month, count=count)
            self.earlier.setEnabled(False)
        self.earlier.setText(words)


def _span(months: tuple[Month, ...]) -> str:
    """「 1—3 月」, or the months one by one where others between them are closed already."""
    whole = all(later == earlier.plus(1) for earlier, later in pairwise(months))
    if whole and len(months) > 1:
        return _(" {first}—{last} 月").format(first=months[0].month, last=months[-1].month)
    return _(" {months} 月").format(months="、".join(str(month.month) for month in months))


def _body(review: MonthReview) -> str:
    forbidding = sum(1 for point in review.points if point.forbids)
    if forbidding:
        return _("有 {count} 处须先改好：月结的数要靠得住。点一行就到那一格；数字没有改动。").format(count=forbidding)
    kept = _("月结后这个月不能再改，之前的改动也不能再撤销；数字和票据都不变。以后可以写明原因重开。")
    if review.points:
        return _("{kept}下面 {count} 处不妨碍月结，会继续留在检查里。").format(kept=kept, count=len(review.points))
    return kept


def _nothing_open() -> QWidget:
    row = QWidget()
    line = QVBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    done = Text(_("这个月填齐了，没有待答的疑问，证据齐全。"), "body")
    line.addWidget(done)
    return row


def _step(point: OpenPoint) -> NextStep:
    return NextStep(_SIGNS[point.kind], point.name, point.words, point.place.page, point.place.subject, point.place.month)
