"""How an import is said: what was recognised in one sentence, certainty and fate in words, the total before and after."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.domain.quantity import shown, signed
from core.i18n import _, mark
from core.workflows.import_views import Certainty, Fate, ImportPlan, ImportPreview, Layout, PreviewRow, SourceEffect, TablePlan
from core.workflows.views import ImportReport
from ui.widgets.marks import Mark

LAYOUTS = {
    Layout.TEMPLATE: mark("本程序的模板"),
    Layout.ACROSS: mark("一行一个项目，一列一个月"),
    Layout.DOWN: mark("一行一个月，一列一个项目"),
    Layout.LONG: mark("一行一个项目的一个月"),
    Layout.BILLS: mark("票据清单，一行一张"),
    Layout.UNKNOWN: mark("没有认出来，请选一种"),
}
CHOSEN_LAYOUTS = (Layout.ACROSS, Layout.DOWN, Layout.LONG, Layout.BILLS)
"""What a person can say a table is; the template is recognised by what stands in it."""

CERTAINTY = {
    Certainty.REMEMBERED: (Mark.DONE, mark("沿用上次")),
    Certainty.SURE: (Mark.DONE, mark("名称一致")),
    Certainty.LIKELY: (Mark.NOTE, mark("很可能，请看一眼")),
    Certainty.UNSURE: (Mark.QUESTION, mark("不确定，请选")),
    Certainty.CHOSEN: (Mark.EXPLAINED, mark("已选定")),
}

FATES = {Fate.NEW: mark("新增"), Fate.CHANGED: mark("修改"), Fate.UNCHANGED: mark("未变"), Fate.REFUSED: mark("不能导入")}
FATE_ICONS = {Fate.NEW: ("plus", "accent"), Fate.CHANGED: ("edit", "text"), Fate.UNCHANGED: ("minus", "text3")}
"""Shape and colour of a fate; what is refused has the mark of what blocks."""

_MOST_EFFECTS = 3
_MOST_SHEETS = 3


def recognised(plan: ImportPlan) -> str:
    """One sentence: which sheet, which layout, remembered or guessed."""
    if plan.template is not None:
        return _("本程序的模板，各表各列直接对应")
    taken = [table for table in plan.tables if table.taken]
    if not taken:
        return _("没有选中任何工作表")
    if len(taken) == 1:
        table = taken[0]
        if table.sheet == plan.file:  # a text file has no sheets
            return _("{layout}；{how}").format(layout=_(LAYOUTS[table.layout]), how=_how(table))
        return _("工作表「{sheet}」：{layout}；{how}").format(sheet=table.sheet, layout=_(LAYOUTS[table.layout]), how=_how(table))
    names = "、".join(f"「{table.sheet}」" for table in taken[:_MOST_SHEETS])
    if len(taken) > _MOST_SHEETS:
        names = _("{names}等 {count} 张工作表").format(names=names, count=len(taken))
    if all(table.remembered for table in taken):
        return _("{names}，列的对应沿用上次").format(names=names)
    return _("{names}，列的对应有按名称猜的，请核对").format(names=names)


def _how(table: TablePlan) -> str:
    if table.remembered:
        return _("列的对应沿用「{file}」").format(file=table.remembered)
    every = [*(one.certainty for one in table.columns if one.meaning), *(one.certainty for one in table.items)]
    if Certainty.CHOSEN in every:
        return _("列的对应由您选定")
    return _("列的对应是按名称猜的，请核对")


def counts(new: int, changed: int, unchanged: int, refused: int) -> str:
    """The four counts in one sentence."""
    return _("新增 {new}，修改 {changed}，未变 {unchanged}，未导入 {refused}").format(
        new=new, changed=changed, unchanged=unchanged, refused=refused
    )


def report_words(report: ImportReport) -> str:
    """What an import did."""
    told = counts(report.accepted, report.changed, report.unchanged, len(report.refused))
    return _("已导入「{file}」的 {count} 项：{told}。").format(file=report.file, count=report.accepted + report.changed, told=told)


def report_total(report: ImportReport) -> str:
    """The total that an import altered."""
    return _total(report.tco2e_before, report.tco2e_after)


def total_words(preview: ImportPreview) -> str:
    """The total before and after: 核算结果 1,564.57 → 1,571.20 tCO₂e（+6.63）."""
    return _total(preview.tco2e_before, preview.tco2e_after)


def _total(before: Fraction, after: Fraction) -> str:
    if before == after:
        return _("核算结果不变：{total} tCO₂e").format(total=shown(after, 2))
    return _("核算结果 {before} → {after} tCO₂e（{difference}）").format(
        before=shown(before, 2), after=shown(after, 2), difference=signed(after - before)
    )


def effect_words(effects: Sequence[SourceEffect]) -> str:
    """The rows whose tonnes change most."""
    named = _("；").join(f"{one.name} {signed(one.difference)}" for one in effects[:_MOST_EFFECTS])
    rest = len(effects) - _MOST_EFFECTS
    return _("{named}；另有 {count} 项").format(named=named, count=rest) if rest > 0 else named


def row_effect(row: PreviewRow) -> str:
    """What one item adds to the total, as printed; a dash where that cannot be said of it alone."""
    return "—" if row.effect is None else signed(row.effect)


def row_words(row: PreviewRow) -> str:
    """Everything about one item, for the line below the table and for a screen reader."""
    what = "　".join(part for part in (row.name, row.period) if part)
    if row.reason:
        found = _("（写的是「{found}」）").format(found=row.found) if row.found else ""
        return _("{place}　{what}{found}：{reason}").format(place=row.place, what=what, found=found, reason=row.reason)
    change = row.after if not row.before or row.before == row.after else f"{row.before} → {row.after}"
    return _("{place}　{what}：{change}").format(place=row.place, what=what, change=change)


def importable(preview: ImportPreview) -> int:
    """How many items would alter the ledger."""
    return preview.count(Fate.NEW) + preview.count(Fate.CHANGED)
