"""Checks of what events take out of a year: no more than was used, and nothing that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator

from core.accounting.check_context import Case, day_text
from core.accounting.checks_claims import claims_something
from core.domain.activity import shares_by_month
from core.domain.finding import Finding, Place, Severity
from core.domain.quantity import shown, shown_micro
from core.i18n import _


def no_more_than_was_used(case: Case) -> Iterator[Finding]:
    """V51: what events take out of a row and month is no more than what was recorded there."""
    context = case.context
    used = shares_by_month(context.records)
    for (subject, month), parts in shares_by_month(context.netted).items():
        row = case.rows.get(subject)
        netted = -sum(micro for _record, micro in parts)
        recorded = sum(micro for _record, micro in used.get((subject, month), ()))
        if row is not None and netted > recorded:
            parameters = {
                "netted": f"{shown_micro(netted, row.unit.decimals)} {row.unit.label}",
                "recorded": f"{shown_micro(recorded, row.unit.decimals)} {row.unit.label}",
            }
            name = _("{row} {month}月").format(row=row.name, month=month.month)
            yield case.finding("V51", Severity.BLOCK, Place("activity", subject, month), parameters, name)


def answered_for(case: Case) -> Iterator[Finding]:
    """V52: an event that is taken out of the year is made up for by itself; a claim for the year would else pass over it."""
    context = case.context
    severity = Severity.BLOCK if claims_something(case) else Severity.WARN
    for event in context.netted_events:
        if not event.covered:
            parameters = {"tonnes": shown(event.tonnes, 2), "start": day_text(event.start)}
            yield case.finding("V52", severity, Place("events", field="settled", record=str(event.dossier_id)), parameters, event.name)
