"""Patterns in a year of a venue's data that speak for measures (thresholds are data, and proposals)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from core.domain.reduction_rules import Pattern, PatternKind

_HALF_YEAR = 6


@dataclass(frozen=True, slots=True)
class YearData:
    """What patterns look at; amounts in the unit of the formula's output.

    Attributes:
        months: by output of a formula, what was used in each month, 1 to 12.
        emitted: by output, tonnes of the sources of its carrier.
        by_source: by code of source types, their tonnes; total: of the whole footprint.
        last: by output, the use of the year before; nothing where there was no data.
        produced, produced_last: by code of an output, the sum of the year and of the one before.
        main: code of the output the venue is measured by.
        burnt: by code of a pattern, what its sources used of its carrier.
        metered: by code of a pattern, kilowatt-hours of the rows that it names.
        put_in: by code of a pattern, kilograms of the refrigerants that it names.
        charge, refilled: kilograms of refrigerant in the machines and put in during the year.
    """

    months: Mapping[str, Mapping[int, Fraction]]
    emitted: Mapping[str, Fraction]
    by_source: Mapping[str, Fraction]
    total: Fraction
    last: Mapping[str, Fraction] = field(default_factory=dict)
    produced: Mapping[str, Fraction] = field(default_factory=dict)
    produced_last: Mapping[str, Fraction] = field(default_factory=dict)
    main: str = ""
    burnt: Mapping[str, Fraction] = field(default_factory=dict)
    metered: Mapping[str, Fraction] = field(default_factory=dict)
    put_in: Mapping[str, Fraction] = field(default_factory=dict)
    charge: Fraction = Fraction(0)
    refilled: Fraction = Fraction(0)

    def used(self, output: str) -> Fraction:
        """What was used in the year."""
        return sum(self.months.get(output, {}).values(), Fraction(0))


def found(pattern: Pattern, data: YearData) -> Fraction | None:
    """The figure of a pattern: a ratio, a share, a rise, or an amount; None where it is not there or below the threshold."""
    figure = _FINDERS[pattern.kind](pattern, data)
    return figure if figure is not None and figure > 0 and figure >= Fraction(pattern.at_least) else None


def _months(pattern: Pattern, data: YearData) -> Fraction | None:
    """Mean of the high months by that of the low ones."""
    high, low = (_mean(data.months.get(pattern.output, {}), months) for months in (pattern.high, pattern.low))
    return high / low if high is not None and low else None


def _lowest(pattern: Pattern, data: YearData) -> Fraction | None:
    """The lowest month by the mean; half a year of figures at least."""
    months = data.months.get(pattern.output, {})
    used = data.used(pattern.output)
    return min(months.values()) * len(months) / used if len(months) >= _HALF_YEAR and used else None


def _share(pattern: Pattern, data: YearData) -> Fraction | None:
    return data.emitted.get(pattern.output, Fraction(0)) / data.total if data.total else None


def _share_of_sources(pattern: Pattern, data: YearData) -> Fraction | None:
    return sum((data.by_source.get(code, Fraction(0)) for code in pattern.sources), Fraction(0)) / data.total if data.total else None


def _metered(pattern: Pattern, data: YearData) -> Fraction | None:
    used = data.used(pattern.output)
    return data.metered.get(pattern.code, Fraction(0)) / used if used else None


def _rising(pattern: Pattern, data: YearData) -> Fraction | None:
    """By how much the use rose on last year, where what the venue produces rose less."""
    before, made_before = data.last.get(pattern.output), data.produced_last.get(data.main)
    if not before or not made_before:
        return None
    rise = data.used(pattern.output) / before - 1
    return rise if rise > data.produced.get(data.main, Fraction(0)) / made_before - 1 else None


def _leak(_pattern: Pattern, data: YearData) -> Fraction | None:
    return data.refilled / data.charge if data.charge else None


def _refilled(pattern: Pattern, data: YearData) -> Fraction | None:
    return data.put_in.get(pattern.code)


def _burnt(pattern: Pattern, data: YearData) -> Fraction | None:
    return data.burnt.get(pattern.code)


def _per_output(pattern: Pattern, data: YearData) -> Fraction | None:
    made = data.produced.get(pattern.produced)
    return data.used(pattern.output) / made if made else None


_FINDERS: Mapping[PatternKind, Callable[[Pattern, YearData], Fraction | None]] = {
    PatternKind.MONTHS: _months,
    PatternKind.LOWEST: _lowest,
    PatternKind.SHARE: _share,
    PatternKind.SHARE_OF_SOURCES: _share_of_sources,
    PatternKind.METERED: _metered,
    PatternKind.RISING: _rising,
    PatternKind.LEAK: _leak,
    PatternKind.REFILLED: _refilled,
    PatternKind.BURNT: _burnt,
    PatternKind.PER_OUTPUT: _per_output,
}


def _mean(months: Mapping[int, Fraction], wanted: Sequence[int]) -> Fraction | None:
    """The mean of some months; None where one of them has no figure."""
    return sum((months[month] for month in wanted), Fraction(0)) / len(wanted) if wanted and all(m in months for m in wanted) else None
