"""The balance of a dossier and the level that the evidence on file allows (domain.md §3.2, §6.5, §6.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domain.dossier import DossierStatus
from core.domain.measure import PlannedMeasure
from core.domain.offset import Allocation, CreditLot
from core.domain.quantity import whole_tonnes_up
from core.domain.submission import (
    ClaimLevel,
    Delivery,
    DocumentKind,
    DossierStage,
    Environment,
    OfficialDocument,
    Receipt,
    ReceiptResult,
    SealedPackage,
    SignerRole,
)

REDUCTION_GATE = "reduction"
LOCK_GATE = "lock"
OFFSET_GATE = "offset"
STATEMENT_GATE = "statement"
BLACKLIST_GATE = "blacklist"
REVOKED_GATE = "revoked"


@dataclass(frozen=True, slots=True)
class NeutralityBalance:
    """What must be offset and what is.

    Attributes:
        needed: whole tonnes, rounded up (domain.md §7.1).
        retired: tonnes allocated from lots that are retired in time, with proof.
        pending: tonnes allocated from lots that do not count yet.
    """

    total: Fraction
    needed: int
    retired: int
    pending: int

    @property
    def covered(self) -> bool:
        """Whether the retired tonnes are at least the need."""
        return self.retired >= self.needed

    @property
    def share(self) -> Fraction:
        """Retired tonnes over emissions; 1 at most, 0 without emissions."""
        return min(Fraction(1), self.retired / self.total) if self.total else Fraction(0)


def deadline(period_end: date) -> date:
    """Last day for retiring credits: a year after the period or the event ends (domain.md N5, §2.5)."""
    try:
        return period_end.replace(year=period_end.year + 1)
    except ValueError:  # 29 February
        return period_end.replace(year=period_end.year + 1, day=28)


def balance(total: Fraction, allocations: Iterable[Allocation], lots: Iterable[CreditLot], until: date, today: date) -> NeutralityBalance:
    """The balance of a dossier; a lot counts when it is retired by `until`, not in the future, and proven.

    Args:
        total: tonnes of CO2e of the footprint.
        allocations: those of this dossier.
        lots: all lots they may name.
        until: last day of retirement.
        today: day of judging.
    """
    known = {lot.id: lot for lot in lots}
    retired = pending = 0
    for allocation in allocations:
        lot = known[allocation.lot_id]
        day = lot.retired_on
        if lot.retired and day is not None and day <= min(until, today):
            retired += allocation.tonnes
        else:
            pending += allocation.tonnes
    return NeutralityBalance(total, whole_tonnes_up(total), retired, pending)


@dataclass(frozen=True, slots=True)
class OnFile:
    """What a ledger holds about one dossier besides its figures."""

    status: DossierStatus
    revision: int
    environment: Environment
    measures: tuple[PlannedMeasure, ...] = ()
    packages: tuple[SealedPackage, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    documents: tuple[OfficialDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimState:
    """The level that the evidence carries, and what keeps it from the next one.

    Attributes:
        missing: names of the gates (``lock``, ``reduction``, ``offset``, ``statement``, ``blacklist``, ``revoked``) that L1 fails.
    """

    level: ClaimLevel
    missing: tuple[str, ...]
    stage: DossierStage


def counting_receipts(file: OnFile) -> tuple[Receipt, ...]:
    """Receipts of the dossier's own environment and revision, in their sequence: a trial one never moves a production dossier."""
    own = (receipt for receipt in file.receipts if receipt.environment is file.environment and receipt.revision == file.revision)
    return tuple(sorted(own, key=lambda receipt: receipt.sequence))


def claim_state(file: OnFile, offsets: NeutralityBalance, *, blocking: bool) -> ClaimState:
    """Level and stage, derived from what is on file and never chosen (domain.md §6.7)."""
    receipts = counting_receipts(file)
    stage = dossier_stage(file, receipts, blocking=blocking)
    missing = _missing(file, offsets, receipts)
    level = ClaimLevel.DRAFT
    if not missing:
        level = ClaimLevel.SELF_DECLARED
        if receipts and receipts[-1].stage is DossierStage.CONFIRMED and receipts[-1].certificate is not None:
            level = ClaimLevel.PLATFORM_CONFIRMED
        if any(_is_whole_report(document) for document in file.documents):
            level = ClaimLevel.INDEPENDENTLY_ASSESSED
    return ClaimState(level, missing, stage)


def _missing(file: OnFile, offsets: NeutralityBalance, receipts: Sequence[Receipt]) -> tuple[str, ...]:
    listed = [receipt.list_status for receipt in receipts if receipt.list_status]
    gates = (
        (LOCK_GATE, file.status is DossierStatus.LOCKED),
        (REDUCTION_GATE, any(one.state.carried_out and one.evidence for one in file.measures)),
        (OFFSET_GATE, offsets.covered and offsets.needed > 0),
        (STATEMENT_GATE, any(document.kind is DocumentKind.STATEMENT for document in file.documents)),
        (BLACKLIST_GATE, not listed or listed[-1] != "black"),
        (REVOKED_GATE, not receipts or receipts[-1].result is not ReceiptResult.REVOKED),
    )
    return tuple(name for name, passed in gates if not passed)


def _is_whole_report(document: OfficialDocument) -> bool:
    """A report lifts the level when it names body, number, scope and conclusion."""
    named = (document.issuer, document.number, document.scope, document.conclusion)
    return document.kind is DocumentKind.REPORT and all(named)


def dossier_stage(file: OnFile, receipts: Sequence[Receipt], *, blocking: bool) -> DossierStage:
    """Where the dossier stands: the last receipt says it, else the package, else the lock (domain.md §6.5)."""
    packages = [package for package in file.packages if package.revision == file.revision]
    if receipts:
        return receipts[-1].stage
    if packages:
        newest = packages[-1]
        if any(delivery.package_id == newest.id for delivery in file.deliveries):
            return DossierStage.DELIVERED
        signed = {signer.role for signer in newest.signers if signer.signature_sha256}
        return DossierStage.EXPORTED if SignerRole.APPROVER in signed else DossierStage.SIGNED
    if file.status is DossierStatus.LOCKED:
        return DossierStage.LOCKED
    return DossierStage.DRAFT if blocking else DossierStage.READY
