"""The change between two years as a sum of effects, exact to the last digit.

A row's tonnes are a product: days open × driver a day × use for each unit of the driver × tonnes for each unit of use. What the
change of each number does to the product depends on which is changed first; the Shapley value takes the mean over every order,
treats both years alike, leaves nothing over, and is a rational number. Rows that do not follow the driver have two numbers, use and
tonnes for each unit of use. What remains to the use is split once more: into what carried-out measures can show, and the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

from core.accounting.exclusions import EMITS_NOTHING
from core.accounting.measure_claims import Claim, measure_parts
from core.accounting.split_rows import RowPair, YearSide, pairs_of
from core.domain.catalogue import Catalogue
from core.domain.change_split import ChangeSplit, ChangeSplitRule, EffectKind, EffectPart

GAS_METHODS = frozenset({"gas_release", "gas_recovery", "leak_rate"})
"""Methods of refrigerants and fire agents: what escapes follows events, neither guests nor days."""


def shapley(before: Sequence[Fraction], now: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """What the change of each factor of a product adds to its change; the parts add up to it exactly."""
    count = len(before)
    effects = []
    for own in range(count):
        others = [index for index in range(count) if index != own]
        mean = Fraction(0)
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for changed in combinations(others, size):
                product = Fraction(1)
                for index in others:
                    product *= now[index] if index in changed else before[index]
                mean += weight * product
        effects.append(mean * (now[own] - before[own]))
    return tuple(effects)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The numbers of a row's product with the effect that the change of each belongs to."""

    kinds: tuple[EffectKind, ...]
    before: tuple[Fraction, ...]
    now: tuple[Fraction, ...]


def change_split(
    before: YearSide, now: YearSide, rule: ChangeSplitRule | None, claims: Iterable[Claim], catalogue: Catalogue
) -> ChangeSplit:
    """Split the difference of two years' totals into effects by source.

    Args:
        before: the earlier year.
        now: the later year.
        rule: what use follows; None where the venue type says nothing, then neither driver nor days have an effect.
        claims: what carried-out measures say they saved in the later year more than in the earlier.
        catalogue: of the later year; its units.
    """
    driver = _both(before, now, rule.driver) if rule else None
    days = _both(before, now, rule.days) if rule and rule.days else None
    rows = pairs_of(before, now, catalogue)
    parts: list[EffectPart] = []
    rest: dict[str, EffectPart] = {}
    for row in rows:
        for part in _row_parts(row, rule, driver, days):
            if part.kind is EffectKind.REST:
                rest[row.source_id] = part
            elif part.tonnes:
                parts.append(part)
    measured = measure_parts(rows, {key: part.tonnes for key, part in rest.items()}, claims, catalogue)
    parts += measured
    parts += _without(rest, measured)
    return ChangeSplit(before.total(), now.total(), tuple(parts), driver, days)


def _both(before: YearSide, now: YearSide, output: str) -> tuple[Fraction, Fraction] | None:
    """An output of both years; None unless both have some, since nothing can be held against zero."""
    old, new = before.outputs.get(output, Fraction(0)), now.outputs.get(output, Fraction(0))
    return (old, new) if old > 0 and new > 0 else None


def follows(method: str, type_code: str, rule: ChangeSplitRule | None) -> bool:
    """Whether the use of such a row is taken to follow the driver and the days open."""
    return rule is not None and method not in GAS_METHODS | EMITS_NOTHING and type_code not in rule.not_driven


_Pair = tuple[Fraction, Fraction] | None


def _row_parts(row: RowPair, rule: ChangeSplitRule | None, driver: _Pair, days: _Pair) -> Iterable[EffectPart]:
    if not row.in_both:
        yield EffectPart(EffectKind.BOUNDARY, row.source_id, row.now_t - row.before_t)
        return
    gases = row.method in GAS_METHODS
    if not row.comparable:
        kind = EffectKind.REFRIGERANT if gases else EffectKind.REST
        yield EffectPart(kind, row.source_id, row.now_t - row.before_t)
        return
    if follows(row.method, row.type_code, rule):
        terms = _driven(row, driver, days)
    else:
        kind = EffectKind.REFRIGERANT if gases else EffectKind.REST
        terms = _Terms((kind,), (row.before_quantity,), (row.now_quantity,))
    factors = row.coefficients()
    old, new = (*terms.before, factors[0]), (*terms.now, factors[1])
    for kind, tonnes, was, became in zip((*terms.kinds, EffectKind.FACTOR), shapley(old, new), old, new, strict=True):
        yield EffectPart(kind, row.source_id, tonnes, was, became)


def _driven(row: RowPair, driver: _Pair, days: _Pair) -> _Terms:
    """Days × driver a day × use for each of the driver; without one of the two, the product is shorter."""
    kinds, before, now = [], [], []
    per = (Fraction(1), Fraction(1))
    for kind, pair in ((EffectKind.DAYS, days), (EffectKind.DRIVER, driver)):
        if pair is None:
            continue
        kinds.append(kind)
        before.append(pair[0] / per[0])
        now.append(pair[1] / per[1])
        per = pair
    before.append(row.before_quantity / per[0])
    now.append(row.now_quantity / per[1])
    return _Terms((*kinds, EffectKind.REST), tuple(before), tuple(now))


def _without(rest: Mapping[str, EffectPart], measured: Iterable[EffectPart]) -> Iterable[EffectPart]:
    """What is left to the rest of each row once the measures have taken theirs."""
    taken: dict[str, Fraction] = {}
    for part in measured:
        taken[part.source_id] = taken.get(part.source_id, Fraction(0)) + part.tonnes
    for key, part in rest.items():
        tonnes = part.tonnes - taken.get(key, Fraction(0))
        if tonnes:
            yield EffectPart(EffectKind.REST, key, tonnes, part.before, part.now)
