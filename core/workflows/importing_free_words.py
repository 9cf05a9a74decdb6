"""The words of tables: months, sums, units and the synonyms of resources/mappings/synonyms.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from core import resources
from core.documents.table_cells import Cell, Fault
from core.documents.workbook import fold
from core.domain.quantity import UnitTable

_CHINESE_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(r"(?:(\d{4}|\d{2})[-/.]?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?(?:[-/.']?(\d{4}|\d{2}))?")
_DATED = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})月?份?(?:[-/.]?(?:\d{1,2}日?)(?:00:00:00)?)?")
_COMPACT = re.compile(r"(19|20)(\d{2})(0[1-9]|1[0-2])")
_SHORT_YEAR = re.compile(r"(\d{2})年(\d{1,2})月份?")
_ALONE = re.compile(r"(?:m)?(\d{1,2})月份?")
_BARE = re.compile(r"0?([1-9]|1[0-2])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|年度|[^\d]|$)")
_BRACKETS = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]")
_TAIL = re.compile(r"^(.*[\u4e00-\u9fa5）)·])[\s:：/／,，_-]*([A-Za-z0-9³²^·℃/]+|[\u4e00-\u9fa5]{1,4})$")
_UNIT_SAID = re.compile(r"单位\s*[:：]?\s*([^\s)）,，;；。]{1,8})")

MonthSaid = tuple[int | None, int]
"""Year, where it is said, and month."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one family of words stands for: types of sources, codes of outputs.

    Attributes:
        same: unit that people write → unit that it is for this family: a 吨 of water is a cubic metre.
    """

    words: tuple[str, ...]
    sources: tuple[str, ...]
    outputs: tuple[str, ...]
    same: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The synonyms, folded.

    Attributes:
        fields: word → code of a field.
        ignored: word → why it is not read: ``number``, ``text``, ``money``, ``ratio``.
        kinds: families of words; longest: each word with its family, the longest first.
    """

    fields: Mapping[str, str]
    ignored: Mapping[str, str]
    sums: frozenset[str]
    sum_ends: tuple[str, ...]
    noise: tuple[str, ...]
    kinds: tuple[Kind, ...]
    longest: tuple[tuple[str, Kind], ...]


@cache
def words() -> Words:
    """The synonyms, read once."""
    return _words(tomllib.loads(resources.text("mappings/synonyms.toml")))


def _words(raw: Mapping[str, Any]) -> Words:
    kinds = tuple(
        Kind(
            tuple(map(fold, one["words"])), tuple(one.get("sources", ())), tuple(one.get("outputs", ())), tuple(one.get("same", {}).items())
        )
        for one in raw["kind"]
    )
    return Words(
        fields={fold(word): code for code, known in raw["field"].items() for word in known},
        ignored={fold(word): why for why, known in raw["ignored"].items() for word in known},
        sums=frozenset(map(fold, raw["sums"]["whole"])),
        sum_ends=tuple(map(fold, raw["sums"]["ends"])),
        noise=tuple(sorted(map(fold, raw["noise"]["words"]), key=len, reverse=True)),
        kinds=kinds,
        longest=tuple(sorted(((word, kind) for kind in kinds for word in kind.words), key=lambda pair: -len(pair[0]))),
    )


# ---------------------------------------------------------------- months


def month_said(cell: Cell, *, bare: bool = False) -> MonthSaid | None:
    """The month that a cell names; with `bare`, a number from 1 to 12 is one too."""
    if isinstance(cell, date):
        return cell.year, cell.month
    if isinstance(cell, Decimal):
        if cell != cell.to_integral_value():  # a number 2025.1 may have been written 2025.10
            return None
        cell = f"{cell.normalize():f}"
    if not isinstance(cell, str):
        return None
    text = fold(cell).replace("'", "")
    for found in _months(text):
        if 1 <= found[1] <= 12 and (found[0] is None or 1990 <= found[0] <= 2099):
            return found
    if bare and (match := _BARE.fullmatch(text)):
        return None, int(match.group(1))
    return None


