"""The measures page in words: the figures of its band, the sentences of a measure's card, and what the side panel says."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.domain.macc_layout import short_name
from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.measure_views import MeasureOutput, MeasureRow, MeasuresView
from core.workflows.reduction_views import ChoiceView, MoneyRow
from ui import theme
from ui.widgets.card import Figure
from ui.widgets.figure_notes import NoteLine, Notes
from ui.widgets.formula import pretty
from ui.widgets.measure_formula import FormulaLine, letter, set_formula
from ui.widgets.measure_lines import scope_words
from ui.widgets.measure_rows import unit_words

PLAN, DONE, VERIFIED, TOTAL = "plan", "done", "verified", "total"
_WHOLE_FROM = 100
_WAN = 10_000
_STATES = {DONE: (MeasureState.DONE, MeasureState.VERIFIED), VERIFIED: (MeasureState.VERIFIED,)}


def figures(view: MeasuresView, *, compact: bool = False) -> list[Figure]:
    """The plan's sum, what of it is carried out and checked, and the footprint that none of it is taken off.

    Args:
        view: the measures.
        compact: say it in few words, for a narrow band.
    """
    compact = compact or theme.metrics().large
    yearly, unit = (_("吨/年"), _("吨")) if compact else (_("tCO₂e/年"), "tCO₂e")
    share = shown(view.planned_t / view.footprint_t * 100, 1) if view.footprint_t else ""
    of_total = _("{unit}，计划约占 {share}%").format(unit=unit, share=share) if share and not compact else unit
    total = shown(view.footprint_t, 0 if compact else 2) if view.footprint_t else "—"
    waiting = _("{unit}，待核减") if compact else _("{unit}，待实测核减")
    plan = _("{unit}，{count} 项") if compact else _("{unit}，预计，{count} 项")
    return [
        Figure(PLAN, _("计划合计"), shown(view.planned_t, 1), note=plan.format(unit=yearly, count=len(view.plan))),
        Figure(DONE, _("其中已实施"), shown(view.done_t, 1), note=waiting.format(unit=yearly)),
        Figure(VERIFIED, _("其中已核实"), shown(view.verified_t, 1), note=_("{unit}，不再扣减").format(unit=yearly)),
        Figure(TOTAL, _("{year} 年总排放量").format(year=view.dossier.period.label), total, note=of_total),
    ]


def notes_of(key: str, view: MeasuresView) -> Notes:
    """What the side panel says about a figure."""
    figure = next(one for one in figures(view) if one.key == key)
    if key == TOTAL:
        words = _("措施的效果已体现在用量里，总排放量不再减去它们；预计值只作说明。")
        return Notes(figure.label, shown(view.footprint_t, 2) if view.footprint_t else "—", "tCO₂e", remarks=(words,))
    states = _STATES.get(key, tuple(MeasureState))
    rows = [row for row in view.plan if row.planned is not None and row.planned.state in states]
    return Notes(figure.label, figure.value, _("tCO₂e/年"), lines=_lines(rows), remarks=_remarks(key, view, rows))


def _lines(rows: Sequence[MeasureRow]) -> tuple[NoteLine, ...]:
    return tuple(NoteLine(f"{row.measure.id} {row.name}", shown(row.tonnes, 1)) for row in rows)


def _remarks(key: str, view: MeasuresView, rows: Sequence[MeasureRow]) -> tuple[str, ...]:
    if not rows and key != PLAN:
        return (_("还没有这样的措施。"),)
    if key == PLAN:
        return (view.note,)
    return (_("实测或台账核减以前都是预计值。"), view.note) if key == DONE else (view.note,)


# ---- the card -------------------------------------------------------------------------------------------------------


def about_words(row: MeasureRow) -> str:
    """What proves it, what it costs about, what else it brings, and where it belongs; one line for each."""
    traits = row.traits
    parts = (
        (_("核对依据：{proof}"), row.measure.proof),
        (_("成本参考：{cost}（未核对，以报价单为准）"), traits.cost_hint if traits is not None else ""),
        (_("其他好处：{benefit}"), traits.benefit if traits is not None else ""),
        (_("可用于：{links}"), traits.links if traits is not None else ""),
    )
    return "\n".join(words.format(proof=text, cost=text, benefit=text, links=text) for words, text in parts if text)


def apart_words(row: MeasureRow) -> str:
    """What is shown apart and never added."""
    parts = []
    if row.scope3_t:
        parts.append(_("范围三 {tonnes} 吨，另列，不并入").format(tonnes=shown(row.scope3_t, 2)))
    if row.market_t:
        parts.append(_("市场法 {tonnes} 吨，只作披露，不改变位置法").format(tonnes=shown(row.market_t, 2)))
    return "\n".join(parts)


def result_words(row: MeasureRow, view: MeasuresView) -> str:
    """The share of the year's total; without one the scopes."""
    if row.share and view.footprint_t:
        return _("约 {share}% 的 {year} 年总量").format(share=shown(row.share * 100, 1), year=view.dossier.period.label)
    return scope_words(row)


