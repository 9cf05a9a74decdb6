"""Combining uncertainties (IPCC 2006 Guidelines, volume 1, chapter 3): products by relative, sums by absolute half-widths."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction

_DIGITS = Context(prec=50)


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
