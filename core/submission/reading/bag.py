"""The bag in the zip: its layout, its tag files, its manifest, and whether every payload byte is the one that was listed (RFC 8493)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from core.i18n import _
from core.submission import naming
from core.submission.codes import Check, failed
from core.submission.reading.archive import Archive
from core.submission.reading.refusing import Refused, refuse, shown
from core.submission.reading.zip_structure import Entry

_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.*)")
_LABEL: Final = re.compile(r"([A-Za-z-]+): (\S(?:.*\S)?)")
_OXUM: Final = re.compile(r"(0|[1-9][0-9]{0,15})\.(0|[1-9][0-9]{0,8})")


class CancelledReading(Exception):  # noqa: N818 - the person's wish, not an error
    """The person wants no more of it."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tag files of a sound bag say.

    Attributes:
        kind: one of `naming.KINDS`.
        listing: the bytes that are signed.
        digest: packageDigest.
        info: bag-info.txt.
        payload_size, payload_count: its Payload-Oxum.
    """

    kind: str
    listing: bytes
    digest: str
    info: Mapping[str, str]
    payload_size: int
    payload_count: int


def layout(found: Sequence[Entry], archive: Archive) -> None:
    """Step 3: one top folder, the tag files, and nothing that the format does not know.

    Raises:
        Refused: E_BAG_LAYOUT, E_MANIFEST_MISSING, E_TAG_UNLISTED, E_ZIP_DIRECTORY or a limit.
    """
    faults: list[Check] = []
    tops = {entry.name.partition("/")[0] for entry in found}
    loose = [entry.name for entry in found if "/" not in entry.name]
    if len(tops) != 1 or loose:
        raise refuse("E_BAG_LAYOUT", detail=_("应恰有一个顶层文件夹"))
    parents = {"/".join(path.split("/")[:end]) for path in archive.files for end in range(path.count("/") + 1)}
    for entry in found:
        inside = entry.name.removesuffix("/").partition("/")[2]
        if entry.folder and inside not in parents:
            faults.append(failed("E_ZIP_DIRECTORY", name=shown(entry.name)))
    faults += [
        failed("E_BAG_LAYOUT", detail=_("缺少 {name}").format(name=name))
        for name in (naming.BAGIT, naming.BAG_INFO, naming.TAG_MANIFEST)
        if name not in archive.files
    ]
    if naming.MANIFEST not in archive.files:
        faults.append(failed("E_MANIFEST_MISSING"))
    faults += [fault for path, entry in archive.files.items() if (fault := _place_fault(path, entry)) is not None]
    if faults:
        raise Refused(faults)


def _place_fault(path: str, entry: Entry) -> Check | None:
    if path.startswith(naming.PAYLOAD):
        return None
    if path.startswith(naming.SIGNATURES) and path.endswith(".p7s") and path.count("/") == 1:
        limit, code = naming.MAX_SIGNATURE, "E_LIMIT_SIGNATURE"
    elif path in (*naming.TAGGED, naming.TAG_MANIFEST):
        limit, code = naming.MAX_TAG_FILE, "E_LIMIT_TAG_FILE"
    else:
        return failed("E_TAG_UNLISTED", name=shown(path))
    return failed(code, name=shown(path), count=entry.size, limit=limit) if entry.size > limit else None


def tags(archive: Archive) -> Tags:
    """Step 4: the tag manifest, and the tag files it covers.

    Raises:
        Refused: E_TAG_FORMAT, E_TAG_HASH, E_BAG_DECLARATION or E_BAG_INFO.
    """
    listing = archive.read(naming.TAG_MANIFEST)
    stated = _lines(listing, "E_TAG_FORMAT")
    if sorted(stated) != list(naming.TAGGED):
        raise refuse("E_TAG_FORMAT", row=len(stated))
    contents = {name: archive.read(name) for name in naming.TAGGED}
    faults = [failed("E_TAG_HASH", name=name) for name, content in contents.items() if hashlib.sha256(content).hexdigest() != stated[name]]
    if faults:
        raise Refused(faults)
    if contents[naming.BAGIT] != naming.BAGIT_BYTES:
        raise refuse("E_BAG_DECLARATION")
    info = _info(contents[naming.BAG_INFO])
    kinds = {naming.bag_profile(kind): kind for kind in naming.KINDS}
    kind = kinds.get(info["BagIt-Profile-Identifier"])
    if kind is None:
        raise refuse("E_BAG_INFO", detail="BagIt-Profile-Identifier")
    oxum = _OXUM.fullmatch(info["Payload-Oxum"])
    if oxum is None:
        raise refuse("E_BAG_INFO", detail="Payload-Oxum")
    return Tags(kind, listing, hashlib.sha256(listing).hexdigest(), info, int(oxum[1]), int(oxum[2]))


def _text(content: bytes) -> list[str] | None:
    """The lines of a tag file: UTF-8 without a mark, each ended by LF alone."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\r" in text or "\ufeff" in text or not text.endswith("\n"):
        return None
    return text[:-1].split("\n")


