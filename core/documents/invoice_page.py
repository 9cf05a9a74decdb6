"""Pages as characters with their places, put into lines: the same for PDF, for OFD and for plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from core.documents.invoice_facts import PageSize, Spot

NO_BREAK, SPACE, CELL = 0, 1, 2
"""What stands between two characters: nothing, a space, or so much room that another cell of a table begins."""

_SPACE_FROM, _CELL_FROM = 0.18, 0.62
"""Room between two characters, in heights of the line."""

_SAME_LINE = 0.5
_SAME_PLACE = 0.3
_NO_PAGE = -1

UNREADABLE = chr(0xFFFD)
"""Stands for characters printed over each other."""


class Glyph(NamedTuple):
    """One character and its box, in points from the upper left corner of the page."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """How tall it is."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size and its characters in any order, blanks left out."""

    number: int
    size: PageSize
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Characters side by side, from left to right.

    Attributes:
        page: number of the page; `_NO_PAGE` for plain text, which has no places.
        text: the characters folded (half width, composed) without blanks.
        owner: for each character of `text`, the glyph it comes from.
        breaks: for each character of `text`, what stands before it; the first one has a CELL before it.
    """

    page: int
    glyphs: tuple[Glyph, ...]
    text: str
    owner: tuple[int, ...]
    breaks: tuple[int, ...]

    @property
    def top(self) -> float:
        """Where the line begins from above."""
        return min(glyph.y0 for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return max(glyph.y1 for glyph in self.glyphs)

    @property
    def height(self) -> float:
        """How tall its usual character is."""
        heights = sorted(glyph.height for glyph in self.glyphs)
        return heights[len(heights) // 2]

    def spaced(self, first: int, last: int) -> str:
        """The folded text from `first` up to `last`, with a blank where there is room."""
        return "".join((" " if at > first and self.breaks[at] else "") + self.text[at] for at in range(first, last))

    def printed(self, first: int, last: int) -> str:
        """The same in the characters of the paper."""
        parts: list[str] = []
        for at in range(first, last):
            if at > first and self.owner[at] == self.owner[at - 1]:
                continue
            parts.append((" " if at > first and self.breaks[at] else "") + self.glyphs[self.owner[at]].char)
        return "".join(parts)

    def edges(self, first: int, last: int) -> tuple[float, float]:
        """Left and right edge of a part."""
        part = self.glyphs[self.owner[first] : self.owner[last - 1] + 1]
        return min(glyph.x0 for glyph in part), max(glyph.x1 for glyph in part)

    def spot(self, first: int, last: int) -> Spot | None:
        """Where a part stands; None for plain text."""
        if self.page == _NO_PAGE or first >= last:
            return None
        part = self.glyphs[self.owner[first] : self.owner[last - 1] + 1]
        left, right = self.edges(first, last)
        top, bottom = min(glyph.y0 for glyph in part), max(glyph.y1 for glyph in part)
        return Spot(self.page, round(left, 2), round(top, 2), round(right, 2), round(bottom, 2))

    def segments(self, first: int = 0, last: int | None = None, *, at: int = CELL) -> Iterator[tuple[int, int]]:
        """Parts of the line between breaks of at least this kind."""
        end = len(self.text) if last is None else last
        start = first
        for place in range(first + 1, end):
            if self.breaks[place] >= at:
                yield start, place
                start = place
        if start < end:
            yield start, end


def lines_of(page: Page) -> tuple[Line, ...]:
    """The lines of a page, from above."""
    rows: list[list[Glyph]] = []
    middles: list[float] = []
    for glyph in sorted(page.glyphs, key=lambda one: (one.middle, one.x0)):
        if rows and abs(glyph.middle - middles[-1]) <= _SAME_LINE * max(min(glyph.height, rows[-1][0].height), 1.0):
            rows[-1].append(glyph)
            middles[-1] += (glyph.middle - middles[-1]) / len(rows[-1])
        else:
            rows.append([glyph])
            middles.append(glyph.middle)
    return tuple(line for line in (_line(page.number, row) for row in rows) if line.text)


def plain_lines(texts: Iterable[str]) -> tuple[Line, ...]:
    """Lines of a text without places, such as the remark of an e-invoice."""
    return tuple(line for text in texts for part in text.splitlines() if (line := _plain_line(part)).text)


def _line(page: int, row: Sequence[Glyph]) -> Line:
    ordered = _once(sorted(row, key=lambda glyph: glyph.x0))
    heights = sorted(glyph.height for glyph in ordered)
    usual = max(heights[len(heights) // 2], 1.0)
    gaps = [CELL, *(_gap((after.x0 - before.x1) / usual) for before, after in pairwise(ordered))]
    return _folded(page, ordered, gaps)


def _once(ordered: Sequence[Glyph]) -> list[Glyph]:
    """Without the second drawing of the same character at the same place, by which some programs print in bold.

    Where one character was printed over another one nobody can tell which counts: both give way to a sign that is no part of a number.
    """
    kept: list[Glyph] = []
    for glyph in ordered:
        room = max((glyph.x1 - glyph.x0) * _SAME_PLACE, 0.1)
        under = next((place for place in range(len(kept) - 1, max(len(kept) - 4, -1), -1) if abs(kept[place].x0 - glyph.x0) < room), None)
        if under is None:
            kept.append(glyph)
        elif kept[under].char != glyph.char:
            kept[under] = kept[under]._replace(char=UNREADABLE)
    return kept


def _gap(room: float) -> int:
    return CELL if room >= _CELL_FROM else SPACE if room >= _SPACE_FROM else NO_BREAK


def _plain_line(text: str) -> Line:
    glyphs, gaps, gap = [], [], CELL
    for char in text:
        if char.isspace():
            gap = max(gap, SPACE if char != "\t" else CELL)
            continue
        glyphs.append(Glyph(char, 0.0, 0.0, 0.0, 0.0))
        gaps.append(gap)
        gap = NO_BREAK
    return _folded(_NO_PAGE, glyphs, gaps)


def _folded(page: int, glyphs: Sequence[Glyph], gaps: Sequence[int]) -> Line:
    text: list[str] = []
    owner: list[int] = []
    breaks: list[int] = []
    for number, glyph in enumerate(glyphs):
        for place, char in enumerate(folded(glyph.char)):
            text.append(char)
            owner.append(number)
            breaks.append(gaps[number] if place == 0 else NO_BREAK)
    return Line(page, tuple(glyphs), "".join(text), tuple(owner), tuple(breaks))


def folded(text: str) -> str:
    """A text in half width without blanks and signs that are not printed; the case stays."""
    composed = unicodedata.normalize("NFKC", text).replace("−", "-").replace("﹣", "-")
    return "".join(char for char in composed if not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs"})
