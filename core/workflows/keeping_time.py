"""Until when the records of a dossier are to be kept."""

from __future__ import annotations

from datetime import date

from core.accounting.retention import keep_until
from core.domain.submission import DocumentKind
from core.workflows import compiling
from core.workflows.workspace import Workspace


def kept_until(ws: Workspace, dossier_id: str) -> date:
    """Last day on which data and evidence of a dossier must still be there; our proposal.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    signed = [one.issued_on for one in taken.claims.file.documents if one.kind is DocumentKind.STATEMENT and one.issued_on is not None]
    return keep_until(taken.last_day, max(signed, default=None), taken.claims.used_lots())
