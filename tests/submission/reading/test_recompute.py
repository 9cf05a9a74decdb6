"""The footprint computed again from the package alone: whatever figure is wrong, its place is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from core.submission.codes import Verdict
from core.submission.reading.judgement import Recomputed
from core.submission.reading.recompute import recompute
from tests.submission.reading.bags import World
from tests.submission.reading.conftest import Judge

pytestmark = pytest.mark.referee("openssl")

Edit = Callable[[dict[str, Any]], object]
FOOTPRINT = "data/result/footprint.json"
STATEMENT = "data/submission.json"


@pytest.fixture
def again(world: World) -> Callable[..., Recomputed]:
    """Compute the good package again, with some files changed."""

    def computed(**changes: Any) -> Recomputed:
        files = dict(world.submission.files)
        for name, change in changes.items():
            path = {"footprint": FOOTPRINT, "statement": STATEMENT}.get(name, f"data/tables/{name}.csv")
            if callable(change) and path.endswith(".json"):
                document = json.loads(files[path])
                change(document)
                files[path] = json.dumps(document, ensure_ascii=False).encode()
            elif callable(change):
                files[path] = change(files[path].decode()).encode()
            else:
                files[path] = change
        return recompute(files.get)

    return computed


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def named(result: Recomputed, *parts: str) -> bool:
    return not result.equal and any(all(part in difference for part in parts) for difference in result.differences)


def test_the_good_package_comes_out_equal(again: Callable[..., Recomputed]) -> None:
    assert again() == Recomputed(equal=True, total="11.546188809", stated="11.546188809", differences=(), rows=9)


def test_a_wrong_total_makes_the_package_invalid(world: World, judge: Judge) -> None:
    bag = world.fresh().edit(lambda document: document["result"].update(totalTCO2e="11.5")).sealed()
    judgement = judge(bag.bytes(), recompute=True)
    assert judgement.verdict is Verdict.INVALID
    assert [check.code for check in judgement.checks if check.failed] == ["E_RECOMPUTE"]
    assert judgement.recomputed is not None
    assert judgement.recomputed.differences == ("submission.json totalTCO2e：算得 11.546188809，写的是 11.5",)
    assert judge(bag.bytes()).verdict is Verdict.VALID  # what is signed is signed; only the figures are wrong


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize(
    ("table", "old", "new", "parts"),
    [
        ("records", "r2,s-power,bill,60,MWh,60000", "r2,s-power,bill,60,MWh,60001", ("records.csv r2", "rowQuantity", "60000", "60001")),
        ("records", "r2,s-power,bill,60,MWh,60000", "r2,s-power,bill,60,Nm3,60000", ("records.csv r2", "单位换算不了")),
        ("records", "r2,s-power,bill,60,MWh,60000", "r2,s-power,bill,60,GJ,60000", ("records.csv r2", "单位换算不了")),
        ("records", "r2,s-power,", "r2,s-none,", ("records.csv r2", "单位换算不了")),
        ("records", "r5,output:room_nights", "r5,output:none", ("records.csv r5", "单位换算不了")),
        ("records", "2025-04-11,r1,", "2025-04-11,,", ("months.csv s-power 2025-03",)),
        ("records", "2025-03-12,2025-04-11,r1", "2025-04-11,2025-03-12,r1", ("records.csv r2", "没有一天")),
        ("records", "2025-03-12,2025-04-11,r1", "1990-01-01,2099-04-11,r1", ("records.csv r2", "一百年")),
        ("records", "2025-03-12,2025-04-11,r1", "2024-03-12,2024-04-11,r1", ("months.csv s-power 2025-03", "没有记录")),
        ("months", "s-power,2025-03,40000,kWh", "s-power,2025-03,40001,kWh", ("months.csv s-power 2025-03", "40000", "40001")),
        ("months", "s-power,2025-03,40000,kWh", "s-power,2025-03,40000,MWh", ("months.csv s-power 2025-03 unit",)),
        ("months", "s-pv,2025-05,300,kWh\n", "", ("months.csv s-pv 2025-05", "300")),
        ("months", "s-pv,2025-05", "s-pv,2025-06", ("months.csv s-pv 2025-06", "没有记录")),
        ("factors", "grid,四川电网,0.1564", "grid,四川电网,0.1565", ("lines[0] s-power 2025-03", "EF grid", "0.1565", "0.1564")),
        ("factors", "grid,", "gird,", ("lines[0] s-power 2025-03", "EF grid", "不在 factors.csv")),
        ("factors", "0.1564,kgCO2/kWh", "0.1564,kgCO2/MWh", ("lines[0]", "EF grid", "kgCO2/MWh")),
        ("factors", "2023,seen,", "2023,seen,AR5", ("factors.csv grid gwpSet", "AR6", "AR5")),
        ("units", "t,mass,1000,t", "t,mass,100,t", ("lines[0]", "换算", "1/100")),
        ("units", "t,mass,1000,t", "t,weight,1000,t", ("lines[0]", "换算", "没有出处")),
        ("units", "kg,mass,1,kg\n", "", ("lines[0]", "换算", "没有出处")),
        ("sources", "s-gas,管道天然气", "s-gas,天然气", ("by_source 天然气 source",)),
        (
            "sources",
            "s-gas,管道天然气,piped_gas,1,1,Nm3,fuel",
            "s-gas,管道天然气,piped_gas,3,1,Nm3,fuel",
            ("lines[2] s-gas 2025-03 scope",),
        ),
        ("sources", "1,1,Nm3,fuel", "1,1,Nm3,biomass", ("lines[2] s-gas 2025-03 method",)),
        ("sources", "由租户自行核算", "", ("by_source", "不一一对应")),
        ("sources", "由租户自行核算", "别的原因", ("excluded",)),
        ("sources", "zero_memo,,,", "zero_memo,,,停用", ("by_source", "不一一对应")),
        ("outputs", "night\n", "kWh\n", ("records.csv r5", "单位换算不了")),
        ("outputs", "room_nights,已售间夜,night\n", "room_nights,已售间夜,night\nguests,住客,night\n", ("outputs", "不一一对应")),
    ],
)
def test_a_changed_table_is_named(table: str, old: str, new: str, parts: tuple[str, ...], again: Callable[..., Recomputed]) -> None:
    result = again(**{table: swap(old, new)})
    assert named(result, *parts), result.differences


@pytest.mark.parametrize(
    ("table", "change", "parts"),
    [
        ("units", None, ("units.csv", "没有这个文件")),
        ("units", b"\xff", ("units.csv", "UTF-8")),
        ("units", b"", ("units.csv", "表头")),
        ("units", swap("scale", "factor"), ("units.csv」第 1 行", "表头")),
        ("units", swap("MWh,energy,1000", "MWh,energy,0"), ("units.csv」第 3 行",)),
        ("units", swap("MWh,energy,1000", "MWh,energy,1/0"), ("units.csv」第 3 行",)),
        ("units", swap("MWh,energy,1000", "MWh,energy,1e3"), ("units.csv」第 3 行", "1e3")),
        ("units", swap("MWh,energy", "kWh,energy"), ("units.csv」第 3 行", "重复")),
        ("units", swap("MWh,energy,1000,MWh", "MWh,energy,1000"), ("units.csv」第 3 行", "列数")),
        ("units", swap("MWh,energy", '"MWh"x,energy'), ("units.csv」第 3 行", "CSV")),
        ("sources", swap("s-gas,管道天然气,piped_gas,1", "s-gas,管道天然气,piped_gas,4"), ("sources.csv」第 3 行",)),
        ("records", swap("r2,s-power,bill", "r2,s-power,guess"), ("records.csv」第 3 行",)),
        ("records", swap("r2,s-power,bill,60", "r2,s-power,bill,060"), ("records.csv」第 3 行", "060")),
        ("records", swap("2025-04-11,r1", "2025-04-31,r1"), ("records.csv」第 3 行",)),
        ("records", swap("1000,2025-03,", "1000,2025-13,"), ("records.csv」第 4 行",)),
        ("records", swap(",,A,,E0001", ",,E,,E0001"), ("records.csv」第 3 行",)),
        ("factors", swap("0.1564", "0,1564"), ("factors.csv",)),
        ("footprint", None, ("footprint.json",)),
        ("footprint", b"{}", ("profile", "缺少")),
        ("footprint", b"[]", ("/", "应为对象")),
        ("footprint", b"{", ("footprint.json", "JSON")),
        ("statement", None, ("submission.json",)),
        ("statement", lambda document: document["period"].update({"from": "2200-01-01", "to": "2200-12-31"}), ("期间",)),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_its_row(
    table: str, change: Any, parts: tuple[str, ...], again: Callable[..., Recomputed]
) -> None:
    result = again(**{table: change})
    assert named(result, *parts), result.differences
    assert (result.total, result.rows) == ("", 0)


# ---------------------------------------------------------------- the result


def line(number: int, **fields: Any) -> Edit:
    return lambda document: document["lines"][number].update(fields)


def parameter(number: int, place: int, **fields: Any) -> Edit:
    return lambda document: document["lines"][number]["parameters"][place].update(fields)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (line(0, quantity="40001"), ("lines[0] s-power 2025-03 quantity", "40000", "40001")),
        (line(0, tco2e="6.257"), ("lines[0] s-power 2025-03 tco2e", "6.256", "6.257")),
        (line(0, unit="MWh"), ("lines[0] s-power 2025-03 unit",)),
        (line(0, scope="1"), ("lines[0] s-power 2025-03 scope",)),
        (line(0, source="s-none"), ("lines[0] s-none 2025-03", "没有这个排放源")),
        (line(0, source="s-shop"), ("lines[0] s-shop 2025-03", "没有这个排放源")),
        (line(0, month="2025-07"), ("lines[0] s-power 2025-07", "没有这个排放源或这个月")),
        (line(0, month="2025-3"), ("lines[0] s-power 2025-3", "没有这个排放源或这个月")),
        (line(0, month="March"), ("lines[0] s-power March", "没有这个排放源或这个月")),
        (line(0, inP1=False), ("s-power 2025-04", "与其他月份的算法不同")),
        (parameter(0, 0, value="0.1565"), ("lines[0] s-power 2025-03", "EF grid")),
        (parameter(0, 0, value="x"), ("lines[0] s-power 2025-03", "不是数字")),
        (parameter(0, 0, factorId=""), ("lines[0] s-power 2025-03", "EF", "没有出处")),
        (parameter(0, 1, value="0.01"), ("lines[0] s-power 2025-03", "换算", "1/1000", "1/100")),
        (parameter(2, 4, value="3.67"), ("lines[2] s-gas 2025-03", "44/12", "11/3")),
        (parameter(2, 4, symbol="ρ", value="-1"), ("lines[2] s-gas 2025-03", "ρ", "没有出处")),
        (lambda document: document["lines"].pop(0), ("s-power 2025-04", "与其他月份的算法不同")),
        (lambda document: document["lines"].pop(2), ("s-gas 2025-03", "没有排放")),
        (lambda document: document["lines"].append(document["lines"][2]), ("s-gas 2025-03", "出现两次")),
        (lambda document: document.update(total_tco2e="12"), ("total_tco2e", "11.546188809", "12")),
        (lambda document: document["profiles"].update(P1="12"), ("profiles P1",)),
        (lambda document: document.update(offset_needed_t="13"), ("offset_needed_t", "12", "13")),
        (lambda document: document["by_scope"].update({"3": "1"}), ("by_scope 3",)),
        (lambda document: document["by_gas"].update(CH4="0"), ("by_gas CH4",)),
        (lambda document: document["by_source"][0].update(tco2e="9"), ("by_source 外购电力 tco2e",)),
        (lambda document: document["by_source"][0].update(quantity="9"), ("by_source 外购电力 quantity",)),
        (lambda document: document["by_source"][0]["by_gas"].update(CO2="9"), ("by_source 外购电力 by_gas CO2",)),
        (lambda document: document["by_source"].pop(), ("by_source", "不一一对应")),
        (lambda document: document["by_source"].append(document["by_source"][0]), ("by_source", "不一一对应")),
        (lambda document: document["by_month"][2].update(tco2e="9"), ("by_month 2025-03",)),
        (lambda document: document["by_month"][2]["by_scope"].update({"1": "9"}), ("by_month 2025-03 by_scope 1",)),
        (lambda document: document["by_month"].pop(), ("by_month", "2025-12")),
        (lambda document: document["memo"].append({"source": "x", "gas": "HCFC", "tco2e": "1"}), ("memo x HCFC",)),
        (lambda document: document["excluded"].clear(), ("excluded", "出租商铺")),
        (lambda document: document["intensities"][0].update(value="5"), ("intensities per_night", "4.6184755236", "5")),
        (lambda document: document["intensities"][0].update(denominator_value="2"), ("intensities per_night denominator_value", "2500")),
        (lambda document: document["intensities"][1].update(denominator_value="100"), ("intensities per_area", "115.46188809")),
        (lambda document: document["intensities"][1].update(denominator_value="x"), ("intensities per_area", "分母")),
        (lambda document: document["data_quality"].update(A="1"), ("data_quality A",)),
        (lambda document: document["outputs"][0].update(quantity="1"), ("outputs room_nights", "2500")),
        (lambda document: document["outputs"][0].update(unit="x"), ("outputs room_nights unit",)),
        (lambda document: document.update(profile="P1"), ("submission.json profile",)),
        (lambda document: document.update(gwp_set="AR5"), ("submission.json gwpSet",)),
    ],
)
def test_a_changed_result_is_named(change: Edit, parts: tuple[str, ...], again: Callable[..., Recomputed]) -> None:
    result = again(footprint=change)
    assert named(result, *parts), result.differences


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (lambda document: document["result"].update(offsetNeededT="1"), ("submission.json offsetNeededT",)),
        (lambda document: document["result"]["byScope"].update({"1": "1"}), ("submission.json byScope 1",)),
        (lambda document: document["result"]["byGas"].update(CO2="1"), ("submission.json byGas CO2",)),
        (lambda document: document["method"].update(fuelSet="A"), ("submission.json fuelSet",)),
        (lambda document: document["period"].update(to="2025-11-30"), ("by_month",)),
    ],
)
def test_a_changed_statement_is_named(change: Edit, parts: tuple[str, ...], again: Callable[..., Recomputed]) -> None:
    assert named(again(statement=change), *parts)


# ---------------------------------------------------------------- other shapes of a footprint


def test_profile_1_counts_what_belongs_to_it(again: Callable[..., Recomputed]) -> None:
    def result(document: dict[str, Any]) -> None:
        document["lines"][2]["inP1"] = False
        document["profile"] = "P1"
        document["profiles"]["P1"] = document["total_tco2e"] = "9.384"
        document["offset_needed_t"] = "10"
        document["by_scope"].update({"1": "0"})
        document["by_gas"].update(CO2="9.384")
        document["by_source"][1].update(tco2e="0", by_gas={})
        document["by_month"][2].update(tco2e="6.256", by_scope={"1": "0", "2": "6.256", "3": "0"})

    def statement(document: dict[str, Any]) -> None:
        document["method"]["profile"] = "P1"
        document["result"].update(
            totalTCO2e="9.384", offsetNeededT="10", byScope={"1": "0", "2": "9.384", "3": "0"}, byGas={"CO2": "9.384"}
        )

    outcome = again(footprint=result, statement=statement)
    assert (outcome.equal, outcome.total, outcome.differences) == (True, "9.384", ())


def test_memo_lines_stand_beside_the_total(again: Callable[..., Recomputed]) -> None:
    def result(document: dict[str, Any]) -> None:
        gas = document["lines"][2]
        memo = {**gas, "gas": "CO2-biogenic", "scope": "memo", "inP1": False, "parameters": [gas["parameters"][2]], "tco2e": "15.3"}
        document["memo_lines"].append(memo)
        document["memo"].append({"source": "管道天然气", "gas": "CO2-biogenic", "tco2e": "15.3"})

    assert again(footprint=result).differences == ()
    assert named(
        again(footprint=lambda document: (result(document), document["memo_lines"][0].update(scope="1"))), "memo_lines[0]", "scope"
    )


def test_an_unanswered_source_has_no_lines(again: Callable[..., Recomputed]) -> None:
    def result(document: dict[str, Any]) -> None:
        document["lines"].pop(2)
        document["by_source"][1].update(unanswered="还没有选定因子")

    assert not named(again(footprint=result), "没有排放")
    assert named(again(footprint=result), "total_tco2e")


def test_density_leads_from_volume_to_mass(again: Callable[..., Recomputed]) -> None:
    def result(document: dict[str, Any]) -> None:
        for one in document["lines"][:2]:
            one["parameters"].append({"symbol": "ρ", "value": "1", "unit": "kg/Nm³", "factorId": ""})

    assert again(footprint=result).equal


def test_market_instruments_count_what_is_proven(again: Callable[..., Recomputed]) -> None:
    def sources(text: str) -> str:
        return swap("zero_memo", "market_instrument")(text)

    def proven(text: str) -> str:
        return swap('"屋顶, ""南""",', "屋顶,E0002")(text)

    def result(document: dict[str, Any], quantity: str = "300", tonnes: str = "-0.04692") -> None:
        power = document["lines"][0]
        minus = {"symbol": "抵减", "value": "-1", "unit": "", "factorId": ""}
        document["lines"].append(
            {
                **power,
                "source": "s-pv",
                "month": "2025-05",
                "quantity": quantity,
                "method": "market_instrument",
                "parameters": [minus, *power["parameters"]],
                "tco2e": tonnes,
            }
        )
        document["by_source"][2].update(method="market_instrument", quantity=quantity, tco2e=tonnes, by_gas={"CO2": tonnes})

    without = again(sources=sources, footprint=lambda document: document["by_source"][2].update(method="market_instrument"))
    assert without.differences == ()
    counted = again(sources=sources, records=proven, footprint=result)
    assert counted.total == "11.499268809"
    assert not named(counted, "s-pv")
    unproven = again(sources=sources, footprint=result)
    assert named(unproven, "lines[3] s-pv 2025-05 quantity", "算得 0")


