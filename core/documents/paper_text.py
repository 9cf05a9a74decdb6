"""Text on a drawn sheet: figures and codes in Sans, formulas lowered, lines broken as Chinese wants them, titles in bold Serif."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from core.documents.lettering import LOWERED_DROP, LOWERED_SIZE, SANS, SERIF, SERIF_BOLD, lowered, runs
from core.documents.line_breaking import broken
from core.documents.paper_style import INK

_DATA = re.compile(r"[−+≈±]?(?=[A-Za-z,./:–-]*\d)[A-Za-z0-9](?:[A-Za-z0-9,./:–-]*[A-Za-z0-9])?(?:\s?%)?")
"""A figure or a code; what holds a lowered digit stays in the face of the text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters of one face; `low` ones are the digits of a formula."""

    face: str
    text: str
    low: bool = False

    def width(self, size: float) -> float:
        """Width in points."""
        return float(stringWidth(self.text, self.face, size * (LOWERED_SIZE if self.low else 1)))


def pieces(text: str, face: str = SERIF, *, data: str = SANS, lower: bool = True) -> list[Piece]:
    """A plain text as pieces.

    Args:
        text: plain text.
        face: face of the words.
        data: face of figures and codes.
        lower: lower the digits of CO2 and its like; the statutory forms print 吨CO2e as issued.
    """
    found: list[Piece] = []
    at = 0
    for match in _DATA.finditer(text):
        if not any(low for _piece, low in lowered(match.group())):
            found += _worded(text[at : match.start()], face, lower=lower)
            found += [Piece(chosen, part) for chosen, part in runs(match.group(), data)]
            at = match.end()
    return found + _worded(text[at:], face, lower=lower)


def _worded(text: str, face: str, *, lower: bool) -> list[Piece]:
    parts = lowered(text) if lower else [(text, False)]
    return [Piece(chosen, piece, low) for part, low in parts for chosen, piece in runs(part, face)]


def running(text: str, face: str = SERIF, *, data: str = SANS, lower: bool = True) -> str:
    """The same as the markup of a reportlab paragraph; arguments as in `pieces`."""
    sub = f'<sub rise="{LOWERED_DROP:.0%}" size="{LOWERED_SIZE:.0%}">'
    parts = []
    for piece in pieces(text, face, data=data, lower=lower):
        letters = escape(piece.text).replace("\n", "<br/>")
        letters = f"{sub}{letters}</sub>" if piece.low else letters
        parts.append(letters if piece.face == face else f'<font name="{piece.face}">{letters}</font>')
    return "".join(parts)


def laid(found: Sequence[Piece], size: float, room: float) -> list[list[Piece]]:
    """Break pieces into lines.

    Args:
        found: the pieces; a line feed ends a line.
        size: size of the letters in points.
        room: width of a line in points.
    """
    letters = [(char, piece) for piece in found for char in piece.text]
    widths = [_letter(piece.face, char) * size * (LOWERED_SIZE if piece.low else 1) for char, piece in letters]
    lines = []
    # For the breaking a hyphen is a dash: it never begins a line.
    for start, end in broken(["—" if char == "-" else char for char, _piece in letters], widths, [room]):
        line: list[Piece] = []
        for char, piece in letters[start:end]:
            if char == "\n":
                continue
            if line and (line[-1].face, line[-1].low) == (piece.face, piece.low):
                line[-1] = Piece(piece.face, line[-1].text + char, piece.low)
            else:
                line.append(Piece(piece.face, char, piece.low))
        lines.append(line)
    return lines


@lru_cache(maxsize=20_000)
def _letter(face: str, char: str) -> float:
    """Width of a letter at size 1."""
    return 0.0 if char == "\n" else float(stringWidth(char, face, 1))


def width_of_line(line: Sequence[Piece], size: float) -> float:
    """Width of a line in points."""
    return sum(piece.width(size) for piece in line)


def put_line(canvas: Any, x: float, y: float, line: Sequence[Piece], size: float, colour: str = INK) -> float:
    """Draw a line from its lower left corner; returns where it ends."""
    canvas.setFillColor(HexColor(colour))
    for piece in line:
        canvas.setFont(piece.face, size * (LOWERED_SIZE if piece.low else 1))
        canvas.drawString(x, y - (LOWERED_DROP * size if piece.low else 0), piece.text)
        x += piece.width(size)
    return x


def put_text(canvas: Any, x: float, y: float, text: str, size: float, *, face: str = SERIF, colour: str = INK, align: float = 0) -> float:
    """Draw one line of plain text; `align` 0 begins at x, 0.5 is centred on it, 1 ends there. Returns where it ends."""
    line = pieces(text, face, data=SANS if face == SERIF else face)
    return put_line(canvas, x - align * width_of_line(line, size), y, line, size, colour)


def put_bold(canvas: Any, x: float, y: float, text: str, size: float, *, colour: str = INK, align: float = 0, space: float = 0) -> None:
    """Draw one line of bold Serif.

    Args:
        canvas: reportlab's canvas.
        x: where the text begins, is centred or ends, by `align`.
        y: its base line.
        text: plain text of one line.
        size: size of the letters.
        colour: of the letters.
        align: 0, 0.5 or 1.
        space: extra room between letters.
    """
    found = _bold(text)
    width = width_of_line(found, size) + space * (len(text) - 1)
    canvas.saveState()
    canvas.setFillColor(HexColor(colour))
    letters = canvas.beginText(x - align * width, y)
    letters.setCharSpace(space)
    for piece in found:
        letters.setFont(piece.face, size)
        letters.textOut(piece.text)
    letters.setCharSpace(0)  # otherwise what follows on the page would be spaced as well
    canvas.drawText(letters)
    canvas.restoreState()


def bold_size(text: str, size: float, room: float) -> float:
    """The size at which bold Serif fits into one line of so many points, never more than `size`."""
    width = width_of_line(_bold(text), size)
    return size if width <= room else size * room / width


def _bold(text: str) -> list[Piece]:
    return [Piece(*part) for part in runs(text, SERIF_BOLD)]
