"""The sections of 07 减排措施清单与佐证, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import day_text, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import MeasureUse, PackagePaper
from core.documents.reports.package_words import state_text
from core.domain.quantity import plain, shown
from core.i18n import _

_ENTRY = 55.0
"""Millimetres of one measure."""


def composed(paper: PackagePaper) -> PaperBuilder:
    """The list ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made = PackageBuilder(paper, _("减排措施清单"))
    if paper.event is not None:
        made.section(_("一、登记表所列的减排措施"))
        made.paragraph(paper.event.measures or _("登记表没有填写减排措施。"))
    made.section(_("二、场所的减排措施") if paper.event is not None else _("一、汇总"))
    if not paper.measures:
        made.paragraph(_("没有登记减排措施。"))
        return made
    _summary(made, paper)
    made.keep_room(_ENTRY)
    made.section(_("三、逐项说明与佐证") if paper.event is not None else _("二、逐项说明与佐证"))
    for number, use in enumerate(paper.measures):
        if number:
            made.keep_room(_ENTRY)
        _entry(made, use)
    return made


def _summary(made: PaperBuilder, paper: PackagePaper) -> None:
    columns = (
        Column(_("措施"), 52),
        Column(_("状态"), 26),
        Column(_("完成日期"), 28),
        Column(_("预计年减排"), 20, "tCO2e", number=True),
        Column(_("实测减排"), 20, "tCO2e", number=True),
        Column(_("费用"), 20, _("元"), number=True),
    )
    rows = [_row(use) for use in paper.measures]
    done = [use for use in paper.measures if use.planned.state.carried_out]
    expected = (use.expected.tonnes for use in done if use.expected is not None)
    achieved = [use.achieved for use in done if use.achieved is not None]
    rows.append(Row((_("已实施的合计"), "", "", tonnes(_sum(expected)), tonnes(_sum(achieved)) if achieved else MISSING, ""), total=True))
    made.table(columns, rows)
    made.note(_("预计值按公式估算，范围三和市场法的减排不在内；实测值来自读数或台账。排放总量已体现减排效果，不再扣减。"))


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _row(use: MeasureUse) -> Row:
    planned = use.planned
    return Row(
        (
            f"{use.measure.id} {use.measure.zh}",
            state_text(planned.state),
            day_text(planned.done_on) if planned.done_on else MISSING,
            tonnes(use.expected.tonnes) if use.expected else MISSING,
            tonnes(use.achieved) if use.achieved is not None else MISSING,
            shown(planned.cost_yuan, 0) if planned.cost_yuan is not None else MISSING,
        )
    )


def _entry(made: PaperBuilder, use: MeasureUse) -> None:
    planned = use.planned
    made.subsection(f"{use.measure.id} {use.measure.zh}")
    parameters = [
        f"{one.note or one.name} {plain(planned.values.get(one.name, one.default)):f} {one.unit}".rstrip()
        + ("" if one.name in planned.values else _("（缺省）"))
        for one in use.measure.parameters
    ]
    formulas = [f"{name} = {formula}" for name, formula in use.measure.formulas]
    rows = [
        (_("责任人"), planned.owner or MISSING),
        (_("开始日期"), day_text(planned.start_on) if planned.start_on else MISSING),
        (_("参数"), "；".join(parameters) or MISSING),
        (_("公式"), "；".join(formulas) or MISSING),
        (_("佐证"), "；".join(use.proof) or _("没有佐证文件")),
    ]
    apart = []
    if use.expected and use.expected.scope3:
        apart.append(_("范围三 {tonnes} tCO2e").format(tonnes=tonnes(use.expected.scope3)))
    if use.expected and use.expected.market_based:
        apart.append(_("市场法 {tonnes} tCO2e").format(tonnes=tonnes(use.expected.market_based)))
    if apart:
        rows.append((_("另列"), "，".join(apart)))
    if planned.note:
        rows.append((_("说明"), planned.note))
    made.facts(rows)
