"""What is installed is what was declared, pinned and named with its licence; and the pinned Qt binding is a safe one."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = {"requirements.txt": PROJECT["dependencies"]}
DECLARED["requirements-dev.txt"] = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]


def _lock(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("lock", DECLARED)
def test_lock_holds_what_the_project_declares(lock: str) -> None:
    declared = dict(requirement.lower().split("==") for requirement in DECLARED[lock])
    assert {name: _lock(lock).get(name) for name in declared} == declared


@pytest.mark.parametrize("lock", DECLARED)
def test_every_locked_package_has_digests_and_no_address(lock: str) -> None:
    entries = (ROOT / lock).read_text(encoding="utf-8").partition("\n")[2]
    assert len(re.findall(r"==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", entries)) == len(_lock(lock))
    assert "://" not in entries
    assert "--index" not in entries


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    assert _lock("requirements.txt").items() <= _lock("requirements-dev.txt").items()


def test_no_library_that_makes_the_start_heavy_is_shipped() -> None:
    assert not {"numpy", "pandas", "pyside6", "pyside6-addons", "matplotlib"} & _lock("requirements.txt").keys()


@pytest.mark.parametrize("package", sorted(_lock("requirements-dev.txt")))
def test_licence_of_each_package_is_named(package: str) -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "packaging" / "THIRD-PARTY.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert package in {name.lower() for row in rows for name in re.split(r", (?:with )?", row)}


def test_the_qt_binding_gives_back_every_reference_to_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one with each call that returns nothing, and the process ends after some thousands."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(20_000):
        label.setText(str(number))
    assert sys.getrefcount(None) > before - 100
