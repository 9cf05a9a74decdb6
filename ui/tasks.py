"""Long jobs off the main thread: one at a time, with progress, and with a cancel that cancels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from core.errors import AppError

Work = Callable[["Task"], Any]


class Task(QObject):
    """One long job, as its worker and the window both see it. The worker may call `report` and `cancelled` only."""

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label
        self._stop = False

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say how far it is; `total` 0 means that nobody knows."""
        self.progressed.emit(done, total, text)

    def cancel(self) -> None:
        """Ask the worker to stop; it does so at its next `cancelled`."""
        self._stop = True

    def cancelled(self) -> bool:
        """Whether the person wants it stopped."""
        return self._stop


class _Run(QRunnable):
    def __init__(self, task: Task, work: Work) -> None:
        super().__init__()
        self._task = task
        self._work = work

    def run(self) -> None:
        # A bug is no AppError: it goes on to sys.excepthook, which logs it and shows the crash dialog; the task ends all the same.
        try:
            self._task.succeeded.emit(self._work(self._task))
        except AppError as error:
            self._task.failed.emit(error)
        finally:
            self._task.ended.emit()


class Tasks(QObject):
    """Runs jobs one after the other and keeps each alive until its last word has come back to the main thread."""

    started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._alive: set[Task] = set()

    def run_task(self, work: Work, on_done: Callable[[Any], object], on_failed: Callable[[AppError], object], label: str) -> Task:
        """Start a job.

        Args:
            work: called on the worker's thread with the task; it gets plain values and the workspace, never a widget.
            on_done: called on the main thread with what `work` returned. Work that was cancelled raises, or returns what says so:
                what it finished all the same has happened, and the window must show it.
            on_failed: called on the main thread with the failure.
            label: what is being done, for the progress row.
        """
        task = Task(label)
        self._alive.add(task)
        task.succeeded.connect(_Relay(on_done, task).take, Qt.ConnectionType.QueuedConnection)
        task.failed.connect(_Relay(on_failed, task).take, Qt.ConnectionType.QueuedConnection)
        task.ended.connect(_Relay(lambda _nothing: self._alive.discard(task), task).end, Qt.ConnectionType.QueuedConnection)
        self.started.emit(task)
        self._pool.start(_Run(task, work))
        return task

    def busy(self) -> bool:
        """Whether a job is running or waiting."""
        return bool(self._alive)

    def finish(self) -> None:
        """Ask all jobs to stop and wait until the last one has, before the program closes."""
        for task in self._alive:
            task.cancel()
        self._pool.waitForDone()


class _Relay(QObject):
    """Takes a signal of the worker over to the main thread; a plain function would be called where the signal is sent."""

    def __init__(self, deed: Callable[[Any], object], parent: QObject) -> None:
        super().__init__(parent)
        self._deed = deed

    def take(self, value: object) -> None:
        """Hand the value on."""
        self._deed(value)

    def end(self) -> None:
        """Hand on that it is over."""
        self._deed(None)
