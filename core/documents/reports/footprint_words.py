"""The words of the footprint report: methods, scopes, units, days and references."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.documents.reports.footprint_paper import FootprintPaper
from core.domain.dossier import MethodChoice
from core.domain.emission import EvidenceMark, FuelSet, Gas, GridScope, MethodProfile, Scope, Scope2Basis
from core.domain.finding import Severity
from core.domain.inventory import Denominator, EmissionLine, FactorUse, SourceResult
from core.domain.quantity import canonical, shown, shown_significant, shown_total
from core.i18n import _

TONNES = 2
"""Decimals of tonnes on paper (domain.md §7.1)."""

FACTOR_DIGITS = 6
"""Significant digits of a factor that was multiplied together (no published factor has more)."""


class Numbers:
    """Numbers the sections of a report: 一、 二、 三、 …; a section that is left out leaves no gap."""

    def __init__(self) -> None:
        """Begin with 一."""
        self._given = 0

    def head(self, title: str) -> str:
        """The next number before a title."""
        self._given += 1
        tens, ones = divmod(self._given, len(_DIGITS))
        return f"{'十' * tens}{_DIGITS[ones]}、{title}"


_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")


def day_text(day: date) -> str:
    """A day as people write it: 2025年1月1日."""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def period_text(paper: FootprintPaper) -> str:
    """First and last day of the event or of the period, a single day once."""
    period = paper.inventory.period
    first, last = (paper.event.start, paper.event.end) if paper.event else (period.first_day, period.day_after - timedelta(days=1))
    return day_text(first) if first == last else f"{day_text(first)}—{day_text(last)}"


def profile_text(profile: MethodProfile) -> str:
    """What a method profile counts."""
    if profile is MethodProfile.P1:
        return _("公共建筑指南口径（P1）：燃料燃烧、外购电力和热力的 CO2")
    return _("完整口径（P2）：在公共建筑指南口径之上，另计 CH4、N2O、制冷剂和所选的其他间接排放")


def basis_text(basis: Scope2Basis) -> str:
    """Location-based or market-based."""
    return _("市场法") if basis is Scope2Basis.MARKET else _("基于位置")


def grid_text(grid: str) -> str:
    """Which published average of the grid."""
    return {
        GridScope.PROVINCE.value: _("省级电力平均因子"),
        GridScope.REGION.value: _("区域电力平均因子"),
        GridScope.NATION.value: _("全国电力平均因子"),
    }[grid]


def fuel_set_text(fuel_set: FuelSet, paper: FootprintPaper) -> str:
    """The set of fuel parameters, by the papers that the used values stand in."""
    rows = {row.id: row for row in paper.catalogue.factors.values() if row.fuel_set == fuel_set.value}
    used = dict.fromkeys(use.document for line in paper.inventory.lines() for use in line.uses if use.factor_id in rows)
    words = _("燃料参数集 {code}").format(code=fuel_set.value)
    return f"{words}（{'；'.join(used)}）" if used else words


def method_rows(method: MethodChoice, paper: FootprintPaper) -> list[tuple[str, str]]:
    """The choices that the result depends on."""
    return [
        (_("核算口径"), profile_text(method.profile)),
        (_("外购电力"), f"{basis_text(method.basis)}，{grid_text(method.grid.value)}"),
        (_("GWP 组"), _("IPCC {name}，100 年").format(name=method.gwp_set.value)),
        (_("燃料参数"), fuel_set_text(method.fuel_set, paper)),
    ]


def scope_of(result: SourceResult) -> Scope:
    """The scope that a row's tonnes are counted in."""
    return result.lines[0].scope if result.lines else result.type.scope


def scope_text(scope: Scope) -> str:
    """A scope with its meaning."""
    return {
        Scope.ONE: _("范围一 直接排放"),
        Scope.TWO: _("范围二 外购电力、热力"),
        Scope.THREE: _("范围三 其他间接排放"),
        Scope.MEMO: _("备忘项"),
    }[scope]


def gas_text(gas: Gas) -> str:
    """A gas, or what stands for several."""
    return {
        Gas.CO2E: _("因子未分气体（CO2e）"),
        Gas.BIOGENIC_CO2: _("生物源 CO2"),
        Gas.HCFC: _("HCFC（受控物质）"),
    }.get(gas, gas.value)


def severity_text(severity: Severity) -> str:
    """How much a finding weighs."""
    return {Severity.BLOCK: _("阻断"), Severity.WARN: _("疑问"), Severity.INFO: _("说明")}[severity]


