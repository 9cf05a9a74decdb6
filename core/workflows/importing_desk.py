"""The desk an import works on: the running job, what it compares with, how cells are read, and the four counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from core.documents.workbook import CellValue, SheetRow, WorkbookContents, sheet_spec
from core.domain.activity import ActivityRecord, EvidenceRef, RecordId, RecordKind
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import Quantity, TypedQuantity, plain_number, read_quantity, to_row_unit
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows.import_views import Fate, PreviewRow
from core.workflows.importing_words import described, inside, row_name
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
    """Every item of an import with its fate, and the notes.

    Attributes:
        rows: the items in the order in which they were taken.
        moved: for each of them how many millionths it gives more to the dossier's months; None where it is no figure.
    """

    rows: list[PreviewRow] = field(default_factory=list)
    moved: list[int | None] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def enter(self, row: PreviewRow, moved: int | None = None) -> None:
        """Count one item."""
        self.rows.append(row)
        self.moved.append(moved)

    def count(self, fate: Fate) -> int:
        """How many items have this fate."""
        return sum(1 for one in self.rows if one.fate is fate)

    @property
    def refused(self) -> list[Refusal]:
        """The items that were not taken."""
        return [Refusal(one.sheet, one.row, one.column, one.found, one.reason) for one in self.rows if one.fate is Fate.REFUSED]


def fate_of(*, altered: bool, existed: bool) -> Fate:
    """What became of an item that was taken."""
    if not altered:
        return Fate.UNCHANGED
    return Fate.CHANGED if existed else Fate.NEW


class Desk:
    """Everything the takers of the single sheets share."""

    def __init__(self, ws: Workspace, job: Job, found: Dossier, contents: WorkbookContents, files: Mapping[str, EvidenceRef | str]) -> None:
        self.ws = ws
        self.job = job
        self.work = job.work
        self.dossier = found
        self.files = files
        self.tally = Tally()
        self._written: list[tuple[ActivityRecord | None, ActivityRecord]] = []
        self.venue: Venue = _venue(job, found)
        self.records: dict[RecordId, ActivityRecord] = {r.id: r for r in self.work.activities.all_of_venue(self.venue.id)}
        self.turn_to(contents, {})
        self.refresh()

    def turn_to(self, contents: WorkbookContents, names: Mapping[str, str]) -> None:
        """Take the next rows in hand.

        Args:
            contents: the rows.
            names: code of a sheet → what it is called in the person's file, where that is not its name in the template.
        """
        self.contents = contents
        self._names = names
        self._unreadable: dict[tuple[str, int], dict[str, tuple[str, str]]] = {}
        for cell in contents.unreadable:
            self._unreadable.setdefault((cell.sheet, cell.row), {})[cell.column] = (cell.found, cell.reason)

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

    def sheet_name(self, sheet: str) -> str:
        """What a sheet is called in the person's file."""
        return self._names.get(sheet) or sheet_spec(sheet).zh

    def refuse(self, sheet: str, row: int, column: str, fault: tuple[str, str], name: str = "", month: Month | None = None) -> None:
        """Count an item as refused; `column` is a letter, the fault what stands there and why it is not taken."""
        period = f"{month.month}月" if month is not None else ""
        place, (found, reason) = (self.sheet_name(sheet), row, column), fault
        self.tally.enter(PreviewRow(Fate.REFUSED, *place, name, month=month, period=period, found=found, reason=reason))

    def take(self, row: SheetRow, taker: Callable[[SheetRow], Taken]) -> None:
        """Take one row whole, or refuse it with the place of the fault."""
        name = row_name(row)
        for column, (found, reason) in self.unreadable(row.sheet, row.row).items():
            self.refuse(row.sheet, row.row, column, (found, reason), name)
            return
        self._written.clear()
        try:
            altered, existed = taker(row)
        except RefusedItem as refusal:
            letter = self.contents.letter(row.sheet, refusal.column) if refusal.column else ""
            self.refuse(row.sheet, row.row, letter, (refusal.found, refusal.reason), name)
        except (InputError, RuleError) as error:
            self.refuse(row.sheet, row.row, "", ("", str(error)), name)
        else:
            self._enter(row, name, fate_of(altered=altered, existed=existed))

    def _enter(self, row: SheetRow, name: str, fate: Fate) -> None:
        place = self.sheet_name(row.sheet), row.row, ""
        if not self._written:
            self.tally.enter(PreviewRow(fate, *place, name))
            return
        before, after = self._written[-1]
        units = self.ws.catalogue.units
        was, now = described(before, units), described(after, units)
        if fate is Fate.CHANGED and was == now:
            now = _("{what}（其他栏有改动）").format(what=now)
        days = " — ".join(dict.fromkeys(day.isoformat() for day in (after.start, after.end and after.end - timedelta(days=1)) if day))
        moved = inside(after, self.dossier.period) - inside(before, self.dossier.period) if after.kind is RecordKind.BILL else None
        self.tally.enter(PreviewRow(fate, *place, name, str(after.subject), period=days, before=was, after=now), moved)

    def enter_cell(
        self,
        place: tuple[str, int, str],
        target: Row,
        month: Month,
        before: ActivityRecord | None,
        after: ActivityRecord | None,
        *,
        altered: bool,
    ) -> None:
        """Count a month's cell that was taken."""
        units = self.ws.catalogue.units
        self.tally.enter(
            PreviewRow(
                fate_of(altered=altered, existed=before is not None),
                *place,
                target.name,
                str(target.subject),
                month,
                f"{month.month}月",
                described(before, units),
                described(after, units),
            ),
            (after.micro if after else 0) - (before.micro if before else 0),
        )

    def put(self, record: ActivityRecord) -> bool:
        """Keep a record; True when that altered something."""
        self._written.append((self.records.get(record.id), record))
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
