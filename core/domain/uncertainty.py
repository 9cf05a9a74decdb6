"""How uncertain a footprint is, and the half-widths that it is computed with (IPCC 2006 Guidelines, volume 1, chapter 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from core.domain.activity import DataQuality
from core.domain.emission import EvidenceMark, Gas, SourceId


class Provenance(Enum):
    """Where a factor comes from, as far as its uncertainty depends on it."""

    ANY = "any"
    OWN = "own"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class HalfWidth:
    """Half of the 95 % interval of a quantity or a factor, in per cent of it.

    Attributes:
        code: a grade A–D, or a kind of factor.
        origin: which document or rule it comes from; for most a proposal of ours.
    """

    code: str
    zh: str
    en: str
    percent: Decimal
    note_zh: str
    note_en: str
    origin: str
    mark: EvidenceMark

    @property
    def relative(self) -> Fraction:
        """The half-width as a share of the value."""
        return Fraction(self.percent) / 100


@dataclass(frozen=True, slots=True)
class FactorUncertainty:
    """Which chains of factors a half-width belongs to; empty `methods` and `gases` and ANY match every chain."""

    half_width: HalfWidth
    methods: tuple[str, ...]
    gases: tuple[Gas, ...]
    provenance: Provenance

    def fits(self, method: str, gas: Gas, provenance: Provenance) -> bool:
        """Whether a chain of this method, gas and provenance is meant."""
        return (
            (not self.methods or method in self.methods)
            and (not self.gases or gas in self.gases)
            and self.provenance in {Provenance.ANY, provenance}
        )


@dataclass(frozen=True, slots=True)
class UncertaintyTable:
    """The half-widths in force: of activity data by grade, of factors by kind; of the latter the first that fits counts."""

    activity: Mapping[DataQuality, HalfWidth]
    factors: tuple[FactorUncertainty, ...]

    def of_factor(self, method: str, gas: Gas, provenance: Provenance) -> HalfWidth:
        """The half-width of a chain; the last row of the table fits every chain."""
        return next(row.half_width for row in self.factors if row.fits(method, gas, provenance))


@dataclass(frozen=True, slots=True)
class SourceUncertainty:
    """One row of the footprint: 95 % half-widths as shares of its tonnes.

    Attributes:
        relative: activity and factors together.
        activity, factor: of its quantities alone, and of its factors alone.
    """

    source_id: SourceId
    relative: Fraction
    activity: Fraction
    factor: Fraction


@dataclass(frozen=True, slots=True)
class InventoryUncertainty:
    """The 95 % half-width of the total of a dossier's own profile.

    Attributes:
        total: the tonnes it belongs to.
        relative: as a share of the total.
        absolute: in tCO2e.
        method: how it was combined, in words.
        used: the half-widths that entered, each once; `proposals` of them are rules of ours.
    """

    total: Fraction
    relative: Fraction
    absolute: Fraction
    by_source: tuple[SourceUncertainty, ...]
    method: str
    used: tuple[HalfWidth, ...]

    @property
    def proposals(self) -> tuple[HalfWidth, ...]:
        """The half-widths that no document we have seen gives."""
        return tuple(one for one in self.used if one.mark is EvidenceMark.UNCHECKED)
