"""Check of the reduction plan: no measure saves more than there is to save, and not all of them together (domain.md §4.8, V33)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.check_context import Case, in_language, percent
from core.accounting.measure_claims import CARRIERS, CONTROLS, carrier_of, in_row_unit
from core.accounting.reduction import constants, expected
from core.domain.activity import shares_by_month
from core.domain.finding import Finding, Place, Severity
from core.domain.measure import MeasureState, PlannedMeasure, ReductionMeasure
from core.domain.period import Month
from core.domain.quantity import MICRO, shown
from core.i18n import _


@dataclass(frozen=True, slots=True)
class _Saving:
    """What a measure says it saves of a carrier in a year, in the unit of `output`."""

    planned: PlannedMeasure
    measure: ReductionMeasure
    output: str
    saved: Fraction


def savings(case: Case) -> Iterator[Finding]:
    """V33: a measure saves no more than its end use takes, and all of them together no more than most of a carrier.

    The end use is what the measure's own parameters name, and the venue's use of the carrier in the last year that is filled in whole.
    A measure that was carried out earlier has lowered that use already, so it is held against its own parameters only.
    """
    every = tuple(_savings(case))
    use = _use(case) if every else {}
    sums: dict[str, list[_Saving]] = {}
    for one in every:
        later = one.planned.done_on is None or one.planned.done_on >= case.period.first_day
        known = use.get(one.output) if later else None
        own = _own_use(one)
        if own is not None and one.saved > own and (known is None or own <= known):
            yield _finding(case, one, own, _("这项措施填的一年用量"))
        elif known is not None and one.saved > known:
            yield _finding(case, one, known, _("全场所一年用量"))
        elif known is not None and one.measure.id != CONTROLS:
            sums.setdefault(one.output, []).append(one)
    for output, found in sums.items():
        yield from _together(case, output, found, use[output])


def _savings(case: Case) -> Iterator[_Saving]:
    context = case.context
    plan = [one for one in context.claims.file.measures if one.state is not MeasureState.STOPPED]
    known = [(one, measure) for one in plan if (measure := context.catalogue.measures.get(one.measure_id)) is not None]
    if not known:
        return
    using = constants(context.catalogue, context.venue.region, case.period.end.year, context.dossier.method.fuel_set)
    for one, measure in known:
        for output, saved in expected(measure, one.values, using).outputs.items():
            if output in CARRIERS and saved > 0:
                yield _Saving(one, measure, output, saved)


def _own_use(one: _Saving) -> Fraction | None:
    """What the measure's parameters say its end use takes in a year; None where they say it in other terms."""
    unit = f"{CARRIERS[one.output][1]}/a"
    named = [p for p in one.measure.parameters if p.unit == unit]
    return sum((Fraction(one.planned.values.get(p.name, p.default)) for p in named), Fraction(0)) if named else None


def _use(case: Case) -> Mapping[str, Fraction]:
    """The venue's use of each carrier in a year that is filled in whole, in the unit of the output; the larger of the two years."""
    context = case.context
    before = case.period.previous()
    years = (
        (tuple(case.period), {key: Fraction(micro) for key, micro in case.months.items()}),
        (tuple(before), _sums(case)),
    )
    found: dict[str, Fraction] = {}
    for output, (carrier, unit) in CARRIERS.items():
        rows = [row for row in case.rows.values() if row.kind is not None and carrier_of(row.kind.method, row.kind.inputs) == carrier]
        for calendar, months in years:
            amount = Fraction(0)
            for row in rows:
                each = in_row_unit(unit, row.unit.code, row.kind.inputs if row.kind else {}, context.catalogue)
                whole = each and all((str(row.subject), month) in months for month in calendar)
                if not whole:
                    break
                amount += sum((months[str(row.subject), month] for month in calendar), Fraction(0)) / MICRO / each
            else:
                if rows:
                    found[output] = max(found.get(output, Fraction(0)), amount)
    return found


def _sums(case: Case) -> Mapping[tuple[str, Month], Fraction]:
    """Millionths of last year by row and month."""
    return {
        (str(subject), month): Fraction(sum(micro for _record, micro in parts))
        for (subject, month), parts in shares_by_month(case.context.last_year_records).items()
    }


def _finding(case: Case, one: _Saving, use: Fraction, basis: str) -> Finding:
    name = in_language(one.measure.zh, one.measure.en)
    words = _("一年少用{carrier} {saved}").format(carrier=carrier_name(one.output), saved=_amount(one.output, one.saved))
    wanted = _("不多于 {limit}（{basis}）").format(limit=_amount(one.output, use), basis=basis)
    parameters = {"problem": words, "expected": wanted}
    return case.finding("V33", Severity.BLOCK, Place("measures", one.measure.id, field=one.output), parameters, name)


def _together(case: Case, output: str, found: list[_Saving], use: Fraction) -> Iterator[Finding]:
    saved = sum((one.saved for one in found), Fraction(0))
    if saved <= use * case.limit("V33", "share_percent") / 100:
        return
    largest = max(found, key=lambda one: (one.saved, one.measure.id))
    carrier = carrier_name(output)
    parameters = {
        "problem": _("{count} 项措施合计一年少用{carrier} {saved}，占全场所一年用量 {use} 的 {share}").format(
            count=len(found), carrier=carrier, saved=_amount(output, saved), use=_amount(output, use), share=percent(saved / use)
        ),
        "expected": _("不超过 {limit}%；确有依据的，写明理由").format(limit=case.limit_text("V33", "share_percent")),
    }
    yield case.finding("V33", Severity.WARN, Place("measures", largest.measure.id, field=f"{output}-sum"), parameters, carrier)


def carrier_name(output: str) -> str:
    """What an output of a measure's formula is an amount of."""
    names = {"dE": _("电力"), "dG": _("天然气"), "dPet": _("汽油"), "dDie": _("柴油"), "dLPG": _("液化气"), "dCoal": _("煤")}
    return names[output]


def _amount(output: str, value: Fraction) -> str:
    unit = {"Nm3": "Nm³"}.get(CARRIERS[output][1], CARRIERS[output][1])
    return f"{shown(value, 0)} {unit}"
