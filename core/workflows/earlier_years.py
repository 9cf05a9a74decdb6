"""An earlier year of a dossier's venue: with its own dossier where it has one, frozen where that is locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from core.accounting.footprint import Facts, footprint
from core.domain.activity import output_code, shares_by_month
from core.domain.catalogue import Catalogue
from core.domain.dossier import DossierKind, DossierStatus, MethodChoice
from core.domain.emission import MethodProfile
from core.domain.inventory import GhgInventory
from core.domain.period import ReportingPeriod
from core.domain.quantity import MICRO
from core.workflows.compiling import Snapshot, snapshot_in
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EarlierYear:
    """What an earlier year is computed from.

    Attributes:
        method, catalogue: its own dossier's; where it has none, those of the dossier it is compared with.
        locked: its dossier is locked, so everything is as it was then.
        own_dossier: it has a dossier.
    """

    facts: Facts
    method: MethodChoice
    catalogue: Catalogue
    locked: bool
    own_dossier: bool

    @property
    def p1(self) -> bool:
        """Whether its own total is that of profile P1."""
        return self.method.profile is MethodProfile.P1

    def as_reported(self) -> GhgInventory:
        """With everything of its own."""
        return footprint(self.facts, self.method, self.catalogue, compare=False)

    def by(self, method: MethodChoice, catalogue: Catalogue, *, factor_year: int | None = None) -> GhgInventory:
        """With another dossier's choices and library, on request with its grid factor too; own factors that only this year has stay."""
        whole = replace(catalogue, factors={**self.catalogue.factors, **catalogue.factors})
        return footprint(replace(self.facts, factor_year=factor_year), method, whole, compare=False)


def period_of(taken: Snapshot, year: int) -> ReportingPeriod:
    """The period of a dossier as it lay in the year it would have ended in."""
    period = taken.dossier.period
    return ReportingPeriod(period.start.plus((year - period.end.year) * 12), period.months)


def earlier_year(ws: Workspace, taken: Snapshot, year: int) -> EarlierYear | None:
    """The facts of a year of the same venue; None where nothing was recorded."""
    period = period_of(taken, year)
    with ws.store.read() as work:
        own = (one for one in work.dossiers.of_venue(taken.venue.id) if one.kind is DossierKind.OPERATION)
        found = next((one for one in own if one.period == period), None)
        if found is None:
            records = work.activities.of_venue(taken.venue.id, period.start, period.end)
            facts = Facts(taken.venue, period, taken.sources, records)
            earlier = EarlierYear(facts, taken.dossier.method, taken.catalogue, locked=False, own_dossier=False)
        else:
            then = snapshot_in(ws, work, found)
            locked = found.status is DossierStatus.LOCKED
            earlier = EarlierYear(then.facts(), found.method, then.catalogue, locked=locked, own_dossier=True)
    recorded = any(month in period for record in earlier.facts.records for month in record.months())
    return earlier if recorded else None


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
