"""Rows to domain objects and back: organizations, venues, people, emission sources, meters, dossiers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, insert, select

from core.domain.dossier import Dossier, DossierId, DossierKind, DossierStatus, MethodChoice
from core.domain.emission import EmissionSource, FuelSet, GridScope, GwpSet, Meter, MeterId, MethodProfile, Scope2Basis, SourceId
from core.domain.organization import Organization, OrganizationId, Person, PersonId, ProfileValue, Venue, VenueId
from core.domain.period import ReportingPeriod
from core.store.faults import in_use
from core.store.schema import ActivityRow, DossierRow, MeterRow, OrganizationRow, PersonRow, ProfileRow, SourceRow, VenueRow, table
from core.store.shelf import Shelf, Statements, gathered


class Organizations(Shelf[OrganizationId, Organization]):
    """Reporting organizations."""

    kind = "organization"
    _thing_type = Organization
    _sql = Statements(OrganizationRow)

    def all(self) -> tuple[Organization, ...]:
        """Every organization, by name."""
        return self._read(self._sql.query.order_by(OrganizationRow.name, OrganizationRow.id))

    def _add_all(self, things: Sequence[Organization]) -> None:
        self._insert_rows(things)

    def _key(self, thing: Organization) -> OrganizationId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Organization:
        return Organization(id=OrganizationId(row.id), name=row.name, credit_code=row.credit_code)

    def _columns(self, thing: Organization) -> Mapping[str, object]:
        return {"id": thing.id, "name": thing.name, "credit_code": thing.credit_code}


class Venues(Shelf[VenueId, Venue]):
    """Venues with their dated profile."""

    kind = "venue"
    _thing_type = Venue
    _sql = Statements(
        VenueRow,
        gathered(ProfileRow.venue_id == VenueRow.id, ProfileRow.position, ProfileRow.field, ProfileRow.value, ProfileRow.valid_from),
    )

    def all(self) -> tuple[Venue, ...]:
        """Every venue, by name."""
        return self._read(self._sql.query.order_by(VenueRow.name, VenueRow.id))

    def _keep(self, key: VenueId, known: Venue | None, thing: Venue | None) -> None:
        super()._keep(key, known, thing)
        if thing is not None:
            self._connection.execute(_REMOVE_PROFILE, {"key": key})
            if thing.profile:
                self._connection.execute(_ADD_PROFILE, [_profile_columns(key, *numbered) for numbered in enumerate(thing.profile)])

    def _add_all(self, things: Sequence[Venue]) -> None:
        self._insert_rows(things)
        lines = [_profile_columns(thing.id, *numbered) for thing in things for numbered in enumerate(thing.profile)]
        if lines:
            self._connection.execute(_ADD_PROFILE, lines)

    def _key(self, thing: Venue) -> VenueId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Venue:
        return Venue(
            id=VenueId(row.id),
            organization_id=OrganizationId(row.organization_id),
            type_code=row.type_code,
            name=row.name,
            region=row.region,
            profile=tuple(
                ProfileValue(field=field, value=value, valid_from=None if day is None else date.fromisoformat(day))
                for _position, field, value, day in sorted(json.loads(row.parts))
            ),
            sample=row.sample,
        )

    def _columns(self, thing: Venue) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "organization_id": thing.organization_id,
            "type_code": thing.type_code,
            "name": thing.name,
            "region": thing.region,
            "sample": thing.sample,
        }


_ADD_PROFILE = insert(table(ProfileRow))
_REMOVE_PROFILE = delete(table(ProfileRow)).where(ProfileRow.venue_id == bindparam("key"))


def _profile_columns(venue_id: VenueId, position: int, line: ProfileValue) -> dict[str, object]:
    return {"venue_id": venue_id, "position": position, "field": line.field, "value": line.value, "valid_from": line.valid_from}


class People(Shelf[PersonId, Person]):
    """People who prepare, approve or answer."""

    kind = "person"
    _thing_type = Person
    _sql = Statements(PersonRow)

    def all(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return self._read(self._sql.query.order_by(PersonRow.name, PersonRow.id))

    def _key(self, thing: Person) -> PersonId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Person:
        return Person(
            id=PersonId(row.id),
            name=row.name,
            role=row.role,
            department=row.department,
            phone=row.phone,
            legal_representative=row.legal_representative,
            authorization=row.authorization,
        )

    def _columns(self, thing: Person) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "name": thing.name,
            "role": thing.role,
            "department": thing.department,
            "phone": thing.phone,
            "legal_representative": thing.legal_representative,
            "authorization": thing.authorization,
        }


class Sources(Shelf[SourceId, EmissionSource]):
    """Emission sources of the venues."""

    kind = "source"
    _thing_type = EmissionSource
    _sql = Statements(SourceRow)

    def of_venue(self, venue_id: VenueId) -> tuple[EmissionSource, ...]:
        """The venue's sources in the order of the grid, excluded ones too."""
        query = self._sql.query.where(SourceRow.venue_id == venue_id).order_by(SourceRow.position, SourceRow.name, SourceRow.id)
        return self._read(query)

    def _keep(self, key: SourceId, known: EmissionSource | None, thing: EmissionSource | None) -> None:
        # A record names its subject, which may be an output row too: no foreign key can watch over it.
        if thing is None and self._connection.scalar(select(exists().where(ActivityRow.subject == key))):
            raise in_use()
        super()._keep(key, known, thing)

    def _add_all(self, things: Sequence[EmissionSource]) -> None:
        self._insert_rows(things)

    def _key(self, thing: EmissionSource) -> SourceId:
        return thing.id

    def _thing(self, row: Row[Any]) -> EmissionSource:
        return EmissionSource(
            id=SourceId(row.id),
            venue_id=VenueId(row.venue_id),
            type_code=row.type_code,
            name=row.name,
            unit=row.unit,
            species=row.species,
            factor_id=row.factor_id,
            excluded_reason=row.excluded_reason,
            position=row.position,
            excluded_tonnes=row.excluded_tonnes,
            operator=row.operator,
        )

    def _columns(self, thing: EmissionSource) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "venue_id": thing.venue_id,
            "type_code": thing.type_code,
            "name": thing.name,
            "unit": thing.unit,
            "species": thing.species,
            "factor_id": thing.factor_id,
            "excluded_reason": thing.excluded_reason,
            "position": thing.position,
            "excluded_tonnes": thing.excluded_tonnes,
            "operator": thing.operator,
        }


