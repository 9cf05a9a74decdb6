"""Serial numbers of credits: what a range holds, and whether two lots hold the same credit (domain.md §3.4)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.domain.offset import CreditLot

_SERIAL = re.compile(r"(.*?)(\d+)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Serials:
    """A range of serial numbers: what stands before the digits at the end, and the numbers from the first to the last."""

    stem: str
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return self.last - self.first + 1


def serials(serial_from: str, serial_to: str) -> Serials | None:
    """The range between two serial numbers; None where they do not both end in digits behind the same text."""
    first, last = _SERIAL.fullmatch(_folded(serial_from)), _SERIAL.fullmatch(_folded(serial_to))
    if first is None or last is None or first[1] != last[1]:
        return None
    return Serials(first[1], int(first[2]), int(last[2]))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def overlap(one: CreditLot, other: CreditLot) -> bool:
    """Whether two lots hold the same credit: same registry and serial numbers in common, or the same project without any."""
    if _folded(one.registry) != _folded(other.registry):
        return False
    if not (one.serial_from and other.serial_from):
        return not (one.serial_from or other.serial_from) and _folded(one.project) == _folded(other.project)
    mine, theirs = serials(one.serial_from, one.serial_to), serials(other.serial_from, other.serial_to)
    if mine is None or theirs is None:
        ends = {_folded(one.serial_from), _folded(one.serial_to)}
        return bool(ends & {_folded(other.serial_from), _folded(other.serial_to)})
    return mine.stem == theirs.stem and mine.first <= theirs.last and theirs.first <= mine.last


def whole_tonnes(lot: CreditLot) -> bool:
    """Whether a lot is whole tonnes, one serial number for each where they can be counted."""
    found = serials(lot.serial_from, lot.serial_to) if lot.serial_from else None
    return lot.tonnes > 0 and (found is None or found.count == lot.tonnes)
