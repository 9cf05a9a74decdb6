"""Signatures over the tag manifest of a package (package-format.md §4); pyHanko is loaded with the first of them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.errors import RuleError
from core.i18n import _
from core.submission import naming
from core.submission.writing.keys import SigningKey

if TYPE_CHECKING:
    from core.submission.writing.key_files import HeldKey


def sign(content: bytes, key: SigningKey, *, at: datetime) -> bytes:
    """A detached CAdES-B-B signature (DER) under the commitment of the key's role; the same inputs give the same bytes.

    Raises:
        RuleError: the certificate is not valid at that time.
    """
    from core.submission.writing.cades import detached_signature

    moment = at.astimezone(UTC).replace(microsecond=0)
    _refuse_outside_validity(key, moment)
    return detached_signature(content, key.held, naming.COMMITMENTS[key.role], moment)


def stamp(content: bytes, stamper: HeldKey, *, at: datetime) -> bytes:
    """An RFC 3161 answer (TimeStampResp, DER) that this content existed at that time."""
    from core.submission.writing.cades import time_stamp

    return time_stamp(hashlib.sha256(content).digest(), stamper, at.astimezone(UTC).replace(microsecond=0))


def _refuse_outside_validity(key: SigningKey, moment: datetime) -> None:
    certificate = key.held.certificate
    if moment < certificate.not_valid_before_utc:
        raise RuleError(
            "key.not_yet_valid",
            _("{name}的证书要到 {time} 才生效，不能签名。").format(name=key.name, time=_shown(certificate.not_valid_before_utc)),
            _("请先核对这台电脑的时钟。"),
        )
    if moment > certificate.not_valid_after_utc:
        raise RuleError(
            "key.expired",
            _("{name}的证书已于 {time} 到期，不能签名。").format(name=key.name, time=_shown(certificate.not_valid_after_utc)),
            _("请新建密钥并向平台申请新证书；时钟不对时，请先校准。"),
        )


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
