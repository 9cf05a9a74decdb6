"""How a line of the list of measures is painted: tick box, name, small words, state and figure; heads, sums and folds."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.measure import MeasureState
from ui import theme
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.measure_lines import MeasureLine
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

LINE_ROLE = Qt.ItemDataRole.UserRole
_FIGURE_WIDTH = 48
_TAG_BELOW = 400
_BAR = 3
_RIGHT = Qt.AlignmentFlag.AlignRight
_TONES = {
    MeasureState.PLANNED: (Mark.TODO, "sunken", "line2", "text2"),
    MeasureState.RUNNING: (Mark.RUNNING, "sunken", "line2", "text2"),
    MeasureState.DONE: (Mark.HINT, "warn_s", "warn_s", "warn"),
    MeasureState.VERIFIED: (Mark.DONE, "accent_soft", "accent_line", "accent"),
    MeasureState.STOPPED: (Mark.NONE, "sunken", "line2", "text2"),
}


def tick_box(row: QRect) -> QRect:
    """Where the tick box of a measure stands in its row."""
    edge = theme.metrics().icon
    return QRect(row.x() + theme.L, row.center().y() - edge // 2, edge, edge)


def state_width(words: str) -> int:
    """Width of the tag of a state."""
    return int(text_width(words, theme.font("label"))) + theme.metrics().mark - 2 + 3 * theme.XS + theme.HAIR + 6


def paint_state(painter: QPainter, room: QRect, state: MeasureState, words: str) -> int:
    """Paint the state of a measure as a tag at the right end of `room`; returns the tag's left edge."""
    shape, ground, edge, ink = _TONES[state]
    size, height = theme.metrics().mark - 2, theme.line_height("label") + theme.HAIR
    wide = state_width(words)
    tag = QRect(room.right() - wide, room.center().y() - height // 2, wide, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(edge), 1))
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(QRectF(tag).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_TAG, theme.RADIUS_TAG)
    painter.restore()
    paint_mark(painter, QRect(tag.x() + 6, tag.center().y() - size // 2, size, size), shape, ground)
    draw_text(painter, tag.adjusted(6 + size + theme.XS, 0, 0, 0), words, theme.font("label"), theme.color(ink))
    return tag.left()


class MeasureDelegate(QStyledItemDelegate):
    """Paints from the line itself."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        line: MeasureLine = index.data(LINE_ROLE)
        sizes = theme.metrics()
        return QSize(0, {"measure": sizes.table_two_lines, "head": sizes.table_dense + theme.HAIR}.get(line.kind, sizes.table_row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: MeasureLine = index.data(LINE_ROLE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and line.kind in {"measure", "fold"}
        painter.fillRect(rect, theme.color("accent_soft" if chosen else "sunken" if line.kind == "head" else "surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2" if line.kind == "total" else "line"))
        if chosen:
            painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), theme.color("accent"))
        if line.kind == "measure":
            _paint_measure(painter, rect, line)
        elif line.kind == "fold":
            _paint_fold(painter, rect, line)
        else:
            _paint_words(painter, rect, line)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))


def _paint_words(painter: QPainter, rect: QRect, line: MeasureLine) -> None:
    """A head, a note, or a sum."""
    strong = line.kind in {"head", "total"}
    total = line.kind == "total"
    inner = rect.adjusted(theme.L, 0, -theme.M, -1)
    step: theme.Step = "body" if total else "label"
    ink = theme.color("text" if strong else "text2")
    used = draw_text(painter, inner, line.name, theme.font(step, bold=strong), ink)
    rest = inner.adjusted(int(used) + theme.M, 0, 0, 0)
    face = theme.font(step, bold=total)
    draw_text(painter, rest, line.figure, face, theme.color("text" if line.kind in {"total", "sum"} else "text2"), _RIGHT)


def _paint_fold(painter: QPainter, rect: QRect, line: MeasureLine) -> None:
    edge = theme.metrics().label
    inner = rect.adjusted(theme.L, 0, -theme.M, -1)
    ratio = painter.device().devicePixelRatioF()
    arrow = theme.pixmap("chevron-down" if line.open else "chevron-right", "accent", size=edge, ratio=ratio)
    painter.drawPixmap(QPoint(inner.right() - edge, inner.center().y() - edge // 2 + 1), arrow)
    words = inner.adjusted(0, 0, -edge - theme.XS, 0)
    asked = theme.font("label", bold=True)
    wide = int(text_width(line.detail, asked)) + theme.HAIR
    draw_text(painter, words, line.detail, asked, theme.color("accent"), _RIGHT)
    mark = theme.metrics().mark
    paint_mark(painter, QRect(inner.x(), inner.center().y() - mark // 2, mark, mark), Mark.TODO)
    draw_text(painter, words.adjusted(mark + theme.S, 0, -wide - theme.S, 0), line.name, theme.font("label"), theme.color("text2"))


def _paint_measure(painter: QPainter, rect: QRect, line: MeasureLine) -> None:
    _paint_tick(painter, tick_box(rect), ticked=line.ticked)
    left, right = tick_box(rect).right() + theme.M, rect.right() - theme.M
    upper, lower = theme.line_height("body"), theme.line_height("label")
    top = rect.y() + (rect.height() - upper - lower) // 2
    wide = max(_FIGURE_WIDTH * theme.metrics().label // 12, int(text_width(line.figure, theme.font(bold=True))) + theme.HAIR)
    narrow = rect.width() < _TAG_BELOW * theme.metrics().label // 12
    # In a narrow list the state stands on the second line, beside the figure and not below it: neither it nor the name is touched.
    figure = QRect(right - wide, rect.y(), wide, rect.height())
    draw_text(painter, figure, line.figure, theme.font(bold=True), theme.color("text"), _RIGHT)
    name_end = figure.left() - theme.S
    detail_end = name_end
    if line.state is not None:
        below = QRect(left, top + upper + 1, name_end - left, lower)
        beside = QRect(left, rect.y(), name_end - left, rect.height())
        detail_end = paint_state(painter, below if narrow else beside, line.state, line.state_name) - theme.S
        name_end = name_end if narrow else detail_end
    draw_text(painter, QRect(left, top, name_end - left, upper), line.name, theme.font(), theme.color("text"))
    draw_text(painter, QRect(left, top + upper, detail_end - left, lower), line.detail, theme.font("label"), theme.color("text2"))


def _paint_tick(painter: QPainter, box: QRect, *, ticked: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("accent" if ticked else "ctl"), 1))
    painter.setBrush(theme.color("accent" if ticked else "surface"))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.restore()
    if ticked:
        spot = box.adjusted(2, 2, -2, -2)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(spot.topLeft(), theme.pixmap("check", "on_accent", size=spot.width(), ratio=ratio))


class StateTag(QWidget):
    """The tag of a state as a widget of its own."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: MeasureState | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: MeasureState | None, words: str) -> None:
        """Show another state; None shows nothing."""
        self._state, self._words = state, words
        self.setAccessibleName(words)
        self.setVisible(state is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(state_width(self._words) + 1, theme.line_height("label") + theme.XS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._state is not None:
            paint_state(QPainter(self), self.rect(), self._state, self._words)
