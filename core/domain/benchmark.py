"""Which published benchmarks a venue may be held against, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from core.domain.emission import Benchmark


class BenchmarkMetric(Enum):
    """What a benchmark measures; CONTEXT is read beside the figures and never compared, since its boundary is another."""

    ELECTRICITY_PER_AREA = "electricity_per_area"
    KGCE_PER_AREA = "kgce_per_area"
    CARBON_PER_AREA = "carbon_per_area"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class BenchmarkFit:
    """A group of benchmark rows with the venues they are for.

    Attributes:
        venue_type, field, choices: the type, and which of its profile field's choices; an empty field means every venue of the type.
        zones: climate zones the document covers; empty for all.
        levels: (``constraint``, ``base``, ``guide`` or ``mean``, benchmark id), the loosest first.
        electricity_kgce: kgce a kWh that the document counts with; None for the coefficient of GB/T 2589.
        grid_factor: kgCO2 a kWh that the document's carbon values were computed with; None where it has none.
        whole_building: it holds for a building with all its tenants.
        note_zh, note_en: what must be said beside it.
    """

    code: str
    zh: str
    en: str
    venue_type: str
    field: str
    choices: tuple[str, ...]
    zones: tuple[str, ...]
    metric: BenchmarkMetric
    levels: tuple[tuple[str, str], ...]
    electricity_kgce: Decimal | None
    grid_factor: Decimal | None
    whole_building: bool
    note_zh: str
    note_en: str


@dataclass(frozen=True, slots=True)
class ClimateZone:
    """A climate zone of GB 50176 as far as venues of the region table lie in it."""

    code: str
    zh: str
    en: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkTable:
    """The groups of benchmarks and the climate zones."""

    fits: tuple[BenchmarkFit, ...] = ()
    zones: Mapping[str, ClimateZone] = field(default_factory=dict)

    def zone_of(self, region: str) -> ClimateZone | None:
        """The zone a division lies in; None where it is not told."""
        return next((zone for zone in self.zones.values() if region in zone.regions), None)


@dataclass(frozen=True, slots=True)
class BenchmarkLevel:
    """One value of a group: 约束值, 基准值, 引导值 or 均值."""

    code: str
    row: Benchmark


@dataclass(frozen=True, slots=True)
class BenchmarkComparison:
    """A group of benchmarks held against a venue's year.

    Attributes:
        value: the venue's own figure in `unit`, None where nothing is compared.
        sentence: the comparison with both denominators, or the reason why there is none.
        unchecked: a value of the group has not been held against its original.
    """

    fit: BenchmarkFit
    unit: str
    value: Fraction | None
    levels: tuple[BenchmarkLevel, ...]
    sentence: str
    unchecked: bool
