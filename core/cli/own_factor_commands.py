"""Commands for own factors, below ``factors``: own add, list, proof, remove, use."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.cli.printing import add_command, say, say_json, table
from core.errors import UsageError
from core.i18n import _
from core.workflows import own_factors
from core.workflows.own_factors import OwnFactorCard
from core.workflows.workspace import Workspace


def add_to(commands: Any) -> None:
    """Add ``own`` to the sub-commands of ``factors``."""
    one = add_command(
        commands,
        "own",
        _("自有因子：登记、列出、附证明、删除、选用"),
        "main.py factors own add 账本.tanzhang --name 供应商热力 --value 0.0885 --unit tCO2/GJ --document 检测报告 --proof 报告.pdf",
    )
    one.add_argument("act", choices=list(_ACTS))
    one.add_argument("ledger", type=Path)
    one.add_argument("--name", default="", help=_("因子名称"))
    one.add_argument("--value", default="", help=_("因子值，照文件原样写；单位可跟在后面"))
    one.add_argument("--unit", default="", help=_("单位，如 kgCO2e/kWh、tCO2/GJ；不写气体按 CO2e"))
    one.add_argument("--document", default="", help=_("出处：文件名称、文号或出具单位"))
    one.add_argument("--clause", default="", help=_("页码、表号或条款"))
    one.add_argument("--vintage", type=int, help=_("数据年份"))
    one.add_argument("--proof", type=Path, action="append", default=[], help=_("证明文件，可重复；没有证明的因子用了也不能锁定"))
    one.add_argument("--id", default="", help=_("自有因子编号，见 list"))
    one.add_argument("--source", default="", help=_("排放源编号，见 footprint --json"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        _ACTS[options.act](ws, options)
    return 0


def _needed(options: argparse.Namespace, *names: str) -> None:
    missing = [f"--{name}" for name in names if not getattr(options, name)]
    if missing:
        raise UsageError("factor.missing", _("还缺：{missing}。").format(missing=" ".join(missing)), _("用 factors own --help 查看写法。"))


def _add(ws: Workspace, options: argparse.Namespace) -> None:
    _needed(options, "name", "value", "document")
    made, _change = own_factors.add_own_factor(
        ws,
        options.name,
        options.value,
        options.unit,
        options.document,
        clause=options.clause,
        vintage=options.vintage,
        files=options.proof,
    )
    if options.json:
        say_json({"id": made.factor_id, "value": str(made.value), "unit": made.unit})
        return
    say(_("已登记自有因子「{name}」{value} {unit}，编号 {id}").format(name=made.name, value=made.value, unit=made.unit, id=made.factor_id))
    if not made.evidence:
        say(_("还没有证明文件：用了这个因子的档案不能锁定，请用 factors own proof 补上。"))


def _list(ws: Workspace, options: argparse.Namespace) -> None:
    cards = own_factors.own_factors(ws)
    if options.json:
        say_json([_document(card) for card in cards])
        return
    rows = [(_("编号"), _("名称"), _("值"), _("单位"), _("标记"), _("出处"), _("证明"), _("用于"))]
    rows += [_row(card) for card in cards]
    table(rows, right=(2,))


def _row(card: OwnFactorCard) -> tuple[str, str, str, str, str, str, str, str]:
    one = card.factor
    document = "，".join(part for part in (one.document, one.clause, str(one.vintage or "")) if part)
    proof = "、".join(file.original_name for file in card.proof) or _("无")
    used = _("{count} 个排放源").format(count=len(card.used_by))
    return one.factor_id, one.name, str(one.value), one.unit, one.as_factor().mark.value, document, proof, used


def _document(card: OwnFactorCard) -> dict[str, Any]:
    one = card.factor
    return {
        "id": one.factor_id,
        "name": one.name,
        "value": str(one.value),
        "unit": one.unit,
        "gas": one.gas.value,
        "document": one.document,
        "clause": one.clause,
        "vintage": one.vintage,
        "mark": one.as_factor().mark.value,
        "proof": [file.original_name for file in card.proof],
        "used_by": [{"venue": venue, "source": source} for venue, source in card.used_by],
    }


def _proof(ws: Workspace, options: argparse.Namespace) -> None:
    _needed(options, "id", "proof")
    for file in options.proof:
        own_factors.attach_proof(ws, options.id, file)
        say(_("已附上 {name}").format(name=file.name))


def _remove(ws: Workspace, options: argparse.Namespace) -> None:
    _needed(options, "id")
    own_factors.remove_own_factor(ws, options.id)
    say(_("已删除自有因子 {id}").format(id=options.id))


def _use(ws: Workspace, options: argparse.Namespace) -> None:
    _needed(options, "id", "source")
    own_factors.use_own_factor(ws, options.source, options.id)
    say(_("已选用自有因子 {id}").format(id=options.id))


_ACTS: dict[str, Callable[[Workspace, argparse.Namespace], None]] = {
    "add": _add,
    "list": _list,
    "proof": _proof,
    "remove": _remove,
    "use": _use,
}
