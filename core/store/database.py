"""The store of one ledger: create it, open it, work in it, back it up."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

from core.domain.activity import EvidenceRef
from core.errors import FileError, InputError
from core.i18n import _
from core.store import backups, evidence
from core.store.connection import APPLICATION_ID, PATIENCE_MS, connect, reading_engine, writing_engine
from core.store.evidence import EvidenceProblem
from core.store.faults import LEDGER_NAME, disk_in_words, ledger_in_words, read_only
from core.store.files import sync_file, sync_folder
from core.store.unit_of_work import UnitOfWork
from core.store.upgrading import SHIPPED, Migrations, revision_of, upgrade

SUFFIX = ".tanzhang"
"""How the name of a ledger's folder ends."""

LEDGER_ID, CREATED_AT, SAMPLE = "ledger_id", "created_at", "sample"
"""Facts of the ledger that `work.ledger` knows by name: a UUID, a time, and ``1`` for a sample."""


class Store:
    """An open ledger; made by `create_store` and `open_store`, usable from any thread.

    Attributes:
        folder: the ledger's folder, with ledger.db, evidence/ and backups/.
        read_only: whether changes are refused.
    """

    def __init__(self, folder: Path, *, read_only: bool, patience_ms: int) -> None:
        self.folder = folder
        self.read_only = read_only
        ledger = folder / LEDGER_NAME
        self._writing = writing_engine(ledger, patience_ms)
        self._reading = reading_engine(ledger, patience_ms, read_only=read_only)
        self._in_thread = threading.local()

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work: kept, on the disk, when its block ends cleanly; undone when anything is raised.

        It sees and keeps the ledger to itself from its first look to its end; others wait, then are told.

        Raises:
            EnvironmentFault: read only, locked by another process, disk full, not writable.
            RuleError: another window has changed what this change builds on.
        """
        if self.read_only:
            raise read_only(self.folder)
        with self._alone_in_thread(), ledger_in_words(self.folder), self._writing.begin() as connection:
            work = UnitOfWork(connection)
            yield work
            work.journal.write()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A short look at one state of the ledger; a change within is refused by SQLite. Close it before long work: it holds off writers.

        Raises:
            EnvironmentFault: locked by another process, not readable.
            FileError: the ledger file is damaged.
        """
        with self._alone_in_thread(), ledger_in_words(self.folder), self._reading.connect() as connection:
            yield UnitOfWork(connection)

    def keep_evidence(self, content: Path | bytes, original_name: str = "") -> EvidenceRef:
        """Take a file into the evidence folder; enter what comes back with `work.evidence.put`.

        The same content is kept once and has the same id. Arguments and errors as in `core.store.evidence.keep`; the name of a
        path is taken from it where none is given.
        """
        if self.read_only:
            raise read_only(self.folder)
        name = original_name or (content.name if isinstance(content, Path) else "")
        return evidence.keep(self.folder / "evidence", content, name)

    def evidence_path(self, reference: EvidenceRef) -> Path:
        """Where an attached file lies; it has no suffix there and may be gone."""
        return evidence.place(self.folder / "evidence", reference.sha256)

    def check_evidence(self) -> tuple[EvidenceProblem, ...]:
        """Read all attached files again; what is gone or altered comes back, nothing where all is well."""
        with self.read() as work:
            references = work.evidence.all()
        return evidence.check(self.folder / "evidence", references)

    def back_up(self, now: datetime, reason: str) -> Path:
        """Copy the ledger file into backups/; arguments and errors as in `core.store.backups.back_up`."""
        return backups.back_up(self.folder, now, reason)

    def last_backup(self) -> datetime | None:
        """When the newest backup was made, in local time; None where there is none."""
        return backups.newest(self.folder)

    def close(self) -> None:
        """Let go of the file."""
        self._writing.dispose()
        self._reading.dispose()

    @contextmanager
    def _alone_in_thread(self) -> Iterator[None]:
        # A second unit in the same thread would wait for the first, which cannot end meanwhile.
        if getattr(self._in_thread, "busy", False):
            raise RuntimeError("this thread has a unit of work open already")
        self._in_thread.busy = True
        try:
            yield
        finally:
            self._in_thread.busy = False


