"""The best set of measures under a budget or for a target, why each is in or out, and what the same tonnes would cost as credits."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from core.accounting.reduction import tonnes_of
from core.catalogue_loader.end_uses import end_uses
from core.domain.end_use import EndUseKind
from core.domain.quantity import rounded, shown
from core.errors import InputError
from core.i18n import _
from core.optimizing import LARGEST, Choice, Programme, Subset, best_set, best_sets, undominated, warm_up
from core.workflows import money, weighing
from core.workflows.reduction_views import ChoiceRow, ChoiceView, MoneyRow, MoneyView
from core.workflows.weighing import Weighing
from core.workflows.wording import sentences
from core.workflows.workspace import Workspace

MOST_AT_ONE_USE = 8
"""Measures of one end use that take part, those that save most; their subsets double with each one more."""


@dataclass(frozen=True, slots=True)
class _Asked:
    budget_yuan: int | None
    target_t: Fraction | None


class Chooser:
    """Prepared once from what is weighed; each question after that costs a few runs of the solver."""

    def __init__(self, weighed: Weighing, view: MoneyView) -> None:
        """Find out which measures take part, and what every allowed subset of an end use saves together."""
        self._weighed = weighed
        self._credit_price = view.credit_price_yuan
        self._measures = {one.measure.id: one for one in weighed.measures}
        self._rows = {row.measure_id: row for row in view.rows}
        self._left_out = {row.measure_id: why for row in view.rows if (why := _unfit(row))}
        groups = self._groups(sorted(self._rows.keys() - self._left_out.keys()))
        self._costs = {one: _whole_yuan(self._rows[one]) for group in groups for one in group}
        self._exclusions = self._excluded(groups)
        ceiling = self._ceiling()
        whole = Programme(tuple(self._subsets(group, shared=ceiling is not None) for group in groups), self._exclusions, ceiling=ceiling)
        self._whole = whole
        # Pruned once, since every question needs the same.
        self._programme = replace(whole, groups=tuple(undominated(group, whole) for group in whole.groups))
        if self._costs:
            warm_up()
        self._answers: dict[tuple[_Asked, bool], ChoiceView] = {}

    def best(self, *, budget_yuan: int | None = None, target_t: Fraction | None = None, reasons: bool = True) -> ChoiceView:
        """The best set.

        Args:
            budget_yuan: most that may be invested: what saves most, and of equal savings what costs least.
            target_t: tonnes a year to be saved: what costs least, and of equal cost what saves most.
            reasons: also ask what would be lost with each measure that is left out; without it those rows have no reason.

        Raises:
            InputError: neither or both were asked, or a negative one.
            EnvironmentFault: the solver does not work.
        """
        asked = _checked(budget_yuan, target_t)
        key = (asked, reasons)
        if key not in self._answers:
            self._answers[key] = self._answer(asked, reasons=reasons)
        return self._answers[key]

    # ------------------------------------------------------------ what may be chosen

    def _groups(self, fit: Iterable[str]) -> list[tuple[str, ...]]:
        """The measures that take part, by end use; one without an end use stands by itself."""
        uses: dict[str, list[str]] = {}
        for one in fit:
            uses.setdefault(self._measures[one].end_use or one, []).append(one)
        groups = []
        for _use, members in sorted(uses.items()):
            largest_first = sorted(members, key=lambda one: (-self._measures[one].tonnes, one))
            for one in largest_first[MOST_AT_ONE_USE:]:
                self._left_out[one] = _("同一末端已有 {count} 项更大的措施参加比较。").format(count=MOST_AT_ONE_USE)
            groups.append(tuple(largest_first[:MOST_AT_ONE_USE]))
        return groups

    def _subsets(self, group: tuple[str, ...], *, shared: bool) -> tuple[Subset, ...]:
        """Every subset of an end use with what it saves together, in whole kilograms rounded down: for the solver only."""
        subsets = []
        for members in (some for size in range(1, len(group) + 1) for some in itertools.combinations(group, size)):
            found = self._weighed.together(members)
            power = math.floor(found.scope2_t * 1000) if shared else 0
            yuan = sum(self._costs[one] for one in members)
            subsets.append(Subset(frozenset(members), math.floor(found.tonnes * 1000), yuan, power))
        return tuple(subsets)

    def _ceiling(self) -> int | None:
        """Kilograms that the power bought is worth, where own power competes: together with what is saved it replaces no more than that."""
        bought = self._weighed.bought.get("dE")
        kinds = (end_uses().uses.get(self._measures[one].end_use) for one in self._costs)
        if bought is None or not any(use is not None and use.kind is EndUseKind.SUPPLY for use in kinds):
            return None
        return math.floor(tonnes_of({"dE": bought}, self._weighed.using) * 1000)

    def _tonnes(self, members: Collection[str]) -> Fraction:
        return self._weighed.together(members).tonnes if members else Fraction(0)

    def _excluded(self, groups: Iterable[tuple[str, ...]]) -> tuple[frozenset[str], ...]:
        """The stated exclusions, and pairs of different end uses of which one counts nothing beside the other.

        The second kind is exact: what adds nothing and costs something, or nothing, makes no set better.
        """
        fit = self._costs.keys()
        stated = {frozenset(group & fit) for group in self._weighed.exclusions}
        idle = set()
        for first, second in itertools.combinations(groups, 2):
            for a, b in itertools.product(first, second):
                alone = (self._measures[a].tonnes, self._measures[b].tonnes)
                if self._tonnes((a, b)) in alone:
                    idle.add(frozenset({a, b}))
        return tuple(sorted((one for one in stated | idle if len(one) > 1), key=sorted))

    # ------------------------------------------------------------ the answer and its reasons

    def _answer(self, asked: _Asked, *, reasons: bool) -> ChoiceView:
        target = None if asked.target_t is None else math.ceil(asked.target_t * 1000)
        programme = replace(self._programme, budget=asked.budget_yuan, target=target)
        found, reached = best_set(programme)
        best = self._set(found)
        others: dict[str, _Set | None] = {}
        if reasons:
            rest = sorted(self._costs.keys() - best.members)
            possible = programme if reached else replace(programme, target=None)
            forced = best_sets([self._with(one, possible) for one in rest])
            others = {one: self._set(choice) if choice is not None else None for one, choice in zip(rest, forced, strict=True)}
        rows = [self._choice_row(one, asked, best, others) for one in self._rows]
        feasible = reached or (asked.target_t is not None and best.tonnes >= asked.target_t)
        view = ChoiceView(
            budget_yuan=asked.budget_yuan,
            target_t=asked.target_t,
            feasible=feasible,
            rows=tuple(sorted(rows, key=lambda row: (not row.chosen, row.measure_id in self._left_out, -row.tonnes, row.measure_id))),
            tonnes=best.tonnes,
            cost_yuan=best.yuan,
            credits_yuan=self._as_credits(best.members),
            finding="",
        )
        return replace(view, finding=_finding(view, nothing_fit=not self._costs))

    def _with(self, one: str, programme: Programme) -> Programme:
        """The same question where one measure has to be taken: its own end use has all its subsets again."""
        pairs = zip(programme.groups, self._whole.groups, strict=True)
        return replace(
            programme, groups=tuple(whole if any(one in each.members for each in whole) else kept for kept, whole in pairs), must=one
        )

    def _set(self, found: Choice) -> _Set:
        return _Set(found.members, self._tonnes(found.members), found.yuan)

    def _as_credits(self, chosen: Collection[str]) -> Fraction | None:
        """What credits for the same tonnes cost, year by year as long as each measure of the set lives; not discounted."""
        if self._credit_price is None:
            return None
        lives = {one: self._measures[one].lifetime_years for one in chosen}
        tonnes, before = Fraction(0), 0
        for years in sorted(set(lives.values())):
            tonnes += (years - before) * self._tonnes([one for one, life in lives.items() if life >= years])
            before = years
        return tonnes * self._credit_price

    def _choice_row(self, one: str, asked: _Asked, best: _Set, others: Mapping[str, _Set | None]) -> ChoiceRow:
        row = self._rows[one]
        if one in best.members:
            why = self._why_in(row, best)
        elif one in self._left_out:
            why = self._left_out[one]
        elif one in others:
            why = self._why_out(one, asked, best, others[one])
        else:
            why = ""
        return ChoiceRow(one, row.name, one in best.members, row.in_plan, self._costs.get(one, 0), row.tonnes, why)

    def _why_in(self, row: MoneyRow, best: _Set) -> str:
        """What the set would lose without it."""
        lost = best.tonnes - self._tonnes(best.members - {row.measure_id})
        saved = money.yuan_words(self._costs[row.measure_id])
        without = _("去掉它少减 {tonnes} t，少花 {yuan}。").format(tonnes=_tonnes_words(lost), yuan=saved)
        return sentences([_("已在计划里。"), without] if row.in_plan else [without])

    def _why_out(self, one: str, asked: _Asked, best: _Set, other: _Set | None) -> str:
        rivals = [self._rows[rival].name for pair in self._exclusions if one in pair for rival in sorted(pair & best.members)]
        words = [_("和选中的「{name}」的节能重合，同选只计一项。").format(name=rivals[0])] if rivals else []
        if other is None and asked.budget_yuan is not None:
            words.append(_("单这一项就要 {yuan}，超过预算。").format(yuan=money.yuan_words(self._costs[one])))
        elif other is None:
            words.append(_("选它就达不到目标。"))
        else:
            words.append(self._instead(best, other))
        return sentences(words)

    def _instead(self, best: _Set, other: _Set) -> str:
        """What the best set that holds the measure loses against the best there is."""
        gone = [self._rows[one].name for one in sorted(best.members - other.members)]
        less, more = best.tonnes - other.tonnes, other.yuan - best.yuan
        parts = []
        if len(gone) == 1:
            parts.append(_("选它要换下「{name}」").format(name=gone[0]))
        elif gone:
            parts.append(_("选它要换下「{name}」等 {count} 项").format(name=gone[0], count=len(gone)))
        else:
            parts.append(_("加上它"))
        if rounded(less, 2):
            text = _("少减 {tonnes} t") if less > 0 else _("多减 {tonnes} t")
            parts.append(text.format(tonnes=_tonnes_words(abs(less))))
        if more:
            parts.append((_("多花 {yuan}") if more > 0 else _("少花 {yuan}")).format(yuan=money.yuan_words(abs(more))))
        if not rounded(less, 2):
            parts.append(_("减得一样多") if more else _("结果一样，取项数少的组合"))
        return _("{parts}。").format(parts=_("，").join(parts))


@dataclass(frozen=True, slots=True)
class _Set:
    """A set of measures with what it saves exactly and what it costs."""

    members: frozenset[str]
    tonnes: Fraction
    yuan: int


def best(ws: Workspace, dossier_id: str, *, budget_yuan: int | None = None, target_t: Fraction | None = None) -> ChoiceView:
    """The best set for a dossier; where nothing is asked, under the budget that the venue has set.

    Raises:
        InputError: there is no such dossier, or neither budget nor target is known.
        EnvironmentFault: the solver does not work.
    """
    weighed = weighing.weigh(ws, dossier_id)
    if budget_yuan is None and target_t is None and weighed.settings.budget_yuan is not None:
        budget_yuan = int(weighed.settings.budget_yuan)
    return Chooser(weighed, money.view_of(ws, weighed)).best(budget_yuan=budget_yuan, target_t=target_t)


def _checked(budget_yuan: int | None, target_t: Fraction | None) -> _Asked:
    if (budget_yuan is None) == (target_t is None):
        raise InputError("choice.asked", _("请给出预算或减排目标，只能给一个。"), _("预算按元，目标按每年的吨数。"))
    if budget_yuan is not None and budget_yuan < 0:
        raise InputError("choice.budget", _("预算不能是负数。"), _("请填 0 或更大的整数元。"))
    if target_t is not None and target_t <= 0:
        raise InputError("choice.target", _("减排目标要大于 0。"), _("请填每年要减的吨数。"))
    return _Asked(budget_yuan, target_t)


def _whole_yuan(row: MoneyRow) -> int:
    """What a measure costs, rounded up to whole yuan, so that no budget is overspent."""
    return math.ceil(row.cost_yuan or 0)


def _unfit(row: MoneyRow) -> str:
    """Why a measure cannot take part; empty where it can."""
    if row.tonnes <= 0:
        return _("不减少范围一、二的排放，不参加比较。")
    if row.cost_yuan is None:
        return _("还没有填投资，不参加比较。")
    if row.cost_yuan > LARGEST or row.tonnes * 1000 > LARGEST:
        return _("数字太大，不参加比较，请核对单位。")
    return ""


def _tonnes_words(tonnes: Fraction) -> str:
    return shown(tonnes, 1 if tonnes >= Fraction(1, 2) else 2)


def _finding(view: ChoiceView, *, nothing_fit: bool) -> str:
    """The answer in one sentence, and a second one for the price of credits."""
    count = sum(row.chosen for row in view.rows)
    numbers = {"count": count, "cost": money.yuan_words(view.cost_yuan), "tonnes": shown(view.tonnes, 1)}
    if nothing_fit:
        return _("还没有填了投资又能减排的措施，无从比较。")
    if view.budget_yuan is not None:
        numbers["budget"] = money.yuan_words(view.budget_yuan)
        told = _("预算 {budget}内最优 {count} 项，投资 {cost}，年减 {tonnes} t。").format(**numbers) if count else ""
        told = told or _("预算 {budget}内没有能做的措施。").format(**numbers)
    else:
        numbers["target"] = shown(view.target_t or 0, 1)
        reached = _("年减 {target} t 最省的是 {count} 项，投资 {cost}，年减 {tonnes} t。")
        missed = _("达不到年减 {target} t；最接近的是 {count} 项，投资 {cost}，年减 {tonnes} t。")
        told = (reached if view.feasible else missed).format(**numbers)
    if view.credits_yuan is None or not count:
        return told
    instead = _("同样的减排量在各自寿命内用碳信用抵消要 {yuan}（不折现）。").format(yuan=money.yuan_words(view.credits_yuan))
    return sentences([told, instead])
