"""The measures as one list: the plan first, then what the catalogue offers; walked with the arrows, ticked with the space bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.submission_views import MeasureRow, MeasuresView
from ui import theme
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex
Kind = Literal["head", "measure", "note"]

_LINE_ROLE = Qt.ItemDataRole.UserRole
_FIGURE_WIDTH = 56
_TAG_BELOW = 400
_BAR = 3
_TONES = {
    MeasureState.PLANNED: (Mark.TODO, "sunken", "line2", "text2"),
    MeasureState.RUNNING: (Mark.RUNNING, "sunken", "line2", "text2"),
    MeasureState.DONE: (Mark.HINT, "warn_s", "warn_s", "warn"),
    MeasureState.VERIFIED: (Mark.DONE, "accent_soft", "accent_line", "accent"),
    MeasureState.STOPPED: (Mark.NONE, "sunken", "line2", "text2"),
}


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One line: the head of a group, a measure, or a note.

    Attributes:
        key: id of the measure.
        detail: the small words below the name.
        figure: expected tonnes a year; for a head what the figures below it are.
        ticked: the measure is in the plan.
    """

    kind: Kind
    name: str
    key: str = ""
    detail: str = ""
    figure: str = ""
    state: MeasureState | None = None
    state_name: str = ""
    ticked: bool = False


def scope_words(row: MeasureRow) -> str:
    """The same in words."""
    codes = row.scopes()
    apart = _("市场法，另列") if row.market_t else _("范围三，另列") if "3" in codes else ""
    direct, power = "1" in codes, "2" in codes
    own = _("范围一、二") if direct and power else _("范围一") if direct else _("范围二") if power else ""
    return "，".join(part for part in (own, apart) if part)


def tonnes_words(row: MeasureRow) -> str:
    """Expected tonnes with one decimal; what is only shown apart has its own figure in brackets."""
    if not row.tonnes and (row.scope3_t or row.market_t):
        return _("（{tonnes}）").format(tonnes=shown(row.scope3_t or row.market_t, 1))
    return shown(row.tonnes, 1)


def lines_of(view: MeasuresView, search: str, scope: str) -> tuple[MeasureLine, ...]:
    """The list as it is to be shown.

    Args:
        view: the measures.
        search: only measures whose id, name or programme holds every word of this.
        scope: only measures of this scope; empty for all.
    """

    def fits(row: MeasureRow) -> bool:
        return (not scope or scope in row.scopes()) and row.found_by(search)

    lines: list[MeasureLine] = []
    year = view.dossier.period.label
    for title, figure, rows in (
        (_("{year} 年计划，{count} 项"), _("tCO₂e/年，预计"), view.plan),
        (_("可选，{count} 项"), _("按默认参数，从大到小"), view.candidates),
        (_("停用，{count} 项"), _("不计入合计"), view.stopped),
    ):
        chosen = [row for row in rows if fits(row)]
        if chosen or (rows is view.plan and not search):
            lines.append(MeasureLine("head", title.format(year=year, count=len(chosen)), figure=figure))
        if rows is view.plan and not view.plan and not search:
            lines.append(MeasureLine("note", _("计划还是空的，从下面勾选一项。")))
        lines.extend(_line(row) for row in chosen)
    if not any(line.kind == "measure" for line in lines):
        lines = [MeasureLine("note", _("没有找到，换个词试试。"))]
    return tuple(lines)


def _line(row: MeasureRow) -> MeasureLine:
    planned = row.planned
    parts = (row.measure.id, scope_words(row), _("寿命 {years} 年").format(years=row.measure.lifetime_years))
    return MeasureLine(
        "measure",
        row.name,
        row.measure.id,
        "，".join(part for part in parts if part),
        tonnes_words(row),
        planned.state if planned else None,
        row.state_name if planned else "",
        ticked=planned is not None and planned.state is not MeasureState.STOPPED,
    )


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[MeasureLine, ...] = ()

    def set_lines(self, lines: tuple[MeasureLine, ...]) -> None:
        """Show other lines."""
        if [line.key for line in lines] == [line.key for line in self.lines]:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 0))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].kind != "measure":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == _LINE_ROLE:
            return line
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return "，".join(part for part in (line.name, line.detail, line.state_name, line.figure) if part)
        return line.name if role == Qt.ItemDataRole.ToolTipRole and line.kind == "measure" else None


