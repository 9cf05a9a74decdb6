"""The target of a venue and the way there: what each year may emit, did emit, and is expected to emit with the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict, Unpack

from core.accounting.pathway import BurnDown, allowed_tonnes, burn_down
from core.accounting.persistence import saves_in
from core.domain.activity import ActivityRecord, output_subject, shares_by_month
from core.domain.dossier import DossierKind, DossierStatus
from core.domain.inventory import GhgInventory
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.quantity import MICRO, shown
from core.domain.reduction import ReductionTarget, TargetKind
from core.errors import InputError
from core.i18n import _
from core.workflows import compiling, dossiers, organizing, weighing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.weighing import Weighing
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

FARTHEST = 2060
"""The last year a target may name."""

_YEARS_AHEAD = 5
_USUAL_PERCENT = Decimal(10)


class TargetFields(TypedDict, total=False):
    """What of a target may be set; see `core.domain.reduction.ReductionTarget`."""

    kind: TargetKind
    base_year: int
    target_year: int
    percent: Decimal
    output: str
    base_t: Decimal | None
    base_output: Decimal | None
    note: str


@dataclass(frozen=True, slots=True)
class PathYear:
    """One year of the way.

    Attributes:
        allowed_t: what it may emit; None for an intensity target while its output is not known.
        actual_t: what it did emit; None where the year has no data.
        whole: every month of it has figures; otherwise `actual_t` is of a part of the year and judges nothing.
        locked: the dossier of the year is locked, so that its figure stands.
        expected_t: what is to be expected with the plan; None for years with whole data.
        output: the output of the year, for an intensity target.
    """

    year: int
    allowed_t: Fraction | None
    actual_t: Fraction | None
    whole: bool
    locked: bool
    expected_t: Fraction | None
    output: Fraction | None

    @property
    def above_t(self) -> Fraction | None:
        """How far the year lies above its allowance; negative where it keeps it."""
        reached = self.actual_t if self.whole else self.expected_t
        return None if reached is None or self.allowed_t is None else reached - self.allowed_t


@dataclass(frozen=True, slots=True)
class PathwayView:
    """Everything about the target of a venue.

    Attributes:
        target: as decided; None while there is none, then `proposal` is what one would begin with.
        years: from the base year to the target year.
        burn: the dossier's year month by month; None without an allowance for it.
        year: the dossier's year.
        finding: the answer in one sentence.
        outputs: what an intensity may be measured by, as code and name.
        output_name: name of the target's output; empty for an absolute one.
    """

    target: ReductionTarget | None
    proposal: ReductionTarget
    years: tuple[PathYear, ...]
    burn: BurnDown | None
    year: int
    finding: str
    outputs: tuple[tuple[str, str], ...]
    output_name: str


@dataclass(frozen=True, slots=True)
class _YearFacts:
    """What the ledger knows of a year; `whole`: each of its months has figures."""

    total: Fraction
    months: Mapping[int, Fraction]
    outputs: Mapping[str, Fraction]
    whole: bool
    locked: bool


def pathway_view(ws: Workspace, dossier_id: str) -> PathwayView:
    """The target and the way there, seen from a dossier's year.

    Raises:
        InputError: there is no such dossier.
    """
    weighed = weighing.weigh(ws, dossier_id)
    taken = weighed.taken
    with ws.store.read() as work:
        target = work.targets.get(taken.venue.id)
        base = work.base_years.get(taken.venue.id)
    facts = _facts(ws, taken.venue.id)
    year = taken.dossier.period.start.year
    first = base.year if base is not None else min((one for one, known in facts.items() if known.whole), default=year)
    proposal = target or ReductionTarget(taken.venue.id, TargetKind.ABSOLUTE, first, max(first, year) + _YEARS_AHEAD, _USUAL_PERCENT)
    years = _years(weighed, target, facts) if target is not None else ()
    kind = taken.catalogue.venue_types[taken.venue.type_code]
    outputs = tuple(
        (one.code, localized(taken.catalogue.outputs[one.code].zh, taken.catalogue.outputs[one.code].en)) for one in kind.outputs
    )
    own = next((one for one in years if one.year == year), None)
    burn = None
    if own is not None and own.allowed_t is not None and year in facts:
        burn = burn_down(own.allowed_t, facts[year].months, facts[year - 1].months if year - 1 in facts else {})
    return PathwayView(
        target=target,
        proposal=proposal,
        years=years,
        burn=burn,
        year=year,
        finding=_finding(target, years, year),
        outputs=outputs,
        output_name=dict(outputs).get(target.output, "") if target is not None else "",
    )


def _facts(ws: Workspace, venue_id: str) -> Mapping[int, _YearFacts]:
    """What the ledger knows of each year of a venue; of the year before a dossier's also where it has none of its own."""
    found: dict[int, _YearFacts] = {}
    for dossier in sorted(dossiers.all_dossiers(ws), key=lambda one: one.period.start, reverse=True):
        if dossier.venue_id != venue_id or dossier.kind is not DossierKind.OPERATION:
            continue
        taken = compiling.snapshot(ws, dossier.id)
        locked = dossier.status is DossierStatus.LOCKED
        year, p1 = dossier.period.start.year, taken.counts_p1
        own = _year(compiling.inventory_of(taken, compare=False), taken.records, taken.catalogue.outputs, p1=p1, locked=locked)
        before = compiling.last_year_inventory(taken)
        earlier = None if before is None else _year(before, taken.last_year, taken.catalogue.outputs, p1=p1, locked=False)
        found |= {
            one: facts for one, facts in ((year, own), (year - 1, earlier)) if facts is not None and (one == year or one not in found)
        }
    return found


