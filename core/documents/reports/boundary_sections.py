"""The sections of 06 核算边界与排除说明, in the order in which they are read."""

from __future__ import annotations

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import scope_text
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import BoundaryPaper, PackagePaper
from core.documents.reports.package_words import method_text, stage_text
from core.domain.event import EventStage
from core.domain.quantity import plain
from core.i18n import _


def composed(paper: BoundaryPaper) -> PaperBuilder:
    """The description ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    package = paper.package
    made = PackageBuilder(package, _("核算边界与排除说明"))
    made.section(_("一、边界"))
    if package.event is not None:
        made.paragraph(_("按活动的各阶段确定边界：所列阶段内因活动产生的排放列入，不计入的逐项写明原因。"))
    else:
        made.paragraph(_("按运营控制确定边界：报告主体对其运营有控制权的排放源全部列入，不计入的逐项写明原因。"))
    made.facts([(_("边界"), package.boundary or MISSING), (_("方法"), method_text(package)), *_profile(package)])
    _included(made, package)
    _items(made, package)
    _meters(made, paper)
    _meter_tree(made, paper)
    _excluded(made, paper)
    made.section(_("五、租户与第三方"))
    columns = (Column(_("名称"), 60), Column(_("是否计入及原因"), 106))
    made.table(columns, [Row(tenant) for tenant in paper.tenants])
    if not paper.tenants:
        made.paragraph(_("没有列出租户或第三方；有关口径见上述边界和不计入的排放源。"))
    made.section(_("六、附图"))
    made.items(paper.drawings or (_("没有附图。"),))
    return made


def _profile(package: PackagePaper) -> list[tuple[str, str]]:
    """The venue's profile as it stood on the last day."""
    values = package.report.venue.profile_on(package.last_day)
    units = package.report.catalogue.units
    rows = []
    for one in package.report.venue_type.profile:
        if value := values.get(one.code):
            shown = {code: zh for code, zh, _en in one.choices}.get(value, value)
            rows.append((one.zh, f"{shown} {units[one.unit].label if one.unit in units else one.unit}".strip()))
    return rows


def _included(made: PaperBuilder, package: PackagePaper) -> None:
    made.section(_("二、计入的排放源"))
    columns = (Column(_("排放源"), 56), Column(_("类型"), 44), Column(_("范围"), 46), Column(_("活动量单位"), 20))
    units = package.report.catalogue.units
    results = package.inventory.results
    made.table(columns, [Row((one.source.name, one.type.zh, scope_text(one.type.scope), units[one.source.unit].label)) for one in results])
    if not results:
        made.paragraph(_("没有计入的排放源。"))
    if reasons := [f"{one.source.name}：{one.unanswered}" for one in results if one.unanswered]:
        made.paragraph(_("其中未核算的，不在总量内："))
        made.items(reasons)


def _items(made: PaperBuilder, package: PackagePaper) -> None:
    """The stages of an event with what each of them counts."""
    if package.event is None:
        return
    made.subsection(_("活动各阶段"))
    types = package.report.catalogue.source_types
    covered = "、".join(stage_text(stage) for stage in package.event.stages)
    made.paragraph(_("边界覆盖：{stages}。").format(stages=covered))
    columns = (Column(_("阶段"), 26), Column(_("项目"), 50), Column(_("类型"), 40), Column(_("依据"), 50))
    stages = list(EventStage)
    items = sorted(package.items, key=lambda item: (stages.index(item.stage), item.position))
    names = {code: kind.zh for code, kind in types.items()}
    made.table(
        columns,
        [Row((stage_text(item.stage), item.name, names.get(item.type_code, item.type_code), item.basis or MISSING)) for item in items],
    )


def _meters(made: PaperBuilder, paper: BoundaryPaper) -> None:
    made.section(_("三、计量点"))
    names = {one.source.id: one.source.name for one in paper.package.inventory.results}
    columns = (
        Column(_("排放源"), 46),
        Column(_("户号或表号"), 44),
        Column(_("名称"), 30),
        Column(_("倍率"), 18, number=True),
        Column(_("账期"), 28),
    )
    rows = [
        Row(
            (
                names.get(meter.source_id, MISSING),
                meter.account,
                meter.name or MISSING,
                f"{plain(meter.multiplier):f}",
                _("含末日") if meter.end_included else _("末日为下期首日"),
            )
        )
        for meter in paper.meters
    ]
    made.table(columns, rows)
    if not rows:
        made.paragraph(_("没有登记计量点。"))


def _meter_tree(made: PaperBuilder, paper: BoundaryPaper) -> None:
    """How the main meter was held against what lies below it (domain.md §4.5)."""
    if not paper.meter_tree:
        return
    made.subsection(_("电表核对"))
    columns = (Column(_("项目"), 96), Column(_("电量"), 40, "kWh", number=True), Column(_("占总进线"), 30, "%", number=True))
    made.table(columns, [Row(("　" * row.depth + row.name, row.quantity, row.share)) for row in paper.meter_tree])
    for note in paper.meter_notes:
        made.note(note)


def _excluded(made: PaperBuilder, paper: BoundaryPaper) -> None:
    made.section(_("四、不计入的排放源"))
    columns = (Column(_("排放源"), 44), Column(_("原因"), 62), Column(_("经营单位"), 24), Column(_("估计规模"), 36))
    rows = []
    for one in paper.package.inventory.excluded:
        size = paper.sizes.get(one.id) or _("未估计")
        size += _("；重大") if one.id in paper.significant else ""
        rows.append(Row((one.name, one.excluded_reason, one.operator or MISSING, size)))
    made.table(columns, rows)
    if not rows:
        made.paragraph(_("没有不计入的排放源。"))
    if paper.coverage:
        made.paragraph(paper.coverage)
    if paper.package.netted:
        made.subsection(_("另行核算的活动"))
        made.items(paper.package.netted)
        made.note(_("场所账单里属于这些活动的用量，按活动的实际数量从相应排放源和月份减去，在活动自己的档案里核算和抵消，不重复计算。"))
