"""Packages: a BagIt bag in a zip whose bytes follow from its content alone, written once and whole (package-format.md §3, §4)."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from core.domain.submission import SignerRole
from core.errors import AppError, FileError, RuleError
from core.i18n import _
from core.submission import naming
from core.submission.writing import files
from core.submission.writing.keys import SigningKey
from core.submission.writing.signing import sign
from core.submission.writing.sources import READ_FAULTS, Measured, copied, measure, refuse_bad_payload

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Signer = tuple[SignerRole, SigningKey]

_LARGE = 2**31 - 1
"""A file of more bytes than this needs the 64-bit fields of zip."""

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
_UTF8_FLAG = 0x800


class WritingCancelledError(AppError):
    """Stopped by the person; nothing is left behind."""


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """One file of the payload.

    Attributes:
        path: inside the bag, with ``data/`` before it.
        source: the content, or the file that holds it.
        sha256: what the file must hash to; without it the file is read once more, before anything is written.
    """

    path: str
    source: bytes | Path
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class WrittenBag:
    """A package on the disk.

    Attributes:
        package_digest: SHA-256 of its tag manifest.
        signatures: DER of each signature.
        files: how many files the payload has.
    """

    path: Path
    package_digest: str
    signatures: Mapping[SignerRole, bytes] = field(repr=False)
    files: int

    @property
    def signature_sha256(self) -> Mapping[SignerRole, str]:
        """SHA-256 of each signature file."""
        return {role: hashlib.sha256(der).hexdigest() for role, der in self.signatures.items()}


def write_bag(
    target: Path,
    base: str | Callable[[str], str],
    payload: Sequence[PayloadFile],
    info: Mapping[str, str],
    signers: Sequence[Signer],
    at: datetime,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> WrittenBag:
    """Write a package and sign it; the same inputs give the same bytes.

    Args:
        target: the zip file; its folder when `base` is a function.
        base: name of the top folder; a function gets the packageDigest and names the file, too.
        payload: in any order; the zip has them sorted by the bytes of their paths.
        info: labels of bag-info.txt; Payload-Oxum is counted here, and Bagging-Date is the day of `at` unless given.
        signers: those who sign now, each with the role of her key.
        at: signing time.
        progress: told the bytes of payload written and the bytes to write.
        cancelled: asked at least every mebibyte; True stops.

    Raises:
        FileError: a path may not stand in a package, or a source is gone or not what it should be (``E_SOURCE_CHANGED``).
        RuleError: a key is not for the role, or its certificate is not valid at that time.
        EnvironmentFault: the place cannot be written, or is full.
        WritingCancelledError: stopped by the person.
    """
    heed = partial(_heed, cancelled or _never)
    ordered = sorted(payload, key=lambda one: one.path.encode("utf-8"))
    measured = [measure(one.path, one.source, one.sha256, heed) for one in ordered]
    refuse_bad_payload(measured)
    tags = _tag_files(measured, info, at)
    digest = hashlib.sha256(tags[naming.TAG_MANIFEST]).hexdigest()
    signatures = _signatures(tags[naming.TAG_MANIFEST], signers, at)
    top = base if isinstance(base, str) else base(digest)
    place = target if isinstance(base, str) else target / f"{top}.zip"
    with files.disk_in_words(place), files.fresh_file(place.parent) as (stream, fresh):
        _fill(stream, place, _Content(top, measured, tags, signatures), heed, progress)
        files.sync(stream)
        heed()
        files.finish(stream, fresh, place)
    return WrittenBag(place, digest, signatures, len(measured))


def add_signature(path: Path, role: SignerRole, key: SigningKey, at: datetime, tagmanifest: bytes) -> WrittenBag:
    """Put one more signature into a package that was verified before; every file in it keeps its bytes.

    The zip is written anew in the one form of this format, also where somebody has packed it again since.

    Args:
        path: the package.
        role: in which the key signs.
        key: of the one who signs now.
        at: signing time.
        tagmanifest: what the verifier read and the person saw; a file that differs from it in anything is refused.

    Raises:
        FileError: the file cannot be read, or is not what that tag manifest says.
        RuleError: the role has signed already, or the key is not for it or not valid at that time.
        EnvironmentFault: the file cannot be replaced; it stays as it was.
    """
    added = _signatures(tagmanifest, [(role, key)], at)
    with files.disk_in_words(path), files.fresh_file(path.parent) as (stream, fresh):
        try:
            with zipfile.ZipFile(path) as archive:
                content = _opened(archive, tagmanifest)
                if role in content.signatures:
                    raise RuleError(
                        "package.signed_already",
                        _("「{name}」里已有{title}的签名。").format(name=path.name, title=naming.TITLES[role]),
                        _("文件没有改动，不需要再签一次。"),
                    )
                by_role = {**content.signatures, **added}
                content = replace(content, signatures={one: by_role[one] for one in SignerRole if one in by_role})
                _fill(stream, path, content, _never, None)
        except (*READ_FAULTS, KeyError, ValueError) as error:
            raise FileError(
                "E_SOURCE_CHANGED",
                _("「{name}」不是刚才核验的那个材料包，没有签名。").format(name=path.name),
                _("文件没有改动。请重新打开、核验后再签。"),
            ) from error
        files.finish(stream, fresh, path)
    return WrittenBag(path, hashlib.sha256(tagmanifest).hexdigest(), content.signatures, len(content.payload))


@dataclass(frozen=True, slots=True)
class _Content:
    """Everything that stands in a package, in the order in which it stands in the zip."""

    top: str
    payload: Sequence[Measured]
    tags: Mapping[str, bytes]
    signatures: Mapping[SignerRole, bytes]


def _fill(stream: BinaryIO, place: Path, content: _Content, heed: Callable[[], object], progress: Progress | None) -> None:
    last = {**content.tags, **{naming.signature_path(role): der for role, der in content.signatures.items()}}
    whole, done = sum(one.size for one in content.payload), 0
    with files.disk_in_words(place), zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for one in content.payload:
            with archive.open(_entry(f"{content.top}/{one.path}"), "w", force_zip64=one.size > _LARGE) as out:
                for size in copied(one, out):
                    heed()
                    done += size
                    if progress is not None:
                        progress(done, whole)
        for name, data in last.items():
            archive.writestr(_entry(f"{content.top}/{name}"), data)


def _never() -> bool:
    return False


def _heed(stop: Cancelled) -> None:
    if stop():
        raise WritingCancelledError("package.cancelled", _("已取消，没有留下文件。"))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.external_attr = _PLAIN_FILE
    entry.create_system = _UNIX
    return entry


# ---------------------------------------------------------------- tag files and signatures


def _tag_files(payload: Sequence[Measured], info: Mapping[str, str], at: datetime) -> dict[str, bytes]:
    """The four tag files, in the order in which they stand in the zip."""
    manifest = "".join(f"{one.sha256}  {one.path}\n" for one in payload)
    tags = {
        naming.BAGIT: naming.BAGIT_BYTES,
        naming.BAG_INFO: _bag_info(payload, info, at),
        naming.MANIFEST: manifest.encode("utf-8"),
    }
    return {**tags, naming.TAG_MANIFEST: _tag_manifest(tags)}


def _tag_manifest(tags: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(tags[name]).hexdigest()}  {name}\n" for name in naming.TAGGED).encode("ascii")


def _bag_info(payload: Sequence[Measured], info: Mapping[str, str], at: datetime) -> bytes:
    octets = sum(one.size for one in payload)
    values = {"Bagging-Date": at.astimezone(UTC).date().isoformat(), **info, "Payload-Oxum": f"{octets}.{len(payload)}"}
    for label in (*naming.INFO_LABELS, *values):
        value = values.get(label, "")
        if label not in naming.INFO_LABELS or not value or value != value.strip() or not value.isprintable():
            raise FileError(
                "E_BAG_INFO",
                _("材料包的说明「{label}: {value}」不能这样写。").format(label=label, value=value[:40]),
                _("没有留下文件。应为一行不空的文字。"),
            )
    return "".join(f"{label}: {values[label]}\n" for label in naming.INFO_LABELS).encode("utf-8")


def _signatures(tagmanifest: bytes, signers: Sequence[Signer], at: datetime) -> dict[SignerRole, bytes]:
    """One signature for each signer, in the order of the roles."""
    for role, key in signers:
        if key.role is not role:
            raise RuleError(
                "package.role",
                _("{name}的密钥是{own}的，不能以{title}的身份签名。").format(
                    name=key.name, own=naming.TITLES[key.role], title=naming.TITLES[role]
                ),
                _("请选对应的密钥文件。"),
            )
    by_role = dict(signers)
    return {role: sign(tagmanifest, by_role[role], at=at) for role in SignerRole if role in by_role}


# ---------------------------------------------------------------- a package that is there


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files by name; a name without the UTF-8 flag is UTF-8 all the same (Info-ZIP writes it so)."""
    found = {}
    for one in archive.infolist():
        name = one.filename
        if not one.flag_bits & _UTF8_FLAG and not name.isascii():
            name = name.encode("cp437").decode("utf-8")
        found[name] = one
    return found


def _opened(archive: zipfile.ZipFile, tagmanifest: bytes) -> _Content:
    """What a verified package holds; the verifier has bounded the sizes.

    Raises:
        KeyError, ValueError: it is not the package that has this tag manifest.
    """
    members = _members(archive)
    top = next(iter(members), "").partition("/")[0]
    tags = {name: archive.read(members[f"{top}/{name}"]) for name in (naming.BAGIT, naming.BAG_INFO, naming.MANIFEST)}
    if _tag_manifest(tags) != tagmanifest or archive.read(members[f"{top}/{naming.TAG_MANIFEST}"]) != tagmanifest:
        raise ValueError("another tag manifest")
    payload = []
    for line in tags[naming.MANIFEST].decode("utf-8").splitlines():
        sha256, path = line.split("  ", 1)
        info = members[f"{top}/{path}"]
        payload.append(Measured(path, f"{archive.filename}: {path}", info.file_size, sha256, partial(archive.open, info)))
    paths = {role: f"{top}/{naming.signature_path(role)}" for role in SignerRole}
    signatures = {role: archive.read(members[path]) for role, path in paths.items() if path in members}
    return _Content(top, payload, {**tags, naming.TAG_MANIFEST: tagmanifest}, signatures)
