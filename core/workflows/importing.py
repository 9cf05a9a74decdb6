"""Taking in a filled workbook: every item is accepted, changed, unchanged or refused with a reason, and the counts add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.accounting.footprint import footprint
from core.documents.workbook import WorkbookContents, sheet_spec
from core.documents.workbook_annotating import write_annotated
from core.documents.workbook_reading import read_workbook
from core.domain.activity import EvidenceRef
from core.domain.dossier import Dossier
from core.domain.inventory import GhgInventory
from core.errors import AppError, FileError, InputError
from core.i18n import _
from core.workflows import compiling, dossiers
from core.workflows.compiling import snapshot_in
from core.workflows.dossiers import require_open, require_operation
from core.workflows.import_views import Cancelled, Fate, Progress
from core.workflows.importing_bills import BillTaker, attachment_names
from core.workflows.importing_desk import Desk, Tally
from core.workflows.importing_months import MonthTaker
from core.workflows.importing_setup import SetupTaker
from core.workflows.importing_venue import draft_of, workbook_year
from core.workflows.organizing import VenueDraft
from core.workflows.views import ImportReport, Refusal
from core.workflows.workspace import Workspace

_MOST_FILES = 5000
_STAGES = 8


class ImportCancelledError(AppError):
    """The person stopped the import; nothing was written."""


class _TrialRun(Exception):  # noqa: N818  (no error: it rolls a trial import back)
    """Rolls a trial import back after it has been counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an import or of a trial: every item, and the inventory before and after."""

    tally: Tally
    change_id: str
    before: GhgInventory
    after: GhgInventory


def venue_draft(path: Path) -> VenueDraft:
    """The venue that a workbook describes, to make it before importing.

    Raises:
        FileError: not our workbook, or its 场所 sheet lacks what a venue needs.
    """
    return draft_of(read_workbook(path))


def import_workbook(
    ws: Workspace,
    path: Path,
    *,
    dossier_id: str = "",
    venue_id: str = "",
    year: int | None = None,
    dry_run: bool = False,
    annotated: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Import a workbook into a dossier in one unit of work; the same file twice changes nothing.

    Args:
        ws: the open ledger.
        path: the workbook.
        dossier_id: the dossier; or name it by `venue_id` and `year`.
        venue_id: the venue.
        year: the calendar year.
        dry_run: count and judge, write nothing.
        annotated: where to write a copy of the workbook with the reason at each refused cell.
        progress: called with what is done, what there is, and words.
        cancelled: asked between items; True stops, and nothing is written.

    Raises:
        FileError: not a workbook that can be read, or one for another year.
        RuleError: the dossier is locked.
        ImportCancelledError: stopped by the person.
    """
    found = dossiers.dossier(ws, dossier_id) if dossier_id else dossiers.operation_dossier(ws, venue_id, year or 0, make=True)
    tell = progress or silent
    tell(0, 0, _("正在读取 {name}").format(name=path.name))
    outcome = import_contents(ws, found, path, read_workbook(path), dry_run=dry_run, progress=progress, cancelled=cancelled)
    if annotated is not None and outcome.tally.refused:
        write_annotated(path, annotated, reasons_of(outcome.tally.refused))
    return report_of(outcome, path.name, found, dry_run=dry_run)


