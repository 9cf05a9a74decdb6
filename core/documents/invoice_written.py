"""How the value behind a label is written: identities, texts, numbers, days, periods; none where it can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from core.documents.invoice_labels import cell_end, unit_at
from core.documents.invoice_page import SPACE, Line
from core.documents.invoice_values import day, number, number_range, period, plain_text

_IDENTITY = re.compile(r"[0-9A-Za-z][0-9A-Za-z/-]{3,39}")
_SHORTEST_TEXT = 2
_LONGEST_UNIT = 8


@dataclass(frozen=True, slots=True)
class Written:
    """A value with its own words and its place in the line."""

    value: str
    text: str
    first: int
    last: int
    unit: str = ""


Reader = Callable[[Line, int, int], list[Written]]


def _identity(line: Line, first: int, last: int) -> list[Written]:
    """The letters and digits of one cell; a masked one (51****34) is none."""
    tokens = list(line.segments(first, cell_end(line, first, last), at=SPACE))
    end = tokens[0][1] if tokens else last
    for before, after in pairwise(tokens):
        if not (line.text[before[0] : before[1]].isdigit() and line.text[after[0] : after[1]].isdigit()):
            break
        end = after[1]  # digits in groups: 5101 2345 67890
    text = line.text[first:end]
    found = _IDENTITY.match(text)
    if found is None or not any(char.isdigit() for char in found.group()) or text[found.end() : found.end() + 1] in {"*", "x", "X", "•"}:
        return []
    return [Written(found.group(), line.printed(first, first + found.end()), first, first + found.end())]


def _text(line: Line, first: int, last: int) -> list[Written]:
    end = cell_end(line, first, last)
    text = line.printed(first, end).strip(" :：;；,，")
    if len(text) < _SHORTEST_TEXT or text.replace(" ", "").isdigit():
        return []
    return [Written(text, text, first, end)]


def _number(line: Line, first: int, last: int) -> list[Written]:
    """One number; a second one behind it makes it ambiguous."""
    text = line.spaced(first, last)
    read = number(text)
    if read is None or ambiguous("number", line, first, last):
        return []
    end = first + len(text[: read.last].replace(" ", ""))
    unit, unit_end = unit_at(line, end, last)
    begin = first + len(text[: read.first].replace(" ", ""))
    if not unit and end < last and not line.breaks[end] and line.text[end].isalpha():
        return []  # a unit that is not known, or a word: 12A
    if not unit:
        unit, unit_end = _word_behind(line, end, last)
    unit = line.printed(unit_end - len(unit), unit_end) if unit else ""  # m³, as it stands there
    return [Written(plain_text(read.value), line.printed(begin, end), begin, max(end, unit_end), unit)]


def _word_behind(line: Line, at: int, last: int) -> tuple[str, int]:
    """The word behind a number, which may be a unit that is not known here; another cell or a remark in brackets is none."""
    if at >= last or line.breaks[at] != SPACE or not line.text[at].isalpha():
        return "", at
    end = next((place for place in range(at + 1, last) if line.breaks[place]), last)
    return (line.text[at:end], end) if end - at <= _LONGEST_UNIT else ("", at)


def _range(line: Line, first: int, last: int) -> list[Written]:
    text = line.spaced(first, last)
    ends = number_range(text)
    if ends is None:
        return []
    written = []
    for read in ends:
        begin, end = (first + len(text[:place].replace(" ", "")) for place in (read.first, read.last))
        written.append(Written(plain_text(read.value), line.printed(begin, end), begin, end))
    return written


def _day(line: Line, first: int, last: int) -> list[Written]:
    read = day(line.spaced(first, last))
    return [Written(read.isoformat(), line.printed(first, last), first, last)] if read is not None else []


def _period(line: Line, first: int, last: int) -> list[Written]:
    read = period(line.spaced(first, last))
    if read is None:
        return []
    values = [read.month] if read.month else [one.isoformat() for one in (read.start, read.last) if one is not None]
    return [Written(value, line.printed(first, last), first, last) for value in values]


READERS: Mapping[str, Reader] = {
    "identity": _identity,
    "text": _text,
    "number": _number,
    "money": _number,
    "range": _range,
    "day": _day,
    "period": _period,
}
"""Kind of a label's value → how it is read from a part of a line."""


def ambiguous(kind: str, line: Line, first: int, last: int) -> bool:
    """Whether a part of a line holds figures that do not make one number."""
    if kind not in {"number", "money"}:
        return False
    text = line.spaced(first, last)
    read = number(text)
    if read is None:
        return text[:1].isdigit()
    end = first + len(text[: read.last].replace(" ", ""))
    _unit, unit_end = unit_at(line, end, last)
    rest = re.sub(r"[(（][^()（）]*[)）]", "", line.spaced(max(end, unit_end), last)) if max(end, unit_end) < last else ""
    return bool(re.search(r"\d", rest))
