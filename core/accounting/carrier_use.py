"""What a venue itself uses of each carrier that measures save, from the rows of its footprint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from core.accounting.measure_claims import CARRIERS, carrier_of, in_row_unit
from core.domain.catalogue import Catalogue
from core.domain.emission import Scope
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.period import Month

_OWN = frozenset({Scope.ONE, Scope.TWO})


def used(inventory: GhgInventory, catalogue: Catalogue, output: str, *types: str) -> Fraction:
    """What sources of scopes 1 and 2 use of an output's carrier in the year, in its unit; only of some types where they are named."""
    return sum((amount / each for amount, each in _amounts(inventory, catalogue, output, types)), Fraction(0))


def used_by_month(inventory: GhgInventory, catalogue: Catalogue, output: str) -> Mapping[Month, Fraction]:
    """The same by month; a month without a figure is not there."""
    months: dict[Month, Fraction] = {}
    for result, each in _rows(inventory, catalogue, output, ()):
        for month, amount in {line.month: line.quantity for line in (*result.lines, *result.memo)}.items():
            months[month] = months.get(month, Fraction(0)) + amount / each
    return months


def emitted(inventory: GhgInventory, catalogue: Catalogue, output: str) -> Fraction:
    """Tonnes of CO2e of the sources that use an output's carrier."""
    return sum((result.total() for result, _each in _rows(inventory, catalogue, output, ())), Fraction(0))


def emitted_by(inventory: GhgInventory, *types: str) -> Fraction:
    """Tonnes of CO2e of the sources of some types."""
    return sum((result.total() for result in inventory.results if result.type.code in types), Fraction(0))


def _amounts(inventory: GhgInventory, catalogue: Catalogue, output: str, types: tuple[str, ...]) -> Iterator[tuple[Fraction, Fraction]]:
    return ((result.quantity(), each) for result, each in _rows(inventory, catalogue, output, types))


def _rows(inventory: GhgInventory, catalogue: Catalogue, output: str, types: tuple[str, ...]) -> Iterator[tuple[SourceResult, Fraction]]:
    """The rows of a carrier, each with how many of its units one unit of the output is; those nothing leads to are left out."""
    carrier, unit = CARRIERS[output]
    for result in inventory.results:
        kind = result.type
        if kind.scope in _OWN and (not types or kind.code in types) and carrier_of(kind.method, kind.inputs) == carrier:
            each = in_row_unit(unit, result.source.unit, kind.inputs, catalogue)
            if each:
                yield result, each
