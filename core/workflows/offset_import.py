"""A table of lots, out to be filled in and in again: each row with one fate, and what is refused with its place and reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.accounting.credit_serials import folded, overlap, serials
from core.catalogue_loader.credit_register import credit_register
from core.documents.credit_table import CreditRow, credit_rows, credit_workbook
from core.documents.free_tables import FreeBook
from core.documents.placing import place_file
from core.documents.reading_apart import read_apart
from core.domain.credit_register import COLUMN_FIELDS, QUALITY_FIELDS, SINK_FIELDS
from core.domain.offset import CreditLot, LotId, ProductType, SinkFacts
from core.errors import AppError, FileError, InputError, RuleError
from core.i18n import _
from core.workflows import offset_effects
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.import_views import Cancelled, Fate
from core.workflows.offset_cells import CellRefusal, LotLine, cells_of, identity_of, line_of, shown_cell
from core.workflows.offset_rules import draft_of, lot_of, require_no_overlap, require_room, retired_lot
from core.workflows.submission_views import LotDraft
from core.workflows.workspace import Workspace, new_id


@dataclass(frozen=True, slots=True)
class ImportedLot:
    """What became of one row.

    Attributes:
        row: that of the sheet, from 1.
        name: project of the row, as written.
        changed: headings of what differs from the registered lot.
        place: cell that was refused, such as ``D7``; only the row where the whole of it is.
        why: for refused rows, what is wrong and what was expected.
    """

    row: int
    name: str
    fate: Fate
    changed: tuple[str, ...] = ()
    place: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class LotImport:
    """A table that was read: every row, each with one fate."""

    file: str
    dry_run: bool
    rows: tuple[ImportedLot, ...]

    def count(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(1 for one in self.rows if one.fate is fate)


# ---------------------------------------------------------------- out


def write_table(ws: Workspace, path: Path) -> int:
    """Write the register as a table to fill in; how many lots stand in it.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    with ws.store.read() as work:
        lots, files = work.lots.all(), {one.id: one.original_name for one in work.evidence.all()}
        sample = any(one.sample for one in work.venues.all())
    rows = [cells_of(lot, tuple(files[one] for one in lot.proof if one in files)) for lot in lots]
    title = _("{name}　减排量登记表").format(name=ws.name)
    place_file(path, credit_workbook(title, credit_register().columns, rows, sample=sample))
    return len(lots)


# ---------------------------------------------------------------- in


def import_lots(
    ws: Workspace, path: Path, *, dry_run: bool = False, evidence: Path | None = None, cancelled: Cancelled | None = None
) -> tuple[LotImport, Change]:
    """Take in a table of lots: new ones are registered, known ones changed where a cell differs; refused rows leave nothing behind.

    Args:
        ws: the open ledger.
        path: a workbook or a text file with the columns of `write_table`.
        dry_run: judge only.
        evidence: folder of the files that rows name; else that of the table, and the folder evidence beside it.
        cancelled: asked while the file is read.

    Raises:
        FileError: the file is no such table.
    """
    rows = _rows(path, cancelled)
    folders = (evidence,) if evidence is not None else (path.parent, path.parent / "evidence")
    judge = _Judge(ws, folders)
    told = tuple(judge.judged(row) for row in rows)
    if dry_run or not judge.taken:
        return LotImport(path.name, dry_run, told), NOTHING
    kept = {file: ws.store.keep_evidence(file, file.name) for _lot, files in judge.taken.values() for file in files}
    with ws.job(_("导入减排量登记表「{name}」").format(name=path.name)) as job:
        for reference in kept.values():
            job.work.evidence.put(reference)
        for lot, files in judge.taken.values():
            whole = replace(lot, proof=tuple(dict.fromkeys((*lot.proof, *(kept[file].id for file in files)))))
            job.work.lots.put(whole, job.change)
    return LotImport(path.name, dry_run, told), frozenset({ChangeKind.OFFSET, ChangeKind.EVIDENCE})


def _rows(path: Path, cancelled: Cancelled | None) -> tuple[CreditRow, ...]:
    book = read_apart(path, cancelled=cancelled)
    if not isinstance(book, FreeBook):
        message = _("「{file}」是月度数据模板，不是减排量登记表。").format(file=path.name)
        raise FileError("credits.template", message, _("请用「导出登记表」写出的那一份。"))
    return credit_rows(book, credit_register().columns)


