"""Workspace: the open ledger with its catalogue, its author and its clock."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from core.catalogue_loader.archiving import catalogue_of, shipped_edition
from core.catalogue_loader.loading import load_catalogue
from core.domain.activity import ChangeId
from core.domain.catalogue import Catalogue
from core.domain.edition import EditionAct
from core.errors import FileError
from core.i18n import _
from core.store.database import Store, create_store, open_store
from core.store.unit_of_work import UnitOfWork

SUFFIX = ".tanzhang"
"""What the window names the folder of a ledger; a command may name it as it likes."""

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, with its zone."""
    return datetime.now(UTC).astimezone()


def new_id() -> str:
    """Identity of a thing made here."""
    return str(uuid.uuid4())


@cache
def reference_data() -> Catalogue:
    """The catalogue in force, read once: it is frozen and ships with the program.

    Raises:
        FileError: a table that ships with the program is damaged.
    """
    return load_catalogue()


@dataclass(frozen=True, slots=True)
class Job:
    """One running change: its unit of work and the identity all its revisions share."""

    work: UnitOfWork
    change: ChangeId


class Workspace:
    """Everything a job needs, opened together and handed down; nothing global."""

    def __init__(self, store: Store, catalogue: Catalogue, author: str, clock: Clock) -> None:
        self.store = store
        self.catalogue = catalogue
        self.author = author
        self.clock = clock
        self._kept: dict[str, Catalogue] = {}

    @classmethod
    def create(cls, folder: Path, *, author: str = "", clock: Clock = system_clock) -> Workspace:
        """Make a new ledger and open it.

        Raises:
            InputError: something is already there.
            EnvironmentFault: the place cannot be written.
        """
        catalogue = reference_data()
        create_store(folder, now=clock()).close()
        store = open_store(folder)
        _begin_edition(store, author, clock)
        return cls(store, catalogue, author, clock)

    @classmethod
    def open(cls, folder: Path, *, author: str = "", clock: Clock = system_clock) -> Workspace:
        """Open a ledger; an older one is backed up and brought up to date first.

        Raises:
            FileError: not a ledger, or one of a newer version.
            EnvironmentFault: the folder cannot be read or written.
        """
        store = open_store(folder)
        with store.read() as work:
            digest = work.editions.in_force()
        ws = cls(store, reference_data(), author, clock)
        if not digest:  # a ledger from before editions were kept takes the one it has always computed with
            _begin_edition(store, author, clock)
        elif digest != ws.catalogue.digest:
            with store.read() as work:
                ws.catalogue = ws.catalogue_of(digest, work)
        return ws

    def catalogue_of(self, digest: str, work: UnitOfWork) -> Catalogue:
        """The catalogue of an edition: the shipped one, or one that this ledger keeps.

        Raises:
            FileError: the ledger does not keep it, or what it keeps is damaged.
        """
        for known in (self.catalogue, reference_data(), self._kept.get(digest)):
            if known is not None and known.digest == digest:
                return known
        edition = work.editions.get(digest)
        if edition is None:
            raise FileError(
                "catalogue.edition_missing",
                _("账本里没有版本为 {digest} 的因子库。").format(digest=digest[:12]),
                _("请从备份恢复账本；活动数据不受影响。"),
            )
        self._kept[digest] = catalogue_of(edition)
        return self._kept[digest]

    def compute_with(self, catalogue: Catalogue) -> None:
        """Take another edition as the one in force, which the store has been told before; the one until now stays at hand."""
        self._kept[self.catalogue.digest] = self.catalogue
        self.catalogue = catalogue

    @property
    def folder(self) -> Path:
        """The ledger's folder."""
        return self.store.folder

    @property
    def name(self) -> str:
        """The ledger's name without its suffix."""
        return self.store.folder.name.removesuffix(SUFFIX)

    def today(self) -> date:
        """The day of the clock."""
        return self.clock().date()

    @contextmanager
    def job(self, label: str, *, act: str = "do", of: ChangeId | None = None, undoable: bool = True) -> Iterator[Job]:
        """One unit of work under one change: all of it, or nothing."""
        with self.store.begin() as work:
            change = work.journal.begin_change(label, self.author, self.clock(), act, of, undoable=undoable)
            yield Job(work, change)

    def daily_backup(self) -> Path | None:
        """Back up the ledger when today has no backup yet; None when there was nothing to do."""
        last = self.store.last_backup()
        if last is not None and last.date() >= self.today():
            return None
        return self.store.back_up(self.clock(), "daily")

    def close(self) -> None:
        """Let go of the ledger."""
        self.store.close()

    def __enter__(self) -> Workspace:
        """Use as a context manager."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close at the end."""
        self.close()


def _begin_edition(store: Store, author: str, clock: Clock) -> None:
    """Keep the shipped edition in the ledger and put it in force."""
    edition = shipped_edition()
    with store.begin() as work:
        work.editions.keep(edition)
        work.editions.put_in_force(edition.digest, EditionAct.BEGIN, at=clock().isoformat(timespec="seconds"), author=author)
