"""碳中和经费预算表 as a workbook that computes: change a cost, a month or a price, and the table by year follows."""

from __future__ import annotations

from fractions import Fraction

from core.documents.live_workbook_pages import (
    CENTRED,
    HEAD_ROW,
    INPUT,
    MONTH,
    SUM,
    Book,
    Column,
    Page,
    day_number,
    letter,
    spot,
)
from core.documents.paper_workbook import FIRST, PRICE, WHOLE, YUAN, begin, paper_workbook, put_notes, put_row
from core.documents.reports.carbon_budget_figures import YearFigures, credits_yuan, year_figures
from core.documents.reports.carbon_budget_sections import findings
from core.documents.reports.reduction_paper import BudgetLine, BudgetPaper
from core.documents.reports.reduction_words import not_subtracted, plain_year, signers
from core.i18n import _

YEARS, MEASURES, CREDITS = "预算", "措施", "碳信用"
_YEAR, _FIRST_MONTH, _LIFE, _COST, _UPKEEP, _SAVING, _MONTHS = range(3, 10)
_MONTH_FORM = "0"


def budget_workbook(paper: BudgetPaper) -> bytes:
    """The budget; the same figures give the same bytes."""

    def write(book: Book) -> None:
        page = book.page(YEARS)
        last = _measures(book, paper)
        total = _credits(book, paper)
        _years(page, paper, last, total)

    return paper_workbook(paper.package, _("碳中和经费预算表"), write)


def _blank(page: Page, row: int, column: int, form: str) -> None:
    """A number that nobody knows yet, to be filled in."""
    page.sheet.write_blank(row, column, None, page.book.style({**INPUT, "num_format": form}))


def _measures(book: Book, paper: BudgetPaper) -> int:
    """The measures with the months of each year; the last row of them."""
    columns = (
        Column(_("编号"), 9),
        Column(_("措施"), 32),
        Column(_("状态"), 18),
        Column(_("开始年度"), 10),
        Column(_("运行首月"), 11),
        Column(_("寿命，年"), 9),
        Column(_("投资，元"), 14),
        Column(_("运维，元/年"), 13),
        Column(_("节约，元/年"), 13),
        *(Column(_("{year} 年运行月数").format(year=year), 11) for year in paper.years),
    )
    page = begin(book, MEASURES, _("减排措施"), _("改蓝色的数字，「预算」随之重算；不知道的空着。"), columns)
    for row, one in enumerate(paper.lines, start=FIRST):
        _measure(page, row, one, paper.years)
    page.finish(freeze=(FIRST, 2))
    return FIRST + max(len(paper.lines), 1) - 1


def _measure(page: Page, row: int, one: BudgetLine, years: tuple[int, ...]) -> None:
    put_row(page, row, (one.id, one.name, one.state), ("", "", ""))
    if one.year is None:
        page.text(row, _YEAR, plain_year(None), {**INPUT, "align": "center"})
    else:
        page.number(row, _YEAR, Fraction(one.year), WHOLE)
    if one.first is None:
        _blank(page, row, _FIRST_MONTH, MONTH)
    else:
        page.number(row, _FIRST_MONTH, Fraction(day_number(one.first.first_day)), MONTH)
    page.number(row, _LIFE, Fraction(one.lifetime_years), WHOLE)
    for column, amount in ((_COST, one.cost_yuan), (_UPKEEP, one.upkeep_yuan), (_SAVING, one.saving_yuan)):
        if amount is None:
            _blank(page, row, column, YUAN)
        else:
            page.number(row, column, Fraction(amount), YUAN)
    month, life = f"${letter(_FIRST_MONTH)}{row + 1}", f"${letter(_LIFE)}{row + 1}*12"
    for index, year in enumerate(years):
        before = f"({year}-YEAR({month}))*12+1-MONTH({month})"
        formula = f'IF({month}="",0,MEDIAN(0,{before}+12,{life})-MEDIAN(0,{before},{life}))'
        page.formula(row, _MONTHS + index, formula, one.months_in(year), _MONTH_FORM)


