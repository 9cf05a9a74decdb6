"""Proofs of savings: what a measure really saved, from the data of before and after, beside what its formula claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.measure_claims import CARRIERS, carrier_of, in_row_unit
from core.accounting.saving_proof import FitLimits, SavingProof, baseline_months, missing, proven
from core.catalogue_loader.proof_limits import proof_limits
from core.domain.activity import EvidenceRef, Subject, output_subject, shares_by_month
from core.domain.emission import EmissionSource
from core.domain.measure import PlannedMeasure
from core.domain.organization import VenueId
from core.domain.period import Month
from core.domain.quantity import MICRO
from core.domain.reduction import MeasureProof, MonthProof, ProofId, ProofMethod
from core.errors import InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import weighing
from core.workflows.measure_desk import state_name
from core.workflows.planning_rules import weighed_venue
from core.workflows.proof_words import difference_in_words, equation_in_words, fit_in_words, limits_in_words
from core.workflows.weighing import UNITS, WeighedMeasure, Weighing
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

LONGEST = 36
"""Months a proof may span."""


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A carried-out measure with what it claims and what was measured.

    Attributes:
        proof: as kept; `proposal`: what a new one would begin with.
        months_measured: how many months the measured saving is of.
        claimed: what the formula says for the same months, in `unit`; measured: what was found; None while nothing was.
        claimed_t, measured_t: the same in tonnes.
        difference: in words, how far what was measured lies from what was expected.
        fit: how well the baseline fits, in words; equation: the fit itself.
        months: the months of the proof.
        refusal: why the measured saving proves nothing; empty where it does.
    """

    measure_id: str
    name: str
    planned: PlannedMeasure
    state_name: str
    proof: MeasureProof | None
    proposal: MeasureProof
    unit: str
    months_measured: int
    claimed: Fraction
    measured: Fraction | None
    claimed_t: Fraction
    measured_t: Fraction | None
    difference: str
    fit: str
    equation: str
    months: tuple[MonthProof, ...]
    refusal: str
    evidence: tuple[EvidenceRef, ...]


@dataclass(frozen=True, slots=True)
class ProofsView:
    """Everything about the proofs of a venue.

    Attributes:
        sources, drivers, outputs: what may be chosen, as code and name.
        typed_name: what is usually typed beside the drivers; empty for none.
        achieved_t: measured tonnes of proofs that hold: only these may stand as 已实现.
        limits: what a fit must keep, in words, with the documents.
    """

    rows: tuple[ProofRow, ...]
    sources: tuple[tuple[str, str], ...]
    drivers: tuple[tuple[str, str], ...]
    typed_name: str
    achieved_t: Fraction
    limits: str


def proofs_view(ws: Workspace, dossier_id: str) -> ProofsView:
    """The proofs of a dossier's venue.

    Raises:
        InputError: there is no such dossier.
    """
    weighed = weighing.weigh(ws, dossier_id)
    with ws.store.read() as work:
        rows = tuple(_row(work, weighed, one, planned) for one in weighed.measures if (planned := carried_out(one)) is not None)
    taken = weighed.taken
    usual = proof_limits().drivers.get(taken.venue.type_code)
    kind = taken.catalogue.venue_types[taken.venue.type_code]
    outputs = (taken.catalogue.outputs[one.code] for one in kind.outputs)
    return ProofsView(
        rows=rows,
        sources=tuple((one.id, one.name) for one in taken.sources if one.active and _output_of(weighed, one)),
        drivers=tuple((one.code, localized(one.zh, one.en)) for one in outputs),
        typed_name=localized(usual.typed_zh, usual.typed_en) if usual is not None else "",
        achieved_t=sum((row.measured_t for row in rows if row.measured_t is not None and not row.refusal), Fraction(0)),
        limits=limits_in_words(),
    )


def carried_out(one: WeighedMeasure) -> PlannedMeasure | None:
    """The plan's entry of a measure that is carried out; None for any other."""
    planned = one.planned
    return planned if planned is not None and not planned.draft and planned.state.carried_out else None


# ---------------------------------------------------------------- reading


