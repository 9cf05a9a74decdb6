"""The words of bills and invoices, read from resources/invoices/labels.toml, and where they stand in a line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from core import resources
from core.documents.invoice_page import CELL, NO_BREAK, Line, folded

ITEM = "item:"
"""Prefix of the columns of an invoice's items."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a word stands for.

    Attributes:
        fact: name of a fact, or one of ``party``, ``party_tax``, ``period``, ``readings``, ``total_words``, ``ignored``.
        kind: how its value is written.
        rank: which of several ways to write the same is believed first.
    """

    fact: str
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A label in a line.

    Attributes:
        first, end: its own characters.
        after: where its value may begin, behind a unit in brackets and a colon.
        unit: the unit in brackets.
        colon: whether a colon stands behind it.
    """

    label: Label
    first: int
    end: int
    after: int
    unit: str
    colon: bool


@dataclass(frozen=True, slots=True)
class Words:
    """All words of bills.

    Attributes:
        labels: folded word → what it stands for, by first character, the longest first.
        items: folded word → column of the items of an invoice, in the same way.
        item_ends: what the line below the last item begins with.
        parts: name of a row of a table of readings → what its head contains, in order.
        units: words behind a number, the longest first.
    """

    labels: Mapping[str, Sequence[tuple[str, Label]]]
    items: Mapping[str, Sequence[tuple[str, Label]]]
    item_ends: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    units: tuple[str, ...]
    head_lines: int
    titles: tuple[str, ...]
    issuers: tuple[str, ...]
    head_number: re.Pattern[str]


@cache
def words() -> Words:
    """The words, read once."""
    raw = tomllib.loads(resources.text("invoices/labels.toml"))
    items = raw["items"]
    columns = {folded(word): Label(ITEM + column, "text", 1) for column, known in items.items() if column != "ends" for word in known}
    head = raw["head"]
    return Words(
        labels=_by_first(_labels(raw["label"])),
        items=_by_first(columns),
        item_ends=tuple(map(folded, items["ends"])),
        parts=tuple((one["name"], tuple(one["words"])) for one in raw["part"]),
        units=tuple(sorted(map(folded, raw["units"]["words"]), key=len, reverse=True)),
        head_lines=head["lines"],
        titles=tuple(head["titles"]),
        issuers=tuple(head["issuers"]),
        head_number=re.compile(head["number"]),
    )


def _labels(rows: Sequence[Mapping[str, Any]]) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for row in rows:
        for word in row["words"]:
            found.setdefault(folded(word), Label(row["fact"], row["kind"], row.get("rank", 1)))
    return found


def _by_first(known: Mapping[str, Label]) -> dict[str, list[tuple[str, Label]]]:
    by_first: dict[str, list[tuple[str, Label]]] = {}
    for word, label in sorted(known.items(), key=lambda pair: -len(pair[0])):
        by_first.setdefault(word[0], []).append((word, label))
    return by_first


def marks(line: Line, *, items: bool = False) -> list[Mark]:
    """The labels of a line from left to right; with `items`, the columns of an invoice's items only."""
    known = words().items if items else words().labels
    found: list[Mark] = []
    at = 0
    while at < len(line.text):
        mark = _mark_at(line, at, known) if _may_begin(line, at, found) else None
        if mark is None:
            at += 1
        else:
            found.append(mark)
            at = max(mark.after, mark.end)
    return found


def _may_begin(line: Line, at: int, found: Sequence[Mark]) -> bool:
    if line.breaks[at] != NO_BREAK or (found and found[-1].after == at):
        return True
    before = line.text[at - 1]
    return not (before.isalnum() or "\u4e00" <= before <= "\u9fa5")


def _mark_at(line: Line, at: int, known: Mapping[str, Sequence[tuple[str, Label]]]) -> Mark | None:
    for word, label in known.get(line.text[at], ()):
        end = at + len(word)
        alone = len(word) > 1 or line.breaks[at] != NO_BREAK  # 峰 in brackets behind another word belongs to that one
        if alone and line.text.startswith(word, at) and _may_end(line, end, label):
            unit, after, colon = _behind(line, end)
            return Mark(label, at, end, after, unit, colon)
    return None


def _may_end(line: Line, end: int, label: Label) -> bool:
    """Whether a word ends here: not in the midst of a longer one."""
    if end >= len(line.text) or line.breaks[end] != NO_BREAK or label.kind == "flag":
        return True
    return not ("\u4e00" <= line.text[end] <= "\u9fa5" or line.text[end].isalpha()) or line.text.startswith(words().units, end)


def _behind(line: Line, end: int) -> tuple[str, int, bool]:
    """Unit in brackets, place of the value, and whether there was a colon."""
    unit, at = "", end
    bracket = re.compile(r"[(\[/]([^()\[\]:]{1,10})[)\]]?").match(line.text, at)
    if bracket is not None and bracket[1] in words().units:
        unit, at = bracket[1], bracket.end(1)
    closing = re.compile(r"[)\]】]?[:：]?[(（]?").match(line.text, at)
    colon = closing is not None and (":" in closing.group() or "：" in closing.group())
    return unit, closing.end() if closing is not None else at, colon


def unit_at(line: Line, at: int, last: int) -> tuple[str, int]:
    """The unit that stands at a place, with where it ends; a word that is none gives an empty one."""
    start = at + 1 if at < last and line.text[at] in "([" else at
    for unit in words().units:
        end = start + len(unit)
        if end <= last and line.text.startswith(unit, start) and _unit_ends(line, end, last):
            return unit, end
    return "", at


def _unit_ends(line: Line, end: int, last: int) -> bool:
    return end >= last or line.breaks[end] != NO_BREAK or not (line.text[end].isalnum() or line.text[end] == "/")


def cell_end(line: Line, first: int, last: int) -> int:
    """Where the cell of a table ends that begins at `first`."""
    return next((at for at in range(first + 1, last) if line.breaks[at] >= CELL), last)
