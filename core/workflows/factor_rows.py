"""The rows of the factor library as people look them up: what a ledger uses, and everything about one row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionFactor
from core.errors import InputError
from core.i18n import _
from core.workflows.compiling import Snapshot, catalogue_with, inventory_of, snapshot_in
from core.workflows.wording import localized
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One row: a factor, a warming potential, a share of a blend or a benchmark.

    Attributes:
        kind: ``factor``, ``gwp``, ``blend`` or ``benchmark``.
        mark: how sure we are of its source, as a word of `EvidenceMark`.
        used_by: titles of the dossiers whose figures use it.
    """

    kind: str
    id: str
    name: str
    value: str
    unit: str
    vintage: int | None
    region: str
    document: str
    clause: str
    mark: str
    used_by: tuple[str, ...] = ()


def rows(ws: Workspace, *, everything: bool = False) -> tuple[FactorRow, ...]:
    """The rows in force that the dossiers of this ledger use, or all of them; the ledger's own factors among them.

    A locked dossier may use a row of another edition; it is not in this list unless it is in force too.
    """
    used = _uses(ws)
    found = _all_rows(_in_force(ws), used)
    return tuple(row for row in found if everything or row.used_by)


def library(ws: Workspace) -> tuple[FactorRow, ...]:
    """Every row in force without who uses it, for which no figure has to be computed."""
    return tuple(_all_rows(_in_force(ws), {}))


def row(ws: Workspace, row_id: str) -> tuple[tuple[FactorRow, ...], tuple[FactorRow, ...]]:
    """Everything about one id: its rows (a blend has several), and the other years of its series, the newest first.

    Raises:
        InputError: nothing in force has this id.
    """
    catalogue, used = _in_force(ws), _uses(ws)
    found = tuple(one for one in _all_rows(catalogue, used) if one.id == row_id)
    if not found:
        raise InputError(
            "factor.unknown", _("在用的因子库里没有编号为「{id}」的行。").format(id=row_id), _("用 factors list --all 查看全部编号。")
        )
    factor = catalogue.factors.get(row_id)
    others = catalogue.vintages(factor.series) if factor is not None and factor.series else ()
    return found, tuple(_factor(one, used) for one in reversed(others) if one.id != row_id)


def _in_force(ws: Workspace) -> Catalogue:
    with ws.store.read() as work:
        return catalogue_with(ws.catalogue, work.own_factors.all())


def _uses(ws: Workspace) -> dict[str, tuple[str, ...]]:
    """Id → titles of the dossiers whose figures use it."""
    with ws.store.read() as work:
        dossiers = work.dossiers.all()
    found: dict[str, dict[str, None]] = {}
    for dossier in dossiers:
        with ws.store.read() as work:
            taken = snapshot_in(ws, work, dossier)
        for factor_id in _used_in(taken):
            found.setdefault(factor_id, {})[dossier.title] = None
    return {factor_id: tuple(titles) for factor_id, titles in found.items()}


def _used_in(taken: Snapshot) -> Iterator[str]:
    for result in inventory_of(taken, compare=False).results:
        for line in (*result.lines, *result.memo):
            yield from (use.factor_id for use in line.uses if use.factor_id)


def _all_rows(catalogue: Catalogue, used: dict[str, tuple[str, ...]]) -> Iterator[FactorRow]:
    for factor in catalogue.factors.values():
        yield _factor(factor, used)
    for gwp in catalogue.gwp_values:
        name = f"{gwp.species} {gwp.gwp_set.value}"
        uses = used.get(gwp.id, ())
        yield FactorRow("gwp", gwp.id, name, f"{gwp.value:f}", "", None, "", gwp.document, gwp.clause, gwp.mark.name.lower(), uses)
    for blend in catalogue.blends.values():
        for component, share in blend.components:
            name, mark = f"{blend.species} · {component}", blend.mark.name.lower()
            yield FactorRow("blend", blend.id, name, f"{share:f}", "", None, "", blend.document, "", mark, used.get(blend.id, ()))
    for one in catalogue.benchmarks:
        name, value, mark = localized(one.zh, one.en), f"{one.value:f}", one.mark.name.lower()
        yield FactorRow("benchmark", one.id, name, value, one.unit, None, one.region, one.document, one.clause, mark)


def _factor(one: EmissionFactor, used: dict[str, tuple[str, ...]]) -> FactorRow:
    return FactorRow(
        kind="factor",
        id=one.id,
        name=localized(one.zh, one.en),
        value=f"{one.value:f}",
        unit=one.unit,
        vintage=one.vintage,
        region=one.region,
        document=one.document,
        clause=one.clause,
        mark=one.mark.name.lower(),
        used_by=used.get(one.id, ()),
    )
