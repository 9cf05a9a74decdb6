"""CSV rows and TOML tables that are read field by field and know their place."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from core.errors import FileError
from core.i18n import _

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_TRIPLE = 3
_PAIR = 2
_Meaning = TypeVar("_Meaning")


class TableError(FileError):
    """A place in a table that is not what it must be.

    Attributes:
        file, line, field: the place.
        found, expected: what stands there, and what should, in words.
    """

    file = field = found = expected = ""
    line = 0

    def at(self, file: str, line: int, field: str, found: str, expected: str) -> TableError:
        """The same with its place."""
        self.file, self.line, self.field, self.found, self.expected = file, line, field, found, expected
        return self


def _wrong(file: str, line: int, field: str, found: str, expected: str) -> TableError:
    return TableError(
        "catalogue.wrong",
        _("因子库文件 {file} 第 {line} 行，字段「{field}」：{found}。").format(file=file, line=line, field=field, found=found),
        _("应为{expected}。请重新安装本程序，您的数据不受影响。").format(expected=expected),
    ).at(file, line, field, found, expected)


class _Asked(dict[str, object]):
    """The values of a TOML table, with a memory of what was looked up; CSV columns are checked once, at the head."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: object = None) -> object:
        self.asked.add(key)
        return super().get(key, default)


