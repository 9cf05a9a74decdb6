"""Units, factors, warming potentials, blends, benchmarks and regions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction

from core.catalogue_loader.tables import Row, Tables
from core.domain.catalogue import Region
from core.domain.emission import Benchmark, Blend, EmissionFactor, EvidenceMark, Gas, GwpSet, GwpValue
from core.domain.quantity import Unit, UnitTable
from core.i18n import _

MARKS: Mapping[str, EvidenceMark] = {mark.name.lower(): mark for mark in EvidenceMark}
"""The words of the column `mark`."""

_GASES: Mapping[str, Gas | None] = {"": None} | {gas.value: gas for gas in Gas}
_GWP_SETS = {gwp_set.value: gwp_set for gwp_set in GwpSet}
_SCALE = re.compile(r"\d+(\.\d+)?|\d+/[1-9]\d*", re.ASCII)
_DIVISION = re.compile(r"\d{6}", re.ASCII)

FACTOR_COLUMNS = (
    "id zh en category scope value unit numerator per gas fuel parameter fuel_set gwp_set series vintage valid_to region document clause"
    " mark usable"
)
GWP_COLUMNS = "id species gas gwp_set value zh en vintage region document clause mark"
BLEND_COLUMNS = "id species component share zh en region document clause mark"
BENCHMARK_COLUMNS = "id zh en value unit vintage valid_to region document clause mark"


def read_units(tables: Tables) -> UnitTable:
    """units.toml; no spelling may mean two units."""
    rows: list[tuple[Row, Unit]] = []
    codes: set[str] = set()
    for row in tables.toml_tables("units.toml", "unit"):
        unit = Unit(
            code=row.new_code("code", codes),
            dimension=row.text("dimension"),
            scale=_scale(row),
            label=row.text("label"),
            decimals=row.integer("decimals"),
            aliases=row.texts("aliases"),
        )
        codes.add(unit.code)
        rows.append((row, unit))
    units = UnitTable(unit for _row, unit in rows)
    for row, unit in rows:
        for field, spellings in (("code", (unit.code,)), ("label", (unit.label,)), ("aliases", unit.aliases)):
            for spelling in spellings:
                if (other := units.find(spelling)) is not unit:
                    raise row.wrong(
                        field, _("别的单位没有的写法（「{spelling}」已属于 {code}）").format(spelling=spelling, code=other and other.code)
                    )
    return units


def _scale(row: Row) -> Fraction:
    text = row.text("scale")
    if not _SCALE.fullmatch(text) or not Fraction(text):
        raise row.wrong("scale", _("大于零的数或分数，如 0.9318、5/18"))
    return Fraction(text)


def read_factors(tables: Tables, units: UnitTable) -> dict[str, EmissionFactor]:
    """factors.csv; a fuel's parameter has one value in a set, a series one value in a year."""
    factors: dict[str, EmissionFactor] = {}
    keys: set[tuple[str, ...]] = set()
    codes = {unit.code for unit in units}
    for row in tables.csv("factors.csv", FACTOR_COLUMNS):
        factor = EmissionFactor(
            id=row.new_code("id", factors),
            zh=row.text("zh"),
            en=row.text("en"),
            category=row.text("category"),
            scope=row.code("scope", ("1", "2", "3", "1/3", "param", "memo")),
            value=row.number("value"),
            unit=row.text("unit"),
            numerator=row.code("numerator", codes, ""),
            per=row.code("per", codes, ""),
            gas=_GASES[row.code("gas", _GASES, "")],
            fuel=row.text("fuel", ""),
            parameter=row.code("parameter", ("ncv", "cc", "of", "ef", "density", "ch4", "n2o", "kgce"), ""),
            fuel_set=row.text("fuel_set", ""),
            gwp_set=row.code("gwp_set", _GWP_SETS, ""),
            series=row.text("series", ""),
            vintage=row.year("vintage"),
            valid_to=row.year("valid_to"),
            region=row.text("region"),
            document=row.text("document"),
            clause=row.text("clause", ""),
            mark=row.meaning("mark", MARKS),
            usable=row.code("usable", ("yes", "fallback")),
        )
        year = str(factor.vintage or "")
        for field, key in (("parameter", (factor.fuel, factor.parameter, factor.fuel_set, year)), ("series", (factor.series, year))):
            if key[0] and key in keys:
                raise row.wrong(field, _("同一组、同一年只有一个数值，上面已有一个"))
            keys.add(key)
        factors[factor.id] = factor
    return factors


