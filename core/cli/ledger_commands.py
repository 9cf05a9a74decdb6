"""Commands that make and fill a ledger: new, venue, person, template, import, evidence, month."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli import table_commands
from core.cli.printing import add_command, say, say_json, table
from core.domain.period import Month
from core.domain.quantity import canonical
from core.errors import InputError, UsageError
from core.i18n import _
from core.workflows import dossiers, importing, organizing, recording, reporting
from core.workflows.views import ImportReport
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    new = add_command(commands, "new", _("新建账本"), "main.py new 某某酒店.tanzhang")
    new.add_argument("ledger", type=Path)
    new.set_defaults(run=_new)
    _add_venue(commands)
    _add_person(commands)
    template = add_command(commands, "template", _("导出填报模板"), "main.py template --type hotel --out 模板.xlsx")
    template.add_argument("--type", default="hotel", help=_("场所类型：hotel、mall、scenic"))
    template.add_argument("--ledger", type=Path)
    template.add_argument("--venue")
    template.add_argument("--year", type=int)
    template.add_argument("--out", type=Path, required=True)
    template.set_defaults(run=_template)
    _add_import(commands)
    evidence = add_command(commands, "evidence", _("附证据"), "main.py evidence add 账本.tanzhang 电费单.pdf --for 记录编号")
    evidence.add_argument("act", choices=["add"])
    evidence.add_argument("ledger", type=Path)
    evidence.add_argument("file", type=Path)
    evidence.add_argument("--for", dest="record", required=True, help=_("记录编号，见 explain"))
    evidence.set_defaults(run=_evidence)
    month = add_command(commands, "month", _("月结与重开"), "main.py month close 账本.tanzhang --venue 编号 --month 2025-06")
    month.add_argument("act", choices=["close", "reopen"])
    month.add_argument("ledger", type=Path)
    month.add_argument("--venue", required=True)
    month.add_argument("--month", required=True)
    month.add_argument("--reason", default="")
    month.set_defaults(run=_month)


def _add_venue(commands: Any) -> None:
    venue = add_command(
        commands,
        "venue",
        _("添加或列出场所"),
        "main.py venue add 账本.tanzhang --organization 某某酒店有限公司 --credit-code 代码 --type hotel --name 某某酒店 --region 510100",
    )
    venue.add_argument("act", choices=["add", "list"])
    venue.add_argument("ledger", type=Path)
    venue.add_argument("--organization")
    venue.add_argument("--credit-code")
    venue.add_argument("--type")
    venue.add_argument("--name")
    venue.add_argument("--region")
    venue.add_argument("--year", type=int, help=_("第一份年度档案，默认上一年"))
    venue.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help=_("档案字段，可重复"))
    venue.add_argument("--json", action="store_true")
    venue.set_defaults(run=_venue)


def _add_person(commands: Any) -> None:
    person = add_command(commands, "person", _("登记或列出人员"), "main.py person add 账本.tanzhang --name 陈示例 --role preparer")
    person.add_argument("act", choices=["add", "list"])
    person.add_argument("ledger", type=Path)
    person.add_argument("--name", default="")
    person.add_argument("--role", default="preparer", help=_("preparer 填报人、approver 审核人、responsible 负责人"))
    person.add_argument("--department", default="")
    person.add_argument("--phone", default="")
    person.add_argument("--json", action="store_true")
    person.set_defaults(run=_person)


def _add_import(commands: Any) -> None:
    one = add_command(
        commands, "import", _("导入填好的工作簿，或任意表格"), "main.py import 账本.tanzhang 数据.xlsx --venue 编号 --year 2025"
    )
    one.add_argument("ledger", type=Path)
    one.add_argument("file", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument(
        "--mapping", type=Path, metavar="M.toml", help=_("列对照：把任意表格（CSV、xlsx、ods）按列导入，写法见 import --mapping-example")
    )
    one.add_argument("--mapping-example", action=table_commands.ShowExample, help=_("打印一份列对照的样例，每个键都有说明"))
    one.add_argument("--dry-run", action="store_true")
    one.add_argument("--annotated", type=Path)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_import)


def _new(options: argparse.Namespace) -> int:
    with Workspace.create(options.ledger) as ws:
        say(_("已新建账本 {folder}").format(folder=ws.folder))
    return 0


def _venue(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act == "add":
            needed = ("organization", "credit_code", "type", "name", "region")
            missing = ["--" + name.replace("_", "-") for name in needed if not getattr(options, name)]
            if missing:
                raise UsageError("venue.missing", _("还缺：{missing}。").format(missing=" ".join(missing)), _("用 venue --help 查看写法。"))
            draft = organizing.VenueDraft(
                organization=options.organization,
                credit_code=options.credit_code,
                type_code=options.type,
                name=options.name,
                region=options.region,
                year=options.year or ws.today().year - 1,
                profile=dict(_pair(text) for text in options.set),
            )
            made, _change = organizing.create_venue(ws, draft)
            if options.json:
                say_json({"id": made.id, "name": made.name})
            else:
                say(_("已添加场所「{name}」，编号 {id}").format(name=made.name, id=made.id))
            return 0
        cards = organizing.venue_list(ws)
    if options.json:
        say_json(
            [
                {
                    "id": card.venue.id,
                    "name": card.venue.name,
                    "type": card.venue.type_code,
                    "region": card.venue.region,
                    "organization": card.organization.name,
                    "credit_code": card.organization.credit_code,
                    "years": list(card.years),
                    "sample": card.venue.sample,
                }
                for card in cards
            ]
        )
    else:
        table([(c.venue.id, c.venue.name, c.type_name, c.region_name, "、".join(map(str, c.years))) for c in cards])
    return 0


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError("venue.set", _("--set 后应写成 字段=值，收到「{text}」。").format(text=text))
    return key.strip(), value.strip()


def _person(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        if options.act == "add":
            organizing.put_person(ws, options.name, options.role, department=options.department, phone=options.phone)
        people = organizing.people(ws)
    if options.json:
        say_json([{"id": p.id, "name": p.name, "role": p.role, "department": p.department, "phone": p.phone} for p in people])
    else:
        table([(p.name, p.role, p.department, p.phone) for p in people])
    return 0


def _template(options: argparse.Namespace) -> int:
    if options.ledger and options.venue:
        with Workspace.open(options.ledger) as ws:
            dossier = dossiers.operation_dossier(ws, options.venue, options.year or ws.today().year - 1)
            reporting.write_template(ws, dossier.id, options.out)
    else:
        reporting.write_blank_template(options.type, options.out)
    say(_("模板已写到 {path}").format(path=options.out))
    return 0


def _import(options: argparse.Namespace) -> int:
    if options.mapping:
        return table_commands.import_by_mapping(options)
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        report = importing.import_workbook(ws, options.file, dossier_id=dossier_id, dry_run=options.dry_run, annotated=options.annotated)
    if options.json:
        say_json(_import_document(report))
    else:
        _say_import(report, options)
    return 1 if report.refused else 0


def _import_document(report: ImportReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "dossier": report.dossier_id,
        "dry_run": report.dry_run,
        "read": report.read,
        "accepted": report.accepted,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": len(report.refused),
        "refusals": [{"sheet": r.sheet, "row": r.row, "column": r.column, "found": r.found, "reason": r.reason} for r in report.refused],
        "notes": list(report.notes),
        "tco2e_before": canonical(report.tco2e_before),
        "tco2e_after": canonical(report.tco2e_after),
    }


def _say_import(report: ImportReport, options: argparse.Namespace) -> None:
    counts = _("读到 {read} 项：新增 {accepted}，更改 {changed}，未变 {unchanged}，未导入 {refused}")
    say(
        counts.format(
            read=report.read, accepted=report.accepted, changed=report.changed, unchanged=report.unchanged, refused=len(report.refused)
        )
    )
    for refusal in report.refused:
        say(f"  {refusal.place}：{refusal.reason}")
    for note in report.notes:
        say(f"  {note}")
    if options.dry_run:
        say(_("这是试导入，账本没有改动。"))
    if options.annotated and report.refused:
        say(_("标注后的工作簿已写到 {path}").format(path=options.annotated))


def which_dossier(ws: Workspace, options: argparse.Namespace) -> str:
    """The dossier a command names by `--dossier`, or by `--venue` and `--year`; the only venue and its newest year may be left out.

    Raises:
        InputError: the choice is not clear; the sentence lists what there is.
    """
    if getattr(options, "dossier", None):
        return dossiers.dossier(ws, options.dossier).id
    venue_id = which_venue(ws, options)
    if not options.year:
        raise InputError("year.which", _("请用 --year 指明年度。"))
    return dossiers.operation_dossier(ws, venue_id, options.year).id


def which_venue(ws: Workspace, options: argparse.Namespace) -> str:
    """The venue a command names by `--venue`; the only one may be left out, and its newest year then goes without saying.

    Raises:
        InputError: the choice is not clear; the sentence lists what there is.
    """
    if options.venue:
        return str(options.venue)
    cards = organizing.venue_list(ws)
    if len(cards) != 1:
        names = "、".join(f"{card.venue.name} {card.venue.id}" for card in cards) or _("（还没有场所）")
        raise InputError("venue.which", _("请用 --venue 指明场所。"), _("账本里有：{names}。").format(names=names))
    if not options.year and cards[0].years:
        options.year = cards[0].years[-1]
    return cards[0].venue.id


def _evidence(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        recording.attach_evidence(ws, options.record, options.file)
    say(_("已附上 {name}").format(name=options.file.name))
    return 0


def _month(options: argparse.Namespace) -> int:
    month = Month.parse(options.month)
    with Workspace.open(options.ledger) as ws:
        if options.act == "close":
            recording.close_month(ws, options.venue, month)
        else:
            recording.reopen_month(ws, options.venue, month, options.reason)
    say(_("{month} 已月结").format(month=month) if options.act == "close" else _("{month} 已重开").format(month=month))
    return 0
