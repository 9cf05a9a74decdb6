"""Checks of what is claimed: base year, credits, words, who signs, and when an event is filed (domain.md §4.8, V32 to V41)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.accounting.base_year import alike, base_rows, held_against, recalculation_causes
from core.accounting.check_context import Case, day_text
from core.accounting.checks_event import at_field, claims_too_much, field_name
from core.accounting.claim_words import forbidden_words, level_name
from core.accounting.credit_serials import overlap, whole_tonnes
from core.accounting.evaluation import plan_parts
from core.accounting.neutrality import (
    EX_ANTE,
    IN_FUTURE,
    NO_PROOF,
    NO_SUMMARY,
    NOT_NAMED,
    NOT_RETIRED,
    SINK_UNPUBLISHED,
    TOO_LATE,
    OffsetTerms,
    balance,
    claim_state,
    lot_faults,
)
from core.domain.emission import MethodProfile
from core.domain.event import EventForm
from core.domain.finding import Finding, Place, Severity
from core.domain.offset import CreditLot
from core.domain.organization import Person
from core.domain.quantity import shown
from core.domain.submission import ClaimLevel, DocumentKind
from core.i18n import _

# ---------------------------------------------------------------- V32: base year


def base_year(case: Case) -> Iterator[Finding]:
    """V32: a claim with an earlier year beside it names its base year, and a base year unlike this one is recalculated first."""
    context, claims = case.context, case.context.claims
    place = Place("inventory", field="base_year")
    if claims.base_year is None:
        if context.last_year_records and claims_something(case):
            parameters = {
                "problem": _("{year} 年有数据，还没有选定基准年").format(year=case.period.previous().label),
                "expected": _("选定基准年，写明理由"),
            }
            yield case.finding("V32", Severity.WARN, place, parameters, _("基准年"))
        return
    base, catalogue = claims.base_year, context.catalogue
    if claims.earlier is None or alike(claims.earlier, context.dossier, context.inventory.results, catalogue):
        return
    rows = base_rows(claims.earlier, context.dossier, catalogue)
    held = held_against(base, claims.earlier, rows, context.dossier, context.inventory.results, catalogue)
    if held.asked:
        share = f"{shown(held.share * 100, 1)}%" if held.share is not None else _("（基准年为 0）")
        parameters = {
            "problem": _("与 {year} 年相比：{causes}，共影响 {share}").format(
                year=base.year, causes=recalculation_causes(held), share=share
            ),
            "expected": _("不到 {limit}%；达到的，先重算基准年并登记调整").format(limit=base.threshold_percent),
        }
        yield case.finding("V32", Severity.WARN, place, parameters, _("基准年"))


def claims_something(case: Case) -> bool:
    """Whether a dossier is on its way to a claim: credits are used for it, or its commitment is on file."""
    claims = case.context.claims
    return bool(claims.allocations) or any(document.kind is DocumentKind.STATEMENT for document in claims.file.documents)


# ---------------------------------------------------------------- V34: credits


def credits_that_count(case: Case) -> Iterator[Finding]:
    """V34: each lot that is used here is retired in time, proved, in our name, in whole tonnes, and used once."""
    claims = case.context.claims
    for lot in claims.used_lots():
        wrong = [(fault_text(lot, fault, claims.terms), _wanted(lot, fault, claims.terms)) for fault in lot_faults(lot, claims.terms)]
        if not whole_tonnes(lot):
            wrong.append((_("数量 {tonnes} 吨与序列号的个数不符").format(tonnes=lot.tonnes), _("整吨，一吨一个序列号")))
        other = next((one for one in claims.lots if one.id != lot.id and overlap(lot, one)), None)
        if other is not None:
            wrong.append((_("与「{project}」的序列号重叠").format(project=other.project), _("每个序列号只用一次")))
        if wrong:
            parameters = {"problem": "；".join(one for one, _two in wrong), "expected": "；".join(two for _one, two in wrong)}
            place = Place("offsets", lot.id, record=str(case.context.dossier.id))
            yield case.finding("V34", Severity.BLOCK, place, parameters, lot.project)


def fault_text(lot: CreditLot, fault: str, terms: OffsetTerms) -> str:
    """Why a lot does not count, in words."""
    texts = {
        NOT_RETIRED: _("购买不等于注销，注销后才能计入"),
        NO_PROOF: _("没有附注销证明"),
        IN_FUTURE: _("注销日期在今天之后"),
        TOO_LATE: _("注销晚于期限 {day}").format(day=terms.deadline(lot.product).isoformat()),
        NOT_NAMED: _("注销的受益单位没有写明本单位、场所或活动"),
        SINK_UNPUBLISHED: _("碳汇项目应公布的位置、树种、面积、造林和监测计划、碳汇期没有填全"),
        NO_SUMMARY: _("个人自愿的合计没有写明汇总期间"),
        EX_ANTE: _("事前签发的减排量不能用于抵消"),
    }
    return texts[fault]


def _wanted(lot: CreditLot, fault: str, terms: OffsetTerms) -> str:
    last = day_text(terms.deadline(lot.product))
    texts = {
        NOT_RETIRED: _("{day}以前注销，并附凭证").format(day=last),
        NO_PROOF: _("注销编号和注销证明文件"),
        IN_FUTURE: _("不晚于今天的注销日期"),
        TOO_LATE: _("不晚于{day}的注销").format(day=last),
        NOT_NAMED: _("受益单位写明：{names}").format(names=_(" 或 ").join(name for name in terms.names if name)),
        SINK_UNPUBLISHED: _("填全应公布的六项"),
        NO_SUMMARY: _("平台汇总表的期间、编号和文件"),
        EX_ANTE: _("减排已经发生以后签发的减排量"),
    }
    return texts[fault]


# ---------------------------------------------------------------- V35: words


def blocked_words(case: Case) -> Iterator[Finding]:
    """V35: what people typed and the papers print beside the claim holds no word that its level forbids (domain.md §3.3)."""
    level, names = claimed_level(case), _names(case)
    for kind, place, name, text in _typed(case):
        words = forbidden_words(text, case.context.words.blocked_in(kind, level), names)
        if words:
            parameters = {"words": "、".join(words), "level": level_name(level), "text": text.strip()}
            yield case.finding("V35", Severity.BLOCK, place, parameters, name)


def claimed_level(case: Case) -> ClaimLevel:
    """The level that the papers carry once the figures are locked."""
    context, claims = case.context, case.context.claims
    total = context.inventory.total(p1=context.dossier.method.profile is MethodProfile.P1)
    held = balance(total, claims.allocations, claims.lots, claims.terms)
    return claim_state(claims.file, held, blocking=False, today=context.today).level


def _typed(case: Case) -> Iterator[tuple[str, Place, str, str]]:
    """Texts of people that papers print: the strictest kind of paper that does, where it is mended, its name, and the text."""
    context, record = case.context, str(case.context.dossier.id)
    if context.event is not None:
        yield from _typed_of_event(case, context.event)
    else:
        for source in context.sources:
            place = Place("profile", str(source.id), field="excluded_reason" if source.excluded_reason else "name")
            yield "statement", place, source.name, f"{source.name} {source.excluded_reason}"
    for measure in context.claims.file.measures:
        yield "plan", Place("measures", measure.measure_id), _("措施说明"), measure.note
    plan = context.claims.plan
    for name in plan.written() if plan is not None else ():
        yield "implementation", Place("declaration", field="plan", record=record), plan_parts()[name], getattr(plan, name)


def _typed_of_event(case: Case, form: EventForm) -> Iterator[tuple[str, Place, str, str]]:
    """What 附表1 prints, its measures on the statement too, and the items that the reports list."""
    for name in ("measures", "content", "scale", "kind", "other_product"):
        place = Place("events", field=name, record=str(case.context.dossier.id))
        yield "statement" if name == "measures" else "form1", place, field_name(name), getattr(form, name)
    for item in case.context.items:
        yield "report", Place("events", str(item.id), field="name"), item.name, f"{item.name} {item.basis}"


def _names(case: Case) -> tuple[str, ...]:
    """Names are not ours to judge."""
    context, lots = case.context, case.context.claims.used_lots()
    event = (context.event.name, context.event.organizer) if context.event is not None else ()
    bought = (name for lot in lots for name in (lot.project, lot.registry))
    return (*context.words.names, context.organization.name, context.venue.name, *event, *bought)


# ---------------------------------------------------------------- V36: who signs


def authorized_to_sign(case: Case) -> Iterator[Finding]:
    """V36: who approves or answers is the legal representative, or has an authorization on file; asked once there is something to sign."""
    context = case.context
    begun = context.event is not None or context.today >= case.period.day_after or claims_something(case)
    for person in context.people if begun else ():
        if person.role in _SIGNING and not _authorized(case, person):
            place = Place("profile", field="people", record=str(person.id))
            yield case.finding("V36", Severity.BLOCK, place, {"name": person.name, "role": _role(person.role)}, person.name)


_SIGNING = ("approver", "responsible")
"""审核人 signs the package, 负责人 the commitment on paper (domain.md §1.3)."""


def _authorized(case: Case, person: Person) -> bool:
    return person.legal_representative or person.authorization in case.context.evidence


def _role(role: str) -> str:
    return {"approver": _("审核人"), "responsible": _("负责人")}[role]


# ---------------------------------------------------------------- V40, V41: events


def too_late_to_file(form: EventForm, on: date) -> bool:
    """Whether a day is too late for the form of an event that promised neutrality: it is filed before the event (domain.md D1)."""
    return form.files_form and form.promised and not form.settled and on >= form.start


def filed_before_it_begins(case: Case, form: EventForm) -> Iterator[Finding]:
    """V40: the form of an event that promised neutrality is handed in before the event begins (domain.md D1)."""
    deliveries = case.context.claims.file.deliveries
    filed = [delivery.on for delivery in deliveries] + ([form.filed_on] if form.filed_on else [])
    on = min(filed, default=case.context.today)
    if too_late_to_file(form, on):
        said = _("{day}报送") if filed else _("到{day}还没有报送")
        yield at_field(case, "start", "V40", Severity.BLOCK, start=day_text(form.start), found=said.format(day=day_text(on)))


def no_more_claimed_than_offset(case: Case, form: EventForm) -> Iterator[Finding]:
    """V41: an event whose offset stays below its emissions is not called neutral."""
    if claims_too_much(case, form) and form.offset_tonnes is not None:
        total = shown(case.context.inventory.total(), 2)
        yield at_field(case, "offset_tonnes", "V41", Severity.BLOCK, offset=f"{form.offset_tonnes:f}", total=total)
