"""Backups are whole copies, the newest daily ones are kept, and those before an upgrade all."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import EnvironmentFault
from core.store.backups import KEPT
from core.store.database import Store, open_store
from tests.store.sample import NOON, PEOPLE, VENUE, fill


def test_a_backup_opens_as_the_ledger_it_was(store: Store, tmp_path: Path) -> None:
    fill(store)
    copy = store.back_up(NOON, "daily")
    with store.begin() as work:
        work.people.remove(PEOPLE[0].id, work.journal.begin_change("删除", "张敏", NOON))
    restored = tmp_path / "恢复.tanzhang"
    restored.mkdir()
    shutil.copy(copy, restored / "ledger.db")
    again = open_store(restored)
    with again.read() as work:
        assert PEOPLE[0] in work.people.all()
        assert work.venues.all() == (VENUE,)
    again.close()


def test_a_backup_is_named_by_local_time_and_reason(store: Store) -> None:
    assert store.last_backup() is None
    path = store.back_up(NOON, "daily")
    assert path == store.folder / "backups" / f"ledger-{NOON.astimezone():%Y%m%d-%H%M%S}-daily.db"
    assert store.last_backup() == NOON


def test_a_second_backup_in_the_same_second_does_not_replace_the_first(store: Store) -> None:
    paths = {store.back_up(NOON, "upgrade") for _ in range(3)}
    assert all(path.is_file() for path in paths)
    assert len(paths) == 3


def test_only_the_newest_daily_backups_are_kept_and_those_before_an_upgrade_all(store: Store) -> None:
    upgrade = [store.back_up(NOON - timedelta(days=900 + day), "upgrade") for day in range(2)]
    daily = [store.back_up(NOON + timedelta(days=day), "daily") for day in range(KEPT + 3)]
    left = set((store.folder / "backups").iterdir())
    assert left == {*upgrade, *daily[3:]}
    assert store.last_backup() == NOON + timedelta(days=KEPT + 2)


def test_a_backup_is_made_while_another_change_is_under_way(store: Store) -> None:
    fill(store)
    with store.begin() as work:
        work.people.remove(PEOPLE[0].id, work.journal.begin_change("删除", "张敏", NOON))
        copy = store.back_up(NOON, "daily")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (2,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_folder_that_cannot_take_a_backup_is_said_in_words(store: Store) -> None:
    (store.folder / "backups").rmdir()
    (store.folder / "backups").write_text("in the way")
    with pytest.raises(EnvironmentFault):
        store.back_up(NOON, "daily")
    assert store.last_backup() is None


def test_a_reason_is_a_word(store: Store) -> None:
    with pytest.raises(ValueError, match="reason"):
        store.back_up(NOON, "../x")