def unit_text(unit: str) -> str:
    """A factor's unit as people write it."""
    return _("比值") if unit == "ratio" else unit.replace("10^4Nm3", "万Nm³").replace("Nm3", "Nm³").replace("/m3", "/m³")


def factor_name(use: FactorUse, paper: FootprintPaper) -> tuple[str, str]:
    """What a factor is called, with its symbol in the formula, and its unit."""
    row = paper.catalogue.factors.get(use.factor_id)
    potential = next((value for value in paper.catalogue.gwp_values if value.id == use.factor_id), None)
    blend = next((blend for blend in paper.catalogue.blends.values() if blend.id == use.factor_id), None)
    if blend is not None:
        # The account carries the component where other factors carry their unit.
        return _("{blend} 中 {part} 的质量分数").format(blend=blend.species, part=use.unit), unit_text("ratio")
    if potential is not None:
        species = potential.species.replace("-fossil", _("（化石源）")).replace("-biogenic", _("（生物源）"))
        return _("{species} 全球增温潜势 {symbol}").format(species=species, symbol=use.symbol), unit_text(use.unit)
    name = row.zh if row is not None else use.factor_id
    return f"{name} {use.symbol}", unit_text(use.unit)


def grade_text(grade: str) -> str:
    """What a grade of data means (domain.md §4.8)."""
    return {
        "A": _("有表计读数或票据原件的账单数据"),
        "B": _("分表或台账记录"),
        "C": _("由其他数据推算"),
        "D": _("缺省值或估算"),
    }[grade]


def factor_text(factor: Fraction) -> str:
    """A factor: in full where it has six decimals at most, else with six significant digits."""
    exact = canonical(factor, FACTOR_DIGITS)
    return f"{Decimal(exact):,f}" if Fraction(exact) == factor else shown_significant(factor, FACTOR_DIGITS)


def tonnes(value: Fraction) -> str:
    """Tonnes as printed."""
    return shown(value, TONNES)


def share_of(value: Fraction, whole: Fraction) -> str:
    """A share in per cent as printed; a dash where there is no whole."""
    return shown(value / whole * 100, 1) if whole else "—"


def intensity_rows(paper: FootprintPaper) -> list[tuple[str, str, str, str, str]]:
    """Name, P2 and P1 value, unit and denominator of each intensity; energy by area stands below."""
    rows = [(one.zh, _figure(one.value), _figure(one.value_p1), one.unit, _denominator(one.basis)) for one in paper.inventory.intensities]
    rows += [(one.zh, _figure(one.value), "", one.unit, _denominator(one.basis)) for one in paper.inventory.energy if one.value]
    return rows


def _figure(value: Fraction | None) -> str:
    return shown_significant(value) if value is not None else "—"


def _denominator(basis: Denominator) -> str:
    """What is divided by, with its number; 未填 where there is none."""
    if not basis.value:
        return _("{name}（未填）").format(name=basis.zh)
    text = f"{basis.zh} {shown_total(basis.value, 0)} {basis.unit}".rstrip()
    return f"{text}（{basis.note}）" if basis.note else text


def mark_of(lines: Iterable[EmissionLine]) -> str:
    """○ where a factor in use was not held against its original."""
    unchecked = any(use.factor_id and use.mark is EvidenceMark.UNCHECKED for line in lines for use in line.uses)
    return EvidenceMark.UNCHECKED.value if unchecked else ""


_EDITION_2025 = date(2026, 7, 1)
"""Day from which GB/T 32150—2025 is in force; before it the edition of 2015 is (domain.md §3.1)."""


def references(written_on: date) -> list[str]:
    """What the account leans on, in the editions of its day; a list and no claim to comply."""
    edition = "2025" if written_on >= _EDITION_2025 else "2015"
    return [
        _("《四川省控制温室气体排放工作方案》（川府发〔2017〕31号）"),
        _("《四川省积极有序推广和规范碳中和方案》（川环发〔2021〕5号）"),
        _("《大型活动碳中和实施指南（试行）》（生态环境部公告2019年第19号）"),
        _("《公共建筑运营单位（企业）温室气体排放核算方法和报告指南（试行）》"),
        _("GB/T 32150—{edition}《工业企业温室气体排放核算和报告通则》").format(edition=edition),
        _("《关于发布2023年电力二氧化碳排放因子的公告》（生态环境部、国家统计局公告2025年第47号）"),
    ]
