"""The one door for files with figures: our template, bill lists and the tables that people have."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TypedDict, Unpack

from core.documents.free_tables import FreeBook
from core.documents.plain_tables import raw_workbook
from core.documents.reading_apart import ReadingStoppedError, read_apart
from core.documents.table_cells import shown
from core.documents.workbook import WorkbookContents
from core.documents.workbook_annotating import write_annotated
from core.domain.activity import Subject
from core.errors import FileError, InputError
from core.i18n import _
from core.workflows import dossiers
from core.workflows.dossiers import require_open, require_operation
from core.workflows.import_views import (
    Cancelled,
    Fate,
    ImportPlan,
    ImportPreview,
    Layout,
    MeaningChoice,
    PreviewRow,
    Progress,
    SourceEffect,
)
from core.workflows.importing import ImportCancelledError, Outcome, import_contents, reasons_of, report_of, run_import, silent, stop_if
from core.workflows.importing_free_plan import (
    asked,
    choices_for,
    guessed_anew,
    plan_desk,
    plan_of,
    questions_in_words,
    with_column,
    with_item,
    with_table,
)
from core.workflows.importing_free_taking import PlanTaker
from core.workflows.importing_free_toml import EditedPlan, table_text
from core.workflows.views import ImportReport, Refusal
from core.workflows.workspace import Workspace


class TableAnswer(TypedDict, total=False):
    """What a person says of a sheet as a whole; what is not named stays as it is.

    `layout` and `header_row` (the last row of the headings) have the sheet guessed anew; `subject` is the row that the whole table
    speaks of, `unit` its unit; `taken` False leaves the sheet out.
    """

    layout: Layout
    header_row: int
    year: int
    subject: str
    unit: str
    taken: bool


def guess(
    ws: Workspace, dossier_id: str, path: Path, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> ImportPlan:
    """Read a file, apart from this process, and understand it as far as it can be understood; nothing is written.

    Raises:
        FileError: not a table that can be read; the sentence names the fault and the remedy.
        ImportCancelledError: stopped by the person.
    """
    tell = progress or silent
    tell(0, 0, _("正在读取 {name}").format(name=path.name))
    read = _read(path, cancelled)
    if isinstance(read, WorkbookContents):
        return ImportPlan(path.name, Layout.TEMPLATE, notes=read.notes, template=read)
    tell(0, 0, _("正在辨认 {name}").format(name=path.name))
    plan = plan_of(plan_desk(ws, dossier_id), read)
    stop_if(cancelled)
    return plan


def _read(path: Path, cancelled: Cancelled | None) -> WorkbookContents | FreeBook:
    try:
        return read_apart(path, cancelled=cancelled)
    except ReadingStoppedError as error:
        raise ImportCancelledError("import.cancelled", _("已取消导入，账本没有改动。")) from error


def choices(ws: Workspace, dossier_id: str, layout: Layout) -> tuple[MeaningChoice, ...]:
    """What a column may mean in a table of this layout; the sources and outputs are also what an item may mean."""
    return choices_for(plan_desk(ws, dossier_id), layout)


# ---------------------------------------------------------------- answers


def put_table(ws: Workspace, dossier_id: str, plan: ImportPlan, sheet: str, **said: Unpack[TableAnswer]) -> ImportPlan:
    """The plan with an answer about a sheet as a whole."""
    desk = plan_desk(ws, dossier_id)
    one = plan.table(sheet)
    if "layout" in said or "header_row" in said:
        one = guessed_anew(desk, plan, sheet, said.get("layout"), said.get("header_row"))
    changed = replace(
        one,
        year=said.get("year", one.year),
        subject=said.get("subject", one.subject),
        unit=said.get("unit", one.unit),
        taken=said.get("taken", one.taken),
    )
    return with_table(desk, plan, changed)


def put_column(  # noqa: PLR0917 - the place and what it means, each in one word
    ws: Workspace, dossier_id: str, plan: ImportPlan, sheet: str, index: int, meaning: str, unit: str = ""
) -> ImportPlan:
    """The plan with what a column means, as the person says it; the unit stays where none is named."""
    return with_table(plan_desk(ws, dossier_id), plan, with_column(plan.table(sheet), index, meaning, unit))


def put_item(  # noqa: PLR0917 - as `put_column`
    ws: Workspace, dossier_id: str, plan: ImportPlan, sheet: str, key: str, meaning: str, unit: str = ""
) -> ImportPlan:
    """The plan with what an item means, as the person says it; the unit stays where none is named."""
    return with_table(plan_desk(ws, dossier_id), plan, with_item(plan.table(sheet), key, meaning, unit))


def plan_text(ws: Workspace, dossier_id: str, plan: ImportPlan) -> str:
    """The plan as TOML, to be edited and given back.

    Raises:
        InputError: our own template needs none.
    """
    if plan.book is None:
        raise InputError("import.template", _("这是填报模板，不需要列对照。"), _("请直接导入。"))
    known = plan_desk(ws, dossier_id).known
    head = _("# 列对照：{file}。means 写字段代码、排放源或产出的名称；不导入写 ignore；空着的要填。").format(file=plan.file)
    return "\n".join((head, *(table_text(one, known) for one in plan.tables if one.taken)))


def plan_from(ws: Workspace, dossier_id: str, path: Path, columns: Path, *, cancelled: Cancelled | None = None) -> ImportPlan:
    """The plan of a file as an edited TOML says it; sheets that it does not name are left out.

    Raises:
        FileError: the TOML is not one, or speaks of sheets or columns that the file does not have.
    """
    plan = guess(ws, dossier_id, path, cancelled=cancelled)
    desk = plan_desk(ws, dossier_id)
    edited = EditedPlan(columns, desk.known, ws.catalogue)
    tables = {one.sheet: replace(one, taken=False) for one in plan.tables}
    for number, (sheet, layout, header_row) in enumerate(edited.sheets()):
        name = sheet or next(iter(tables), "")
        if name not in tables:
            raise FileError(
                "table.sheet",
                _("「{file}」没有工作表「{sheet}」，现有：{names}。").format(file=path.name, sheet=name, names="、".join(tables)),
                _("请核对列对照文件。"),
            )
        one = guessed_anew(desk, plan, name, layout, header_row)
        tables[name] = edited.applied(number, replace(one, remembered="", taken=True))
    return asked(desk, replace(plan, tables=tuple(tables.values())))


# ---------------------------------------------------------------- trying and taking


def try_import(
    ws: Workspace,
    dossier_id: str,
    path: Path,
    plan: ImportPlan,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportPreview:
    """What the import would do, item by item; nothing is written. What is still asked is left out.

    Raises:
        RuleError: the dossier is locked.
        FileError: the file is of another year.
        ImportCancelledError: stopped by the person.
    """
    outcome = _run(ws, dossier_id, path, plan, progress, cancelled, dry_run=True)
    effects = _effects(outcome)
    rows = _with_effects(outcome, {Subject(one.subject): one.difference for one in effects})
    return ImportPreview(plan, rows, outcome.before.total(), outcome.after.total(), effects, tuple(outcome.tally.notes))


def take_import(
    ws: Workspace,
    dossier_id: str,
    path: Path,
    plan: ImportPlan,
    *,
    annotated: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Import in one change, which one undo takes back together with what was remembered of the headings.

    Args:
        ws: the open ledger.
        dossier_id: the dossier.
        path: the file.
        plan: what `guess` understood of it, with the answers.
        annotated: where to write a copy with the reason at each refused cell; not written where nothing was refused.
        progress: called with what is done, what there is, and words.
        cancelled: asked again and again; True stops, and nothing is written.

    Raises:
        InputError: questions of the plan are open.
        RuleError: the dossier is locked.
        FileError: the file is of another year.
        ImportCancelledError: stopped by the person; nothing was written.
    """
    if not plan.ready:
        words = questions_in_words(plan.questions) or _("没有可导入的表。")
        raise InputError("import.questions", _("还有没弄清的地方：{questions}").format(questions=words), _("请逐一回答，或选不导入。"))
    outcome = _run(ws, dossier_id, path, plan, progress, cancelled, dry_run=False)
    found = dossiers.dossier(ws, dossier_id)
    if annotated is not None and outcome.tally.refused:
        annotate(path, plan, annotated, outcome.tally.refused)
    return report_of(outcome, plan.file, found, dry_run=False)