def tick_box(row: QRect) -> QRect:
    """Where the tick box of a measure stands in its row."""
    edge = theme.metrics().icon
    return QRect(row.x() + theme.L, row.center().y() - edge // 2, edge, edge)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        line: MeasureLine = index.data(_LINE_ROLE)
        sizes = theme.metrics()
        return QSize(0, sizes.table_two_lines if line.kind == "measure" else sizes.table_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: MeasureLine = index.data(_LINE_ROLE)
        rect: QRect = option.rect
        if line.kind == "measure":
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_measure(painter, rect, line, chosen=chosen, focused=bool(option.state & QStyle.StateFlag.State_HasFocus))
        else:
            self._paint_head(painter, rect, line)

    def _paint_head(self, painter: QPainter, rect: QRect, line: MeasureLine) -> None:
        head = line.kind == "head"
        painter.fillRect(rect, theme.color("sunken" if head else "surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        inner = rect.adjusted(theme.L, 0, -theme.L, -1)
        ink = theme.color("text" if head else "text2")
        used = draw_text(painter, inner, line.name, theme.font("label", bold=head), ink)
        rest = inner.adjusted(int(used) + theme.M, 0, 0, 0)
        draw_text(painter, rest, line.figure, theme.font("label"), theme.color("text2"), Qt.AlignmentFlag.AlignRight)

    def _paint_measure(self, painter: QPainter, rect: QRect, line: MeasureLine, *, chosen: bool, focused: bool) -> None:
        ground = "accent_soft" if chosen else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if chosen:
            painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), theme.color("accent"))
        _paint_tick(painter, tick_box(rect), ticked=line.ticked)
        left, right = tick_box(rect).right() + theme.M, rect.right() - theme.M
        upper, lower = theme.line_height("body"), theme.line_height("label")
        top = rect.y() + (rect.height() - upper - lower) // 2
        wide = max(_FIGURE_WIDTH * theme.metrics().label // 12, int(text_width(line.figure, theme.font(bold=True))) + theme.HAIR)
        narrow = rect.width() < _TAG_BELOW * theme.metrics().label // 12
        figure = QRect(right - wide, top, wide, upper) if narrow else QRect(right - wide, rect.y(), wide, rect.height())
        draw_text(painter, figure, line.figure, theme.font(bold=True), theme.color("text"), Qt.AlignmentFlag.AlignRight)
        name_end = figure.left() - theme.S
        detail_end = right if narrow else name_end
        if line.state is not None:
            # In a narrow list the state goes below the figure, so that the name keeps its room.
            room = QRect(left, top + upper, right - left, lower) if narrow else QRect(left, rect.y(), name_end - left, rect.height())
            detail_end = paint_state(painter, room, line.state, line.state_name) - theme.S
            name_end = name_end if narrow else detail_end
        draw_text(painter, QRect(left, top, name_end - left, upper), line.name, theme.font(), theme.color("text"))
        draw_text(painter, QRect(left, top + upper, detail_end - left, lower), line.detail, theme.font("label"), theme.color("text2"))
        if focused:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))


def _paint_tick(painter: QPainter, box: QRect, *, ticked: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("accent" if ticked else "ctl"), 1))
    painter.setBrush(theme.color("accent" if ticked else "surface"))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.restore()
    if ticked:
        spot = box.adjusted(2, 2, -2, -2)
        painter.drawPixmap(
            spot.topLeft(), theme.pixmap("check", "on_accent", size=spot.width(), ratio=painter.device().devicePixelRatioF())
        )


def paint_state(painter: QPainter, room: QRect, state: MeasureState, words: str) -> int:
    """Paint the state of a measure as a tag at the right end of `room`; returns the tag's left edge."""
    shape, ground, edge, ink = _TONES[state]
    size, height = theme.metrics().mark - 2, theme.line_height("label") + theme.XS
    wide = int(text_width(words, theme.font("label"))) + size + 3 * theme.XS + theme.HAIR + 6
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


class MeasureList(QListView):
    """The list; what it shows comes from `lines_of`."""

    chosen = Signal(str)
    """Another measure is looked at."""
    ticked = Signal(str)
    """Its box was pressed: into the plan or out of it."""
    opened = Signal(str)
    """Enter: on to its parameters."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Model()
        self.setModel(self._lines)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("减排措施"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(self._on_current)

    def set_lines(self, lines: Sequence[MeasureLine]) -> None:
        """Show other lines; the measure that was chosen stays chosen where it is still there."""
        kept, at = self.current(), self.verticalScrollBar().value()
        self._lines.set_lines(tuple(lines))
        if kept and not self.choose(kept):
            self.setCurrentIndex(QModelIndex())
        self.verticalScrollBar().setValue(at)

    def lines(self) -> tuple[MeasureLine, ...]:
        """The lines from top to bottom."""
        return self._lines.lines

    def current(self) -> str:
        """Id of the measure that is looked at; empty for none."""
        index = self.currentIndex()
        return self._lines.lines[index.row()].key if index.isValid() and index.row() < len(self._lines.lines) else ""

    def choose(self, key: str) -> bool:
        """Look at a measure; False where the list does not show it."""
        for number, line in enumerate(self._lines.lines):
            if line.key == key:
                self.setCurrentIndex(self._lines.index(number, 0))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current()
        if key and event.key() == Qt.Key.Key_Space:
            self.ticked.emit(key)
        elif key and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and self._lines.lines[index.row()].kind == "measure":
            box = tick_box(self.visualRect(index)).adjusted(-theme.S, -theme.S, theme.S, theme.S)
            if box.contains(event.position().toPoint()):
                self.ticked.emit(self._lines.lines[index.row()].key)

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid() and self.current():
            self.chosen.emit(self.current())
