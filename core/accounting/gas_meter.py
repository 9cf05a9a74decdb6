"""What an uncorrected gas meter at altitude really measures: the share of a standard cubic metre in one that is billed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from core.domain.quantity import shown
from core.errors import InputError
from core.i18n import _

STANDARD_PRESSURE: Final = Fraction("101.325")
"""kPa of a standard cubic metre."""

_AIR: Final = ((0, STANDARD_PRESSURE), (500, Fraction("95.5")), (2000, Fraction("79.5")), (3000, Fraction("70.1")))
"""Elevation in metres and mean air pressure in kPa (domain.md §4.2)."""

HIGHEST: Final = 5000
"""Metres; above, nobody runs a gas meter and the line through the points is no guide."""

_TO_TELL: Final = Fraction(99, 100)


def air_pressure(elevation: Decimal) -> Fraction:
    """Mean air pressure in kPa at an elevation in metres: straight lines between the known points, the last one drawn on.

    Raises:
        InputError: below the sea, or above 5 000 m.
    """
    if not 0 <= elevation <= HIGHEST:
        raise InputError("elevation.range", _("海拔 {value} m 不对。").format(value=elevation), _("应在 0 到 5,000 m 之间。"))
    height = Fraction(elevation)
    (low, at_low), (high, at_high) = next(((below, above) for below, above in pairwise(_AIR) if height <= above[0]), (_AIR[-2], _AIR[-1]))
    return at_low + (at_high - at_low) * (height - low) / (high - low)


def standard_share(pressure: Fraction, gauge: Fraction = Fraction(0)) -> Fraction:
    """Standard cubic metres in one cubic metre at the meter.

    Args:
        pressure: kPa of the air around the meter.
        gauge: kPa of the gas above the air, where it is known.
    """
    return (pressure + gauge) / STANDARD_PRESSURE


def altitude_note(elevation: Decimal) -> str:
    """The sentence to disclose for an uncorrected meter at an elevation; empty where the difference is below one percent.

    The billed volume counts as Nm³, which overstates (domain.md §4.2); the sentence says by how much.
    """
    pressure = air_pressure(elevation)
    share = standard_share(pressure)
    if share > _TO_TELL:
        return ""
    return _(
        "海拔约 {elevation} m，气压约 {pressure} kPa：没有温压补偿的流量计，每立方米约合 {share} 标准立方米。"
        "燃气账单上的立方米按 Nm³ 计入，偏保守；有补偿或换算证明的，请按换算后的量填。"
    ).format(elevation=shown(elevation, 0), pressure=shown(pressure, 1), share=shown(share, 2))
