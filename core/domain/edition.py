"""Editions of the factor library: what a ledger computes with, and how it came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

TRIAL_MARK = "-试用"
"""Ends the name of an edition that a trial platform's pack has made, so that no paper hides it."""


def is_trial_edition(name: str) -> bool:
    """Whether an edition holds factors of a trial platform, by its name."""
    return name.endswith(TRIAL_MARK)


class EditionAct(Enum):
    """How an edition came into force: with the new ledger, adopted, or gone back to."""

    BEGIN = "begin"
    ADOPT = "adopt"
    ROLL_BACK = "roll_back"


@dataclass(frozen=True, slots=True)
class CatalogueEdition:
    """An edition kept whole in the ledger, so that what was computed with it can always be computed again.

    Attributes:
        digest: SHA-256 over its tables, as `Catalogue.digest`.
        name: its name, as `Catalogue.edition`.
        content: the tables as a zip.
        pack: digest of the signed pack that made it; empty for an edition that came with the program.
        publisher: who signed that pack.
    """

    digest: str
    name: str
    content: bytes
    pack: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class EditionStep:
    """One line of the ledger's append-only list of editions in force; the newest is the one in force.

    Attributes:
        at: when, RFC 3339 with offset.
        author: who decided.
        note: the effect that was shown before adoption, in words, or why it was gone back.
    """

    number: int
    digest: str
    act: EditionAct
    at: str
    author: str
    note: str = ""
