"""The mall's meter tree for the page and the command, and the row that takes up what no meter explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from core.accounting.check_context import RESIDUAL_NAME
from core.accounting.reconciliation import (
    Balance,
    MeterRow,
    Reconciliation,
    Role,
    Verdict,
    boundary_title,
    has_meter_tree,
    mall_boundary,
    reconcile,
)
from core.domain.activity import ActivityRecord, DataQuality, RecordId, RecordKind, Subject
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import MICRO, Quantity, micro_to_decimal, shown
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows import boundary, compiling
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.compiling import Snapshot
from core.workflows.dossiers import require_open, require_operation
from core.workflows.recording import require_open_month
from core.workflows.workspace import Job, Workspace, new_id


@dataclass(frozen=True, slots=True)
class MeterLine:
    """One line of the tree.

    Attributes:
        depth: 0 the main meter, 1 what it splits into, 2 the rows below.
        subject: the row it stands for; empty for a sum.
        kilowatt_hours: of the complete months, exact; None where there is no figure.
        share: of the main meter.
        months: the same by month, where there is a figure.
        counted: whether it is in the total.
    """

    depth: int
    name: str
    role: Role
    subject: str
    kilowatt_hours: Fraction | None
    share: Fraction | None
    months: Mapping[Month, Fraction]
    counted: bool


class BalanceState(Enum):
    """How a month stands, for its mark."""

    BALANCED = "balanced"
    OPEN = "open"
    ASK = "ask"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month in words: how it stands, its unexplained share before anything was assigned, and the figures behind it."""

    month: Month
    state: BalanceState
    words: str
    share: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    """What the page 电表核对 and `reconcile` show.

    Attributes:
        boundary_words: the boundary in brackets, as titles print it.
        lines: the tree from the main meter down.
        months: each month's balance; `month_views` says it in words.
        sentence: where the year stands.
        year: the complete months together.
        assignable: months whose rest can be put to the common areas now.
        refusal: why nothing can be assigned, in words; empty where something can or where nothing is left.
    """

    dossier: Dossier
    venue: Venue
    boundary_words: str
    lines: tuple[MeterLine, ...]
    months: Mapping[Month, Balance]
    month_views: tuple[MonthView, ...]
    sentence: str
    year: Balance
    assignable: tuple[Month, ...]
    refusal: str
    notes: tuple[str, ...]


def has_tree(taken: Snapshot) -> bool:
    """Whether the dossier is of a venue that reconciles a main meter."""
    return taken.event is None and has_meter_tree(taken.catalogue.venue_types[taken.venue.type_code])


def has_boundary(taken: Snapshot) -> bool:
    """Whether the boundary that the meters are reconciled for is chosen."""
    return mall_boundary(taken.venue.profile_on(taken.last_day)) is not None


def reconciliation(ws: Workspace, dossier_id: str) -> ReconciliationView:
    """The meter tree of a mall's year.

    Raises:
        RuleError: the venue has no meter tree, or its boundary is not chosen yet.
    """
    return reconciliation_of(compiling.snapshot(ws, dossier_id))


def reconciliation_of(taken: Snapshot) -> ReconciliationView:
    """The same of what was read.

    Raises:
        RuleError: the venue has no meter tree, or its boundary is not chosen yet.
    """
    found = _found(taken)
    open_months = tuple(month for month, balance in found.months.items() if _takes(balance) and balance.due)
    return ReconciliationView(
        dossier=taken.dossier,
        venue=taken.venue,
        boundary_words=boundary_title(taken.venue, taken.last_day),
        lines=meter_lines(found),
        months=found.months,
        month_views=tuple(_month_view(month, balance) for month, balance in found.months.items()),
        sentence=_sentence(taken, found),
        year=found.year,
        assignable=open_months,
        refusal=_refusal(found),
        notes=found.notes,
    )


def _found(taken: Snapshot) -> Reconciliation:
    require_operation(taken.dossier)
    found = reconcile(taken.metered_facts(), taken.catalogue)
    if found is None:
        raise RuleError(
            "reconcile.no_tree",
            _("「{name}」没有可核对的总进线，或还没有选定核算边界。").format(name=taken.venue.name),
            _("电表核对用于商场；请在场所档案里选业主运营边界或全楼边界。"),
        )
    return found


