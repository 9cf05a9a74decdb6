"""The best set of measures: equal to trying every set there is, checked in integers, and a broken solver named in words."""

from __future__ import annotations

import functools
import itertools
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pulp
import pytest

from core import optimizing
from core.errors import EnvironmentFault
from core.optimizing import LARGEST, Choice, Programme, Subset, best_set, best_sets, undominated

CATALOGUES = 200


def _subset(members: str, kg: int, yuan: int, shared_kg: int = 0) -> Subset:
    return Subset(frozenset(members.split()), kg, yuan, shared_kg)


# ---------------------------------------------------------------- every set there is


def _catalogue(rng: random.Random) -> Programme:
    """A small catalogue with what makes real ones difficult: losses, gifts, ties, savings that overlap or need each other, exclusions."""
    ids = [f"M{number:02}" for number in range(rng.randint(2, 9))]
    rng.shuffle(ids)
    groups: list[tuple[Subset, ...]] = []
    rest = list(ids)
    while rest:
        own, rest = rest[: (size := rng.randint(1, 3))], rest[size:]
        groups.append(tuple(_all_subsets(rng, own)))
    exclusions = tuple(frozenset(rng.sample(ids, 2)) for _ in range(rng.randint(0, 2))) if len(ids) > 2 else ()
    ceiling = rng.choice([None, None, rng.randint(0, 60)])
    return Programme(tuple(groups), exclusions, ceiling=ceiling)


