"""What an old .xls workbook says and calamine does not: where cells show errors, what is hidden, whether a password guards it.

The container is the compound file of MS-CFB, the records are those of MS-XLS (BIFF5 and BIFF8).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.documents.workbook_safety import damaged, with_password
from core.documents.workbook_scan import SheetScan

_FREE = 0xFFFFFFF0
"""Sector numbers from here on are marks: free, end of chain, table."""

_HEADER_TABLE = 109
_STREAMS = ("Workbook", "Book")
_MACROS = "_VBA_PROJECT"
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_ROW, _COLINFO, _BOOLERR = 0x0208, 0x007D, 0x0205
_FORMULAS = (0x0006, 0x0206, 0x0406)
_VALUES = (0x0203, 0x00FD, 0x0204, 0x027E, 0x00D6)
_MULRK = 0x00BD
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass(slots=True)
class OldBook:
    """The worksheets of the book in their order, and whether it has macros, which are never run."""

    sheets: list[SheetScan] = field(default_factory=list)
    macros: bool = False


def scan_xls(data: bytes, file: str) -> OldBook:
    """Go once through an .xls workbook.

    Raises:
        FileError: damaged, or guarded by a password.
    """
    try:
        container = _Container(data)
        stream = next((container.stream(name) for name in _STREAMS if name in container.entries), None)
        if stream is None:
            raise damaged(file)
        book = OldBook(macros=_MACROS in container.entries)
        for place in _worksheets(stream, file):
            book.sheets.append(_scan(stream, place))
    except (struct.error, IndexError, ValueError) as error:
        raise damaged(file) from error
    return book


class _Container:
    """A compound file: a small file system of sectors in chains."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << _u16(data, 30)
        self._mini_size = 1 << _u16(data, 32)
        if not 128 <= self._size <= 4096 or self._mini_size != 64:
            raise ValueError(self._size)
        self._table = self._read_table()
        directory = self._chain(_u32(data, 48))
        self.entries: dict[str, tuple[int, int]] = {}
        root = 0
        for at in range(0, len(directory) - 127, 128):
            length = min(_u16(directory, at + 64), 64)
            name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            kind, start, size = directory[at + 66], _u32(directory, at + 116), _u32(directory, at + 120)
            if kind == 5:
                root = start
            elif kind in (1, 2):
                self.entries.setdefault(name, (start, size))
        self._mini = self._chain(root) if root < _FREE else b""
        mini_table = self._chain(_u32(data, 60)) if _u32(data, 64) else b""
        self._mini_table = struct.unpack(f"<{len(mini_table) // 4}I", mini_table[: len(mini_table) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise ValueError(number)
        return self._data[at : at + self._size].ljust(self._size, b"\0")

    def _read_table(self) -> tuple[int, ...]:
        places = list(struct.unpack_from(f"<{_HEADER_TABLE}I", self._data, 76))
        more, seen = _u32(self._data, 68), 0
        while more < _FREE:
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            places += numbers[:-1]
            more, seen = numbers[-1], seen + 1
            if seen > len(self._data) // self._size:
                raise ValueError(more)
        table = b"".join(self._sector(number) for number in places if number < _FREE)
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _chain(self, start: int) -> bytes:
        parts, seen = [], 0
        while start < _FREE:
            parts.append(self._sector(start))
            start, seen = self._table[start], seen + 1
            if seen > len(self._table):
                raise ValueError(start)
        return b"".join(parts)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; small ones stand in sectors of their own."""
        start, size = self.entries[name]
        if size >= _u32(self._data, 56):
            return self._chain(start)[:size]
        parts, seen = [], 0
        while start < _FREE:
            parts.append(self._mini[start * 64 : start * 64 + 64])
            start, seen = self._mini_table[start], seen + 1
            if seen > len(self._mini_table):
                raise ValueError(start)
        return b"".join(parts)[:size]


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, up to its end; what is nested in it, such as charts, is passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body


def _worksheets(stream: bytes, file: str) -> list[int]:
    """Where the worksheets begin; macro sheets, charts and modules are not read."""
    places = []
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise with_password(file)
        if kind == _BOUNDSHEET and body[5] == 0:
            places.append(_u32(body, 0))
    return places


def _scan(stream: bytes, at: int) -> SheetScan:
    scan = SheetScan()
    for kind, body in _records(stream, at):
        if kind == _ROW and _u16(body, 12) & 0x20:
            scan.hidden_rows.add(_u16(body, 0) + 1)
        elif kind == _COLINFO and _u16(body, 8) & 1:
            scan.hidden_columns.update(range(_u16(body, 0) + 1, min(_u16(body, 2), 0xFF) + 2))
        elif kind in _VALUES:
            scan.reach(_u16(body, 0) + 1, _u16(body, 2) + 1)
        elif kind == _MULRK:
            scan.reach(_u16(body, 0) + 1, _u16(body, len(body) - 2) + 1)
        elif kind == _BOOLERR or kind in _FORMULAS:
            row, column = _u16(body, 0) + 1, _u16(body, 2) + 1
            scan.reach(row, column)
            error = _error_code(kind, body)
            if error is not None:
                scan.errors[row, column] = _ERRORS.get(error, "#N/A")
    return scan


def _error_code(kind: int, body: bytes) -> int | None:
    if kind == _BOOLERR:
        return body[6] if body[7] else None
    return body[8] if body[12:14] == b"\xff\xff" and body[6] == 2 else None
