"""What the ledger knows of each year of a venue: tonnes by month, outputs, and whether the year is whole and locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.domain.activity import ActivityRecord, output_subject, shares_by_month
from core.domain.dossier import DossierKind, DossierStatus, MethodChoice
from core.domain.inventory import GhgInventory
from core.domain.quantity import MICRO
from core.workflows import compiling, dossiers
from core.workflows.workspace import Workspace

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class YearFacts:
    """One year.

    Attributes:
        total: tonnes of the months with data.
        months: tonnes by month, 1 to 12, of those with data.
        outputs: amounts by code of the output, in its own unit.
        open_months: months of the year without data.
        locked: its dossier is locked, so that its figures stand.
        method: by which choices it was computed.
    """

    total: Fraction
    months: Mapping[int, Fraction]
    outputs: Mapping[str, Fraction]
    open_months: int
    locked: bool
    method: MethodChoice

    @property
    def whole(self) -> bool:
        """Each month has data."""
        return not self.open_months


def year_facts(ws: Workspace, venue_id: str) -> Mapping[int, YearFacts]:
    """Each year with data; a year without a dossier of its own is taken from what the next one holds of it."""
    found: dict[int, YearFacts] = {}
    for dossier in sorted(dossiers.all_dossiers(ws), key=lambda one: one.period.start, reverse=True):
        if dossier.venue_id != venue_id or dossier.kind is not DossierKind.OPERATION:
            continue
        taken = compiling.snapshot(ws, dossier.id)
        locked, year = dossier.status is DossierStatus.LOCKED, dossier.period.start.year
        sides = (
            (year, compiling.inventory_of(taken, compare=False), taken.records, locked),
            (year - 1, compiling.last_year_inventory(taken), taken.last_year, False),
        )
        for one, inventory, records, stands in sides:
            facts = _facts(inventory, records, taken, locked=stands) if inventory is not None else None
            if facts is not None and (one == year or one not in found):
                found[one] = facts
    return found


def newest_whole(facts: Mapping[int, YearFacts]) -> int | None:
    """The last year with data of each month; what is to come is expected from it."""
    return max((year for year, known in facts.items() if known.whole), default=None)


def _facts(inventory: GhgInventory, records: Iterable[ActivityRecord], taken: compiling.Snapshot, *, locked: bool) -> YearFacts | None:
    p1 = taken.counts_p1
    months = {month.month: total for month, scopes in inventory.by_month(p1=p1).items() if (total := sum(scopes.values(), _NOTHING))}
    if not months:
        return None
    codes = {output_subject(code): code for code in taken.catalogue.outputs}
    outputs: dict[str, Fraction] = {}
    for (subject, month), parts in shares_by_month(records).items():
        if subject in codes and month in inventory.period:
            amount = Fraction(sum(micro for _record, micro in parts), MICRO)
            outputs[codes[subject]] = outputs.get(codes[subject], _NOTHING) + amount
    return YearFacts(inventory.total(p1=p1), months, outputs, inventory.period.months - len(months), locked, taken.dossier.method)