def _all_subsets(rng: random.Random, own: Sequence[str]) -> Iterator[Subset]:
    price = {one: rng.choice([0, 0, 5, 10, 10, rng.randint(1, 40)]) for one in own}
    saving = {one: rng.choice([0, 7, 7, rng.randint(-10, 50)]) for one in own}
    for size in range(1, len(own) + 1):
        for members in itertools.combinations(own, size):
            kg = sum(saving[one] for one in members) - (rng.randint(0, 9) if size > 1 else 0)
            yield Subset(frozenset(members), kg, sum(price[one] for one in members), rng.choice([0, kg, kg // 2]))


def _every_set(asked: Programme) -> Iterator[tuple[Subset, ...]]:
    for chosen in itertools.product(*((None, *group) for group in asked.groups)):
        taken = tuple(one for one in chosen if one is not None)
        if asked.allows(taken):
            yield taken


Merit = tuple[int, int, int]


def _tried(asked: Programme) -> Merit | None:
    """The best there is, by trying: kilograms, yuan and measures of the best set; None where none will do."""
    found = [_merit(asked, taken) for taken in _every_set(asked)]
    if not found:
        return None
    if asked.target is None:
        return min(found, key=lambda one: (-one[0], one[1], one[2]))
    return min(found, key=lambda one: (one[1], -one[0], one[2]))


def _merit(asked: Programme, taken: Sequence[Subset]) -> Merit:
    return asked.saved(taken), sum(one.yuan for one in taken), sum(len(one.members) for one in taken)


def _of(choice: Choice | None) -> Merit | None:
    return None if choice is None else (choice.kg, choice.yuan, len(choice.members))


@functools.cache
def _answered() -> tuple[tuple[Programme, Choice | None], ...]:
    """Each catalogue under a budget and for a target, each fourth also with a measure that must be taken."""
    questions: list[Programme] = []
    for number in range(CATALOGUES):
        rng = random.Random(number)
        asked = _catalogue(rng)
        most = _tried(asked)
        assert most is not None
        under, towards = replace(asked, budget=rng.randint(0, 60)), replace(asked, target=rng.randint(1, most[0] + 5))
        questions += [under, towards]
        if number % 4 == 0:
            ids = sorted(frozenset[str]().union(*(one.members for group in asked.groups for one in group)))
            questions += [replace(under, must=rng.choice(ids)), replace(towards, must=rng.choice(ids))]
    return tuple(zip(questions, best_sets(questions), strict=True))


def test_the_best_set_of_200_small_catalogues_is_the_one_that_trying_every_set_finds() -> None:
    assert [(asked, answer) for asked, answer in _answered() if _of(answer) != _tried(asked)] == []
    kinds = {(asked.target is None, asked.ceiling is None, bool(asked.exclusions)) for asked, _answer in _answered()}
    assert len(kinds) == 8, "budgets and targets, with and without ceiling and exclusions: all of it was asked"
    assert any(answer is None for _asked, answer in _answered())


def test_every_answer_names_measures_that_may_stand_together() -> None:
    for asked, answer in _answered():
        if answer is not None:
            sets = (taken for taken in _every_set(asked) if frozenset[str]().union(*(one.members for one in taken)) == answer.members)
            assert (answer.kg, answer.yuan) in {_merit(asked, taken)[:2] for taken in sets}


def test_the_same_question_gets_the_same_answer_whatever_the_order_in_a_group() -> None:
    questions = [asked for asked, _answer in _answered()[:60]]
    turned = [replace(one, groups=tuple(tuple(reversed(group)) for group in one.groups)) for one in questions]
    assert best_sets(turned) == tuple(answer for _asked, answer in _answered()[:60])


# ---------------------------------------------------------------- single questions


TWO_USES = (
    (_subset("A", 100, 50), _subset("B", 60, 20), _subset("A B", 130, 70)),
    (_subset("C", 40, 30),),
)


def test_a_subset_brings_its_own_saving_and_not_the_sum_of_its_measures() -> None:
    assert best_set(Programme(TWO_USES, budget=100)) == (Choice(frozenset("ABC"), 170, 100), True)


def test_with_less_money_the_most_is_saved_that_it_buys() -> None:
    assert best_set(Programme(TWO_USES, budget=80)) == (Choice(frozenset("AC"), 140, 80), True)


def test_without_money_only_what_costs_nothing_is_taken() -> None:
    free = (*TWO_USES, (_subset("D", 3, 0),))
    assert best_set(Programme(free, budget=0)) == (Choice(frozenset("D"), 3, 0), True)


def test_a_target_is_reached_for_the_least_money() -> None:
    assert best_set(Programme(TWO_USES, target=95)) == (Choice(frozenset("A"), 100, 50), True)


def test_the_same_money_goes_to_the_larger_saving() -> None:
    groups = ((_subset("A", 100, 50),), (_subset("B", 101, 50),))
    assert best_set(Programme(groups, target=90)) == (Choice(frozenset("B"), 101, 50), True)


def test_a_target_out_of_reach_gets_the_nearest_set_and_is_called_out_of_reach() -> None:
    assert best_set(Programme(TWO_USES, target=171)) == (Choice(frozenset("ABC"), 170, 100), False)


def test_a_target_that_only_exclusions_put_out_of_reach_gets_the_nearest_set_too() -> None:
    asked = Programme(TWO_USES, (frozenset("AC"),), target=150)
    assert best_set(asked) == (Choice(frozenset("AB"), 130, 70), False)


def test_a_target_of_nothing_takes_nothing() -> None:
    assert best_set(Programme(TWO_USES, target=0)) == (Choice(frozenset(), 0, 0), True)


def test_of_two_that_exclude_each_other_one_is_taken() -> None:
    asked = Programme(TWO_USES, (frozenset("AC"),), budget=200)
    assert best_set(asked) == (Choice(frozenset("AB"), 130, 70), True)


def test_what_costs_nothing_and_saves_nothing_is_left_alone() -> None:
    groups = ((_subset("A", 0, 0),), (_subset("B", -5, 0),))
    assert best_set(Programme(groups, budget=10)) == (Choice(frozenset(), 0, 0), True)


def test_what_must_be_taken_is_taken_though_it_loses() -> None:
    assert best_sets([Programme((*TWO_USES, (_subset("D", -10, 30),)), budget=80, must="D")]) == (Choice(frozenset("AD"), 90, 80),)


@pytest.mark.parametrize("must", ["A", "nobody"])
def test_what_must_be_taken_and_cannot_be_has_no_answer(must: str) -> None:
    assert best_sets([Programme(TWO_USES, budget=40, must=must)]) == (None,)


def test_savings_above_the_common_ceiling_are_not_saved() -> None:
    groups = ((_subset("A", 100, 10, 100),), (_subset("PV", 80, 5, 80),), (_subset("G", 30, 20),))
    assert best_set(Programme(groups, budget=35, ceiling=120)) == (Choice(frozenset({"A", "PV", "G"}), 150, 35), True)
    assert best_set(Programme(groups, budget=25, ceiling=90)) == (Choice(frozenset({"PV", "G"}), 110, 25), True)


def test_without_measures_there_is_nothing_to_choose() -> None:
    assert best_sets([Programme((), budget=10), Programme((), target=5), Programme(((),), target=0)]) == (
        Choice(frozenset(), 0, 0),
        None,
        Choice(frozenset(), 0, 0),
    )


def test_a_subset_that_another_one_beats_in_everything_is_not_handed_over() -> None:
    group = (_subset("A", 100, 50), _subset("B", 90, 60), _subset("A B", 110, 110), _subset("C", 0, 0), _subset("D", -4, 0))
    assert [sorted(one.members) for one in undominated(group, Programme((group,)))] == [["A", "B"], ["A"]]
    kept = undominated(group, Programme((group,), (frozenset("AX"),)))
    assert [sorted(one.members) for one in kept] == [["A", "B"], ["A"], ["B"]], "B may be needed where A is excluded"


@pytest.mark.parametrize(("kg", "yuan"), [(LARGEST + 1, 5), (5, LARGEST + 1), (5, -1)])
def test_numbers_that_cannot_be_solved_exactly_are_refused(kg: int, yuan: int) -> None:
    with pytest.raises(ValueError, match="exactly"):
        best_set(Programme(((_subset("A", kg, yuan),),)))


def test_large_numbers_are_still_told_apart_to_the_last_yuan() -> None:
    groups = tuple((_subset(f"M{one}", 90_000_000 + one, 70_000_001 + one),) for one in range(10))
    answer, _reached = best_set(Programme(groups, budget=5 * 70_000_001 + 35))
    assert _of(answer) == (5 * 90_000_000 + 35, 5 * 70_000_001 + 35, 5)


# ---------------------------------------------------------------- the solver as a program on this machine


def test_nothing_is_left_behind_in_a_folder_whose_name_has_blanks_and_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "张 三 的临时文件"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert best_set(Programme(TWO_USES, budget=80))[0].kg == 140
    assert list(folder.iterdir()) == []


def _solver_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """Another program in the solver's place."""
    program = tmp_path / "cbc"
    program.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{act}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(program))


def test_a_solver_that_is_gone_is_a_fault_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(tmp_path / "gone"))
    with pytest.raises(EnvironmentFault, match=r"打不开.*重新安装"):
        best_set(Programme(TWO_USES, budget=80))


def test_a_program_without_its_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pulp", None)
    optimizing.warm_up()
    with pytest.raises(EnvironmentFault, match="找不到求解程序"):
        best_set(Programme(TWO_USES, budget=80))


_ANSWERS = "files = [one for one in sys.argv if one.endswith('.txt')]\n"

BROKEN = {
    "ends with an error": ("sys.exit(1)", "意外结束"),
    "writes no answer": ("pass", "没有给出结果"),
    "gives up half way": (_ANSWERS + "pathlib.Path(files[0]).write_text('Stopped on time\\n')", "没有算完"),
    "writes what is no answer": (_ANSWERS + "pathlib.Path(files[0]).write_text('Optimal\\n what is this\\n')", "没有给出结果"),
    "finds nothing the second time": (
        _ANSWERS
        + "again = '.again'\n"
        + "text = 'Optimal - objective value 0\\n 0 take000000 1 0\\n'\n"
        + "seen = pathlib.Path(__file__).with_suffix('.again')\n"
        + "pathlib.Path(files[0]).write_text('Infeasible\\n' if seen.exists() else text)\n"
        + "seen.touch()",
        "没有算完",
    ),
    "takes two subsets of one end use": (
        _ANSWERS + "pathlib.Path(files[0]).write_text('Optimal - objective value 0\\n 0 take000001 1 0\\n 1 take000002 1 0\\n')",
        "没有通过核对",
    ),
    "spends too much": (
        _ANSWERS + "pathlib.Path(files[0]).write_text('Optimal - objective value 0\\n 0 take000000 1 0\\n 3 take000003 1 0\\n')",
        "没有通过核对",
    ),
    "takes half a measure": (
        _ANSWERS + "pathlib.Path(files[0]).write_text('Optimal - objective value 0\\n 0 take000001 0.5 0\\n')",
        "没有通过核对",
    ),
    "forgets the second time what it found the first time": (
        _ANSWERS
        + "seen = pathlib.Path(__file__).with_suffix('.again')\n"
        + "text = 'Optimal - objective value 0\\n'\n"
        + "pathlib.Path(files[0]).write_text(text if seen.exists() else text + ' 0 take000000 1 0\\n')\n"
        + "seen.touch()",
        "没有通过核对",
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the solver")
@pytest.mark.parametrize("fault", BROKEN)
def test_a_solver_that_does_wrong_is_a_fault_of_the_machine(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act, words = BROKEN[fault]
    _solver_that(tmp_path, monkeypatch, act)
    with pytest.raises(EnvironmentFault, match=words):
        best_set(Programme(TWO_USES, budget=80))


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the solver")
def test_a_solver_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _solver_that(tmp_path, monkeypatch, "while True: pass")
    monkeypatch.setattr(optimizing, "_SECONDS", 0.2)
    with pytest.raises(EnvironmentFault, match="没有算完"):
        best_set(Programme(TWO_USES, budget=80))


def test_without_a_question_the_solver_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pulp", None)
    assert best_sets([]) == ()
    assert best_set(Programme((), budget=80)) == (Choice(frozenset(), 0, 0), True)
