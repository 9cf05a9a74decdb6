"""The register of lots: one row of two lines for each, with what of it counts and what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.domain.offset import OffsetSource
from core.i18n import _, mark
from core.workflows.submission_views import LotRow, LotState
from ui import theme
from ui.models.table import Column, TableModel
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

_PAD = 8
_NOTHING = "—"
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
_TONES = {
    LotState.COUNTS: (Mark.DONE, "accent_soft", "accent_line", "accent"),
    LotState.BOUGHT: (Mark.TODO, "sunken", "line2", "text2"),
    LotState.REFUSED: (Mark.BLOCKED, "err_s", "err_s", "err"),
}


def _day(row: LotRow) -> str:
    return row.lot.retired_on.isoformat() if row.lot.retired_on else row.deadline.isoformat()


def _counted(row: LotRow) -> str:
    return f"{row.allocated:,}" if row.state is LotState.COUNTS and row.allocated else _NOTHING


COLUMNS: tuple[Column[LotRow], ...] = (
    Column(mark("批次"), lambda row: row.number),
    Column(mark("产品"), lambda row: row.product_name),
    Column(mark("项目与方法学"), lambda row: row.lot.project),
    Column(mark("登记机构"), lambda row: row.lot.registry),
    Column(mark("年份"), lambda row: str(row.lot.vintage or _NOTHING)),
    Column(mark("序列号起止"), lambda row: row.serials or _NOTHING),
    Column(mark("数量 吨"), lambda row: f"{row.lot.tonnes:,}", "right"),
    Column(mark("注销或期限"), _day),
    Column(mark("计入 吨"), _counted, "right"),
    Column(mark("结余 吨"), lambda row: f"{row.free:,}", "right"),
    Column(mark("证明"), lambda row: str(len(row.proof)) if row.proof else _("缺")),
    Column(mark("状态"), lambda row: row.state_name),
)
PRODUCT, PROJECT, SERIALS, TONNES, DAY, COUNTED, FREE, PROOF, STATE = 1, 2, 5, 6, 7, 8, 9, 10, 11
_TWO_LINES = frozenset({PRODUCT, PROJECT, SERIALS, DAY})
_FLEXIBLE = (PRODUCT, PROJECT, 3)
_SPARED = (3, 4, PROOF)
"""Columns that large type has no room for; what they say stands in the card of the lot."""
_BOLD = frozenset({TONNES, COUNTED})


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: LotTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._table.lots.row(index)
        if row is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if chosen else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if chosen and index.column() == 0:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), theme.color("accent"))
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        number = index.column()
        if number in _TWO_LINES:
            _paint_two_lines(painter, inner, *_two_lines(row, number))
        elif number == PROOF:
            self._paint_proof(painter, inner, row)
        elif number == STATE:
            _paint_state(painter, inner, row)
        else:
            column = self._table.lots.column(number)
            ink = theme.color("text2" if number in {0, 4} else "text")
            draw_text(painter, inner, column.value(row), theme.font("label", bold=number in _BOLD), ink, _ALIGN[column.align])
        if chosen and number == 0 and self._table.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(4, 3, -2, -4))

    def _paint_proof(self, painter: QPainter, inner: QRect, row: LotRow) -> None:
        if not row.proof:
            draw_text(painter, inner, _("缺"), theme.font("label"), theme.color("text2"))
            return
        edge = theme.metrics().mark
        at = QPoint(inner.x(), inner.center().y() - edge // 2)
        painter.drawPixmap(at, theme.pixmap("clip", "accent", size=edge, ratio=painter.device().devicePixelRatioF()))
        draw_text(painter, inner.adjusted(edge + theme.XS, 0, 0, 0), str(len(row.proof)), theme.font("label"), theme.color("accent"))


def _days_words(row: LotRow) -> str:
    """Below the day: until when it had to be retired, or how many days are left for it."""
    if row.days_left is None:
        return _("限 {day}").format(day=row.deadline.isoformat())
    return _("还有 {days} 天").format(days=row.days_left) if row.days_left >= 0 else _("已过 {days} 天").format(days=-row.days_left)


def _two_lines(row: LotRow, number: int) -> tuple[str, str]:
    """What stands above and below in a column of names."""
    lot = row.lot
    if number == PRODUCT:
        kinds = (lot.subtype, _("个人自愿") if lot.source is OffsetSource.PERSONAL else "", _("脱贫地区") if lot.priority_region else "")
        return row.product_name.removesuffix(f"（{lot.subtype}）"), " · ".join(kind for kind in kinds if kind)
    if number == DAY:
        return _day(row), _days_words(row)
    if number == SERIALS:
        return lot.serial_from or _NOTHING, lot.serial_to if lot.serial_to != lot.serial_from else ""
    return lot.project, lot.methodology or lot.location


def _paint_two_lines(painter: QPainter, inner: QRect, upper: str, lower: str) -> None:
    height = theme.line_height("label")
    top = inner.y() + (inner.height() - height * (2 if lower else 1)) // 2
    draw_text(painter, QRect(inner.x(), top, inner.width(), height), upper, theme.font("label"), theme.color("text"))
    if lower:
        line = QRect(inner.x(), top + height, inner.width(), height)
        draw_text(painter, line, lower, theme.font("label"), theme.color("text2"))


def _paint_state(painter: QPainter, inner: QRect, row: LotRow) -> None:
    shape, ground, edge, ink = _TONES[row.state]
    size, height = theme.metrics().mark - 2, theme.line_height("label") + theme.XS
    wide = min(inner.width(), state_width(row.state_name))
    tag = QRect(inner.x(), inner.center().y() - height // 2, wide, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(edge), 1))
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(QRectF(tag).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_TAG, theme.RADIUS_TAG)
    painter.restore()
    paint_mark(painter, QRect(tag.x() + 6, tag.center().y() - size // 2, size, size), shape, ground)
    words = tag.adjusted(6 + size + theme.XS, 0, -theme.XS, 0)
    draw_text(painter, words, row.state_name, theme.font("label"), theme.color(ink))


def state_width(words: str) -> int:
    """Width of a state's tag."""
    return int(text_width(words, theme.font("label"))) + theme.metrics().mark + 3 * theme.XS + 6


