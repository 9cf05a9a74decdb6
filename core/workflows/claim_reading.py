"""Reading what a ledger holds about the claim of a dossier, in the same transaction as everything else of it."""

from __future__ import annotations

from core.accounting.claim_facts import ClaimFacts
from core.accounting.neutrality import OnFile
from core.domain.dossier import Dossier, DossierKind, DossierStatus
from core.domain.event import EventForm
from core.domain.organization import Venue, VenueId
from core.domain.submission import Environment
from core.store.unit_of_work import UnitOfWork


def claims_in(work: UnitOfWork, found: Dossier, place: Venue, event: EventForm | None = None) -> ClaimFacts:
    """What is on file for a dossier, and the credits that are used for it; terms and base year's figures are not read here."""
    file = OnFile(
        status=DossierStatus.LOCKED,
        revision=found.revision,
        environment=Environment.TRIAL if place.sample else Environment.PRODUCTION,
        measures=work.plan.of_venue(VenueId(place.id)),
        packages=work.packages.of_dossier(found.id),
        deliveries=work.deliveries.of_dossier(found.id),
        receipts=work.receipts.of_dossier(found.id),
        documents=work.documents.of_dossier(found.id),
        profile=found.method.profile,
        estimated=event is not None and not event.settled,
        standings=work.standings.of_organization(place.organization_id),
    )
    allocations = work.allocations.of_dossier(found.id)
    return ClaimFacts(
        file=file,
        lots=work.lots.all() if allocations else (),
        allocations=allocations,
        base_year=work.base_years.get(place.id) if found.kind is DossierKind.OPERATION else None,
        plan=work.implementation_plans.get(found.id),
    )
