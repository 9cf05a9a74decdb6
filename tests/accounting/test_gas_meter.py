"""Gas meters at altitude, by the pressures of domain.md §4.2."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.gas_meter import HIGHEST, air_pressure, altitude_note, standard_share
from core.errors import InputError


@pytest.mark.parametrize(
    ("elevation", "pressure"), [("0", "101.325"), ("500", "95.5"), ("2000", "79.5"), ("3000", "70.1"), ("4000", "60.7")]
)
def test_pressure_is_that_of_the_known_points_and_of_the_line_beyond(elevation: str, pressure: str) -> None:
    assert air_pressure(Decimal(elevation)) == Fraction(pressure)


@given(st.integers(0, HIGHEST - 1))
def test_pressure_falls_with_every_metre(elevation: int) -> None:
    assert air_pressure(Decimal(elevation)) > air_pressure(Decimal(elevation + 1)) > 0


def test_at_two_thousand_metres_a_fifth_of_the_gas_is_missing() -> None:
    assert round(standard_share(air_pressure(Decimal(2000))), 3) == Fraction("0.785")
    assert standard_share(Fraction("101.325"), Fraction("101.325")) == 2


def test_the_sentence_says_by_how_much_the_billed_volume_overstates() -> None:
    note = altitude_note(Decimal(2000))
    assert "2,000 m" in note
    assert "79.5 kPa" in note
    assert "0.78" in note
    assert "偏保守" in note


def test_in_the_plain_there_is_nothing_to_say() -> None:
    assert altitude_note(Decimal(50)) == ""
    assert "0.94" in altitude_note(Decimal(500))


@pytest.mark.parametrize("elevation", ["-1", "5001"])
def test_an_impossible_elevation_is_refused(elevation: str) -> None:
    with pytest.raises(InputError):
        altitude_note(Decimal(elevation))
