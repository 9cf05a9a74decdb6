"""Explaining a figure: from the total down to the bill and the factor's clause, out of the very lines that were summed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from core.domain.activity import shares_by_month
from core.domain.dossier import MethodChoice
from core.domain.inventory import EmissionLine, GhgInventory, SourceResult
from core.domain.period import Month
from core.domain.quantity import micro_to_decimal, shown, shown_micro
from core.errors import InputError
from core.i18n import _
from core.workflows import evidencing
from core.workflows.compiling import Snapshot, inventory_of, snapshot
from core.workflows.explaining_changes import changes_of_source
from core.workflows.explaining_lines import explained_factors, explained_lines, rounding_note
from core.workflows.explaining_records import explained_records
from core.workflows.views import Explanation
from core.workflows.workspace import Workspace


def explain(ws: Workspace, dossier_id: str, source_id: str, month: Month | None = None, method: MethodChoice | None = None) -> Explanation:
    """The lineage of one source's figure, for the year or for one month.

    Raises:
        InputError: the dossier has no such source inside its boundary.
    """
    taken = snapshot(ws, dossier_id)
    computed = inventory_of(taken, method, compare=False)
    result = next((r for r in computed.results if source_id in {r.source.id, r.source.name}), None)
    if result is None:
        names = "、".join(r.source.name for r in computed.results)
        raise InputError(
            "source.unknown", _("没有名为「{name}」的排放源。").format(name=source_id), _("可选：{names}。").format(names=names)
        )
    return source_in(ws, taken, computed, result, month)


def explain_sources(
    ws: Workspace, dossier_id: str, month: Month | None = None, method: MethodChoice | None = None
) -> tuple[Explanation, ...]:
    """The lineage of every source that has a figure or waits for one, read at one moment.

    Raises:
        InputError: there is no such dossier.
    """
    taken = snapshot(ws, dossier_id)
    computed = inventory_of(taken, method, compare=False)
    return tuple(source_in(ws, taken, computed, one, month) for one in computed.results if one.lines or one.memo or one.unanswered)


def source_in(ws: Workspace, taken: Snapshot, computed: GhgInventory, result: SourceResult, month: Month | None) -> Explanation:
    """The same out of what has been read and computed already."""
    lines = [line for line in result.lines if month in {None, line.month}]
    memo = [line for line in result.memo if month in {None, line.month}]
    figure = sum((line.tco2e for line in lines), Fraction(0))
    units = taken.catalogue.units
    unit = units[result.source.unit]
    quantity = sum({line.month: line.quantity for line in (*lines, *memo)}.values(), Fraction(0))
    counted = explained_lines(lines, units)
    month_total = sum((line.tco2e for line in computed.lines() if month is None or line.month == month), Fraction(0))
    micro = round(quantity * 1_000_000)
    amount = shown_micro(micro, unit.decimals, exact=micro % _TYPED == 0)
    return Explanation(
        title=result.source.name,
        subtitle=when_text(taken, month),
        scope=result.type.scope,
        figure=figure,
        unit="tCO2e",
        share_of_total=percent(figure, computed.total()),
        share_of_month=percent(figure, month_total) if month else "",
        quantity=amount,
        unit_label=unit.label,
        lines=(*counted, *explained_lines(memo, units, memo=True)),
        factors=explained_factors(taken, (*lines, *memo)),
        records=explained_records(taken, result, month),
        records_total=amount,
        revisions=changes_of_source(ws, taken, result, month),
        monthly=_monthly(taken, result),
        note=_note(taken, result, figure, lines),
        unanswered=result.unanswered,
        rounding=rounding_note([line.tco2e for line in counted], figure),
        proven=_proven(taken, computed, result, month),
    )


_TYPED = 1000
"""Millionths: a sum of typed figures is shown whole; what days of bills leave behind is rounded, and stands whole in the formula."""


def when_text(taken: Snapshot, month: Month | None) -> str:
    """What period a figure is of: the event, the month, or the year."""
    if taken.event is not None:
        return taken.event.name
    if month is not None:
        return _("{year}年{month}月").format(year=month.year, month=month.month)
    return _("{label}年全年").format(label=taken.dossier.period.label)


def percent(part: Fraction, whole: Fraction) -> str:
    """A share with one decimal; empty where there is no whole."""
    return f"{shown(part / whole * 100, 1)}%" if whole else ""


def _monthly(taken: Snapshot, result: SourceResult) -> tuple[tuple[Month, Decimal], ...]:
    shares = shares_by_month(taken.counted)
    table = dict.fromkeys(taken.dossier.period, 0)
    for (subject, month), parts in shares.items():
        if str(subject) == str(result.source.id) and month in table:
            table[month] += sum(micro for _record, micro in parts)
    return tuple((month, micro_to_decimal(micro)) for month, micro in table.items())


def _proven(taken: Snapshot, computed: GhgInventory, result: SourceResult, month: Month | None) -> str:
    """How much of the figure has a file behind it."""
    if not result.lines:
        return ""
    share = evidencing.share_of(taken, computed, result.source.id, month)
    return f"{shown(share * 100, 1)}%" if share is not None else ""


def _note(taken: Snapshot, result: SourceResult, figure: Fraction, lines: Sequence[EmissionLine]) -> str:
    """What a reader should know beside the figure: for power, how much the choice of grid factor matters (factors.md R3)."""
    if result.type.method != "purchased_electricity" or not lines:
        return ""
    nation = taken.catalogue.for_year("grid_cn_avg", taken.dossier.period.end.year)
    if nation is None or figure == 0:
        return ""
    quantity = sum((line.quantity for line in lines), Fraction(0))
    kwh = taken.catalogue.units.convert(quantity, result.source.unit, nation.per)
    other = taken.catalogue.units.convert(kwh * Fraction(nation.value), nation.numerator, "t")
    return _("若用全国平均 {factor}，本项为 {tonnes}，是现在的 {times} 倍。一份档案只用一个口径。").format(
        factor=nation.value, tonnes=shown(other, 2), times=shown(other / figure, 1)
    )
