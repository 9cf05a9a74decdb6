"""Reading in a process of its own: the same data, and every way in which it can end is a sentence."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from core.documents import reading_apart
from core.documents.free_reading import read_any
from core.documents.reading_apart import Limits, ReadingStoppedError, read_apart
from core.errors import EnvironmentFault, FileError
from core.i18n import use_language
from tests.hostile import make_free_tables as free
from tests.hostile import make_workbooks


def _stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str) -> None:
    """Let another program be started in place of main.py."""
    script = folder / "stand_in.py"
    script.write_text(program, encoding="utf-8")
    monkeypatch.setattr(reading_apart, "_MAIN", script)


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    for path in (make_workbooks.right(tmp_path / "t.xlsx"), free.golden("ledger.xls")(tmp_path), free.CLEAN["csv_in_gbk"](tmp_path)):
        assert read_apart(path) == read_any(path)


def test_a_fault_of_the_file_comes_back_whole_and_in_the_language_in_use(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        read_apart(free.password_of_old_excel(tmp_path))
    assert (refused.value.code, "密码" in refused.value.message) == ("workbook.password", True)
    use_language("en")
    with pytest.raises(FileError) as refused:
        read_apart(free.password_of_old_excel(tmp_path))
    assert "password" in refused.value.message.lower()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="没有找到"):
        read_apart(tmp_path / "nothing.xlsx")


@pytest.mark.parametrize("program", ["import os; os.abort()", "raise SystemExit(0)", "raise ValueError('x')"])
def test_a_crash_is_a_sentence(program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _stand_in(monkeypatch, tmp_path, program)
    with pytest.raises(FileError) as refused:
        read_apart(tmp_path / "a.xlsx")
    assert refused.value.code == "reading.crashed"


def test_too_long_is_a_sentence_and_the_process_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _stand_in(monkeypatch, tmp_path, "import threading; threading.Event().wait()")
    with pytest.raises(FileError) as refused:
        read_apart(tmp_path / "a.xlsx", limits=Limits(seconds=0))
    assert refused.value.code == "reading.time"


def test_cancel_ends_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _stand_in(monkeypatch, tmp_path, "import threading; threading.Event().wait()")
    asked = iter([False, False])
    with pytest.raises(ReadingStoppedError):
        read_apart(tmp_path / "a.xlsx", cancelled=lambda: next(asked, True))


def test_too_much_memory_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    path.write_text("月份,电\n" + "1月,1\n" * 150_000, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        read_apart(path, limits=Limits(memory=70 * 2**20))
    assert refused.value.code in {"reading.memory", "reading.crashed"}


def test_a_hostile_answer_runs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    evil = pickle.dumps(Path("/"))
    _stand_in(monkeypatch, tmp_path, f"import sys; open(sys.argv[3], 'wb').write({evil!r})")
    with pytest.raises(FileError) as refused:
        read_apart(tmp_path / "a.xlsx")
    assert refused.value.code == "reading.answer"


def test_a_program_that_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with pytest.raises(EnvironmentFault, match="没有启动"):
        read_apart(tmp_path / "a.xlsx")


def test_the_process_needs_neither_window_nor_ledger() -> None:
    import subprocess

    heavy = ("PySide6", "sqlalchemy", "openpyxl", "reportlab")
    code = f"import core.documents.free_reading, sys; print([n for n in sys.modules if n.split('.')[0] in {heavy}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[2])
    assert done.stdout.strip() == "[]"
