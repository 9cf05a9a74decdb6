"""Change: which kinds of things a job altered; the only thing the window's one signal carries."""

from __future__ import annotations

from enum import Enum, auto


class ChangeKind(Enum):
    """The kinds of things a job may alter."""

    ACTIVITY = auto()
    ORGANIZATION = auto()
    SOURCE = auto()
    DOSSIER = auto()
    EXPLANATION = auto()
    EVIDENCE = auto()
    PERSON = auto()
    MEASURE = auto()
    OFFSET = auto()
    SUBMISSION = auto()
    CATALOGUE = auto()


Change = frozenset[ChangeKind]
"""What one job altered; empty when nothing did."""

NOTHING: Change = frozenset()

EVERYTHING: Change = frozenset(ChangeKind)
