"""The comparison with the base year in figures and words."""

from __future__ import annotations

from collections.abc import Iterable

from core.accounting.base_year import (
    BaseRows,
    ChoiceDifference,
    Recalculation,
    adjustments_total,
    choice_differences,
    held_against,
    intensity_changes,
    recalculation_causes,
    relative_change,
)
from core.accounting.earlier_year import EarlierYear
from core.domain.base_year import BaseYear, RecalculationReason
from core.domain.inventory import GhgInventory
from core.domain.quantity import shown, signed
from core.i18n import _
from core.workflows.comparing_views import BaseYearFigures, ComparisonView
from core.workflows.compiling import Snapshot, inventory_of


def reason_name(reason: RecalculationReason) -> str:
    """结构变化, 方法变化, 差错更正."""
    names = {
        RecalculationReason.STRUCTURE: _("结构变化"),
        RecalculationReason.METHOD: _("方法变化"),
        RecalculationReason.ERROR: _("差错更正"),
    }
    return names[reason]


def comparison_view(taken: Snapshot, base: BaseYear | None, offered: tuple[int, ...], earlier: EarlierYear | None) -> ComparisonView:
    """The view of a dossier; `earlier` is the base year's facts, None where it has none or does not lie before the dossier."""
    if base is None or earlier is None:
        title = _nothing_to_compare(taken, base, offered)
        return ComparisonView(taken.dossier, base, offered, title, None, (), None, (), ())
    method, p1 = taken.dossier.method, taken.counts_p1
    now = inventory_of(taken, compare=False)
    by_choices = earlier.by(method, taken.catalogue)
    constant = earlier.by(method, taken.catalogue, factor_year=taken.dossier.period.end.year)
    as_reported = earlier.as_reported()
    reported, added = as_reported.total(p1=earlier.p1), adjustments_total(base)
    adjusted = constant.total(p1=p1) + added
    figures = BaseYearFigures(
        reported=reported,
        by_choices=by_choices.total(p1=p1),
        constant=constant.total(p1=p1),
        adjusted=adjusted,
        now=now.total(p1=p1),
        change=now.total(p1=p1) - adjusted,
        relative=relative_change(adjusted, now.total(p1=p1)),
        reported_change=now.total(p1=p1) - reported,
        grid=(_grid_factor(by_choices), _grid_factor(now)),
        intensities=intensity_changes(constant, now, added),
    )
    differences = choice_differences(earlier.method, method)
    rows = BaseRows(as_reported.results, by_choices.results, constant.results)
    held = held_against(base, earlier, rows, taken.dossier, now.results, taken.catalogue)
    return ComparisonView(
        dossier=taken.dossier,
        base=base,
        offered=offered,
        title=_title(base, figures),
        figures=figures,
        differences=differences,
        recalculation=held,
        advice=tuple(_advice(base, held)),
        notes=tuple(_notes(base, earlier, figures, differences)),
    )


def _nothing_to_compare(taken: Snapshot, base: BaseYear | None, offered: tuple[int, ...]) -> str:
    year = taken.dossier.period.end.year
    if taken.event is not None:
        return _("活动不与基准年比。")
    if base is not None:
        if base.year == year:
            return _("本档案就是基准年。")
        if base.year > year:
            return _("基准年 {year} 年在本档案之后，不比较。").format(year=base.year)
        return _("基准年 {year} 年没有数据，不能比较。").format(year=base.year)
    if not offered:
        return _("{year} 年以前没有档案，本期是首期，没有可比的年份。").format(year=year)
    return _("还没有选定基准年，可选：{years}。").format(years="、".join(str(one) for one in offered))


def _title(base: BaseYear, figures: BaseYearFigures) -> str:
    """Whether it fell, on one grid factor."""
    if figures.relative is None:
        return _("基准年 {year} 年的排放为 0，只能看绝对量。").format(year=base.year)
    words = (
        _("比基准年 {year} 年减少 {tonnes} 吨（{percent}%）")
        if figures.change <= 0
        else _("比基准年 {year} 年增加 {tonnes} 吨（{percent}%）")
    )
    same = _("，按同一电力因子") if figures.grid[0] != figures.grid[1] else ""
    numbers = {"tonnes": shown(abs(figures.change), 2), "percent": shown(abs(figures.relative) * 100, 1)}
    return words.format(year=base.year, **numbers) + same


def _grid_factor(computed: GhgInventory) -> str:
    """The factor of purchased power as published; empty where there is none, or rows go by several."""
    uses = (
        use for result in computed.results if result.type.method == "purchased_electricity" for line in result.lines for use in line.uses
    )
    found = {use.shown for use in uses if use.symbol == "EF"}
    return found.pop() if len(found) == 1 else ""


def _advice(base: BaseYear, held: Recalculation) -> Iterable[str]:
    if not held.asked:
        return
    causes = recalculation_causes(held)
    share = shown(held.share * 100, 1) if held.share is not None else "—"
    yield _("这些变化共影响基准年总量的 {share}%，达到 {threshold}% 的门槛，请重算基准年并登记调整：{causes}。").format(
        share=share, threshold=base.threshold_percent, causes=causes
    )
    if any(one.reason is RecalculationReason.STRUCTURE for one in held.triggers):
        yield _("如果是新增或停用的设备，不是边界变化，写明后可以不重算。")


def _notes(base: BaseYear, earlier: EarlierYear, figures: BaseYearFigures, differences: tuple[ChoiceDifference, ...]) -> Iterable[str]:
    year = base.year
    how = _("档案已锁定，按锁定时的设置和因子库") if earlier.locked else _("档案未锁定，按现有数据")
    yield _("{year} 年当年数 {tonnes} 吨：{how}。").format(year=year, tonnes=shown(figures.reported, 2), how=how)
    if differences:
        changed = "；".join(f"{one.label} {one.before}→{one.now}" for one in differences)
        yield _("两年所用口径不同（{changed}）：{year} 年按当年口径 {old} 吨，按本档案口径 {new} 吨，相差 {effect} 吨。").format(
            changed=changed,
            year=year,
            old=shown(figures.reported, 2),
            new=shown(figures.by_choices, 2),
            effect=signed(figures.by_choices - figures.reported),
        )
    old, new = figures.grid
    if old != new and old and new:
        yield _("电力因子 {old}→{new} 使 {year} 年的数变动 {effect} 吨；上面的增减已按本期因子 {new} 重算，不含这一影响。").format(
            old=old, new=new, year=year, effect=signed(figures.constant - figures.by_choices)
        )
    added = figures.adjusted - figures.constant
    if base.adjustments:
        yield _("基准年登记了 {count} 笔调整，合计 {tonnes} 吨，已计入。").format(count=len(base.adjustments), tonnes=signed(added))
