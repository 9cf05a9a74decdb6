"""What stands on the pages of a PDF that this program drew, read back from the finished file.

It reads nothing but what our own canvas writes, and needs no library: pdfium is not for two threads at once, and a paper is judged in a
worker while the window may be painting another.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Mapping

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_SECTION = re.compile(rb"xref\s+0 (\d+)\s+")
_ENTRY = 20
"""Bytes of a line of the cross-reference table."""

_LENGTH = re.compile(rb"/Length (\d+)\b(?! 0 R)")
_STREAM = re.compile(rb"\bstream\r?\n")
_PAGE = re.compile(rb"/Type /Page\b")
_CONTENTS, _FONTS, _TO_UNICODE = (re.compile(rb"/" + name + rb" (\d+) 0 R") for name in (b"Contents", b"Font", b"ToUnicode"))
_FONT = re.compile(rb"/([^\s/<>]+) (\d+) 0 R")
_PAIR = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)>")
_BLOCK = re.compile(rb"beginbfchar\s(.*?)endbfchar", re.DOTALL)
_MARKS = re.compile(rb"/(?P<face>[^\s/<>]+) [\d.-]+ Tf|\((?P<text>(?:\\.|[^\\()])*)\) Tj|(?P<line>\bTm\b|\bTd\b|T\*|\bBT\b)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OCTAL = b"01234567"

Face = Mapping[int, str]
"""Place in an embedded face → character."""


def drawn_text(data: bytes) -> tuple[str, ...]:
    """What each page says, a line feed where the writing begins anew.

    Raises:
        ValueError: the file is not one that this program drew.
    """
    objects = _Objects(data)
    faces: dict[int, Face] = {}
    return tuple(_said(objects, page, faces) for page in objects.pages())


class _Objects:
    """The numbered parts of a PDF, found by its own table: bytes of a picture or a face are never taken for one."""

    def __init__(self, data: bytes) -> None:
        start = _START.search(data[-64:])
        section = _SECTION.match(data, int(start.group(1))) if start else None
        if start is None or section is None:
            raise ValueError("no PDF of this program")
        self._data = data
        first, count = section.end(), int(section.group(1))
        rows = (data[first + at * _ENTRY : first + (at + 1) * _ENTRY] for at in range(count))
        places = [int(row[:10]) if row[17:18] == b"n" else -1 for row in rows]
        self._ends = dict(zip(ordered := sorted(place for place in places if place >= 0), [*ordered[1:], int(start.group(1))], strict=True))
        self._places = places

    def whole(self, number: int) -> bytes:
        """A part with its stream."""
        place = self._places[number]
        return self._data[place : self._ends[place]]

    def head(self, number: int) -> bytes:
        """A part without its stream."""
        return _STREAM.split(self.whole(number), maxsplit=1)[0]

    def stream(self, number: int) -> bytes:
        """What a part holds, unpacked."""
        whole = self.whole(number)
        begun, length = _STREAM.search(whole), _LENGTH.search(whole)
        if begun is None or length is None or b"/FlateDecode" not in whole[: begun.start()]:
            raise ValueError("no stream of this program")
        packed = whole[begun.end() : begun.end() + int(length.group(1))]
        if b"/ASCII85Decode" in whole[: begun.start()]:
            packed = base64.a85decode(b"<~" + packed.strip(), adobe=True)
        return zlib.decompress(packed)

    def pages(self) -> list[int]:
        """The pages, in the order in which they are read."""
        tree = next(number for number in self._used() if b"/Type /Pages" in self.head(number))
        kids = re.search(rb"/Kids \[(.*?)\]", self.head(tree), re.DOTALL)
        found = [int(number) for number in re.findall(rb"(\d+) 0 R", kids.group(1))] if kids else []
        if not found or not all(_PAGE.search(self.head(number)) for number in found):
            raise ValueError("no pages of this program")
        return found

    def _used(self) -> Iterator[int]:
        return (number for number, place in enumerate(self._places) if place >= 0)


def _said(objects: _Objects, page: int, faces: dict[int, Face]) -> str:
    head = objects.head(page)
    contents, fonts = _CONTENTS.search(head), _FONTS.search(head)
    if contents is None:
        return ""
    listed = _FONT.findall(objects.head(int(fonts.group(1)))) if fonts else []
    known = {name: int(number) for name, number in listed}
    parts: list[str] = []
    face: Face = {}
    for mark in _MARKS.finditer(objects.stream(int(contents.group(1)))):
        if (name := mark["face"]) is not None:
            face = _face(objects, known[name], faces)
        elif (text := mark["text"]) is not None:
            parts.append("".join(face[code] for code in _plain(text)))
        elif parts and parts[-1] != "\n":
            parts.append("\n")
    return "".join(parts)


def _face(objects: _Objects, number: int, faces: dict[int, Face]) -> Face:
    """The table of an embedded face; each is read once for a file."""
    if number not in faces:
        named = _TO_UNICODE.search(objects.head(number))
        table = objects.stream(int(named.group(1))) if named else b""
        pairs = (pair for block in _BLOCK.findall(table) for pair in _PAIR.findall(block))
        faces[number] = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
    return faces[number]


def _plain(text: bytes) -> bytes:
    """The bytes of a string as it is written between brackets."""

    def meant(match: re.Match[bytes]) -> bytes:
        sign = match.group(1)
        return bytes([int(sign, 8) & 0xFF]) if sign[:1] in _OCTAL else _CONTROLS.get(sign, sign)

    return _ESCAPE.sub(meant, text)
