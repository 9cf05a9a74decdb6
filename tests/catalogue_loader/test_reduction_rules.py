"""The rules that fill parameters and speak for measures: whole as shipped, and a wrong one is named by its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import resources
from core.catalogue_loader.loading import load_catalogue
from core.catalogue_loader.reduction_rules import load_reduction_rules
from core.catalogue_loader.tables import TableError
from core.domain.reduction_rules import PatternKind
from core.errors import FileError

CATALOGUE = load_catalogue()
RULES = load_reduction_rules(resources.folder("reductions"), CATALOGUE)


def test_the_rules_that_ship_are_read_and_answer_many_measures() -> None:
    assert len(RULES.prefills) >= 35
    assert {one.kind for one in RULES.patterns} >= set(PatternKind) - {PatternKind.SHARE}
    assert len(RULES.patterns) >= 25


def test_every_measure_that_saves_a_fuel_or_a_gas_names_what_it_needs_or_saves_gas() -> None:
    """Heating with coal, boats, refrigerants: a venue without them is never told to change them."""
    for key, measure in CATALOGUE.measures.items():
        saved = {output for output, formula in measure.formulas if not formula.startswith("-")}
        if saved & {"dCoal", "dLPG", "dPet", "dDie", "ER"}:
            assert key in RULES.needs, key


def test_a_pattern_speaks_for_measures_of_the_types_of_venues_it_is_told_for() -> None:
    for pattern in RULES.patterns:
        for code in pattern.venue_types:
            assert any(code in CATALOGUE.measures[measure].venue_types for measure in pattern.measures), pattern.code


def test_words_are_in_both_languages() -> None:
    for pattern in RULES.patterns:
        assert pattern.en.replace("³", "").isascii() and not pattern.zh.isascii(), pattern.code
        assert pattern.zh.count("{") == pattern.en.count("{")
    for rule in (one for own in RULES.prefills.values() for one in own):
        assert rule.en.isascii() and bool(rule.zh) == bool(rule.en)


FAULTS = {
    "prefill-unknown-measure": ("prefills.csv", "H01,N,", "H99,N,", "measure"),
    "prefill-unknown-parameter": ("prefills.csv", "H01,N,", "H01,Z,", "parameter"),
    "prefill-unknown-reading": ("prefills.csv", "H01,N,profile", "H01,N,weather", "reads"),
    "prefill-reads-only-a-need": ("prefills.csv", "H01,N,profile", "H01,N,source", "reads"),
    "prefill-unknown-field": ("prefills.csv", "profile,rooms,1,,\nH02", "profile,beds,1,,\nH02", "codes"),
    "prefill-field-that-is-no-number": ("prefills.csv", "profile,rooms,1,,\nH02", "profile,address,1,,\nH02", "codes"),
    "prefill-unknown-output": ("prefills.csv", "room_nights_sold", "nights", "codes"),
    "prefill-unknown-source": ("prefills.csv", "laundry_outsourced", "laundry", "codes"),
    "prefill-unknown-end-use": ("prefills.csv", "hvac:dE", "hvac:dX", "codes"),
    "prefill-ratio-of-one": ("prefills.csv", "guest_nights/room_nights_sold", "guest_nights", "codes"),
    "prefill-factor-zero": ("prefills.csv", "laundry:dG,0.6", "laundry:dG,0", "factor"),
    "prefill-factor-without-its-words": (
        "prefills.csv",
        "按每人一次,one visit each\nS13,W,quantity,tap_water,1,",
        ",\nS13,W,quantity,tap_water,2,",
        "zh",
    ),
    "prefill-one-language": ("prefills.csv", "按每人一次,one visit each", "按每人一次,", "en"),
    "prefill-twice": ("prefills.csv", "H06,RN,", "H03,RN,", "codes"),
    "prefill-head": ("prefills.csv", "measure,parameter,reads", "measure,parameter,read", "reads"),
    "need-unknown-measure": ("needs.csv", "C10,source", "C99,source", "measure"),
    "need-twice": ("needs.csv", "C10,source", "C09,source", "measure"),
    "need-unknown-source": ("needs.csv", "S16,source,lpg", "S16,source,wood", "codes"),
    "need-unknown-reading": ("needs.csv", "S16,source,lpg", "S16,profile,rooms", "reads"),
    "pattern-twice": ("patterns.toml", 'code = "lpg"', 'code = "coal"', "code"),
    "pattern-unknown-kind": ("patterns.toml", 'kind = "leak"', 'kind = "guess"', "kind"),
    "pattern-unknown-carrier": ("patterns.toml", 'output = "dCoal"', 'output = "dWood"', "output"),
    "pattern-without-carrier": ("patterns.toml", 'output = "dCoal"\n', "", "output"),
    "pattern-month-thirteen": ("patterns.toml", "high = [7, 8]", "high = [7, 13]", "high"),
    "pattern-without-low-months": ("patterns.toml", "low = [4]\n", "", "low"),
    "pattern-without-high-months": ("patterns.toml", "high = [7, 8]\n", "", "high"),
    "pattern-unknown-source": ("patterns.toml", '"natural_gas_kitchen"', '"kitchen"', "sources"),
    "pattern-without-sources": ("patterns.toml", 'sources = ["natural_gas_kitchen"]\n', "", "sources"),
    "pattern-without-names": ("patterns.toml", 'names = ["车库"]\n', "", "names"),
    "pattern-unknown-output": ("patterns.toml", 'produced = "room_nights_sold"', 'produced = "nights"', "produced"),
    "pattern-without-output": ("patterns.toml", 'produced = "room_nights_sold"\n', "", "produced"),
    "pattern-unknown-venue": ("patterns.toml", '["hotel", "mall"]', '["hotel", "zoo"]', "venue_types"),
    "pattern-unknown-measure": ("patterns.toml", 'measures = ["S10"]', 'measures = ["S99"]', "measures"),
    "pattern-without-measures": ("patterns.toml", 'measures = ["S10"]', "measures = []", "measures"),
    "pattern-threshold-below-zero": ("patterns.toml", "at_least = 0.7", "at_least = -0.7", "at_least"),
    "pattern-threshold-in-words": ("patterns.toml", "at_least = 0.7", 'at_least = "hoch"', "at_least"),
    "pattern-without-figure": ("patterns.toml", "还在烧煤供暖，全年 {amount}", "还在烧煤供暖", "zh"),
    "pattern-with-another-figure": ("patterns.toml", "burnt for heating: {amount} a year", "burnt: {tonnes} a year", "en"),
    "pattern-with-a-lone-brace": ("patterns.toml", "burnt for heating: {amount} a year", "burnt: {amount a year", "en"),
    "pattern-misspelt-field": ("patterns.toml", 'names = ["车库"]', 'name = ["车库"]', "names"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_wrong_rule_is_named(name: str, tmp_path: Path) -> None:
    file, before, after, field = FAULTS[name]
    place = tmp_path / name
    shutil.copytree(resources.folder("reductions"), place)
    text = (place / file).read_text(encoding="utf-8")
    assert before in text
    (place / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(TableError) as raised:
        load_reduction_rules(place, CATALOGUE)
    assert (raised.value.file, raised.value.field) == (file, field)
    assert raised.value.line > 0 or name == "prefill-head"


@pytest.mark.parametrize("file", ["prefills.csv", "needs.csv", "patterns.toml"])
def test_a_missing_file_is_named(file: str, tmp_path: Path) -> None:
    place = tmp_path / "reductions"
    shutil.copytree(resources.folder("reductions"), place)
    (place / file).unlink()
    with pytest.raises(FileError) as raised:
        load_reduction_rules(place, CATALOGUE)
    assert file in raised.value.message
