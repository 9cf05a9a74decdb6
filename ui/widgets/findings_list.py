"""The list of findings below a table: one line each, walked with the arrows, every line a link to its place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.domain.finding import Severity
from core.domain.period import Month
from core.i18n import _
from core.workflows.views import FindingView
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.formula import pretty
from ui.widgets.marks import Mark, mark_of, paint_mark
from ui.widgets.text import Text, draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

_ROW_ROLE = Qt.ItemDataRole.UserRole
_NAMED = 4
_RANK = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line: a finding, or all the cells of one month that still wait for a figure.

    Attributes:
        sign: the mark at the left.
        name: where it is.
        words: what it is.
        view: the finding that opening the line leads to.
    """

    sign: Mark
    name: str
    words: str
    view: FindingView


def rows_of(findings: Sequence[FindingView], empty: Collection[str]) -> tuple[FindingRow, ...]:
    """What blocks first, then what is asked, then hints, then each month's empty cells as one line; what is answered last.

    Args:
        findings: what fired on this page.
        empty: keys of the findings that only say that a cell has no figure yet.
    """
    rows: list[FindingRow] = []
    waiting: dict[Month, list[FindingView]] = {}
    for view in sorted(findings, key=lambda view: (view.finding.answered, _RANK[view.severity])):
        month = view.finding.place.month
        if month is not None and view.finding.key() in empty:
            waiting.setdefault(month, []).append(view)
            continue
        words = view.finding.explanation if view.finding.answered else without_place(view)
        rows.append(FindingRow(mark_of(view.finding), view.finding.place_name or view.title, words, view))
    answered = next((n for n, row in enumerate(rows) if row.view.finding.answered), len(rows))
    rows[answered:answered] = [_month_row(month, waiting[month]) for month in sorted(waiting)]
    return tuple(rows)


def without_place(view: FindingView) -> str:
    """The message where its place is already named beside it."""
    return view.message.removeprefix(f"{view.finding.place_name}：").removeprefix(f"{view.finding.place_name}: ")


def _month_row(month: Month, views: Sequence[FindingView]) -> FindingRow:
    suffix = _("{month}月").format(month=month.month)
    names = [view.finding.place_name.removesuffix(suffix).strip() for view in views]
    name = f"{suffix} {'、'.join(names[:_NAMED])}"
    if len(names) > _NAMED:
        name += _(" 等 {count} 项").format(count=len(names))
    return FindingRow(Mark.TODO, name, _("待填；没有就写「没有用量」和原因"), views[0])


def row_height() -> int:
    """Height of one finding in the type size in force."""
    return theme.line_height("label") + theme.M


class FindingsModel(QAbstractListModel):
    """Findings as a list."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[FindingRow, ...] = ()

    def set_rows(self, rows: Sequence[FindingRow]) -> None:
        """Show other findings."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rows(self) -> tuple[FindingRow, ...]:
        """What is shown."""
        return self._rows

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == _ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.name} {row.words} {row.view.finding.rule}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.sign.words} {row.name} {row.words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (row.name, row.words, row.view.expected, row.view.why) if part)
        return None


