"""Domain objects as canonical JSON and back: what the journal keeps and undo reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from core.domain.period import Month

Thing = TypeVar("Thing")


def encode(thing: object) -> str:
    """A domain dataclass as JSON: keys sorted, no spaces, decimals, months, days and moments as text.

    Two things have the same JSON exactly when every field was written the same, down to the zeros of a decimal.
    """
    return json.dumps(_plain(thing), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(kind: type[Thing], text: str) -> Thing:
    """Read back what `encode` wrote.

    A field that an older program did not know yet has its default; one that is known no longer is passed over.
    """
    found: Thing = _read(kind, json.loads(text))
    return found


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if is_dataclass(value) and not isinstance(value, Month):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Decimal | Month):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


_READERS: Mapping[Any, Callable[[str], Any]] = {Month: Month.parse, date: date.fromisoformat, datetime: datetime.fromisoformat}


def _read(kind: Any, value: Any) -> Any:
    if isinstance(kind, NewType):
        kind = kind.__supertype__
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):  # a NewType or None gives the second, all others the first
        return None if value is None else _read(arguments[0], value)
    if origin is tuple:
        return tuple(_read(arguments[0], item) for item in value)
    if origin is Mapping:
        return {name: _read(arguments[1], item) for name, item in value.items()}
    if hasattr(kind, "__dataclass_fields__") and kind is not Month:
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], item) for name, item in value.items() if name in hints})
    return _READERS.get(kind, kind)(value)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
