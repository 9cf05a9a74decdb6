"""The monthly grid as the window and the workbook see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject, effective, output_code, shares_by_month
from core.domain.dossier import DossierStatus
from core.domain.emission import Scope, SourceId
from core.domain.finding import Severity
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.period import Month
from core.domain.quantity import decimals_of, shown, shown_micro
from core.domain.remark import CellComment
from core.i18n import _
from core.workflows import evidencing
from core.workflows.compiling import Snapshot, findings_of, inventory_of, snapshot
from core.workflows.recording import Row, rows_of
from core.workflows.views import CellState, FindingView, GridCell, GridGroup, GridRow, MonthlyGrid
from core.workflows.workspace import Workspace

_Shares = Mapping[tuple[Subject, Month], tuple[tuple[RecordId, int], ...]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every cell needs, looked up once."""

    ws: Workspace
    taken: Snapshot
    shares: _Shares
    before: _Shares
    records: Mapping[RecordId, ActivityRecord]
    by_cell: Mapping[tuple[str, Month | None], tuple[FindingView, ...]]
    comments: Mapping[tuple[Subject, Month], str]
    coverage: Mapping[Subject, Fraction]


def scope_title(scope: Scope | None) -> str:
    """What a group of rows is called."""
    titles = {
        Scope.ONE: _("范围一 直接排放"),
        Scope.TWO: _("范围二 外购电力、热力"),
        Scope.THREE: _("范围三 其他间接"),
        Scope.MEMO: _("备忘项 不计入合计"),
    }
    return titles[scope] if scope is not None else _("产出")


def monthly_grid(ws: Workspace, dossier_id: str) -> MonthlyGrid:
    """Everything the monthly page shows, from one reading of the store."""
    taken = snapshot(ws, dossier_id)
    computed = inventory_of(taken, compare=False)
    period = taken.dossier.period
    with ws.store.read() as work:
        comments = () if taken.event is not None else work.comments.of_venue(taken.venue.id, period.start, period.end)
    return grid_of(ws, taken, computed, findings_of(ws, taken, computed), comments)


def grid_of(
    ws: Workspace, taken: Snapshot, computed: GhgInventory, views: Sequence[FindingView], comments: Sequence[CellComment] = ()
) -> MonthlyGrid:
    """The grid of what was read and computed; without comments where nobody reads them."""
    by_cell: dict[tuple[str, Month | None], tuple[FindingView, ...]] = {}
    for view in views:
        key = (view.finding.place.subject, view.finding.place.month)
        by_cell[key] = (*by_cell.get(key, ()), view)
    records = {record.id: record for record in effective(taken.records)}
    covered = evidencing.coverage(taken, computed)
    sheet = _Sheet(
        ws=ws,
        taken=taken,
        shares=shares_by_month(taken.records),
        before=shares_by_month(taken.last_year),
        records=records,
        by_cell=by_cell,
        comments={(one.subject, one.month): one.text for one in comments},
        coverage=covered.by_subject,
    )
    tonnes = {result.source.id: result for result in computed.results}
    required = {p.code for p in taken.catalogue.venue_types[taken.venue.type_code].outputs if p.need in {"R", "S"}}
    groups: dict[Scope | None, list[GridRow]] = {Scope.ONE: [], Scope.TWO: [], Scope.THREE: [], None: []}
    scopes = {Subject(source.id): taken.catalogue.source_types[source.type_code].scope for source in taken.sources}
    for subject, row in _rows(ws, taken).items():
        scope = scopes.get(subject)
        needed = taken.event is None and (scope is not None or (output_code(subject) or "") in required)
        result = tonnes.get(SourceId(subject))
        built = _row(sheet, row, scope, result, required=needed)
        groups[Scope.TWO if scope is Scope.MEMO else scope].append(built)
    finished = tuple(
        GridGroup(scope, scope_title(scope), tuple(rows), sum((row.tco2e for row in rows), Fraction(0)))
        for scope, rows in groups.items()
        if rows
    )
    wanted = [cell for group in finished for row in group.rows if row.required for cell in row.cells]
    return MonthlyGrid(
        dossier=taken.dossier,
        venue=taken.venue,
        months=tuple(taken.dossier.period),
        closed=taken.closed,
        groups=finished,
        filled=sum(1 for cell in wanted if cell.micro is not None),
        wanted=len(wanted),
        findings=tuple(views),
        editable=taken.dossier.status is DossierStatus.OPEN and taken.event is None,
        coverage=covered.share,
    )


def _rows(ws: Workspace, taken: Snapshot) -> Mapping[Subject, Row]:
    """The rows of the grid; an event has its items and no outputs."""
    rows = rows_of(ws, taken.venue, taken.sources)
    return rows if taken.event is None else {subject: row for subject, row in rows.items() if output_code(subject) is None}


