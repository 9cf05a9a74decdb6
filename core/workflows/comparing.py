"""Comparing years: the base year and its recalculation, the split of a change into effects, and benchmarks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.accounting.benchmarks import comparisons
from core.accounting.change_split import change_split
from core.accounting.earlier_year import EarlierYear
from core.accounting.measure_claims import Claim
from core.accounting.reduction import constants, expected
from core.accounting.split_rows import YearSide
from core.domain.base_year import BaseYear, BaseYearAdjustment
from core.domain.change_split import ChangeSplitView
from core.domain.measure import PlannedMeasure
from core.domain.organization import VenueId
from core.domain.period import ReportingPeriod
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows import compiling, organizing
from core.workflows.base_year_words import comparison_view
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.comparing_views import BenchmarksView, ComparisonView
from core.workflows.compiling import Snapshot
from core.workflows.earlier_years import earlier_year, outputs_of, recorded_years
from core.workflows.split_words import SplitCase, split_words
from core.workflows.wording import required_text
from core.workflows.workspace import Workspace

_BENCHMARKS = "benchmarks_shown"
"""Name under which the ledger keeps that a person has switched unchecked benchmarks on."""

_CHANGED: Change = frozenset({ChangeKind.ORGANIZATION, ChangeKind.DOSSIER})


# ---------------------------------------------------------------- base year


def base_year(ws: Workspace, venue_id: str) -> BaseYear | None:
    """The base year of a venue, None while none is set.

    Raises:
        InputError: there is no such venue.
    """
    place = organizing.venue(ws, venue_id)
    with ws.store.read() as work:
        return work.base_years.get(place.id)


def set_base_year(ws: Workspace, venue_id: str, year: int, why: str, threshold: Decimal = Decimal(5)) -> Change:
    """Choose the base year of a venue, with the reason and the share of its total from which a change asks for recalculation.

    Args:
        ws: the open ledger.
        venue_id: the venue.
        year: the calendar year; it must have a dossier.
        why: why this year.
        threshold: in per cent of the base year's total.

    Raises:
        InputError: no such venue, no dossier of that year, no reason, or a threshold that is no share.
        RuleError: adjustments are recorded against another year.
    """
    place = organizing.venue(ws, venue_id)
    reason = required_text(why, _("选这一年的理由"))
    if not 0 < threshold <= 100:
        raise InputError(
            "base_year.threshold", _("重算门槛 {value}% 不对。").format(value=threshold), _("请填大于 0、不超过 100 的百分数。")
        )
    years = recorded_years(ws, place.id, year + 1)
    if year not in years:
        known = "、".join(str(one) for one in years) or _("（没有）")
        message = _("「{name}」没有 {year} 年的运营档案，不能作基准年。").format(name=place.name, year=year)
        raise InputError("base_year.year", message, _("已有档案的年份：{years}。").format(years=known))
    with ws.job(_("基准年：{year} 年").format(year=year)) as job:
        known_base = job.work.base_years.get(place.id)
        if known_base is not None and known_base.year != year and known_base.adjustments:
            raise RuleError(
                "base_year.adjusted",
                _("已按 {year} 年登记了 {count} 笔基准年调整。").format(year=known_base.year, count=len(known_base.adjustments)),
                _("请先移除这些调整，再换基准年。"),
            )
        kept = known_base.adjustments if known_base is not None else ()
        altered = job.work.base_years.put(BaseYear(place.id, year, reason, threshold, kept), job.change)
    return _CHANGED if altered else NOTHING


def _changed_base(ws: Workspace, label: str, adjustments: Iterable[BaseYearAdjustment], known: BaseYear) -> Change:
    with ws.job(label) as job:
        job.work.base_years.put(replace(known, adjustments=tuple(adjustments)), job.change)
    return _CHANGED


def _set_base(ws: Workspace, venue_id: str) -> BaseYear:
    found = base_year(ws, venue_id)
    if found is None:
        raise RuleError("base_year.missing", _("还没有选定基准年。"), _("请先选基准年。"))
    return found


def add_adjustment(ws: Workspace, venue_id: str, adjustment: BaseYearAdjustment) -> Change:
    """Record one recalculation of the base year.

    Raises:
        InputError: no such venue, nothing adjusted, no words, or a day that lies ahead.
        RuleError: no base year is set.
    """
    known = _set_base(ws, venue_id)
    text = required_text(adjustment.text, _("调整说明"))
    if not adjustment.tonnes.is_finite() or not adjustment.tonnes:
        raise InputError("base_year.tonnes", _("调整量应是不为 0 的吨数。"), _("增加填正数，减少填负数。"))
    if adjustment.on > ws.today():
        raise InputError("base_year.future", _("调整日期 {day} 在今天之后。").format(day=adjustment.on.isoformat()), _("请核对日期。"))
    entry = replace(adjustment, text=text)
    return _changed_base(ws, _("基准年调整：{text}").format(text=text), (*known.adjustments, entry), known)


def remove_adjustment(ws: Workspace, venue_id: str, number: int) -> Change:
    """Take an adjustment away again, by its number in the list, counted from 1.

    Raises:
        InputError: no such venue, or no such adjustment.
        RuleError: no base year is set.
    """
    known = _set_base(ws, venue_id)
    if not 1 <= number <= len(known.adjustments):
        raise InputError(
            "base_year.number",
            _("没有第 {number} 笔调整。").format(number=number),
            _("现有 {count} 笔。").format(count=len(known.adjustments)),
        )
    left = tuple(one for index, one in enumerate(known.adjustments, 1) if index != number)
    return _changed_base(ws, _("移除基准年调整"), left, known)


def remove_base_year(ws: Workspace, venue_id: str) -> Change:
    """Unset the base year with its adjustments; nothing happens where none is set.

    Raises:
        InputError: there is no such venue.
    """
    place = organizing.venue(ws, venue_id)
    with ws.job(_("移除基准年")) as job:
        altered = job.work.base_years.remove(place.id, job.change)
    return _CHANGED if altered else NOTHING


def comparison(ws: Workspace, dossier_id: str) -> ComparisonView:
    """A dossier held against the base year of its venue, on one grid factor, one GWP set and one fuel set.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    with ws.store.read() as work:
        base = work.base_years.get(VenueId(str(taken.venue.id)))
    year = taken.dossier.period.end.year
    offered = recorded_years(ws, taken.venue.id, year)
    earlier = earlier_year(ws, taken, base.year) if base is not None and base.year < year and taken.event is None else None
    return comparison_view(taken, base, offered, earlier)


