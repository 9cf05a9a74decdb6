"""Commands that make and fill a ledger: new, venue, person, template, import, month."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli import import_commands, table_commands
from core.cli.printing import add_command, say, say_json, table
from core.domain.organization import Person
from core.domain.period import Month
from core.errors import InputError, UsageError
from core.i18n import _
from core.workflows import authorizing, closing, dossiers, organizing, reporting
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
    month = add_command(commands, "month", _("月结与重开"), "main.py month close 账本.tanzhang --venue 编号 --month 2025-06")
    month.add_argument("act", choices=["close", "reopen", "review"], help=_("review 只列出这个月还有什么没做完"))
    month.add_argument("ledger", type=Path)
    month.add_argument("--venue", required=True)
    month.add_argument("--month", required=True)
    month.add_argument("--with-earlier", action="store_true", help=_("连同之前没有月结的月份"))
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
    person = add_command(
        commands,
        "person",
        _("登记、修改、删除或列出人员"),
        "main.py person add 账本.tanzhang --name 陈示例 --role approver --authorization 授权书.pdf",
    )
    person.add_argument("act", choices=["add", "change", "remove", "list"])
    person.add_argument("ledger", type=Path)
    person.add_argument("--id", help=_("change、remove：人员编号，见 person list"))
    person.add_argument("--name")
    person.add_argument("--role", help=_("preparer 填报人（默认）、approver 审核人、responsible 负责人"))
    person.add_argument("--department")
    person.add_argument("--phone")
    person.add_argument(
        "--legal-representative", action=argparse.BooleanOptionalAction, default=None, help=_("是法定代表人，签字不用授权书")
    )
    person.add_argument("--authorization", type=Path, metavar="FILE", help=_("附上授权书"))
    person.add_argument("--no-authorization", action="store_true", help=_("移除授权书"))
    person.add_argument("--json", action="store_true")
    person.set_defaults(run=_person)


def _add_import(commands: Any) -> None:
    one = add_command(
        commands, "import", _("导入填好的模板、票据清单或任意表格"), "main.py import 账本.tanzhang 数据.xlsx --venue 编号 --year 2025"
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
    one.add_argument("--plan", action="store_true", help=_("只打印认出的列对照，可改好后用 --columns 交回"))
    one.add_argument("--columns", type=Path, metavar="P.toml", help=_("按改好的列对照（--plan 打印的）导入"))
    one.add_argument("--dry-run", action="store_true", help=_("试导入：列出新增、更改、未变、未导入和排放量的变化，不写账本"))
    one.add_argument("--annotated", type=Path, metavar="OUT.xlsx", help=_("写一份副本，在没有导入的格上注明原因"))
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
        if options.act in {"add", "change"}:
            _put_person(ws, options)
        elif options.act == "remove":
            organizing.remove_person(ws, _person_id(options))
        cards = authorizing.people_cards(ws)
    if options.json:
        say_json([_person_document(card) for card in cards])
        return 0
    for card in cards:
        person = card.person
        legal = _("法定代表人") if person.legal_representative else ""
        paper = _("授权书 {name}").format(name=card.authorization.original_name) if card.authorization else ""
        say("　".join(part for part in (person.id, person.name, person.role, person.department, person.phone, legal, paper) if part))
    return 0


def _put_person(ws: Workspace, options: argparse.Namespace) -> None:
    known = _known_person(ws, _person_id(options)) if options.act == "change" else None
    fields: organizing.PersonFields = {}
    if options.department is not None:
        fields["department"] = options.department
    if options.phone is not None:
        fields["phone"] = options.phone
    if options.legal_representative is not None:
        fields["legal_representative"] = options.legal_representative
    if options.no_authorization:
        fields["authorization"] = ""
    name = options.name if options.name is not None or known is None else known.name
    role = options.role or (known.role if known is not None else "preparer")
    authorizing.put_person(ws, name or "", role, options.authorization, person_id=known.id if known is not None else "", **fields)


def _person_id(options: argparse.Namespace) -> str:
    if not options.id:
        raise UsageError("person.id", _("还缺 --id。"), _("用 person list 查看编号。"))
    return str(options.id)


def _known_person(ws: Workspace, person_id: str) -> Person:
    found = next((one for one in organizing.people(ws) if one.id == person_id), None)
    if found is None:
        raise InputError("person.unknown", _("人员里没有编号「{id}」。").format(id=person_id), _("用 person list 查看编号。"))
    return found


def _person_document(card: authorizing.PersonCard) -> dict[str, Any]:
    person, paper = card.person, card.authorization
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "department": person.department,
        "phone": person.phone,
        "legal_representative": person.legal_representative,
        "authorization": paper.original_name if paper else None,
    }


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
        return import_commands.import_file(ws, which_dossier(ws, options), options)


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


def _month(options: argparse.Namespace) -> int:
    month = Month.parse(options.month)
    with Workspace.open(options.ledger) as ws:
        dossier_id = dossiers.operation_dossier(ws, options.venue, month.year).id
        if options.act == "reopen":
            closing.reopen(ws, dossier_id, month, options.reason)
            say(_("{month} 已重开").format(month=month))
            return 0
        judged = closing.review(ws, dossier_id, month)
        if options.act == "close":
            closing.close(ws, dossier_id, month, with_earlier=options.with_earlier)
            say(_("{month} 已月结").format(month=month))
    for point in judged.points:
        say(f"  {_('须改') if point.forbids else _('提示')}　{point.name}　{point.words}")
    if options.act == "review" and not judged.points:
        say(_("{month} 没有未完成的事").format(month=month))
    return 0 if judged.closable else 1