def _takes(balance: Balance) -> bool:
    """Whether a month's rest may go to the common areas."""
    return balance.verdict in {Verdict.BALANCED, Verdict.ASK}


def _refusal(found: Reconciliation) -> str:
    refused = [month for month, balance in found.months.items() if balance.verdict is Verdict.REFUSED]
    if refused:
        months = "、".join(_("{month}月").format(month=month.month) for month in refused)
        return _("{months}的不明差额超出可以计入公区的范围，要先查清。").format(months=months)
    if all(balance.missing for balance in found.months.values()):
        return _("还没有一个月的数是齐的。")
    return ""


def _state(balance: Balance) -> BalanceState:
    if balance.missing:
        return BalanceState.INCOMPLETE
    if balance.verdict is Verdict.REFUSED:
        return BalanceState.REFUSED
    if abs(balance.due) >= 1:
        return BalanceState.OPEN
    return BalanceState.ASK if balance.verdict is Verdict.ASK else BalanceState.BALANCED


def _month_view(month: Month, balance: Balance) -> MonthView:
    state = _state(balance)
    words = {
        BalanceState.BALANCED: _("对得上"),
        BalanceState.OPEN: _("待计入公区"),
        BalanceState.ASK: _("要写说明"),
        BalanceState.REFUSED: _("要先查清"),
        BalanceState.INCOMPLETE: _("数不全"),
    }[state]
    if balance.missing:
        return MonthView(month, state, words, "—", "、".join(balance.missing))
    detail = _("总进线 {main} kWh，分项合计 {parts} kWh，不明差额 {rest} kWh，其中已计入公区 {assigned} kWh").format(
        main=_plain(balance.main),
        parts=_plain(balance.main - balance.unexplained),
        rest=_plain(balance.unexplained),
        assigned=_plain(balance.assigned),
    )
    return MonthView(month, state, words, _percent(balance.share), detail)


def _percent(share: Fraction | None) -> str:
    return f"{shown(share * 100, 1)}%" if share is not None else "—"


def _sentence(taken: Snapshot, found: Reconciliation) -> str:
    """Where the year stands, with the boundary that it is reconciled for."""
    whose = boundary_title(taken.venue, taken.last_day).strip("（）")
    if found.year.missing:
        return _("{boundary}。填好总进线、租户分表和公区各行，这里会出现第一个月。").format(boundary=whose)
    good = sum(1 for balance in found.months.values() if _state(balance) is BalanceState.BALANCED)
    return _("{boundary}。总进线 {main} kWh，不明差额 {share}；{good} 个月对得上，共 {count} 个月。").format(
        boundary=whose, main=shown(found.year.main, 0), share=_percent(found.year.share), good=good, count=len(found.months)
    )


# ---------------------------------------------------------------- the tree


def meter_lines(found: Reconciliation) -> tuple[MeterLine, ...]:
    """The tree from the main meter down, a sum above rows where several stand for one thing."""
    complete = tuple(month for month, balance in found.months.items() if not balance.missing)
    main = found.year.main

    def line(depth: int, name: str, role: Role, months: Mapping[Month, Fraction], subject: str = "", *, counted: bool = False) -> MeterLine:
        known = {month: months[month] for month in complete if month in months}
        total = sum(known.values(), Fraction(0)) if known else None
        share = total / main if total is not None and main else None
        return MeterLine(depth, name, role, subject, total, share, months, counted)

    def of_row(row: MeterRow, depth: int) -> MeterLine:
        return line(depth, row.name, row.role, row.months, row.subject, counted=row.counted)

    lines = [of_row(row, 0) for row in found.of_role(Role.MAIN)]
    for role, title in _groups():
        rows = found.of_role(role)
        summed = [row for row in rows if not row.detail]
        if len(rows) == 1:
            lines.append(of_row(rows[0], 1))
        elif rows:
            lines.append(line(1, title, role, _together(summed or list(rows)), counted=all(row.counted for row in summed)))
            lines += [of_row(row, 2) for row in rows]
    rest = {month: found.months[month].left for month in complete}
    lines.append(line(1, _("不明差额，未计入"), Role.RESIDUAL, rest))
    return tuple(lines)


