"""Savings that were measured: what would have been used without the measure, less what was used (domain.md §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.regression import Fit, fitted
from core.domain.period import Month
from core.domain.reduction import MonthProof

YEAR = 12

_NOTHING = Fraction(0)

Driver = Mapping[Month, Fraction]
"""What drives a use, by month: room-nights, hours, degree days."""


@dataclass(frozen=True, slots=True)
class FitLimits:
    """How well a baseline must fit before a saving is taken from it.

    Attributes:
        r2: least share of the variation explained.
        cv: largest CV(RMSE), as a share.
    """

    r2: Fraction
    cv: Fraction


@dataclass(frozen=True, slots=True)
class SavingProof:
    """A saving against a baseline.

    Attributes:
        fit: of the baseline to its drivers; None where it is not normalised.
        months: the months of the proof in order.
        good: the fit keeps its limits; a baseline that is not normalised has nothing to keep and proves nothing.
    """

    fit: Fit | None
    months: tuple[MonthProof, ...]
    good: bool

    @property
    def saved(self) -> Fraction:
        """What was saved in all months together."""
        return sum((one.saved for one in self.months), _NOTHING)


def missing(months: Sequence[Month], *series: Driver) -> tuple[Month, ...]:
    """The months in which one of the series has no figure."""
    return tuple(month for month in months if any(month not in one for one in series))


def baseline_months(first: Month) -> tuple[Month, ...]:
    """The twelve months of a baseline."""
    return tuple(first.plus(n) for n in range(YEAR))


def proven(
    uses: Driver, drivers: Sequence[Driver], baseline: Sequence[Month], months: Sequence[Month], limits: FitLimits
) -> SavingProof | None:
    """The saving of months against a baseline; every month must have its figures, see `missing`.

    With drivers the baseline is the fit of its twelve months, asked for the drivers of each month. Without, it is the use of the same
    calendar month before, and nothing makes the two years alike: that is no proof.

    Returns:
        None where the baseline cannot be fitted: too few months, or one driver follows from the others.
    """
    if not drivers:
        before = {month.month: uses[month] for month in baseline}
        return SavingProof(None, tuple(MonthProof(month, before[month.month], uses[month]) for month in months), good=False)
    fit = fitted([uses[month] for month in baseline], [[driver[month] for driver in drivers] for month in baseline])
    if fit is None:
        return None
    found = tuple(MonthProof(month, fit.at([driver[month] for driver in drivers]), uses[month]) for month in months)
    return SavingProof(fit, found, good=keeps(fit, limits))


def keeps(fit: Fit, limits: FitLimits) -> bool:
    """Whether a fit is good enough; a use that does not vary has nothing to explain, and its error alone counts."""
    explained = fit.r2 is None or fit.r2 >= limits.r2
    return explained and fit.cv2 is not None and fit.cv2 <= limits.cv**2
