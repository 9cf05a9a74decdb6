"""What carried-out measures may claim of a change: never more than their rows really fell, and no fall twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.split_rows import RowPair
from core.domain.catalogue import Catalogue
from core.domain.change_split import EffectKind, EffectPart

CARRIERS: Mapping[str, tuple[str, str]] = {
    "dE": ("electricity", "kWh"),
    "dG": ("natural_gas", "Nm3"),
    "dPet": ("gasoline", "L"),
    "dDie": ("diesel", "L"),
    "dLPG": ("lpg", "kg"),
    "dCoal": ("bituminous", "t"),
}
"""Outputs of a measure's formula that are energy, each with its carrier and unit; what goes in tonnes at once names no row."""

CONTROLS = "C14"
"""能耗监测/能源管理系统: what it saves is saved by the measures it makes possible, so it is never added to them (domain.md §5)."""

_POWER_METHOD = "purchased_electricity"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a measure says it saved in the later year more than in the earlier.

    Attributes:
        saved: by output of its formula, in the output's unit; negative where the measure takes more, as an electric bus does.
    """

    measure_id: str
    saved: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Carrier:
    """The rows of one carrier: tonnes for one unit of it, and how many units measures may share, the largest fall first."""

    each: tuple[tuple[RowPair, Fraction], ...]
    room: Mapping[str, Fraction]

    @property
    def whole(self) -> Fraction:
        """Units that all rows together really fell."""
        return sum(self.room.values(), Fraction(0))

    @property
    def mean(self) -> Fraction:
        """Tonnes for one unit, as the mean of the rows; 0 without rows."""
        return sum((tonnes for _row, tonnes in self.each), Fraction(0)) / len(self.each) if self.each else Fraction(0)


def measure_parts(
    rows: Sequence[RowPair], rest: Mapping[str, Fraction], claims: Iterable[Claim], catalogue: Catalogue
) -> tuple[EffectPart, ...]:
    """The parts of the change that measures account for.

    A row gives no more than its use really fell, in quantity and for each unit of its driver, both at the mean factor of the two
    years. What measures claim of a carrier beyond that is cut for all of them in the same proportion; what is left goes to the rows
    that fell most, since a plan names no row. What a measure takes more elsewhere counts in the proportion of what it saved.

    Args:
        rows: the rows of both years.
        rest: by source, what the change of its use for each unit of the driver adds; negative where it fell.
        claims: what the measures say.
        catalogue: units and densities.
    """
    every = tuple(claims)
    carriers = {output: _carrier_rows(output, rows, rest, catalogue) for output in CARRIERS}
    granted = {output: _share(output, every, carrier) for output, carrier in carriers.items()}
    parts: list[EffectPart] = []
    for output, carrier in carriers.items():
        left = dict(carrier.room)
        for claim in every:
            amount = claim.saved.get(output, Fraction(0)) * granted[output]
            if amount > 0:
                parts += _taken(claim, amount, carrier, left)
    for claim in every:
        parts += _increases(claim, carriers, granted)
    return tuple(part for part in parts if part.tonnes)


def _carrier_rows(output: str, rows: Iterable[RowPair], rest: Mapping[str, Fraction], catalogue: Catalogue) -> _Carrier:
    carrier, unit = CARRIERS[output]
    own = [row for row in rows if row.comparable and carrier_of(row.method, row.inputs) == carrier]
    each = [(row, tonnes) for row in own if (tonnes := _tonnes(unit, row, catalogue)) > 0]
    room = {row.source_id: _room(row, rest.get(row.source_id, Fraction(0))) / tonnes for row, tonnes in each}
    each.sort(key=lambda one: -room[one[0].source_id])
    return _Carrier(tuple(each), room)


def carrier_of(method: str, inputs: Mapping[str, str]) -> str:
    """What a kind of source uses: electricity, or a fuel; empty for anything else."""
    return "electricity" if method == _POWER_METHOD else inputs.get("fuel", "")


def in_row_unit(unit: str, target: str, inputs: Mapping[str, str], catalogue: Catalogue) -> Fraction:
    """One unit of a carrier in the unit of a row, through the density of its kind where one is volume; 0 where nothing leads there."""
    units, amount = catalogue.units, Fraction(1)
    if units[unit].dimension != units[target].dimension:
        density = catalogue.factors.get(inputs.get("density", ""))
        if density is None or units[unit].dimension != units[density.per].dimension:
            return Fraction(0)
        amount, unit = units.convert(amount, unit, density.per) * Fraction(density.value), density.numerator
    if units[unit].dimension != units[target].dimension:
        return Fraction(0)
    return units.convert(amount, unit, target)


def _tonnes(unit: str, row: RowPair, catalogue: Catalogue) -> Fraction:
    """One unit of a carrier in tonnes, at the mean factor of a row; 0 where the unit does not lead to the row's."""
    return in_row_unit(unit, row.source.unit, row.inputs, catalogue) * row.mean_coefficient()


def _room(row: RowPair, rest: Fraction) -> Fraction:
    """How many tonnes of a row's fall measures may share."""
    fell = (row.before_quantity - row.now_quantity) * row.mean_coefficient()
    return max(Fraction(0), min(fell, -rest))


def _share(output: str, claims: Iterable[Claim], carrier: _Carrier) -> Fraction:
    """The share of what measures claim of a carrier that its rows really fell."""
    claimed = sum((max(Fraction(0), claim.saved.get(output, Fraction(0))) for claim in claims), Fraction(0))
    return min(Fraction(1), carrier.whole / claimed) if claimed else Fraction(0)


def _taken(claim: Claim, amount: Fraction, carrier: _Carrier, left: dict[str, Fraction]) -> Iterable[EffectPart]:
    """An amount taken from the rows, the largest fall first."""
    for row, tonnes in carrier.each:
        taken = min(amount, left[row.source_id])
        left[row.source_id] -= taken
        amount -= taken
        yield EffectPart(EffectKind.MEASURES, row.source_id, -taken * tonnes, measure_id=claim.measure_id)


def _increases(claim: Claim, carriers: Mapping[str, _Carrier], granted: Mapping[str, Fraction]) -> Iterable[EffectPart]:
    """What a measure takes more, from the rows that rose, or else from all in proportion to their use."""
    saved = [(carriers[name].mean * amount, granted[name]) for name, amount in claim.saved.items() if amount > 0 and name in CARRIERS]
    whole = sum((tonnes for tonnes, _granted in saved), Fraction(0))
    share = sum((tonnes * granted_share for tonnes, granted_share in saved), Fraction(0)) / whole if whole else Fraction(0)
    for output, amount in claim.saved.items():
        if amount >= 0 or output not in CARRIERS:
            continue
        each = carriers[output].each
        weights = {row.source_id: max(Fraction(0), row.now_quantity - row.before_quantity) * row.mean_coefficient() for row, _t in each}
        if not any(weights.values()):
            weights = {row.source_id: row.now_t for row, _t in each}
        total = sum(weights.values(), Fraction(0))
        for row, tonnes in each if total else ():
            more = -amount * share * tonnes * weights[row.source_id] / total
            yield EffectPart(EffectKind.MEASURES, row.source_id, more, measure_id=claim.measure_id)
