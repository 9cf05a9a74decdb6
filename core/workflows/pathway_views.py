"""Frozen views of the way to a target: years, the months of one year, and both as points of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from core.accounting.pathway import BurnDown
from core.domain.emission import EvidenceMark
from core.domain.pathway_layout import PathPoint
from core.domain.reduction import ReductionTarget
from core.i18n import _


class Basis(Enum):
    """What the figure of a year rests on."""

    LOCKED = "locked"
    OPEN = "open"
    PARTIAL = "partial"
    TYPED = "typed"
    EXPECTED = "expected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PathYear:
    """One year of the way.

    Attributes:
        allowed_t: what it may emit; None for an intensity target while its output is not known.
        actual_t: what it did emit; None where the year has no data.
        expected_t: what is to be expected with the plan; None for years with whole data.
        output: the output of the year, for an intensity target.
        basis: what the figure rests on; a figure of a part of the year judges nothing.
        open_months: months of the year without a figure; 0 where the year is whole or has none at all.
    """

    year: int
    allowed_t: Fraction | None
    actual_t: Fraction | None
    expected_t: Fraction | None
    output: Fraction | None
    basis: Basis
    open_months: int = 0

    @property
    def whole(self) -> bool:
        """Each month has its figure, or somebody typed the year."""
        return self.basis in {Basis.LOCKED, Basis.OPEN, Basis.TYPED}

    @property
    def reached_t(self) -> Fraction | None:
        """The figure that is held against the path: what was emitted, else what is to be expected."""
        return self.actual_t if self.whole else self.expected_t

    @property
    def above_t(self) -> Fraction | None:
        """How far the year lies above its allowance; negative where it keeps it."""
        return None if self.reached_t is None or self.allowed_t is None else self.reached_t - self.allowed_t


def basis_words(one: PathYear) -> str:
    """What the figure of a year rests on, with the sign of its evidence."""
    words = {
        Basis.LOCKED: (EvidenceMark.CHECKED, _("账本，已锁定")),
        Basis.OPEN: (EvidenceMark.TRANSCRIBED, _("账本，未锁定")),
        Basis.PARTIAL: (EvidenceMark.TRANSCRIBED, _("账本，缺 {count} 个月")),
        Basis.TYPED: (EvidenceMark.UNCHECKED, _("自填")),
        Basis.EXPECTED: (EvidenceMark.UNCHECKED, _("按计划预计")),
    }
    if one.basis not in words:
        return "—"
    sign, text = words[one.basis]
    return f"{sign.value} {text.format(count=one.open_months)}"


@dataclass(frozen=True, slots=True)
class PathwayView:
    """Everything about the target of a venue.

    Attributes:
        target: as decided; None while there is none, then `proposal` is what one would begin with.
        base: tonnes of the base year, or for an intensity tonnes for each unit; None where nobody knows.
        years: from the base year to the target year.
        burn: the dossier's year month by month; None without an allowance for it or without data.
        year: the dossier's year.
        finding: the answer in one sentence; burn_finding is that of the months, empty without `burn`.
        notes: what the figures rest on and what to look out for.
        outputs: what an intensity may be measured by, as code and name.
        output_name, output_unit: of the target's output; empty for an absolute one.
    """

    target: ReductionTarget | None
    proposal: ReductionTarget
    base: Fraction | None
    years: tuple[PathYear, ...]
    burn: BurnDown | None
    year: int
    finding: str
    burn_finding: str
    notes: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...]
    output_name: str
    output_unit: str


def year_points(years: Sequence[PathYear]) -> tuple[PathPoint, ...]:
    """The years as points of the chart of the way."""
    return tuple(
        PathPoint(one.year, str(one.year), one.allowed_t, one.actual_t, one.expected_t, hollow=one.basis is Basis.PARTIAL) for one in years
    )


def month_points(burn: BurnDown) -> tuple[PathPoint, ...]:
    """The months of a year as points of the chart of the burn-down, both figures counted from January on."""
    return tuple(PathPoint(one.month, _("{month}月").format(month=one.month), one.allowed_t, one.actual_t, None) for one in burn.months)
