"""What stands in the cells of a statutory form: text, boxes, named lines and the field for the seal, measured and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from reportlab.lib.units import mm

from core.documents.lettering import SANS, SERIF
from core.documents.paper_style import INK_2, SEAL
from core.documents.paper_text import Piece, laid, pieces, put_line, put_text, width_of_line
from core.documents.sheet import seal_corners, tick_box

LEADING = 1.5
"""Distance of lines, in sizes of their letters."""

WHOLE_OVERLEAF = "（全文见续页）"
"""Stands where a field was too long for its cell."""

_BLANK = 9
"""Letters of room to write a name into a blank form, or what a narrow cell has."""

_MOST_LETTERS = 48
"""A name beside a box that is longer goes to the sheet that follows."""

_INNER = 2 * mm
_DAY_AT = 9


class Body(Protocol):
    """The content of a cell."""

    @property
    def overlong(self) -> list[tuple[str, str]]:
        """What must be printed on the sheet that follows, as (name of the field, whole text)."""
        ...

    def height(self, room: float, size: float) -> float:
        """Height in points that the content wants in a cell so wide."""
        ...

    def draw(self, canvas: Any, x: float, top: float, room: float, size: float) -> None:
        """Draw from the upper left corner of the content."""
        ...


def lines_of(text: str, room: float, size: float) -> list[list[Piece]]:
    """A text in the lines of a cell; 吨CO2e is printed as issued."""
    return laid(pieces(text, SERIF, lower=False), size, room)


def base(top: float, row: int, size: float) -> float:
    """Base line of a row of text below `top`."""
    return top - row * size * LEADING - size * (LEADING / 2 + 0.36)


@dataclass(slots=True)
class TextBody:
    """Running text, to the left; with a limit it ends with a pointer to the sheet that follows."""

    name: str
    text: str
    centred: bool = False
    limit: int = 0
    _whole: dict[tuple[float, float], list[list[Piece]]] = field(default_factory=dict)

    @property
    def overlong(self) -> list[tuple[str, str]]:
        """The whole text, where it was limited."""
        return [(self.name, self.text)] if self.limit else []

    def limit_to(self, most: int, room: float, size: float) -> None:
        """Print so many lines at most, where the text has more."""
        self.limit = 0
        self.limit = most if len(self.lines(room, size)) > most else 0

    def lines(self, room: float, size: float) -> list[list[Piece]]:
        """The lines that are printed."""
        whole = self._whole.get((room, size))
        if whole is None:
            whole = self._whole[(room, size)] = lines_of(self.text, room, size)
        if not self.limit or len(whole) <= self.limit:
            return whole
        return [*whole[: self.limit - 1], pieces(WHOLE_OVERLEAF, SERIF)]

    def height(self, room: float, size: float) -> float:
        """See Body."""
        return len(self.lines(room, size)) * size * LEADING

    def draw(self, canvas: Any, x: float, top: float, room: float, size: float) -> None:
        """See Body."""
        for row, line in enumerate(self.lines(room, size)):
            left = x + (room - width_of_line(line, size)) / 2 if self.centred else x
            put_line(canvas, left, base(top, row, size), line, size)


@dataclass(frozen=True, slots=True)
class Tick:
    """A box with its words; `ticked` None draws no box, for a named line."""

    text: str
    ticked: bool | None
    fill: str = ""
    close: str = ""

    def words(self, room: float, size: float) -> str:
        """The words with what is filled in; an empty place keeps its room on the line."""
        fill = self.fill if len(self.fill) <= _MOST_LETTERS else WHOLE_OVERLEAF.strip("（）")
        if self.close and not fill:
            free = room - self.indent(size) - width_of_line(pieces(self.text + self.close, SERIF, lower=False), size)
            fill = "　" * min(_BLANK, int(free / size))
        return f"{self.text}{fill}{self.close}"

    def indent(self, size: float) -> float:
        """Room that the box takes."""
        return 0.0 if self.ticked is None else size * 1.15

    @property
    def overlong(self) -> list[tuple[str, str]]:
        """A name too long for its place."""
        return [(self.text.rstrip("（：名称").replace(" ", ""), self.fill)] if len(self.fill) > _MOST_LETTERS else []


@dataclass(frozen=True, slots=True)
class TicksBody:
    """Boxes below each other, or following each other on a line."""

    ticks: tuple[Tick, ...]
    flowing: bool = False

    @property
    def overlong(self) -> list[tuple[str, str]]:
        """Names too long for their places."""
        return [one for tick in self.ticks for one in tick.overlong]

    def height(self, room: float, size: float) -> float:
        """See Body."""
        return sum(count for _group, count in self._groups(room, size)) * size * LEADING

    def draw(self, canvas: Any, x: float, top: float, room: float, size: float) -> None:
        """See Body."""
        row = 0
        for group, count in self._groups(room, size):
            left = x
            for tick in group:
                left = self._draw_tick(canvas, tick, left, base(top, row, size), room, size) + 1.6 * size
            row += count

    def _groups(self, room: float, size: float) -> list[tuple[list[Tick], int]]:
        """What stands on each line, and how many lines it takes: one, or more for a single long name."""
        groups: list[tuple[list[Tick], int]] = []
        used = room + 1
        for tick in self.ticks:
            words, indent = tick.words(room, size), tick.indent(size)
            width = indent + width_of_line(pieces(words, SERIF, lower=False), size)
            if self.flowing and used + 1.6 * size + width <= room:
                groups[-1][0].append(tick)
                used += 1.6 * size + width
            else:
                groups.append(([tick], len(lines_of(words, room - indent, size))))
                used = width if groups[-1][1] == 1 else room + 1
        return groups

    def _draw_tick(self, canvas: Any, tick: Tick, x: float, y: float, room: float, size: float) -> float:
        indent = tick.indent(size)
        if tick.ticked is not None:
            tick_box(canvas, x, y, size, ticked=tick.ticked)
        end = x
        for row, line in enumerate(lines_of(tick.words(room, size), room - indent, size)):
            end = put_line(canvas, x + indent, y - row * size * LEADING, line, size)
        return end


@dataclass(slots=True)
class SealBody:
    """The name of the organizer, and to its right the empty square of 50 mm for the seal with the day at its foot."""

    text: TextBody
    day: str

    @property
    def overlong(self) -> list[tuple[str, str]]:
        """See Body."""
        return self.text.overlong

    def height(self, room: float, size: float) -> float:
        """See Body."""
        return float(max(SEAL, self.text.height(self.words_room(room), size)))

    def draw(self, canvas: Any, x: float, top: float, room: float, size: float) -> None:
        """See Body."""
        tall = self.height(room, size)
        foot = top - (tall + SEAL) / 2
        seal_corners(canvas, x + room - SEAL, foot)
        put_text(canvas, x + room - SEAL / 2, foot + _DAY_AT, self.day, 9, face=SANS, colour=INK_2, align=0.5)
        words = self.words_room(room)
        self.text.draw(canvas, x, top - (tall - self.text.height(words, size)) / 2, words, size)

    @staticmethod
    def words_room(room: float) -> float:
        """Room beside the seal."""
        return float(room - SEAL - 3 * mm)


def inner(width: float) -> float:
    """Room for the content of a cell so wide."""
    return float(width - 2 * _INNER)


def draw_centred(canvas: Any, body: Body, corner: tuple[float, float], extent: tuple[float, float], size: float) -> None:
    """Draw a content in the middle of its cell's height.

    Args:
        canvas: reportlab's canvas.
        body: the content.
        corner: left edge and top of the cell.
        extent: width and height of the cell.
        size: size of the letters.
    """
    room = inner(extent[0])
    free = extent[1] - body.height(room, size)
    body.draw(canvas, corner[0] + _INNER, corner[1] - free / 2, room, size)


def draw_label(canvas: Any, label: Sequence[str], corner: tuple[float, float], extent: tuple[float, float], size: float) -> None:
    """Draw a label in the middle of its cell, its lines as issued."""
    top = corner[1] - (extent[1] - len(label) * size * LEADING) / 2
    for row, text in enumerate(label):
        line = pieces(text, SERIF, data=SERIF, lower=False)
        put_line(canvas, corner[0] + (extent[0] - width_of_line(line, size)) / 2, base(top, row, size), line, size)
