"""Backups of the ledger file: whole copies made while the ledger is open, named by time and reason."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from core.store.connection import connect
from core.store.faults import LEDGER_NAME, disk_in_words, ledger_in_words
from core.store.files import move_into_place, sync_file

DAILY = "daily"
"""Reason of the backups of which only the newest are kept."""

KEPT = 20
"""So many of reason `DAILY` are kept; those of other reasons, such as ``upgrade``, all."""

_TIME = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"ledger-(?P<time>\d{8}-\d{6})-(?P<reason>[a-z]+)(-\d+)?\.db")
_REASON = re.compile(r"[a-z]+")


def back_up(ledger_folder: Path, now: datetime, reason: str) -> Path:
    """Copy the ledger file as it stands; others may read and write meanwhile.

    Args:
        ledger_folder: the folder of the ledger.
        now: the time that names the backup; written as local time.
        reason: small letters a–z, such as ``daily`` or ``upgrade``.

    Raises:
        EnvironmentFault: locked, disk full, not writable.
        FileError: the ledger file is damaged.
    """
    if not _REASON.fullmatch(reason):
        raise ValueError(f"not a reason for a backup: {reason!r}")
    folder = ledger_folder / "backups"
    with disk_in_words(folder), ledger_in_words(ledger_folder):
        folder.mkdir(exist_ok=True)
        fresh = folder / f"backup-{uuid4().hex}.part"
        try:
            _copy(ledger_folder / LEDGER_NAME, fresh)
            target = _free_name(folder, f"ledger-{now.astimezone():{_TIME}}-{reason}")
            move_into_place(fresh, target)
        finally:
            fresh.unlink(missing_ok=True)
        for _time, old in sorted(_backups(folder, DAILY))[:-KEPT]:
            old.unlink(missing_ok=True)
    return target


def newest(ledger_folder: Path) -> datetime | None:
    """When the newest backup was made, in local time with its offset; None where there is none."""
    return max((time for time, _path in _backups(ledger_folder / "backups")), default=None)


def _copy(ledger: Path, fresh: Path) -> None:
    with closing(connect(ledger)) as source, closing(sqlite3.connect(fresh)) as copy:
        # Reading holds off writers for the moment of the copy, else the copy would begin anew after each write.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        source.backup(copy)
        source.execute("ROLLBACK")
    sync_file(fresh)


def _free_name(folder: Path, stem: str) -> Path:
    path, count = folder / f"{stem}.db", 1
    while path.exists():
        count += 1
        path = folder / f"{stem}-{count}.db"
    return path


def _backups(folder: Path, reason: str | None = None) -> Iterator[tuple[datetime, Path]]:
    for path in folder.glob("ledger-*.db"):
        match = _NAME.fullmatch(path.name)
        if match and reason in (None, match["reason"]):
            yield datetime.strptime(match["time"], _TIME).astimezone(), path
