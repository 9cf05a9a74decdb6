"""The footprint as rows of a table: by source, by month, by gas, beside last year. Sums and rounding only; figures are the core's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.domain.activity import ActivityRecord, DataQuality, shares_by_month
from core.domain.emission import EvidenceMark, Gas, Scope
from core.domain.inventory import EmissionLine, GhgInventory, SourceResult
from core.domain.period import Month
from core.domain.quantity import UnitTable, shown, shown_micro, shown_significant
from core.i18n import _
from ui.models.table import Column

Kind = Literal["group", "source", "memo", "total", "plain"]

SCOPES = (Scope.ONE, Scope.TWO, Scope.THREE, Scope.MEMO)
_FACTOR_DIGITS = 5
_KILOGRAMS = 1000
_TYPED = 1000
"""Millionths: what people type has at most three decimals; what days of a bill leave behind has more and is rounded."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the table.

    Attributes:
        key: source id, month or gas; of a group its scope.
        cells: one text for each column.
        tags: words that stand behind the name: 未核对, 未核算.
        tip: what hovering tells.
    """

    kind: Kind
    key: str
    name: str
    cells: tuple[str, ...]
    scope: Scope | None = None
    tags: tuple[str, ...] = ()
    grade: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """This year beside the same months of last year.

    Attributes:
        now: this year's inventory.
        before: last year's; None without data.
        months: last year's months that are compared: those for which this year has figures.
        p1: whether profile P1 is shown.
    """

    now: GhgInventory
    before: GhgInventory | None
    months: frozenset[Month]
    p1: bool = False

    @property
    def whole_year(self) -> bool:
        """Whether all months of the period are compared."""
        return len(self.months) == self.now.period.months

    @property
    def title(self) -> str:
        """Head of last year's column."""
        year = str(self.now.period.start.year - 1)
        return year if self.whole_year else _("{year} 同期").format(year=year)

    def before_of(self, source_id: str) -> Fraction | None:
        """Last year's tonnes of a source in the months compared; None without last year."""
        if self.before is None:
            return None
        result = next((r for r in self.before.results if r.source.id == source_id), None)
        return _sum(result.lines, self) if result is not None else Fraction(0)

    def before_total(self) -> Fraction | None:
        """Last year's total in the months compared."""
        return _sum(tuple(self.before.lines()), self) if self.before is not None else None


def _sum(lines: Sequence[EmissionLine], compared: Compared) -> Fraction:
    wanted = (line for line in lines if line.month in compared.months and (line.in_p1 or not compared.p1))
    return sum((line.tco2e for line in wanted), Fraction(0))


def compare(now: GhgInventory, before: GhgInventory | None, *, p1: bool = False) -> Compared:
    """Set this year beside the same months of last year; a year that is half filled is compared by its half."""
    filled = {line.month for line in (*now.lines(), *now.memo_lines())}
    return Compared(now, before, frozenset(month.plus(-12) for month in filled), p1)


# ---- by source --------------------------------------------------------------------------------------------------------

_NAME, _QUANTITY, _UNIT, _FACTOR, _FACTOR_UNIT, _TONNES, _SHARE, _GRADE, _BEFORE, _CHANGE = range(10)
TONNES_COLUMN = _TONNES
GRADE_COLUMN = _GRADE


def source_columns(compared: Compared) -> tuple[Column[ResultRow], ...]:
    """The columns by source; those of last year only where there is one."""
    titles = [_("排放源"), _("活动数据"), _("单位"), _("因子"), _("因子单位"), _("排放量 tCO₂e"), _("占比 %"), _("质量")]
    aligns: list[Literal["left", "right", "center"]] = ["left", "right", "left", "right", "left", "right", "right", "center"]
    if compared.before is not None:
        titles += [compared.title, _("增减")]
        aligns += ["right", "right"]
    return _columns(titles, aligns)


def _columns(titles: Sequence[str], aligns: Sequence[Literal["left", "right", "center"]]) -> tuple[Column[ResultRow], ...]:
    def column(number: int, title: str, align: Literal["left", "right", "center"]) -> Column[ResultRow]:
        return Column(title, lambda row: row.cells[number - 1] if number else row.name, align, lambda row: row.tip)

    return tuple(column(number, title, align) for number, (title, align) in enumerate(zip(titles, aligns, strict=True)))


