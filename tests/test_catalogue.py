"""The reference data: what was taken over is unchanged, what is named exists, a wrong row is named by file, line and field."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pint
import pytest

from core.accounting.methods import CARBON_TO_CO2, METHODS, MethodContext, UnansweredError
from core.catalogue_loader.loading import load_catalogue
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, EvidenceMark, FuelSet, Gas, GwpSet, Scope, Scope2Basis, SourceId
from core.domain.measure import ReductionMeasure
from core.domain.organization import VenueId
from core.domain.quantity import read_quantity, rounded
from core.errors import FileError, InputError

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "catalogue"
SCRIPT = Path(__file__).resolve().parent.parent / "packaging" / "take_over_catalogue.py"
TAKEN_OVER = tomllib.loads((FOLDER / "takeover.toml").read_text(encoding="utf-8"))
GOLDEN = tomllib.loads((Path(__file__).parent / "golden" / "catalogue_vectors.toml").read_text(encoding="utf-8"))
CATALOGUE = load_catalogue()


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- rows in = rows out, and nothing changed


def source_row(row: Mapping[str, str], **constant: str) -> tuple[str, ...]:
    """A row of the reference table again, in the order that its digest was taken in."""
    whole = {"category": "gwp", "scope": "param", "unit": "kgCO2e/kg", "valid_to": "", "vintage": "", "usable": "yes", **row, **constant}
    names = ("id", "zh", "en", "category", "scope", "value", "unit", "vintage", "valid_to", "region", "document", "clause", "usable")
    return tuple(whole[name] for name in names)


def blend_source_rows() -> Iterable[tuple[str, ...]]:
    blends: dict[str, list[dict[str, str]]] = {}
    for row in rows("blends.csv"):
        blends.setdefault(row["id"], []).append(row)
    for parts in blends.values():
        value = ",".join(f"{part['component']}:{(Decimal(part['share']) * 100).normalize():f}" for part in parts)
        yield source_row(parts[0], category="refrigerant_blend", unit="mass %", value=value)


def factor_source_rows() -> list[tuple[str, ...]]:
    return [
        *(source_row(row) for row in rows("factors.csv")),
        *(source_row(row) for row in rows("gwp.csv")),
        *(source_row(row) for row in rows("published_blends.csv")),
        *blend_source_rows(),
        *(source_row(row, category="benchmark", scope="bench") for row in rows("benchmarks.csv")),
    ]


def measure_source_rows() -> Iterable[tuple[str, ...]]:
    formulas: dict[str, list[str]] = {}
    for row in rows("measure_formulas.csv"):
        formulas.setdefault(row["measure"], []).append(f"{row['output']} = {row['expression']}")
    parameters: dict[str, list[str]] = {}
    for row in rows("measure_parameters.csv"):
        low, high, default = (format(float(row[name]), "g") for name in ("low", "high", "default"))
        unit = f"{row['unit'] or '-'} {row['note']}".strip()
        parameters.setdefault(row["measure"], []).append(f"{row['name']} [{unit}] {low}~{high} (默认 {default})")
    for row in rows("measures.csv"):
        formula, parameter = "; ".join(formulas[row["id"]]), "; ".join(parameters[row["id"]])
        yield row["id"], row["venue_types"], row["zh"], row["en"], formula, parameter, row["lifetime_years"], row["proof"]


def digest(fields: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(fields), ensure_ascii=False).encode("utf-8")).hexdigest()


def test_every_row_of_the_factor_table_landed_in_exactly_one_file() -> None:
    ids = Counter(row[0] for row in factor_source_rows())
    assert TAKEN_OVER["rows_in"] == {"factors": 604, "measures": 70}
    assert len(TAKEN_OVER["factors"]) == 604
    assert {row_id: ids[row_id] for row_id in TAKEN_OVER["factors"]} == dict.fromkeys(TAKEN_OVER["factors"], 1)


def test_no_released_factor_row_was_changed() -> None:
    now = {row[0]: digest(row) for row in factor_source_rows()}
    assert {row_id: now.get(row_id) for row_id in TAKEN_OVER["factors"]} == TAKEN_OVER["factors"]


def test_no_released_measure_was_changed() -> None:
    now = {row[0]: digest(row) for row in measure_source_rows()}
    assert len(TAKEN_OVER["measures"]) == 70
    assert {row_id: now.get(row_id) for row_id in TAKEN_OVER["measures"]} == TAKEN_OVER["measures"]


def test_the_counts_of_the_files_are_those_of_the_take_over() -> None:
    for name, count in TAKEN_OVER["rows_out"].items():
        ids = {row["id"] for row in rows(name)} if "id" in rows(name)[0] else rows(name)
        assert len(ids) >= count, name
    assert len(CATALOGUE.measures) >= 70
    assert len(CATALOGUE.blends) >= 11


def test_the_take_over_script_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    factors = "id,name_zh,name_en,category,scope,value,unit,applies_from_year,applies_to_year,region,source_doc,clause,"
    factors += "evidence,confidence,usable\n"
    factors += "grid_cn_avg_2030,甲,A,electricity,2,0.50,kgCO2/kWh,2030,2030,全国,公告,表1,seen:甲,high,yes\n"
    factors += "gwp_r32_ar9,R32(HFC-32) GWP100,R32,gwp,param,7,kgCO2e/kg,2030,,全球,AR9,,recalled,high,yes\n"
    factors += "gwp_r410a_ar9_desnz,R410A 校验,R410A,gwp,param,4,kgCO2e/kg,2030,,全球,D,,seen:丙,high,yes\n"
    factors += 'blend_r410a,R410A 组分,R410A,refrigerant_blend,param,"R32:50,R125:50",mass %,,,全球,A,,recalled,high,yes\n'
    factors += "bm_a,乙,B,benchmark,bench,5,kWh/(m2·a),2030,,全国,B,,seen:乙,medium,yes\n"
    measures = "id,venue_types,name_zh,name_en,formula,parameters,lifetime_years,source,evidence\n"
    measures += "X1,hotel,丁,D,dE = n*h; dG = -n,n [台] 1~2e+06 (默认 3); h [- 小时] 1~2 (默认 1),8,台账(seen:某处),recalled\n"
    (tmp_path / "f.csv").write_text(factors, encoding="utf-8")
    (tmp_path / "m.csv").write_text(measures, encoding="utf-8")
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        subprocess.run([sys.executable, SCRIPT, tmp_path / "f.csv", tmp_path / "m.csv", folder], check=True, stdout=subprocess.DEVNULL)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
    assert b"grid_cn_avg,2030,2030" in one["factors.csv"]
    assert b",transcribed,yes" in one["factors.csv"]
    assert "X1,n,台,,1,2000000,3".encode() in one["measure_parameters.csv"]
    assert b"seen" not in b"".join(one[name] for name in one if name.endswith(".csv"))


# ---------------------------------------------------------------- what the tables say


def test_a_value_keeps_its_digits_as_published() -> None:
    assert str(CATALOGUE.factors["grid_reg_east_2023"].value) == "0.5500"
    assert str(CATALOGUE.factors["elec_lca_coal_2023"].value) == "0.9440"


def test_no_row_is_marked_as_checked_before_somebody_checked_it() -> None:
    assert {factor.mark for factor in CATALOGUE.factors.values()} == {EvidenceMark.TRANSCRIBED, EvidenceMark.UNCHECKED}
    assert {measure.mark for measure in CATALOGUE.measures.values()} == {EvidenceMark.UNCHECKED}


def test_the_tables_carry_no_notes_on_how_a_value_was_found() -> None:
    for path in (*FOLDER.glob("*.csv"), *FOLDER.rglob("*.toml")):
        found = re.findall(r"seen:|public-code|recalled|github|sysdata", path.read_text(encoding="utf-8"))
        assert not found, path.name


def test_an_older_method_is_never_spliced_into_a_series_of_today() -> None:
    assert [factor.vintage for factor in CATALOGUE.vintages("grid_prov_sichuan")] == [2021, 2022, 2023]
    assert [factor.vintage for factor in CATALOGUE.vintages("grid_reg_southwest")] == [2021, 2022, 2023]
    for series in ("grid_cn_avg", "grid_cn_exmkt", "grid_cn_fossil", "grid_reg_east", "grid_reg_central"):
        assert [factor.vintage for factor in CATALOGUE.vintages(series)] == [2021, 2022, 2023], series
    old = ("grid_prov_sichuan_2018", "grid_reg_east_2012", "grid_reg_central_2012", "grid_cn_mee_ets_2015", "grid_cn_mee_ets_2022")
    assert not {CATALOGUE.factors[row].series for row in old} & {"grid_prov_sichuan", "grid_reg_east", "grid_reg_central", "grid_cn_avg"}


def test_every_division_of_sichuan_has_its_three_averages() -> None:
    assert len(CATALOGUE.regions) == 22
    assert {"510000", "510100", "513400"} < set(CATALOGUE.regions)
    for region in CATALOGUE.regions:
        series = CATALOGUE.grid_series(region)
        values = [CATALOGUE.for_year(series[scope], 2025) for scope in ("province", "region", "nation", "residual")]
        assert [str(factor.value) for factor in values if factor] == ["0.1564", "0.2472", "0.5306", "0.6096"]


def test_methane_of_ar6_is_known_by_origin_and_ammonia_in_every_set() -> None:
    assert [str(CATALOGUE.gwp(name, GwpSet.AR6).value) for name in ("CH4", "CH4-fossil", "CH4-biogenic")] == ["27.9", "29.8", "27.0"]
    assert {CATALOGUE.gwp("R717", gwp_set).value for gwp_set in GwpSet} == {0}
    assert str(CATALOGUE.gwp("CH4-fossil", GwpSet.SAR).value) == "21"


def test_gases_of_the_montreal_protocol_are_memo_lines() -> None:
    memo = {value.species for value in CATALOGUE.gwp_values if value.gas is Gas.HCFC}
    assert memo == {"R22", "R123", "R141b", "R11", "R12", "R1233zd(E)", "Halon-1301", "Halon-1211"}


def test_shares_of_a_blend_add_up_to_one() -> None:
    assert {sum(share for _component, share in blend.components) for blend in CATALOGUE.blends.values()} == {1}


def test_a_carbon_factor_that_mixes_gases_names_the_set_inside_where_known() -> None:
    assert {factor.gwp_set for factor in CATALOGUE.factors.values() if factor.id.startswith("desnz_")} == {"AR5"}


# ---------------------------------------------------------------- golden figures


def warming(species: str, gwp_set: GwpSet) -> Fraction | None:
    values = [(CATALOGUE.gwp(component, gwp_set), share) for component, share in CATALOGUE.shares(species)]
    if any(value is None for value, _share in values):
        return None
    return sum(Fraction(value.value) * Fraction(share) for value, share in values)


@pytest.mark.parametrize("vector", GOLDEN["published_blend"], ids=lambda vector: vector["species"])
def test_t10_blends_agree_with_the_published_values(vector: Mapping[str, str]) -> None:
    published = {row["species"]: row["value"] for row in rows("published_blends.csv")}
    assert str(rounded(warming(vector["species"], GwpSet.AR5), 0)) == vector["expected"] == published[vector["species"]]


@pytest.mark.parametrize("vector", GOLDEN["blend"], ids=lambda vector: vector["species"])
def test_blends_agree_with_the_table_in_every_set(vector: Mapping[str, str]) -> None:
    for gwp_set in (GwpSet.AR4, GwpSet.AR5, GwpSet.AR6):
        value = warming(vector["species"], gwp_set)
        assert ("" if value is None else str(rounded(value, 2))) == vector[gwp_set.value]


def derived(fuel: str, fuel_set: str) -> Fraction:
    parts = [CATALOGUE.fuel_parameter(fuel, parameter, fuel_set) for parameter in ("ncv", "cc", "of")]
    return Fraction(parts[0].value) * Fraction(parts[1].value) * Fraction(parts[2].value) * CARBON_TO_CO2 / 1000


@pytest.mark.parametrize(("fuel", "expected"), GOLDEN["fuel_set_b"].items())
def test_t11_fuel_factors_follow_from_their_parameters(fuel: str, expected: str) -> None:
    assert str(rounded(derived(fuel, "B"), 6)) == expected == str(CATALOGUE.fuel_parameter(fuel, "ef", "B").value)


def test_every_printed_fuel_factor_follows_from_its_parameters() -> None:
    printed = [factor for factor in CATALOGUE.factors.values() if factor.parameter == "ef" and factor.fuel_set in {"A", "B"}]
    assert len(printed) == 25
    for factor in printed:
        assert rounded(derived(factor.fuel, factor.fuel_set), 6) == factor.value, factor.id


def test_t12_carbon_to_carbon_dioxide_is_exact() -> None:
    with localcontext(prec=GOLDEN["carbon"]["digits"]):
        assert str(Decimal(CARBON_TO_CO2.numerator) / Decimal(CARBON_TO_CO2.denominator)) == GOLDEN["carbon"]["expected"]


# ---------------------------------------------------------------- what must not be in the tables (factors.md §8)


def values_of(category: str) -> set[Decimal]:
    return {factor.value for factor in CATALOGUE.factors.values() if factor.category == category}


def test_there_are_no_regional_heat_factors() -> None:
    assert values_of("heat") == {Decimal("0.11")}


def test_waste_burning_has_no_factor_without_its_dry_matter() -> None:
    burning = {factor.id: str(factor.value) for factor in CATALOGUE.factors.values() if factor.id.startswith("msw_incin")}
    assert burning == {
        "msw_incin_ccw_2011": "0.20",
        "msw_incin_fcf_2011": "0.39",
        "msw_incin_ef_2011": "0.95",
        "msw_incin_co2_2011": "0.2717",
    }


def test_waste_water_has_no_default_from_text_books() -> None:
    assert not values_of("wastewater") & {Decimal("0.3"), Decimal("0.9"), Decimal(200)}


def test_benchmarks_hold_no_placeholder() -> None:
    hotels = {bench.value for bench in CATALOGUE.benchmarks if bench.id.startswith("bm51161_hotel")}
    malls = {bench.value for bench in CATALOGUE.benchmarks if bench.id.startswith("bm51161_mall_")}
    assert not hotels & {Decimal(100), Decimal(70), Decimal(50)}
    assert not malls & {Decimal(80), Decimal(55), Decimal(220)}
    assert not values_of("electricity") & {Decimal("0.7188"), Decimal("0.4908")}


@pytest.mark.parametrize(("value", "vintage"), [("0.5366", 2022), ("0.5568", 2021), ("0.5703", 2022), ("0.5810", 2021)])
def test_a_grid_average_stands_under_its_own_year(value: str, vintage: int) -> None:
    found = [f.vintage for f in CATALOGUE.factors.values() if f.category == "electricity" and str(f.value) == value and f.region == "全国"]
    assert found == [vintage]


def test_foreign_rail_and_burning_are_fallbacks_and_certificates_are_no_offset() -> None:
    fallback = {factor.id for factor in CATALOGUE.factors.values() if factor.usable == "fallback"}
    assert fallback == {f"desnz_{name}_{year}" for name in ("rail", "intl_rail", "metro", "ci_combustion") for year in (2024, 2025)}
    assert not [code for code in CATALOGUE.factors if re.search(r"desnz_.*(bev|electric|_ev_)", code)]
    assert [(factor.numerator, factor.gas) for factor in CATALOGUE.factors.values() if factor.per == "gec"] == [("MWh", None)]


# ---------------------------------------------------------------- units


PINT_NAMES = {
    "Wh": "watt_hour", "kWh": "kilowatt_hour", "MWh": "megawatt_hour", "kJ": "kilojoule", "MJ": "megajoule", "GJ": "gigajoule",
    "TJ": "terajoule", "g": "gram", "kg": "kilogram", "t": "metric_ton", "L": "liter", "kL": "kiloliter", "m3": "meter**3",
    "km": "kilometer", "m2": "meter**2", "ha": "hectare", "h": "hour", "d": "day",
}  # fmt: skip


def test_pint_agrees_with_every_scale_that_it_knows() -> None:
    registry = pint.UnitRegistry(non_int_type=Fraction)
    first: dict[str, str] = {}
    for code, name in PINT_NAMES.items():
        unit = CATALOGUE.units[code]
        base = first.setdefault(unit.dimension, code)
        judged = registry.Quantity(Fraction(1), name).to(PINT_NAMES[base]).magnitude
        assert judged == CATALOGUE.units.convert(Fraction(1), code, base), code
    assert set(PINT_NAMES) <= {unit.code for unit in CATALOGUE.units}


def test_every_unit_of_a_factor_is_in_the_table() -> None:
    known = {unit.code for unit in CATALOGUE.units}
    assert {factor.per for factor in CATALOGUE.factors.values()} - {""} <= known
    assert {factor.numerator for factor in CATALOGUE.factors.values()} - {""} <= known
    assert all(bool(factor.per) == bool(factor.numerator) for factor in CATALOGUE.factors.values())


def test_the_codes_of_a_unit_say_what_is_printed() -> None:
    spelt_otherwise = {
        "10^4Nm3": "10^4Nm3", "(t·km)": "tkm", "room-night": "room_night", "餐次": "meal", "床·年": "bed_year", "张": "gec",
        "kg CH3OH": "kg", "kg C2H5OH": "kg", "kgBOD": "kg", "kgCOD": "kg", "kgN": "kg", "kg湿重": "kg", "kg布草": "kg",
    }  # fmt: skip
    for factor in CATALOGUE.factors.values():
        if factor.per:
            above, below = factor.unit.split("/")
            assert spelt_otherwise.get(below, below) == factor.per, factor.id
            species = {Gas.CO2: "CO2", Gas.BIOGENIC_CO2: "CO2", Gas.CO2E: "CO2e", Gas.CH4: "CH4", Gas.N2O: "N2O"}
            bare = above if factor.gas is None else above.removesuffix(species[factor.gas])
            assert bare.removesuffix("N2O-N") == factor.numerator, factor.id
        else:
            assert factor.unit in {"ratio", "%/yr of charge"}, factor.id


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("1.586万方", "Nm3", "15860"), ("15860 m³", "Nm3", "15860"), ("15,860立方米", "Nm3", "15860"),
        ("1000标方", "Nm3", "931.8"),
        ("1000标方（0℃）", "Nm3", "1000"), ("１．２万度", "kWh", "12000"), ("3万千瓦时", "kWh", "30000"),
        ("0.5亿千瓦时", "kWh", "50000000"),
        ("5兆瓦时", "kWh", "5000"), ("2张", "kWh", "2000"), ("12瓶15kg", "kg", "180"), ("3 瓶50kg", "kg", "150"), ("5千克", "kg", "5"),
        ("40斤", "kg", "20"), ("3.5 t", "kg", "3500"), ("120吨", "t", "120"), ("2千升", "L", "2000"), ("1.2万公里", "km", "12000"),
        ("30里", "km", "15"), ("100冷吨时", "kWh", "351.69"), ("36GJ", "kWh", "10000"), ("8,308间夜", "room_night", "8308"),
        ("9947人夜", "guest_night", "9947"), ("1.2万人次", "visit", "12000"), ("120㎡·h", "m2h", "120"), ("31天", "d", "31"),
        ("350万元", "10^4yuan", "350"), ("5680方", "m3", "5680"), ("860000大卡", "kWh", "1000.18"), ("1百万大卡", "kWh", "1163"),
        ("1Gcal", "MJ", "4186.8"), ("1000RTh", "GJ", "12.66084"), ("3.6GJ", "kWh", "1000"), ("2 MWh", "GJ", "7.2"),
        ("1万张", "kWh", "10000000"), ("1.2万里", "km", "6000"), ("500升", "L", "500"),
    ],
)  # fmt: skip
def test_people_write_units_in_many_ways(text: str, row: str, expected: str) -> None:
    assert Decimal(read_quantity(text, row, CATALOGUE.units).micro) / 10**6 == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("3吨", "m3"), ("12瓶", "kg"), ("300元", "kWh"), ("100人", "room_night"), ("9947人夜", "room_night"), ("5kg", "L"),
        ("12 15kg瓶", "t"), ("3兆", "kWh"),
    ],
)  # fmt: skip
def test_a_unit_of_another_kind_is_refused(text: str, row: str) -> None:
    with pytest.raises(InputError):
        read_quantity(text, row, CATALOGUE.units)


# ---------------------------------------------------------------- sources and venue types


NOT_IN_SET_B = {"anthracite", "briquette", "city_gas"}


@pytest.mark.parametrize("code", CATALOGUE.source_types)
@pytest.mark.parametrize("fuel_set", [FuelSet.A, FuelSet.B])
def test_every_source_type_can_be_computed_in_each_of_its_units(code: str, fuel_set: FuelSet) -> None:
    kind = CATALOGUE.source_types[code]
    for unit in kind.units:
        for species in kind.species_choices or ("",):
            for factor in kind.factor_choices or ("",):
                source = EmissionSource(SourceId("s"), VenueId("v"), code, kind.zh, unit, species, factor)
                method = MethodChoice(basis=Scope2Basis.MARKET, fuel_set=fuel_set)
                if species == "R600a":  # AR6 has no value for isobutane; the inventory says so, never zero
                    continue
                if kind.own_only or (fuel_set is FuelSet.B and kind.inputs.get("fuel") in NOT_IN_SET_B):
                    with pytest.raises(UnansweredError):
                        METHODS[kind.method](MethodContext(source, kind, CATALOGUE, method, 2025, "510100"))
                    continue
                components = METHODS[kind.method](MethodContext(source, kind, CATALOGUE, method, 2025, "510100"))
                assert bool(components) == (kind.method != "zero_memo")


def test_every_refrigerant_that_has_a_value_can_be_chosen() -> None:
    known = {value.species for value in CATALOGUE.gwp_values if re.match(r"R\d", value.species)} | set(CATALOGUE.blends)
    assert set(CATALOGUE.source_types["refrigerant_topup"].species_choices) == known | {"CO2"}


def test_no_source_of_scope_three_has_a_default_factor_but_tap_water() -> None:
    """Power and fuel that others burn go by the published grid average and the dossier's fuel set, as the venue's own do."""
    silent = {code: kind.method for code, kind in CATALOGUE.source_types.items() if kind.scope == 3 and not kind.asks_factor}
    energy = {"purchased_electricity", "fuel", "vehicle_fuel"}
    assert {code for code, method in silent.items() if method not in energy} == {"tap_water"}


def test_a_fallback_is_offered_and_never_the_default_of_a_row() -> None:
    defaults = {kind.inputs[role] for kind in CATALOGUE.source_types.values() for role in ("factor",) if role in kind.inputs}
    assert not {name for name in defaults if CATALOGUE.factors[name].fallback}
    offered = {name for kind in CATALOGUE.source_types.values() for name in kind.factor_choices}
    assert {name for name in offered if name.startswith("desnz_")} == {
        name for name in offered if CATALOGUE.factors[name].fallback and CATALOGUE.factors[name].region == "英国"
    }


def test_burning_abroad_without_its_stack_is_not_offered_at_all() -> None:
    """factors.md §4.2: the British rows hold collection only."""
    offered = {name for kind in CATALOGUE.source_types.values() for name in kind.factor_choices}
    assert not {name for name in offered if "combustion" in name}


def test_what_has_no_published_factor_offers_none() -> None:
    own = {code for code, kind in CATALOGUE.source_types.items() if kind.own_only}
    assert own == {"waste_hazardous", "waste_construction", "energy_upstream", "stage_materials"}
    assert not {code for code in own if CATALOGUE.source_types[code].factor_choices}


def test_the_hotel_rows_are_those_of_the_design() -> None:
    hotel = CATALOGUE.venue_types["hotel"]
    assert [source.name_zh for source in hotel.sources if source.ticked] == [
        "天然气·锅炉", "天然气·厨房", "柴油·发电机", "汽油·自有车辆", "制冷剂 R410A", "外购电力·主楼户", "外购电力·裙楼户",
        "绿证电量（市场法）", "自来水", "布草外包洗涤", "其他垃圾", "厨余垃圾",
    ]  # fmt: skip
    names = [(CATALOGUE.outputs[output.code].zh, output.need) for output in hotel.outputs]
    assert [name for name, need in names if need != "O"] == ["可售间夜", "已售间夜", "在店人数", "餐饮人次", "会议面积·小时", "营业天数"]
    assert [name for name, need in names if need == "O"] == ["车辆里程", "柴油发电机发电量", "光伏发电量", "光伏上网电量"]
    assert dict(names)["已售间夜"] == "R"


@pytest.mark.parametrize("code", ["hotel", "mall", "scenic"])
def test_a_venue_type_asks_one_screen_and_needs_the_area(code: str) -> None:
    venue_type = CATALOGUE.venue_types[code]
    asked = [field.code for field in venue_type.profile if field.first_run]
    assert 3 <= len(asked) <= 6
    assert next(field for field in venue_type.profile if field.code == "building_area").required
    assert {field.code for field in venue_type.profile if field.required} <= set(asked)
    assert len(venue_type.points_zh) == len(venue_type.points_en) == 3


def test_sources_of_a_venue_stand_in_the_order_of_their_scopes() -> None:
    for venue_type in CATALOGUE.venue_types.values():
        scopes = [CATALOGUE.source_types[source.type_code].scope for source in venue_type.sources if source.ticked]
        assert scopes == sorted(scopes), venue_type.code


def test_what_is_built_for_an_event_is_for_events_only() -> None:
    only = {code for code, kind in CATALOGUE.source_types.items() if kind.events_only}
    assert only == {"stage_materials"}
    assert {CATALOGUE.source_types[code].scope for code in only} == {Scope.THREE}


def test_the_digest_changes_with_any_file_and_not_with_line_ends(tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "catalogue")
    for path in copy.rglob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_catalogue(copy).digest == CATALOGUE.digest
    (copy / "outputs.toml").write_text((copy / "outputs.toml").read_text(encoding="utf-8") + "\n# one more line\n", encoding="utf-8")
    changed = load_catalogue(copy)
    assert changed.digest != CATALOGUE.digest
    assert changed.edition == "2025.12"


# ---------------------------------------------------------------- measures


CONSTANTS = {
    "EF_e": 0.1564, "EF_mb": 0.6096, "EF_g": 2.1622, "NCVk": 10.814, "rho_die": 0.84, "NCV_die": 42.652, "NCV_lpg": 50.179,
    "NCV_coal": 19.57,
}  # fmt: skip
"""The constants of domain.md §5, at the values of set B and Sichuan 2023."""

ALLOWED = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.Name, ast.Load, ast.Constant,
    ast.Call,
)  # fmt: skip
MEASURES = CATALOGUE.measures.values()


def evaluate(node: ast.AST, names: Mapping[str, float]) -> float:
    """A formula, with nothing but arithmetic, names and `min`."""
    assert isinstance(node, ALLOWED), ast.dump(node)
    match node:
        case ast.Expression(body=body):
            return evaluate(body, names)
        case ast.Constant(value=value):
            assert isinstance(value, int | float)
            return float(value)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(operand=operand):
            return -evaluate(operand, names)
        case ast.Call(func=ast.Name(id="min"), args=args, keywords=[]):
            return min(evaluate(argument, names) for argument in args)
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = evaluate(left, names), evaluate(right, names)
            steps: dict[type, Callable[[], float]] = {
                ast.Add: lambda: a + b, ast.Sub: lambda: a - b, ast.Mult: lambda: a * b, ast.Div: lambda: a / b, ast.Pow: lambda: a**b,
            }  # fmt: skip
            return steps[type(operator)]()
    raise AssertionError(ast.dump(node))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_formulas_use_their_parameters_and_the_known_constants_only(measure: ReductionMeasure) -> None:
    own = {parameter.name for parameter in measure.parameters}
    trees = [ast.parse(expression, mode="eval") for _output, expression in measure.formulas]
    used = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"min"}
    assert trees
    assert own <= used <= own | set(CONSTANTS)
    for pick in ("low", "default", "high"):
        names = CONSTANTS | {parameter.name: float(getattr(parameter, pick)) for parameter in measure.parameters}
        for tree in trees:
            evaluate(tree, names)


def test_venues_have_the_number_of_measures_that_the_reference_says() -> None:
    count = Counter(venue for measure in MEASURES for venue in measure.venue_types)
    assert count == {"hotel": 47, "mall": 41, "scenic": 42}


def test_large_numbers_of_measures_are_written_out() -> None:
    chiller = CATALOGUE.measures["C04"].parameters[0]
    assert (chiller.name, chiller.unit, str(chiller.high), str(chiller.default)) == ("Q_c", "kWh_冷/a", "30000000", "1500000")


# ---------------------------------------------------------------- wrong files


def line_of(text: str, part: str) -> int:
    return text.count("\n", 0, text.index(part)) + 1


WRONG = {
    "a value with a letter": ("factors.csv", ",0.1564,", ",0.15b4,", "value"),
    "a value with a full-width digit": ("factors.csv", ",0.1564,", ",0.156４,", "value"),
    "a value with an exponent": ("factors.csv", ",0.1564,", ",1e-3,", "value"),
    "an unknown unit below the stroke": ("factors.csv", "0.1564,kgCO2/kWh,kg,kWh", "0.1564,kgCO2/kWh,kg,kwatt", "per"),
    "an unknown gas": ("factors.csv", "0.1564,kgCO2/kWh,kg,kWh,CO2", "0.1564,kgCO2/kWh,kg,kWh,CO3", "gas"),
    "an unknown mark": ("factors.csv", ",表1,transcribed,", ",表1,good,", "mark"),
    "a year of two digits": ("factors.csv", "grid_cn_avg,2023,2023", "grid_cn_avg,23,2023", "vintage"),
    "an id used twice": ("factors.csv", "\ngrid_cn_exmkt_2023,", "\ngrid_cn_avg_2023,", "id"),
    "two vintages of one year": ("factors.csv", "grid_cn_avg,2022,2022", "grid_cn_avg,2023,2022", "series"),
    "a missing column": ("factors.csv", "id,zh,en,category,scope,value,", "id,zh,en,category,scope,amount,", "value"),
    "a cell too many": ("factors.csv", ",0.1564,", ",0.1564,,", "usable"),
    "a quotation that never ends": ("factors.csv", "\ngrid_cn_exmkt_2023,全国", '\ngrid_cn_exmkt_2023,"全国', "id"),
    "an unknown assessment report": ("gwp.csv", "R32,HFCs,AR6", "R32,HFCs,AR7", "gwp_set"),
    "a gas twice in one report": ("gwp.csv", "R32,HFCs,AR6", "R32,HFCs,AR5", "species"),
    "shares that do not add up": ("blends.csv", "R404A,R134a,0.04", "R404A,R134a,0.05", "share"),
    "a component nobody knows": ("blends.csv", "R404A,R134a,0.04", "R404A,R134,0.04", "component"),
    "a component twice": ("blends.csv", "R404A,R134a,0.04", "R404A,R125,0.04", "component"),
    "a gas without its group": ("gwp.csv", "R32,HFCs,AR6", "R32,,AR6", "gas"),
    "a division without grid": ("regions.csv", "510100,成都市,sichuan", "510100,成都市,sichwan", "province"),
    "a division code of five digits": ("regions.csv", "510100,", "51010,", "code"),
    "a default outside its range": ("measure_parameters.csv", "C01,n,盏,,1,20000,500", "C01,n,盏,,1,20000,50000", "default"),
    "a formula of no measure": ("measure_formulas.csv", "\nC02,dE", "\nC99,dE", "measure"),
    "an unknown output": ("measure_formulas.csv", "\nC02,dE", "\nC02,dX", "output"),
    "a benchmark without value": ("benchmarks.csv", ",180.8,", ",,", "value"),
    "a spelling of two units": ("units.toml", 'aliases = ["升", ', 'aliases = ["度", ', "aliases"),
    "a scale of zero": ("units.toml", 'scale = "0.9318"', 'scale = "0"', "scale"),
    "a source with an unknown factor": ("emission_sources.toml", 'factor = "water_gbt51366"', 'factor = "water_gbt51367"', "factor"),
    "a source with an unknown inline factor": ("emission_sources.toml", 'ch4 = "oil_ch4_stat"', 'ch4 = "oil_ch5_stat"', "ch4"),
    "a source with an unknown fuel": ("emission_sources.toml", 'fuel = "lng"', 'fuel = "LNG2"', "fuel"),
    "a source with an unknown unit": ("emission_sources.toml", 'units = ["Nm3", "m3", "m3_20C"]', 'units = ["Nm3", "m4"]', "units"),
    "a source with an unknown method": ("emission_sources.toml", 'method = "purchased_heat"', 'method = "heat"', "method"),
    "a source with an unknown choice": ("emission_sources.toml", '["laundry_trsa"]', '["laundry"]', "factor_choices"),
    "a source with a misspelt key": ("emission_sources.toml", 'species_choices = ["SF6"]', 'species = ["SF6"]', "species_choices"),
    "a source with a key too many": ("emission_sources.toml", "asks_factor = true", 'asks_factor = true\ncolour = "red"', "colour"),
    "a source whose list is a text": ("emission_sources.toml", 'units = ["GJ", "MWh", "kWh", "MJ"]', 'units = "GJ"', "units"),
    "a source with a number in a list": ("emission_sources.toml", 'units = ["GJ", "MWh", "kWh", "MJ"]', 'units = ["GJ", 1]', "units"),
    "a source without its own unit": ("emission_sources.toml", 'units = ["GJ", "MWh", "kWh", "MJ"]', 'units = ["MWh"]', "units"),
    "a source with inputs in a text": ("emission_sources.toml", 'inputs = { factor = "heat_default" }', 'inputs = "heat"', "inputs"),
    "a source whose method finds nothing": ("emission_sources.toml", 'inputs = { factor = "heat_default" }', "inputs = { }", "inputs"),
    "a source of an unknown role": ("emission_sources.toml", 'inputs = { factor = "heat_default" }', 'inputs = { f = "x" }', "f"),
    "a bridge between nothing": ("emission_sources.toml", 'bridge_unit = "t/m3"', 'bridge_unit = "t"', "bridge_unit"),
    "a bridge in words": ("emission_sources.toml", 'bridge_value = "1"', 'bridge_value = "one"', "bridge_value"),
    "a gas without its kinds": ("emission_sources.toml", 'species_choices = ["SF6"]', "species_choices = []", "species_choices"),
    "a factor asked for in vain": ("emission_sources.toml", 'factor_choices = ["laundry_trsa"]', "factor_choices = []", "factor_choices"),
    "a factor neither given nor asked for": ("emission_sources.toml", "asks_factor = true", "asks_factor = false", "asks_factor"),
    "a category of seven": ("emission_sources.toml", "category = 4", "category = 7", "category"),
    "half a scope": ("emission_sources.toml", "scope = 3", "scope = 2.5", "scope"),
    "a scope of four": ("emission_sources.toml", "scope = 3", "scope = 4", "scope"),
    "a methanol content in words": ("emission_sources.toml", '"95%", "90%"', '"95%", "much"', "species_choices"),
    "a coefficient without its name": ("emission_sources.toml", '"COP 2.5"', '"2.5"', "species_choices"),
    "a bridge with an unknown mark": ("emission_sources.toml", 'bridge_mark = "unchecked"', 'bridge_mark = "maybe"', "bridge_mark"),
    "a fuel that set C lacks": ("emission_sources.toml", 'fuel_c = "pipeline_gas"', 'fuel_c = "peat"', "fuel_c"),
    "sewage without its capacity": ("emission_sources.toml", '{ bo = "ww_bo_bod" }', "{ }", "inputs"),
    "an own factor that need not be own": ("emission_sources.toml", "own_only = true", "own_only = false", "factor_choices"),
    "a flag in words": ("emission_sources.toml", "metered = true", 'metered = "yes"', "metered"),
    "a broken line": ("outputs.toml", 'unit = "m2h"', "unit = m2h", "TOML"),
    "a venue with an unknown source": ("venue_types/hotel.toml", 'type_code = "tap_water"', 'type_code = "water"', "type_code"),
    "a venue with a source of events": ("venue_types/mall.toml", 'type_code = "tap_water"', 'type_code = "stage_materials"', "type_code"),
    "a venue with an unknown refrigerant": ("venue_types/mall.toml", 'species = "R404A"', 'species = "R404"', "species"),
    "a venue with an unknown denominator": ("venue_types/scenic.toml", '"output:visitors"', '"output:guests"', "denominator"),
    "a venue named unlike its file": ("venue_types/scenic.toml", 'code = "scenic"', 'code = "park"', "code"),
    "a profile field of no kind": ("venue_types/hotel.toml", 'kind = "date"', 'kind = "day"', "kind"),
    "a choice without its English": ("venue_types/hotel.toml", '["1", "一星级", "One star"]', '["1", "一星级"]', "choices"),
    "choices of a field that has none": ("venue_types/mall.toml", 'kind = "text"', 'kind = "text"\nchoices = [["a", "b", "c"]]', "choices"),
    "a venue whose point is empty": ("venue_types/mall.toml", '"冷站、扶梯、车库、冷链"', '""', "points_zh"),
    "a rule without title": ("checks.toml", 'title_zh = "年同月比"', 'title_zh = ""', "title_zh"),
    "a threshold in words": ("checks.toml", "upper = 0.30", 'upper = "third"', "upper"),
    "a threshold without end": ("checks.toml", "upper = 0.30", "upper = inf", "upper"),
    "a rule twice": ("checks.toml", 'id = "V06"', 'id = "V05"', "id"),
    "a venue with two headlines": ("venue_types/mall.toml", 'unit = "kgCO2e/万元"', 'unit = "kgCO2e/万元"\nheadline = true', "intensities"),
}  # fmt: skip


NOTICED_ELSEWHERE = {"a quotation that never ends", "a venue with two headlines", "a source with a misspelt key",
                     "an own factor that need not be own"}  # fmt: skip
"""Faults that show only at the end of the table, or at its head because something is missing."""

RULES = """\
[[rule]]
id = "V05"
title_zh = "年同月比"
title_en = "Same month last year"
message_zh = "比去年同月高 {percent}"
message_en = "{percent} above the same month last year"
expected_zh = ""
expected_en = ""
why_zh = ""
why_en = ""
origin = "domain.md V05"
[rule.thresholds]
upper = 0.30

