"""The main window: navigation, the stack of pages, the menu's actions; nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from core import i18n
from core.domain.finding import Place
from core.errors import AppError
from core.i18n import _
from core.workflows.change import EVERYTHING, Change
from core.workflows.views import PageProgress
from ui import geometry, theme
from ui.drop_door import DropDoor
from ui.field_help import FieldHelp
from ui.ledger_deeds import LedgerDeeds
from ui.menu import give_deeds
from ui.messages import Messages
from ui.pages import PAGES
from ui.pages.first_run import FirstRun
from ui.session import Session
from ui.tasks import Task, Tasks
from ui.widgets.brand import brand_icon
from ui.widgets.focus_ring import FocusRing
from ui.widgets.frame import Frame
from ui.widgets.notices import MessageBar, ProgressRow
from ui.widgets.page import Page
from ui.widgets.rail import RailEntry
from ui.widgets.status_bar import StatusBar
from ui.window_deeds import page_deeds, window_deeds

_RINGS_AFTER_MS = 1200
"""The rings follow an edit only when the typing pauses: they are computed from the whole year."""

_RINGS_SOON_MS = 200
"""After another ledger or year is shown, once its page has been painted."""


class MainWindow(QMainWindow):
    """One window over one session. It fulfils `ui.widgets.page.Window`, which is all that pages know of it."""

    def __init__(self, app: QApplication, session: Session, pages: Sequence[type[Page]] = PAGES) -> None:
        super().__init__()
        self._app = app
        self.session = session
        self._kinds = {page.NAME: page for page in pages}
        self._pages: dict[str, Page] = {}
        self._keepsakes: dict[str, object] = {}
        self._stale: set[str] = set()
        self._current = ""
        self._losing = False
        self._rings_known = False
        self._narrow: dict[bool, bool] = {}
        self.tasks = Tasks(self)
        self.messages = Messages(self, self)
        self.deeds = LedgerDeeds(self, self, session, self.tasks, self.messages)
        self._ring = FocusRing(app, self)
        self.help = FieldHelp(app, self, self)
        self._rings_timer = QTimer(self)
        self._rings_timer.setSingleShot(True)
        self._rings_timer.timeout.connect(self._refresh_rings)
        self.setWindowTitle(_("碳账本"))
        self.setWindowIcon(brand_icon())
        self.setMinimumSize(theme.SMALLEST_WINDOW)
        self.setAcceptDrops(True)
        self._build()
        geometry.restore(self, self.session.folder)
        session.opened.connect(self._on_opened)
        session.changed.connect(self._on_changed)
        self.tasks.started.connect(self._on_task)
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Make everything that is seen; done again when theme, type size or language changes."""
        holder = QWidget()
        self.first_run = FirstRun(self.session, self)
        seen = (page for page in self._kinds.values() if not page.HIDDEN)
        entries = [RailEntry(p.NAME, _(p.TITLE), p.ICON, p.STEP, p.GROUP, p.KEYS) for p in seen]
        self.frame = Frame(entries)
        self.frame.rail.chosen.connect(self.open_page)
        self.frame.rail.widen.connect(self.toggle_rail)
        self.status = StatusBar()
        self._views = QStackedWidget()
        self._views.addWidget(self.first_run)
        self._views.addWidget(self.frame)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._views, 1)
        column.addWidget(self.status)
        give_deeds(self, self.frame.rail.brand.menu, [*window_deeds(self), *page_deeds(self._kinds.values(), self.open_page)])
        self.setCentralWidget(holder)

    # ---- pages ------------------------------------------------------------------------------------------------------

    def open_page(self, name: str) -> None:
        """Open a page by its name."""
        if not self.session.is_open or name not in self._kinds:
            return
        page = self._page(name)
        self.frame.notices.clear_messages()
        if self._current in self._pages and self._current != name:
            self._pages[self._current].leave()
        self._current = name
        self._set_narrow(page.NARROW_RAIL)
        # Filled before it is shown, so that it is laid out once.
        if name in self._stale:
            self._refresh(page)
        self.frame.show_page(page)
        focused = self._app.focusWidget()
        if focused is not None and self.frame.rail.isAncestorOf(focused):
            self.frame.rail.take_focus()

    def page(self, name: str) -> Page:
        """A page, made when it is first asked for."""
        return self._page(name)

    def page_names(self) -> tuple[str, ...]:
        """The pages in the order of the rail."""
        return tuple(self._kinds)

    @property
    def current_page(self) -> str:
        """Name of the open page; empty before a ledger is open."""
        return self._current if self.session.is_open else ""

    def _page(self, name: str) -> Page:
        if name not in self._pages:
            page = self._pages[name] = self._kinds[name](self.session, self)
            self._stale.add(name)
            if (keepsake := self._keepsakes.pop(name, None)) is not None:
                page.recall(keepsake)
        return self._pages[name]

    def _refresh(self, page: Page) -> None:
        self._stale.discard(page.NAME)
        page.head.set_sample(sample=self.session.card is not None and self.session.card.venue.sample)
        try:
            page.refresh()
        except AppError as error:
            self.messages.error(error)

    def go(self, place: Place) -> None:
        """Open the page of a place and lead the eye to its cell."""
        if place.page not in self._kinds:
            return
        self.open_page(place.page)
        self._pages[place.page].show_place(place)

    def page_label(self, name: str) -> str:
        """How a page is called in the rail."""
        kind = self._kinds.get(name)
        if kind is None:
            return ""
        return f"{kind.STEP} {_(kind.TITLE)}" if kind.STEP else _(kind.TITLE)

    def show_progress(self, steps: Sequence[PageProgress]) -> None:
        """Fill the rings; the overview has them from its own reading, so that the year is not computed twice."""
        self._rings_known = True
        for step in steps:
            self.frame.rail.set_share(step.page, float(step.share), step.missing)

    def toggle_rail(self) -> None:
        """Narrow or widen the rail; remembered apart for pages that need the width."""
        needs_width = self._kinds[self._current].NARROW_RAIL if self._current else False
        self._narrow[needs_width] = not self._narrow.get(needs_width, needs_width)
        self._set_narrow(needs_width)

    def _set_narrow(self, needs_width: bool) -> None:
        self.frame.rail.set_narrow(self._narrow.get(needs_width, needs_width))

    def toggle_side(self, shown: bool | None = None) -> None:
        """Open or close the side panel."""
        self.frame.set_side(not self.frame.side_is_shown() if shown is None else shown)

    # ---- what the session says --------------------------------------------------------------------------------------

    def begin(self, ledger: Path | None) -> None:
        """Open a ledger, else the last one, else show the first page; called when the window has been painted."""
        if ledger is not None:
            self.deeds.open(ledger)
        else:
            self.deeds.open_last()
        if not self.session.is_open:
            self.first_run.start()

    def _on_opened(self) -> None:
        self._show_ledger(next(iter(self._kinds)))

    def _show_ledger(self, page: str) -> None:
        """Show a page of the open ledger, or the first page when none is open."""
        self._stale.update(self._pages)
        self._rings_known = False
        if not self.session.is_open:
            self._current = ""
            self._views.setCurrentWidget(self.first_run)
            self.first_run.start()
            self.status.show_no_ledger()
            self.setWindowTitle(_("碳账本"))
            return
        self._views.setCurrentWidget(self.frame)
        self.setWindowTitle(f"{self.session.workspace.name} — {_('碳账本')}")
        self.open_page(page or next(iter(self._kinds)))
        self._refresh_frame()
        self.frame.rail.take_focus()

    def _on_changed(self, change: Change) -> None:
        self._stale.update(self._pages)
        self._rings_known = False
        if self._current:
            self._refresh(self._page(self._current))
        if change == EVERYTHING:
            self._refresh_frame()
        else:
            self._rings_timer.start(_RINGS_AFTER_MS)

    def _refresh_frame(self) -> None:
        """Venue, year and status bar at once; the rings follow after a moment, so that what was asked for is painted first."""
        if not self.session.is_open:
            return
        self.deeds.fill_menus(self.frame.rail)
        self.deeds.fill_status(self.status)
        if not self._rings_known:
            self._rings_timer.start(_RINGS_SOON_MS)

    def _refresh_rings(self) -> None:
        self._refresh_frame()
        self._rings_timer.stop()
        if self.session.is_open and not self._rings_known:
            self.show_progress(self.deeds.progress())

    # ---- what pages may ask -----------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """One line of news in the status bar."""
        self.status.say(text)

    def show_bar(self, bar: MessageBar) -> None:
        """A row under the page head, or on the first page below its drawings."""
        notices = self.frame.notices if self.session.is_open else self.first_run.notices
        notices.show_message(bar)

    def show_error(self, error: AppError, action: tuple[str, Callable[[], None]] | None = None) -> None:
        """Say in words what failed."""
        self.messages.error(error, action)

    def confirm(self, title: str, body: str, verb: str, deed: Callable[[], None]) -> None:
        """Ask before what cannot be undone."""
        self.messages.confirm(title, body, verb, deed)

    def run(self, label: str, work: Callable[[Task], Any], on_done: Callable[[Any], object]) -> None:
        """Do long work off the main thread."""
        self.tasks.run_task(work, on_done, self.messages.error, label)

    def undo(self) -> None:
        """Take the last change back, and say which."""
        self._step(self.session.undo, _("已撤销：{label}"), _("没有可撤销的改动"))

    def redo(self) -> None:
        """Do it again, and say what."""
        self._step(self.session.redo, _("已重做：{label}"), _("没有可重做的改动"))

    def _step(self, job: Callable[[], str], done: str, nothing: str) -> None:
        if not self.session.is_open:
            return
        try:
            label = job()
        except AppError as error:
            self.messages.error(error)
            return
        self.say(done.format(label=label) if label else nothing)

    def ask_save_path(self, title: str, proposal: str, kind: str) -> str:
        """Ask where to save."""
        return QFileDialog.getSaveFileName(self, title, str(Path.home() / proposal), kind)[0]

    def ask_open_path(self, title: str, kind: str) -> str:
        """Ask which file to open."""
        return QFileDialog.getOpenFileName(self, title, str(Path.home()), kind)[0]

    def ask_folder(self, title: str, start: str) -> str:
        """Ask for a folder."""
        return QFileDialog.getExistingDirectory(self, title, start)

    def show_first_run(self, *, adding: bool) -> None:
        """Show the three cards: for a new ledger, or for one more venue in the open one."""
        self._views.setCurrentWidget(self.first_run)
        self.first_run.start(adding=adding)

    def leave_first_run(self) -> None:
        """Back to the open ledger."""
        self._views.setCurrentWidget(self.frame)
        self.frame.rail.take_focus()

    def perform(self, deed: str) -> None:
        """Do one of the window's own deeds by its name; what it is done with stands behind a colon."""
        name, _colon, what = deed.partition(":")
        known: dict[str, Callable[[], object]] = {
            "open_ledger": self.deeds.ask_open,
            "open_sample": partial(self.deeds.open_sample, what or "hotel"),
            "open_recent": self.deeds.open_recent,
            "new_ledger": self.deeds.start_new,
            "back_up": self.deeds.back_up,
            "about": self.deeds.about,
        }
        known[name]()

    # ---- look -------------------------------------------------------------------------------------------------------

    def change_look(self, **choices: str) -> None:
        """Change language, theme or type size; the window is built anew once the button that asked has finished."""
        self.session.change_settings(**choices)
        QTimer.singleShot(0, self.apply_look)

    def apply_look(self) -> None:
        """Build the window anew with the settings in force, and come back to the same page."""
        page, side = self._current, self.frame.side_is_shown()
        self._take_down()
        settings = self.session.settings
        i18n.use_language(settings.language)
        theme.apply(self._app, settings.theme, settings.type_size)
        self._build()
        self._show_ledger(page)
        if self.session.is_open:
            self.frame.set_side(side)

    def _take_down(self) -> None:
        """Let go of everything that is seen, at once: a style sheet is worked into every widget that is still there."""
        self._keepsakes |= {name: page.keepsake() for name, page in self._pages.items()}
        self._pages.clear()
        self._stale.clear()
        old = self.takeCentralWidget()
        if old is not None:
            old.deleteLater()
            self._app.sendPostedEvents(old, QEvent.Type.DeferredDelete)

    def _on_system_scheme(self, _scheme: Qt.ColorScheme) -> None:
        if self.session.settings.theme == "system" and theme.is_dark(self._app, "system") != theme.current().dark:
            self.apply_look()

    # ---- tasks and the end ------------------------------------------------------------------------------------------

    def _on_task(self, task: Task) -> None:
        if not task.label:
            return
        row = ProgressRow(task.label)
        notices = self.frame.notices if self.session.is_open else self.first_run.notices
        notices.show_progress(row)
        task.progressed.connect(row.set_progress)
        row.cancelled.connect(task.cancel)
        task.ended.connect(partial(notices.remove, row))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._door().is_for(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._door().take(event.mimeData()):
            event.acceptProposedAction()

    def _door(self) -> DropDoor:
        return DropDoor(self._pages.get(self.current_page), self.deeds.open)

    def closeEvent(self, event: QCloseEvent) -> None:
        lost = [words for page in self._pages.values() if (words := page.unsaved())]
        if lost and not self._losing:
            event.ignore()
            self.messages.confirm(_("还有没保存的内容，要关闭吗"), "\n".join(lost), _("不保存，关闭"), self._close_anyway)
            return
        geometry.keep(self, self.session.folder)
        self.tasks.finish()
        # The pages are going too: nobody is left to hear that the ledger is closed.
        self.session.blockSignals(True)
        self.session.close()
        event.accept()

    def _close_anyway(self) -> None:
        self._losing = True
        self.close()
