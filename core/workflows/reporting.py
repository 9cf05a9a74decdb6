"""Writing papers and workbooks: the footprint report, the papers about reductions, templates empty or prefilled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from core.documents.forms import form2_pdf, form2_xlsx
from core.documents.placing import place_file
from core.documents.reports.footprint import footprint_pdf
from core.documents.workbook import CellValue, WorkbookContent
from core.documents.workbook_venue import field_choices, venue_rows
from core.documents.workbook_writing import write_workbook
from core.domain.catalogue import VenueType
from core.domain.dossier import DossierKind
from core.domain.emission import SourceType
from core.domain.quantity import micro_to_decimal
from core.errors import UsageError
from core.i18n import _
from core.workflows import addressing, boundary, claim_door, compiling, dossiers, evaluating, events, live_books, papering, reduction_papers
from core.workflows.addressing import FormCopy
from core.workflows.bill_rows import bill_rows, meter_change_rows
from core.workflows.monthly import monthly_grid
from core.workflows.views import GridRow
from core.workflows.workspace import Workspace, reference_data

KINDS = (
    *("footprint", "workbook", "plan", "budget", "record", "programmes", "statement", "application", "evaluation", "form1", "form2"),
    *("implementation", "disclosure", "datasheet"),
)
"""Every kind of report of the command line's contract."""


def write_report(ws: Workspace, dossier_id: str, kind: str, path: Path, copy: FormCopy = FormCopy.PLAIN) -> None:
    """Write one report; 附表2 and the papers about reductions as a workbook where the name ends so.

    Args:
        ws: the open ledger.
        dossier_id: whose report it is.
        kind: one of KINDS.
        path: the file.
        copy: which sheets of 附表1; a blank 附表2 is `write_blank_form`.

    Raises:
        UsageError: the kind does not fit the dossier, there is no such copy of it, or this version does not make it.
        RuleError: 附表1 is to be addressed and nothing names its authority, or paper or file name hold a word that the level forbids.
        EnvironmentFault: the file cannot be written.
    """
    event = dossiers.dossier(ws, dossier_id).kind is DossierKind.EVENT
    form = events.event(ws, dossier_id) if event else None
    if kind in {"form1", "form2"} and not event:
        raise UsageError("report.event", _("附表1、附表2 只用于活动档案。"), _("运营档案请用 footprint。"))
    if kind in {"form1", "form2"} and form is not None and not form.files_form:
        raise UsageError("report.participant", _("附表1、附表2 由活动组织者报送，本单位是参加者。"), _("参加的活动请用 application。"))
    if kind == "application" and event and (form is None or form.files_form):
        raise UsageError("report.operation", _("申请书用于运营档案；活动用附表1。"), _("请用 form1。"))
    _require_name(ws, dossier_id, kind, path.name)
    if copy is not FormCopy.PLAIN:
        if kind != "form1":
            raise UsageError("report.copy", _("只有附表1 分报送件和抄送件。"), _("请去掉 --copy，或用 --kind form1。"))
        place_file(path, addressing.form1_copies(papering.desk(ws, dossier_id), copy))
    elif kind in _FILES:
        _FILES[kind](ws, dossier_id, path)
    elif kind in _PAPERS:
        place_file(path, _PAPERS[kind](papering.desk(ws, dossier_id), path))
    else:
        known = "、".join((*_FILES, *_PAPERS))
        raise UsageError(
            "report.kind",
            _("「{kind}」在这个版本里不可用。").format(kind=kind),
            _("可用：{known}。").format(known=known),
        )


def _require_name(ws: Workspace, dossier_id: str, kind: str, name: str) -> None:
    """A file's name is read by whoever gets it; the dossier is looked up for those names only that hold such a word at all."""
    if claim_door.suspicious(name):
        desk = papering.desk(ws, dossier_id)
        claim_door.require_name(name, kind, desk.taken, desk.view, papering.words_level(desk.view, kind))


def write_blank_form(kind: str, path: Path) -> None:
    """Write 附表1 or 附表2 as issued, without any entry; 附表2 as a workbook where the name ends so.

    Raises:
        UsageError: another kind of report, which has no blank form.
        EnvironmentFault: the file cannot be written.
    """
    if kind not in {"form1", "form2"}:
        raise UsageError("report.blank", _("只有附表1、附表2 有空白表。"), _("请用 --kind form1 或 form2。"))
    workbook = path.suffix.lower() == ".xlsx"
    place_file(path, addressing.blank_form1() if kind == "form1" else addressing.blank_form2(workbook=workbook))


def _form2(desk: papering.Desk, path: Path) -> bytes:
    rows, context = papering.form2_rows(desk), papering.form2_context(desk)
    data = form2_xlsx(rows, context) if path.suffix.lower() == ".xlsx" else form2_pdf(rows, context)
    return papering.out(desk, "form2", data)


def write_footprint(ws: Workspace, dossier_id: str, path: Path) -> None:
    """Write the footprint report as PDF.

    Raises:
        RuleError: it holds a word that the dossier's level forbids.
        EnvironmentFault: the file cannot be written.
    """
    desk = papering.desk(ws, dossier_id)
    place_file(path, papering.out(desk, "report", footprint_pdf(desk.package.report)))


