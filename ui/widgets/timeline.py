"""Where a dossier has been and where it goes: points down a line, solid behind, dashed ahead; and how days and digests are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

_GROUP = 4
_SHORT = 16


def day_words(at: datetime) -> str:
    """A day as it is written in the window."""
    local = at.astimezone()
    return _("{year}年{month}月{day}日").format(year=local.year, month=local.month, day=local.day)


def moment_words(at: datetime) -> str:
    """Day and minute."""
    return f"{day_words(at)} {at.astimezone():%H:%M}"


def digest_words(digest: str, *, short: bool = False) -> str:
    """A digest in groups of four; `short` gives the first sixteen signs, which two people can read to each other."""
    shown = digest[:_SHORT] if short else digest
    return " ".join(shown[start : start + _GROUP] for start in range(0, len(shown), _GROUP))


class TimelinePoint(QWidget):
    """One point: its mark on the line, what it is, what it says, and what belongs below it."""

    def __init__(self, shape: Mark, title: str, detail: str, *, bold: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = MarkLabel(shape, line="body")
        self._solid = shape not in {Mark.TODO, Mark.RUNNING}
        self._last = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        quiet = shape is Mark.TODO
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addWidget(Text(title, "body", "text2" if quiet else "text", bold=bold))
        if detail:
            self._words.addWidget(Text(detail, "label", "text2", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, theme.M)
        row.setSpacing(theme.M)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words, 1)
        self.setAccessibleName(f"{shape.words} {title} {detail}".strip())

    def add_below(self, widget: QWidget) -> None:
        """Put something under the words."""
        self._words.addSpacing(theme.XS)
        self._words.addWidget(widget)

    def set_last(self, last: bool) -> None:
        """The line ends at the last point."""
        self._last = last

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._last:
            return
        painter = QPainter(self)
        x = self._mark.x() + self._mark.width() // 2
        top = self._mark.y() + self._mark.height() + 1
        style = Qt.PenStyle.SolidLine if self._solid else Qt.PenStyle.DashLine
        pen = QPen(theme.color("line2"), 1, style)
        if not self._solid:
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPoint(x, top), QPoint(x, self.height()))


class Timeline(QWidget):
    """The points from top to bottom."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.points: tuple[TimelinePoint, ...] = ()

    def show_points(self, points: Sequence[TimelinePoint]) -> None:
        """Show these points."""
        empty(self._column)
        self.points = tuple(points)
        for number, point in enumerate(points):
            point.set_last(number == len(points) - 1)
            self._column.addWidget(point)
