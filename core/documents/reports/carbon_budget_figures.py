"""The figures of 碳中和经费预算表: what falls into which year, and what the credits cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.documents.reports.reduction_paper import BudgetLine, BudgetPaper
from core.i18n import _


@dataclass(frozen=True, slots=True)
class YearFigures:
    """One row of the table by year; money in yuan.

    Attributes:
        year: None for what falls before the first year of the table, or has no day yet.
        credits: None in years whose emissions are not known yet, and where no price is known.
    """

    label: str
    year: int | None
    investment: Fraction
    upkeep: Fraction
    saving: Fraction
    credits: Fraction | None

    @property
    def net(self) -> Fraction:
        """What is to be paid."""
        return self.investment + self.upkeep - self.saving + (self.credits or 0)


def money(amount: Decimal | Fraction | None) -> Fraction:
    """An amount as a number; nothing where it is not known."""
    return Fraction(amount or 0)


def in_year(line: BudgetLine, amount: Decimal | Fraction | None, year: int) -> Fraction:
    """What of a yearly amount falls into a year."""
    return money(amount) * line.months_in(year) / 12


def held_yuan(paper: BudgetPaper) -> Fraction:
    """What the credits cost that are used already and have a price."""
    return sum((money(one.yuan_per_tonne) * one.tonnes for one in paper.held), Fraction(0))


def open_yuan(paper: BudgetPaper) -> Fraction | None:
    """What the credits cost that are still to be bought; None without a price."""
    return None if paper.price.yuan is None else paper.price.yuan * paper.open_tonnes


def credits_yuan(paper: BudgetPaper) -> Fraction:
    """All credits of the dossier that have a price."""
    return held_yuan(paper) + (open_yuan(paper) or 0)


def year_figures(paper: BudgetPaper) -> tuple[YearFigures, ...]:
    """The rows of the table by year; before and behind the years what falls outside them."""
    own = paper.years[0]

    def invested(lines: list[BudgetLine]) -> Fraction:
        return sum((money(one.cost_yuan) for one in lines), Fraction(0))

    earlier = [one for one in paper.lines if one.year is not None and one.year < own]
    later = [one for one in paper.lines if one.year is None or one.year > paper.years[-1]]
    rows = []
    if invested(earlier):
        rows.append(YearFigures(_("{year} 年以前").format(year=own), None, invested(earlier), Fraction(0), Fraction(0), None))
    for year in paper.years:
        rows.append(
            YearFigures(
                label=_("{year} 年").format(year=year),
                year=year,
                investment=invested([one for one in paper.lines if one.year == year]),
                upkeep=sum((in_year(one, one.upkeep_yuan, year) for one in paper.lines), Fraction(0)),
                saving=sum((in_year(one, one.saving_yuan, year) for one in paper.lines), Fraction(0)),
                credits=credits_yuan(paper) if year == own else None,
            )
        )
    if invested(later):
        rows.append(YearFigures(_("以后或未定"), None, invested(later), Fraction(0), Fraction(0), None))
    return tuple(rows)
