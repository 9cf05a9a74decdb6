"""Acts on the monthly grid that can be taken back: each is one call of a workflow, one change in the journal, one signal.

There is no stack of undo commands here. The journal of the ledger is the stack: the workflow writes the opposite revisions, so
undoing survives a restart, and `Session.undo` and `Session.redo` are all that the window needs for the way back.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.activity import Subject
from core.domain.period import Month
from core.i18n import _
from core.workflows.change import Change, ChangeKind
from core.workflows.views import CellEdit, Entered
from ui.session import Session


class GridCommands:
    """What a person does to cells. Every method raises `AppError` in words, and then nothing has changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def enter(self, edit: CellEdit) -> Entered:
        """One cell was typed."""
        return self._write((edit,), "")

    def clear(self, edits: Sequence[CellEdit]) -> Entered:
        """Cells were emptied."""
        return self._write(edits, _("清空 {count} 格"))

    def cut(self, edits: Sequence[CellEdit]) -> Entered:
        """Cells were cut out."""
        return self._write(edits, _("剪切 {count} 格"))

    def paste(self, edits: Sequence[CellEdit]) -> Entered:
        """A block was pasted; it is one change, however large."""
        return self._write(edits, _("粘贴 {count} 格"))

    def fill(self, edits: Sequence[CellEdit]) -> Entered:
        """Cells were filled from their neighbours."""
        return self._write(edits, _("填充 {count} 格"))

    def preview(self, subject: Subject, text: str) -> str:
        """How a text would be read in this row; raises InputError where it cannot be."""
        from core.workflows import recording

        return recording.preview(self._session.workspace, self._session.dossier_id, subject, text)

    def no_use(self, subject: Subject, month: Month, reason: str) -> Change:
        """A month without use, and why."""
        from core.workflows import recording

        change = recording.set_zero_reason(self._session.workspace, self._session.dossier_id, subject, month, reason)
        self._session.apply(change)
        return change

    def explain(self, key: str, text: str) -> Change:
        """The written answer to a finding."""
        from core.workflows import recording

        change = recording.explain_finding(self._session.workspace, self._session.dossier_id, key, text)
        self._session.apply(change)
        return change

    def close(self, month: Month) -> Change:
        """A month is closed 月结; what was done before can no longer be taken back."""
        from core.workflows import recording

        change = recording.close_month(self._session.workspace, self._session.venue_id, month)
        self._session.apply(change)
        return change

    def reopen(self, month: Month, reason: str) -> Change:
        """A closed month is opened again, with the reason."""
        from core.workflows import recording

        change = recording.reopen_month(self._session.workspace, self._session.venue_id, month, reason)
        self._session.apply(change)
        return change

    def _write(self, edits: Sequence[CellEdit], label: str) -> Entered:
        from core.workflows import recording

        # A single cell is named by the workflow: 填写 天然气·锅炉 7月.
        words = label.format(count=len(edits)) if len(edits) > 1 else ""
        entered = recording.enter_cells(self._session.workspace, self._session.dossier_id, tuple(edits), words)
        self._session.apply(frozenset(kind for kind in entered.change if isinstance(kind, ChangeKind)))
        return entered
