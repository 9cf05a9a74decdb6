"""What another edition of the factor library would change: every dossier before and after, source by source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from core.domain.catalogue import Catalogue
from core.domain.dossier import DossierId, DossierStatus
from core.domain.inventory import GhgInventory
from core.domain.organization import Venue
from core.domain.own_factor import is_own
from core.i18n import _
from core.workflows.compiling import Snapshot, catalogue_with, inventory_of, snapshot_in
from core.workflows.workspace import Workspace

_NAMED = 5
"""How many things that would be missing are named."""


@dataclass(frozen=True, slots=True)
class SourceEffect:
    """One row of a footprint, in tonnes CO2e."""

    source_id: str
    name: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class DossierEffect:
    """One dossier; a locked one keeps the edition it was locked with, so both of its totals are the same."""

    dossier_id: DossierId
    title: str
    venue: str
    locked: bool
    before: Fraction
    after: Fraction
    sources: tuple[SourceEffect, ...]

    @property
    def changed(self) -> tuple[SourceEffect, ...]:
        """The rows that would differ."""
        return tuple(one for one in self.sources if one.before != one.after)

    @property
    def share(self) -> Fraction | None:
        """The change as a share of the total before; None where that is zero."""
        return (self.after - self.before) / self.before if self.before else None


def effects(ws: Workspace, catalogue: Catalogue) -> tuple[tuple[DossierEffect, ...], tuple[str, ...]]:
    """Compute every dossier with the edition in force and with another one.

    Each dossier is read in a short transaction of its own, so that a large ledger is not held up.

    Returns:
        The dossiers; and in words what venues and open dossiers name and the other edition does not have. With any of that they
        could not be computed, and no effect is given.
    """
    with ws.store.read() as work:
        lacking = dict.fromkeys(_missing_of_venues(work.venues.all(), catalogue))
        found = work.dossiers.all()
    computed: list[DossierEffect] = []
    for dossier in found:
        with ws.store.read() as work:
            taken = snapshot_in(ws, work, dossier)
        if dossier.status is DossierStatus.OPEN:
            lacking |= dict.fromkeys(_missing_of(taken, catalogue))
        if not lacking:
            computed.append(_effect(taken, catalogue))
    return (() if lacking else tuple(computed)), tuple(lacking)[:_NAMED]


def _effect(taken: Snapshot, catalogue: Catalogue) -> DossierEffect:
    locked = taken.dossier.status is DossierStatus.LOCKED
    before = inventory_of(taken, compare=False)
    other = replace(taken, catalogue=catalogue_with(catalogue, taken.own_factors))
    after = before if locked else inventory_of(other, compare=False)
    p1 = taken.counts_p1
    rows = _by_source(after, p1=p1)
    sources = tuple(
        SourceEffect(key, name, tonnes, rows.get(key, (name, Fraction(0)))[1]) for key, (name, tonnes) in _by_source(before, p1=p1).items()
    )
    return DossierEffect(taken.dossier.id, taken.dossier.title, taken.venue.name, locked, before.total(p1=p1), after.total(p1=p1), sources)


def _by_source(computed: GhgInventory, *, p1: bool) -> dict[str, tuple[str, Fraction]]:
    return {str(result.source.id): (result.source.name, result.total(p1=p1)) for result in computed.results}


def _missing_of_venues(places: Iterable[Venue], catalogue: Catalogue) -> Iterator[str]:
    for place in places:
        if place.type_code not in catalogue.venue_types:
            yield _("{name}：场所类型「{code}」").format(name=place.name, code=place.type_code)
        if place.region not in catalogue.regions:
            yield _("{name}：行政区划「{code}」").format(name=place.name, code=place.region)


def _missing_of(taken: Snapshot, catalogue: Catalogue) -> Iterator[str]:
    now = _species(taken.catalogue) - _species(catalogue)
    for source in taken.sources:
        if source.type_code not in catalogue.source_types:
            yield _("{name}：排放源类型「{code}」").format(name=source.name, code=source.type_code)
        if source.factor_id and not is_own(source.factor_id) and source.factor_id not in catalogue.factors:
            yield _("{name}：因子「{code}」").format(name=source.name, code=source.factor_id)
        if source.species in now:
            yield _("{name}：气体「{code}」").format(name=source.name, code=source.species)


def _species(catalogue: Catalogue) -> set[str]:
    return {value.species for value in catalogue.gwp_values} | set(catalogue.blends)
