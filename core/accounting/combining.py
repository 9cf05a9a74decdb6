"""What several measures save together: at one end use less than each alone, over all end uses no more than is bought (domain.md §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from core.domain.end_use import EndUseKind

NOTHING = Fraction(0)

Outputs = Mapping[str, Fraction]
"""Savings by output of a formula, in its unit; negative where a measure takes more."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What one measure saves alone.

    Attributes:
        use: code of its end use.
        kind: how it comes together with others.
    """

    measure_id: str
    use: str
    kind: EndUseKind
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class Combined:
    """What measures save together, by end use.

    Attributes:
        outputs: by code of the end use.
        largest_only: end uses with an output of no known base, where of several savings only the largest counts.
    """

    outputs: Mapping[str, Outputs]
    largest_only: frozenset[str]

    def total(self) -> Outputs:
        """All end uses together."""
        return _sum(tuple(self.outputs.values()))


def together(savings: Sequence[Saving], bases: Mapping[str, Outputs], worth: Outputs, bought: Outputs) -> Combined:
    """What measures save together.

    Args:
        savings: the measures alone.
        bases: by end use and output, the yearly amount that is used there; what is not named is not known.
        worth: kilograms of CO2e for one unit of each output; weighs what a measure saves against what it takes more.
        bought: by output, the yearly amount that the venue buys; what supplies itself adds no more than is left of it.
    """
    uses: dict[str, list[Saving]] = {}
    supplies: list[Saving] = []
    for one in savings:
        if one.kind is EndUseKind.SUPPLY:
            supplies.append(one)
        elif one.kind is EndUseKind.SHARED or not _beside(one, savings):
            uses.setdefault(one.use, []).append(one)
    found = {use: at_one_use([one.outputs for one in group], bases.get(use, {}), worth) for use, group in uses.items()}
    saved = _sum(tuple(found.values()))
    for one in supplies:
        more = {output: _left(amount, bought.get(output), saved.get(output, NOTHING)) for output, amount in one.outputs.items()}
        found[one.use] = _sum((found.get(one.use, {}), more))
        saved = _sum((saved, more))
    unknown = frozenset(use for use, group in uses.items() if _unknown([one.outputs for one in group], bases.get(use, {})))
    return Combined(found, unknown)


def at_one_use(savings: Sequence[Outputs], base: Outputs, worth: Outputs) -> Outputs:
    """What measures at one end use save together.

    Of each output the positive savings s_i of a base give base · (1 − ∏(1 − s_i / base)), no more than the base. Without a base only
    the largest of several counts. What a measure takes more shrinks in the proportion of what it saves.
    """
    granted = {output: _granted(savings, output, base.get(output)) for output in _names(savings)}
    result = {
        output: sum((max(NOTHING, one.get(output, NOTHING)) * granted[output][n] for n, one in enumerate(savings)), NOTHING)
        for output in granted
    }
    for n, one in enumerate(savings):
        share = _share(one, {output: ratios[n] for output, ratios in granted.items()}, worth)
        for output, amount in one.items():
            if amount < 0:
                result[output] += amount * share
    return result


def _granted(savings: Sequence[Outputs], output: str, base: Fraction | None) -> tuple[Fraction, ...]:
    """For each measure the part of its saving of an output that counts."""
    claims = [max(NOTHING, one.get(output, NOTHING)) for one in savings]
    claimed = sum(claims, NOTHING)
    if output not in _WITH_BASE or not claimed:
        return (Fraction(1),) * len(claims)
    if not base:
        largest = claims.index(max(claims))
        return tuple(Fraction(n == largest) for n in range(len(claims)))
    counted = base * (1 - prod((1 - min(Fraction(1), claim / base) for claim in claims), start=Fraction(1)))
    return (counted / claimed,) * len(claims)


_WITH_BASE = frozenset({"dE", "dG", "dPet", "dDie", "dLPG", "dCoal", "ER"})
"""Outputs of which a base can be known; water and what is only shown apart is added."""


def _share(one: Outputs, granted: Outputs, worth: Outputs) -> Fraction:
    """What of a measure's saving counts, its outputs weighed against each other by their tonnes."""
    saved = {output: amount * worth.get(output, NOTHING) for output, amount in one.items() if amount > 0}
    whole = sum(saved.values(), NOTHING)
    if not whole:
        return Fraction(1)
    return sum((weight * granted[output] for output, weight in saved.items()), NOTHING) / whole


def _unknown(savings: Sequence[Outputs], base: Outputs) -> bool:
    """Whether two measures save the same output here and nobody knows of how much."""
    return any(
        not base.get(output) and sum(1 for one in savings if one.get(output, NOTHING) > 0) > 1 for output in _names(savings) & _WITH_BASE
    )


def _beside(one: Saving, savings: Sequence[Saving]) -> bool:
    """Whether another measure saves an output of this one, so that this one only makes it possible."""
    own = {output for output, amount in one.outputs.items() if amount > 0}
    others = (other for other in savings if other.measure_id != one.measure_id and other.kind is not EndUseKind.ENABLING)
    return any(other.outputs.get(output, NOTHING) > 0 for other in others for output in own)


def _left(amount: Fraction, bought: Fraction | None, saved: Fraction) -> Fraction:
    """What of a supply still replaces something bought."""
    return amount if bought is None or amount <= 0 else max(NOTHING, min(amount, bought - saved))


def _names(savings: Sequence[Outputs]) -> set[str]:
    return {output for one in savings for output in one}


def _sum(parts: Sequence[Outputs]) -> Outputs:
    return {output: sum((part.get(output, NOTHING) for part in parts), NOTHING) for output in sorted(_names(parts))}