class Row:
    """One row of a CSV table or one table of a TOML file.

    Every reading method names a field and raises FileError with file, line and field when the value is not what it should be.
    """

    __slots__ = ("_file", "_line_of", "_values")

    def __init__(self, file: str, values: Mapping[str, object], line_of: Callable[[str], int]) -> None:
        self._file = file
        self._values = values
        self._line_of = line_of

    def wrong(self, field: str, expected: str) -> TableError:
        """The fault of a field, for the caller to raise."""
        value = self._values.get(field)
        found = _("缺少这一项") if value is None else _("不能是「{value}」").format(value=str(value)[:60])
        return _wrong(self._file, self._line_of(field), field, found, expected)

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt key must not be passed over."""
        asked = self._values.asked if isinstance(self._values, _Asked) else self._values
        for field in self._values:
            if field not in asked:
                raise self.wrong(field, _("已知的字段名，请核对拼写"))

    def text(self, field: str, default: str | None = None) -> str:
        """A text; it must not be empty unless there is a default."""
        value = self._values.get(field, default)
        if isinstance(value, str) and (value or default is not None):
            return value
        raise self.wrong(field, _("文字，不能空着"))

    def number(self, field: str) -> Decimal:
        """An exact number: plain digits in a CSV table, a number in a TOML file."""
        value = self._values.get(field)
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            return Decimal(value)
        if isinstance(value, Decimal | int) and not isinstance(value, bool) and Decimal(value).is_finite():
            return Decimal(value)
        raise self.wrong(field, _("普通写法的数字，如 0.5306"))

    def integer(self, field: str) -> int:
        """A whole number."""
        value = self.number(field)
        if value != int(value):
            raise self.wrong(field, _("整数"))
        return int(value)

    def year(self, field: str) -> int | None:
        """A year, or None where the field is empty."""
        value = self.text(field, "")
        if value and not _YEAR.fullmatch(value):
            raise self.wrong(field, _("四位年份，没有就空着"))
        return int(value) if value else None

    def flag(self, field: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._values.get(field, default)
        if not isinstance(value, bool):
            raise self.wrong(field, "true / false")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; empty where the field is left out."""
        return tuple(self._text_in(field, value) for value in self._list(field))

    def integers(self, field: str, known: Collection[int]) -> tuple[int, ...]:
        """A list of whole numbers out of a range; empty where the field is left out."""
        found: list[int] = []
        for value in self._list(field):
            if not isinstance(value, int) or value not in known:
                raise self.wrong(field, _("{first} 到 {last} 的整数").format(first=min(known), last=max(known)))
            found.append(value)
        return tuple(found)

    def triples(self, field: str) -> tuple[tuple[str, str, str], ...]:
        """A list of lists: code, Chinese, English."""
        found: list[tuple[str, str, str]] = []
        for value in self._list(field):
            if not isinstance(value, list) or len(value) != _TRIPLE:
                raise self.wrong(field, _("每项三段：代码、中文、英文"))
            code, zh, en = (self._text_in(field, part) for part in value)
            found.append((code, zh, en))
        return tuple(found)

    def pairs(self, field: str) -> tuple[tuple[str, str], ...]:
        """A list of lists of two codes; at least one."""
        found: list[tuple[str, str]] = []
        for value in self._list(field):
            if not isinstance(value, list) or len(value) != _PAIR:
                raise self.wrong(field, _("每项两段"))
            first, second = (self._text_in(field, part) for part in value)
            found.append((first, second))
        if not found:
            raise self.wrong(field, _("至少一项"))
        return tuple(found)

    def inner(self, field: str) -> Row:
        """The table inside this one; empty where it is left out."""
        value = self._values.get(field, {})
        if not isinstance(value, dict):
            raise self.wrong(field, _("一组「名 = 值」"))
        return Row(self._file, _Asked(value), self._line_of)

    def fields(self) -> tuple[str, ...]:
        """The names of all fields, as they stand."""
        return tuple(self._values)

    def rows(self, field: str, text: str) -> Iterator[Row]:
        """The [[field]] tables inside this one; `text` is the file's own, to find their lines again."""
        for index, values in enumerate(self._list(field)):
            if not isinstance(values, dict):
                raise self.wrong(field, f"[[{field}]]")
            yield Row(self._file, _Asked(values), _lines_of_table(text, field, index))

    def meaning(self, field: str, known: Mapping[str, _Meaning]) -> _Meaning:
        """What a code stands for."""
        return known[self.code(field, known)]

    def meanings(self, field: str, known: Mapping[str, _Meaning]) -> tuple[_Meaning, ...]:
        """What each of several codes stands for, written with | between them."""
        found = self.text(field).split("|")
        for value in found:
            if value not in known:
                raise self.wrong(field, _("已定义的代码，如 {examples}").format(examples=_some(known)))
        return tuple(known[value] for value in found)

    def code(self, field: str, known: Collection[str], default: str | None = None) -> str:
        """A code that is known; the default is allowed too."""
        value = self._values.get(field, default)
        if isinstance(value, str) and (value == default or value in known):
            return value
        raise self.wrong(field, _("已定义的代码，如 {examples}").format(examples=_some(known)))

    def codes(self, field: str, known: Collection[str]) -> tuple[str, ...]:
        """A list of codes that are all known."""
        found = self.texts(field)
        for value in found:
            if value not in known:
                raise self.wrong(field, _("已定义的代码（「{value}」不是），如 {examples}").format(value=value, examples=_some(known)))
        return found

    def new_code(self, field: str, taken: Collection[str]) -> str:
        """A code that no row above has."""
        value = self.text(field)
        if value in taken:
            raise self.wrong(field, _("全表唯一的代码，上面已有同样的"))
        return value

    def _list(self, field: str) -> list[object]:
        value = self._values.get(field, [])
        if not isinstance(value, list):
            raise self.wrong(field, _("列表 [ ]"))
        return value

    def _text_in(self, field: str, value: object) -> str:
        if not isinstance(value, str) or not value:
            raise self.wrong(field, _("列表里只放文字，没有空项"))
        return value


def _some(known: Collection[str]) -> str:
    return "、".join(sorted(known)[:4])


def _line_at(line: int) -> Callable[[str], int]:
    return lambda _field: line


def _lines_of_table(text: str, header: str, index: int) -> Callable[[str], int]:
    """Finds the line of a field in one of the [[header]] tables; only asked when something is wrong."""

    def line_of(field: str) -> int:
        starts = [match.start() for match in re.finditer(rf"^\[\[{re.escape(header)}\]\]", text, re.MULTILINE)]
        starts.append(len(text))
        found = re.compile(rf"^(\[{header}\.)?{re.escape(field)}\b|[{{,]\s*{re.escape(field)}\s*=", re.MULTILINE).search(
            text, starts[index], starts[index + 1]
        )
        return text.count("\n", 0, found.start() if found else starts[index]) + 1

    return line_of


