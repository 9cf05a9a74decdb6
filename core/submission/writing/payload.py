"""The statement and the result of a submission as plain data, from what the ledger froze (package-format.md §3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from core.accounting.statement import statement
from core.domain.dossier import Dossier
from core.domain.inventory import EmissionLine
from core.domain.offset import Allocation, CreditLot
from core.domain.organization import Organization, Venue
from core.domain.period import Month
from core.domain.quantity import canonical, whole_tonnes_up
from core.domain.submission import ClaimLevel, Environment, PackageId, SignerRole
from core.submission.writing.tables import Bookkeeping, exact, factor_key, month_sums, output_units

SPEC_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One attached file as it lies in the package.

    Attributes:
        number: ``E0001`` and so on.
        supports: the records, lots, measures and documents that name it.
    """

    number: str
    path: str
    original_name: str
    media_type: str
    size: int
    sha256: str
    supports: tuple[str, ...]
    period_from: date | None = None
    period_to: date | None = None


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One paper or table of the package; `kind` is a word of package-format.md §3."""

    path: str
    kind: str
    sha256: str
    schema: str = ""


@dataclass(frozen=True, slots=True)
class NamedSigner:
    """Who has to sign: role, SHA-256 of the certificate, algorithm."""

    role: SignerRole
    certificate_sha256: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What the statement says.

    Attributes:
        days: first and last day of an event, or of the operation period.
        offsets: the retired lots with what of each is used for this dossier.
        single_signer_reason: why one person signs alone; empty when two do.
    """

    package_id: PackageId
    environment: Environment
    dossier: Dossier
    organization: Organization
    venue: Venue
    days: tuple[date, date]
    label: str
    previous_digest: str | None
    audit_head: str
    created_at: datetime
    program: tuple[str, str, str]
    signers: Sequence[NamedSigner]
    evidence: Sequence[EvidenceFile]
    papers: Sequence[PaperFile]
    offsets: Sequence[tuple[CreditLot, Allocation]]
    level: ClaimLevel
    declaration: str
    single_signer_reason: str = ""
    audience: str | None = None
    profile_serial: int | None = None


def result_document(books: Bookkeeping) -> dict[str, Any]:
    """data/result/footprint.json: what `footprint --json` prints, and every line behind it."""
    methods = {str(source.id): books.catalogue.source_types[source.type_code].method for source in books.sources}
    inventory = books.inventory
    document = statement(inventory)
    document["lines"] = [_line(line, methods) for line in inventory.lines()]
    document["memo_lines"] = [_line(line, methods) for line in inventory.memo_lines()]
    sums = month_sums(books)
    document["outputs"] = [
        {"code": code, "quantity": canonical(_year(sums, f"output:{code}")), "unit": unit} for code, unit in output_units(books).items()
    ]
    return document


def _year(sums: Mapping[tuple[str, Month], Fraction], subject: str) -> Fraction:
    return sum((quantity for (row, _month), quantity in sums.items() if row == subject), Fraction(0))


def _line(line: EmissionLine, methods: Mapping[str, str]) -> dict[str, Any]:
    return {
        "source": line.source_id,
        "month": str(line.month),
        "quantity": canonical(line.quantity),
        "unit": line.unit,
        "gas": line.gas.value,
        "scope": "memo" if int(line.scope) == 0 else str(int(line.scope)),
        "method": methods[line.source_id],
        "parameters": [
            {"symbol": use.symbol, "value": exact(use.value), "unit": use.unit, "factorId": factor_key(use)} for use in line.uses
        ],
        "tco2e": canonical(line.tco2e),
        "inP1": line.in_p1,
    }


def submission_document(facts: SubmissionFacts, books: Bookkeeping) -> dict[str, Any]:
    """data/submission.json as a plain dictionary."""
    inventory = books.inventory
    method = inventory.method
    p1 = method.profile.value == "P1"
    total = inventory.total(p1=p1)
    roles = [signer.role.value for signer in facts.signers]
    name, version, build = facts.program
    document: dict[str, Any] = {
        "type": "submission",
        "specVersion": SPEC_VERSION,
        "environment": facts.environment.value,
        "packageId": facts.package_id,
        "dossierId": urn(facts.dossier.id),
        "dossierKind": facts.dossier.kind.value,
        "revision": facts.dossier.revision,
        "previousPackageDigest": facts.previous_digest,
        "auditHead": facts.audit_head,
        "period": {"from": facts.days[0].isoformat(), "to": facts.days[1].isoformat(), "label": facts.label},
        "audience": facts.audience,
        "profileSerial": facts.profile_serial,
        "createdAt": utc_text(facts.created_at),
        "software": {"name": name, "version": version, "buildSha256": build},
        "organization": {"identifier": f"NTRCN-{facts.organization.credit_code}", "name": facts.organization.name},
        "site": {"id": urn(facts.venue.id), "name": facts.venue.name, "kind": facts.venue.type_code, "region": facts.venue.region},
        "requiredSigners": roles,
        "signers": [
            {"role": one.role.value, "certificateSha256": one.certificate_sha256, "algorithm": one.algorithm} for one in facts.signers
        ],
        "evidence": [_evidence(one) for one in facts.evidence],
        "documents": [
            {"path": one.path, "kind": one.kind, "schema": one.schema or None, "sha256": one.sha256}
            for one in sorted(facts.papers, key=lambda paper: paper.path)
        ],
        "method": {
            "profile": method.profile.value,
            "basis": method.basis.value,
            "gwpSet": method.gwp_set.value,
            "fuelSet": method.fuel_set.value,
            "gridRegion": method.grid.value,
            "factorSet": inventory.factor_set,
            "factorSetSha256": inventory.factor_digest,
        },
        "result": {
            "totalTCO2e": canonical(total),
            "byScope": {str(int(scope)): canonical(value) for scope, value in inventory.by_scope(p1=p1).items()},
            "byGas": {gas.value: canonical(value) for gas, value in inventory.by_gas(p1=p1).items()},
            "offsetNeededT": str(whole_tonnes_up(total)),
        },
        "offsets": [
            {
                "registry": lot.registry,
                "serialFrom": lot.serial_from,
                "serialTo": lot.serial_to,
                "tonnes": str(allocation.tonnes),
                "retirementId": lot.retirement_id,
            }
            for lot, allocation in facts.offsets
        ],
        "claimLevel": "L1" if facts.level >= ClaimLevel.SELF_DECLARED else "L0",
        "declaration": facts.declaration,
    }
    if facts.single_signer_reason:
        document["singleSignerReason"] = facts.single_signer_reason
    return document


def _evidence(one: EvidenceFile) -> dict[str, Any]:
    return {
        "id": one.number,
        "path": one.path,
        "originalName": one.original_name,
        "mediaType": one.media_type,
        "size": one.size,
        "sha256": one.sha256,
        "periodFrom": one.period_from.isoformat() if one.period_from else None,
        "periodTo": one.period_to.isoformat() if one.period_to else None,
        "supports": list(one.supports),
    }


def urn(identity: str) -> str:
    """A UUID as a URN."""
    return identity if identity.startswith("urn:") else f"urn:uuid:{identity}"


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
