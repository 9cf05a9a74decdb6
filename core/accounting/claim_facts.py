"""What a ledger holds about the claim of a dossier, for the rules that look at it; pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.accounting.earlier_year import EarlierYear
from core.accounting.neutrality import OffsetTerms, OnFile
from core.domain.base_year import BaseYear
from core.domain.dossier import DossierStatus
from core.domain.neutrality_papers import ImplementationPlan
from core.domain.offset import Allocation, CreditLot
from core.domain.submission import Environment

_NO_FILE = OnFile(DossierStatus.LOCKED, 1, Environment.PRODUCTION)
_NO_TERMS = OffsetTerms(date(9000, 12, 31), event=False, names=(), today=date.min)


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What is claimed, and by what.

    Attributes:
        file: papers, receipts, deliveries and measures, with the dossier taken as locked and as its venue's first period: the rules
            speak before the lock, and locking and trend have gates of their own.
        lots: all lots of the ledger; `allocations` those of this dossier.
        terms: what a retirement must meet to count here.
        base_year: that of the venue; None while none is set.
        earlier: what the base year is computed from; None unless it lies before the dossier and each month of the dossier has figures,
            since a year that is half filled in differs from every other.
        plan: what was written of 碳中和实施计划; None while nothing was.
    """

    file: OnFile = _NO_FILE
    lots: tuple[CreditLot, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    terms: OffsetTerms = _NO_TERMS
    base_year: BaseYear | None = None
    earlier: EarlierYear | None = None
    plan: ImplementationPlan | None = None

    def used_lots(self) -> tuple[CreditLot, ...]:
        """The lots that are used for this dossier."""
        used = {one.lot_id for one in self.allocations}
        return tuple(lot for lot in self.lots if lot.id in used)


NOTHING_CLAIMED = ClaimFacts()
"""What is on file where nothing is."""
