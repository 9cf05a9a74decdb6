"""减排方案 and the lists by programme as workbooks: the tables of the papers, with formulas where figures follow from others."""

from __future__ import annotations

from fractions import Fraction

from core.documents.live_workbook_pages import CENTRED, HEAD_ROW, INPUT, Book, Column, Page, decimals, number_format, spot
from core.documents.paper_workbook import FIRST, PRICE, TONNES_2, WHOLE, YUAN, begin, paper_workbook, put_notes, put_row, put_sums
from core.documents.reports.footprint_words import day_text
from core.documents.reports.reduction_paper import PaperMoney, ProgrammesPaper, ReductionPaper
from core.documents.reports.reduction_plan_sections import findings, price_texts
from core.documents.reports.reduction_programmes_sections import sentence
from core.documents.reports.reduction_words import formula_text, not_subtracted, unit_words
from core.i18n import _

PLAN, MONEY, BEST, FORMULAS, PARAMETERS, NOT_COUNTED = "计划", "每吨成本", "最优组合", "公式", "参数", "不计入"
_RATE_AT = (2, 4)
_TONNES, _COST, _UPKEEP, _SAVING, _LIFE, _YEARLY, _PAYBACK, _EACH = range(3, 11)
_LONGEST_NAME = 31


def plan_workbook(paper: ReductionPaper) -> bytes:
    """The plan; the same figures give the same bytes."""

    def write(book: Book) -> None:
        _plan(book, paper)
        _money(book, paper)
        _best(book, paper)
        _formulas(book, paper)
        page = begin(book, NOT_COUNTED, _("不计入减排的做法"), not_subtracted(), (Column(_("做法"), 34), Column(_("原因"), 90)))
        for row, pair in enumerate(paper.not_counted, start=FIRST):
            put_row(page, row, pair, ("", ""))
        page.finish(freeze=(FIRST, 1))

    return paper_workbook(paper.package, _("减排方案"), write)


def _plan(book: Book, paper: ReductionPaper) -> None:
    columns = (
        Column(_("编号"), 9),
        Column(_("措施"), 32),
        Column(_("状态"), 18),
        Column(_("责任人"), 13),
        Column(_("开始"), 16),
        Column(_("完成"), 16),
        Column(_("用能环节"), 16),
        Column(_("寿命，年"), 9),
        Column(_("投资，元"), 15),
        Column(_("年减排，tCO2e"), 15),
        Column(_("范围三（另列），tCO2e"), 15),
        Column(_("市场法（另列），tCO2e"), 15),
    )
    forms = ("", "", "", "", "", "", "", WHOLE, YUAN, TONNES_2, TONNES_2, TONNES_2)
    page, row = begin(book, PLAN, _("减排计划"), not_subtracted(), columns), FIRST
    for one in paper.measures:
        planned = one.planned
        days = (day_text(day) if day else "" for day in (planned.start_on, planned.done_on))
        cost = Fraction(planned.cost_yuan) if planned.cost_yuan is not None else None
        apart = (one.scope3_t or None, one.market_t or None)
        texts = (one.id, one.name, one.state, planned.owner, *days, one.end_use)
        put_row(page, row, (*texts, one.lifetime_years, cost, one.tonnes, *apart), forms)
        row += 1
    for over in paper.overlaps:
        name = _("重叠：{name}（{ids}）").format(name=over.name, ids="、".join(over.measure_ids))
        put_row(page, row, ("", name, "", "", "", "", over.note, None, None, over.tonnes, None, None), forms)
        row += 1
    costs = sum((Fraction(one.planned.cost_yuan or 0) for one in paper.measures), Fraction(0))
    scope3 = sum((one.scope3_t for one in paper.measures), Fraction(0))
    market = sum((one.market_t for one in paper.measures), Fraction(0))
    sums = ((8, costs, YUAN), (9, paper.planned_t, TONNES_2), (10, scope3, TONNES_2), (11, market, TONNES_2))
    put_sums(page, row, _("合计"), sums, FIRST, len(columns))
    put_notes(page, row + 2, [*findings(paper), paper.factor_note], len(columns))
    page.finish(freeze=(FIRST, 2))


def _money(book: Book, paper: ReductionPaper) -> None:
    columns = (
        Column(_("编号"), 9),
        Column(_("措施"), 32),
        Column(_("计划内"), 10),
        Column(_("年减排，tCO2e"), 13),
        Column(_("投资，元"), 14),
        Column(_("运维，元/年"), 12),
        Column(_("节约，元/年"), 13),
        Column(_("寿命，年"), 9),
        Column(_("年成本，元"), 13),
        Column(_("回收期，年"), 11),
        Column(_("每吨成本，元"), 13),
        Column(_("说明"), 44),
    )
    page = begin(book, MONEY, _("每吨减排成本"), _("改蓝色的数字，年成本、回收期和每吨成本随之重算。"), columns)
    page.text(_RATE_AT[0], _RATE_AT[1] - 1, _("折现率，%"), CENTRED)
    rate = Fraction(paper.discount_percent)
    page.number(*_RATE_AT, rate, number_format(decimals(rate)))
    for row, one in enumerate(paper.money, start=FIRST):
        _money_row(page, row, one)
    put_notes(page, FIRST + len(paper.money) + 1, price_texts(paper), len(columns))
    page.finish(freeze=(FIRST, 2))


