"""The words that the papers of one package share, so that a figure is said the same way on each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from core.accounting.claim_words import forbidden_words, level_name
from core.documents.reports.footprint_words import basis_text, day_text, share_of, tonnes, unit_text
from core.documents.reports.package_paper import Claim, OffsetUse, PackagePaper
from core.domain.dossier import DossierKind
from core.domain.emission import EvidenceMark, MethodProfile, Scope
from core.domain.event import Confirmation, EventStage, NeutralityType
from core.domain.inventory import FactorUse
from core.domain.measure import MeasureState
from core.domain.offset import CreditLot, OffsetSource, ProductType
from core.domain.quantity import shown
from core.domain.submission import ClaimLevel, SignerRole
from core.errors import RuleError
from core.i18n import _


def level_text(level: ClaimLevel) -> str:
    """A level in words (domain.md §6.7)."""
    return level_name(level)


def role_text(role: SignerRole) -> str:
    """Who signs."""
    return {SignerRole.PREPARER: _("填报人"), SignerRole.APPROVER: _("审核人"), SignerRole.PLATFORM: _("平台")}[role]


def stage_text(stage: EventStage) -> str:
    """A stage of an event."""
    return {EventStage.PREPARING: _("筹备阶段"), EventStage.HOLDING: _("举办阶段"), EventStage.CLOSING: _("收尾阶段")}[stage]


def state_text(state: MeasureState) -> str:
    """Where a measure stands (domain.md §5)."""
    return {
        MeasureState.PLANNED: _("拟实施"),
        MeasureState.RUNNING: _("实施中"),
        MeasureState.DONE: _("已实施（待核）"),
        MeasureState.VERIFIED: _("已核实"),
        MeasureState.STOPPED: _("停用"),
    }[state]


def neutrality_text(kind: NeutralityType) -> str:
    """Who offsets."""
    return {
        NeutralityType.ORGANIZER: _("组织者集中碳中和"),
        NeutralityType.PARTICIPANTS: _("参与者自愿碳抵消"),
        NeutralityType.BOTH: _("前两者均有"),
    }[kind]


def product_text(lot: CreditLot) -> str:
    """What kind of credit a lot is."""
    if lot.product is ProductType.REGIONAL and lot.subtype == "CDCER":
        return _("区域核证碳减排量（碳惠天府）")
    if lot.product is ProductType.OTHER:
        return _("其他（{name}）").format(name=lot.subtype) if lot.subtype else _("其他")
    return {
        ProductType.CEA: _("国家碳排放配额"),
        ProductType.CCER: _("国家核证自愿减排量"),
        ProductType.REGIONAL: _("区域核证碳减排量"),
        # Not by its name on the forms, which holds a word that a draft must not use.
        ProductType.SINK: _("林草碳汇项目减排量"),
    }[lot.product]


def range_text(first: date, last: date) -> str:
    """A range of days, both included."""
    return day_text(first) if first == last else f"{day_text(first)}—{day_text(last)}"


def head_rows(paper: PackagePaper) -> list[tuple[str, str]]:
    """What each paper says first: whose it is, for which days and boundary, how far the claim goes, on which day it was written."""
    report = paper.report
    kind = _("活动") if paper.event else _("场所")
    rows = [
        (_("报告主体"), report.organization.name),
        (_("统一社会信用代码"), report.organization.credit_code or "—"),
        (kind, paper.subject),
        (_("活动时间") if paper.event else _("核算期间"), range_text(paper.first_day, paper.last_day)),
        (_("核算边界"), paper.boundary or "—"),
        (_("声明级别"), level_text(paper.level)),
        (_("修订"), str(report.dossier.revision)),
        (_("编制日期"), day_text(report.written_on)),
    ]
    if paper.trial:
        rows.append((_("环境"), _("试用，不用于递交")))
    return rows


def profile_name(profile: MethodProfile) -> str:
    """A method profile by its name."""
    return _("公共建筑指南口径（P1）") if profile is MethodProfile.P1 else _("完整口径（P2）")


def method_text(paper: PackagePaper) -> str:
    """Profile, basis, factor tables: what the result depends on."""
    inventory = paper.inventory
    method = inventory.method
    parts = [
        _("{profile}，电力{basis}").format(profile=profile_name(method.profile), basis=basis_text(method.basis)),
        *(_grid_factor(use) for use in _power_factors(paper)),
        _("GWP 采用 {name}").format(name=method.gwp_set.value),
        _("燃料参数集 {code}").format(code=method.fuel_set.value),
        _("因子库 {edition} 版，摘要 {digest}").format(edition=inventory.factor_set, digest=inventory.factor_digest[:12]),
    ]
    return "；".join(parts)


def _power_factors(paper: PackagePaper) -> list[FactorUse]:
    """Factors of purchased power in use, each once."""
    lines = (line for line in paper.inventory.lines() if line.scope is Scope.TWO)
    return list({use.factor_id: use for line in lines for use in line.uses if use.factor_id and use.unit == "kgCO2/kWh"}.values())


def _grid_factor(use: FactorUse) -> str:
    source = "，".join(part for part in (_("{year} 年").format(year=use.vintage) if use.vintage else "", use.document) if part)
    return _("电力 {value} {unit}（{source}）").format(value=use.shown, unit=unit_text(use.unit), source=source or "—")


def scope_figures(paper: PackagePaper) -> tuple[str, str, str]:
    """Tonnes of scopes 1, 2 and 3; a dash for a scope in which nothing was accounted for."""
    p1 = paper.report.p1
    counted = {line.scope for line in paper.inventory.lines(p1=p1)}
    sums = paper.inventory.by_scope(p1=p1)
    one, two, three = (tonnes(sums[scope]) if scope in counted else "—" for scope in (Scope.ONE, Scope.TWO, Scope.THREE))
    return one, two, three


def scopes_text(paper: PackagePaper) -> str:
    """Tonnes by scope, and their sum."""
    one, two, three = scope_figures(paper)
    return _("范围一 {one}，范围二 {two}，范围三 {three}，合计 {total} tCO2e").format(
        one=one, two=two, three=three, total=tonnes(paper.total)
    )


def included_text(paper: PackagePaper) -> str:
    """The sources inside the boundary that were accounted for."""
    return "、".join(dict.fromkeys(result.source.name for result in paper.inventory.results if not result.unanswered)) or "—"


def excluded_text(paper: PackagePaper) -> str:
    """The sources outside the boundary with their reasons, and the events that are accounted for apart."""
    sources = (f"{source.name}（{source.excluded_reason}）" for source in paper.inventory.excluded)
    named = "；".join((*sources, *paper.netted))
    open_ones = "、".join(result.source.name for result in paper.inventory.results if result.unanswered)
    return "；".join(part for part in (named, _("未核算：{names}").format(names=open_ones) if open_ones else "") if part) or _("无")


def reductions_text(paper: PackagePaper) -> str:
    """What was carried out and what it achieved; an expected saving is called so.

    An event has its own measures, those of its form; a year's saving of the venue would say nothing about it.
    """
    done = [use for use in paper.measures if use.planned.state.carried_out]
    if paper.event is not None:
        own = [line.strip().rstrip("。；;") for line in paper.event.measures.splitlines() if line.strip()]
        place = [_("场所另有已实施的措施：{names}").format(names="、".join(use.measure.zh for use in done))] if done else []
        return "；".join([*own, *place]) or _("没有登记减排措施")
    if not done:
        return _("没有已实施的减排措施")
    names = "、".join(use.measure.zh for use in done)
    sentence = _("已实施 {count} 项：{names}").format(count=len(done), names=names)
    achieved = [use.achieved for use in done if use.achieved is not None]
    if achieved:
        return sentence + _("；实测减排 {tonnes} tCO2e（已体现在排放量中，不另扣减）").format(tonnes=tonnes(sum(achieved, Fraction(0))))
    expected = sum((use.expected.tonnes for use in done if use.expected is not None), Fraction(0))
    return sentence + _("；预计年减排 {tonnes} tCO2e（估算，未实测，不从排放量中扣减）").format(tonnes=tonnes(expected))


def counting(paper: PackagePaper) -> list[OffsetUse]:
    """The lots that count."""
    return [use for use in paper.offsets if use.counts]


def products_text(uses: Iterable[OffsetUse]) -> str:
    """Whole tonnes by kind of credit."""
    sums: dict[str, int] = {}
    for use in uses:
        sums[product_text(use.lot)] = sums.get(product_text(use.lot), 0) + use.tonnes
    return "，".join(_("{product} {tonnes} 吨").format(product=name, tonnes=shown(count, 0)) for name, count in sums.items())


def offsets_text(paper: PackagePaper) -> str:
    """What must be offset and what is retired."""
    held = paper.balance
    need = _("应抵消 {needed} 吨（{total} 吨向上取整）").format(needed=shown(max(0, held.needed), 0), total=tonnes(paper.total))
    uses = counting(paper)
    if not uses:
        return need + _("；尚无已注销的减排量")
    share = share_of(held.share, Fraction(1))
    said = need + _("；已注销 {retired} 吨，占排放量 {share}%：{products}").format(
        retired=shown(held.retired, 0), share=share, products=products_text(uses)
    )
    personal = sum(use.tonnes for use in uses if use.lot.source is OffsetSource.PERSONAL)
    return said + (_("；其中个人自愿 {tonnes} 吨").format(tonnes=shown(personal, 0)) if personal else "")


def serial_text(lot: CreditLot) -> str:
    """The serials of a lot."""
    return lot.serial_from if lot.serial_from == lot.serial_to else f"{lot.serial_from}–{lot.serial_to}"


def retirements(paper: PackagePaper) -> list[str]:
    """Each retirement that counts: registry, number, day, serials."""
    return [
        _("{registry}，{day}注销，凭证 {id}，序列号 {serial}，{tonnes} 吨").format(
            registry=use.lot.registry,
            day=day_text(use.lot.retired_on) if use.lot.retired_on else "—",
            id=use.lot.retirement_id or "—",
            serial=serial_text(use.lot),
            tonnes=shown(use.tonnes, 0),
        )
        for use in counting(paper)
    ]


def comparison_text(paper: PackagePaper, claim: Claim) -> str:
    """The change against the base year; a first period that rests on offsets alone is said to be one (domain.md N2)."""
    if claim.comparison or paper.report.dossier.kind is DossierKind.EVENT:
        return claim.comparison or _("单次活动，没有基准年")
    if paper.level >= ClaimLevel.SELF_DECLARED:
        return _("首期，没有可比的基准年；本期以抵消达成（首期全抵消）")
    return _("首期，没有可比的基准年")


def confirmation_text(claim: Claim) -> str:
    """How the claim is confirmed, by whom and under which number."""
    word = {
        Confirmation.SELF: _("自我承诺"),
        Confirmation.PLATFORM: _("创新服务平台"),
        Confirmation.BODY: _("委托独立机构"),
    }[claim.confirmation]
    number = _("编号 {number}").format(number=claim.confirmation_number) if claim.confirmation_number else ""
    return "，".join(part for part in (word, claim.confirmed_by, number) if part)


def uncertainty_text(paper: PackagePaper) -> str:
    """What the figure rests on and how well that is known."""
    p1, total = paper.report.p1, paper.total
    if not total:
        return _("没有排放量")
    unchecked = sum(
        (
            line.tco2e
            for line in paper.inventory.lines(p1=p1)
            if any(use.factor_id and use.mark is EvidenceMark.UNCHECKED for use in line.uses)
        ),
        Fraction(0),
    )
    weak = sum((share for grade, share in paper.inventory.quality if grade in {"C", "D"}), Fraction(0))
    return _("用到未核对因子的排放占 {unchecked}%；推算、缺省或估算的数据（C、D 级）占 {weak}%；未给出合成不确定度").format(
        unchecked=share_of(unchecked, total), weak=shown(weak * 100, 1)
    )


def require_allowed(texts: Sequence[str], claim: Claim, paper: PackagePaper) -> None:
    """Refuse a paper whose own words hold one that its level does not allow.

    Names are not ours to judge: the organization, the venue or event, kinds of credit, and 非证书.

    Raises:
        RuleError: a blocked word stands in the texts.
    """
    names = {
        paper.report.organization.name,
        paper.report.venue.name,
        paper.subject,
        _("非证书"),
        _("国家核证自愿减排量"),
        _("区域核证碳减排量"),
        *(one.lot.registry for one in paper.offsets),
    }
    names |= {product_text(use.lot) for use in paper.offsets} | {use.lot.project for use in paper.offsets}
    for text in texts:
        for word in forbidden_words(text, claim.blocked, names):
            raise RuleError(
                "claim.blocked_word",
                _("声明中有「{word}」，{level}这一级不能使用。").format(word=word, level=level_text(paper.level)),
                _("请按允许的措辞改写声明，或补齐下一级所需的依据。"),
            )
