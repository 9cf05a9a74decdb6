"""Checks of what one source alone cannot show: a machine counted by two methods."""

from __future__ import annotations

from collections.abc import Iterator

from core.accounting.check_context import Case
from core.accounting.methods_findings import machines_counted_twice
from core.domain.finding import Finding, Place, Severity
from core.i18n import _


def machines_once(case: Case) -> Iterator[Finding]:
    """V50: a machine's gas goes by mass balance or by leak rate, never by both."""
    context = case.context
    for number, double in enumerate(machines_counted_twice(context.sources, context.meters, context.catalogue)):
        place = Place("profile", str(double.leak.id), field=f"machine{number}")
        parameters = {
            "machine": double.machine or _("{species} 的设备").format(species=double.leak.species),
            "balance": double.balance.name,
            "leak": double.leak.name,
        }
        yield case.finding("V50", Severity.BLOCK, place, parameters, double.leak.name)
