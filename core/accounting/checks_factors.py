"""Checks of the factors that the ledger's own people bring."""

from __future__ import annotations

from collections.abc import Iterator

from core.accounting.check_context import Case
from core.domain.finding import Finding, Place, Severity


def proof_of_own_factors(case: Case) -> Iterator[Finding]:
    """V46: an own factor that a source inside the boundary computes with has a file that proves it."""
    bare = {one.factor_id: one for one in case.context.own_factors if not one.evidence}
    page = "profile" if case.context.event is None else "events"
    for row in case.rows.values():
        factor = bare.get(row.source.factor_id) if row.source is not None else None
        if factor is not None:
            parameters = {"name": factor.name, "value": f"{factor.value} {factor.unit}", "document": factor.document}
            yield case.finding("V46", Severity.BLOCK, Place(page, str(row.subject), field="factor"), parameters)
