"""TOML of a person's own, read table by table: exact numbers, real days, and no key passed over in silence."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from core.errors import FileError
from core.i18n import _

Choice = TypeVar("Choice", bound=Enum)


class TomlTable:
    """One table of a file; every reading method names a key and says in words what is wrong with it.

    Raises:
        FileError: by every method: the value is not what it should be; the sentence names file, table and key.
    """

    def __init__(self, file: str, name: str, values: Mapping[str, Any]) -> None:
        self._file = file
        self._name = name
        self._values = values
        self._asked: set[str] = set()

    @property
    def name(self) -> str:
        """What the table is called in sentences."""
        return self._name

    def untouched(self, key: str) -> object:
        """The value as it stands, blanks and all; None where it is left out."""
        return self._take(key)

    def wrong(self, key: str, expected: str) -> FileError:
        """The fault of a key, for the caller to raise."""
        value = self._values.get(key)
        found = _("没有填") if value is None else _("不能是「{value}」").format(value=str(value)[:60])
        message = _("文件 {file} 的 {table} 里，「{key}」{found}。").format(file=self._file, table=self._name, key=key, found=found)
        return FileError("toml.value", message, _("应为{expected}。账本没有改动。").format(expected=expected))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return self._take(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A text; needed where there is no default."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        raise self.wrong(key, _("文字"))

    def quantity(self, key: str) -> str:
        """A quantity as one would type it: a text, or a number; empty where it is left out."""
        value = self._take(key)
        if value is None:
            return ""
        if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
            return str(value)
        raise self.wrong(key, _('数量，如 "3,200 kWh"'))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is left out."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        raise self.wrong(key, _('文字的列表，如 ["甲.pdf"]'))

    def flag(self, key: str) -> bool:
        """True or false; false where it is left out."""
        value = self._take(key)
        if isinstance(value, bool) or value is None:
            return bool(value)
        raise self.wrong(key, "true / false")

    def number(self, key: str) -> Decimal | None:
        """An exact number, or None where it is left out."""
        value = self._take(key)
        if value is None:
            return None
        try:
            if isinstance(value, str | int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite():
                return Decimal(value)
        except InvalidOperation:
            pass
        raise self.wrong(key, _("数字"))

    def integer(self, key: str) -> int | None:
        """A whole number, or None where it is left out."""
        value = self.number(key)
        if value is not None and value != int(value):
            raise self.wrong(key, _("整数"))
        return None if value is None else int(value)

    def day(self, key: str) -> date | None:
        """A day, or None where it is left out."""
        value = self._take(key)
        if value is None:
            return None
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.wrong(key, _("日期，如 2025-05-01")) from error

    def choice(self, key: str, default: Choice) -> Choice:
        """One value of an enumeration; the default where it is left out."""
        return default if self._take(key) is None else self.needed_choice(key, type(default))

    def needed_choice(self, key: str, kind: type[Choice]) -> Choice:
        """One value of an enumeration that must be there."""
        return self._choice(key, self._take(key), kind)

    def choices(self, key: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Several values of an enumeration, each once; none where it is left out."""
        return tuple(dict.fromkeys(self._choice(key, value, kind) for value in self.texts(key)))

    def inner(self, key: str) -> TomlTable:
        """The table inside this one; empty where it is left out."""
        value = self._take(key)
        if value is None or isinstance(value, dict):
            return TomlTable(self._file, f"{self._name}.{key}", value or {})
        raise self.wrong(key, _("一组「名 = 值」"))

    def is_table(self, key: str) -> bool:
        """Whether the key holds a table of its own."""
        return isinstance(self._take(key), dict)

    def names(self) -> tuple[str, ...]:
        """All keys, as they stand."""
        return tuple(self._values)

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt key must not be passed over."""
        for key in self._values:
            if key not in self._asked:
                raise self.wrong(key, _("已知的名称，请核对拼写"))

    def _take(self, key: str) -> Any:
        self._asked.add(key)
        return self._values.get(key)

    def _choice(self, key: str, value: object, kind: type[Choice]) -> Choice:
        for one in kind:
            if one.value == value:
                return one
        raise self.wrong(key, _("以下之一：{codes}").format(codes="、".join(str(one.value) for one in kind)))


class TomlDocument:
    """A whole file.

    Raises:
        FileError: it cannot be read, or is not TOML.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._values = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            message = _("文件 {file} 读不出来：{reason}。").format(file=path.name, reason=error)
            raise FileError("toml.unreadable", message, _("应为 UTF-8 的 TOML 文件。账本没有改动。")) from error

    def only(self, *names: str) -> None:
        """Refuse tables of other names."""
        TomlTable(self.path.name, _("最外层"), {name: value for name, value in self._values.items() if name not in names}).finish()

    def one(self, name: str) -> TomlTable:
        """The [name] table; empty where it is left out."""
        return TomlTable(self.path.name, _("最外层"), self._values).inner(name)

    def many(self, name: str) -> Iterator[TomlTable]:
        """The [[name]] tables; each is finished when the next is asked for."""
        found = self._values.get(name, [])
        if not isinstance(found, list) or not all(isinstance(values, dict) for values in found):
            raise TomlTable(self.path.name, _("最外层"), self._values).wrong(name, f"[[{name}]]")
        for number, values in enumerate(found, 1):
            table = TomlTable(self.path.name, _("第 {number} 个 [[{name}]]").format(number=number, name=name), values)
            yield table
            table.finish()
