"""What holds for every test: no screen, no network, no trace in the person's folders, no unexpected warning."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # Qt reads it once, at the first import
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".cache" / "hypothesis"))

import hypothesis
import pytest

from core.i18n import use_language
from core.logs import stop_logging

hypothesis.settings.register_profile("fixed", derandomize=True, database=None, deadline=None, max_examples=60)
hypothesis.settings.register_profile("thorough", derandomize=True, database=None, deadline=None, max_examples=400)
hypothesis.settings.register_profile("searching", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

FROZEN = "frozen-build"
"""A referee that is no program of others: ours, frozen, in the folder that TANZHANGBEN_FROZEN names."""

LONG = "long-run"
"""No program either: a test that takes too long for every day, or the whole length of one that has a short form."""

_NOT_RUN = pytest.StashKey[Counter[str]]()


# ---------------------------------------------------------------- two workers

BEGUN_FIRST = (
    "ui/test_submission_page.py",
    "ui/test_window.py",
    "test_samples.py",
    "journeys/test_kill.py",
    "ui/test_grid_keys.py",
    "journeys/test_way_out_and_back.py",
    "ui/test_snapshots.py",
    "packaging/test_self_check.py",
    "store/test_kill.py",
    "ui/test_state_machine.py",
)
"""Files that take long: whatever comes last must be short, or one worker would wait for the other."""


def _turn(item: pytest.Item) -> int:
    name = item.path.relative_to(ROOT / "tests").as_posix() if item.path.is_relative_to(ROOT / "tests") else ""
    return BEGUN_FIRST.index(name) if name in BEGUN_FIRST else len(BEGUN_FIRST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole files, so that what the tests of a file share is made by one worker only.

    With pytest 9.2, xdist 3.8 no longer sees its own groups and deals out single tests.
    """
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False  # in the order of `_turn`, not by the number of tests
    return LoadFileScheduling(config, log)


# ---------------------------------------------------------------- referees: programs of others that judge our files


def _programs(item: pytest.Item) -> list[str]:
    return [str(program) for mark in item.iter_markers("referee") for program in mark.args]


def _found(program: str) -> Path | None:
    if program == FROZEN:
        folder = Path(os.environ.get("TANZHANGBEN_FROZEN", "nowhere"))
        return folder if folder.is_dir() else None
    if program == LONG:
        return ROOT if os.environ.get("REFEREES") == "required" else None
    found = shutil.which(program)
    return Path(found) if found else None


def _missing(item: pytest.Item) -> list[str]:
    return [program for program in _programs(item) if _found(program) is None]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose referee is missing, and remember to say so; where referees are required, they stay and fail."""
    items.sort(key=_turn)
    config.stash[_NOT_RUN] = Counter()
    if os.environ.get("REFEREES") == "required":
        return
    left_out = [item for item in items if _missing(item)]
    for item in left_out:
        config.stash[_NOT_RUN].update(_missing(item))
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A required referee that is missing fails its tests."""
    if missing := _missing(item):
        pytest.fail(f"referee not here: {', '.join(missing)}", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which judgements were not made."""
    for program, tests in sorted(config.stash.get(_NOT_RUN, Counter()).items()):
        terminalreporter.write_line(
            f"NOT RUN: {tests} test(s) judged by {program}, which is not here; `./test full` brings it", yellow=True
        )


@pytest.fixture
def referee(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """The path of a program, or of the frozen build's folder, named in the test's `@pytest.mark.referee(...)`."""

    def path_of(program: str) -> Path:
        found = _found(program)
        if program not in _programs(request.node) or found is None:
            pytest.fail(f"the test does not name {program!r} in its referee mark", pytrace=False)
        return found

    return path_of


# ---------------------------------------------------------------- guards


class _NoNetwork(socket.socket):
    """A socket that refuses the internet protocols; the program is offline and its tests are too."""

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:  # noqa: A002
        if fileno is None and family in (-1, socket.AF_INET, socket.AF_INET6):
            raise AssertionError("this program opens no network connection")
        super().__init__(family, type, proto, fileno)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", _NoNetwork)


@pytest.fixture(autouse=True, scope="session")
def _strange_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests, and the processes they start, out of the person's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home))
        yield


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """Chinese and no open log after each test, in whatever order they come."""
    yield
    use_language("zh")
    stop_logging()


def _windows() -> set[object]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    return {one for one in widgets.QApplication.topLevelWidgets() if isinstance(one, widgets.QMainWindow)} if widgets else set()


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    """A main window that outlives its test takes the keyboard, the shortcuts and the time of those that follow."""
    before = _windows()
    yield
    left = _windows() - before
    assert not left, f"the test leaves a window behind: {left}"


@pytest.fixture(autouse=True)
def _no_unexpected_warning(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A log line of level WARNING or above fails the test; one that expects it looks at it and calls `caplog.clear()`."""
    yield
    loud = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not loud, f"unexpected in the log: {loud}"
