"""The events of a venue as a list: name and days, where each stands, and its tonnes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.event import EventForm
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.submission_views import EventCard
from ui import theme
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

_CARD_ROLE = Qt.ItemDataRole.UserRole
_BAR = 3


def days_words(form: EventForm) -> str:
    """When an event takes place."""
    if form.end == form.start:
        return form.start.isoformat()
    tail = form.end.isoformat() if form.end.year != form.start.year else form.end.strftime("%m-%d")
    return f"{form.start.isoformat()}—{tail}"


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.cards: tuple[EventCard, ...] = ()

    def set_cards(self, cards: tuple[EventCard, ...]) -> None:
        """Show other events."""
        self.beginResetModel()
        self.cards = cards
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.cards):
            return None
        card = self.cards[index.row()]
        if role == _CARD_ROLE:
            return card
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            tonnes = _("{tonnes} 吨").format(tonnes=shown(card.tonnes, 2))
            return f"{card.form.name}，{days_words(card.form)}，{card.stage.value}，{tonnes}"
        return card.form.name if role == Qt.ItemDataRole.ToolTipRole else None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(0, theme.metrics().table_two_lines + theme.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        card: EventCard = index.data(_CARD_ROLE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "accent_soft" if chosen else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if chosen:
            painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), theme.color("accent"))
        upper, lower = theme.line_height("body"), theme.line_height("label")
        top = rect.y() + (rect.height() - upper - lower) // 2
        left, right = rect.x() + theme.L, rect.right() - theme.M
        tonnes = shown(card.tonnes, 2) if card.tonnes else "—"
        bold = theme.font(bold=True)
        wide = int(text_width(tonnes, bold)) + theme.HAIR
        draw_text(painter, QRect(right - wide, top, wide, upper), tonnes, bold, theme.color("text"), Qt.AlignmentFlag.AlignRight)
        draw_text(painter, QRect(left, top, right - wide - theme.M - left, upper), card.form.name, theme.font(), theme.color("text"))
        self._paint_state(painter, QRect(left, top + upper, right - left, lower), card, ground)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_state(self, painter: QPainter, line: QRect, card: EventCard, ground: str) -> None:
        """Days at the left; at the right where the dossier stands, or how much it still lacks."""
        words = _("差 {count} 项").format(count=card.blocking) if card.blocking else card.stage.value
        face = theme.font("label")
        wide = int(text_width(words, face)) + theme.HAIR
        at = QRect(line.right() + 1 - wide, line.y(), wide, line.height())
        draw_text(painter, at, words, face, theme.color("text2"))
        edge = theme.metrics().mark - 2
        shape = Mark.TODO if card.blocking else Mark.DONE
        spot = QRectF(at.left() - edge - theme.XS, line.center().y() - edge / 2 + 0.5, edge, edge)
        paint_mark(painter, spot, shape, ground)
        room = QRect(line.x(), line.y(), int(spot.left()) - theme.M - line.x(), line.height())
        draw_text(painter, room, days_words(card.form), face, theme.color("text2"))


class EventList(QListView):
    """Walked with the arrows; Enter goes on to the form."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = _Model()
        self.setModel(self._cards)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(_("活动"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(lambda: self.chosen.emit(self.current()) if self.current() else None)

    def set_cards(self, cards: Sequence[EventCard]) -> None:
        """Show other events; the one that was chosen stays chosen where it is still there. Nobody is told."""
        kept = self.current()
        self.selectionModel().blockSignals(True)
        self._cards.set_cards(tuple(cards))
        if kept:
            self.choose(kept)
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def current(self) -> str:
        """Dossier of the event that is looked at; empty for none."""
        index = self.currentIndex()
        return str(self._cards.cards[index.row()].dossier.id) if index.isValid() and index.row() < len(self._cards.cards) else ""

    def choose(self, dossier_id: str) -> bool:
        """Look at an event; False where there is none."""
        for number, card in enumerate(self._cards.cards):
            if card.dossier.id == dossier_id:
                self.setCurrentIndex(self._cards.index(number, 0))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.current() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)