# ---------------------------------------------------------------- split of a change


def split_view(ws: Workspace, dossier_id: str, against: int | None = None) -> ChangeSplitView:
    """The change from an earlier year to this dossier, split into effects that add up to it exactly.

    Args:
        ws: the open ledger.
        dossier_id: an operation dossier.
        against: the year to compare with; the year before where None.

    Raises:
        InputError: no such dossier, not an earlier year, or one without data.
        RuleError: the dossier is an event's.
    """
    taken = compiling.snapshot(ws, dossier_id)
    if taken.event is not None:
        raise RuleError("split.event", _("活动不与去年比。"), _("请在运营档案里看两年的变化。"))
    year = taken.dossier.period.end.year
    before = year - 1 if against is None else against
    if before >= year:
        raise InputError("split.year", _("{year} 年不早于本档案。").format(year=before), _("请选更早的年份。"))
    earlier = earlier_year(ws, taken, before)
    if earlier is None:
        raise InputError("split.no_data", _("{year} 年没有数据，不能比较。").format(year=before), _("请先导入或填报那一年。"))
    with ws.store.read() as work:
        plan = work.plan.of_venue(taken.venue.id)
    return _split(taken, earlier, plan)


def _split(taken: Snapshot, earlier: EarlierYear, plan: Iterable[PlannedMeasure]) -> ChangeSplitView:
    """Both years by this dossier's profile, basis and grid; the earlier one by its own fuel set, GWP set, factors and library."""
    mine, p1 = taken.dossier.method, taken.counts_p1
    method = replace(earlier.method, profile=mine.profile, basis=mine.basis, grid=mine.grid)
    then = replace(earlier, method=method)
    rule = taken.catalogue.venue_types[taken.venue.type_code].change_split
    before = YearSide(then.as_reported().results, outputs_of(earlier.facts), p1)
    now = YearSide(compiling.inventory_of(taken, compare=False).results, outputs_of(taken.facts()), p1)
    claims = _claims(taken, earlier.facts.period, plan)
    found = change_split(before, now, rule, claims, taken.catalogue)
    years = (earlier.facts.period.label, taken.dossier.period.label)
    case = SplitCase(found, before, now, years, rule, taken.catalogue)
    return split_words(case, _split_notes(taken, earlier, before, now))