def _months(text: str) -> Iterator[MonthSaid]:
    bare = text.removesuffix("份").removesuffix("月")
    if text != bare and bare in _CHINESE_MONTHS:
        yield None, _CHINESE_MONTHS.index(bare) + 1
    if match := _ALONE.fullmatch(text):
        yield None, int(match.group(1))
    if match := _DATED.fullmatch(text):
        yield int(match.group(1)), int(match.group(2))
    if match := _COMPACT.fullmatch(text):
        yield int(match.group(1) + match.group(2)), int(match.group(3))
    if match := _SHORT_YEAR.fullmatch(text):
        yield 2000 + int(match.group(1)), int(match.group(2))
    if match := _ENGLISH.fullmatch(text):
        year = match.group(1) or match.group(3)
        yield (None if year is None else int(year) + (2000 if len(year) == 2 else 0)), _ENGLISH_MONTHS.index(match.group(2)[:3]) + 1


def year_said(cell: Cell) -> int | None:
    """The one year that a text names; None where it names none or several."""
    if isinstance(cell, Decimal):
        cell = f"{cell.normalize():f}"
    if not isinstance(cell, str):
        return None
    found = {int(one) for one in _YEAR.findall(fold(cell)) if 1990 <= int(one) <= 2099}
    return found.pop() if len(found) == 1 else None


# ---------------------------------------------------------------- units and sums


def split_unit(text: str, units: UnitTable) -> tuple[str, str]:
    """A heading without the unit that it names, and the unit's code; empty where it names none."""
    for match in reversed(list(_BRACKETS.finditer(text))):
        inner = match.group(1).removeprefix("单位").strip(" :：")
        found = units.find(inner)
        if found is not None:
            return (text[: match.start()] + text[match.end() :]).strip(), found.code
    tail = _TAIL.match(text.strip())
    if tail is not None:
        found = units.find(tail.group(2))
        separated = text[: tail.end(1)] != text[: tail.start(2)] or not "\u4e00" <= tail.group(2)[0] <= "\u9fa5"
        if found is not None and separated:
            return tail.group(1).strip(), found.code
    return text.strip(), ""


def unit_above(text: str, units: UnitTable) -> str:
    """The unit that a line such as 单位：kWh names for the whole table; empty where it names none."""
    match = _UNIT_SAID.search(text)
    found = units.find(match.group(1)) if match else None
    return found.code if found else ""


def is_sum(text: str) -> bool:
    """Whether a heading or a name stands for a sum, a mean or a part of the year, and not for a figure of its own."""
    known = words()
    plain = _BRACKETS.sub("", fold(text))
    return plain in known.sums or any(plain.endswith(end) or plain.startswith(end) for end in known.sum_ends)


def field_of(text: str) -> str:
    """The field that a heading names; empty where it names none."""
    return words().fields.get(_bare(text), "")


def ignored_because(text: str) -> str:
    """Why a column with such a heading is never read: ``number``, ``text``, ``money``, ``ratio``; empty where it may be."""
    return words().ignored.get(_bare(text), "")


def _bare(text: str) -> str:
    folded = fold(text)
    return folded if folded in words().fields else _BRACKETS.sub("", folded).strip(":：")


def kinds_in(text: str) -> tuple[tuple[str, Kind], ...]:
    """The families of words that a text names, each with its longest word, the longest first; parts of longer words do not count."""
    folded = fold(text)
    found: list[tuple[str, Kind]] = []
    for word, kind in words().longest:
        alone = len(word) == 1 and not (folded.startswith(word) or folded.endswith(word))
        if word in folded and not alone:
            folded = folded.replace(word, "\0")
            if all(kind is not other for _word, other in found):
                found.append((word, kind))
    return tuple(found)


def without_noise(text: str) -> str:
    """A folded text without the words that change nothing of its meaning."""
    folded = re.sub(r"(?:19|20)\d{2}年?|\d{1,2}月", "", fold(text))
    folded = re.sub(r"[:：·\-_/、，,.()（）\[\]【】\0]+", "", folded)
    for word in words().noise:
        folded = folded.replace(word, "")
    return folded


def shown_cell(cell: Cell) -> str:
    """A cell as samples show it."""
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.found[:20]
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell[:20]
