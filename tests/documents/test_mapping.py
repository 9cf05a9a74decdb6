"""Column mappings: every key known, every fixed value judged at once, and sentences that name file, table and key."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from core import resources
from core.documents.mapping import Field, Tolerance
from core.documents.mapping_reading import read_mapping
from core.errors import FileError
from tests.builders import catalogue
from tests.hostile.make_tables import MAPPING


def read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, catalogue())


def test_the_example_that_ships_is_a_good_mapping() -> None:
    made = read_mapping(resources.file("mappings/example.toml"), catalogue())
    assert made.headings()[:3] == ("建筑编号", "类型", "建筑名称")
    assert made.venue.type.meaning("购物 中心") == "mall"
    assert made.quantities[0].factor is not None
    assert made.quantities[0].factor.value.column == "电力因子"
    assert made.quantities[1].factor is not None
    assert made.quantities[1].factor.value.fixed == "0.168"
    assert made.expected[0].tolerance == Tolerance(share=Fraction(1, 10_000))


WRONG = {
    "unknown table": (MAPPING + "[venues]\nx = 1\n", "venues"),
    "unknown key": (MAPPING.replace("type =", "typ ="), "typ"),
    "unknown key of a quantity": (MAPPING + 'factr = "1"\n', "factr"),
    "unknown key of a column": (MAPPING.replace('column = "编号" }', 'column = "编号", colum = "x" }'), "colum"),
    "no venue id": (MAPPING.replace('id = { column = "编号" }\n', ""), "id"),
    "no type": (MAPPING.replace('type = "hotel"\n', ""), "type"),
    "a type that does not exist": (MAPPING.replace('"hotel"', '"motel"'), "motel"),
    "a meaning that does not exist": (MAPPING.replace('"hotel"', '{ column = "x", values = { "甲" = "motel" } }'), "motel"),
    "a region that does not exist": (MAPPING.replace("510100", "110000"), "110000"),
    "a kind that does not exist": (MAPPING.replace("grid_electricity", "electricty"), "electricty"),
    "a unit that does not exist": (MAPPING.replace('"kWh"', '"kBtu"'), "kBtu"),
    "no quantity": (MAPPING.partition("[[quantity]]")[0], "quantity"),
    "no period": (MAPPING.replace('year = { column = "年份" }', ""), "year"),
    "a month without a year": (MAPPING.replace("year =", "month ="), "year"),
    "a year and days": (MAPPING.replace("[period]", '[period]\nfrom = { column = "起" }\nto = { column = "止" }'), "year"),
    "a first day alone": (MAPPING.replace('year = { column = "年份" }', 'from = { column = "起" }'), "to"),
    "a fixed first day": (MAPPING.replace('year = { column = "年份" }', 'from = "2025-01-01"\nto = { column = "止" }'), "from"),
    "an end of another style": (MAPPING.replace("[period]", '[period]\nend = "open"'), "end"),
    "a separator of two signs": ('[table]\ndelimiter = "||"\n' + MAPPING, "delimiter"),
    "one mark for two things": ('[table]\ndecimal = ","\nthousands = ","\n' + MAPPING, "thousands"),
    "a heading row of zero": ("[table]\nheader_row = 0\n" + MAPPING, "header_row"),
    "an area unit that is none": (MAPPING.replace("[period]", 'area_unit = "kg"\n[period]'), "area_unit"),
    "a factor without a value": (MAPPING + '[quantity.factor]\nunit = "t/t"\n', "value"),
    "a factor unit that is none": (MAPPING + '[quantity.factor]\nvalue = 1\nunit = "kWh"\n', "unit"),
    "an output that does not exist": (MAPPING + '[[output]]\ncolumn = "x"\noutput = "nights"\n', "nights"),
    "an output in another unit": (MAPPING + '[[output]]\ncolumn = "x"\noutput = "open_days"\nunit = "kg"\n', "unit"),
    "a figure that does not exist": (MAPPING + '[[expected]]\ncolumn = "x"\nfigure = "total"\n', "total"),
    "a figure of a row without name": (MAPPING + '[[expected]]\ncolumn = "x"\nfigure = "by_source:"\n', "by_source"),
    "an expected unit that is no mass": (MAPPING + '[[expected]]\ncolumn = "x"\nunit = "kWh"\n', "unit"),
    "a tolerance in words": (MAPPING + '[[expected]]\ncolumn = "x"\ntolerance = "small"\n', "tolerance"),
    "a tolerance below zero": (MAPPING + '[[expected]]\ncolumn = "x"\ntolerance = "-1%"\n', "tolerance"),
    "an empty value": (MAPPING.replace('region = "510100"', 'region = ""'), "region"),
}


@pytest.mark.parametrize("fault", list(WRONG))
def test_a_wrong_mapping_is_refused_where_it_is_wrong(fault: str, tmp_path: Path) -> None:
    text, place = WRONG[fault]
    with pytest.raises(FileError) as refused:
        read(tmp_path, text)
    assert place in str(refused.value)
    assert "m.toml" in str(refused.value)


def test_what_is_not_toml_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="TOML"):
        read(tmp_path, "[venue\n")


def test_a_field_translates_what_it_knows() -> None:
    one = Field("[venue] type", column="类型", meanings={"宾馆": "hotel"})
    assert (one.meaning("宾 馆"), one.meaning("商场")) == ("hotel", "商场")