def _split_notes(taken: Snapshot, earlier: EarlierYear, before: YearSide, now: YearSide) -> Iterable[str]:
    mine, own = taken.dossier.method, earlier.method
    if (mine.profile, mine.basis, mine.grid) != (own.profile, own.basis, own.grid):
        yield _("{year} 年档案的口径与本档案不同，这里按本档案的口径、电力口径和电网范围重算。").format(year=earlier.facts.period.label)
    if mine.gwp_set is not own.gwp_set or mine.fuel_set is not own.fuel_set:
        yield _("两年的 GWP 组或燃料参数组不同，差别计入排放因子：GWP {a}→{b}，燃料参数组 {c}→{d}。").format(
            a=own.gwp_set.value, b=mine.gwp_set.value, c=own.fuel_set.value, d=mine.fuel_set.value
        )
    for side, period in ((before, earlier.facts.period), (now, taken.dossier.period)):
        filled = {line.month for result in side.results for line in result.lines}
        missing = [month for month in period if month not in filled]
        if missing:
            months = "、".join(str(month) for month in missing)
            yield _("{months} 没有数据，差额不是全年的变化。").format(months=months)


def _claims(taken: Snapshot, before: ReportingPeriod, plan: Iterable[PlannedMeasure]) -> tuple[Claim, ...]:
    """What carried-out measures say they saved more in this period than in the earlier one, by the days they ran in each."""
    period = taken.dossier.period
    using = constants(taken.catalogue, taken.venue.region, period.end.year, taken.dossier.method.fuel_set)
    claims = []
    for one in plan:
        measure = taken.catalogue.measures.get(one.measure_id)
        if measure is None or one.done_on is None or not one.state.carried_out:
            continue
        more = _running(one.done_on, period) - _running(one.done_on, before)
        if more > 0:
            outputs = {} if one.at_supplier else expected(measure, one.values, using).outputs
            claims.append(Claim(measure.id, {name: value * more for name, value in outputs.items()}))
    return tuple(claims)


def _running(done_on: date, period: ReportingPeriod) -> Fraction:
    """The share of a period's days after a measure was completed."""
    start = max(done_on + timedelta(days=1), period.first_day)
    return Fraction(max(0, (period.day_after - start).days), period.days)


# ---------------------------------------------------------------- benchmarks


def set_benchmarks_shown(ws: Workspace, shown: bool) -> Change:
    """Switch benchmarks that have not been held against their originals on or off, for this ledger."""
    with ws.store.begin() as work:
        before = work.ledger.get(_BENCHMARKS)
        work.ledger.set(_BENCHMARKS, "1" if shown else "")
    return NOTHING if bool(before) == shown else frozenset({ChangeKind.DOSSIER})


def benchmarks_view(ws: Workspace, dossier_id: str) -> BenchmarksView:
    """The benchmarks for the venue of a dossier; those marked ○ only where this ledger shows them.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    with ws.store.read() as work:
        shown = bool(work.ledger.get(_BENCHMARKS))
    if taken.event is not None:
        return BenchmarksView(shown, (), 0, _("活动没有可比的指标。"))
    every = comparisons(taken.venue, compiling.inventory_of(taken), taken.catalogue)
    rows = [row for row in every if shown or not row.unchecked]
    rows.sort(key=lambda row: row.value is None)
    hidden = len(every) - len(rows)
    note = _("没有四川的限额标准，以下均为别处或未核对的数值，仅供参考。")
    if hidden:
        note = _("有 {count} 组指标未与原文核对（○），默认不显示；核对或确认只作参考后可打开。").format(count=hidden)
    return BenchmarksView(shown, tuple(rows), hidden, note)
