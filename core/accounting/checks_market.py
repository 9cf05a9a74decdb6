"""Checks of green power: proof for every month, no more than was bought, and no megawatt-hour claimed twice (domain.md N16)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from core.accounting.check_context import Case, joined
from core.accounting.market_proof import double_claims, months_text, proof_gaps, surplus
from core.domain.emission import Scope2Basis, SourceId
from core.domain.finding import Finding, Severity
from core.domain.quantity import MICRO, shown_total


def proof_of_green_power(case: Case) -> Iterator[Finding]:
    """V47: each month of green power has its certificates and their retirement attached; without, no market-based total stands."""
    context = case.context
    gaps = proof_gaps(context.sources, context.records, case.period, context.catalogue)
    severity = Severity.BLOCK if context.dossier.method.basis is Scope2Basis.MARKET else Severity.WARN
    for source_id in dict.fromkeys(gap.source.id for gap in gaps):
        found = [gap for gap in gaps if gap.source.id == source_id]
        row = case.rows[str(source_id)]
        stated, behind = (sum(amounts, Fraction(0)) for amounts in zip(*((gap.stated, gap.proven) for gap in found), strict=True))
        parameters = {"months": months_text(found), "stated": row.amount(stated * MICRO), "proven": row.amount(behind * MICRO)}
        yield case.finding("V47", severity, case.cell(row, found[0].month, field_name="proof"), parameters, row.name)


def no_more_than_was_bought(case: Case) -> Iterator[Finding]:
    """V48: green power and certificates of the period do not exceed the power bought in it."""
    context = case.context
    excess = surplus(context.sources, context.records, case.period, context.catalogue)
    if excess is not None:
        row = case.rows[str(excess.sources[0].id)]
        parameters = {
            "rows": joined(one.name for one in excess.sources),
            "certified": shown_total(excess.certified, 0),
            "bought": shown_total(excess.bought, 0),
        }
        yield case.finding("V48", Severity.BLOCK, case.cell(row, field_name="surplus"), parameters, row.name)


def one_claim_a_megawatt_hour(case: Case) -> Iterator[Finding]:
    """V49: the same megawatt-hours are not claimed by a green certificate and by CCER credits."""
    context = case.context
    claimed: set[tuple[SourceId, str]] = set()
    for claim in double_claims(context.sources, context.records, context.lots, context.catalogue):
        if (claim.source.id, str(claim.lot.id)) not in claimed:
            claimed.add((claim.source.id, str(claim.lot.id)))
            row = case.rows[str(claim.source.id)]
            place = case.cell(row, field_name="ccer", record=str(claim.record.id))
            parameters = {"project": claim.lot.project, "certificate": claim.record.invoice or claim.record.note or "—"}
            yield case.finding("V49", Severity.BLOCK, place, parameters, row.name)