def _year(
    inventory: GhgInventory, records: Iterable[ActivityRecord], outputs: Iterable[str], *, p1: bool, locked: bool
) -> _YearFacts | None:
    months = {month.month: total for month, scopes in inventory.by_month(p1=p1).items() if (total := sum(scopes.values(), Fraction(0)))}
    if not months:
        return None
    subjects = {output_subject(code): code for code in outputs}
    produced: dict[str, Fraction] = {}
    for (subject, month), parts in shares_by_month(records).items():
        if subject in subjects and month in inventory.period:
            amount = Fraction(sum(micro for _record, micro in parts), MICRO)
            produced[subjects[subject]] = produced.get(subjects[subject], Fraction(0)) + amount
    return _YearFacts(inventory.total(p1=p1), months, produced, len(months) == inventory.period.months, locked)


def _years(weighed: Weighing, target: ReductionTarget, facts: Mapping[int, _YearFacts]) -> tuple[PathYear, ...]:
    base = _base(target, facts)
    newest = max((year for year, known in facts.items() if known.whole), default=None)
    saved = _Saved(weighed)
    years: list[PathYear] = []
    for year in range(target.base_year, target.target_year + 1):
        known = facts.get(year)
        output = _output(target, facts, year)
        whole = known is not None and known.whole
        expected = None
        if not whole and newest is not None and year > newest:
            expected = facts[newest].total - (saved.in_year(year) - saved.in_year(newest))
        years.append(
            PathYear(
                year=year,
                allowed_t=None if base is None else allowed_tonnes(target, base, year, output),
                actual_t=known.total if known is not None else None,
                whole=whole,
                locked=known is not None and known.locked,
                expected_t=expected,
                output=output,
            )
        )
    return tuple(years)


class _Saved:
    """What the plan saves in a calendar year: month by month what is at work then, overlaps taken off."""

    def __init__(self, weighed: Weighing) -> None:
        self._weighed = weighed
        self._known: dict[frozenset[str], Fraction] = {}

    def in_year(self, year: int) -> Fraction:
        """Tonnes of scopes 1 and 2."""
        return sum((self._of(self._at_work(Month(year, month))) for month in range(1, 13)), Fraction(0)) / 12

    def _at_work(self, month: Month) -> frozenset[str]:
        planned = ((one, one.planned) for one in self._weighed.measures if one.planned is not None)
        return frozenset(one.measure.id for one, entry in planned if saves_in(entry, one.lifetime_years, month))

    def _of(self, ids: frozenset[str]) -> Fraction:
        if ids not in self._known:
            self._known[ids] = self._weighed.together(sorted(ids)).tonnes
        return self._known[ids]


def _base(target: ReductionTarget, facts: Mapping[int, _YearFacts]) -> Fraction | None:
    """Tonnes of the base year, or tonnes for each unit of the output; None where the ledger does not know and nobody typed it."""
    known = facts.get(target.base_year)
    total = Fraction(target.base_t) if target.base_t is not None else known.total if known is not None else None
    if target.kind is TargetKind.ABSOLUTE:
        return total
    output = Fraction(target.base_output) if target.base_output is not None else known.outputs.get(target.output) if known else None
    return total / output if total is not None and output else None


