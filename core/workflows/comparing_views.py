"""What the comparison with the base year and with benchmarks shows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.accounting.base_year import ChoiceDifference, IntensityChange, Recalculation
from core.domain.base_year import BaseYear
from core.domain.benchmark import BenchmarkComparison
from core.domain.dossier import Dossier


@dataclass(frozen=True, slots=True)
class BaseYearFigures:
    """The base year beside this year, in tCO2e.

    Attributes:
        reported: the base year with its own factors, choices and edition of the library.
        by_choices: the same with this dossier's choices and edition, its own year's grid factor kept.
        constant: the same with this dossier's grid factor too.
        adjusted: `constant` with the recorded adjustments: what this year is compared with.
        change, relative: this year less `adjusted`, and as a share of it; None without a base.
        reported_change: this year less `reported`.
        grid: the grid factors of the two years as published; equal where nothing changed.
    """

    reported: Fraction
    by_choices: Fraction
    constant: Fraction
    adjusted: Fraction
    now: Fraction
    change: Fraction
    relative: Fraction | None
    reported_change: Fraction
    grid: tuple[str, str]
    intensities: tuple[IntensityChange, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """This dossier held against the base year of its venue.

    Attributes:
        base: None while no base year is set.
        offered: earlier years with a dossier, that could be the base.
        title: the finding, or why nothing is compared.
        figures: None where nothing is compared.
        differences: choices that differ; both totals are then shown, never one silently.
        advice: what must be recalculated first, in words; empty where nothing.
        notes: how the figures were made.
    """

    dossier: Dossier
    base: BaseYear | None
    offered: tuple[int, ...]
    title: str
    figures: BaseYearFigures | None
    differences: tuple[ChoiceDifference, ...]
    recalculation: Recalculation | None
    advice: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BenchmarksView:
    """Benchmarks beside a dossier's figures.

    Attributes:
        shown: whether this ledger shows those marked ○.
        rows: what is shown now, those with a comparison first.
        hidden: how many groups are left out because they are marked ○ and not switched on.
        note: what to say beside them.
    """

    shown: bool
    rows: tuple[BenchmarkComparison, ...]
    hidden: int
    note: str
