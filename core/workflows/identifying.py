"""Keys, certificates and platform profiles: who signs here, and whom this person trusts."""

from __future__ import annotations

import base64
import hashlib
import logging
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core import resources
from core.documents.placing import place_file
from core.domain.submission import Environment, SignerRole
from core.errors import AppError, EnvironmentFault, FileError, InputError, VerificationError
from core.i18n import _
from core.submission.cards import SignerCard, signer_card
from core.submission.codes import Verdict
from core.workflows.wording import required_text
from core.workflows.workspace import Workspace, reference_data

logger = logging.getLogger(__name__)

PROFILES = "profiles"
"""Folder of the profiles that this person imported, under the settings folder."""

_CERTIFICATE_ENDING = ".crt"

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
        InputError: the name is missing, the passphrase is too short, or the file has the ending of a certificate.
        FileError: the file is there already.
        EnvironmentFault: it cannot be written.
    """
    from core.submission.writing import keys

    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise InputError("key.short", _("口令太短。"), _("口令至少 {count} 个字，可以用中文。").format(count=_SHORTEST_PASSPHRASE))
    if certificate_file(path) == path:
        raise InputError(
            "key.ending", _("密钥文件不能叫「{name}」：这个扩展名留给证书。").format(name=path.name), _("请用 .p12 作扩展名。")
        )
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
    place_file(certificate_file(path), pem(card.certificate).encode("ascii"))
    return card


def certificate_file(key_file: Path) -> Path:
    """The public certificate beside a key file: what is given to the colleague who seals."""
    return key_file.with_suffix(_CERTIFICATE_ENDING)


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
    """The request (PEM) with which the platform enrols a key.

    Raises:
        InputError: the passphrase is wrong.
        FileError: no key file.
    """
    from core.submission.writing import keys

    return keys.certificate_request(keys.open_key(path, passphrase))


def write_request(path: Path, passphrase: str, target: Path) -> None:
    """Write the request to a file of its own.

    Raises:
        InputError: the passphrase is wrong, or the target is the key file itself.
        FileError: no key file.
        EnvironmentFault: it cannot be written.
    """
    if target.exists() and target.samefile(path):
        raise InputError(
            "key.ending", _("证书请求不能写到密钥文件「{name}」上。").format(name=path.name), _("请给证书请求另起一个文件名。")
        )
    place_file(target, certificate_request(path, passphrase))


def take_certificate(path: Path, passphrase: str, certificate: Path) -> SignerCard:
    """Put the platform's certificate into the key file in place of the self-made one.

    Raises:
        FileError: the certificate is for another key, organization or role.
    """
    from core.submission.writing import keys

    key = keys.take_certificate(path, passphrase, read_file(certificate))
    card = signer_card(key.certificate)
    if certificate_file(path) != path:  # a key file of another program may have any name
        place_file(certificate_file(path), pem(card.certificate).encode("ascii"))
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


def kept_profiles(folder: Path | None) -> tuple[Path, ...]:
    """The profiles that are trusted unasked: those imported by this person, then those that ship with the program."""
    imported = sorted((folder / PROFILES).glob("*.zip")) if folder is not None else []
    return (*imported, *sorted(resources.folder("trust").glob("*.zip")))


def trust(named: Iterable[Path], folder: Path | None, *, at: datetime, left_out: Callable[[str], None] | None = None) -> Any:
    """What the judge may trust; a profile named in the call must be sound, since the person chose it.

    A kept profile that no longer holds is left out: one platform's lapse must not keep anybody from judging the files of others.

    Args:
        named: profiles of the call, which come first.
        folder: the settings folder with the imported profiles.
        at: the time of judging.
        left_out: told in words of each kept profile that was not taken.

    Raises:
        VerificationError: a named profile is broken, expired or not what it says.
        EnvironmentFault: a named profile cannot be read.
    """
    from core.submission.reading import judging
    from core.submission.reading.trust import Trust

    platforms = list(judging.trust_of(tuple(named), at=at).platforms)
    for path in kept_profiles(folder):
        try:
            platforms += judging.trust_of((path,), at=at).platforms
        except AppError as error:
            logger.info("profile left out: %s", error.code)
            if left_out is not None:
                left_out(_("没有采用平台配置「{name}」：{why}").format(name=path.name, why=error.message))
    return Trust(tuple(platforms))


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
    believed = judged.verdict in {Verdict.VALID, Verdict.INDETERMINATE}  # a revocation list too old bars no profile
    if judged.kind != "profile" or statement is None or not believed:
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
    """Trust a platform from now on (package-format.md §8).

    The first profile of a platform is believed for the fingerprint, which is typed from the platform's paper and never taken from
    the file. A later one must be signed under the roots of the one on file and follow it without a gap; a fingerprint that is typed
    all the same must fit.

    Raises:
        InputError: the fingerprint is not that of a root in the profile.
        VerificationError: the profile is broken or expired, is not signed under the root that was named, or does not follow the one
            on file.
        EnvironmentFault: it cannot be kept.
    """
    from core.submission.reading import judging, profiles

    card = profile_card(path, at=at)
    new = judging.trust_of((path,), at=at).platforms[0]
    target = folder / PROFILES / f"{card.environment.value}-{hashlib.sha256(new.id.encode()).hexdigest()[:16]}.zip"
    current = _kept(target)
    typed = "".join(sign for sign in fingerprint.lower() if sign not in " :-\n\t")
    if (typed or current is None) and typed not in card.root_fingerprints:
        raise InputError(
            "profile.fingerprint",
            _("输入的根证书指纹与这个平台配置不符，没有采用。"),
            _("请照平台纸面上的 64 位指纹重新输入；对不上时不要使用这个文件。"),
        )
    if current is not None and current.digest == new.digest:
        return card
    profiles.accept_profile(path, current=current, typed=typed, at=at)
    _make_folder(target.parent)
    place_file(target, read_file(path))
    return card


def _kept(path: Path) -> Any:
    """The platform of a profile that was believed once, expired or not; None where there is none."""
    from core.submission.reading import judging
    from core.submission.reading.trust import Trust

    return judging.judge(path, Trust(), None)[1].offered if path.is_file() else None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault("profile.folder", _("文件夹「{path}」建不了。").format(path=folder), _("请检查权限和磁盘空间。")) from error
