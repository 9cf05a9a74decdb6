"""Commands around the package: key, profile, seal, sign, verify, receipt, certificate."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from core import settings
from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, complain, say, say_json
from core.domain.submission import Environment, SignerRole
from core.errors import FileError, InputError, UsageError
from core.i18n import _
from core.submission.cards import SignerCard
from core.submission.codes import Check, CheckState
from core.workflows import certifying, identifying, receiving, submitting
from core.workflows.verdicts import verdict_name, verdict_sentence
from core.workflows.workspace import Workspace, system_clock

PASSPHRASE = "TANZHANGBEN_PASSPHRASE"  # noqa: S105 - the name of the variable, no secret
ROLES = {"preparer": SignerRole.PREPARER, "approver": SignerRole.APPROVER}
_SIGNS = {CheckState.PASSED: "✓", CheckState.FAILED: "×", CheckState.WARNING: "!", CheckState.NOT_CHECKED: "–"}


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    _add_key(commands)
    profile = add_command(commands, "profile", _("平台配置"), "main.py profile import 平台配置.zip --fingerprint 纸面上的64位指纹")
    profile.add_argument("act", choices=["import", "show"])
    profile.add_argument("file", type=Path)
    profile.add_argument("--fingerprint", default="", help=_("平台纸面公布的根证书指纹"))
    profile.set_defaults(run=_profile)
    seal = add_command(
        commands, "seal", _("签章并导出材料包"), "main.py seal 账本.tanzhang --venue 编号 --year 2025 --key 填报人.p12 --out 递交"
    )
    seal.add_argument("ledger", type=Path)
    seal.add_argument("--venue")
    seal.add_argument("--year", type=int)
    seal.add_argument("--dossier")
    _key_options(seal)
    seal.add_argument("--out", type=Path, required=True)
    seal.add_argument("--approver", type=Path, help=_("审核人的证书文件（.crt），账本里已登记的不用再给"))
    seal.add_argument("--single-signer", default="", metavar=_("理由"), help=_("只有一人签名的理由"))
    seal.set_defaults(run=_seal)
    sign = add_command(commands, "sign", _("审核人加签"), "main.py sign CSP-….zip --role approver --key 审核人.p12")
    sign.add_argument("file", type=Path)
    sign.add_argument("--role", choices=list(ROLES), default="approver")
    _key_options(sign)
    _trust_options(sign)
    sign.add_argument("--ledger", type=Path, help=_("同一台电脑上的账本：记下审核人已加签"))
    sign.set_defaults(run=_sign)
    verify = add_command(
        commands, "verify", _("核验材料包、回执、平台配置或因子包"), "main.py verify CSP-….zip --profile 平台配置.zip --recompute"
    )
    verify.add_argument("file", type=Path)
    _trust_options(verify)
    verify.add_argument("--recompute", action="store_true", help=_("只凭包内数据重新计算碳足迹"))
    verify.add_argument("--receipt", type=Path, help=_("平台的回执：按回执的时间判断证书"))
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)
    receipt = add_command(commands, "receipt", _("收下平台回执"), "main.py receipt 账本.tanzhang 回执.zip --profile 平台配置.zip")
    receipt.add_argument("ledger", type=Path)
    receipt.add_argument("file", type=Path)
    _trust_options(receipt)
    receipt.set_defaults(run=_receipt)
    certificate = add_command(
        commands, "certificate", _("打印证书复印件"), "main.py certificate 账本.tanzhang --venue 编号 --year 2025 --out 证书复印件.pdf"
    )
    certificate.add_argument("ledger", type=Path)
    certificate.add_argument("--venue")
    certificate.add_argument("--year", type=int)
    certificate.add_argument("--dossier")
    certificate.add_argument("--out", type=Path, required=True)
    certificate.set_defaults(run=_certificate)


def _add_key(commands: Any) -> None:
    key = add_command(
        commands,
        "key",
        _("签名密钥"),
        "main.py key new 填报人.p12 --role preparer --name 张三 --organization 某某酒店有限公司 --credit-code 代码 --region 510100",
    )
    key.add_argument("act", choices=["new", "csr", "import", "show"])
    key.add_argument("file", type=Path, help=_("密钥文件；import 时也可以是账本，用来登记审核人的证书"))
    key.add_argument("--role", choices=list(ROLES), default="preparer")
    key.add_argument("--name", default="")
    key.add_argument("--organization", default="")
    key.add_argument("--credit-code", default="")
    key.add_argument("--region", default="")
    key.add_argument("--trial", action="store_true", help=_("试用密钥：只能签试用材料包"))
    key.add_argument("--certificate", type=Path, help=_("平台发回的证书，或要登记的证书"))
    key.add_argument("--out", type=Path, help=_("证书请求写到哪里"))
    key.add_argument("--passphrase-file", type=Path, help=_("口令写在这个文件的第一行"))
    key.set_defaults(run=_key)


def _key_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("--key", type=Path, required=True, help=_("密钥文件（.p12）"))
    one.add_argument("--passphrase-file", type=Path, help=_("口令写在这个文件的第一行；也可放在环境变量 {name}").format(name=PASSPHRASE))


def _trust_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("--profile", type=Path, action="append", default=[], help=_("信任的平台配置；不给时用已导入的和程序自带的"))


def passphrase_of(options: argparse.Namespace, *, twice: bool = False) -> str:
    """The passphrase from a file, the environment, or the keyboard.

    Raises:
        UsageError: there is none and nobody to ask.
        FileError: the file cannot be read, or is not text in UTF-8.
    """
    if options.passphrase_file is not None:
        return _first_line(options.passphrase_file)
    kept = os.environ.get(PASSPHRASE)
    if kept is not None:
        return kept
    if not sys.stdin.isatty():
        raise UsageError("key.passphrase", _("没有给出口令。"), _("用 --passphrase-file，或在终端里输入。"))
    typed = getpass.getpass(_("口令："))
    if twice and getpass.getpass(_("再输一遍：")) != typed:
        raise InputError("key.twice", _("两次输入的口令不一样。"), _("请再来一次。"))
    return typed


def _first_line(path: Path) -> str:
    try:
        lines = identifying.read_file(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise FileError(
            "key.passphrase_file", _("口令文件「{path}」不是 UTF-8 文字。").format(path=path), _("请另存为 UTF-8 编码，再试一次。")
        ) from error
    return lines[0] if lines else ""


def trust_of(options: argparse.Namespace, at: datetime) -> Any:
    """Whom the command trusts: the profiles named, those imported, those that ship."""
    return identifying.trust(options.profile, settings.settings_folder(options.data_dir), at=at, left_out=complain)


def card_lines(card: SignerCard) -> list[str]:
    """A signer's card in words."""
    role = {SignerRole.PREPARER: _("填报人"), SignerRole.APPROVER: _("审核人"), SignerRole.PLATFORM: _("平台")}[card.role]
    state = _("未注册签名（自签证书）") if card.self_signed else _("平台签发的证书")
    lines = [
        _("{role}：{name}，{organization}（{code}）").format(
            role=role, name=card.name, organization=card.organization, code=card.credit_code
        ),
        _("{state}，有效至 {day}").format(state=state, day=card.valid_to),
        _("证书指纹 SHA-256 {digest}").format(digest=card.sha256),
    ]
    if card.environment is Environment.TRIAL:
        lines.append(_("试用密钥，不能用于正式递交"))
    return lines


