"""The live workbook of a dossier: its account, the same facts in every comparing method, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from core.accounting.footprint import Facts, footprint
from core.documents.live_workbook import live_workbook_bytes
from core.documents.live_workbook_plan import LiveBook
from core.documents.placing import place_file
from core.documents.reports.footprint_paper import FootprintPaper
from core.domain.activity import shares_by_month
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, GridScope, Scope2Basis
from core.domain.inventory import GhgInventory
from core.domain.own_factor import is_own
from core.domain.period import Month
from core.domain.quantity import MICRO
from core.workflows import compiling, papering
from core.workflows.quoting import footprint_paper
from core.workflows.workspace import Workspace

_OUTPUT = "output:"


def write_live_book(ws: Workspace, dossier_id: str, path: Path) -> None:
    """Write the account of a dossier, operation or event, as a workbook with live formulas.

    Raises:
        InputError: there is no such dossier.
        EnvironmentFault: the file cannot be written.
    """
    taken = compiling.snapshot(ws, dossier_id)
    paper = footprint_paper(ws, taken, compiling.inventory_of(taken))
    data = live_workbook_bytes(live_book(taken.facts(), paper))
    desk = papering.desk(ws, dossier_id)
    place_file(path, papering.out(desk, "workbook", data))


def live_book(facts: Facts, paper: FootprintPaper) -> LiveBook:
    """What the workbook is made from: the account on the paper, and the same facts in each method it is compared with."""
    method, catalogue = paper.inventory.method, paper.catalogue
    market = footprint(facts, replace(method, basis=Scope2Basis.MARKET), catalogue, compare=False)
    published = _with_published_power(facts, catalogue)

    def on_grid(grid: GridScope) -> GhgInventory:
        return footprint(published, replace(method, basis=Scope2Basis.LOCATION, grid=grid), catalogue, compare=False)

    recorded, outputs = _recorded(facts)
    grids = tuple((grid, on_grid(grid)) for grid in (GridScope.PROVINCE, GridScope.REGION, GridScope.NATION))
    return LiveBook(paper, market, grids, recorded, outputs)


def _with_published_power(facts: Facts, catalogue: Catalogue) -> Facts:
    """The facts that the three grid averages are compared on: rows of power with an own factor take the published one (factors.md R3)."""

    def published(source: EmissionSource) -> EmissionSource:
        power = catalogue.source_types[source.type_code].method == "purchased_electricity"
        return replace(source, factor_id="") if power and is_own(source.factor_id) else source

    return replace(facts, sources=tuple(published(source) for source in facts.sources))


def _recorded(facts: Facts) -> tuple[Mapping[tuple[str, Month], Fraction], Mapping[str, Mapping[Month, Fraction]]]:
    """What was recorded inside the period: of sources by source and month, of outputs by output and month."""
    sources: dict[tuple[str, Month], Fraction] = {}
    outputs: dict[str, dict[Month, Fraction]] = {}
    for (subject, month), parts in shares_by_month(facts.records).items():
        if month in facts.period:
            amount = Fraction(sum(micro for _record, micro in parts), MICRO)
            if subject.startswith(_OUTPUT):
                outputs.setdefault(subject, {})[month] = amount
            else:
                sources[str(subject), month] = amount
    return sources, outputs