def create_store(folder: Path, *, now: datetime | None = None, migrations: Migrations = SHIPPED) -> Store:
    """Make an empty ledger and open it; the folder is there whole or not at all.

    Args:
        folder: usually named ``….tanzhang``; folders above it are made.
        now: kept as the time of creation; the machine's clock where not given.
        migrations: what makes the tables.

    Raises:
        InputError: something is there already.
        EnvironmentFault: disk full, not writable.
    """
    with disk_in_words(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _check_free(folder)
        fresh = folder.with_name(f".{uuid4().hex}{SUFFIX}")
        try:
            _furnish(fresh, now or datetime.now(UTC).astimezone(), migrations)
            _check_free(folder)
            if folder.is_dir():
                folder.rmdir()
            fresh.rename(folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return open_store(folder, migrations=migrations)


def open_store(
    folder: Path, *, read_only: bool = False, now: datetime | None = None, patience_ms: int = PATIENCE_MS, migrations: Migrations = SHIPPED
) -> Store:
    """Open a ledger; an older one is backed up and brought up to date first.

    Args:
        folder: the ledger's folder.
        read_only: look only; an older ledger is refused then.
        now: names the backup made before an upgrade; the machine's clock where not given.
        patience_ms: how long to wait for another process.
        migrations: the schemas known.

    Raises:
        FileError: no ledger there, not ours, damaged, or made by a newer program; nothing is touched.
        EnvironmentFault: locked, disk full, not writable.
    """
    if revision_of(folder, migrations, "ro" if read_only else "rw", patience_ms) != migrations.head:
        if read_only:
            raise _to_be_upgraded(folder)
        backups.back_up(folder, now or datetime.now(UTC), "upgrade")
        upgrade(folder, migrations)
    return Store(folder, read_only=read_only, patience_ms=patience_ms)


def _furnish(fresh: Path, now: datetime, migrations: Migrations) -> None:
    for part in (fresh, fresh / "evidence", fresh / "backups"):
        part.mkdir()
    if migrations == SHIPPED:
        (fresh / LEDGER_NAME).write_bytes(_empty_ledger())
        sync_file(fresh / LEDGER_NAME)
    else:
        _migrate(fresh, migrations)
    store = Store(fresh, read_only=False, patience_ms=PATIENCE_MS)
    with closing(store), store.begin() as work:
        work.ledger.set(LEDGER_ID, str(uuid4()))
        work.ledger.set(CREATED_AT, now.isoformat(timespec="seconds"))
        work.ledger.set(SAMPLE, "")
    sync_folder(fresh)


@cache
def _empty_ledger() -> bytes:
    """The file of a ledger with nothing in it: the migrations run once in a process, since they take fifty times as long as writing it."""
    with tempfile.TemporaryDirectory() as folder:
        _migrate(Path(folder), SHIPPED)
        return (Path(folder) / LEDGER_NAME).read_bytes()


def _migrate(folder: Path, migrations: Migrations) -> None:
    with ledger_in_words(folder), closing(connect(folder / LEDGER_NAME, "rwc")) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    upgrade(folder, migrations)


def _check_free(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise InputError(
            "store.exists",
            _("“{folder}”已经存在，没有覆盖。").format(folder=folder),
            _("请换一个名字，或直接打开那里的账本。"),
        )


def _to_be_upgraded(folder: Path) -> FileError:
    return FileError(
        "store.older",
        _("账本“{name}”是旧版程序建立的，只读方式下不能升级。").format(name=folder.stem),
        _("账本没有改动。请以可写方式打开一次，程序会先备份再升级。"),
    )
