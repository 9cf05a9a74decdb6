"""Commands of dossiers: new, list, lock, reopen."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, day_option, say, say_json, table
from core.domain.dossier import Dossier, DossierKind, DossierStatus
from core.errors import UsageError
from core.i18n import _
from core.workflows import dossiers, events, filing
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    dossier = add_command(
        commands, "dossier", _("建立、列出、锁定和重新打开档案"), "main.py dossier new 账本.tanzhang --venue 编号 --event 活动.toml"
    )
    dossier.add_argument("act", choices=["new", "list", "lock", "reopen"])
    dossier.add_argument("ledger", type=Path)
    dossier.add_argument("--venue")
    dossier.add_argument("--year", type=int)
    dossier.add_argument("--event", help=_("活动文件（.toml），或活动名称加 --from、--to"))
    dossier.add_argument("--evidence", type=Path, help=_("活动文件里提到的证据所在的文件夹"))
    dossier.add_argument("--from", dest="start")
    dossier.add_argument("--to", dest="end")
    dossier.add_argument("--dossier")
    dossier.add_argument("--reason", default="", help=_("重新打开的原因"))
    dossier.add_argument("--json", action="store_true")
    dossier.set_defaults(run=_dossier)


def _dossier(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        said = _ACTS[options.act](ws, options)
        found = dossiers.all_dossiers(ws)
    if options.json:
        say_json([_document(one) for one in found])
    elif options.act == "list":
        kinds = {DossierKind.OPERATION: _("运营"), DossierKind.EVENT: _("活动")}
        states = {DossierStatus.OPEN: _("草稿"), DossierStatus.LOCKED: _("已锁定")}
        table([(one.id, kinds[one.kind], one.period.label, states[one.status], one.title) for one in found])
    else:
        say(said)
    return 0


def _document(found: Dossier) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind.value,
        "venue": found.venue_id,
        "title": found.title,
        "period": found.period.label,
        "status": found.status.value,
        "revision": found.revision,
    }


def _list(_ws: Workspace, _options: argparse.Namespace) -> str:
    return ""


def _new(ws: Workspace, options: argparse.Namespace) -> str:
    if not options.venue:
        raise UsageError("dossier.venue", _("还缺 --venue。"), _("用 venue list 查看场所编号。"))
    if options.event:
        made = _event(ws, options)
    elif options.year:
        made = dossiers.operation_dossier(ws, options.venue, options.year, make=True)
    else:
        raise UsageError("dossier.year", _("还缺 --year，或活动的 --event。"))
    return _("档案「{title}」，编号 {id}").format(title=made.title, id=made.id)


def _event(ws: Workspace, options: argparse.Namespace) -> Dossier:
    if options.event.endswith(".toml"):
        return events.load_event(ws, options.venue, Path(options.event), options.evidence)
    start, end = _needed(options.start, "--from"), _needed(options.end, "--to")
    form = events.draft_form(ws, options.venue, start, end)
    return events.new_event(ws, options.venue, replace(form, name=options.event))


def _needed(text: str | None, option: str) -> date:
    day = day_option(text, option)
    if day is None:
        raise UsageError("date", _("还缺 {option}。").format(option=option))
    return day


def _lock(ws: Workspace, options: argparse.Namespace) -> str:
    found = dossiers.dossier(ws, which_dossier(ws, options))
    changed = filing.lock(ws, found.id)
    return (_("已锁定「{title}」") if changed else _("「{title}」本来就是锁定的")).format(title=found.title)


def _reopen(ws: Workspace, options: argparse.Namespace) -> str:
    found = dossiers.dossier(ws, which_dossier(ws, options))
    filing.reopen(ws, found.id, options.reason)
    now = dossiers.dossier(ws, found.id)
    return _("已重新打开「{title}」，修订 {revision}").format(title=now.title, revision=now.revision)


_ACTS = {"new": _new, "list": _list, "lock": _lock, "reopen": _reopen}
