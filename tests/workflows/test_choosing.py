"""The best set of real measures: equal to trying every set exactly, with a sentence for each why it is in or out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from core.domain.dossier import Dossier
from core.domain.measure import MeasureState, PlannedMeasure
from core.domain.organization import Venue
from core.errors import InputError
from core.workflows import choosing, compiling, money, weighing
from core.workflows.choosing import MOST_AT_ONE_USE, Chooser
from core.workflows.reduction_views import ChoiceRow, ChoiceView
from core.workflows.weighing import Weighing
from core.workflows.workspace import Workspace
from tests.workflows.reductions import heat_pump, keep, planned

COSTS = {"C09": 468_000, "C13": 38_000, "H13": 30_000, "C11": 90_000, "C01": 60_000, "C02": 25_000, "H01": 120_000, "C05": 75_000}
"""Measures at four end uses: hot water and boiler, lighting, guest rooms, air conditioning."""


@pytest.fixture
def weighed(ws: Workspace, hotel: Venue, dossier: Dossier) -> Weighing:
    """With the yearly amounts of the end uses, so that their savings combine."""
    money.set_settings(ws, hotel.id, end_uses={"hot_water:dG": "180000", "lighting:dE": "200000"})
    return _weighed(ws, dossier, *(planned(hotel, one, cost) for one, cost in COSTS.items()))


def _weighed(ws: Workspace, dossier: Dossier, *plan: PlannedMeasure) -> Weighing:
    taken = compiling.snapshot(ws, dossier.id)
    settings = money.settings_of(ws, dossier.venue_id)
    return weighing.weighed(taken, compiling.inventory_of(taken, compare=False), plan, settings, {})


def _chooser(ws: Workspace, measures: Weighing) -> Chooser:
    return Chooser(measures, money.view_of(ws, measures))


def _rows(view: ChoiceView) -> Mapping[str, ChoiceRow]:
    return {row.measure_id: row for row in view.rows}


def _chosen(view: ChoiceView) -> set[str]:
    return {row.measure_id for row in view.rows if row.chosen}


def _every_set() -> list[tuple[str, ...]]:
    return [some for size in range(len(COSTS) + 1) for some in itertools.combinations(sorted(COSTS), size)]


def _cost(members: Collection[str]) -> int:
    return sum(COSTS[one] for one in members)


# ---------------------------------------------------------------- the best set


def test_the_best_set_is_the_one_that_trying_every_set_exactly_finds(ws: Workspace, weighed: Weighing) -> None:
    saved = {some: weighed.together(some).tonnes for some in _every_set()}
    chooser = _chooser(ws, weighed)
    for budget in (0, 24_999, 100_000, 300_000, 600_000, 2_000_000):
        view = chooser.best(budget_yuan=budget, reasons=False)
        most = max(tonnes for some, tonnes in saved.items() if _cost(some) <= budget)
        assert most - view.tonnes < Fraction(len(COSTS), 1000), "the solver counts whole kilograms of each end use"
        assert view.cost_yuan == _cost(_chosen(view)) <= budget
    for target in (Fraction(5), Fraction(60), Fraction("150.5")):
        view = chooser.best(target_t=target, reasons=False)
        assert view.cost_yuan == min(_cost(some) for some, tonnes in saved.items() if tonnes >= target + Fraction(len(COSTS), 1000))
        assert view.feasible
        assert view.tonnes == weighed.together(_chosen(view)).tonnes >= target


def test_the_finding_says_how_many_for_how_much(ws: Workspace, weighed: Weighing) -> None:
    view = _chooser(ws, weighed).best(budget_yuan=100_000)
    assert _chosen(view) == {"C13", "H13", "C02"}
    assert view.finding.startswith("预算 10.0 万元内最优 3 项，投资 9.3 万元，年减 ")
    assert [row.chosen for row in view.rows] == [True] * 3 + [False] * 5


def test_a_target_out_of_reach_gets_the_nearest_set(ws: Workspace, weighed: Weighing) -> None:
    view = _chooser(ws, weighed).best(target_t=Fraction(5000))
    assert (view.feasible, _chosen(view)) == (False, COSTS.keys())
    assert view.finding.startswith("达不到年减 5,000.0 t；最接近的是 8 项，投资 90.6 万元，年减 ")


def test_no_money_buys_nothing(ws: Workspace, weighed: Weighing) -> None:
    view = _chooser(ws, weighed).best(budget_yuan=0)
    assert (view.tonnes, view.cost_yuan, view.finding) == (0, 0, "预算 0 元内没有能做的措施。")


def test_without_measures_that_cost_something_there_is_nothing_to_compare(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    view = _chooser(ws, _weighed(ws, dossier, planned(hotel, "C01"))).best(budget_yuan=5000)
    assert (view.finding, _rows(view)["C01"].why) == ("还没有填了投资又能减排的措施，无从比较。", "还没有填投资，不参加比较。")


def test_a_cost_with_cents_is_rounded_up_so_that_the_budget_holds(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    chooser = _chooser(ws, _weighed(ws, dossier, planned(hotel, "C01", "999.01")))
    assert _chosen(chooser.best(budget_yuan=999)) == set()
    assert _rows(chooser.best(budget_yuan=1000))["C01"].cost_yuan == 1000


# ---------------------------------------------------------------- why this and not that


def test_what_is_chosen_says_what_the_set_would_lose_without_it(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    measures = _weighed(ws, dossier, planned(hotel, "C01", 20_000), planned(hotel, "H01", 30_000, draft=True))
    rows = _rows(_chooser(ws, measures).best(budget_yuan=50_000))
    assert (rows["C01"].why, rows["C01"].in_plan) == ("已在计划里。去掉它少减 8.3 t，少花 2.0 万元。", True)
    assert (rows["H01"].why, rows["H01"].in_plan) == ("去掉它少减 25.7 t，少花 3.0 万元。", False)


def test_what_is_left_out_says_what_it_would_displace(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    measures = _weighed(ws, dossier, planned(hotel, "C01", 40_000), planned(hotel, "H01", 30_000), planned(hotel, "C02", 60_000))
    view = _chooser(ws, measures).best(budget_yuan=60_000)
    assert _chosen(view) == {"H01"}
    assert _rows(view)["C01"].why == "选它要换下「客房取电控制/RCU」，少减 17.4 t，多花 1.0 万元。"
    wide = _chooser(ws, measures).best(budget_yuan=70_000)
    assert _rows(wide)["C02"].why == "选它要换下「LED 光源替换」等 2 项，少减 29.9 t，少花 1.0 万元。"
    # For a target it says what more it costs.
    assert _rows(_chooser(ws, measures).best(target_t=Fraction(20)))["C01"].why == "加上它，多减 8.3 t，多花 4.0 万元。"


def test_what_the_budget_cannot_pay_alone_says_so(ws: Workspace, weighed: Weighing) -> None:
    view = _chooser(ws, weighed).best(budget_yuan=100_000)
    assert _rows(view)["C09"].why == "单这一项就要 46.8 万元，超过预算。"


def test_two_that_are_as_good_as_each_other_say_so(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    first = planned(hotel, "C11", 30_000, values={"G": Decimal(100_000)})
    second = planned(hotel, "C10", 30_000, values={"G": Decimal(100_000), "eta_old": Decimal("0.95"), "eta_new": Decimal(1)})
    view = _chooser(ws, _weighed(ws, dossier, first, second)).best(budget_yuan=30_000)
    [left_out] = [row for row in view.rows if not row.chosen]
    assert left_out.why.endswith("结果一样，取项数少的组合。")


def test_of_two_that_exclude_each_other_the_one_left_out_names_the_other(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    view = _chooser(ws, _weighed(ws, dossier, planned(hotel, "C07", 60_000), planned(hotel, "C14", 50_000))).best(budget_yuan=200_000)
    assert _chosen(view) == {"C07"}
    assert _rows(view)["C14"].why.startswith("和选中的「冷站群控/高效机房调适」的节能重合，同选只计一项。选它要换下")


def test_what_counts_nothing_beside_others_is_not_paid_for(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    view = _chooser(ws, _weighed(ws, dossier, planned(hotel, "C01", 60_000), planned(hotel, "H01", 0), planned(hotel, "C14", 0))).best(
        budget_yuan=200_000
    )
    assert _chosen(view) == {"C01", "H01"}
    assert _rows(view)["C14"].why.startswith("和选中的「LED 光源替换」的节能重合")


def test_a_measure_that_only_exclusions_keep_from_the_target_says_so(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    view = _chooser(ws, _weighed(ws, dossier, planned(hotel, "C07", 60_000), planned(hotel, "C14", 50_000))).best(target_t=Fraction("14.9"))
    assert _chosen(view) == {"C07"}
    assert _rows(view)["C14"].why.endswith("选它就达不到目标。")


@pytest.mark.parametrize(
    ("measure", "fields", "why"),
    [
        ("C01", {}, "还没有填投资，不参加比较。"),
        ("H06", {"cost": 500}, "不减少范围一、二的排放，不参加比较。"),
        ("C01", {"cost": 500, "at_supplier": True}, "不减少范围一、二的排放，不参加比较。"),
        ("C01", {"cost": 10**10}, "数字太大，不参加比较，请核对单位。"),
    ],
)
def test_what_cannot_take_part_says_why(
    ws: Workspace, hotel: Venue, dossier: Dossier, measure: str, fields: Mapping[str, Any], why: str
) -> None:
    rows = _rows(_chooser(ws, _weighed(ws, dossier, planned(hotel, measure, **fields), heat_pump(hotel))).best(budget_yuan=500_000))
    assert (rows[measure].why, rows[measure].chosen) == (why, False)


def test_at_one_end_use_the_largest_take_part_and_the_others_say_so(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    measures = _weighed(ws, dossier)
    cooling = sorted((one for one in measures.measures if one.end_use == "hvac"), key=lambda one: (-one.tonnes, one.measure.id))
    assert len(cooling) > MOST_AT_ONE_USE
    plan = [planned(hotel, one.measure.id, 10_000) for one in cooling if one.measure.id != "C07"]
    view = _chooser(ws, _weighed(ws, dossier, *plan)).best(budget_yuan=30_000, reasons=False)
    told = [row.measure_id for row in view.rows if row.why == "同一末端已有 8 项更大的措施参加比较。"]
    assert told == [one.measure.id for one in cooling if one.measure.id != "C07"][MOST_AT_ONE_USE:]


def test_without_reasons_only_what_costs_no_further_question_is_said(ws: Workspace, weighed: Weighing) -> None:
    chooser = _chooser(ws, weighed)
    quick, whole = chooser.best(budget_yuan=100_000, reasons=False), chooser.best(budget_yuan=100_000)
    assert replace(quick, rows=()) == replace(whole, rows=())
    assert [row.why for row in quick.rows] == [row.why if row.chosen else "" for row in whole.rows]
    assert chooser.best(budget_yuan=100_000) is whole


# ---------------------------------------------------------------- own power, credits, what is asked


def test_own_power_replaces_no_more_than_is_bought_after_the_savings(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    plan = [planned(hotel, "C03", 300_000), planned(hotel, "H01", 120_000), planned(hotel, "C18", 90_000)]
    bought = replace(_weighed(ws, dossier, *plan), bought={"dE": Fraction(170_000)})
    saved = {some: bought.together(some).tonnes for size in range(4) for some in itertools.combinations(("C03", "C18", "H01"), size)}
    view = _chooser(ws, bought).best(budget_yuan=400_000)
    assert _chosen(view) == {"H01", "C18"}
    whole = _chooser(ws, bought).best(target_t=saved["C03", "C18", "H01"] - Fraction(1, 100))
    assert (_chosen(whole), whole.feasible, whole.cost_yuan) == ({"C03", "H01", "C18"}, True, 510_000)
    assert whole.tonnes == Fraction(170_000) * bought.using.names["EF_e"] / 1000 + saved[("C18",)]
    assert not _chooser(ws, bought).best(target_t=saved["C03", "C18", "H01"] + 1).feasible


def test_credits_are_counted_as_long_as_each_measure_lives(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    money.set_settings(ws, hotel.id, credit_price_yuan="60")
    measures = _weighed(ws, dossier, heat_pump(hotel), planned(hotel, "C01", 60_000))
    view = _chooser(ws, measures).best(budget_yuan=600_000)
    tonnes = {one: measures.by_id[one].tonnes for one in ("C09", "C01")}
    assert view.credits_yuan == 60 * (8 * (tonnes["C09"] + tonnes["C01"]) + 4 * tonnes["C09"])
    assert view.finding.endswith("同样的减排量在各自寿命内用碳信用抵消要 8.4 万元（不折现）。")


def test_without_a_price_of_credits_nothing_is_said_of_them(ws: Workspace, weighed: Weighing) -> None:
    view = _chooser(ws, weighed).best(budget_yuan=100_000)
    assert view.credits_yuan is None
    assert "碳信用" not in view.finding


def test_the_budget_of_the_settings_is_the_question_where_none_is_asked(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    keep(ws, heat_pump(hotel), planned(hotel, "C01", 60_000, state=MeasureState.VERIFIED))
    with pytest.raises(InputError) as refused:
        choosing.best(ws, dossier.id)
    assert refused.value.code == "choice.asked"
    money.set_settings(ws, hotel.id, budget_yuan="500000")
    view = choosing.best(ws, dossier.id)
    assert (view.budget_yuan, _chosen(view), len(view.rows)) == (500_000, {"C09"}, 1)
    assert choosing.best(ws, dossier.id, target_t=Fraction(10)).target_t == 10


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "choice.asked"),
        ({"budget_yuan": 5, "target_t": Fraction(5)}, "choice.asked"),
        ({"budget_yuan": -1}, "choice.budget"),
        ({"target_t": Fraction(0)}, "choice.target"),
    ],
)
def test_one_question_is_asked_and_a_sensible_one(ws: Workspace, weighed: Weighing, asked: Mapping[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refused:
        _chooser(ws, weighed).best(**asked)
    assert refused.value.code == code


def test_whole_kilograms_lose_less_than_one_for_each_end_use(ws: Workspace, weighed: Weighing) -> None:
    view = _chooser(ws, weighed).best(target_t=Fraction(math.floor(weighed.together(COSTS).tonnes)))
    assert view.feasible
