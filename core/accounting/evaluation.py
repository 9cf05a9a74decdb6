"""The venue's own evaluation: each rule passed, failed, or not to be judged here, with the figures that say why (domain.md §3.2).

None of it is the platform's evaluation, and none of it sets a level: levels follow from what is on file (`neutrality.claim_state`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from fractions import Fraction

from core.accounting.credit_notes import earliest_vintage, old_stock, old_vintage
from core.accounting.market_proof import DoubleClaim
from core.accounting.neutrality import (
    NOT_RETIRED,
    TOO_LATE,
    NeutralityBalance,
    OffsetTerms,
    OnFile,
    is_whole_report,
    lot_faults,
    years_after,
)
from core.domain.dossier import DossierKind
from core.domain.emission import EvidenceMark, MethodProfile, Scope2Basis
from core.domain.inventory import GhgInventory
from core.domain.neutrality_papers import ImplementationPlan
from core.domain.offset import CreditLot, CreditQuality, OffsetSource, ProductType
from core.domain.quantity import shown
from core.domain.submission import ClaimLevel, DocumentKind
from core.i18n import _

ENOUGH = Fraction(95, 100)
"""Share of what is known that is to be counted (N4)."""


class Outcome(Enum):
    """How a rule stands: met, not met, or nothing that this program could judge."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class EvaluationRule:
    """A rule: what it asks, and where it comes from.

    Attributes:
        kinds: the dossiers that it applies to.
    """

    code: str
    zh: str
    en: str
    asks_zh: str
    asks_en: str
    source: str
    mark: EvidenceMark
    kinds: tuple[DossierKind, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one rule stands: why, in one sentence, and the page that mends it."""

    code: str
    outcome: Outcome
    words: str
    page: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """What the rules look at.

    Attributes:
        share: counted part of all that is known; None without figures.
        unknown: exclusions whose size nobody has estimated.
        lots: the lots used for this dossier.
        plan: what was written of the implementation plan; None while nothing was.
        plan_attached: an event's plan is enclosed as a file.
        allowed: what the venue's own target allows for the period, in tonnes; None without a target for it.
        doubles: certificates of green power and credits that stand for the same power.
    """

    kind: DossierKind
    inventory: GhgInventory
    balance: NeutralityBalance
    file: OnFile
    level: ClaimLevel
    terms: OffsetTerms
    lots: tuple[CreditLot, ...] = ()
    share: Fraction | None = None
    unknown: int = 0
    plan: ImplementationPlan | None = None
    plan_attached: bool = False
    allowed: Fraction | None = None
    doubles: tuple[DoubleClaim, ...] = ()

    @property
    def valid_until(self) -> date:
        """Last day on which the claim may be used: a year after the period (N11)."""
        return years_after(self.terms.period_end, 1)


def evaluate(facts: EvaluationFacts, rules: Iterable[EvaluationRule]) -> tuple[Judgement, ...]:
    """How each rule stands that applies to the dossier, in their order."""
    return tuple(_JUDGES[rule.code](facts) for rule in rules if facts.kind in rule.kinds)


# ---------------------------------------------------------------- reduction


def _n1(facts: EvaluationFacts) -> Judgement:
    done = sum(1 for one in facts.file.measures if one.state.carried_out and one.evidence)
    words = _("{count} 项措施已实施并附证据").format(count=done) if done else _("还没有已实施并附证据的减排措施")
    return Judgement("N1", _either(good=bool(done)), words, "measures")


def _n2(facts: EvaluationFacts) -> Judgement:
    if facts.file.first_period:
        return Judgement("N2", Outcome.PASSED, _("本期为首期，全部抵消要在声明里披露"), "measures")
    words = _("排放量或强度低于上一次锁定的年度") if facts.file.improved else _("与上一次锁定的年度相比，排放量和强度都没有下降")
    return Judgement("N2", _either(good=facts.file.improved), words, "measures")


def _n3(facts: EvaluationFacts) -> Judgement:
    if facts.allowed is None:
        words = _("没有法定的最低减排比例，本期也没有自己的目标可比")
        return Judgement("N3", Outcome.OPEN, words, "measures")
    total = facts.balance.total
    words = _("本期 {total} tCO₂e，自己的目标路径允许 {allowed} tCO₂e")
    words = words.format(total=shown(total, 2), allowed=shown(facts.allowed, 2))
    return Judgement("N3", _either(good=total <= facts.allowed), words, "measures")


# ---------------------------------------------------------------- accounting


def _n4(facts: EvaluationFacts) -> Judgement:
    bare = [result.source.name for result in facts.inventory.results if result.unanswered]
    page = "events" if facts.kind is DossierKind.EVENT else "profile"
    if bare:
        return Judgement("N4", Outcome.FAILED, _("计入而未核算：{names}").format(names=_("、").join(bare)), page)
    if facts.share is None:
        return Judgement("N4", Outcome.OPEN, _("还没有数据，算不出计入的比例"), page)
    counted = _("计入的占已知排放的 {share}%").format(share=shown(facts.share * 100, 1))
    if facts.share < ENOUGH:
        return Judgement("N4", Outcome.FAILED, counted, page)
    if facts.unknown:
        words = _("{counted}，另有 {count} 项不计入的没有估计规模").format(counted=counted, count=facts.unknown)
        return Judgement("N4", Outcome.OPEN, words, page)
    return Judgement("N4", Outcome.PASSED, counted, page)


def _n13(facts: EvaluationFacts) -> Judgement:
    biogenic = sum((line.tco2e for line in facts.inventory.memo_lines() if line.gas.value == "CO2"), Fraction(0))
    words = _("生物质 CO₂ {tonnes} 吨，单独列出").format(tonnes=shown(biogenic, 2)) if biogenic else _("没有生物质燃烧，或已单独列出")
    return Judgement("N13", Outcome.PASSED, words, "inventory")


def _n14(facts: EvaluationFacts) -> Judgement:
    others = sum((line.tco2e for line in facts.inventory.memo_lines() if line.gas.value != "CO2"), Fraction(0))
    words = _("备注 {tonnes} tCO₂e 不计入总量").format(tonnes=shown(others, 2)) if others else _("总量只含七种温室气体，没有备注气体")
    return Judgement("N14", Outcome.PASSED, words, "inventory")


def _n15(facts: EvaluationFacts) -> Judgement:
    whole = facts.file.profile is MethodProfile.P2
    words = _("按完整口径（P2）核算") if whole else _("现在按公共建筑指南口径（P1），不含制冷剂、车辆等")
    return Judgement("N15", _either(good=whole), words, "inventory")


def _n16(facts: EvaluationFacts) -> Judgement:
    if facts.doubles:
        one = facts.doubles[0]
        words = _("「{certificate}」与减排量「{project}」是同一份电量").format(certificate=one.source.name, project=one.lot.project)
        return Judgement("N16", Outcome.FAILED, words, "offsets")
    located = facts.inventory.method.basis is Scope2Basis.LOCATION
    words = _("总量按位置法") if located else _("总量按市场法，声明应按位置法")
    return Judgement("N16", _either(good=located), words, "inventory")


# ---------------------------------------------------------------- credits


def _none_used(code: str) -> Judgement:
    return Judgement(code, Outcome.OPEN, _("还没有用于本档案的减排量"), "offsets")


def _n5(facts: EvaluationFacts) -> Judgement:
    if not facts.lots:
        return _none_used("N5")
    faults = {lot.id: lot_faults(lot, facts.terms) for lot in facts.lots}
    late = [lot.project for lot in facts.lots if TOO_LATE in faults[lot.id]]
    waiting = [lot for lot in facts.lots if NOT_RETIRED in faults[lot.id]]
    overdue = [lot.project for lot in waiting if facts.terms.today > facts.terms.deadline(lot.product)]
    if late or overdue:
        names = _("、").join(dict.fromkeys((*late, *overdue)))
        return Judgement("N5", Outcome.FAILED, _("超过期限：{names}").format(names=names), "offsets")
    if waiting:
        last = min(facts.terms.deadline(lot.product) for lot in waiting)
        words = _("还有 {count} 批没有注销，最晚 {day}").format(count=len(waiting), day=last.isoformat())
        return Judgement("N5", Outcome.OPEN, words, "offsets")
    return Judgement("N5", Outcome.PASSED, _("{count} 批都在期限内注销").format(count=len(facts.lots)), "offsets")


def quality_names() -> Mapping[str, str]:
    """Field of `CreditQuality` → what is asked, in words."""
    return {
        "additional": _("额外性"),
        "permanent": _("永久性"),
        "leakage_free": _("无泄漏"),
        "counted_once": _("不重复计算"),
        "verified": _("第三方核查"),
        "ex_post": _("事后签发"),
        "documented": _("资料公开"),
        "registered": _("独立登记"),
    }


def _n6(facts: EvaluationFacts) -> Judgement:
    if not facts.lots:
        return _none_used("N6")
    names = quality_names()
    asked = [(lot, one.name, getattr(lot.quality, one.name)) for lot in facts.lots for one in fields(CreditQuality)]
    wrong = [_("{project}：{name}").format(project=lot.project, name=names[field]) for lot, field, answer in asked if answer is False]
    if wrong:
        return Judgement("N6", Outcome.FAILED, _("不满足：{names}").format(names=_("；").join(wrong)), "offsets")
    unknown = sum(1 for _lot, _field, answer in asked if answer is None)
    if unknown:
        return Judgement("N6", Outcome.OPEN, _("八项质量还有 {count} 项没有核对").format(count=unknown), "offsets")
    return Judgement("N6", Outcome.PASSED, _("{count} 批的八项质量都已核对").format(count=len(facts.lots)), "offsets")


def _n7(facts: EvaluationFacts) -> Judgement:
    if not facts.lots:
        return _none_used("N7")
    lacking = [
        _("{project}缺{names}").format(project=lot.project, names=_("、").join(missing))
        for lot in facts.lots
        if (missing := _papers_missing(lot))
    ]
    words = _("；").join(lacking) or _("{count} 批的凭据齐全").format(count=len(facts.lots))
    return Judgement("N7", _either(good=not lacking), words, "offsets")


def _papers_missing(lot: CreditLot) -> tuple[str, ...]:
    if lot.source is OffsetSource.PERSONAL:
        # The platform's summary is all that a venue is given of guests' credits (domain.md P6).
        return () if lot.proof else (_("平台汇总表"),)
    serials = lot.serial_from or lot.product is ProductType.SINK
    wanted = (
        (_("方法学"), lot.methodology),
        (_("年份"), lot.vintage),
        (_("序列号"), serials),
        (_("注销证明"), lot.proof),
    )
    return tuple(name for name, given in wanted if not given)


def _n8(facts: EvaluationFacts) -> Judgement:
    if not facts.lots:
        return _none_used("N8")
    earliest = earliest_vintage(facts.terms.period_end)
    old = [lot.project for lot in facts.lots if old_vintage(lot, facts.terms.period_end)]
    unknown = [lot.project for lot in facts.lots if lot.vintage is None]
    if old:
        words = _("早于 {year} 年：{names}；没有查到规定，建议向平台确认").format(year=earliest, names=_("、").join(old))
        return Judgement("N8", Outcome.OPEN, words, "offsets")
    if unknown:
        return Judgement("N8", Outcome.OPEN, _("没有写年份：{names}").format(names=_("、").join(unknown)), "offsets")
    return Judgement("N8", Outcome.PASSED, _("都不早于 {year} 年").format(year=earliest), "offsets")


def _n17(facts: EvaluationFacts) -> Judgement:
    old = [lot.project for lot in facts.lots if old_stock(lot)]
    if old:
        words = _("可能是 2017年3月前签发的存量 CCER：{names}，建议向平台确认").format(names=_("、").join(old))
        return Judgement("N17", Outcome.OPEN, words, "offsets")
    return Judgement("N17", Outcome.PASSED, _("没有用到存量 CCER"), "offsets")


# ---------------------------------------------------------------- plan and statement

_OPERATION_PARTS = ("targets", "removals", "offset_plan", "schedule", "monitoring")
_EVENT_PARTS = ("offset_plan", "publication")


def _n9(facts: EvaluationFacts) -> Judgement:
    if facts.plan_attached:
        return Judgement("N9", Outcome.PASSED, _("已附实施方案"), "events", "plan")
    if facts.plan is None or not facts.plan.written():
        return Judgement("N9", Outcome.FAILED, _("还没有写实施计划"), "declaration", "plan")
    wanted = _EVENT_PARTS if facts.kind is DossierKind.EVENT else _OPERATION_PARTS
    missing = [name for name in wanted if name not in facts.plan.written()]
    if missing:
        names = _("、").join(plan_parts()[name] for name in missing)
        return Judgement("N9", Outcome.FAILED, _("实施计划还没有写：{names}").format(names=names), "declaration", "plan")
    return Judgement("N9", Outcome.PASSED, _("实施计划的内容齐全"), "declaration", "plan")


def plan_parts() -> Mapping[str, str]:
    """Field of `ImplementationPlan` → its heading."""
    return {
        "organisation": _("组织分工"),
        "boundary": _("边界说明"),
        "targets": _("目标与指标"),
        "removals": _("边界内碳清除"),
        "offset_plan": _("抵消安排"),
        "schedule": _("时间安排"),
        "publication": _("公布方式"),
        "monitoring": _("数据与监测"),
        "risks": _("风险与应对"),
    }


def _n10(facts: EvaluationFacts) -> Judgement:
    signed = any(document.kind is DocumentKind.STATEMENT for document in facts.file.documents)
    words = _("自我承诺书已归档") if signed else _("还没有签字盖章的自我承诺书，先不作宣传")
    return Judgement("N10", _either(good=signed), words, "declaration")


def _n11(facts: EvaluationFacts) -> Judgement:
    if facts.level is ClaimLevel.DRAFT:
        return Judgement("N11", Outcome.OPEN, _("还没有声明"), "declaration")
    last = facts.valid_until
    if facts.terms.today > last:
        return Judgement("N11", Outcome.FAILED, _("{day} 已到期，不再引用").format(day=last.isoformat()), "declaration")
    return Judgement("N11", Outcome.PASSED, _("可引用到 {day}").format(day=last.isoformat()), "declaration")


def _n12(facts: EvaluationFacts) -> Judgement:
    report = next((document for document in facts.file.documents if is_whole_report(document)), None)
    if report is not None:
        words = _("{body}评价，报告编号 {number}").format(body=report.issuer, number=report.number)
    else:
        words = _("没有第三方评价，文本只写参照有关标准编制")
    return Judgement("N12", Outcome.PASSED, words, "declaration")


def _either(*, good: bool) -> Outcome:
    return Outcome.PASSED if good else Outcome.FAILED


_JUDGES: Mapping[str, Callable[[EvaluationFacts], Judgement]] = {
    "N1": _n1,
    "N2": _n2,
    "N3": _n3,
    "N4": _n4,
    "N5": _n5,
    "N6": _n6,
    "N7": _n7,
    "N8": _n8,
    "N9": _n9,
    "N10": _n10,
    "N11": _n11,
    "N12": _n12,
    "N13": _n13,
    "N14": _n14,
    "N15": _n15,
    "N16": _n16,
    "N17": _n17,
}

RULE_CODES = tuple(_JUDGES)
"""The rules that are judged here, in their order."""
