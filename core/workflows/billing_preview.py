"""A draft read back for the form: what it counts, how it falls on months, what the rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from core.accounting.check_context import day_text
from core.domain.activity import ActivityRecord
from core.domain.quantity import MICRO, Unit, plain, rounded, shown, shown_total
from core.errors import InputError
from core.i18n import _
from core.workflows import dossiers
from core.workflows.bill_views import BillDraft, BillFields, BillView, FieldProblem, UnitChoice
from core.workflows.billing_advance import Advance, advance_of
from core.workflows.billing_checks import BillCase, bill_checks
from core.workflows.billing_desk import BillDesk, ReadBill
from core.workflows.billing_reading import number_text
from core.workflows.billing_spread import amount_text, end_guess, neighbours, position, spread_of
from core.workflows.compiling import Snapshot, snapshot_in
from core.workflows.dossiers import require_operation
from core.workflows.workspace import Workspace

_PRICE_DECIMALS = 4
_FEWEST_PRICE_DECIMALS = 2


def preview_bill(ws: Workspace, dossier_id: str, draft: BillDraft, record_id: str = "") -> BillView:
    """A draft read back; what is missing or wrong stands in `problems`, nothing is raised for an unfinished draft.

    Raises:
        RuleError: the dossier is an event's.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_operation(found)
    with ws.store.read() as work:
        try:
            desk = BillDesk.of(ws, work, found, draft.subject)
        except InputError as error:
            return _without_a_row(draft, error)
        taken = snapshot_in(ws, work, found)
    read = desk.read(draft, record_id)
    return _with_days(ws, taken, desk, read, _head(desk, draft, read))


def _without_a_row(draft: BillDraft, error: InputError) -> BillView:
    """What can be said while no row is chosen."""
    problem = FieldProblem("subject", _("还没有选排放源。"), _("请先选票据属于哪个排放源。"))
    if draft.subject:
        problem = FieldProblem("subject", error.message, error.hint)
    nothing = BillFields(readings=False, losses=False, time_of_use=False, stock=False)
    return BillView(draft, "", "", "", "", (), (), nothing, _("账期止（含）"), (problem,))


def _head(desk: BillDesk, draft: BillDraft, read: ReadBill) -> BillView:
    """What can be said before the days are known."""
    figures = read.figures
    unit = desk.table[figures.unit]
    total = figures.time_of_use.total() if figures.time_of_use else None
    included = read.meter is None or read.meter.end_included
    return BillView(
        draft=draft,
        row_name=desk.name_of(read.meter),
        title=desk.name_of(read.meter),
        unit_label=unit.label,
        row_unit_label=desk.unit.label,
        accounts=desk.accounts(),
        units=tuple(UnitChoice(one.code, one.label) for one in desk.table if one.dimension == desk.unit.dimension),
        fields=desk.fields(draft),
        end_words=_("账期止（含）") if included else _("账期止（下期首日）"),
        problems=read.problems,
        quantity=amount_text(figures.micro, desk.unit) if figures.quantity else "",
        unit_price=_unit_price(read, desk.unit),
        time_of_use_total="" if total is None else f"{number_text(total)} {unit.label}",
        stock_used=f"{number_text(figures.stock.used())} {unit.label}" if figures.stock else "",
    )


def _unit_price(read: ReadBill, unit: Unit) -> str:
    """Money ÷ quantity: 0.65 元/kWh."""
    amount, micro = read.figures.amount_yuan, read.figures.micro
    if amount is None or not micro:
        return ""
    price = rounded(Fraction(amount) * MICRO / micro, _PRICE_DECIMALS)
    decimals = max(_FEWEST_PRICE_DECIMALS, -int(plain(price).as_tuple().exponent))
    return _("{price} 元/{unit}").format(price=shown(price, decimals), unit=unit.label)


def _with_days(ws: Workspace, taken: Snapshot, desk: BillDesk, read: ReadBill, view: BillView) -> BillView:
    """What follows from the days: the months, the bills around it, and what the rules say."""
    bill = read.record
    if bill is None or bill.start is None or bill.end is None:
        return view
    before, after = neighbours(desk, bill)
    case = BillCase.of(ws, taken, bill, after.record_id if after else "")
    advance = advance_of(desk, case)
    checks = bill_checks(case)
    days = (bill.end - bill.start).days
    number, of = position(desk, bill)
    return replace(
        view,
        problems=_with_proposal(view.problems, bill, advance),
        title=_("{name}，{span}").format(name=view.row_name, span=_span(bill.start, bill.end - timedelta(days=1))),
        first=bill.start,
        last=bill.end - timedelta(days=1),
        days=days,
        advance=advance.words if advance else "",
        advance_quantity=advance.quantity if advance else "",
        difference=advance.difference if advance else "",
        difference_good=next((check.good for check in checks if check.rule == "V08"), None),
        per_day=_per_day(bill, days, desk.unit),
        spread=spread_of(desk, bill) if read.figures.quantity else (),
        before=before,
        after=after,
        checks=checks,
        end_guess=end_guess(desk, bill),
        number=number,
        of=of,
        remaining=_remaining(desk, bill),
    )


def _with_proposal(problems: tuple[FieldProblem, ...], bill: ActivityRecord, advance: Advance | None) -> tuple[FieldProblem, ...]:
    """Where only the quantity is missing and the readings give one, it is proposed: she confirms it by typing it."""
    if advance is None or bill.quantity.value:
        return problems
    hint = _("按示数推算是 {quantity}，与票面核对后填入。").format(quantity=advance.quantity)
    return tuple(replace(one, hint=hint) if one.field == "quantity" else one for one in problems)


def _span(first: date, last: date) -> str:
    """The days of a bill, both included; the year once where it is the same."""
    if first.year != last.year:
        return f"{day_text(first)}—{day_text(last)}"
    return _("{first}—{month}月{day}日").format(first=day_text(first), month=last.month, day=last.day)


def _per_day(bill: ActivityRecord, days: int, unit: Unit) -> str:
    if not bill.micro:
        return ""
    return _("{amount} {unit}/天").format(amount=shown_total(Fraction(bill.micro, MICRO) / days, unit.decimals), unit=unit.label)


def _remaining(desk: BillDesk, bill: ActivityRecord) -> str:
    """For a credit note, what is left of its bill when this one is taken off."""
    target = desk.books.records.get(bill.reverses) if bill.reverses else None
    return "" if target is None else amount_text(desk.books.remaining(target, but=bill.id) + bill.micro, desk.unit)
