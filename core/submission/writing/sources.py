"""What goes into the payload of a package: measured before, copied once, and refused when it is not what it was."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from core.errors import FileError
from core.i18n import _
from core.submission import naming
from core.submission.codes import message

_CHUNK = 1024 * 1024
_BESIDE_PAYLOAD = 8
"""At most so many entries of a package are no payload: the tag files and the signatures."""

READ_FAULTS = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises, or a file inside a zip."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A payload file with the size and digest that it must have when it is copied.

    Attributes:
        path: in the package.
        place: where it comes from, for a person.
        opened: opens it for reading.
    """

    path: str
    place: str
    size: int
    sha256: str
    opened: Callable[[], IO[bytes]]


def measure(path: str, source: bytes | Path, sha256: str, heed: Callable[[], None]) -> Measured:
    """Size and digest of a payload file; a file with a known digest is not read for it.

    Args:
        path: in the package.
        source: the content, or the file that holds it.
        sha256: what the file must hash to; empty where that is not known.
        heed: called for each mebibyte read; raises to stop.

    Raises:
        FileError: the file cannot be read.
    """
    if isinstance(source, bytes):
        return Measured(path, path, len(source), hashlib.sha256(source).hexdigest(), lambda: BytesIO(source))

    def opened() -> IO[bytes]:
        return source.open("rb", buffering=0)

    if sha256:
        try:
            return Measured(path, str(source), source.stat().st_size, sha256, opened)
        except OSError as error:
            raise _unreadable(path, str(source)) from error
    hasher, size = hashlib.sha256(), 0
    for chunk in _chunks(Measured(path, str(source), 0, "", opened)):
        heed()
        hasher.update(chunk)
        size += len(chunk)
    return Measured(path, str(source), size, hasher.hexdigest(), opened)


def copied(one: Measured, out: IO[bytes]) -> Iterator[int]:
    """Copy a payload file, telling the size of each piece.

    Raises:
        FileError: it cannot be read, or is not what was measured.
    """
    hasher, size = hashlib.sha256(), 0
    for chunk in _chunks(one):
        size += len(chunk)
        if size > one.size:
            break
        hasher.update(chunk)
        out.write(chunk)
        yield len(chunk)
    if size != one.size or hasher.hexdigest() != one.sha256:
        raise FileError(
            "E_SOURCE_CHANGED",
            _("文件「{place}」的内容与登记时不同，没有写进材料包（{name}）。").format(place=one.place, name=one.path),
            _("没有留下文件。请核对这个文件，重新附上后再试。"),
        )


def _chunks(one: Measured) -> Iterator[bytes]:
    try:
        with one.opened() as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except READ_FAULTS as error:
        raise _unreadable(one.path, one.place) from error


def _unreadable(path: str, place: str) -> FileError:
    return FileError(
        "E_SOURCE_CHANGED",
        _("文件「{place}」无法读取，没有写进材料包（{name}）。").format(place=place, name=path),
        _("没有留下文件。请检查这个文件是否还在，重新附上后再试。"),
    )


def refuse_bad_payload(payload: Sequence[Measured]) -> None:
    """Refuse what may not stand in the payload of a package (package-format.md §3, §6).

    Raises:
        FileError: with the machine code of the fault.
    """
    paths = [one.path for one in payload]
    for path in paths:
        fault = naming.path_fault(path)
        if fault is not None or not path.startswith(naming.PAYLOAD):
            raise _refused(fault or "E_TAG_UNLISTED", name=path)
    if (clash := naming.collision(paths)) is not None:
        raise _refused("E_PATH_COLLISION", name=clash[1], other=clash[0])
    if len(paths) + _BESIDE_PAYLOAD > naming.MAX_ENTRIES:
        raise _refused("E_LIMIT_ENTRIES", count=len(paths) + _BESIDE_PAYLOAD, limit=naming.MAX_ENTRIES)
    if (octets := sum(one.size for one in payload)) > naming.MAX_BYTES - naming.MAX_TAG_FILE:
        raise _refused("E_LIMIT_BYTES", count=octets, limit=naming.MAX_BYTES - naming.MAX_TAG_FILE)


def _refused(code: str, **parameters: object) -> FileError:
    return FileError(code, message(code, **parameters), _("没有留下文件。请改好后再试。"))
