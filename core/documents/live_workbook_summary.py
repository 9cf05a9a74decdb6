"""The sheet of results: every figure a sum over the lines, and the five names other programs rely on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.documents.live_workbook_inputs import Places, scope_word
from core.documents.live_workbook_lines import CODE, GAS, IN_P1, MONTH_AT, SCOPE, Area, Computed, gas_word, yes
from core.documents.live_workbook_pages import (
    CELL,
    CENTRED,
    HEAD_ROW,
    MONTH,
    RIGHT,
    SENTENCE,
    SHARE,
    SUM,
    WRAPPED,
    Book,
    Page,
    Properties,
    day_number,
    fitting,
    quoted,
    spot,
)
from core.documents.live_workbook_plan import BookPlan
from core.documents.reports.footprint_words import basis_text, gas_text, grid_text, scope_text
from core.domain.emission import Gas, Scope, Scope2Basis
from core.domain.inventory import Intensity
from core.domain.quantity import whole_tonnes_up
from core.i18n import _

SUMMARY = "汇总"

_RESULTS = 6
_SCOPES = (Scope.ONE, Scope.TWO, Scope.THREE)
_FULL, _GUIDE, _CODE = 1, 2, 4
_WIDTHS = (36, 18, 22, 18, 18, 22)
_SUM_RIGHT: Properties = {**SUM, "align": "right"}
_WHOLE = "#,##0"
_TWO = "#,##0.00"


@dataclass(slots=True)
class _Cells:
    """Cells that other formulas of the sheet need."""

    full: str = ""
    guide: str = ""
    own: str = ""


def write_summary(book: Book, plan: BookPlan, places: Places, computed: Computed) -> Mapping[str, str]:
    """Write the sheet and say which cell each defined name stands for."""
    writer = _Writer(book.page(SUMMARY), plan, places, computed)
    names = writer.results()
    writer.gases()
    writer.sources()
    writer.months()
    writer.comparisons()
    writer.intensities()
    writer.memo()
    writer.page.finish(freeze=(HEAD_ROW, 1), repeat=1)
    return names


class _Writer:
    """Writes the blocks one below the other; the results stand on top and refer to the blocks."""

    def __init__(self, page: Page, plan: BookPlan, places: Places, computed: Computed) -> None:
        self.page = page
        self.plan = plan
        self.own = plan.book.own
        self.p1 = plan.book.paper.p1
        self.places = places
        self.computed = computed
        self.cells = _Cells()
        self.row = HEAD_ROW

    @property
    def area(self) -> Area:
        """The counted lines."""
        return self.computed.lines

    def results(self) -> Mapping[str, str]:
        """The headline figures, which carry the defined names, and below them the block by scope, which they refer to."""
        page, own = self.page, self.own
        page.title(SUMMARY, _("全部是公式。单位 tCO2e，显示两位小数，单元格里不舍入；只有需抵消量向上取整到整吨。"), len(_WIDTHS))
        page.set_widths(_WIDTHS)
        self._heads((_("结果"), _("数值"), _("单位"), _("说明")))
        first = self.row
        self.cells.own = spot(first, 1)
        self.row = first + _RESULTS
        by_scope = self.scopes()
        below, self.row = self.row, first
        profile, column = self._profile(), _GUIDE if self.p1 else _FULL
        total = own.total(p1=self.p1)
        self._result(
            _("总排放量"), self.cells.guide if self.p1 else self.cells.full, total, note=f"{profile}；{self._electricity()}", look=SUM
        )
        for scope, value in own.by_scope(p1=self.p1).items():
            self._result(scope_text(scope), spot(by_scope[scope], column), value, note=profile)
        market = self._market_result()
        formula = f"ROUNDUP(ROUND(MAX({self.cells.own},0),9),0)"
        need = Fraction(max(0, whole_tonnes_up(total)))
        self._result(_("需抵消量"), formula, need, unit="t", form=_WHOLE, note=_("总排放量向上取整到整吨"))
        self.row = below
        names = {f"scope{int(scope)}_tco2e": spot(first + 1 + index, 1, SUMMARY) for index, scope in enumerate(_SCOPES)}
        return {"total_tco2e": spot(first, 1, SUMMARY), **names, "market_based_tco2e": spot(market, 1, SUMMARY)}

    def _electricity(self) -> str:
        method = self.own.method
        basis = basis_text(method.basis)
        return basis if method.basis is Scope2Basis.MARKET else f"{basis}，{grid_text(method.grid.value)}"

    def _profile(self) -> str:
        return _("公共建筑指南口径 P1") if self.p1 else _("完整口径 P2")

    def _market_result(self) -> int:
        row = self.row
        if self.own.market_based is None:
            note = _("不能计算：{reason}").format(reason=self.own.market_note)
            self._result(_("市场法总排放量"), "NA()", "#N/A", note=note)
        else:
            self._result(_("市场法总排放量"), self.computed.market, self.own.market_based, note=_("完整口径 P2；逐行见「市场法」"))
        return row

    def _result(
        self,
        text: str,
        formula: str,
        value: Fraction | str,
        *,
        unit: str = "tCO2e",
        form: str = _TWO,
        note: str = "",
        look: dict[str, object] | None = None,
    ) -> None:
        style = look or CELL
        self.page.text(self.row, 0, text, style)
        self.page.formula(self.row, 1, formula, value, form, {**style, "align": "right"})
        self.page.text(self.row, 2, unit, {**style, "align": "center", "indent": 0})
        self.page.text(self.row, 3, note, {**SENTENCE, "indent": 1})
        self.row += 1

    # ------------------------------------------------------------ blocks in both profiles

    def _heads(self, titles: Sequence[str]) -> None:
        self.page.heads(self.row, titles)
        self.row += 1

    def _both(self, title: str, first: str) -> None:
        self.row += 1
        self.page.section(self.row, title)
        self.row += 1
        coded = (_("编号"),) if first == _("排放源") else ()
        self._heads((first, _("完整口径 P2"), _("公共建筑指南口径 P1"), _("占本档案总量"), *coded))

    def _pair(self, label: str, condition: tuple[int, str], full: Fraction, guide: Fraction, code: str = "") -> None:
        """A line of a block: P2, P1, and its share of the dossier's own total."""
        page, row = self.page, self.row
        page.text(row, 0, label, WRAPPED)
        if code:
            page.text(row, _CODE, code, CENTRED)
        page.formula(row, _FULL, self.area.sum_if(condition), full, _TWO)
        page.formula(row, _GUIDE, self.area.sum_if(condition, (IN_P1, quoted(yes(True)))), guide, _TWO)
        self._share(row, guide if self.p1 else full)
        self.row += 1

    def _share(self, row: int, part: Fraction) -> None:
        whole = self.own.total(p1=self.p1)
        value: Fraction | str = part / whole if whole else "—"
        cell = spot(row, _GUIDE if self.p1 else _FULL)
        total = f"${self.cells.own[0]}${self.cells.own[1:]}"
        self.page.formula(row, 3, f'IF({total}=0,"—",{cell}/{total})', value, SHARE)

    def _total(self, first: int) -> None:
        """The sums under a block, in both profiles."""
        page, row = self.page, self.row
        page.text(row, 0, _("合计"), SUM)
        for column, value in ((_FULL, self.own.total()), (_GUIDE, self.own.total(p1=True))):
            page.formula(row, column, f"SUM({spot(first, column)}:{spot(row - 1, column)})", value, _TWO, _SUM_RIGHT)
        page.text(row, 3, "", SUM)
        self.row += 1

    def scopes(self) -> Mapping[Scope, int]:
        """By scope: the row of each."""
        self._both(_("按范围"), _("范围"))
        first, full, guide = self.row, self.own.by_scope(), self.own.by_scope(p1=True)
        rows: dict[Scope, int] = {}
        for scope in _SCOPES:
            rows[scope] = self.row
            self._pair(scope_text(scope), (SCOPE, quoted(scope_word(scope))), full[scope], guide[scope])
        self.cells.full, self.cells.guide = spot(self.row, _FULL), spot(self.row, _GUIDE)
        self._total(first)
        return rows

    def gases(self) -> None:
        """By gas, each apart."""
        self._both(_("按气体"), _("气体"))
        first, full, guide = self.row, self.own.by_gas(), self.own.by_gas(p1=True)
        for gas in (gas for gas in Gas if gas in full):
            self._pair(gas_text(gas), (GAS, quoted(gas_word(gas))), full[gas], guide.get(gas, Fraction(0)))
        if full:
            self._total(first)

    def sources(self) -> None:
        """By source, in the order of the account."""
        self._both(_("按排放源"), _("排放源"))
        first = self.row
        for result in self.own.results:
            code = self.plan.codes[str(result.source.id)]
            if result.unanswered:
                self._unanswered(result.source.name, code)
                continue
            self._pair(result.source.name, (CODE, spot(self.row, _CODE)), result.total(), result.total(p1=True), code)
        if self.own.results:
            self._total(first)

    def _unanswered(self, name: str, code: str) -> None:
        """A source that could not be computed: not zero, but not known."""
        page, row = self.page, self.row
        page.text(row, 0, name, WRAPPED)
        for column in (_FULL, _GUIDE, 3):
            page.text(row, column, "—", RIGHT)
        page.text(row, _CODE, code, CENTRED)
        page.text(row, _CODE + 1, _("未核算"), {**SENTENCE, "indent": 1})
        self.row += 1

    def months(self) -> None:
        """By month: the scopes in the dossier's own profile, the totals in both."""
        self.row += 1
        self.page.section(self.row, _("按月"))
        self.row += 1
        scopes = [f"{scope_word(scope)}（{'P1' if self.p1 else 'P2'}）" for scope in _SCOPES]
        self._heads((_("月份"), *scopes, _("完整口径 P2"), _("公共建筑指南口径 P1")))
        first = self.row
        table = self.own.by_month(p1=self.p1)
        full, guide = self.own.by_month(), self.own.by_month(p1=True)
        profile = ((IN_P1, quoted(yes(True))),) if self.p1 else ()
        for month, row in table.items():
            here = (MONTH_AT, spot(self.row, 0))
            self.page.formula(self.row, 0, self.places.month(month), day_number(month.first_day), MONTH, CELL)
            for column, scope in enumerate(_SCOPES, 1):
                formula = self.area.sum_if(here, (SCOPE, quoted(scope_word(scope))), *profile)
                self.page.formula(self.row, column, formula, row[scope], _TWO)
            self.page.formula(self.row, 4, self.area.sum_if(here), sum(full[month].values(), Fraction(0)), _TWO)
            only_guide = self.area.sum_if(here, (IN_P1, quoted(yes(True))))
            self.page.formula(self.row, 5, only_guide, sum(guide[month].values(), Fraction(0)), _TWO)
            self.row += 1
        self.page.text(self.row, 0, _("合计"), SUM)
        by_scope = self.own.by_scope(p1=self.p1)
        sums = [*(by_scope[scope] for scope in _SCOPES), self.own.total(), self.own.total(p1=True)]
        for column, value in enumerate(sums, 1):
            self.page.formula(self.row, column, f"SUM({spot(first, column)}:{spot(self.row - 1, column)})", value, _TWO, _SUM_RIGHT)
        self.row += 1

    # ------------------------------------------------------------ comparisons, intensities, memo

    def comparisons(self) -> None:
        """The three grid averages and the market-based total beside the dossier's own choice."""
        self.row += 1
        self.page.section(self.row, _("外购电力的几种算法"), _("完整口径 P2 的总排放量；只换电力因子。不同因子的结果不能直接相比。"))
        self.row += 2
        self._heads((_("算法"), "tCO2e", _("与完整口径 P2 之差"), _("本档案采用")))
        full, method = self.own.total(), self.own.method
        values = dict(self.own.location)
        for grid, cell in self.computed.grids:
            text = f"{basis_text(Scope2Basis.LOCATION)}，{grid_text(grid.value)}"
            chosen = method.basis is Scope2Basis.LOCATION and method.grid is grid
            self._comparison(text, cell, values[grid.value], full, chosen=chosen)
        if self.own.market_based is not None:
            chosen = method.basis is Scope2Basis.MARKET
            self._comparison(basis_text(Scope2Basis.MARKET), self.computed.market, self.own.market_based, full, chosen=chosen)

    def _comparison(self, text: str, cell: str, value: Fraction, full: Fraction, *, chosen: bool) -> None:
        page, row = self.page, self.row
        page.text(row, 0, text, WRAPPED)
        page.formula(row, 1, cell, value, _TWO)
        page.formula(row, 2, f"{spot(row, 1)}-{self.cells.full}", value - full, _TWO)
        page.text(row, 3, yes(condition=True) if chosen else "", CENTRED)
        self.row += 1

    def intensities(self) -> None:
        """Emissions by what the venue produces; the denominator is always named."""
        if not self.own.intensities:
            return
        self.row += 1
        self.page.section(self.row, _("排放强度"))
        self.row += 1
        self._heads((_("指标"), _("完整口径 P2"), _("公共建筑指南口径 P1"), _("单位"), _("分母的数量"), _("分母")))
        for one in self.own.intensities:
            self._intensity(one)

    def _intensity(self, one: Intensity) -> None:
        page, row = self.page, self.row
        page.text(row, 0, one.zh, WRAPPED)
        below = spot(row, 4)
        page.formula(row, 4, self.places.denominator(one.denominator), one.denominator_value, fitting([one.denominator_value]))
        for column, total, value in ((_FULL, self.cells.full, one.value), (_GUIDE, self.cells.guide, one.value_p1)):
            formula = f'IF({below}=0,"—",{total}*1000/{below})'
            page.formula(row, column, formula, "—" if value is None else value, "#,##0.0000")
        page.text(row, 3, one.unit, CENTRED)
        page.text(row, 5, f"{one.basis.zh}（{one.basis.unit}）" if one.basis.unit else one.basis.zh, CENTRED)
        self.row += 1

    def memo(self) -> None:
        """Lines beside the total, by source and gas."""
        sums: dict[tuple[str, Gas], Fraction] = {}
        for line in self.own.memo_lines():
            sums[line.source_id, line.gas] = sums.get((line.source_id, line.gas), Fraction(0)) + line.tco2e
        if not sums:
            return
        self.row += 1
        self.page.section(self.row, _("备忘项"), _("不计入总量。"))
        self.row += 2
        self._heads((_("排放源"), "tCO2e", _("气体"), _("编号")))
        names = {str(result.source.id): result.source.name for result in self.own.results}
        for (source_id, gas), value in sums.items():
            page, row = self.page, self.row
            page.text(row, 0, names[source_id], WRAPPED)
            page.text(row, 2, gas_word(gas), CENTRED)
            page.text(row, 3, self.plan.codes[source_id], CENTRED)
            page.formula(row, 1, self.computed.memo.sum_if((CODE, spot(row, 3)), (GAS, spot(row, 2))), value, _TWO)
            self.row += 1
