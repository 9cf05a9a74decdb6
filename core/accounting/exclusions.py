"""What a boundary leaves out, how large it is, and whether enough is counted (domain.md N4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from core.accounting.footprint import Facts, footprint
from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource
from core.domain.quantity import Quantity

EMITS_NOTHING = frozenset({"market_instrument", "zero_memo"})
"""Methods of certificates and own panels: leaving them out leaves no emission out."""


class SizeBasis(Enum):
    """Where the size of an exclusion comes from, the best first."""

    NOTHING = "nothing"
    RECORDS = "records"
    LAST_YEAR = "last_year"
    ESTIMATE = "estimate"
    UNANSWERED = "unanswered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A source outside the boundary with its size in tCO2e of the period; None where it cannot be told."""

    source: EmissionSource
    tonnes: Fraction | None
    basis: SizeBasis


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is counted beside what is left out.

    Attributes:
        counted: tonnes inside the boundary.
        rows: what is left out, in the order of the boundary.
    """

    counted: Fraction
    rows: tuple[Exclusion, ...]

    @property
    def left_out(self) -> Fraction:
        """Tonnes left out, as far as they are known."""
        return sum((row.tonnes for row in self.rows if row.tonnes is not None), Fraction(0))

    @property
    def whole(self) -> Fraction:
        """Counted and left out together."""
        return self.counted + self.left_out

    @property
    def share(self) -> Fraction | None:
        """Counted share of the whole; None where there is nothing."""
        return self.counted / self.whole if self.whole else None

    def share_of(self, row: Exclusion) -> Fraction | None:
        """A row's share of the whole; None where its size is not known."""
        return row.tonnes / self.whole if row.tonnes is not None and self.whole else None


def coverage(facts: Facts, last_year: Iterable[ActivityRecord], method: MethodChoice, catalogue: Catalogue, counted: Fraction) -> Coverage:
    """The size of everything left out: by its own figures of the period, else of the year before, else as it was estimated.

    Args:
        facts: of the period.
        last_year: records of the period one year earlier.
        method: how the dossier computes.
        catalogue: the factors.
        counted: tonnes of the inventory.
    """
    before = replace(facts, period=facts.period.previous(), records=tuple(last_year))
    left_out = sorted((source for source in facts.sources if not source.active), key=lambda source: source.position)
    return Coverage(counted, tuple(_exclusion(source, facts, before, method, catalogue) for source in left_out))


def _exclusion(source: EmissionSource, facts: Facts, before: Facts, method: MethodChoice, catalogue: Catalogue) -> Exclusion:
    if catalogue.source_types[source.type_code].method in EMITS_NOTHING:
        return Exclusion(source, Fraction(0), SizeBasis.NOTHING)
    basis = SizeBasis.UNKNOWN
    for known, name in ((facts, SizeBasis.RECORDS), (before, SizeBasis.LAST_YEAR)):
        own = tuple(record for record in known.records if str(record.subject) == source.id and record.micro)
        if own:
            tonnes = _tonnes(replace(known, sources=(_counted(source),), records=own), method, catalogue)
            if tonnes is not None:
                return Exclusion(source, tonnes, name)
            basis = SizeBasis.UNANSWERED
    if source.excluded_tonnes is not None:
        return Exclusion(source, Fraction(source.excluded_tonnes), SizeBasis.ESTIMATE)
    return Exclusion(source, None, basis)


def _counted(source: EmissionSource) -> EmissionSource:
    return replace(source, excluded_reason="")


def _tonnes(facts: Facts, method: MethodChoice, catalogue: Catalogue) -> Fraction | None:
    (result,) = footprint(facts, method, catalogue, compare=False).results
    return None if result.unanswered else result.total()


def estimated_tonnes(
    source: EmissionSource, quantity: Quantity, micro: int, facts: Facts, method: MethodChoice, catalogue: Catalogue
) -> Fraction | None:
    """Tonnes that a yearly quantity of a source would be, with the factor its kind goes by; None where no factor is chosen.

    Args:
        source: inside or outside the boundary.
        quantity: as typed; `micro` is the same in millionths of the row's unit.
        micro: see `quantity`.
        facts: venue and period, which decide the factors.
        method: how the dossier computes.
        catalogue: the factors.
    """
    record = ActivityRecord(
        id=RecordId("estimate"),
        venue_id=source.venue_id,
        subject=Subject(source.id),
        kind=RecordKind.MONTH,
        quantity=quantity,
        micro=micro,
        month=facts.period.start,
    )
    return _tonnes(replace(facts, sources=(_counted(source),), records=(record,)), method, catalogue)
