"""The structure of a zip, judged from its bytes: nothing before, between, behind or under the files, and one answer for every reader."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from core.i18n import _
from core.submission.codes import Check, failed
from core.submission.naming import MAX_BYTES, MAX_RATIO, RATIO_FREE
from core.submission.reading import zip_records as records
from core.submission.reading.refusing import Refused, refuse, shown

STORED: Final = 0
DEFLATED: Final = 8

_ENCRYPTED: Final = 0x0001 | 0x0040 | 0x2000
_DEFLATE_LEVEL: Final = 0x0006
_DESCRIPTOR: Final = 0x0008
_UTF8: Final = 0x0800
_ALLOWED: Final = _DEFLATE_LEVEL | _DESCRIPTOR | _UTF8
_EMPTY_DEFLATED: Final = 2
_FIRST_DATE: Final = 0x0021
"""1980-01-01, the date our own packages carry."""
_UNIX: Final = 3
_PLAIN_FILE: Final = (stat.S_IFREG | 0o644) << 16
_WHOLE_FREE: Final = 64 * RATIO_FREE


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the central directory, found to agree with its local header.

    Attributes:
        name: whole name in the zip; a folder's ends with a slash.
        data: offset of the first byte of its content.
        stored_size: bytes it takes in the zip.
        size: bytes it has when unpacked.
        as_written: looks as our own writer leaves it; else the zip was made anew by another program.
    """

    name: str
    method: int
    crc: int
    data: int
    stored_size: int
    size: int
    as_written: bool

    @property
    def folder(self) -> bool:
        """Whether this is a folder's entry."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class _Central:
    """One record of the central directory."""

    raw: bytes
    name: str
    made: int
    flags: int
    method: int
    moment: tuple[int, int]
    crc: int
    stored_size: int
    size: int
    offset: int
    mode: int
    attributes: tuple[int, int]
    extras: dict[int, bytes]


def entries(file: BinaryIO, length: int) -> tuple[Entry, ...]:
    """All entries in the order of their bytes, or a refusal that names what is wrong.

    Args:
        file: opened for reading and seeking.
        length: its length in bytes.

    Raises:
        Refused: the zip breaks a rule of package-format.md §6 step 1.
    """
    place = records.find_directory(file, length)
    central = _central(records.read_at(file, place.offset, place.size), place.count)
    faults = [fault for one in central if (fault := _entry_fault(one)) is not None]
    seen: set[str] = set()
    for one in central:
        if one.name in seen:
            faults.append(failed("E_ZIP_DUPLICATE", name=shown(one.name)))
        seen.add(one.name)
    if faults:
        raise Refused(faults)
    _limits(central)
    ordered = sorted(central, key=lambda one: one.offset)
    first = ordered[0].offset if ordered else place.offset
    if first:
        raise refuse("E_ZIP_PREFIX", size=first)
    ends = [*(one.offset for one in ordered[1:]), place.offset][: len(ordered)]
    return tuple(_local(file, one, end) for one, end in zip(ordered, ends, strict=True))


def _central(data: bytes, count: int) -> tuple[_Central, ...]:
    found: list[_Central] = []
    position = 0
    while position < len(data):
        if len(data) - position < records.CENTRAL.size or data[position : position + 4] != records.CENTRAL_SIGN:
            raise refuse("E_ZIP_STRUCTURE", detail=_("目录第 {row} 项不合规").format(row=len(found) + 1))
        record = records.CENTRAL.unpack_from(data, position)
        position += records.CENTRAL.size
        name_size, extra_size, comment_size = record[10:13]
        end = position + name_size + extra_size + comment_size
        if end > len(data):
            raise refuse("E_ZIP_STRUCTURE", detail=_("目录第 {row} 项不合规").format(row=len(found) + 1))
        name = data[position : position + name_size]
        found.append(_one_central(record, name, data[position + name_size : position + name_size + extra_size]))
        position = end
    if len(found) != count:
        raise refuse("E_ZIP_STRUCTURE", detail=_("目录写明 {stated} 项，实为 {found} 项").format(stated=count, found=len(found)))
    return tuple(found)


def _one_central(record: Sequence[int], raw: bytes, extra: bytes) -> _Central:
    _sign, made, _needed, flags, method, time, date, crc, stored, size = record[:10]
    _name, _extra, comment, disk, internal, external, offset = record[10:]
    if comment:
        raise refuse("E_ZIP_COMMENT")
    if disk:
        raise refuse("E_ZIP_MULTIDISK")
    try:
        name = raw.decode("utf-8")  # without the flag too, where the bytes are UTF-8: Info-ZIP never sets it
    except UnicodeDecodeError as error:
        raise refuse("E_ZIP_NAME_ENCODING", name=shown(raw)) from error
    fields = records.extras(extra, raw)
    size, stored, offset = records.wide((size, stored, offset), fields, raw)
    mode = external >> 16
    return _Central(raw, name, made, flags, method, (time, date), crc, stored, size, offset, mode, (internal, external), fields)


def _entry_fault(one: _Central) -> Check | None:
    name = shown(one.name)
    kind = stat.S_IFMT(one.mode)
    odd = one.flags & ~(_ALLOWED | _ENCRYPTED)
    filled = one.size or one.stored_size > _EMPTY_DEFLATED
    folder_fault = filled or kind == stat.S_IFREG if one.name.endswith("/") else kind == stat.S_IFDIR
    faults = (
        (one.flags & _ENCRYPTED, "E_ZIP_ENCRYPTED", ""),
        (one.method not in (STORED, DEFLATED), "E_ZIP_METHOD", str(one.method)),
        (odd, "E_ZIP_FLAGS", f"0x{odd:04X}"),
        (kind not in (0, stat.S_IFREG, stat.S_IFDIR), "E_ZIP_SYMLINK", ""),
        (folder_fault, "E_ZIP_DIRECTORY", ""),
        (one.method == STORED and one.size != one.stored_size, "E_ZIP_HEADER", _("长度")),
    )
    return next((failed(code, name=name, detail=detail) for wrong, code, detail in faults if wrong), None)


def _limits(central: Sequence[_Central]) -> None:
    whole = sum(one.size for one in central)
    if whole > MAX_BYTES:
        raise refuse("E_LIMIT_BYTES", count=whole, limit=MAX_BYTES)
    for one in central:
        if one.size > RATIO_FREE and one.size > MAX_RATIO * one.stored_size:
            raise refuse("E_LIMIT_RATIO", name=shown(one.name), limit=MAX_RATIO)
    if whole > _WHOLE_FREE and whole > MAX_RATIO * sum(one.stored_size for one in central):
        raise refuse("E_LIMIT_RATIO", name=shown(max(central, key=lambda one: one.size).name), limit=MAX_RATIO)


def _local(file: BinaryIO, one: _Central, end: int) -> Entry:
    """Compare the local header with the central one, and see that nothing lies between this file and the next."""
    name = shown(one.name)
    record = records.LOCAL.unpack(records.read_at(file, one.offset, records.LOCAL.size))
    sign, _needed, flags, method, time, date, crc, stored, size, name_size, extra_size = record
    if sign != records.LOCAL_SIGN:
        raise refuse("E_ZIP_HEADER", name=name, detail=_("位置"))
    if flags & _ENCRYPTED:
        raise refuse("E_ZIP_ENCRYPTED", name=name)
    tail = records.read_at(file, one.offset + records.LOCAL.size, name_size + extra_size)
    for what, here, there in (
        (_("文件名"), tail[:name_size], one.raw),
        (_("标志位"), flags, one.flags),
        (_("压缩方法"), method, one.method),
        (_("时间"), (time, date), one.moment),
    ):
        if here != there:
            raise refuse("E_ZIP_HEADER", name=name, detail=what)
    fields = records.extras(tail[name_size:], one.raw)
    size, stored = records.wide((size, stored), fields, one.raw)
    # A streamed file's header may leave out what comes behind the file; Info-ZIP and bsdtar leave out the check value alone.
    unknown = (0,) if one.flags & _DESCRIPTOR else ()
    for here, there in ((crc, one.crc), (stored, one.stored_size), (size, one.size)):
        if here not in (there, *unknown):
            raise refuse("E_ZIP_HEADER", name=name, detail=_("长度或校验值"))
    data = one.offset + records.LOCAL.size + name_size + extra_size
    slack = end - data - one.stored_size
    if slack < 0:
        raise refuse("E_ZIP_OVERLAP", name=name)
    if one.flags & _DESCRIPTOR:
        _descriptor(records.read_at(file, data + one.stored_size, min(slack, 24)), slack, one)
    elif slack:
        raise refuse("E_ZIP_GAP", name=name, size=slack)
    return Entry(one.name, one.method, one.crc, data, one.stored_size, one.size, _as_written(one, fields))


def _descriptor(data: bytes, slack: int, one: _Central) -> None:
    """The record behind a streamed file: with or without its sign, sizes of 32 or 64 bits; nothing else."""
    forms = []
    for width in (4, 8):
        if max(one.stored_size, one.size) < 1 << 8 * width:
            plain = one.crc.to_bytes(4, "little") + one.stored_size.to_bytes(width, "little") + one.size.to_bytes(width, "little")
            forms += [records.DESCRIPTOR_SIGN + plain, plain]
    if slack <= len(data) and data[:slack] in forms:
        return
    longest = max((len(form) for form in forms if data.startswith(form)), default=0)
    if longest:
        raise refuse("E_ZIP_GAP", name=shown(one.name), size=slack - longest)
    raise refuse("E_ZIP_HEADER", name=shown(one.name), detail=_("长度或校验值"))


def _as_written(one: _Central, local: dict[int, bytes]) -> bool:
    flags = 0 if one.name.isascii() else _UTF8
    plain = one.method == STORED and one.flags == flags and one.moment == (0, _FIRST_DATE) and one.made >> 8 == _UNIX
    bare = not (one.extras.keys() | local.keys()) - {records.ZIP64} and one.attributes == (0, _PLAIN_FILE)
    return plain and bare and not one.name.endswith("/")
