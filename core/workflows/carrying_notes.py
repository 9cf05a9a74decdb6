"""What changes by itself from one year to the next, and what somebody should look at before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.accounting.check_context import day_text
from core.domain.activity import ActivityRecord, RecordKind, effective
from core.domain.dossier import DossierStatus
from core.domain.emission import EmissionFactor
from core.domain.finding import Place
from core.domain.inventory import GhgInventory
from core.domain.own_factor import OwnFactor
from core.domain.period import Month
from core.i18n import _
from core.workflows.carrying_views import CarryNote
from core.workflows.compiling import Snapshot
from core.workflows.excluding import covered_of
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

_QUARTER = 3
_OLDEST = 1
"""Years by which an own factor may lie behind the year it is used for before somebody is asked for a newer one."""


def notes_of(ws: Workspace, taken: Snapshot, computed: GhgInventory, year: int) -> Iterator[CarryNote]:
    """Everything worth saying about carrying a year over to `year`.

    Args:
        ws: the open ledger.
        taken: the year that is carried over.
        computed: its footprint.
        year: the new year.
    """
    if taken.dossier.status is not DossierStatus.LOCKED:
        label = taken.dossier.period.label
        yield CarryNote(_("{year} 年度").format(year=label), _("还没有锁定；新年度照现在的设置开始"), Place("submission"))
    yield from _factors(ws, taken, computed, year)
    yield from _own_factors(taken, year)
    for result in computed.results:
        if result.unanswered:
            yield CarryNote(result.source.name, _("未核算：{why}").format(why=result.unanswered), Place("profile", str(result.source.id)))
    for row in covered_of(taken, computed).rows:
        if row.significant:
            words = _("不计入的达 1%：{size}，请核对理由").format(size=row.size)
            yield CarryNote(row.name, words, Place("profile", row.source_id, field="excluded_reason"))
    yield from _silent_accounts(taken)
    yield from _across(taken, year)
    yield from _profile(ws, taken, year)
    yield from _people(taken)


# ---------------------------------------------------------------- factors


def _factors(ws: Workspace, taken: Snapshot, computed: GhgInventory, year: int) -> Iterator[CarryNote]:
    if taken.catalogue.digest != ws.catalogue.digest:
        words = _("{old} 换为 {new}；已锁定的年度照旧").format(old=taken.catalogue.edition, new=ws.catalogue.edition)
        yield CarryNote(_("因子库"), words, Place("settings"))
    used: dict[str, list[str]] = {}
    for result in computed.results:
        for factor_id in dict.fromkeys(use.factor_id for line in result.lines for use in line.uses):
            used.setdefault(factor_id, []).append(result.source.name)
    for factor_id, names in used.items():
        factor = taken.catalogue.factors.get(factor_id)
        if factor is None:
            continue
        words = _vintage_words(ws, factor, year)
        if words:
            yield CarryNote("、".join(dict.fromkeys(names)), words, Place("inventory"))


def _vintage_words(ws: Workspace, factor: EmissionFactor, year: int) -> str:
    """How a factor changes with the year; empty where it does not and need not."""
    name = localized(factor.zh, factor.en)
    following = ws.catalogue.for_year(factor.series, year) if factor.series else None
    if following is not None and following.id != factor.id:
        return _("「{name}」由 {old}（{before} 年）换为 {new} {unit}（{after} 年）").format(
            name=name, old=factor.value, before=factor.vintage, new=following.value, unit=following.unit, after=following.vintage
        )
    if following is not None and factor.vintage is not None and factor.vintage < year:
        return _("「{name}」仍用 {vintage} 年的 {value} {unit}，更新的公布后再换").format(
            name=name, vintage=factor.vintage, value=factor.value, unit=factor.unit
        )
    if following is None and factor.valid_to is not None and factor.valid_to < year:
        return _("「{name}」是 {until} 年的因子，有新的版本时改选，没有的照用").format(name=name, until=factor.valid_to)
    return ""


def _own_factors(taken: Snapshot, year: int) -> Iterator[CarryNote]:
    for factor in used_own_factors(taken):
        if factor.vintage is None or factor.vintage < year - _OLDEST:
            vintage = _("{year} 年").format(year=factor.vintage) if factor.vintage is not None else _("没有写年份")
            words = _("自有因子已旧（{vintage}），请向出具单位要新的").format(vintage=vintage)
            yield CarryNote(factor.name, words, Place("profile", field="own_factors"))


def used_own_factors(taken: Snapshot) -> tuple[OwnFactor, ...]:
    """The own factors that rows inside the boundary go by."""
    named = {source.factor_id for source in taken.sources if source.active}
    return tuple(factor for factor in taken.own_factors if factor.factor_id in named)


# ---------------------------------------------------------------- accounts and bills


def _bills(taken: Snapshot) -> tuple[ActivityRecord, ...]:
    """The bills of the year that count."""
    return tuple(r for r in effective(taken.records) if r.kind is RecordKind.BILL and r.start is not None and r.end is not None)


def _silent_accounts(taken: Snapshot) -> Iterator[CarryNote]:
    """Accounts that had bills, and none in the last three months."""
    since = taken.dossier.period.end.plus(1 - _QUARTER).first_day
    active = {source.id: source for source in taken.sources if source.active}
    for meter in taken.meters:
        own = [bill for bill in _bills(taken) if bill.meter_id == meter.id]
        source = active.get(meter.source_id)
        last = max((bill.end for bill in own if bill.end is not None), default=None)
        if source is not None and last is not None and last <= since:
            words = _("户号 {account} 最后一张票据到{day}，之后没有").format(account=meter.account, day=day_text(last - timedelta(days=1)))
            yield CarryNote(source.name, words, Place("bill", str(source.id), Month.of(since)))


def _across(taken: Snapshot, year: int) -> Iterator[CarryNote]:
    """Bills that belong to both years: their days of the new one are counted there already."""
    begin = date(year, 1, 1)
    names = {str(source.id): source.name for source in taken.sources}
    for bill in _bills(taken):
        if bill.start is not None and bill.end is not None and bill.start < begin < bill.end:
            words = _("票据 {start}—{end} 跨年，{year} 年 1 月已按天数计入，不要再录").format(
                start=day_text(bill.start), end=day_text(bill.end - timedelta(days=1)), year=year
            )
            yield CarryNote(names[str(bill.subject)], words, Place("activity", str(bill.subject), Month(year, 1)))


# ---------------------------------------------------------------- profile and people


def _profile(ws: Workspace, taken: Snapshot, year: int) -> Iterator[CarryNote]:
    fields = {field.code: field for field in ws.catalogue.venue_types[taken.venue.type_code].profile}
    now = taken.venue.profile_on(date(year, 12, 31))
    for code, field in fields.items():
        name = localized(field.zh, field.en)
        if field.kind == "date" and code.endswith("_review") and (now.get(code) or "9") <= date(year, 12, 31).isoformat():
            yield CarryNote(name, _("{day}，在 {year} 年内或之前").format(day=now[code], year=year), Place("profile", field=code))
    for value in taken.venue.profile:
        if value.valid_from is not None and value.valid_from.year == year and value.field in fields:
            name = localized(fields[value.field].zh, fields[value.field].en)
            words = _("{day}起是 {value}").format(day=day_text(value.valid_from), value=value.value)
            yield CarryNote(name, words, Place("profile", field=value.field))


def _people(taken: Snapshot) -> Iterator[CarryNote]:
    names = {"preparer": _("填报人"), "approver": _("审核人"), "responsible": _("负责人")}
    held = {person.role for person in taken.people}
    for role, name in names.items():
        if role not in held:
            yield CarryNote(name, _("还没有登记"), Place("profile", field="people"))
