"""A hotel's emissions by occupied room and by meeting hour, for the page, the command and the report."""

from __future__ import annotations

from dataclasses import dataclass

from core.accounting.allocation import HcmiFigures, hcmi
from core.domain.dossier import Dossier
from core.domain.inventory import GhgInventory
from core.domain.organization import Venue
from core.domain.quantity import shown
from core.errors import RuleError
from core.i18n import _
from core.workflows import compiling
from core.workflows.compiling import Snapshot
from core.workflows.dossiers import require_operation
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AllocationView:
    """The HCMI figures of a hotel's year."""

    dossier: Dossier
    venue: Venue
    figures: HcmiFigures

    @property
    def sentence(self) -> str:
        """What is shared and how."""
        said = _("按建筑面积分摊能源、制冷剂、车辆和外包洗涤的排放 {tonnes} tCO₂e；餐饮、康体等由住客分担。").format(
            tonnes=shown(self.figures.whole, 2)
        )
        if not self.figures.private:
            return said
        return said + _("已扣除自用和出租部分 {tonnes} tCO₂e。").format(tonnes=shown(self.figures.private, 2))


def allocation(ws: Workspace, dossier_id: str) -> AllocationView:
    """The HCMI figures of a dossier.

    Raises:
        RuleError: the venue lets no rooms.
    """
    taken = compiling.snapshot(ws, dossier_id)
    require_operation(taken.dossier)
    found = allocation_of(taken, compiling.inventory_of(taken, compare=False))
    if found is None:
        raise RuleError(
            "hcmi.no_rooms",
            _("「{name}」没有客房，不按 HCMI 分摊。").format(name=taken.venue.name),
            _("这项核算用于酒店、饭店。"),
        )
    return found


def allocation_of(taken: Snapshot, computed: GhgInventory) -> AllocationView | None:
    """The same of what was read and computed; None for a venue that lets no rooms, and for an event."""
    figures = None if taken.event is not None else hcmi(taken.facts(), computed, taken.catalogue.venue_types[taken.venue.type_code])
    return AllocationView(taken.dossier, taken.venue, figures) if figures is not None else None
