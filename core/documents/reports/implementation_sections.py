"""The sections of 08 碳中和实施计划, in the order in which they are read.

For an event they follow the five contents that the guide asks for (domain.md §2.2), for a year those of ISO's drafts (N9).
"""

from __future__ import annotations

from fractions import Fraction

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import day_text, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import (
    ImplementationPaper,
    MeasureUse,
    OffsetUse,
    PackagePaper,
    PlanStage,
    PlanYear,
)
from core.documents.reports.package_words import (
    excluded_text,
    included_text,
    method_text,
    offsets_text,
    product_text,
    scopes_text,
    state_text,
)
from core.domain.event import EventForm
from core.domain.quantity import shown
from core.i18n import _

_CLOSING = 70.0
"""Millimetres of the place for name and seal."""


def composed(paper: ImplementationPaper) -> PaperBuilder:
    """The plan ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    package = paper.package
    made = PackageBuilder(package, _("碳中和实施计划"), subtitle=_("非官方样表"), draft=package.open)
    made.note(_("本表由碳账本拟定：数字取自账本，文字由本单位填写。"))
    if package.event is not None:
        made.note(_("国际性、全国性大型活动的计划盖章后附在登记表后面。"))
    missing = "、".join(head for head, text in paper.parts.values() if not text)
    if missing:
        made.note(_("还没有写：{names}。").format(names=missing))
    if package.event is not None:
        _event(made, paper, package.event)
    else:
        _year(made, paper)
    made.keep_room(_CLOSING)
    made.section(_("编制单位"))
    made.signatures([(_("负责人"), ""), (_("编制人"), "")], _("（盖公章）"))
    return made


def _event(made: PaperBuilder, paper: ImplementationPaper, event: EventForm) -> None:
    """① boundary ② estimate ③ reductions ④ offsetting ⑤ publication, and how it is organized."""
    package = paper.package
    made.section(_("一、核算边界"))
    made.facts([*_boundary(package), _written(paper, "boundary")])
    made.section(_("二、预估排放量"))
    _stages(made, paper.facts.stages, settled=event.settled)
    made.facts([_written(paper, "targets")])
    made.section(_("三、减排措施"))
    made.facts([(_("减排措施"), event.measures.strip() or _("登记表没有填写减排措施。")), _written(paper, "removals")])
    made.section(_("四、抵消方式"))
    planned = _("{tonnes} 吨").format(tonnes=shown(event.offset_tonnes, 2)) if event.offset_tonnes is not None else MISSING
    chosen = [
        (_("抵消产品"), paper.facts.products or MISSING),
        (_("预计抵消量"), planned),
        (_("实现碳中和日期"), day_text(event.neutral_on) if event.neutral_on else MISSING),
    ]
    _offsets(made, paper, chosen)
    made.section(_("五、公布"))
    made.facts([_written(paper, "publication")])
    made.section(_("六、组织与安排"))
    made.facts([_written(paper, name) for name in ("organisation", "schedule", "monitoring", "risks")])


def _year(made: PaperBuilder, paper: ImplementationPaper) -> None:
    """Baseline, targets, reductions and removals, credits, indicators and timeline."""
    package = paper.package
    made.section(_("一、边界与排放量"))
    made.facts([*_boundary(package), (_("排放量"), scopes_text(package)), _written(paper, "boundary")])
    made.section(_("二、基准年与目标"))
    base = package.report.base_year
    made.facts(
        [
            (_("基准年"), base.title if base is not None else _("还没有设基准年")),
            (_("减排目标"), paper.facts.target or _("还没有设目标")),
            _written(paper, "targets"),
        ]
    )
    if paper.facts.years:
        _way(made, paper.facts.years)
    made.section(_("三、减排措施与碳清除"))
    _measures(made, package.measures)
    made.facts([_written(paper, "removals")])
    made.section(_("四、抵消"))
    _offsets(made, paper, [])
    made.section(_("五、组织与安排"))
    made.facts([_written(paper, name) for name in ("organisation", "schedule", "monitoring", "publication", "risks")])


def _written(paper: ImplementationPaper, name: str) -> tuple[str, str]:
    head, text = paper.parts[name]
    return head, text or _("（未填写）")


def _boundary(package: PackagePaper) -> list[tuple[str, str]]:
    return [(_("计入"), included_text(package)), (_("不计入"), excluded_text(package)), (_("方法与因子"), method_text(package))]


def _stages(made: PaperBuilder, stages: tuple[PlanStage, ...], *, settled: bool) -> None:
    columns = (
        Column(_("阶段"), 46),
        Column(_("核算边界"), 40),
        Column(_("预估"), 40, "tCO2e", number=True),
        Column(_("实际"), 40, "tCO2e", number=True),
    )
    rows = [
        Row(
            (
                one.title,
                _("计入") if one.counted else _("不计入"),
                tonnes(one.estimated),
                _tonnes(one.actual),
            )
        )
        for one in stages
    ]
    counted = [one for one in stages if one.counted]
    estimated = sum((one.estimated for one in counted), Fraction(0))
    actual = sum((one.actual or Fraction(0) for one in counted), Fraction(0)) if settled else None
    rows.append(Row((_("计入合计"), "", tonnes(estimated), _tonnes(actual)), total=True))
    made.table(columns, rows)


def _way(made: PaperBuilder, years: tuple[PlanYear, ...]) -> None:
    columns = (
        Column(_("年份"), 26),
        Column(_("路径允许"), 40, "tCO2e", number=True),
        Column(_("实际或预计"), 40, "tCO2e", number=True),
        Column(_("依据"), 60),
    )
    figures = [(one.year, one.allowed, one.reached, one.basis) for one in years]
    made.table(columns, [Row((str(year), _tonnes(may), _tonnes(did), basis)) for year, may, did, basis in figures])


def _tonnes(value: Fraction | None) -> str:
    return MISSING if value is None else tonnes(value)


def _measures(made: PaperBuilder, uses: tuple[MeasureUse, ...]) -> None:
    if not uses:
        made.paragraph(_("还没有列入计划的措施。"))
        return
    if any(use.expected is not None and use.expected.scope3 for use in uses):
        made.note(_("预计年减排只含范围一和范围二，范围三的写在措施名下。"))
    columns = (
        Column(_("措施"), 42),
        Column(_("状态"), 27),
        Column(_("负责人"), 18),
        Column(_("起止"), 41),
        Column(_("预计年减排"), 19, "tCO2e", number=True),
        Column(_("费用"), 19, _("元"), number=True),
    )
    made.table(columns, [_measure(use) for use in uses])


def _measure(use: MeasureUse) -> Row:
    planned, name = use.planned, use.measure.zh
    if use.expected is not None and use.expected.scope3:
        name += "\n" + _("范围三 {tonnes} tCO2e").format(tonnes=tonnes(use.expected.scope3))
    days = "—".join(day.isoformat() if day else "…" for day in (planned.start_on, planned.done_on))
    saved = tonnes(use.expected.tonnes) if use.expected is not None else MISSING
    cost = shown(planned.cost_yuan, 0) if planned.cost_yuan is not None else MISSING
    return Row((name, state_text(planned.state), planned.owner or MISSING, days, saved, cost))


def _offsets(made: PaperBuilder, paper: ImplementationPaper, chosen: list[tuple[str, str]]) -> None:
    last = _("{day}以前注销").format(day=day_text(paper.deadline))
    held = (_("应抵消与已注销"), offsets_text(paper.package))
    made.facts([*chosen, held, (_("期限"), last), _written(paper, "offset_plan")])
    columns = (
        Column(_("产品与项目"), 78),
        Column(_("注销日期"), 36),
        Column(_("是否计入"), 30),
        Column(_("使用数量"), 22, _("吨"), number=True),
    )
    made.table(columns, [_lot(use) for use in paper.package.offsets])


def _lot(use: OffsetUse) -> Row:
    day = day_text(use.lot.retired_on) if use.lot.retired_on else _("未注销")
    counted = _("计入") if use.counts else _("不计入")
    return Row((f"{product_text(use.lot)}\n{use.lot.project}", day, counted, shown(use.tonnes, 0)))