def _money_row(page: Page, row: int, one: PaperMoney) -> None:
    told = one.why or one.saving_basis
    put_row(page, row, (one.id, one.name, _("是") if one.in_plan else _("否")), ("", "", ""))
    page.number(row, _TONNES, one.tonnes, TONNES_2)
    amounts = ((_COST, one.cost_yuan), (_UPKEEP, one.upkeep_yuan), (_SAVING, one.saving_yuan))
    for column, amount in amounts:
        if amount is None:
            page.sheet.write_blank(row, column, None, page.book.style({**INPUT, "num_format": YUAN}))
        else:
            page.number(row, column, Fraction(amount), YUAN)
    page.number(row, _LIFE, Fraction(one.lifetime_years), WHOLE)
    cost, upkeep, saving, life, yearly, tonnes = (spot(row, column) for column in (_COST, _UPKEEP, _SAVING, _LIFE, _YEARLY, _TONNES))
    rate = f"${spot(*_RATE_AT)[0]}${_RATE_AT[0] + 1}/100"
    known = f'OR({cost}="",{saving}="")'
    spread = f"IF({rate}=0,{cost}/{life},{cost}*{rate}/(1-(1+{rate})^-{life}))"
    page.formula(row, _YEARLY, f'IF({known},"",{spread}+{upkeep}-{saving})', _cached(one.yearly_cost_yuan), YUAN)
    earned = f"{saving}-{upkeep}"
    page.formula(row, _PAYBACK, f'IF({known},"",IF({earned}>0,{cost}/({earned}),""))', _cached(one.payback_years), "0.0")
    page.formula(row, _EACH, f'IF(OR({yearly}="",{tonnes}<=0),"",{yearly}/{tonnes})', _cached(one.yuan_per_tonne), YUAN)
    page.text(row, _EACH + 1, told)


def _cached(value: Fraction | None) -> Fraction | str:
    return "" if value is None else value


def _best(book: Book, paper: ReductionPaper) -> None:
    columns = (
        Column(_("选中"), 8),
        Column(_("编号"), 9),
        Column(_("措施"), 32),
        Column(_("计划内"), 10),
        Column(_("投资，元"), 14),
        Column(_("年减排，tCO2e"), 14),
        Column(_("为什么"), 70),
    )
    choice = paper.choice
    page = begin(book, BEST, _("预算内的最优组合"), choice.finding if choice else _("还没有填写投资的措施。"), columns)
    if choice is not None:
        row = FIRST
        for one in choice.rows:
            chosen, in_plan = _("选") if one.chosen else "", _("是") if one.in_plan else _("否")
            put_row(
                page, row, (chosen, one.id, one.name, in_plan, one.cost_yuan, one.tonnes, one.why), ("", "", "", "", YUAN, TONNES_2, "")
            )
            row += 1
        put_row(
            page,
            row,
            ("", "", _("选中的合计，已扣重叠"), "", choice.cost_yuan, choice.tonnes, ""),
            ("", "", "", "", YUAN, TONNES_2, ""),
        )
    page.finish(freeze=(FIRST, 3))


def _formulas(book: Book, paper: ReductionPaper) -> None:
    columns = (
        Column(_("编号"), 9),
        Column(_("措施"), 30),
        Column(_("结果"), 18),
        Column(_("公式"), 48),
        Column(_("代入数值"), 60),
        Column(_("数值"), 16),
        Column(_("单位"), 10),
    )
    page, row = begin(book, FORMULAS, _("公式与结果"), _("字母的含义见「参数」。"), columns), FIRST
    for one in paper.measures:
        for each in one.formulas:
            texts = (one.id, one.name, each.label, formula_text(each.formula), formula_text(each.filled))
            put_row(page, row, (*texts, each.value, each.unit), ("", "", "", "", "", PRICE, ""))
            row += 1
    page.finish(freeze=(FIRST, 2))
    columns = (
        Column(_("编号"), 9),
        Column(_("措施"), 30),
        Column(_("字母"), 10),
        Column(_("含义"), 40),
        Column(_("数值"), 16),
        Column(_("单位"), 14),
        Column(_("来源"), 14),
    )
    page, row = begin(book, PARAMETERS, _("公式的参数"), _("缺省值来自措施目录，请按实际情况替换。"), columns), FIRST
    for one in paper.measures:
        for letter in one.parameters:
            value = Fraction(letter.value)
            form = number_format(decimals(value))
            put_row(
                page,
                row,
                (one.id, one.name, letter.name, letter.note, value, unit_words(letter.unit), letter.basis),
                ("", "", "", "", form, "", ""),
            )
            row += 1
    page.finish(freeze=(FIRST, 2))


# ---------------------------------------------------------------- lists by programme


def programmes_workbook(paper: ProgrammesPaper) -> bytes:
    """A sheet for each programme; the same figures give the same bytes."""
    columns = (
        Column(_("编号"), 9),
        Column(_("措施"), 34),
        Column(_("状态"), 18),
        Column(_("年减排，tCO2e"), 15),
        Column(_("对应条目"), 50),
        Column(_("佐证"), 44),
    )

    def write(book: Book) -> None:
        for name, rows in paper.programmes.items():
            page = begin(book, name[:_LONGEST_NAME], name, sentence(), columns)
            for row, one in enumerate(rows, start=FIRST):
                texts = (one.links, "；".join(one.evidence))
                put_row(
                    page,
                    row,
                    (one.id, one.name, one.state or _("未入计划"), one.tonnes or None, *texts),
                    ("", "", "", TONNES_2, "", ""),
                )
            page.finish(freeze=(FIRST, 2), repeat=HEAD_ROW)
        if not paper.programmes:
            begin(book, _("清单"), _("减排措施按计划清单"), _("没有与这类场所有关的计划。"), columns).finish(freeze=(FIRST, 2))

    return paper_workbook(paper.package, _("减排措施按计划清单"), write)
