"""Plans from files: taken in whole and once, or refused with nothing changed; each hostile file is named after its fault."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.dossier import Dossier
from core.domain.measure import MeasureState
from core.domain.organization import Venue
from core.errors import AppError, FileError, InputError, RuleError
from core.workflows import plan_files, recording, reducing
from core.workflows.measure_views import MeasureRow, MeasuresView
from core.workflows.workspace import Workspace

PLAN_FILE = """
[[measure]]
id = "C09"
state = "done"
owner = "工程部"
start_on = 2025-03-01
done_on = 2025-06-30
cost_yuan = "468000"
evidence = ["验收单.pdf"]
[measure.values]
Q_hw = "300000"

[[measure]]
id = "C01"

[[measure]]
id = "C13"
draft = true
cost_yuan = "36000"
upkeep_yuan = 500
saving_yuan = "8200.5"
lifetime_years = 9
at_supplier = true
[measure.values]
L = "240"
"""

COST = 'cost_yuan = "468000"'
VALUE = 'Q_hw = "300000"'
STATE = 'state = "done"'

HOSTILE = {
    "measure_nobody_knows": ('id = "C01"', 'id = "C99"', "C99"),
    "measure_of_another_venue": ('id = "C01"', 'id = "S01"', "不适用"),
    "measure_without_id": ('id = "C01"', 'owner = "工程部"', "「id」没有填"),
    "measure_twice": ('id = "C01"', 'id = "C09"', "两个「C09」"),
    "two_that_exclude_each_other": ('id = "C01"', 'id = "C07"\n\n[[measure]]\nid = "C14"', "只能申报一项"),
    "state_nobody_knows": (STATE, 'state = "fertig"', "「state」"),
    "state_verified_without_proof": (STATE, 'state = "verified"', "已核实"),
    "draft_that_is_no_flag": (STATE, 'draft = "ja"', "「draft」"),
    "draft_with_a_state": (STATE, STATE + "\ndraft = true", "「draft」"),
    "cost_negative": (COST, 'cost_yuan = "-1"', "投资不能是负数"),
    "cost_true": (COST, "cost_yuan = true", "「cost_yuan」"),
    "cost_infinite": (COST, "cost_yuan = inf", "「cost_yuan」"),
    "cost_endless": (COST, 'cost_yuan = "1e99999999"', "投资的位数太多"),
    "upkeep_negative": (COST, 'upkeep_yuan = "-1"', "年运行费不能是负数"),
    "saving_negative": (COST, 'saving_yuan = "-1"', "年省费用不能是负数"),
    "lifetime_zero": (COST, 'lifetime_years = "0"', "寿命不能是 0 年"),
    "lifetime_negative": (COST, "lifetime_years = -3", "寿命不能是 -3 年"),
    "lifetime_half": (COST, 'lifetime_years = "2.5"', "寿命"),
    "lifetime_endless": (COST, 'lifetime_years = "1e99999999"', "寿命的位数太多"),
    "value_that_is_no_number": (VALUE, 'Q_hw = "viel"', "「Q_hw」"),
    "value_endless": (VALUE, 'Q_hw = "1e99999999"', "Q_hw的位数太多"),
    "value_endless_behind_the_point": (VALUE, 'Q_hw = "1e-99999999"', "Q_hw的位数太多"),
    "value_that_divides_by_zero": (VALUE, 'COP = "0"', "除以了 0"),
    "parameter_nobody_knows": (VALUE, 'Q = "1"', "没有参数「Q」"),
    "values_under_another_name": ("[measure.values]\nQ_hw", "[measure.werte]\nQ_hw", "「werte」"),
    "done_in_the_future": ("done_on = 2025-06-30", "done_on = 2026-06-30", "在今天之后"),
    "done_before_it_began": ("done_on = 2025-06-30", "done_on = 2025-02-28", "早于开始日期"),
    "evidence_that_is_not_there": ("验收单.pdf", "没有.pdf", "没有.pdf"),
    "table_nobody_knows": ('[[measure]]\nid = "C01"', '[[massnahme]]\nid = "C01"', "「massnahme」"),
    "price_negative": (PLAN_FILE, '[settings.prices]\ndE = "-1"\n', "负数"),
    "no_toml": (PLAN_FILE, "[[measure]\n", "plan.toml"),
}


def plan_file(folder: Path, text: str = PLAN_FILE) -> Path:
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / "验收单.pdf").write_bytes(b"%PDF-1.4 done\n%%EOF\n")
    file = folder / "plan.toml"
    file.write_text(text, encoding="utf-8")
    return file


def row(view: MeasuresView, measure: str) -> MeasureRow:
    return next(one for one in (*view.plan, *view.drafts) if one.measure.id == measure)


def test_a_plan_comes_from_a_file_and_again_changes_nothing(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    plan_files.load_plan(ws, hotel.id, plan_file(tmp_path))
    first = reducing.plan_view(ws, dossier.id)
    assert ([one.measure.id for one in first.plan], [one.measure.id for one in first.drafts]) == (["C09", "C01"], ["C13"])
    planned, draft = row(first, "C09").planned, row(first, "C13").planned
    assert planned is not None and draft is not None
    assert (planned.state, planned.done_on, planned.cost_yuan) == (MeasureState.DONE, date(2025, 6, 30), Decimal(468_000))
    assert planned.values == {"Q_hw": Decimal(300_000)}
    assert (draft.upkeep_yuan, draft.saving_yuan, draft.lifetime_years, draft.at_supplier) == (500, Decimal("8200.5"), 9, True)
    plan_files.load_plan(ws, hotel.id, plan_file(tmp_path))
    assert reducing.plan_view(ws, dossier.id) == first


def test_a_whole_file_is_one_step_back(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    plan_files.load_plan(ws, hotel.id, plan_file(tmp_path))
    recording.undo(ws)
    view = reducing.plan_view(ws, dossier.id)
    assert (view.plan, view.drafts) == ((), ())
    recording.redo(ws)
    assert len(reducing.plan_view(ws, dossier.id).plan) == 2


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_hostile_plan_is_refused_and_leaves_nothing(fault: str, ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    found, put, said = HOSTILE[fault]
    assert found in PLAN_FILE
    with pytest.raises(AppError) as caught:
        plan_files.load_plan(ws, hotel.id, plan_file(tmp_path, PLAN_FILE.replace(found, put, 1)))
    assert isinstance(caught.value, FileError | InputError | RuleError)
    assert said in caught.value.message
    view = reducing.plan_view(ws, dossier.id)
    assert (view.plan, view.drafts) == ((), ())
