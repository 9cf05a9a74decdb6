"""A zip written record by record, so that each field can be wrong."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

PLAIN = 0o100644
UTF8 = 0x800


@dataclass(frozen=True)
class File:
    """One entry; a field that is None follows from the content."""

    name: str | bytes
    data: bytes = b""
    method: int = 0
    flags: int | None = None
    mode: int = PLAIN
    made: int = 3 << 8 | 20
    extra: bytes = b""
    local_extra: bytes | None = None
    local_name: bytes | None = None
    crc: int | None = None
    size: int | None = None
    stored: bytes | None = None
    comment: bytes = b""
    disk: int = 0
    descriptor: bytes | None = None
    local_crc: int | None = None
    date: int = 0x21
    local_date: int | None = None
    before: bytes = b""
    """Bytes put in front of the local header."""
    offset: int | None = None
    """What the central directory says instead of the true offset."""

    def packed(self) -> bytes:
        if self.stored is not None:
            return self.stored
        if self.method == 8:
            machine = zlib.compressobj(9, zlib.DEFLATED, -15)
            return machine.compress(self.data) + machine.flush()
        return self.data

    def raw(self) -> bytes:
        return self.name if isinstance(self.name, bytes) else self.name.encode()


@dataclass(frozen=True)
class Zip:
    """A zip to be written; each field can be made wrong."""

    files: Sequence[File]
    count: int | None = None
    disk: int = 0
    comment: bytes = b""
    stated_comment: int | None = None
    prefix: bytes = b""
    suffix: bytes = b""
    gap: bytes = b""
    zip64: bool = False
    zip64_changes: dict[str, int] = field(default_factory=dict)
    directory_size: int | None = None
    tail: bytes = b""
    """Bytes between the directory and the end record, not counted in the directory."""

    def but(self, **changes: object) -> Zip:
        return replace(self, **changes)

    def bytes(self) -> bytes:
        body, directory = bytearray(self.prefix), bytearray()
        for one in self.files:
            body += one.before
            offset = len(body) if one.offset is None else one.offset
            body += self._local(one)
            directory += self._central(one, offset)
        body += self.gap
        start = len(body)
        return bytes(body + directory + self.tail + self._end(start, len(directory), start + len(directory) + len(self.tail))) + self.suffix

    def _local(self, one: File) -> bytes:
        packed, raw = one.packed(), one.raw() if one.local_name is None else one.local_name
        flags = _flags(one)
        crc = zlib.crc32(one.data) if one.crc is None else one.crc
        size = len(one.data) if one.size is None else one.size
        extra = one.extra if one.local_extra is None else one.local_extra
        sizes = (crc, len(packed), size)
        if one.descriptor is not None:
            sizes = (0, 0, 0)
        if one.local_crc is not None:
            sizes = (one.local_crc, *sizes[1:])
        date = one.date if one.local_date is None else one.local_date
        head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, one.method, 0, date, *_narrow(sizes), len(raw), len(extra))
        return head + raw + extra + packed + (one.descriptor or b"")

    def _central(self, one: File, offset: int) -> bytes:
        packed, raw = one.packed(), one.raw()
        crc = zlib.crc32(one.data) if one.crc is None else one.crc
        size = len(one.data) if one.size is None else one.size
        numbers = (*_narrow((crc, len(packed), size)), len(raw), len(one.extra), len(one.comment), one.disk, 0, one.mode << 16)
        head = struct.pack("<4s6H3L5H2L", b"PK\1\2", one.made, 20, _flags(one), one.method, 0, one.date, *numbers, offset)
        return head + raw + one.extra + one.comment

    def _end(self, start: int, size: int, here: int) -> bytes:
        count = len(self.files) if self.count is None else self.count
        size = size if self.directory_size is None else self.directory_size
        stated = len(self.comment) if self.stated_comment is None else self.stated_comment
        wide = b""
        narrow = (self.disk, self.disk, count, count, size, start)
        if self.zip64:
            own = {"sign": 0, "size": 44, "disk": 0, "count": count, "directory": size, "begin": start, "offset": here, "disks": 1}
            own |= self.zip64_changes
            sign = b"PK\6\6" if not own["sign"] else b"PK\6\5"
            wide = struct.pack(
                "<4sQ2H2L4Q", sign, own["size"], 45, 45, own["disk"], 0, own["count"], own["count"], own["directory"], own["begin"]
            )
            wide += struct.pack("<4sLQL", b"PK\6\7", 0, own["offset"], own["disks"])
            narrow = (0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        return wide + struct.pack("<4s4H2LH", b"PK\5\6", *narrow, stated) + self.comment


def _flags(one: File) -> int:
    if one.flags is not None:
        return one.flags
    return (0 if one.raw().isascii() else UTF8) | (8 if one.descriptor is not None else 0)


def _narrow(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(min(size, 0xFFFFFFFF) for size in sizes)
