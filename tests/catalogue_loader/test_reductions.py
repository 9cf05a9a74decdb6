"""The guide to the measures: every measure is in it, and a wrong row is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import resources
from core.catalogue_loader.loading import load_catalogue
from core.catalogue_loader.reductions import load_reduction_guide
from core.catalogue_loader.tables import TableError

GUIDE = load_reduction_guide(resources.folder("reductions"))


def test_every_measure_of_the_catalogue_is_in_the_guide_and_nothing_else() -> None:
    assert GUIDE.traits.keys() == load_catalogue().measures.keys()


def test_programmes_are_those_that_the_words_name() -> None:
    named = {
        "green_hotel": "绿色饭店",
        "green_mall": "绿色商场",
        "green_building": "绿色建筑",
        "cdcer": "CDCER",
        "carbon_benefit": "碳惠天府",
    }
    for traits in GUIDE.traits.values():
        for code, words in named.items():
            assert (words in traits.links) == (code in traits.programmes), traits
    assert {code for traits in GUIDE.traits.values() for code in traits.programmes} == GUIDE.programmes.keys()


def test_what_is_no_reduction_is_said_with_its_reason_in_both_languages() -> None:
    """domain.md §5 lists six."""
    assert len(GUIDE.not_counted) == 6
    for one in GUIDE.not_counted:
        assert len(one.why_zh) > 15 and len(one.why_en) > 40 and one.why_en.isascii()


def test_of_plant_control_and_energy_management_only_one_is_claimed() -> None:
    """domain.md §5: C07 and C14 exclude each other."""
    assert (GUIDE.excluded_by("C07"), GUIDE.excluded_by("C14"), GUIDE.excluded_by("C01")) == ({"C14"}, {"C07"}, set())


@pytest.mark.parametrize(
    ("file", "before", "after", "field"),
    [
        ("traits.csv", "\nC02,", "\nC01,", "measure"),
        ("traits.csv", "green_hotel|green_mall|green_building", "green_hotel|green_mill", "programmes"),
        ("traits.csv", "measure,cost_hint", "measure,cost", "cost_hint"),
        ("programmes.toml", 'code = "green_mall"', 'code = "green_hotel"', "code"),
        ("exclusions.toml", '"C14"', '"C99"', "measures"),
        ("not_counted.toml", "why_zh = ", "reason = ", "why_zh"),
    ],
)
def test_a_wrong_row_is_named(file: str, before: str, after: str, field: str, tmp_path: Path) -> None:
    place = tmp_path / "reductions"
    shutil.copytree(resources.folder("reductions"), place)
    text = (place / file).read_text(encoding="utf-8")
    (place / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(TableError) as raised:
        load_reduction_guide(place)
    assert (raised.value.file, raised.value.field) == (file, field)
