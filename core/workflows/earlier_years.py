"""An earlier year of a dossier's venue: with its own dossier where it has one, frozen where that is locked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from core.accounting.earlier_year import EarlierYear
from core.accounting.footprint import Facts
from core.domain.activity import output_code, shares_by_month
from core.domain.dossier import DossierKind
from core.domain.quantity import MICRO
from core.workflows.compiling import Snapshot, earlier_in
from core.workflows.workspace import Workspace


def earlier_year(ws: Workspace, taken: Snapshot, year: int) -> EarlierYear | None:
    """The facts of a year of the same venue; None where nothing was recorded."""
    with ws.store.read() as work:
        return earlier_in(ws, work, taken, year)


def recorded_years(ws: Workspace, venue_id: str, before: int) -> tuple[int, ...]:
    """The years before one in which the venue has a dossier, the oldest first."""
    with ws.store.read() as work:
        own = (one for one in work.dossiers.all() if str(one.venue_id) == venue_id and one.kind is DossierKind.OPERATION)
        return tuple(sorted({one.period.end.year for one in own if one.period.end.year < before}))


def outputs_of(facts: Facts) -> Mapping[str, Fraction]:
    """What the venue produced in the period, by output code."""
    sums: dict[str, Fraction] = {}
    for (subject, month), parts in shares_by_month(facts.records).items():
        code = output_code(subject)
        if code is not None and month in facts.period:
            sums[code] = sums.get(code, Fraction(0)) + Fraction(sum(micro for _record, micro in parts), MICRO)
    return sums