def read_gwp_values(tables: Tables) -> tuple[GwpValue, ...]:
    """gwp.csv; a row that holds for several assessment reports gives one value for each."""
    values: list[GwpValue] = []
    ids: set[str] = set()
    known: set[tuple[str, GwpSet]] = set()
    for row in tables.csv("gwp.csv", GWP_COLUMNS):
        row_id, species = row.new_code("id", ids), row.text("species")
        ids.add(row_id)
        gas = _GASES[row.code("gas", _GASES)]
        if gas is None:
            raise row.wrong("gas", _("气体组，如 HFCs"))
        for gwp_set in row.meanings("gwp_set", _GWP_SETS):
            if (species, gwp_set) in known:
                raise row.wrong("species", _("同一气体在同一组里只有一个数值，上面已有一个"))
            known.add((species, gwp_set))
            document, clause, mark = row.text("document"), row.text("clause", ""), row.meaning("mark", MARKS)
            values.append(GwpValue(row_id, species, gas, gwp_set, row.number("value"), document, clause, mark))
    return tuple(values)


def read_blends(tables: Tables, species: Collection[str]) -> dict[str, Blend]:
    """blends.csv, one row for each component; the shares of a blend add up to 1 exactly."""
    blends: dict[str, Blend] = {}
    last: dict[str, Row] = {}
    for row in tables.csv("blends.csv", BLEND_COLUMNS):
        name, component, share = row.text("species"), row.code("component", species), row.number("share")
        before = blends[name].components if name in blends else ()
        if component in dict(before):
            raise row.wrong("component", _("混合物里没有重复的组分"))
        blends[name] = Blend(row.text("id"), name, (*before, (component, share)), row.text("document"), row.meaning("mark", MARKS))
        last[name] = row
    for name, blend in blends.items():
        total = sum((share for _component, share in blend.components), Decimal(0))
        if total != 1:
            raise last[name].wrong("share", _("{name} 各组分之和等于 1 的数（现为 {total}）").format(name=name, total=total))
    return blends


def read_benchmarks(tables: Tables) -> tuple[Benchmark, ...]:
    """benchmarks.csv."""
    benchmarks: dict[str, Benchmark] = {}
    for row in tables.csv("benchmarks.csv", BENCHMARK_COLUMNS):
        benchmark = Benchmark(
            id=row.new_code("id", benchmarks),
            zh=row.text("zh"),
            en=row.text("en"),
            value=row.number("value"),
            unit=row.text("unit"),
            region=row.text("region"),
            document=row.text("document"),
            clause=row.text("clause", ""),
            mark=row.meaning("mark", MARKS),
        )
        benchmarks[benchmark.id] = benchmark
    return tuple(benchmarks.values())


def read_regions(tables: Tables, series: Collection[str]) -> dict[str, Region]:
    """regions.csv; the grid averages of each division must exist."""
    regions: dict[str, Region] = {}
    for row in tables.csv("regions.csv", "code name province grid_region"):
        region = Region(row.new_code("code", regions), row.text("name"), row.text("province"), row.text("grid_region"))
        if not _DIVISION.fullmatch(region.code):
            raise row.wrong("code", _("六位行政区划代码"))
        for field, name in (("province", f"grid_prov_{region.province}"), ("grid_region", f"grid_reg_{region.grid_region}")):
            if name not in series:
                raise row.wrong(field, _("有电力因子的地区（因子表里没有序列 {name}）").format(name=name))
        regions[region.code] = region
    return regions
