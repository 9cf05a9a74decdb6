"""Attached files: kept once by their SHA-256, whole or not at all, and checked against it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from core.domain.activity import EvidenceId, EvidenceRef
from core.errors import FileError, InputError
from core.i18n import _
from core.store.faults import disk_in_words
from core.store.files import move_into_place, sync_folder

LARGEST_MB = 200
"""Largest file that is taken in."""

_LARGEST = LARGEST_MB * 1024 * 1024
_CHUNK = 1024 * 1024

# Our own table: what the machine's tables say differs from machine to machine.
_MEDIA_TYPES = {
    ".bmp": "image/bmp",
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".heic": "image/heic",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".ofd": "application/ofd",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class EvidenceProblem:
    """An attached file that is no longer what was attached: gone, altered, or not readable."""

    reference: EvidenceRef
    problem: Literal["missing", "changed", "unreadable"]


def keep(folder: Path, content: Path | bytes, original_name: str) -> EvidenceRef:
    """Take a file into this evidence folder; content that is there already is kept once.

    Raises:
        InputError: empty, or larger than `LARGEST_MB`.
        FileError: the file cannot be read.
        EnvironmentFault: the evidence folder cannot be written.
    """
    name = original_name.replace("\\", "/").rpartition("/")[2]
    with disk_in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        incoming = folder / f"incoming-{uuid4().hex}.part"
        try:
            digest, size = _copy(content, incoming, name)
            target = place(folder, digest)
            if _digest_or_none(target) != digest:
                target.parent.mkdir(exist_ok=True)
                move_into_place(incoming, target)
                sync_folder(folder)
        finally:
            incoming.unlink(missing_ok=True)
    return EvidenceRef(
        id=EvidenceId(digest),
        sha256=digest,
        original_name=name,
        media_type=_MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream"),
        size=size,
    )


def place(folder: Path, sha256: str) -> Path:
    """Where content with this digest lies in an evidence folder."""
    return folder / sha256[:2] / sha256


def check(folder: Path, references: Iterable[EvidenceRef]) -> tuple[EvidenceProblem, ...]:
    """Read every attached file again and compare it with its digest."""
    found = ((reference, _problem(place(folder, reference.sha256), reference.sha256)) for reference in references)
    return tuple(EvidenceProblem(reference, problem) for reference, problem in found if problem is not None)


def _problem(path: Path, sha256: str) -> Literal["missing", "changed", "unreadable"] | None:
    try:
        return None if _digest(path) == sha256 else "changed"
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"


def _copy(content: Path | bytes, incoming: Path, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with incoming.open("xb") as out:
        for chunk in [content] if isinstance(content, bytes) else _chunks(content, name):
            size += len(chunk)
            if size > _LARGEST:
                raise InputError(
                    "evidence.too_large",
                    _("凭证“{name}”超过 {limit} MB，没有附上。").format(name=name, limit=LARGEST_MB),
                    _("请只附有关的页，或降低扫描的分辨率。"),
                )
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if size == 0:
        raise InputError("evidence.empty", _("凭证“{name}”是空的，没有附上。").format(name=name), _("请核对文件，或重新下载、扫描一次。"))
    return digest.hexdigest(), size


def _chunks(path: Path, name: str) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise FileError(
            "evidence.unreadable",
            _("凭证“{name}”无法读取，没有附上。").format(name=name),
            _("请检查文件“{path}”是否还在、有没有被别的程序占用。").format(path=path),
        ) from error


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digest_or_none(path: Path) -> str | None:
    return _digest(path) if path.is_file() else None
