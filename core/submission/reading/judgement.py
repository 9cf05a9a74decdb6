"""The answer of the reader: what a file is, whether it may be relied on, and every check that led there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.domain.submission import SignerRole
from core.submission.codes import Check, CheckState, Verdict

ORIGINAL = "original"
REPACKED = "repacked"


@dataclass(frozen=True, slots=True)
class JudgedSigner:
    """One who signed.

    Attributes:
        organization, credit_code: as the certificate names them.
        signature_sha256: of the .p7s file.
        signed_at: the time she claims; only a receipt makes it a trusted one.
        self_signed: the certificate is self-made; nobody has confirmed who holds it.
        certificate: DER.
        signature: the .p7s file.
    """

    role: SignerRole
    name: str
    organization: str
    credit_code: str
    certificate_sha256: str
    signature_sha256: str
    algorithm: str
    signed_at: datetime
    self_signed: bool
    certificate: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came out when the footprint was computed again from the package alone.

    Attributes:
        equal: every figure came out as stated.
        total: the total computed here, in canonical form; empty where the tables could not be read.
        stated: the total as stated.
        differences: what differs, each with its place.
        rows: records and lines that were gone through.
    """

    equal: bool
    total: str
    stated: str
    differences: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """A file, judged.

    Attributes:
        kind: one of `naming.KINDS`, or empty where that could not be seen.
        verdict: one of five.
        trial: the statement says so; None where there is no sound statement.
        container: ``original`` or ``repacked``.
        package_digest: SHA-256 of the tag manifest; empty where there is none.
        statement: the parsed statement, only when every signature and every hash is sound.
        recomputed: None unless it was asked for and possible.
        attachments: path → SHA-256 of every other payload file, on the same condition.
        tag_manifest: the bytes that were signed, on the same condition; a further signer signs these.
    """

    kind: str
    verdict: Verdict
    trial: bool | None
    container: str
    package_digest: str
    checks: tuple[Check, ...]
    statement: Mapping[str, Any] | None = None
    signers: tuple[JudgedSigner, ...] = ()
    recomputed: Recomputed | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)
    tag_manifest: bytes = field(default=b"", repr=False)

    def fault(self) -> Check | None:
        """The check that keeps the file from being valid, the gravest first, or None."""
        if self.verdict.good:
            return None
        order = (CheckState.FAILED, CheckState.NOT_CHECKED, CheckState.WARNING)
        grave = [check for check in self.checks if check.code.startswith("E_") or check.code == "CANCELLED"]
        return next((check for state in order for check in grave if check.state is state), None)
