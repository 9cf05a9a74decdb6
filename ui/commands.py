"""Acts on the monthly grid that can be taken back: each is one call of a workflow, one change in the journal, one signal.

There is no stack of undo commands here. The journal of the ledger is the stack: the workflow writes the opposite revisions, so
undoing survives a restart, and `Session.undo` and `Session.redo` are all that the window needs for the way back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.activity import Subject
from core.domain.period import Month
from core.i18n import _
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.views import CellEdit, Entered
from ui.session import Session

if TYPE_CHECKING:
    from core.workflows.cell_reading import CellReading
    from core.workflows.closing_views import Closure, MonthReview
    from core.workflows.commenting import CommentLine


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

    def preview(self, subject: Subject, text: str) -> CellReading:
        """How a text would be read in this row; raises InputError where it cannot be."""
        from core.workflows import recording

        return recording.preview(self._session.workspace, self._session.dossier_id, subject, text)

    def no_use(self, subject: Subject, month: Month, reason: str) -> Change:
        """A month without use, and why."""
        from core.workflows import recording

        return self._apply(recording.set_zero_reason(self._session.workspace, self._session.dossier_id, subject, month, reason))

    def explain(self, key: str, text: str) -> Change:
        """The written answer to a finding."""
        from core.workflows import recording

        return self._apply(recording.explain_finding(self._session.workspace, self._session.dossier_id, key, text))

    def comment(self, subject: Subject, month: Month, text: str) -> Change:
        """The comment of a cell; an empty text takes it away."""
        from core.workflows import commenting

        return self._apply(commenting.set_comment(self._session.workspace, self._session.dossier_id, subject, month, text))

    def record_words(self, subject: Subject, month: Month) -> Mapping[str, str]:
        """What the records behind a cell are called: account, period and quantity, by their ids."""
        from core.workflows import explaining

        found = explaining.explain(self._session.workspace, self._session.dossier_id, subject, month)
        return {one.record_id: f"{one.label}　{one.period}　{one.quantity}" for one in found.records}

    def attach_files(self, records: Sequence[str], paths: Sequence[Path]) -> str:
        """Files are kept as evidence of these records; says what was attached, and what the same file proves already."""
        from core.workflows import evidencing

        change: Change = NOTHING
        said = []
        try:
            for path in paths:
                attached = evidencing.attach(self._session.workspace, self._session.dossier_id, records, path)
                change |= attached.change
                said.append(attached.words)
        finally:  # what came before a file that cannot be taken is attached
            self._apply(change)
        return "；".join(said)

    def comment_at(self, subject: Subject, month: Month) -> CommentLine | None:
        """The comment of a cell with who wrote it when."""
        from core.workflows import commenting

        return commenting.comment_at(self._session.workspace, self._session.dossier_id, subject, month)

    def closures(self) -> Mapping[Month, str]:
        """Who closed or reopened which month when, in words, the newest first."""
        from core.workflows import closing

        history = closing.closures(self._session.workspace, self._session.dossier_id)
        return {month: "\n".join(map(_closure_words, reversed(one))) for month, one in history.items()}

    def review(self, month: Month) -> MonthReview:
        """What is still open in a month before it is closed."""
        from core.workflows import closing

        return closing.review(self._session.workspace, self._session.dossier_id, month)

    def close(self, month: Month, *, with_earlier: bool = False) -> Change:
        """A month is closed 月结; what was done before can no longer be taken back."""
        from core.workflows import closing

        return self._apply(closing.close(self._session.workspace, self._session.dossier_id, month, with_earlier=with_earlier))

    def reopen(self, month: Month, reason: str) -> Change:
        """A closed month is opened again, with the reason."""
        from core.workflows import closing

        return self._apply(closing.reopen(self._session.workspace, self._session.dossier_id, month, reason))

    def _apply(self, change: Change) -> Change:
        self._session.apply(change)
        return change

    def _write(self, edits: Sequence[CellEdit], label: str) -> Entered:
        from core.workflows import recording

        # A single cell is named by the workflow: 填写 天然气·锅炉 7月.
        words = label.format(count=len(edits)) if len(edits) > 1 else ""
        entered = recording.enter_cells(self._session.workspace, self._session.dossier_id, tuple(edits), words)
        self._session.apply(frozenset(kind for kind in entered.change if isinstance(kind, ChangeKind)))
        return entered


def _closure_words(one: Closure) -> str:
    when = " ".join(part for part in (one.at[:16].replace("T", " "), one.author) if part)
    if one.closed:
        return _("{when} 月结").format(when=when)
    return _("{when} 重开：{reason}").format(when=when, reason=one.reason)
