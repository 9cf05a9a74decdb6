"""A library extended by rows: what is added is there, nothing else has changed, and each row that cannot be added is named by its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest

from core.catalogue_loader.archiving import catalogue_of, edition_of, shipped_texts
from core.catalogue_loader.extending import BENCHMARKS, BLENDS, EXTENDABLE, FACTORS, GWP, differences, extend
from core.domain.emission import GwpSet
from core.errors import FileError

HEADS = {table: columns.replace(" ", ",") for table, columns in EXTENDABLE.items()}
GRID = (
    "grid_prov_sichuan_2025,四川电力2025,sichuan grid 2025,electricity,2,0.1702,kgCO2/kWh,kg,kWh,CO2,,,,,grid_prov_sichuan,2025,2025,四川,"
    "示例公告,表3,unchecked,yes"
)
GWP_ROW = "gwp_new_gas,R9999,HFCs,AR5|AR6,12,R9999,R9999,2026,全球,示例,表1,unchecked"
BLEND = "blend_r9998,R9998,R32,0.6,甲,a,全球,示例,,unchecked\nblend_r9998,R9998,R125,0.4,乙,b,全球,示例,,unchecked"


def one(table: str, *rows: str) -> dict[str, str]:
    return {table: "\n".join((HEADS[table], *rows)) + "\n"}


def refused(pack: Mapping[str, str]) -> FileError:
    with pytest.raises(FileError) as caught:
        extend(shipped_texts(), pack, "2026.03")
    assert caught.value.code == "pack.content"
    assert "重新安装" not in str(caught.value)  # nothing is wrong with the program
    assert "没有采用" in caught.value.hint
    return caught.value


# ---------------------------------------------------------------- rows that are added


def test_rows_of_all_four_tables_are_added_and_nothing_else_changes() -> None:
    benchmark = shipped_texts()[BENCHMARKS].splitlines()[1].split(",", 1)[1]
    pack = {**one(FACTORS, GRID), **one(GWP, GWP_ROW), **one(BLENDS, BLEND), **one(BENCHMARKS, f"bm_new,{benchmark}")}
    made = extend(shipped_texts(), pack, "2026.03")
    assert made.catalogue.edition == "2026.03"
    assert made.catalogue.factors["grid_prov_sichuan_2025"].value == Decimal("0.1702")
    newest = made.catalogue.for_year("grid_prov_sichuan", 2025)
    assert newest is not None
    assert newest.id == "grid_prov_sichuan_2025"
    gwp = made.catalogue.gwp("R9999", GwpSet.AR6)
    assert gwp is not None
    assert gwp.value == 12
    assert dict(made.catalogue.shares("R9998")) == {"R32": Decimal("0.6"), "R125": Decimal("0.4")}
    assert [(row.table, row.id, row.value) for row in made.added] == [
        (FACTORS, "grid_prov_sichuan_2025", "0.1702"),
        (GWP, "gwp_new_gas", "12"),
        (BLENDS, "blend_r9998", "0.6"),
        (BLENDS, "blend_r9998", "0.4"),
        (BENCHMARKS, "bm_new", made.added[-1].value),
    ]
    found = differences(shipped_texts(), made.texts)
    assert set(found.added) == set(made.added)
    assert (found.gone, found.others) == ((), ())
    assert differences(made.texts, shipped_texts()).gone == found.added


def test_the_library_that_comes_of_it_is_kept_and_read_again() -> None:
    made = extend(shipped_texts(), one(FACTORS, GRID), "2026.03")
    edition = edition_of(made.texts, pack="ab" * 32, publisher="示例平台")
    assert edition.digest == made.catalogue.digest
    assert catalogue_of(edition).factors == made.catalogue.factors


def test_the_same_pack_gives_the_same_library() -> None:
    first, second = (extend(shipped_texts(), one(FACTORS, GRID), "2026.03") for _time in range(2))
    assert first.catalogue.digest == second.catalogue.digest
    assert extend(shipped_texts(), one(FACTORS, GRID), "2026.04").catalogue.digest != first.catalogue.digest


def test_a_row_that_is_there_word_for_word_is_passed_over() -> None:
    known = shipped_texts()[FACTORS].splitlines()[1]
    made = extend(shipped_texts(), one(FACTORS, known, GRID), "2026.03")
    assert (len(made.added), made.known) == (1, 1)
    again = extend(made.texts, one(FACTORS, known, GRID), "2026.04")
    assert (again.added, again.known) == ((), 2)


def test_two_packs_one_after_the_other_both_count() -> None:
    first = extend(shipped_texts(), one(FACTORS, GRID), "2026.03")
    second = extend(first.texts, one(FACTORS, GRID.replace("2025", "2026")), "2027.03")
    assert [factor.vintage for factor in second.catalogue.vintages("grid_prov_sichuan")][-2:] == [2025, 2026]


def test_columns_may_stand_in_another_order() -> None:
    columns = EXTENDABLE[GWP].split()
    head, row = ",".join(reversed(columns)), ",".join(reversed(GWP_ROW.split(",")))
    assert (
        extend(shipped_texts(), {GWP: f"{head}\n{row}\n"}, "2026.03").texts == extend(shipped_texts(), one(GWP, GWP_ROW), "2026.03").texts
    )


# ---------------------------------------------------------------- rows that are refused


def changed(row: str, **cells: str) -> str:
    """A factor row with other cells."""
    columns = EXTENDABLE[FACTORS].split()
    return ",".join(cells.get(column, cell) for column, cell in zip(columns, row.split(","), strict=True))


FUEL = changed(
    GRID, id="new_ncv", fuel="natural_gas", parameter="ncv", fuel_set="B", series="", vintage="", gas="", numerator="", per="", unit="GJ/t"
)
WRONG = {
    "an id that exists with another value": (one(FACTORS, changed(GRID, id="grid_prov_sichuan_2023")), FACTORS, 2, "id"),
    "an id twice in the pack": (one(FACTORS, GRID, GRID), FACTORS, 3, "id"),
    "a vintage that its series has": (one(FACTORS, changed(GRID, vintage="2023")), FACTORS, 2, "vintage"),
    "a vintage twice in the pack": (one(FACTORS, GRID, changed(GRID, id="other")), FACTORS, 3, "vintage"),
    "a parameter that the fuel set has": (one(FACTORS, FUEL), FACTORS, 2, "parameter"),
    "a negative factor": (one(FACTORS, changed(GRID, value="-0.1")), FACTORS, 2, "value"),
    "a number that is none": (one(FACTORS, changed(GRID, value="1e-3")), FACTORS, 2, "value"),
    "an unknown unit": (one(FACTORS, changed(GRID, per="BTU", unit="kgCO2/BTU")), FACTORS, 2, "per"),
    "a printed unit that is not the one computed with": (one(FACTORS, changed(GRID, unit="kgCO2/MWh")), FACTORS, 2, "unit"),
    "an unknown gas": (one(FACTORS, changed(GRID, gas="CO3", unit="kgCO3/kWh")), FACTORS, 2, "gas"),
    "an unknown gas group": (one(GWP, GWP_ROW.replace("HFCs", "XFCs")), GWP, 2, "gas"),
    "a GWP that the set has": (one(GWP, GWP_ROW.replace("R9999", "CH4")), GWP, 2, "species"),
    "a GWP twice in the pack": (one(GWP, GWP_ROW, GWP_ROW.replace("gwp_new_gas", "gwp_other")), GWP, 3, "species"),
    "an unknown GWP set": (one(GWP, GWP_ROW.replace("AR6", "AR7")), GWP, 2, "gwp_set"),
    "a negative GWP": (one(GWP, GWP_ROW.replace(",12,", ",-12,")), GWP, 2, "value"),
    "a blend that does not add up": (one(BLENDS, BLEND.replace("0.4", "0.3")), BLENDS, 3, "share"),
    "a share above one": (one(BLENDS, BLEND.replace("0.4", "1.4")), BLENDS, 3, "share"),
    "a component nobody knows": (one(BLENDS, BLEND.replace("R125", "R0")), BLENDS, 3, "component"),
    "a component added to a published blend": (
        one(BLENDS, shipped_texts()[BLENDS].splitlines()[1].replace("R125", "R32")),
        BLENDS,
        2,
        "id",
    ),
    "a published blend under another id": (one(BLENDS, BLEND.replace("R9998", "R404A")), BLENDS, 2, "species"),
    "a mark that is none": (one(FACTORS, changed(GRID, mark="proved")), FACTORS, 2, "mark"),
    "a year that is none": (one(FACTORS, changed(GRID, vintage="25")), FACTORS, 2, "vintage"),
    "an empty document": (one(FACTORS, changed(GRID, document="")), FACTORS, 2, "document"),
    "a column too few": ({FACTORS: "id,zh\nx,y\n"}, FACTORS, 1, "en"),
    "a cell too few": (one(FACTORS, GRID.removesuffix(",yes")), FACTORS, 2, "mark"),
}


@pytest.mark.parametrize(("pack", "table", "line", "field"), WRONG.values(), ids=WRONG)
def test_a_row_that_cannot_be_added_is_named_by_its_place(pack: dict[str, str], table: str, line: int, field: str) -> None:
    message = refused(pack).message
    assert re.search(rf"{re.escape(table)} 第 {line} 行，字段「{field}」", message), message


def test_the_place_is_that_of_the_pack_where_known_rows_stand_before() -> None:
    known = shipped_texts()[FACTORS].splitlines()[1:3]
    assert "第 4 行" in refused(one(FACTORS, *known, changed(GRID, usable="maybe"))).message


def test_a_table_that_packs_may_not_touch_is_refused() -> None:
    assert "units.toml" in refused({"units.toml": "x = 1\n"}).message


def test_what_is_refused_leaves_the_library_as_it_was() -> None:
    before = dict(shipped_texts())
    refused(one(FACTORS, changed(GRID, value="-1")))
    assert shipped_texts() == before
