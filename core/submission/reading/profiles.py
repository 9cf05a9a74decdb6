"""Taking in a platform's profile: the first by the fingerprint on paper, every later one by the one before (package-format.md §8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.errors import VerificationError
from core.i18n import _
from core.submission.codes import CheckState, Verdict, message
from core.submission.reading.judging import judge, trust_of
from core.submission.reading.platforms import fingerprint
from core.submission.reading.steps_statement import environment_words
from core.submission.reading.trust import PlatformTrust, Trust


def accept_profile(path: Path, *, current: PlatformTrust | None, typed: str = "", at: datetime | None = None) -> PlatformTrust:
    """Judge a profile that is to be believed from now on.

    Args:
        path: the profile.
        current: the profile of this platform in use; None for the first one.
        typed: for the first one: SHA-256 fingerprint of the root, as a person typed it from paper; spaces and colons do not matter.
        at: the time of judging.

    Raises:
        VerificationError: E_PROFILE_…, or what else is wrong with the file.
        EnvironmentFault: the file cannot be opened or read.
    """
    new = trust_of([path], at=at).platforms[0]
    if current is None:
        _check_first(path, new, typed, at)
    else:
        _check_next(path, new, current, at)
    return new


def _refused(code: str, **parameters: object) -> VerificationError:
    return VerificationError(code, message(code, **parameters), _("平台配置没有导入，现有的信任不变。"))


def _check_first(path: Path, new: PlatformTrust, typed: str, at: datetime | None) -> None:
    wanted = "".join(sign for sign in typed.lower() if sign not in " :-\t\n")
    named = tuple(root for root in new.roots if fingerprint(root) == wanted)
    # The signer must stand under the root whose fingerprint was typed: another root in the file may be anybody's.
    if not named or judge(path, Trust((replace(new, roots=named, crl=b""),)), at)[0].verdict is not Verdict.VALID:
        raise _refused("E_PROFILE_FINGERPRINT")


def _check_next(path: Path, new: PlatformTrust, current: PlatformTrust, at: datetime | None) -> None:
    if new.id != current.id:
        raise _refused("E_PROFILE_PLATFORM", found=new.id, expected=current.id)
    if new.environment is not current.environment:
        expected = environment_words(current.environment)
        raise _refused("E_ENVIRONMENT", found=environment_words(new.environment), expected=expected)
    if new.serial <= current.serial:
        raise _refused("E_PROFILE_ROLLBACK", found=new.serial, expected=current.serial)
    if new.serial != current.serial + 1 or new.previous_digest != current.digest:
        raise _refused("E_PROFILE_CHAIN")
    judgement, _case = judge(path, Trust((current,)), at)
    if judgement.verdict in (Verdict.VALID, Verdict.INDETERMINATE):  # a list too old must not bar the way to a newer one
        return
    fault = next((check for check in judgement.checks if check.state is CheckState.FAILED), None)
    if fault is None:
        raise _refused("E_PROFILE_ROOT")
    raise VerificationError(fault.code, fault.message, _("平台配置没有导入，现有的信任不变。"))