def test_a_footprint_of_nothing_is_zero(again: Callable[..., Recomputed]) -> None:
    def head(text: str) -> str:
        return text.splitlines(keepends=True)[0]

    def result(document: dict[str, Any]) -> None:
        document.update(lines=[], by_source=[], by_gas={}, excluded=[], outputs=[], intensities=[], total_tco2e="0", offset_needed_t="0")
        document["profiles"] = {"P1": "0", "P2": "0"}
        document["by_scope"] = {"1": "0", "2": "0", "3": "0"}
        document["data_quality"] = dict.fromkeys("ABCD", "0")
        for month in document["by_month"]:
            month.update(tco2e="0", by_scope={"1": "0", "2": "0", "3": "0"})

    def statement(document: dict[str, Any]) -> None:
        document["result"] = {"totalTCO2e": "0", "byScope": {"1": "0", "2": "0", "3": "0"}, "byGas": {}, "offsetNeededT": "0"}

    empty = dict.fromkeys(("sources", "outputs", "records", "months", "factors"), head)
    assert again(**empty, footprint=result, statement=statement).differences == ()


def test_a_quantity_of_zero_weighs_nothing(again: Callable[..., Recomputed]) -> None:
    result = again(records=swap("r3,s-gas,month,1000,Nm3,1000", "r3,s-gas,month,0,Nm3,0"))
    assert named(result, "data_quality A", "算得 1")
