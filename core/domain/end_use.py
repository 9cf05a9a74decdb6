"""End uses of energy: where measures save, and what share of a carrier a venue usually spends there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from core.domain.emission import EvidenceMark


class EndUseKind(Enum):
    """How the savings of several measures at one end use come together (domain.md §5)."""

    SHARED = "shared"
    """What one measure saves is no longer there for the next: base · (1 − ∏(1 − s))."""
    SUPPLY = "supply"
    """It saves nothing but supplies itself, after all savings and never more than is still bought."""
    ENABLING = "enabling"
    """It saves through the measures it makes possible, and counts nothing beside them."""


@dataclass(frozen=True, slots=True)
class UsualShare:
    """What part of a carrier a type of venue usually spends at an end use.

    Attributes:
        mark: how far somebody has checked it; the shares that ship are proposals, ○.
        zh, en: what it is based on, in words.
    """

    percent: Decimal
    mark: EvidenceMark
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class EndUse:
    """Where measures save.

    Attributes:
        measures: ids of the catalogue's measures that save here.
        sources: codes of the source types that feed this end use and nothing else; where a venue has one, its quantity is the base.
        shares: usual share of a carrier by venue type and output.
    """

    code: str
    zh: str
    en: str
    kind: EndUseKind
    measures: tuple[str, ...]
    sources: tuple[str, ...]
    shares: Mapping[tuple[str, str], UsualShare]


@dataclass(frozen=True, slots=True)
class EndUses:
    """All end uses, and which measure saves at which."""

    uses: Mapping[str, EndUse]
    of_measure: Mapping[str, str]

    def use_of(self, measure_id: str, code: str = "") -> EndUse | None:
        """The end use of a measure, or the one that an own measure names; None for one that stands by itself."""
        return self.uses.get(code or self.of_measure.get(measure_id, ""))