def source_rows(compared: Compared, facts: RowFacts, titles: Mapping[Scope, str]) -> tuple[ResultRow, ...]:
    """One row for each source under the sum of its scope, and the total; `titles` says what the scopes are called."""
    now, total = compared.now, compared.now.total(p1=compared.p1)
    rows: list[ResultRow] = []
    for scope in SCOPES:
        members = [result for result in now.results if result.type.scope is scope]
        if not members:
            continue
        tonnes = sum((result.total(p1=compared.p1) for result in members), Fraction(0))
        before = sum((compared.before_of(result.source.id) or Fraction(0) for result in members), Fraction(0))
        filled = any(result.lines or result.memo for result in members)
        ends = _ends(tonnes, total, before, compared, filled=filled)
        rows.append(ResultRow("group", str(int(scope)), titles[scope], ("", "", "", "", *ends[:2], "", *ends[2:]), scope))
        rows += [_source_row(result, total, compared, facts) for result in members]
    ends = _ends(total, total, compared.before_total() or Fraction(0), compared, filled=bool(compared.months))
    rows.append(ResultRow("total", "total", _("合计"), ("", "", "", "", *ends[:2], "", *ends[2:])))
    return tuple(rows)


def _ends(tonnes: Fraction, total: Fraction, before: Fraction, compared: Compared, *, filled: bool = True) -> tuple[str, ...]:
    """Figure and share, and beside them last year and the difference; what has no figure is — and never 0."""
    if not filled:
        return ("—", "—") if compared.before is None else ("—", "—", shown(before, 2), "—")
    share = shown(tonnes / total * 100, 1) if total else "—"
    first = (shown(tonnes, 2), share)
    return first if compared.before is None else (*first, shown(before, 2), signed(tonnes - before))


def _source_row(result: SourceResult, total: Fraction, compared: Compared, facts: RowFacts) -> ResultRow:
    unit = facts.units[result.source.unit]
    tonnes, before = result.total(p1=compared.p1), compared.before_of(result.source.id)
    micro = facts.quantities.get(result.source.id)
    filled = bool(result.lines or result.memo)
    quantity = shown_micro(micro, unit.decimals, exact=micro % _TYPED == 0) if micro is not None else "—"
    factor, factor_unit = combined_factor(result, unit.label)
    ends = _ends(tonnes, total, before or Fraction(0), compared, filled=filled)
    grade = facts.grades.get(result.source.id, "") if filled else ""
    tags = []
    if result.unanswered:
        tags.append(_("未核算"))
    elif any(use.factor_id and use.mark is EvidenceMark.UNCHECKED for line in result.lines for use in line.uses):
        tags.append(_("未核对"))
    cells = (quantity, unit.label, factor, factor_unit, *ends[:2], grade, *ends[2:])
    return ResultRow("source", result.source.id, result.source.name, cells, result.type.scope, tuple(tags), grade, result.unanswered)


