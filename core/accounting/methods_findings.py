"""What the methods cannot see in one source alone: a machine counted twice, and factors with another report's GWP inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Meter, SourceId
from core.domain.inventory import FactorUse, GhgInventory

_BALANCE = ("gas_release", "gas_recovery")


@dataclass(frozen=True, slots=True)
class DoubleMachine:
    """A machine whose gas is accounted by mass balance and by leak rate.

    Attributes:
        machine: account and name of the machine; empty where a row lists no machines, so that nobody can tell them apart.
        balance: the row with refills or recoveries.
        leak: the row with the charge.
    """

    machine: str
    balance: EmissionSource
    leak: EmissionSource


def machines_counted_twice(sources: Iterable[EmissionSource], meters: Iterable[Meter], catalogue: Catalogue) -> tuple[DoubleMachine, ...]:
    """Machines in a mass-balance row and in a leak-rate row at once; a machine may only be in one of them (domain.md §4.1).

    Machines are the meters of a refrigerant row, the same when their account numbers are. Two rows of one refrigerant of which one
    lists no machines cannot be told apart and are named without a machine.
    """
    active = [source for source in sources if source.active]
    machines = _machines(meters)
    found = []
    for leak in (one for one in active if catalogue.source_types[one.type_code].method == "leak_rate"):
        for balance in (one for one in active if catalogue.source_types[one.type_code].method in _BALANCE):
            here, there = machines.get(leak.id, {}), machines.get(balance.id, {})
            found += [DoubleMachine(label, balance, leak) for key, label in here.items() if key in there]
            if balance.species == leak.species and not (here and there):
                found.append(DoubleMachine("", balance, leak))
    return tuple(found)


def _machines(meters: Iterable[Meter]) -> Mapping[SourceId, Mapping[str, str]]:
    """Row → account without case and spaces → what the machine is called."""
    found: dict[SourceId, dict[str, str]] = {}
    for meter in meters:
        label = f"{meter.account} {meter.name}".strip()
        found.setdefault(meter.source_id, {})["".join(meter.account.casefold().split())] = label
    return found


def other_gwp_sets(inventory: GhgInventory) -> tuple[tuple[EmissionSource, FactorUse], ...]:
    """Sources and factors whose built-in GWP is of another report than the dossier's; each factor of a source once."""
    chosen = inventory.method.gwp_set.value
    found: dict[tuple[str, str], tuple[EmissionSource, FactorUse]] = {}
    for result in inventory.results:
        for line in (*result.lines, *result.memo):
            for use in line.uses:
                if use.gwp_set and use.gwp_set != chosen:
                    found.setdefault((result.source.id, use.factor_id), (result.source, use))
    return tuple(found.values())
