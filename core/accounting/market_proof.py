"""Proof of green power: which months lack it, whether more is claimed than was bought, and what is claimed twice (domain.md N16)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.domain.activity import ActivityRecord, Subject, effective, shares_by_month
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Scope
from core.domain.offset import CreditLot, ProductType
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO
from core.i18n import _

_INSTRUMENT = "market_instrument"
_POWER = "purchased_electricity"
_SHORTEST_NAME = 4
"""Letters that a project's name must have to be looked for in a note; shorter ones would be found anywhere."""


@dataclass(frozen=True, slots=True)
class ProofGap:
    """A month of a row of green power where less is proven than stated; both in the row's unit."""

    source: EmissionSource
    month: Month
    stated: Fraction
    proven: Fraction


@dataclass(frozen=True, slots=True)
class Surplus:
    """Green power beyond what was bought, in kWh of the whole period."""

    sources: tuple[EmissionSource, ...]
    certified: Fraction
    bought: Fraction


@dataclass(frozen=True, slots=True)
class DoubleClaim:
    """A carbon credit and a record of green power that stand for the same megawatt-hours."""

    source: EmissionSource
    record: ActivityRecord
    lot: CreditLot


def instruments(sources: Iterable[EmissionSource], catalogue: Catalogue) -> tuple[EmissionSource, ...]:
    """The rows of green power inside the boundary."""
    return tuple(one for one in sources if one.active and catalogue.source_types[one.type_code].method == _INSTRUMENT)


def proven(source: EmissionSource, records: Iterable[ActivityRecord]) -> Mapping[Month, Fraction]:
    """Green power with a file attached, by month; without proof it does not count (factors.md R4)."""
    found: dict[Month, Fraction] = {}
    for record in effective(records):
        if record.subject == Subject(source.id) and record.evidence:
            for month, micro in record.months().items():
                found[month] = found.get(month, Fraction(0)) + Fraction(micro, MICRO)
    return found


def proof_gaps(
    sources: Iterable[EmissionSource], records: Iterable[ActivityRecord], period: ReportingPeriod, catalogue: Catalogue
) -> tuple[ProofGap, ...]:
    """The months in which a row of green power states more than it proves."""
    facts = tuple(records)
    stated = _quantities(facts, period)
    gaps = []
    for source in instruments(sources, catalogue):
        behind = proven(source, facts)
        for month in period:
            amount, shown = stated.get((source.id, month), Fraction(0)), behind.get(month, Fraction(0))
            if amount != shown:
                gaps.append(ProofGap(source, month, amount, shown))
    return tuple(gaps)


def surplus(
    sources: Iterable[EmissionSource], records: Iterable[ActivityRecord], period: ReportingPeriod, catalogue: Catalogue
) -> Surplus | None:
    """Green power beyond the power bought in the period; None while there is no more of it than there was power."""
    everything = tuple(sources)
    green = instruments(everything, catalogue)
    power = [one for one in everything if one.active and _bought(one, catalogue)]
    totals = _quantities(records, period)
    certified, bought = (_kilowatt_hours(rows, totals, catalogue) for rows in (green, power))
    return Surplus(green, certified, bought) if green and certified > max(bought, Fraction(0)) else None


def _bought(source: EmissionSource, catalogue: Catalogue) -> bool:
    kind = catalogue.source_types[source.type_code]
    return kind.method == _POWER and kind.scope is Scope.TWO


def _quantities(records: Iterable[ActivityRecord], period: ReportingPeriod) -> Mapping[tuple[str, Month], Fraction]:
    return {
        (str(subject), month): Fraction(sum(micro for _record, micro in parts), MICRO)
        for (subject, month), parts in shares_by_month(records).items()
        if month in period
    }


def _kilowatt_hours(rows: Iterable[EmissionSource], totals: Mapping[tuple[str, Month], Fraction], catalogue: Catalogue) -> Fraction:
    return sum(
        (
            catalogue.units.convert(amount, row.unit, "kWh")
            for row in rows
            for (subject, _month), amount in totals.items()
            if subject == row.id
        ),
        Fraction(0),
    )


def double_claims(
    sources: Iterable[EmissionSource], records: Iterable[ActivityRecord], lots: Iterable[CreditLot], catalogue: Catalogue
) -> tuple[DoubleClaim, ...]:
    """Green power and CCER credits for the same megawatt-hours; one of them must go (domain.md N16).

    They are the same where they are proven by one file, or where the note or number of the certificate names the project of the
    credits.
    """
    credits_of_power = [lot for lot in lots if lot.product is ProductType.CCER]
    green = {Subject(one.id): one for one in instruments(sources, catalogue)}
    return tuple(
        DoubleClaim(green[record.subject], record, lot)
        for record in effective(records)
        if record.subject in green
        for lot in credits_of_power
        if _same(record, lot)
    )


def _same(record: ActivityRecord, lot: CreditLot) -> bool:
    if set(record.evidence) & set(lot.proof):
        return True
    project, words = _folded(lot.project), _folded(f"{record.note} {record.invoice}")
    return len(project) >= _SHORTEST_NAME and project in words


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def months_text(gaps: Iterable[ProofGap]) -> str:
    """The months of gaps as people write them: 3、5、6 月."""
    return _("{months} 月").format(months="、".join(str(gap.month.month) for gap in gaps))


def refusal(gaps: Iterable[ProofGap], excess: Surplus | None) -> str:
    """Why there is no market-based total, in words; empty where nothing stands in its way."""
    by_source: dict[str, list[ProofGap]] = {}
    for gap in gaps:
        by_source.setdefault(gap.source.name, []).append(gap)
    parts = [
        _("「{name}」{months}没有附证书编号和核销凭证，不能计算市场法。").format(name=name, months=months_text(found))
        for name, found in by_source.items()
    ]
    if excess is not None:
        parts.append(_("绿电、绿证合计多于外购电量，不能计算市场法。"))
    return "".join(parts)
