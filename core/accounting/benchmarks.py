"""Published benchmarks held against a venue's year, never across different factors or boundaries without saying so (factors.md §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.energy import coal_factor
from core.accounting.intensity import profile_on_last_day
from core.domain.benchmark import BenchmarkComparison, BenchmarkFit, BenchmarkLevel, BenchmarkMetric
from core.domain.catalogue import Catalogue
from core.domain.emission import Benchmark, EvidenceMark
from core.domain.inventory import EnergyIntensity, GhgInventory
from core.domain.organization import Venue
from core.domain.quantity import plain, shown, shown_significant
from core.i18n import _, current_language

_POWER = "purchased_electricity"
_OF_POWER = frozenset({_POWER, "market_instrument"})
_LANDLORD = ("boundary", "landlord")


def comparisons(venue: Venue, computed: GhgInventory, catalogue: Catalogue) -> tuple[BenchmarkComparison, ...]:
    """Every group of benchmarks that is for such a venue: compared, or with the reason why it is not."""
    profile = profile_on_last_day(venue, computed.period)
    rows = {row.id: row for row in catalogue.benchmarks}
    case = _Case(venue, profile, computed, catalogue)
    fits = (fit for fit in catalogue.benchmark_table.fits if fit.venue_type == venue.type_code)
    return tuple(_compared(fit, case, rows) for fit in fits if not fit.field or profile.get(fit.field, "") in fit.choices)


@dataclass(frozen=True, slots=True)
class _Case:
    venue: Venue
    profile: Mapping[str, str]
    computed: GhgInventory
    catalogue: Catalogue

    def energy(self, metric: BenchmarkMetric) -> EnergyIntensity | None:
        """The energy intensity of a metric."""
        return next((one for one in self.computed.energy if one.code == metric.value), None)


@dataclass(frozen=True, slots=True)
class _Own:
    """The venue's own figure for a group: its value, and how it was come by."""

    value: Fraction
    words: str


def _compared(fit: BenchmarkFit, case: _Case, rows: Mapping[str, Benchmark]) -> BenchmarkComparison:
    levels = tuple(BenchmarkLevel(code, rows[benchmark]) for code, benchmark in fit.levels)
    unit = levels[0].row.unit.replace("m2", "㎡")
    reason = _why_not(fit, case)
    own = None if reason else _own_figure(fit, case)
    value = own.value if own is not None else None
    sentence = _sentence(fit, levels, unit, own) if own is not None else reason or _no_figure()
    unchecked = any(level.row.mark is EvidenceMark.UNCHECKED for level in levels)
    return BenchmarkComparison(fit, unit, value, levels, sentence + _note(fit), unchecked)


def _why_not(fit: BenchmarkFit, case: _Case) -> str:
    """Why a group cannot be compared with; empty where it can."""
    zone = case.catalogue.benchmark_table.zone_of(case.venue.region)
    if fit.metric is BenchmarkMetric.CONTEXT:
        return _("只作背景，不比较。")
    if fit.zones and zone is None:
        return _("这组指标按气候区取值，场所所在地区的气候区不明，不比较。")
    if fit.zones and zone is not None and zone.code not in fit.zones:
        covered = "、".join(case.catalogue.benchmark_table.zones[code].zh for code in fit.zones)
        return _("场所在{zone}，这组指标只有{covered}的数值，不比较。").format(zone=zone.zh, covered=covered)
    if fit.whole_building and case.profile.get(_LANDLORD[0], "") == _LANDLORD[1]:
        return _("本档案按业主运营边界，不含租户用能；这组指标按全楼能耗定，不比较。")
    if fit.metric is BenchmarkMetric.CARBON_PER_AREA and fit.grid_factor is None:
        return _("这组碳排放指标没有写明所用的电力因子，不与用别的因子算出的结果比较。")
    return ""


def _no_figure() -> str:
    return _("缺建筑面积或用能数据，不比较。")


def _own_figure(fit: BenchmarkFit, case: _Case) -> _Own | None:
    figures = {
        BenchmarkMetric.ELECTRICITY_PER_AREA: _electricity,
        BenchmarkMetric.KGCE_PER_AREA: _coal,
        BenchmarkMetric.CARBON_PER_AREA: _carbon,
    }
    energy = case.energy(fit.metric) or case.energy(BenchmarkMetric.ELECTRICITY_PER_AREA)
    if energy is None or not energy.value:
        return None
    return figures[fit.metric](fit, case, energy)