def _row(sheet: _Sheet, row: Row, scope: Scope | None, result: SourceResult | None, *, required: bool) -> GridRow:
    unit = sheet.taken.catalogue.units[row.unit]
    period = sheet.taken.dossier.period
    decimals = _row_decimals(sheet, row, unit.decimals)
    cells = tuple(_cell(sheet, row, month, decimals, required=required) for month in period)
    known = [cell.micro for cell in cells if cell.micro is not None]
    last = [micro for month in period for _record, micro in sheet.before.get((row.subject, month.plus(-12)), ())]
    return GridRow(
        subject=row.subject,
        name=row.name,
        unit=row.unit,
        unit_label=unit.label,
        decimals=decimals,
        scope=scope,
        required=required,
        cells=cells,
        total=shown_micro(sum(known), decimals, exact=not any(cell.billed for cell in cells)) if known else "",
        last_year_total=shown_micro(sum(last), decimals, exact=False) if last else "",
        change=change_percent(sum(known), sum(last)) if known and last and len(known) == len(cells) else "",
        tco2e=result.total() if result else Fraction(0),
        unanswered=result.unanswered if result else "",
        coverage=sheet.coverage.get(row.subject),
    )


_MOST_ROW_DECIMALS = 2


def _row_decimals(sheet: _Sheet, row: Row, unit_decimals: int) -> int:
    """One number of decimals for a row, so that its figures line up: what its figures need, within reason.

    Bills spread over days have as many as the store keeps; those are cut to the unit's. A unit that is written with more than two,
    such as 万元, shows two where its figures need no more.
    """
    needed = min(unit_decimals, _MOST_ROW_DECIMALS)
    for month in sheet.taken.dossier.period:
        micro = sum(part for _record, part in sheet.shares.get((row.subject, month), ()))
        decimals = decimals_of(micro, needed)
        if decimals <= max(unit_decimals, _MOST_ROW_DECIMALS):
            needed = max(needed, decimals)
    return needed


def change_percent(now: int | Fraction, before: int | Fraction) -> str:
    """「+12%」 or 「−3%」; empty without something to compare with."""
    if not before:
        return ""
    share = Fraction(now - before) / Fraction(before) * 100
    text = shown(share, 0)
    return f"+{text}%" if share > 0 and text != "0" else f"{text}%"


def _cell(sheet: _Sheet, row: Row, month: Month, decimals: int, *, required: bool) -> GridCell:
    parts = sheet.shares.get((row.subject, month), ())
    before = sheet.before.get((row.subject, month.plus(-12)), ())
    micro = sum(part for _record, part in parts) if parts else None
    fed = [sheet.records[record_id] for record_id, _part in parts]
    billed = any(record.kind is RecordKind.BILL for record in fed)
    views = sheet.by_cell.get((row.subject, month), ())
    locked = _locked_because(sheet, month, billed=billed)
    return GridCell(
        month=month,
        text=_shown(micro, decimals, billed=billed),
        micro=micro,
        original=_original(sheet, row, fed),
        state=_state(fed, micro, views, billed=billed, required=required),
        last_year=shown_micro(sum(part for _r, part in before), decimals, exact=False) if before else "",
        editable=not locked,
        locked_because=locked,
        billed=billed,
        zero_reason=next((record.zero_reason for record in fed if record.zero_reason), ""),
        findings=tuple(view.finding.key() for view in views),
        comment=sheet.comments.get((row.subject, month), ""),
        records=tuple(record.id for record in fed),
        proven=any(record.evidence for record in fed),
        last_year_micro=sum(part for _r, part in before) if before else None,
    )


def _shown(micro: int | None, decimals: int, *, billed: bool) -> str:
    if micro is None:
        return ""
    return "0" if micro == 0 else shown_micro(micro, decimals, exact=not billed)


def _locked_because(sheet: _Sheet, month: Month, *, billed: bool) -> str:
    if sheet.taken.dossier.status is not DossierStatus.OPEN:
        return _("档案已锁定")
    if sheet.taken.event is not None:
        return _("活动数据在活动登记页填写")
    if month in sheet.taken.closed:
        return _("本月已月结")
    return _("来自票据，请在票据里改") if billed else ""


def _original(sheet: _Sheet, row: Row, fed: Sequence[ActivityRecord]) -> str:
    """What was typed, where its unit is not the row's."""
    if len(fed) == 1 and fed[0].quantity.unit != row.unit and fed[0].kind is RecordKind.MONTH:
        return f"{fed[0].quantity.value:,f} {sheet.taken.catalogue.units[fed[0].quantity.unit].label}"
    return ""


def _state(fed: Sequence[ActivityRecord], micro: int | None, views: Sequence[FindingView], *, billed: bool, required: bool) -> CellState:
    severities = {view.severity for view in views if not view.finding.answered}
    answered = any(view.finding.answered for view in views)
    if micro is None:
        return CellState.WANTED if required else CellState.EMPTY
    ranked = (
        (Severity.BLOCK in severities, CellState.BLOCKED),
        (Severity.WARN in severities, CellState.QUESTIONED),
        (answered, CellState.EXPLAINED),
        (any(record.estimated for record in fed), CellState.ESTIMATED),
        (billed, CellState.FROM_BILL),
        (any(record.evidence for record in fed), CellState.EVIDENCE),
    )
    return next((state for fired, state in ranked if fired), CellState.TYPED)