def _row(work: UnitOfWork, weighed: Weighing, one: WeighedMeasure, planned: PlannedMeasure) -> ProofRow:
    proof = next(iter(work.proofs.of_measure(planned.id)), None)
    seen = proof or proposed(weighed, one, planned)
    found, refusal = _found(work, weighed, seen) if proof is not None else (None, _("还没有登记实测。"))
    measured, months = _measured(seen, found) if proof is not None else (None, ())
    count = len(months) or _span(seen)
    claimed = one.formula_outputs.get(seen.output, Fraction(0)) * count / 12
    worth = weighed.using.worth().get(seen.output, Fraction(0)) / 1000
    evidence = weighed.taken.evidence
    return ProofRow(
        measure_id=one.measure.id,
        name=one.name,
        planned=planned,
        state_name=state_name(planned.state),
        proof=proof,
        proposal=seen,
        unit=UNITS.get(seen.output, ""),
        months_measured=count,
        claimed=claimed,
        measured=measured,
        claimed_t=claimed * worth,
        measured_t=None if measured is None else measured * worth,
        difference=difference_in_words(claimed, measured),
        fit=fit_in_words(found),
        equation=equation_in_words(weighed, seen, found),
        months=months,
        refusal=refusal or _without_evidence(planned, proof),
        evidence=tuple(evidence[file] for file in (proof.evidence if proof else ()) if file in evidence),
    )


def _span(proof: MeasureProof) -> int:
    """Months of a proof; a meter's own reading without months is of a year."""
    return len(months_between(proof.first, proof.last)) or 12


def _measured(proof: MeasureProof, found: SavingProof | None) -> tuple[Fraction | None, tuple[MonthProof, ...]]:
    if proof.method is ProofMethod.METER:
        return (None if proof.metered is None else Fraction(proof.metered)), ()
    return (None, ()) if found is None else (found.saved, found.months)


def _found(work: UnitOfWork, weighed: Weighing, proof: MeasureProof) -> tuple[SavingProof | None, str]:
    """The saving of a baseline, and why it proves nothing."""
    if proof.method is ProofMethod.METER:
        return None, "" if proof.metered is not None else _("还没有填计量的节约量。")
    try:
        uses, drivers, baseline, months = series(work, weighed, proof)
    except InputError as error:
        return None, str(error)
    limits = proof_limits()
    found = proven(uses, drivers, baseline, months, FitLimits(Fraction(limits.r2), Fraction(limits.cv_percent) / 100))
    if found is None:
        return None, _("基线拟合不出来：驱动因素不变，或互相重复。请换一个驱动因素。")
    if found.fit is None:
        return found, _("未归一化：没有选驱动因素，两年的差别不能算作减排量。")
    if not found.good:
        return found, _("基线拟合不合格，实测值不能采用：{fit}。请补驱动因素（如度日数）或换基线年。").format(fit=fit_in_words(found))
    return found, ""


def series(
    work: UnitOfWork, weighed: Weighing, proof: MeasureProof
) -> tuple[Mapping[Month, Fraction], list[Mapping[Month, Fraction]], tuple[Month, ...], tuple[Month, ...]]:
    """Uses in the output's unit, drivers, the months of the baseline and those of the proof.

    Raises:
        InputError: something is missing, with the months.
    """
    if proof.baseline_from is None or proof.first is None or proof.last is None:
        raise InputError("proof.months", _("还没有填基线起月和核算月份。"))
    source = next((one for one in weighed.taken.sources if one.id == proof.source_id), None)
    if source is None:
        raise InputError("proof.source", _("还没有选用能行。"), _("请选这项措施改变了哪一行的用量。"))
    baseline, months = baseline_months(proof.baseline_from), months_between(proof.first, proof.last)
    records = work.activities.of_venue(VenueId(source.venue_id), min(*baseline, *months), max(*baseline, *months))
    quantities = {
        (subject, month): Fraction(sum(micro for _record, micro in parts), MICRO)
        for (subject, month), parts in shares_by_month(records).items()
    }
    kind = weighed.taken.catalogue.source_types[source.type_code]
    each = (
        in_row_unit(CARRIERS[proof.output][1], source.unit, kind.inputs, weighed.taken.catalogue)
        if proof.output in CARRIERS
        else Fraction(1)
    )
    if not each or _output_of(weighed, source) != proof.output:
        message = _("「{name}」不是这项措施节约的能源。").format(name=source.name)
        raise InputError("proof.source", message, _("请选同一种能源的行。"))
    uses = {month: amount / each for (subject, month), amount in quantities.items() if subject == Subject(source.id)}
    _complete(_("「{name}」").format(name=source.name), (*baseline, *months), uses)
    drivers: list[Mapping[Month, Fraction]] = []
    for code in proof.drivers:
        output = weighed.taken.catalogue.outputs[code]
        own = {month: amount for (subject, month), amount in quantities.items() if subject == output_subject(code)}
        _complete(_("「{name}」").format(name=localized(output.zh, output.en)), (*baseline, *months), own)
        drivers.append(own)
    if proof.typed_values:
        typed = {Month.parse(month): Fraction(value) for month, value in proof.typed_values.items()}
        _complete(_("「{name}」").format(name=proof.typed_name or _("另填的驱动因素")), (*baseline, *months), typed)
        drivers.append(typed)
    return uses, drivers, baseline, months


