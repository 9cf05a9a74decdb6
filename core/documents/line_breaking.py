"""Where a line of Chinese text may end: never inside a number or a Latin word, never before 》 or after （."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import paragraph

_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—·％%°℃‰,.;:?!)]}㎡")
_NEVER_LAST = frozenset("（《「『【〔〈“‘([{￥$")
_FIRST_IDEOGRAPH = 0x2E80
_FUZZ = 0.001


def use_our_lines() -> None:
    """Let reportlab's paragraphs with ``wordWrap="CJK"`` break their lines here.

    Its own way knows only what must not begin a line, lets one such character hang over the margin, and parts a bracket
    from what it holds.
    """
    paragraph.cjkFragSplit = _split_pieces
    paragraph.wordSplit = _split_text


def broken(text: Sequence[str], widths: Sequence[float], rooms: Sequence[float]) -> list[tuple[int, int]]:
    """Break a text into lines.

    Args:
        text: its characters; a line feed ends a line.
        widths: width of each character.
        rooms: width of each line; the last one holds for all that follow.

    Returns:
        Start and end of each line; the spaces at a break belong to none.
    """
    lines: list[tuple[int, int]] = []
    start = last = at = 0
    used = 0.0
    while at < len(text):
        if text[at] == "\n":
            lines.append((start, at + 1))
            start = last = at = at + 1
            used = 0.0
            continue
        if at > start and _may_part(text[at - 1], text[at]):
            last = at
        used += widths[at]
        if used > rooms[min(len(lines), len(rooms) - 1)] + _FUZZ and at > start:
            # A word wider than the whole line has no good place to break, so it is cut.
            end = last if last > start else at
            lines.append((start, end))
            start = end
            while start < len(text) and text[start] == " ":
                start += 1
            last = at = start
            used = 0.0
            continue
        at += 1
    if start < len(text):
        lines.append((start, len(text)))
    return lines


def _may_part(before: str, after: str) -> bool:
    if " " in (before, after):
        return True
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return ord(before) >= _FIRST_IDEOGRAPH or ord(after) >= _FIRST_IDEOGRAPH


def _split_pieces(frags: Sequence[Any], rooms: Sequence[float], bounds: Any, encoding: str = "utf8") -> Any:
    """Lines of a paragraph with several faces or lowered digits."""
    units = [paragraph.cjkU(char, frag, encoding) for frag in frags for char in (frag.text or ("",))]
    # An empty piece is a <br/>.
    chars = ["\n" if hasattr(unit.frag, "lineBreak") else str(unit) or " " for unit in units]
    widths = [unit.width for unit in units]
    lines: list[Any] = []
    for start, end in broken(chars, widths, rooms):
        room = rooms[min(len(lines), len(rooms) - 1)]
        used = sum(widths[start:end])
        ended = chars[end - 1] == "\n"
        lines.append(paragraph.makeCJKParaLine(units[start:end], room, used, room - used, ended, bounds))
    return paragraph.ParaLines(kind=1, lines=lines)


def _split_text(text: str, rooms: Sequence[float], face: str, size: float, encoding: str = "utf8") -> list[list[Any]]:
    """Lines of a paragraph in one face; reportlab hands the encoding and we need none."""
    del encoding
    widths = [stringWidth(char, face, size) for char in text]
    lines: list[list[Any]] = []
    for start, end in broken(text, widths, rooms):
        lines.append([rooms[min(len(lines), len(rooms) - 1)] - sum(widths[start:end]), text[start:end].strip()])
    return lines
