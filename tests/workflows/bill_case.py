"""A power row with one account, a gas row and a row of bottles: what the tests of bills start from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.domain.activity import ActivityRecord, RecordId, Subject
from core.domain.dossier import Dossier
from core.domain.emission import Meter
from core.domain.organization import Venue
from core.workflows import billing, boundary
from core.workflows.bill_views import BillDraft, BillView
from core.workflows.workspace import Workspace


@dataclass(frozen=True)
class Bills:
    """An open ledger with rows to enter bills for."""

    ws: Workspace
    dossier: Dossier
    power: Subject
    meter: Meter
    bottles: Subject

    def draft(self, start: date, last: date, quantity: str = "1000", **fields: Any) -> BillDraft:
        """A bill of the power account."""
        return BillDraft(self.power, self.meter.id, start, last, quantity, **fields)

    def save(self, draft: BillDraft, record_id: str = "") -> str:
        """Keep it and give its id."""
        return billing.save_bill(self.ws, self.dossier.id, draft, record_id)[1]

    def add(self, start: date, last: date, quantity: str = "1000", **fields: Any) -> str:
        """Keep a bill of the power account."""
        return self.save(self.draft(start, last, quantity, **fields))

    def view(self, draft: BillDraft, record_id: str = "") -> BillView:
        """How the form would show it."""
        return billing.preview_bill(self.ws, self.dossier.id, draft, record_id)

    def record(self, record_id: str) -> ActivityRecord | None:
        """What the store keeps."""
        with self.ws.store.read() as work:
            return work.activities.get(RecordId(record_id))

    def delivery(self, **fields: Any) -> BillDraft:
        """A delivery of bottled gas in March."""
        return replace(BillDraft(self.bottles, start=date(2025, 3, 1), last=date(2025, 3, 31)), **fields)


def bills_in(ws: Workspace, hotel: Venue, dossier: Dossier, *, end_included: bool = True) -> Bills:
    """Register the rows."""
    power = next(s for s in boundary.sources(ws, hotel.id) if s.type_code == "grid_electricity")
    meter, _change = boundary.put_meter(ws, power.id, "5100 0000 1234", name="主楼", multiplier=Decimal(800), end_included=end_included)
    bottles, _change = boundary.add_source(ws, hotel.id, "lpg", "液化气·瓶装")
    return Bills(ws, dossier, Subject(power.id), meter, Subject(bottles.id))
