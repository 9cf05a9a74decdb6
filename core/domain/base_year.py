"""The base year of a venue, and when it is recalculated (ISO 14064-1:2018, 6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from core.domain.organization import VenueId


class RecalculationReason(Enum):
    """Why a base year is recalculated: the structure changed, the method or a factor was corrected, or an error was found."""

    STRUCTURE = "structure"
    METHOD = "method"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class BaseYearAdjustment:
    """One recalculation of the base year.

    Attributes:
        on: the day it was decided.
        tonnes: what it adds to the base year's tCO2e; negative where it takes away.
        text: what happened, in words that go into the report.
    """

    on: date
    reason: RecalculationReason
    text: str
    tonnes: Decimal


@dataclass(frozen=True, slots=True)
class BaseYear:
    """The base year of a venue.

    Attributes:
        year: the calendar year whose dossier is the base.
        why: why this year was chosen.
        threshold_percent: a change of this share of the base year's total or more asks for recalculation (a proposal of ours: 5).
        adjustments: the recalculations so far, the oldest first.
    """

    venue_id: VenueId
    year: int
    why: str
    threshold_percent: Decimal = Decimal(5)
    adjustments: tuple[BaseYearAdjustment, ...] = ()
