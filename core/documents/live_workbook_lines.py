"""The sheets that compute: one row for each emission line, quantity × factors = tonnes, each a reference or a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.documents.live_workbook_inputs import Places, line_quantity, scope_word, year_quantity
from core.documents.live_workbook_pages import (
    CELL,
    CENTRED,
    HEAD_ROW,
    MONTH,
    QUIET,
    SUM,
    TONNES,
    WRAPPED,
    Book,
    Column,
    Page,
    day_number,
    decimals,
    fitting,
    letter,
    number_format,
    quoted,
    spot,
)
from core.documents.live_workbook_plan import BookPlan
from core.documents.reports.footprint_words import gas_text, grid_text
from core.domain.emission import Gas, GridScope
from core.domain.inventory import EmissionLine, FactorUse, GhgInventory
from core.i18n import _

LINES, MARKET = "计算", "市场法"

CODE, NAME, MONTH_AT, GAS, SCOPE, IN_P1, SWINGS, QUANTITY, UNIT = range(9)
_FIRST_FACTOR = 9


@dataclass(frozen=True, slots=True)
class Area:
    """Rows of lines that sums run over."""

    sheet: str
    first: int
    last: int
    tonnes: int

    def column(self, column: int) -> str:
        """One column of the rows, fixed."""
        return f"{spot(self.first, column, self.sheet)}:${letter(column)}${self.last + 1}"

    def sum_if(self, *conditions: tuple[int, str]) -> str:
        """The tonnes of the rows that meet every condition: a column and what stands in it."""
        if not conditions:
            return f"SUM({self.column(self.tonnes)})"
        asked = ",".join(f"{self.column(column)},{wanted}" for column, wanted in conditions)
        return f"SUMIFS({self.column(self.tonnes)},{asked})"


@dataclass(frozen=True, slots=True)
class Computed:
    """Where the results of the computing sheets stand.

    Attributes:
        market: cell of the market-based total; empty where it cannot be computed.
        grids: cell of the total with each grid average.
    """

    lines: Area
    memo: Area
    market: str
    grids: tuple[tuple[GridScope, str], ...]


def gas_word(gas: Gas) -> str:
    """A gas in a cell and in the conditions of sums."""
    return gas.value if gas is Gas.CO2E else gas_text(gas)


def yes(condition: bool) -> str:
    """Yes or no, as it stands in a cell and in the conditions of sums."""
    return _("是") if condition else _("否")


def write_lines(book: Book, plan: BookPlan, places: Places) -> Computed:
    """Write both sheets and say where the results stand."""
    writer = _Writer(book.page(LINES), plan, places)
    columns = writer.columns()
    writer.page.title(
        LINES, _("一行是一个排放源一个月的一种气体：数量 × 因子 = tCO2e。数量引自「活动数据」，因子引自「因子」。"), len(columns)
    )
    writer.page.columns(columns)
    own = plan.book.own
    lines = writer.block(HEAD_ROW + 1, own.lines())
    row = writer.total(lines.last + 1, _("合计"), lines)
    row += 1
    memo_lines = tuple(own.memo_lines())
    writer.page.section(row, _("备忘项"), _("生物源 CO2、HCFC 等另行列出，不计入总量。") if memo_lines else _("本档案没有备忘项。"))
    memo = writer.block(row + 2, memo_lines)
    grids, row = [], memo.last + 2
    for grid, account in plan.book.grids:
        writer.page.section(row, _("比较：{grid}").format(grid=grid_text(grid.value)), _("只换电力因子，其余不变。"))
        cell, row = writer.comparison(row + 2, account, lines, by_year=True)
        grids.append((grid, cell))
    writer.page.finish(freeze=(HEAD_ROW + 1, 2))
    return Computed(lines, memo, _market(book, plan, places, lines), tuple(grids))


def _market(book: Book, plan: BookPlan, places: Places, lines: Area) -> str:
    """The market-based total, line by line, or the sentence why it cannot be computed."""
    writer = _Writer(book.page(MARKET), plan, places)
    columns = writer.columns()
    possible = plan.book.own.market_based is not None
    sentence = (
        _("外购电力扣除附有凭证的绿电、绿证后，按不含市场化交易非化石电量的因子计算；其他排放源与「计算」相同。")
        if possible
        else _("不能计算：{reason}").format(reason=plan.book.own.market_note)
    )
    writer.page.title(MARKET, sentence, len(columns))
    writer.page.set_widths([column.width for column in columns])
    cell, row = "", HEAD_ROW
    if possible:
        writer.page.heads(row, [column.title for column in columns])
        row += 1
        cell, row = writer.comparison(row, plan.book.market, lines, by_year=False)
    _instruments(writer, plan, places, row)
    writer.page.finish(freeze=(HEAD_ROW + 1, 2))
    return cell


def _instruments(writer: _Writer, plan: BookPlan, places: Places, row: int) -> None:
    """What was recorded of green power, what of it counts, and the difference."""
    pairs = [
        (index, number)
        for number, one in enumerate(plan.rows)
        for index, other in enumerate(plan.rows)
        if one.counted and not other.counted and one.code == other.code and one.unit == other.unit
    ]
    if not pairs:
        return
    page = writer.page
    page.section(row, _("记录的数量和计入的数量"), _("没有凭证的电量不计入。"))
    row += 2
    for column, text in enumerate((_("编号"), _("排放源"), _("记录"), _("计入"), _("未计入"))):
        page.text(row, column, text, CENTRED)
    for recorded, counted in pairs:
        row += 1
        one, other = plan.rows[recorded], plan.rows[counted]
        page.text(row, 0, one.code, CENTRED)
        page.text(row, 1, one.name, WRAPPED)
        form = fitting([one.total(), other.total()])
        page.formula(row, 2, places.year(recorded), one.total(), form)
        page.formula(row, 3, places.year(counted), other.total(), form)
        page.formula(row, 4, f"{spot(row, 2)}-{spot(row, 3)}", one.total() - other.total(), form)


class _Writer:
    """Writes rows of lines on one sheet."""

    def __init__(self, page: Page, plan: BookPlan, places: Places) -> None:
        self.page = page
        self.plan = plan
        self.places = places
        self.names = {str(result.source.id): result.source.name for result in plan.book.own.results}
        self.formula_at = _FIRST_FACTOR + plan.longest_chain()
        self.tonnes = self.formula_at + 1

    def columns(self) -> list[Column]:
        """The columns: what is counted, the quantity, the chain of factors, the tonnes."""
        fixed = [
            Column(_("编号"), 6),
            Column(_("排放源"), 26),
            Column(_("月份"), 9.5),
            Column(_("气体"), 12),
            Column(_("范围"), 8),
            Column(_("计入 P1"), 8),
            Column(_("随电力因子变"), 9),
            Column(_("数量"), 14),
            Column(_("单位"), 8),
        ]
        factors = [Column(_("因子 {number}").format(number=number), 10) for number in range(1, self.plan.longest_chain() + 1)]
        return [*fixed, *factors, Column(_("算式"), 38), Column("tCO2e", 16)]

    def block(self, row: int, lines: Iterable[EmissionLine]) -> Area:
        """Rows for lines; at least one row, so that sums have something to run over."""
        first = row
        for line in lines:
            self._identity(row, line)
            self.page.formula(row, MONTH_AT, self.places.month(line.month), day_number(line.month.first_day), MONTH, CENTRED)
            self._product(row, line, line_quantity(self.places, self.plan, line), line.quantity, line.tco2e)
            row += 1
        return Area(self.page.name, first, max(first, row - 1), self.tonnes)

    def total(self, row: int, text: str, area: Area) -> int:
        """A line under rows with their sum."""
        value = sum((line.tco2e for line in self.plan.book.own.lines()), Fraction(0))
        self._sum(row, text, area.sum_if(), value)
        return row + 1

    def comparison(self, row: int, account: GhgInventory, lines: Area, *, by_year: bool) -> tuple[str, int]:
        """What follows the factor of electricity counted anew, and the rest taken over: the cell of the total, and the next free row."""
        swinging = self.plan.swinging_lines(account)
        area = self._by_year(row, swinging) if by_year else self.block(row, swinging)
        row = area.last + 1
        counted = sum((line.tco2e for line in swinging), Fraction(0))
        rest = sum((line.tco2e for line in self.plan.book.own.lines() if line.source_id not in self.plan.swinging), Fraction(0))
        self._sum(row, _("小计：随电力因子变的排放源"), area.sum_if(), counted)
        self._sum(row + 1, _("其他排放源（同「计算」）"), lines.sum_if((SWINGS, quoted(yes(False)))), rest)
        self._sum(row + 2, _("合计"), f"{spot(row, self.tonnes)}+{spot(row + 1, self.tonnes)}", counted + rest)
        return spot(row + 2, self.tonnes, self.page.name), row + 4

    def _by_year(self, row: int, lines: Iterable[EmissionLine]) -> Area:
        """One row for a source and a gas: chains are linear, so the year's quantity goes through once."""
        first = row
        groups: dict[tuple[object, ...], list[EmissionLine]] = {}
        for line in lines:
            groups.setdefault((line.source_id, line.gas, line.scope, line.uses, line.unit, line.in_p1), []).append(line)
        for group in groups.values():
            members = tuple(group)
            self._identity(row, members[0])
            self.page.text(row, MONTH_AT, _("全期"), CENTRED)
            quantity = sum((line.quantity for line in members), Fraction(0))
            tonnes = sum((line.tco2e for line in members), Fraction(0))
            self._product(row, members[0], year_quantity(self.places, self.plan, members), quantity, tonnes)
            row += 1
        return Area(self.page.name, first, max(first, row - 1), self.tonnes)

    def _identity(self, row: int, line: EmissionLine) -> None:
        texts = {
            CODE: self.plan.codes[line.source_id],
            NAME: self.names[line.source_id],
            GAS: gas_word(line.gas),
            SCOPE: scope_word(line.scope),
            IN_P1: yes(line.in_p1),
            SWINGS: yes(line.source_id in self.plan.swinging),
            UNIT: self.plan.book.paper.catalogue.units[line.unit].label,
        }
        for column, text in texts.items():
            self.page.text(row, column, text, CELL if column == NAME else CENTRED)

    def _product(self, row: int, line: EmissionLine, quantity: str, amount: Fraction, tonnes: Fraction) -> None:
        page = self.page
        page.formula(row, QUANTITY, quantity, amount, fitting([amount]))
        for index in range(self.plan.longest_chain()):
            if index < len(line.uses):
                use = line.uses[index]
                page.formula(row, _FIRST_FACTOR + index, self.places.factor(use), use.value, number_format(decimals(use.value)))
            else:
                page.text(row, _FIRST_FACTOR + index, "")
        page.text(row, self.formula_at, chain_text(line.uses), {**QUIET, "text_wrap": False})
        cells = [spot(row, QUANTITY), *(spot(row, _FIRST_FACTOR + index) for index in range(len(line.uses)))]
        page.formula(row, self.tonnes, "*".join(cells), tonnes)

    def _sum(self, row: int, text: str, formula: str, value: Fraction) -> None:
        for column in range(self.tonnes):
            self.page.text(row, column, text if column == NAME else "", SUM)
        self.page.formula(row, self.tonnes, formula, value, TONNES, {**SUM, "align": "right"})


def chain_text(uses: Sequence[FactorUse]) -> str:
    """The formula in symbols."""
    return " × ".join((_("数量"), *(use.symbol for use in uses)))
