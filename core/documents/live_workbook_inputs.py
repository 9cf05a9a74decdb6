"""The two sheets that people may change: quantities by month, and factors; everything else follows from them by formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.documents.live_workbook_pages import (
    CENTRED,
    HEAD_ROW,
    INPUT,
    QUIET,
    SUM,
    WRAPPED,
    Book,
    Column,
    Page,
    Properties,
    decimals,
    fitting,
    number_format,
    spot,
)
from core.documents.live_workbook_plan import BookPlan, QuantityRow
from core.documents.reports.footprint_words import factor_name, scope_of, unit_text
from core.domain.emission import Scope
from core.domain.inventory import EmissionLine, FactorUse
from core.domain.period import Month
from core.i18n import _

QUANTITIES, FACTORS = "活动数据", "因子"

_FIRST_MONTH = 4
_VALUE = 3
_RATIO = re.compile(r"([\d,]+)/([\d,]+)")
_MOST_DIGITS = 15


def scope_word(scope: Scope) -> str:
    """A scope in a cell."""
    return {Scope.ONE: _("范围一"), Scope.TWO: _("范围二"), Scope.THREE: _("范围三"), Scope.MEMO: _("备忘项")}[scope]


@dataclass(slots=True)
class Places:
    """Where quantities, factors and denominators stand, for the formulas that use them."""

    months: Mapping[Month, int]
    total: int
    rows: Mapping[int, int]
    denominators: Mapping[str, int]
    factors: Mapping[FactorUse, int]

    def month(self, month: Month) -> str:
        """The cell with a month's name."""
        return spot(HEAD_ROW, self.months[month], QUANTITIES)

    def quantity(self, row: int, month: Month) -> str:
        """The cell with the quantity of a month."""
        return spot(self.rows[row], self.months[month], QUANTITIES)

    def year(self, row: int) -> str:
        """The cell with the sum of a quantity row."""
        return spot(self.rows[row], self.total, QUANTITIES)

    def denominator(self, code: str) -> str:
        """The cell with the denominator of an intensity."""
        return spot(self.denominators[code], self.total, QUANTITIES)

    def factor(self, use: FactorUse) -> str:
        """The cell with a factor."""
        return spot(self.factors[use], _VALUE, FACTORS)


def write_inputs(book: Book, plan: BookPlan) -> Places:
    """Write both sheets and say where things stand."""
    page = book.page(QUANTITIES)
    months = {month: _FIRST_MONTH + index for index, month in enumerate(plan.book.own.period)}
    places = Places(months, _FIRST_MONTH + len(months), {}, {}, {})
    _head(page, places)
    row = _quantities(page, plan, places)
    _denominators(page, plan, places, row)
    page.finish(freeze=(HEAD_ROW + 1, _FIRST_MONTH))
    places.factors = _factors(book.page(FACTORS), plan)
    return places


def _head(page: Page, places: Places) -> None:
    columns = [Column(_("编号"), 6), Column(_("排放源"), 26), Column(_("范围"), 8), Column(_("单位"), 9)]
    columns += [Column("", 11.5) for _month in places.months]
    columns += [Column(_("合计"), 13), Column(_("备注"), 30)]
    page.title(QUANTITIES, _("蓝底的数照账本抄录，可以改动；合计和其他工作表随之重算。空格表示没有记录，不等于零。"), len(columns))
    page.columns(columns)
    for month, column in places.months.items():
        page.day(HEAD_ROW, column, month.first_day)


def _quantities(page: Page, plan: BookPlan, places: Places) -> int:
    rows: dict[int, int] = {}
    scopes = {plan.codes[str(result.source.id)]: scope_word(scope_of(result)) for result in plan.book.own.results}
    row = HEAD_ROW + 1
    for index, one in enumerate(plan.rows):
        if one.counted and not (index and plan.rows[index - 1].counted):
            row += 1
            page.section(row, _("计入的数量"), _("与记录的数量不同时列在这里：绿电、绿证只计附有凭证的电量，其余按核算方法折算。"))
            row += 2
        rows[index] = row
        _identity(page, row, one, scopes[one.code], plan.book.paper.catalogue.units[one.unit].label)
        _months(page, row, places, one.months)
        note = _difference(one, plan) if one.counted else one.note
        page.text(row, places.total + 1, note, QUIET)
        page.fit(row, {1: one.name, places.total + 1: note})
        row += 1
    places.rows = rows
    return row + 1


def _identity(page: Page, row: int, one: QuantityRow, scope: str, unit: str) -> None:
    for column, (text, look) in enumerate(((one.code, CENTRED), (one.name, WRAPPED), (scope, CENTRED), (unit, CENTRED))):
        page.text(row, column, text, look)


def _difference(one: QuantityRow, plan: BookPlan) -> str:
    recorded = next(row for row in plan.rows if row.code == one.code)
    if recorded.unit != one.unit or recorded.total() == one.total():
        return ""
    return _("记录 {recorded}，计入 {counted}").format(
        recorded=_plain(recorded.total()),
        counted=_plain(one.total()),
    )


def _plain(value: Fraction) -> str:
    return f"{float(value):,.{decimals(value)}f}"


def _months(page: Page, row: int, places: Places, values: Mapping[Month, Fraction]) -> None:
    form = fitting([*values.values(), sum(values.values(), Fraction(0))])
    for month, column in places.months.items():
        if month in values:
            page.number(row, column, values[month], form)
        else:
            page.text(row, column, "", INPUT)
    first, last = spot(row, _FIRST_MONTH), spot(row, places.total - 1)
    page.formula(row, places.total, f"SUM({first}:{last})", sum(values.values(), Fraction(0)), form, {**SUM, "top": 1, "align": "right"})


