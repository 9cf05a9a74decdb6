"""Reduction measures as the catalogue describes them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.domain.emission import EvidenceMark


@dataclass(frozen=True, slots=True)
class MeasureParameter:
    """One named number of a measure's formula, with its range."""

    name: str
    unit: str
    note: str
    low: Decimal
    high: Decimal
    default: Decimal


@dataclass(frozen=True, slots=True)
class ReductionMeasure:
    """One of the catalogue's measures; formulas are plain expressions over named parameters (domain.md §5)."""

    id: str
    venue_types: tuple[str, ...]
    zh: str
    en: str
    formulas: tuple[tuple[str, str], ...]
    parameters: tuple[MeasureParameter, ...]
    lifetime_years: int
    proof: str
    mark: EvidenceMark
