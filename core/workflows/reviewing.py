"""The officer's side: a platform's keys and profile, enrolment, verification of many packages, receipts, and 附表2 rolled up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from core.documents.forms import Form2Context, Form2Row, form2_xlsx
from core.documents.placing import place_file
from core.domain.event import EventRole, NeutralityType
from core.domain.offset import ProductType
from core.domain.quantity import canonical
from core.domain.submission import Correction, DossierStage, Environment, PlatformCertificate, ReceiptResult, SignerRole
from core.errors import AppError, EnvironmentFault, FileError, InputError, VerificationError
from core.i18n import _
from core.submission import naming
from core.submission.codes import CheckState, Verdict
from core.workflows import apart
from core.workflows.identifying import read_file
from core.workflows.submission_data import EVENT_DATA, OFFSET_DATA
from core.workflows.workspace import new_id

_TONNES = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,18})?")
_BOOK = "receipts.json"
"""In the desk's folder: which receipts were issued for which package, so that their sequence rises."""


@dataclass(frozen=True, slots=True)
class DeskCard:
    """A desk that was set up: its folder, what to hand to the venues, and the fingerprint to read to them."""

    folder: Path
    profile: Path
    root: Path
    root_fingerprint: str


def init_desk(folder: Path, *, name: str, environment: Environment, passphrase: str, now: datetime) -> DeskCard:
    """Make the keys and the signed profile of a platform.

    Raises:
        FileError: the folder holds something already.
        EnvironmentFault: it cannot be written.
    """
    from core.submission.writing import platform

    made = platform.make_platform(
        folder, platform_id=f"urn:platform:{new_id()}", name=name, environment=environment, passphrase=passphrase, now=now
    )
    return DeskCard(folder, folder / "profile.zip", folder / "root.pem", made.root_fingerprint)


def enrol(folder: Path, passphrase: str, request: Path, *, role: SignerRole, out: Path, now: datetime) -> None:
    """Issue a certificate for a venue's request.

    Raises:
        FileError: the request is broken, or its signature does not fit its key.
    """
    from core.submission.writing import platform

    place_file(out, platform.enrol(platform.open_platform(folder, passphrase), read_file(request), role=role, now=now))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One package as the desk sees it.

    Attributes:
        codes: of the checks that failed or warn.
        problems: the same in words.
        result: total, need and level as stated; empty where the statement cannot be trusted.
    """

    path: Path
    verdict: Verdict
    trial: bool | None
    container: str
    digest: str
    equal: bool | None
    codes: tuple[str, ...]
    problems: tuple[str, ...]
    statement: Mapping[str, Any] | None


def packages_in(places: Iterable[Path]) -> tuple[Path, ...]:
    """The zip files named, and those in the folders named, by name."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += sorted(path for path in place.iterdir() if path.suffix.lower() == ".zip" and path.is_file())
        else:
            found.append(place)
    return tuple(found)


