"""Scopes, gases, factors and emission sources, in the words of the GHG Protocol and ISO 14064-1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, IntEnum
from typing import NewType

from core.domain.organization import VenueId

SourceId = NewType("SourceId", str)
MeterId = NewType("MeterId", str)


class Scope(IntEnum):
    """GHG Protocol scope 范围一、二、三; MEMO lines are reported beside the total, never in it."""

    MEMO = 0
    ONE = 1
    TWO = 2
    THREE = 3


class Gas(Enum):
    """The seven gases of GB/T 32150, CO2e where a factor already mixes them, HCFC and biogenic CO2 as memo lines."""

    CO2 = "CO2"
    CH4 = "CH4"
    N2O = "N2O"
    HFC = "HFCs"
    PFC = "PFCs"
    SF6 = "SF6"
    NF3 = "NF3"
    CO2E = "CO2e"
    HCFC = "HCFC"
    BIOGENIC_CO2 = "CO2-biogenic"


class GwpSet(Enum):
    """Assessment report whose 100-year warming potentials a dossier uses."""

    SAR = "SAR"
    AR4 = "AR4"
    AR5 = "AR5"
    AR6 = "AR6"


class FuelSet(Enum):
    """Named set of default fuel parameters; one per dossier, never mixed (factors.md §2)."""

    A = "A"
    B = "B"
    C = "C"


class GridScope(Enum):
    """Which published grid average a location-based figure uses; one is chosen per dossier, all are shown (factors.md R3)."""

    PROVINCE = "province"
    REGION = "region"
    NATION = "nation"


class Scope2Basis(Enum):
    """Location-based or market-based scope 2."""

    LOCATION = "location"
    MARKET = "market"


class MethodProfile(Enum):
    """P1 公共建筑指南口径 (CO2 of fuel, power, heat) or P2 碳中和完整口径 (domain.md N15)."""

    P1 = "P1"
    P2 = "P2"


class EvidenceMark(Enum):
    """How far a catalogue value has been held against its original."""

    CHECKED = "●"
    TRANSCRIBED = "◐"
    UNCHECKED = "○"


@dataclass(frozen=True, slots=True)
class EmissionFactor:
    """One row of the factor table, printed as published.

    Attributes:
        value: as published, never trimmed.
        unit: the unit as printed, such as ``kgCO2/kWh``.
        numerator: unit of the amount above the stroke: ``kg``, ``t``, ``g`` of gas, or ``GJ``, ``tC``, ``kg`` for parameters; may be empty.
        per: code (in units.toml) of the unit below the stroke; empty for pure numbers.
        gas: the gas above the stroke; CO2E for mixed factors; None for parameters.
        fuel, parameter, fuel_set: for fuel parameters: which fuel, which of ``ncv cc of ef density ch4 n2o kgce``, which set.
        gwp_set: the assessment report built into a CO2e factor; empty when none is.
        series: name of the series whose vintages follow each other, such as ``grid_prov_sichuan``; empty otherwise.
        vintage: data year of the value; None where the source has no year.
        usable: ``yes`` or ``fallback``; a fallback is offered, never taken silently.
    """

    id: str
    zh: str
    en: str
    category: str
    scope: str
    value: Decimal
    unit: str
    numerator: str
    per: str
    gas: Gas | None
    fuel: str
    parameter: str
    fuel_set: str
    gwp_set: str
    series: str
    vintage: int | None
    valid_to: int | None
    region: str
    document: str
    clause: str
    mark: EvidenceMark
    usable: str

    @property
    def fallback(self) -> bool:
        """Whether the value is a stopgap from elsewhere: offered and marked, never the default of a row (domain.md §4.1)."""
        return self.usable == "fallback" or self.region in _ABROAD


_ABROAD = frozenset({"英国", "美国", "欧洲"})
"""Regions of the factor table whose values describe another country's supply."""


@dataclass(frozen=True, slots=True)
class GwpValue:
    """A 100-year warming potential in kgCO2e per kg.

    Attributes:
        species: ``CH4``, ``CH4-fossil``, ``N2O``, ``R32`` …
        gas: the group the species is reported under.
    """

    id: str
    species: str
    gas: Gas
    gwp_set: GwpSet
    value: Decimal
    document: str
    clause: str
    mark: EvidenceMark


