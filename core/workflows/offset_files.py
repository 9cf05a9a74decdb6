"""The file lots are read from: one [[lot]] table for each.

Keys: product, registry, project, tonnes, serial_from, serial_to, subtype, methodology, location, vintage, issued_on, account,
acquired_on, retired_on, retirement_id, beneficiary, unit_price_yuan, source, priority_region, note, period (of a summary of guests'
offsets), proof (a list of files), use (tonnes for the dossier); for new forests a [lot.sink] table with coordinates, species, area,
planting, monitoring, period; and what was looked up of the quality as true or false in a [lot.quality] table. Files are named relative
to the evidence folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.domain.activity import EvidenceRef
from core.domain.credit_register import QUALITY_FIELDS
from core.domain.offset import CreditQuality, OffsetSource, ProductType, SinkFacts
from core.i18n import _
from core.workflows.submission_views import LotDraft
from core.workflows.toml_files import TomlFile, TomlTable
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LotEntry:
    """One lot of a file: what is typed, its retirement, its proof, and how much of it the dossier uses."""

    draft: LotDraft
    retired_on: date | None
    retirement_id: str
    proof: tuple[EvidenceRef, ...]
    use: int


def read_lots(ws: Workspace, path: Path, evidence_folder: Path | None) -> tuple[LotEntry, ...]:
    """Read a file of lots; nothing is entered yet.

    Raises:
        FileError: the file or one it names cannot be read, or a value is not what it should be.
    """
    file = TomlFile(path, evidence_folder)
    file.only("lot")
    return tuple(_entry(ws, file, table) for table in file.many("lot"))


def _entry(ws: Workspace, file: TomlFile, table: TomlTable) -> LotEntry:
    tonnes = table.integer("tonnes")
    if tonnes is None:
        raise table.wrong("tonnes", _("整数"))
    draft = LotDraft(
        product=table.needed_choice("product", ProductType),
        registry=table.text("registry"),
        project=table.text("project"),
        tonnes=tonnes,
        serial_from=table.text("serial_from", ""),
        serial_to=table.text("serial_to", "") or table.text("serial_from", ""),
        subtype=table.text("subtype", ""),
        methodology=table.text("methodology", ""),
        location=table.text("location", ""),
        vintage=table.integer("vintage"),
        account=table.text("account", ""),
        acquired_on=table.day("acquired_on"),
        beneficiary=table.text("beneficiary", ""),
        unit_price_yuan=table.number("unit_price_yuan"),
        source=table.choice("source", OffsetSource.INSTITUTION),
        priority_region=table.flag("priority_region"),
        note=table.text("note", ""),
        sink=_sink(table, table.text("period", "")),
        quality=_quality(table.inner("quality")),
        issued_on=table.day("issued_on"),
    )
    return LotEntry(
        draft=draft,
        retired_on=table.day("retired_on"),
        retirement_id=table.text("retirement_id", ""),
        proof=tuple(file.keep(ws.store, name) for name in table.texts("proof")),
        use=table.integer("use") or 0,
    )


def _quality(table: TomlTable) -> CreditQuality:
    answers = {name: table.flag(name) if table.has(name) else None for name in QUALITY_FIELDS}
    table.finish()
    return CreditQuality(**answers)


def _sink(lot: TomlTable, period: str) -> SinkFacts:
    table = lot.inner("sink")
    facts = SinkFacts(
        coordinates=table.text("coordinates", ""),
        species=table.text("species", ""),
        area=table.text("area", ""),
        planting=table.text("planting", ""),
        monitoring=table.text("monitoring", ""),
        period=table.text("period", period),
    )
    table.finish()
    return facts
