"""Recording activity data: the monthly grid, edits that are saved at once, undo and redo from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from core.domain.activity import (
    ActivityRecord,
    JournalEntry,
    RecordId,
    RecordKind,
    Subject,
    effective,
    output_code,
    output_subject,
)
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource
from core.domain.finding import kept_key
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import Quantity, TypedQuantity
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import boundary, dossiers, organizing
from core.workflows.cell_reading import CellReading, read_text, reading_of, reading_words
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.dossiers import require_open, require_operation
from core.workflows.views import CellEdit, Entered, UndoState
from core.workflows.wording import localized
from core.workflows.workspace import Job, Workspace, new_id

UNDO_DEPTH = 500
"""How many changes the undo stack remembers after a restart (architecture.md §7)."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row needs for reading a text into it."""

    subject: Subject
    name: str
    unit: str


class RefusedCellsError(InputError):
    """Texts that cannot be taken; `places` names their cells, the first one first."""

    def __init__(self, code: str, message: str, hint: str, places: Sequence[tuple[Subject, Month]] = ()) -> None:
        super().__init__(code, message, hint)
        self.places = tuple(places)


def rows_of(ws: Workspace, place: Venue, sources: Sequence[EmissionSource]) -> dict[Subject, Row]:
    """The rows a venue's grid has: its active sources and the outputs of its type."""
    rows = {Subject(s.id): Row(Subject(s.id), s.name, s.unit) for s in sources if s.active}
    for proposed in ws.catalogue.venue_types[place.type_code].outputs:
        output = ws.catalogue.outputs[proposed.code]
        subject = output_subject(proposed.code)
        rows[subject] = Row(subject, localized(output.zh, output.en), output.unit)
    return rows


def preview(ws: Workspace, dossier_id: str, subject: str, text: str) -> CellReading:
    """How a text would be read in a row of a dossier; nothing for an empty text.

    Raises:
        InputError: it cannot be read.
    """
    if not text.strip():
        return CellReading("", 0)
    place = organizing.venue(ws, dossiers.dossier(ws, dossier_id).venue_id)
    return reading_of(ws, rows_of(ws, place, boundary.sources(ws, place.id))[Subject(subject)].unit, text)


def require_open_month(closed: frozenset[Month], month: Month) -> None:
    """A closed month takes no edit.

    Raises:
        RuleError: the month is closed.
    """
    if month in closed:
        raise RuleError(
            "month.closed", _("{year}年{month}月已月结。").format(year=month.year, month=month.month), _("请先重开该月并写明原因。")
        )


