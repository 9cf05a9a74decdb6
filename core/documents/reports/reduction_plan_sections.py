"""The sections of 减排方案, in the order in which they are read."""

from __future__ import annotations

from fractions import Fraction

from core.documents.charts import LIGHT_INK
from core.documents.charts_macc import macc
from core.documents.charts_pathway import draw_pathway
from core.documents.paper_style import CHART_WIDTH, MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import Numbers, share_of, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.reduction_paper import PaperMeasure, PaperMoney, ReductionPaper
from core.documents.reports.reduction_words import formula_text, not_subtracted, signers, unit_words, value_text, years_text, yuan
from core.domain.quantity import shown
from core.i18n import _

_CHART_HEIGHT = 300
_ENTRY = 45.0
"""Millimetres of the beginning of one measure."""


def composed(paper: ReductionPaper) -> PaperBuilder:
    """The plan ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made, number = PackageBuilder(paper.package, _("减排方案")), Numbers()
    made.section(number.head(_("结论")))
    made.items(findings(paper))
    made.note(not_subtracted())
    made.section(number.head(_("减排计划")))
    _plan(made, paper)
    made.section(number.head(_("每吨减排成本")))
    _money(made, paper)
    if paper.choice is not None and paper.choice.rows:
        made.section(number.head(_("预算内的最优组合")))
        _choice(made, paper)
    if paper.path:
        made.section(number.head(_("目标与路径")))
        _path(made, paper)
    made.section(number.head(_("公式与参数")))
    _formulas(made, paper)
    made.section(number.head(_("不计入减排的做法")))
    made.facts(list(paper.not_counted))
    made.signatures(signers(paper.package), _("（盖公章）"))
    return made


# ---------------------------------------------------------------- findings


def findings(paper: ReductionPaper) -> list[str]:
    """What the plan comes to, in sentences."""
    if not paper.measures:
        return [_("还没有计划减排措施。")]
    total = paper.package.total
    said = [
        _("计划 {count} 项措施，预计年减排 {tonnes} tCO2e，相当于本期排放 {total} tCO2e 的 {share}%。").format(
            count=len(paper.measures), tonnes=tonnes(paper.planned_t), total=tonnes(total), share=share_of(paper.planned_t, total)
        )
    ]
    if paper.overlaps:
        said.append(
            _("各项单独相加为 {gross} tCO2e，同一用能环节重叠 {off} tCO2e 已扣除。").format(
                gross=tonnes(paper.gross_t), off=tonnes(paper.planned_t - paper.gross_t)
            )
        )
    said.append(
        _("其中已实施的预计年减排 {done} tCO2e；实测并符合要求的 {measured} tCO2e，只有实测值可称为已实现减排量。").format(
            done=tonnes(paper.done_t), measured=tonnes(paper.measured_t)
        )
    )
    earning = [one for one in paper.money if one.in_plan and one.yuan_per_tonne is not None and one.yuan_per_tonne < 0]
    if earning:
        said.append(_("计划内有 {count} 项在寿命期内省下的钱超过投入。").format(count=len(earning)))
    if paper.choice is not None:
        said.append(paper.choice.finding)
    return said


# ---------------------------------------------------------------- the plan


def _plan(made: PaperBuilder, paper: ReductionPaper) -> None:
    if not paper.measures:
        made.paragraph(_("还没有计划减排措施。"))
        return
    columns = (
        Column(_("措施"), 44),
        Column(_("状态"), 27),
        Column(_("责任人"), 17),
        Column(_("开始"), 20),
        Column(_("完成"), 20),
        Column(_("投资"), 19, _("元"), number=True),
        Column(_("年减排"), 18, "tCO2e", number=True),
    )
    rows = [_plan_row(one) for one in paper.measures]
    for one in paper.overlaps:
        name = _("重叠：{name}（{ids}）").format(name=one.name, ids="、".join(one.measure_ids))
        rows.append(Row((name, one.note, "", "", "", "", tonnes(one.tonnes))))
    costs = [one.planned.cost_yuan for one in paper.measures if one.planned.cost_yuan is not None]
    rows.append(Row((_("合计"), "", "", "", "", yuan(sum(costs)) if costs else MISSING, tonnes(paper.planned_t)), total=True))
    made.table(columns, rows)
    made.note(_("预计值按公式估算，范围一、二。{factor}").format(factor=paper.factor_note))
    if paper.apart:
        made.subsection(_("另列，不与上表相加"))
        apart = (Column(_("措施"), 90), Column(_("范围三"), 36, "tCO2e", number=True), Column(_("市场法"), 36, "tCO2e", number=True))
        made.table(
            apart,
            [Row((f"{one.id} {one.name}", _or_dash(one.scope3_t), _or_dash(one.market_t))) for one in paper.apart],
        )


def _plan_row(one: PaperMeasure) -> Row:
    planned = one.planned
    days = (day.isoformat() if day else MISSING for day in (planned.start_on, planned.done_on))
    return Row((f"{one.id} {one.name}", one.state, planned.owner or MISSING, *days, yuan(planned.cost_yuan), tonnes(one.tonnes)))


def _or_dash(value: Fraction) -> str:
    return tonnes(value) if value else MISSING


def _path(made: PaperBuilder, paper: ReductionPaper) -> None:
    finding, *notes = paper.path_words
    made.drawing(finding, draw_pathway(paper.path, CHART_WIDTH, _CHART_HEIGHT))
    for note in notes:
        made.note(note)


# ---------------------------------------------------------------- money


def _money(made: PaperBuilder, paper: ReductionPaper) -> None:
    if not paper.money:
        made.paragraph(_("还没有填写投资的措施。"))
        return
    if paper.blocks:
        colours = LIGHT_INK.scopes
        legend = ((colours[0], _("范围一")), (colours[1], _("范围二")))
        made.drawing(_("边际减排成本：从最省钱的一吨排起"), macc(paper.blocks, CHART_WIDTH, _CHART_HEIGHT), legend)
        made.note(_("实心为计划内，空心为未入计划；粗体字为预算内的最优组合；放不下的名称只写编号或不写，见下表。"))
    columns = (
        Column(_("措施"), 52),
        Column(_("年减排"), 18, "tCO2e", number=True),
        Column(_("投资"), 21, _("元"), number=True),
        Column(_("运维"), 17, _("元/年"), number=True),
        Column(_("节约"), 19, _("元/年"), number=True),
        Column(_("寿命"), 12, _("年"), number=True),
        Column(_("回收期"), 14, _("年"), number=True),
        Column(_("每吨成本"), 18, _("元"), number=True),
    )
    made.table(columns, [_money_row(one) for one in paper.money])
    lacking: dict[str, list[str]] = {}
    for one in paper.money:
        if one.why:
            lacking.setdefault(one.why, []).append(one.id)
    for why, ids in lacking.items():
        made.note(_("{ids}：{why}").format(ids="、".join(ids), why=why))
    made.note(
        _("每吨成本 =（投资按 {rate}% 折现摊到寿命各年 + 运维 − 节约）÷ 年减排；回收期 = 投资 ÷（节约 − 运维），不折现。").format(
            rate=value_text(paper.discount_percent)
        )
    )
    made.note(_("单价：{prices}。").format(prices="；".join(price_texts(paper))))


def price_texts(paper: ReductionPaper) -> list[str]:
    """Each price with where it comes from."""
    known = (one for one in paper.prices if one.yuan is not None)
    texts = [
        _("{label} {yuan} 元/{unit}（{basis}）").format(label=one.label, yuan=shown(one.yuan or 0, 2), unit=one.unit, basis=one.basis)
        for one in known
    ]
    unknown = [one.label for one in paper.prices if one.yuan is None]
    return [*texts, *([_("未知：{labels}").format(labels="、".join(unknown))] if unknown else [])]


def _money_row(one: PaperMoney) -> Row:
    name = f"{one.id} {one.name}" if one.in_plan else _("{id} {name}（未入计划）").format(id=one.id, name=one.name)
    return Row(
        (
            name,
            tonnes(one.tonnes),
            yuan(one.cost_yuan),
            yuan(one.upkeep_yuan),
            yuan(one.saving_yuan),
            str(one.lifetime_years),
            years_text(one.payback_years),
            yuan(one.yuan_per_tonne),
        )
    )


def _choice(made: PaperBuilder, paper: ReductionPaper) -> None:
    choice = paper.choice
    if choice is None:
        return
    made.paragraph(choice.finding)
    if not choice.given:
        made.note(_("没有填写预算，按 {yuan} 元试算。").format(yuan=yuan(choice.budget_yuan)))
    columns = (
        Column("", 12),
        Column(_("措施"), 48),
        Column(_("投资"), 20, _("元"), number=True),
        Column(_("年减排"), 18, "tCO2e", number=True),
        Column(_("为什么"), 68),
    )
    rows = [
        Row((_("选") if one.chosen else "", f"{one.id} {one.name}", yuan(one.cost_yuan), tonnes(one.tonnes), one.why))
        for one in choice.rows
    ]
    rows.append(Row((_("选"), _("选中的合计，已扣重叠"), yuan(choice.cost_yuan), tonnes(choice.tonnes), ""), total=True))
    made.table(columns, rows)


# ---------------------------------------------------------------- formulas


def _formulas(made: PaperBuilder, paper: ReductionPaper) -> None:
    if not paper.measures:
        made.paragraph(_("还没有计划减排措施。"))
        return
    for one in paper.measures:
        made.keep_room(_ENTRY)
        mark = _("（公式未核对 ○）") if one.unchecked else ""
        made.subsection(f"{one.id} {one.name}{mark}")
        rows = []
        for formula in one.formulas:
            result = f"{shown(formula.value, 2)} {formula.unit}"
            text = f"{formula_text(formula.formula)} = {formula_text(formula.filled)} = {result}"
            rows.append((formula.label, text))
        rows.append((_("参数"), "；".join(parameter_texts(one))))
        rows.append((_("年减排"), _("{tonnes} tCO2e，寿命 {years} 年").format(tonnes=tonnes(one.tonnes), years=one.lifetime_years)))
        apart = [_("范围三 {tonnes} tCO2e").format(tonnes=tonnes(one.scope3_t))] if one.scope3_t else []
        apart += [_("市场法 {tonnes} tCO2e").format(tonnes=tonnes(one.market_t))] if one.market_t else []
        if apart:
            rows.append((_("另列"), "，".join(apart)))
        if one.end_use:
            rows.append((_("用能环节"), one.end_use))
        rows.append((_("佐证"), "；".join(one.evidence) or _("没有佐证文件")))
        if one.planned.note:
            rows.append((_("说明"), one.planned.note))
        made.facts(rows)


def parameter_texts(one: PaperMeasure) -> list[str]:
    """Each letter with what it stands for, its value, and where that comes from."""
    return [
        f"{each.name} {each.note} {value_text(each.value)} {unit_words(each.unit)}".replace("  ", " ").rstrip() + f"（{each.basis}）"
        for each in one.parameters
    ]
