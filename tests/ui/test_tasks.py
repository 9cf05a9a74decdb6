"""Long jobs come back on the main thread, one at a time, and a cancel cancels."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.errors import AppError, RuleError
from ui.tasks import Task, Tasks


def test_results_and_failures_come_back_on_the_main_thread_in_order(app: QApplication, qtbot: QtBot) -> None:
    tasks = Tasks()
    came: list[tuple[str, int, bool]] = []
    main = threading.get_ident()

    def work(number: int) -> int:
        if number % 2:
            raise RuleError("odd", f"{number}")
        return number

    def on_failed(error: AppError) -> None:
        came.append(("failed", int(error.message), threading.get_ident() == main))

    for number in range(40):
        tasks.run_task(
            lambda _task, n=number: work(n),
            lambda value: came.append(("done", value, threading.get_ident() == main)),
            on_failed,
            "",
        )
    qtbot.waitUntil(lambda: not tasks.busy())
    assert came == [("failed" if n % 2 else "done", n, True) for n in range(40)]


def test_a_cancelled_job_stops_at_its_next_question(app: QApplication, qtbot: QtBot) -> None:
    tasks = Tasks()
    started = threading.Event()
    rounds: list[int] = []

    def work(task: Task) -> str:
        started.set()
        while not task.cancelled():
            rounds.append(1)
            task.report(len(rounds), 0)
        return "stopped"

    task = tasks.run_task(work, lambda _value: None, lambda _error: None, "")
    assert started.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert task.cancelled()


def test_closing_waits_for_the_running_job(app: QApplication) -> None:
    tasks = Tasks()
    ended = threading.Event()

    def work(task: Task) -> None:
        while not task.cancelled():
            pass
        ended.set()

    tasks.run_task(work, lambda _value: None, lambda _error: None, "")
    tasks.finish()
    assert ended.is_set()