def review(
    paths: Sequence[Path],
    trust: Any,
    *,
    at: datetime,
    progress: Callable[[int, int, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    beside: bool = False,
) -> Iterator[Reviewed]:
    """Judge and recompute packages one after the other; a broken one is a row like any other.

    Args:
        paths: the packages.
        trust: whom to believe.
        at: the time of judging.
        progress: told before each package.
        cancelled: asked before each package.
        beside: judge them in a process of their own, so that a window stays quick meanwhile.
    """
    for number, path in enumerate(paths):
        if cancelled is not None and cancelled():
            return
        if progress is not None:
            progress(number, len(paths), path.name)
        judge = partial(review_one, path, trust, at=at)
        yield apart.alone(judge) if beside else judge()


def review_one(path: Path, trust: Any, *, at: datetime) -> Reviewed:
    """Judge and recompute one package; one that cannot be read off the disk is indeterminate."""
    from core.submission.reading import judging

    try:
        judged = judging.verify(path, trust, recompute=True, at=at)
    except EnvironmentFault as fault:
        return Reviewed(path, Verdict.INDETERMINATE, None, "", "", None, (fault.code,), (str(fault),), None)
    bad = [check for check in judged.checks if check.state in {CheckState.FAILED, CheckState.WARNING}]
    return Reviewed(
        path=path,
        verdict=judged.verdict,
        trial=judged.trial,
        container=judged.container,
        digest=judged.package_digest,
        equal=judged.recomputed.equal if judged.recomputed is not None else None,
        codes=tuple(dict.fromkeys(check.code for check in bad)),
        problems=tuple(check.message for check in bad),
        statement=judged.statement,
    )


@dataclass(frozen=True, slots=True)
class ReceiptOrder:
    """What the officer decided about one package."""

    result: ReceiptResult
    stage: DossierStage
    list_status: str = ""
    list_date: date | None = None
    corrections: tuple[Correction, ...] = ()
    certificate: PlatformCertificate | None = None
    attachments: tuple[Path, ...] = ()


def issue_receipt(folder: Path, passphrase: str, package: Path, order: ReceiptOrder, out: Path, *, now: datetime) -> Path:
    """Verify a package and write a signed receipt for it, which is read back as the venue will read it.

    Receipts for a package are numbered without a gap, and a venue takes them in that order: one that it had to refuse would bar the
    way to all that follow.

    Raises:
        InputError: the stage does not belong to the result, or what the certificate says is not whole.
        VerificationError: the package is not sound, or the receipt could not be read back; nothing is issued.
        FileError: no desk lives in the folder, its book of receipts is damaged, or an attachment cannot be read.
        EnvironmentFault: the place cannot be written.
    """
    from core.submission.reading import extracting, judging
    from core.submission.writing import platform

    if order.stage not in order.result.stages():
        words = "、".join(stage.value for stage in order.result.stages())
        raise InputError(
            "receipt.stage",
            _("「{stage}」不是这种回执能写的状态。").format(stage=order.stage.value),
            _("可选：{words}。").format(words=words),
        )
    certificate = _whole_certificate(order)
    desk = platform.open_platform(folder, passphrase)
    judged = judging.verify(package, judging.trust_of((folder / "profile.zip",), at=now), recompute=True, at=now)
    if not judged.verdict.good or judged.statement is None or judged.recomputed is None or not judged.recomputed.equal:
        raise VerificationError(
            "E_RECEIPT_REFUSED", _("材料包没有通过核验，没有签发回执：{why}").format(why=_why_refused(judged)), _("请退回材料包。")
        )
    statement = judged.statement
    book = _book(folder)
    earlier = book.get(statement["packageId"], [])
    roles = [signer.role for signer in judged.signers]
    submission = platform.SubmissionRef(
        package_id=statement["packageId"],
        dossier_id=statement["dossierId"],
        revision=statement["revision"],
        digest=judged.package_digest,
        signatures={signer.role: signer.signature_sha256 for signer in judged.signers},
        signature_bytes={role: extracting.payload_file(package, naming.signature_path(role)) for role in roles},
    )
    written = platform.issue_receipt(
        desk,
        out,
        submission=submission,
        result=order.result,
        status=order.stage.value,
        sequence=len(earlier) + 1,
        previous_digest=earlier[-1]["digest"] if earlier else None,
        audience=statement["organization"]["identifier"],
        list_status=order.list_status,
        list_date=order.list_date,
        corrections=order.corrections,
        certificate=certificate,
        attachments=order.attachments,
        now=now,
    )
    book[statement["packageId"]] = [*earlier, {"digest": written.package_digest, "stage": order.stage.value}]
    path: Path = written.path
    try:
        _read_back(path, folder, now)
        place_file(folder / _BOOK, json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True).encode())
    except AppError:
        path.unlink(missing_ok=True)
        raise
    return path


def _whole_certificate(order: ReceiptOrder) -> PlatformCertificate | None:
    """What the certificate says, in the form in which receipts say it; a confirmation must have one.

    Raises:
        InputError: a part is missing or makes no sense.
    """
    said = order.certificate
    if said is None:
        if order.stage is DossierStage.CONFIRMED:
            raise InputError("receipt.number", _("确认回执要写证书编号、种类、有效期和吨数。"), _("请补齐后再签发。"))
        return None
    if not said.number.strip() or not said.kind.strip():
        raise InputError("receipt.number", _("证书缺少编号或种类。"), _("请补齐后再签发。"))
    if said.valid_to < said.valid_from:
        raise InputError("receipt.days", _("证书的截止日期早于起始日期。"), _("请核对有效期。"))
    if _TONNES.fullmatch(said.tco2e) is None:
        raise InputError(
            "receipt.tonnes", _("证书上的吨数「{text}」不是数字。").format(text=said.tco2e), _("请写成 1564.57 这样，不带千位分隔。")
        )
    return replace(said, number=said.number.strip(), kind=said.kind.strip(), tco2e=canonical(Fraction(said.tco2e)))


def _read_back(path: Path, folder: Path, now: datetime) -> None:
    from core.submission.reading import judging

    judged = judging.verify(path, judging.trust_of((folder / "profile.zip",), at=now), at=now)
    if not judged.verdict.good:
        why = "".join(check.message for check in judged.checks if check.state is CheckState.FAILED)
        raise VerificationError(
            "E_SELF_CHECK", _("写好的回执没有通过回读核验，已删除：{why}").format(why=why), _("没有签发，序号没有占用。请核对所填内容。")
        )


def _why_refused(judged: Any) -> str:
    wrong = [check.message for check in judged.checks if check.state is CheckState.FAILED]
    if wrong:
        return "".join(wrong)
    return _("证书不在本平台登记。") if judged.kind == naming.SUBMISSION else _("这个文件不是材料包。")


def _book(folder: Path) -> dict[str, list[dict[str, str]]]:
    path = folder / _BOOK
    if not path.exists():
        return {}
    try:
        book: Any = json.loads(path.read_text(encoding="utf-8"))
        return {package: [{"digest": one["digest"], "stage": one["stage"]} for one in issued] for package, issued in book.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(
            "desk.book", _("回执登记「{path}」读不出来。").format(path=path), _("请从备份恢复这个文件，再签发回执。")
        ) from error


def roll_up(packages: Sequence[Path], trust: Any, out: Path, *, compiler: str, at: datetime) -> tuple[int, tuple[tuple[Path, str], ...]]:
    """Write 附表2 from the event packages among those named.

    Returns:
        How many rows were written, and the packages left out with the reason: nothing is dropped in silence.
    """
    rows: list[Form2Row] = []
    refused: list[tuple[Path, str]] = []
    trial = False
    for path in packages:
        reviewed = review_one(path, trust, at=at)
        if reviewed.verdict is Verdict.INVALID or reviewed.equal is False or reviewed.statement is None:
            refused.append((path, reviewed.problems[0] if reviewed.problems else _("复算不符")))
        elif reviewed.statement["dossierKind"] != "event":
            refused.append((path, _("不是活动档案")))
        else:
            trial = trial or bool(reviewed.trial)
            try:
                rows.append(_row(path))
            except AppError as error:
                refused.append((path, str(error)))
    place_file(out, form2_xlsx(rows, Form2Context(compiler=compiler, written_on=at.date(), trial=trial)))
    return len(rows), tuple(refused)


def _row(path: Path) -> Form2Row:
    """The row of one event.

    Raises:
        FileError: the package says nothing of its event, or not in the form of this program.
    """
    from core.submission.reading import extracting

    try:
        form = json.loads(extracting.payload_file(path, EVENT_DATA))
        if form["role"] == EventRole.PARTICIPANT.value:
            raise FileError("desk.participant", _("这是参加者的档案，附表2 由活动组织者填报。"), _("请用组织者递交的包汇总。"))
        lots = json.loads(extracting.payload_file(path, OFFSET_DATA))
        retired = [lot for lot in lots if lot["retiredOn"]]
        products = {ProductType(lot["product"]) for lot in retired} or {ProductType(one) for one in form["products"]}
        name, organizer, place, other = (_text(form[field]) for field in ("name", "organizer", "place", "otherProduct"))
        return Form2Row(
            name=name,
            organizer=organizer,
            start=date.fromisoformat(form["start"]),
            end=date.fromisoformat(form["end"]),
            place=place,
            neutrality=NeutralityType(form["neutrality"]),
            products=tuple(one for one in ProductType if one in products),
            retired_on=tuple(sorted({date.fromisoformat(lot["retiredOn"]) for lot in retired})),
            tonnes=sum(int(_text(lot["tonnes"])) for lot in retired),
            other_product=other,
        )
    except (ValueError, TypeError, KeyError) as error:  # signed, but by another program than ours
        raise FileError(
            "desk.event_data", _("包里的活动数据读不出来。"), _("请按包里的附表1 手工填写这一行，或请申报单位用本程序重新导出。")
        ) from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
