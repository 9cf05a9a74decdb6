"""F1: which article explains a field; `resources/knowledge/fields.toml` is read here, and asked by what a person sees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core import resources
from core.documents.toml_table import TomlDocument, TomlTable
from core.domain.emission import SourceId
from core.i18n import _
from core.workflows import knowing
from core.workflows.knowing import Article

if TYPE_CHECKING:
    from core.workflows.workspace import Workspace

FILE = "knowledge/fields.toml"
"""Where the map lies under `resources/`."""

CODED = ("sources", "outputs", "profile")
"""Tables whose keys are codes of the catalogue; asked for as ``sources.lpg``."""

START = "start"
"""The page, for this purpose, of somebody who has no ledger open."""

_PLACEHOLDER = re.compile(r"\{\w+\}")


class Nearness(Enum):
    """How close to the field the article is that was found."""

    FIELD = "field"
    CARD = "card"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where F1 was pressed; what is nearest to the keyboard comes first.

    Attributes:
        words: labels as they are shown, and codes such as ``sources.lpg``.
        cards: classes of the forms, cards and dialogs around it.
        page: name of the page.
    """

    words: tuple[str, ...]
    cards: tuple[str, ...]
    page: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The article that explains it, and how near to the field it is."""

    article: Article
    nearness: Nearness


@dataclass(frozen=True, slots=True)
class CardHelp:
    """A card, form or dialog: the article about it as a whole, and those about its own labels."""

    article: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Ids of articles.

    Attributes:
        pages: by the name of a page.
        codes: by table and code of the catalogue, as in ``outputs.open_days``.
        labels: by the Chinese source text of a label, wherever it stands; ``{name}`` in it stands for any text.
        cards: by the name of a class; what a card says of a label goes before `labels`.
    """

    pages: Mapping[str, str]
    codes: Mapping[str, str]
    labels: Mapping[str, str]
    cards: Mapping[str, CardHelp]

    def named(self) -> frozenset[str]:
        """Every article the map leads to."""
        inside = (one for card in self.cards.values() for one in (card.article, *card.labels.values()))
        return frozenset((*self.pages.values(), *self.codes.values(), *self.labels.values(), *inside))


def explain(asked: Asked) -> Answer:
    """The article for a place: that of the field, else of the card around it, else of the page.

    Raises:
        LookupError: the page is unknown, and nothing nearer was found.
        FileError, EnvironmentFault: map or articles are not what they should be.
    """
    known = field_map()
    around = [known.cards[name] for name in asked.cards if name in known.cards]
    for word in asked.words:
        found = known.codes.get(word) or next((one for card in around if (one := _labelled(card.labels, word))), "")
        if found := found or _labelled(known.labels, word):
            return Answer(knowing.article(found), Nearness.FIELD)
    if around:
        return Answer(knowing.article(around[0].article), Nearness.CARD)
    return Answer(knowing.article(known.pages[asked.page]), Nearness.PAGE)


def source_code(ws: Workspace, source_id: str) -> str:
    """What a row of the ledger is asked for by, such as ``sources.lpg``; empty where the row is not there."""
    with ws.store.read() as work:
        source = work.sources.get(SourceId(source_id))
    return f"sources.{source.type_code}" if source is not None else ""


def _labelled(labels: Mapping[str, str], word: str) -> str:
    """The article of the label that reads like this in the language in use; empty for none."""
    return next((article for label, article in labels.items() if _reads(_(label), word)), "")


def _reads(label: str, word: str) -> bool:
    if "{" not in label:
        return label == word
    return re.fullmatch(".+".join(re.escape(part) for part in _PLACEHOLDER.split(label)), word, re.DOTALL) is not None


# ---------------------------------------------------------------- reading


@lru_cache(maxsize=1)
def field_map() -> FieldMap:
    """The map that ships with the program.

    Raises:
        FileError, EnvironmentFault: it is damaged or not there.
    """
    return read(resources.file(FILE), [one.id for one in knowing.articles()])


def read(path: Path, articles: Sequence[str]) -> FieldMap:
    """Read a map.

    Args:
        path: the file.
        articles: the ids it may name.

    Raises:
        FileError: it cannot be read, holds a table nobody knows, or names an article that is not there; names table and key.
    """
    document = TomlDocument(path)
    document.only("pages", *CODED, "labels", "cards")
    cards = document.one("cards")
    return FieldMap(
        pages=_ids(document.one("pages"), articles),
        codes={f"{name}.{code}": one for name in CODED for code, one in _ids(document.one(name), articles).items()},
        labels=_ids(document.one("labels"), articles),
        cards={name: _card(cards.inner(name), articles) for name in cards.names()},
    )


def _card(table: TomlTable, articles: Sequence[str]) -> CardHelp:
    card = CardHelp(_id(table, "article", articles), _ids(table.inner("labels"), articles))
    table.finish()
    return card


def _ids(table: TomlTable, articles: Sequence[str]) -> dict[str, str]:
    return {key: _id(table, key, articles) for key in table.names()}


def _id(table: TomlTable, key: str, articles: Sequence[str]) -> str:
    found = table.text(key)
    if found not in articles:
        raise table.wrong(key, _("知识库里一篇文章的名称"))
    return found
