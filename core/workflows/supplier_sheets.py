"""Sheets for the suppliers of an event: out with the questions, in with the answers, each row accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from core.documents.free_tables import FreeBook
from core.documents.placing import place_file
from core.documents.reading_apart import read_apart
from core.documents.supplier_sheet import (
    SupplierAnswer,
    SupplierPaper,
    SupplierQuestion,
    supplier_answers,
    supplier_workbook,
)
from core.documents.table_cells import Fault
from core.domain.dossier import Dossier
from core.domain.event import EventItem
from core.domain.quantity import shown_micro
from core.errors import FileError, InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import events
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.dossiers import require_open
from core.workflows.event_facts import stage_title
from core.workflows.event_items import draft_of, item_of
from core.workflows.import_views import Cancelled, Fate
from core.workflows.workspace import Workspace

_NUMBER = 8
"""Characters of an item's id that stand for it on a sheet."""


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """What became of one row of a returned sheet.

    Attributes:
        name: of the item; as written where there is none.
        before, after: quantities with their unit; empty where none is known.
        why: for refused rows, what is wrong and what was expected.
    """

    row: int
    name: str
    fate: Fate
    before: str = ""
    after: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class SupplierReturn:
    """A returned sheet: every row that was read, each with one fate."""

    file: str
    actual: bool
    rows: tuple[SupplierRow, ...]

    def count(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(1 for row in self.rows if row.fate is fate)


def suppliers(ws: Workspace, dossier_id: str) -> tuple[str, ...]:
    """The suppliers that an event's items name, in order of the items."""
    return tuple(dict.fromkeys(item.supplier for item in events.items(ws, dossier_id) if item.supplier))


def write_sheet(ws: Workspace, dossier_id: str, supplier: str, path: Path) -> int:
    """Write the sheet of one supplier, or with an empty name that of the whole event; how many questions it asks.

    Raises:
        InputError: no such event, or no item names the supplier.
        EnvironmentFault: the file cannot be written.
    """
    view = events.event_view(ws, dossier_id)
    rows = [row for row in view.rows() if not supplier or row.item.supplier == supplier]
    if not rows:
        known = "、".join(suppliers(ws, dossier_id)) or _("（无）")
        message = _("「{event}」没有由「{supplier}」提供数据的条目。").format(event=view.form.name, supplier=supplier)
        raise InputError("supplier.none", message, _("已登记的供应商：{known}。在条目里写明由谁提供。").format(known=known))
    form = view.form
    contact = " ".join(part for part in (form.contact, form.phone) if part)
    paper = SupplierPaper(form.name, form.start, form.end, form.organizer, supplier, contact, view.venue.sample)
    questions = [
        SupplierQuestion(number_of(row.item), stage_title(row.item.stage), row.item.name, row.item.basis, row.unit_label, row.actual)
        for row in rows
    ]
    place_file(path, supplier_workbook(paper, questions))
    return len(questions)


def number_of(item: EventItem) -> str:
    """What stands for an item on a sheet."""
    return item.id[:_NUMBER].upper()


def read_sheet(
    ws: Workspace, dossier_id: str, path: Path, *, actual: bool | None = None, cancelled: Cancelled | None = None
) -> SupplierReturn:
    """What a returned sheet would change; nothing is written.

    Args:
        ws: the open ledger.
        dossier_id: the event.
        path: the sheet.
        actual: whether the quantities are actual ones; None takes them so once the event has ended.
        cancelled: asked while the file is read.

    Raises:
        InputError: there is no such event.
        FileError: the file is no such sheet.
    """
    found = events.event_dossier(ws, dossier_id)
    answers, wanted = _answers(path, cancelled), _is_actual(ws, dossier_id, actual)
    with ws.store.read() as work:
        rows, _items = _judged(_Desk(ws, work, found, wanted), answers)
    return SupplierReturn(path.name, wanted, rows)


def take_sheet(
    ws: Workspace, dossier_id: str, path: Path, *, actual: bool | None = None, cancelled: Cancelled | None = None
) -> tuple[SupplierReturn, Change]:
    """Take in a returned sheet: what can be read becomes the items' quantities, with the sheet itself as their paper.

    Raises:
        RuleError: the event is locked, or what it takes out of a locked year would change.
        InputError, FileError: as `read_sheet`.
    """
    found = events.event_dossier(ws, dossier_id)
    require_open(found)
    answers, wanted = _answers(path, cancelled), _is_actual(ws, dossier_id, actual)
    reference = ws.store.keep_evidence(path, path.name)
    with ws.job(_("收回供应商数据表 {name}").format(name=path.name)) as job, events.keeping_years(ws, job.work, found):
        rows, items = _judged(_Desk(ws, job.work, found, wanted), answers)
        if items:
            job.work.evidence.put(reference)
        for item in items:
            job.work.event_items.put(replace(item, evidence=(*item.evidence, reference.id)), job.change)
    change = frozenset({ChangeKind.ACTIVITY, ChangeKind.EVIDENCE}) if items else NOTHING
    return SupplierReturn(path.name, wanted, rows), change


def _is_actual(ws: Workspace, dossier_id: str, actual: bool | None) -> bool:
    return ws.today() > events.kept_form(ws, dossier_id).end if actual is None else actual


def _answers(path: Path, cancelled: Cancelled | None) -> tuple[SupplierAnswer, ...]:
    book = read_apart(path, cancelled=cancelled)
    if not isinstance(book, FreeBook):
        raise FileError(
            "supplier.template", _("「{file}」是月度数据模板，不是供应商数据表。").format(file=path.name), _("请选供应商交回的那一份。")
        )
    return supplier_answers(book)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the rows of a sheet are judged by."""

    ws: Workspace
    work: UnitOfWork
    found: Dossier
    actual: bool

    def micro(self, item: EventItem) -> int | None:
        """The quantity of an item that the sheet speaks of."""
        return item.actual_micro if self.actual else item.estimate_micro

    def figure(self, item: EventItem) -> str:
        """The same with its unit; empty for none."""
        micro, unit = self.micro(item), self.ws.catalogue.units[item.unit]
        return "" if micro is None else f"{shown_micro(micro, unit.decimals)} {unit.label}"


def _judged(desk: _Desk, answers: Iterable[SupplierAnswer]) -> tuple[tuple[SupplierRow, ...], list[EventItem]]:
    """The fate of each row, and the items as they will be."""
    known = {number_of(item): item for item in desk.work.event_items.of_dossier(desk.found.id)}
    rows: list[SupplierRow] = []
    items: dict[str, EventItem] = {}
    told: set[str] = set()
    for answer in answers:
        number = answer.number.upper()
        item = known.get(number)
        try:
            row, changed = _answered(desk, answer, item, told=number in told)
        except InputError as error:
            name = item.name if item else answer.number or _("第 {row} 行").format(row=answer.row)
            rows.append(SupplierRow(answer.row, name, Fate.REFUSED, why=f"{error.message}{error.hint}"))
            continue
        finally:
            told.add(number)
        rows.append(row)
        if changed is not None:
            items[changed.id] = changed
    return tuple(rows), list(items.values())


def _answered(desk: _Desk, answer: SupplierAnswer, item: EventItem | None, *, told: bool) -> tuple[SupplierRow, EventItem | None]:
    """The fate of an answer, and the item that it changes; `told` says that the sheet has spoken of the item already.

    Raises:
        InputError: no such item, a second answer, or a quantity that cannot be read.
    """
    if item is None:
        message = _("编号「{number}」不是这个活动的条目。").format(number=answer.number)
        raise InputError("supplier.number", message, _("应为本程序写出的编号，请核对是否为别的活动的表。"))
    if told:
        message = _("编号「{number}」出现了两次。").format(number=answer.number)
        raise InputError("supplier.twice", message, _("每个条目只填一行，这一行没有收。"))
    before = desk.figure(item)
    if answer.quantity is None:
        return SupplierRow(answer.row, item.name, Fate.UNCHANGED, before, before), None
    typed = _typed(desk, answer, item)
    draft = replace(draft_of(item), actual=typed) if desk.actual else replace(draft_of(item), estimate=typed)
    parts = (item.basis, answer.paper, answer.note)
    draft = replace(draft, basis="；".join(dict.fromkeys(part for part in parts if part)))
    changed = item_of(desk.ws, desk.work, desk.found, draft, item.position)
    if desk.micro(changed) == desk.micro(item):
        return SupplierRow(answer.row, item.name, Fate.UNCHANGED, before, before), None
    fate = Fate.NEW if desk.micro(item) is None else Fate.CHANGED
    return SupplierRow(answer.row, item.name, fate, before, desk.figure(changed)), changed


def _typed(desk: _Desk, answer: SupplierAnswer, item: EventItem) -> str:
    """The answer as one would type it."""
    if isinstance(answer.quantity, Fault):
        raise InputError("supplier.cell", _("数量写作「{found}」。").format(found=answer.quantity.found), answer.quantity.reason)
    if not isinstance(answer.quantity, Decimal):
        return str(answer.quantity)
    own = desk.ws.catalogue.units[item.unit].label
    return f"{answer.quantity:f}{'' if answer.unit in {'', own} else f' {answer.unit}'}"
