"""The sections of 碳中和经费预算表, in the order in which they are read."""

from __future__ import annotations

from fractions import Fraction

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.carbon_budget_figures import credits_yuan, money, open_yuan, year_figures
from core.documents.reports.footprint_words import Numbers, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.reduction_paper import BudgetPaper
from core.documents.reports.reduction_words import not_subtracted, plain_year, signers, yuan
from core.domain.quantity import shown
from core.i18n import _


def composed(paper: BudgetPaper) -> PaperBuilder:
    """The budget ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made, number = PackageBuilder(paper.package, _("碳中和经费预算表")), Numbers()
    made.section(number.head(_("结论")))
    made.items(findings(paper))
    made.section(number.head(_("减排投资")))
    _investments(made, paper)
    made.section(number.head(_("碳信用")))
    _credits(made, paper)
    made.section(number.head(_("分年汇总")))
    _years(made, paper)
    made.signatures(signers(paper.package), _("（盖公章）"))
    return made


def findings(paper: BudgetPaper) -> list[str]:
    """What it comes to, in sentences."""
    invested = sum((money(one.cost_yuan) for one in paper.lines), Fraction(0))
    said = [
        _("减排措施 {count} 项，投资合计 {yuan} 元。").format(count=len(paper.lines), yuan=yuan(invested))
        if paper.lines
        else _("还没有计划减排措施。")
    ]
    unknown = [one.name for one in paper.lines if one.cost_yuan is None]
    if unknown:
        said.append(_("还没有填投资：{names}。").format(names="、".join(unknown)))
    balance = paper.package.balance
    said.append(
        _("本期排放 {total} tCO2e，应抵消 {needed} t（向上取整），已落实 {held} t，还需购买 {open} t。").format(
            total=tonnes(balance.total),
            needed=shown(balance.needed, 0),
            held=shown(sum(one.tonnes for one in paper.held), 0),
            open=shown(paper.open_tonnes, 0),
        )
    )
    if paper.open_tonnes and paper.price.yuan is None:
        said.append(_("碳信用单价未知，还需购买的部分没有计入金额。"))
    elif paper.open_tonnes and paper.price.yuan is not None:
        said.append(
            _("按 {price} 元/t（{basis}）计，还需 {yuan} 元。").format(
                price=shown(paper.price.yuan, 2), basis=paper.price.basis, yuan=yuan(open_yuan(paper))
            )
        )
    return said


def _investments(made: PaperBuilder, paper: BudgetPaper) -> None:
    if not paper.lines:
        made.paragraph(_("还没有计划减排措施。"))
        return
    columns = (
        Column(_("措施"), 54),
        Column(_("状态"), 28),
        Column(_("开始"), 14),
        Column(_("投资"), 24, _("元"), number=True),
        Column(_("运维"), 20, _("元/年"), number=True),
        Column(_("节约"), 22, _("元/年"), number=True),
        Column(_("寿命"), 14, _("年"), number=True),
    )
    rows = [
        Row(
            (
                f"{one.id} {one.name}",
                one.state,
                plain_year(one.year),
                yuan(one.cost_yuan),
                yuan(one.upkeep_yuan),
                yuan(one.saving_yuan),
                str(one.lifetime_years),
            )
        )
        for one in paper.lines
    ]
    sums = (
        sum((money(one.cost_yuan) for one in paper.lines), Fraction(0)),
        sum((money(one.upkeep_yuan) for one in paper.lines), Fraction(0)),
        sum((money(one.saving_yuan) for one in paper.lines), Fraction(0)),
    )
    rows.append(Row((_("合计"), "", "", *(yuan(value) for value in sums), ""), total=True))
    made.table(columns, rows)
    made.note(_("节约按能源单价估算或由本单位填写；没有单价的记为「—」，不计入合计。"))


def _credits(made: PaperBuilder, paper: BudgetPaper) -> None:
    columns = (
        Column(_("碳信用"), 82),
        Column(_("状态"), 24),
        Column(_("数量"), 20, "t", number=True),
        Column(_("单价"), 22, _("元/t"), number=True),
        Column(_("金额"), 26, _("元"), number=True),
    )
    rows = []
    for one in paper.held:
        price = one.yuan_per_tonne
        rows.append(
            Row(
                (
                    one.name,
                    _("已注销") if one.retired else _("已购，未注销"),
                    shown(one.tonnes, 0),
                    shown(price, 2) if price is not None else MISSING,
                    yuan(price * one.tonnes) if price is not None else MISSING,
                )
            )
        )
    price_text = shown(paper.price.yuan, 2) if paper.price.yuan is not None else MISSING
    rows.append(
        Row(
            (
                _("还需购买（{basis}）").format(basis=paper.price.basis),
                _("未购"),
                shown(paper.open_tonnes, 0),
                price_text,
                yuan(open_yuan(paper)),
            )
        )
    )
    count = sum(one.tonnes for one in paper.held) + paper.open_tonnes
    rows.append(Row((_("合计"), "", shown(count, 0), "", yuan(credits_yuan(paper))), total=True))
    made.table(columns, rows)
    made.note(_("单价由本单位填写或取账本里已购批次的均价，不是市场报价；先减排，后抵消。"))


def _years(made: PaperBuilder, paper: BudgetPaper) -> None:
    columns = (
        Column(_("年度"), 30),
        Column(_("投资"), 26, _("元"), number=True),
        Column(_("运维"), 24, _("元"), number=True),
        Column(_("节约"), 24, _("元"), number=True),
        Column(_("碳信用"), 26, _("元"), number=True),
        Column(_("净支出"), 28, _("元"), number=True),
    )
    figures = year_figures(paper)
    rows = [Row((one.label, yuan(one.investment), yuan(one.upkeep), yuan(one.saving), yuan(one.credits), yuan(one.net))) for one in figures]
    sums = (
        sum((one.investment for one in figures), Fraction(0)),
        sum((one.upkeep for one in figures), Fraction(0)),
        sum((one.saving for one in figures), Fraction(0)),
        sum((one.credits or Fraction(0) for one in figures), Fraction(0)),
        sum((one.net for one in figures), Fraction(0)),
    )
    rows.append(Row((_("合计"), *(yuan(value) for value in sums)), total=True))
    made.table(columns, rows)
    made.note(_("投资记在开始的年度；运维和节约从投入运行的次月起按月计，到寿命结束为止；以后年度的碳信用按当年核算结果另列。"))
    made.note(_("净支出 = 投资 + 运维 − 节约 + 碳信用。"))
    made.note(not_subtracted())
