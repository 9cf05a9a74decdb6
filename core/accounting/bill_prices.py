"""What a unit of energy or water costs a venue, as its own bills of the year say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.domain.activity import ActivityRecord, effective
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Scope, SourceType
from core.domain.quantity import MICRO

UNITS: Mapping[str, str] = {"dE": "kWh", "dG": "Nm3", "dPet": "L", "dDie": "L", "dLPG": "kg", "dCoal": "t", "dW": "m3"}
"""The unit, as units.toml names it, of each output of a formula that is bought (domain.md §5)."""

_FUELS = {"dG": "natural_gas", "dPet": "gasoline", "dDie": "diesel", "dLPG": "lpg", "dCoal": "bituminous"}
_POWER_METHOD = "purchased_electricity"
_WATER_TYPE = "tap_water"


@dataclass(frozen=True, slots=True)
class BillPrice:
    """A mean price.

    Attributes:
        yuan: for a unit of the output; all money of the bills by all their quantity.
        bills: how many records with money it comes from.
    """

    yuan: Fraction
    bills: int


def price_of(output: str, records: Iterable[ActivityRecord], sources: Iterable[EmissionSource], catalogue: Catalogue) -> BillPrice | None:
    """The mean price of what an output stands for; None where no bill with money leads to one.

    Credit notes count with their minus. A row kept in a unit of another kind, such as litres where the output is in kilograms, is left
    out: its density is no matter of a price.
    """
    rows: dict[str, EmissionSource] = {one.id: one for one in sources if _is_of(output, catalogue.source_types[one.type_code])}
    yuan, amount, bills = Fraction(0), Fraction(0), 0
    for record in effective(records):
        row = rows.get(record.subject)
        if row is None or record.amount_yuan is None:
            continue
        if catalogue.units[row.unit].dimension != catalogue.units[UNITS[output]].dimension:
            continue
        yuan += Fraction(record.amount_yuan)
        amount += catalogue.units.convert(Fraction(record.micro, MICRO), row.unit, UNITS[output])
        bills += 1
    return BillPrice(yuan / amount, bills) if amount > 0 and yuan > 0 else None


def _is_of(output: str, kind: SourceType) -> bool:
    """Whether a source of this kind is what the output saves: bought by the venue itself, not by suppliers."""
    if output == "dE":
        return kind.method == _POWER_METHOD and kind.scope is Scope.TWO
    if output == "dW":
        return kind.code == _WATER_TYPE
    return kind.scope is Scope.ONE and kind.inputs.get("fuel") == _FUELS[output]
