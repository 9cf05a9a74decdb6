"""Settings survive a restart, a newer version, a bad hand and a full disk."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import settings
from core.errors import EnvironmentFault
from core.settings import SETTINGS_NAME, Settings, load, save, settings_folder

names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1).filter(lambda name: name not in {".", ".."})
folders = names.map(lambda name: Path("账本") / name)
choices = st.builds(
    Settings,
    language=st.sampled_from(["zh", "en"]),
    theme=st.sampled_from(["system", "light", "dark"]),
    type_size=st.sampled_from(["standard", "large"]),
    last_ledger=st.none() | folders,
    recent_ledgers=st.lists(folders, max_size=4).map(tuple),
    author=st.text(st.characters(codec="utf-8")),
)


def _written(folder: Path, **changes: Any) -> Path:
    save(folder, Settings())
    path = folder / SETTINGS_NAME
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")
    return folder


def test_without_a_file_all_is_default(tmp_path: Path) -> None:
    assert load(tmp_path / "not made yet") == Settings()


@given(chosen=choices)
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, chosen: Settings) -> None:
    folder = tmp_path_factory.getbasetemp() / "settings"
    save(folder, chosen)
    assert load(folder) == chosen


def test_keys_of_a_newer_version_are_kept(tmp_path: Path) -> None:
    save(_written(tmp_path, gesture="swipe"), load(tmp_path))
    assert json.loads((tmp_path / SETTINGS_NAME).read_text(encoding="utf-8"))["gesture"] == "swipe"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "fr"),
        ("language", ["zh"]),
        ("theme", None),
        ("type_size", 3),
        ("last_ledger", 3),
        ("last_ledger", ""),
        ("recent_ledgers", "/a"),
        ("recent_ledgers", [1]),
        ("author", {}),
    ],
)
def test_bad_value_gives_way_to_its_default_and_the_log_names_the_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, key: str, value: object
) -> None:
    assert load(_written(tmp_path, **{key: value})) == Settings()
    assert key in caplog.text
    caplog.clear()


@pytest.mark.parametrize("content", ["", "{", "[]", '"zh"', "\ud800"])
def test_a_file_that_is_no_settings_file_gives_defaults(tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str) -> None:
    (tmp_path / SETTINGS_NAME).write_bytes(content.encode("utf-8", "surrogatepass"))
    assert load(tmp_path) == Settings()
    assert "settings" in caplog.text
    caplog.clear()


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, Settings(author="李梅"))

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(settings.os, "fsync", full_disk)
    with pytest.raises(EnvironmentFault, match="设置没有保存"):
        save(tmp_path, Settings(author="王强"))
    assert load(tmp_path).author == "李梅"
    assert [path.name for path in tmp_path.iterdir()] == [SETTINGS_NAME]


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(EnvironmentFault) as fault:
        save(file, Settings())
    assert str(file) in fault.value.message


def test_opening_a_ledger_puts_it_first_and_only_once() -> None:
    seen = Settings().with_ledger(Path("a")).with_ledger(Path("b")).with_ledger(Path("a"))
    assert (seen.last_ledger, seen.recent_ledgers) == (Path("a"), (Path("a"), Path("b")))


def test_old_ledgers_fall_off_the_list() -> None:
    seen = Settings()
    for number in range(20):
        seen = seen.with_ledger(Path(str(number)))
    assert len(seen.recent_ledgers) == 8
    assert seen.recent_ledgers[0] == Path("19")


def test_a_ledger_that_is_gone_is_forgotten() -> None:
    seen = Settings().with_ledger(Path("a")).with_ledger(Path("b"))
    assert seen.without_ledger(Path("b")) == Settings(recent_ledgers=(Path("a"),))
    assert seen.without_ledger(Path("a")) == Settings(last_ledger=Path("b"), recent_ledgers=(Path("b"),))


def test_the_folder_given_wins(tmp_path: Path) -> None:
    assert settings_folder(tmp_path) == tmp_path


def test_without_a_word_the_folder_is_the_persons_own() -> None:
    assert settings_folder().name == "tanzhangben"


def test_a_portable_program_keeps_its_settings_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "tanzhangben"))
    assert settings_folder() != tmp_path / "data"
    (tmp_path / settings.PORTABLE_MARKER).touch()
    assert settings_folder() == tmp_path / "data"
