"""Checks of an event: each rule of 附表1 that is missing or contradicted (domain.md §1.5), and the items of its footprint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from core.accounting.check_context import Case, day_text, joined, percent
from core.accounting.checks_profile import without_evidence
from core.accounting.neutrality import OffsetTerms
from core.domain.event import AccountingBy, Confirmation, EventForm, EventLevel, EventStage
from core.domain.finding import Finding, Place, Severity
from core.domain.offset import ProductType
from core.domain.quantity import shown
from core.domain.submission import DocumentKind
from core.i18n import _

_PHONE = re.compile(r"\+?[\d\s()（）—-]{7,25}(转\d{1,6})?", re.ASCII)


def field_name(name: str) -> str:
    """What 附表1 calls a field of `EventForm`."""
    names = {
        "name": _("活动名称"),
        "organizer": _("组织者"),
        "start": _("活动时间"),
        "place": _("活动地点"),
        "region": _("所在地区"),
        "kind": _("活动类型"),
        "scale": _("活动规模"),
        "content": _("活动内容"),
        "stages": _("温室气体排放核算边界范围"),
        "estimate": _("预估温室气体排放量"),
        "accounting_body": _("核算方式"),
        "measures": _("减排措施"),
        "products": _("抵消方式"),
        "other_product": _("抵消方式"),
        "offset_tonnes": _("预计温室气体抵消量"),
        "neutral_on": _("实现碳中和日期"),
        "department": _("责任部门"),
        "contact": _("联系人"),
        "phone": _("联系方式"),
        "confirming_body": _("碳中和确认方式"),
        "plan": _("碳中和计划或实施方案"),
        "settled": _("实际数据"),
        "evidence": _("证据"),
    }
    return names[name]


def at_field(case: Case, name: str, rule: str, severity: Severity, **parameters: str) -> Finding:
    """A finding at a field of the form; the dossier stands in the key, since a venue may hold many events."""
    label = field_name(name)
    return case.finding(rule, severity, Place("events", field=name, record=str(case.context.dossier.id)), parameters, label)


def required_fields(case: Case, form: EventForm) -> Iterator[Finding]:
    """E01: T1–T7, T11 and T13–T16 are filled; who takes part files no form, and says which event it is."""
    texts: tuple[str, ...] = ("name", "organizer", "place", "region", "kind")
    if form.files_form:
        texts = (*texts, "scale", "content", "measures", "department", "contact", "phone")
    for name in texts:
        if not getattr(form, name).strip():
            yield at_field(case, name, "E01", Severity.BLOCK)
    for name in ("products", "offset_tonnes", "neutral_on") if form.files_form else ():
        value = getattr(form, name)
        if value is None or value == ():
            yield at_field(case, name, "E01", Severity.BLOCK)


def dates(case: Case, form: EventForm) -> Iterator[Finding]:
    """E02: the event does not end before it begins (T3)."""
    if form.end < form.start:
        yield at_field(case, "start", "E02", Severity.BLOCK, start=day_text(form.start), end=day_text(form.end))


def holding_stage(case: Case, form: EventForm) -> Iterator[Finding]:
    """E03: the boundary holds 举办阶段 at least (T8, domain.md §2.3)."""
    if EventStage.HOLDING not in form.stages:
        yield at_field(case, "stages", "E03", Severity.BLOCK)


def estimate(case: Case, _event: EventForm) -> Iterator[Finding]:
    """E04: the footprint of the ticked stages is above zero (T9)."""
    if case.context.inventory.total() <= 0:
        yield at_field(case, "estimate", "E04", Severity.BLOCK)


def bodies(case: Case, form: EventForm) -> Iterator[Finding]:
    """E05: an independent body that is ticked is named (T10, T17)."""
    if form.accounting is AccountingBy.BODY and not form.accounting_body.strip():
        yield at_field(case, "accounting_body", "E05", Severity.BLOCK)
    if form.confirmation is Confirmation.BODY and not form.confirming_body.strip():
        yield at_field(case, "confirming_body", "E05", Severity.BLOCK)


def other_product(case: Case, form: EventForm) -> Iterator[Finding]:
    """E06: 其他 among the offset types says which (T13)."""
    if ProductType.OTHER in form.products and not form.other_product.strip():
        yield at_field(case, "other_product", "E06", Severity.BLOCK)


def offset_quantity(case: Case, form: EventForm) -> Iterator[Finding]:
    """E07: the offset is above zero, and below the emissions it is 部分抵消 (T14); where 碳中和 is claimed as achieved, V41 says it."""
    if form.offset_tonnes is None or claims_too_much(case, form):
        return
    total = case.context.inventory.total()
    if Fraction(form.offset_tonnes) < total or form.offset_tonnes <= 0:
        severity = Severity.BLOCK if form.offset_tonnes <= 0 else Severity.WARN
        yield at_field(case, "offset_tonnes", "E07", severity, offset=f"{form.offset_tonnes:f}", total=shown(total, 2))


def claims_too_much(case: Case, form: EventForm) -> bool:
    """Whether an event calls itself neutral with an offset below its emissions: its day of neutrality has come, or it has committed."""
    committed = any(document.kind is DocumentKind.STATEMENT for document in case.context.claims.file.documents)
    achieved = committed or (form.neutral_on is not None and form.neutral_on <= case.context.today)
    return achieved and form.offset_tonnes is not None and 0 < Fraction(form.offset_tonnes) < case.context.inventory.total()


def neutral_in_time(case: Case, form: EventForm) -> Iterator[Finding]:
    """E08: neutral within a year after the event, six where new forest alone makes up for it (T15)."""
    if form.neutral_on is None:
        return
    forest = set(form.products) == {ProductType.SINK}
    latest = latest_neutral_day(form, ProductType.SINK if forest else ProductType.OTHER)
    if form.neutral_on > latest:
        yield at_field(case, "neutral_on", "E08", Severity.BLOCK, found=day_text(form.neutral_on), latest=day_text(latest))


def latest_neutral_day(form: EventForm, product: ProductType) -> date:
    """Last day for making up for an event with this product."""
    return OffsetTerms(form.end, event=True, names=(), today=form.end).deadline(product)


def plan(case: Case, form: EventForm) -> Iterator[Finding]:
    """E09: an international or national event encloses its plan (T18, domain.md D2)."""
    if form.files_form and form.level is not EventLevel.OTHER and form.plan is None:
        yield at_field(case, "plan", "E09", Severity.BLOCK)


def factors(case: Case, _event: EventForm) -> Iterator[Finding]:
    """E10: each item inside the boundary has its factor."""
    for result in case.context.inventory.results:
        if result.unanswered:
            place = Place("events", str(result.source.id), field="factor")
            yield case.finding("E10", Severity.BLOCK, place, {"problem": result.unanswered})


def quantities(case: Case, form: EventForm) -> Iterator[Finding]:
    """E11: each item inside the boundary has its quantity, the actual one once the figures are settled."""
    wanted = _("实际数量") if form.settled else _("预估数量")
    for item in case.context.items:
        if item.stage in form.stages and (item.actual if form.settled else item.estimate) is None:
            place = Place("events", str(item.id), field="actual" if form.settled else "estimate")
            yield case.finding("E11", Severity.BLOCK, place, {"wanted": wanted}, item.name)


def evidence_coverage(case: Case, form: EventForm) -> Iterator[Finding]:
    """E12: of actual figures, the share of the emissions without a file: above 5 % asks, above 20 % blocks (as V28)."""
    total = case.context.inventory.total()
    if not form.settled or not total:
        return
    bare = without_evidence(case.counted, case.context.inventory)
    share = sum(bare.values(), Fraction(0)) / total
    if share <= case.limit("E12", "warn_percent") / 100:
        return
    largest = sorted((subject for subject in bare if bare[subject]), key=lambda subject: -bare[subject])
    rows = joined(
        (_("{row}（{tonnes} 吨）").format(row=case.rows[subject].name, tonnes=shown(bare[subject], 2)) for subject in largest), most=3
    )
    severity = Severity.BLOCK if share > case.limit("E12", "block_percent") / 100 else Severity.WARN
    limits = {"warn": case.limit_text("E12", "warn_percent"), "block": case.limit_text("E12", "block_percent")}
    yield at_field(case, "evidence", "E12", severity, share=percent(share), rows=rows, **limits)


def phone(case: Case, form: EventForm) -> Iterator[Finding]:
    """E13: the telephone number looks like one (T16)."""
    if form.phone.strip() and not _PHONE.fullmatch(form.phone.strip()):
        yield at_field(case, "phone", "E13", Severity.WARN, found=form.phone.strip())


def settled_afterwards(case: Case, form: EventForm) -> Iterator[Finding]:
    """E14: actual figures exist only after the event."""
    if form.settled and case.context.today < form.end:
        yield at_field(case, "settled", "E14", Severity.BLOCK, end=day_text(form.end), today=day_text(case.context.today))
