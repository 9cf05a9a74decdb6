"""Which schema a ledger has, and bringing an older one up to date; alembic is imported only when there is something to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from core.errors import FileError
from core.i18n import _
from core.store.connection import APPLICATION_ID, PATIENCE_MS, Mode, connect, migrating_engine
from core.store.faults import LEDGER_NAME, damaged, disk_in_words, ledger_in_words


@dataclass(frozen=True, slots=True)
class Migrations:
    """The schemas there have been: where their scripts lie, and their ids, the newest last."""

    folder: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        """The schema this program works with."""
        return self.revisions[-1]


SHIPPED = Migrations(Path(__file__).with_name("migrations"), ("0001", "0002", "0003", "0004", "0005", "0006"))
"""The migrations of this program; the ids stand here so that a ledger of today opens without reading the scripts."""

_MAGIC = b"SQLite format 3\x00"
_APPLICATION_ID_AT = slice(68, 72)
_HEADER = 100


def revision_of(folder: Path, migrations: Migrations = SHIPPED, mode: Mode = "rw", patience_ms: int = PATIENCE_MS) -> str:
    """The schema of a ledger; looks at the header first, so that what is not ours stays untouched.

    Where a program was killed while it wrote, SQLite takes its half-done work back here, which mode ``ro`` cannot.

    Raises:
        FileError: no ledger there, not one of our files, damaged, or made by a newer program.
        EnvironmentFault: it cannot be read.
    """
    ledger = folder / LEDGER_NAME
    _check_header(folder, ledger)
    with ledger_in_words(folder), closing(connect(ledger, mode, patience_ms)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such table
                raise damaged(folder) from error
            raise
    if row is None:
        raise damaged(folder)
    if row[0] not in migrations.revisions:
        raise FileError(
            "store.newer",
            _("账本“{name}”是用更新版本的程序建立的（数据版本 {found}），本程序最高支持 {known}。").format(
                name=folder.stem, found=row[0], known=migrations.head
            ),
            _("账本没有改动。请安装新版程序后再打开。"),
        )
    return str(row[0])


def upgrade(folder: Path, migrations: Migrations = SHIPPED) -> None:
    """Bring the schema up to date in one transaction: all steps, or none and the file as it was.

    Raises:
        EnvironmentFault: locked, disk full, not writable.
        FileError: the content does not fit the new schema.
    """
    from alembic import command
    from alembic.config import Config

    # In code and without an ini file; the percent sign is special to the parser behind it.
    config = Config()
    config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    engine = migrating_engine(folder / LEDGER_NAME)
    try:
        with ledger_in_words(folder), _fitting(folder), engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, migrations.head)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise _unfit(folder)
    finally:
        engine.dispose()


@contextmanager
def _fitting(folder: Path) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise _unfit(folder) from error


def _unfit(folder: Path) -> FileError:
    return FileError(
        "store.not_upgraded",
        _("账本“{name}”没能升级到新版：其中有相互矛盾的内容。").format(name=folder.stem),
        _("账本仍是原来的样子，备份在“{backups}”。请用原来的版本打开。").format(backups=folder / "backups"),
    )


def _check_header(folder: Path, ledger: Path) -> None:
    if not folder.is_dir() or not ledger.is_file():
        raise FileError(
            "store.missing",
            _("“{folder}”不是账本：里面没有 {file}。").format(folder=folder, file=LEDGER_NAME),
            _("账本是名字以 .tanzhang 结尾的文件夹，请核对位置；若它在移动硬盘或网络盘上，请先接好。"),
        )
    with disk_in_words(ledger), ledger.open("rb") as stream:
        header = stream.read(_HEADER)
    if not header.startswith(_MAGIC) or int.from_bytes(header[_APPLICATION_ID_AT], "big") != APPLICATION_ID:
        raise FileError(
            "store.foreign",
            _("“{file}”不是本程序的账本文件。").format(file=ledger),
            _("文件没有改动。请选本程序建立的 .tanzhang 文件夹。"),
        )
