"""The venue's own evaluation of a dossier, as pages, commands and papers show it; never the platform's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.evaluation import EvaluationFacts, EvaluationRule, Judgement, Outcome, evaluate, plan_parts
from core.accounting.market_proof import double_claims
from core.catalogue_loader.claim_rules import evaluation_rules
from core.documents.reports.evaluation import evaluation_pdf
from core.documents.reports.package_paper import EvaluationLine, EvaluationPaper
from core.domain.dossier import Dossier, DossierKind
from core.domain.finding import Place
from core.domain.organization import Venue
from core.i18n import _
from core.workflows import compiling, excluding, filing, papering, targeting
from core.workflows.claiming import standing_name
from core.workflows.compiling import Snapshot
from core.workflows.submission_views import ClaimView
from core.workflows.wording import localized
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One rule as shown.

    Attributes:
        title, asks: the rule in words; `source` with the mark of how far it has been checked.
        words: why it stands so, with its figures.
        place: where it is mended.
    """

    code: str
    title: str
    asks: str
    source: str
    outcome: Outcome
    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """The whole list of a dossier, beside what may be claimed."""

    dossier: Dossier
    venue: Venue
    claim: ClaimView
    rows: tuple[EvaluationRow, ...]

    def count(self, outcome: Outcome) -> int:
        """How many rules stand so."""
        return sum(1 for row in self.rows if row.outcome is outcome)

    def counts(self) -> dict[str, int]:
        """The same of all: ``passed``, ``failed`` and ``open``."""
        return {outcome.value: self.count(outcome) for outcome in Outcome}


def plan_headings() -> Mapping[str, str]:
    """Field of the implementation plan → its heading."""
    return plan_parts()


def outcome_name(outcome: Outcome) -> str:
    """满足, 未满足 or 不能在此判断."""
    names = {Outcome.PASSED: _("满足"), Outcome.FAILED: _("未满足"), Outcome.OPEN: _("不能在此判断")}
    return names[outcome]


def evaluation(ws: Workspace, dossier_id: str) -> EvaluationView:
    """Judge a dossier by the rules that this program knows.

    Raises:
        InputError: there is no such dossier.
        FileError: the rules that ship with the program are damaged.
    """
    taken = compiling.snapshot(ws, dossier_id)
    claim = filing.claim(ws, dossier_id)
    return EvaluationView(taken.dossier, taken.venue, claim, tuple(_rows(taken, _facts(ws, taken, claim))))


def evaluation_paper(ws: Workspace, dossier_id: str) -> bytes:
    """碳中和自评表 of a dossier as PDF.

    Raises:
        InputError: there is no such dossier.
        RuleError: the claim holds a blocked word.
    """
    desk, view = papering.desk(ws, dossier_id), evaluation(ws, dossier_id)
    claim = view.claim
    paper = EvaluationPaper(
        package=desk.package,
        claim=desk.claim,
        standing=_("{standing}；级别：{level}").format(standing=standing_name(claim.standing), level=claim.level_name),
        counts=_("满足 {passed} 条，未满足 {failed} 条，不能在此判断 {open} 条").format(**view.counts()),
        lines=tuple(EvaluationLine(row.code, row.title, row.asks, row.source, outcome_name(row.outcome), row.words) for row in view.rows),
    )
    return papering.out(desk, "evaluation", evaluation_pdf(paper))


def _facts(ws: Workspace, taken: Snapshot, claim: ClaimView) -> EvaluationFacts:
    computed = compiling.inventory_of(taken)
    covered = excluding.covered_of(taken, computed)
    with ws.store.read() as work:
        plan = work.implementation_plans.get(taken.dossier.id)
        allocations = {one.lot_id for one in work.allocations.of_dossier(taken.dossier.id)}
        lots = tuple(lot for lot in work.lots.all() if lot.id in allocations)
    return EvaluationFacts(
        kind=taken.dossier.kind,
        inventory=computed,
        balance=claim.balance,
        file=claim.file,
        level=claim.level,
        terms=taken.terms(ws.today()),
        lots=lots,
        share=covered.share if covered.rows else Fraction(1) if computed.total() else None,
        unknown=covered.unknown,
        plan=plan,
        plan_attached=taken.event is not None and taken.event.plan is not None,
        allowed=_allowed(ws, taken),
        doubles=double_claims(taken.sources, taken.records, lots, taken.catalogue),
    )


def _allowed(ws: Workspace, taken: Snapshot) -> Fraction | None:
    """What the venue's own target allows for the year of the dossier; None without one, and for an event."""
    if taken.dossier.kind is DossierKind.EVENT:
        return None
    view = targeting.pathway_view(ws, taken.dossier.id)
    year = taken.dossier.period.end.year
    return next((one.allowed_t for one in view.years if one.year == year), None) if view.target is not None else None


def _rows(taken: Snapshot, facts: EvaluationFacts) -> Iterator[EvaluationRow]:
    rules = {rule.code: rule for rule in evaluation_rules()}
    for found in evaluate(facts, rules.values()):
        yield _row(taken, rules[found.code], found)


def _row(taken: Snapshot, rule: EvaluationRule, found: Judgement) -> EvaluationRow:
    return EvaluationRow(
        code=rule.code,
        title=localized(rule.zh, rule.en),
        asks=localized(rule.asks_zh, rule.asks_en),
        source=f"{rule.mark.value} {rule.source}",
        outcome=found.outcome,
        words=found.words,
        place=Place(found.page, field=found.field, record=str(taken.dossier.id)),
    )
