"""How long the records of a dossier are kept (domain.md §2.7; our proposal, no rule of the policy was found)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from core.accounting.neutrality import years_after
from core.domain.offset import CreditLot, ProductType

YEARS, FOREST_YEARS = 5, 6
"""After the claim; after the claim where new forest makes up for it."""

_YEAR = re.compile(r"(?:19|20)\d\d")


def keep_until(period_end: date, claimed_on: date | None, lots: Iterable[CreditLot]) -> date:
    """Last day on which the records of a dossier must still be there.

    Args:
        period_end: last day of the period or the event.
        claimed_on: day of the statement; the period's end counts where nothing was claimed.
        lots: the credits used for it: new forest is kept six years at least, and to the end of the years that its sink falls in.
    """
    start = claimed_on or period_end
    last = years_after(start, YEARS)
    for lot in lots:
        if lot.product is ProductType.SINK:
            last = max(last, years_after(start, FOREST_YEARS))
            named = [int(year) for year in _YEAR.findall(lot.sink.period if lot.sink else "")]
            last = max(last, date(max(named), 12, 31)) if named else last
    return last
