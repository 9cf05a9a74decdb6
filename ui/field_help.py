"""F1 through the whole program: opens the article about what has the keyboard, and gives the keyboard back to it."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

from core.domain.finding import Place
from core.errors import AppError
from core.workflows import field_help
from ui import theme
from ui.session import Session
from ui.widgets.help_popover import HelpPopover
from ui.widgets.help_trail import asked_at, name_of, place_of

KEY = "F1"

_READY = "explainsFields"
"""A window of its own that hears F1 already has this property."""
_PAGE = "knowledge"


class HelpWindow(Protocol):
    """The main window, as far as help needs it."""

    session: Session

    @property
    def current_page(self) -> str:
        """Name of the open page; empty before a ledger is open."""

    def page_names(self) -> tuple[str, ...]:
        """The pages in the order of the rail."""

    def go(self, place: Place) -> None:
        """Open the page of a place and lead the eye to its cell."""

    def show_error(self, error: AppError) -> None:
        """Say in words what failed."""


class FieldHelp(QObject):
    """Keeps one popover at most. The field that was asked about has the keyboard until F1 is pressed a second time."""

    def __init__(self, app: QApplication, main: QMainWindow, window: HelpWindow) -> None:
        """Listen.

        Args:
            app: tells where the keyboard is.
            main: the main window as a widget; its own F1 is one of its deeds.
            window: the same, as what help may ask of it.
        """
        super().__init__(main)
        self._main = main
        self._window = window
        self._anchor: QWidget | None = None
        self.popover: HelpPopover | None = None
        app.focusChanged.connect(self._follow)

    # ---- asking -----------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Explain what has the keyboard; asked again, go on to the text, and from there back to the field."""
        focused = QApplication.focusWidget() or self._main.focusWidget() or self._main
        if self.popover is not None and (focused is self.popover or self.popover.isAncestorOf(focused)):
            self._give_back()
            return
        try:
            page = self._window.current_page or field_help.START
            answer = field_help.explain(asked_at(focused, page, self._source_code))
        except AppError as error:
            self._window.show_error(error)
            return
        if self.popover is not None and focused is self._anchor and answer.article.id == self.popover.article_id:
            self.popover.read()
            return
        self.close()
        self._open(focused).show_article(answer.article, name_of(focused))
        self._place(focused)

    def _source_code(self, source_id: str) -> str:
        return field_help.source_code(self._window.session.workspace, source_id) if self._window.session.is_open else ""

    def _open(self, anchor: QWidget) -> HelpPopover:
        holder = anchor.window()
        floating = holder is not self._main
        linked = not floating and self._window.session.is_open and _PAGE in self._window.page_names()
        popover = HelpPopover(floating=floating, linked=linked, parent=holder)
        popover.left.connect(self._leave)
        popover.asked.connect(self._look_up)
        # Either may go first when a page is torn down; both must be forgotten before they are touched again.
        popover.destroyed.connect(self._forget)
        anchor.destroyed.connect(self.close)
        anchor.installEventFilter(self)
        self.popover, self._anchor = popover, anchor
        return popover

    def _place(self, anchor: QWidget) -> None:
        if self.popover is None:
            return
        holder = anchor.window()
        if holder is not self._main:
            self.popover.stand_beside(holder.frameGeometry(), holder.screen().availableGeometry())
            return
        at = place_of(anchor)
        room = self._main.rect().adjusted(theme.S, theme.S, -theme.S, -theme.S)
        self.popover.stand_beside(QRect(anchor.mapTo(self._main, at.topLeft()), at.size()), room)

    # ---- leaving ----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Take the popover away; the keyboard stays where it is."""
        popover, anchor = self.popover, self._anchor
        self._forget()
        if anchor is not None and isValid(anchor):
            anchor.removeEventFilter(self)
            anchor.destroyed.disconnect(self.close)
        if popover is not None and isValid(popover):
            with suppress(RuntimeError):
                popover.destroyed.disconnect(self._forget)
            popover.hide()
            popover.deleteLater()

    def _leave(self) -> None:
        """Back to the field, where the keyboard was in the text."""
        focused = QApplication.focusWidget()
        if self.popover is not None and (focused is None or self.popover.isAncestorOf(focused)):
            self._give_back()
        self.close()

    def _give_back(self) -> None:
        if self._anchor is not None and isValid(self._anchor):
            self._anchor.activateWindow()
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)

    def _look_up(self, article_id: str) -> None:
        self.close()
        self._window.go(Place(_PAGE, article_id))

    def _forget(self) -> None:
        self.popover = None
        self._anchor = None

    # ---- what the keyboard does meanwhile ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc at the field takes the help away first; what Esc means to the field itself comes with the next one."""
        if watched is self._anchor and event.type() == QEvent.Type.Hide:
            self.close()
        if watched is not self._anchor or not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.close()
            return True
        return False

    def _owns(self, holder: QWidget) -> bool:
        """Whether a window came out of this main window: two of them in one program each explain their own."""
        parent = holder.parentWidget()
        while parent is not None and parent is not self._main:
            parent = parent.parentWidget()
        return parent is self._main

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Let every window hear F1, and go when the keyboard goes on to another field."""
        if new is None:
            return
        holder = new.window()
        if self._owns(holder) and not holder.property(_READY):
            holder.setProperty(_READY, True)
            QShortcut(QKeySequence(KEY), holder).activated.connect(self.ask)
        popover = self.popover
        if popover is not None and new is not self._anchor and new is not popover and not popover.isAncestorOf(new):
            self.close()
