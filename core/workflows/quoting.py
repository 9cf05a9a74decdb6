"""What the footprint report is printed from, which every other paper of a dossier quotes."""

from __future__ import annotations

from fractions import Fraction

from core.accounting.market_proof import instruments, proven
from core.documents.reports.footprint import FootprintPaper, PaperFinding
from core.documents.reports.footprint_paper import PaperBaseYear, PaperExclusion
from core.domain.change_split import ChangeSplitView
from core.domain.inventory import GhgInventory
from core.domain.quantity import shown, shown_total, signed
from core.i18n import _
from core.workflows import comparing, compiling, excluding
from core.workflows.comparing_views import BaseYearFigures
from core.workflows.explaining_changes import method_changes
from core.workflows.workspace import Workspace


def footprint_paper(ws: Workspace, taken: compiling.Snapshot, computed: GhgInventory) -> FootprintPaper:
    """What the footprint report, and every paper that quotes it, is printed from."""
    views = compiling.findings_of(ws, taken, computed)
    left_out = excluding.covered_of(taken, computed)
    return FootprintPaper(
        organization=taken.organization,
        venue=taken.venue,
        venue_type=taken.catalogue.venue_types[taken.venue.type_code],
        dossier=taken.dossier,
        inventory=computed,
        last_year=compiling.last_year_inventory(taken),
        findings=tuple(PaperFinding(v.finding.rule, v.severity, v.finding.place_name, v.message, v.finding.explanation) for v in views),
        people=taken.people,
        catalogue=taken.catalogue,
        written_on=ws.today(),
        event=taken.event,
        exclusions=tuple(PaperExclusion(one.name, one.reason, one.operator, one.size, one.significant) for one in left_out.rows),
        coverage=left_out.sentence,
        green_power=_green_power(taken, computed),
        method_changes=tuple(
            _("{day} {author}：{text}").format(day=one.at.partition("T")[0], author=one.author or "—", text=one.text)
            for one in method_changes(ws, taken)
        ),
        proofs={
            one.factor_id: tuple(taken.evidence[key].original_name for key in one.evidence if key in taken.evidence)
            for one in taken.own_factors
        },
        base_year=_base_year(ws, taken),
        change=_change(ws, taken),
    )


def _green_power(taken: compiling.Snapshot, computed: GhgInventory) -> str:
    """What stands behind the market-based total."""
    if computed.market_based is None:
        return ""
    units, kwh = taken.catalogue.units, Fraction(0)
    for source in instruments(taken.sources, taken.catalogue):
        amounts = (amount for month, amount in proven(source, taken.records).items() if month in taken.dossier.period)
        kwh += units.convert(sum(amounts, Fraction(0)), source.unit, "kWh")
    if not kwh:
        return _("没有绿电、绿证，外购电量全部按剩余因子计")
    return _("有凭证的绿电、绿证 {kwh} kWh，其余按剩余因子计").format(kwh=shown_total(kwh, 0))


def _base_year(ws: Workspace, taken: compiling.Snapshot) -> PaperBaseYear | None:
    """The comparison with the base year; None for events and while no base year is set."""
    if taken.event is not None:
        return None
    found = comparing.comparison(ws, str(taken.dossier.id))
    if found.base is None:
        return None
    notes = tuple(f"{one.label}：{one.before} → {one.now}" for one in found.differences)
    rows = [(_("基准年"), _("{year} 年：{why}").format(year=found.base.year, why=found.base.why))]
    if found.figures is not None:
        rows += _figures(found.figures)
    return PaperBaseYear(found.title, tuple(rows), (*notes, *found.advice, *found.notes))


def _figures(figures: BaseYearFigures) -> list[tuple[str, str]]:
    rows = [
        (_("基准年原报"), f"{shown(figures.reported, 2)} tCO2e"),
        (_("按本年的选择和因子"), f"{shown(figures.constant, 2)} tCO2e"),
        (_("重新计算后"), f"{shown(figures.adjusted, 2)} tCO2e"),
        (_("本年"), f"{shown(figures.now, 2)} tCO2e"),
    ]
    change = f"{signed(figures.change)} tCO2e"
    if figures.relative is not None:
        change += _("（{percent}%）").format(percent=signed(figures.relative * 100, 1))
    return [*rows, (_("因子不变时的变化"), change)]


def _change(ws: Workspace, taken: compiling.Snapshot) -> ChangeSplitView | None:
    """The split of the change since the year before; None where that year has no figures."""
    if taken.event is not None or not taken.last_year:
        return None
    return comparing.split_view(ws, str(taken.dossier.id))