def _lines_of_file(text: str) -> Callable[[str], int]:
    """Finds the line of a field that belongs to no table."""

    def line_of(field: str) -> int:
        found = re.search(rf"^\[*{re.escape(field)}\b", text, re.MULTILINE)
        return text.count("\n", 0, found.start()) + 1 if found else 1

    return line_of


def digest_of(texts: Mapping[str, str]) -> str:
    """SHA-256 over tables by name; line ends do not count, so it is the same on every system."""
    whole = hashlib.sha256()
    for name in sorted(texts):
        whole.update(f"{name}\0{texts[name]}\0".encode())
    return whole.hexdigest()


class Tables:
    """A folder of tables, or the tables themselves by name; remembers what was read, for the digest."""

    def __init__(self, place: Path | Mapping[str, str]) -> None:
        self._place = place
        self._texts: dict[str, str] = {}

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The files of a folder inside this one, in the order of their names."""
        if not isinstance(self._place, Path):
            return tuple(sorted(name for name in self._place if name.startswith(f"{folder}/") and name.endswith(suffix)))
        return tuple(f"{folder}/{path.name}" for path in sorted((self._place / folder).glob(f"*{suffix}")))

    def csv(self, name: str, columns: str) -> Iterator[Row]:
        """The rows of a CSV table that has exactly these columns, named with spaces between them.

        Raises:
            FileError: the file cannot be read, a column is missing, unknown or twice there, or a row is too long or too short.
        """
        wanted = columns.split()
        reader = csv.reader(io.StringIO(self._text(name)), strict=True)
        try:
            header = next(reader, [])
            for column in (*wanted, *header):
                if header.count(column) != 1 or column not in wanted:
                    raise _wrong(name, 1, column, _("表头不对"), _("以下各列，每列一次：{columns}").format(columns=", ".join(wanted)))
            for cells in reader:
                if len(cells) != len(header):
                    field = header[min(len(cells), len(header)) - 1]
                    counts = _("这一行有 {count} 格").format(count=len(cells)), _("{count} 格").format(count=len(header))
                    raise _wrong(name, reader.line_num, field, *counts)
                yield Row(name, dict(zip(header, cells, strict=True)), _line_at(reader.line_num))
        except csv.Error as reason:
            raise _wrong(name, reader.line_num, wanted[0], _("引号或分隔符不对"), _("以逗号分隔的一行")) from reason

    def toml(self, name: str) -> tuple[Row, str]:
        """A whole TOML file, and its text.

        Raises:
            FileError: the file cannot be read or is not TOML.
        """
        text = self._text(name)
        try:
            values = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as reason:
            place = re.search(r"line (\d+)", str(reason))
            line = int(place[1]) if place else text.count("\n") + 1
            raise _wrong(name, line, "TOML", str(reason), _("合乎 TOML 格式的文字")) from reason
        return Row(name, _Asked(values), _lines_of_file(text)), text

    def toml_tables(self, name: str, header: str) -> Iterator[Row]:
        """The [[header]] tables of a TOML file that holds nothing else; each is finished when the next is asked for."""
        whole, text = self.toml(name)
        for row in whole.rows(header, text):
            yield row
            row.finish()
        whole.finish()

    def texts(self) -> Mapping[str, str]:
        """What was read so far, by name."""
        return self._texts

    def digest(self) -> str:
        """The digest of what was read."""
        return digest_of(self._texts)

    def _text(self, name: str) -> str:
        try:
            text = self._place[name] if not isinstance(self._place, Path) else (self._place / name).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError, KeyError) as reason:
            raise FileError(
                "catalogue.unreadable",
                _("因子库文件 {file} 读不出来。").format(file=name),
                _("应为 UTF-8 文本。请重新安装本程序，您的数据不受影响。"),
            ) from reason
        self._texts[name] = text
        return text
