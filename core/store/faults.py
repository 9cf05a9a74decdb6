"""The room's door: failures of SQLite and of the disk, put into words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from core.errors import AppError, EnvironmentFault, FileError, RuleError
from core.i18n import _

LEDGER_NAME = "ledger.db"
"""Name of the SQLite file in a ledger's folder."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_PRIMARY = 0xFF  # the low byte of an extended result code is the code proper


@contextmanager
def ledger_in_words(folder: Path) -> Iterator[None]:
    """Turn what SQLite says about this ledger into one of our errors; an error that is our own bug stays as it is.

    Raises:
        EnvironmentFault: locked by another process, disk full, not writable, disk failing.
        FileError: the ledger file is damaged.
        RuleError: another window has changed what this change builds on.
    """
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error) and (said := _explained(error.orig, folder)):
            raise said from error
        raise
    except sqlite3.Error as error:
        if said := _explained(error, folder):
            raise said from error
        raise


@contextmanager
def disk_in_words(place: Path) -> Iterator[None]:
    """Turn a failure to write files at this place into words.

    Raises:
        EnvironmentFault: disk full, not writable, disk failing.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(place) from error
        raise _not_writable(place) from error


def read_only(folder: Path) -> EnvironmentFault:
    """The answer to a change of a ledger that was opened for reading only."""
    return EnvironmentFault(
        "store.read_only",
        _("账本“{name}”是只读打开的，不能修改。").format(name=folder.stem),
        _("账本没有改动。请把账本文件夹复制到可以写入的位置，再打开那一份。"),
    )


def damaged(folder: Path) -> FileError:
    """The answer to a ledger file that SQLite cannot read."""
    return FileError(
        "store.damaged",
        _("账本文件“{file}”已损坏，无法读取。").format(file=folder / LEDGER_NAME),
        _("文件没有改动。请改用“{backups}”里最近的备份。").format(backups=folder / "backups"),
    )


def _explained(error: sqlite3.Error, folder: Path) -> AppError | None:
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        return None
    if extended & _PRIMARY == sqlite3.SQLITE_CONSTRAINT:
        return _crossed(extended, str(error))
    words = _WORDS.get(extended & _PRIMARY)
    return None if words is None else words(folder)


def _locked(folder: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "store.locked",
        _("账本“{name}”正被另一个窗口或程序占用。").format(name=folder.stem),
        _("刚才的操作没有执行，账本没有改动。请等另一处完成或关掉它，再试一次。"),
    )


def _full(place: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "store.disk_full",
        _("磁盘已满，没有写入“{place}”。").format(place=place),
        _("账本仍是原来的样子。请清出磁盘空间，再试一次。"),
    )


def _not_writable(place: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "store.not_writable",
        _("“{place}”打不开或不能写入。").format(place=place),
        _("账本没有改动。请检查这个文件夹是否还在、是否只读、您有没有写入权限。"),
    )


def _failing(place: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "store.disk_failing",
        _("读写“{place}”时磁盘出错。").format(place=place),
        _("刚才的操作没有执行。请检查磁盘或网络连接，再试一次。"),
    )


def _crossed(extended: int, text: str) -> RuleError | None:
    if extended == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return in_use()
    if extended == sqlite3.SQLITE_CONSTRAINT_UNIQUE and "activity.month" in text:
        return RuleError(
            "store.month_taken",
            _("这一行这个月已有一条记录，没有重复保存。"),
            _("可能另一个窗口刚填过。请刷新后在原记录上修改。"),
        )
    return None


def in_use() -> RuleError:
    """The answer to a change that would leave another record without what it refers to."""
    return RuleError(
        "store.in_use",
        _("账本里还有别的记录与这一项相连，不能这样改。"),
        _("账本没有改动。请先处理相连的记录；若另一个窗口刚改过，请刷新后再试。"),
    )


def kept_for_ever() -> RuleError:
    """The answer to altering or removing what left the house or came back."""
    return RuleError(
        "store.kept",
        _("材料包、递交记录和回执一经登记，不能修改或删除。"),
        _("账本没有改动。需要更正的，请重开档案，形成新的修订。"),
    )


_WORDS: Mapping[int, Callable[[Path], AppError]] = {
    sqlite3.SQLITE_BUSY: _locked,
    sqlite3.SQLITE_LOCKED: _locked,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_READONLY: _not_writable,
    sqlite3.SQLITE_PERM: _not_writable,
    sqlite3.SQLITE_CANTOPEN: _not_writable,
    sqlite3.SQLITE_IOERR: _failing,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: damaged,
}
