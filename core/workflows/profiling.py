"""What the profile page shows of the boundary beside its rows, from one reading of the store."""

from __future__ import annotations

from dataclasses import dataclass

from core.workflows import compiling
from core.workflows.allocating import AllocationView, allocation_of
from core.workflows.excluding import CoverageView, covered_of
from core.workflows.reconciling import ReconciliationView, has_boundary, has_tree, reconciliation_of
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BoundarySections:
    """The sections that only some venues have.

    Attributes:
        meters: whether a main meter is reconciled here; `tree` is None as long as the boundary is not chosen.
        allocation: the hotel's figures by room and meeting; None for other venues.
        coverage: what is left out.
    """

    meters: bool
    tree: ReconciliationView | None
    allocation: AllocationView | None
    coverage: CoverageView


def boundary_sections(ws: Workspace, dossier_id: str) -> BoundarySections:
    """Read a dossier once for all of them."""
    taken = compiling.snapshot(ws, dossier_id)
    computed = compiling.inventory_of(taken, compare=False)
    meters = has_tree(taken)
    return BoundarySections(
        meters=meters,
        tree=reconciliation_of(taken) if meters and has_boundary(taken) else None,
        allocation=allocation_of(taken, computed),
        coverage=covered_of(taken, computed),
    )
