"""How well a baseline must fit before a saving is taken from it, and what usually drives the use of a venue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class UsualDrivers:
    """What drives the use of a type of venue (domain.md §5).

    Attributes:
        outputs: codes of outputs that the ledger keeps.
        typed_zh, typed_en: name of one that is typed, such as degree days; empty for none.
    """

    outputs: tuple[str, ...]
    typed_zh: str
    typed_en: str


@dataclass(frozen=True, slots=True)
class ProofLimits:
    """The limits with the documents they are taken from.

    Attributes:
        r2: least share of the variation that the drivers explain.
        cv_percent: largest CV(RMSE) in percent.
        mark: how far the documents were checked.
        drivers: by code of the venue type.
    """

    r2: Decimal
    r2_document: str
    cv_percent: Decimal
    cv_document: str
    mark: str
    drivers: Mapping[str, UsualDrivers]