[[rule]]
id = "V06"
title_zh = "月中位数"
title_en = "Median"
message_zh = "偏离中位数"
message_en = "Far from the median"
origin = "domain.md V06"
"""


def copy_of_the_tables(tmp_path: Path) -> Path:
    copy = shutil.copytree(FOLDER, tmp_path / "catalogue")
    (copy / "checks.toml").write_text(RULES, encoding="utf-8")
    return copy


def test_a_rule_keeps_its_thresholds_exactly(tmp_path: Path) -> None:
    rules = load_catalogue(copy_of_the_tables(tmp_path)).rules
    assert {name: dict(rule.thresholds) for name, rule in rules.items()} == {"V05": {"upper": Decimal("0.30")}, "V06": {}}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_named_by_file_line_and_field(name: str, tmp_path: Path) -> None:
    file, before, after, field = WRONG[name]
    copy = copy_of_the_tables(tmp_path)
    text = (copy / file).read_text(encoding="utf-8")
    assert before in text
    (copy / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        load_catalogue(copy)
    place = re.search(r"文件 (\S+) 第 (\d+) 行，字段「(.+?)」", caught.value.message)
    assert place, caught.value.message
    assert (place[1], place[3]) == (file, field)
    assert caught.value.hint.startswith("应为")
    if name not in NOTICED_ELSEWHERE:
        near = line_of(text, before) + before.startswith("\n")
        assert near - 2 <= int(place[2]) <= near + 1, caught.value.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "catalogue")
    (copy / "gwp.csv").unlink()
    with pytest.raises(FileError, match=r"gwp\.csv"):
        load_catalogue(copy)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "catalogue")
    (copy / "regions.csv").write_bytes((copy / "regions.csv").read_text(encoding="utf-8").encode("gbk"))
    with pytest.raises(FileError, match=r"regions\.csv"):
        load_catalogue(copy)


def test_the_catalogue_reads_without_its_protocol_of_the_take_over(tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "catalogue")
    (copy / "takeover.toml").unlink()
    assert isinstance(load_catalogue(copy), Catalogue)
