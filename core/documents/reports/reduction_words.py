"""The words that the papers about reductions share: formulas, money, who signs, and what is never done with a saving."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from core.documents.paper_style import MISSING
from core.documents.reports.package_paper import PackagePaper
from core.domain.organization import ROLES
from core.domain.quantity import plain, shown
from core.i18n import _

_SIGNS = (("**", "^"), ("*", " × "), ("/", " ÷ "), ("+", " + "))
_MINUS = re.compile(r"(?<=[\w)])-")


def not_subtracted() -> str:
    """The sentence that stands under every sum of savings (domain.md §5)."""
    return _("减排量只作说明：排放总量按实际用量核算，已体现减排效果，不从排放总量中扣减；范围三和市场法的减排另列，不与范围一、二相加。")


def formula_text(expression: str) -> str:
    """An expression as people write it, in letters or with its values in."""
    text = expression.replace(" ", "")
    for sign, written in _SIGNS:
        text = text.replace(sign, written)
    return _MINUS.sub(" − ", text).replace("-", "−")


def unit_words(unit: str) -> str:
    """The unit of a parameter with its cubic metres raised."""
    return unit.replace("m3", "m³")


def value_text(value: Decimal) -> str:
    """A parameter's value with all its digits."""
    return f"{plain(value):,f}".replace("-", "−")


def yuan(amount: Decimal | Fraction | int | None) -> str:
    """Money in whole yuan; a dash where it is not known."""
    return MISSING if amount is None else shown(amount, 0)


def years_text(years: Fraction | None) -> str:
    """A payback with one decimal; a dash where there is none."""
    return MISSING if years is None else shown(years, 1)


def plain_year(year: int | None) -> str:
    """A year, or 未定."""
    return _("未定") if year is None else str(year)


def signers(paper: PackagePaper) -> list[tuple[str, str]]:
    """Who prepares, approves and answers for it; an empty name leaves a line to write on."""
    titles = {"preparer": _("填报人"), "approver": _("审核人"), "responsible": _("负责人")}
    people = {role: "、".join(person.name for person in paper.report.people if person.role == role) for role in ROLES}
    return [(titles[role], people[role]) for role in ROLES]
