"""The frozen program does the job in an empty environment, from a folder with a Chinese name, with nothing of the machine's Python."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from core.workflows.self_checking import STEPS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
STATUS_BAR = 40
"""The status bar tells the time of day, which is not the same in two pictures."""

pytestmark = pytest.mark.referee("frozen-build")


@pytest.fixture
def program(referee: Callable[[str], Path], tmp_path: Path) -> Iterator[Path]:
    """The frozen program, carried to another place as a person would; taken away again, since it is large."""
    copy = shutil.copytree(referee("frozen-build"), tmp_path / "碳账本 便携版", symlinks=True)
    yield copy
    shutil.rmtree(copy)


def run(executable: Path, *arguments: object, data: Path, variables: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run it with `env -i`: no PATH, no HOME, no language, no Python of ours; its log goes into `data`."""
    command = ["env", "-i", *variables, executable, *map(str, arguments), "--data-dir", data]
    return subprocess.run(command, cwd=data.parent, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False)


def from_source(*arguments: object) -> str:
    """What the program says when it is run from its sources."""
    command = [sys.executable, ROOT / "main.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=True).stdout


def test_self_check_passes_in_an_empty_environment(program: Path, tmp_path: Path) -> None:
    done = run(program / "tanzhangben-cli", "self-check", data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert [line.partition("] ")[2].partition("：")[0] for line in done.stdout.splitlines()[:-1]] == [step.title for step in STEPS]
    assert done.stdout.splitlines()[-1] == "自检通过。"
    assert done.stderr == ""


def test_a_damaged_installation_is_found_and_named(program: Path, tmp_path: Path) -> None:
    (program / "_internal" / "resources" / "fonts" / "NotoSerifSC-Regular.ttf").unlink()
    done = run(program / "tanzhangben-cli", "self-check", data=tmp_path / "data")
    assert done.returncode == 1
    assert f"「{STEPS[0].title}」这一步没有成功" in done.stderr
    assert "NotoSerifSC-Regular.ttf" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demonstration_gives_the_figures_that_the_sources_give(program: Path, tmp_path: Path) -> None:
    out = tmp_path / "示例 输出"
    done = run(program / "tanzhangben-cli", "demo", "--venue", "hotel", "--out", out, "--screenshot", data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    files = [out / name for step in summary["steps"] for name in step["files"]]
    assert files
    assert all(file.exists() for file in files)

    ledger = out / "hotel" / "ledger"
    kept = json.loads((out / "hotel" / "footprint.json").read_text(encoding="utf-8"))
    assert json.loads(from_source("footprint", ledger, "--dossier", kept["dossier"], "--json", "--data-dir", tmp_path / "data")) == kept

    from_source("screenshot", ledger, "--page", "overview", "--out", tmp_path / "source", "--data-dir", tmp_path / "data")
    frozen = QImage(str(out / "hotel" / "pages" / "overview-light.png"))
    source = QImage(str(tmp_path / "source" / "overview-light.png"))
    above = frozen.rect().adjusted(0, 0, 0, -STATUS_BAR)
    assert frozen.size() == source.size()
    assert frozen.copy(above) == source.copy(above), "letters, icons and colours are the same to the pixel"


def test_the_window_opens_a_ledger(program: Path, tmp_path: Path) -> None:
    ledger, data = tmp_path / "某某酒店.tanzhang", tmp_path / "data"
    assert run(program / "tanzhangben-cli", "new", ledger, data=data).returncode == 0
    command = ["env", "-i", "QT_QPA_PLATFORM=offscreen", program / "tanzhangben", ledger, "--data-dir", data]
    with (tmp_path / "said").open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as window:
        settings = data / "settings.json"
        for _turn in range(PATIENCE * 10):
            opened = settings.is_file() and json.loads(settings.read_text(encoding="utf-8"))["last_ledger"] == str(ledger)
            if opened or window.poll() is not None:
                break
            try:
                window.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        running = window.poll() is None
        window.terminate()
    assert opened, (tmp_path / "said").read_text(encoding="utf-8")
    assert running
    assert "bug" not in (data / "tanzhangben.log").read_text(encoding="utf-8")


def test_without_a_screen_the_window_says_so(program: Path, tmp_path: Path) -> None:
    done = run(program / "tanzhangben", data=tmp_path / "data")
    assert done.returncode == 3
    assert "没有可用的显示器" in done.stderr


def test_the_folder_holds_what_it_must_and_nothing_else(referee: Callable[[str], Path]) -> None:
    program = referee("frozen-build")
    inner = program / "_internal"
    names = {path.name.lower() for path in inner.iterdir()}
    assert not names & {"aiohttp", "certifi", "lxml", "numpy", "tcl", "tkinter", "yarl", "hypothesis", "_pytest"}
    assert {path.name for path in program.iterdir() if path.is_file()} == {"tanzhangben", "tanzhangben-cli"}
    assert [path for path in inner.rglob("*") if not path.exists()] == [], "names that lead nowhere"
    assert list(inner.rglob("__pycache__")) == []
    files = [path.stat() for path in program.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum({one.st_ino: one.st_size for one in files}.values()) < 220_000_000, "the two executables are one file with two names"
    packages = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {"sqlalchemy", "reportlab", "cryptography"} <= set(packages) & {path.name for path in (inner / "licences").iterdir()}
    assert (inner / "licences" / "LGPL-3.0.txt").is_file()
