"""The file an event is read from: one [event] table with the fields of 附表1, and an [[item]] for each part of its footprint.

The keys of [event] are the fields of `EventForm`: name, organizer, start, end, place, region, kind, scale, people, sessions,
area_m2, content, role, level, promised, stages, accounting, accounting_body, measures, neutrality, products, other_product,
offset_tonnes, neutral_on, department, contact, phone, confirmation, confirming_body, plan (a file), settled, bureau, filed_on,
copied_on. Only name, start and end are needed; organizer, place and region are the venue's where they are left out. An [[item]]
has stage, type, name, unit, species, factor, estimate, actual, basis, supplier, netted_from (name of the venue's source whose
bills hold it already) and evidence (a list of files); quantities are written as one would type them. Files are named relative to
the evidence folder.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from core.domain.activity import EvidenceRef
from core.domain.event import AccountingBy, Confirmation, EventForm, EventLevel, EventRole, EventStage, NeutralityType
from core.domain.offset import ProductType
from core.i18n import _
from core.workflows.submission_views import ItemDraft
from core.workflows.toml_files import TomlFile, TomlTable
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EventFile:
    """What a file says: the form, the items, and the files that both name; nothing is entered yet."""

    form: EventForm
    items: tuple[ItemDraft, ...]
    files: tuple[EvidenceRef, ...]


def read_event(ws: Workspace, path: Path, evidence_folder: Path | None, start: EventForm) -> EventFile:
    """Read an event file.

    Args:
        ws: the ledger whose evidence folder takes the files in.
        path: the file.
        evidence_folder: where the files lie; the folder ``evidence`` beside the file where None.
        start: what is known already; what the file leaves out is taken from it.

    Raises:
        FileError: the file or one it names cannot be read, or a value is not what it should be.
    """
    file = TomlFile(path, evidence_folder)
    file.only("event", "item")
    files: list[EvidenceRef] = []
    form = _form(ws, file, file.one("event"), start, files)
    items = tuple(_draft(ws, file, table, files) for table in file.many("item"))
    return EventFile(form, items, tuple(files))


def _form(ws: Workspace, file: TomlFile, table: TomlTable, start: EventForm, files: list[EvidenceRef]) -> EventForm:
    first, last = table.day("start"), table.day("end")
    if first is None or last is None:
        raise table.wrong("start" if first is None else "end", _("日期，如 2025-05-01"))
    plan = table.text("plan", "")
    if plan:
        files.append(file.keep(ws.store, plan))
    form = replace(
        start,
        name=table.text("name"),
        organizer=table.text("organizer", "") or start.organizer,
        start=first,
        end=last,
        place=table.text("place", "") or start.place,
        region=table.text("region", "") or start.region,
        kind=table.text("kind", ""),
        scale=table.text("scale", ""),
        content=table.text("content", ""),
        role=table.choice("role", EventRole.ORGANIZER),
        level=table.choice("level", EventLevel.OTHER),
        promised=table.flag("promised"),
        people=table.integer("people"),
        sessions=table.integer("sessions"),
        area_m2=table.number("area_m2"),
        stages=table.choices("stages", EventStage) or start.stages,
        accounting=table.choice("accounting", AccountingBy.SELF),
        accounting_body=table.text("accounting_body", ""),
        measures=table.text("measures", ""),
        neutrality=table.choice("neutrality", NeutralityType.ORGANIZER),
        products=table.choices("products", ProductType),
        other_product=table.text("other_product", ""),
        offset_tonnes=table.number("offset_tonnes"),
        neutral_on=table.day("neutral_on"),
        department=table.text("department", ""),
        contact=table.text("contact", ""),
        phone=table.text("phone", ""),
        confirmation=table.choice("confirmation", Confirmation.SELF),
        confirming_body=table.text("confirming_body", ""),
        plan=files[0].id if files else None,
        settled=table.flag("settled"),
        bureau=table.text("bureau", ""),
        filed_on=table.day("filed_on"),
        copied_on=table.day("copied_on"),
    )
    table.finish()
    return form


def _draft(ws: Workspace, file: TomlFile, table: TomlTable, files: list[EvidenceRef]) -> ItemDraft:
    attached = [file.keep(ws.store, name) for name in table.texts("evidence")]
    files += attached
    return ItemDraft(
        dossier_id="",
        stage=table.needed_choice("stage", EventStage),
        type_code=table.text("type"),
        name=table.text("name", ""),
        unit=table.text("unit", ""),
        species=table.text("species", ""),
        factor_id=table.text("factor", ""),
        estimate=table.quantity("estimate"),
        actual=table.quantity("actual"),
        basis=table.text("basis", ""),
        evidence=tuple(reference.id for reference in attached),
        supplier=table.text("supplier", ""),
        netted_from=table.text("netted_from", ""),
    )
