"""Days as people type them: 2025-06-21, 20250621, 6.21, 6月21日, with full-width digits too."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date

_PARTS = re.compile(r"\d+")
_SEPARATED = re.compile(r"[\d\-/.年月日号\s]+")
_WHOLE = re.compile(r"\d{8}")
_SHORT_YEARS = 100
_THIS_CENTURY = 2000


def day_of(text: str, year: int, not_before: date | None = None) -> date | None:
    """The day that a text means; None where it means none.

    Args:
        text: as typed.
        year: of a day without one.
        not_before: a day without a year that would lie before this one is of the next year.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if not _SEPARATED.fullmatch(typed):
        return None
    written = (typed[:4], typed[4:6], typed[6:]) if _WHOLE.fullmatch(typed) else _PARTS.findall(typed)
    parts = [int(part) for part in written]
    with suppress(ValueError):
        if len(parts) == 3:
            full = parts[0] + _THIS_CENTURY if parts[0] < _SHORT_YEARS else parts[0]
            return date(full, parts[1], parts[2])
        if len(parts) == 2:
            found = date(year, parts[0], parts[1])
            return date(year + 1, parts[0], parts[1]) if not_before is not None and found < not_before else found
    return None
