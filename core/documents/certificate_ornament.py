"""The ornament of the certificate copy: a border with bamboo nodes, four corners of leaves, one green; and the code to scan."""

from __future__ import annotations

import math
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from segno import DataOverflowError, make

PAGE = landscape(A4)
GREEN = "#1E6A48"
_OUTER, _INNER = 9.8 * mm, 14.1 * mm
_NODE_STEP = 19.5 * mm
_NODE_GAP = 0.8 * mm
_LEAVES = ((15, 14.5), (37, 16.0), (58, 15.0))
"""Angle from the side and length in millimetres of the leaves of a corner."""

QR_SIDE = 32 * mm
"""Least width of the code on paper (package-format.md §9)."""

_MODULE = 0.4 * mm
_QUIET = 4


def border(canvas: Any) -> None:
    """Two lines around the page, parted by nodes as on a culm."""
    wide, tall = PAGE
    canvas.saveState()
    canvas.setStrokeColor(HexColor(GREEN))
    for inset, width in ((_OUTER, 1.5), (_INNER, 0.8)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, wide - 2 * inset, tall - 2 * inset, fill=0)
    canvas.setLineWidth(0.8)
    for length, across in ((wide, False), (tall, True)):
        count = round((length - 2 * _INNER) / _NODE_STEP)
        step = (length - 2 * _INNER) / count
        for number in range(count + 1):
            at = _INNER + number * step
            for near in (at - _NODE_GAP / 2, at + _NODE_GAP / 2):
                for start, end in ((_OUTER, _INNER), (_far(across) - _OUTER, _far(across) - _INNER)):
                    canvas.line(*((start, near, end, near) if across else (near, start, near, end)))
    canvas.restoreState()
    for left in (True, False):
        for low in (True, False):
            _corner(canvas, left=left, low=low)


def _far(across: bool) -> float:
    """The opposite side, seen along the nodes' strokes."""
    return float(PAGE[0] if across else PAGE[1])


def _corner(canvas: Any, *, left: bool, low: bool) -> None:
    canvas.saveState()
    inset = _INNER + 1.4 * mm
    canvas.translate(inset if left else PAGE[0] - inset, inset if low else PAGE[1] - inset)
    canvas.scale(1 if left else -1, 1 if low else -1)
    canvas.setStrokeColor(HexColor(GREEN))
    canvas.setFillColor(HexColor("#FFFFFF"))
    canvas.setLineWidth(0.8)
    for angle, length in _LEAVES:
        canvas.saveState()
        canvas.rotate(angle)
        _leaf(canvas, length * mm)
        canvas.restoreState()
    canvas.restoreState()


def _leaf(canvas: Any, length: float) -> None:
    """A slender leaf along the x axis, with its rib."""
    wide = length * 0.15
    path = canvas.beginPath()
    path.moveTo(0, 0)
    path.curveTo(length * 0.25, wide * 1.4, length * 0.65, wide * 1.1, length, 0)
    path.curveTo(length * 0.65, -wide * 1.1, length * 0.25, -wide * 1.4, 0, 0)
    canvas.drawPath(path, stroke=1, fill=1)
    canvas.line(0, 0, length * 0.86, 0)


def rule(canvas: Any, y: float) -> None:
    """A thin line with one node in its middle, below the title."""
    middle = PAGE[0] / 2
    canvas.setStrokeColor(HexColor(GREEN))
    canvas.setLineWidth(0.8)
    canvas.line(middle - 40 * mm, y, middle + 40 * mm, y)
    for near in (middle - 1.7 * mm, middle + 1.7 * mm):
        canvas.line(near, y - 1.2, near, y + 2.4)


def outlined(canvas: Any, text: str, face: str) -> None:
    """A word across the page in outline, rising to the right."""
    size = 420.0 / max(len(text), 2)
    canvas.saveState()
    canvas.translate(PAGE[0] * 0.44, PAGE[1] * 0.40)
    canvas.rotate(18)
    canvas.setStrokeColor(HexColor("#D5DBD6"))
    canvas.setFillColor(HexColor("#FFFFFF"))
    canvas.setLineWidth(1.8)
    canvas.setLineJoin(1)
    left = -math.fsum(canvas.stringWidth(char, face, size) * 1.15 for char in text) / 2
    # Stroked, then filled white: the strokes of a letter overlap in this face, and only their outer edge should stay.
    for mode in (1, 0):
        letters = canvas.beginText(left, -size * 0.3)
        letters.setFont(face, size)
        letters.setTextRenderMode(mode)
        letters.setCharSpace(size * 0.15)
        letters.textOut(text)
        letters.setTextRenderMode(0)
        letters.setCharSpace(0)
        canvas.drawText(letters)
    canvas.restoreState()


def qr_code(canvas: Any, text: str, middle: float, top: float) -> float | None:
    """Draw the code exactly as the platform gave it.

    Args:
        canvas: reportlab's canvas.
        text: what the code holds.
        middle: middle of the code.
        top: its upper edge.

    Returns:
        Its width in points; None where the text is more than a code can hold, and nothing was drawn.
    """
    matrix = _matrix(text)
    if matrix is None:
        return None
    count = len(matrix)
    side = max(QR_SIDE, count * _MODULE)
    module = side / count
    left = middle - side / 2
    canvas.saveState()
    canvas.setFillColor(HexColor("#FFFFFF"))
    quiet = _QUIET * module
    canvas.rect(left - quiet, top - side - quiet, side + 2 * quiet, side + 2 * quiet, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#000000"))
    path = canvas.beginPath()
    for row, line in enumerate(matrix):
        start = 0
        while start < count:
            end = start + 1
            if line[start]:
                while end < count and line[end]:
                    end += 1
                path.rect(left + start * module, top - (row + 1) * module, (end - start) * module, module)
            start = end
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
    return float(side)


def _matrix(text: str) -> tuple[bytearray, ...] | None:
    """The code with the strongest correction that still holds the text; 15-Q is what the platform's token makes."""
    for strength in ("q", "m", "l"):
        try:
            return make(text, error=strength, micro=False, boost_error=False).matrix
        except DataOverflowError:
            continue
    return None
