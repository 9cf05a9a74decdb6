"""Commands for the thresholds of the rules: list, set, reset, and what another value would do to a dossier's findings."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.printing import add_command, say, say_json, table
from core.errors import UsageError
from core.i18n import _
from core.workflows import thresholds
from core.workflows.thresholds import ThresholdView
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add ``thresholds`` to the sub-commands."""
    one = add_command(
        commands,
        "thresholds",
        _("检查规则的阈值：列出、修改、恢复"),
        "main.py thresholds set 账本.tanzhang --rule V05 --name band_percent --value 40 --why 新店第二年，客流还在增长",
    )
    one.add_argument("act", choices=list(_ACTS))
    one.add_argument("ledger", type=Path)
    one.add_argument("--rule", default="", help=_("规则编号，如 V05"))
    one.add_argument("--name", default="", help=_("阈值名称，见 thresholds list"))
    one.add_argument("--value", default="", help=_("新的值"))
    one.add_argument("--why", default="", help=_("修改的理由，写在这条规则的每条疑问下"))
    one.add_argument("--dossier", default="", help=_("try：看新的值对哪个档案的疑问有什么影响"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        _ACTS[options.act](ws, options)
    return 0


def _needed(options: argparse.Namespace, *names: str) -> None:
    missing = [f"--{name}" for name in names if not getattr(options, name)]
    if missing:
        message = _("还缺：{missing}。").format(missing=" ".join(missing))
        raise UsageError("threshold.missing", message, _("用 thresholds --help 查看写法。"))


def _list(ws: Workspace, options: argparse.Namespace) -> None:
    found = [one for one in thresholds.thresholds(ws) if options.rule in {"", one.rule}]
    if options.json:
        say_json([_document(one) for one in found])
        return
    rows = [(_("规则"), _("名称"), _("阈值"), _("现行值"), _("建议值"), _("理由"))]
    rows += [(one.rule, one.name, one.words, one.text(one.value), one.text(one.proposal), _why(one)) for one in found]
    table(rows, right=(3, 4))


def _why(one: ThresholdView) -> str:
    return one.why if one.editable else _("取自公布的规则，不能改")


def _document(one: ThresholdView) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "name": one.name,
        "words": one.words,
        "unit": one.unit,
        "value": str(one.value),
        "proposal": str(one.proposal),
        "lowest": str(one.lowest),
        "highest": str(one.highest),
        "why": one.why,
        "editable": one.editable,
    }


def _set(ws: Workspace, options: argparse.Namespace) -> None:
    _needed(options, "rule", "name", "value", "why")
    thresholds.set_threshold(ws, options.rule, options.name, options.value, options.why)
    _say_one(ws, options)


def _reset(ws: Workspace, options: argparse.Namespace) -> None:
    _needed(options, "rule", "name")
    thresholds.reset_threshold(ws, options.rule, options.name)
    _say_one(ws, options)


def _say_one(ws: Workspace, options: argparse.Namespace) -> None:
    one = next(one for one in thresholds.thresholds(ws) if (one.rule, one.name) == (options.rule, options.name))
    if options.json:
        say_json(_document(one))
        return
    say(
        _("{rule}「{words}」现为 {value}，建议值 {proposal}").format(
            rule=one.rule, words=one.words, value=one.text(one.value), proposal=one.text(one.proposal)
        )
    )


def _try(ws: Workspace, options: argparse.Namespace) -> None:
    _needed(options, "rule", "name", "value", "dossier")
    found = thresholds.effect(ws, options.dossier, options.rule, options.name, options.value)
    if options.json:
        say_json({"before": found.before, "after": found.after, "appears": len(found.appears), "vanishes": len(found.vanishes)})
        return
    say(found.sentence)
    for sign, views in (("+", found.appears), ("−", found.vanishes)):
        for view in views:
            say(f"{sign} {view.severity.value} {view.title}：{view.message}")


_ACTS = {"list": _list, "set": _set, "reset": _reset, "try": _try}
"""What ``thresholds`` can do."""
