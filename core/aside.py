"""Jobs in a process of their own: the window stays quick beside them, a cancel really ends them, a crash takes nothing else down."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any

from core.errors import AppError, EnvironmentFault
from core.i18n import _, current_language, use_language

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]

_LOOK_EVERY_S = 0.05
_GRACE_S = 20.0
"""How long a job that was asked to stop may take to come to a point where it can; then its process is ended."""

_BACKGROUND_NICENESS = 3
_BELOW_NORMAL_PRIORITY = 0x4000
"""BELOW_NORMAL_PRIORITY_CLASS of Windows."""


class AsideCancelledError(AppError):
    """The person stopped the job."""


class Aside:
    """One process that does jobs one after the other; started when first asked, and started anew after it was ended."""

    def __init__(self, *, megabytes: int = 0, seconds: float = 0) -> None:
        """Set its limits.

        Args:
            megabytes: how much memory its process may take, where the system can say so (not Windows); 0 for no limit.
            seconds: how long a job may take; 0 for no limit.
        """
        self._megabytes = megabytes
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: Any = None
        self._pipe: Connection[Any, Any] | None = None

    def call(
        self,
        job: Callable[..., Any],
        *arguments: Any,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        heeds: bool = False,
    ) -> Any:
        """Do a job and wait for what it returns; other threads go on meanwhile.

        Args:
            job: a function of a module, called with the arguments.
            arguments: plain values; they travel to the process, and what is returned travels back.
            progress: told what the job says of how far it is.
            cancelled: asked again and again; True stops the job.
            heeds: the job takes `progress` and `cancelled` by name and ends in its own way; one that does not is ended with its process.

        Raises:
            AppError: the job's own refusal, with all its words.
            AsideCancelledError: it was stopped, and did not say so in words of its own.
            EnvironmentFault: its process was ended from outside, took too much memory or too long.
            RuntimeError: a fault of the program in the job, with its traceback.
        """
        with self._lock:
            pipe = self._started()
            try:
                pipe.send((job, arguments, heeds, current_language()))
                return self._answer(pipe, progress, cancelled, _GRACE_S if heeds else 0)
            except (EOFError, OSError) as error:
                self.close()
                raise EnvironmentFault(
                    "aside.ended",
                    _("这项工作所在的进程意外结束，没有做完。"),
                    _("账本没有损坏。请再试一次；文件很大的，请关闭别的程序或拆开文件。"),
                ) from error

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()

    def _started(self) -> Connection[Any, Any]:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self.close()
            # Spawned everywhere: a copy of a process with threads and open files, as `fork` makes it, may stand still for ever.
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self._megabytes), daemon=True)
            process.start()
            self._process = process
            theirs.close()
        return self._pipe

    def _answer(self, pipe: Connection[Any, Any], progress: Progress | None, cancelled: Cancelled | None, grace: float) -> Any:
        kind, content = self._last_word(pipe, progress, cancelled, grace)
        if kind == "refused":
            raise content
        if kind == "memory":
            self.close()
            raise EnvironmentFault("aside.memory", _("这项工作需要的内存超过限度，已停止。"), _("没有留下改动。请拆开文件再试。"))
        if kind == "fault":
            raise RuntimeError(content)
        return content

    def _last_word(
        self, pipe: Connection[Any, Any], progress: Progress | None, cancelled: Cancelled | None, grace: float
    ) -> tuple[str, Any]:
        """What the job ends with; on the way its progress is told, and it is stopped when that is asked for or its time is over."""
        stopping: float | None = None
        until = time.monotonic() + self._seconds if self._seconds else float("inf")
        while True:
            if wait([pipe], _LOOK_EVERY_S):
                kind, *content = pipe.recv()
                if kind != "progress":
                    return kind, content[0]
                if progress is not None:
                    progress(*content)
            elif time.monotonic() > until:
                self.close()
                raise EnvironmentFault("aside.time", _("这项工作超过了时限，已停止。"), _("没有留下改动。文件很大的，请拆开再试。"))
            elif stopping is None:
                if cancelled is not None and cancelled():
                    stopping = time.monotonic() + grace
                    pipe.send("stop")
            elif time.monotonic() > stopping:
                self.close()
                raise AsideCancelledError("aside.cancelled", _("已取消，没有做完。"))


def _serve(pipe: Connection[Any, Any], megabytes: int) -> None:
    """What the process does: one job after the other, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the program at the keyboard stops us with it
    _step_back()
    if megabytes:
        _limit_memory(megabytes)
    while True:
        try:
            job, arguments, heeds, language = _next_order(pipe)
        except EOFError:
            return
        use_language(language)
        pipe.send(_done(pipe, job, arguments, heeds=heeds))


def _next_order(pipe: Connection[Any, Any]) -> Any:
    order = pipe.recv()
    while order == "stop":  # came when the job before had ended already
        order = pipe.recv()
    return order


def _done(pipe: Connection[Any, Any], job: Callable[..., Any], arguments: tuple[Any, ...], *, heeds: bool) -> tuple[str, Any]:
    asked = False

    def cancelled() -> bool:
        nonlocal asked
        asked = asked or (pipe.poll() and pipe.recv() == "stop")
        return asked

    def progress(done: int, total: int, words: str = "") -> None:
        pipe.send(("progress", done, total, words))

    try:
        return "done", job(*arguments, progress=progress, cancelled=cancelled) if heeds else job(*arguments)
    except AppError as error:
        return "refused", error
    except MemoryError:
        return "memory", None
    except Exception:  # a fault of ours: it is raised again, with its traceback, where the job was asked for
        return "fault", traceback.format_exc()


def _step_back() -> None:
    """Leave the processor to the window where both want it."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY)
    else:
        os.nice(_BACKGROUND_NICENESS)


def _limit_memory(megabytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    size = megabytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):  # a smaller limit is in force already
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
