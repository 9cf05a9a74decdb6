"""Rows to domain objects and back: applications, implementation plans, disclosures, and standings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from core.domain.dossier import DossierId
from core.domain.event import Confirmation, NeutralityType
from core.domain.neutrality_papers import (
    Application,
    Disclosure,
    DisclosureId,
    ImplementationPlan,
    Standing,
    StandingId,
    StandingKind,
)
from core.domain.organization import OrganizationId
from core.store.codec import decode, encode
from core.store.schema_papers import (
    ApplicationRow,
    DisclosureEvidenceRow,
    DisclosureRow,
    ImplementationPlanRow,
    StandingEvidenceRow,
    StandingRow,
)
from core.store.shelf import Files, Shelf, Statements


class Applications(Shelf[DossierId, Application]):
    """The applications, by their dossier; `get` answers None while nothing was decided."""

    kind = "application"
    _thing_type = Application
    _sql = Statements(ApplicationRow)

    def _identity(self, key: DossierId) -> dict[str, object]:
        return {"key_dossier_id": key}

    def _key(self, thing: Application) -> DossierId:
        return thing.dossier_id

    def _thing(self, row: Row[Any]) -> Application:
        return Application(
            dossier_id=DossierId(row.dossier_id),
            neutrality=NeutralityType(row.neutrality),
            confirmation=Confirmation(row.confirmation),
            confirming_body=row.confirming_body,
            credit_sharing=row.credit_sharing,
        )

    def _columns(self, thing: Application) -> Mapping[str, object]:
        return {
            "dossier_id": thing.dossier_id,
            "neutrality": thing.neutrality.value,
            "confirmation": thing.confirmation.value,
            "confirming_body": thing.confirming_body,
            "credit_sharing": thing.credit_sharing,
        }


class ImplementationPlans(Shelf[DossierId, ImplementationPlan]):
    """What people wrote into implementation plans, by their dossier."""

    kind = "implementation_plan"
    _thing_type = ImplementationPlan
    _sql = Statements(ImplementationPlanRow)

    def _identity(self, key: DossierId) -> dict[str, object]:
        return {"key_dossier_id": key}

    def _key(self, thing: ImplementationPlan) -> DossierId:
        return thing.dossier_id

    def _thing(self, row: Row[Any]) -> ImplementationPlan:
        return decode(ImplementationPlan, row.content)

    def _columns(self, thing: ImplementationPlan) -> Mapping[str, object]:
        return {"dossier_id": thing.dossier_id, "content": encode(thing)}


class Disclosures(Shelf[DisclosureId, Disclosure]):
    """The log of what was made public."""

    kind = "disclosure"
    _thing_type = Disclosure
    _files = Files(DisclosureEvidenceRow, DisclosureRow)
    _sql = Statements(DisclosureRow, _files.column)

    def of_dossier(self, dossier_id: DossierId) -> tuple[Disclosure, ...]:
        """The disclosures of a dossier, by day."""
        order = (DisclosureRow.on_day, DisclosureRow.channel, DisclosureRow.id)
        return self._read(self._sql.query.where(DisclosureRow.dossier_id == dossier_id).order_by(*order))

    def _settled(self, thing: Disclosure) -> Disclosure:
        return replace(thing, evidence=tuple(dict.fromkeys(thing.evidence)))

    def _keep(self, key: DisclosureId, known: Disclosure | None, thing: Disclosure | None) -> None:
        super()._keep(key, known, thing)
        if thing is not None:
            self._files.keep(self._connection, key, known.evidence if known else (), thing.evidence)

    def _key(self, thing: Disclosure) -> DisclosureId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Disclosure:
        return Disclosure(
            id=DisclosureId(row.id),
            dossier_id=DossierId(row.dossier_id),
            on=row.on_day,
            channel=row.channel,
            place=row.place,
            note=row.note,
            evidence=self._files.read(row),
        )

    def _columns(self, thing: Disclosure) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "dossier_id": thing.dossier_id,
            "on_day": thing.on,
            "channel": thing.channel,
            "place": thing.place,
            "note": thing.note,
        }


class Standings(Shelf[StandingId, Standing]):
    """What others have said of the organizations."""

    kind = "standing"
    _thing_type = Standing
    _files = Files(StandingEvidenceRow, StandingRow)
    _sql = Statements(StandingRow, _files.column)

    def of_organization(self, organization_id: OrganizationId) -> tuple[Standing, ...]:
        """The standings of an organization, by day."""
        order = (StandingRow.on_day, StandingRow.kind, StandingRow.id)
        return self._read(self._sql.query.where(StandingRow.organization_id == organization_id).order_by(*order))

    def _settled(self, thing: Standing) -> Standing:
        return replace(thing, evidence=tuple(dict.fromkeys(thing.evidence)))

    def _keep(self, key: StandingId, known: Standing | None, thing: Standing | None) -> None:
        super()._keep(key, known, thing)
        if thing is not None:
            self._files.keep(self._connection, key, known.evidence if known else (), thing.evidence)

    def _key(self, thing: Standing) -> StandingId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Standing:
        return Standing(
            id=StandingId(row.id),
            organization_id=OrganizationId(row.organization_id),
            kind=StandingKind(row.kind),
            value=row.value,
            on=row.on_day,
            source=row.source,
            note=row.note,
            evidence=self._files.read(row),
        )

    def _columns(self, thing: Standing) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "organization_id": thing.organization_id,
            "kind": thing.kind.value,
            "value": thing.value,
            "on_day": thing.on,
            "source": thing.source,
            "note": thing.note,
        }