def enter_cells(ws: Workspace, dossier_id: str, edits: Sequence[CellEdit], label: str = "") -> Entered:
    """Write cells in one unit of work: all of them or, with a sentence naming the cell, none.

    Raises:
        InputError: a text is not a quantity, or the cell is outside the dossier.
        RuleError: the month is closed, the dossier locked or an event's, or bills feed the cell.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_open(found)
    require_operation(found)
    place = organizing.venue(ws, found.venue_id)
    rows = rows_of(ws, place, boundary.sources(ws, place.id))
    typed = _read_edits(ws, rows, found, edits)
    title = label or _label(rows, edits)
    readings: list[str] = []
    altered = False
    with ws.job(title) as job:
        cells = CellWriter(ws, job, found)
        for edit, quantity in zip(edits, typed, strict=True):
            altered |= cells.write(rows[edit.subject], edit.month, quantity)
            row_unit = ws.catalogue.units[rows[edit.subject].unit]
            read = quantity is not None and quantity.converted
            readings.append(reading_words(row_unit, quantity.micro, edit.text) if quantity is not None and read else "")
    change: Change = frozenset({ChangeKind.ACTIVITY}) if altered else NOTHING
    return Entered(change, job.change, title, tuple(readings))


_NAMED_REFUSALS = 3


def _read_edits(ws: Workspace, rows: dict[Subject, Row], found: Dossier, edits: Sequence[CellEdit]) -> list[TypedQuantity | None]:
    """Read every text before anything is written.

    Raises:
        RefusedCellsError: names the first cell that cannot be read, and how many others there are.
        InputError: a cell lies outside the table.
    """
    read: list[TypedQuantity | None] = []
    refused: list[tuple[CellEdit, InputError]] = []
    for edit in edits:
        row = rows.get(edit.subject)
        if row is None or edit.month not in found.period:
            raise InputError("cell.outside", _("要写入的格子不在这张表里。"), _("请从表内选择要填的格子；粘贴的区域可能超出了表格。"))
        try:
            read.append(read_text(ws, row.unit, edit.text) if edit.text.strip() else None)
        except InputError as error:
            refused.append((edit, error))
    if not refused:
        return read
    first, cause = refused[0]
    message = _("{cell}：{problem}").format(cell=_cell_name(rows, first), problem=cause.message)
    hint = cause.hint
    if len(edits) > 1:
        hint += _("没有写入任何一格。")
    if len(refused) > 1:
        names = "、".join(_cell_name(rows, edit) for edit, _error in refused[1 : _NAMED_REFUSALS + 1])
        hint += _("另有 {count} 格也读不出来：{names}。").format(
            count=len(refused) - 1, names=names + (_(" 等") if len(refused) > _NAMED_REFUSALS + 1 else "")
        )
    raise RefusedCellsError(cause.code, message, hint, [(edit.subject, edit.month) for edit, _error in refused]) from cause


def _cell_name(rows: dict[Subject, Row], edit: CellEdit) -> str:
    """「外购电力·主楼 3月」, and where in a pasted block its text stood."""
    name = _("{row} {month}月").format(row=rows[edit.subject].name, month=edit.month.month)
    return _("{cell}（{origin}）").format(cell=name, origin=edit.origin) if edit.origin else name


def _label(rows: dict[Subject, Row], edits: Sequence[CellEdit]) -> str:
    if len(edits) == 1:
        act = _("填写") if edits[0].text.strip() else _("清空")
        return _("{act} {row} {month}月").format(act=act, row=rows[edits[0].subject].name, month=edits[0].month.month)
    return _("填写 {count} 格").format(count=len(edits))


class CellWriter:
    """Writes single month cells inside a running job, looking the existing records up once."""

    def __init__(self, ws: Workspace, job: Job, found: Dossier) -> None:
        self._ws = ws
        self._job = job
        self._dossier = found
        self._closed = job.work.closed_months.of_venue(found.venue_id)
        self._typed: dict[tuple[Subject, Month], ActivityRecord] = {}
        self._billed: dict[tuple[Subject, Month], ActivityRecord] = {}
        for record in effective(job.work.activities.of_venue(found.venue_id, found.period.start, found.period.end)):
            if record.kind is RecordKind.MONTH and record.month is not None:
                self._typed[record.subject, record.month] = record
            elif record.kind is RecordKind.BILL:
                for month in record.months():
                    self._billed[record.subject, month] = record

    def existing(self, subject: Subject, month: Month) -> ActivityRecord | None:
        """The typed record of a cell."""
        return self._typed.get((subject, month))

    def write(self, row: Row, month: Month, typed: TypedQuantity | None, zero_reason: str = "") -> bool:
        """Write or clear one cell; True when that altered something.

        Raises:
            RuleError: the month is closed or bills feed the cell.
        """
        require_open_month(self._closed, month)
        bill = self._billed.get((row.subject, month))
        if bill is not None and typed is not None:
            last = (bill.end - timedelta(days=1)).isoformat() if bill.end else ""
            raise RuleError(
                "cell.from_bill",
                _("{row} {month}月的数来自票据（{start} 至 {end}）。").format(row=row.name, month=month.month, start=bill.start, end=last),
                _("请改票据，或先删除票据再手工填写。"),
            )
        existing = self._typed.get((row.subject, month))
        if typed is None:
            if existing is None:
                return False
            self._job.work.activities.remove(existing.id, self._job.change)
            del self._typed[row.subject, month]
            return True
        reason = zero_reason or (existing.zero_reason if existing is not None and typed.micro == 0 else "")
        record = ActivityRecord(
            id=existing.id if existing else RecordId(new_id()),
            venue_id=self._dossier.venue_id,
            subject=row.subject,
            kind=RecordKind.MONTH,
            quantity=typed.original,
            micro=typed.micro,
            month=month,
            zero_reason=reason,
            note=existing.note if existing else "",
            quality=existing.quality if existing else None,
            evidence=existing.evidence if existing else (),
        )
        self._typed[row.subject, month] = record
        return self._job.work.activities.put(record, self._job.change)


def set_zero_reason(ws: Workspace, dossier_id: str, subject: str, month: Month, reason: str) -> Change:
    """State that a month had no use and why; writes 0 with the reason (V03).

    Raises:
        InputError: no reason given, or the cell holds a figure that is not zero.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_open(found)
    require_operation(found)
    text = " ".join(reason.split())
    if not text:
        raise InputError("zero.reason", _("还没有写无用量的原因。"), _("写一句就够，如「停业检修」。"))
    place = organizing.venue(ws, found.venue_id)
    row = rows_of(ws, place, boundary.sources(ws, place.id))[Subject(subject)]
    with ws.job(_("登记 {row} {month}月无用量").format(row=row.name, month=month.month)) as job:
        writer = CellWriter(ws, job, found)
        existing = writer.existing(row.subject, month)
        if existing is not None and existing.micro != 0:
            raise InputError("zero.not_zero", _("{row} {month}月已有数字。").format(row=row.name, month=month.month), _("请先清空这一格。"))
        altered = writer.write(row, month, TypedQuantity(zero_quantity(row), 0, converted=False), text)
    return frozenset({ChangeKind.ACTIVITY}) if altered else NOTHING


def zero_quantity(row: Row) -> Quantity:
    """Nothing, in the row's unit."""
    return Quantity(Decimal(0), row.unit)


def explain_finding(ws: Workspace, dossier_id: str, key: str, text: str) -> Change:
    """Keep the written explanation that answers a finding; an empty text takes it back."""
    found = dossiers.dossier(ws, dossier_id)
    require_open(found)
    with ws.job(_("说明疑问")) as job:
        altered = job.work.explanations.put(found.venue_id, kept_key(key, found.period.label), " ".join(text.split()), job.change)
    return frozenset({ChangeKind.EXPLANATION}) if altered else NOTHING


