"""Explaining a figure: from the total down to the bill and the factor's clause, out of the very lines that were summed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from core.domain.activity import ActivityRecord, RecordId, RecordKind, Revision, effective, shares_by_month
from core.domain.dossier import MethodChoice
from core.domain.inventory import EmissionLine, FactorUse, GhgInventory, SourceResult
from core.domain.period import Month
from core.domain.quantity import micro_to_decimal, shown, shown_micro
from core.errors import InputError
from core.i18n import _
from core.workflows.compiling import Snapshot, inventory_of, snapshot
from core.workflows.views import ExplainedLine, ExplainedRecord, ExplainedRevision, ExplainedTerm, Explanation
from core.workflows.workspace import Workspace

_LATEST = 20


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
    return _explain(ws, taken, computed, result, month)


def _explain(ws: Workspace, taken: Snapshot, computed: GhgInventory, result: SourceResult, month: Month | None) -> Explanation:
    lines = [line for line in result.lines if month in {None, line.month}]
    memo = [line for line in result.memo if month in {None, line.month}]
    figure = sum((line.tco2e for line in lines), Fraction(0))
    unit = taken.catalogue.units[result.source.unit]
    quantity = sum({line.month: line.quantity for line in (*lines, *memo)}.values(), Fraction(0))
    explained = [*_by_chain(lines, unit.label, memo=False), *_by_chain(memo, unit.label, memo=True)]
    month_total = sum((line.tco2e for line in computed.lines() if month is None or line.month == month), Fraction(0))
    records = _records(taken, result, month)
    return Explanation(
        title=result.source.name,
        subtitle=_when_text(taken, month),
        scope=result.type.scope,
        figure=figure,
        unit="tCO2e",
        share_of_total=_percent(figure, computed.total()),
        share_of_month=_percent(figure, month_total) if month else "",
        quantity=shown_micro(round(quantity * 1_000_000), unit.decimals, exact=False),
        unit_label=unit.label,
        lines=tuple(explained),
        factors=_factors(line.uses for line in (*lines, *memo)),
        records=records,
        records_total=shown_micro(round(quantity * 1_000_000), unit.decimals, exact=False),
        revisions=_revisions(ws, taken, result, month),
        monthly=_monthly(taken, result),
        note=_note(taken, result, figure, lines),
        unanswered=result.unanswered,
    )


def _when_text(taken: Snapshot, month: Month | None) -> str:
    if taken.event is not None:
        return taken.event.name
    if month is not None:
        return _("{year}年{month}月").format(year=month.year, month=month.month)
    return _("{label}年全年").format(label=taken.dossier.period.label)


def _percent(part: Fraction, whole: Fraction) -> str:
    return f"{shown(part / whole * 100, 1)}%" if whole else ""


def _by_chain(lines: Sequence[EmissionLine], unit_label: str, *, memo: bool) -> list[ExplainedLine]:
    """One formula for each gas and chain of factors; its tonnes are the sum of the lines it stands for."""
    chains: dict[tuple[str, tuple[FactorUse, ...]], list[EmissionLine]] = {}
    for line in lines:
        chains.setdefault((line.gas.value, line.uses), []).append(line)
    explained = []
    for (gas, uses), members in chains.items():
        quantity = sum((line.quantity for line in members), Fraction(0))
        terms = tuple(ExplainedTerm(use, term_text(use)) for use in uses)
        amount = shown_micro(round(quantity * 1_000_000), 0)
        ordered = sorted(terms, key=lambda term: term.text.startswith("÷"))  # conversions of units stand last, as on paper
        formula = " ".join((f"{amount} {unit_label}", *(term.text for term in ordered)))
        tonnes = sum((line.tco2e for line in members), Fraction(0))
        explained.append(ExplainedLine(gas, formula, tonnes, terms, memo))
    return explained


def term_text(use: FactorUse) -> str:
    """One factor as it stands in a formula: × 0.1564 kgCO2/kWh, or ÷ 1,000 for a change of unit."""
    if not use.factor_id and use.value.numerator == 1 and use.shown.startswith("1/"):
        return f"÷ {use.value.denominator:,}"
    if use.symbol in _PURE:
        return f"× {use.shown}"
    return f"× {use.shown} {pretty_unit(use.unit)}".rstrip()


_PURE = {"OF", "44/12", "w"}
"""Pure numbers: their printed unit (a ratio) would only be noise in a formula."""


def pretty_unit(unit: str) -> str:
    """A factor's unit as people write it; the 2 of CO2 is lowered where it is painted, never by another character."""
    return "" if unit == "ratio" else unit.replace("10^4Nm3", "万Nm³").replace("Nm3", "Nm³").replace("/m3", "/m³")


