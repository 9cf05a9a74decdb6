"""The words of a claim: what each level may say, and what it must not hold (domain.md §3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from core.domain.submission import ClaimLevel
from core.i18n import _

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class LevelWords:
    """What one level says.

    Attributes:
        templates: name (``claim``, ``estimated``, ``change``, ``partial``, ``confirmed``) and language (``zh``, ``en``) → template.
        blocked: words that the level forbids, of both languages.
    """

    templates: Mapping[tuple[str, str], str]
    blocked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """The words of all levels.

    Attributes:
        always: words that no level may use.
        names: names of forms, products, offices and terms in which a blocked word is no claim.
        claims, intents: kinds of papers that claim, and those that speak of what is meant to be reached.
    """

    levels: Mapping[ClaimLevel, LevelWords] = field(default_factory=dict)
    always: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()

    def blocked_in(self, kind: str, level: ClaimLevel) -> tuple[str, ...]:
        """What a kind of paper must not say at a level.

        A paper that claims is held to its level. One that speaks of an intent may name it, and says nothing that no level may say. A
        report of a draft is no claim either way.
        """
        if kind in self.claims:
            return self.blocked(level)
        if kind in self.intents or level is not ClaimLevel.DRAFT:
            return self.always
        return self.blocked(ClaimLevel.DRAFT)

    def blocked(self, level: ClaimLevel) -> tuple[str, ...]:
        """What a level forbids, of both languages: its own words, and those that no level may use."""
        own = self.levels[level].blocked if level in self.levels else ()
        return (*own, *self.always)

    def template(self, level: ClaimLevel, name: str, language: str) -> str:
        """A template of a level in a language."""
        return self.levels[level].templates[name, language]


NO_WORDS = ClaimWords()
"""What is known where nothing was read."""


def level_name(level: ClaimLevel) -> str:
    """The level in words (domain.md §6.7)."""
    names = {
        ClaimLevel.DRAFT: _("草稿"),
        ClaimLevel.SELF_DECLARED: _("自我承诺"),
        ClaimLevel.PLATFORM_CONFIRMED: _("平台确认"),
        ClaimLevel.INDEPENDENTLY_ASSESSED: _("独立机构评价"),
    }
    return names[level]


def forbidden_words(text: str, blocked: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """The blocked words that stand in a text outside the names they are part of, the longest name taken out first.

    Chinese words are found wherever they stand, also across a blank or the end of a line; words of letters stand for themselves, in any
    case.
    """
    text = _without(text, names)
    return tuple(word for word in blocked if _pattern(word).search(text))


def place_of(word: str, text: str, around: int, names: Iterable[str] = ()) -> str:
    """What stands around the first place of a word outside the names, in one line; empty where it does not stand."""
    flat = " ".join(text.split())
    found = _pattern(word).search(_without(flat, names))
    return "" if found is None else flat[max(0, found.start() - around) : found.end() + around]


def _without(text: str, names: Iterable[str]) -> str:
    """The text with each name blotted out, the longest first; every sign keeps its place."""
    for name in sorted({name for name in names if name}, key=lambda one: (-len(one), one)):
        text = _pattern(name).sub(lambda found: "\x00" * len(found.group()), text)
    return text


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    """How a word is found: letters as whole words with any blanks between them, other signs with blanks passed over."""
    if word.isascii():
        parts = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", word.strip()))
        return re.compile(rf"(?<![A-Za-z]){parts}(?![A-Za-z])", re.IGNORECASE)
    return re.compile(r"\s*".join(re.escape(sign) for sign in _BLANKS.sub("", word)), re.IGNORECASE)
