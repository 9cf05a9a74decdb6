"""Rules that read a venue's own data for its measures: what fills a parameter, what a measure needs, what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Reads(Enum):
    """Where a figure comes from."""

    PROFILE = "profile"
    """A field of the venue's profile."""
    PRODUCED = "produced"
    """The yearly sum of an output: room-nights, visitors."""
    QUANTITY = "quantity"
    """The yearly quantity of a type of source, whatever its scope."""
    BOUGHT = "bought"
    """What is bought of a carrier in the year, by the output of a formula."""
    END_USE = "end_use"
    """The base of an end use, as ``use:output``."""
    CHARGE = "charge"
    """The refrigerant that all machines hold together."""
    SOURCE = "source"
    """Whether there is a source of a type with a quantity."""


@dataclass(frozen=True, slots=True)
class PrefillRule:
    """How a parameter of a measure is answered: a figure times a factor."""

    measure_id: str
    parameter: str
    reads: Reads
    code: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Need:
    """What must be there for a measure to make sense: one of several sources or outputs."""

    measure_id: str
    reads: Reads
    codes: tuple[str, ...]


class PatternKind(Enum):
    """How a pattern is looked for."""

    MONTHS = "months"
    LOWEST = "lowest"
    SHARE = "share"
    SHARE_OF_SOURCES = "share_of_sources"
    RISING = "rising"
    LEAK = "leak"
    BURNT = "burnt"
    PER_OUTPUT = "per_output"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in a year of data that speaks for measures.

    Attributes:
        output: the carrier it looks at, as the output of a formula; empty where it looks at sources.
        high, low: months that are compared, 1 to 12.
        produced: the output that a use is divided by.
        at_least: from which ratio, share or amount it is said.
        zh, en: how it is said, with ``{percent}``, ``{ratio}``, ``{amount}`` or ``{each}`` where the figure stands.
    """

    code: str
    kind: PatternKind
    output: str
    high: tuple[int, ...]
    low: tuple[int, ...]
    sources: tuple[str, ...]
    produced: str
    at_least: Decimal
    measures: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ReductionRules:
    """All of them; `prefills` and `needs` by id of the measure, patterns in the order in which they are looked for."""

    prefills: Mapping[str, tuple[PrefillRule, ...]]
    needs: Mapping[str, Need]
    patterns: tuple[Pattern, ...]