def money_lines(money: MoneyRow | None) -> str:
    """Payback and what a tonne costs, or what is missing to say it."""
    if money is None:
        return ""
    if money.yuan_per_tonne is None:
        return money.why
    earns = money.yuan_per_tonne < 0
    each = _("每吨 {yuan} 元（省钱）") if earns else _("每吨 {yuan} 元")
    words = [each.format(yuan=shown(money.yuan_per_tonne, 0))]
    if money.payback_years is not None:
        words.insert(0, _("回收期 {years} 年").format(years=shown(money.payback_years, 1)))
    return "，".join(words)


def place_words(row: MeasureRow, view: MeasuresView) -> str:
    """The end use, and what the plan loses there to overlap."""
    words = _("末端：{name}").format(name=row.end_use_name) if row.end_use_name else ""
    over = next((one for one in view.overlaps if row.measure.id in one.measure_ids), None)
    if over is None:
        return words
    others = "、".join(key for key in over.measure_ids if key != row.measure.id)
    both = _("与 {others} 在同一末端，合计里已扣减重叠 {tonnes} t").format(others=others, tonnes=shown(abs(over.tonnes), 1))
    return "；".join(part for part in (words, both, over.note) if part)


def formula_lines(row: MeasureRow, view: MeasuresView) -> tuple[FormulaLine, ...]:
    """Each output, then the tonnes they make."""
    lines = output_lines(row.outputs)
    if row.tonnes:
        words = _("按{factor}和本档案的燃料参数折算").format(factor=pretty(view.factor_note))
        lines = (*lines, FormulaLine(_("减排量"), words, _("{tonnes} tCO₂e/年").format(tonnes=shown(row.tonnes, 2))))
    return lines


def output_lines(outputs: Sequence[MeasureOutput]) -> tuple[FormulaLine, ...]:
    """Each output: letters = values = result."""
    lines = []
    for output in outputs:
        letters = f"{letter(output.name)} = {set_formula(output.formula)}"
        decimals = 2 if abs(output.value) < _WHOLE_FROM else 0
        result = f"{shown(output.value, decimals)} {unit_words(output.unit)}"
        lines.append(FormulaLine(output.label, f"{letters} = {set_formula(output.filled)}", result))
    return tuple(lines)


# ---- the chart and the choice ---------------------------------------------------------------------------------------


def chart_title(rows: Sequence[MoneyRow]) -> str:
    """The finding over the chart: how many of the plan earn more than they cost, and which saves most."""
    plan = [row for row in rows if row.in_plan and row.yuan_per_tonne is not None]
    if not plan:
        return _("每吨减排要花多少钱")
    earning = sum(1 for row in plan if row.yuan_per_tonne is not None and row.yuan_per_tonne < 0)
    most = max(plan, key=lambda row: row.tonnes)
    if earning:
        return _("计划内 {count} 项省下的钱超过投资，{name}减得最多").format(count=earning, name=short_name(most.name))
    return _("计划内 {count} 项都要净投入，{name}减得最多").format(count=len(plan), name=short_name(most.name))


def empty_words(rows: Sequence[MoneyRow], drawn: bool) -> str:
    """What stands over a chart that lacks the plan; empty where nothing is lacking.

    Args:
        rows: the money of the measures.
        drawn: at least one of them has a block.
    """
    if not any(row.in_plan for row in rows):
        return _("从左边勾选一项，或把预算拉到 10 万元看看")
    if drawn:
        return ""
    why = "".join(dict.fromkeys(row.why for row in rows if row.why and row.tonnes > 0))
    return _("还算不出每吨成本：{why}").format(why=why)


def choice_words(choice: ChoiceView) -> str:
    """The best set in one line."""
    count = sum(1 for row in choice.rows if row.chosen)
    cost = shown(Fraction(choice.cost_yuan, _WAN), 1)
    return _("最优 {count} 项，投资 {cost} 万元，年减 {tonnes} t").format(count=count, cost=cost, tonnes=shown(choice.tonnes, 1))


def credit_words(choice: ChoiceView) -> str:
    """The same tonnes as carbon credits."""
    if choice.credits_yuan is None:
        return _("没有碳信用价格，不作比较；登记抵消批次或填写价格后可比")
    return _("同样的吨数买碳信用约 {yuan} 万元（同年限）").format(yuan=shown(choice.credits_yuan / _WAN, 1))


def choice_notes(choice: ChoiceView) -> Notes:
    """Why this and not that, for the side panel."""
    lines = tuple(NoteLine(f"{row.measure_id} {row.name}", shown(row.tonnes, 1)) for row in choice.rows if row.chosen)
    ordered = sorted(choice.rows, key=lambda row: not row.chosen)
    remarks = tuple(f"{row.measure_id} {row.name}：{row.why}" for row in ordered if row.why)
    return Notes(
        _("最优组合，年减"), shown(choice.tonnes, 1), "tCO₂e", lines=lines, remarks=(choice.finding, *remarks, credit_words(choice))
    )


def not_counted_notes(view: MeasuresView) -> Notes:
    """What is often taken for a reduction and is none, each with its reason."""
    remarks = tuple(_("{name}：{why}").format(name=name, why=why) for name, why in view.not_counted)
    return Notes(_("不算减排的做法"), str(len(view.not_counted)), _("类"), remarks=remarks)