def _denominators(page: Page, plan: BookPlan, places: Places, row: int) -> None:
    """What intensities are divided by: monthly where it is counted by month, else one number."""
    wanted = list({one.denominator: one for one in plan.book.own.intensities}.values())
    if not wanted:
        return
    page.section(row, _("产出和规模"), _("排放强度的分母。"))
    row += 2
    found: dict[str, int] = {}
    for one in wanted:
        for column, text in enumerate(("", one.basis.zh, "", one.basis.unit)):
            page.text(row, column, text, WRAPPED if column == 1 else CENTRED)
        values = plan.book.outputs.get(one.denominator, {})
        if values and sum(values.values()) == one.denominator_value:
            _months(page, row, places, values)
        else:
            for column in places.months.values():
                page.text(row, column, "")
            if one.denominator_value:
                page.number(row, places.total, one.denominator_value, number_format(decimals(one.denominator_value)))
            else:
                page.text(row, places.total, "", INPUT)
        note = one.basis.note if one.denominator_value else _("未填")
        page.text(row, places.total + 1, note, QUIET)
        page.fit(row, {1: one.basis.zh, places.total + 1: note})
        found[one.denominator] = row
        row += 1
    places.denominators = found


def _factors(page: Page, plan: BookPlan) -> Mapping[FactorUse, int]:
    columns = [
        Column(_("编号"), 6),
        Column(_("符号"), 8),
        Column(_("名称"), 42),
        Column(_("数值"), 14),
        Column(_("单位"), 16),
        Column(_("标记"), 6),
        Column(_("年份"), 7),
        Column(_("文件"), 46),
        Column(_("条款"), 30),
        Column(_("因子编号"), 28),
        Column(_("备注"), 30),
    ]
    page.title(FACTORS, _("每个因子只列一次，计算和市场法都引用这里。● 已与原件核对；◐ 转录一致，未见原件；○ 未核对。"), len(columns))
    page.columns(columns)
    found: dict[FactorUse, int] = {}
    for number, use in enumerate(plan.factors, 1):
        row = HEAD_ROW + number
        found[use] = row
        name, unit = _words(use, plan)
        vintage = "" if use.vintage is None else str(use.vintage)
        texts = (
            f"F{number:02d}",
            use.symbol,
            name,
            "",
            unit,
            use.mark.value,
            vintage,
            use.document,
            use.clause,
            use.factor_id,
            _remark(use),
        )
        for column, text in enumerate(texts):
            page.text(row, column, text, _look(column))
        page.fit(row, dict(enumerate(texts)))
        _value(page, row, use)
    page.finish(freeze=(HEAD_ROW + 1, _VALUE))
    return found


def _look(column: int) -> Properties:
    if column in (0, 1, 5, 6):
        return CENTRED
    return QUIET if column > _VALUE + 3 else WRAPPED


def _words(use: FactorUse, plan: BookPlan) -> tuple[str, str]:
    if use.factor_id:
        name, unit = factor_name(use, plan.book.paper)
        return name.removesuffix(f" {use.symbol}"), unit
    names = {_("换算"): _("单位换算"), "44/12": _("碳换算为 CO2"), "ρ": _("密度"), "1/ρ": _("密度的倒数"), _("抵减"): _("从外购电量中扣除")}
    return names.get(use.symbol, use.symbol), unit_text(use.unit)


def _remark(use: FactorUse) -> str:
    """What a reader must know: an own factor, a fallback, warming potentials that the factor brings along."""
    built_in = _("内含 {gwp_set} 的 GWP").format(gwp_set=use.gwp_set) if use.gwp_set else ""
    return "；".join(part for part in (use.note, built_in) if part)


def _value(page: Page, row: int, use: FactorUse) -> None:
    """A published value is a number that may be changed; a ratio that holds by definition is a formula."""
    form = number_format(decimals(use.value))
    ratio = ratio_of(use)
    if ratio:
        page.formula(row, _VALUE, ratio, use.value, form)
    else:
        page.number(row, _VALUE, use.value, form)


def ratio_of(use: FactorUse) -> str:
    """The ratio that a constant is, as a formula; empty for a number that can be written out."""
    if use.factor_id or use.value.denominator == 1:
        return ""
    printed = _RATIO.fullmatch(use.shown)
    if printed:
        above, below = (int(part.replace(",", "")) for part in printed.groups())
        if below and Fraction(above, below) == use.value:
            return f"{above}/{below}"
    if max(len(str(use.value.numerator)), len(str(use.value.denominator))) > _MOST_DIGITS:
        return ""
    return f"{use.value.numerator}/{use.value.denominator}"


def line_quantity(places: Places, plan: BookPlan, line: EmissionLine) -> str:
    """The cell with the quantity of a line."""
    return places.quantity(plan.row_of(line), line.month)


def year_quantity(places: Places, plan: BookPlan, lines: tuple[EmissionLine, ...]) -> str:
    """The quantity of several months of one source: the sum of its row, or its cells added up where the lines are only some of them."""
    rows = {plan.row_of(line) for line in lines}
    if len(rows) == 1:
        (row,) = rows
        if set(plan.rows[row].months) == {line.month for line in lines}:
            return places.year(row)
    return "+".join(line_quantity(places, plan, line) for line in lines)
