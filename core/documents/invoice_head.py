"""The head of a bill: its title, who issued it, and a number that stands there without a label."""

from __future__ import annotations

from collections.abc import Sequence

from core.documents.invoice_facts import FactName
from core.documents.invoice_labels import marks, words
from core.documents.invoice_page import Line
from core.documents.invoice_settling import Found

_HEAD_RANK = 4
_MOST_TITLE = 40


def head_facts(lines: Sequence[Line]) -> list[Found]:
    """What the first lines of the first page say without labels."""
    known = words()
    head = [line for line in lines if line.page == lines[0].page][: known.head_lines] if lines else []
    found: list[Found] = []
    for line in head:
        if marks(line):
            continue
        for first, last in line.segments():
            text = line.printed(first, last)
            folded = line.text[first:last]
            name = _name_of(folded, titled=any(one.name is FactName.TITLE for one in found))
            if name is not None:
                found.append(Found(name, folded if name is FactName.NUMBER else text, text, "", line.spot(first, last), _HEAD_RANK))
    return found


def _name_of(text: str, *, titled: bool) -> FactName | None:
    known = words()
    if known.head_number.search(text):
        return FactName.NUMBER
    if not titled and len(text) <= _MOST_TITLE and any(title in text for title in known.titles):
        return FactName.TITLE
    bare = text.split("(", 1)[0]
    return FactName.SELLER if bare.endswith(known.issuers) and len(bare) > 3 else None
