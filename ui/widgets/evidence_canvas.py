"""The pages of an attached file below each other: zoomed, turned, with numbered green boxes over what the form took from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from core.errors import AppError
from core.i18n import _
from ui import theme
from ui.widgets.bill_cells import paint_number
from ui.widgets.evidence_paper import Job, Sheets, turned
from ui.widgets.text import draw_text

_ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
_HAIR = 0.004
_PER_POINT = 96 / 72
_SLICE = 0.012
"""Seconds that a page is drawn at a time, so that typing never waits for it."""

_TURNS = 4
_WHEEL_NOTCH = 120
_TINT = 22


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, in points from its upper left corner, with its number and the field that it belongs to."""

    number: int
    field: str
    page: int
    rect: QRectF


class EvidenceCanvas(QAbstractScrollArea):
    """Only pages in sight are drawn, one after the other, in slices of time; only they are kept."""

    turned_page = Signal(int)
    zoomed = Signal()
    box_clicked = Signal(str)
    failed = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: Sheets | None = None
        self._open: list[Sheets] = []
        let_go = partial(_let_go, self._open)
        self.destroyed.connect(let_go)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(let_go)
        self._places: list[QRect] = []
        self._images: dict[int, QImage] = {}
        self._broken: set[int] = set()
        self._boxes: tuple[Box, ...] = ()
        self._focused = ""
        self._quarter = 0
        self._fitting = True
        self._zoom = 1.0
        self._page = 0
        self._turn = 0
        self._job: tuple[int, Job] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._draw_on)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("票据原件"))
        self.viewport().setMouseTracking(True)
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("sunken"))
        self.setPalette(palette)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_sheets(self, sheets: Sheets | None) -> None:
        """Show another file, from its beginning; the one before is let go."""
        self._stop()
        _let_go(self._open)
        if sheets is not None:
            self._open.append(sheets)
        self._sheets = sheets
        self._boxes, self._focused = (), ""
        self._quarter, self._page = 0, 0
        self._fitting = True
        self._images.clear()
        self._lay_out(QPointF(0, 0))
        self.verticalScrollBar().setValue(0)

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """Lay numbered boxes over the pages."""
        self._boxes = tuple(boxes)
        self.viewport().update()

    def boxes(self) -> tuple[Box, ...]:
        """The boxes that lie over the pages."""
        return self._boxes

    def focus_box(self, field: str) -> None:
        """Bring the place of a field into sight and draw it stronger."""
        self._focused = field
        box = next((one for one in self._boxes if one.field == field), None)
        if box is not None:
            spot = self._on_canvas(box)
            self._bring(self.verticalScrollBar(), spot.top(), spot.bottom(), self.viewport().height())
            self._bring(self.horizontalScrollBar(), spot.left(), spot.right(), self.viewport().width())
        self.viewport().update()

    @staticmethod
    def _bring(bar: QScrollBar, first: float, last: float, room: int) -> None:
        if first - theme.XXL < bar.value() or last + theme.XXL > bar.value() + room:
            bar.setValue(round((first + last - room) / 2))

    def count(self) -> int:
        """How many pages there are."""
        return len(self._sheets.sizes) if self._sheets is not None else 0

    @property
    def page(self) -> int:
        """The page in view, from 0."""
        return self._page

    @property
    def zoom(self) -> float:
        """1 is the size on paper."""
        return self._zoom

    @property
    def quarter(self) -> int:
        """Quarter turns to the right."""
        return self._quarter

    def is_drawing(self) -> bool:
        """Whether a page in sight is still to come."""
        return self._timer.isActive()

    def go_to(self, page: int) -> None:
        """Bring the head of a page to the top."""
        if self._places:
            place = self._places[max(0, min(page, self.count() - 1))]
            self.verticalScrollBar().setValue(place.top() - theme.S)

    def turn(self) -> None:
        """Turn all pages by a quarter to the right."""
        self._quarter = (self._quarter + 1) % _TURNS
        self._images.clear()
        self._lay_out(QPointF(0, 0))

    def fit_width(self) -> None:
        """Make the pages as wide as the view, now and when it is resized."""
        self._fitting = True
        self._lay_out(QPointF(0, 0))

    def step_zoom(self, step: int, at: QPointF | None = None) -> None:
        """One size larger (1) or smaller (-1)."""
        larger = [zoom for zoom in _ZOOMS if zoom > self._zoom + _HAIR]
        smaller = [zoom for zoom in reversed(_ZOOMS) if zoom < self._zoom - _HAIR]
        if wanted := (larger if step > 0 else smaller)[:1]:
            self._fitting = False
            self._zoom = wanted[0]
            self._lay_out(at or QRectF(self.viewport().rect()).center())

    def can_step(self, step: int) -> bool:
        """Whether there is a size beyond."""
        return self.count() > 0 and (self._zoom < _ZOOMS[-1] if step > 0 else self._zoom > _ZOOMS[0])

    # ---- where the pages lie ----------------------------------------------------------------------------------------

    def _sizes(self) -> list[QSizeF]:
        return [turned(size, self._quarter) for size in self._sheets.sizes] if self._sheets is not None else []

    def _lay_out(self, at: QPointF) -> None:
        """Place all pages; what lies under `at` stays there."""
        held = self._under(at)
        room, margin, sizes = self.viewport().size(), theme.XL, self._sizes()
        widest = max((size.width() for size in sizes), default=1.0)
        if self._fitting:
            self._zoom = min(_ZOOMS[-1], max(_ZOOMS[0], (room.width() - 2 * margin) / (widest * _PER_POINT)))
        scale = self._zoom * _PER_POINT
        whole = max(room.width(), round(widest * scale) + 2 * margin)
        self._places, below = [], margin
        for size in sizes:
            width, height = round(size.width() * scale), round(size.height() * scale)
            self._places.append(QRect((whole - width) // 2, below, width, height))
            below += height + theme.L
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, below - theme.L + margin - room.height()))
        across.setRange(0, whole - room.width())
        for bar, length in ((down, room.height()), (across, room.width())):
            bar.setPageStep(max(1, length - theme.XXL))
            bar.setSingleStep(theme.XXL)
        self._hold(held, at)
        self._stop()
        self._broken.clear()
        self._look()
        self.viewport().update()
        self.zoomed.emit()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _under(self, at: QPointF) -> tuple[int, float, float] | None:
        spot = at + self._offset()
        for number, place in enumerate(self._places):
            if spot.y() <= place.bottom() + theme.L:
                return number, (spot.x() - place.left()) / place.width(), (spot.y() - place.top()) / place.height()
        return None

    def _hold(self, held: tuple[int, float, float] | None, at: QPointF) -> None:
        if held is None or held[0] >= len(self._places):
            return
        place = self._places[held[0]]
        self.horizontalScrollBar().setValue(round(place.left() + held[1] * place.width() - at.x()))
        self.verticalScrollBar().setValue(round(place.top() + held[2] * place.height() - at.y()))

    def _in_sight(self) -> list[int]:
        sight = self.viewport().rect().translated(self._offset())
        return [number for number, place in enumerate(self._places) if place.intersects(sight)]

    def _look(self) -> None:
        """Note which page is in view: the one of which most is seen."""
        sight = self.viewport().rect().translated(self._offset())
        page = max(range(len(self._places)), key=lambda number: self._places[number].intersected(sight).height(), default=0)
        if page != self._page:
            self._page = page
            self.turned_page.emit(page)

    def _on_canvas(self, box: Box) -> QRectF:
        """Where a box lies on the canvas, as its page is turned."""
        if self._sheets is None or box.page >= len(self._places):
            return QRectF()
        size, place = self._sheets.sizes[box.page], self._places[box.page]
        width, height, rect = size.width(), size.height(), box.rect
        if self._quarter == 1:
            rect = QRectF(height - rect.bottom(), rect.left(), rect.height(), rect.width())
        elif self._quarter == 2:
            rect = QRectF(width - rect.right(), height - rect.bottom(), rect.width(), rect.height())
        elif self._quarter == 3:
            rect = QRectF(rect.top(), width - rect.right(), rect.height(), rect.width())
        scale = place.width() / turned(size, self._quarter).width()
        return QRectF(place.left() + rect.left() * scale, place.top() + rect.top() * scale, rect.width() * scale, rect.height() * scale)

    # ---- drawing in slices ------------------------------------------------------------------------------------------

    def _wanted(self, number: int) -> int:
        return round(self._places[number].width() * self.viewport().devicePixelRatioF())

    def _draw_on(self) -> None:
        """Draw the next page in sight for a moment."""
        if self._job is None:
            number = next((one for one in self._in_sight() if one not in self._images and one not in self._broken), None)
            if number is None or self._sheets is None:
                self._timer.stop()
                return
            self._job = (number, self._sheets.begin(number, self._wanted(number), self._quarter))
        number, job = self._job
        try:
            image = job.step(_SLICE)
        except AppError as error:
            self._job = None
            self._broken.add(number)
            QTimer.singleShot(0, self, partial(self.failed.emit, error))
            self.viewport().update()
            return
        if image is not None:
            self._job = None
            self._images[number] = image
            self.viewport().update()

    def _stop(self) -> None:
        """Give up what is being drawn; what was drawn stays until it is replaced, so that nothing flickers."""
        if self._job is not None:
            self._job[1].stop()
            self._job = None
        self._images = {number: image for number, image in self._images.items() if self._fits(number, image)}
        self._timer.start() if self._sheets is not None else self._timer.stop()

    def _fits(self, number: int, image: QImage) -> bool:
        return number < len(self._places) and abs(image.width() - self._wanted(number)) <= 1

    # ---- events -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(QPointF(0, 0))

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._look()
        self._timer.start() if self._sheets is not None else None
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._turn += event.angleDelta().y()
        if abs(self._turn) >= _WHEEL_NOTCH:
            self.step_zoom(1 if self._turn > 0 else -1, event.position())
            self._turn = 0
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deeds: dict[int, Callable[[], None]] = {
            int(Qt.Key.Key_Plus): lambda: self.step_zoom(1),
            int(Qt.Key.Key_Equal): lambda: self.step_zoom(1),
            int(Qt.Key.Key_Minus): lambda: self.step_zoom(-1),
            int(Qt.Key.Key_0): self.fit_width,
            int(Qt.Key.Key_R): self.turn,
            int(Qt.Key.Key_Home): lambda: self.go_to(0),
            int(Qt.Key.Key_End): lambda: self.go_to(self.count() - 1),
        }
        deed = deeds.get(event.key())
        if deed is not None and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier:
            deed()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position() + self._offset()
        box = next((one for one in self._boxes if self._on_canvas(one).contains(at)), None)
        if box is not None:
            self.box_clicked.emit(box.field)
        super().mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        sight = self._in_sight()
        self._images = {number: image for number, image in self._images.items() if number in sight}
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in sight:
            place = self._places[number].translated(-self._offset())
            painter.fillRect(place.adjusted(-1, -1, 1, 1), theme.color("line2"))
            # Paper is white in the dark, too.
            painter.fillRect(place, QColor(theme.LIGHT.surface))
            image = self._images.get(number)
            if image is not None:
                painter.drawImage(place, image)
            elif number in self._broken:
                words = _("第 {page} 页画不出来").format(page=number + 1)
                draw_text(painter, place, words, theme.font(), QColor(theme.LIGHT.text2), Qt.AlignmentFlag.AlignHCenter)
        self._paint_boxes(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), theme.HAIR))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_boxes(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # On white paper, whatever the colours of the window.
        ink = QColor(theme.LIGHT.accent)
        disc = theme.line_height("label")
        for box in self._boxes:
            spot = self._on_canvas(box).translated(-QPointF(self._offset()))
            if spot.isEmpty():
                continue
            spot.adjust(-theme.XS, -theme.HAIR, theme.XS, theme.HAIR)
            tint = QColor(ink)
            tint.setAlpha(_TINT * (2 if box.field == self._focused else 1))
            painter.setPen(QPen(ink, 3 if box.field == self._focused else 2))
            painter.setBrush(tint)
            painter.drawRoundedRect(spot, 2, 2)
            # Beside the corner, so that small print stays readable.
            paint_number(painter, QRect(round(spot.right()) - theme.XS, round(spot.top()) - disc // 2, disc, disc), box.number)


def _let_go(held: list[Sheets]) -> None:
    """Close what is open, also when the widget is gone."""
    while held:
        held.pop().close()
