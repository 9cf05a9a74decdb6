"""Checks of refrigerants against the nameplates of the machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from core.accounting.check_context import MACHINE_METHODS, Case, Row, joined
from core.domain.activity import ActivityRecord
from core.domain.emission import Meter
from core.domain.finding import Finding, Place, Severity
from core.domain.quantity import MICRO
from core.i18n import _

_TOP_UP = "gas_release"


def _rows(case: Case, methods: Iterable[str]) -> tuple[Row, ...]:
    return tuple(row for row in case.rows.values() if row.kind is not None and row.kind.method in methods)


def _machines(case: Case, row: Row) -> tuple[Meter, ...]:
    """The machines of a row whose nameplate was written down."""
    own = (meter for meter in case.context.meters if row.source is not None and meter.source_id == row.source.id)
    return tuple(meter for meter in own if meter.charge)


# ---------------------------------------------------------------- V21: how much


def top_ups(case: Case) -> Iterator[Finding]:
    """V21: no machine takes more in a year than it holds, and a large charge does not stay tight for years without a line."""
    for row in _rows(case, (_TOP_UP,)):
        machines = _machines(case, row)
        if machines:
            yield from _too_much(case, row, machines) or _never(case, row, machines)


def _too_much(case: Case, row: Row, machines: tuple[Meter, ...]) -> list[Finding]:
    """Machines that took more than their charge; where the papers name no machine, all of them together."""
    records = [record for record in case.counted if record.subject == row.subject]
    found = []
    for machine in machines:
        own = [record for record in records if record.meter_id == machine.id]
        if own and _kilograms(own) > Fraction(machine.charge or 0):
            name = f"{machine.account} {machine.name}".strip()
            place = case.bill_cell(own[-1], field_name="charge")
            found.append(_more(case, place, row, name, (_kilograms(own), Fraction(machine.charge or 0))))
    whole = sum((Fraction(machine.charge or 0) for machine in machines), Fraction(0))
    everyone = len(machines) == sum(1 for meter in case.context.meters if row.source and meter.source_id == row.source.id)
    if not found and everyone and _kilograms(records) > whole:
        names = joined(machine.account for machine in machines)
        found.append(_more(case, case.cell(row, field_name="charge"), row, names, (_kilograms(records), whole)))
    return found


def _kilograms(records: Iterable[ActivityRecord]) -> Fraction:
    return Fraction(sum(record.micro for record in records), MICRO)


def _more(case: Case, place: Place, row: Row, name: str, amounts: tuple[Fraction, Fraction]) -> Finding:
    topped, charge = (row.amount(int(amount * MICRO)) for amount in amounts)
    problem = _("{machine}的铭牌充注量 {charge}，本期加注 {topped}").format(machine=name, charge=charge, topped=topped)
    parameters = {"problem": problem, "expected": _("不多于铭牌充注量 {charge}").format(charge=charge)}
    return case.finding("V21", Severity.WARN, place, parameters, row.name)


def _never(case: Case, row: Row, machines: tuple[Meter, ...]) -> list[Finding]:
    """A charge that is large enough, and no top-up in this year nor in those before it, as far as the ledger goes back."""
    charge = sum((Fraction(machine.charge or 0) for machine in machines), Fraction(0))
    years = int(case.limit("V21", "years"))
    if charge <= case.limit("V21", "charge_kg") or any(_topped(case, row, back) is not False for back in range(years)):
        return []
    problem = _("充注量合计 {charge}，连续 {years} 年没有加注").format(charge=row.amount(int(charge * MICRO)), years=years)
    expected = _("有加注记录，或写明机组未泄漏的依据")
    return [case.finding("V21", Severity.WARN, case.cell(row, field_name="never"), {"problem": problem, "expected": expected}, row.name)]


def _topped(case: Case, row: Row, back: int) -> bool | None:
    """Whether the row took anything in the year that lies `back` years before the period; None where the year was not kept."""
    period = case.period
    for _step in range(back):
        period = period.previous()
    months = [case.months.get((str(row.subject), month)) for month in period]
    return None if all(micro is None for micro in months) else any(months)


# ---------------------------------------------------------------- V22: which


def nameplates(case: Case) -> Iterator[Finding]:
    """V22: the refrigerant of a row is the one on the nameplates of its machines."""
    for row in _rows(case, MACHINE_METHODS):
        for meter in case.context.meters:
            if row.source is None or meter.source_id != row.source.id or not meter.refrigerant:
                continue
            if _spelled(meter.refrigerant) != _spelled(row.source.species):
                parameters = {
                    "machine": f"{meter.account} {meter.name}".strip(),
                    "nameplate": meter.refrigerant,
                    "species": row.source.species,
                }
                place = Place("profile", str(row.subject), field="refrigerant", record=str(meter.id))
                yield case.finding("V22", Severity.BLOCK, place, parameters, row.name)


def _spelled(name: str) -> str:
    """Without case, hyphens and spaces: R-410A is R410a."""
    return "".join(char for char in name.casefold() if char.isalnum())