def _divided(amount: Fraction, unit: str, energy: EnergyIntensity, value: Fraction) -> str:
    """A figure with its denominator: 3,574,760 kWh ÷ 建筑面积 38,600 ㎡ = 92.6 kWh/㎡."""
    basis = energy.basis
    name = basis.en if current_language() == "en" else basis.zh
    return _("{amount} {unit} ÷ {name} {area} {area_unit} = {value} {unit}/{area_unit}").format(
        amount=shown(amount, 0), unit=unit, name=name, area=shown(basis.value, 0), area_unit=basis.unit, value=shown_significant(value)
    )


def _electricity(_fit: BenchmarkFit, _case: _Case, energy: EnergyIntensity) -> _Own:
    value = energy.amount / energy.basis.value
    return _Own(value, _("本场所外购和自发自用电力 {figure}").format(figure=_divided(energy.amount, "kWh", energy, value)))


def _coal(fit: BenchmarkFit, case: _Case, energy: EnergyIntensity) -> _Own:
    """Coal equivalents with the document's own coefficient for power where it has one."""
    usual = coal_factor("electricity", case.catalogue)
    amount, how = energy.amount, ""
    if fit.electricity_kgce is not None and usual is not None:
        amount += energy.electricity_kwh * (Fraction(fit.electricity_kgce) - Fraction(usual.value))
        how = _("（电力按该文件的 {own} kgce/kWh 折算，不用当量值 {usual}）").format(own=fit.electricity_kgce, usual=usual.value)
    value = amount / energy.basis.value
    words = _("本场所建筑用能 {figure}").format(figure=_divided(amount, "kgce", energy, value)) + how
    if energy.left_out:
        words += _("，未折入 {names}").format(names="、".join(energy.left_out))
    return _Own(value, words)


def _carbon(fit: BenchmarkFit, case: _Case, energy: EnergyIntensity) -> _Own:
    """CO2 of profile P1, its power multiplied with the factor of the document instead of the dossier's."""
    results, area = case.computed.results, energy.basis.value
    total = case.computed.total(p1=True)
    power = sum((result.total(p1=True) for result in results if result.type.method in _OF_POWER), Fraction(0))
    kwh = sum(
        (
            case.catalogue.units.convert(result.quantity(), result.source.unit, "kWh")
            for result in results
            if result.type.method == _POWER and result.total(p1=True)
        ),
        Fraction(0),
    )
    amount = (total - power) * 1000 + kwh * Fraction(fit.grid_factor or 0)
    value = amount / area
    words = _("本场所 P1 口径 {figure}（电力按该文件的因子 {factor} kgCO2/kWh 重算；用本档案因子时为 {own}，两者不能直接比）")
    own = shown_significant(total * 1000 / area)
    return _Own(value, words.format(figure=_divided(amount, "kgCO2", energy, value), factor=fit.grid_factor, own=own))


def level_name(code: str) -> str:
    """约束值, 基准值, 引导值 or 均值."""
    return {"constraint": _("约束值"), "base": _("基准值"), "guide": _("引导值"), "mean": _("均值")}[code]


def _sentence(fit: BenchmarkFit, levels: Sequence[BenchmarkLevel], unit: str, own: _Own) -> str:
    """Both figures with their denominators, and where the venue stands between the levels."""
    first = levels[0].row
    document = f"{first.document} {first.clause}".strip()
    values = "、".join(f"{level_name(level.code)} {plain(level.row.value)}" for level in levels)
    name = fit.en if current_language() == "en" else fit.zh
    return _("{own}；{document}「{name}」{values} {unit}，分母为建筑面积。{verdict}").format(
        own=own.words, document=document, name=name, values=values, unit=unit, verdict=_verdict(own.value, levels)
    )


def _verdict(value: Fraction, levels: Sequence[BenchmarkLevel]) -> str:
    """The tightest level that is met, and the next that is not."""
    met = [level for level in levels if value <= Fraction(level.row.value)]
    missed = [level for level in levels if value > Fraction(level.row.value)]
    if not met:
        return _("高于{level}。").format(level=level_name(missed[0].code))
    if not missed:
        return _("不高于{level}。").format(level=level_name(met[-1].code))
    return _("不高于{met}，高于{missed}。").format(met=level_name(met[-1].code), missed=level_name(missed[0].code))


def _note(fit: BenchmarkFit) -> str:
    note = fit.note_en if current_language() == "en" else fit.note_zh
    return note if not note or current_language() != "en" else f" {note}"