def preview_report(ws: Workspace, dossier_id: str, preview: ImportPreview) -> ImportReport:
    """A preview as a report, for who shows reports."""
    found = dossiers.dossier(ws, dossier_id)
    return _report_of_preview(preview, found.venue_id, found.id)


def _run(
    ws: Workspace, dossier_id: str, path: Path, plan: ImportPlan, progress: Progress | None, cancelled: Cancelled | None, *, dry_run: bool
) -> Outcome:
    found = dossiers.dossier(ws, dossier_id)
    require_open(found)
    require_operation(found)
    if plan.template is not None:
        return import_contents(ws, found, path, plan.template, dry_run=dry_run, progress=progress, cancelled=cancelled)
    if plan.book is None:
        raise InputError("import.plan", _("还没有读取文件。"), _("请先选择要导入的文件。"))
    taker = PlanTaker(plan, plan.book, plan_desk(ws, dossier_id), cancelled)
    contents = WorkbookContents(plan.file, "", ())
    outcome = run_import(ws, found, contents, {}, taker.stages, dry_run=dry_run, progress=progress, cancelled=cancelled)
    outcome.tally.notes[:0] = plan.notes
    return outcome


def _effects(outcome: Outcome) -> tuple[SourceEffect, ...]:
    """The rows whose tonnes change, the largest change first."""
    before = {result.source.id: result for result in outcome.before.results}
    after = {result.source.id: result for result in outcome.after.results}
    found = []
    for key, result in {**before, **after}.items():
        was = before[key].total() if key in before else Fraction(0)
        now = after[key].total() if key in after else Fraction(0)
        if was != now:
            found.append(SourceEffect(str(key), result.source.name, was, now))
    return tuple(sorted(found, key=lambda one: (-abs(one.difference), one.name)))


