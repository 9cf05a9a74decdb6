"""What can be done about lists and ratings: a status that others gave is entered with its source, or taken off again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from core.errors import AppError
from core.i18n import _
from ui.session import Session
from ui.widgets.page import Window
from ui.widgets.paperwork_dialogs import StandingDialog
from ui.widgets.standing_card import StandingCard

if TYPE_CHECKING:
    from core.workflows.submission_views import ClaimView

_FILES = "*.pdf *.jpg *.jpeg *.png *.webp *.ofd"


class Standings:
    """The card with its deeds; each is saved at once and undone like everything else."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        self._session, self._window, self._parent = session, window, parent
        self.card = StandingCard()
        self.card.add_asked.connect(self.ask)
        self.card.remove_asked.connect(self._remove)

    def show(self, view: ClaimView) -> None:
        """Show what is known of the organization of a claim."""
        from core.workflows import listing

        self.card.show_listing(listing.listing(self._session.workspace, view))

    def ask(self) -> StandingDialog:
        """Open the dialog that asks for a status."""
        dialog = standing_dialog(self._session, self._window, self._parent)
        dialog.open()
        return dialog

    def _remove(self, standing_id: str, words: str) -> None:
        from core.workflows import disclosing

        try:
            self._session.apply(disclosing.remove_standing(self._session.workspace, standing_id))
        except AppError as error:
            self._window.show_error(error)
            return
        self._window.say(_("已删除「{words}」，可用 Ctrl + Z 撤销").format(words=words))


def standing_dialog(session: Session, window: Window, parent: QWidget) -> StandingDialog:
    """Ask for a status, its day and its source; it is kept when the dialog is sent."""
    from core.workflows import disclosing

    workspace, venue_id = session.workspace, session.venue_id
    dialog = StandingDialog(workspace.today(), partial(_ask_file, window), parent=parent)

    def send() -> None:
        day, file = dialog.day(), dialog.path("file")
        if day is None:
            return
        kind, value = dialog.result_value()
        files = [file] if file is not None else []
        try:
            change = disclosing.add_standing(workspace, venue_id, kind, value, on=day, source=dialog.text("source"), files=files)
        except AppError as error:
            dialog.refuse(str(error))
            return
        dialog.accept()
        session.apply(change)
        window.say(_("已登记，可用 Ctrl + Z 撤销"))

    dialog.sent.connect(send)
    return dialog


def _ask_file(window: Window) -> str:
    return window.ask_open_path(_("选文件"), _("照片、截图或文件 ({kinds})").format(kinds=_FILES))