class _FindingDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(0, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: FindingRow = index.data(_ROW_ROLE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if chosen else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        edge = theme.metrics().mark
        paint_mark(painter, QRectF(rect.x() + theme.M, rect.center().y() - edge / 2, edge, edge), row.sign, ground)
        label, bold = theme.font("label"), theme.font("label", bold=True)
        rule_words = row.view.finding.rule
        rule_width = int(text_width(rule_words, label)) + 2
        rule = QRect(rect.right() - theme.M - rule_width, rect.y(), rule_width, rect.height())
        draw_text(painter, rule, rule_words, label, theme.color("text2"), Qt.AlignmentFlag.AlignRight)
        x = rect.x() + theme.M + edge + theme.S
        room = rule.x() - theme.S - x
        x += int(draw_text(painter, QRect(x, rect.y(), room, rect.height()), row.name, bold, theme.color("text"))) + theme.S
        rest = QRect(x, rect.y(), max(0, rule.x() - theme.S - x), rect.height())
        draw_text(painter, rest, pretty(row.words), label, theme.color("text2"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))


class _List(QListView):
    opened = Signal(QModelIndex)

    def keyPressEvent(self, event: object) -> None:
        key = event.key()  # type: ignore[attr-defined]
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]


class FindingsList(QWidget):
    """检查: how many of what, the key that goes to the next, and the lines; it is as high as its lines up to a limit."""

    chosen = Signal(object)
    """A `FindingView` was opened."""

    def __init__(self, *, most_rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most_rows
        self._model = FindingsModel()
        self._title = Text(_("检查"), "body", bold=True)
        self._summary = Text("", "label", "text2")
        self.next_button = Button(_("F8 下一项"), "link")
        self.next_button.clicked.connect(self.go_next)
        head = QWidget(self)
        head.setFixedHeight(theme.metrics().field)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.M, 0, theme.M, 0)
        row.setSpacing(theme.S)
        row.addWidget(self._title)
        row.addWidget(self._summary, 1)
        row.addWidget(self.next_button)
        self.list = _List(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_FindingDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("检查结果"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.list.clicked.connect(self._open)
        self.list.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.list)
        self.set_rows((), 0)

    def set_rows(self, rows: Sequence[FindingRow], missing: int) -> None:
        """Show other findings; `missing` is how many cells still wait for a figure."""
        kept = self.current()
        self._model.set_rows(rows)
        real = [row.view for row in rows if row.sign is not Mark.TODO]
        blocking = sum(1 for view in real if view.severity is Severity.BLOCK)
        answered = sum(1 for view in real if view.finding.answered)
        words = [_("{count} 项阻断").format(count=blocking), _("{count} 项提示").format(count=len(real) - blocking - answered)]
        if answered:
            words.append(_("{count} 项已说明").format(count=answered))
        words.append(_("{count} 格待填").format(count=missing))
        self._summary.setText(_("，").join(words))
        self.next_button.setVisible(bool(rows))
        self.list.setVisible(bool(rows))
        self.set_most_rows(self._most)
        if kept is not None:
            self.highlight(kept.view.finding.key())

    @staticmethod
    def head_height() -> int:
        """Height without any line."""
        return theme.metrics().field + 1

    def set_most_rows(self, rows: int) -> None:
        """Let so many lines be seen at once; the others scroll."""
        self._most = rows
        self.list.setFixedHeight(row_height() * min(self._model.rowCount(), rows))

    def summary(self) -> str:
        """How many of what, as it stands in the head."""
        return self._summary.plain()

    def rows(self) -> tuple[FindingRow, ...]:
        """The lines from top to bottom."""
        return self._model.rows()

    def current(self) -> FindingRow | None:
        """The line on which the list stands."""
        index = self.list.currentIndex()
        return self._model.rows()[index.row()] if index.isValid() and index.row() < self._model.rowCount() else None

    def highlight(self, key: str) -> None:
        """Stand on the line of a finding without opening it; on none for an unknown key."""
        number = next((n for n, row in enumerate(self._model.rows()) if row.view.finding.key() == key), -1)
        self.list.setCurrentIndex(self._model.index(number, 0) if number >= 0 else QModelIndex())
        if number < 0:
            self.list.clearSelection()

    def go_next(self) -> None:
        """Open the next finding, from the last the first again (F8)."""
        count = self._model.rowCount()
        if not count:
            return
        index = self._model.index((self.list.currentIndex().row() + 1) % count, 0)
        self.list.setCurrentIndex(index)
        self._open(index)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.rows()[index.row()].view)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("line2"))
        painter.fillRect(0, self.list.y() - 1, self.width(), 1, theme.color("line"))
