"""Comparing with the base year, and when it must be recalculated first (ISO 14064-1:2018, 6.4; domain.md N2, V32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.domain.base_year import BaseYear, RecalculationReason
from core.domain.inventory import GhgInventory


@dataclass(frozen=True, slots=True)
class RecalculationTrigger:
    """Something that makes the base year unlike this year for reasons that are no change of emissions.

    Attributes:
        tonnes: what it would add to the base year's total.
        subject: which source or which choice it is, in words; empty where `reason` says all.
    """

    reason: RecalculationReason
    tonnes: Fraction
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """Whether the base year asks for recalculation.

    Attributes:
        triggers: what was found.
        recorded: what the recorded adjustments add up to.
        open: by how much triggers of each reason exceed the adjustments recorded for it, all without sign, added up.
        share: `open` as a share of the base year's total; None where that is zero.
        asked: `share` reaches the threshold of the policy.
    """

    triggers: tuple[RecalculationTrigger, ...]
    recorded: Fraction
    open: Fraction
    share: Fraction | None
    asked: bool


def adjustments_total(base: BaseYear) -> Fraction:
    """Tonnes that the recorded recalculations add to the base year."""
    return sum((Fraction(one.tonnes) for one in base.adjustments), Fraction(0))


def recalculation(base: BaseYear, reported: Fraction, triggers: Sequence[RecalculationTrigger]) -> Recalculation:
    """Hold what was found against what has been recorded, and the rest against the policy's threshold.

    Changes of one reason are taken together, so that a source that moved from one row to another does not count twice; changes of
    different reasons never make up for each other.
    """
    left = Fraction(0)
    for reason in RecalculationReason:
        found = sum((one.tonnes for one in triggers if one.reason is reason), Fraction(0))
        done = sum((Fraction(one.tonnes) for one in base.adjustments if one.reason is reason), Fraction(0))
        if any(one.reason is reason for one in triggers):
            left += abs(found - done)
    share = left / abs(reported) if reported else None
    asked = share >= Fraction(base.threshold_percent) / 100 if share is not None else left > 0
    return Recalculation(tuple(triggers), adjustments_total(base), left, share, asked)


@dataclass(frozen=True, slots=True)
class IntensityChange:
    """One intensity of the base year, on this year's factors and with the adjustments, and of this year."""

    code: str
    zh: str
    en: str
    unit: str
    before: Fraction | None
    now: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """Relative change; None where either year has none."""
        return relative_change(self.before, self.now)


def relative_change(before: Fraction | None, now: Fraction | None) -> Fraction | None:
    """By which share of the earlier figure the later one differs; None where there is nothing to compare with."""
    return (now - before) / before if before and now is not None else None


def intensity_changes(base: GhgInventory, now: GhgInventory, added: Fraction) -> tuple[IntensityChange, ...]:
    """Every intensity of this year beside the base year's, to whose tonnes the adjustments are added."""
    before = {one.code: one for one in base.intensities}
    changes = []
    for one in now.intensities:
        old = before.get(one.code)
        value = None
        if old is not None and old.denominator_value:
            value = (base.total() + added) * 1000 / old.denominator_value
        changes.append(IntensityChange(one.code, one.zh, one.en, one.unit, value, one.value))
    return tuple(changes)
