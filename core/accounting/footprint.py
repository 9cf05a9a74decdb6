"""Records and catalogue in, inventory out: pure, exact, and every line keeps its factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.accounting.energy import energy_intensities
from core.accounting.intensity import Numerators, intensities
from core.accounting.market_proof import instruments, proof_gaps, proven, refusal, surplus
from core.accounting.methods import Component, MethodContext, UnansweredError, components_of
from core.accounting.uncertainty import uncertainty_of
from core.domain.activity import ActivityRecord, DataQuality, RecordId, Subject, shares_by_month
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, GridScope, Scope, Scope2Basis
from core.domain.inventory import EmissionLine, GhgInventory, SourceResult
from core.domain.organization import Venue
from core.domain.own_factor import is_own
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO
from core.i18n import _


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store knows about one venue and period.

    Attributes:
        factor_year: year whose grid factor is taken; None takes the period's own. Comparing two years with one constant
            factor keeps a change of the grid from hiding or faking savings (domain.md §4.1).
    """

    venue: Venue
    period: ReportingPeriod
    sources: tuple[EmissionSource, ...]
    records: tuple[ActivityRecord, ...]
    factor_year: int | None = None


def footprint(facts: Facts, method: MethodChoice, catalogue: Catalogue, *, compare: bool = True) -> GhgInventory:
    """Compute the inventory of a period.

    The total of the chosen basis is in `results`; the three location-based grid averages and the market-based total stand
    beside it, so that a reader always sees what the choice of factor means (factors.md R3, R4). The averages are always the
    published ones, also where a row of power has an own factor. Where nobody reads them, as behind a cell being typed,
    `compare=False` leaves them out and takes a third of the time.
    """
    quantities = _quantities(facts.records, facts.period)
    results = _results(facts, quantities, method, catalogue)
    grids = (GridScope.PROVINCE, GridScope.REGION, GridScope.NATION) if compare else ()
    published = _with_published_power(facts, catalogue)
    location = tuple(
        (grid.value, _total(_results(published, quantities, replace(method, basis=Scope2Basis.LOCATION, grid=grid), catalogue)))
        for grid in grids
    )
    market, note = _market_based(facts, quantities, method, catalogue) if compare else (None, "")
    return GhgInventory(
        period=facts.period,
        method=method,
        results=results,
        excluded=tuple(source for source in facts.sources if not source.active),
        location=location,
        market_based=market,
        market_note=note,
        intensities=intensities(facts.venue, facts.period, quantities, Numerators(_total(results), _total(results, p1=True)), catalogue),
        quality=_quality(results, facts.records),
        factor_set=catalogue.edition,
        factor_digest=catalogue.digest,
        uncertainty=uncertainty_of(results, facts.records, method.profile, catalogue) if compare else None,
        energy=energy_intensities(facts.venue, facts.period, facts.sources, quantities, catalogue) if compare else (),
    )


def source_results(facts: Facts, method: MethodChoice, catalogue: Catalogue) -> tuple[SourceResult, ...]:
    """The rows of a footprint alone, in a third of the time: for who reads thousands of them and nothing beside them."""
    return _results(facts, _quantities(facts.records, facts.period), method, catalogue)


def _quantities(records: Iterable[ActivityRecord], period: ReportingPeriod) -> Mapping[tuple[Subject, Month], Fraction]:
    """Exact quantity of each row and month inside the period, in the row's unit."""
    return {
        (subject, month): Fraction(sum(micro for _record, micro in parts), MICRO)
        for (subject, month), parts in shares_by_month(records).items()
        if month in period
    }


def _own_power(facts: Facts, catalogue: Catalogue) -> tuple[EmissionSource, ...]:
    """The rows of power inside the boundary that go by an own factor."""
    return tuple(
        source
        for source in facts.sources
        if source.active and is_own(source.factor_id) and catalogue.source_types[source.type_code].method == "purchased_electricity"
    )


def _with_published_power(facts: Facts, catalogue: Catalogue) -> Facts:
    """The same facts with the published grid averages everywhere (factors.md R3)."""
    own = {source.id for source in _own_power(facts, catalogue)}
    return replace(facts, sources=tuple(replace(one, factor_id="") if one.id in own else one for one in facts.sources)) if own else facts