def _groups() -> tuple[tuple[Role, str], ...]:
    return (
        (Role.TENANT, _("租户")),
        (Role.COOLING, _("售给租户的冷量")),
        (Role.THIRD, _("第三方")),
        (Role.COMMON, _("公区分项")),
        (Role.RESIDUAL, RESIDUAL_NAME),
    )


def _together(rows: list[MeterRow]) -> Mapping[Month, Fraction]:
    sums: dict[Month, Fraction] = {}
    for row in rows:
        for month, value in row.months.items():
            sums[month] = sums.get(month, Fraction(0)) + value
    return sums


# ---------------------------------------------------------------- the rest


def assign_unexplained(ws: Workspace, dossier_id: str) -> Change:
    """Put the unexplained rest of each complete month to the common areas, on a row of its own; again after a change brings it up to date.

    One change in the journal. Months that are not complete are left as they are; a rest below zero is written as 0 with its reason.

    Raises:
        RuleError: dossier locked, a month to be written is closed, or a month's rest lies outside what may be assigned.
    """
    taken = compiling.snapshot(ws, dossier_id)
    require_open(taken.dossier)
    refusal = _refusal(_found(taken))
    if refusal:
        raise RuleError("reconcile.refused", refusal, _("请核对总进线、租户和公区各表的读数、倍率和抄表日期。账本没有改动。"))
    with ws.job(_("把不明差额计入公区")) as job:
        source, added = _residual(ws, job, taken)
        altered = False
        for month, balance in _found(taken).months.items():
            if not balance.missing:
                altered |= _assign(job, taken, source, month, balance)
    change: Change = frozenset({ChangeKind.ACTIVITY}) if altered else NOTHING
    return change | added


def _residual(ws: Workspace, job: Job, taken: Snapshot) -> tuple[EmissionSource, Change]:
    for source in taken.sources:
        if source.name == RESIDUAL_NAME:
            if not source.active:
                raise InputError(
                    "reconcile.row_excluded",
                    _("「{name}」已移出边界。").format(name=RESIDUAL_NAME),
                    _("请先把这一行重新计入，再计入差额。"),
                )
            return source, NOTHING
    kind = next(code for code, kind in ws.catalogue.source_types.items() if kind.method == "purchased_electricity")
    return boundary.add_source_in(ws, job, taken.venue.id, kind, RESIDUAL_NAME)


def _assign(job: Job, taken: Snapshot, source: EmissionSource, month: Month, balance: Balance) -> bool:
    """Write one month of the row; whether that altered something."""
    micro = max(0, round(taken.catalogue.units.convert(balance.unexplained, "kWh", source.unit) * MICRO))
    existing = next((r for r in taken.records if r.subject == Subject(source.id) and r.month == month), None)
    if existing is not None and existing.micro == micro:
        return False
    require_open_month(taken.closed, month)
    record = ActivityRecord(
        id=existing.id if existing else RecordId(new_id()),
        venue_id=taken.venue.id,
        subject=Subject(source.id),
        kind=RecordKind.MONTH,
        quantity=Quantity(micro_to_decimal(micro), source.unit),
        micro=micro,
        month=month,
        zero_reason="" if micro else _("分项合计不小于总进线，没有要计入的差额"),
        note=_note(balance),
        quality=DataQuality.C,
        evidence=existing.evidence if existing else (),
    )
    return job.work.activities.put(record, job.change)


def _note(balance: Balance) -> str:
    """How the figure came about, as it is printed in the package."""
    return _("电表核对：总进线 {main} kWh − 分项合计 {parts} kWh = 不明差额 {rest} kWh（{share}%），计入公区。").format(
        main=_plain(balance.main),
        parts=_plain(balance.main - balance.unexplained),
        rest=_plain(balance.unexplained),
        share=shown(balance.share * 100, 2) if balance.share is not None else "—",
    )


def _plain(value: Fraction) -> str:
    return shown(value, 0 if value.denominator == 1 else 2)
