"""Looking something up from anywhere: the palette is opened over the window, and a hit is shown at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.domain.dossier import Dossier, DossierKind
from core.domain.finding import Place
from core.errors import AppError
from core.i18n import _
from ui.session import Session
from ui.widgets.find_palette import FindPalette
from ui.widgets.frame import Frame

if TYPE_CHECKING:
    from core.workflows.inquiring import Found


class FindWindow(Protocol):
    """The window, as far as somebody who looks something up needs it."""

    session: Session
    frame: Frame

    def go(self, place: Place) -> None:
        """Open the page of a place and lead the eye to its cell."""

    def say(self, text: str) -> None:
        """One line of news in the status bar."""

    def show_error(self, error: AppError) -> None:
        """Say in words what failed."""


def look_up(window: FindWindow) -> FindPalette | None:
    """Open the palette; without a ledger there is nothing to look through."""
    from core.workflows import inquiring

    if not window.session.is_open:
        window.say(_("先打开一个账本，再查询"))
        return None
    try:
        inquiry = inquiring.read(window.session.workspace)
    except AppError as error:
        window.show_error(error)
        return None
    palette = FindPalette(inquiry, inquiring.out_of_reach(), parent=window.frame)
    palette.chosen.connect(lambda found: go_to(window, found))
    palette.open()
    return palette


def go_to(window: FindWindow, found: Found) -> None:
    """Show a hit at its place, in the venue and the dossier that it belongs to."""
    _look_at(window.session, found)
    window.go(found.place)


def _look_at(session: Session, found: Found) -> None:
    from core.workflows import dossiers

    if found.dossier_id:
        _choose(session, dossiers.dossier(session.workspace, found.dossier_id))
    elif found.venues and (session.card is None or session.venue_id not in found.venues):
        session.choose(found.venues[0])


def _choose(session: Session, dossier: Dossier) -> None:
    if dossier.kind is DossierKind.OPERATION:
        if session.dossier is None or session.dossier_id != dossier.id:
            session.choose(dossier.venue_id, dossier.period.start.year)
    elif session.venue_id != dossier.venue_id:
        session.choose(dossier.venue_id)
    if session.subject_id != dossier.id:
        session.choose_subject(dossier.id)
