"""A table of building-years with its mapping, made from a seed, and the totals that it must come to, computed here alone."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path

HEADINGS = (
    "建筑编号",
    "建筑名称",
    "类型",
    "建筑面积",
    "年份",
    "用电量(MWh)",
    "电力因子",
    "因子出处",
    "天然气(m3)",
    "天然气因子",
    "热力(GJ)",
    "用水(m3)",
    "排放量(kg)",
    "电力排放(t)",
)

MAPPING = """\
[table]
blank = ["-", "无数据"]

[venue]
id = { column = "建筑编号" }
name = { column = "建筑名称" }
type = { column = "类型", values = { "宾馆" = "hotel", "购物中心" = "mall" } }
area = { column = "建筑面积" }
organization = "示例商业管理有限公司"
credit_code = "91510100MA00000152"
region = "510100"

[period]
year = { column = "年份" }

[[quantity]]
column = "用电量(MWh)"
source = "grid_electricity"
name = "外购电力"
unit = "MWh"
[quantity.factor]
value = { column = "电力因子" }
unit = "kgCO2/kWh"
document = { column = "因子出处" }
name = "供电公司电力因子"

[[quantity]]
column = "天然气(m3)"
source = "natural_gas_boiler"
unit = "m3"
[quantity.factor]
value = { column = "天然气因子" }
unit = "tCO2e/万m3"
document = "燃气公司声明 2023-7"
clause = "第 2 页"
vintage = 2023
name = "燃气公司因子"

[[quantity]]
column = "热力(GJ)"
source = "purchased_heat"
unit = "GJ"
[quantity.factor]
value = "0.0885 tCO2/GJ"
document = "供热协议"
name = "供热因子"

[[quantity]]
column = "用水(m3)"
source = "tap_water"
unit = "m3"
[quantity.factor]
value = 0.168
unit = "kgCO2e/m3"
document = "水厂报告"
name = "自来水因子"

[[expected]]
column = "排放量(kg)"
figure = "total_tco2e"
unit = "kg"
tolerance = 0.0000005

[[expected]]
column = "电力排放(t)"
figure = "by_source:外购电力"
unit = "t"
"""

DOCUMENTS = ("国网四川 2023 年说明", "国网四川 2024 年说明", "售电公司合同 12 号")
FACTORS = ("0.5703", "0.1564", "0.58390", "0.2100")
GAS_FACTORS = ("21.6500", "21.84")


@dataclass(frozen=True)
class Made:
    """A table as rows of text, and what must come of it."""

    rows: list[list[str]]
    total_kg: dict[int, Decimal]
    blanks: int
    negative_row: int
    wrong_row: int
    without_expected: int

    @property
    def read(self) -> int:
        return len(self.rows)


def grouped(value: Decimal) -> str:
    return f"{value:,f}"


def make(count: int, *, seed: int = 7, years: tuple[int, ...] = (2023, 2024, 2025)) -> Made:
    """Rows of `count` building-years; row numbers are those of the file, headings in row 1."""
    dice = random.Random(seed)
    rows: list[list[str]] = []
    totals: dict[int, Decimal] = {}
    blanks = 0
    negative_row, wrong_row, without = count // 2 + 2, count // 3 + 2, 0
    for number in range(count):
        building, year = divmod(number, len(years))
        line = number + 2
        electricity = Decimal(dice.randint(1, 9_999_999)).scaleb(-3)
        gas = None if dice.random() < 0.2 else Decimal(dice.randint(0, 5_000_000)).scaleb(-1)
        heat = None if dice.random() < 0.5 else Decimal(dice.randint(0, 90_000)).scaleb(-2)
        water = None if dice.random() < 0.1 else Decimal(dice.randint(0, 400_000))
        factor, gas_factor = FACTORS[building % 4], GAS_FACTORS[building % 2]
        with localcontext(prec=60):
            power_kg = electricity * 1000 * Decimal(factor)
            total = power_kg
            total += gas / 10_000 * Decimal(gas_factor) * 1000 if gas is not None else 0
            total += heat * Decimal("0.0885") * 1000 if heat is not None else 0
            total += water * Decimal("0.168") if water is not None else 0
        blanks += sum(one is None for one in (gas, heat, water))
        stated = total + 1 if line == wrong_row else total
        expected = "" if number % 50 == 49 else grouped(stated.normalize())
        if line == negative_row:
            electricity = -electricity
            blanks -= sum(one is None for one in (gas, heat, water))
        else:
            totals[line] = total
            without += not expected
        rows.append(
            [
                f"B-{building:05d}",
                f"示例大厦{building}",
                ("宾馆", "购物中心")[building % 2],
                grouped(Decimal(8_000 + building)),
                str(years[year]),
                grouped(electricity),
                factor,
                DOCUMENTS[building % 3],
                "" if gas is None else grouped(gas),
                gas_factor,
                "-" if heat is None else grouped(heat),
                "" if water is None else grouped(water),
                expected,
                f"{power_kg / 1000:f}",
            ]
        )
    return Made(rows, totals, blanks, negative_row, wrong_row, without)


def text(rows: list[list[str]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, made: Made, *, name: str = "buildings.csv", encoding: str = "utf-8-sig") -> tuple[Path, Path]:
    """The table and its mapping as files."""
    table, mapping = folder / name, folder / "mapping.toml"
    table.write_bytes(text(made.rows).encode(encoding))
    mapping.write_text(MAPPING, encoding="utf-8")
    return table, mapping
