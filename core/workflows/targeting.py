"""The target of a venue and the way there: what each year may emit, did emit, and is expected to emit with the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict, Unpack

from core.accounting.base_year import adjustments_total
from core.accounting.pathway import MONTHS, allowed_tonnes, burn_down
from core.accounting.persistence import saves_in
from core.domain.base_year import BaseYear
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.reduction import ReductionTarget, TargetKind
from core.errors import InputError
from core.i18n import _
from core.workflows import organizing, weighing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.pathway_facts import YearFacts, newest_whole, year_facts
from core.workflows.pathway_views import Basis, PathwayView, PathYear
from core.workflows.pathway_words import burn_finding, finding, notes
from core.workflows.weighing import Weighing
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

FARTHEST = 2060
"""The last year a target may name."""

_NOTHING = Fraction(0)
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


def pathway_view(ws: Workspace, dossier_id: str) -> PathwayView:
    """The target and the way there, seen from a dossier's year.

    Raises:
        InputError: there is no such dossier.
    """
    weighed = weighing.weigh(ws, dossier_id)
    taken = weighed.taken
    with ws.store.read() as work:
        target = work.targets.get(taken.venue.id)
        policy = work.base_years.get(taken.venue.id)
    facts = year_facts(ws, taken.venue.id)
    year = taken.dossier.period.start.year
    outputs = {
        code: taken.catalogue.outputs[code] for code in (one.code for one in taken.catalogue.venue_types[taken.venue.type_code].outputs)
    }
    names = tuple((code, localized(one.zh, one.en)) for code, one in outputs.items())
    proposal = target or _proposal(taken.venue.id, facts, policy, year)
    if target is None:
        return PathwayView(None, proposal, None, (), None, year, finding(None, (), year), "", (), names, "", "")
    adjusted = _adjusted(target, policy)
    base = _base(target, facts, adjusted)
    years = _years(weighed, target, base, facts)
    own = next((one for one in years if one.year == year), None)
    burn = None
    if own is not None and own.allowed_t is not None and year in facts:
        burn = burn_down(own.allowed_t, facts[year].months, facts[year - 1].months if year - 1 in facts else {})
    chosen = outputs.get(target.output)
    return PathwayView(
        target=target,
        proposal=proposal,
        base=base,
        years=years,
        burn=burn,
        year=year,
        finding=finding(target, years, year),
        burn_finding=burn_finding(burn, year),
        notes=tuple(notes(target, years, facts, burn, adjusted, year)),
        outputs=names,
        output_name=localized(chosen.zh, chosen.en) if chosen is not None else "",
        output_unit=taken.catalogue.units[chosen.unit].label if chosen is not None else "",
    )


def _proposal(venue: VenueId, facts: Mapping[int, YearFacts], policy: BaseYear | None, year: int) -> ReductionTarget:
    """What one would begin with: the base year of the venue, else its first whole year, and five years from now."""
    first = policy.year if policy is not None else min((one for one, known in facts.items() if known.whole), default=year)
    return ReductionTarget(venue, TargetKind.ABSOLUTE, first, min(max(first, year) + _YEARS_AHEAD, FARTHEST), _USUAL_PERCENT)


def _adjusted(target: ReductionTarget, policy: BaseYear | None) -> Fraction:
    """What recorded recalculations add to the base year; nothing to one that is typed or not the venue's."""
    same = policy is not None and policy.year == target.base_year and target.base_t is None
    return adjustments_total(policy) if policy is not None and same else _NOTHING


def _years(weighed: Weighing, target: ReductionTarget, base: Fraction | None, facts: Mapping[int, YearFacts]) -> tuple[PathYear, ...]:
    newest = newest_whole(facts)
    saved = _Saved(weighed)
    years: list[PathYear] = []
    for year in range(target.base_year, target.target_year + 1):
        known = facts.get(year)
        output = _output(target, facts, newest, year)
        expected = None
        if newest is not None and year > newest:
            expected = _expected(known, facts[newest], saved, (newest, year))
        typed = target.base_t if year == target.base_year else None
        basis = Basis.TYPED if typed is not None else _basis(known, expected)
        years.append(
            PathYear(
                year=year,
                allowed_t=None if base is None else allowed_tonnes(target, base, year, output),
                actual_t=Fraction(typed) if typed is not None else known.total if known is not None else None,
                expected_t=None if basis is Basis.TYPED else expected,
                output=output,
                basis=basis,
                open_months=known.open_months if known is not None and typed is None else 0,
            )
        )
    return tuple(years)


def _expected(known: YearFacts | None, like: YearFacts, saved: _Saved, years: tuple[int, int]) -> Fraction:
    """Months with data as they are; the others as in the year it is held against, less what the plan saves more by then.

    Args:
        known: what the ledger knows of the year; None for nothing.
        like: the newest whole year.
        saved: the plan.
        years: that year, and the one to come.
    """
    newest, year = years
    tonnes = known.total if known is not None else like.total
    for month in MONTHS:
        if known is None or month not in known.months:
            more = saved.in_month(Month(year, month)) - saved.in_month(Month(newest, month))
            tonnes += (like.months.get(month, _NOTHING) if known is not None else _NOTHING) - more
    return tonnes


