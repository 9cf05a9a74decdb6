"""Keys, certificates and platform profiles: who signs here, and whom this person trusts."""

from __future__ import annotations

import base64
import hashlib
import shutil
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core import resources
from core.domain.submission import Environment, SignerRole
from core.errors import FileError, InputError, VerificationError
from core.i18n import _
from core.submission.cards import SignerCard, signer_card
from core.workflows.wording import required_text
from core.workflows.workspace import Workspace, reference_data

PROFILES = "profiles"
"""Folder of the profiles that this person imported, under the settings folder."""

_SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """What is asked before a key is made."""

    role: SignerRole
    name: str
    organization: str
    credit_code: str
    region: str
    environment: Environment = Environment.PRODUCTION


def make_key(path: Path, draft: KeyDraft, passphrase: str, now: datetime) -> SignerCard:
    """Make a signing key in a file of its own, with a certificate that nobody has confirmed yet.

    Raises:
        InputError: the name is missing or the passphrase is too short.
        FileError: the file is there already.
        EnvironmentFault: it cannot be written.
    """
    from core.submission.writing import keys

    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise InputError("key.short", _("口令太短。"), _("口令至少 {count} 个字，可以用中文。").format(count=_SHORTEST_PASSPHRASE))
    region = reference_data().regions.get(draft.region)
    key = keys.make_key(
        path,
        role=draft.role,
        name=required_text(draft.name, _("姓名")),
        organization=required_text(draft.organization, _("单位名称")),
        credit_code=draft.credit_code,
        region_name=region.name if region else draft.region,
        environment=draft.environment,
        passphrase=passphrase,
        now=now,
    )
    card = signer_card(key.certificate)
    certificate_file(path).write_text(pem(card.certificate), encoding="ascii")
    return card


def certificate_file(key_file: Path) -> Path:
    """The public certificate beside a key file: what is given to the colleague who seals."""
    return key_file.with_suffix(".crt")


def pem(der: bytes) -> str:
    """A certificate as text."""
    return ssl.DER_cert_to_PEM_cert(der)


def key_card(path: Path, passphrase: str) -> SignerCard:
    """Whose key a file holds.

    Raises:
        InputError: the passphrase is wrong.
        FileError: no key file.
    """
    from core.submission.writing import keys

    return signer_card(keys.open_key(path, passphrase).certificate)


def certificate_request(path: Path, passphrase: str) -> bytes:
    """The request (PEM) with which the platform enrols a key."""
    from core.submission.writing import keys

    return keys.certificate_request(keys.open_key(path, passphrase))


def take_certificate(path: Path, passphrase: str, certificate: Path) -> SignerCard:
    """Put the platform's certificate into the key file in place of the self-made one.

    Raises:
        FileError: the certificate is for another key, organization or role.
    """
    from core.submission.writing import keys

    key = keys.take_certificate(path, passphrase, read_file(certificate))
    card = signer_card(key.certificate)
    certificate_file(path).write_text(pem(card.certificate), encoding="ascii")
    return card


def register_signer(ws: Workspace, certificate: Path) -> SignerCard:
    """Keep the public certificate of somebody who signs for this ledger, so that a package can name her before she signs."""
    card = signer_card(read_file(certificate))
    with ws.store.begin() as work:
        work.ledger.set(_fact(card.role), pem(card.certificate))
    return card


def registered_signer(ws: Workspace, role: SignerRole) -> SignerCard | None:
    """The signer on file for a role."""
    with ws.store.read() as work:
        kept = work.ledger.get(_fact(role))
    return signer_card(kept.encode("ascii")) if kept else None


def _fact(role: SignerRole) -> str:
    return f"signer.{role.value}"


def read_file(path: Path) -> bytes:
    """A small file whole.

    Raises:
        FileError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError("file.unreadable", _("文件「{path}」无法读取。").format(path=path), _("请检查文件是否还在。")) from error


def profile_files(named: Iterable[Path], folder: Path | None) -> tuple[Path, ...]:
    """The profiles to trust: those named in the call, then those imported by this person, then those that ship with the program."""
    found = list(named)
    if folder is not None and (folder / PROFILES).is_dir():
        found += sorted((folder / PROFILES).glob("*.zip"))
    shipped = resources.folder("trust")
    found += sorted(shipped.glob("*.zip"))
    return tuple(found)


def trust(named: Iterable[Path], folder: Path | None, *, at: datetime) -> Any:
    """What the judge may trust; a profile named in the call must be sound, since the person chose it.

    Raises:
        VerificationError: a profile is broken, expired or not what it says.
    """
    from core.submission.reading import judging

    return judging.trust_of(profile_files(named, folder), at=at)


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """A platform profile in words."""

    platform: str
    environment: Environment
    serial: int
    not_after: str
    root_fingerprints: tuple[str, ...]
    file: Path


def profile_card(path: Path, *, at: datetime) -> ProfileCard:
    """What a profile says of itself, after its own signature was found sound.

    Raises:
        VerificationError: the profile is broken or expired.
    """
    from core.submission.reading import judging

    judged = judging.verify(path, judging.trust_of((path,), at=at), at=at)
    statement = judged.statement
    if judged.kind != "profile" or statement is None or not judged.verdict.good:
        raise VerificationError("E_PROFILE", _("「{name}」不是可用的平台配置。").format(name=path.name), _("请向平台重新索取配置文件。"))
    roots = tuple(hashlib.sha256(base64.b64decode(one)).hexdigest() for one in statement["roots"])
    return ProfileCard(
        platform=statement["platform"]["name"],
        environment=Environment(statement["environment"]),
        serial=statement["serial"],
        not_after=statement["notAfter"],
        root_fingerprints=roots,
        file=path,
    )


def import_profile(path: Path, folder: Path, fingerprint: str, *, at: datetime) -> ProfileCard:
    """Trust a platform from now on; the fingerprint is typed from the platform's paper, never taken from the file.

    Raises:
        InputError: the fingerprint is not that of a root in the profile.
        VerificationError: the profile is broken, or older than the one on file.
    """
    card = profile_card(path, at=at)
    typed = "".join(sign for sign in fingerprint.lower() if sign not in " :-\n\t")
    if typed not in card.root_fingerprints:
        raise InputError(
            "profile.fingerprint",
            _("输入的根证书指纹与这个平台配置不符，没有采用。"),
            _("请照平台纸面上的 64 位指纹重新输入；对不上时不要使用这个文件。"),
        )
    target = folder / PROFILES / f"{card.environment.value}-{card.root_fingerprints[0][:16]}.zip"
    if target.exists():
        known = profile_card(target, at=at)
        if known.serial > card.serial:
            raise VerificationError(
                "E_PROFILE_ROLLBACK",
                _("这个平台配置的序号 {serial} 比现有的 {known} 旧，没有采用。").format(serial=card.serial, known=known.serial),
                _("请向平台索取最新的配置。"),
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming = target.with_suffix(".part")
    shutil.copyfile(path, incoming)
    incoming.replace(target)
    return card
