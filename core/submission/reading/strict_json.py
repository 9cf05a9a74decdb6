"""JSON read strictly: no key twice, no floats, bounded depth and size, and canonical bytes where they are asked for (RFC 8785)."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

import rfc8785

from core.i18n import _
from core.submission.reading.refusing import refuse, shown

_DEEPEST: Final = 32
_MOST_VALUES: Final = 2_000_000
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_MARKS: Final = re.compile(rb"[\[\]{}]")


class _FaultError(ValueError):
    """What is wrong, in words."""


def parse(data: bytes, name: str, *, canonical: bool) -> Any:
    """The document in `data`.

    Args:
        data: UTF-8 without a mark.
        name: the file, for the message.
        canonical: the bytes must be the canonical form.

    Raises:
        Refused: E_STATEMENT_JSON or E_STATEMENT_CANONICAL.
    """
    _bounds(data, name)
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_float=_no_number, parse_constant=_no_number)
    except _FaultError as error:
        raise refuse("E_STATEMENT_JSON", name=name, detail=str(error)) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or a number of thousands of digits
        raise refuse("E_STATEMENT_JSON", name=name, detail=_("语法")) from error
    if canonical and _canonical(document) != data:
        raise refuse("E_STATEMENT_CANONICAL", name=name)
    return document


def _bounds(data: bytes, name: str) -> None:
    """Depth and number of values, before a parser builds them: a small file may stand for a great many objects."""
    depth = deepest = 0
    bare = _STRINGS.sub(b"", data)
    for mark in _MARKS.finditer(bare):
        depth += 1 if mark.group() in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            raise refuse("E_STATEMENT_JSON", name=name, detail=_("嵌套太深"))
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > _MOST_VALUES:
        raise refuse("E_STATEMENT_JSON", name=name, detail=_("内容太多"))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _FaultError(_("键「{key}」重复").format(key=shown(twice)))
    return found


def _no_number(text: str) -> NoReturn:
    raise _FaultError(_("数字 {text} 应写成字符串").format(text=shown(text)))


def _canonical(document: Any) -> bytes | None:
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, ValueError):  # an integer beyond 2^53, half of a surrogate pair
        return None
