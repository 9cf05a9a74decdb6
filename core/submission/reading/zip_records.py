"""The records of a zip file, one by one, as they stand in its bytes (APPNOTE 6.3)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

from core.i18n import _
from core.submission.naming import MAX_ENTRIES
from core.submission.reading.refusing import refuse, shown

LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")

LOCAL_SIGN: Final = b"PK\x03\x04"
CENTRAL_SIGN: Final = b"PK\x01\x02"
DESCRIPTOR_SIGN: Final = b"PK\x07\x08"
_END_SIGN: Final = b"PK\x05\x06"
_END64_SIGN: Final = b"PK\x06\x06"
_LOCATOR_SIGN: Final = b"PK\x06\x07"

FULL16: Final = 0xFFFF
FULL32: Final = 0xFFFFFFFF
ZIP64: Final = 0x0001
_LARGEST_DIRECTORY: Final = 64 * 2**20
_LARGEST_COMMENT: Final = 0xFFFF

_HARMLESS_EXTRAS: Final = frozenset(
    {
        ZIP64,
        0x000A,  # NTFS times (7-Zip)
        0x000D,  # old Unix times and owner
        0x5455,  # times (Info-ZIP, bsdtar)
        0x5855,  # Info-ZIP Unix, first form (macOS)
        0x7855,  # Info-ZIP Unix, second form
        0x7875,  # Info-ZIP Unix, owner
        0x6C78,  # bsdtar, when it writes to a pipe
        0xCAFE,  # Java
    }
)
"""Extra fields that say nothing about name or content. A Unicode path (0x7075) would give a file a second name."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory lies and how many entries it says it has."""

    offset: int
    size: int
    count: int


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Exactly so many bytes from there; refused where the file ends before."""
    file.seek(offset)
    data = file.read(size)
    if len(data) != size:
        raise refuse("E_ZIP_STRUCTURE", detail=_("文件提前结束"))
    return data


def find_directory(file: BinaryIO, length: int) -> Directory:
    """Read the end record, which must be the last thing in the file, and its 64-bit form where there is one."""
    end = _end_offset(file, length)
    _sign, disk, start, here, count, size, offset, _comment = _END.unpack(read_at(file, end, _END.size))
    last = end
    if end >= _LOCATOR.size and read_at(file, end - _LOCATOR.size, 4) == _LOCATOR_SIGN:
        last, wide = _end64(file, end)
        narrow = (disk, start, here, count, size, offset)
        full = (FULL16, FULL16, FULL16, FULL16, FULL32, FULL32)
        if any(value not in (bound, real) for value, bound, real in zip(narrow, full, wide, strict=True)):
            raise refuse("E_ZIP_STRUCTURE", detail=_("两处结尾记录不一致"))
        disk, start, here, count, size, offset = wide
    if disk or start or here != count:
        raise refuse("E_ZIP_MULTIDISK")
    if count > MAX_ENTRIES:
        raise refuse("E_LIMIT_ENTRIES", count=count, limit=MAX_ENTRIES)
    if size > _LARGEST_DIRECTORY or offset + size > last:
        raise refuse("E_ZIP_STRUCTURE", detail=_("目录超出文件"))
    if offset + size < last:
        if count and read_at(file, offset, 4) == CENTRAL_SIGN:
            raise refuse("E_ZIP_GAP", name=_("结尾记录"), size=last - offset - size)
        raise refuse("E_ZIP_PREFIX", size=last - offset - size)
    return Directory(offset, size, count)


def _end_offset(file: BinaryIO, length: int) -> int:
    if length < _END.size:
        raise refuse("E_ZIP_STRUCTURE", detail=_("没有结尾记录"))
    begin = max(0, length - _END.size - _LARGEST_COMMENT)
    tail = read_at(file, begin, length - begin)
    found = tail.rfind(_END_SIGN, 0, len(tail) - _END.size + len(_END_SIGN))
    if found < 0:
        raise refuse("E_ZIP_STRUCTURE", detail=_("没有结尾记录"))
    behind = len(tail) - found - _END.size
    comment = int.from_bytes(tail[found + _END.size - 2 : found + _END.size], "little")
    if comment and comment == behind:
        raise refuse("E_ZIP_COMMENT")
    if behind:
        raise refuse("E_ZIP_SUFFIX", size=behind)
    if comment:
        raise refuse("E_ZIP_STRUCTURE", detail=_("文件提前结束"))
    return begin + found


def _end64(file: BinaryIO, end: int) -> tuple[int, tuple[int, int, int, int, int, int]]:
    _sign, disk, offset, disks = _LOCATOR.unpack(read_at(file, end - _LOCATOR.size, _LOCATOR.size))
    if disk or disks != 1:
        raise refuse("E_ZIP_MULTIDISK")
    if offset + _END64.size + _LOCATOR.size != end:
        raise refuse("E_ZIP_STRUCTURE", detail=_("64 位结尾记录不在原位"))
    record = _END64.unpack(read_at(file, offset, _END64.size))
    sign, size, _made, _needed, this, start, here, count, directory, begin = record
    if sign != _END64_SIGN or size != _END64.size - 12:
        raise refuse("E_ZIP_STRUCTURE", detail=_("64 位结尾记录不合规"))
    return offset, (this, start, here, count, directory, begin)


def extras(data: bytes, name: bytes) -> dict[int, bytes]:
    """The extra fields of one header; only harmless ones, each once."""
    fields: dict[int, bytes] = {}
    position = 0
    while position < len(data):
        if position + 4 > len(data):
            raise refuse("E_ZIP_EXTRA", name=shown(name), detail=_("长度不符"))
        kind = int.from_bytes(data[position : position + 2], "little")
        size = int.from_bytes(data[position + 2 : position + 4], "little")
        position += 4
        if position + size > len(data):
            raise refuse("E_ZIP_EXTRA", name=shown(name), detail=_("长度不符"))
        if kind in fields or kind not in _HARMLESS_EXTRAS:
            raise refuse("E_ZIP_EXTRA", name=shown(name), detail=f"0x{kind:04X}")
        fields[kind] = data[position : position + size]
        position += size
    return fields


def wide(values: tuple[int, ...], fields: dict[int, bytes], name: bytes) -> tuple[int, ...]:
    """Sizes and offset, with those that did not fit 32 bits taken from the 64-bit extra field."""
    data = fields.get(ZIP64, b"")
    position = 0
    result: list[int] = []
    for value in values:
        if value != FULL32:
            result.append(value)
            continue
        if position + 8 > len(data):
            raise refuse("E_ZIP_EXTRA", name=shown(name), detail=_("缺 64 位长度"))
        result.append(int.from_bytes(data[position : position + 8], "little"))
        position += 8
    return tuple(result)
