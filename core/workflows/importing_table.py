"""Any table in: rows of venue-years, venue-months or bills through a column mapping, in one unit of work."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from core.documents.mapping import TableMapping
from core.documents.mapping_reading import read_mapping
from core.documents.plain_tables import raw_workbook
from core.documents.table_cells import shown
from core.documents.tables_in import Table, read_table
from core.documents.workbook_annotating import write_annotated
from core.domain.activity import EvidenceRef
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows.compiling import catalogue_with
from core.workflows.import_views import Cancelled, Progress
from core.workflows.importing import ImportCancelledError, reasons_of
from core.workflows.importing_table_compare import Figures
from core.workflows.importing_table_desk import TableDesk, Taken
from core.workflows.importing_table_report import ComparedFigure, RowOutcome, TableReport, TakenRow
from core.workflows.importing_table_rows import CellRefused, RowDraft, RowReader, areas_by_start
from core.workflows.importing_table_venues import VenueWish, operation_of
from core.workflows.views import Refusal
from core.workflows.workspace import Job, Workspace

_TELL_EVERY = 100


class _TrialRun(Exception):  # noqa: N818  (no error: it rolls a trial import back)
    """Rolls a trial import back after it has been counted."""


def import_table(
    ws: Workspace,
    path: Path,
    mapping: Path,
    *,
    dry_run: bool = False,
    annotated: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> TableReport:
    """Import a table through a mapping, in one unit of work and under one change; the same file twice changes nothing.

    Args:
        ws: the open ledger.
        path: the table: a text file, or a workbook of Excel or OpenDocument.
        mapping: the TOML that says which column means what.
        dry_run: count, judge and compare, write nothing.
        annotated: where to write a workbook with the reason at each refused cell; not written where nothing was refused.
        progress: called with what is done, what there is, and words.
        cancelled: asked between rows; True stops, and nothing is written.

    Raises:
        FileError: the mapping or the table is not what it should be; the sentence names file and place.
        ImportCancelledError: stopped by the person.
    """
    run = _Run(ws, path, mapping, dry_run=dry_run, progress=progress, cancelled=cancelled)
    report = run.report()
    if annotated is not None and report.refused:
        _annotate(path, run.table, annotated, report.refusals)
    return report


class _Run:
    """One import from the first look at the file to its report."""

    def __init__(
        self, ws: Workspace, path: Path, mapping: Path, *, dry_run: bool, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._ws, self._path, self._dry_run = ws, path, dry_run
        self._progress, self._cancelled = progress, cancelled
        self._tell(0, 0, _("正在读取 {name}").format(name=path.name))
        self.mapping: TableMapping = read_mapping(mapping, ws.catalogue)
        self.table: Table = read_table(path, self.mapping.table, self.mapping.headings(), self.mapping.fixed_texts())
        self._refusals: list[Refusal] = []
        self._outcomes: dict[RowOutcome, int] = dict.fromkeys(RowOutcome, 0)
        self._taken: list[tuple[RowDraft, Taken]] = []

    def report(self) -> TableReport:
        """Import, and say what came of it."""
        drafts = self._drafts()
        proof = self._proof(drafts)
        rows: tuple[TakenRow, ...] = ()
        compared: tuple[ComparedFigure, ...] = ()
        counts = 0, 0, 0
        rounded = 0
        try:
            with self._ws.job(_("导入 {name}").format(name=self._path.name), undoable=False) as job:
                desk = TableDesk(job, self._ws.catalogue, self._path.name, proof.id if proof is not None else None)
                self._take_all(desk, drafts)
                counts, rounded = desk.counts(), desk.rounded
                rows, compared = self._figures(job, desk)
                self._end_trial()
                if proof is not None and counts[2]:
                    job.work.evidence.put(proof)
                self._tell(len(drafts), len(drafts), _("正在写入账本"))
                desk.write()
        except _TrialRun:
            pass
        refused = len({one.row for one in self._refusals})
        self._tell(len(drafts), len(drafts), _("导入完成"))
        blanks = sum(draft.blanks for draft, _taken in self._taken)
        return TableReport(
            file=self._path.name,
            mapping=self.mapping.file,
            read=len(self.table.rows),
            accepted=self._outcomes[RowOutcome.ACCEPTED],
            changed=self._outcomes[RowOutcome.CHANGED],
            unchanged=self._outcomes[RowOutcome.UNCHANGED],
            refused=refused,
            refusals=tuple(sorted(self._refusals, key=lambda one: (one.row, len(one.column), one.column))),
            rows=rows,
            compared=compared,
            notes=self._notes(blanks, rounded),
            venues=counts[0],
            dossiers=counts[1],
            own_factors=counts[2],
            blanks=blanks,
            dry_run=self._dry_run,
        )

    # ---------------------------------------------------------------- rows

    def _end_trial(self) -> None:
        """Roll back what was only tried."""
        if self._dry_run:
            raise _TrialRun

    def _drafts(self) -> list[RowDraft]:
        reader = RowReader(self.table, self.mapping, self._ws.catalogue)
        drafts = []
        for row in self.table.rows:
            read = reader.read(row)
            if isinstance(read, RowDraft):
                drafts.append(read)
            else:
                for fault in read:
                    self._refuse(row.number, fault)
        return drafts

    def _proof(self, drafts: Iterable[RowDraft]) -> EvidenceRef | None:
        """The table itself, kept as the proof of the factors it brings."""
        brings = any(item.factor is not None for draft in drafts for item in draft.sources)
        return self._ws.store.keep_evidence(self._path, self._path.name) if brings and not self._dry_run else None

    def _take_all(self, desk: TableDesk, drafts: Sequence[RowDraft]) -> None:
        wishes = _wishes(drafts)
        for done, draft in enumerate(drafts):
            if done % _TELL_EVERY == 0:
                if self._cancelled is not None and self._cancelled():
                    raise ImportCancelledError("import.cancelled", _("已取消导入，账本没有改动。"))
                self._tell(done, len(drafts), _("正在导入第 {row} 行").format(row=draft.number))
            try:
                taken = desk.take(draft, wishes[draft.credit_code, draft.key])
            except CellRefused as fault:
                self._refuse(draft.number, fault)
            except (InputError, RuleError) as error:
                self._refuse(draft.number, CellRefused("", "", str(error)))
            else:
                self._taken.append((draft, taken))
                self._outcomes[_outcome(taken)] += 1

    def _refuse(self, row: int, fault: CellRefused) -> None:
        letter = self.table.letter(fault.heading) if fault.heading else ""
        self._refusals.append(Refusal(self.table.sheet, row, letter, fault.found, fault.reason))

    # ---------------------------------------------------------------- figures

    def _figures(self, job: Job, desk: TableDesk) -> tuple[tuple[TakenRow, ...], tuple[ComparedFigure, ...]]:
        """What the rows come to, and how that compares with what they expect; a locked dossier keeps the figures it has."""
        kept = {one.id: one for one in (*job.work.own_factors.all(), *desk.factors.values())}
        catalogue = catalogue_with(self._ws.catalogue, kept.values())
        figures = Figures(catalogue)
        rows, compared = [], []
        for done, (draft, taken) in enumerate(self._taken):
            if done % _TELL_EVERY == 0:
                self._tell(done, len(self._taken), _("正在核算第 {row} 行").format(row=draft.number))
            state = desk.venues.state(taken.state.venue.id)
            dossier = operation_of(state, draft.span.main_year)
            compared += [figures.compare(state, dossier, draft, one) for one in draft.expected]
            rows.append(
                TakenRow(
                    row=draft.number,
                    key=draft.key,
                    venue_id=state.venue.id,
                    venue=state.venue.name,
                    dossier_id=dossier.id,
                    days=(draft.span.start.isoformat(), draft.span.last.isoformat()),
                    outcome=_outcome(taken),
                    tco2e=figures.tonnes(state, dossier, draft.span),
                )
            )
        return tuple(rows), tuple(compared)

    def _notes(self, blanks: int, rounded: int) -> tuple[str, ...]:
        notes = list(self.table.notes)
        if blanks:
            notes.append(_("有 {count} 格数量是空的，按没有提供处理，不算 0。").format(count=blanks))
        if rounded:
            notes.append(_("有 {count} 个数量折算后超过六位小数，按六位修约；原数随记录保存。").format(count=rounded))
        if self.mapping.venue.organization is None and any(not taken.state.organization.credit_code for _draft, taken in self._taken):
            notes.append(_("表里没有单位名称和信用代码：每个场所记为自己的单位，锁定档案前要补齐信用代码。"))
        return tuple(notes)

    def _tell(self, done: int, total: int, text: str) -> None:
        if self._progress is not None:
            self._progress(done, total, text)


def _outcome(taken: Taken) -> RowOutcome:
    if not taken.altered:
        return RowOutcome.UNCHANGED
    return RowOutcome.CHANGED if taken.existed else RowOutcome.ACCEPTED


def _wishes(drafts: Iterable[RowDraft]) -> Mapping[tuple[str, str], VenueWish]:
    """What the rows of each venue say of it together."""
    of_venue: dict[tuple[str, str], list[RowDraft]] = {}
    for draft in drafts:
        of_venue.setdefault((draft.credit_code, draft.key), []).append(draft)
    return {
        key: VenueWish(
            next((one.name for one in sorted(rows, key=lambda one: one.span.start, reverse=True) if one.name), ""), areas_by_start(rows)
        )
        for key, rows in of_venue.items()
    }


def _annotate(path: Path, table: Table, target: Path, refusals: Iterable[Refusal]) -> None:
    """A workbook with the reason at each refused cell; a text file becomes one, row by row as it stands."""
    reasons = reasons_of(one if table.workbook else replace(one, sheet=_("原表")) for one in refusals)
    if table.workbook:
        write_annotated(path, target, reasons)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "table.xlsx"
        copy.write_bytes(raw_workbook({_("原表"): [[shown(cell) if cell is not None else None for cell in row] for row in table.grid]}))
        write_annotated(copy, target, reasons)
