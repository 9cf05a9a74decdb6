"""The best set of measures as an integer programme: plain integers in and out, solved by CBC through PuLP, the answer checked in integers.

Measures are grouped by the end use they save at. Of each group at most one subset is taken, and each subset brings its own exact
saving, so that what overlaps inside an end use is never counted twice (domain.md §5). What stands between groups are exclusions, of
which at most one measure may be taken, and one ceiling that the savings of several groups share.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import EnvironmentFault
from core.i18n import _

LARGEST = 10**9
"""Largest number of kilograms or yuan a subset may have: up to here the solver's floating point tells whole numbers apart with ease."""

_SECONDS = 60
_SIDE_BY_SIDE = min(4, os.cpu_count() or 1)
"""Runs of the solver at one time. Each takes one programme: of several in one run it mixes up the answers, and at times it crashes."""

_OPTIONS = ("-ratio", "0", "-allow", "0", "-integerT", "1e-9", "-primalT", "1e-9", "-heur", "off", "-preprocess", "off")
"""The exact optimum, within narrow tolerances; its heuristics and its preprocessing cost more than they save at this size."""

_NEARLY = 1e-6
"""How far from 0 or 1 an answer of the solver may lie; what is further away is no answer."""


@dataclass(frozen=True, slots=True)
class Subset:
    """Measures of one end use taken together.

    Attributes:
        members: their ids.
        kg: what they save together; may be negative.
        yuan: what they cost together, 0 or more.
        shared_kg: the part of `kg` that counts against the programme's ceiling.
    """

    members: frozenset[str]
    kg: int
    yuan: int
    shared_kg: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    """What is asked: without a target the most kilograms and then the least yuan; with one the least yuan and then the most kilograms.

    Attributes:
        groups: the allowed subsets of each end use; to take none of them is always allowed. No measure stands in two groups.
        exclusions: ids of which at most one may be taken; only those between groups are needed.
        budget: most yuan; None for any.
        target: fewest kilograms; None for none.
        ceiling: most kilograms that the `shared_kg` of all subsets bring together; what is above is not saved. None for any.
        must: a measure that has to be taken; empty for none.
    """

    groups: tuple[tuple[Subset, ...], ...]
    exclusions: tuple[frozenset[str], ...] = ()
    budget: int | None = None
    target: int | None = None
    ceiling: int | None = None
    must: str = ""

    def saved(self, subsets: Iterable[Subset]) -> int:
        """Kilograms that these subsets save together, cut at the ceiling."""
        taken = tuple(subsets)
        above = 0 if self.ceiling is None else max(0, sum(one.shared_kg for one in taken) - self.ceiling)
        return sum(one.kg for one in taken) - above

    def allows(self, subsets: Sequence[Subset]) -> bool:
        """Whether these subsets, at most one of each group, keep the exclusions, the budget, the target and what must be taken."""
        members = _members(subsets)
        return (
            all(len(members & group) <= 1 for group in self.exclusions)
            and (self.budget is None or _cost(subsets) <= self.budget)
            and (self.target is None or self.saved(subsets) >= self.target)
            and (not self.must or self.must in members)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: the measures to take, what they save together and what they cost."""

    members: frozenset[str]
    kg: int
    yuan: int


def best_sets(programmes: Sequence[Programme]) -> tuple[Choice | None, ...]:
    """The best set of each programme; None where no set can do what is asked.

    Equally good sets: the one of the fewest measures; among those the one that the solver meets first, the same at each run, since the
    subsets are handed over in a fixed order and it works on one thread.

    Raises:
        EnvironmentFault: the solver is missing, fails, takes too long, or its answer does not stand the check in integers.
        ValueError: a number is too large to be solved exactly, or a cost is negative.
    """
    models = [_Model(one) for one in programmes]
    for stage in (_first, _second):
        _solve([model for model in models if model.subsets and model.taken is not None], stage)
    return tuple(model.choice() for model in models)


def best_set(programme: Programme) -> tuple[Choice, bool]:
    """The best set, and whether it does what was asked; where no set reaches the target, the one that comes nearest to it.

    Raises:
        EnvironmentFault, ValueError: as `best_sets`.
    """
    found = best_sets([programme])[0]
    if found is not None:
        return found, True
    nearest = best_sets([replace(programme, target=None, must="")])[0]
    return nearest or Choice(frozenset(), 0, 0), False


def warm_up() -> None:
    """Import the library before the first question, which then is as quick as the others; what is missing is said when it is asked."""
    with contextlib.suppress(EnvironmentFault):
        _library()


def undominated(group: Sequence[Subset], programme: Programme) -> tuple[Subset, ...]:
    """The subsets of a group that an optimum may need, in a fixed order.

    One is left out where another, or taking nothing, saves no less (with and without what counts against the ceiling), costs no more,
    has no more measures, and excludes nothing of other groups that the first does not exclude: to exchange them never makes a set
    worse, so this is exact. Of a group with a measure that must be taken only the subsets with it remain.
    """
    own = _members(group)
    affordable = (one for one in group if one.members and (programme.budget is None or one.yuan <= programme.budget))
    known = [one for one in affordable if all(len(one.members & excluded) <= 1 for excluded in programme.exclusions)]
    pool = [one for one in known if programme.must in one.members] if programme.must in own else [Subset(frozenset(), 0, 0), *known]
    foes = {one: frozenset[str]().union(*(each - own for each in programme.exclusions if each & one.members)) for one in pool}

    def beats(a: Subset, b: Subset) -> bool:
        saves = a.kg >= b.kg and a.kg - a.shared_kg >= b.kg - b.shared_kg
        return saves and a.yuan <= b.yuan and len(a.members) <= len(b.members) and foes[a] <= foes[b]

    kept: list[Subset] = []
    for one in sorted(pool, key=_order):  # what beats another stands before it
        if not any(beats(other, one) for other in kept):
            kept.append(one)
    return tuple(one for one in kept if one.members)


def _order(one: Subset) -> tuple[int, int, int, int, list[str]]:
    return -one.kg, one.shared_kg, one.yuan, len(one.members), sorted(one.members)


def _members(subsets: Iterable[Subset]) -> frozenset[str]:
    return frozenset[str]().union(*(one.members for one in subsets))


def _cost(subsets: Iterable[Subset]) -> int:
    return sum(one.yuan for one in subsets)


def _column(number: int) -> str:
    """The name of a subset's column; PuLP sorts by it."""
    return f"take{number:06}"


class _Model:
    """One programme on its way through the two stages: what is left of its groups, and the subsets taken so far; None: none will do."""

    def __init__(self, asked: Programme) -> None:
        self.asked = asked
        self.groups = tuple(kept for group in asked.groups if (kept := undominated(group, asked)))
        self.subsets = tuple(one for group in self.groups for one in group)
        self.taken: tuple[Subset, ...] | None = ()
        self._before: tuple[Subset, ...] | None = None
        if any(abs(one.kg) > LARGEST or not 0 <= one.yuan <= LARGEST for one in self.subsets):
            raise ValueError("a subset of negative cost, or with numbers too large to be solved exactly")
        if (asked.must and asked.must not in _members(self.subsets)) or not (self.subsets or asked.allows(())):
            self.taken = None

    def choice(self) -> Choice | None:
        """The answer."""
        if self.taken is None:
            return None
        return Choice(_members(self.taken), self.asked.saved(self.taken), _cost(self.taken))

    def settle(self, values: Mapping[str, float]) -> None:
        """Take over what the solver answered, after checking it in integers against what was asked and against the stage before."""
        amounts = [values.get(_column(number), 0.0) for number in range(len(self.subsets))]
        taken = tuple(one for one, amount in zip(self.subsets, amounts, strict=True) if amount > _NEARLY)
        clear = all(min(abs(amount), abs(amount - 1)) < _NEARLY for amount in amounts)
        single = all(sum(one in group for one in taken) <= 1 for group in self.groups)
        if not (clear and single and self.asked.allows(taken) and self._no_worse(taken)):
            raise _fault(_("求解程序给出的组合没有通过核对。"))
        self.taken = self._before = taken

    def _no_worse(self, taken: Sequence[Subset]) -> bool:
        if self._before is None:
            return True
        if self.asked.target is None:
            return self.asked.saved(taken) >= self.asked.saved(self._before)
        return _cost(taken) <= _cost(self._before)


class _Lines:
    """The columns of a model as PuLP keeps them, and the rows that both stages have."""

    def __init__(self, pulp: Any, model: _Model) -> None:
        self.lp = pulp.LpProblem("programme", pulp.LpMinimize)
        self._expression = pulp.LpAffineExpression
        self._subsets = model.subsets
        self._taking = [self.lp.add_variable(_column(number), 0, 1, pulp.LpInteger) for number in range(len(model.subsets))]
        for group in model.groups:
            inside, forced = frozenset(group), bool(model.asked.must) and model.asked.must in group[0].members
            row = self.total(lambda one, inside=inside: int(one in inside))
            self.lp += row == 1 if forced else row <= 1
        for excluded in model.asked.exclusions:
            self.lp += self.total(lambda one, excluded=excluded: int(bool(one.members & excluded))) <= 1
        self.saved, self.cost = self.total(lambda one: one.kg), self.total(lambda one: one.yuan)
        if model.asked.ceiling is not None:
            reach = model.asked.ceiling + sum(abs(one.kg) + abs(one.shared_kg) for one in model.subsets)
            cut = self.lp.add_variable("saved", -reach, reach, pulp.LpInteger)
            self.lp += cut <= self.saved
            self.lp += cut <= self.total(lambda one: one.kg - one.shared_kg) + model.asked.ceiling
            self.saved = cut
        if model.asked.budget is not None:
            self.lp += self.cost <= model.asked.budget
        if model.asked.target is not None:
            self.lp += self.saved >= model.asked.target
        self.count = self.total(lambda one: len(one.members))
        self.weight = 1 + sum(max(len(one.members) for one in group) for group in model.groups)

    def total(self, amount: Callable[..., int]) -> Any:
        """The sum of an amount over the subsets that are taken."""
        return self._expression([(x, much) for one, x in zip(self._subsets, self._taking, strict=True) if (much := amount(one))])


def _first(lines: _Lines, model: _Model) -> None:
    """The first objective."""
    lines.lp += -1 * lines.saved if model.asked.target is None else 1 * lines.cost


def _second(lines: _Lines, model: _Model) -> None:
    """The other objective while the first keeps its best; the number of measures decides where both are even."""
    taken = model.taken or ()
    if model.asked.target is None:
        lines.lp += lines.saved >= model.asked.saved(taken)
        lines.lp += lines.weight * lines.cost + lines.count
    else:
        lines.lp += lines.cost <= _cost(taken)
        lines.lp += -lines.weight * lines.saved + lines.count


def _solve(models: Sequence[_Model], stage: Callable[[_Lines, _Model], None]) -> None:
    """Solve a stage of each model; each takes its answer over.

    The solver is called here and not by PuLP, which splits its command line at blanks: with plain names in a folder of its own it does
    not matter what the person's temporary folder is called.
    """
    if not models:
        return
    pulp = _library()
    # Where the program is frozen, the folder that PuLP's path goes into and out of again does not exist.
    solver = os.path.normpath(pulp.PULP_CBC_CMD.pulp_cbc_path)
    with tempfile.TemporaryDirectory(prefix="tanzhangben-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for number, model in enumerate(models):
            lines = _Lines(pulp, model)
            stage(lines, model)
            lines.lp.writeMPS(str(folder / f"{number}.mps"))
        commands = [
            [solver, *_OPTIONS, "-import", f"{number}.mps", "-solve", "-solution", f"{number}.txt"] for number in range(len(models))
        ]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            list(pool.map(partial(_run, folder), commands))
        for number, model in enumerate(models):
            values = _answer(folder / f"{number}.txt")
            if values is not None:
                model.settle(values)
            elif stage is _first:
                model.taken = None
            else:
                raise _fault(_("求解程序没有算完。"))


def _library() -> Any:
    try:
        import pulp
    except ImportError as error:
        raise _fault(_("找不到求解程序。")) from error
    return pulp


def _answer(file: Path) -> dict[str, float] | None:
    """The columns that are not 0, by name; None where the solver says that there is no solution."""
    try:
        state, *rows = file.read_text(encoding="ascii").splitlines()
        if "infeasible" in state.lower():
            return None
        if state.startswith("Optimal"):
            return {name: float(value) for _number, name, value, *_rest in (row.removeprefix("**").split() for row in rows)}
    except (OSError, ValueError) as error:
        raise _fault(_("求解程序没有给出结果。")) from error
    raise _fault(_("求解程序没有算完。"))


def _run(folder: Path, command: Sequence[str]) -> None:
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows: no console beside the window
    try:
        subprocess.run(  # noqa: S603 - our own solver, with arguments of our own making
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_SECONDS,
            creationflags=flags,
        )
    except OSError as error:
        raise _fault(_("求解程序打不开。")) from error
    except subprocess.TimeoutExpired as error:
        raise _fault(_("求解程序超过 {seconds} 秒没有算完。").format(seconds=_SECONDS)) from error
    except subprocess.CalledProcessError as error:
        raise _fault(_("求解程序意外结束。")) from error


def _fault(message: str) -> EnvironmentFault:
    return EnvironmentFault("optimise.solver", message, _("账本没有改动。请重新安装本程序，或检查安全软件是否拦截了它。"))
