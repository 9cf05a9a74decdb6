"""What a boundary leaves out, as pages and papers show it: reason, size, who runs it, and how much of the whole is counted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.accounting.exclusions import Coverage, Exclusion, SizeBasis, coverage, estimated_tonnes
from core.accounting.reconciliation import reconcile
from core.documents.reports.package_paper import BoundaryPaper, MeterTreeRow, PackagePaper
from core.domain.emission import EmissionSource
from core.domain.inventory import GhgInventory
from core.domain.quantity import read_quantity, rounded, shown
from core.errors import InputError
from core.i18n import _
from core.workflows import compiling
from core.workflows.compiling import Snapshot
from core.workflows.reconciling import MeterLine, meter_lines
from core.workflows.workspace import Workspace

SIGNIFICANT = Fraction(1, 100)
"""A single exclusion of this share of the whole is named as significant (domain.md N4)."""

ENOUGH = Fraction(95, 100)
"""Share of the whole that is to be counted (domain.md N4)."""

_DECIMALS = 4
"""Decimals kept of an estimate in tonnes."""


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """One source that is left out.

    Attributes:
        size: its tonnes in words, with where they come from.
        significant: whether it is at least a hundredth of the whole.
    """

    source_id: str
    name: str
    reason: str
    operator: str
    tonnes: Fraction | None
    size: str
    significant: bool


@dataclass(frozen=True, slots=True)
class CoverageView:
    """All of them, and what they mean together.

    Attributes:
        share: counted share of counted and left out together; None without figures.
        unknown: how many have no size.
        sentence: the two in words.
    """

    rows: tuple[ExclusionView, ...]
    share: Fraction | None
    unknown: int
    sentence: str


def covered(ws: Workspace, dossier_id: str) -> CoverageView:
    """What a dossier leaves out."""
    taken = compiling.snapshot(ws, dossier_id)
    return covered_of(taken, compiling.inventory_of(taken, compare=False))


def covered_of(taken: Snapshot, computed: GhgInventory) -> CoverageView:
    """The same of what was read and computed."""
    found = coverage(taken.facts(), taken.last_year, taken.dossier.method, taken.catalogue, computed.total())
    rows = tuple(_row(found, row) for row in found.rows)
    unknown = sum(1 for row in rows if row.tonnes is None)
    return CoverageView(rows, found.share, unknown, _sentence(found, unknown))


def _row(found: Coverage, row: Exclusion) -> ExclusionView:
    share = found.share_of(row)
    source = row.source
    significant = share is not None and share >= SIGNIFICANT
    return ExclusionView(source.id, source.name, source.excluded_reason, source.operator, row.tonnes, _size_words(row, share), significant)


def _size_words(row: Exclusion, share: Fraction | None) -> str:
    if row.tonnes is None:
        return _("有用量，没有因子") if row.basis is SizeBasis.UNANSWERED else _("未估计")
    if row.basis is SizeBasis.NOTHING:
        return _("本身不排放")
    basis = {
        SizeBasis.RECORDS: _("按本期用量"),
        SizeBasis.LAST_YEAR: _("按上一年用量"),
        SizeBasis.ESTIMATE: _("估计"),
    }[row.basis]
    return _("{tonnes} tCO2e，占 {share}%（{basis}）").format(tonnes=shown(row.tonnes, 2), share=shown((share or 0) * 100, 1), basis=basis)


def _sentence(found: Coverage, unknown: int) -> str:
    if not found.rows:
        return ""
    if found.share is None:
        return _("还没有数据，算不出计入的比例。")
    enough = _("不低于 95%") if found.share >= ENOUGH else _("低于 95%，要写明理由")
    said = _("计入的占已知排放的 {share}%（{enough}）。").format(share=shown(found.share * 100, 1), enough=enough)
    return said + (_("另有 {count} 项未估计规模。").format(count=unknown) if unknown else "")


def estimate(ws: Workspace, dossier_id: str, source_id: str, text: str) -> Decimal:
    """Tonnes a year that a typed yearly quantity of a source would be, with the factor of its kind.

    Raises:
        InputError: the text is no quantity, the source is not the venue's, or its factor is not chosen.
    """
    taken = compiling.snapshot(ws, dossier_id)
    source = next((one for one in taken.sources if one.id == source_id), None)
    if source is None:
        raise InputError("source.unknown", _("没有这个排放源。"), _("它可能已被撤销，请刷新页面。"))
    typed = read_quantity(text, source.unit, taken.catalogue.units)
    tonnes = estimated_tonnes(source, typed.original, typed.micro, taken.facts(), taken.dossier.method, taken.catalogue)
    if tonnes is None:
        message = _("「{name}」还没有选定因子，算不出吨数。").format(name=source.name)
        raise InputError("source.no_factor", message, _("请直接填估计的吨数。"))
    return rounded(tonnes, _DECIMALS)


# ---------------------------------------------------------------- paper 06


def boundary_paper(package: PackagePaper, taken: Snapshot, computed: GhgInventory) -> BoundaryPaper:
    """What 核算边界与排除说明 is printed from."""
    left_out = covered_of(taken, computed)
    tree = reconcile(taken.metered_facts(), taken.catalogue) if taken.event is None else None
    return BoundaryPaper(
        package=package,
        meters=taken.meters,
        tenants=tuple(_operated(source) for source in taken.sources if source.operator),
        sizes={row.source_id: row.size for row in left_out.rows},
        significant=frozenset(row.source_id for row in left_out.rows if row.significant),
        coverage=left_out.sentence,
        meter_tree=tuple(_tree_row(line) for line in meter_lines(tree)) if tree is not None else (),
        meter_notes=tree.notes if tree is not None else (),
    )


def _operated(source: EmissionSource) -> tuple[str, str]:
    inside = _("含") if source.active else _("不含：{reason}").format(reason=source.excluded_reason)
    return _("{operator}（{source}）").format(operator=source.operator, source=source.name), inside


def _tree_row(line: MeterLine) -> MeterTreeRow:
    quantity = shown(line.kilowatt_hours, 0) if line.kilowatt_hours is not None else "—"
    return MeterTreeRow(line.depth, line.name, quantity, shown(line.share * 100, 1) if line.share is not None else "—")