def _lines(content: bytes, code: str) -> dict[str, str]:
    lines = _text(content)
    if lines is None:
        raise refuse(code, row=0)
    stated: dict[str, str] = {}
    for row, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in stated:
            raise refuse(code, row=row)
        stated[match[2]] = match[1]
    return stated


def _info(content: bytes) -> Mapping[str, str]:
    lines = _text(content)
    if lines is None:
        raise refuse("E_BAG_INFO", detail=_("不是 UTF-8 文本行"))
    info: dict[str, str] = {}
    for row, line in enumerate(lines, 1):
        match = _LABEL.fullmatch(line)
        if match is None or match[1] in info or match[1] not in naming.INFO_LABELS:
            raise refuse("E_BAG_INFO", detail=_("第 {row} 行").format(row=row))
        info[match[1]] = match[2]
    for label in naming.INFO_LABELS:
        if label not in info:
            raise refuse("E_BAG_INFO", detail=_("缺少 {name}").format(name=label))
    try:
        day = date.fromisoformat(info["Bagging-Date"])
    except ValueError:
        day = None
    if day is None or day.isoformat() != info["Bagging-Date"]:
        raise refuse("E_BAG_INFO", detail="Bagging-Date")
    return MappingProxyType(info)


def manifest(archive: Archive) -> Mapping[str, str]:
    """Path → SHA-256 of every payload file, as listed.

    Raises:
        Refused: E_MANIFEST_FORMAT.
    """
    stated = _lines(archive.read(naming.MANIFEST), "E_MANIFEST_FORMAT")
    order = [path.encode() for path in stated]
    for row, path in enumerate(stated, 1):
        outside = not path.startswith(naming.PAYLOAD) or naming.path_fault(path) is not None
        if outside or (row > 1 and order[row - 1] < order[row - 2]):
            raise refuse("E_MANIFEST_FORMAT", row=row)
    return MappingProxyType(stated)


def payload(
    archive: Archive,
    tags_: Tags,
    stated: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Step 7: every listed file is there, nothing else is, and each has the hash that was listed.

    Raises:
        Refused: E_PAYLOAD_… or E_ZIP_DATA, one check for each damaged file.
        CancelledReading: `cancelled` said so; asked at least once a mebibyte.
    """
    present = {path: entry for path, entry in archive.files.items() if path.startswith(naming.PAYLOAD)}
    faults = [failed("E_PAYLOAD_MISSING", name=shown(path)) for path in stated if path not in present]
    faults += [failed("E_PAYLOAD_EXTRA", name=shown(path)) for path in present if path not in stated]
    whole = sum(entry.size for entry in present.values())
    if (whole, len(present)) != (tags_.payload_size, tags_.payload_count):
        faults.append(failed("E_PAYLOAD_OXUM", stated=tags_.info["Payload-Oxum"], found=f"{whole}.{len(present)}"))
    done = 0
    for path, entry in present.items():
        if path in stated:
            faults += _hash_faults(archive, path, stated[path], _Counter(done, whole, progress, cancelled))
        done += entry.size
    if faults:
        raise Refused(faults)


@dataclass(slots=True)
class _Counter:
    """How far the hashing is; asks at each piece whether it shall go on."""

    done: int
    whole: int
    progress: Callable[[int, int], None] | None
    cancelled: Callable[[], bool] | None

    def count(self, size: int) -> None:
        if self.cancelled is not None and self.cancelled():
            raise CancelledReading
        self.done += size
        if self.progress is not None:
            self.progress(self.done, self.whole)


def _hash_faults(archive: Archive, path: str, stated: str, counter: _Counter) -> list[Check]:
    digest = hashlib.sha256()
    broken: list[Check] = []
    try:
        for piece in archive.stream(path):
            counter.count(len(piece))
            digest.update(piece)
    except Refused as refusal:
        broken = list(refusal.checks)
    if not broken:
        return [] if digest.hexdigest() == stated else [failed("E_PAYLOAD_HASH", name=shown(path))]
    # A stored file that was changed fails both ways; the hash says more, so it is named unless the content itself is as listed.
    return broken if digest.hexdigest() == stated else [failed("E_PAYLOAD_HASH", name=shown(path)), *broken]