def _factors(chains: Iterable[tuple[FactorUse, ...]]) -> tuple[FactorUse, ...]:
    """The catalogue rows used, each once, in the order of the formula."""
    found: dict[tuple[str, str], FactorUse] = {}
    for uses in chains:
        for use in uses:
            if use.factor_id:
                found.setdefault((use.factor_id, use.symbol + use.shown), use)
    return tuple(found.values())


def _records(taken: Snapshot, result: SourceResult, month: Month | None) -> tuple[ExplainedRecord, ...]:
    unit = taken.catalogue.units[result.source.unit]
    shares = shares_by_month(taken.records)
    wanted: dict[RecordId, int] = {}
    for (subject, of_month), parts in shares.items():
        if str(subject) == str(result.source.id) and of_month in taken.dossier.period and (month is None or of_month == month):
            for record_id, micro in parts:
                wanted[record_id] = wanted.get(record_id, 0) + micro
    rows = []
    for record in sorted(effective(taken.records), key=_when):
        if record.id in wanted:
            names = tuple(taken.evidence[e].original_name for e in record.evidence if e in taken.evidence)
            rows.append(
                ExplainedRecord(
                    record_id=record.id,
                    label=_label(taken, record),
                    period=period_text(record),
                    quantity=f"{record.quantity.value:,f} {taken.catalogue.units[record.quantity.unit].label}",
                    share=shown_micro(wanted[record.id], unit.decimals, exact=False),
                    unit=unit.label,
                    estimated=record.estimated,
                    evidence=names,
                )
            )
    return tuple(rows)


def _label(taken: Snapshot, record: ActivityRecord) -> str:
    if taken.event is not None:
        return record.note or (_("实际") if taken.event.settled else _("预估"))
    return record.invoice or (_("手工录入") if record.kind is RecordKind.MONTH else _("票据"))


def _when(record: ActivityRecord) -> str:
    return str(record.start or record.month or "")


def period_text(record: ActivityRecord) -> str:
    """The period of a record as people write it: 6.21—7.20, or 3月."""
    if record.start is not None and record.end is not None:
        last = record.end - timedelta(days=1)
        return f"{record.start.month}.{record.start.day}—{last.month}.{last.day}"
    return _("{month}月").format(month=record.month.month) if record.month else ""


def _revisions(ws: Workspace, taken: Snapshot, result: SourceResult, month: Month | None) -> tuple[ExplainedRevision, ...]:
    """The newest changes of the records behind the figure."""
    relevant: set[str] = {r.id for r in taken.records if str(r.subject) == str(result.source.id) and (month is None or month in r.months())}
    kind = "activity"
    if taken.event is not None:
        relevant, kind = {str(result.source.id)}, "event_item"
    unit = taken.catalogue.units[result.source.unit]
    with ws.store.read() as work:
        found = [revision for key in relevant for revision in work.journal.revisions_of(kind, key)]
    found.sort(key=lambda revision: revision.at, reverse=True)
    return tuple(ExplainedRevision(r.at, r.author, _revision_text(r, unit.decimals)) for r in found[:_LATEST])


def _revision_text(revision: Revision, decimals: int) -> str:
    before, after = _micro(revision.before), _micro(revision.after)
    if before == after:
        return _("修改说明或证据")
    if before is None:
        return _("录入 {after}").format(after=shown_micro(after or 0, decimals))
    if after is None:
        return _("清除 {before}").format(before=shown_micro(before, decimals))
    return _("{before} → {after}").format(before=shown_micro(before, decimals), after=shown_micro(after, decimals))


def _micro(state: str | None) -> int | None:
    """The quantity of a record, or of an item: the actual one where there is one, else the estimate."""
    if not state:
        return None
    fields = json.loads(state)
    quantity = next((fields[name] for name in ("micro", "actual_micro", "estimate_micro") if fields.get(name) is not None), None)
    return None if quantity is None else int(quantity)


def _monthly(taken: Snapshot, result: SourceResult) -> tuple[tuple[Month, Decimal], ...]:
    shares = shares_by_month(taken.records)
    table = dict.fromkeys(taken.dossier.period, 0)
    for (subject, month), parts in shares.items():
        if str(subject) == str(result.source.id) and month in table:
            table[month] += sum(micro for _record, micro in parts)
    return tuple((month, micro_to_decimal(micro)) for month, micro in table.items())


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
