"""Reading foreign files in a process of its own: with limits of time and memory, and a crash there is a sentence here.

The process is this program again with `FLAG` as its first argument, so that it is found frozen or not, on every system, without fork.
"""

from __future__ import annotations

import io
import logging
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.documents.free_tables import FreeBook
from core.documents.workbook import WorkbookContents
from core.errors import AppError, EnvironmentFault, FileError
from core.i18n import Language, _, current_language, use_language

logger = logging.getLogger(__name__)

FLAG = "--read-apart"
"""First argument of the reading process; main.py hands the others to `answer`."""

Read = WorkbookContents | FreeBook
"""Our template, or any other tables."""

_WAIT = 0.05
_MAIN = Path(__file__).resolve().parents[2] / "main.py"
_HARMLESS = frozenset(
    {
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("datetime", "date"),
        ("decimal", "Decimal"),
        ("copyreg", "_reconstructor"),
        ("core.documents.free_tables", "FreeBook"),
        ("core.documents.free_tables", "FreeSheet"),
        ("core.documents.table_cells", "Fault"),
        ("core.documents.workbook", "SheetRow"),
        ("core.documents.workbook", "Unreadable"),
        ("core.documents.workbook", "WorkbookContents"),
        ("core.errors", "EnvironmentFault"),
        ("core.errors", "FileError"),
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reading may take: seconds, and bytes of address space (where the system can hold a process to that)."""

    seconds: int = 180
    memory: int = 3 * 2**30


class ReadingStoppedError(AppError):
    """The person stopped the reading."""


def read_apart(path: Path, *, cancelled: Callable[[], bool] | None = None, limits: Limits | None = None) -> Read:
    """Read a file in a process of its own.

    Args:
        path: the file.
        cancelled: asked twenty times a second; True ends the process.
        limits: other than the usual ones.

    Raises:
        FileError: the file is not what it should be, or reading it took too much, or crashed.
        EnvironmentFault: the file cannot be opened, or the process not be started.
        ReadingStoppedError: stopped by the person.
    """
    held = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="tanzhang-") as folder:
        result, said = Path(folder) / "result", Path(folder) / "said"
        code = _run(path, result, said, held, cancelled)
        if code == 0 and result.is_file():
            found = _Careful(io.BytesIO(result.read_bytes())).load()
            if isinstance(found, AppError):
                raise found
            if isinstance(found, WorkbookContents | FreeBook):
                return found
        logger.info("reading apart ended with %s: %s", code, said.read_text("utf-8", "replace")[-500:] if said.is_file() else "")
    raise FileError(
        "reading.crashed",
        _("读取「{file}」的过程意外中止，文件可能已损坏，或经过特殊构造。").format(file=path.name),
        _("账本没有改动。请用办公软件打开后另存为 .xlsx 再导入。"),
    )


def _run(path: Path, result: Path, said: Path, limits: Limits, cancelled: Callable[[], bool] | None) -> int:
    """Start the process, watch it, and give its exit code."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(_MAIN)]
    arguments = [FLAG, str(path.resolve()), str(result), current_language(), str(limits.memory), str(limits.seconds)]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    until = time.monotonic() + limits.seconds
    with said.open("wb") as output:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program with arguments of our own
                [*program, *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output, creationflags=flags
            )
        except OSError as error:
            raise EnvironmentFault(
                "reading.start", _("读取文件的程序没有启动：{reason}。").format(reason=error.strerror or error), _("账本没有改动。请重试。")
            ) from error
        try:
            while True:
                try:
                    return process.wait(_WAIT)
                except subprocess.TimeoutExpired:
                    _check_stop(path, until, limits, cancelled)
        finally:
            process.kill()
            process.wait()


def _check_stop(path: Path, until: float, limits: Limits, cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise ReadingStoppedError("reading.stopped", _("已停止读取，账本没有改动。"))
    if time.monotonic() > until:
        raise FileError(
            "reading.time",
            _("读取「{file}」超过 {seconds} 秒，已停止。").format(file=path.name, seconds=limits.seconds),
            _("账本没有改动。请拆成几个文件，或删去多余的工作表再导入。"),
        )


class _Careful(pickle.Unpickler):
    """Takes back plain data only: the process that read a hostile file is not trusted with more."""

    def find_class(self, module: str, name: str) -> Any:
        """A type on the list.

        Raises:
            FileError: any other.
        """
        if (module, name) in _HARMLESS:
            return super().find_class(module, name)
        raise FileError("reading.answer", _("读取文件的程序给出的内容不对。"), _("账本没有改动。请核对文件来源。"))


# ---------------------------------------------------------------- the reading process


def answer(arguments: Sequence[str]) -> int:
    """Be the reading process: read, write the answer, end.

    Args:
        arguments: what stands behind `FLAG`: file, place for the answer, language, bytes of memory, seconds.
    """
    path, result, language, memory, seconds = arguments
    _hold(int(memory), int(seconds))
    chosen: Language = "en" if language == "en" else "zh"
    use_language(chosen)
    found: Read | AppError
    try:
        found = _read(Path(path))
    except (FileError, EnvironmentFault) as error:
        found = error
    except MemoryError:
        found = FileError(
            "reading.memory",
            _("读取「{file}」所需的内存超出限度，已停止。").format(file=Path(path).name),
            _("账本没有改动。请拆成几个文件，或删去多余的工作表再导入。"),
        )
    Path(result).write_bytes(pickle.dumps(found, protocol=5))
    return 0


def _read(path: Path) -> Read:
    from core.documents.free_reading import read_any

    return read_any(path)


def _hold(memory: int, seconds: int) -> None:
    """Ask the system to end this process where it takes too much; where the system cannot, the sizes of files are the limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
