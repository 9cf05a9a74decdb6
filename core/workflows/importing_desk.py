"""The desk an import works on: the running job, what it compares with, how cells are read, and the four counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.documents.workbook import CellValue, SheetRow, WorkbookContents, sheet_spec
from core.domain.activity import ActivityRecord, EvidenceRef, RecordId
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.quantity import Quantity, TypedQuantity, plain_number, read_quantity, to_row_unit
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows.recording import Row, rows_of
from core.workflows.views import Refusal
from core.workflows.workspace import Job, Workspace

Taken = tuple[bool, bool]
"""What became of an item: whether it altered anything, and whether it was there before."""


class RefusedItem(Exception):  # noqa: N818  (a value on its way to the list of refusals)
    """Why an item is not taken, and in which column the fault stands."""

    def __init__(self, column: str, found: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.found = found
        self.reason = reason


@dataclass(slots=True)
class Tally:
    """The four counts and the notes of an import."""

    accepted: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Items read: by construction the sum of the four."""
        return self.accepted + self.changed + self.unchanged + len(self.refused)

    def count(self, *, altered: bool, existed: bool) -> None:
        """Count one item that was taken."""
        if not altered:
            self.unchanged += 1
        elif existed:
            self.changed += 1
        else:
            self.accepted += 1


class Desk:
    """Everything the takers of the single sheets share."""

    def __init__(self, ws: Workspace, job: Job, found: Dossier, contents: WorkbookContents, files: Mapping[str, EvidenceRef | str]) -> None:
        self.ws = ws
        self.job = job
        self.work = job.work
        self.dossier = found
        self.contents = contents
        self.files = files
        self.tally = Tally()
        self.venue: Venue = _venue(job, found)
        self.records: dict[RecordId, ActivityRecord] = {r.id: r for r in self.work.activities.all_of_venue(self.venue.id)}
        self._unreadable: dict[tuple[str, int], dict[str, tuple[str, str]]] = {}
        for cell in contents.unreadable:
            self._unreadable.setdefault((cell.sheet, cell.row), {})[cell.column] = (cell.found, cell.reason)
        self.refresh()

    def refresh(self) -> None:
        """Look the rows up again, after sources were added or changed."""
        self.sources = self.work.sources.of_venue(self.venue.id)
        self.meters = self.work.meters.of_venue(self.venue.id)
        rows = rows_of(self.ws, self.venue, self.sources)
        self.by_name: dict[str, Row] = {row.name: row for row in rows.values()}
        for proposed in self.ws.catalogue.venue_types[self.venue.type_code].outputs:
            output = self.ws.catalogue.outputs[proposed.code]
            named = self.by_name.get(output.zh) or self.by_name[output.en]
            self.by_name[output.zh] = self.by_name[output.en] = named

    # ---------------------------------------------------------------- counting

    def unreadable(self, sheet: str, row: int) -> Mapping[str, tuple[str, str]]:
        """Cells of a row whose value cannot be known: column letter → what stands there and why."""
        return self._unreadable.get((sheet_spec(sheet).zh, row), {})

    def refuse(self, sheet: str, row: int, column: str, found: str, reason: str) -> None:
        """Count an item as refused; `column` is a letter."""
        self.tally.refused.append(Refusal(sheet_spec(sheet).zh, row, column, found, reason))

    def take(self, row: SheetRow, taker: Callable[[SheetRow], Taken]) -> None:
        """Take one row whole, or refuse it with the place of the fault."""
        for column, (found, reason) in self.unreadable(row.sheet, row.row).items():
            self.refuse(row.sheet, row.row, column, found, reason)
            return
        try:
            altered, existed = taker(row)
        except RefusedItem as refusal:
            letter = self.contents.letter(row.sheet, refusal.column) if refusal.column else ""
            self.refuse(row.sheet, row.row, letter, refusal.found, refusal.reason)
        except (InputError, RuleError) as error:
            self.refuse(row.sheet, row.row, "", "", str(error))
        else:
            self.tally.count(altered=altered, existed=existed)

    def put(self, record: ActivityRecord) -> bool:
        """Keep a record; True when that altered something."""
        self.records[record.id] = record
        return self.work.activities.put(record, self.job.change)

    # ---------------------------------------------------------------- cells

    def quantity(self, row: SheetRow, column: str, row_unit: str) -> TypedQuantity:
        """The quantity in a cell, in millionths of the row's unit.

        Raises:
            RefusedItem: nothing there, not a quantity, or a unit of another kind.
        """
        value: CellValue = row.values.get(column)
        written = self.written_unit(row, row_unit)
        if isinstance(value, Decimal):
            return to_row_unit(Quantity(value, written), row_unit, self.ws.catalogue.units)
        if value is None or not str(value).strip():
            raise RefusedItem(column, "", _("数量还没有填。"))
        try:
            read = read_quantity(str(value), written, self.ws.catalogue.units)
            return read if written == row_unit else to_row_unit(read.original, row_unit, self.ws.catalogue.units, converted=True)
        except InputError as error:
            raise RefusedItem(column, str(value), str(error)) from error

    def written_unit(self, row: SheetRow, row_unit: str) -> str:
        """The unit a row of the sheet is written in: the target's own, or one that its 单位 cell names."""
        text = text_of(row, "unit")
        if not text:
            return row_unit
        own = self.ws.catalogue.units[row_unit]
        if text in {own.code, own.label}:
            return own.code
        found = self.ws.catalogue.units.find(text)
        if found is None:
            raise RefusedItem("unit", text, _("不认识这个单位，这一行按 {label} 填。").format(label=own.label))
        return found.code

    def number(self, row: SheetRow, column: str) -> Decimal | None:
        """A plain number, or None for an empty cell."""
        value = row.values.get(column)
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        if not text:
            return None
        try:
            return plain_number(text)
        except InputError as error:
            raise RefusedItem(column, text, str(error)) from error

    def day(self, row: SheetRow, column: str) -> date:
        """A day that must be there."""
        value = row.values.get(column)
        if isinstance(value, date):
            return value
        raise RefusedItem(column, text_of(row, column), _("日期还没有填，请写成 2025-03-05 这样。"))


def text_of(row: SheetRow, column: str) -> str:
    """The text of a cell without stray spaces; empty when nothing stands there."""
    return str(row.values.get(column) or "").strip()


def _venue(job: Job, found: Dossier) -> Venue:
    venue = job.work.venues.get(found.venue_id)
    if venue is None:
        raise InputError("venue.unknown", _("账本里没有这个场所。"), _("请检查账本是否完整。"))
    return venue
