"""Closing a month 月结: what is still open in it, closing it with the months before, and who closed or reopened it when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from core.domain.activity import ActivityRecord, RecordKind, Subject, effective
from core.domain.emission import MeterId
from core.domain.finding import Place, Severity
from core.domain.period import Month
from core.errors import RuleError
from core.i18n import _
from core.store.notes import NoteKey
from core.workflows import dossiers, recording
from core.workflows.change import NOTHING, Change
from core.workflows.closing_views import Closure, MonthReview, Open, OpenPoint
from core.workflows.compiling import Snapshot, findings_of, inventory_of, snapshot
from core.workflows.dossiers import require_operation
from core.workflows.monthly import grid_of
from core.workflows.views import FindingView, GridCell, GridRow, MonthlyGrid
from core.workflows.workspace import Workspace

_ESTIMATE = "V11"
"""An estimated bill blocks the lock, not the month: its correction comes after the month has ended."""

_NAMED = 4


def review(ws: Workspace, dossier_id: str, month: Month) -> MonthReview:
    """What is open in a month, and what of the months before it is.

    Raises:
        RuleError: the dossier is an event's.
    """
    require_operation(dossiers.dossier(ws, dossier_id))
    taken = snapshot(ws, dossier_id)
    computed = inventory_of(taken, compare=False)
    views = findings_of(ws, taken, computed)
    grid = grid_of(ws, taken, computed, views)
    earlier = tuple(one for one in grid.months if one < month and one not in taken.closed)
    in_the_way = {}
    for one in earlier:
        count = sum(1 for point in _points(taken, grid, views, one) if point.forbids)
        if count:
            in_the_way[one] = count
    found = [*_points(taken, grid, views, month)]
    if ws.today() < month.plus(1).first_day:
        found.append(
            OpenPoint(
                Open.QUESTION, False, _("{month} 月").format(month=month.month), _("这个月还没有过完"), Place("activity", month=month)
            )
        )
    points = sorted(found, key=lambda point: (not point.forbids, list(Open).index(point.kind)))
    return MonthReview(month, tuple(points), earlier, in_the_way)


def _points(taken: Snapshot, grid: MonthlyGrid, views: Sequence[FindingView], month: Month) -> Iterator[OpenPoint]:
    empty = [row for row in grid.rows() if row.required and _cell(row, month).micro is None]
    if empty:
        names = "、".join(row.name for row in empty[:_NAMED]) + (_(" 等") if len(empty) > _NAMED else "")
        title = _("{count} 格待填").format(count=len(empty))
        yield OpenPoint(Open.EMPTY, True, title, names, Place("activity", empty[0].subject, month), "V03")
    waiting = {row.subject for row in empty}
    for view in views:
        place = view.finding.place
        if place.month != month or place.page != "activity" or view.finding.answered or view.severity is Severity.INFO:
            continue
        if place.subject in waiting:
            continue
        if view.finding.rule == _ESTIMATE:
            words = _("暂估；收到正式票据后要重开本月更正")
            yield OpenPoint(Open.ESTIMATE, False, view.finding.place_name, words, place, view.finding.rule)
            continue
        blocks = view.severity is Severity.BLOCK
        words = view.message.removeprefix(f"{view.finding.place_name}：")
        yield OpenPoint(Open.BLOCK if blocks else Open.QUESTION, blocks, view.finding.place_name, words, place, view.finding.rule)
    yield from _days_without_bill(taken, grid, month)
    bare = [row for row in grid.rows() if row.scope is not None and _cell(row, month).micro and not _cell(row, month).proven]
    if bare:
        names = "、".join(row.name for row in bare[:_NAMED]) + (_(" 等") if len(bare) > _NAMED else "")
        title = _("{count} 项没有附证据").format(count=len(bare))
        yield OpenPoint(Open.EVIDENCE, False, title, names, Place("activity", bare[0].subject, month), "V28")


def _cell(row: GridRow, month: Month) -> GridCell:
    return next(cell for cell in row.cells if cell.month == month)


def _days_without_bill(taken: Snapshot, grid: MonthlyGrid, month: Month) -> Iterator[OpenPoint]:
    """Accounts whose bills reach into the month but not over all of its days: the next bill is still to come."""
    names = {row.subject: row.name for row in grid.rows()}
    accounts = {meter.id: meter.account for meter in taken.meters}
    bills: dict[tuple[Subject, MeterId | None], list[ActivityRecord]] = {}
    typed = set()
    for record in effective(taken.records):
        if record.kind is RecordKind.MONTH:
            typed.add((record.subject, record.month))
        elif record.kind is RecordKind.BILL and record.reverses is None and record.stock is None:
            bills.setdefault((record.subject, record.meter_id), []).append(record)
    for (subject, meter), found in bills.items():
        reached = max(bill.end or date.min for bill in found)
        first, after = month.first_day, month.plus(1).first_day
        if first < reached < after and subject in names and (subject, month) not in typed and meter is not None:
            words = _("户号 {account}：{first}—{last} 还没有票据").format(
                account=accounts.get(meter, ""), first=_day(reached), last=_day(after - timedelta(days=1))
            )
            yield OpenPoint(Open.BILL, False, names[subject], words, Place("activity", subject, month), "V02")


def _day(day: date) -> str:
    return _("{month}月{day}日").format(month=day.month, day=day.day)


def close(ws: Workspace, dossier_id: str, month: Month, *, with_earlier: bool = False) -> Change:
    """Close a month, and on wish the open months before it, in one act.

    What is empty or blocked forbids it: a closed month is one that can be relied on. What is only asked, estimated or without a
    file may stand; the checks go on naming it.

    Raises:
        RuleError: something forbids it, the sentence says what and in which month; or the dossier is locked or an event's.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_operation(found)
    dossiers.require_open(found)
    if month not in found.period:
        raise RuleError("month.outside", _("{month} 不在本档案的核算期内。").format(month=month), _("请从档案的十二个月里选一个。"))
    judged = review(ws, dossier_id, month)
    if with_earlier and judged.in_the_way:
        first, count = next(iter(judged.in_the_way.items()))
        raise RuleError(
            "month.open_points",
            _("{month} 月还有 {count} 处未完成，不能一起月结。").format(month=first.month, count=count),
            _("请先改好，或只月结 {month} 月。").format(month=month.month),
        )
    forbidding = [point for point in judged.points if point.forbids]
    if forbidding:
        raise RuleError(
            "month.open_points",
            _("{month} 月还不能月结：{points}。").format(
                month=month.month, points="；".join(f"{point.name} {point.words}" for point in forbidding[:_NAMED])
            ),
            _("改好后再月结；数字没有改动。"),
        )
    months = (month, *judged.earlier) if with_earlier else (month,)
    still_open = [one for one in months if one not in snapshot(ws, dossier_id).closed]
    return recording.close_month(ws, found.venue_id, *still_open) if still_open else NOTHING


def reopen(ws: Workspace, dossier_id: str, month: Month, reason: str) -> Change:
    """Open a closed month again; the reason is recorded.

    Raises:
        InputError: no reason given.
        RuleError: the dossier is locked or an event's.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_operation(found)
    dossiers.require_open(found)
    return recording.reopen_month(ws, found.venue_id, month, reason)


def closures(ws: Workspace, dossier_id: str) -> Mapping[Month, tuple[Closure, ...]]:
    """For each month of a dossier that was ever closed, who closed or reopened it when, the newest last."""
    found = dossiers.dossier(ws, dossier_id)
    history: dict[Month, tuple[Closure, ...]] = {}
    with ws.store.read() as work:
        for month in found.period:
            lines = work.journal.revisions_of("closed_month", NoteKey(f"{found.venue_id}/{month}"))
            states = ((line, json.loads(line.after)) for line in lines if line.after is not None)
            kept = tuple(Closure(bool(state["closed"]), line.author, line.at, str(state["reason"])) for line, state in states)
            if kept:
                history[month] = kept
    return history
