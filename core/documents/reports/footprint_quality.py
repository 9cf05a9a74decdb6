"""The section of the footprint report on the quality of its data and the uncertainty of its total."""

from __future__ import annotations

from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_paper import FootprintPaper
from core.documents.reports.footprint_words import Numbers, grade_text, tonnes
from core.domain.inventory import GhgInventory
from core.domain.quantity import shown
from core.domain.uncertainty import InventoryUncertainty
from core.i18n import _

_LARGEST = 8

_ROOM = 60.0
"""Millimetres that the heading needs with the first rows of its table."""


def quality_section(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    """The grades weighted by emissions, then the half-width of the total with what it is made of."""
    made.section(numbers.head(_("数据质量与不确定性")))
    columns = (Column(_("等级"), 20), Column(_("含义"), 106), Column(_("占排放量"), 40, "%", number=True))
    made.table(columns, [Row((grade, grade_text(grade), shown(share * 100, 1))) for grade, share in paper.inventory.quality])
    made.note(_("占比按 P2 的排放量加权。"))
    if paper.inventory.uncertainty is not None:
        _uncertainty(made, paper.inventory, paper.inventory.uncertainty)


def _uncertainty(made: PaperBuilder, inventory: GhgInventory, found: InventoryUncertainty) -> None:
    made.keep_room(_ROOM)
    made.subsection(_("不确定性"))
    made.paragraph(
        _("合计 {total} tCO2e 的不确定性为 ±{percent}%（±{tonnes} tCO2e，95% 置信区间）。").format(
            total=tonnes(found.total), percent=shown(found.relative * 100, 1), tonnes=tonnes(found.absolute)
        )
    )
    by_id = {result.source.id: result for result in inventory.results}
    p1 = inventory.method.profile.value == "P1"
    weights = {one.source_id: abs(by_id[one.source_id].total(p1=p1) * one.relative) for one in found.by_source}
    largest = sorted(found.by_source, key=lambda one: -weights[one.source_id])[:_LARGEST]
    columns = (
        Column(_("排放源"), 62),
        Column(_("活动数据"), 24, "±%", number=True),
        Column(_("因子"), 24, "±%", number=True),
        Column(_("合成"), 24, "±%", number=True),
        Column(_("半宽"), 32, "tCO2e", number=True),
    )
    made.table(
        columns,
        [
            Row(
                (
                    by_id[one.source_id].source.name,
                    *(shown(value * 100, 1) for value in (one.activity, one.factor, one.relative)),
                    tonnes(weights[one.source_id]),
                )
            )
            for one in largest
        ],
    )
    if len(found.by_source) > len(largest):
        made.note(_("列出影响最大的 {count} 项。").format(count=len(largest)))
    made.note(found.method)
    made.note(
        _("所用半宽：{list}").format(list="；".join(f"{one.mark.value} {one.zh} ±{one.percent}%（{one.origin}）" for one in found.used))
    )
