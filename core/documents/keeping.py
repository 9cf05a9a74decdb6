"""What stays together on paper: a heading with the beginning of what it is over, and whatever belongs on one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Paragraph

_BELOW = 23 * mm
"""Room that headings want below themselves at least; a table that has begun there may go on overleaf."""

_SLACK = 0.01
"""Points by which sums of heights may differ."""


class Words(Paragraph):  # type: ignore[misc] # reportlab ships no type hints
    """A paragraph that breaks its lines once for a width: a table asks each cell again and again."""

    _broken_for: float | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Width and height it takes; what was split off or drawn has lost its lines and is broken again."""
        if self._broken_for == width and hasattr(self, "blPara"):
            return self.width, self.height
        size: tuple[float, float] = super().wrap(width, height)
        self._broken_for = width
        return size


class Heading(Words):
    """A heading; what follows it begins on the same page."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Pieces that belong on one page; only what is longer than a page goes on overleaf."""

    flowables: tuple[Any, ...]


def kept(pieces: Iterable[Any], page: float) -> list[Any]:
    """The pieces of a document ready to be laid out, each run of headings with what it is over.

    reportlab's own ways would not do: kept with a heading, a whole table has to stand on one page, and two headings
    in a row that each ask for room are parted from each other.

    Args:
        pieces: flowables and `Whole` ones.
        page: height of an empty page in points.
    """
    ready: list[Any] = []
    above: list[Any] = []
    for piece in pieces:
        if isinstance(piece, Heading) or (above and isinstance(piece, CondPageBreak)):
            above.append(piece)
            continue
        whole = isinstance(piece, Whole)
        below = piece.flowables if whole else (piece,)
        if above or whole:
            ready.append(_Room(above, below, page, whole=whole))
        # The room that is asked for between two headings is part of the one above them: nothing may part them.
        ready += [one for one in above if isinstance(one, Heading)]
        ready += below
        above = []
    return [*ready, *above]


class _Room(CondPageBreak):  # type: ignore[misc] # reportlab ships no type hints
    """Goes on overleaf when headings and what has to stand with them have no room on the page any more."""

    def __init__(self, above: Sequence[Any], below: Sequence[Any], page: float, *, whole: bool) -> None:
        super().__init__(0)
        self._above, self._below, self._page, self._whole = tuple(above), tuple(below), page, whole

    def wrap(self, width: float, height: float) -> Any:
        """Measure what follows; the room that is left is known only now."""
        untouched = height > self._page - _SLACK
        self.height = 0 if untouched or self._fits(width, height) else height + 1
        return super().wrap(width, height)

    def _fits(self, width: float, height: float) -> bool:
        used, asked = self._headings(width)
        if asked <= self._page and asked > height:
            return False
        needed = self._height(self._below, width) if self._whole else self._page
        if used + needed <= self._page:
            return used + needed <= height
        first, room = self._below[0], height - used
        if self._above and room < _BELOW:
            return False
        return self._height((first,), width) <= room or bool(first.splitOn(self.canv, width, room - first.getSpaceBefore()))

    def _headings(self, width: float) -> tuple[float, float]:
        """Height of the headings, and the height that is asked for between them."""
        used = asked = 0.0
        for number, one in enumerate(self._above):
            if isinstance(one, Heading):
                used = self._height(self._above[: number + 1], width)
            else:
                asked = max(asked, used + one.height)
        return used, asked

    def _height(self, flowables: Sequence[Any], width: float) -> float:
        """Height of some pieces below each other; of the space after one and before the next, the larger counts."""
        total = after = 0.0
        for one in flowables:
            if not isinstance(one, CondPageBreak):
                total += max(one.getSpaceBefore() - after, 0.0) + one.wrapOn(self.canv, width, self._page)[1]
                after = one.getSpaceAfter()
                total += after
        return total
