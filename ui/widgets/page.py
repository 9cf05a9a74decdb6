"""What every page is: a name, a head of 64 pixels with its title and actions, a body, and what it may ask of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.errors import AppError
from core.i18n import _
from core.workflows.views import PageProgress
from ui import theme
from ui.session import Session
from ui.tasks import Task
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Tag
from ui.widgets.text import Text


class Window(Protocol):
    """What a page may ask of the window around it; it never asks another page."""

    def go(self, place: Place) -> None:
        """Open the page of a place and lead the eye to its cell."""

    def page_label(self, name: str) -> str:
        """How a page is called in the rail, such as 「2 月度填报」; empty for a page that does not exist."""

    def show_progress(self, steps: Sequence[PageProgress]) -> None:
        """Fill the rings of the rail from what a page has just read."""

    def toggle_side(self, shown: bool | None = None) -> None:
        """Open or close the side panel; without an argument change it over."""

    def say(self, text: str) -> None:
        """One line of news in the status bar, for six seconds."""

    def show_error(self, error: AppError, action: tuple[str, Callable[[], None]] | None = None) -> None:
        """Say in words what failed, in the bar or in a dialog as its kind asks."""

    def confirm(self, title: str, body: str, verb: str, deed: Callable[[], None]) -> None:
        """Ask before what cannot be undone and do it on consent; the safe answer is the default."""

    def run(self, label: str, work: Callable[[Task], Any], on_done: Callable[[Any], object]) -> None:
        """Do long work off the main thread, with a progress row and a cancel; without a label nobody is told of it."""

    def undo(self) -> None:
        """Take the last change back, and say which."""

    def redo(self) -> None:
        """Do it again, and say what."""

    def ask_save_path(self, title: str, proposal: str, kind: str) -> str:
        """Ask where to save; empty when the person thinks better of it."""

    def ask_open_path(self, title: str, kind: str) -> str:
        """Ask which file to open; empty when the person thinks better of it."""

    def ask_folder(self, title: str, start: str) -> str:
        """Ask for a folder; empty when the person thinks better of it."""

    def leave_first_run(self) -> None:
        """Go back to the open ledger."""

    def change_look(self, **choices: str) -> None:
        """Change language, theme or type size, and build the window anew with it."""

    def perform(self, deed: str) -> None:
        """Do one of the window's own deeds by its name, such as ``open_ledger`` or ``back_up``."""


class PageHead(QWidget):
    """Title, one sentence, actions, and the button of the side panel."""

    def __init__(self, title: str, *, side: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.metrics().page_head)
        self._sentence = Text("", "body", "text2")
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.M)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, 0, theme.XL, 1)
        row.setSpacing(theme.M)
        self._sample = Tag(_("示例"), "info")
        self._sample.setToolTip(_("示例账本：数据是虚构的，可随意改，不可递交。"))
        self._sample.hide()
        row.addWidget(Text(title, "page", bold=True))
        row.addWidget(self._sample)
        row.addWidget(self._sentence, 1)
        row.addLayout(self._actions)
        self.side_button = IconButton("panel", _("说明栏"), shortcut="F9", parent=self)
        row.addWidget(self.side_button)
        self.side_button.setVisible(side)

    def set_sample(self, *, sample: bool) -> None:
        """Mark the page of a sample, so that nothing on it is taken for real."""
        self._sample.setVisible(sample)

    def set_sentence(self, text: str) -> None:
        """The one sentence beside the title: where the year stands."""
        self._sentence.setText(text)

    def add_crumb(self, title: str, deed: Callable[[], object]) -> None:
        """Put the way back to the page that this one belongs to before the title."""
        crumb = Button(title, "link", parent=self)
        crumb.setIcon(theme.icon("chevron-right", "accent"))
        crumb.setIconSize(QSize(theme.metrics().icon, theme.metrics().icon))
        crumb.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        crumb.clicked.connect(lambda _on=False: deed())
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(0, crumb)

    def add_action(self, widget: QWidget) -> None:
        """Add a button at the right, before the one of the side panel; the primary one goes last."""
        self._actions.addWidget(widget)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.color("line"))


class Page(QWidget):
    """One page. `__init__` builds it, `refresh` reads what a workflow says and shows it; nothing else decides anything.

    Class attributes:
        NAME: name in commands and in `Place.page`.
        TITLE: Chinese words of rail and head, marked for translation.
        ICON: icon of the rail.
        STEP: the policy's step 1–8, 0 for none.
        GROUP: part of the rail: ``top``, ``steps``, ``tools`` or ``foot``.
        KEYS: shortcut that opens it, when it is not Alt + step.
        NARROW_RAIL: whether the rail starts narrow here, to give a table its room.
        SIDE: whether the page has something for the side panel.
        HIDDEN: whether it has no row in the rail and is reached from another page only.
        LIT: for a hidden page, the page whose row stays lit while it is open.
    """

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    ICON: ClassVar[str]
    STEP: ClassVar[int] = 0
    GROUP: ClassVar[str] = "steps"
    KEYS: ClassVar[str] = ""
    NARROW_RAIL: ClassVar[bool] = False
    SIDE: ClassVar[bool] = True
    HIDDEN: ClassVar[bool] = False
    LIT: ClassVar[str] = "activity"

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__()
        self.session = session
        self.window_frame = window
        self.head = PageHead(_(self.TITLE), side=self.SIDE, parent=self)
        self.head.side_button.clicked.connect(lambda _on=False: window.toggle_side(None))
        self.side_content: QWidget | None = None
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.body)

    def refresh(self) -> None:
        """Read and show; called when the page is opened and when something it shows has changed."""

    def show_place(self, place: Place) -> None:
        """Lead the eye to a place on this page."""

    def leave(self) -> None:
        """Another page comes in the place of this one."""

    def unsaved(self) -> str:
        """What would be lost if the window were closed now, as a sentence; empty for nothing."""
        return ""

    def keepsake(self) -> object:
        """What the page that is built anew after a change of the look has to know; None for nothing."""
        return None

    def recall(self, keepsake: object) -> None:
        """Go on from what the page before remembered; called once, before the page is shown."""

    def accepts(self, _paths: Sequence[Path]) -> bool:
        """Whether these files may be dropped on the page."""
        return False

    def take(self, paths: Sequence[Path]) -> None:
        """Files that the page accepts were dropped on the window."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("app"))


class Scroll(QScrollArea):
    """A body that scrolls when the window is too low; `content` is laid out from top to bottom."""

    def __init__(self, *, margins: tuple[int, int, int, int] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        holder = QWidget()
        holder.setProperty("clear", True)
        self.content = QVBoxLayout(holder)
        self.content.setContentsMargins(*(margins or (theme.XL, theme.L, theme.XL, theme.XL)))
        self.content.setSpacing(theme.L)
        self.setWidget(holder)
        holder.setAutoFillBackground(False)
