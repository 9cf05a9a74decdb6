"""Carrying a year's set-up over to the next: what goes on, what is left out, and a list of what changed.

Sources, accounts, machines, profile and plan belong to the venue and its ledger, so they go on by themselves; the new year's dossier takes
the choices of the old one. What is left out is left out of the venue, and earlier years keep it only where they are locked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.accounting.base_year import choice_differences, choices
from core.accounting.check_context import MACHINE_METHODS, NOW_AND_THEN, day_text
from core.domain.activity import ActivityRecord, RecordKind, effective, shares_by_month
from core.domain.dossier import Dossier, DossierKind, DossierStatus
from core.domain.emission import EmissionSource, Meter
from core.domain.measure import MeasureState
from core.domain.organization import ROLES, PersonId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import plain
from core.errors import InputError
from core.i18n import _
from core.workflows import compiling, dossiers, organizing
from core.workflows.boundary import change_source_in
from core.workflows.carrying_notes import notes_of, used_own_factors
from core.workflows.carrying_views import CarryKind, CarryLine, CarryPlan
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.compiling import Snapshot
from core.workflows.measure_desk import state_name
from core.workflows.wording import localized
from core.workflows.workspace import Job, Workspace

_QUIET_MONTHS = 6
"""Months without use at the end of the year after which a source is proposed to be left out; a season that is shut is shorter."""


def plan_carry(ws: Workspace, venue_id: str, from_year: int, to_year: int) -> CarryPlan:
    """What carrying a year over would do; nothing is changed.

    Args:
        ws: the open ledger.
        venue_id: the venue.
        from_year: a year with a dossier.
        to_year: a later year.

    Raises:
        InputError: no such venue, no dossier of the first year, or the second does not lie after it.
    """
    if to_year <= from_year:
        raise InputError("carry.year", _("{to} 年不在 {start} 年之后。").format(to=to_year, start=from_year), _("设置只延续到以后的年份。"))
    old = dossiers.operation_dossier(ws, venue_id, from_year)
    taken = compiling.snapshot(ws, old.id)
    computed = compiling.inventory_of(taken, compare=False)
    known = _dossier_of(ws, venue_id, to_year)
    return CarryPlan(
        venue=taken.venue.name,
        from_year=from_year,
        to_year=to_year,
        existing=known.id if known is not None else None,
        differences=_differences(old, known) if known is not None else (),
        lines=tuple(_lines(ws, taken, to_year)),
        notes=tuple(notes_of(ws, taken, computed, to_year)),
    )


def carry(ws: Workspace, venue_id: str, from_year: int, to_year: int, chosen: Collection[str] | None = None) -> tuple[Change, str]:
    """Make the dossier of the new year with the set-up of the old one; a year that is there stays as it is.

    Args:
        ws: the open ledger.
        venue_id: the venue.
        from_year: a year with a dossier.
        to_year: a later year.
        chosen: keys of the lines that go on; None takes what is proposed.

    Returns:
        What it altered, and the id of the new year's dossier.

    Raises:
        InputError: as `plan_carry`, or a key that the plan does not have.
    """
    plan = plan_carry(ws, venue_id, from_year, to_year)
    if plan.existing is not None:
        return NOTHING, str(plan.existing)
    kept = plan.proposed() if chosen is None else frozenset(chosen)
    known = {line.key for line in plan.lines if line.key}
    strange = sorted(kept - known)
    if strange:
        raise InputError("carry.key", _("延续清单里没有「{key}」。").format(key=strange[0]), _("清单可能已经变了，请重新打开。"))
    old = dossiers.operation_dossier(ws, venue_id, from_year)
    made = replace(organizing.new_operation(organizing.venue(ws, venue_id), to_year), method=old.method)
    change = {ChangeKind.DOSSIER}
    with ws.job(_("建立 {year} 年档案，延续 {before} 年的设置").format(year=to_year, before=from_year), undoable=False) as job:
        job.work.dossiers.put(made, job.change)
        for key in sorted(known - kept):
            change |= _leave_out(ws, job, key, to_year)
    return frozenset(change), str(made.id)


def _leave_out(ws: Workspace, job: Job, key: str, year: int) -> Change:
    kind, _mark, thing = key.partition(":")
    if kind == CarryKind.PERSON.value:
        job.work.people.remove(PersonId(thing), job.change)
        return frozenset({ChangeKind.PERSON})
    reason = _("{year} 年起停用，没有用量").format(year=year)
    return change_source_in(ws, job, thing, excluded_reason=reason, excluded_tonnes=Decimal(0))


def _dossier_of(ws: Workspace, venue_id: str, year: int) -> Dossier | None:
    period = ReportingPeriod.of_year(year)
    own = (one for one in dossiers.all_dossiers(ws) if str(one.venue_id) == venue_id and one.kind is DossierKind.OPERATION)
    return next((one for one in own if one.period == period), None)


def _differences(old: Dossier, new: Dossier) -> tuple[str, ...]:
    found = choice_differences(old.method, new.method)
    return tuple(_("{label}：{before} → {now}").format(label=one.label, before=one.before, now=one.now) for one in found)


# ---------------------------------------------------------------- what goes on


def _lines(ws: Workspace, taken: Snapshot, year: int) -> Iterator[CarryLine]:
    chosen = "、".join(f"{label} {text}" for label, text in choices(taken.dossier.method))
    yield CarryLine(CarryKind.METHOD, _("口径与选择"), chosen)
    yield from _sources(ws, taken)
    yield from _meters(taken)
    current = taken.venue.current_profile()
    yield CarryLine(CarryKind.PROFILE, _("已填 {count} 项").format(count=sum(1 for value in current.values() if value)), _("照旧"))
    for person in sorted(taken.people, key=lambda one: (ROLES.index(one.role), one.name)):
        key = f"{CarryKind.PERSON.value}:{person.id}"
        yield CarryLine(CarryKind.PERSON, person.name, _person_words(person.role, person.department), key=key)
    for factor in used_own_factors(taken):
        vintage = _("{year} 年").format(year=factor.vintage) if factor.vintage is not None else _("没有写年份")
        yield CarryLine(CarryKind.FACTOR, factor.name, f"{plain(factor.value)} {factor.unit}（{vintage}）")
    for one in taken.thresholds:
        words = _("{value}，理由：{why}").format(value=plain(one.value), why=one.why)
        yield CarryLine(CarryKind.THRESHOLD, f"{one.rule} {_threshold_name(taken, one.rule, one.name)}", words)
    yield from _plan(taken)
    base = taken.claims.base_year
    yield CarryLine(CarryKind.BASE_YEAR, _("{year} 年").format(year=base.year) if base else _("没有选定"), base.why if base else _("照旧"))
    yield from _left_behind(taken, year)


def _person_words(role: str, department: str) -> str:
    names = {"preparer": _("填报人"), "approver": _("审核人"), "responsible": _("负责人")}
    return "，".join(part for part in (names[role], department) if part)


def _threshold_name(taken: Snapshot, rule: str, name: str) -> str:
    known = taken.catalogue.rules.get(rule)
    words = known.words.get(name) if known is not None else None
    return localized(words.zh, words.en) if words is not None else name


def _sources(ws: Workspace, taken: Snapshot) -> Iterator[CarryLine]:
    used = _months_with_use(taken)
    fixed = _may_leave_out(ws, taken)
    period = taken.dossier.period
    quiet_since = period.end.plus(1 - _QUIET_MONTHS)
    for source in sorted(taken.sources, key=lambda one: one.position):
        if not source.active:
            yield CarryLine(CarryKind.SOURCE, source.name, _("仍不计入：{reason}").format(reason=source.excluded_reason))
            continue
        last = max(used.get(str(source.id), ()), default=None)
        ended = last is not None and last < quiet_since and taken.catalogue.source_types[source.type_code].method not in NOW_AND_THEN
        yield _source_line(source, last, ended=ended, fixed=fixed)


def _source_line(source: EmissionSource, last: Month | None, *, ended: bool, fixed: bool) -> CarryLine:
    key = f"{CarryKind.SOURCE.value}:{source.id}" if fixed else ""
    if not ended or last is None:
        return CarryLine(CarryKind.SOURCE, source.name, _("继续填报"), key=key)
    why = _("{month}月以后没有用量").format(month=last.month)
    if not fixed:
        words = _("继续填报；已经停用的，锁定以前的年度后在场所档案移出边界")
        return CarryLine(CarryKind.SOURCE, source.name, words, why)
    return CarryLine(CarryKind.SOURCE, source.name, _("移出边界，写明停用"), why, goes_on=False, key=key)


def _months_with_use(taken: Snapshot) -> dict[str, set[Month]]:
    """The months of the year in which each row was used."""
    found: dict[str, set[Month]] = {}
    for (subject, month), parts in shares_by_month(taken.records).items():
        if month in taken.dossier.period and any(micro for _record, micro in parts):
            found.setdefault(str(subject), set()).add(month)
    return found


def _may_leave_out(ws: Workspace, taken: Snapshot) -> bool:
    """Whether every year of the venue is locked, so that what is left out from now on stays in them."""
    own = (one for one in dossiers.all_dossiers(ws) if one.venue_id == taken.venue.id and one.kind is DossierKind.OPERATION)
    return all(one.status is DossierStatus.LOCKED for one in own)


def _meters(taken: Snapshot) -> Iterator[CarryLine]:
    names = {source.id: source for source in taken.sources if source.active}
    bills = [r for r in effective(taken.records) if r.kind is RecordKind.BILL and r.end is not None]
    for meter in taken.meters:
        source = names.get(meter.source_id)
        if source is None:
            continue
        if taken.catalogue.source_types[source.type_code].method in MACHINE_METHODS:
            yield CarryLine(CarryKind.MACHINE, meter.name or meter.account, _machine_words(source, meter))
        else:
            own = [bill for bill in bills if bill.meter_id == meter.id]
            yield CarryLine(CarryKind.METER, f"{source.name} {meter.account}", _meter_words(meter, own))


def _machine_words(source: EmissionSource, meter: Meter) -> str:
    charge = _("充注 {kg} kg").format(kg=plain(meter.charge)) if meter.charge is not None else ""
    return "，".join(part for part in (source.name, meter.refrigerant, charge) if part)


def _meter_words(meter: Meter, bills: list[ActivityRecord]) -> str:
    style = _("账期含末日") if meter.end_included else _("账期末日为下期首日")
    last = max(bills, key=lambda bill: (bill.end or bill.start, str(bill.id)), default=None)
    if last is None or last.end is None:
        return _("{style}，还没有票据").format(style=style)
    day = day_text(last.end - timedelta(days=1))
    if last.reading_end is None:
        return _("{style}，最后一张到{day}").format(style=style, day=day)
    return _("{style}，最后示数 {reading}（{day}），倍率 {ratio}").format(
        style=style, reading=f"{plain(last.reading_end):,f}", day=day, ratio=f"{plain(meter.multiplier):f}"
    )


def _plan(taken: Snapshot) -> Iterator[CarryLine]:
    for one in taken.claims.file.measures:
        measure = taken.catalogue.measures.get(one.measure_id)
        if measure is not None and one.state is not MeasureState.STOPPED:
            yield CarryLine(CarryKind.MEASURE, localized(measure.zh, measure.en), _("{state}，照旧").format(state=state_name(one.state)))


def _left_behind(taken: Snapshot, year: int) -> Iterator[CarryLine]:
    """What belongs to the old year alone."""
    if taken.explanations:
        words = _("{count} 条说明只答复 {before} 年，{year} 年有疑问时重新写").format(
            count=len(taken.explanations), before=taken.dossier.period.label, year=year
        )
        yield CarryLine(CarryKind.LEFT_BEHIND, _("对疑问的说明"), words, goes_on=False)
    if taken.claims.allocations:
        words = _("用于 {before} 年的抵消量不再用；批次的结余还在").format(before=taken.dossier.period.label)
        yield CarryLine(CarryKind.LEFT_BEHIND, _("抵消"), words, goes_on=False)
    yield CarryLine(CarryKind.LEFT_BEHIND, _("月度数据和票据"), _("从 {year} 年 1 月起重新填报").format(year=year), goes_on=False)
