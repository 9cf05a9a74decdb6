"""The balance of a dossier and the level that the evidence on file allows (domain.md §3.2, §3.4, §6.5, §6.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.accounting.credit_serials import covered_period, folded
from core.domain.dossier import DossierStatus
from core.domain.emission import MethodProfile
from core.domain.measure import PlannedMeasure
from core.domain.neutrality_papers import ListStatus, Standing, StandingKind
from core.domain.offset import Allocation, CreditLot, OffsetSource, ProductType
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
)

LOCK_GATE = "lock"
MOVED_GATE = "moved"
PROFILE_GATE = "profile"
ESTIMATE_GATE = "estimate"
REDUCTION_GATE = "reduction"
TREND_GATE = "trend"
OFFSET_GATE = "offset"
STATEMENT_GATE = "statement"
BLACKLIST_GATE = "blacklist"
REVOKED_GATE = "revoked"

NOT_RETIRED, NO_PROOF, IN_FUTURE, TOO_LATE, NOT_NAMED, SINK_UNPUBLISHED = "bought", "proof", "future", "late", "beneficiary", "sink"
EX_ANTE, NO_SUMMARY = "exante", "summary"
"""Why a lot does not count; each stands alone. A total of guests' offsets needs the platform's summary with its period."""

_YEARS, _FOREST_YEARS = 1, 6


@dataclass(frozen=True, slots=True)
class OffsetTerms:
    """What a retirement must meet to count for a dossier (domain.md N5, §2.5, §2.6, §3.4).

    Attributes:
        period_end: last day of the period or the event.
        event: an event has six years where new forest makes up for it.
        names: organization, venue and event; one of them must stand in the beneficiary.
        today: day of judging.
    """

    period_end: date
    event: bool
    names: tuple[str, ...]
    today: date

    def deadline(self, product: ProductType) -> date:
        """Last day for retiring a credit of this product."""
        years = _FOREST_YEARS if self.event and product is ProductType.SINK else _YEARS
        return years_after(self.period_end, years)

    def named(self, beneficiary: str) -> bool:
        """Whether a beneficiary names this dossier's organization, venue or event, in full or half width, with or without spaces."""
        said = folded(beneficiary)
        return any(name and folded(name) in said for name in self.names)


@dataclass(frozen=True, slots=True)
class NeutralityBalance:
    """What must be offset and what is.

    Attributes:
        needed: whole tonnes, rounded up (domain.md §7.1).
        retired: tonnes allocated from lots that count.
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
    return years_after(period_end, _YEARS)


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def lot_faults(lot: CreditLot, terms: OffsetTerms) -> tuple[str, ...]:
    """Why a lot does not count for a dossier; empty where it counts.

    Of a lot that is not retired only what no retirement could mend is said besides: it was issued for what has not happened (N6).
    """
    ex_ante = (EX_ANTE,) if lot.quality.ex_post is False else ()
    if lot.retired_on is None:
        return (NOT_RETIRED, *ex_ante)
    faults = (
        (IN_FUTURE, lot.retired_on > terms.today),
        (TOO_LATE, lot.retired_on > terms.deadline(lot.product)),
        (NO_PROOF, not (lot.retirement_id and lot.proof)),
        (NOT_NAMED, not terms.named(lot.beneficiary)),
        (SINK_UNPUBLISHED, lot.product is ProductType.SINK and not (lot.location and lot.sink is not None and lot.sink.whole)),
        (NO_SUMMARY, lot.source is OffsetSource.PERSONAL and not covered_period(lot)),
    )
    return (*(name for name, found in faults if found), *ex_ante)


def balance(total: Fraction, allocations: Iterable[Allocation], lots: Iterable[CreditLot], terms: OffsetTerms) -> NeutralityBalance:
    """The balance of a dossier.

    Args:
        total: tonnes of CO2e of the footprint.
        allocations: those of this dossier.
        lots: all lots they may name.
        terms: what a retirement must meet.
    """
    known = {lot.id: lot for lot in lots}
    retired = pending = 0
    for allocation in allocations:
        if lot_faults(known[allocation.lot_id], terms):
            pending += allocation.tonnes
        else:
            retired += allocation.tonnes
    return NeutralityBalance(total, whole_tonnes_up(total), retired, pending)


@dataclass(frozen=True, slots=True)
class OnFile:
    """What a ledger holds about one dossier besides its figures.

    Attributes:
        profile: a claim needs the whole profile P2 (domain.md N15).
        moved: the figures are no longer those that were locked.
        estimated: the figures of an event are still its estimate; a claim rests on actual emissions (domain.md §2.1).
        first_period: no earlier period of the venue was locked; offsetting all of it is disclosed (domain.md N2).
        improved: emissions or an intensity are below the earlier period's; asked of later periods only.
        standings: what a platform or an office has said of the organization, as it was imported.
    """

    status: DossierStatus
    revision: int
    environment: Environment
    measures: tuple[PlannedMeasure, ...] = ()
    packages: tuple[SealedPackage, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    documents: tuple[OfficialDocument, ...] = ()
    profile: MethodProfile = MethodProfile.P2
    moved: bool = False
    estimated: bool = False
    first_period: bool = True
    improved: bool = True
    standings: tuple[Standing, ...] = ()

    @property
    def reduced(self) -> bool:
        """The reduction gate: at least one measure is carried out, with evidence (domain.md §0.7)."""
        return any(one.state.carried_out and one.evidence for one in self.measures)


@dataclass(frozen=True, slots=True)
class ClaimState:
    """The level that the evidence carries, and what keeps it from the next one.

    Attributes:
        missing: names of the gates that L1 fails: ``lock``, ``moved``, ``profile``, ``estimate``, ``reduction``, ``trend``,
            ``offset``, ``statement``, ``blacklist``, ``revoked``.
    """

    level: ClaimLevel
    missing: tuple[str, ...]
    stage: DossierStage


def counting_receipts(file: OnFile) -> tuple[Receipt, ...]:
    """Receipts of the dossier's own environment and revision, in their sequence: a trial one never moves a production dossier."""
    own = (receipt for receipt in file.receipts if receipt.environment is file.environment and receipt.revision == file.revision)
    return tuple(sorted(own, key=lambda receipt: receipt.sequence))