def _results(
    facts: Facts, quantities: Mapping[tuple[Subject, Month], Fraction], method: MethodChoice, catalogue: Catalogue
) -> tuple[SourceResult, ...]:
    active = (source for source in facts.sources if source.active)
    return tuple(_result(source, facts, quantities, method, catalogue) for source in active)


def _result(
    source: EmissionSource,
    facts: Facts,
    quantities: Mapping[tuple[Subject, Month], Fraction],
    method: MethodChoice,
    catalogue: Catalogue,
) -> SourceResult:
    kind = catalogue.source_types[source.type_code]
    context = MethodContext(source, kind, catalogue, method, facts.factor_year or facts.period.end.year, facts.venue.region)
    unanswered = ""
    try:
        components = components_of(context)
    except UnansweredError as reason:
        components, unanswered = (), str(reason)
    counted = proven(source, facts.records) if kind.method == "market_instrument" else None
    if counted is not None and components and _own_power(facts, catalogue):
        components, unanswered = (), _no_deduction(source)
    lines: list[EmissionLine] = []
    memo: list[EmissionLine] = []
    coefficients = [(component, component.coefficient) for component in components]
    for month in facts.period:
        quantity = quantities.get((Subject(source.id), month))
        if quantity is None:
            continue
        if counted is not None:
            quantity = counted.get(month, Fraction(0))
        for component, coefficient in coefficients:
            line = _line(source, month, quantity, component, coefficient)
            (memo if component.scope is Scope.MEMO else lines).append(line)
    return SourceResult(source, kind, tuple(lines), tuple(memo), unanswered)


def _no_deduction(source: EmissionSource) -> str:
    """Why certificates and an own factor of power do not go together: the kWh would be taken off at a factor they never had."""
    return _("外购电力已用自有因子，「{name}」不能再按剩余因子抵减。").format(name=source.name)


def _line(source: EmissionSource, month: Month, quantity: Fraction, component: Component, coefficient: Fraction) -> EmissionLine:
    return EmissionLine(
        source_id=source.id,
        month=month,
        quantity=quantity,
        unit=source.unit,
        gas=component.gas,
        scope=component.scope,
        uses=component.uses,
        tco2e=quantity * coefficient,
        in_p1=component.in_p1,
    )


def _market_based(
    facts: Facts, quantities: Mapping[tuple[Subject, Month], Fraction], method: MethodChoice, catalogue: Catalogue
) -> tuple[Fraction | None, str]:
    """The market-based total, or None with the reason: missing proof is an error, never silently zero."""
    gaps = proof_gaps(facts.sources, facts.records, facts.period, catalogue)
    reason = refusal(gaps, surplus(facts.sources, facts.records, facts.period, catalogue))
    green = instruments(facts.sources, catalogue)
    if not reason and green and _own_power(facts, catalogue):
        reason = _no_deduction(green[0])
    if reason:
        return None, reason
    return _total(_results(facts, quantities, replace(method, basis=Scope2Basis.MARKET), catalogue)), ""


def _total(results: Sequence[SourceResult], *, p1: bool = False) -> Fraction:
    return sum((result.total(p1=p1) for result in results), Fraction(0))


def _quality(results: Sequence[SourceResult], records: Iterable[ActivityRecord]) -> tuple[tuple[str, Fraction], ...]:
    """Share of the emissions by data-quality grade; what has several records is split by their quantities (domain.md §4.8).

    What goes by a default leak rate is an estimate whatever its records say (domain.md §4.1).
    """
    grades: dict[RecordId, DataQuality] = {record.id: record.grade() for record in records}
    shares = shares_by_month(records)
    weights = {grade: Fraction(0) for grade in DataQuality}
    for result in results:
        for line in result.lines:
            parts = shares.get((Subject(result.source.id), line.month), ())
            whole = sum(abs(micro) for _record, micro in parts)
            for record_id, micro in parts:
                if whole:
                    grade = DataQuality.D if result.type.method == "leak_rate" else grades[record_id]
                    weights[grade] += abs(line.tco2e) * abs(micro) / whole
    total = sum(weights.values())
    return tuple((grade.value, weight / total if total else Fraction(0)) for grade, weight in weights.items())
