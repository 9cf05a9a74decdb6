"""A file under judgement: what is known of it so far, and the checks made; the steps of package-format.md §6 work on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, BinaryIO, cast

from core.domain.submission import Environment, SignerRole
from core.i18n import _
from core.submission import naming
from core.submission.codes import Check, Verdict, not_checked
from core.submission.reading.archive import Archive
from core.submission.reading.bag import CancelledReading, Tags
from core.submission.reading.certificates import Leaf
from core.submission.reading.judgement import ORIGINAL, REPACKED, JudgedSigner, Judgement, Recomputed
from core.submission.reading.refusing import Refused
from core.submission.reading.signed_data import SoundSignature
from core.submission.reading.trust import PlatformTrust, Trust
from core.submission.reading.zip_structure import Entry


@dataclass(frozen=True, slots=True)
class Signed:
    """One sound signature with the one who made it."""

    role: SignerRole
    file: bytes
    file_sha256: str
    sound: SoundSignature
    leaf: Leaf


@dataclass(slots=True)
class Case:
    """What the steps have found out.

    Attributes:
        at: the time of judging.
        stamps: trusted time of each signature, from a receipt that fits.
        answer: the statement of that receipt.
        later_crl: the revocation lists that came with it, PEM.
        stamped: trusted times that lie in this file, where it is a receipt.
        platform: the platform under whose roots the signers stand.
        offered: the platform that this file describes, where it is a profile; not believed for that.
        untrusted: a signer stands under no root we know.
        unsure: something could not be judged.
        at_receipt: a certificate was good at its trusted time only.
        sound: every signature and every hash of the package is right.
    """

    file: BinaryIO
    length: int
    trust: Trust
    at: datetime
    checks: list[Check] = field(default_factory=list)
    entries: tuple[Entry, ...] = ()
    archive: Archive | None = None
    tags: Tags | None = None
    signed: tuple[Signed, ...] = ()
    stamps: Mapping[SignerRole, datetime] = field(default_factory=dict)
    answer: Mapping[str, Any] | None = None
    later_crl: bytes = b""
    stamped: Mapping[SignerRole, datetime] = field(default_factory=dict)
    platform: PlatformTrust | None = None
    offered: PlatformTrust | None = None
    manifest: Mapping[str, str] = field(default_factory=dict)
    statement: Mapping[str, Any] | None = None
    recomputed: Recomputed | None = None
    untrusted: bool = False
    unsure: bool = False
    at_receipt: bool = False
    sound: bool = False

    def bag(self) -> tuple[Archive, Tags]:
        """Archive and tags, for the steps after the fourth: they run only when it has found both."""
        return cast("Archive", self.archive), cast("Tags", self.tags)

    def fails(self, checks: Sequence[Check]) -> bool:
        """Take down checks; True when one of them failed."""
        self.checks += checks
        return any(check.failed for check in checks)

    def judgement(self) -> Judgement:
        """All together."""
        as_written = self.archive is not None and self.archive.as_written
        shown = self.statement if self.sound else None
        return Judgement(
            kind=self.tags.kind if self.tags else "",
            verdict=self._verdict(),
            trial=shown["environment"] == Environment.TRIAL.value if shown else None,
            container=ORIGINAL if as_written else REPACKED,
            package_digest=self.tags.digest if self.tags else "",
            checks=tuple(self.checks),
            statement=shown,
            signers=tuple(_signer(one) for one in self.signed),
            recomputed=self.recomputed,
            attachments=MappingProxyType(self._attachments()),
            tag_manifest=self.tags.listing if self.sound and self.tags else b"",
        )

    def _attachments(self) -> dict[str, str]:
        if not self.sound or self.tags is None:
            return {}
        own = naming.statement_path(self.tags.kind)
        return {path: digest for path, digest in self.manifest.items() if path != own}

    def _verdict(self) -> Verdict:
        """Package-format.md §6: the worst of what was found."""
        if any(check.failed for check in self.checks):
            return Verdict.INVALID
        if self.unsure:
            return Verdict.INDETERMINATE
        if self.untrusted:
            return Verdict.UNREGISTERED
        return Verdict.VALID_AT_RECEIPT if self.at_receipt else Verdict.VALID


def _signer(one: Signed) -> JudgedSigner:
    return JudgedSigner(
        role=one.role,
        name=one.leaf.name,
        organization=one.leaf.organization,
        credit_code=one.leaf.organization_identifier.removeprefix(naming.ORGANIZATION_PREFIX),
        certificate_sha256=one.leaf.sha256,
        signature_sha256=one.file_sha256,
        algorithm=one.sound.algorithm,
        signed_at=one.sound.signed_at,
        self_signed=one.leaf.self_signed,
        certificate=one.sound.certificate,
        signature=one.file,
    )


Step = tuple[str, Callable[[Case], None]]
"""A step's name in words, and the step; it raises Refused where nothing after it can be judged."""


def run(case: Case, steps: Sequence[Step]) -> Judgement:
    """Take the steps in order until one refuses; the rest is then named as not checked."""
    for number, (_words, step) in enumerate(steps):
        try:
            step(case)
        except Refused as refusal:
            case.checks += refusal.checks
        except CancelledReading:
            case.checks.append(not_checked("CANCELLED"))
            case.unsure = True
        else:
            continue
        case.checks += [not_checked("NOT_CHECKED", step=_(words)) for words, _later in steps[number + 1 :]]
        break
    return case.judgement()
