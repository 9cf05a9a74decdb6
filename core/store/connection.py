"""Connections to the ledger file: pragmas, and transactions that SQLite begins when we say so."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

APPLICATION_ID = 0x545A424E
"""Stands in the header of each of our files: the letters TZBN."""

PATIENCE_MS = 5000
"""How long a write waits for another process before it gives up."""

Mode = Literal["rw", "ro", "rwc"]
"""Read and write, read only, or create; never create by accident."""


def connect(ledger: Path, mode: Mode = "rw", patience_ms: int = PATIENCE_MS) -> sqlite3.Connection:
    """A connection with our pragmas; it begins no transaction by itself.

    The rollback journal rather than WAL: people copy the file to a stick, and one file must be the whole truth.
    `synchronous=EXTRA` because FULL does not sync the folder after the journal is removed: a power cut could take back an
    acknowledged edit.
    """
    path = ledger.absolute().as_posix()
    address = "file://" + quote(path if path.startswith("/") else f"/{path}") + f"?mode={mode}"
    # The pool hands a connection to one thread at a time, though not always to the same one.
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=patience_ms / 1000, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA busy_timeout={int(patience_ms)}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=EXTRA")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def writing_engine(ledger: Path, patience_ms: int) -> Engine:
    """For changes: the write lock is taken at the start, so that what is read stays true until it is written."""
    return _engine(ledger, "rw", patience_ms, "BEGIN IMMEDIATE")


def reading_engine(ledger: Path, patience_ms: int, *, read_only: bool) -> Engine:
    """For reading; SQLite itself refuses a change on these connections."""
    return _engine(ledger, "ro" if read_only else "rw", patience_ms, "BEGIN", "PRAGMA query_only=ON")


def migrating_engine(ledger: Path) -> Engine:
    """For changes of the schema: a table that is made anew must not take its children with it."""
    return _engine(ledger, "rw", PATIENCE_MS, "BEGIN IMMEDIATE", "PRAGMA foreign_keys=OFF")


def _engine(ledger: Path, mode: Mode, patience_ms: int, begin: str, pragma: str = "") -> Engine:
    def make() -> sqlite3.Connection:
        connection = connect(ledger, mode, patience_ms)
        connection.execute(pragma)
        return connection

    engine = create_engine("sqlite://", creator=make, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver begins nothing (isolation_level None), so that changes of the schema are part of the transaction too.
        connection.exec_driver_sql(begin)

    return engine
