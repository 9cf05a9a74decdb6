"""Comparing the figures that a table expects with what the ledger computes from the very rows that were taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.accounting.footprint import Facts, footprint, source_results
from core.documents.mapping import BY_SOURCE, Tolerance
from core.domain.activity import ActivityRecord
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier, DossierId, DossierStatus
from core.domain.emission import MethodProfile, Scope
from core.domain.inventory import SourceResult
from core.domain.period import Month
from core.domain.quantity import plain
from core.i18n import _
from core.workflows.importing_table_report import ComparedFigure, Comparison
from core.workflows.importing_table_rows import Expected, RowDraft, Span
from core.workflows.importing_table_venues import VenueState

_SCOPES = {"scope1_tco2e": Scope.ONE, "scope2_tco2e": Scope.TWO, "scope3_tco2e": Scope.THREE}


class NotComparable(Exception):  # noqa: N818 - a value on its way to the report
    """Why there is no figure of ours; the message is for the report."""


class Figures:
    """Computes the dossiers that rows went to, each once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._results: dict[DossierId, tuple[SourceResult, ...]] = {}
        self._known: dict[tuple[DossierId, Month | None, str], Fraction] = {}

    def _facts(self, state: VenueState, dossier: Dossier) -> Facts:
        """What the ledger will hold.

        Raises:
            NotComparable: the dossier is locked and keeps the figures that it was locked with.
        """
        if dossier.status is DossierStatus.LOCKED:
            raise NotComparable(_("档案已锁定"))
        first, after = dossier.period.first_day, dossier.period.day_after
        records = tuple(one for one in state.records.values() if _touches(one, first, after))
        return Facts(state.venue, dossier.period, tuple(state.sources), records)

    def tonnes(self, state: VenueState, dossier: Dossier, span: Span) -> Fraction | None:
        """The tonnes of a row's year or month; None for a bill, and where something is not computed."""
        try:
            return self._figure(state, dossier, span, "total_tco2e")
        except NotComparable:
            return None

    def compare(self, state: VenueState, dossier: Dossier, draft: RowDraft, expected: Expected) -> ComparedFigure:
        """One expected figure beside ours."""
        column, unit = expected.column, self._catalogue.units[expected.column.unit]
        text = f"{plain(expected.value):f}" if expected.value is not None else ""
        made = ComparedFigure(
            draft.number, column.column, column.figure, text, unit.label, None, Comparison.NOT_COMPARABLE, expected.problem
        )
        if expected.value is None:
            return made
        try:
            tonnes = self._figure(state, dossier, draft.span, column.figure)
        except NotComparable as reason:
            return replace(made, reason=str(reason))
        computed = self._catalogue.units.convert(tonnes, "t", column.unit)
        outcome = Comparison.EQUAL if _equal(computed, expected.value, column.tolerance) else Comparison.DIFFERENT
        return replace(made, computed=computed, outcome=outcome)

    def _figure(self, state: VenueState, dossier: Dossier, span: Span, figure: str) -> Fraction:
        if not span.whole_year and span.month is None:
            raise NotComparable(_("票据的数按天分摊到各月，没有单独的排放量"))
        key = dossier.id, span.month, figure
        if key not in self._known:
            facts = self._facts(state, dossier)
            market = figure == "market_based_tco2e"
            self._known[key] = self._market(facts, dossier, span) if market else self._sum(facts, dossier, span, figure)
        return self._known[key]

    def _sum(self, facts: Facts, dossier: Dossier, span: Span, figure: str) -> Fraction:
        if dossier.id not in self._results:
            self._results[dossier.id] = source_results(facts, dossier.method, self._catalogue)
        results = self._results[dossier.id]
        if figure.startswith(BY_SOURCE):
            name = figure.removeprefix(BY_SOURCE).strip()
            results = tuple(one for one in results if _called(one, name))
            if not results:
                raise NotComparable(_("没有名为「{name}」的排放源").format(name=name))
        self._require_answers(results, facts.records)
        p1 = figure == "p1_tco2e" or (figure != "p2_tco2e" and dossier.method.profile is MethodProfile.P1)
        scope = _SCOPES.get(figure)
        lines = (line for one in results for line in one.lines if (line.in_p1 or not p1) and span.month in {None, line.month})
        return sum((line.tco2e for line in lines if scope is None or line.scope is scope), Fraction(0))

    def _market(self, facts: Facts, dossier: Dossier, span: Span) -> Fraction:
        inventory = footprint(facts, dossier.method, self._catalogue)
        self._require_answers(inventory.results, facts.records)
        if inventory.market_based is None or span.month is not None:
            raise NotComparable(inventory.market_note or _("市场法只有全年的数"))
        return inventory.market_based

    @staticmethod
    def _require_answers(results: tuple[SourceResult, ...], records: Iterable[ActivityRecord]) -> None:
        used = {str(record.subject) for record in records}
        for one in results:
            if one.unanswered and str(one.source.id) in used:
                raise NotComparable(_("「{name}」未核算").format(name=one.source.name))


def _touches(record: ActivityRecord, first: date, after: date) -> bool:
    if record.month is not None:
        return first <= record.month.first_day < after
    return record.start is not None and record.end is not None and record.start < after and record.end > first


def _called(result: SourceResult, name: str) -> bool:
    source = result.source
    return source.name == name or source.name.startswith(f"{name}（") or name in {result.type.code, result.type.zh, result.type.en}


def _equal(computed: Fraction, expected: Decimal, tolerance: Tolerance | None) -> bool:
    """Within the tolerance; without one, equal at the decimals that are written."""
    distance = abs(computed - Fraction(expected))
    if tolerance is None:
        exponent = expected.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return distance <= Fraction(1, 2 * 10**decimals)
    if tolerance.share is not None:
        return distance <= abs(Fraction(expected)) * tolerance.share
    return distance <= (tolerance.amount or 0)