class _Judge:
    """Takes row after row, so that two rows of one table are held against each other too."""

    def __init__(self, ws: Workspace, folders: Sequence[Path]) -> None:
        self._ws = ws
        self._folders = folders
        with ws.store.read() as work:
            self._lots = {lot.id: lot for lot in work.lots.all()}
            self._uses = work.allocations.all()
            self._files = {one.id: one for one in work.evidence.all()}
        self._told: dict[LotId, int] = {}
        self.taken: dict[LotId, tuple[CreditLot, tuple[Path, ...]]] = {}

    def judged(self, row: CreditRow) -> ImportedLot:
        """The fate of a row; what is taken stands in `taken`."""
        name = shown_cell(row.cells.get("project"))
        try:
            return self._take(row, name)
        except CellRefusal as refusal:
            why = _("{column}：{reason}（{found}）").format(column=refusal.column, reason=refusal, found=refusal.found)
            return ImportedLot(row.row, name, Fate.REFUSED, place=f"{refusal.letter}{row.row}", why=why)
        except AppError as error:
            return ImportedLot(row.row, name, Fate.REFUSED, place=_("第 {row} 行").format(row=row.row), why=f"{error.message}{error.hint}")

    def _take(self, row: CreditRow, name: str) -> ImportedLot:
        known = self._known(identity_of(row))
        if known is not None and known.id in self._told:
            message = _("这一批已在第 {row} 行。").format(row=self._told[known.id])
            raise InputError("credits.twice", message, _("一批只写一行，这一行没有收。"))
        line = line_of(row, draft_of(known) if known is not None else _BLANK)
        lot = lot_of(line.draft, known or CreditLot(LotId(new_id()), ProductType.CCER, "", "", 0, "", ""))
        lot = self._retired(lot, line)
        files = self._new_files(lot, line.proof)
        require_no_overlap(lot, self._lots.values())
        if known is not None:
            require_room(lot, [one for one in self._uses if one.lot_id == lot.id])
            self._require_no_downgrade(lot)
        self._told[lot.id] = row.row
        changed = _differences(known, lot, new_files=bool(files)) if known is not None else ()
        if known is not None and not changed:
            return ImportedLot(row.row, name, Fate.UNCHANGED)
        self._lots[lot.id] = lot
        self.taken[lot.id] = lot, files
        return ImportedLot(row.row, name, Fate.NEW if known is None else Fate.CHANGED, changed)

    def _retired(self, lot: CreditLot, line: LotLine) -> CreditLot:
        """The lot with the retirement that its row speaks of, if it does."""
        if line.retired_on is None and not line.retirement_id:
            return lot
        day = line.retired_on or lot.retired_on
        if day is None:
            raise InputError("lot.day", _("写了注销编号，没有写注销日期。"), _("请补上登记机构办结注销的日期。"))
        return retired_lot(lot, day, line.retirement_id or lot.retirement_id, self._ws.today())

    def _known(self, told: CreditLot) -> CreditLot | None:
        return next((lot for lot in self._lots.values() if _same(lot, told)), None)

    def _new_files(self, lot: CreditLot, names: Iterable[str]) -> tuple[Path, ...]:
        """The files that the lot does not have yet, by their content."""
        found = []
        own = {self._files[one].sha256 for one in lot.proof if one in self._files}
        for name in names:
            if Path(name).name != name:
                message = _("证明文件「{name}」写成了路径。").format(name=name)
                raise InputError("credits.proof", message, _("只写文件名，文件放在表格旁边。"))
            file = next((folder / name for folder in self._folders if (folder / name).is_file()), None)
            if file is None:
                if self._has(lot, name):
                    continue
                message = _("证明文件「{name}」不在表格旁边。").format(name=name)
                raise InputError("credits.proof", message, _("请把文件与表格放在一起，或放进旁边的 evidence 文件夹。"))
            if hashlib.sha256(file.read_bytes()).hexdigest() not in own:
                found.append(file)
        return tuple(found)

    def _has(self, lot: CreditLot, name: str) -> bool:
        return any(self._files[one].original_name == name for one in lot.proof if one in self._files)

    def _require_no_downgrade(self, lot: CreditLot) -> None:
        """A table does not lower the claim of a locked dossier unseen."""
        lowered = offset_effects.lowering(offset_effects.of_lot(self._ws, lot))
        if lowered:
            raise RuleError(
                "credits.locked", _("改了会影响已锁定的档案：{sentence}").format(sentence=lowered[0].sentence), _("请在碳抵消页逐批修改。")
            )


_BLANK = LotDraft(ProductType.CCER, "", "", 0)


def _same(lot: CreditLot, told: CreditLot) -> bool:
    """Whether a row speaks of a registered lot: the very same serial numbers of one registry, else the same effect without any."""
    if lot.product is not told.product:
        return False
    if not (lot.serial_from and told.serial_from):
        return overlap(lot, told)
    if folded(lot.registry) != folded(told.registry):
        return False
    mine, theirs = serials(lot.serial_from, lot.serial_to), serials(told.serial_from, told.serial_to)
    texts = (folded(lot.serial_from), folded(lot.serial_to)) == (folded(told.serial_from), folded(told.serial_to))
    return texts or (mine is not None and mine == theirs)


def _differences(known: CreditLot, lot: CreditLot, *, new_files: bool) -> tuple[str, ...]:
    """Headings of the columns in which a lot differs from the registered one, in the order of the table."""
    before, after = known.sink or SinkFacts(), lot.sink or SinkFacts()
    found = {name for name in COLUMN_FIELDS if hasattr(known, name) and getattr(known, name) != getattr(lot, name)}
    found |= {name for name in SINK_FIELDS if getattr(before, name) != getattr(after, name)}
    found |= {name for name in QUALITY_FIELDS if getattr(known.quality, name) != getattr(lot.quality, name)}
    if new_files:
        found.add("proof")
    return tuple(one.zh for one in credit_register().columns if one.field in found)