def _stacks(entries: Sequence[JournalEntry]) -> tuple[list[JournalEntry], list[JournalEntry]]:
    """Replay the journal: what can be undone and what can be redone, the newest last."""
    done: list[JournalEntry] = []
    undone: list[JournalEntry] = []
    for entry in entries:
        if entry.act == "undo" and done:
            undone.append(done.pop())
        elif entry.act == "redo" and undone:
            done.append(undone.pop())
        elif entry.act == "do":
            undone.clear()
            if entry.undoable:
                done.append(entry)
            else:
                done.clear()
    return done, undone


def undo_state(ws: Workspace) -> UndoState:
    """What 撤销 and 重做 would do now; derived from the journal, so it survives a restart."""
    with ws.store.read() as work:
        done, undone = _stacks(work.journal.entries(UNDO_DEPTH))
    return UndoState(done[-1].label if done else None, undone[-1].label if undone else None)


def undo(ws: Workspace) -> tuple[str, Change] | None:
    """Take back the newest change: its opposite revisions are written under a change of their own."""
    return _step(ws, "undo")


def redo(ws: Workspace) -> tuple[str, Change] | None:
    """Do again what was taken back last."""
    return _step(ws, "redo")


def _step(ws: Workspace, act: str) -> tuple[str, Change] | None:
    with ws.store.read() as work:
        done, undone = _stacks(work.journal.entries(UNDO_DEPTH))
        stack = done if act == "undo" else undone
        if not stack:
            return None
        target = stack[-1]
        revisions = work.journal.revisions(target.change_id)
    with ws.job(target.label, act=act, of=target.change_id) as job:
        for revision in reversed(revisions) if act == "undo" else revisions:
            job.work.restore(revision.kind, revision.key, revision.before if act == "undo" else revision.after, job.change)
    return target.label, frozenset(_KINDS.get(revision.kind, ChangeKind.ACTIVITY) for revision in revisions)


_KINDS = {
    "activity": ChangeKind.ACTIVITY,
    "source": ChangeKind.SOURCE,
    "meter": ChangeKind.SOURCE,
    "venue": ChangeKind.ORGANIZATION,
    "organization": ChangeKind.ORGANIZATION,
    "person": ChangeKind.PERSON,
    "dossier": ChangeKind.DOSSIER,
    "event": ChangeKind.DOSSIER,
    "event_item": ChangeKind.ACTIVITY,
    "lot": ChangeKind.OFFSET,
    "allocation": ChangeKind.OFFSET,
    "plan": ChangeKind.MEASURE,
    "document": ChangeKind.SUBMISSION,
    "explanation": ChangeKind.EXPLANATION,
    "evidence": ChangeKind.EVIDENCE,
    "own_factor": ChangeKind.SOURCE,
    "cell_comment": ChangeKind.EXPLANATION,
    "rule_threshold": ChangeKind.EXPLANATION,
}


def close_month(ws: Workspace, venue_id: str, month: Month, *more: Month) -> Change:
    """Freeze one month or several in one act; what was entered before can no longer be undone.

    It asks nothing: what is still open in a month is judged by `closing.close`, which a person's act goes through.
    """
    place = organizing.venue(ws, venue_id)
    with ws.job(_closing_label(_("月结"), (month, *more)), undoable=False) as job:
        altered = [job.work.closed_months.close(place.id, one, job.change) for one in sorted((month, *more))]
    return frozenset({ChangeKind.ACTIVITY}) if any(altered) else NOTHING


def _closing_label(act: str, months: Sequence[Month]) -> str:
    first, last = min(months), max(months)
    if first == last:
        return _("{act} {year}年{month}月").format(act=act, year=first.year, month=first.month)
    return _("{act} {year}年{month}月—{last}月").format(act=act, year=first.year, month=first.month, last=last.month)


def reopen_month(ws: Workspace, venue_id: str, month: Month, reason: str) -> Change:
    """Open a closed month again; the reason is recorded.

    Raises:
        InputError: no reason given.
    """
    place = organizing.venue(ws, venue_id)
    text = " ".join(reason.split())
    if not text:
        raise InputError("reopen.reason", _("重开月份要写明原因。"), _("请写一句，如「补录 3 月更正发票」。"))
    label = _("{label}：{reason}").format(label=_closing_label(_("重开"), (month,)), reason=text)
    with ws.job(label, undoable=False) as job:
        altered = job.work.closed_months.reopen(place.id, month, text, job.change)
    return frozenset({ChangeKind.ACTIVITY}) if altered else NOTHING


def output_name(ws: Workspace, subject: str) -> str:
    """The name of an output row; empty for a source."""
    code = output_code(subject)
    return localized(ws.catalogue.outputs[code].zh, ws.catalogue.outputs[code].en) if code else ""


def records_of(work: UnitOfWork, found: Dossier) -> tuple[ActivityRecord, ...]:
    """The records that touch a dossier's period."""
    return work.activities.of_venue(found.venue_id, found.period.start, found.period.end)
