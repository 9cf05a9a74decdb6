"""A small hotel's books as the writer of packages sees them, and what the reader makes of the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from core.accounting.footprint import Facts, footprint
from core.domain.activity import ActivityRecord
from core.domain.dossier import Dossier, DossierId, DossierKind, MethodChoice
from core.domain.emission import EmissionSource
from core.domain.period import ReportingPeriod
from core.domain.submission import ClaimLevel, Environment, PackageId, SignerRole
from core.submission import naming
from core.submission.reading.judgement import Recomputed
from core.submission.reading.recompute import recompute
from core.submission.writing.payload import NamedSigner, SubmissionFacts, result_document, submission_document
from core.submission.writing.statements import jcs
from core.submission.writing.tables import Bookkeeping, tables
from tests import builders

PERIOD = ReportingPeriod.of_year(builders.YEAR)
SIGNERS = tuple(NamedSigner(role, digit * 64, naming.ES256) for role, digit in ((SignerRole.PREPARER, "1"), (SignerRole.APPROVER, "2")))


def books(
    records: Sequence[ActivityRecord] | None = None,
    sources: Sequence[EmissionSource] = (builders.POWER, builders.GAS),
    method: MethodChoice | None = None,
) -> Bookkeeping:
    found = tuple(builders.records() if records is None else records)
    inventory = footprint(Facts(builders.VENUE, PERIOD, tuple(sources), found), method or MethodChoice(), builders.catalogue())
    numbers: dict[str, str] = {}
    for record in found:
        for one in record.evidence:
            numbers.setdefault(one, f"E{len(numbers) + 1:04d}")
    return Bookkeeping(PERIOD, tuple(sources), found, inventory, builders.catalogue(), numbers)


def facts(**changes: Any) -> SubmissionFacts:
    said: dict[str, Any] = {
        "package_id": PackageId("urn:uuid:00000000-0000-4000-8000-000000000001"),
        "environment": Environment.TRIAL,
        "dossier": Dossier(DossierId("00000000-0000-4000-8000-000000000002"), DossierKind.OPERATION, builders.VENUE.id, "示例", PERIOD),
        "organization": builders.ORGANIZATION,
        "venue": builders.VENUE,
        "days": (date(2025, 1, 1), date(2025, 12, 31)),
        "label": "2025",
        "previous_digest": None,
        "audit_head": "0" * 64,
        "created_at": datetime(2026, 1, 12, 9, 30, tzinfo=UTC),
        "program": ("tanzhangben", "0.2.0", "0" * 64),
        "signers": SIGNERS,
        "evidence": (),
        "papers": (),
        "offsets": (),
        "level": ClaimLevel.DRAFT,
        "declaration": "我们核对了。",
    }
    return SubmissionFacts(**{**said, **changes})


def files(kept: Bookkeeping) -> Mapping[str, bytes]:
    """What the reader needs to compute the footprint again."""
    statement = submission_document(facts(), kept)
    return {**tables(kept), naming.FOOTPRINT: jcs(result_document(kept)), "data/submission.json": jcs(statement)}


def again(kept: Bookkeeping) -> Recomputed:
    """The footprint computed by the reader, from nothing but the files."""
    return recompute(files(kept).get)
