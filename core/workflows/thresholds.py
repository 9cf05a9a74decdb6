"""Thresholds of the rules: what is proposed, what the ledger has set in its place and why, and what a change would bring about."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.finding import CheckRule, RuleThreshold, ThresholdWords
from core.domain.quantity import plain, plain_number
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.monthly import threshold_key
from core.workflows import compiling
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.views import FindingView
from core.workflows.wording import localized, required_text
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ThresholdView:
    """One threshold, as the settings show it.

    Attributes:
        rule, name: what `set_threshold` takes.
        title: what the rule looks at.
        words: what the threshold is, to stand before its value; `unit` stands behind it.
        proposal, value: as the program proposes it, and in force.
        why: on what ground the ledger set its own value; empty while the proposal is in force.
        origin: where the rule comes from.
        editable: False where the value comes from a published rule.
        lowest, highest: what `set_threshold` takes.
    """

    rule: str
    name: str
    title: str
    words: str
    unit: str
    proposal: Decimal
    value: Decimal
    why: str
    origin: str
    editable: bool
    lowest: Decimal
    highest: Decimal

    @property
    def changed(self) -> bool:
        """Whether the ledger set its own value."""
        return bool(self.why)

    def text(self, value: Decimal) -> str:
        """A value as printed, with the unit."""
        number = _number(value)
        return f"{number}{self.unit}" if self.unit in {"", "%"} else f"{number} {self.unit}"


@dataclass(frozen=True, slots=True)
class ThresholdEffect:
    """What another value would do to the findings of a dossier.

    Attributes:
        before, after: how many findings the rule has.
        appears, vanishes: those that would come and go.
        sentence: the same in words.
    """

    before: int
    after: int
    appears: tuple[FindingView, ...]
    vanishes: tuple[FindingView, ...]
    sentence: str


def thresholds(ws: Workspace) -> tuple[ThresholdView, ...]:
    """Every threshold that has words, in the order of the rules."""
    with ws.store.read() as work:
        kept = {(one.rule, one.name): one for one in work.thresholds.all()}
    return tuple(
        _view(rule, name, words, kept.get((rule.id, name))) for rule in ws.catalogue.rules.values() for name, words in rule.words.items()
    )


def set_threshold(ws: Workspace, rule: str, name: str, text: str, why: str) -> Change:
    """Set a threshold for the whole ledger in place of the proposed one; locked dossiers keep theirs.

    Args:
        ws: the open ledger.
        rule: number of the rule.
        name: name of the threshold in the rule.
        text: the value as typed.
        why: on what ground; it stands under each finding of the rule.

    Raises:
        InputError: there is no such threshold, the text is no number or beyond what makes sense, or no reason is given.
        RuleError: the value comes from a published rule.
    """
    asked = _asked(ws, rule, name)
    value = _read(ws, asked, text)
    reason = required_text(why, _("修改阈值的理由"))
    if value == asked.proposal:
        return reset_threshold(ws, rule, name)
    with ws.job(_("修改 {rule} 的阈值").format(rule=rule)) as job:
        altered = job.work.thresholds.put(RuleThreshold(rule, name, value, reason), job.change)
    return frozenset({ChangeKind.EXPLANATION}) if altered else NOTHING


def reset_threshold(ws: Workspace, rule: str, name: str) -> Change:
    """Put the proposed value in force again.

    Raises:
        InputError: there is no such threshold.
    """
    _known(ws, rule, name)
    with ws.job(_("恢复 {rule} 的阈值").format(rule=rule)) as job:
        altered = job.work.thresholds.remove(threshold_key(rule, name), job.change)
    return frozenset({ChangeKind.EXPLANATION}) if altered else NOTHING


def effect(ws: Workspace, dossier_id: str, rule: str, name: str, text: str) -> ThresholdEffect:
    """What a value would do to the rule's findings in a dossier; nothing is kept.

    Raises:
        InputError: there is no such threshold, or the text is no number or beyond what makes sense.
        RuleError: the value comes from a published rule.
    """
    asked = _asked(ws, rule, name)
    value = _read(ws, asked, text)
    taken = compiling.snapshot(ws, dossier_id)
    computed = compiling.inventory_of(taken, compare=False)
    others = tuple(one for one in taken.thresholds if (one.rule, one.name) != (rule, name))
    tried = (*others, RuleThreshold(rule, name, value, "—"))
    shown = compiling.catalogue_with(replace(taken.catalogue, rules=ws.catalogue.rules), (), tried)
    before = _of(rule, compiling.findings_of(ws, taken, computed))
    after = _of(rule, compiling.findings_of(ws, replace(taken, catalogue=shown, thresholds=tried), computed))
    appears = tuple(after[key] for key in after if key not in before)
    vanishes = tuple(before[key] for key in before if key not in after)
    return ThresholdEffect(len(before), len(after), appears, vanishes, _sentence(len(before), len(appears), len(vanishes)))


def _of(rule: str, found: Iterable[FindingView]) -> dict[str, FindingView]:
    """The findings of a rule by place and severity: one that blocks now is another than one that only asked."""
    return {f"{view.severity.value} {view.finding.key()}": view for view in found if view.finding.rule == rule}


def _sentence(before: int, appears: int, vanishes: int) -> str:
    if not appears and not vanishes:
        return _("本档案的疑问不变，这条规则仍有 {count} 处。").format(count=before)
    return _("本档案这条规则原有 {count} 处：多出 {more} 处，减少 {less} 处。").format(count=before, more=appears, less=vanishes)


def _known(ws: Workspace, rule: str, name: str) -> tuple[CheckRule, ThresholdWords]:
    found = ws.catalogue.rules.get(rule)
    if found is None or name not in found.words:
        raise InputError(
            "threshold.unknown", _("没有 {rule} 的阈值「{name}」。").format(rule=rule, name=name), _("用 thresholds list 查看有哪些阈值。")
        )
    return found, found.words[name]


def _asked(ws: Workspace, rule: str, name: str) -> ThresholdView:
    found, words = _known(ws, rule, name)
    view = _view(found, name, words, None)
    if not view.editable:
        raise RuleError(
            "threshold.fixed",
            _("「{words}」取自公布的规则，不能改。").format(words=view.words),
            _("确有特殊情况的，在疑问下写明理由。"),
        )
    return view


def _read(ws: Workspace, asked: ThresholdView, text: str) -> Decimal:
    value = plain_number(_folded(text).removesuffix(_folded(asked.unit)))
    if not asked.lowest <= value <= asked.highest:
        raise InputError(
            "threshold.range",
            _("「{words}」填了 {value}，超出可用的范围。").format(words=asked.words, value=asked.text(value)),
            _("请填 {low} 到 {high} 之间的数。").format(low=asked.text(asked.lowest), high=asked.text(asked.highest)),
        )
    _in_order(ws, asked, value)
    return value


def _folded(text: str) -> str:
    """Full-width digits and signs as half-width ones."""
    return unicodedata.normalize("NFKC", text).strip()


_PAIRS = (("low", "high"), ("low", "accept"), ("warn", "block"), ("accept", "block"), ("single", "all"))
"""Beginnings or ends of names of which the first may not exceed the second."""


def _in_order(ws: Workspace, asked: ThresholdView, value: Decimal) -> None:
    """A lower limit lies below its upper one, whichever of the two is set."""
    with ws.store.read() as work:
        kept = {one.name: one.value for one in work.thresholds.all() if one.rule == asked.rule}
    found = ws.catalogue.rules[asked.rule]
    values = {**found.thresholds, **kept, asked.name: value}
    for low, high in _PAIRS:
        for first in (name for name in values if low in name.split("_")):
            second = "_".join(high if part == low else part for part in first.split("_"))
            if second in values and asked.name in {first, second} and values[first] > values[second]:
                other = second if asked.name == first else first
                words = found.words[other]
                raise InputError(
                    "threshold.order",
                    _("「{words}」填了 {value}，与「{other}」的 {limit} 前后颠倒。").format(
                        words=asked.words, value=asked.text(value), other=localized(words.zh, words.en), limit=_number(values[other])
                    ),
                    _("下限不能高于上限；两项都要改的，先改另一项。"),
                )


def _view(rule: CheckRule, name: str, words: ThresholdWords, kept: RuleThreshold | None) -> ThresholdView:
    proposal = rule.thresholds[name]
    return ThresholdView(
        rule=rule.id,
        name=name,
        title=localized(rule.name_zh, rule.name_en),
        words=localized(words.zh, words.en),
        unit=localized(words.unit_zh, words.unit_en),
        proposal=proposal,
        value=kept.value if kept else proposal,
        why=kept.why if kept else "",
        origin=rule.origin,
        editable=not words.fixed,
        lowest=words.lowest,
        highest=words.highest,
    )


def _number(value: Decimal) -> str:
    return f"{plain(value):,f}".replace("-", "−")
