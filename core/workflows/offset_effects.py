"""What a change of the register would do to the dossiers that count on it, said before it is done (domain.md §6.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.accounting.claim_words import level_name
from core.accounting.neutrality import balance, claim_state
from core.domain.credit_register import QUALITY_FIELDS
from core.domain.dossier import DossierId, DossierStatus
from core.domain.offset import Allocation, AllocationId, CreditLot, LotId
from core.domain.submission import ClaimLevel
from core.i18n import _
from core.workflows import compiling, filing
from core.workflows.offset_rules import lot_of, retired_lot, unretired
from core.workflows.submission_views import LotDraft
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one dossier that has left the desk: its figures are locked.

    Attributes:
        before, after: the level of its claim.
        retired_before, retired_after: tonnes that count for it.
    """

    dossier_id: DossierId
    title: str
    before: ClaimLevel
    after: ClaimLevel
    needed: int
    retired_before: int
    retired_after: int

    @property
    def lowers(self) -> bool:
        """Whether the claim falls to a lower level."""
        return self.after < self.before

    @property
    def sentence(self) -> str:
        """The same in words."""
        counted = _("「{title}」计入的抵消由 {before} 吨变为 {after} 吨（应抵消 {needed} 吨）").format(
            title=self.title, before=f"{self.retired_before:,}", after=f"{self.retired_after:,}", needed=f"{self.needed:,}"
        )
        if self.lowers:
            levels = _("，声明级别由「{before}」降为「{after}」，已有的声明不能再用。")
            return counted + levels.format(before=level_name(self.before), after=level_name(self.after))
        return counted + _("，声明级别不变。")


def of_lot(ws: Workspace, lot: CreditLot) -> tuple[Effect, ...]:
    """What putting this in place of the registered lot of the same id would do to locked dossiers; those that feel nothing are left out.

    Raises:
        InputError: a dossier cannot be read.
    """
    with ws.store.read() as work:
        used, lots = work.allocations.of_lot(lot.id), work.lots.all()
    altered = tuple(lot if one.id == lot.id else one for one in lots)
    found = (_effect(ws, one.dossier_id, altered, ()) for one in used)
    return tuple(one for one in found if one is not None)


def of_draft(ws: Workspace, lot: CreditLot, draft: LotDraft) -> tuple[Effect, ...]:
    """What changing a lot would do.

    Raises:
        InputError: as `offsetting.change_lot`.
    """
    return of_lot(ws, lot_of(draft, lot))


def of_answers(ws: Workspace, lot: CreditLot, answers: Mapping[str, bool | None]) -> tuple[Effect, ...]:
    """What answering questions of quality would do; names that there are not are for `offsetting.set_quality` to refuse."""
    known = {name: answer for name, answer in answers.items() if name in QUALITY_FIELDS}
    return of_lot(ws, replace(lot, quality=replace(lot.quality, **known)))


def of_retirement(ws: Workspace, lot: CreditLot, on: date, number: str, beneficiary: str) -> tuple[Effect, ...]:
    """What registering a retirement anew would do; a lot that was not retired lowers nothing.

    Raises:
        InputError: as `offsetting.retire_lot`.
    """
    return of_lot(ws, retired_lot(replace(lot, beneficiary=beneficiary.strip() or lot.beneficiary), on, number, ws.today()))


def of_void(ws: Workspace, lot: CreditLot) -> tuple[Effect, ...]:
    """What taking a retirement back would do."""
    return of_lot(ws, unretired(lot))


def of_use(ws: Workspace, dossier_id: str, lot_id: str, tonnes: int) -> tuple[Effect, ...]:
    """What using so many tonnes of a lot for a dossier would do to it, where it is locked.

    Raises:
        InputError: there is no such dossier.
    """
    with ws.store.read() as work:
        lots = work.lots.all()
    found = _effect(ws, DossierId(dossier_id), lots, ((LotId(lot_id), tonnes),))
    return (found,) if found is not None else ()


def lowering(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Those that lower a claim or take tonnes from it: a person says yes to them first."""
    return tuple(one for one in effects if one.lowers or one.retired_after < one.retired_before)


def _effect(ws: Workspace, dossier_id: DossierId, lots: tuple[CreditLot, ...], uses: Iterable[tuple[LotId, int]]) -> Effect | None:
    taken = compiling.snapshot(ws, dossier_id)
    if taken.dossier.status is not DossierStatus.LOCKED:
        return None
    with ws.store.read() as work:
        own = {one.lot_id: one for one in work.allocations.of_dossier(dossier_id)}
    for lot_id, tonnes in uses:
        known = own.get(lot_id)
        own[lot_id] = Allocation(known.id if known else AllocationId(""), lot_id, dossier_id, tonnes)
    view = filing.claim(ws, dossier_id)
    held = balance(view.balance.total, own.values(), lots, taken.terms(ws.today()))
    after = claim_state(view.file, held, blocking=False, today=ws.today()).level
    if (after, held.retired) == (view.level, view.balance.retired):
        return None
    return Effect(dossier_id, taken.dossier.title, view.level, after, held.needed, view.balance.retired, held.retired)
