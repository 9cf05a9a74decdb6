"""Energy of a building per square metre: power in kWh, all energy in coal equivalents (GB/T 2589), as benchmarks count it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from core.accounting.intensity import Quantities, denominator_of
from core.domain.activity import Subject
from core.domain.benchmark import BenchmarkMetric
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionFactor, EmissionSource, Scope, SourceType
from core.domain.inventory import EnergyIntensity
from core.domain.organization import Venue
from core.domain.period import ReportingPeriod

AREA = "profile:building_area"
_POWER_METHODS = ("purchased_electricity", "zero_memo")
_HEAT_METHOD = "purchased_heat"
_FUEL_METHODS = ("fuel", "alcohol_fuel")
_LEFT_OUT_METHODS = ("purchased_cooling", "biomass", "alcohol_fuel")
_USUAL_SET = "common"


def energy_intensities(
    venue: Venue, period: ReportingPeriod, sources: Sequence[EmissionSource], quantities: Quantities, catalogue: Catalogue
) -> tuple[EnergyIntensity, ...]:
    """Power and coal equivalents per square metre and year, for the venue types that have benchmarks of energy.

    Power is what was bought and what own panels gave; the fuel of vehicles and boats is no energy of the building.
    """
    metrics = {fit.metric for fit in catalogue.benchmark_table.fits if fit.venue_type == venue.type_code}
    if not metrics & {BenchmarkMetric.ELECTRICITY_PER_AREA, BenchmarkMetric.KGCE_PER_AREA}:
        return ()
    area = denominator_of(AREA, venue, period, quantities, catalogue)
    own = {source: _quantity(source, period, quantities) for source in sources if source.active}
    used = {source: quantity for source, quantity in own.items() if quantity}
    power = sum((_kwh(source, quantity, catalogue) for source, quantity in used.items()), Fraction(0))
    coal, left_out, factors = _coal(used.items(), catalogue)
    per_area = Fraction(1) / area.value if area.value else None
    return (
        EnergyIntensity(
            code=BenchmarkMetric.ELECTRICITY_PER_AREA.value,
            zh="单位建筑面积用电",
            en="Power per floor area",
            unit="kWh/㎡·a",
            amount=power,
            amount_unit="kWh",
            electricity_kwh=power,
            value=power * per_area if per_area else None,
            basis=area,
            left_out=(),
            factors=(),
        ),
        EnergyIntensity(
            code=BenchmarkMetric.KGCE_PER_AREA.value,
            zh="单位建筑面积综合能耗",
            en="Energy per floor area",
            unit="kgce/㎡·a",
            amount=coal,
            amount_unit="kgce",
            electricity_kwh=power,
            value=coal * per_area if per_area else None,
            basis=area,
            left_out=left_out,
            factors=factors,
        ),
    )


def _quantity(source: EmissionSource, period: ReportingPeriod, quantities: Quantities) -> Fraction:
    return sum((quantities.get((Subject(source.id), month), Fraction(0)) for month in period), Fraction(0))


def _is_power(kind: SourceType) -> bool:
    """Power used in the building; that of suppliers and tenants is scope 3."""
    return kind.method in _POWER_METHODS and kind.scope is not Scope.THREE


def _kwh(source: EmissionSource, quantity: Fraction, catalogue: Catalogue) -> Fraction:
    kind = catalogue.source_types[source.type_code]
    return catalogue.units.convert(quantity, source.unit, "kWh") if _is_power(kind) else Fraction(0)


def _coal(used: Iterable[tuple[EmissionSource, Fraction]], catalogue: Catalogue) -> tuple[Fraction, tuple[str, ...], tuple[str, ...]]:
    """Coal equivalents of all energy of the building, the rows that no coefficient is known for, the coefficients used."""
    total, left_out, factors = Fraction(0), [], []
    for source, quantity in used:
        kind = catalogue.source_types[source.type_code]
        carrier = _carrier(kind)
        if not carrier:
            continue
        factor = coal_factor(carrier, catalogue)
        each = _per_unit(source, kind, factor, catalogue) if factor is not None else None
        if factor is None or each is None:
            left_out.append(source.name)
            continue
        total += quantity * each
        factors.append(factor.id)
    return total, tuple(left_out), tuple(dict.fromkeys(factors))


def _carrier(kind: SourceType) -> str:
    """Name of the energy carrier in the coal-equivalent rows; a name no row has where none is known, empty where it is no energy."""
    if _is_power(kind):
        return "electricity"
    if kind.method == _HEAT_METHOD:
        return "heat"
    if kind.method in _FUEL_METHODS:
        return kind.inputs.get("fuel", kind.code)
    return kind.code if kind.method in _LEFT_OUT_METHODS else ""


def coal_factor(carrier: str, catalogue: Catalogue) -> EmissionFactor | None:
    """The coefficient of a carrier in GB/T 2589; of natural gas the one that provincial standards commonly take."""
    for fuel_set in ("", _USUAL_SET):
        found = catalogue.fuel_parameter(carrier, "kgce", fuel_set)
        if found is not None:
            return found
    return None


def _per_unit(source: EmissionSource, kind: SourceType, factor: EmissionFactor, catalogue: Catalogue) -> Fraction | None:
    """Coal equivalent of one unit of the row, through the density where the row is in litres; None where no way leads there."""
    units, amount, unit = catalogue.units, Fraction(1), source.unit
    if {units[unit].dimension, units[factor.per].dimension} == {"volume", "mass"}:
        density = catalogue.factors.get(kind.inputs.get("density", ""))
        if density is None or units[unit].dimension != units[density.per].dimension:
            return None
        amount, unit = units.convert(amount, unit, density.per) * Fraction(density.value), density.numerator
    if units[unit].dimension != units[factor.per].dimension:
        return None
    return units.convert(amount, unit, factor.per) * Fraction(factor.value)
