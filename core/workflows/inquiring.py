"""信息查询: one search over everything that a ledger holds and the program ships (domain.md F7); public registers need a network.

What stands in a public register, on a platform's pages or on its lists cannot be looked up here: only what was imported of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.accounting.credit_serials import Serials, serials
from core.domain.finding import Place
from core.domain.organization import VenueId
from core.i18n import _
from core.workflows import knowing
from core.workflows.inquiring_entries import Entry, Fact, FindKind, entries
from core.workflows.workspace import Workspace

__all__ = ["FindKind", "Found", "Inquiry", "out_of_reach", "read", "search"]

_MOST_FACTS = 2
"""Facts of a hit that are said beside what is always said."""

_LONGEST_FACT = 40
"""Characters of a fact that are said without a cut."""

_SHORTEST_BEGINNING = 6
"""Characters of a long number that name it; fewer would find every digest."""

_NUMBER, _NO_NUMBER = 0, 1
_IN_TITLE, _IN_LEAD, _IN_FACTS = 0, 1, 2

Rank = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One hit.

    Attributes:
        note: what is said of it, with the text in which a word was found; `knowing.positions` tells where.
        place: where the window shows it; `dossier_id` and `venues` say what has to be looked at for that.
        number: the text typed is a number of this very thing.
    """

    kind: FindKind
    id: str
    title: str
    note: str
    place: Place
    dossier_id: str = ""
    venues: tuple[VenueId, ...] = ()
    number: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry with its texts as they are compared."""

    entry: Entry
    title: str
    lead: str
    facts: tuple[str, ...]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, entry: Entry) -> _Read:
        """Fold the texts of an entry."""
        fold = knowing.folded
        facts, numbers = tuple(fold(text) for _name, text in entry.facts), tuple(_whole(text) for _name, text in entry.numbers)
        return cls(entry, fold(entry.title), fold(entry.lead), facts, numbers)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed: as it stands, as one text, in words, and as a serial number where it is one."""

    text: str
    whole: str
    words: tuple[str, ...]
    serials: Serials | None

    @classmethod
    def of(cls, text: str) -> _Asked:
        """Read what was typed."""
        return cls(text, _whole(text), knowing.query_words(text), serials(text, text))


class Inquiry:
    """What can be found, read once and searched as often as somebody types."""

    def __init__(self, found: Collection[Entry]) -> None:
        self._entries = tuple(map(_Read.of, found))

    def search(self, text: str, kinds: Collection[FindKind] = ()) -> tuple[Found, ...]:
        """The things that hold every word typed, kind by kind; the kind with the best hit comes first.

        A number counts most, then words in titles, then what is always said of a thing, then the rest. Long numbers are found by
        their beginning, credits by each serial number that they hold. Width, case and the 2 of CO₂ make no difference. An empty text
        finds nothing.

        Args:
            text: what was typed; words are parted by spaces.
            kinds: what to look for; everything when left out.
        """
        asked = _Asked.of(text)
        if not asked.words:
            return ()
        wanted = frozenset(kinds) or frozenset(FindKind)
        ranked = [
            (rank, index, _hit(one, asked, rank))
            for index, one in enumerate(self._entries)
            if one.entry.kind in wanted and (rank := _rank(one, asked)) is not None
        ]
        ranked += _articles(text, len(self._entries)) if FindKind.ARTICLE in wanted else []
        best: dict[FindKind, Rank] = {}
        for rank, _index, hit in ranked:
            best[hit.kind] = min(rank, best.get(hit.kind, rank))
        order = list(FindKind)
        ranked.sort(key=lambda one: (best[one[2].kind], order.index(one[2].kind), one[0], one[1]))
        return tuple(hit for _rank, _index, hit in ranked)


def read(ws: Workspace) -> Inquiry:
    """Read what can be found in a ledger."""
    return Inquiry(entries(ws))


def search(ws: Workspace, text: str, kinds: Collection[FindKind] = ()) -> tuple[Found, ...]:
    """Search a ledger once; arguments and order as in `Inquiry.search`."""
    return read(ws).search(text, kinds)


def out_of_reach() -> str:
    """What this search cannot see."""
    return _("只查这个账本、收下的回执和随程序附带的资料；平台公示、登记系统和公开名单要联网查，这里查不到。")


def _whole(text: str) -> str:
    return "".join(knowing.folded(text).split())


def _rank(one: _Read, asked: _Asked) -> Rank | None:
    """Smaller is better; None where a word is missing."""
    if _number(one, asked):
        return (_NUMBER, 0)
    places = [_place(one, word) for word in asked.words]
    return (_NO_NUMBER, sum(place for place in places if place is not None)) if None not in places else None


def _number(one: _Read, asked: _Asked) -> tuple[Fact, ...]:
    """The numbers of a thing of which one was typed, whole or its beginning, or a serial number that it holds."""
    held = one.entry.serials
    if held is not None and asked.serials is not None and held.meets(asked.serials):
        return ((_("含序列号"), asked.text.strip()),)
    begun = len(asked.whole) >= _SHORTEST_BEGINNING
    numbers = zip(one.entry.numbers, one.numbers, strict=True)
    return tuple(fact for fact, number in numbers if number == asked.whole or (begun and number.startswith(asked.whole)))


def _place(one: _Read, word: str) -> int | None:
    if word in one.title:
        return _IN_TITLE
    if word in one.lead:
        return _IN_LEAD
    return _IN_FACTS if any(word in fact for fact in one.facts) else None


def _hit(one: _Read, asked: _Asked, rank: Rank) -> Found:
    entry = one.entry
    open_words = [word for word in asked.words if word not in one.title and word not in one.lead]
    told = [entry.facts[at] for at, fact in enumerate(one.facts) if any(word in fact for word in open_words)]
    if rank[0] == _NUMBER:
        told = [fact for fact in _number(one, asked) if _whole(fact[1]) not in _whole(entry.title)] + told
    said = [f"{name} {_cut(fact, asked.text)}" for name, fact in (told or list(entry.facts[:1]))[:_MOST_FACTS]]
    note = "　".join([entry.lead, *said])
    return Found(entry.kind, entry.id, entry.title, note, entry.place, entry.dossier_id, entry.venues, rank[0] == _NUMBER)


def _cut(text: str, asked: str) -> str:
    """A text whole where it is short, else what stands around the words that were looked for."""
    return text if len(text) <= _LONGEST_FACT else knowing.excerpt(text, knowing.positions(text, asked))


def _articles(text: str, first: int) -> list[tuple[Rank, int, Found]]:
    """The hits of the knowledge base in its own order, which is kept."""
    found = []
    for number, hit in enumerate(knowing.search(text)):
        rank = (_NO_NUMBER, _IN_TITLE if hit.title_matches else _IN_FACTS)
        place = Place("knowledge", subject=hit.article.id)
        made = Found(FindKind.ARTICLE, hit.article.id, hit.article.title, hit.excerpt, place)
        found.append((rank, first + number, made))
    return found
