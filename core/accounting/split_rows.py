"""The rows of two years side by side, as far as they are the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource
from core.domain.inventory import SourceResult


@dataclass(frozen=True, slots=True)
class YearSide:
    """One of the two years.

    Attributes:
        outputs: by output code, summed over the year.
        p1: tonnes are those of profile P1.
    """

    results: tuple[SourceResult, ...]
    outputs: Mapping[str, Fraction]
    p1: bool = False

    def total(self) -> Fraction:
        """Tonnes of all rows."""
        return sum((result.total(p1=self.p1) for result in self.results), Fraction(0))

    def found(self) -> dict[str, SourceResult]:
        """The rows that have a figure, by source."""
        return {str(result.source.id): result for result in self.results if result.lines or result.memo}


@dataclass(frozen=True, slots=True)
class RowPair:
    """A source in both years, or in one of them.

    Attributes:
        source: as it is in the later year, else as it was.
        before_quantity, now_quantity: in the unit of `source`.
        comparable: both quantities measure the same thing and explain their tonnes; else only the tonnes can be compared.
    """

    source: EmissionSource
    method: str
    inputs: Mapping[str, str]
    in_both: bool
    comparable: bool
    before_quantity: Fraction
    now_quantity: Fraction
    before_t: Fraction
    now_t: Fraction

    @property
    def source_id(self) -> str:
        """Key of the source."""
        return str(self.source.id)

    @property
    def type_code(self) -> str:
        """Kind of the source."""
        return self.source.type_code

    def coefficients(self) -> tuple[Fraction, Fraction]:
        """Tonnes for one unit of use in each year; a year without use takes the other's, so that no factor seems to change."""
        before = self.before_t / self.before_quantity if self.before_quantity else None
        now = self.now_t / self.now_quantity if self.now_quantity else None
        return (before if before is not None else now or Fraction(0)), (now if now is not None else before or Fraction(0))

    def mean_coefficient(self) -> Fraction:
        """The mean of both years."""
        before, now = self.coefficients()
        return (before + now) / 2


def pairs_of(before: YearSide, now: YearSide, catalogue: Catalogue) -> tuple[RowPair, ...]:
    """Every source that has a figure in one of the years, in the order of the later one, then those that are gone."""
    old, new = before.found(), now.found()
    pairs = [_pair(old.get(key), result, before.p1, catalogue) for key, result in new.items()]
    return (*pairs, *(_gone(result, before.p1) for key, result in old.items() if key not in new))


def _gone(result: SourceResult, p1: bool) -> RowPair:
    zero = Fraction(0)
    kind = result.type
    return RowPair(
        result.source,
        kind.method,
        kind.inputs,
        False,
        False,
        result.quantity(),
        zero,
        result.total(p1=p1),
        zero,
    )


def _pair(old: SourceResult | None, new: SourceResult, p1: bool, catalogue: Catalogue) -> RowPair:
    then = old.total(p1=p1) if old is not None else Fraction(0)
    used = _in_unit(old, new.source.unit, catalogue) if old is not None else Fraction(0)
    now_t, now_quantity = new.total(p1=p1), new.quantity()
    same = old is not None and old.source.type_code == new.source.type_code and old.source.species == new.source.species
    explained = used is not None and not (then and not used) and not (now_t and not now_quantity)
    return RowPair(
        source=new.source,
        method=new.type.method,
        inputs=new.type.inputs,
        in_both=old is not None,
        comparable=same and explained,
        before_quantity=used or Fraction(0),
        now_quantity=now_quantity,
        before_t=then,
        now_t=now_t,
    )


def _in_unit(result: SourceResult, unit: str, catalogue: Catalogue) -> Fraction | None:
    """The year's quantity in another unit; None where the two measure different things."""
    units = catalogue.units
    if units[result.source.unit].dimension != units[unit].dimension:
        return None
    return units.convert(result.quantity(), result.source.unit, unit)
