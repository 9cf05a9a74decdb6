"""The self-check does the whole job, and says which step failed and why."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pytest

from core.cli import self_check_command
from core.errors import EnvironmentFault
from core.workflows import self_checking
from core.workflows.self_checking import STEPS, Bench, SelfCheckError, Step, self_check


@pytest.mark.referee("long-run")
def test_the_command_carries_out_every_step_and_tells_them_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    self_check_command.add_commands(parser.add_subparsers())
    options = parser.parse_args(["self-check"])
    assert options.run(options) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert last == "自检通过。"
    for step, line in zip(STEPS, lines, strict=True):
        assert f"] {step.title}：" in line
    told = "\n".join(lines)
    assert "示例竹溪酒店" in told
    assert told.count("1,564.57") == 2, "computed, and read back from the paper"


def test_steps_have_names_of_their_own() -> None:
    assert len({step.code for step in STEPS}) == len({step.title for step in STEPS}) == len(STEPS)


def raising(error: Exception) -> Callable[[Bench], str]:
    def work(_bench: Bench) -> str:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (EnvironmentFault("resource_missing", "程序自带的文件“x”不见了。"), "程序自带的文件“x”不见了。"),
        (ModuleNotFoundError("No module named 'reportlab.rl_settings'", name="reportlab.rl_settings"), "缺少部件 reportlab.rl_settings。"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_a_failure_names_its_step_and_ends_the_check(error: Exception, words: str) -> None:
    lines: list[str] = []
    steps = (
        Step("good", "好的一步", lambda _bench: "好"),
        Step("bad", "坏的一步", raising(error)),
        Step("late", "后来的一步", raising(error)),
    )
    with pytest.raises(SelfCheckError, match="「坏的一步」这一步没有成功") as caught:
        self_check(lines.append, steps)
    assert caught.value.code == "self_check.bad"
    assert caught.value.exit_code == 1
    assert words in caught.value.message
    assert [line.partition("] ")[2] for line in lines] == ["好的一步：好"]


def test_a_result_that_is_not_as_expected_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_checking, "FACES", {"NotoSansSC": "fonts/NotoSansSC-Heavy.ttf"})
    with pytest.raises(SelfCheckError, match=r"NotoSansSC-Heavy\.ttf"):
        self_check(lambda _line: None, [step for step in STEPS if step.code == "letters"])


def test_nothing_is_left_behind() -> None:
    seen: list[Bench] = []

    def work(bench: Bench) -> str:
        seen.append(bench)
        (bench.folder / "file").write_text("x", encoding="utf-8")
        return "x"

    self_check(lambda _line: None, [Step("one", "一步", work)])
    assert not seen[0].folder.exists()
