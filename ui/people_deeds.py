"""What the list of people does: keep a person, attach, show and take off the 授权书, and remember who writes on this PC."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from core.errors import AppError
from core.i18n import _
from core.workflows.change import Change
from ui.session import Session
from ui.venue_commands import VenueCommands
from ui.widgets.claim_papers import PaperDeeds
from ui.widgets.page import Window
from ui.widgets.people_list import PersonAnswer

if TYPE_CHECKING:
    from core.workflows.authorizing import PersonCard

Do = Callable[[Callable[[], Change]], bool]
"""Runs a job at once, says what it refuses, and whether it was done."""

_FILES = "*.pdf *.jpg *.jpeg *.png"
_MARGIN_MM = 10.0


class PeopleDeeds:
    """What `PeopleList` calls."""

    def __init__(self, session: Session, window: Window, page: QWidget, do: Do) -> None:
        self._session = session
        self._window = window
        self._do = do
        self._commands = VenueCommands(session)
        self._papers = PaperDeeds(session, window, page)

    def put_person(self, answer: PersonAnswer) -> bool:
        """Add or change a person."""
        return self._do(lambda: self._commands.put_person(answer))

    def remove_person(self, person_id: str) -> bool:
        """Take a person off the list."""
        return self._do(lambda: self._commands.remove_person(person_id))

    def attach_authorization(self, person_id: str) -> bool:
        """Ask for the 授权书 and attach it."""
        path = self._window.ask_open_path(_("选授权书"), _("扫描件或 PDF ({kinds})").format(kinds=_FILES))
        return bool(path) and self._do(lambda: self._commands.attach_authorization(person_id, path))

    def detach_authorization(self, person_id: str) -> bool:
        """Take the 授权书 off a person."""
        return self._do(lambda: self._commands.detach_authorization(person_id))

    def preview_authorization(self, card: PersonCard) -> None:
        """Show the 授权书; a picture is laid on a page."""
        from core.workflows import evidencing

        if card.authorization is None:
            return
        try:
            data = evidencing.content(self._session.workspace, card.authorization.id)
        except AppError as error:
            self._window.show_error(error)
            return
        self._papers.show(_("授权书"), card.authorization.original_name, as_pages(data))

    def write_as(self, name: str) -> None:
        """Let this PC write under a name from now on."""
        self._session.change_settings(author=name)
        self._session.workspace.author = name
        if name:
            self._window.say(_("以后的改动记在「{name}」名下").format(name=name))


def as_pages(data: bytes) -> bytes:
    """A picture as a PDF of one A4 page; anything else as it is."""
    picture = QImage.fromData(data)
    if picture.isNull():
        return data
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    room: QRect = painter.viewport()
    size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect(room.topLeft(), size), picture)
    painter.end()
    return bytes(buffer.data().data())
