"""The way to a target: what each year may emit, what it leaves, and how a year is burnt down month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.domain.reduction import ReductionTarget, TargetKind

MONTHS = range(1, 13)

_NOTHING = Fraction(0)


def allowed(target: ReductionTarget, base: Fraction, year: int) -> Fraction:
    """What a year may emit, in tonnes, or in tonnes for each unit of the output for an intensity target.

    A straight line from the base year to the target year, level before and after.

    Args:
        target: the target.
        base: tonnes, or tonnes for each unit, of the base year.
        year: calendar year.
    """
    whole = target.target_year - target.base_year
    gone = min(max(year - target.base_year, 0), whole)
    return base * (1 - Fraction(target.percent) / 100 * gone / whole)


def allowed_tonnes(target: ReductionTarget, base: Fraction, year: int, output: Fraction | None) -> Fraction | None:
    """The same in tonnes; for an intensity target only where the output of the year is known."""
    rate = allowed(target, base, year)
    if target.kind is TargetKind.ABSOLUTE:
        return rate
    return None if output is None else rate * output


@dataclass(frozen=True, slots=True)
class BurnDownMonth:
    """One month of a year on the way.

    Attributes:
        allowed_t: what may be emitted from January to the end of this month.
        actual_t: what was emitted until then; None from the first month without a figure on.
    """

    month: int
    allowed_t: Fraction
    actual_t: Fraction | None


@dataclass(frozen=True, slots=True)
class BurnDown:
    """A year on the way, month by month.

    Attributes:
        by_last_year: the allowance follows the months of the year before; otherwise each month has a twelfth.
        above_t: how much more than allowed was emitted in the months that are known; negative where less.
        left_t: what is left for the rest of the year; negative where nothing is.
        open_months: months without a figure.
    """

    months: tuple[BurnDownMonth, ...]
    by_last_year: bool
    above_t: Fraction
    left_t: Fraction
    open_months: int

    @property
    def each_t(self) -> Fraction | None:
        """What is left for each of the open months; None at the end of the year."""
        return self.left_t / self.open_months if self.open_months else None


def burn_down(allowance: Fraction, actual: Mapping[int, Fraction], last_year: Mapping[int, Fraction]) -> BurnDown:
    """The months of a year that may emit an allowance.

    Args:
        allowance: tonnes of the whole year.
        actual: tonnes by month, 1 to 12, as far as they are known.
        last_year: tonnes by month of the year before; the allowance follows them where all twelve are there.
    """
    follows = all(month in last_year for month in MONTHS) and sum(last_year.values(), _NOTHING) > 0
    whole = sum((last_year[month] for month in MONTHS), _NOTHING) if follows else Fraction(len(MONTHS))
    months: list[BurnDownMonth] = []
    may = did = above = _NOTHING
    known = True
    for month in MONTHS:
        may += allowance * (last_year[month] if follows else 1) / whole
        known = known and month in actual
        if known:
            did += actual[month]
            above = did - may
        months.append(BurnDownMonth(month, may, did if known else None))
    return BurnDown(tuple(months), follows, above, allowance - did, sum(one.actual_t is None for one in months))
