"""The demonstration and the sample ledgers: made whole or not at all, never over what is there, and told step by step."""

from __future__ import annotations

import json
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from core.domain.dossier import DossierKind
from core.errors import EnvironmentFault, FileError, InputError
from core.workflows import demonstrating, dossiers, edition, organizing, trying
from core.workflows.importing import ImportCancelledError
from core.workflows.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def silent(_line: str) -> None:
    """Nobody listens."""


# ---------------------------------------------------------------- samples


@pytest.mark.parametrize("venue_type", demonstrating.VENUE_TYPES)
def test_every_sample_has_all_its_parts(venue_type: str) -> None:
    folder = demonstrating.sample_folder(venue_type)
    for name in ("data.xlsx", "data-2024.xlsx", "plan.toml", "event.toml", "offsets.toml", "event-offsets.toml"):
        assert (folder / name).is_file(), name


def test_a_sample_of_another_type_is_told_with_those_there_are() -> None:
    with pytest.raises(FileError, match="hotel、mall、scenic") as refused:
        demonstrating.sample_folder("museum")
    assert refused.value.code == "sample.missing"


def test_a_stopped_sample_leaves_nothing(tmp_path: Path) -> None:
    asked = iter([False, False])
    with pytest.raises(ImportCancelledError):
        demonstrating.open_sample(tmp_path, "hotel", cancelled=lambda: not next(asked, False))
    assert list(tmp_path.iterdir()) == []


def test_a_sample_is_opened_once_and_kept_with_its_changes(demo: Path, tmp_path: Path) -> None:
    """The ledger of the demonstration stands where the person's own sample would be."""
    ledger = tmp_path / "示例竹溪酒店.tanzhang"
    shutil.copytree(demo / "ledger", ledger)
    with Workspace.open(ledger) as ws:
        organizing.put_person(ws, "新人", "preparer")
    assert demonstrating.open_sample(tmp_path, "hotel") == ledger
    with Workspace.open(ledger) as ws:
        assert "新人" in {person.name for person in organizing.people(ws)}


def test_a_sample_never_goes_into_a_place_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError):
        demonstrating.build_sample(tmp_path / "ledger", "hotel")
    assert [path.name for path in (tmp_path / "ledger").iterdir()] == ["mine.txt"]


def test_a_damaged_sample_is_told_and_leaves_no_half_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A half ledger would be opened as the sample the next time."""
    damaged = tmp_path / "shipped"
    shutil.copytree(demonstrating.sample_folder("hotel"), damaged)
    (damaged / "event.toml").unlink()
    monkeypatch.setattr(demonstrating, "sample_folder", lambda _type: damaged)
    with pytest.raises(FileError):
        demonstrating.open_sample(tmp_path / "own", "hotel")
    assert list((tmp_path / "own").iterdir()) == []


# ---------------------------------------------------------------- the demonstration


def test_every_place_is_looked_at_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "scenic").mkdir()
    (tmp_path / "scenic" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FileError) as refused:
        demonstrating.demonstrate(tmp_path, demonstrating.VENUE_TYPES, silent, None)
    assert refused.value.code == "demo.taken"
    assert [path.name for path in tmp_path.iterdir()] == ["scenic"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(EnvironmentFault):
        demonstrating.demonstrate(tmp_path / "file", ["hotel"], silent, None)


def test_the_summary_names_each_step_and_every_file_it_left(demo: Path) -> None:
    summary = json.loads((demo.parent / "summary.json").read_text(encoding="utf-8"))
    assert (summary["venues"], summary["environment"], summary["sample"]) == (["hotel"], "trial", True)
    steps = [step["step"] for step in summary["steps"]]
    assert steps[:4] == ["sample", "import", "footprint", "check"]
    assert [steps.count(name) for name in ("keys", "seal", "countersign", "verify", "receipt", "certificate")] == [1, 2, 2, 2, 2, 2]
    for step in summary["steps"]:
        assert step["venue"] == "hotel"
        assert step["seconds"] >= 0
        assert all((demo.parent / name).exists() for name in step["files"])


def test_the_demonstration_shows_a_year_and_an_event(demo: Path, year: Path) -> None:
    with Workspace.open(year / "ledger") as ws:
        kinds = {one.kind: one for one in dossiers.all_dossiers(ws)}
        assert {DossierKind.OPERATION, DossierKind.EVENT} == set(kinds)
        assert all(card.venue.sample for card in organizing.venue_list(ws))
    for part in ("", "event/"):
        for name in ("receipt.zip", "receipt-received.zip", "certificate.pdf"):
            assert (demo / f"{part}{name}").is_file()


def test_a_trial_certificate_is_good_for_a_year_from_any_day() -> None:
    leap = trying.trial_certificate("X", "1", "试", date(2028, 2, 29))
    assert (leap.valid_from, leap.valid_to) == (date(2028, 2, 29), date(2029, 2, 28))
    plain = trying.trial_certificate("X", "1", "试", date(2026, 3, 1))
    assert plain.valid_to == date(2027, 3, 1)


# ---------------------------------------------------------------- which program it was


def test_the_program_says_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], project["version"]) == (edition.NAME, edition.VERSION)


def test_the_build_has_one_digest() -> None:
    assert edition.build_digest() == edition.build_digest()
    assert len(edition.build_digest()) == 64
    assert int(edition.build_digest(), 16)
