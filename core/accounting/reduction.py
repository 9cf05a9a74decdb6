"""Expected reductions of measures: energy saved by formula, tonnes by the same factors as the footprint (domain.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.accounting.formula import evaluate
from core.accounting.methods import CARBON_TO_CO2
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionFactor, FuelSet
from core.domain.measure import ReductionMeasure
from core.errors import FileError
from core.i18n import _


@dataclass(frozen=True, slots=True)
class MeasureConstants:
    """The constants a formula may read and the factors its outputs are multiplied with.

    `EF_e` and `EF_mb` in kgCO2/kWh, `EF_g` in kgCO2/Nm³, `NCVk` in kWh/Nm³, densities in kg/L, NCV in GJ/t, fuel factors
    in t of CO2 per t.
    """

    names: Mapping[str, Fraction]
    petrol: Fraction
    diesel: Fraction
    lpg: Fraction
    coal: Fraction
    petrol_density: Fraction

    def worth(self) -> Mapping[str, Fraction]:
        """Kilograms of CO2e for one unit of each output that counts in scopes 1 and 2; coal and direct reductions are in tonnes."""
        return {
            "dE": self.names["EF_e"],
            "dG": self.names["EF_g"],
            "dPet": self.petrol_density * self.petrol,
            "dDie": self.names["rho_die"] * self.diesel,
            "dLPG": self.lpg,
            "dCoal": self.coal * 1000,
            "ER": Fraction(1000),
        }


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What a measure saves in a year.

    Attributes:
        outputs: by formula output: dE kWh, dG Nm³, dPet and dDie L, dLPG kg, dCoal t, dW m³ and so on.
        tonnes: tCO2e of scopes 1 and 2.
        scope3, market_based: tonnes shown apart and never added.
    """

    outputs: Mapping[str, Fraction]
    tonnes: Fraction
    scope3: Fraction
    market_based: Fraction


def constants(catalogue: Catalogue, region: str, year: int, fuel_set: FuelSet = FuelSet.B) -> MeasureConstants:
    """The constants for a place and a year."""
    series = catalogue.grid_series(region)

    def parameter(fuel: str, name: str) -> Fraction:
        return Fraction(_present(catalogue.fuel_parameter(fuel, name, fuel_set.value), f"{fuel}/{name}").value)

    def carbon(fuel: str) -> Fraction:
        """Tonnes of CO2 for a tonne of fuel, or for 10⁴ Nm³ of gas."""
        return parameter(fuel, "ncv") * parameter(fuel, "cc") / 1000 * parameter(fuel, "of") * CARBON_TO_CO2

    def density(fuel: str) -> Fraction:
        return Fraction(_present(catalogue.factors.get(f"density_{fuel}"), f"density_{fuel}").value)

    grid = Fraction(_present(catalogue.for_year(series["province"], year), "EF_e").value)
    residual = Fraction(_present(catalogue.for_year(series["residual"], year), "EF_mb").value)
    names = {
        "EF_e": grid,
        "EF_mb": residual,
        "EF_g": carbon("natural_gas") / 10,
        "NCVk": parameter("natural_gas", "ncv") / 10 / Fraction("3.6"),
        "rho_die": density("diesel"),
        "NCV_die": parameter("diesel", "ncv"),
        "NCV_lpg": parameter("lpg", "ncv"),
        "NCV_coal": parameter("bituminous", "ncv"),
    }
    return MeasureConstants(names, carbon("gasoline"), carbon("diesel"), carbon("lpg"), carbon("bituminous"), density("gasoline"))


def _present(factor: EmissionFactor | None, name: str) -> EmissionFactor:
    if factor is None:
        raise FileError("catalogue.constant", _("因子库缺少「{name}」。").format(name=name), _("因子库不完整，请重新安装程序。"))
    return factor


def expected(measure: ReductionMeasure, values: Mapping[str, Decimal], using: MeasureConstants) -> MeasureResult:
    """What a measure saves with these parameter values; a parameter that is not given has its default."""
    names = dict(using.names)
    for parameter in measure.parameters:
        names[parameter.name] = Fraction(values.get(parameter.name, parameter.default))
    outputs = {output: evaluate(formula, names) for output, formula in measure.formulas}
    return MeasureResult(outputs, tonnes_of(outputs, using), outputs.get("ER3", Fraction(0)), outputs.get("MB", Fraction(0)))


def tonnes_of(outputs: Mapping[str, Fraction], using: MeasureConstants, *only: str) -> Fraction:
    """Tonnes of scopes 1 and 2 of what is saved; only of some outputs where they are named."""
    worth = using.worth()
    return sum((outputs[name] * worth[name] for name in outputs if name in worth and name in (only or worth)), Fraction(0)) / 1000
