"""The frame around the pages: rail, head, rows of news, body, side panel; it arranges and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.notices import Notices
from ui.widgets.page import Page
from ui.widgets.rail import Rail, RailEntry
from ui.widgets.side_panel import SidePanel


class Frame(QWidget):
    """Rail at the left, one page in the middle, the side panel at the right or, in a small window, over the page."""

    side_shown = Signal(bool)

    def __init__(self, entries: Sequence[RailEntry], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rail = Rail(entries, parent=self)
        self.notices = Notices(parent=self)
        self.side = SidePanel(parent=self)
        self._heads = QStackedWidget(self)
        self._heads.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._heads.setFixedHeight(theme.metrics().page_head)
        self._bodies = QStackedWidget(self)
        self._wants_side = False
        self._page: Page | None = None
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heads)
        column.addWidget(self.notices)
        column.addWidget(self._bodies, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.rail)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.side)
        self.side.hide()
        self.side.closed.connect(lambda: self.set_side(False))

    def show_page(self, page: Page) -> None:
        """Put a page into the middle."""
        if self._bodies.indexOf(page) < 0:
            self._heads.addWidget(page.head)
            self._bodies.addWidget(page)
        self._page = page
        self._heads.setCurrentWidget(page.head)
        self._bodies.setCurrentWidget(page)
        self.rail.set_current(page.LIT if page.HIDDEN else page.NAME)
        self._arrange()

    def set_side(self, shown: bool) -> None:
        """Open or close the side panel."""
        self._wants_side = shown
        self._arrange()
        self.side_shown.emit(shown)

    def side_is_shown(self) -> bool:
        """Whether the side panel is open on this page."""
        return self.side.isVisibleTo(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        page = self._page
        shown = self._wants_side and page is not None and page.SIDE
        floats = self.width() < theme.SIDE_PANEL_FLOATS_BELOW
        if floats and self._row.indexOf(self.side) >= 0:
            self._row.removeWidget(self.side)
        elif not floats and self._row.indexOf(self.side) < 0:
            self._row.addWidget(self.side)
        if page is not None:
            page.head.side_button.set_active(shown)
            if shown:
                self.side.show_content(page.side_content)
        self.side.setVisible(shown)
        if floats and shown:
            top = theme.metrics().page_head
            width = self.side.width()
            self.side.setGeometry(self.width() - width, top, width, self.height() - top)
            self.side.raise_()