def _credits(book: Book, paper: BudgetPaper) -> str:
    """The credits; the cell of their sum."""
    columns = (
        Column(_("碳信用"), 60),
        Column(_("状态"), 16),
        Column(_("数量，t"), 14),
        Column(_("单价，元/t"), 14),
        Column(_("金额，元"), 16),
    )
    sentence = _("应抵消 = 排放量向上取整到整吨；还需购买 = 应抵消 − 已落实。")
    page, row = begin(book, CREDITS, _("碳信用"), sentence, columns), FIRST
    for one in paper.held:
        state = _("已注销") if one.retired else _("已购，未注销")
        price = None if one.yuan_per_tonne is None else Fraction(one.yuan_per_tonne)
        _credit(page, row, (one.name, state), Fraction(one.tonnes), price)
        row += 1
    name = _("还需购买（{basis}）").format(basis=paper.price.basis)
    total_at = row + 3
    tonnes_cell = f"MAX(0,ROUNDUP({spot(total_at, 2)},0)-SUM({spot(FIRST, 2)}:{spot(row - 1, 2)}))" if paper.held else ""
    tonnes_cell = tonnes_cell or f"MAX(0,ROUNDUP({spot(total_at, 2)},0))"
    _credit(page, row, (name, _("未购")), Fraction(paper.open_tonnes), paper.price.yuan)
    page.formula(row, 2, tonnes_cell, paper.open_tonnes, YUAN)
    row += 1
    for column in range(len(columns)):
        page.text(row, column, _("合计") if column == 0 else "", SUM)
    strong = {**SUM, "align": "right"}
    count = sum(one.tonnes for one in paper.held) + paper.open_tonnes
    page.formula(row, 2, f"SUM({spot(FIRST, 2)}:{spot(row - 1, 2)})", count, YUAN, strong)
    page.formula(row, 4, f"SUM({spot(FIRST, 4)}:{spot(row - 1, 4)})", credits_yuan(paper), YUAN, strong)
    page.text(total_at, 0, _("本期排放量，tCO2e"))
    page.number(total_at, 2, paper.package.balance.total, PRICE)
    page.finish(freeze=(FIRST, 1))
    return spot(row, 4, CREDITS)


def _credit(page: Page, row: int, texts: tuple[str, str], tonnes: Fraction, price: Fraction | None) -> None:
    put_row(page, row, texts, ("", ""))
    page.number(row, 2, tonnes, YUAN)
    if price is None:
        _blank(page, row, 3, PRICE)
    else:
        page.number(row, 3, price, PRICE)
    page.formula(row, 4, f"{spot(row, 2)}*{spot(row, 3)}", (price or Fraction(0)) * tonnes, YUAN)


def _years(page: Page, paper: BudgetPaper, last: int, total: str) -> None:
    columns = [
        Column(_("年度"), 20),
        Column(_("投资，元"), 18),
        Column(_("运维，元"), 18),
        Column(_("节约，元"), 18),
        Column(_("碳信用，元"), 18),
        Column(_("净支出，元"), 18),
    ]
    page.title(_("碳中和经费预算表"), _("净支出 = 投资 + 运维 − 节约 + 碳信用；以后年度的碳信用按当年核算结果另列。"), len(columns))
    page.columns(columns)

    def area(column: int) -> str:
        return f"'{MEASURES}'!${letter(column)}${FIRST + 1}:${letter(column)}${last + 1}"

    own, end, row = paper.years[0], paper.years[-1], FIRST
    figures = year_figures(paper)
    for one in figures:
        page.text(row, 0, one.label, CENTRED)
        if one.year is None:
            # Before the first year, or behind the last one and not known yet.
            early = one is figures[0]
            test = f'"<{own}"' if early else f'">{end}"'
            open_ones = "" if early else f'+SUMIF({area(_YEAR)},"{plain_year(None)}",{area(_COST)})'
            page.formula(row, 1, f"SUMIF({area(_YEAR)},{test},{area(_COST)}){open_ones}", one.investment, YUAN)
            for column in (2, 3, 4):
                page.text(row, column, "")
        else:
            months = area(_MONTHS + paper.years.index(one.year))
            page.formula(row, 1, f"SUMIF({area(_YEAR)},{one.year},{area(_COST)})", one.investment, YUAN)
            page.formula(row, 2, f"SUMPRODUCT({area(_UPKEEP)},{months})/12", one.upkeep, YUAN)
            page.formula(row, 3, f"SUMPRODUCT({area(_SAVING)},{months})/12", one.saving, YUAN)
            if one.credits is None:
                page.text(row, 4, "")
            else:
                page.formula(row, 4, total, one.credits, YUAN)
        cells = [spot(row, column) for column in range(1, 5)]
        page.formula(row, 5, f"N({cells[0]})+N({cells[1]})-N({cells[2]})+N({cells[3]})", one.net, YUAN)
        row += 1
    _totals(page, row, figures)
    notes = [*findings(paper), not_subtracted(), "　　".join(f"{role}：{name or '＿' * 8}" for role, name in signers(paper.package))]
    put_notes(page, row + 2, notes, len(columns))
    page.finish(freeze=(FIRST, 1), repeat=HEAD_ROW)


def _totals(page: Page, row: int, figures: tuple[YearFigures, ...]) -> None:
    sums = (
        sum((one.investment for one in figures), Fraction(0)),
        sum((one.upkeep for one in figures), Fraction(0)),
        sum((one.saving for one in figures), Fraction(0)),
        sum((one.credits or Fraction(0) for one in figures), Fraction(0)),
        sum((one.net for one in figures), Fraction(0)),
    )
    page.text(row, 0, _("合计"), SUM)
    for column, value in enumerate(sums, start=1):
        page.formula(row, column, f"SUM({spot(FIRST, column)}:{spot(row - 1, column)})", value, YUAN, {**SUM, "align": "right"})