def _with_effects(outcome: Outcome, differences: Mapping[Subject, Fraction]) -> tuple[PreviewRow, ...]:
    """The items, each with its part of what its source's tonnes change by, shared out by quantity."""
    sums: dict[str, int] = {}
    for row, moved in zip(outcome.tally.rows, outcome.tally.moved, strict=True):
        sums[row.subject] = sums.get(row.subject, 0) + (moved or 0)
    found = []
    for row, moved in zip(outcome.tally.rows, outcome.tally.moved, strict=True):
        difference = differences.get(Subject(row.subject))
        whole = sums[row.subject]
        known = row.subject and moved and whole and difference is not None
        found.append(replace(row, effect=difference * Fraction(moved, whole)) if known and difference is not None and moved else row)
    return tuple(found)


def _report_of_preview(preview: ImportPreview, venue_id: str, dossier_id: str) -> ImportReport:
    refused = tuple(Refusal(one.sheet, one.row, one.column, one.found, one.reason) for one in preview.rows if one.fate is Fate.REFUSED)
    return ImportReport(
        file=preview.plan.file,
        venue_id=venue_id,
        dossier_id=dossier_id,
        read=preview.read,
        accepted=preview.count(Fate.NEW),
        changed=preview.count(Fate.CHANGED),
        unchanged=preview.count(Fate.UNCHANGED),
        refused=refused,
        notes=preview.notes,
        change_id="",
        dry_run=True,
        tco2e_before=preview.tco2e_before,
        tco2e_after=preview.tco2e_after,
    )


def annotate(path: Path, plan: ImportPlan, target: Path, refused: Iterable[Refusal]) -> None:
    """Write a copy with the reason at each refused cell; what is no .xlsx becomes one, cell by cell as it stands.

    Raises:
        FileError: the copy would replace the file.
        EnvironmentFault: the target cannot be written.
    """
    reasons = reasons_of(refused)
    if plan.book is None or plan.book.kind == "xlsx":
        write_annotated(path, target, reasons)
        return
    names = {one.name: _("原表") if plan.book.kind == "text" else one.name for one in plan.book.sheets}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "table.xlsx"
        sheets = {
            names[one.name]: [[shown(cell) if cell is not None else None for cell in row] for row in one.grid] for one in plan.book.sheets
        }
        copy.write_bytes(raw_workbook(sheets))
        write_annotated(copy, target, {(names.get(sheet, sheet), row, column): reason for (sheet, row, column), reason in reasons.items()})
