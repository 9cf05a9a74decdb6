"""What the bill page asks of the workflows: each method is one call, with the workflow imported when it is first needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.activity import Subject
from core.domain.dossier import DossierStatus
from core.domain.emission import Scope
from core.domain.period import Month
from core.workflows.bill_views import BillDraft, BillLine, BillView, MeterChangeDraft
from core.workflows.views import Explanation
from ui.session import Session
from ui.widgets.evidence_files import Shown

if TYPE_CHECKING:
    from core.workflows.evidencing import Attached
    from core.workflows.proposing import Proposal


@dataclass(frozen=True, slots=True)
class BillRow:
    """A row that bills are for."""

    subject: str
    name: str
    scope: Scope

    @property
    def tokens(self) -> tuple[str, str]:
        """The colours of its scope: of line and ink, of the ground."""
        number = self.scope.value or Scope.THREE.value
        return f"s{number}", f"s{number}s"


class BillDeeds:
    """Every method raises `AppError` in words, and then nothing has changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # ---- where we are -----------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether there is a year to keep bills in."""
        return self._session.is_open and self._session.dossier is not None

    def where(self) -> tuple[str, str]:
        """Folder of the ledger, and the year."""
        return str(self._session.workspace.folder), str(self._session.dossier_id)

    def year(self) -> int:
        """The year in view."""
        dossier = self._session.dossier
        return dossier.period.start.year if dossier is not None else 0

    def locked_title(self) -> str:
        """Title of the year when it is locked; empty while it is open."""
        dossier = self._session.dossier
        return dossier.title if dossier is not None and dossier.status is not DossierStatus.OPEN else ""

    def in_year(self, draft: BillDraft) -> bool:
        """Whether a bill begins before the year ends."""
        dossier = self._session.dossier
        return dossier is not None and (draft.start is None or draft.start < dossier.period.day_after)

    def rows(self) -> tuple[BillRow, ...]:
        """The rows inside the boundary."""
        from core.workflows import boundary

        workspace = self._session.workspace
        kinds = workspace.catalogue.source_types
        sources = boundary.sources(workspace, self._session.venue_id)
        return tuple(BillRow(str(one.id), one.name, kinds[one.type_code].scope) for one in sources if one.active)

    # ---- bills ------------------------------------------------------------------------------------------------------

    def bills(self, subject: str = "", month: Month | None = None) -> tuple[BillLine, ...]:
        """Bills and meter changes in order of time."""
        from core.workflows import billing

        return billing.bills_of(self._session.workspace, self._session.dossier_id, subject, month)

    def new(self, subject: str, meter_id: str = "", month: Month | None = None) -> BillDraft:
        """A draft that follows the last bill."""
        from core.workflows import billing

        return billing.new_draft(self._session.workspace, self._session.dossier_id, Subject(subject), meter_id, month)

    def kept(self, record_id: str) -> BillDraft:
        """A bill of the ledger as a draft."""
        from core.workflows import billing

        return billing.draft_of(self._session.workspace, record_id)

    def correction(self, record_id: str) -> BillDraft:
        """A draft that corrects a bill."""
        from core.workflows import billing

        return billing.correction_of(self._session.workspace, record_id)

    def credit(self, record_id: str) -> BillDraft:
        """A draft of a credit note for a bill."""
        from core.workflows import billing

        return billing.credit_of(self._session.workspace, record_id)

    def view(self, draft: BillDraft, record_id: str) -> BillView:
        """A draft read back."""
        from core.workflows import billing

        return billing.preview_bill(self._session.workspace, self._session.dossier_id, draft, record_id)

    def save(self, draft: BillDraft, record_id: str, files: Sequence[Path]) -> str:
        """Keep a bill with its files in one change; gives its id."""
        from core.workflows import billing, evidencing

        workspace = self._session.workspace
        kept = [evidencing.keep(workspace, path) for path in files]
        change, saved = billing.save_bill(workspace, self._session.dossier_id, draft, record_id, files=kept)
        self._session.apply(change)
        return saved

    def remove(self, record_id: str) -> None:
        """Take a bill out; undo brings it back."""
        from core.workflows import billing

        self._session.apply(billing.remove_bill(self._session.workspace, self._session.dossier_id, record_id))

    def set_end_style(self, meter_id: str, *, included: bool) -> None:
        """Say how an account writes the end of a period."""
        from core.workflows import billing

        self._session.apply(billing.set_end_style(self._session.workspace, meter_id, included))

    def put_meter_change(self, draft: MeterChangeDraft, record_id: str = "") -> None:
        """Register that a meter was changed."""
        from core.workflows import billing

        change, _record = billing.put_meter_change(self._session.workspace, self._session.dossier_id, draft, record_id)
        self._session.apply(change)

    def remove_meter_change(self, record_id: str) -> None:
        """Take the change of a meter out."""
        from core.workflows import billing

        self._session.apply(billing.remove_meter_change(self._session.workspace, self._session.dossier_id, record_id))

    def explain(self, subject: str, month: Month) -> Explanation:
        """Where the figure of a month comes from."""
        from core.workflows import explaining

        return explaining.explain(self._session.workspace, self._session.dossier_id, subject, month)

    # ---- files ------------------------------------------------------------------------------------------------------

    def files(self, record_id: str, evidence: Sequence[str], waiting: Sequence[Path]) -> tuple[Shown, ...]:
        """The files of a bill: those in the ledger, then those that wait."""
        from core.workflows import evidencing

        workspace = self._session.workspace
        kept = {one.evidence_id: one for one in evidencing.files_of(workspace, record_id)} if record_id else {}
        shown = []
        for one in evidence:
            read, known = partial(evidencing.content, workspace, one), kept.get(one)
            if known is not None:
                shown.append(Shown(known.name, known.kind, known.size_words, read, one, None, known.problem))
            else:
                named = evidencing.reference_of(workspace, one)
                shown.append(Shown(named.original_name, _ending(named.original_name), evidencing.size_words(named.size), read, one))
        for path in waiting:
            size = path.stat().st_size if path.is_file() else 0
            words = evidencing.size_words(size)
            shown.append(Shown(path.name, _ending(path.name), words, partial(evidencing.file_content, path), "", path))
        return tuple(shown)

    def attach(self, record_id: str, path: Path) -> Attached:
        """Keep a file with a bill."""
        from core.workflows import evidencing

        attached = evidencing.attach(self._session.workspace, self._session.dossier_id, [record_id], path)
        self._session.apply(attached.change)
        return attached

    def detach(self, record_id: str, evidence_id: str) -> None:
        """Take a file off a bill; undo puts it back."""
        from core.workflows import evidencing

        self._session.apply(evidencing.detach(self._session.workspace, self._session.dossier_id, record_id, evidence_id))

    def propose(self, source: Path | str, subject: str = "", meter_id: str = "") -> Proposal:
        """Read a paper and propose the bill that it is."""
        from core.workflows import proposing

        return proposing.propose(self._session.workspace, self._session.dossier_id, source, subject=subject, meter_id=meter_id)


def _ending(name: str) -> str:
    return Path(name).suffix.removeprefix(".").upper()
