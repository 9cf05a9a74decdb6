"""What a tonne costs: an investment spread over its life, the simple payback, and yuan for each tonne saved (domain.md §5)."""

from __future__ import annotations

from fractions import Fraction


def annuity(cost_yuan: Fraction, years: int, discount_percent: Fraction) -> Fraction:
    """The equal yearly payments, each at the end of its year, that an investment is worth at a yearly rate; exact.

    Args:
        cost_yuan: what is paid once, at the beginning.
        years: lifetime, at least 1.
        discount_percent: yearly rate in per cent; at 0 the investment is simply divided by its years.

    Raises:
        ValueError: the lifetime is no year at all, or the rate is negative; whoever enters them is refused before.
    """
    if years < 1 or discount_percent < 0:
        raise ValueError(f"{years} years at {discount_percent} %")
    if discount_percent == 0:
        return cost_yuan / years
    rate = discount_percent / 100
    return cost_yuan * rate / (1 - (1 + rate) ** -years)


def simple_payback(cost_yuan: Fraction, saving_yuan: Fraction, upkeep_yuan: Fraction) -> Fraction | None:
    """Years until the yearly saving less upkeep has paid the investment back; None where nothing is earned."""
    earned = saving_yuan - upkeep_yuan
    return cost_yuan / earned if earned > 0 else None


def yearly_cost(annuity_yuan: Fraction, saving_yuan: Fraction, upkeep_yuan: Fraction) -> Fraction:
    """What a measure costs in a year, everything counted; negative where it earns money."""
    return annuity_yuan + upkeep_yuan - saving_yuan


def cost_per_tonne(yearly_yuan: Fraction, tonnes: Fraction) -> Fraction | None:
    """Yuan for a tonne saved; None where nothing is saved, since such a figure could only mislead."""
    return yearly_yuan / tonnes if tonnes > 0 else None
