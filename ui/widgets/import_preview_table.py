"""The items of a file, one line each: what becomes of it, where it stands, before and after, its effect, the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.i18n import _, mark
from core.workflows.import_views import Fate, PreviewRow
from ui import theme
from ui.models.table import Column, TableModel
from ui.widgets.import_table import ALIGN, PAD, AnyIndex, LineTable, wide
from ui.widgets.import_words import FATE_ICONS, FATES, row_effect, row_words
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text


def _in_file(row: PreviewRow) -> str:
    return row.after or row.found


def _in_sheet(row: PreviewRow) -> str:
    """The place without the sheet, which is the same for every row."""
    return (_("第 {row} 行 {column} 列") if row.column else _("第 {row} 行")).format(row=row.row, column=row.column)


COLUMNS: tuple[Column[PreviewRow], ...] = (
    Column(mark("结果"), lambda row: _(FATES[row.fate])),
    Column(mark("在文件里"), lambda row: row.place, tip=lambda row: row.place),
    Column(mark("项目"), lambda row: row.name, tip=row_words),
    Column(mark("月份或账期"), lambda row: row.period),
    Column(mark("账本现有"), lambda row: row.before, "right"),
    Column(mark("文件里的"), _in_file, "right"),
    Column(mark("影响 tCO₂e"), row_effect, "right"),
    Column(mark("原因"), lambda row: row.reason, tip=row_words),
)
FATE, PLACE, NAME, PERIOD, BEFORE, AFTER, EFFECT, REASON = range(8)
_OF_ONE_SHEET = (COLUMNS[FATE], Column(COLUMNS[PLACE].title, _in_sheet, tip=lambda row: row.place), *COLUMNS[NAME:])
_QUIET = frozenset({PLACE, PERIOD, BEFORE, REASON})
_MOST = {PLACE: 17, NAME: 20, PERIOD: 16, BEFORE: 18, AFTER: 18}
"""The widest that a column of texts may be, in signs of its type; what is longer is cut and shown whole below the table."""
_LEAST_REASON = 12


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: PreviewTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self._table.items.row(index)
        if row is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if chosen else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        number = index.column()
        if chosen and number == FATE:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), theme.color("accent"))
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        column = self._table.items.column(number)
        if number == FATE:
            inner = _paint_fate(painter, inner, row.fate, ground)
        quiet = number in _QUIET or row.fate is Fate.UNCHANGED or (number == AFTER and row.fate is Fate.REFUSED)
        bold = number == FATE or (number == AFTER and row.fate in {Fate.NEW, Fate.CHANGED})
        ink = theme.color("text2" if quiet else "text")
        draw_text(painter, inner, column.value(row), theme.font("label", bold=bold and not quiet), ink, ALIGN[column.align])
        if chosen and number == FATE and self._table.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(4, 2, -2, -3))


def _paint_fate(painter: QPainter, inner: QRect, fate: Fate, ground: str) -> QRect:
    """Paint the shape of a fate and give the room that is left for its word."""
    edge = theme.metrics().mark
    at = QRect(inner.x(), inner.center().y() - edge // 2 + 1, edge, edge)
    if fate is Fate.REFUSED:
        paint_mark(painter, at, Mark.BLOCKED, ground)
    else:
        name, token = FATE_ICONS[fate]
        painter.drawPixmap(at.topLeft(), theme.pixmap(name, token, size=edge, ratio=painter.device().devicePixelRatioF()))
    return inner.adjusted(edge + theme.XS + 1, 0, 0, 0)


class PreviewTable(LineTable):
    """Every item of the file, in its order."""

    moved = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(_("文件里的各项"), theme.metrics().table_dense, parent=parent)
        self.items: TableModel[PreviewRow] = TableModel(COLUMNS)
        self.setModel(self.items)
        self.setItemDelegate(_Delegate(self))
        self.head.right = frozenset(number for number, column in enumerate(COLUMNS) if column.align == "right")
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.moved.emit())

    def set_rows(self, rows: Sequence[PreviewRow]) -> None:
        """Show other items, from the first."""
        several = len({row.sheet for row in rows}) > 1
        self.items.set_columns(COLUMNS if several else _OF_ONE_SHEET, rows)
        self.setColumnHidden(REASON, not any(row.reason for row in rows))
        self.setColumnHidden(BEFORE, not any(row.before for row in rows))
        self.fit()
        if rows:
            self.selectRow(0)
        self.scrollToTop()
        self.moved.emit()

    def current(self) -> PreviewRow | None:
        """The item that is looked at."""
        return self.items.row(self.currentIndex())

    def item(self, index: QModelIndex) -> PreviewRow | None:
        """The item behind an index."""
        return self.items.row(index)

    def fit(self) -> None:
        """Columns as wide as their texts; reasons take what is left, or the names where there are none."""
        rows, label = self.items.rows(), theme.metrics().label
        widths = []
        for number, column in enumerate(map(self.items.column, range(len(COLUMNS)))):
            needed = wide((column.value(row) for row in rows), column.title, bold=number in {FATE, AFTER})
            widths.append(0 if self.isColumnHidden(number) else min(needed, _MOST[number] * label) if number in _MOST else needed)
        widths[FATE] += theme.metrics().mark + theme.S
        with_reason = not self.isColumnHidden(REASON)
        stretched = [number for number in (NAME, PERIOD, BEFORE, AFTER) if not self.isColumnHidden(number)]
        least = _LEAST_REASON * label if with_reason else 0
        spare = self.viewport().width() - sum(widths[:REASON]) - least
        for number in (PLACE, BEFORE, AFTER, NAME, PERIOD):
            # Where the reason would be squeezed out, the texts before it give way first.
            cut = min(max(0, -spare), max(0, widths[number] - 8 * label))
            widths[number] -= cut
            spare += cut
        widths[REASON] = least + max(0, spare)
        if not with_reason:
            for number in stretched:
                widths[number] += max(0, spare) // len(stretched)
        for number, one in enumerate(widths):
            self.setColumnWidth(number, one)
