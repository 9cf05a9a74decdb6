"""What was bought: the words of bills and the types of emission sources they stand for, from resources/invoices/kinds.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from core import resources
from core.documents.invoice_facts import InvoiceItem
from core.documents.invoice_page import folded


@dataclass(frozen=True, slots=True)
class BoughtKind:
    """A kind of thing that bills are written for.

    Attributes:
        words: folded words that say so, `excluding` those beside which they do not.
        sources: codes of source types.
        same: unit on the paper → unit that it is for this kind.
    """

    name: str
    words: tuple[str, ...]
    excluding: tuple[str, ...]
    sources: tuple[str, ...]
    same: Mapping[str, str]


@cache
def kinds() -> tuple[BoughtKind, ...]:
    """The kinds, read once."""
    raw = tomllib.loads(resources.text("invoices/kinds.toml"))
    return tuple(
        BoughtKind(
            one["name"],
            tuple(folded(word) for word in one["words"]),
            tuple(folded(word) for word in one.get("not", ())),
            tuple(one["sources"]),
            one.get("same", {}),
        )
        for one in raw["kind"]
    )


def kind_in(text: str) -> tuple[BoughtKind, str] | None:
    """The kind that a text speaks of, and the word that says so: the longest one; None where there is none or several are as long."""
    plain = folded(text)
    hits = [
        (len(word), kind, word) for kind in kinds() if not any(no in plain for no in kind.excluding) for word in kind.words if word in plain
    ]
    longest = [hit for hit in hits if hit[0] == max(length for length, _kind, _word in hits)]
    return (longest[0][1], longest[0][2]) if len({kind.name for _length, kind, _word in longest}) == 1 else None


def item_text(item: InvoiceItem) -> str:
    """Class, name and model of an item as one text."""
    return " ".join(part for part in (item.group, item.name, item.model) if part)
