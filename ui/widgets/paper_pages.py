"""The pages of a PDF on the screen: drawn one by one as they come in sight, at the screen's own sharpness."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from core.errors import AppError, EnvironmentFault, FileError, RuleError
from core.i18n import _
from ui import theme

POINTS_PER_INCH = 72
_PIXELS_PER_INCH = 96
_ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_HAIR = 0.004
"""Sizes closer than this are the same."""
_WHEEL_NOTCH = 120
_MOST_PIXELS = 128 * 1024 * 1024
"""Half a gigabyte; an A3 page at 600 dpi has 70 million pixels. More would be taken from the machine without asking it."""


class Paper:
    """A PDF in memory: its bytes, the sizes of its pages in points, and each page as a picture."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            EnvironmentFault: the library that draws PDF is missing.
            FileError: it is no PDF.
        """
        try:
            # Heavy, and most starts of the program show no paper.
            import pypdfium2  # type: ignore[import-untyped]
        except (ImportError, OSError) as error:
            raise EnvironmentFault(
                "paper.no_viewer", _("不能预览：显示 PDF 的组件不可用。"), _("文件已经写好，可以直接另存为 PDF。")
            ) from error
        self.data = data
        self._fault: type[Exception] = pypdfium2.PdfiumError
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.sizes = tuple(QSizeF(*self._document.get_page_size(number)) for number in range(len(self._document)))
        except self._fault as error:
            raise FileError("paper.unreadable", _("不能预览：写出的 PDF 读不出来。"), _("账本不受影响。请再试一次。")) from error

    def image(self, number: int, width: int) -> QImage:
        """One page.

        Args:
            number: the page, from 0.
            width: of the picture, in device pixels.

        Raises:
            RuleError: the page cannot be drawn this large.
        """
        size = self.sizes[number]
        if width * width * size.height() / size.width() > _MOST_PIXELS:
            raise self._too_large(number)
        try:
            page = self._document[number]
            # pdfium rounds up; a hair less makes it exactly the width.
            bitmap = page.render(scale=(width - 0.01) / page.get_width(), prefer_bgrx=True)
            picture = QImage(memoryview(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
            bitmap.close()
            page.close()
        except (self._fault, MemoryError, ValueError) as error:
            raise self._too_large(number) from error
        if picture.isNull():
            raise self._too_large(number)
        return picture

    def _too_large(self, number: int) -> RuleError:
        message = _("第 {page} 页没有画出来：内存不够。").format(page=number + 1)
        return RuleError("paper.page", message, _("请缩小后再看；另存的 PDF 不受影响。"))

    def close(self) -> None:
        """Let go of the document; the bytes stay."""
        self._document.close()


class PageView(QAbstractScrollArea):
    """The pages one below the other on the sunken ground; only those in sight are drawn, and only they are kept."""

    turned = Signal(int)
    """Number of the page in view, from 0."""
    zoomed = Signal()
    failed = Signal(object)

    def __init__(self, paper: Paper, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper = paper
        self._places: list[QRect] = []
        self._images: dict[int, QImage] = {}
        self._broken: set[int] = set()
        self._fitting = True
        self._zoom = 1.0
        self._page = 0
        self._turn = 0
        self._ringed = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAutoFillBackground(True)
        self.dress()

    def dress(self) -> None:
        """Take on the colours in force, also behind the scroll bars."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("sunken"))
        self.setPalette(palette)

    def count(self) -> int:
        """How many pages there are."""
        return len(self._paper.sizes)

    @property
    def page(self) -> int:
        """The page in view, from 0."""
        return self._page

    @property
    def zoom(self) -> float:
        """1 is the size on paper."""
        return self._zoom

    @property
    def fits(self) -> bool:
        """Whether the width of the pages follows that of the window."""
        return self._fitting

    @property
    def is_whole(self) -> bool:
        """Whether a page is shown as large as on paper."""
        return abs(self._zoom - 1) < _HAIR and not self._fitting

    def go_to(self, page: int) -> None:
        """Bring the head of a page to the top."""
        place = self._places[max(0, min(page, self.count() - 1))]
        self.verticalScrollBar().setValue(place.top() - theme.S)

    def fit_width(self) -> None:
        """Make the pages as wide as the window, now and when it is resized."""
        self._fitting = True
        self._lay_out(QPointF(0, 0))

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Show the pages at a size; `at` is the point of the view that stays where it is, its middle when left out."""
        self._fitting = False
        self._zoom = zoom
        self._lay_out(at or QRectF(self.viewport().rect()).center())

    def step_zoom(self, step: int, at: QPointF | None = None) -> None:
        """One size larger (1) or smaller (-1)."""
        larger = [zoom for zoom in _ZOOMS if zoom > self._zoom + _HAIR]
        smaller = [zoom for zoom in reversed(_ZOOMS) if zoom < self._zoom - _HAIR]
        if wanted := (larger if step > 0 else smaller)[:1]:
            self.set_zoom(wanted[0], at)

    def can_step(self, step: int) -> bool:
        """Whether there is a size beyond."""
        return self._zoom < _ZOOMS[-1] if step > 0 else self._zoom > _ZOOMS[0]

    # ---- where the pages lie ----------------------------------------------------------------------------------------

    def _lay_out(self, at: QPointF) -> None:
        """Place all pages; what lies under `at` stays there."""
        held = self._under(at)
        room, margin = self.viewport().size(), theme.XL
        widest = max((size.width() for size in self._paper.sizes), default=1.0)
        per_point = _PIXELS_PER_INCH / POINTS_PER_INCH
        if self._fitting:
            self._zoom = min(_ZOOMS[-1], max(_ZOOMS[0], (room.width() - 2 * margin) / (widest * per_point)))
        scale = self._zoom * per_point
        whole = max(room.width(), round(widest * scale) + 2 * margin)
        self._places, below = [], margin
        for size in self._paper.sizes:
            width, height = round(size.width() * scale), round(size.height() * scale)
            self._places.append(QRect((whole - width) // 2, below, width, height))
            below += height + theme.L
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, below - theme.L + margin - room.height()))
        down.setPageStep(max(1, room.height() - theme.XXL))
        down.setSingleStep(theme.XXL)
        across.setRange(0, whole - room.width())
        across.setPageStep(room.width())
        across.setSingleStep(theme.XXL)
        self._hold(held, at)
        self._images.clear()
        self._broken.clear()
        self._look()
        self.viewport().update()
        self.zoomed.emit()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _under(self, at: QPointF) -> tuple[int, float, float] | None:
        """The page under a point of the view, and the point in shares of it; above the page in pixels, as margins do not grow."""
        spot = at + self._offset()
        for number, place in enumerate(self._places):
            if spot.y() <= place.bottom() + theme.L or number == self.count() - 1:
                y = spot.y() - place.top()
                return number, (spot.x() - place.left()) / place.width(), y / place.height() if y > 0 else y
        return None

    def _hold(self, held: tuple[int, float, float] | None, at: QPointF) -> None:
        if held is None:
            return
        number, x, y = held
        place = self._places[number]
        self.horizontalScrollBar().setValue(round(place.left() + x * place.width() - at.x()))
        self.verticalScrollBar().setValue(round(place.top() + (y * place.height() if y > 0 else y) - at.y()))

    def _in_sight(self) -> list[int]:
        sight = self.viewport().rect().translated(self._offset())
        return [number for number, place in enumerate(self._places) if place.intersects(sight)]

    def _look(self) -> None:
        """Note which page is in view: the one of which most is seen."""
        sight = self.viewport().rect().translated(self._offset())
        page = max(range(self.count()), key=lambda number: self._places[number].intersected(sight).height(), default=0)
        if page != self._page:
            self._page = page
            self.turned.emit(page)

    # ---- events -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(QPointF(0, 0))

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._look()
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
        turn = {int(Qt.Key.Key_PageDown): 1, int(Qt.Key.Key_PageUp): -1}.get(event.key(), 0)
        if turn and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.go_to(self._page + turn)
        elif event.key() == Qt.Key.Key_Home:
            self.verticalScrollBar().setValue(0)
        elif event.key() == Qt.Key.Key_End:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A ring around the whole paper is wanted by who walks with Tab, and in the way of who reads.
        self._ringed = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ringed = False
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        ratio = self.viewport().devicePixelRatioF()
        sight = self._in_sight()
        self._images = {number: image for number, image in self._images.items() if number in sight}
        for number in sight:
            place = self._places[number].translated(-self._offset())
            painter.fillRect(place.adjusted(-1, -1, 1, 1), theme.color("line"))
            painter.fillRect(place, theme.color("surface"))
            image = self._drawn(number, round(place.width() * ratio))
            if image is not None:
                # In device pixels, so that nothing is stretched and the letters stay sharp.
                painter.save()
                painter.scale(1 / ratio, 1 / ratio)
                painter.drawImage(QPoint(round(place.x() * ratio), round(place.y() * ratio)), image)
                painter.restore()
        if self._ringed:
            painter.setPen(QPen(theme.color("accent"), theme.HAIR))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        # Not left to Python: an error of a page that is kept keeps this frame, and with it the painter.
        painter.end()

    def _drawn(self, number: int, width: int) -> QImage | None:
        image = self._images.get(number)
        if image is not None and image.width() == width:
            return image
        if number in self._broken:
            return None
        try:
            self._images[number] = self._paper.image(number, width)
        except AppError as error:
            self._broken.add(number)
            # Said when the painting is over: a message changes the layout.
            QTimer.singleShot(0, self, partial(self.failed.emit, error))
            return None
        return self._images[number]
