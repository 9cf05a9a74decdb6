"""The audit chain over the journal: each line's digest covers the one before, so that a journal cut short after an export shows."""

from __future__ import annotations

import hashlib

from core.submission.writing.statements import jcs
from core.workflows.workspace import Workspace

EMPTY = "0" * 64
"""Head of an empty journal."""


def audit_head(ws: Workspace) -> str:
    """SHA-256(previous head ‖ JCS(line)) over all changes and what each altered, oldest first (package-format.md §12)."""
    head = EMPTY
    with ws.store.read() as work:
        for entry, revisions in work.journal.whole():
            line = {
                "change": entry.change_id,
                "at": entry.at,
                "author": entry.author,
                "label": entry.label,
                "act": entry.act,
                "of": entry.of,
                "revisions": [[one.kind, one.key, one.before, one.after] for one in revisions],
            }
            head = hashlib.sha256(head.encode() + jcs(line)).hexdigest()
    return head
