"""Serial numbers of credits: what a range holds, and whether two lots hold the same credit (domain.md §3.4).

A number is written down in many ways: full-width, with spaces, with one kind of dash or another or none, with or without leading
zeros. All of them are one number here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.domain.offset import CreditLot, OffsetSource

_SERIAL = re.compile(r"(.*?)(\d+)", re.ASCII | re.DOTALL)
_MINUS, _LOW_LINE = "\u2212", "_"
_DASHES = "Pd"
"""Unicode's category of dashes; the minus sign and the low line are used as such and stand elsewhere."""


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

    def meets(self, other: Serials) -> bool:
        """Whether both hold one number."""
        return self.stem == other.stem and self.first <= other.last and other.first <= self.last


def serials(serial_from: str, serial_to: str) -> Serials | None:
    """The range between two serial numbers; None where they do not both end in digits behind the same text."""
    return _range(_parted(serial_from), _parted(serial_to))


def _range(serial_from: str, serial_to: str) -> Serials | None:
    first, last = _SERIAL.fullmatch(serial_from), _SERIAL.fullmatch(serial_to)
    if first is None or last is None:
        return None
    stem = first[1].replace("-", "")
    return Serials(stem, int(first[2]), int(last[2])) if stem == last[1].replace("-", "") else None


def folded(text: str) -> str:
    """A text as it is compared: full-width as half-width, capitals, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def _parted(text: str) -> str:
    """A number with every dash as the plain one."""
    return "".join("-" if char in {_MINUS, _LOW_LINE} or unicodedata.category(char) == _DASHES else char for char in folded(text))


def _unbroken(text: str) -> str:
    """A number without its dashes."""
    return _parted(text).replace("-", "")


def covered_period(lot: CreditLot) -> str:
    """The period that a forest's sink or a summary of guests' offsets speaks of; empty where nobody wrote it."""
    return lot.sink.period if lot.sink is not None else ""


def overlap(one: CreditLot, other: CreditLot) -> bool:
    """Whether two lots hold the same credit.

    Numbered lots do where a registry's numbers are in both. Lots without numbers are the same project, the same period and the same
    kind of source: a forest that is not registered yet, or the total of guests' offsets out of one summary.
    """
    if not (one.serial_from and other.serial_from):
        return not (one.serial_from or other.serial_from) and _same_effect(one, other)
    return folded(one.registry) == folded(other.registry) and same_numbers(one, other)


def _same_effect(one: CreditLot, other: CreditLot) -> bool:
    mine, theirs = folded(covered_period(one)), folded(covered_period(other))
    if one.source is not other.source or one.product is not other.product or folded(one.project) != folded(other.project):
        return False
    if one.source is OffsetSource.PERSONAL and folded(one.registry) != folded(other.registry):
        return False
    return mine == theirs or not (mine and theirs)


def same_numbers(one: CreditLot, other: CreditLot) -> bool:
    """Whether two lots have a serial number in common, whatever their registries are called."""
    mine, theirs = serials(one.serial_from, one.serial_to), serials(other.serial_from, other.serial_to)
    if mine is None or theirs is None:
        ends = {_unbroken(one.serial_from), _unbroken(one.serial_to)}
        return bool(ends & {_unbroken(other.serial_from), _unbroken(other.serial_to)})
    return mine.meets(theirs) or _same_without_dashes(one, other)


def _same_without_dashes(one: CreditLot, other: CreditLot) -> bool:
    """Whether they meet where one is written with more dashes than the other: CN-12-0001 and CN120001.

    Numbers of another length are left alone, since without dashes nobody can tell where leading zeros would be.
    """
    if _parted(one.serial_from).count("-") == _parted(other.serial_from).count("-"):
        return False
    texts = [_unbroken(text) for text in (one.serial_from, one.serial_to, other.serial_from, other.serial_to)]
    mine, theirs = _range(texts[0], texts[1]), _range(texts[2], texts[3])
    return len({len(text) for text in texts}) == 1 and mine is not None and theirs is not None and mine.meets(theirs)


def whole_tonnes(lot: CreditLot) -> bool:
    """Whether a lot is whole tonnes, one serial number for each where they can be counted."""
    found = serials(lot.serial_from, lot.serial_to) if lot.serial_from else None
    return lot.tonnes > 0 and (found is None or found.count == lot.tonnes)