class Meters(Shelf[MeterId, Meter]):
    """Accounts and meters of the sources."""

    kind = "meter"
    _thing_type = Meter
    _sql = Statements(MeterRow)

    def of_venue(self, venue_id: VenueId) -> tuple[Meter, ...]:
        """The meters of all the venue's sources, in the order of the grid."""
        query = self._sql.query.join(SourceRow, SourceRow.id == MeterRow.source_id).where(SourceRow.venue_id == venue_id)
        order = (SourceRow.position, SourceRow.name, SourceRow.id, MeterRow.account, MeterRow.id)
        return self._read(query.order_by(*order))

    def venues_with(self, accounts: Iterable[str]) -> tuple[VenueId, ...]:
        """The venues that have one of these accounts, written in capitals and without spaces."""
        written = func.upper(func.replace(MeterRow.account, " ", ""))
        query = select(SourceRow.venue_id).join(MeterRow, SourceRow.id == MeterRow.source_id).where(written.in_(list(accounts)))
        return tuple(VenueId(key) for key in self._connection.scalars(query.distinct().order_by(SourceRow.venue_id)))

    def of_source(self, source_id: SourceId) -> tuple[Meter, ...]:
        """The meters of one source, by account number."""
        query = self._sql.query.where(MeterRow.source_id == source_id).order_by(MeterRow.account, MeterRow.id)
        return self._read(query)

    def _key(self, thing: Meter) -> MeterId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Meter:
        return Meter(
            id=MeterId(row.id),
            source_id=SourceId(row.source_id),
            account=row.account,
            name=row.name,
            multiplier=row.multiplier,
            end_included=row.end_included,
            charge=row.charge,
            machine_class=row.machine_class,
            refrigerant=row.refrigerant,
        )

    def _columns(self, thing: Meter) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "source_id": thing.source_id,
            "account": thing.account,
            "name": thing.name,
            "multiplier": thing.multiplier,
            "end_included": thing.end_included,
            "charge": thing.charge,
            "machine_class": thing.machine_class,
            "refrigerant": thing.refrigerant,
        }


class Dossiers(Shelf[DossierId, Dossier]):
    """Dossiers with their method."""

    kind = "dossier"
    _thing_type = Dossier
    _sql = Statements(DossierRow)

    def all(self) -> tuple[Dossier, ...]:
        """Every dossier, by period and title."""
        query = self._sql.query.order_by(DossierRow.period_start, DossierRow.title, DossierRow.id)
        return self._read(query)

    def of_venue(self, venue_id: VenueId) -> tuple[Dossier, ...]:
        """The venue's dossiers, by period and title."""
        query = self._sql.query.where(DossierRow.venue_id == venue_id)
        return self._read(query.order_by(DossierRow.period_start, DossierRow.title, DossierRow.id))

    def _add_all(self, things: Sequence[Dossier]) -> None:
        self._insert_rows(things)

    def _key(self, thing: Dossier) -> DossierId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Dossier:
        return Dossier(
            id=DossierId(row.id),
            kind=DossierKind(row.kind),
            venue_id=VenueId(row.venue_id),
            title=row.title,
            period=ReportingPeriod(row.period_start, row.period_months),
            method=MethodChoice(
                profile=MethodProfile(row.method_profile),
                basis=Scope2Basis(row.method_basis),
                grid=GridScope(row.method_grid),
                gwp_set=GwpSet(row.method_gwp_set),
                fuel_set=FuelSet(row.method_fuel_set),
            ),
            status=DossierStatus(row.status),
            revision=row.revision,
        )

    def _columns(self, thing: Dossier) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "kind": thing.kind.value,
            "venue_id": thing.venue_id,
            "title": thing.title,
            "period_start": thing.period.start,
            "period_months": thing.period.months,
            "method_profile": thing.method.profile.value,
            "method_basis": thing.method.basis.value,
            "method_grid": thing.method.grid.value,
            "method_gwp_set": thing.method.gwp_set.value,
            "method_fuel_set": thing.method.fuel_set.value,
            "status": thing.status.value,
            "revision": thing.revision,
        }
