"""Rules that read a venue's own data for its measures: what fills a parameter, what a measure needs, what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Reads(Enum):
    """Where a figure comes from; what its code names is said with each."""

    PROFILE = "profile"
    """A field of the venue's profile that holds a number."""
    PRODUCED = "produced"
    """The yearly sum of an output: room-nights, visitors."""
    QUANTITY = "quantity"
    """The yearly quantity of a type of source, whatever its scope."""
    LOWEST = "lowest"
    """Twelve times the month in which a type of source took least: what is used all the year round, without heating."""
    RATIO = "ratio"
    """One of the above by another, each a code of an output, a type of source or a field: ``generator_output/open_days``."""
    METERED = "metered"
    """Kilowatt-hours of the electricity rows whose name holds one of several words: a sub-meter, or an account of its own."""
    BOUGHT = "bought"
    """What is bought of a carrier in the year, by the output of a formula."""
    MEAN_POWER = "mean_power"
    """Mean power in kW of the month in which least electricity was used."""
    END_USE = "end_use"
    """The base of an end use, as ``use:output``."""
    CHARGE = "charge"
    """The refrigerant that the registered machines hold, in kg; of the refrigerants named, or of all."""
    REFILLED = "refilled"
    """The refrigerant put in during the year, in kg; of the refrigerants named, or of all."""
    LEAK = "leak"
    """The refrigerant put in, by what the machines hold."""
    WARMING = "warming"
    """GWP of the refrigerant put in, by mass; of the refrigerants named, or of all."""
    SOURCE = "source"
    """Whether there is a source of a type with a quantity; answers no parameter."""


@dataclass(frozen=True, slots=True)
class PrefillRule:
    """How a parameter of a measure is answered: a figure times a factor.

    Attributes:
        codes: what is read, as `Reads` says.
        zh, en: what the factor stands for, in words that follow the figure's own; empty where it is 1.
    """

    measure_id: str
    parameter: str
    reads: Reads
    codes: tuple[str, ...]
    factor: Decimal
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What must be there for a measure to make sense: one of several sources, outputs or refrigerants."""

    measure_id: str
    reads: Reads
    codes: tuple[str, ...]


class PatternKind(Enum):
    """How a pattern is looked for."""

    MONTHS = "months"
    """Mean of some months against that of others."""
    LOWEST = "lowest"
    """The lowest month against the mean."""
    SHARE = "share"
    """Share of a carrier in the emissions."""
    SHARE_OF_SOURCES = "share_of_sources"
    """Share of types of sources in the emissions."""
    METERED = "metered"
    """Share of the rows with certain names in all electricity."""
    RISING = "rising"
    """Above the year before, while the venue's main output rose less."""
    LEAK = "leak"
    """Refrigerant put in, by what the machines hold."""
    REFILLED = "refilled"
    """Kilograms put in of certain refrigerants."""
    BURNT = "burnt"
    """Used at all."""
    PER_OUTPUT = "per_output"
    """Use for each unit of an output."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in a year of data that speaks for measures.

    Attributes:
        output: the carrier it looks at, as the output of a formula; empty where it looks at sources.
        high, low: months that are compared, 1 to 12.
        sources: codes of source types; empty for all of the carrier.
        names: words of which the name of an electricity row holds one; for `PatternKind.REFILLED`, refrigerants.
        produced: the output that a use is divided by.
        venue_types: codes of the types of venues it is told for; empty for all.
        at_least: from which ratio, share or amount it is said.
        zh, en: how it is said, with ``{percent}``, ``{ratio}``, ``{amount}`` or ``{each}`` where the figure stands.
    """

    code: str
    kind: PatternKind
    output: str
    high: tuple[int, ...]
    low: tuple[int, ...]
    sources: tuple[str, ...]
    names: tuple[str, ...]
    produced: str
    venue_types: tuple[str, ...]
    at_least: Decimal
    measures: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ReductionRules:
    """All of them.

    Attributes:
        prefills: by id of the measure; of several rules for a parameter the first that answers counts.
        needs: by id of the measure.
        patterns: in the order in which they are looked for.
    """

    prefills: Mapping[str, tuple[PrefillRule, ...]]
    needs: Mapping[str, Need]
    patterns: tuple[Pattern, ...]
