"""The band of days: how the period of a bill falls on months, its neighbours in grey, and the sums of the months below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.period import Month
from core.i18n import _
from core.workflows.bill_views import BillView, MonthShare
from ui import theme
from ui.widgets.text import draw_text, text_width

_BETWEEN = theme.XL
"""Pixels between the sums of two months."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of days: of this bill, of a neighbour, or of nothing.

    Attributes:
        kind: ``own``, ``other`` or ``gap``.
        short: what is said where the label has no room.
    """

    kind: str
    days: int
    label: str
    amount: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """What the band shows.

    Attributes:
        months: each month with its segments, in order of time.
        sums: the sentences below, each as pieces (text, bold).
    """

    months: tuple[tuple[Month, tuple[Segment, ...]], ...]
    sums: tuple[tuple[tuple[str, bool], ...], ...]


def strip_of(view: BillView) -> Strip:
    """Lay a bill out on its months; empty while its days or its quantity are not known."""
    if view.first is None or view.last is None or not view.spread:
        return Strip((), ())
    first, last = view.first, view.last
    months = tuple((share.month, tuple(_segments(share, first, last))) for share in view.spread)
    return Strip(months, tuple(tuple(_pieces(share)) for share in view.spread))


def _segments(share: MonthShare, first: date, last: date) -> list[Segment]:
    begin, end = share.month.first_day, share.month.plus(1).first_day
    before = max(0, (first - begin).days)
    after = max(0, (end - last - timedelta(days=1)).days)
    found = [_around(share, before, earlier=True)] if before else []
    found.append(Segment("own", share.days, _("{days} 天").format(days=share.days), share.amount))
    return [*found, _around(share, after, earlier=False)] if after else found


def _around(share: MonthShare, days: int, *, earlier: bool) -> Segment:
    """The days beside the bill: those of the account's other bills, or nobody's."""
    others = [one for one in share.others if one.earlier == earlier and not one.account]
    if not others:
        return Segment("gap", days, _("无票据"), "—")
    span = others[-1].span if earlier else others[0].span
    label = _("{span} 账单").format(span=span) if len(others) == 1 else _("{count} 张账单").format(count=len(others))
    return Segment("other", days, label, " + ".join(one.amount for one in others), span if len(others) == 1 else "")


def _pieces(share: MonthShare) -> list[tuple[str, bool]]:
    """6 月 146,720 + **93,000** = **239,720 kWh**."""
    left, equals, right = share.sentence.rpartition(" = ")
    pieces: list[tuple[str, bool]] = []
    if equals:
        head, found, tail = left.partition(share.amount)
        pieces = [(head, False), (found, True), (f"{tail} = ", False), (right, True)]
    else:
        pieces = [(share.sentence, True)]
    if not share.inside:
        pieces.append((_("（不在本年度）"), False))
    elif share.closed:
        pieces.append((_("（已月结）"), False))
    return [piece for piece in pieces if piece[0]]


class BillDays(QWidget):
    """Painted in proportion to the days; words that do not fit are cut, and stand whole in the tool tip."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = Strip((), ())
        self._ink, self._ground = "s2", "s2s"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_view(self, view: BillView, tokens: tuple[str, str]) -> None:
        """Show a bill in the scope colour of its row: token of line and ink, token of the ground."""
        self._strip = strip_of(view)
        self._ink, self._ground = tokens
        words = "\n".join("".join(text for text, _bold in pieces) for pieces in self._strip.sums)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFixedHeight(self._height())
        self.update()

    def strip(self) -> Strip:
        """What is shown."""
        return self._strip

    def sizeHint(self) -> QSize:
        return QSize(400, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self._height())

    def _height(self) -> int:
        label = theme.line_height("label")
        if not self._strip.months:
            return label
        return label + theme.XS + self._band() + theme.HAIR + label + theme.S + len(self._lines()) * (label + theme.XS)

    def _band(self) -> int:
        return theme.line_height("label") + theme.M

    def _lines(self) -> list[list[tuple[tuple[str, bool], ...]]]:
        """The sums, as many on a line as fit."""
        lines: list[list[tuple[tuple[str, bool], ...]]] = []
        used = 0.0
        for pieces in self._strip.sums:
            width = _width(pieces)
            if lines and used + _BETWEEN + width <= self.width():
                lines[-1].append(pieces)
                used += _BETWEEN + width
            else:
                lines.append([pieces])
                used = width
        return lines

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        label = theme.line_height("label")
        if not self._strip.months:
            words = _("填好账期和数量，这里会画出它落在哪几个月。")
            draw_text(painter, self.rect(), words, theme.font("label"), theme.color("text2"))
            painter.end()
            return
        total = sum(segment.days for _month, segments in self._strip.months for segment in segments)
        top, x, edges = label + theme.XS, 0.0, []
        for month, segments in self._strip.months:
            at = round(x)
            edges.append(at)
            width = sum(segment.days for segment in segments) * self.width() / total
            name = _("{month}月").format(month=month.month)
            draw_text(painter, QRect(at + (theme.XS if at else 0), 0, int(width), label), name, theme.font("label"), theme.color("text2"))
            for segment in segments:
                wide = segment.days * self.width() / total
                self._paint_segment(painter, QRectF(x, top, wide, self._band()), segment)
                x += wide
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for edge in edges[1:]:
            painter.fillRect(QRect(edge - 1, 0, 1, top + self._band() + theme.HAIR + label), theme.color("text"))
        self._paint_sums(painter, top + self._band() + theme.HAIR + label + theme.S)
        painter.end()

    def _paint_segment(self, painter: QPainter, box: QRectF, segment: Segment) -> None:
        own = segment.kind == "own"
        ink = theme.color(self._ink if own else "line2")
        style = Qt.PenStyle.DashLine if segment.kind == "gap" else Qt.PenStyle.SolidLine
        width = 1.5 if own else 1.0
        painter.setPen(QPen(ink, width, style))
        painter.setBrush(theme.color(self._ground if own else "surface" if segment.kind == "gap" else "sunken"))
        painter.drawRoundedRect(box.adjusted(width / 2 + 0.5, width / 2, -width / 2 - 0.5, -width / 2), theme.RADIUS_TAG, theme.RADIUS_TAG)
        middle, inside = Qt.AlignmentFlag.AlignHCenter, box.toRect().adjusted(theme.HAIR, 0, -theme.HAIR, 0)
        face = theme.font("label", bold=own)
        # The grey of scope 3 is too light for words.
        words = theme.color("text2" if not own else "text" if self._ink == "s3" else self._ink)
        label = segment.label if text_width(segment.label, face) <= inside.width() else segment.short or segment.label
        draw_text(painter, inside, label, face, words, middle)
        below = QRect(inside.left(), round(box.bottom()) + theme.HAIR, inside.width(), theme.line_height("label"))
        draw_text(painter, below, segment.amount, face, theme.color("text" if own else "text2"), middle)

    def _paint_sums(self, painter: QPainter, top: int) -> None:
        label = theme.line_height("label")
        for line in self._lines():
            x = 0.0
            for pieces in line:
                for text, bold in pieces:
                    room = QRect(round(x), top, max(0, self.width() - round(x)), label)
                    x += draw_text(painter, room, text, theme.font("label", bold=bold), theme.color("text" if bold else "text2"))
                x += _BETWEEN
            top += label + theme.XS


def _width(pieces: Sequence[tuple[str, bool]]) -> float:
    return sum(text_width(text, theme.font("label", bold=bold)) for text, bold in pieces)
