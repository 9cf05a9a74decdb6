"""The platform's factor pack: rows to add to the factor library, signed like a receipt (package-format.md §3, §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.submission import naming
from core.submission.writing import keys
from core.submission.writing.bag import PayloadFile, WrittenBag
from core.submission.writing.payload import utc_text
from core.submission.writing.platform import RECEIPT_KEY, publish
from core.submission.writing.platform_folder import Platform


@dataclass(frozen=True, slots=True)
class PackOrder:
    """What the pack says.

    Attributes:
        name: of the edition it makes, such as ``2026.03``.
        based_on: digest of the edition it extends; None for any.
        tables: name of each table → its content: rows to add under the usual head, UTF-8, LF.
    """

    name: str
    title_zh: str
    title_en: str
    tables: Mapping[str, bytes]
    based_on: str | None = None


def issue_pack(platform: Platform, target: Path, order: PackOrder, *, now: datetime) -> WrittenBag:
    """Write and sign a factor pack; whether its rows fit is judged by the caller, before and by reading it back.

    Raises:
        InputError: the passphrase is wrong.
        EnvironmentFault: the place cannot be written.
    """
    content = {
        "type": naming.PACK,
        "specVersion": naming.SPEC_VERSION,
        "environment": platform.environment.value,
        "issuer": {"id": platform.id, "name": platform.name},
        "issuedAt": utc_text(now),
        "name": order.name,
        "basedOn": order.based_on,
        "title": {"zh": order.title_zh, "en": order.title_en},
    }
    signer = keys.signing_key(platform.key(RECEIPT_KEY))
    payload = [PayloadFile(f"{naming.TABLES}{name}", text) for name, text in order.tables.items()]
    return publish(platform, signer, target, f"FACTORS-{order.name}", content, payload, now)
