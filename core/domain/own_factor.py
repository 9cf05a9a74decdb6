"""Factors that the ledger's own people bring: a supplier's value or a test report, with the file that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NewType

from core.domain.activity import EvidenceId
from core.domain.emission import EmissionFactor, EvidenceMark, Gas

OwnFactorId = NewType("OwnFactorId", str)

PREFIX = "own:"
"""How the id of an own factor begins wherever factors are named, so that nobody takes it for a published one."""


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """A factor with its proof; immutable, a new value is a new row (factors.md R1).

    Attributes:
        name: what it is, in the person's words.
        value: as written in the document, never trimmed.
        numerator: code of the unit of gas above the stroke: ``kg``, ``t``, ``g``.
        per: code of the unit below the stroke.
        gas: the gas above the stroke; CO2E for mixed factors.
        document: title, number and publisher of the document.
        clause: page, table or line in it.
        vintage: data year; None where the document has none.
        evidence: the files that prove it; without one the factor blocks locking.
    """

    id: OwnFactorId
    name: str
    value: Decimal
    numerator: str
    per: str
    gas: Gas
    document: str
    clause: str = ""
    vintage: int | None = None
    evidence: tuple[EvidenceId, ...] = ()

    @property
    def factor_id(self) -> str:
        """The id under which sources, lines and tables name it."""
        return PREFIX + self.id

    @property
    def unit(self) -> str:
        """The unit as printed, such as ``kgCO2/kWh``."""
        return f"{self.numerator}{self.gas.value}/{self.per}"

    def as_factor(self) -> EmissionFactor:
        """The same as a row of the factor table; nobody but its owner has checked it, so its mark is ○."""
        return EmissionFactor(
            id=self.factor_id,
            zh=self.name,
            en=self.name,
            category="own",
            scope="1/3",
            value=self.value,
            unit=self.unit,
            numerator=self.numerator,
            per=self.per,
            gas=self.gas,
            fuel="",
            parameter="",
            fuel_set="",
            gwp_set="",
            series="",
            vintage=self.vintage,
            valid_to=None,
            region="",
            document=self.document,
            clause=self.clause,
            mark=EvidenceMark.UNCHECKED,
            usable="yes",
        )


def is_own(factor_id: str) -> bool:
    """Whether a factor id names an own factor."""
    return factor_id.startswith(PREFIX)
