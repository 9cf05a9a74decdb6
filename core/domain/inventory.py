"""The greenhouse-gas inventory: every line keeps its factor and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, EvidenceMark, Gas, Scope, SourceType
from core.domain.period import Month, ReportingPeriod
from core.domain.uncertainty import InventoryUncertainty


@dataclass(frozen=True, slots=True)
class FactorUse:
    """One number a calculation multiplied with.

    Attributes:
        symbol: what it is in the formula (``EF``, ``NCV``, ``CC``, ``OF``, ``44/12``, ``GWP``, ``ρ``).
        value: exact value.
        shown: the value as published.
        unit: its unit as printed; empty for a pure number.
        factor_id: id in the catalogue; empty for constants of nature.
        document, clause, vintage, mark: where it comes from.
        gwp_set: the assessment report built into a CO2e factor; empty where none is.
        note: what a reader must know about it, in words: an own factor, a fallback, a default leak rate.
    """

    symbol: str
    value: Fraction
    shown: str
    unit: str
    factor_id: str = ""
    document: str = ""
    clause: str = ""
    vintage: int | None = None
    mark: EvidenceMark = EvidenceMark.TRANSCRIBED
    gwp_set: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EmissionLine:
    """One gas of one source in one month: quantity × the factors in use = tonnes.

    Attributes:
        quantity: in the row's unit, exact.
        uses: the factors, in the order of the formula; their product times the quantity is `tco2e`.
        scope: MEMO for biogenic CO2, HCFCs and other lines that stay out of the total.
        in_p1: counted in profile P1 too (CO2 of fuel, purchased power and heat).
    """

    source_id: str
    month: Month
    quantity: Fraction
    unit: str
    gas: Gas
    scope: Scope
    uses: tuple[FactorUse, ...]
    tco2e: Fraction
    in_p1: bool


@dataclass(frozen=True, slots=True)
class SourceResult:
    """One row of the footprint, built from its lines."""

    source: EmissionSource
    type: SourceType
    lines: tuple[EmissionLine, ...]
    memo: tuple[EmissionLine, ...]
    unanswered: str = ""

    def total(self, *, p1: bool = False) -> Fraction:
        """Tonnes CO2e of the row under P2, or under P1."""
        return sum((line.tco2e for line in self.lines if line.in_p1 or not p1), Fraction(0))

    def quantity(self) -> Fraction:
        """Quantity of the year, each month once."""
        return sum({line.month: line.quantity for line in (*self.lines, *self.memo)}.values(), Fraction(0))

    def of_month(self, month: Month, *, p1: bool = False) -> Fraction:
        """Tonnes CO2e of one month."""
        return sum((line.tco2e for line in self.lines if line.month == month and (line.in_p1 or not p1)), Fraction(0))


@dataclass(frozen=True, slots=True)
class Denominator:
    """What an intensity is divided by, in words.

    Attributes:
        code: ``output:<code>`` or ``profile:<field>``.
        value: exact; a mean over the days of the period where the profile's number changed within it, in whole millionths.
        unit: its unit as printed.
        note: how the mean was weighted; empty where the number held all the time.
    """

    code: str
    zh: str
    en: str
    value: Fraction
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Intensity:
    """Emissions per unit of output; the denominator is always named.

    Attributes:
        value: kgCO2e of profile P2 per denominator unit; None when the denominator is missing.
        value_p1: kgCO2 of profile P1 per denominator unit.
        basis: what the denominator is, with its value and unit.
    """

    code: str
    zh: str
    en: str
    unit: str
    denominator: str
    denominator_value: Fraction
    value: Fraction | None
    value_p1: Fraction | None
    basis: Denominator


@dataclass(frozen=True, slots=True)
class EnergyIntensity:
    """Energy of the building per square metre, because most published benchmarks are energy benchmarks.

    Attributes:
        amount: the energy in `amount_unit`; `electricity_kwh` of it is power, bought or from own panels.
        value: amount per denominator unit; None when the denominator is missing.
        left_out: names of rows whose energy is not in the amount, for want of a coefficient.
        factors: ids of the catalogue rows it was converted with.
    """

    code: str
    zh: str
    en: str
    unit: str
    amount: Fraction
    amount_unit: str
    electricity_kwh: Fraction
    value: Fraction | None
    basis: Denominator
    left_out: tuple[str, ...]
    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GhgInventory:
    """The footprint of one period, computed on demand and never stored until locked.

    Attributes:
        uncertainty: of the total of the method's profile; None where nobody asked for the comparing figures, or there is no total.
        energy: energy intensities of the building; empty for venue types without such benchmarks.
    """

    period: ReportingPeriod
    method: MethodChoice
    results: tuple[SourceResult, ...]
    excluded: tuple[EmissionSource, ...]
    location: tuple[tuple[str, Fraction], ...]
    market_based: Fraction | None
    market_note: str
    intensities: tuple[Intensity, ...]
    quality: tuple[tuple[str, Fraction], ...]
    factor_set: str
    factor_digest: str
    uncertainty: InventoryUncertainty | None = None
    energy: tuple[EnergyIntensity, ...] = ()

    def total(self, *, p1: bool = False) -> Fraction:
        """Tonnes CO2e of all rows."""
        return sum((result.total(p1=p1) for result in self.results), Fraction(0))

    def by_scope(self, *, p1: bool = False) -> dict[Scope, Fraction]:
        """Tonnes CO2e by scope."""
        return {
            scope: sum((line.tco2e for line in self.lines(p1=p1) if line.scope is scope), Fraction(0))
            for scope in (Scope.ONE, Scope.TWO, Scope.THREE)
        }

    def by_gas(self, *, p1: bool = False) -> dict[Gas, Fraction]:
        """Tonnes CO2e by gas, each gas apart."""
        sums: dict[Gas, Fraction] = {}
        for line in self.lines(p1=p1):
            sums[line.gas] = sums.get(line.gas, Fraction(0)) + line.tco2e
        return sums

    def by_month(self, *, p1: bool = False) -> dict[Month, dict[Scope, Fraction]]:
        """Tonnes CO2e by month and scope."""
        table = {month: {scope: Fraction(0) for scope in (Scope.ONE, Scope.TWO, Scope.THREE)} for month in self.period}
        for line in self.lines(p1=p1):
            table[line.month][line.scope] += line.tco2e
        return table

    def lines(self, *, p1: bool = False) -> Iterable[EmissionLine]:
        """All counted lines."""
        return (line for result in self.results for line in result.lines if line.in_p1 or not p1)

    def memo_lines(self) -> Iterable[EmissionLine]:
        """Lines reported beside the total."""
        return (line for result in self.results for line in result.memo)