@dataclass(frozen=True, slots=True)
class Blend:
    """A refrigerant blend by mass share; shares add up to 1."""

    id: str
    species: str
    components: tuple[tuple[str, Decimal], ...]
    document: str
    mark: EvidenceMark


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published intensity to compare with; off by default while its mark is UNCHECKED."""

    id: str
    zh: str
    en: str
    value: Decimal
    unit: str
    region: str
    document: str
    clause: str
    mark: EvidenceMark


@dataclass(frozen=True, slots=True)
class SourceType:
    """A kind of emission source: one table of emission_sources.toml.

    Attributes:
        code: readable code, such as ``grid_electricity``.
        category: ISO 14064-1 category 1–6.
        unit: default row unit; `units` are all that a row may choose.
        method: name in accounting.methods.METHODS.
        inputs: what the method reads, by role: ``fuel``, ``fuel_c``, ``density``, ``ch4``, ``n2o``, ``factor``, ``bridge_value`` …
        species_choices: what a row must say about its substance: the refrigerant or agent, the methanol content (``90%``), the
            coefficient of performance of bought cooling (``COP 3.5``); empty otherwise.
        metered: rows have accounts with bills.
        zero_needs_reason: a month with zero needs its 无用量 reason (rule V03).
        asks_factor: no default factor exists; the person picks one of `factor_choices` or the row is 未核算.
        own_only: nobody has published a factor that fits; only an own factor with its proof answers the row.
        events_only: offered for the items of events, not for the boundary of a venue.
        bill: the paper that proves it, in the trade's words.
    """

    code: str
    zh: str
    en: str
    scope: Scope
    category: int
    unit: str
    units: tuple[str, ...]
    method: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    species_choices: tuple[str, ...] = ()
    factor_choices: tuple[str, ...] = ()
    metered: bool = False
    zero_needs_reason: bool = False
    asks_factor: bool = False
    own_only: bool = False
    events_only: bool = False
    bill: str = ""
    help_zh: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class OutputType:
    """Something the venue produces, the denominator of an intensity: room-nights, visitors, area."""

    code: str
    zh: str
    en: str
    unit: str
    bill: str = ""
    help_zh: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class EmissionSource:
    """One row of a venue's boundary: a source type, named by the person.

    Attributes:
        unit: the row's unit; quantities are kept in millionths of it.
        species: refrigerant, agent, methanol content or coefficient of performance, where the type asks for one.
        factor_id: the factor the person picked, where the type asks for one; an own factor (``own:…``) takes the place of the
            published ones in every method that multiplies a quantity with a factor.
        excluded_reason: why this source is not counted; empty while it is.
        excluded_tonnes: how large what is left out is estimated to be, in tCO2e a year; None while nobody has estimated it.
        operator: who runs it, where that is not the venue itself: a tenant, a concessionaire.
        position: order on the grid.
    """

    id: SourceId
    venue_id: VenueId
    type_code: str
    name: str
    unit: str
    species: str = ""
    factor_id: str = ""
    excluded_reason: str = ""
    position: int = 0
    excluded_tonnes: Decimal | None = None
    operator: str = ""

    @property
    def active(self) -> bool:
        """Whether the source is inside the boundary."""
        return not self.excluded_reason


@dataclass(frozen=True, slots=True)
class Meter:
    """An account or meter 户号 that bills of a source are written for; of a refrigerant row, a machine 设备.

    Attributes:
        account: account number as on the bill.
        multiplier: CT·PT ratio 倍率.
        end_included: how the supplier writes the end of a period: True 含末日, False 末日为下期首日.
        charge: refrigerant charge of a machine in kg; None for a meter.
        machine_class: id of the leak-rate factor of the machine's kind; empty for a meter.
        refrigerant: what the nameplate of a machine names, such as ``R410A``; empty for a meter or where it was not looked up.
    """

    id: MeterId
    source_id: SourceId
    account: str
    name: str = ""
    multiplier: Decimal = Decimal(1)
    end_included: bool = True
    charge: Decimal | None = None
    machine_class: str = ""
    refrigerant: str = ""
