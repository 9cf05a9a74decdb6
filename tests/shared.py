"""Folders that cost much and that nobody changes: made by the first process of a run that asks, used by all of them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

WAIT_S = 600


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this run, which `make` fills; copy what you open."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, whole = shared / name, shared / f"{name}.whole"
    with closing(sqlite3.connect(shared / f"{name}.lock", timeout=WAIT_S, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")  # a process that comes second waits here until the first has made it
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder
