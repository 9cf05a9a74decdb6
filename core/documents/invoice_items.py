"""The items of an invoice: one line each below their headings, names that run over several lines put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.documents.invoice_facts import FactName, InvoiceItem
from core.documents.invoice_labels import ITEM, words
from core.documents.invoice_page import Line
from core.documents.invoice_settling import Found
from core.documents.invoice_tables import Cell, Column, cells_below
from core.documents.invoice_values import number, plain_text

_MOST_ITEMS = 200
_GROUP = re.compile(r"^\*([^*]{1,30})\*(.*)$", re.DOTALL)
_LAST_STEP = 6.0
"""Room below which an item may still follow, in heights of a line."""


@dataclass(frozen=True, slots=True)
class Items:
    """The items, the sums below them, the lines they take up, and whether a figure of theirs could not be read."""

    items: tuple[InvoiceItem, ...]
    sums: tuple[Found, ...]
    lines: frozenset[int]


def item(name: str, **texts: str) -> InvoiceItem:
    """An item from its texts; the class between asterisks is parted from the name, and a figure that cannot be read is left out."""
    parted = _GROUP.match(name)
    return InvoiceItem(
        name=(parted[2] if parted else name).strip(),
        group=parted[1].strip() if parted else "",
        model=texts.get("model", "").strip(),
        unit=texts.get("unit", "").strip(),
        quantity=_number(texts.get("quantity", "")),
        unit_price=_number(texts.get("unit_price", "")),
        amount=_number(texts.get("amount", "")),
        tax=_number(texts.get("tax", "")),
    )


def _number(text: str) -> str:
    read = number(text.strip()) if text.strip() else None
    return plain_text(read.value) if read is not None and read.last == len(text.strip()) else ""


def read_items(lines: Sequence[Line], heading: int, columns: tuple[Column, ...]) -> Items:
    """The items below their headings, down to the line of sums."""
    names = [column.label.fact.removeprefix(ITEM) if column.label is not None else "" for column in columns]
    items: list[InvoiceItem] = []
    sums: tuple[Found, ...] = ()
    taken = {heading}
    previous = lines[heading]
    for place in range(heading + 1, min(heading + 1 + _MOST_ITEMS, len(lines))):
        line = lines[place]
        if line.page != previous.page or line.top - previous.bottom > _LAST_STEP * previous.height:
            break
        cells = dict(zip(names, cells_below(line, columns), strict=True))
        taken.add(place)
        if line.text.startswith(words().item_ends):
            sums = _sums(cells, line)
            break
        _take(items, cells)
        previous = line
    return Items(tuple(_parted(one) for one in items), sums, frozenset(taken))


def _take(items: list[InvoiceItem], cells: dict[str, Cell | None]) -> None:
    """A line with figures is an item; one with a name only goes on with the name above it."""
    texts = {name: cell.text for name, cell in cells.items() if cell is not None and name}
    name, quantity = cells.get("name"), cells.get("quantity")
    if {"quantity", "amount", "unit_price"} & texts.keys():
        label = texts.pop("name", "")
        made = item("", **texts)
        spot = quantity.line.spot(quantity.first, quantity.last) if quantity is not None else None
        name_spot = name.line.spot(name.first, name.last) if name is not None else None
        items.append(replace(made, name=label, spot=spot, name_spot=name_spot))
    elif items and "name" in texts:
        items[-1] = replace(items[-1], name=items[-1].name + texts["name"])


def _parted(one: InvoiceItem) -> InvoiceItem:
    parted = _GROUP.match(one.name)
    return replace(one, name=parted[2].strip(), group=parted[1].strip()) if parted else one


def _sums(cells: dict[str, Cell | None], line: Line) -> tuple[Found, ...]:
    """Net amount and tax of the line 合计."""
    if line.text.startswith(("价税", "小计")):
        return ()
    found = []
    for column, name in (("amount", FactName.NET), ("tax", FactName.TAX)):
        cell = cells.get(column)
        read = cell.number() if cell is not None else None
        if cell is not None and read is not None:
            found.append(Found(name, plain_text(read[0].value), cell.text, "", line.spot(cell.first, cell.last)))
    return tuple(found)
