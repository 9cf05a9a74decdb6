"""What the commands of carbon credits print: the register, and what became of a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.cli.printing import say, table
from core.domain.credit_register import QUALITY_FIELDS
from core.i18n import _
from core.workflows.import_views import Fate
from core.workflows.offset_import import LotImport
from core.workflows.submission_views import LotRow, OffsetsView

_MOST_LINES = 20


def document(view: OffsetsView) -> dict[str, Any]:
    """The register as a dossier sees it."""
    return {
        "dossier": view.dossier.id,
        "needed_t": str(view.needed),
        "retired_t": str(view.retired),
        "personal_t": str(view.personal),
        "pending_t": str(view.pending),
        "missing_t": str(view.missing),
        "deadline": view.deadline.isoformat(),
        "sink_deadline": view.sink_deadline.isoformat(),
        "days_left": view.days_left,
        "cost_yuan": _number(view.cost_yuan),
        "unpriced_t": str(view.unpriced),
        "wording": view.sentence,
        "notes": list(view.notes),
        "lots": [_lot_document(row) for row in view.rows],
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _lot_document(row: LotRow) -> dict[str, Any]:
    lot = row.lot
    return {
        "id": lot.id,
        "product": lot.product.value,
        "subtype": lot.subtype,
        "source": lot.source.value,
        "registry": lot.registry,
        "project": lot.project,
        "methodology": lot.methodology,
        "location": lot.location,
        "priority_region": lot.priority_region,
        "vintage": lot.vintage,
        "issued_on": lot.issued_on.isoformat() if lot.issued_on else None,
        "tonnes": str(lot.tonnes),
        "serial_from": lot.serial_from,
        "serial_to": lot.serial_to,
        "account": lot.account,
        "unit_price_yuan": _number(lot.unit_price_yuan),
        "cost_yuan": _number(row.cost_yuan),
        "period": lot.sink.period if lot.sink else "",
        "retired_on": lot.retired_on.isoformat() if lot.retired_on else None,
        "retirement_id": lot.retirement_id,
        "beneficiary": lot.beneficiary,
        "proof": [file.original_name for file in row.proof],
        "deadline": row.deadline.isoformat(),
        "days_left": row.days_left,
        "quality": {name: getattr(lot.quality, name) for name in QUALITY_FIELDS},
        "state": row.state.value,
        "why": row.why,
        "points": [{"name": point.name, "text": point.text, "state": point.state.value} for point in row.points],
        "allocated_t": str(row.allocated),
        "elsewhere_t": str(row.elsewhere),
        "free_t": str(row.free),
    }


def say_lots(view: OffsetsView) -> None:
    """The register in words."""
    say(view.dossier.title)
    summary = _("应抵消 {needed} 吨，已注销 {retired} 吨，待注销 {pending} 吨，还差 {missing} 吨；期限 {deadline}")
    say(
        summary.format(
            needed=view.needed, retired=view.retired, pending=view.pending, missing=view.missing, deadline=view.deadline.isoformat()
        )
    )
    if view.personal:
        say(_("其中个人自愿 {personal} 吨").format(personal=view.personal))
    for note in view.notes:
        say(note)
    rows = [(_("编号"), _("产品"), _("项目"), _("序列号"), _("吨"), _("本档"), _("结余"), _("期限"), _("状态"))]
    rows += [
        (
            row.lot.id,
            row.product_name,
            row.lot.project,
            row.serials,
            str(row.lot.tonnes),
            str(row.allocated),
            str(row.free),
            row.deadline.isoformat(),
            row.state_name,
        )
        for row in view.rows
    ]
    table(rows, right=(4, 5, 6))


def import_document(told: LotImport) -> dict[str, Any]:
    """What became of a table."""
    return {
        "file": told.file,
        "dry_run": told.dry_run,
        "read": len(told.rows),
        "accepted": told.count(Fate.NEW),
        "changed": told.count(Fate.CHANGED),
        "unchanged": told.count(Fate.UNCHANGED),
        "refused": told.count(Fate.REFUSED),
        "rows": [
            {"row": one.row, "project": one.name, "fate": one.fate.value, "changed": list(one.changed), "place": one.place, "why": one.why}
            for one in told.rows
        ],
    }


def say_import(told: LotImport) -> None:
    """The same in words."""
    counts = _("读到 {read} 行：新增 {accepted}，更改 {changed}，未变 {unchanged}，未导入 {refused}")
    found = import_document(told)
    say(counts.format(**{name: found[name] for name in ("read", "accepted", "changed", "unchanged", "refused")}))
    lines = [f"{one.place} {one.name}：{one.why}" for one in told.rows if one.fate is Fate.REFUSED]
    for line in lines[:_MOST_LINES]:
        say(f"  {line}")
    if len(lines) > _MOST_LINES:
        say(_("  ……另有 {count} 条，全部见 --json。").format(count=len(lines) - _MOST_LINES))
    if told.dry_run:
        say(_("这是试导入，账本没有改动。"))
