"""Judge a package, receipt, profile or factor pack from its bytes alone, in the order of package-format.md §6; trust comes from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.errors import VerificationError
from core.i18n import _, mark
from core.submission import naming
from core.submission.codes import Check, CheckState, Verdict, failed, message, not_checked, passed
from core.submission.reading.archive import length_of, opened
from core.submission.reading.case import Case, Step, run
from core.submission.reading.context import Context, receipt_conflicts, submission_conflicts
from core.submission.reading.judgement import Judgement
from core.submission.reading.recompute import recompute as compute_again
from core.submission.reading.steps_bag import layout_step, names_step, payload_step, tags_step, zip_step
from core.submission.reading.steps_signatures import certificates_step, signatures_step, words
from core.submission.reading.steps_statement import statement_step
from core.submission.reading.trust import PlatformTrust, Trust

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_MOST_DIFFERENCES = 50


def verify(
    path: Path,
    trust: Trust,
    *,
    recompute: bool = False,
    at: datetime | None = None,
    receipt: Path | None = None,
    context: Context | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Judgement:
    """Judge a file; whatever is in it, the answer is a judgement.

    Args:
        path: a submission, a receipt, a profile or a factor pack.
        trust: whom we believe; nothing inside the file is ever believed.
        recompute: compute a submission's footprint again from the package alone.
        at: the time of judging; now where it is None.
        receipt: a receipt for this submission: signers are then judged at its trusted times where they no longer stand now.
        context: what was taken in before.
        progress: told the payload bytes read and the bytes to read.
        cancelled: asked at least once a mebibyte; True ends the judging, with the verdict ``indeterminate``.

    Raises:
        EnvironmentFault: the file cannot be opened or read.
    """
    before = [(mark("回执"), _receipt_step(receipt))] if receipt is not None else []
    after = [(mark("已有记录"), _context_step(context))]
    if recompute:
        after.append((mark("重新计算"), _recompute_step))
    steps = _steps(before, progress, cancelled)
    return judge(path, trust, at, [*steps, *after])[0]


def judge(path: Path, trust: Trust, at: datetime | None, steps: Sequence[Step] = ()) -> tuple[Judgement, Case]:
    """Judge a file by these steps, or by 1 to 8; gives what was found out on the way too.

    Raises:
        EnvironmentFault: the file cannot be opened or read.
    """
    moment = datetime.now(UTC) if at is None else at.astimezone(UTC)
    length = length_of(path)
    with opened(path) as file:
        case = Case(file, length, trust, moment)
        return run(case, steps or _steps()), case


def _steps(before: Sequence[Step] = (), progress: Progress | None = None, cancelled: Cancelled | None = None) -> list[Step]:
    return [
        (mark("压缩包"), zip_step),
        (mark("文件名"), names_step),
        (mark("目录结构"), layout_step),
        (mark("清单"), tags_step),
        (mark("签名"), signatures_step),
        *before,
        (mark("证书"), certificates_step),
        (mark("内容文件"), payload_step(progress, cancelled)),
        (mark("声明"), statement_step),
    ]


def trust_of(profiles: Sequence[Path], *, at: datetime | None = None) -> Trust:
    """Trust in the platforms that these profiles describe; whoever names a profile here has decided to believe it.

    Raises:
        VerificationError: a file is no profile, is not sound, or is not signed by a receipt signer of its own under its own roots.
        EnvironmentFault: a file cannot be opened or read.
    """
    return Trust(tuple(_own_platform(path, at) for path in profiles))


def _own_platform(path: Path, at: datetime | None) -> PlatformTrust:
    first, case = judge(path, Trust(), at)
    if case.offered is None or first.verdict is Verdict.INVALID:
        raise not_believed(first, naming.PROFILE, "E_PROFILE_INVALID")
    second, _case = judge(path, Trust((case.offered,)), at)
    if second.verdict not in (Verdict.VALID, Verdict.INDETERMINATE):  # a list too old makes packages uncertain, not the profile
        raise not_believed(second, naming.PROFILE, "E_PROFILE_INVALID")
    return case.offered


def not_believed(judgement: Judgement, kind: str, code: str) -> VerificationError:
    """The error for a file that was expected to be a good one of this kind."""
    fault = judgement.fault()
    hint = _("没有采用其中任何内容。请向平台重新索取。")
    if fault is None or (judgement.kind and judgement.kind != kind):
        return VerificationError(code, message(code), hint)
    return VerificationError(fault.code, fault.message, hint)


# ---------------------------------------------------------------- steps that need more than the file


def _receipt_step(path: Path) -> Callable[[Case], None]:
    """Hold a receipt against the signatures of the package, and take the trusted times from it."""

    def step(case: Case) -> None:
        judgement, other = judge(path, case.trust, case.at)
        fault = judgement.fault()
        if judgement.kind != naming.RECEIPT or judgement.statement is None:
            case.checks.append(failed("E_RECEIPT_INVALID"))
        if fault is not None:
            case.checks.append(Check(fault.code, CheckState.FAILED, fault.message))
        if judgement.kind != naming.RECEIPT or judgement.statement is None or fault is not None:
            return
        _archive, tags = case.bag()
        answered = judgement.statement["submission"]
        own = {one.role.value: one.file_sha256 for one in case.signed}
        if (answered["packageDigest"], answered["signatures"]) != (tags.digest, own):
            case.checks.append(failed("E_RECEIPT_OTHER_PACKAGE"))
            return
        case.answer, case.later_crl = judgement.statement, other.later_crl
        case.stamps = other.stamped
        for one in case.signed:
            if one.role not in other.stamped:
                case.checks.append(not_checked("E_TIMESTAMP_MISSING", role=words(one.role)))
        case.checks.append(passed("RECEIPT"))

    return step


def _context_step(context: Context | None) -> Callable[[Case], None]:
    """9: what is already on file."""

    def step(case: Case) -> None:
        _archive, tags = case.bag()
        if case.statement is None or tags.kind in {naming.PROFILE, naming.PACK}:
            return
        if context is None:
            case.checks.append(not_checked("CONTEXT_NOT_GIVEN"))
            return
        conflicts = submission_conflicts if tags.kind == naming.SUBMISSION else receipt_conflicts
        if not case.fails([*conflicts(case.statement, tags.digest, context)]):
            case.checks.append(passed("CONTEXT"))

    return step


def _recompute_step(case: Case) -> None:
    """Compute the footprint again, and compare every figure."""
    archive, tags = case.bag()
    if case.statement is None or tags.kind != naming.SUBMISSION:
        return
    case.recomputed = compute_again(archive.read_if_there)
    if case.recomputed.equal:
        case.checks.append(passed("RECOMPUTE", total=case.recomputed.total, rows=case.recomputed.rows))
    else:
        case.checks += [failed("E_RECOMPUTE", detail=difference) for difference in case.recomputed.differences[:_MOST_DIFFERENCES]]
    for name in (_("基于位置的其他电网口径"), _("基于市场的总量")):
        case.checks.append(not_checked("RECOMPUTE_BASIS", name=name))
