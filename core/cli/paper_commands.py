"""Commands of what is decided, written and published beside the figures: application, implementation, disclosure, standing."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier, which_venue
from core.cli.printing import add_command, day_option, say, say_json, table
from core.domain.event import Confirmation, NeutralityType
from core.domain.neutrality_papers import StandingKind
from core.errors import UsageError
from core.i18n import _
from core.workflows import applying, disclosing
from core.workflows.evaluating import plan_headings
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    one = _family(commands, "application", _("碳中和申请书：类型、确认方式和信息提供"), "set 账本.tanzhang --year 2025 --neutrality both")
    one.add_argument("act", choices=["show", "set"])
    _dossier(one)
    one.add_argument("--neutrality", choices=[kind.value for kind in NeutralityType])
    one.add_argument("--confirmation", choices=[way.value for way in Confirmation])
    one.add_argument("--body", help=_("委托的独立机构名称"))
    one.add_argument("--credit-sharing", choices=["yes", "no"], help=_("是否同意平台向天府信用通提供信息，默认不同意"))
    one.set_defaults(run=_application)
    one = _family(commands, "implementation", _("碳中和实施计划：填写的部分"), "set 账本.tanzhang --part schedule=次年一季度注销")
    one.add_argument("act", choices=["show", "draft", "set"])
    _dossier(one)
    one.add_argument("--part", action="append", default=[], metavar=_("部分=内容"), help=_("可重复"))
    one.set_defaults(run=_implementation)
    one = _family(commands, "disclosure", _("信息披露记录"), "add 账本.tanzhang --year 2025 --on 2026-02-03 --channel 大堂公示")
    one.add_argument("act", choices=["list", "add", "change", "remove"])
    _dossier(one)
    one.add_argument("--on", help=_("日期"))
    for name, words in (("channel", _("渠道")), ("place", _("网址或位置")), ("note", _("说了什么"))):
        one.add_argument(f"--{name}", help=words)
    _files(one)
    one.set_defaults(run=_disclosure)
    one = _family(
        commands,
        "standing",
        _("外部名单和评级，照别人给出的登记"),
        "add 账本.tanzhang --kind list --value green --source 公告",
    )
    one.add_argument("act", choices=["list", "add", "remove"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--kind", choices=[kind.value for kind in StandingKind])
    one.add_argument("--value", default="", help=_("名单：green、none、black；评级照原文"))
    one.add_argument("--on", help=_("日期"))
    one.add_argument("--source", default="", help=_("谁在哪份文件里给出"))
    one.add_argument("--json", action="store_true")
    _files(one)
    one.set_defaults(run=_standing)


def _family(commands: Any, name: str, words: str, example: str) -> argparse.ArgumentParser:
    return add_command(commands, name, words, f"main.py {name} {example}")


def _dossier(one: argparse.ArgumentParser) -> None:
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--json", action="store_true")


def _files(one: argparse.ArgumentParser) -> None:
    one.add_argument("--file", type=Path, action="append", default=[], help=_("照片、截图或文件，可重复"))
    one.add_argument("--id", help=_("修改或删除哪一条：编号，见 list"))


def _application(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        kept = applying.application(ws, which_dossier(ws, options))
        if options.act == "set":
            applying.save_application(
                ws,
                replace(
                    kept,
                    neutrality=NeutralityType(options.neutrality) if options.neutrality else kept.neutrality,
                    confirmation=Confirmation(options.confirmation) if options.confirmation else kept.confirmation,
                    confirming_body=kept.confirming_body if options.body is None else options.body,
                    credit_sharing=kept.credit_sharing if options.credit_sharing is None else options.credit_sharing == "yes",
                ),
            )
            kept = applying.application(ws, kept.dossier_id)
    document = {
        "dossier": kept.dossier_id,
        "neutrality": kept.neutrality.value,
        "confirmation": kept.confirmation.value,
        "body": kept.confirming_body,
        "credit_sharing": kept.credit_sharing,
    }
    if options.json:
        say_json(document)
    else:
        table([(name, str(value)) for name, value in document.items()])
    return 0


def _implementation(options: argparse.Namespace) -> int:
    headings = plan_headings()
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        kept = applying.proposed_plan(ws, dossier_id) if options.act == "draft" else applying.plan(ws, dossier_id)
        changes: dict[str, Any] = {}
        for text in options.part:
            name, equals, words = text.partition("=")
            if not equals or name not in headings:
                raise UsageError("plan.part", _("没有「{name}」这一部分。").format(name=name), "、".join(headings))
            changes[name] = words
        if options.act == "set" and not changes:
            raise UsageError("plan.part", _("还缺 --part 部分=内容。"), "、".join(headings))
        kept = replace(kept, **changes)
        if options.act != "show":
            applying.save_plan(ws, kept)
    if options.json:
        say_json({"dossier": kept.dossier_id, **{name: getattr(kept, name) for name in headings}})
    else:
        table([(name, head, getattr(kept, name) or _("（未填写）")) for name, head in headings.items()])
    return 0


def _disclosure(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        if options.act == "add":
            day = day_option(options.on, "--on") or ws.today()
            texts = {"place": options.place or "", "note": options.note or ""}
            disclosing.add_disclosure(ws, dossier_id, day, options.channel or "", files=options.file, **texts)
        elif options.act == "change":
            texts = {name: getattr(options, name) for name in ("channel", "place", "note")}
            disclosing.change_disclosure(ws, _named(options), on=day_option(options.on, "--on"), files=options.file, **texts)
        elif options.act == "remove":
            disclosing.remove_disclosure(ws, _named(options))
        rows = disclosing.disclosures(ws, dossier_id)
    lines = [
        {
            "id": row.disclosure.id,
            "on": row.disclosure.on.isoformat(),
            "channel": row.disclosure.channel,
            "place": row.disclosure.place,
            "note": row.disclosure.note,
            "files": [one.original_name for one in row.evidence],
        }
        for row in rows
    ]
    if options.json:
        say_json(lines)
    elif lines:
        table([(str(one["id"]), str(one["on"]), str(one["channel"]), str(one["place"])) for one in lines])
    else:
        say(_("还没有披露记录。"))
    return 0


def _standing(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        options.year = None
        venue_id = which_venue(ws, options)
        if options.act == "add":
            if not options.kind:
                raise UsageError("standing.kind", _("还缺 --kind。"), "、".join(kind.value for kind in StandingKind))
            day = day_option(options.on, "--on") or ws.today()
            kind = StandingKind(options.kind)
            disclosing.add_standing(ws, venue_id, kind, options.value, on=day, source=options.source, files=options.file)
        elif options.act == "remove":
            disclosing.remove_standing(ws, _named(options))
        rows = disclosing.standings(ws, venue_id)
    if options.json:
        say_json([_standing_document(row) for row in rows])
        return 0
    if not rows:
        say(_("没有登记外部名单或评级。"))
    table([(row.standing.id, row.standing.on.isoformat(), row.words, row.standing.source) for row in rows])
    return 0


def _standing_document(row: disclosing.StandingRow) -> dict[str, Any]:
    kept = row.standing
    return {
        "id": kept.id,
        "kind": kept.kind.value,
        "value": kept.value,
        "on": kept.on.isoformat(),
        "source": kept.source,
        "files": [one.original_name for one in row.evidence],
    }


def _named(options: argparse.Namespace) -> str:
    if not options.id:
        raise UsageError("paper.id", _("还缺 --id。"), _("用 list 查看编号。"))
    return str(options.id)
