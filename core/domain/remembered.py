"""What the program remembers of how a person's own tables are laid out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RememberedMapping:
    """How the columns of a table were understood the last time, so that the next one of the same shape needs no question.

    Attributes:
        fingerprint: of the headings, by which a table of the same shape is known again.
        name: the file it was made for, as a person would call it.
        content: the mapping in the form of a column mapping file (TOML).
    """

    fingerprint: str
    name: str
    content: str
