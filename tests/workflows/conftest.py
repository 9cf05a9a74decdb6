"""A real ledger with one hotel, and sealed ones, each made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.submission.writing import key_files
from core.workflows import dossiers, organizing
from core.workflows.workspace import Workspace
from tests.workflows import sealed as sealed_things


def clock() -> datetime:
    return datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def hotel_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("master") / "酒店.tanzhang"
    with Workspace.create(folder, author="陈示例", clock=clock) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        organizing.create_venue(ws, draft)
    return folder


@pytest.fixture
def ws(hotel_master: Path, tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / hotel_master.name
    shutil.copytree(hotel_master, folder)
    with Workspace.open(folder, author="陈示例", clock=clock) as opened:
        yield opened


@pytest.fixture
def hotel(ws: Workspace) -> Venue:
    return organizing.venue_list(ws)[0].venue


@pytest.fixture
def dossier(ws: Workspace, hotel: Venue) -> Dossier:
    return dossiers.operation_dossier(ws, hotel.id, 2025)


# ---------------------------------------------------------------- sealed


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that are made in the test open quickly."""
    monkeypatch.setattr(key_files, "ROUNDS", sealed_things.FEW_ROUNDS)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole demonstration of the hotel; nobody changes it."""
    return sealed_things.demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture
def year(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration that a test may change."""
    return sealed_things.copy_of(demo, tmp_path)


@pytest.fixture(scope="session")
def sealed_master(tmp_path_factory: pytest.TempPathFactory) -> sealed_things.Sealed:
    """A small event, signed by both; nobody changes it."""
    return sealed_things.sealed_folder(tmp_path_factory)


@pytest.fixture
def sealed(sealed_master: sealed_things.Sealed, tmp_path: Path, few_rounds: None) -> sealed_things.Sealed:
    """A copy of the small event that a test may change."""
    return sealed_things.Sealed(sealed_things.copy_of(sealed_master.folder, tmp_path))
