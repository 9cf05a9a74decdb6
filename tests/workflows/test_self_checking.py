"""Each step of the self-check finds the fault that is its own, and says so in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.workflows import demonstrating, filing
from core.workflows.self_checking import STEPS, Bench, SelfCheckError, Step, self_check
from core.workflows.workspace import Workspace
from tests.workflows.sealed import operation_of

BY_CODE = {step.code: step for step in STEPS}


def check(step: Step, prepare: Path | None = None) -> list[str]:
    """Carry out one step; on a copy of a ledger where one is given."""
    lines: list[str] = []

    def lay_out(bench: Bench) -> str:
        if prepare is not None:
            shutil.copytree(prepare, bench.sample)
            with Workspace.open(bench.sample) as ws:
                bench.dossier_id = operation_of(ws)
                filing.reopen(ws, bench.dossier_id, "试")
        return "好"

    self_check(lines.append, [Step("prepare", "准备", lay_out), step])
    return lines


@pytest.mark.parametrize("code", ["footprint", "paper", "workbook", "package"])
def test_a_step_without_what_it_works_on_fails_under_its_own_name(code: str) -> None:
    with pytest.raises(SelfCheckError, match=f"「{BY_CODE[code].title}」这一步没有成功") as failed:
        check(BY_CODE[code])
    assert failed.value.code == f"self_check.{code}"
    assert "您的账本不受影响" in failed.value.hint


@pytest.mark.parametrize(("code", "words"), [("footprint", "1,564.57 tCO2e"), ("paper", "1,564.57"), ("workbook", "没有一项改变")])
def test_a_step_says_what_it_found(code: str, words: str, demo: Path) -> None:
    assert words in check(BY_CODE[code], demo / "ledger")[-1]


def test_a_sample_that_was_damaged_on_its_way_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demonstrating, "sample_folder", lambda _type: tmp_path)
    with pytest.raises(SelfCheckError) as failed:
        check(BY_CODE["sample"])
    assert failed.value.code == "self_check.sample"


def test_steps_come_in_an_order_in_which_each_finds_what_it_needs() -> None:
    codes = [step.code for step in STEPS]
    assert codes.index("sample") < min(codes.index(code) for code in ("footprint", "paper", "workbook", "package"))
