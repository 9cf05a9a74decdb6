"""`import` of whatever people have: taken, previewed, or the questions with the way to answer them; one JSON document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.workflows import organizing
from core.workflows.workspace import Workspace
from tests.hostile import make_free_tables as free
from tests.hostile import make_workbooks


def _nothing(*_arguments: Any) -> Any:
    raise AssertionError("no window here")


def call(*arguments: object) -> int:
    try:
        return run([str(one) for one in arguments], WindowJobs(_nothing, _nothing, _nothing))
    except SystemExit as end:
        return int(end.code or 0)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "账本.tanzhang"
    with Workspace.create(folder) as ws:
        organizing.create_venue(ws, organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025))
    return folder


def test_a_free_table_is_previewed_and_taken(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = free.CLEAN["csv_in_gbk"](tmp_path)
    assert call("import", ledger, path, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "读到 9 项：新增 9，更改 0，未变 0，未导入 0" in said
    assert "新增 「表.csv」第 2 行 B 列 外购电力·主楼户 1月 12.5 万kWh，+19.55 t" in said
    assert "试导入" in said
    assert call("import", ledger, path, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["read"], document["accepted"], document["refused"], document["layout"]) == (9, 9, 0, "months_down")
    assert call("import", ledger, path, "--dry-run", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["unchanged"], {row["fate"] for row in again["rows"]}, again["effects"]) == (9, {"unchanged"}, [])
    assert again["tco2e_before"] == document["tco2e_after"]


def test_the_template_goes_the_same_way(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make_workbooks.right(tmp_path / "t.xlsx")
    assert call("import", ledger, path, "--annotated", tmp_path / "o.xlsx") == 1
    assert "标注后的工作簿" in capsys.readouterr().out
    assert (tmp_path / "o.xlsx").is_file()
    assert call("import", ledger, path, "--plan") == 1
    assert "不需要列对照" in capsys.readouterr().err


def test_what_is_unclear_ends_with_one_and_the_way_to_answer(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "用电.csv"
    path.write_text("月份,用电量(kWh)\n1月,5\n2月,6\n3月,7\n", encoding="utf-8")
    assert call("import", ledger, path) == 1
    said = capsys.readouterr().err
    assert "没有导入：还有 1 处没弄清" in said
    assert "可能是：外购电力·主楼户、外购电力·裙楼户。" in said
    assert "--columns" in said
    assert call("import", ledger, path, "--json") == 1
    (question,) = json.loads(capsys.readouterr().out)["questions"]
    assert (question["what"], question["column"], len(question["proposals"])) == ("column", "B", 2)
    assert call("import", ledger, path, "--plan") == 0
    plan = tmp_path / "p.toml"
    plan.write_text(capsys.readouterr().out.replace('means = ""', 'means = "外购电力·裙楼户"'), encoding="utf-8")
    assert call("import", ledger, path, "--columns", plan) == 0
    assert "新增 3" in capsys.readouterr().out
    assert call("import", ledger, path) == 0, "remembered"
    assert "认法" in capsys.readouterr().out
    assert call("import", ledger, path, "--columns", plan, "--plan") == 2


def test_refused_cells_are_listed_and_marked(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = free.errors_in_cells(tmp_path)
    assert call("import", ledger, path, "--dry-run", "--annotated", tmp_path / "o.xlsx") == 1
    assert "「表.csv」第 2 行 C 列：" in capsys.readouterr().out
    assert (tmp_path / "o.xlsx").is_file()
    assert call("import", ledger, free.password_of_old_excel(tmp_path)) == 1
    assert "设有打开密码" in capsys.readouterr().err
