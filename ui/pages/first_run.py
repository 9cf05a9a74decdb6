"""The first page: three venue types, quiet ways in, and then one page of questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.domain.catalogue import VenueType
from core.errors import AppError, InputError
from core.i18n import _
from ui import theme
from ui.session import Session
from ui.widgets.brand import Brand
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Rule
from ui.widgets.notices import Notices
from ui.widgets.page import Scroll, Window
from ui.widgets.text import Text
from ui.widgets.venue_cards import VenueCards
from ui.widgets.venue_form import Answers, VenueForm, in_language

_SPRING_ENDS = 6
"""Until June people mostly still account for the year before."""


class FirstRun(QWidget):
    """What stands in the window while no ledger is open, or while a venue is added to the open one."""

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__()
        self._session = session
        self._frame = window
        self._adding = False
        self.form: VenueForm | None = None
        self._questions: QWidget | None = None
        self.notices = Notices(parent=self)
        recent = session.settings.recent_ledgers[0] if session.settings.recent_ledgers else None
        self.cards = VenueCards(recent if recent is not None and recent.exists() else None)
        self.cards.picked.connect(self.ask)
        self.cards.deed.connect(window.perform)
        self._stack = QStackedWidget(self)
        scroll = Scroll(margins=(theme.XL, 0, theme.XL, 0))
        scroll.content.addWidget(self.cards)
        self._stack.addWidget(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_head())
        column.addWidget(self.notices)
        column.addWidget(self._stack, 1)

    def _make_head(self) -> QHBoxLayout:
        settings = self._session.settings
        size = SegmentedControl((("standard", _("标准字")), ("large", _("大字"))), _("字号"))
        size.set_value(settings.type_size)
        size.changed.connect(lambda value: self._frame.change_look(type_size=value))
        language = SegmentedControl((("zh", "中文"), ("en", "English")), _("语言"))
        language.set_value(settings.language)
        language.changed.connect(lambda value: self._frame.change_look(language=value))
        row = QHBoxLayout()
        row.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        row.setSpacing(theme.M)
        row.addWidget(Brand(24))
        row.addWidget(Text(_("碳账本"), "title", bold=True))
        row.addStretch(1)
        self._back = Button(_("返回账本"), icon="chevron-left")
        self._back.clicked.connect(self._frame.leave_first_run)
        self._back.hide()
        row.addWidget(self._back)
        row.addWidget(size)
        row.addWidget(language)
        return row

    def start(self, *, adding: bool = False) -> None:
        """Show the three cards. Their types come from the catalogue: call this only after the window has been painted.

        Args:
            adding: for one more venue in the open ledger, instead of a new ledger.
        """
        self._adding = adding
        self._back.setVisible(self._session.is_open)
        self._stack.setCurrentIndex(0)
        self._show_types()
        self.cards.take_focus()

    def _show_types(self) -> None:
        if self.cards.cards:
            return
        try:
            self.cards.show_types(list(self._session.catalogue().venue_types.values()))
        except AppError as error:
            self._frame.show_error(error)

    # ---- the page of questions --------------------------------------------------------------------------------------

    def ask(self, kind: VenueType) -> None:
        """Show the questions of a venue type."""
        from core.workflows import organizing

        card = self._session.card if self._adding else None
        self.form = VenueForm(
            kind,
            self._session.catalogue(),
            _year_to_begin(date.today()),  # noqa: DTZ011 - a proposal that the person sees
            organization=card.organization if card else None,
            home=None if self._adding else Path.home(),
            author=self._session.settings.author,
            ask_folder=self._frame.ask_folder,
            check_profile=organizing.checked_profile,
        )
        self._show_form(kind, self.form)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_form(self, kind: VenueType, form: VenueForm) -> None:
        if self._questions is not None:
            self._stack.removeWidget(self._questions)
            self._questions.deleteLater()
        page = QWidget()
        self._questions = page
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = Scroll(margins=(theme.XXL, theme.L, theme.XXL, theme.XL))
        title = _("建立{kind}账本") if not self._adding else _("添加{kind}")
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(Text(title.format(kind=in_language(kind.zh, kind.en).split("、")[0]), "figure", bold=True))
        words.addWidget(Text(_("带 * 的要填，其余可以以后再补。"), "body", "text2"))
        scroll.content.addLayout(words)
        scroll.content.addWidget(form)
        column.addWidget(scroll, 1)
        column.addWidget(Rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.XXL, theme.M, theme.XXL, theme.M)
        back = Button(_("返回"), icon="chevron-left")
        back.clicked.connect(lambda: self.start(adding=self._adding))
        go = Button(_("建立账本") if not self._adding else _("添加场所"), "primary")
        go.clicked.connect(self.finish)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(go)
        column.addLayout(foot)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(back.click)
        done = QShortcut(QKeySequence("Ctrl+Return"), page)
        done.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        done.activated.connect(go.click)
        self._kind = kind

    def finish(self) -> None:
        """Make the ledger or the venue from the answers; what cannot be taken is said at its field."""
        answers = self.form.answers() if self.form is not None else None
        if answers is None:
            return
        try:
            self._found(answers)
        except InputError as error:
            self._say(error)
        except AppError as error:
            self._frame.show_error(error)
        else:
            self._frame.leave_first_run()

    def _found(self, answers: Answers) -> None:
        from core.workflows.organizing import VenueDraft

        draft = VenueDraft(
            organization=answers.organization,
            credit_code=answers.credit_code,
            type_code=self._kind.code,
            name=answers.name,
            region=answers.region,
            year=answers.year,
            profile=answers.profile,
            sources=answers.sources,
        )
        if answers.author != self._session.settings.author:
            self._session.change_settings(author=answers.author)
        if answers.folder is None:
            self._session.add_venue(draft)
        else:
            self._session.found(answers.folder, draft)

    def _say(self, error: InputError) -> None:
        key = {"credit_code": "credit_code", "venue": "region", "ledger": "folder"}.get(error.code.split(".")[0], "")
        if self.form is None or not self.form.show_error(key, str(error)):
            self._frame.show_error(error)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("app"))


def _year_to_begin(today: date) -> int:
    return today.year - 1 if today.month <= _SPRING_ENDS else today.year
