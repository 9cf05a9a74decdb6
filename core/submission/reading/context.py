"""What is already on file, given by the caller as plain values, and whether a package fits behind it (package-format.md §6 step 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.domain.submission import DossierStage
from core.submission.codes import Check, failed, not_checked
from core.submission.reading.refusing import shown


@dataclass(frozen=True, slots=True)
class KnownPackage:
    """A package that was taken in before."""

    package_id: str
    dossier_id: str
    revision: int
    digest: str


@dataclass(frozen=True, slots=True)
class KnownReceipt:
    """A receipt that was taken in before.

    Attributes:
        digest: packageDigest of the receipt itself.
        package_id: which package it answered; empty where the caller gives only receipts of one package.
        stage: where it moved the dossier to; None where the caller does not ask for the order of stages.
    """

    id: str
    sequence: int
    digest: str
    package_id: str = ""
    stage: DossierStage | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Against what a package is held.

    Attributes:
        known_packages: those taken in before, of any dossier.
        known_receipts: for a receipt: those taken in before for the same package.
        audience: who is reading, such as ``urn:platform:…``; None does not ask.
    """

    known_packages: tuple[KnownPackage, ...] = ()
    known_receipts: tuple[KnownReceipt, ...] = ()
    audience: str | None = None


def submission_conflicts(document: Mapping[str, Any], digest: str, context: Context) -> Iterator[Check]:
    """Replays, older revisions, broken links, packages for somebody else."""
    if context.audience is not None and document["audience"] not in (None, context.audience):
        yield failed("E_AUDIENCE", found=shown(document["audience"]), expected=context.audience)
    if any(digest == one.digest or document["packageId"] == one.package_id for one in context.known_packages):
        yield failed("E_REPLAY_DUPLICATE")
        return
    revision = document["revision"]
    own = {one.revision: one for one in context.known_packages if one.dossier_id == document["dossierId"]}
    newest = max(own, default=0)
    if newest >= revision:
        yield failed("E_REPLAY_OLD_REVISION", newest=newest, revision=revision)
    before = own.get(revision - 1)
    if before is not None and before.digest != document["previousPackageDigest"]:
        yield failed("E_PREVIOUS_MISMATCH", revision=revision)
    if before is None and revision > 1:
        yield not_checked("PREVIOUS_NOT_KNOWN", revision=revision)


def receipt_conflicts(document: Mapping[str, Any], digest: str, context: Context) -> Iterator[Check]:
    """A receipt twice, out of order, not linked to the one before, or for somebody else."""
    if context.audience is not None and document["audience"] not in (None, context.audience):
        yield failed("E_RECEIPT_AUDIENCE", found=shown(document["audience"]))
    known = context.known_receipts
    if any(document["packageId"] == one.id or digest == one.digest for one in known):
        yield failed("E_RECEIPT_REPLAY")
        return
    last = max(known, key=lambda one: one.sequence, default=None)
    newest = last.sequence if last is not None else 0
    if document["sequence"] != newest + 1:
        yield failed("E_RECEIPT_ORDER", found=document["sequence"], newest=newest)
    elif last is not None and document["previousReceiptDigest"] != last.digest:
        yield failed("E_RECEIPT_CHAIN")
    if last is not None and last.stage is not None and not _may_follow(last.stage, DossierStage(document["status"])):
        yield failed("E_RECEIPT_STATE", result=document["result"], status=document["status"])


_ORDER: Final = (
    frozenset({DossierStage.SIGNED_FOR}),
    frozenset({DossierStage.ACCEPTED}),
    frozenset({DossierStage.IN_REVIEW, DossierStage.ASKED}),
    frozenset({DossierStage.PASSED}),
    frozenset({DossierStage.AWAITS_OFFSET}),
    frozenset({DossierStage.OFFSET_CHECKED}),
    frozenset({DossierStage.CONFIRMED}),
)
"""The way of a revision through a platform (domain.md §6.5); it is left by a return, a refusal, a revocation or the end of validity."""
_REVIEWED: Final = 2
_ENDS: Final = frozenset({DossierStage.RETURNED, DossierStage.REFUSED, DossierStage.REVOKED, DossierStage.LAPSED})


def _may_follow(last: DossierStage, new: DossierStage) -> bool:
    """Whether a platform that said the one may go on to the other for the same revision."""
    if last in _ENDS:
        return False
    before = next(rank for rank, stages in enumerate(_ORDER) if last in stages)
    if new in (DossierStage.REVOKED, DossierStage.LAPSED):
        return True
    if new in _ENDS:
        return before <= _REVIEWED if new is DossierStage.RETURNED else last is not DossierStage.CONFIRMED
    return before <= next(rank for rank, stages in enumerate(_ORDER) if new in stages)
