"""The files of a package, read straight from the zip: streamed, bounded, checked against their headers, never written to disk."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from types import MappingProxyType
from typing import BinaryIO, Final

from core.errors import EnvironmentFault
from core.i18n import _
from core.submission.codes import Check, failed
from core.submission.naming import BAG_INFO, BAGIT, MANIFEST, MAX_TAG_FILE, PAYLOAD, SIGNATURES, TAG_MANIFEST, collision, path_fault
from core.submission.reading.refusing import Refused, refuse, shown
from core.submission.reading.zip_structure import STORED, Entry

CHUNK: Final = 1 << 20


class Archive:
    """One opened package.

    Attributes:
        base: its top folder.
        files: path inside the bag → entry, in the order of the bytes.
        as_written: every entry looks as our own writer leaves it, and they stand in its order.
    """

    def __init__(self, file: BinaryIO, found: tuple[Entry, ...]) -> None:
        self._file = file
        self.base = found[0].name.partition("/")[0] if found else ""
        own = {entry.name.partition("/")[2]: entry for entry in found if not entry.folder}
        self.files: Mapping[str, Entry] = MappingProxyType(own)
        self.as_written = all(entry.as_written for entry in found) and _in_order(list(own))

    def stream(self, path: str) -> Iterator[bytes]:
        """The content of a file, piece by piece.

        Raises:
            Refused: the content does not unpack, or has another length or check value than its header says.
        """
        entry = self.files[path]
        pieces = self._stored(entry) if entry.method == STORED else self._inflated(entry)
        crc = size = 0
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            yield piece
        if (crc, size) != (entry.crc, entry.size):
            raise refuse("E_ZIP_DATA", name=shown(path))

    def read(self, path: str) -> bytes:
        """A whole file; the caller has seen that its size is within bounds."""
        return b"".join(self.stream(path))

    def read_if_there(self, path: str) -> bytes | None:
        """A whole file; None where there is none, or none of a size that may be read whole."""
        entry = self.files.get(path)
        return self.read(path) if entry is not None and entry.size <= MAX_TAG_FILE else None

    def _stored(self, entry: Entry) -> Iterator[bytes]:
        position, end = entry.data, entry.data + entry.stored_size
        while position < end:
            self._file.seek(position)  # each time anew: between two pieces the caller may read another file
            piece = self._file.read(min(CHUNK, end - position))
            if not piece:  # the file became shorter while it was read
                return
            position += len(piece)
            yield piece

    def _inflated(self, entry: Entry) -> Iterator[bytes]:
        machine = zlib.decompressobj(-zlib.MAX_WBITS)
        left = entry.size
        try:
            for piece in self._stored(entry):
                data = piece
                while data and not machine.eof:
                    out = machine.decompress(data, min(CHUNK, left + 1))
                    left -= len(out)
                    if left < 0:
                        return
                    yield out
                    data = machine.unconsumed_tail
                if machine.eof and (machine.unused_data or data):
                    raise refuse("E_ZIP_DATA", name=shown(entry.name.partition("/")[2]))
        except zlib.error as error:
            raise refuse("E_ZIP_DATA", name=shown(entry.name.partition("/")[2])) from error
        if not machine.eof:
            raise refuse("E_ZIP_DATA", name=shown(entry.name.partition("/")[2]))


_LAST: Final = (BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST)


def _in_order(paths: list[str]) -> bool:
    """Payload sorted, then the tag files, then the signatures (package-format.md §3)."""
    payload = [path for path in paths if path.startswith(PAYLOAD)]
    signatures = [path for path in paths if path.startswith(SIGNATURES)]
    return paths == [*sorted(payload, key=str.encode), *_LAST, *signatures]


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, for reading.

    Raises:
        EnvironmentFault: it cannot be opened or read, or is no ordinary file.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise EnvironmentFault(
            "file.unreadable", _("打不开文件「{name}」。").format(name=path.name), _("请核对文件还在原处、没有被别的程序占用。")
        ) from error


def length_of(path: Path) -> int:
    """Length of an ordinary file; a pipe or a device would never end.

    Raises:
        EnvironmentFault: there is no such file, or it is no ordinary one.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise EnvironmentFault("file.missing", _("没有文件「{name}」。").format(name=path.name), _("请核对路径。")) from error
    if not S_ISREG(state.st_mode):
        raise EnvironmentFault("file.not_a_file", _("「{name}」不是文件。").format(name=path.name), _("请选一个文件。"))
    return state.st_size


def check_names(found: tuple[Entry, ...]) -> None:
    """Step 2 of a judgement: every name may stand where it stands.

    Raises:
        Refused: E_PATH_….
    """
    faults: list[Check] = []
    for entry in found:
        if (code := _name_fault(entry.name.removesuffix("/"))) is not None:
            faults.append(failed(code, name=shown(entry.name)))
    if faults:
        raise Refused(faults)
    if (pair := collision(entry.name for entry in found if not entry.folder)) is not None:
        raise refuse("E_PATH_COLLISION", name=shown(pair[1]), other=shown(pair[0]))


def _name_fault(name: str) -> str | None:
    """Inside the bag the rules are those of paths; the top folder may bear any name of one ASCII segment."""
    if name.startswith("/"):
        return path_fault(name)
    first, _slash, rest = name.partition("/")
    if rest.startswith("/"):
        return "E_PATH_EMPTY"
    fault = path_fault(first) or (path_fault(rest) if rest else None)
    return fault or (None if first.isascii() else "E_PATH_CHARACTER")
