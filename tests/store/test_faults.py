"""What the machine does to us comes out in words, and nothing is lost by it."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.activity import RecordId
from core.domain.period import Month
from core.errors import AppError, EnvironmentFault, FileError
from core.store.database import Store, open_store
from core.store.faults import disk_in_words, ledger_in_words
from tests.store.sample import NOON, VENUE, monthly

MARCH = Month(2025, 3)


@contextmanager
def held(folder: Path, statement: str) -> Iterator[None]:
    """Another program in the middle of its work."""
    with closing(sqlite3.connect(folder / "ledger.db", isolation_level=None)) as other:
        other.execute(statement)
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(furnished: Store) -> Iterator[Store]:
    """The furnished ledger in a second window that does not wait long."""
    opened = open_store(furnished.folder, patience_ms=30)
    yield opened
    opened.close()


def test_a_ledger_in_use_refuses_a_change_after_a_while(impatient: Store) -> None:
    with held(impatient.folder, "BEGIN IMMEDIATE"), pytest.raises(EnvironmentFault) as caught, impatient.begin():
        pass
    assert caught.value.code == "store.locked"
    assert caught.value.exit_code == 3
    with impatient.begin() as work:
        work.activities.put(monthly("a", "power", MARCH), work.journal.begin_change("试", "张敏", NOON))


def test_a_ledger_being_written_cannot_be_read_nor_opened(impatient: Store) -> None:
    with held(impatient.folder, "BEGIN EXCLUSIVE"):
        with pytest.raises(EnvironmentFault, match="占用"), impatient.read() as work:
            work.venues.all()
        with pytest.raises(EnvironmentFault, match="占用"):
            open_store(impatient.folder, patience_ms=30)


def test_a_reader_that_stays_makes_a_change_fail_whole(impatient: Store) -> None:
    with closing(sqlite3.connect(impatient.folder / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM venue").fetchone()
        with pytest.raises(EnvironmentFault) as caught, impatient.begin() as work:
            work.activities.put(monthly("a", "power", MARCH), work.journal.begin_change("试", "张敏", NOON))
        other.execute("ROLLBACK")
    assert caught.value.code == "store.locked"
    with impatient.read() as work:
        assert work.activities.all_of_venue(VENUE.id) == ()


def test_a_full_disk_is_said_in_words_and_loses_nothing(furnished: Store) -> None:
    with furnished._writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(EnvironmentFault) as caught, furnished.begin() as work:
        change = work.journal.begin_change("导入", "张敏", NOON)
        for index in range(200):
            work.activities.put(monthly(f"r{index}", "power", Month(2000, 1).plus(index)), change)
    assert caught.value.code == "store.disk_full"
    with furnished.read() as work:
        assert work.activities.all_of_venue(VENUE.id) == ()
        assert len(work.journal.entries()) == 1
    with furnished._writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with furnished.begin() as work:
        work.activities.put(monthly("a", "power", MARCH), work.journal.begin_change("试", "张敏", NOON))


def test_a_ledger_that_vanished_is_said_in_words_and_not_made_anew(store: Store) -> None:
    store.close()
    (store.folder / "ledger.db").unlink()
    with pytest.raises(EnvironmentFault) as caught, store.read() as work:
        work.venues.all()
    assert caught.value.code == "store.not_writable"
    assert not (store.folder / "ledger.db").exists()


def _sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite would say it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind", "word"),
    [
        (sqlite3.SQLITE_READONLY_DIRECTORY, EnvironmentFault, "store.not_writable"),
        (sqlite3.SQLITE_CANTOPEN, EnvironmentFault, "store.not_writable"),
        (sqlite3.SQLITE_IOERR_FSYNC, EnvironmentFault, "store.disk_failing"),
        (sqlite3.SQLITE_CORRUPT_INDEX, FileError, "store.damaged"),
    ],
)
def test_faults_that_no_test_can_bring_about_have_their_words(tmp_path: Path, code: int, kind: type[AppError], word: str) -> None:
    with pytest.raises(kind) as caught, ledger_in_words(tmp_path / "甲.tanzhang"):
        raise _sqlite_error(code)
    assert caught.value.code == word
    assert "甲" in caught.value.message


def test_a_fault_of_our_own_stays_a_fault(tmp_path: Path, store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError), ledger_in_words(tmp_path):
        raise _sqlite_error(sqlite3.SQLITE_ERROR)
    with pytest.raises(sqlite3.ProgrammingError), ledger_in_words(tmp_path):
        raise sqlite3.ProgrammingError
    assert store.last_backup() is None


@pytest.mark.parametrize(("number", "word"), [(errno.ENOSPC, "store.disk_full"), (errno.EROFS, "store.not_writable")])
def test_faults_of_the_disk_have_their_words(tmp_path: Path, number: int, word: str) -> None:
    with pytest.raises(EnvironmentFault) as caught, disk_in_words(tmp_path):
        raise OSError(number, "as the system would say it")
    assert caught.value.code == word


# ---------------------------------------------------------------- two windows


def test_two_windows_lose_no_update(furnished: Store) -> None:
    """Each adds to the same figure, reading and writing in one unit of work, like two people on one cell."""
    with furnished.begin() as work:
        work.activities.put(monthly("sum", "power", MARCH, "0"), work.journal.begin_change("试", "张敏", NOON))
    windows = [open_store(furnished.folder) for _ in range(2)]
    threads = [threading.Thread(target=_add, args=(window, 15)) for window in (*windows, furnished)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for window in windows:
        window.close()
    with furnished.read() as work:
        assert work.activities.get(RecordId("sum")).quantity.value == 45
        assert len(work.journal.revisions_of("activity", "sum")) == 46


def _add(store: Store, times: int) -> None:
    for _ in range(times):
        with store.begin() as work:
            record = work.activities.get(RecordId("sum"))
            raised = replace(record.quantity, value=record.quantity.value + Decimal(1))
            work.activities.put(replace(record, quantity=raised), work.journal.begin_change("加一", "张敏", NOON))
