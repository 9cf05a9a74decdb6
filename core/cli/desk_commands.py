"""Commands of the officer's side: desk init, enrol, review, receipt, rollup, pack."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.printing import add_command, complain, day_option, say, say_json
from core.cli.submission_commands import PASSPHRASE, ROLES, passphrase_of, trust_of
from core.domain.submission import DossierStage, Environment, PlatformCertificate, ReceiptResult
from core.errors import UsageError
from core.i18n import _
from core.workflows import publishing, reviewing
from core.workflows.verdicts import verdict_name
from core.workflows.workspace import system_clock


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    desk = add_command(commands, "desk", _("平台或主管部门一侧"), "main.py desk review U盘文件夹 --profile 平台配置.zip --json")
    acts = desk.add_subparsers(dest="act", metavar=_("动作"), required=True)
    init = add_command(acts, "init", _("建立平台的密钥和配置"), "main.py desk init 平台 --name 试用平台 --trial")
    init.add_argument("folder", type=Path)
    init.add_argument("--name", required=True)
    init.add_argument("--trial", action="store_true")
    _passphrase(init)
    init.set_defaults(run=_init)
    enrol = add_command(acts, "enrol", _("给证书请求签发证书"), "main.py desk enrol 平台 填报人.csr --role preparer --out 填报人.pem")
    enrol.add_argument("folder", type=Path)
    enrol.add_argument("request", type=Path)
    enrol.add_argument("--role", choices=list(ROLES), required=True)
    enrol.add_argument("--out", type=Path, required=True)
    _passphrase(enrol)
    enrol.set_defaults(run=_enrol)
    review = add_command(acts, "review", _("逐包核验并复算"), "main.py desk review 文件夹 --profile 平台配置.zip --json")
    review.add_argument("places", type=Path, nargs="+")
    _profile(review)
    review.add_argument("--json", action="store_true")
    review.set_defaults(run=_review)
    receipt = add_command(
        acts, "receipt", _("签发回执"), "main.py desk receipt 平台 CSP-….zip --result received --status 已受理 --out 回执.zip"
    )
    receipt.add_argument("folder", type=Path)
    receipt.add_argument("package", type=Path)
    receipt.add_argument("--result", choices=[result.value for result in ReceiptResult], required=True)
    receipt.add_argument("--status", choices=[stage.value for result in ReceiptResult for stage in result.stages()], required=True)
    receipt.add_argument("--number", help=_("确认时的证书编号"))
    receipt.add_argument("--tonnes", help=_("证书上的吨数"))
    receipt.add_argument("--kind", default="", help=_("证书种类"))
    receipt.add_argument("--valid-from")
    receipt.add_argument("--valid-to")
    receipt.add_argument("--list", dest="list_status", choices=["green", "none", "black"], default="")
    receipt.add_argument("--out", type=Path, required=True)
    _passphrase(receipt)
    receipt.set_defaults(run=_receipt)
    rollup = add_command(acts, "rollup", _("汇总附表2"), "main.py desk rollup 文件夹 --out 附表2.xlsx --profile 平台配置.zip")
    rollup.add_argument("places", type=Path, nargs="+")
    rollup.add_argument("--out", type=Path, required=True)
    rollup.add_argument("--compiler", default="", help=_("汇总单位"))
    _profile(rollup)
    rollup.set_defaults(run=_rollup)
    _add_pack(acts)


def _add_pack(acts: Any) -> None:
    pack = add_command(
        acts,
        "pack",
        _("签发因子包"),
        "main.py desk pack 平台 --rows 新增的行 --name 2026.03 --title 2024年电力因子 --out 因子包-2026.03.zip",
    )
    pack.add_argument("folder", type=Path)
    pack.add_argument("--rows", type=Path, required=True, help=_("文件夹，内有 factors.csv 等表，每个只放表头和新增的行"))
    pack.add_argument("--name", required=True, help=_("采用后的版本名，如 2026.03"))
    pack.add_argument("--title", required=True, help=_("一句话说明，中文"))
    pack.add_argument("--title-en", default="", help=_("同一句的英文"))
    pack.add_argument("--based-on", default="", metavar=_("摘要"), help=_("只能接在这个版本之后；不写则不限"))
    pack.add_argument("--out", type=Path, required=True)
    _passphrase(pack)
    pack.set_defaults(run=_pack)


def _passphrase(one: argparse.ArgumentParser) -> None:
    one.add_argument("--passphrase-file", type=Path, help=_("口令写在这个文件的第一行；也可放在环境变量 {name}").format(name=PASSPHRASE))


def _profile(one: argparse.ArgumentParser) -> None:
    one.add_argument("--profile", type=Path, action="append", default=[], help=_("信任的平台配置"))


def _init(options: argparse.Namespace) -> int:
    environment = Environment.TRIAL if options.trial else Environment.PRODUCTION
    passphrase = passphrase_of(options, twice=True)
    card = reviewing.init_desk(options.folder, name=options.name, environment=environment, passphrase=passphrase, now=system_clock())
    say(_("平台已建立：{folder}").format(folder=card.folder))
    say(_("发给场所的配置：{path}").format(path=card.profile))
    say(_("根证书指纹 SHA-256 {digest}").format(digest=card.root_fingerprint))
    return 0


def _enrol(options: argparse.Namespace) -> int:
    role = ROLES[options.role]
    reviewing.enrol(options.folder, passphrase_of(options), options.request, role=role, out=options.out, now=system_clock())
    say(_("证书已写到 {path}").format(path=options.out))
    return 0


def _review(options: argparse.Namespace) -> int:
    now = system_clock()
    paths = reviewing.packages_in(options.places)
    rows = list(reviewing.review(paths, trust_of(options, now), at=now))
    good = all(row.verdict.good and row.equal is not False for row in rows)  # a receipt has nothing to compute again
    if options.json:
        say_json(
            [
                {
                    "path": str(row.path),
                    "verdict": row.verdict.value,
                    "trial": row.trial,
                    "container": row.container,
                    "package_digest": row.digest,
                    "recomputed": row.equal,
                    "codes": list(row.codes),
                }
                for row in rows
            ]
        )
    else:
        for row in rows:
            state = _("复算一致") if row.equal else _("复算不符") if row.equal is False else _("未复算")
            say(f"{row.path.name}  {verdict_name(row.verdict)}  {state}")
            for problem in row.problems:
                say(f"    {problem}")
        say(_("共 {count} 个文件，有效 {good} 个").format(count=len(rows), good=sum(1 for row in rows if row.verdict.good)))
    return 0 if good else 1


def _receipt(options: argparse.Namespace) -> int:
    certificate = None
    if options.number:
        start, end = day_option(options.valid_from, "--valid-from"), day_option(options.valid_to, "--valid-to")
        if start is None or end is None or not options.tonnes or not options.kind:
            raise UsageError(
                "receipt.certificate", _("证书还缺有效期、吨数或种类。"), _("加上 --valid-from、--valid-to、--tonnes 和 --kind。")
            )
        certificate = PlatformCertificate(options.number, start, end, options.tonnes, options.kind)
    now = system_clock()
    order = reviewing.ReceiptOrder(
        ReceiptResult(options.result),
        DossierStage(options.status),
        options.list_status,
        now.date() if options.list_status else None,
        certificate=certificate,
    )
    path = reviewing.issue_receipt(options.folder, passphrase_of(options), options.package, order, options.out, now=now)
    say(_("回执已写到 {path}").format(path=path))
    return 0


def _rollup(options: argparse.Namespace) -> int:
    now = system_clock()
    paths = reviewing.packages_in(options.places)
    rows, refused = reviewing.roll_up(paths, trust_of(options, now), options.out, compiler=options.compiler, at=now)
    say(_("附表2 已写到 {path}：{rows} 行").format(path=options.out, rows=rows))
    for path, why in refused:
        complain(_("没有汇入 {name}：{why}").format(name=path.name, why=why))
    return 1 if refused else 0


def _pack(options: argparse.Namespace) -> int:
    draft = publishing.PackDraft(options.rows, options.name, options.title, options.title_en, options.based_on)
    made = publishing.publish_pack(options.folder, passphrase_of(options), draft, options.out, now=system_clock())
    say(_("因子包已写到 {path}").format(path=made.path))
    say(_("包摘要：{digest}").format(digest=made.digest))
    for row in made.rows:
        say(f"{row.table}  {row.id}  {row.value} {row.unit}".rstrip())
    return 0
