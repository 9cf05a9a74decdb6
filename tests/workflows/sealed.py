"""Sealed things that many tests look at and none changes: the demonstration of the hotel, and a small event signed by two."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.submission.writing import key_files
from core.workflows import dossiers, events, identifying, organizing, receiving, submitting, trying
from core.workflows.trying import PASSPHRASE, TrialDesk
from core.workflows.workspace import Workspace
from tests.shared import made_once
from tests.workflows.test_events import event_file

FEW_ROUNDS = 1000
"""Key files of these tests guard nothing; the 600 000 rounds of real ones cost a quarter of a second each time."""

LEDGER = "酒店.tanzhang"


def clock() -> datetime:
    return datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


def pictures(_ledger: Path, out: Path) -> list[Path]:
    """Stands where the window would paint; the pictures themselves are judged in tests/ui."""
    out.mkdir(parents=True)
    made = out / "overview-light.png"
    made.write_bytes(b"png")
    return [made]


def never(*_arguments: object) -> Any:
    raise AssertionError("no command of this test needs a window")


WINDOW = WindowJobs(lambda _options: 0, pictures, dict)


def demo_folder(factory: pytest.TempPathFactory) -> Path:
    """What ``demo --venue hotel --screenshot`` leaves, made once for all processes of a run; copy what you open."""

    def make(out: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(key_files, "ROUNDS", FEW_ROUNDS)
            assert run(["demo", "--venue", "hotel", "--out", str(out), "--screenshot"], WINDOW) == 0

    return made_once(factory, "demonstration", make)


def sealed_folder(factory: pytest.TempPathFactory) -> Sealed:
    """A small event signed by both, made once for all processes of a run; copy what you open."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(key_files, "ROUNDS", FEW_ROUNDS)
            seal_event(folder)

    return Sealed(made_once(factory, "sealed", make))


def package_in(folder: Path) -> Path:
    (package,) = folder.glob("CSP-*.zip")
    return package


def operation_of(ws: Workspace) -> str:
    """The newest year of a sample ledger."""
    return next(one.id for one in dossiers.all_dossiers(ws) if one.period.label == "2025")


def quiet(_name: str, _words: str, _files: Sequence[Path]) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ledger with one small event, its package as the preparer left it and signed by both, and the platform that enrolled them.

    The ledger does not know yet that the approver has signed.
    """

    folder: Path

    @property
    def ledger(self) -> Path:
        return self.folder / LEDGER

    @property
    def desk(self) -> TrialDesk:
        keys = self.folder / "keys"
        trust = self.folder / "trust"
        return TrialDesk(self.folder / "platform", trust / "profile.zip", trust / "root.pem", keys / "preparer.p12", keys / "approver.p12")

    @property
    def package(self) -> Path:
        return package_in(self.folder / "signed")

    @property
    def half(self) -> Path:
        """The same package as the preparer left it."""
        return package_in(self.folder / "half")

    @property
    def event(self) -> str:
        return str(json.loads((self.folder / "event.json").read_text(encoding="utf-8")))

    def open(self) -> Workspace:
        return Workspace.open(self.ledger, author="陈示例", clock=clock)

    @property
    def trust(self) -> Any:
        return identifying.trust((self.desk.profile,), None, at=clock())


def small_event(folder: Path) -> str:
    """A ledger with one small event that nothing blocks."""
    with Workspace.create(folder / LEDGER, author="陈示例", clock=clock) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        venue, _change = organizing.create_venue(ws, draft)
        return str(events.load_event(ws, venue.id, event_file(folder)).id)


def seal_event(folder: Path) -> Sealed:
    """Make it; the caller has seen to few rounds."""
    made = Sealed(folder)
    event = small_event(folder)
    (folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
    with made.open() as ws:
        desk = trying.open_trial_desk(ws, event, folder, quiet)
        sealed = submitting.seal(ws, event, submitting.SealOrder(desk.preparer, PASSPHRASE, folder / "half"))
        (folder / "signed").mkdir()
        signed = folder / "signed" / sealed.path.name
        shutil.copyfile(sealed.path, signed)
        trust = desk.trust(ws)
        receiving.countersign(signed, desk.approver, PASSPHRASE, trust=trust, at=clock())
    return made


def copy_of(master: Path, folder: Path) -> Path:
    """A copy that a test may change."""
    target = folder / master.name
    shutil.copytree(master, target)
    return target
