"""Whether bytes are DER and nothing but DER (X.690 §10, §11): one encoding for one value, so no second file says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

_DEEPEST: Final = 32
_CONSTRUCTED: Final = 0x20
_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_HIGH_TAG: Final = 0x1F
_TIMES: Final = re.compile(rb"(?:[0-9]{12}|[0-9]{14}(?:\.[0-9]*[1-9])?)Z")


def sequence_length(data: bytes) -> int | None:
    """Length of the DER sequence that `data` begins with, or None where it begins with none."""
    if not data or data[0] != _SEQUENCE:
        return None
    head = _head(data, 0)
    return None if head is None else head[0] + head[1]


def is_der(data: bytes) -> bool:
    """Whether the whole of `data` is one value in DER."""
    return _values(data, 0, len(data), _DEEPEST) == 1


def child_tags(data: bytes) -> bytes:
    """The tags of the values inside a constructed value that is known to be DER."""
    at, length = _head(data, 0) or (len(data), 0)
    end, tags = at + length, bytearray()
    while at < end:
        tags.append(data[at])
        begin, size = _head(data, at) or (end, 0)
        at = begin + size
    return bytes(tags)


def _head(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the content begins and how long it is said to be; the length is definite and as short as can be."""
    if at + 2 > len(data) or data[at] & _HIGH_TAG == _HIGH_TAG:
        return None
    first = data[at + 1]
    if first < 0x80:
        return at + 2, first
    count = first & 0x7F
    begin = at + 2 + count
    length = int.from_bytes(data[at + 2 : begin], "big")
    if not 1 <= count <= 4 or begin > len(data) or length < 0x80 or length >> 8 * (count - 1) == 0:
        return None
    return begin, length


def _values(data: bytes, at: int, end: int, depth: int) -> int | None:
    """How many values stand between two places, or None where they are not DER."""
    count = 0
    while at < end:
        head = _head(data, at)
        if head is None or head[0] + head[1] > end or not _value(data, at, *head, depth):
            return None
        at = head[0] + head[1]
        count += 1
    return count


def _value(data: bytes, at: int, begin: int, length: int, depth: int) -> bool:
    tag = data[at]
    if tag & _CONSTRUCTED:
        universal = tag < 0x40
        if universal and tag not in (_SEQUENCE, _SET):
            return False
        inside = depth > 0 and _values(data, begin, begin + length, depth - 1) is not None
        return inside and (tag != _SET or _sorted(data, begin, begin + length))
    if tag in (_SEQUENCE & ~_CONSTRUCTED, _SET & ~_CONSTRUCTED):
        return False
    judge = _PRIMITIVE.get(tag)
    return judge is None or judge(data[begin : begin + length])


def _sorted(data: bytes, at: int, end: int) -> bool:
    """Whether the values of a SET OF stand in the order of their bytes; they are known to be well-formed."""
    before = b""
    while at < end:
        begin, length = _head(data, at) or (end, 0)
        value = data[at : begin + length]
        if value < before:
            return False
        before, at = value, begin + length
    return True


def _boolean(content: bytes) -> bool:
    return content in (b"\x00", b"\xff")


def _integer(content: bytes) -> bool:
    return bool(content) and not (len(content) > 1 and (content[0], content[1] >> 7) in ((0x00, 0), (0xFF, 1)))


def _bits(content: bytes) -> bool:
    if not content or content[0] > 7:
        return False
    return content[0] == 0 if len(content) == 1 else content[-1] & ((1 << content[0]) - 1) == 0


def _oid(content: bytes) -> bool:
    if not content or content[-1] & 0x80:
        return False
    return all(not (part == 0x80 and (number == 0 or not content[number - 1] & 0x80)) for number, part in enumerate(content))


def _nothing(content: bytes) -> bool:
    return not content


def _time(content: bytes) -> bool:
    return _TIMES.fullmatch(content) is not None


_PRIMITIVE: Final[Mapping[int, Callable[[bytes], bool]]] = {
    0x01: _boolean,
    0x02: _integer,
    0x03: _bits,
    0x05: _nothing,
    0x06: _oid,
    0x0A: _integer,
    0x17: _time,
    0x18: _time,
}
