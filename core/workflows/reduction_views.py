"""Frozen views of reductions beyond the plan itself: what was filled in by itself, money, the best choice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.domain.finding import Place


@dataclass(frozen=True, slots=True)
class Prefill:
    """A parameter of a measure that the venue's own data answer.

    Attributes:
        basis: where the value comes from, in words.
        place: where the figure behind it is to be seen; None for none.
    """

    name: str
    value: Decimal
    basis: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A measure that something in the venue's data speaks for.

    Attributes:
        reason: the pattern in words, with its figures.
        tonnes: expected tonnes a year with the parameters that the data answer.
        place: where the pattern is to be seen; None for none.
    """

    measure_id: str
    name: str
    reason: str
    tonnes: Fraction
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """What measures of one end use save less together than each alone.

    Attributes:
        name: the end use in words.
        tonnes: the difference, never above 0 but where a measure takes more than it saves.
        note: which rule took it off, in words.
    """

    end_use: str
    name: str
    tonnes: Fraction
    measure_ids: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """What a measure costs and brings; `None` where something is not known, with the reason in `why`.

    Attributes:
        in_plan: it is in the plan, not only filled in.
        tonnes: of scopes 1 and 2 in a year; scope1_t and scope2_t are its parts.
        upkeep_yuan: cost of running it for a year.
        saving_yuan: energy and other cost it saves in a year; saving_basis says from which prices.
        yearly_cost_yuan: investment spread over its lifetime, and upkeep, less the saving.
        yuan_per_tonne: the same for a tonne; negative where it earns money.
        payback_years: investment by yearly saving less upkeep; None where nothing is earned.
        why: what is missing, in words.
    """

    measure_id: str
    name: str
    in_plan: bool
    tonnes: Fraction
    scope1_t: Fraction
    scope2_t: Fraction
    cost_yuan: Decimal | None
    upkeep_yuan: Decimal | None
    saving_yuan: Fraction | None
    saving_basis: str
    lifetime_years: int
    yearly_cost_yuan: Fraction | None
    yuan_per_tonne: Fraction | None
    payback_years: Fraction | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """The price of one carrier.

    Attributes:
        output: `dE`, `dG` … as in the formulas.
        price: yuan for a unit of it; None where neither a bill nor a person says.
        typed: a person set it; otherwise it is the mean of the bills.
        basis: where it comes from, in words.
    """

    output: str
    label: str
    unit: str
    price: Fraction | None
    typed: bool
    basis: str


@dataclass(frozen=True, slots=True)
class MoneyView:
    """The money of all measures that can be compared.

    Attributes:
        rows: cheapest tonne first; those that cannot be compared come last, with the reason.
        credit_price_yuan: for a tonne of carbon credits; None where nobody knows; credit_basis says where from.
    """

    rows: tuple[MoneyRow, ...]
    prices: tuple[PriceRow, ...]
    credit_price_yuan: Fraction | None
    credit_basis: str
    discount_percent: Decimal
    budget_yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A measure in or out of the best set, and why."""

    measure_id: str
    name: str
    chosen: bool
    in_plan: bool
    cost_yuan: int
    tonnes: Fraction
    why: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """The best set under a budget, or the cheapest for a target.

    Attributes:
        budget_yuan, target_t: what was asked; one of them is None.
        feasible: False where no set reaches the target; then the set is the one that comes nearest.
        tonnes: what the set saves together, overlaps taken off.
        cost_yuan: what the set costs.
        credits_yuan: what the same tonnes cost as credits over the same years; None without a price.
        finding: the answer in one sentence.
    """

    budget_yuan: int | None
    target_t: Fraction | None
    feasible: bool
    rows: tuple[ChoiceRow, ...]
    tonnes: Fraction
    cost_yuan: int
    credits_yuan: Fraction | None
    finding: str
