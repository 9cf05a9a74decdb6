"""Least squares in exact fractions: how a monthly use follows from what drives it, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Fit:
    """A use as a constant and so much for each unit of its drivers.

    Attributes:
        constant: the use of a month in which nothing drives it.
        slopes: use for one unit of each driver, in order.
        points: months it was fitted to.
        r2: share of the variation that the drivers explain; None where the use does not vary.
        cv2: square of the coefficient of variation of the root-mean-square error, CV(RMSE)²: Σ residual² / (n − p) / mean².
    """

    constant: Fraction
    slopes: tuple[Fraction, ...]
    points: int
    r2: Fraction | None
    cv2: Fraction | None

    def at(self, drivers: Sequence[Fraction]) -> Fraction:
        """The use that these drivers lead to."""
        return self.constant + sum((slope * driver for slope, driver in zip(self.slopes, drivers, strict=True)), _NOTHING)


def fitted(uses: Sequence[Fraction], drivers: Sequence[Sequence[Fraction]]) -> Fit | None:
    """The fit of uses to their drivers, a row of drivers for each use.

    Returns:
        None where there are too few points for so many drivers, or one driver follows from the others.
    """
    width = len(drivers[0]) + 1 if drivers else 1
    if len(uses) <= width:
        return None
    rows = [(Fraction(1), *row) for row in drivers]
    normal = [[sum((row[i] * row[j] for row in rows), _NOTHING) for j in range(width)] for i in range(width)]
    right = [sum((row[i] * use for row, use in zip(rows, uses, strict=True)), _NOTHING) for i in range(width)]
    solution = _solved(normal, right)
    if solution is None:
        return None
    mean = sum(uses, _NOTHING) / len(uses)
    spread = sum(((use - mean) ** 2 for use in uses), _NOTHING)
    errors = [
        use - sum((value * one for value, one in zip(solution, row, strict=True)), _NOTHING) for row, use in zip(rows, uses, strict=True)
    ]
    squares = sum((error**2 for error in errors), _NOTHING)
    return Fit(
        constant=solution[0],
        slopes=tuple(solution[1:]),
        points=len(uses),
        r2=1 - squares / spread if spread else None,
        cv2=squares / (len(uses) - width) / mean**2 if mean else None,
    )


def _solved(matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction] | None:
    """The solution of linear equations by elimination; None where they have no single one."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for column in range(len(rows)):
        pivot = next((n for n in range(column, len(rows)) if rows[n][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for n, line in enumerate(rows):
            if n != column:
                rows[n] = [value - line[column] * own for value, own in zip(line, rows[column], strict=True)]
    return [line[-1] for line in rows]
