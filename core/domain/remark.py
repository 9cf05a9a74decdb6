"""What is written beside the figures and never counted: comments on cells."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.activity import Subject
from core.domain.organization import VenueId
from core.domain.period import Month


@dataclass(frozen=True, slots=True)
class CellComment:
    """A note that people left at a cell of the monthly grid, for themselves and for the reviewer."""

    venue_id: VenueId
    subject: Subject
    month: Month
    text: str