def combined_factor(result: SourceResult, unit_label: str) -> tuple[str, str]:
    """The factor of a row: as published where there is just one, else all gases together in kgCO2e, at five digits.

    The parts stand in the side panel; nothing is computed with this text.
    """
    # The same chain stands in every month; a blend has several chains of one gas.
    chains = {(line.gas, line.uses): line.uses for line in result.lines}
    if not chains:
        return "—", ""
    published = [use for uses in chains.values() for use in uses if use.factor_id]
    if len(chains) == 1 and len(published) == 1:
        return published[0].shown, published[0].unit
    coefficient = Fraction(0)
    for uses in chains.values():
        product = Fraction(1)
        for use in uses:
            product *= use.value
        coefficient += product
    name = "kgCO2" if {gas for gas, _uses in chains} == {Gas.CO2} else "kgCO2e"
    return shown_significant(coefficient * _KILOGRAMS, _FACTOR_DIGITS), f"{name}/{unit_label}"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the recorded facts say of each source beside the inventory.

    Attributes:
        units: for the decimals of quantities.
        quantities: millionths of the row's unit in the period, also of sources that cannot be computed yet.
        grades: the data-quality grade under which most of the quantity stands (domain.md §4.8).
    """

    units: UnitTable
    quantities: Mapping[str, int]
    grades: Mapping[str, str]


def row_facts(units: UnitTable, records: Sequence[ActivityRecord], months: Collection[Month]) -> RowFacts:
    """Read them from the records of a period."""
    grades = {record.id: record.grade() for record in records}
    quantities: dict[str, int] = {}
    weights: dict[str, dict[DataQuality, int]] = {}
    for (subject, month), parts in shares_by_month(records).items():
        if month not in months:
            continue
        for record_id, micro in parts:
            quantities[subject] = quantities.get(subject, 0) + micro
            of_source = weights.setdefault(subject, {})
            of_source[grades[record_id]] = of_source.get(grades[record_id], 0) + max(1, abs(micro))
    best = {subject: max(found, key=lambda grade: (found[grade], grade.value)).value for subject, found in weights.items()}
    return RowFacts(units, quantities, best)


# ---- by month, by gas -------------------------------------------------------------------------------------------------


def month_columns(compared: Compared) -> tuple[Column[ResultRow], ...]:
    """The columns by month."""
    titles = [_("月份"), _("范围一"), _("范围二"), _("范围三"), _("排放量 tCO₂e"), _("占比 %")]
    if compared.before is not None:
        titles += [compared.title, _("增减")]
    return _columns(titles, ["left", *["right"] * (len(titles) - 1)])  # type: ignore[list-item]


def month_rows(compared: Compared) -> tuple[ResultRow, ...]:
    """One row for each month; a month without figures shows —."""
    now, total = compared.now, compared.now.total(p1=compared.p1)
    table = now.by_month(p1=compared.p1)
    before = compared.before.by_month(p1=compared.p1) if compared.before is not None else {}
    rows: list[ResultRow] = []
    for month, scopes in table.items():
        earlier = sum(before.get(month.plus(-12), {}).values(), Fraction(0))
        tonnes = sum(scopes.values(), Fraction(0))
        if month.plus(-12) in compared.months:
            cells = (*(shown(scopes[s], 2) for s in SCOPES[:3]), *_ends(tonnes, total, earlier, compared))
        else:
            cells = (*("—",) * 3, *_ends(tonnes, total, earlier, compared, filled=False))
        rows.append(ResultRow("plain", str(month), _("{month} 月").format(month=month.month), cells))
    sums = now.by_scope(p1=compared.p1)
    ends = _ends(total, total, compared.before_total() or Fraction(0), compared, filled=bool(compared.months))
    rows.append(ResultRow("total", "total", _("合计"), (*(shown(sums[s], 2) if compared.months else "—" for s in SCOPES[:3]), *ends)))
    return tuple(rows)


def gas_columns(compared: Compared) -> tuple[Column[ResultRow], ...]:
    """The columns by gas."""
    titles = [_("气体"), _("排放量 tCO₂e"), _("占比 %")]
    if compared.before is not None:
        titles += [compared.title, _("增减")]
    return _columns(titles, ["left", *["right"] * (len(titles) - 1)])  # type: ignore[list-item]


def gas_rows(compared: Compared) -> tuple[ResultRow, ...]:
    """One row for each gas, the total, and below it the lines that are reported beside the total."""
    now, total = compared.now, compared.now.total(p1=compared.p1)
    before = _gases(compared.before, compared) if compared.before is not None else {}
    sums = now.by_gas(p1=compared.p1)
    rows: list[ResultRow] = []
    for gas in Gas:
        if gas in sums:
            rows.append(ResultRow("plain", gas.value, gas.value, _ends(sums[gas], total, before.get(gas, Fraction(0)), compared)))
    rows.append(
        ResultRow(
            "total", "total", _("合计"), _ends(total, total, compared.before_total() or Fraction(0), compared, filled=bool(compared.months))
        )
    )
    memo: dict[Gas, Fraction] = {}
    for line in now.memo_lines():
        memo[line.gas] = memo.get(line.gas, Fraction(0)) + line.tco2e
    names = {Gas.BIOGENIC_CO2: _("生物源 CO₂，备忘"), Gas.HCFC: _("HCFC，备忘")}
    blank = ("", "") if compared.before is not None else ()
    for gas, tonnes in memo.items():
        rows.append(ResultRow("memo", gas.value, names.get(gas, gas.value), (shown(tonnes, 2), "", *blank), tip=_("单列，不计入合计")))
    return tuple(rows)


def _gases(inventory: GhgInventory, compared: Compared) -> Mapping[Gas, Fraction]:
    sums: dict[Gas, Fraction] = {}
    for line in inventory.lines(p1=compared.p1):
        if line.month in compared.months:
            sums[line.gas] = sums.get(line.gas, Fraction(0)) + line.tco2e
    return sums


def signed(value: Fraction) -> str:
    """「+46.60」, 「−5.09」, 「0.00」."""
    text = shown(value, 2)
    return f"+{text}" if value > 0 and text != "0.00" else text


# ---- from last year to this one ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the comparison: a level at both ends, a change between."""

    name: str
    value: Fraction
    level: bool
    scope: Scope | None = None
    key: str = ""


