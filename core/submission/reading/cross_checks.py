"""Whether the parts of a sound package tell one story: statement, manifest, tag file, signers (package-format.md §3, §6 step 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.i18n import _
from core.submission import naming
from core.submission.codes import Check, failed
from core.submission.reading.archive import Archive
from core.submission.reading.refusing import shown


def cross_faults(
    kind: str, document: Mapping[str, Any], archive: Archive, stated: Mapping[str, str], info: Mapping[str, str]
) -> list[Check]:
    """What in a well-formed statement contradicts the bag it lies in.

    Args:
        kind: one of `naming.KINDS`.
        document: its statement.
        archive: the package.
        stated: the manifest, path → SHA-256.
        info: bag-info.txt.
    """
    faults = [*_info_faults(kind, document, info)]
    if kind == naming.SUBMISSION:
        return [*faults, *_submission_faults(document), *_evidence_faults(document, archive, stated), *_document_faults(document, stated)]
    if kind == naming.PACK:
        return [*faults, *_pack_faults(stated)]
    return [*faults, *_platform_faults(kind, document, stated)]


_OWNER: Final = {naming.SUBMISSION: "organization", naming.RECEIPT: "issuer", naming.PROFILE: "platform", naming.PACK: "issuer"}


def _info_faults(kind: str, document: Mapping[str, Any], info: Mapping[str, str]) -> Iterator[Check]:
    if info["External-Identifier"] != document["packageId"]:
        yield failed("E_INFO_MISMATCH", field="External-Identifier")
    if info["Source-Organization"] != document[_OWNER[kind]]["name"]:
        yield failed("E_INFO_MISMATCH", field="Source-Organization")


def _submission_faults(document: Mapping[str, Any]) -> Iterator[Check]:
    period = document["period"]
    roles = [one["role"] for one in document["signers"]]
    required = document["requiredSigners"]
    first = document["revision"] == 1
    alone = required == [naming.REQUIRED_SIGNERS[0]]
    both = sorted(required) == sorted(naming.REQUIRED_SIGNERS)
    rules = (
        (period["from"] <= period["to"], "period", _("止日早于起日")),
        ((document["previousPackageDigest"] is None) == first, "previousPackageDigest", _("首次修订为 null，以后必填")),
        (sorted(roles) == sorted(required), "signers", _("与 requiredSigners 不符")),
        (both or alone, "requiredSigners", _("应为两人，或填报人一人")),
        (alone == ("singleSignerReason" in document), "singleSignerReason", _("一人签名时必填，两人时不应有")),
    )
    for kept, field, detail in rules:
        if not kept:
            yield failed("E_STATEMENT_SCHEMA", field=field, detail=detail)


def _evidence_faults(document: Mapping[str, Any], archive: Archive, stated: Mapping[str, str]) -> Iterator[Check]:
    evidence = {one["path"]: one for one in document["evidence"]}
    numbers = {one["id"] for one in document["evidence"]}
    if not len(evidence) == len(numbers) == len(document["evidence"]):
        yield failed("E_STATEMENT_SCHEMA", field="evidence", detail=_("编号或路径重复"))
    for path, one in evidence.items():
        if not path.startswith(f"{naming.EVIDENCE}{one['id']}-"):
            yield failed("E_STATEMENT_SCHEMA", field=f"evidence {one['id']}", detail=_("路径与编号不符"))
        if path not in stated:
            yield failed("E_EVIDENCE_MISSING", name=shown(path))
        elif one["sha256"] != stated[path] or one["size"] != archive.files[path].size:
            yield failed("E_EVIDENCE_HASH", name=shown(path))
    for path in stated:
        if path.startswith(naming.EVIDENCE) and path not in evidence:
            yield failed("E_EVIDENCE_UNDECLARED", name=shown(path))


def _document_faults(document: Mapping[str, Any], stated: Mapping[str, str]) -> Iterator[Check]:
    documents = {one["path"]: one for one in document["documents"]}
    if len(documents) != len(document["documents"]):
        yield failed("E_STATEMENT_SCHEMA", field="documents", detail=_("路径重复"))
    for path, one in documents.items():
        if path not in stated:
            yield failed("E_DOCUMENT_MISSING", name=shown(path))
        elif one["sha256"] != stated[path]:
            yield failed("E_DOCUMENT_HASH", name=shown(path))
    for path in stated:
        if not path.startswith(naming.EVIDENCE) and path not in documents and path != naming.statement_path(naming.SUBMISSION):
            yield failed("E_DOCUMENT_UNDECLARED", name=shown(path))


def _pack_faults(stated: Mapping[str, str]) -> Iterator[Check]:
    """A factor pack carries tables that it may add rows to, and nothing else."""
    known = {f"{naming.TABLES}{name}" for name in naming.PACK_TABLES}
    for path in stated:
        if path not in known and path != naming.statement_path(naming.PACK):
            yield failed("E_DOCUMENT_UNDECLARED", name=shown(path))
    if not known & set(stated):
        yield failed("E_PACK_EMPTY")


def _platform_faults(kind: str, document: Mapping[str, Any], stated: Mapping[str, str]) -> Iterator[Check]:
    """A receipt carries time stamps, attachments and a revocation list; a profile the list alone."""
    places = (naming.TIMESTAMPS, naming.ATTACHMENTS) if kind == naming.RECEIPT else ()
    for path in stated:
        if not path.startswith(places) and path not in (naming.CRL, naming.statement_path(kind)):
            yield failed("E_DOCUMENT_UNDECLARED", name=shown(path))
    if document.get("crl") is not None and naming.CRL not in stated:
        yield failed("E_DOCUMENT_MISSING", name=naming.CRL)
    if kind == naming.RECEIPT:
        first = document["sequence"] == 1
        if (document["previousReceiptDigest"] is None) != first:
            yield failed("E_STATEMENT_SCHEMA", field="previousReceiptDigest", detail=_("第一份为 null，以后必填"))
        if document.get("receiptId", document["packageId"]) != document["packageId"]:
            yield failed("E_STATEMENT_SCHEMA", field="receiptId", detail=_("与 packageId 不符"))
    elif document["notBefore"] >= document["notAfter"]:
        yield failed("E_STATEMENT_SCHEMA", field="notAfter", detail=_("早于 notBefore"))
