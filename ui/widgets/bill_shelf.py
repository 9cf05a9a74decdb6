"""Bills that were begun and not saved: kept for as long as the window is open, under ledger, year, row and bill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from core.workflows.bill_views import BillDraft

Key = tuple[str, str, str, str]
"""Folder of the ledger, dossier, row, record; the record is empty for a bill that is not in the ledger yet."""


@dataclass(slots=True)
class Begun:
    """A bill in the form.

    Attributes:
        base: as it was before anything was typed.
        draft: as it stands in the form.
        files: files that wait to be kept with it.
        touched: fields that were typed or confirmed by hand.
        carried: fields that came from the bill before.
        proposed: fields that were read from a paper and not looked at yet.
        resumed: it was begun earlier and is taken up again.
    """

    base: BillDraft
    draft: BillDraft
    files: tuple[Path, ...] = ()
    touched: set[str] = field(default_factory=set)
    carried: frozenset[str] = frozenset()
    proposed: set[str] = field(default_factory=set)
    resumed: bool = False

    @property
    def changed(self) -> bool:
        """Whether something would be lost with it."""
        return self.draft != self.base or bool(self.files)


class Shelf:
    """The bills that were begun; only changed ones are worth keeping."""

    def __init__(self) -> None:
        self._begun: dict[Key, Begun] = {}

    def put(self, key: Key, begun: Begun) -> bool:
        """Keep a bill if something was typed; says whether it was kept."""
        if begun.changed:
            begun.resumed = True
            self._begun[key] = begun
        else:
            self._begun.pop(key, None)
        return begun.changed

    def take(self, key: Key) -> Begun | None:
        """Take a bill up again."""
        return self._begun.pop(key, None)

    def drop(self, keys: Iterable[Key]) -> None:
        """Forget bills that have been saved or given up."""
        for key in tuple(keys):
            self._begun.pop(key, None)

    def keys(self) -> tuple[Key, ...]:
        """What waits."""
        return tuple(self._begun)