_MOST_STEPS = 6
_SMALLEST = Fraction(1, 200)
"""Tonnes below which a step would read 0.00."""


def steps(compared: Compared, constant: GhgInventory | None) -> tuple[Step, ...]:
    """Last year, the grid factor as a step of its own, the sources that changed most, this year; empty without last year.

    Args:
        compared: the two years.
        constant: last year computed with this year's grid factor.
    """
    start = compared.before_total()
    if compared.before is None or constant is None or not start:
        return ()
    same = Compared(compared.now, constant, compared.months, compared.p1)
    grid = (same.before_total() or Fraction(0)) - start
    changes = [
        Step(
            result.source.name,
            result.total(p1=compared.p1) - (same.before_of(result.source.id) or Fraction(0)),
            False,
            result.type.scope,
            result.source.id,
        )
        for result in compared.now.results
    ]
    changes = sorted((step for step in changes if abs(step.value) >= _SMALLEST), key=lambda step: -abs(step.value))
    rest = compared.now.total(p1=compared.p1) - start - grid - sum((step.value for step in changes[:_MOST_STEPS]), Fraction(0))
    middle = [Step(_("电网因子"), grid, False, Scope.TWO)] if abs(grid) >= _SMALLEST else []
    middle += changes[:_MOST_STEPS]
    if abs(rest) >= _SMALLEST:
        middle.append(Step(_("其余"), rest, False))
    year = compared.now.period.start.year
    end = _("{year} 年") if compared.whole_year else _("{year} 同期")
    last = Step(end.format(year=year), compared.now.total(p1=compared.p1), True)
    return (Step(end.format(year=year - 1), start, True), *middle, last)


def steps_title(found: Sequence[Step]) -> str:
    """The finding that stands over the steps; one of four patterns."""
    start, end = found[0].value, found[-1].value
    grid = next((step.value for step in found if step.name == _("电网因子")), Fraction(0))
    own = end - start - grid
    if own < 0 < grid:
        words = (
            _("用量变化减下 {own} 吨，其中 {grid} 吨被电网因子上升抵去")
            if -own >= grid
            else _("用量变化减下 {own} 吨，电网因子上升又加上 {grid} 吨")
        )
        return words.format(own=shown(-own, 2), grid=shown(grid, 2))
    moved = [step for step in found[1:-1] if step.key]
    change = _("多 {tonnes} 吨") if end > start else _("少 {tonnes} 吨")
    change = change.format(tonnes=shown(abs(end - start), 2))
    if not moved or end == start:
        return _("与 {year}相比{change}").format(year=found[0].name, change=change if end != start else _("没有变化"))
    return _("比 {year}{change}，{name}变化最大（{value}）").format(
        year=found[0].name, change=change, name=moved[0].name, value=signed(moved[0].value)
    )