def _complete(name: str, months: Iterable[Month], series: Mapping[Month, Fraction]) -> None:
    holes = missing(tuple(months), series)
    if holes:
        words = _("、").join(str(month) for month in holes)
        raise InputError(
            "proof.missing",
            _("{name}缺少这些月份：{months}。").format(name=name, months=words),
            _("请先在月度填报里补齐，基线须满 12 个月。"),
        )


def months_between(first: Month | None, last: Month | None) -> tuple[Month, ...]:
    """The months from the first to the last, both included; no more than a proof may span."""
    found: list[Month] = []
    while first is not None and last is not None and first <= last and len(found) < LONGEST:
        found.append(first)
        first = first.plus(1)
    return tuple(found)


def _output_of(weighed: Weighing, source: EmissionSource) -> str:
    """The output of formulas that a source's carrier is; empty for none."""
    kind = weighed.taken.catalogue.source_types[source.type_code]
    carrier = carrier_of(kind.method, kind.inputs)
    return next((output for output, (name, _unit) in CARRIERS.items() if name == carrier), "")


def _known_months(weighed: Weighing, source: EmissionSource) -> set[Month]:
    taken = weighed.taken
    records = (*taken.records, *taken.last_year, *taken.earlier)
    return {month for subject, month in shares_by_month(records) if subject == Subject(source.id)}


def proposed(weighed: Weighing, one: WeighedMeasure, planned: PlannedMeasure) -> MeasureProof:
    """What a proof begins with: the twelve months before it was put into operation, those after, the usual drivers, the likeliest row.

    Where the ledger begins later, the month of commissioning is taken as the last of the twelve: that only lowers the baseline.
    """
    output = next((name for name, _formula in one.measure.formulas if name in CARRIERS), one.measure.formulas[0][0])
    done = Month(planned.done_on.year, planned.done_on.month) if planned.done_on is not None else None
    usual = proof_limits().drivers.get(weighed.taken.venue.type_code)
    same = [source for source in weighed.taken.sources if source.active and _output_of(weighed, source) == output]
    first = done.plus(1) if done is not None else None
    known = _known_months(weighed, same[0]) if same else set()
    starts = (done.plus(-12), done.plus(-11)) if done is not None else ()
    end = weighed.taken.dossier.period.end
    return MeasureProof(
        id=ProofId(""),
        plan_id=planned.id,
        method=ProofMethod.BASELINE if same else ProofMethod.METER,
        output=output,
        source_id=same[0].id if same else "",
        baseline_from=next((one for one in starts if set(baseline_months(one)) <= known), starts[0] if starts else None),
        first=first,
        last=max((month for month in known if first is not None and first <= month <= end), default=first),
        drivers=usual.outputs if usual is not None else (),
    )


def _without_evidence(planned: PlannedMeasure, proof: MeasureProof | None) -> str:
    return "" if planned.evidence or (proof is not None and proof.evidence) else _("还没有佐证文件。")


def refusal(ws: Workspace, venue_id: str, measure_id: str) -> str:
    """Why a measure cannot be 已核实, in words; empty where its measured saving holds."""
    weighed = weighed_venue(ws, venue_id)
    one = weighed.by_id.get(measure_id) if weighed is not None else None
    planned = carried_out(one) if one is not None else None
    if weighed is None or one is None or planned is None:
        return _("还没有实施，或这一年没有数据。")
    with ws.store.read() as work:
        return _row(work, weighed, one, planned).refusal
