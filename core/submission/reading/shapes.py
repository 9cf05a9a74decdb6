"""A small language for the shape of a JSON document: what a field must be, and the first field that is not."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from core.i18n import _

Shape = Callable[[Any, str], None]
"""Judges a value at a place; raises ShapeError."""


class ShapeError(Exception):
    """A field that is not what it must be.

    Attributes:
        field: its place, such as ``evidence[3].sha256``.
        detail: what is wrong, in words.
    """

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(field)
        self.field = field
        self.detail = detail


_LONGEST_TEXT: Final = 20_000
_LONGEST_LINE: Final = 200
_FORMULA_SIGNS: Final = ("=", "+", "-", "@")


def text(value: Any, field: str) -> None:
    """Any text, the empty one included."""
    if not isinstance(value, str):
        raise ShapeError(field, _("应为文字"))
    if len(value) > _LONGEST_TEXT:
        raise ShapeError(field, _("太长"))


def words(value: Any, field: str) -> None:
    """A text that says something."""
    text(value, field)
    if not value.strip():
        raise ShapeError(field, _("不应为空"))


def plain(value: Any, field: str) -> None:
    """One line of plain words: no mark-up, and nothing that a spreadsheet would take for a formula."""
    words(value, field)
    if len(value) > _LONGEST_LINE or (fault := line_fault(value)) is not None:
        raise ShapeError(field, _("太长") if len(value) > _LONGEST_LINE else str(fault))


def line_fault(value: str) -> str | None:
    """What keeps a text from standing in a list of plain words, or None."""
    if not value.isprintable() or value != value.strip():
        return _("含有控制字符，或首尾有空格")
    if value[:1] in _FORMULA_SIGNS:
        return _("以「{sign}」开头，会被电子表格当作公式").format(sign=value[0])
    return _("含有标记「<」") if "<" in value else None


def like(pattern: str) -> Shape:
    """A text of this form, whole."""
    form = re.compile(pattern)

    def shape(value: Any, field: str) -> None:
        text(value, field)
        if form.fullmatch(value) is None:
            raise ShapeError(field, _("写法不合规"))

    return shape


def one_of(*allowed: Any) -> Shape:
    """One of these values, of the same type."""

    def shape(value: Any, field: str) -> None:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise ShapeError(field, _("应为 {allowed} 之一").format(allowed="、".join(str(one) for one in allowed)))

    return shape


def integer(least: int) -> Shape:
    """A whole number, no smaller than `least`."""

    def shape(value: Any, field: str) -> None:
        if type(value) is not int or value < least:
            raise ShapeError(field, _("应为不小于 {least} 的整数").format(least=least))

    return shape


def nullable(inner: Shape) -> Shape:
    """Null, or this."""

    def shape(value: Any, field: str) -> None:
        if value is not None:
            inner(value, field)

    return shape


def several(inner: Shape, least: int = 0) -> Shape:
    """A list of these."""

    def shape(value: Any, field: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            raise ShapeError(field, _("应为列表"))
        for number, one in enumerate(value):
            inner(one, f"{field}[{number}]")

    return shape


def fields(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with exactly these keys."""
    known = {**required, **(optional or {})}

    def shape(value: Any, field: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(field or "/", _("应为对象"))
        prefix = f"{field}." if field else ""
        for key in required:
            if key not in value:
                raise ShapeError(f"{prefix}{key}", _("缺少"))
        for key, one in value.items():
            if key not in known:
                raise ShapeError(f"{prefix}{key}", _("不应有这一项"))
            known[key](one, f"{prefix}{key}")

    return shape


def having(required: Mapping[str, Shape]) -> Shape:
    """An object with at least these keys; what else it has is for people."""

    def shape(value: Any, field: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(field or "/", _("应为对象"))
        for key, inner in required.items():
            place = f"{field}.{key}" if field else key
            if key not in value:
                raise ShapeError(place, _("缺少"))
            inner(value[key], place)

    return shape


def flag(value: Any, field: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise ShapeError(field, _("应为 true 或 false"))


def table(key_form: str, inner: Shape) -> Shape:
    """An object whose keys have this form."""
    form = re.compile(key_form)

    def shape(value: Any, field: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(field, _("应为对象"))
        for key, one in value.items():
            if form.fullmatch(key) is None:
                raise ShapeError(f"{field}.{key}", _("不应有这一项"))
            inner(one, f"{field}.{key}")

    return shape


HEX64: Final = like(r"[0-9a-f]{64}")
DECIMAL: Final = like(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
"""A decimal number in canonical form."""
WHOLE: Final = like(r"0|[1-9][0-9]*")
URN: Final = like(r"urn:[a-z0-9-]{1,31}:[A-Za-z0-9()+,\-.:=@;$_!*'%/?#]+")


def day(value: Any, field: str) -> None:
    """An ISO day."""
    text(value, field)
    try:
        right = date.fromisoformat(value).isoformat() == value
    except ValueError:
        right = False
    if not right:
        raise ShapeError(field, _("应为 2025-03-31 这样的日期"))


def moment(value: Any, field: str) -> None:
    """RFC 3339 in UTC, to the second, with Z."""
    text(value, field)
    try:
        right = len(value) == 20 and value.endswith("Z") and datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z") is not None
    except ValueError:
        right = False
    if not right:
        raise ShapeError(field, _("应为 2025-03-31T08:00:00Z 这样的时间"))


def der(value: Any, field: str) -> None:
    """Base64 of something."""
    text(value, field)
    try:
        right = bool(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        right = False
    if not right:
        raise ShapeError(field, _("应为 Base64"))
