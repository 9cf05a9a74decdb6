"""The two profiles of a dossier side by side, with the difference explained in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.accounting.profile_difference import REASONS, DifferenceRow, ProfileDifference, Reason, profile_difference
from core.domain.dossier import MethodChoice
from core.domain.inventory import GhgInventory
from core.i18n import _
from core.workflows import compiling
from core.workflows.workspace import Workspace

__all__ = ["DifferenceRow", "ProfileDifference", "Reason", "ReasonSum", "difference", "difference_of", "reason_sums", "reason_words"]


@dataclass(frozen=True, slots=True)
class ReasonSum:
    """One reason of the difference: in words, with its paper and mark, and its tonnes."""

    reason: Reason
    words: str
    document: str
    mark: str
    tonnes: Fraction


def difference(ws: Workspace, dossier_id: str, method: MethodChoice | None = None) -> ProfileDifference:
    """P1 and P2 of a dossier, line by line.

    Raises:
        InputError: there is no such dossier.
    """
    return profile_difference(compiling.inventory_of(compiling.snapshot(ws, dossier_id), method, compare=False))


def difference_of(inventory: GhgInventory) -> ProfileDifference:
    """The same for an inventory that has been computed already."""
    return profile_difference(inventory)


def reason_words(reason: Reason) -> str:
    """A reason in the language in use."""
    return _(REASONS[reason].words)


def reason_sums(found: ProfileDifference) -> tuple[ReasonSum, ...]:
    """How much each reason makes; together they are P2 − P1."""
    return tuple(
        ReasonSum(reason, _(REASONS[reason].words), _(REASONS[reason].document), REASONS[reason].mark.value, tonnes)
        for reason, tonnes in found.by_reason().items()
    )
