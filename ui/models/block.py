"""Blocks of cells as Excel puts them on the clipboard: tabs between columns, line ends between rows, quotes where they must be."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Block = tuple[tuple[str, ...], ...]
"""Rows of texts, all equally long."""

_NOTHING = frozenset({"-", "--", "—", "——", "–", "－", "−", "/", "空", "无", "(空)", "（空）", "(空白)", "n/a", "na"})
"""What people write into a cell that has no figure; Excel's accounting format shows a dash too."""

_QUOTE = '"'
_NEEDS_QUOTES = frozenset('\t\n\r"')


def read_block(text: str) -> Block:
    """Read a block from the clipboard.

    One line end at the very end belongs to the last row. A cell that begins with a quote runs to the closing one and may hold tabs,
    line ends and doubled quotes. Short rows are filled up with empty cells. Nothing gives no rows.
    """
    rows: list[list[str]] = [[]]
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if text.endswith("\n"):
        text = text[:-1]
    elif not text:
        return ()
    at = 0
    while at <= len(text):
        cell, at = _read_cell(text, at)
        rows[-1].append(cell)
        if at < len(text) and text[at] == "\n":
            rows.append([])
        at += 1
    width = max(len(row) for row in rows)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _read_cell(text: str, start: int) -> tuple[str, int]:
    """One cell from `start`, and the place of the tab or line end behind it."""
    kept, at = "", start
    if text.startswith(_QUOTE, start):
        at += 1
        while at < len(text):
            if text[at] != _QUOTE:
                kept += text[at]
                at += 1
            elif text.startswith(_QUOTE * 2, at):
                kept += _QUOTE
                at += 2
            else:
                at += 1
                break
    end = at
    while end < len(text) and text[end] not in "\t\n":
        end += 1
    return kept + text[at:end], end


def without_dashes(block: Block) -> Block:
    """The block with empty texts where a dash or a word says that there is no figure."""
    return tuple(tuple("" if text.strip().casefold() in _NOTHING else text for text in row) for row in block)


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """The text that Excel takes as these rows."""
    return "".join("\t".join(_written(cell) for cell in row) + "\r\n" for row in rows)


def write_html(rows: Sequence[Sequence[str]]) -> str:
    """The same as a table, which Word takes better than text; the figures are the exact ones here too."""
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>{body}</table></body></html>'


def _written(cell: str) -> str:
    if _NEEDS_QUOTES.isdisjoint(cell):
        return cell
    return _QUOTE + cell.replace(_QUOTE, _QUOTE * 2) + _QUOTE


def spread(block: Block, rows: int, columns: int) -> Block:
    """The block as it goes into a selection of this size, as Excel does it.

    A selection that is one cell high or wide takes the block as it is in that direction; one that is a whole multiple takes repeats
    of it. Where neither holds in one of the two directions, the block goes in once, from the first cell on.
    """
    if not block:
        return block
    high, wide = len(block), len(block[0])
    down, across = _times(rows, high), _times(columns, wide)
    return tuple(row * across for row in block) * down if down and across else block


def _times(selected: int, own: int) -> int:
    """How often a block fits into a selection in one direction; 0 where it does not come out even."""
    return 1 if selected == 1 else 0 if selected % own else selected // own