def _key(options: argparse.Namespace) -> int:
    if options.act == "new":
        draft = identifying.KeyDraft(
            ROLES[options.role],
            options.name,
            options.organization,
            options.credit_code,
            options.region,
            Environment.TRIAL if options.trial else Environment.PRODUCTION,
        )
        card = identifying.make_key(options.file, draft, passphrase_of(options, twice=True), system_clock())
        say(
            _("密钥已保存在 {path}，证书在 {certificate}").format(path=options.file, certificate=identifying.certificate_file(options.file))
        )
    elif options.act == "csr":
        target = options.out or options.file.with_suffix(".csr")
        identifying.write_request(options.file, passphrase_of(options), target)
        say(_("证书请求已写到 {path}").format(path=target))
        return 0
    elif options.act == "import":
        if options.certificate is None:
            raise UsageError("key.certificate", _("没有给出证书文件。"), _("加上 --certificate 证书.pem。"))
        if options.file.is_dir():
            with Workspace.open(options.file) as ws:
                card = identifying.register_signer(ws, options.certificate)
            say(_("已登记签名人"))
        else:
            card = identifying.take_certificate(options.file, passphrase_of(options), options.certificate)
            say(_("证书已装入 {path}").format(path=options.file))
    else:
        card = identifying.key_card(options.file, passphrase_of(options))
    for line in card_lines(card):
        say(line)
    return 0