def _basis(known: YearFacts | None, expected: Fraction | None) -> Basis:
    if known is None:
        return Basis.UNKNOWN if expected is None else Basis.EXPECTED
    if not known.whole:
        return Basis.PARTIAL
    return Basis.LOCKED if known.locked else Basis.OPEN


class _Saved:
    """What the plan saves month by month: what is at work then, overlaps taken off."""

    def __init__(self, weighed: Weighing) -> None:
        self._weighed = weighed
        self._known: dict[frozenset[str], Fraction] = {}

    def in_month(self, month: Month) -> Fraction:
        """Tonnes of scopes 1 and 2: a twelfth of what the measures at work then save in a year."""
        return self._of(self._at_work(month)) / len(MONTHS)

    def _at_work(self, month: Month) -> frozenset[str]:
        planned = ((one, one.planned) for one in self._weighed.measures if one.planned is not None)
        return frozenset(one.measure.id for one, entry in planned if saves_in(entry, one.lifetime_years, month))

    def _of(self, ids: frozenset[str]) -> Fraction:
        if ids not in self._known:
            self._known[ids] = self._weighed.together(sorted(ids)).tonnes
        return self._known[ids]


def _base(target: ReductionTarget, facts: Mapping[int, YearFacts], adjusted: Fraction) -> Fraction | None:
    """Tonnes of the base year, or tonnes for each unit of the output; None where the ledger does not know and nobody typed it."""
    known = facts.get(target.base_year)
    total = Fraction(target.base_t) if target.base_t is not None else known.total + adjusted if known is not None else None
    if target.kind is TargetKind.ABSOLUTE:
        return total
    output = _output(target, facts, None, target.base_year)
    return total / output if total is not None and output else None


def _output(target: ReductionTarget, facts: Mapping[int, YearFacts], newest: int | None, year: int) -> Fraction | None:
    """The output of a year; for years to come that of the newest whole one, since nobody knows better."""
    if target.kind is TargetKind.ABSOLUTE:
        return None
    if year == target.base_year and target.base_output is not None:
        return Fraction(target.base_output)
    known = facts.get(newest if newest is not None and year > newest else year)
    return known.outputs.get(target.output) if known is not None else None


# ---------------------------------------------------------------- acting


def set_target(ws: Workspace, venue_id: str, **fields: Unpack[TargetFields]) -> Change:
    """Decide on a target, or change it; what is not named stays, or is as proposed.

    Raises:
        InputError: a field makes no sense; its code names the field: `target.percent`, `target.target_year` …
    """
    place = organizing.venue(ws, venue_id)
    with ws.store.read() as work:
        known = work.targets.get(place.id)
        policy = work.base_years.get(place.id)
    facts = year_facts(ws, place.id)
    start = known or _proposal(place.id, facts, policy, newest_whole(facts) or ws.today().year)
    wanted = replace(start, **fields)
    if wanted.kind is TargetKind.ABSOLUTE:
        wanted = replace(wanted, output="", base_output=None)
    _check(ws, place.type_code, wanted, facts)
    with ws.job(_("减排目标：{year} 年降 {percent}%").format(year=wanted.target_year, percent=wanted.percent)) as job:
        altered = job.work.targets.put(wanted, job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _check(ws: Workspace, type_code: str, wanted: ReductionTarget, facts: Mapping[int, YearFacts]) -> None:
    if not 0 < wanted.percent <= 100:
        raise InputError("target.percent", _("降幅 {percent}% 不合理。").format(percent=wanted.percent), _("应大于 0、不超过 100。"))
    if not wanted.base_year < wanted.target_year <= FARTHEST:
        message = _("目标年 {year} 不合理。").format(year=wanted.target_year)
        hint = _("应在基准年 {base} 之后，不晚于 {last} 年。").format(base=wanted.base_year, last=FARTHEST)
        raise InputError("target.target_year", message, hint)
    for field, amount, name in (("base_t", wanted.base_t, _("基准年排放量")), ("base_output", wanted.base_output, _("基准年产出"))):
        if amount is not None and amount <= 0:
            raise InputError(f"target.{field}", _("{name}应大于 0。").format(name=name), _("空着则取账本里的数。"))
    known = facts.get(wanted.base_year)
    if wanted.base_t is None and (known is None or not known.whole):
        message = _("{year} 年的数据没有填满 12 个月。").format(year=wanted.base_year)
        raise InputError("target.base_year", message, _("请换一个基准年，或直接填基准年排放量。"))
    if wanted.kind is TargetKind.INTENSITY:
        codes = {one.code for one in ws.catalogue.venue_types[type_code].outputs}
        if wanted.output not in codes:
            raise InputError("target.output", _("强度目标要选一个产出。"), _("如已售间夜、入园人次。"))
        if wanted.base_output is None and not (known is not None and known.outputs.get(wanted.output)):
            message = _("{year} 年没有这项产出的数据。").format(year=wanted.base_year)
            raise InputError("target.output", message, _("请换一项，或直接填基准年产出。"))


def clear_target(ws: Workspace, venue_id: str) -> Change:
    """Take the target away; nothing happens where there is none."""
    with ws.job(_("删除减排目标")) as job:
        altered = job.work.targets.remove(VenueId(venue_id), job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING
