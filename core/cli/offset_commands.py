"""Commands of carbon credits: offset add, retire, allocate, list."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, day_option, number_option, say, say_json, table
from core.domain.offset import OffsetSource, ProductType
from core.errors import UsageError
from core.i18n import _
from core.workflows import offsetting
from core.workflows.submission_views import LotDraft, LotRow, OffsetsView
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = (
        "main.py offset add 账本.tanzhang --product CCER --registry 登记机构 --project 项目 --tonnes 450 --serial-from A1 --serial-to A450"
    )
    one = add_command(commands, "offset", _("登记、注销、使用和列出减排量"), example)
    one.add_argument("act", choices=["add", "retire", "allocate", "list"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--file", type=Path, help=_("一次登记整个文件（.toml），并用于这份档案"))
    one.add_argument("--evidence", type=Path, help=_("文件里提到的证明所在的文件夹"))
    one.add_argument("--lot", help=_("批次编号，见 offset list"))
    one.add_argument("--product", choices=[product.value for product in ProductType])
    for name in ("registry", "project", "serial-from", "serial-to", "subtype", "methodology", "location", "account", "note"):
        one.add_argument(f"--{name}", default="")
    one.add_argument("--tonnes", type=int)
    one.add_argument("--vintage", type=int)
    one.add_argument("--acquired")
    one.add_argument("--price", help=_("每吨单价，元"))
    one.add_argument("--personal", action="store_true", help=_("个人自愿抵消"))
    one.add_argument("--priority-region", action="store_true", help=_("来自政策鼓励采用的地区"))
    one.add_argument("--on", help=_("注销日期"))
    one.add_argument("--number", default="", help=_("注销编号"))
    one.add_argument("--beneficiary", default="", help=_("受益单位或注销事由"))
    one.add_argument("--proof", type=Path, action="append", default=[], help=_("注销证明，可重复"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_offset)


def _offset(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        said = _ACTS[options.act](ws, options)
        view = offsetting.lots_view(ws, which_dossier(ws, options)) if options.json or options.act == "list" else None
    if view is None:
        say(said)
    elif options.json:
        say_json(_document(view))
    else:
        _say(view)
    return 0


def _list(_ws: Workspace, _options: argparse.Namespace) -> str:
    return ""


def _add(ws: Workspace, options: argparse.Namespace) -> str:
    if options.file is not None:
        offsetting.load_lots(ws, which_dossier(ws, options), options.file, options.evidence)
        return _("已登记 {name} 里的各批").format(name=options.file.name)
    if not options.product or options.tonnes is None:
        raise UsageError("offset.missing", _("还缺 --product 和 --tonnes，或 --file。"), _("用 offset --help 查看写法。"))
    draft = LotDraft(
        product=ProductType(options.product),
        registry=options.registry,
        project=options.project,
        tonnes=options.tonnes,
        serial_from=options.serial_from,
        serial_to=options.serial_to,
        subtype=options.subtype,
        methodology=options.methodology,
        location=options.location,
        vintage=options.vintage,
        account=options.account,
        acquired_on=day_option(options.acquired, "--acquired"),
        beneficiary=options.beneficiary,
        unit_price_yuan=number_option(options.price, "--price"),
        source=OffsetSource.PERSONAL if options.personal else OffsetSource.INSTITUTION,
        priority_region=options.priority_region,
        note=options.note,
    )
    lot, _change = offsetting.add_lot(ws, draft)
    return _("已登记「{project}」{tonnes} 吨，批次编号 {id}").format(project=lot.project, tonnes=lot.tonnes, id=lot.id)


def _lot(options: argparse.Namespace) -> str:
    if not options.lot:
        raise UsageError("offset.lot", _("还缺 --lot。"), _("用 offset list 查看批次编号。"))
    return str(options.lot)


def _retire(ws: Workspace, options: argparse.Namespace) -> str:
    lot, day = _lot(options), day_option(options.on, "--on")
    if day is None:
        raise UsageError("offset.on", _("还缺 --on，注销日期。"))
    offsetting.retire_lot(ws, lot, day, options.number, options.beneficiary, options.proof)
    return _("已登记注销 {number}").format(number=options.number)


def _allocate(ws: Workspace, options: argparse.Namespace) -> str:
    lot = _lot(options)
    if options.tonnes is None:
        raise UsageError("offset.tonnes", _("还缺 --tonnes。"), _("填这份档案使用的吨数，0 表示不再使用。"))
    offsetting.allocate(ws, which_dossier(ws, options), lot, options.tonnes)
    return _("这份档案使用该批 {tonnes} 吨").format(tonnes=options.tonnes)


_ACTS = {"add": _add, "retire": _retire, "allocate": _allocate, "list": _list}


def _document(view: OffsetsView) -> dict[str, Any]:
    return {
        "dossier": view.dossier.id,
        "needed_t": str(view.needed),
        "retired_t": str(view.retired),
        "pending_t": str(view.pending),
        "missing_t": str(view.missing),
        "deadline": view.deadline.isoformat(),
        "wording": view.sentence,
        "lots": [_lot_document(row) for row in view.rows],
    }


def _lot_document(row: LotRow) -> dict[str, Any]:
    lot = row.lot
    return {
        "id": lot.id,
        "product": lot.product.value,
        "subtype": lot.subtype,
        "registry": lot.registry,
        "project": lot.project,
        "tonnes": str(lot.tonnes),
        "serial_from": lot.serial_from,
        "serial_to": lot.serial_to,
        "retired_on": lot.retired_on.isoformat() if lot.retired_on else None,
        "retirement_id": lot.retirement_id,
        "beneficiary": lot.beneficiary,
        "proof": [file.original_name for file in row.proof],
        "state": row.state.value,
        "why": row.why,
        "allocated_t": str(row.allocated),
        "elsewhere_t": str(row.elsewhere),
        "free_t": str(row.free),
    }


def _say(view: OffsetsView) -> None:
    say(view.dossier.title)
    summary = _("应抵消 {needed} 吨，已注销 {retired} 吨，待注销 {pending} 吨，还差 {missing} 吨；期限 {deadline}")
    say(
        summary.format(
            needed=view.needed, retired=view.retired, pending=view.pending, missing=view.missing, deadline=view.deadline.isoformat()
        )
    )
    rows = [(_("编号"), _("产品"), _("项目"), _("序列号"), _("吨"), _("本档"), _("结余"), _("状态"))]
    rows += [
        (row.lot.id, row.product_name, row.lot.project, row.serials, str(row.lot.tonnes), str(row.allocated), str(row.free), row.state_name)
        for row in view.rows
    ]
    table(rows, right=(4, 5, 6))
