"""Session: what the window is working on (settings, ledger, venue, year, undo), and the one signal that says something changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core import settings as settings_file
from core.domain.dossier import Dossier, DossierId, DossierKind
from core.domain.organization import VenueId
from core.errors import AppError
from core.settings import Settings
from core.workflows.change import EVERYTHING, NOTHING, Change, ChangeKind
from core.workflows.views import UndoState

if TYPE_CHECKING:
    from core.domain.catalogue import Catalogue
    from core.workflows.organizing import VenueCard, VenueDraft
    from core.workflows.workspace import Workspace


class Session(QObject):
    """Made once in ui/app.py and handed down. Workflows are imported inside methods: the window is painted before the store is."""

    changed = Signal(object)
    """A `Change`; the visible page refreshes, the others when they are next shown."""

    opened = Signal()
    """Another ledger, or none, is open now; the window takes its place from it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Make a session without a ledger.

        Args:
            folder: where settings and logs are kept.
            settings: as they were read from there.
        """
        super().__init__()
        self.folder = folder
        self.settings = settings
        self._workspace: Workspace | None = None
        self._catalogue: Catalogue | None = None
        self._card: VenueCard | None = None
        self._dossier: Dossier | None = None
        self._event: DossierId | None = None

    # ---- the ledger -------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a ledger is open."""
        return self._workspace is not None

    @property
    def workspace(self) -> Workspace:
        """The open ledger; pages are shown only while there is one."""
        if self._workspace is None:
            raise LookupError("no ledger is open")
        return self._workspace

    def open(self, folder: Path) -> None:
        """Open a ledger and remember it; the one before is closed only after this one has opened.

        Raises:
            AppError: the folder is no ledger, a newer one, or cannot be read.
        """
        from core.workflows.workspace import Workspace

        if self._workspace is not None and self._workspace.folder == folder:
            return
        self.take(Workspace.open(folder, author=self.settings.author))

    def take(self, workspace: Workspace) -> None:
        """Go on with a ledger that is already open."""
        old, self._workspace = self._workspace, workspace
        if old is not None:
            old.close()
        self._look(None, None)
        self.opened.emit()
        # Last, because a settings folder that cannot be written must not keep the ledger shut.
        self.keep(self.settings.with_ledger(workspace.folder))

    def found(self, folder: Path, draft: VenueDraft) -> None:
        """Make a new ledger with its first venue and go on with it; when anything fails, nothing is left behind.

        Raises:
            AppError: the place cannot be written, something is already there, or an answer cannot be taken.
        """
        from core.workflows import organizing
        from core.workflows.workspace import Workspace

        fresh = Workspace.create(folder, author=self.settings.author)
        try:
            organizing.create_venue(fresh, draft)
        except AppError:
            fresh.close()
            shutil.rmtree(folder)
            raise
        self.take(fresh)

    def add_venue(self, draft: VenueDraft) -> None:
        """Add a venue to the open ledger and look at it.

        Raises:
            AppError: an answer cannot be taken.
        """
        from core.workflows import organizing

        venue, _change = organizing.create_venue(self.workspace, draft)
        self.choose(venue.id)

    def catalogue(self) -> Catalogue:
        """The reference data in force; read on first use, after the window has been painted.

        Raises:
            FileError: a table that ships with the program is damaged.
        """
        if self._workspace is not None:
            return self._workspace.catalogue
        if self._catalogue is None:
            from core.workflows.workspace import reference_data

            self._catalogue = reference_data()
        return self._catalogue

    def close(self) -> None:
        """Close the ledger, if one is open."""
        if self._workspace is None:
            return
        self._workspace.close()
        self._workspace = None
        self._card = None
        self._dossier = None
        self._event = None
        self.opened.emit()

    def saved_at(self) -> datetime | None:
        """When the ledger's file was last written: what the disk says, not what we hope."""
        try:
            moment = (self.workspace.folder / "ledger.db").stat().st_mtime
        except OSError:
            return None
        return datetime.fromtimestamp(moment, UTC).astimezone()

    def backed_up_at(self) -> datetime | None:
        """When the last backup was made; None when there is none."""
        return self.workspace.store.last_backup()

    def back_up(self) -> Path:
        """Make a backup now and say where it lies.

        Raises:
            EnvironmentFault: the disk is full or the place cannot be written.
        """
        return self.workspace.store.back_up(self.workspace.clock(), "manual")

    # ---- venue and year ---------------------------------------------------------------------------------------------

    @property
    def card(self) -> VenueCard | None:
        """The venue in view with its organization; None while the ledger has no venue."""
        return self._card

    @property
    def dossier(self) -> Dossier | None:
        """The year in view; None while the ledger has no venue."""
        return self._dossier

    @property
    def dossier_id(self) -> DossierId:
        """Id of the year in view; asked for only by pages that need one."""
        if self._dossier is None:
            raise LookupError("no year is open")
        return self._dossier.id

    @property
    def subject_id(self) -> DossierId:
        """Id of the dossier that is claimed and submitted: the year in view, or an event of its venue that was chosen instead."""
        return self._event or self.dossier_id

    def choose_subject(self, dossier_id: str) -> None:
        """Look at an event's dossier, or at the year again."""
        self._event = None if dossier_id == self.dossier_id else DossierId(dossier_id)
        self.changed.emit(NOTHING)

    def subjects(self) -> tuple[Dossier, ...]:
        """The year in view, and the events of its venue."""
        from core.workflows import dossiers

        if self._dossier is None:
            return ()
        held = (one for one in dossiers.all_dossiers(self.workspace) if one.kind is DossierKind.EVENT and one.venue_id == self.venue_id)
        return (self._dossier, *held)

    @property
    def venue_id(self) -> VenueId:
        """Id of the venue in view; asked for only by pages that need one."""
        if self._card is None:
            raise LookupError("no venue is open")
        return self._card.venue.id

    def venues(self) -> tuple[VenueCard, ...]:
        """The venues of the ledger with their organizations and years."""
        from core.workflows import organizing

        return organizing.venue_list(self.workspace)

    def choose(self, venue_id: VenueId, year: int | None = None) -> None:
        """Look at a venue, and at one of its years: the newest when none is named. A year that is not there yet is made."""
        self._event = None
        self._look(venue_id, year)
        self.changed.emit(EVERYTHING)

    def _look(self, venue_id: VenueId | None, year: int | None) -> None:
        from core.workflows import dossiers

        cards = self.venues()
        self._card = next((card for card in cards if card.venue.id == venue_id), cards[0] if cards else None)
        self._dossier = None
        if self._card is None:
            return
        wanted = year if year is not None else max(self._card.years, default=None)
        if wanted is not None:
            self._dossier = dossiers.operation_dossier(self.workspace, self._card.venue.id, wanted, make=True)
            if wanted not in self._card.years:
                self._card = replace(self._card, years=tuple(sorted((*self._card.years, wanted))))

    # ---- changes ----------------------------------------------------------------------------------------------------

    def apply(self, change: Change) -> None:
        """Tell the window what a job altered."""
        if change == NOTHING:
            return
        if self._card is not None and change & {ChangeKind.ORGANIZATION, ChangeKind.DOSSIER}:
            self._look(self._card.venue.id, self._dossier.period.start.year if self._dossier else None)
        self.changed.emit(change)

    def undo_state(self) -> UndoState:
        """What 撤销 and 重做 would do; kept in the ledger, so it survives a restart."""
        if self._workspace is None:
            return UndoState(None, None)
        from core.workflows import recording

        return recording.undo_state(self._workspace)

    def undo(self) -> str:
        """Take the last change back; returns its label, empty when there is nothing to take back."""
        from core.workflows import recording

        return self._step(recording.undo)

    def redo(self) -> str:
        """Do it again; returns its label, empty when there is nothing to do again."""
        from core.workflows import recording

        return self._step(recording.redo)

    def _step(self, job: Callable[[Workspace], tuple[str, Change] | None]) -> str:
        done = job(self.workspace)
        if done is None:
            return ""
        label, change = done
        self.apply(change)
        return label

    # ---- settings ---------------------------------------------------------------------------------------------------

    def keep(self, settings: Settings) -> None:
        """Use these settings from now on and write them down."""
        self.settings = settings
        settings_file.save(self.folder, settings)

    def change_settings(self, **choices: Any) -> None:
        """Change some settings."""
        self.keep(replace(self.settings, **choices))
