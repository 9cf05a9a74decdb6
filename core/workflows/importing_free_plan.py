"""The plan of a file: its sheets put together, what is remembered of them, what has to be asked, and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from core.documents.free_tables import FreeBook
from core.domain.activity import output_code
from core.domain.dossier import Dossier
from core.domain.emission import Meter
from core.domain.remembered import RememberedMapping
from core.errors import InputError
from core.i18n import _
from core.workflows import dossiers
from core.workflows.import_views import (
    IGNORE,
    UNSET,
    Certainty,
    ColumnPlan,
    ImportPlan,
    ItemPlan,
    Layout,
    MeaningChoice,
    PlanQuestion,
    TablePlan,
)
from core.workflows.importing_free_guess import guess_table
from core.workflows.importing_free_match import Target, subject_choices, targets
from core.workflows.importing_free_meaning import BILL_FIELDS
from core.workflows.importing_free_sheet import Sight, field_names
from core.workflows.importing_free_toml import apply_remembered
from core.workflows.recording import rows_of
from core.workflows.workspace import Workspace

_DOWN_FIELDS = ("month", "year")
_ACROSS_FIELDS = ("item", "account", "unit")
_LONG_FIELDS = ("item", "month", "year", "unit", "quantity")


@dataclass(frozen=True, slots=True)
class PlanDesk:
    """What a plan is made with, looked up once."""

    ws: Workspace
    dossier: Dossier
    known: tuple[Target, ...]
    meters: tuple[Meter, ...]
    remembered: Mapping[str, RememberedMapping]

    def sight(self, file: str) -> Sight:
        """What the sheets of a file are looked at with."""
        return Sight(self.known, self.ws.catalogue.units, self.dossier.period, PurePath(file).stem)


def plan_desk(ws: Workspace, dossier_id: str) -> PlanDesk:
    """Look up what a plan is made with.

    Raises:
        InputError: there is no such dossier.
    """
    found = dossiers.dossier(ws, dossier_id)
    with ws.store.read() as work:
        place = work.venues.get(found.venue_id)
        if place is None:
            raise InputError("venue.unknown", _("账本里没有这个场所。"), _("请检查账本是否完整。"))
        sources = work.sources.of_venue(place.id)
        meters = work.meters.of_venue(place.id)
        remembered = {one.fingerprint: one for one in work.mappings.all()}
    rows = tuple(rows_of(ws, place, sources).values())
    return PlanDesk(ws, found, targets(rows, sources, meters, ws.catalogue), tuple(meters), remembered)


def plan_of(desk: PlanDesk, book: FreeBook) -> ImportPlan:
    """The plan of a file as far as it can be understood."""
    sight = desk.sight(book.file)
    tables = [apply_remembered(guess_table(sheet, sight), desk.remembered, desk.known) for sheet in book.sheets]
    notes = list(book.notes)
    understood = any(one.layout is not Layout.UNKNOWN for one in tables)
    years = {month.year for month in desk.dossier.period}
    of_year = any(one.year is None or one.year in years for one in tables if one.layout is not Layout.UNKNOWN)
    for index, one in enumerate(tables):
        if one.layout is Layout.UNKNOWN and understood:
            tables[index] = replace(one, taken=False)
            notes.append(_("工作表「{sheet}」里没有认出数据表，没有读取。").format(sheet=one.sheet))
        elif one.year is not None and one.year not in years and of_year and len(tables) > 1:
            tables[index] = replace(one, taken=False)
            notes.append(_("工作表「{sheet}」是 {year} 年的，没有读取。").format(sheet=one.sheet, year=one.year))
        elif one.remembered:
            notes.append(_("「{sheet}」的列按上次导入「{file}」时的认法读取。").format(sheet=one.sheet, file=one.remembered))
    rows = subject_choices(desk.known, desk.ws.catalogue.units)
    return asked(desk, ImportPlan(book.file, Layout.UNKNOWN, tuple(tables), (), tuple(notes), rows, book))


def asked(desk: PlanDesk, plan: ImportPlan) -> ImportPlan:
    """The plan with the questions that are open now."""
    taken = [one for one in plan.tables if one.taken]
    questions = tuple(question for one in taken for question in _questions(desk, one))
    return replace(plan, layout=taken[0].layout if taken else Layout.UNKNOWN, questions=questions)


def choices_for(desk: PlanDesk, layout: Layout) -> tuple[MeaningChoice, ...]:
    """What a column may mean in a table of this layout."""
    fields = {
        Layout.DOWN: _DOWN_FIELDS,
        Layout.ACROSS: _ACROSS_FIELDS,
        Layout.LONG: _LONG_FIELDS,
        Layout.BILLS: tuple(code for code in field_names() if code in BILL_FIELDS or code in ("item", "month", "period", "day", "year")),
    }.get(layout, ())
    named = field_names()
    found = [MeaningChoice(IGNORE, _("不导入"), "")]
    found += [MeaningChoice(code, named[code], _("字段")) for code in fields]
    if layout in (Layout.ACROSS, Layout.UNKNOWN):
        found += [MeaningChoice(f"month:{number:02d}", _("{month}月").format(month=number), _("月份")) for number in range(1, 13)]
    rows = subject_choices(desk.known, desk.ws.catalogue.units)
    return (*found, *rows)


# ---------------------------------------------------------------- questions


def _questions(desk: PlanDesk, one: TablePlan) -> list[PlanQuestion]:
    if one.layout is Layout.UNKNOWN:
        return [
            PlanQuestion(
                one.sheet,
                "layout",
                _("「{sheet}」是怎样排的表？没有认出表头。").format(sheet=one.sheet),
                _("请选：各月横排、各月竖排、一行一项一月、票据清单；并指明表头在第几行。"),
            )
        ]
    found = []
    years = {month.year for month in desk.dossier.period}
    if one.year is not None and one.year not in years:
        question = _("「{sheet}」写的是 {year} 年，要导入的是 {label} 年。").format(
            sheet=one.sheet, year=one.year, label=desk.dossier.period.label
        )
        found.append(PlanQuestion(one.sheet, "year", question, _("请换到那一年的档案，或确认表里的数就是这一年的。")))
    if one.subject_asked and one.subject == UNSET:
        rows = tuple(target.code for target in desk.known if output_code(target.subject) is None or one.layout is not Layout.BILLS)
        question = _("「{sheet}」里的数量是哪一项？表里没有写明。").format(sheet=one.sheet)
        found.append(PlanQuestion(one.sheet, "subject", question, _("请选一个排放源或产出。"), proposals=rows[:8]))
    found += [_missing(one, *pair) for pair in _lacking(one)]
    for column in one.columns:
        if column.meaning == UNSET and column.filled:
            question = _("「{sheet}」{letter} 列「{heading}」是什么？{reason}。").format(
                sheet=one.sheet, letter=column.letter, heading=column.heading, reason=column.reason
            )
            found.append(PlanQuestion(one.sheet, "column", question, _hint(), column=column.letter, proposals=column.proposals))
    for item in one.items:
        if item.meaning == UNSET:
            question = _("「{sheet}」第 {row} 行「{name}」是哪一项？{reason}。").format(
                sheet=one.sheet, row=item.rows[0], name=item.name, reason=item.reason
            )
            found.append(PlanQuestion(one.sheet, "item", question, _hint(), item=item.key, proposals=item.proposals))
    return found


def _hint() -> str:
    return _("请选它是什么，或选不导入。")


def _lacking(one: TablePlan) -> list[tuple[str, str]]:
    """Fields without which nothing can be read, with their names."""
    meanings = {column.meaning for column in one.columns}
    lacking = []
    if one.layout in (Layout.DOWN, Layout.LONG) and "month" not in meanings:
        lacking.append(("month", _("月份")))
    if one.layout is Layout.BILLS and not meanings & {"start", "end", "period", "month", "day"}:
        lacking.append(("period", _("账期")))
    if one.layout is Layout.BILLS and not meanings & {"quantity", "delivered"}:
        lacking.append(("quantity", _("数量")))
    if one.layout is Layout.LONG and not meanings & {"quantity"}:
        lacking.append(("quantity", _("数量")))
    return lacking


def _missing(one: TablePlan, code: str, name: str) -> PlanQuestion:
    question = _("「{sheet}」里哪一列是{field}？没有认出来。").format(sheet=one.sheet, field=name)
    return PlanQuestion(one.sheet, "column", question, _("请指明这一列，或不导入这张表。"), proposals=(code,))


# ---------------------------------------------------------------- answers


def with_table(desk: PlanDesk, plan: ImportPlan, changed: TablePlan) -> ImportPlan:
    """The plan with one table in place of the one of the same sheet."""
    return asked(desk, replace(plan, tables=tuple(changed if one.sheet == changed.sheet else one for one in plan.tables)))


def guessed_anew(desk: PlanDesk, plan: ImportPlan, sheet: str, layout: Layout | None, header_row: int | None) -> TablePlan:
    """A sheet looked at again with what a person said of it."""
    if plan.book is None:
        raise InputError("import.template", _("这是填报模板，不需要对照。"))
    found = next(one for one in plan.book.sheets if one.name == sheet)
    before = plan.table(sheet)
    made = guess_table(found, desk.sight(plan.file), layout=layout, header_row=header_row or (before.header_rows or (None,))[-1])
    if layout is not None and made.layout is Layout.UNKNOWN:
        return replace(made, layout=layout)
    return apply_remembered(made, desk.remembered, desk.known)


def with_column(one: TablePlan, index: int, meaning: str, unit: str) -> TablePlan:
    """A table with what a column means; the one that meant it before no longer does, where it can be one only."""
    single = meaning not in (UNSET, IGNORE, "item", "note") and one.layout is not Layout.ACROSS
    columns = []
    for column in one.columns:
        if column.index == index:
            columns.append(_chosen_column(column, meaning, unit))
        elif single and column.meaning == meaning:
            columns.append(replace(column, meaning=UNSET, certainty=Certainty.UNSURE, reason=_("改由另一列表示")))
        else:
            columns.append(column)
    return replace(one, columns=tuple(columns))


def _chosen_column(column: ColumnPlan, meaning: str, unit: str) -> ColumnPlan:
    certainty = Certainty.UNSURE if meaning == UNSET else Certainty.CHOSEN
    return replace(column, meaning=meaning, unit=unit or column.unit, certainty=certainty, reason=_("由填报人指定"))


def with_item(one: TablePlan, key: str, meaning: str, unit: str) -> TablePlan:
    """A table with what an item means."""
    certainty = Certainty.UNSURE if meaning == UNSET else Certainty.CHOSEN

    def chosen(item: ItemPlan) -> ItemPlan:
        return replace(item, meaning=meaning, unit=unit or item.unit, certainty=certainty, reason=_("由填报人指定"))

    return replace(one, items=tuple(chosen(item) if item.key == key else item for item in one.items))


def questions_in_words(questions: Sequence[PlanQuestion]) -> str:
    """The open questions, for a sentence."""
    return "；".join(one.question for one in questions[:5])