class _Head(QHeaderView):
    def __init__(self, table: LotTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(theme.metrics().grid_head)
        self.setMinimumSectionSize(8)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))
        column = self._table.lots.column(logicalIndex)
        words = rect.adjusted(_PAD, 0, -_PAD, 0)
        draw_text(painter, words, _(column.title), theme.font("label"), theme.color("text2"), _ALIGN[column.align])


class LotFoot(QWidget):
    """The sums under the columns they belong to."""

    def __init__(self, table: LotTable, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.setFixedHeight(theme.metrics().table_row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sunken"))
        painter.fillRect(0, 0, self.width(), 2, theme.color("line2"))
        rows = self._table.lots.rows()
        sums: dict[int, int] = {
            TONNES: sum(row.lot.tonnes for row in rows),
            COUNTED: sum(row.allocated for row in rows if row.state is LotState.COUNTS),
            FREE: sum(row.free for row in rows),
        }
        bold = theme.font("label", bold=True)
        draw_text(painter, QRect(_PAD, 2, 160, self.height() - 2), _("合计"), bold, theme.color("text"))
        for number, tonnes in sums.items():
            x, wide = self._table.columnViewportPosition(number), self._table.columnWidth(number)
            box = QRect(x + _PAD, 2, wide - 2 * _PAD, self.height() - 2)
            draw_text(painter, box, f"{tonnes:,}", bold, theme.color("text"), Qt.AlignmentFlag.AlignRight)


class LotTable(QTableView):
    """As high as its rows: the page scrolls, not the table."""

    chosen = Signal(str)
    """Id of the lot that is looked at."""
    opened = Signal(str)
    """Enter: on to what can be done with it."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lots: TableModel[LotRow] = TableModel(COLUMNS)
        self.setModel(self.lots)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalHeader(_Head(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.metrics().table_two_lines)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("抵消登记"))
        self.fitted: Callable[[], object] = self.update
        self.selectionModel().currentRowChanged.connect(lambda: self.chosen.emit(self.current()))

    def set_rows(self, rows: Sequence[LotRow]) -> None:
        """Show other lots; the one that was chosen stays chosen where it is still there."""
        kept = self.current()
        self.lots.set_rows(rows)
        self._fit()
        if kept and self.current() != kept and not self.choose(kept):
            self.setCurrentIndex(QModelIndex())

    def current(self) -> str:
        """Id of the lot that is looked at; empty for none."""
        row = self.lots.row(self.currentIndex())
        return row.lot.id if row is not None else ""

    def choose(self, lot_id: str) -> bool:
        """Look at a lot; False where the table does not show it."""
        for number, row in enumerate(self.lots.rows()):
            if row.lot.id == lot_id:
                self.selectRow(number)
                return True
        return False

    def _fit(self) -> None:
        """Columns as wide as their texts; where there is not enough room, names and serials give way."""
        rows, face = self.lots.rows(), theme.font("label", bold=True)
        widths = []
        for number, column in enumerate(COLUMNS):
            texts = [_(column.title)]
            for row in rows:
                texts += _two_lines(row, number) if number in _TWO_LINES else (column.value(row),)
            wide = max((text_width(text, face) for text in texts), default=0)
            widths.append(int(wide) + 2 * _PAD + theme.HAIR)
        edge = theme.metrics().mark
        widths[PROOF] = max(widths[PROOF], edge + theme.S + 3 * _PAD)
        widths[STATE] = max((state_width(row.state_name) for row in rows), default=widths[STATE]) + 2 * _PAD
        spared = theme.metrics().large and sum(widths) > self.width()
        for number in _SPARED:
            self.setColumnHidden(number, spared)
            widths[number] = 0 if spared else widths[number]
        spare = self.width() - sum(widths)
        if spare < 0:
            flexible = sum(widths[number] for number in _FLEXIBLE)
            for number in _FLEXIBLE:
                widths[number] += spare * widths[number] // flexible
        else:
            shown = [number for number in range(len(widths)) if widths[number]]
            for number in shown:
                widths[number] += spare // len(shown)
        widths[STATE] += self.width() - sum(widths)
        for number, wide in enumerate(widths):
            self.setColumnWidth(number, wide)
        self.setFixedHeight(self.horizontalHeader().height() + len(rows) * theme.metrics().table_two_lines)
        self.fitted()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.current() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)
