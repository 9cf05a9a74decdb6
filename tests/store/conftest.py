"""Ledgers for the tests: one empty one is made per run and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.database import Store, create_store, open_store
from tests.store.sample import NOON, furnish


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger to copy, never to open."""
    folder = tmp_path_factory.mktemp("store") / "空.tanzhang"
    create_store(folder, now=NOON).close()
    return folder


@pytest.fixture
def ledger(empty_ledger: Path, tmp_path: Path) -> Path:
    """The folder of an empty ledger of one's own."""
    return Path(shutil.copytree(empty_ledger, tmp_path / "账本 1%.tanzhang"))


@pytest.fixture
def store(ledger: Path) -> Iterator[Store]:
    """An open, empty ledger."""
    opened = open_store(ledger)
    yield opened
    opened.close()


@pytest.fixture
def furnished(store: Store) -> Store:
    """An open ledger with a venue, its sources, meter, people and dossiers."""
    with store.begin() as work:
        furnish(work, work.journal.begin_change("新建场所", "张敏", NOON))
    return store
