"""Taking the tables of a plan: figures of months and bills go through the same hands as those of our template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from core.documents.free_tables import FreeBook
from core.documents.table_cells import Fault, shown
from core.documents.workbook import SheetRow, WorkbookContents
from core.domain.activity import Subject
from core.domain.remembered import RememberedMapping
from core.i18n import _
from core.workflows.import_views import Cancelled, ImportPlan, Layout, TablePlan
from core.workflows.importing import stop_if
from core.workflows.importing_bills import BillTaker
from core.workflows.importing_desk import Desk
from core.workflows.importing_free_found import Books, Found, FreeCell
from core.workflows.importing_free_items import items_of, taken_again
from core.workflows.importing_free_plan import PlanDesk
from core.workflows.importing_free_toml import remembered_text
from core.workflows.importing_months import MonthTaker
from core.workflows.recording import Row

_COLUMN = "m01"
_ASK_EVERY = 50

Stages = Iterator[tuple[str, Callable[[], None]]]


class PlanTaker:
    """Takes one plan at the desk of one job."""

    def __init__(self, plan: ImportPlan, book: FreeBook, known: PlanDesk, cancelled: Cancelled | None) -> None:
        self._plan, self._book, self._known, self._cancelled = plan, book, known, cancelled

    def stages(self, desk: Desk) -> Stages:
        """The tables: bills first, since bills feed cells; then what is remembered of their headings."""
        sheets = {one.name: one for one in self._book.sheets}
        rows = {row.subject: row for row in desk.by_name.values()}
        names = {subject: row.name for subject, row in rows.items()}
        tables = [one for one in self._plan.tables if one.taken]
        same = {one.subject: dict(pair for kind in one.kinds for pair in kind.same) for one in self._known.known}
        books = Books(desk.dossier.period, names, desk.meters, same, desk.ws.catalogue.units)
        found = {one.sheet: items_of(sheets[one.sheet], one, books) for one in tables}
        bills = BillTaker(desk)
        for one in tables:
            if one.layout is Layout.BILLS:
                yield _("正在导入「{sheet}」").format(sheet=one.sheet), partial(self._bills, desk, bills, one, found[one.sheet])
        cells = [(one, cell) for one in tables for cell in found[one.sheet].cells]
        again = dict(zip(map(id, (cell for _one, cell in cells)), taken_again([cell for _one, cell in cells]), strict=True))
        for one in tables:
            if one.layout is not Layout.BILLS:
                of_table = [again[id(cell)] for cell in found[one.sheet].cells]
                yield _("正在导入「{sheet}」").format(sheet=one.sheet), partial(self._cells, desk, rows, one, of_table)
        yield _("正在记下列的认法"), partial(self._remember, desk, tables)
        for one in tables:
            desk.tally.notes += found[one.sheet].notes

    def _bills(self, desk: Desk, bills: BillTaker, one: TablePlan, found: Found) -> None:
        contents = WorkbookContents(self._book.file, "", tuple(found.bills), tuple(found.unreadable), letters={"bills": found.letters})
        desk.turn_to(contents, {"bills": one.sheet})
        bills.bills()

    def _cells(self, desk: Desk, rows: Mapping[Subject, Row], one: TablePlan, cells: list[FreeCell]) -> None:
        desk.turn_to(WorkbookContents(self._book.file, "", ()), {"monthly": one.sheet})
        months = MonthTaker(desk)
        for number, cell in enumerate(cells):
            if number % _ASK_EVERY == 0:
                stop_if(self._cancelled)
            target = rows.get(cell.subject)
            name = target.name if target is not None else ""
            reason = cell.refused or _not_a_figure(cell)
            if reason or cell.month is None:
                desk.refuse("monthly", cell.row, cell.letter, (shown(cell.value), reason), name, cell.month)
                continue
            row = SheetRow("monthly", cell.row, {"subject": name, "unit": cell.unit or None, _COLUMN: _value(cell)})
            months.take_cell(row, _COLUMN, cell.letter, cell.month, target)

    def _remember(self, desk: Desk, tables: list[TablePlan]) -> None:
        """Keep how each table was understood; two tables with the same headings that mean different things teach nothing."""
        texts: dict[str, set[str]] = {}
        for one in tables:
            texts.setdefault(one.fingerprint, set()).add(remembered_text(one, self._known.known))
        for fingerprint, contents in texts.items():
            before = self._known.remembered.get(fingerprint)
            content = next(iter(contents))
            if fingerprint and len(contents) == 1 and (before is None or before.content != content):
                desk.work.mappings.put(RememberedMapping(fingerprint, self._book.file, content), desk.job.change)


def _not_a_figure(cell: FreeCell) -> str:
    if isinstance(cell.value, Fault):
        return cell.value.reason
    if isinstance(cell.value, date):
        return _("应为数字，却是日期。请把单元格设为常规格式，重新填写。")
    return ""


def _value(cell: FreeCell) -> Decimal | str | None:
    return cell.value if isinstance(cell.value, Decimal | str) else None
