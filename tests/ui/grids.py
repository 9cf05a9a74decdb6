"""Makes monthly grids by hand, one word changed at a time, for tests of painting and of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from core.domain.activity import Subject
from core.domain.dossier import Dossier, DossierId, DossierKind
from core.domain.emission import Scope
from core.domain.finding import Finding, Place, Severity
from core.domain.organization import OrganizationId, Venue, VenueId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO, shown_micro
from core.workflows.views import CellState, FindingView, GridCell, GridGroup, GridRow, MonthlyGrid

YEAR = 2025
MONTHS = tuple(ReportingPeriod.of_year(YEAR))
VENUE = Venue(VenueId("v"), OrganizationId("o"), "hotel", "示例竹溪酒店", "510100", sample=True)
DOSSIER = Dossier(DossierId("d"), DossierKind.OPERATION, VENUE.id, "2025 年度", ReportingPeriod.of_year(YEAR))


def cell(month: Month, value: str = "", state: CellState | None = None, *, last_year: str = "", locked: str = "") -> GridCell:
    """A cell that holds a figure, or waits for one."""
    micro = int(Fraction(value) * MICRO) if value else None
    text = shown_micro(micro, 0) if micro is not None else ""
    chosen = state or (CellState.TYPED if value else CellState.WANTED)
    return GridCell(month, text, micro, "", chosen, last_year, editable=not locked, locked_because=locked)


def row(
    subject: str,
    name: str,
    values: Sequence[str] = (),
    *,
    unit: str = "kWh",
    label: str = "",
    scope: Scope | None = Scope.TWO,
    states: Mapping[int, CellState] | None = None,
    last_year: Sequence[str] = (),
    locked: Mapping[int, str] | None = None,
) -> GridRow:
    """A row; months without a value wait for one, and months are counted from 1."""
    filled = [*values, *[""] * (12 - len(values))]
    before = [*last_year, *[""] * (12 - len(last_year))]
    cells = tuple(
        cell(month, filled[n], (states or {}).get(n + 1), last_year=before[n], locked=(locked or {}).get(n + 1, ""))
        for n, month in enumerate(MONTHS)
    )
    known = [c.micro for c in cells if c.micro is not None]
    total = shown_micro(sum(known), 0) if known else ""
    return GridRow(Subject(subject), name, unit, label or unit, 0, scope, True, cells, total, "", "", Fraction(0))


def grid(
    rows: Sequence[GridRow],
    *,
    closed: Sequence[int] = (),
    findings: Sequence[FindingView] = (),
    editable: bool = True,
) -> MonthlyGrid:
    """A grid of these rows, grouped by scope."""
    titles = {Scope.ONE: "范围一 直接排放", Scope.TWO: "范围二 外购电力、热力", Scope.THREE: "范围三 其他间接", None: "产出"}
    groups = []
    for scope, title in titles.items():
        members = tuple(r for r in rows if r.scope is scope)
        if members:
            groups.append(GridGroup(scope, title, members, sum((r.tco2e for r in members), Fraction(0))))
    cells = [c for r in rows for c in r.cells]
    return MonthlyGrid(
        dossier=DOSSIER,
        venue=VENUE,
        months=MONTHS,
        closed=frozenset(MONTHS[n - 1] for n in closed),
        groups=tuple(groups),
        filled=sum(1 for c in cells if c.micro is not None),
        wanted=len(cells),
        findings=tuple(findings),
        editable=editable,
    )


def finding(rule: str, severity: Severity, subject: str, month: int | None, words: tuple[str, str], explanation: str = "") -> FindingView:
    """A finding; its words are the name of its place and its message."""
    name, message = words
    place = Place("activity", subject, MONTHS[month - 1] if month else None)
    return FindingView(Finding(rule, severity, place, name, {}, explanation), message, message, "", "")


def with_finding(made: GridRow, view: FindingView, state: CellState) -> GridRow:
    """The row with a finding at its cell."""
    cells = tuple(replace(c, findings=(view.finding.key(),), state=state) if c.month == view.finding.place.month else c for c in made.cells)
    return replace(made, cells=cells)
