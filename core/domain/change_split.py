"""The change between two years, split into effects that add up to it exactly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class EffectKind(Enum):
    """Why the figure of one year differs from that of another."""

    DRIVER = "driver"
    DAYS = "days"
    FACTOR = "factor"
    REFRIGERANT = "refrigerant"
    MEASURES = "measures"
    BOUNDARY = "boundary"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class ChangeSplitRule:
    """What a venue type's use follows.

    Attributes:
        driver: code of the output that use follows, such as room-nights sold.
        days: code of the output with the days open; empty where there is none.
        not_driven: source types whose use does not follow the driver.
    """

    driver: str
    days: str
    not_driven: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EffectPart:
    """What one source adds to an effect.

    Attributes:
        before, now: the number whose change it is, of the two years; None where the effect is no change of one number.
        measure_id: the measure behind it, for MEASURES.
    """

    kind: EffectKind
    source_id: str
    tonnes: Fraction
    before: Fraction | None = None
    now: Fraction | None = None
    measure_id: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSplit:
    """The parts of a change; their tonnes add up to `now` − `before` to the last digit.

    Attributes:
        driver, days: the outputs of the two years where the split could use them.
    """

    before: Fraction
    now: Fraction
    parts: tuple[EffectPart, ...]
    driver: tuple[Fraction, Fraction] | None
    days: tuple[Fraction, Fraction] | None

    def of(self, kind: EffectKind) -> Fraction:
        """Tonnes of one effect."""
        return sum((part.tonnes for part in self.parts if part.kind is kind), Fraction(0))


@dataclass(frozen=True, slots=True)
class SplitPartView:
    """What one source adds to an effect, in words."""

    source_id: str
    name: str
    tonnes: Fraction
    shown: str
    words: str


@dataclass(frozen=True, slots=True)
class SplitEffectView:
    """One effect with what the sources add to it, the largest first."""

    kind: EffectKind
    label: str
    tonnes: Fraction
    shown: str
    parts: tuple[SplitPartView, ...]


@dataclass(frozen=True, slots=True)
class SplitBar:
    """One bar of the waterfall: a year's total standing on the ground, or an effect hanging between two totals."""

    key: str
    label: str
    tonnes: Fraction
    shown: str
    total: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSplitView:
    """The split as screen and paper show it.

    Attributes:
        title: the finding.
        subtitle: which years, which unit, how to read the bars.
        before_label, now_label: the two years.
        bars: both totals with the effects between them, in order; effects without tonnes are left out.
        residue: why shown numbers may not re-add; empty where they do.
        notes: how the split was made, and what it could not use.
    """

    title: str
    subtitle: str
    before_label: str
    now_label: str
    before: Fraction
    now: Fraction
    bars: tuple[SplitBar, ...]
    effects: tuple[SplitEffectView, ...]
    residue: str
    notes: tuple[str, ...]