def write_blank_template(type_code: str, path: Path) -> None:
    """Write an empty template for a venue type.

    Raises:
        UsageError: there is no such type.
        EnvironmentFault: the file cannot be written.
    """
    kind = reference_data().venue_types.get(type_code)
    if kind is None:
        known = "、".join(reference_data().venue_types)
        raise UsageError("template.type", _("没有场所类型「{code}」。").format(code=type_code), _("可用：{known}。").format(known=known))
    catalogue = reference_data()
    proposed = [source for source in kind.sources if source.ticked]
    sources: list[Mapping[str, CellValue]] = [
        {"name": s.name_zh, "type": _type_name(s.type_code), "unit": _unit_label(s.type_code), "species": s.species or None}
        for s in proposed
    ]
    months: list[Mapping[str, CellValue]] = [{"subject": s.name_zh, "unit": _unit_label(s.type_code)} for s in proposed]
    for output in (catalogue.outputs[one.code] for one in kind.outputs):
        months.append({"subject": output.zh, "unit": catalogue.units[output.unit].label})
    venue = venue_rows({"type": kind.zh}, kind.profile, _labels())
    content = WorkbookContent(
        title=_("{kind}月度数据").format(kind=kind.zh),
        rows={"venue": venue, "sources": tuple(sources), "monthly": tuple(months)},
        dropdowns=_dropdowns(boundary.offered_types(catalogue)),
        field_choices=_field_choices(kind),
    )
    write_workbook(path, content)


def write_template(ws: Workspace, dossier_id: str, path: Path) -> None:
    """Write the workbook of a dossier, prefilled with its venue, sources, typed figures, bills and meter changes.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    taken = compiling.snapshot(ws, dossier_id)
    grid = monthly_grid(ws, dossier_id)
    kind = taken.catalogue.venue_types[taken.venue.type_code]
    region = taken.catalogue.regions.get(taken.venue.region)
    identity: dict[str, CellValue] = {
        "organization": taken.organization.name,
        "credit_code": taken.organization.credit_code,
        "name": taken.venue.name,
        "type": kind.zh,
        "region": region.name if region else taken.venue.region,
        "year": str(taken.dossier.period.start.year),
        **dict(taken.venue.current_profile()),
    }
    sources: list[Mapping[str, CellValue]] = []
    for source in taken.sources:
        accounts = [m for m in taken.meters if m.source_id == source.id]
        row: dict[str, CellValue] = {
            "name": source.name,
            "type": _type_name(source.type_code),
            "unit": taken.catalogue.units[source.unit].label,
            "species": source.species or None,
            "factor": source.factor_id or None,
            "excluded_reason": source.excluded_reason or None,
            "excluded_tonnes": source.excluded_tonnes,
        }
        for meter in accounts:
            style = "含末日" if meter.end_included else "末日为下期首日"
            sources.append({**row, "account": meter.account, "multiplier": meter.multiplier, "period_style": style})
        if not accounts:
            sources.append(row)
    content = WorkbookContent(
        title=_("{name} {label}年").format(name=taken.venue.name, label=taken.dossier.period.label),
        rows={
            "venue": venue_rows(identity, kind.profile, _labels()),
            "sources": tuple(sources),
            "monthly": tuple(_monthly_row(row) for row in grid.rows()),
            "bills": bill_rows(taken),
            "meter_changes": meter_change_rows(taken),
        },
        sample=taken.venue.sample,
        dropdowns={
            **_dropdowns(boundary.offered_types(taken.catalogue, taken.sources)),
            ("bills", "source"): tuple(s.name for s in taken.sources if s.active),
        },
        field_choices=_field_choices(kind),
    )
    write_workbook(path, content)


def _monthly_row(row: GridRow) -> Mapping[str, CellValue]:
    """A row with the figures typed by hand; what bills feed stays with the bills."""
    values: dict[str, CellValue] = {"subject": row.name, "unit": row.unit_label}
    for number, cell in enumerate(row.cells, start=1):
        if cell.micro is not None and not cell.billed:
            values[f"m{number:02d}"] = micro_to_decimal(cell.micro)
    return values


def _type_name(code: str) -> str:
    return reference_data().source_types[code].zh


def _unit_label(code: str) -> str:
    catalogue = reference_data()
    return catalogue.units[catalogue.source_types[code].unit].label


def _labels() -> Mapping[str, str]:
    return {unit.code: unit.label for unit in reference_data().units}


def _dropdowns(kinds: Sequence[SourceType]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """What may be chosen in the columns that the catalogue decides, for rows of these kinds."""
    catalogue = reference_data()
    species = sorted({name for kind in kinds for name in kind.species_choices})
    factors = sorted({name for kind in kinds for name in kind.factor_choices})
    units = sorted({catalogue.units[code].label for kind in kinds for code in (kind.unit, *kind.units)})
    return {
        ("sources", "type"): tuple(kind.zh for kind in kinds),
        ("sources", "unit"): tuple(units),
        ("sources", "species"): tuple(species),
        ("sources", "factor"): tuple(factors),
        ("bills", "unit"): tuple(units),
    }


def _field_choices(kind: VenueType) -> Mapping[str, tuple[str, ...]]:
    catalogue = reference_data()
    types = tuple(one.zh for one in catalogue.venue_types.values())
    return field_choices(kind.profile, types=types, regions=tuple(region.name for region in catalogue.regions.values()))


_FILES: Mapping[str, Callable[[Workspace, str, Path], None]] = {
    "footprint": write_footprint,
    "workbook": live_books.write_live_book,
    "datasheet": write_template,
    "evaluation": lambda ws, dossier_id, path: place_file(path, evaluating.evaluation_paper(ws, dossier_id)),
    **{kind: partial(reduction_papers.write_paper, kind=kind) for kind in reduction_papers.WRITERS},
}
_PAPERS: Mapping[str, Callable[[papering.Desk, Path], bytes]] = {
    "statement": lambda desk, _path: papering.statement(desk),
    "application": lambda desk, _path: papering.application(desk),
    "implementation": lambda desk, _path: papering.implementation(desk),
    "disclosure": lambda desk, _path: papering.disclosure(desk),
    "form1": lambda desk, _path: papering.form1(desk),
    "form2": _form2,
}
