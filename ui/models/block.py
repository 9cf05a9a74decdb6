"""Blocks of cells as Excel puts them on the clipboard: tabs between columns, line ends between rows, quotes where they must be."""

from __future__ import annotations

from collections.abc import Sequence

Block = tuple[tuple[str, ...], ...]
"""Rows of texts, all equally long."""

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


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """The text that Excel takes as these rows."""
    return "".join("\t".join(_written(cell) for cell in row) + "\r\n" for row in rows)


def _written(cell: str) -> str:
    if _NEEDS_QUOTES.isdisjoint(cell):
        return cell
    return _QUOTE + cell.replace(_QUOTE, _QUOTE * 2) + _QUOTE


def spread(block: Block, rows: int, columns: int) -> Block:
    """The block as it goes into a selection of this size.

    A selection that is a whole multiple of the block in both directions is filled with repeats of it; into any other the block goes
    once, as in Excel, so a selection that is too small grows.
    """
    if not block:
        return block
    high, wide = len(block), len(block[0])
    if rows % high or columns % wide:
        return block
    return tuple(row * (columns // wide) for row in block) * (rows // high)