def import_contents(
    ws: Workspace,
    found: Dossier,
    path: Path,
    contents: WorkbookContents,
    *,
    dry_run: bool,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """Take a workbook that has been read; errors as in `import_workbook`."""
    require_open(found)
    require_operation(found)
    _check_year(contents, found)
    files = {} if dry_run else _keep_attachments(ws, contents, path.parent, cancelled)
    outcome = run_import(ws, found, contents, files, _stages, dry_run=dry_run, progress=progress, cancelled=cancelled)
    outcome.tally.notes[:0] = contents.notes
    return outcome


def run_import(
    ws: Workspace,
    found: Dossier,
    contents: WorkbookContents,
    files: Mapping[str, EvidenceRef | str],
    stages: Callable[[Desk], Iterator[tuple[str, Callable[[], None]]]],
    *,
    dry_run: bool,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """Take everything in one unit of work and one change, or, trying only, count it and roll it back.

    Args:
        ws: the open ledger.
        found: the dossier, open and a venue's.
        contents: what the desk begins with.
        files: what was kept of the attachments.
        stages: what is to be done at the desk, each with its words.
        dry_run: write nothing.
        progress: called with what is done, what there is, and words.
        cancelled: asked between stages; True stops, and nothing is written.

    Raises:
        ImportCancelledError: stopped by the person.
    """
    tell = progress or silent
    before = compiling.inventory(ws, found.id)
    after, change_id = before, ""
    try:
        with ws.job(_("导入 {name}").format(name=contents.path_name)) as job:
            change_id = str(job.change)
            desk = Desk(ws, job, found, contents, files)
            for done, (words, take) in enumerate(stages(desk)):
                stop_if(cancelled)
                tell(done, _STAGES, words)
                take()
            now = snapshot_in(ws, job.work, found)
            after = footprint(now.facts(), found.method, now.catalogue, compare=False)
            stop_if(cancelled)
            _end_trial(dry_run=dry_run)
    except _TrialRun:
        change_id = ""
    tell(_STAGES, _STAGES, _("试算完成") if dry_run else _("导入完成"))
    return Outcome(desk.tally, change_id, before, after)


def report_of(outcome: Outcome, file: str, found: Dossier, *, dry_run: bool) -> ImportReport:
    """What an import did, in counts and words."""
    tally, refused = outcome.tally, tuple(outcome.tally.refused)
    return ImportReport(
        file=file,
        venue_id=found.venue_id,
        dossier_id=found.id,
        read=len(tally.rows),
        accepted=tally.count(Fate.NEW),
        changed=tally.count(Fate.CHANGED),
        unchanged=tally.count(Fate.UNCHANGED),
        refused=refused,
        notes=tuple(tally.notes),
        change_id=outcome.change_id,
        dry_run=dry_run,
        tco2e_before=outcome.before.total(),
        tco2e_after=outcome.after.total(),
    )


def reasons_of(refused: Iterable[Refusal]) -> Mapping[tuple[str, int, str], str]:
    """The reason at each place, for an annotated copy; several at one place stand in lines."""
    reasons: dict[tuple[str, int, str], str] = {}
    for one in refused:
        place = one.sheet, one.row, one.column
        reasons[place] = f"{reasons[place]}\n{one.reason}" if place in reasons else one.reason
    return reasons


def stop_if(cancelled: Cancelled | None) -> None:
    """Stop here when the person has said so.

    Raises:
        ImportCancelledError: the person has.
    """
    if cancelled is not None and cancelled():
        raise ImportCancelledError("import.cancelled", _("已取消导入，账本没有改动。"))


def _end_trial(*, dry_run: bool) -> None:
    """Roll back what was only tried."""
    if dry_run:
        raise _TrialRun


def _stages(desk: Desk) -> Iterator[tuple[str, Callable[[], None]]]:
    """The sheets in the order they build on each other; the months come after the bills, since bills feed cells."""
    setup, bills = SetupTaker(desk), BillTaker(desk)
    for sheet, take in (
        ("people", setup.people),
        ("venue", setup.venue),
        ("sources", setup.sources),
        ("meter_changes", bills.meter_changes),
        ("bills", bills.bills),
    ):
        yield _words(sheet), take
    months = MonthTaker(desk)
    for sheet, take in (("monthly", months.monthly), ("zero_reasons", months.zero_reasons), ("explanations", months.explanations)):
        yield _words(sheet), take


def _words(sheet: str) -> str:
    return _("正在导入「{sheet}」").format(sheet=sheet_spec(sheet).zh)


def silent(_done: int, _total: int, _text: str) -> None:
    """Nobody watches."""


def _check_year(contents: WorkbookContents, found: Dossier) -> None:
    year = workbook_year(contents)
    if year is not None and year != found.period.start.year:
        raise FileError(
            "import.year",
            _("这份工作簿是 {year} 年的，要导入的档案是 {label} 年。").format(year=year, label=found.period.label),
            _("请在窗口左上角换到 {year} 年，或用 --year {year} 导入；账本没有改动。").format(year=year),
        )


def _keep_attachments(
    ws: Workspace, contents: WorkbookContents, folder: Path, cancelled: Cancelled | None
) -> Mapping[str, EvidenceRef | str]:
    """Keep every file the bills and people name that lies beside the workbook: name → reference, or the reason why not."""
    wanted = {name for row in contents.of("bills") for name in attachment_names(row.values.get("attachment"))}
    wanted |= {name for row in contents.of("people") if (name := str(row.values.get("authorization") or "").strip())}
    if not wanted:
        return {}
    places: dict[str, list[Path]] = {}
    for number, file in enumerate(folder.rglob("*")):
        if number > _MOST_FILES:
            break
        if file.name in wanted and file.is_file():
            places.setdefault(file.name, []).append(file)
    kept: dict[str, EvidenceRef | str] = {}
    for name in sorted(wanted):
        stop_if(cancelled)
        found = places.get(name, [])
        if len(found) == 1:
            try:
                kept[name] = ws.store.keep_evidence(found[0], name)
            except (InputError, FileError) as error:
                kept[name] = str(error)
        elif found:
            kept[name] = _("有 {count} 个同名文件「{name}」，没有附上；请只留一个。").format(count=len(found), name=name)
        else:
            kept[name] = _("没有找到附件「{name}」；请把它和工作簿放在同一文件夹。").format(name=name)
    return kept