def _profile(options: argparse.Namespace) -> int:
    now = system_clock()
    folder = settings.settings_folder(options.data_dir)
    if options.act == "import":
        card = identifying.import_profile(options.file, folder, options.fingerprint, at=now)
        say(_("已信任平台「{name}」").format(name=card.platform))
    else:
        card = identifying.profile_card(options.file, at=now)
        say(_("平台：{name}").format(name=card.platform))
    say(_("序号 {serial}，有效至 {day}").format(serial=card.serial, day=card.not_after[:10]))
    for fingerprint in card.root_fingerprints:
        say(_("根证书指纹 SHA-256 {digest}").format(digest=fingerprint))
    if card.environment is Environment.TRIAL:
        say(_("试用平台"))
    return 0


def _seal(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        order = submitting.SealOrder(options.key, passphrase_of(options), options.out, options.approver, options.single_signer)
        sealed = submitting.seal(ws, which_dossier(ws, options), order)
    say(_("材料包：{path}").format(path=sealed.path))
    say(_("包摘要：{digest}").format(digest=sealed.package.digest))
    say(_("{files} 个文件，{size} 字节；已按包内数据复算，结果一致").format(files=sealed.files, size=f"{sealed.size:,}"))
    if not order.single_signer_reason:
        say(_("下一步：审核人加签。main.py sign {name} --role approver --key 审核人.p12").format(name=sealed.path.name))
    return 0


def _sign(options: argparse.Namespace) -> int:
    now = system_clock()
    sealed = receiving.countersign(
        options.file, options.key, passphrase_of(options), trust=trust_of(options, now), role=ROLES[options.role], at=now
    )
    say(_("{name} 已签名，包摘要不变：{digest}").format(name=sealed.signer.name, digest=sealed.digest))
    if options.ledger is not None:
        with Workspace.open(options.ledger) as ws:
            receiving.register_signatures(ws, options.file, trust_of(options, now))
    return 0


def _check_document(check: Check) -> dict[str, str]:
    return {"code": check.code, "state": check.state.value, "message": check.message}


def _verify(options: argparse.Namespace) -> int:
    now = system_clock()
    judged = receiving.judge(options.file, trust_of(options, now), recompute=options.recompute, receipt=options.receipt, at=now)
    if options.json:
        recomputed = judged.recomputed
        say_json(
            {
                "path": str(options.file),
                "kind": judged.kind,
                "verdict": judged.verdict.value,
                "trial": judged.trial,
                "container": judged.container,
                "package_digest": judged.package_digest,
                "signers": [
                    {
                        "role": one.role.value,
                        "name": one.name,
                        "organization": one.organization,
                        "certificate_sha256": one.certificate_sha256,
                    }
                    for one in judged.signers
                ],
                "checks": [_check_document(check) for check in judged.checks],
                "recomputed": None
                if recomputed is None
                else {
                    "equal": recomputed.equal,
                    "total_tco2e": recomputed.total,
                    "stated_tco2e": recomputed.stated,
                    "rows": recomputed.rows,
                    "differences": list(recomputed.differences),
                },
            }
        )
    else:
        for check in judged.checks:
            say(f"{_SIGNS[check.state]} {check.message}")
        say(f"{verdict_name(judged.verdict)}：{verdict_sentence(judged.verdict, trial=judged.trial)}")
    if not judged.verdict.good:
        failed = [check for check in judged.checks if check.state in {CheckState.FAILED, CheckState.WARNING}]
        for check in failed:
            complain(f"[{check.code}] {check.message}")
    return 0 if judged.verdict.good else 1


def _receipt(options: argparse.Namespace) -> int:
    now = system_clock()
    with Workspace.open(options.ledger) as ws:
        receipt, _change = receiving.accept_receipt(ws, options.file, trust_of(options, now))
    say(_("已收下「{issuer}」的回执：{stage}").format(issuer=receipt.issuer, stage=receipt.stage.value))
    if receipt.environment is Environment.TRIAL:
        say(_("试用回执：不改变正式档案的状态和等级"))
    for one in receipt.corrections:
        say(f"{one.code} {one.pointer} {one.message}")
    if receipt.certificate is not None:
        say(_("证书编号 {number}").format(number=receipt.certificate.number))
    return 0


def _certificate(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        certifying.write_certificate(ws, which_dossier(ws, options), options.out)
    say(_("证书复印件已写到 {path}").format(path=options.out))
    return 0
