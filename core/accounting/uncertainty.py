"""Combining uncertainties (IPCC 2006 Guidelines, volume 1, chapter 3, approach 1), with what rows share taken as one error.

A footprint has as many independent errors as it has rows and kinds of factors, no more:

- the quantities of one row come from one meter or one way of keeping books, so all its records, months and gases err together;
- rows multiplied with the same chain of factors err together in that factor, so it acts on the sum of their tonnes;
- everything else is independent and combines in quadrature.

Splitting a bill in two therefore changes nothing, and two meters on one grid factor are not twice as sure of that factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction

from core.domain.activity import ActivityRecord, DataQuality, RecordId, Subject, shares_by_month
from core.domain.catalogue import Catalogue
from core.domain.emission import MethodProfile
from core.domain.inventory import EmissionLine, SourceResult
from core.domain.own_factor import is_own
from core.domain.period import Month
from core.domain.uncertainty import HalfWidth, InventoryUncertainty, Provenance, SourceUncertainty
from core.i18n import _

ALWAYS_ESTIMATED = frozenset({"leak_rate"})
"""Methods whose activity data are of grade D whatever their records say (domain.md §4.1)."""

_DIGITS = Context(prec=50)
_NOT_OF_THE_KIND = frozenset({"ρ", "1/ρ"})
"""Symbols that lead from one unit to another: a factor is the same whether its fuel is billed by litre or by weight."""

_Parts = Mapping[tuple[Subject, Month], tuple[tuple[RecordId, int], ...]]
_Chain = tuple[str, tuple[str, ...]]


def _root(value: Fraction) -> Fraction:
    """Square root at 50 digits (architecture.md §5)."""
    return Fraction(_DIGITS.sqrt(_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))))


def of_product(relative: Iterable[Fraction]) -> Fraction:
    """Relative uncertainty of a product of independent quantities: √Σuᵢ² (95 %)."""
    return _root(sum((u * u for u in relative), Fraction(0)))


def of_sum(terms: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Relative uncertainty of a sum of independent terms (value, relative uncertainty): √Σ(uᵢxᵢ)² ÷ |Σxᵢ|."""
    pairs = tuple(terms)
    total = abs(sum((value for value, _u in pairs), Fraction(0)))
    return _root(sum(((value * u) ** 2 for value, u in pairs), Fraction(0))) / total if total else Fraction(0)


@dataclass(slots=True)
class _Errors:
    """The independent errors of one row: of its quantities, and of each chain of factors, in tonnes."""

    tonnes: Fraction = Fraction(0)
    activity: Fraction = Fraction(0)
    chains: dict[_Chain, Fraction] = field(default_factory=dict)


def uncertainty_of(
    results: Sequence[SourceResult], records: Iterable[ActivityRecord], profile: MethodProfile, catalogue: Catalogue
) -> InventoryUncertainty | None:
    """The 95 % half-width of the total of a profile; None where there is no total."""
    known = tuple(records)
    grades = {record.id: record.grade() for record in known}
    parts = shares_by_month(known)
    widths: dict[_Chain, HalfWidth] = {}
    used: dict[str, HalfWidth] = {}
    rows: dict[str, _Errors] = {}
    for result in results:
        counted = [line for line in result.lines if line.in_p1 or profile is MethodProfile.P2]
        if counted:
            rows[result.source.id] = _errors_of(result, counted, _Activity(parts, grades, catalogue, used), widths)
    total = sum((row.tonnes for row in rows.values()), Fraction(0))
    if not total:
        return None
    shared: dict[_Chain, Fraction] = {}
    for row in rows.values():
        for chain, tonnes in row.chains.items():
            shared[chain] = shared.get(chain, Fraction(0)) + tonnes
    used |= {width.code: width for width in widths.values()}
    squares = sum((row.activity**2 for row in rows.values()), Fraction(0)) + _squares(shared, widths)
    absolute = _root(squares)
    by_source = tuple(_of_source(result, rows[result.source.id], widths) for result in results if result.source.id in rows)
    return InventoryUncertainty(total, absolute / abs(total), absolute, by_source, method_text(), tuple(used.values()))


@dataclass(frozen=True, slots=True)
class _Activity:
    """What the grade of a line's records is found with."""

    parts: _Parts
    grades: Mapping[RecordId, DataQuality]
    catalogue: Catalogue
    used: dict[str, HalfWidth]

    def width(self, result: SourceResult, line: EmissionLine) -> Fraction:
        """Half-width of a month's quantity: that of its records, each by its share of the quantity."""
        own = self.parts.get((Subject(result.source.id), line.month), ())
        whole = sum(abs(micro) for _record, micro in own)
        if result.type.method in ALWAYS_ESTIMATED or not whole:
            return self._of(DataQuality.D)
        return sum((self._of(self.grades[record]) * abs(micro) for record, micro in own), Fraction(0)) / whole

    def _of(self, grade: DataQuality) -> Fraction:
        width = self.catalogue.uncertainties.activity[grade]
        self.used[width.code] = width
        return width.relative


def _errors_of(result: SourceResult, lines: Iterable[EmissionLine], activity: _Activity, widths: dict[_Chain, HalfWidth]) -> _Errors:
    row = _Errors()
    for line in lines:
        row.tonnes += line.tco2e
        if not line.tco2e:
            continue
        row.activity += line.tco2e * activity.width(result, line)
        chain = _chain_of(result, line, activity.catalogue, widths)
        row.chains[chain] = row.chains.get(chain, Fraction(0)) + line.tco2e
    return row


def _chain_of(result: SourceResult, line: EmissionLine, catalogue: Catalogue, widths: dict[_Chain, HalfWidth]) -> _Chain:
    """The chain of a line by what its factor is, so that every row that uses it is found together."""
    ids = tuple(use.factor_id for use in line.uses if use.factor_id and use.symbol not in _NOT_OF_THE_KIND)
    width = catalogue.uncertainties.of_factor(result.type.method, line.gas, _provenance(ids, catalogue))
    chain = width.code, ids
    widths[chain] = width
    return chain


def _provenance(factor_ids: Iterable[str], catalogue: Catalogue) -> Provenance:
    found = Provenance.ANY
    for factor_id in factor_ids:
        if is_own(factor_id):
            return Provenance.OWN
        factor = catalogue.factors.get(factor_id)
        if factor is not None and factor.fallback:
            found = Provenance.FALLBACK
    return found


def _squares(chains: Mapping[_Chain, Fraction], widths: Mapping[_Chain, HalfWidth]) -> Fraction:
    return sum(((tonnes * widths[chain].relative) ** 2 for chain, tonnes in chains.items()), Fraction(0))


def _of_source(result: SourceResult, row: _Errors, widths: Mapping[_Chain, HalfWidth]) -> SourceUncertainty:
    """A row by itself; a row whose tonnes are zero is certain of it."""
    if not row.tonnes:
        return SourceUncertainty(result.source.id, Fraction(0), Fraction(0), Fraction(0))
    whole, factors = abs(row.tonnes), _squares(row.chains, widths)
    both = _root(row.activity**2 + factors)
    return SourceUncertainty(result.source.id, both / whole, abs(row.activity) / whole, _root(factors) / whole)


def method_text() -> str:
    """How the figure was combined, in words."""
    return _(
        "IPCC 2006 第1卷第3章方法1（误差传播），95% 置信区间的半宽。同一行的各月、各票据视为同一误差；"
        "用同一因子的各行，因子误差先作用于它们的合计；其余各项相互独立，平方和开方。"
    )
