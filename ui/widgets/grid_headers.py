"""The heads of the monthly grid: months above, and at the left the names of rows and groups, which stay while the months scroll."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from core.domain.emission import Scope
from core.i18n import _
from ui import theme
from ui.models.monthly_grid import Line, MonthlyGridModel
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text, text_width

_PAD = 6
_NAME_LEFT = 22
_COVER = 3
_COVER_GAP = 4
_SCOPE_TOKENS = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3"}


class MonthHead(QHeaderView):
    """Months and sums: right-aligned over their numbers, a lock before a closed month, green where the selection is.

    Pressing a month selects it; with Shift or with the mouse held, all months up to it.
    """

    picked = Signal(int, bool)

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(theme.metrics().grid_head)
        self.setMinimumSectionSize(8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.logicalIndexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.picked.emit(number, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self.logicalIndexAt(event.position().toPoint())
        if event.buttons() & Qt.MouseButton.LeftButton and number >= 0:
            self.picked.emit(number, True)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        model = self._view.model()
        if not isinstance(model, MonthlyGridModel):
            return
        month = model.is_month(logicalIndex)
        touched = month and self._view.selectionModel().columnIntersectsSelection(logicalIndex)
        total = logicalIndex == len(model.months)
        painter.fillRect(rect, theme.color("sunken"))
        face = theme.font("label", bold=touched or total)
        ink = theme.color("accent" if touched else "text" if total else "text2")
        words = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal))
        width = draw_text(painter, rect.adjusted(2, 0, -_PAD - 1, 0), words, face, ink, Qt.AlignmentFlag.AlignRight)
        if model.is_closed(logicalIndex):
            edge = theme.metrics().label
            at = QPoint(int(rect.right() - _PAD - width - edge - 4), rect.center().y() - edge // 2)
            painter.drawPixmap(at, theme.pixmap("lock", "text2", size=edge, ratio=self.devicePixelRatioF()))
        last_month = logicalIndex == len(model.months) - 1
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), theme.color("line2" if last_month else "line"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))


class RowHead(QHeaderView):
    """Name and unit of each row, and the foldable head of each group."""

    fold_asked = Signal(int)
    picked = Signal(int, bool)
    """A row's name was pressed; True where the selection is to reach to it."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view = view
        self._folded: frozenset[int] = frozenset()
        self._width = self.least_width()
        # The part below the last row is empty paper, not head.
        self.setStyleSheet(f"QHeaderView {{ background: {theme.current().surface}; }}")
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(theme.metrics().grid_row)
        self.setMinimumSectionSize(theme.metrics().grid_row)

    @staticmethod
    def least_width() -> int:
        """Narrowest the names are given, in the type size in force."""
        return 196 * theme.metrics().label // 12

    def set_width(self, width: int) -> None:
        """Give the names so much room."""
        self._width = width
        self.updateGeometry()

    def set_folded(self, folded: frozenset[int]) -> None:
        """Which groups show their head only, by line."""
        self._folded = folded
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._row_at(event)
        if event.button() != Qt.MouseButton.LeftButton or number < 0:
            return
        if self._is_group(number):
            self.fold_asked.emit(number)
        else:
            self.picked.emit(number, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._row_at(event)
        if event.buttons() & Qt.MouseButton.LeftButton and number >= 0 and not self._is_group(number):
            self.picked.emit(number, True)

    def _row_at(self, event: QMouseEvent) -> int:
        return self.logicalIndexAt(event.position().toPoint())

    def _is_group(self, number: int) -> bool:
        model = self._view.model()
        return isinstance(model, MonthlyGridModel) and model.is_group(number)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        model = self._view.model()
        if not isinstance(model, MonthlyGridModel):
            return
        line = model.line(logicalIndex)
        if line.row is None:
            self._paint_group(painter, rect, line, logicalIndex in self._folded)
            return
        touched = self._view.selectionModel().rowIntersectsSelection(logicalIndex)
        painter.fillRect(rect, theme.color("surface"))
        face = theme.font("label")
        unit_width = int(text_width(line.row.unit_label, face))
        unit = QRect(rect.right() - _PAD - _COVER - 2 - unit_width - 2, rect.y(), unit_width + 2, rect.height())
        draw_text(painter, unit, line.row.unit_label, face, theme.color("text2"), Qt.AlignmentFlag.AlignRight)
        gap = _NAME_LEFT * theme.metrics().label // 12
        left = rect.x() + gap
        name = QRect(left, rect.y(), unit.x() - left - _PAD, rect.height())
        draw_text(painter, name, line.row.name, face, theme.color("accent" if touched else "text"))
        if line.row.coverage is not None:
            _paint_coverage(painter, rect, line.row.coverage)
        if line.row.unanswered:
            edge = theme.metrics().mark
            paint_mark(painter, QRectF(rect.x() + (gap - edge) / 2 - 1, rect.center().y() - edge / 2, edge, edge), Mark.HINT)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), theme.color("line2"))

    def _paint_group(self, painter: QPainter, rect: QRect, line: Line, folded: bool) -> None:
        painter.fillRect(rect, theme.color("sunken"))
        edge = theme.metrics().label
        middle = rect.center().y()
        chevron = theme.pixmap("chevron-right" if folded else "chevron-down", "text", size=edge, ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPoint(rect.x() + _PAD, middle - edge // 2 + 1), chevron)
        left = rect.x() + _PAD + edge + _PAD + 2
        square = QRectF(left, middle - 4, 9, 9)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.group.scope in _SCOPE_TOKENS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(_SCOPE_TOKENS[line.group.scope]))
        else:
            painter.setPen(theme.color("text2"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square, 2, 2)
        painter.restore()
        left += 9 + _PAD
        words = QRect(left, rect.y(), rect.right() - left, rect.height())
        width = draw_text(painter, words, line.group.title, theme.font("label", bold=True), theme.color("text"))
        rest = words.adjusted(int(width) + _PAD, 0, 0, 0)
        count = _("{count} 项").format(count=len(line.group.rows))
        if rest.width() >= text_width(count, theme.font("label")):
            draw_text(painter, rest, count, theme.font("label"), theme.color("text2"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))


def _paint_coverage(painter: QPainter, rect: QRect, share: Fraction) -> None:
    """A bar at the right edge, filled from its foot as far as files prove the row's emissions; its length says it, not its colour."""
    height = rect.height() - 2 * _COVER_GAP - 1
    filled = round(height * share)
    left, foot = rect.right() - _COVER - 2, rect.bottom() - _COVER_GAP
    painter.fillRect(left, foot - height, _COVER, height, theme.color("line"))
    painter.fillRect(left, foot - filled, _COVER, filled, theme.color("accent"))


class Corner(QWidget):
    """项目 and 单位 over the names; pressing it selects everything."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTip(_("全选　Ctrl + A"))
        self.setAccessibleName(_("全选"))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect()
        painter.fillRect(box, theme.color("sunken"))
        words = box.adjusted(_PAD + 2, 0, -_PAD - _COVER - 3, 0)
        draw_text(painter, words, _("项目"), theme.font("label"), theme.color("text2"))
        draw_text(painter, words, _("单位"), theme.font("label"), theme.color("text2"), Qt.AlignmentFlag.AlignRight)
        painter.fillRect(box.right(), 0, 1, box.height(), theme.color("line2"))
        painter.fillRect(0, box.bottom(), box.width(), 1, theme.color("line2"))