def _output(target: ReductionTarget, facts: Mapping[int, _YearFacts], year: int) -> Fraction | None:
    """The output of a year; for years to come that of the newest whole one, since nobody knows better."""
    if target.kind is TargetKind.ABSOLUTE:
        return None
    whole = [one for one, known in facts.items() if known.whole]
    known = facts.get(year)
    if known is None or not known.whole:
        known = facts.get(max(whole)) if whole and year > max(whole) else known
    return known.outputs.get(target.output) if known is not None else None


def _finding(target: ReductionTarget | None, years: tuple[PathYear, ...], year: int) -> str:
    if target is None:
        return _("还没有目标。定一个降幅和年份，就能看到每年、每月还能排多少。")
    own = next((one for one in years if one.year == year), None)
    parts = []
    if own is not None and own.above_t is not None:
        words = _("{year} 年比路径高 {tonnes} t") if own.above_t > 0 else _("{year} 年在路径以内，余 {tonnes} t")
        parts.append(words.format(year=year, tonnes=shown(abs(own.above_t), 1)))
    end = years[-1]
    if end.above_t is not None and end.year != year:
        words = _("按现有计划，{year} 年还差 {tonnes} t") if end.above_t > 0 else _("按现有计划，{year} 年可以达到目标，多减 {tonnes} t")
        parts.append(words.format(year=end.year, tonnes=shown(abs(end.above_t), 1)))
    return _("；").join(parts) or _("基准年还没有数据，请补填或直接填基准年排放量。")


# ---------------------------------------------------------------- acting


def set_target(ws: Workspace, venue_id: str, **fields: Unpack[TargetFields]) -> Change:
    """Decide on a target, or change it; what is not named stays, or is as proposed.

    Raises:
        InputError: a field makes no sense.
    """
    place = organizing.venue(ws, venue_id)
    with ws.store.read() as work:
        known = work.targets.get(VenueId(venue_id))
        base = work.base_years.get(VenueId(venue_id))
    year = base.year if base is not None else ws.today().year - 1
    start = known or ReductionTarget(place.id, TargetKind.ABSOLUTE, year, year + _YEARS_AHEAD, _USUAL_PERCENT)
    wanted = ReductionTarget(**{**{name: getattr(start, name) for name in ReductionTarget.__slots__}, **fields})
    if wanted.kind is TargetKind.ABSOLUTE:
        wanted = replace(wanted, output="", base_output=None)
    _check(ws, place.type_code, wanted, _facts(ws, venue_id))
    with ws.job(_("减排目标：{year} 年降 {percent}%").format(year=wanted.target_year, percent=wanted.percent)) as job:
        altered = job.work.targets.put(wanted, job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _check(ws: Workspace, type_code: str, wanted: ReductionTarget, facts: Mapping[int, _YearFacts]) -> None:
    if not 0 < wanted.percent <= 100:
        raise InputError("target.percent", _("降幅 {percent}% 不合理。").format(percent=wanted.percent), _("应大于 0、不超过 100。"))
    if not wanted.base_year < wanted.target_year <= FARTHEST:
        message = _("目标年 {year} 不合理。").format(year=wanted.target_year)
        hint = _("应在基准年 {base} 之后，不晚于 {last} 年。").format(base=wanted.base_year, last=FARTHEST)
        raise InputError("target.year", message, hint)
    for amount, name in ((wanted.base_t, _("基准年排放量")), (wanted.base_output, _("基准年产出"))):
        if amount is not None and amount <= 0:
            raise InputError("target.base", _("{name}应大于 0。").format(name=name), _("空着则取账本里的数。"))
    known = facts.get(wanted.base_year)
    if wanted.base_t is None and (known is None or not known.whole):
        message = _("{year} 年的数据没有填满 12 个月。").format(year=wanted.base_year)
        raise InputError("target.base_year", message, _("请换一个基准年，或直接填基准年排放量。"))
    if wanted.kind is TargetKind.INTENSITY:
        codes = {one.code for one in ws.catalogue.venue_types[type_code].outputs}
        if wanted.output not in codes:
            raise InputError("target.output", _("强度目标要选一个产出。"), _("如已售间夜、入园人次。"))
        if wanted.base_output is None and not (known is not None and known.outputs.get(wanted.output)):
            message = _("基准年没有这项产出的数据。")
            raise InputError("target.output", message, _("请先补填，或直接填基准年产出。"))


def clear_target(ws: Workspace, venue_id: str) -> Change:
    """Take the target away; nothing happens where there is none."""
    with ws.job(_("删除减排目标")) as job:
        altered = job.work.targets.remove(VenueId(venue_id), job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING
