"""The overview: four figures, the year's shape, the largest sources, and the one list of what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.domain.emission import EvidenceMark
from core.domain.finding import Severity
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.period import Month
from core.domain.quantity import shown, whole_tonnes_up
from core.i18n import _
from core.workflows import evidencing, keeping_time
from core.workflows.compiling import Snapshot, findings_of, inventory_of, last_year_inventory, snapshot
from core.workflows.later_steps import later_steps
from core.workflows.monthly import grid_of
from core.workflows.views import CellState, FindingView, MonthlyGrid, NextStep, Overview, PageProgress
from core.workflows.workspace import Workspace

_SHOWN_STEPS = 12


def overview(ws: Workspace, dossier_id: str) -> Overview:
    """Everything the overview page shows, from one reading of the store."""
    taken = snapshot(ws, dossier_id)
    computed = inventory_of(taken)
    views = findings_of(ws, taken, computed)
    grid = grid_of(ws, taken, computed, views)
    before = last_year_inventory(taken)
    constant = last_year_inventory(taken, constant_factor=True)
    steps = (*_next_steps(grid, views, unchecked_sources(computed)), *keeping_time.reminders(ws, taken))
    filled, wanted = (grid.filled, grid.wanted) if taken.event is None else event_items_filled(taken)
    return Overview(
        dossier=taken.dossier,
        venue=taken.venue,
        sample=taken.venue.sample,
        sentence=_sentence(taken, grid, views),
        inventory=computed,
        last_year=before,
        constant_factor_change=_change(computed, constant) if grid.filled == grid.wanted else None,
        grid_note=_grid_note(taken, before, constant),
        filled=filled,
        wanted=wanted,
        evidence_share=evidencing.coverage(taken, computed).share or Fraction(0),
        chart_title=_chart_title(computed),
        sources_title=_sources_title(computed),
        next_steps=steps[:_SHOWN_STEPS],
        progress=(*_progress(taken, grid, views, computed), *later_steps(ws, taken, computed, views)),
        next_month=_next_month(grid),
        offset_needed_t=whole_tonnes_up(computed.total()),
    )


def progress(ws: Workspace, dossier_id: str) -> tuple[PageProgress, ...]:
    """How complete each step is, for the rings; the overview brings the same from its own reading."""
    taken = snapshot(ws, dossier_id)
    computed = inventory_of(taken)
    views = findings_of(ws, taken, computed)
    return (*_progress(taken, grid_of(ws, taken, computed, views), views, computed), *later_steps(ws, taken, computed, views))


def _change(now: GhgInventory, before: GhgInventory | None) -> Fraction | None:
    if before is None or not before.total():
        return None
    return (now.total() - before.total()) / before.total()


def event_items_filled(taken: Snapshot) -> tuple[int, int]:
    """How many items inside the boundary have their quantity, of how many."""
    wanted = {str(source.id) for source in taken.sources if source.active}
    return len(wanted & {str(record.subject) for record in taken.records}), len(wanted)


def _event_sentence(taken: Snapshot, views: Sequence[FindingView]) -> str:
    filled, wanted = event_items_filled(taken)
    blocking = sum(1 for v in views if v.severity is Severity.BLOCK)
    if wanted and filled == wanted and not blocking:
        return _("活动「{name}」的登记表和条目齐全").format(name=taken.dossier.title)
    return _("活动「{name}」还差 {missing} 条数据，有 {blocking} 处待补").format(
        name=taken.dossier.title, missing=wanted - filled, blocking=blocking
    )


def _sentence(taken: Snapshot, grid: MonthlyGrid, views: Sequence[FindingView]) -> str:
    if taken.event is not None:
        return _event_sentence(taken, views)
    year = taken.dossier.period.label
    missing = grid.wanted - grid.filled
    blocking = sum(1 for v in views if v.severity is Severity.BLOCK)
    asked = sum(1 for v in views if v.severity is Severity.WARN and not v.finding.answered)
    if grid.filled == 0:
        return _("{year} 年还没有数据，从 1 月开始填，或导入 Excel。").format(year=year)
    parts = []
    if missing:
        parts.append(_("还差 {count} 格数据").format(count=missing))
    if blocking:
        parts.append(_("有 {count} 处阻断").format(count=blocking))
    if asked:
        parts.append(_("有 {count} 处疑问待答").format(count=asked))
    if not parts:
        return _("{year} 年运营碳足迹数据齐全，没有待答的疑问").format(year=year)
    return _("{year} 年运营碳足迹{parts}").format(year=year, parts="，".join(parts))


def _grid_factor(taken: Snapshot, year: int) -> str:
    series = taken.catalogue.grid_series(taken.venue.region)[taken.dossier.method.grid.value]
    factor = taken.catalogue.for_year(series, year) if series else None
    return str(factor.value) if factor else ""


def _grid_note(taken: Snapshot, before: GhgInventory | None, constant: GhgInventory | None) -> str:
    """How much of the change comes from the grid factor alone."""
    year = taken.dossier.period.end.year
    old, new = _grid_factor(taken, year - 1), _grid_factor(taken, year)
    if before is None or constant is None or not before.total():
        return _("还没有上一年的数据")
    if old == new:
        return _("两年用同一电力因子 {factor}").format(factor=new)
    points = (constant.total() - before.total()) / before.total() * 100
    return _("电网因子 {old}→{new} 影响 {points} 个百分点").format(old=old, new=new, points=shown(points, 1))


def _months(months: Sequence[Month]) -> str:
    return "、".join(_("{month} 月").format(month=month.month) for month in sorted(months))


def _chart_title(computed: GhgInventory) -> str:
    """The finding over the bars: where the year peaks, and through what."""
    table = {month: sum(scopes.values(), Fraction(0)) for month, scopes in computed.by_month().items()}
    filled = {month: total for month, total in table.items() if total}
    if len(filled) < 3:
        return _("各月排放量")
    average = sum(filled.values(), Fraction(0)) / len(filled)
    high = [month for month, total in filled.items() if total > average * Fraction(112, 100)]
    if not high:
        return _("各月排放量平稳，月均 {tonnes} 吨").format(tonnes=shown(average, 1))
    peak = max(filled, key=lambda month: filled[month])
    driver = _driver(computed, peak)
    if driver is None:
        return _("{months}高于全年月均").format(months=_months(high[:4]))
    return _("{months}高于月均，{peak} 月最高，主因是{driver}").format(months=_months(high[:4]), peak=peak.month, driver=driver)


def _driver(computed: GhgInventory, peak: Month) -> str | None:
    """The source that lies furthest above its own average in the peak month."""
    best: tuple[Fraction, str] | None = None
    for result in computed.results:
        excess = result.of_month(peak) - result.total() / computed.period.months
        if excess > 0 and (best is None or excess > best[0]):
            best = (excess, result.source.name)
    return best[1] if best else None


def largest(computed: GhgInventory) -> tuple[SourceResult, ...]:
    """The sources with emissions, largest first."""
    return tuple(sorted((r for r in computed.results if r.total()), key=lambda r: (-r.total(), r.source.position)))


def _sources_title(computed: GhgInventory) -> str:
    ranked, total = largest(computed), computed.total()
    if len(ranked) < 2 or not total:
        return _("最大的排放源")
    count = min(3, len(ranked))
    share = sum((r.total() for r in ranked[:count]), Fraction(0)) / total * 100
    return _("前 {count} 项占 {share}%，{name}居首").format(count=count, share=shown(share, 1), name=ranked[0].source.name)


def _next_month(grid: MonthlyGrid) -> Month | None:
    """The first month with an empty wanted cell."""
    for index, month in enumerate(grid.months):
        if any(row.required and row.cells[index].micro is None for row in grid.rows()):
            return month
    return None


def _next_steps(grid: MonthlyGrid, views: Sequence[FindingView], unchecked: Sequence[SourceResult]) -> tuple[NextStep, ...]:
    """Findings first by urgency, then each month with missing cells as one row, then what rests on unchecked factors."""
    steps = []
    missing = _missing_by_month(grid)
    covered = {(subject, month) for month, rows in missing.items() for subject, _name in rows}
    for view in views:
        place = view.finding.place
        if view.finding.answered or view.severity is Severity.INFO or (place.subject, place.month) in covered:
            continue
        mark = "blocked" if view.severity is Severity.BLOCK else "question"
        steps.append(
            NextStep(mark, view.finding.place_name or view.title, view.message, place.page, place.subject, place.month, place.field)
        )
    for month, rows in missing.items():
        names = "、".join(name for _subject, name in rows[:4]) + (_(" 等") if len(rows) > 4 else "")
        title = _("{month} 月还差 {count} 格").format(month=month.month, count=len(rows))
        steps.append(NextStep("todo", title, names, "activity", rows[0][0], month))
    if unchecked:
        names = "、".join(result.source.name for result in unchecked[:4])
        title = _("{count} 项所用因子标为「未核对」").format(count=len(unchecked))
        steps.append(NextStep("hint", title, names, "inventory", unchecked[0].source.id))
    return tuple(steps)


def _missing_by_month(grid: MonthlyGrid) -> dict[Month, list[tuple[str, str]]]:
    missing: dict[Month, list[tuple[str, str]]] = {}
    for index, month in enumerate(grid.months):
        rows = [(str(row.subject), row.name) for row in grid.rows() if row.cells[index].state is CellState.WANTED]
        if rows:
            missing[month] = rows
    return missing


def _progress(taken: Snapshot, grid: MonthlyGrid, views: Sequence[FindingView], computed: GhgInventory) -> tuple[PageProgress, ...]:
    """The rings of the rail, from the same checks that a submission runs."""
    if taken.event is not None:
        return _event_progress(taken, views)
    kind = taken.catalogue.venue_types[taken.venue.type_code]
    profile = taken.venue.current_profile()
    needed = [f for f in kind.profile if f.required]
    empty = [f.zh for f in needed if not profile.get(f.code)]
    on_profile = [v for v in views if v.finding.place.page == "profile" and v.severity is Severity.BLOCK]
    profile_share = Fraction(len(needed) - len(empty), len(needed)) if needed else Fraction(1)
    if on_profile:
        profile_share = min(profile_share, Fraction(3, 4))
    data_share = Fraction(grid.filled, grid.wanted) if grid.wanted else Fraction(0)
    open_findings = [v for v in views if v.finding.place.page == "activity" and not v.finding.answered and v.severity is not Severity.INFO]
    if open_findings and data_share == 1:
        data_share = Fraction(19, 20)
    answered = [r for r in computed.results if not r.unanswered]
    result_share = Fraction(len(answered), len(computed.results)) * data_share if computed.results else Fraction(0)
    unanswered = "、".join(r.source.name for r in computed.results if r.unanswered)
    return (
        PageProgress(
            "profile", profile_share, _("还差：{fields}").format(fields="、".join(empty)) if empty else _first_message(on_profile)
        ),
        PageProgress(
            "activity",
            data_share,
            _("还差 {count} 格").format(count=grid.wanted - grid.filled)
            if grid.filled < grid.wanted
            else (_("{count} 处疑问未答").format(count=len(open_findings)) if open_findings else ""),
        ),
        PageProgress("inventory", result_share, _("未核算：{names}").format(names=unanswered) if unanswered else ""),
    )


def _event_progress(taken: Snapshot, views: Sequence[FindingView]) -> tuple[PageProgress, ...]:
    filled, wanted = event_items_filled(taken)
    blocking = [view for view in views if view.severity is Severity.BLOCK]
    share = Fraction(filled, wanted) if wanted else Fraction(0)
    return (PageProgress("events", min(share, Fraction(19, 20)) if blocking else share, _first_message(blocking)),)


def _first_message(views: Sequence[FindingView]) -> str:
    return views[0].message if views else ""


def unchecked_sources(computed: GhgInventory) -> tuple[SourceResult, ...]:
    """Sources whose figure rests on a factor marked ○."""
    return tuple(
        r for r in computed.results if any(use.factor_id and use.mark is EvidenceMark.UNCHECKED for line in r.lines for use in line.uses)
    )
