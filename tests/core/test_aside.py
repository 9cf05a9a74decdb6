"""Jobs in a process of their own: what they return, refuse and tell comes back; a cancel, a limit and a crash end in words."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.aside import Aside, AsideCancelledError
from core.errors import EnvironmentFault, InputError
from core.i18n import _, use_language

Cancelled = Callable[[], bool]


def add(one: int, other: int) -> tuple[int, int]:
    return one + other, os.getpid()


def refuse() -> None:
    raise InputError("some.code", "第 3 行不是数字。", "请改正。")


def tell(count: int, *, progress: Callable[[int, int, str], None], cancelled: Cancelled) -> str:
    for done in range(count):
        progress(done, count, _("待填"))
    return "told"


def until_stopped(*, progress: Callable[[int, int, str], None], cancelled: Cancelled) -> str:
    progress(0, 0, "")
    while not cancelled():
        pass
    return "stopped when asked"


def deaf(*, progress: Callable[[int, int, str], None], cancelled: Cancelled) -> None:
    progress(0, 0, "")
    while True:
        pass


def dead_weight() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stumble() -> None:
    {}["nothing"]


def swallow() -> int:
    return len(bytearray(3_000_000_000))


@pytest.fixture(scope="module")
def aside() -> Iterator[Aside]:
    made = Aside()
    yield made
    made.close()


def test_the_answer_comes_back_from_one_process_for_all_jobs(aside: Aside) -> None:
    answers = [aside.call(add, 1, number) for number in range(3)]
    assert [total for total, _pid in answers] == [1, 2, 3]
    assert len({pid for _total, pid in answers}) == 1
    assert answers[0][1] != os.getpid()


def test_a_refusal_comes_back_with_all_its_words(aside: Aside) -> None:
    with pytest.raises(InputError) as caught:
        aside.call(refuse)
    assert (caught.value.code, str(caught.value)) == ("some.code", "第 3 行不是数字。请改正。")


def test_progress_is_told_in_order_and_in_the_language_in_use(aside: Aside) -> None:
    told: list[tuple[int, int, str]] = []
    use_language("en")
    assert aside.call(tell, 3, progress=lambda *word: told.append(word), heeds=True) == "told"
    assert [done for done, _total, _words in told] == [0, 1, 2]
    assert told[0][2] == _("待填") != "待填"


def test_a_job_that_listens_ends_as_it_likes(aside: Aside) -> None:
    begun: list[Any] = []
    answer = aside.call(until_stopped, progress=lambda *word: begun.append(word), cancelled=lambda: bool(begun), heeds=True)
    assert answer == "stopped when asked"
    assert aside.call(add, 2, 2)[0] == 4


def test_a_job_that_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch, aside: Aside) -> None:
    monkeypatch.setattr("core.aside._GRACE_S", 0.1)
    begun: list[Any] = []
    with pytest.raises(AsideCancelledError, match="已取消"):
        aside.call(deaf, progress=lambda *word: begun.append(word), cancelled=lambda: bool(begun), heeds=True)
    assert aside.call(add, 2, 3)[0] == 5


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_process_that_is_killed_is_said_and_the_next_job_finds_a_new_one(aside: Aside) -> None:
    with pytest.raises(EnvironmentFault, match="意外结束"):
        aside.call(die)
    assert aside.call(add, 3, 3)[0] == 6


def test_a_fault_of_the_program_comes_back_with_its_traceback(aside: Aside) -> None:
    with pytest.raises(RuntimeError, match="KeyError"):
        aside.call(stumble)


def test_a_job_that_takes_too_long_is_ended() -> None:
    hurried = Aside(seconds=0.2)
    with pytest.raises(EnvironmentFault, match="时限"):
        hurried.call(dead_weight)


def test_a_job_that_was_written_without_a_cancel_is_ended_at_once(aside: Aside) -> None:
    with pytest.raises(AsideCancelledError):
        aside.call(dead_weight, cancelled=lambda: True)
    assert aside.call(add, 4, 4)[0] == 8


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no such limit")
def test_a_job_that_takes_too_much_memory_is_ended() -> None:
    frugal = Aside(megabytes=1500)
    with pytest.raises(EnvironmentFault, match="内存"):
        frugal.call(swallow)
    frugal.close()
