"""The reference data in force, with its look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.domain.benchmark import BenchmarkTable
from core.domain.change_split import ChangeSplitRule
from core.domain.emission import Benchmark, Blend, EmissionFactor, GwpSet, GwpValue, OutputType, SourceType
from core.domain.finding import CheckRule
from core.domain.measure import ReductionMeasure
from core.domain.quantity import UnitTable
from core.domain.uncertainty import UncertaintyTable


@dataclass(frozen=True, slots=True)
class ProposedSource:
    """A source that such a venue usually has, ticked at the start; `name` is what its row is called."""

    type_code: str
    name_zh: str
    name_en: str
    ticked: bool = True
    species: str = ""


@dataclass(frozen=True, slots=True)
class ProposedOutput:
    """An output row of a venue type; `need` is R required, S should, O optional (domain.md §4.4)."""

    code: str
    need: str


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One field of a venue's profile.

    Attributes:
        kind: ``text``, ``number``, ``integer``, ``choice``, ``date``, ``month``.
        choices: (code, zh, en) for a choice.
        unit: unit code for a number.
        first_run: asked when the venue is made.
    """

    code: str
    zh: str
    en: str
    kind: str
    unit: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()
    required: bool = False
    first_run: bool = False
    help_zh: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class IntensityRule:
    """An intensity a venue type reports: kgCO2e over an output row or a profile field."""

    code: str
    zh: str
    en: str
    unit: str
    denominator: str
    headline: bool = False


@dataclass(frozen=True, slots=True)
class VenueType:
    """One file of venue_types/: rows, outputs, profile, intensities follow from it."""

    code: str
    zh: str
    en: str
    subtitle_zh: str
    subtitle_en: str
    points_zh: tuple[str, ...]
    points_en: tuple[str, ...]
    sources: tuple[ProposedSource, ...]
    outputs: tuple[ProposedOutput, ...]
    profile: tuple[ProfileField, ...]
    intensities: tuple[IntensityRule, ...]
    change_split: ChangeSplitRule | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A division a venue may stand in, with the grid averages that apply there."""

    code: str
    name: str
    province: str
    grid_region: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that changes when a standard changes, read once and frozen.

    Attributes:
        edition: name of this edition of the tables, printed in reports.
        digest: SHA-256 over the files it was read from.
    """

    edition: str
    digest: str
    units: UnitTable
    factors: Mapping[str, EmissionFactor]
    gwp_values: tuple[GwpValue, ...]
    blends: Mapping[str, Blend]
    benchmarks: tuple[Benchmark, ...]
    source_types: Mapping[str, SourceType]
    outputs: Mapping[str, OutputType]
    venue_types: Mapping[str, VenueType]
    measures: Mapping[str, ReductionMeasure]
    rules: Mapping[str, CheckRule]
    regions: Mapping[str, Region]
    uncertainties: UncertaintyTable
    benchmark_table: BenchmarkTable

    def vintages(self, series: str) -> tuple[EmissionFactor, ...]:
        """The rows of a series, oldest vintage first."""
        rows = [factor for factor in self.factors.values() if factor.series == series and factor.vintage is not None]
        return tuple(sorted(rows, key=lambda factor: factor.vintage or 0))

    def for_year(self, series: str, year: int) -> EmissionFactor | None:
        """The vintage of the year, else the latest before it (factors.md R2); None when there is none."""
        known = [factor for factor in self.vintages(series) if (factor.vintage or 0) <= year]
        return known[-1] if known else None

    def fuel_parameter(self, fuel: str, parameter: str, fuel_set: str) -> EmissionFactor | None:
        """One parameter of a fuel in a named set; None when the set lacks it."""
        for factor in self.factors.values():
            if factor.fuel == fuel and factor.parameter == parameter and factor.fuel_set == fuel_set:
                return factor
        return None

    def gwp(self, species: str, gwp_set: GwpSet) -> GwpValue | None:
        """The warming potential of a pure species in a set; None when the set has no value for it.

        AR6 knows methane of fossil origin apart (``CH4-fossil``); the older sets have one value for both.
        """
        for wanted in (species, species.removesuffix("-fossil").removesuffix("-biogenic")):
            for value in self.gwp_values:
                if value.species == wanted and value.gwp_set is gwp_set:
                    return value
        return None

    def shares(self, species: str) -> tuple[tuple[str, Decimal], ...]:
        """A blend as (component, mass share), or the species itself with share 1."""
        blend = self.blends.get(species)
        return blend.components if blend is not None else ((species, Decimal(1)),)

    def grid_series(self, region: str) -> Mapping[str, str]:
        """Series of the province, region and nation averages for a division code, and of the residual mix."""
        place = self.regions.get(region)
        return {
            "province": f"grid_prov_{place.province}" if place else "",
            "region": f"grid_reg_{place.grid_region}" if place else "",
            "nation": "grid_cn_avg",
            "residual": "grid_cn_exmkt",
        }
