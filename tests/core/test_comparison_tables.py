"""The tables of uncertainty, benchmarks and splits: what they name exists, and a wrong place is named."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from core.accounting.methods import METHODS
from core.catalogue_loader.archiving import shipped_texts
from core.catalogue_loader.loading import load_catalogue
from core.domain.emission import Gas
from core.domain.uncertainty import Provenance
from core.errors import FileError
from tests.builders import catalogue


@cache
def texts() -> Mapping[str, str]:
    return shipped_texts()


WRONG = {
    "a grade twice": ("uncertainty.toml", 'grade = "B"', 'grade = "A"', "grade"),
    "a grade missing": ("uncertainty.toml", 'grade = "D"', 'grade = "E"', "grade"),
    "a half-width below zero": ("uncertainty.toml", "percent = 2\n", "percent = -2\n", "percent"),
    "a method nobody has": ("uncertainty.toml", '"purchased_heat"', '"magic"', "methods"),
    "a gas nobody has": ("uncertainty.toml", '["CH4", "N2O"]', '["CH5"]', "gases"),
    "a last kind with a condition": ("uncertainty.toml", 'code = "published"', 'code = "published"\nmethods = ["fuel"]', "factor"),
    "a key nobody asks for": ("uncertainty.toml", 'provenance = "own"', 'provenance = "own"\nprovenence = "own"', "provenence"),
    "a benchmark nobody has": ("benchmark_fits.toml", '"bmsh552_mall_c"', '"bmsh552_hall_c"', "levels"),
    "a level nobody has": ("benchmark_fits.toml", '["mean", "bm_qingcheng"]', '["mode", "bm_qingcheng"]', "levels"),
    "a level of three parts": ("benchmark_fits.toml", '["mean", "bm_qingcheng"]', '["mean", "bm_qingcheng", "x"]', "levels"),
    "no level": ("benchmark_fits.toml", 'levels = [["mean", "bm_qingcheng"]]', "levels = []", "levels"),
    "a division nobody has": ("benchmark_fits.toml", '"513300"', '"513399"', "regions"),
    "a zone nobody has": ("benchmark_fits.toml", 'zones = ["mild"]', 'zones = ["tropic"]', "zones"),
    "a field without choices": ("benchmark_fits.toml", 'field = "kind"', 'field = "rooms"', "field"),
    "a choice nobody has": ("benchmark_fits.toml", 'choices = ["supermarket"]', 'choices = ["bazaar"]', "choices"),
    "a driver nobody counts": ("venue_types/mall.toml", 'driver = "output:footfall"', 'driver = "output:visitors"', "driver"),
    "a kind nobody has": ("venue_types/mall.toml", '"sf6_switchgear", "green', '"sf7_switchgear", "green', "not_driven"),
    "a key of the split nobody asks for": ("venue_types/hotel.toml", "[change_split]", "[change_split]\ndrive = 1", "drive"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_place_is_named(name: str) -> None:
    file, right, wrong, field = WRONG[name]
    assert right in texts()[file], name
    with pytest.raises(FileError, match=r"不能|缺少") as caught:
        load_catalogue({**texts(), file: texts()[file].replace(right, wrong, 1)})
    assert file in str(caught.value)
    assert f"「{field}」" in str(caught.value)


def test_a_table_without_a_grade_or_a_last_kind_is_refused() -> None:
    table = texts()["uncertainty.toml"]
    start, end = table.index('[[activity]]\ngrade = "D"'), table.index("# ------", table.index('grade = "D"'))
    with pytest.raises(FileError, match="activity"):
        load_catalogue({**texts(), "uncertainty.toml": table[:start] + table[end:]})
    with pytest.raises(FileError, match="factor"):
        load_catalogue({**texts(), "uncertainty.toml": table[: table.index("\n[[factor]]")]})


def test_a_venue_type_may_say_nothing_of_what_its_use_follows() -> None:
    hotel = texts()["venue_types/hotel.toml"]
    found = load_catalogue({**texts(), "venue_types/hotel.toml": hotel[: hotel.index("[change_split]")]})
    assert found.venue_types["hotel"].change_split is None
    assert found.venue_types["mall"].change_split is not None


def test_every_method_has_a_half_width_of_its_own_or_the_last() -> None:
    table = catalogue().uncertainties
    found = {method: table.of_factor(method, Gas.CO2, Provenance.ANY).code for method in METHODS}
    assert found["purchased_electricity"] == "grid"
    assert found["fuel"] == "fuel_co2"
    assert found["gas_release"] == "mass_balance"
    assert found["direct_factor"] == "published"
    assert table.of_factor("fuel", Gas.CH4, Provenance.ANY).code == "combustion_ch4_n2o"
    assert table.of_factor("direct_factor", Gas.CO2E, Provenance.FALLBACK).code == "fallback"
    assert table.of_factor("fuel", Gas.CO2, Provenance.OWN).code == "own"


def test_a_half_width_that_no_document_gives_is_called_a_rule_of_ours() -> None:
    table = catalogue().uncertainties
    for one in (*table.activity.values(), *(row.half_width for row in table.factors)):
        assert (one.origin, one.mark.value) == ("本程序规则", "○")
        assert one.zh and one.en and one.note_zh and one.note_en
