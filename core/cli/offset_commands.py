"""Commands of carbon credits: offset add, change, remove, quality, retire, void, allocate, import, template, list."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.offset_printing import document, import_document, say_import, say_lots
from core.cli.printing import add_command, day_option, number_option, say, say_json
from core.domain.credit_register import QUALITY_FIELDS
from core.domain.offset import CreditLot, OffsetSource, ProductType, SinkFacts
from core.errors import InputError, RuleError, UsageError
from core.i18n import _
from core.workflows import offset_effects, offset_import, offsetting
from core.workflows.import_views import Fate
from core.workflows.offset_effects import Effect
from core.workflows.submission_views import LotDraft
from core.workflows.workspace import Workspace

_TEXTS = ("registry", "project", "serial_from", "serial_to", "subtype", "methodology", "location", "account", "note")
_ANSWERS = {"yes": True, "no": False, "unknown": None}


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    example = (
        "main.py offset add 账本.tanzhang --product CCER --registry 登记机构 --project 项目 --tonnes 450 --serial-from A1 --serial-to A450"
    )
    one = add_command(commands, "offset", _("登记、注销、使用和列出减排量"), example)
    one.add_argument("act", choices=[*_ACTS, "import", "list"])
    one.add_argument("ledger", type=Path)
    one.add_argument("table", type=Path, nargs="?", help=_("import 读取的登记表（.xlsx、.ods、.csv）"))
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--file", type=Path, help=_("一次登记整个文件（.toml），并用于这份档案"))
    one.add_argument("--evidence", type=Path, help=_("文件里提到的证明所在的文件夹"))
    one.add_argument("--lot", help=_("批次编号，见 offset list"))
    one.add_argument("--product", choices=[product.value for product in ProductType])
    for name in _TEXTS:
        one.add_argument(f"--{name.replace('_', '-')}")
    one.add_argument("--tonnes", type=int)
    one.add_argument("--vintage", type=int)
    one.add_argument("--issued", help=_("签发日期"))
    one.add_argument("--acquired")
    one.add_argument("--price", help=_("每吨单价，元"))
    one.add_argument("--personal", action="store_true", help=_("个人自愿抵消"))
    one.add_argument("--period", help=_("个人自愿汇总的期间，或碳汇量对应的时间段"))
    one.add_argument("--priority-region", action="store_true", help=_("来自政策鼓励采用的地区；list 时只列这些"))
    one.add_argument("--set", action="append", default=[], metavar="FIELD=yes|no|unknown", help=_("quality：核对结果，可重复"))
    one.add_argument("--on", help=_("注销日期"))
    one.add_argument("--number", default="", help=_("注销编号"))
    one.add_argument("--beneficiary", help=_("受益单位或注销事由"))
    one.add_argument("--proof", type=Path, action="append", default=[], help=_("注销证明，可重复"))
    one.add_argument("--reason", default="", help=_("void：作废的原因"))
    one.add_argument("--yes", action="store_true", help=_("看过对已锁定档案的影响，确认执行"))
    one.add_argument("--dry-run", action="store_true", help=_("import：只看结果，不改账本"))
    one.add_argument("--out", type=Path, help=_("template：登记表写到哪里"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_offset)


def _offset(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act == "import":
            return _import(ws, options)
        said = "" if options.act == "list" else _ACTS[options.act](ws, options)
        view = offsetting.lots_view(ws, which_dossier(ws, options)) if options.json or options.act == "list" else None
    if view is None:
        say(said)
        return 0
    if options.act == "list" and options.priority_region:
        view = replace(view, rows=tuple(row for row in view.rows if row.lot.priority_region))
    if options.json:
        say_json(document(view))
    else:
        say_lots(view)
    return 0


# ---------------------------------------------------------------- the register


def _add(ws: Workspace, options: argparse.Namespace) -> str:
    if options.file is not None:
        offsetting.load_lots(ws, which_dossier(ws, options), options.file, options.evidence)
        return _("已登记 {name} 里的各批").format(name=options.file.name)
    if not options.product or options.tonnes is None:
        raise UsageError("offset.missing", _("还缺 --product 和 --tonnes，或 --file。"), _("用 offset --help 查看写法。"))
    draft = _typed(LotDraft(ProductType(options.product), "", "", options.tonnes), options)
    lot, _change = offsetting.add_lot(ws, draft)
    return _("已登记「{project}」{tonnes} 吨，批次编号 {id}").format(project=lot.project, tonnes=lot.tonnes, id=lot.id)


def _typed(known: LotDraft, options: argparse.Namespace) -> LotDraft:
    """What is known, with what the command line says over it."""
    given: dict[str, Any] = {name: getattr(options, name) for name in (*_TEXTS, "tonnes", "vintage", "beneficiary")}
    given["product"] = ProductType(options.product) if options.product else None
    given["acquired_on"] = day_option(options.acquired, "--acquired")
    given["issued_on"] = day_option(options.issued, "--issued")
    given["unit_price_yuan"] = number_option(options.price, "--price")
    given["source"] = OffsetSource.PERSONAL if options.personal else None
    given["priority_region"] = True if options.priority_region else None
    given["sink"] = replace(known.sink or SinkFacts(), period=options.period) if options.period is not None else None
    return replace(known, **{name: value for name, value in given.items() if value is not None})


def _lot(ws: Workspace, options: argparse.Namespace) -> CreditLot:
    if not options.lot:
        raise UsageError("offset.lot", _("还缺 --lot。"), _("用 offset list 查看批次编号。"))
    found = next((lot for lot in offsetting.lots(ws) if lot.id == options.lot), None)
    if found is None:
        raise InputError("lot.unknown", _("没有编号为「{id}」的批次。").format(id=options.lot), _("用 offset list 查看批次编号。"))
    return found


def _agreed(effects: Iterable[Effect], options: argparse.Namespace) -> None:
    """Go on where no claim of a locked dossier suffers, or where the person has said yes to it."""
    lowered = offset_effects.lowering(effects)
    if lowered and not options.yes:
        raise RuleError("offset.lowers", "".join(one.sentence for one in lowered), _("账本没有改动。确认要这样做的，加 --yes 再执行。"))


def _change(ws: Workspace, options: argparse.Namespace) -> str:
    lot = _lot(ws, options)
    draft = _typed(offsetting.draft_of(lot), options)
    _agreed(offset_effects.of_draft(ws, lot, draft), options)
    changed = offsetting.change_lot(ws, lot.id, draft)
    return _("已修改「{project}」").format(project=draft.project) if changed else _("没有改动")


def _remove(ws: Workspace, options: argparse.Namespace) -> str:
    lot = _lot(ws, options)
    offsetting.remove_lot(ws, lot.id)
    return _("已删除「{project}」").format(project=lot.project)


def _quality(ws: Workspace, options: argparse.Namespace) -> str:
    lot = _lot(ws, options)
    if not options.set:
        known = "、".join(QUALITY_FIELDS)
        raise UsageError("offset.quality", _("还缺 --set，如 --set verified=yes。"), _("可用的有：{known}。").format(known=known))
    answers: dict[str, bool | None] = {}
    for text in options.set:
        name, equals, answer = text.partition("=")
        if not equals or answer not in _ANSWERS:
            raise UsageError("offset.quality", _("「{text}」写得不对。").format(text=text), _("写成 名称=yes、no 或 unknown。"))
        answers[name] = _ANSWERS[answer]
    _agreed(offset_effects.of_answers(ws, lot, answers), options)
    offsetting.set_quality(ws, lot.id, answers)
    return _("已记录「{project}」的质量核对").format(project=lot.project)


# ---------------------------------------------------------------- retirement and use


def _retire(ws: Workspace, options: argparse.Namespace) -> str:
    lot, day = _lot(ws, options), day_option(options.on, "--on")
    if day is None:
        raise UsageError("offset.on", _("还缺 --on，注销日期。"))
    beneficiary, account = options.beneficiary or "", options.account or ""
    _agreed(offset_effects.of_retirement(ws, lot, day, options.number, beneficiary), options)
    offsetting.retire_lot(ws, lot.id, day, options.number, beneficiary, options.proof, account=account)
    return _("已登记注销 {number}").format(number=options.number)


def _void(ws: Workspace, options: argparse.Namespace) -> str:
    lot = _lot(ws, options)
    _agreed(offset_effects.of_void(ws, lot), options)
    offsetting.void_retirement(ws, lot.id, options.reason)
    return _("已作废「{project}」的注销登记").format(project=lot.project)


def _allocate(ws: Workspace, options: argparse.Namespace) -> str:
    lot = _lot(ws, options)
    if options.tonnes is None:
        raise UsageError("offset.tonnes", _("还缺 --tonnes。"), _("填这份档案使用的吨数，0 表示不再使用。"))
    dossier = which_dossier(ws, options)
    _agreed(offset_effects.of_use(ws, dossier, lot.id, options.tonnes), options)
    offsetting.allocate(ws, dossier, lot.id, options.tonnes)
    return _("这份档案使用该批 {tonnes} 吨").format(tonnes=options.tonnes)


# ---------------------------------------------------------------- the table


def _template(ws: Workspace, options: argparse.Namespace) -> str:
    if options.out is None:
        raise UsageError("offset.out", _("还缺 --out，登记表写到哪里，如 --out 登记表.xlsx。"))
    count = offset_import.write_table(ws, options.out)
    return _("登记表已写到 {path}，含已登记的 {count} 批").format(path=options.out, count=count)


def _import(ws: Workspace, options: argparse.Namespace) -> int:
    """1 where a row was refused."""
    if options.table is None:
        raise UsageError("offset.table", _("还缺要导入的登记表。"), _("写成 offset import 账本 登记表.xlsx。"))
    told, _changed = offset_import.import_lots(ws, options.table, dry_run=options.dry_run, evidence=options.evidence)
    if options.json:
        say_json(import_document(told))
    else:
        say_import(told)
    return 1 if told.count(Fate.REFUSED) else 0


_ACTS = {
    "add": _add,
    "change": _change,
    "remove": _remove,
    "quality": _quality,
    "retire": _retire,
    "void": _void,
    "allocate": _allocate,
    "template": _template,
}