def claim_state(file: OnFile, offsets: NeutralityBalance, *, blocking: bool, today: date) -> ClaimState:
    """Level and stage, derived from what is on file and never chosen (domain.md §6.7)."""
    receipts = counting_receipts(file)
    stage = dossier_stage(file, receipts, blocking=blocking)
    missing = _missing(file, offsets, receipts)
    level = ClaimLevel.DRAFT
    if not missing:
        level = ClaimLevel.SELF_DECLARED
        if receipts and _confirms(receipts[-1], today):
            level = ClaimLevel.PLATFORM_CONFIRMED
        if any(is_whole_report(document) for document in file.documents):
            level = ClaimLevel.INDEPENDENTLY_ASSESSED
    return ClaimState(level, missing, stage)


def _missing(file: OnFile, offsets: NeutralityBalance, receipts: Sequence[Receipt]) -> tuple[str, ...]:
    listed = listed_as(file, receipts)
    gates = (
        (LOCK_GATE, file.status is DossierStatus.LOCKED),
        (MOVED_GATE, not file.moved),
        (PROFILE_GATE, file.profile is MethodProfile.P2),
        (ESTIMATE_GATE, not file.estimated),
        (REDUCTION_GATE, file.reduced),
        (TREND_GATE, file.first_period or file.improved),
        (OFFSET_GATE, offsets.covered and offsets.needed > 0),
        (STATEMENT_GATE, any(document.kind is DocumentKind.STATEMENT for document in file.documents)),
        (BLACKLIST_GATE, listed is not ListStatus.BLACK),
        (REVOKED_GATE, not receipts or receipts[-1].result is not ReceiptResult.REVOKED),
    )
    return tuple(name for name, passed in gates if not passed)


def listed_as(file: OnFile, receipts: Sequence[Receipt]) -> ListStatus | None:
    """On which of the platform's lists the organization stands: the newest word of a receipt or of an import; None where nobody said."""
    told = [one for one in receipts if one.list_status]
    said = [(one.list_date or one.issued_at.date(), turn, ListStatus(one.list_status)) for turn, one in enumerate(told)]
    said += [(one.on, len(told), ListStatus(one.value)) for one in file.standings if one.kind is StandingKind.LIST]
    return max(said, key=lambda entry: entry[:2])[2] if said else None


def _confirms(receipt: Receipt, today: date) -> bool:
    """A platform's certificate that is in force."""
    certificate = receipt.certificate
    return receipt.stage is DossierStage.CONFIRMED and certificate is not None and certificate.valid_to >= today


def is_whole_report(document: OfficialDocument) -> bool:
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
        # Where one signs alone, nobody else is named and nothing more is waited for.
        all_signed = all(signer.signature_sha256 for signer in newest.signers)
        return DossierStage.EXPORTED if all_signed else DossierStage.SIGNED
    if file.status is DossierStatus.LOCKED:
        return DossierStage.LOCKED
    return DossierStage.DRAFT if blocking else DossierStage.READY
