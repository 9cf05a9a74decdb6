"""Each method's lines come out again by the published list of methods; a number that the list does not allow is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.accounting.footprint import Facts, footprint
from core.domain.activity import ActivityRecord, EvidenceId, RecordId, RecordKind, Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, Gas, Scope2Basis, SourceId
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.period import Month
from core.domain.quantity import MICRO, Quantity
from core.submission import naming
from core.submission.reading.judgement import Recomputed
from core.submission.reading.recompute import recompute
from core.submission.writing.tables import Bookkeeping
from tests import builders
from tests.submission.books import PERIOD, again, files

LIBRARY = replace(
    builders.catalogue(),
    factors={
        **builders.catalogue().factors,
        **{
            own.factor_id: own.as_factor()
            for own in (
                OwnFactor(OwnFactorId("one"), "供应商数据", Decimal("2.5"), "kg", "kg", Gas.CO2E, "报告"),
                OwnFactor(OwnFactorId("methane"), "逸散测试", Decimal("3"), "g", "m3", Gas.CH4, "报告"),
            )
        },
    },
)


def books(code: str, species: str = "", factor: str = "", unit: str = "", basis: Scope2Basis = Scope2Basis.LOCATION) -> Bookkeeping:
    kind = LIBRARY.source_types[code]
    source = EmissionSource(SourceId("s"), builders.VENUE.id, code, kind.zh, unit or kind.unit, species, factor)
    records = [
        ActivityRecord(
            RecordId(f"r{month}"), builders.VENUE.id, Subject(source.id), RecordKind.MONTH, Quantity(Decimal(quantity), source.unit),
            quantity * MICRO, Month(2025, month), evidence=(EvidenceId("file"),),
        )
        for month, quantity in ((3, 120), (4, 75))
    ]  # fmt: skip
    inventory = footprint(Facts(builders.VENUE, PERIOD, (source,), tuple(records)), MethodChoice(basis=basis), LIBRARY)
    return Bookkeeping(PERIOD, (source,), records, inventory, LIBRARY, {"file": "E0001"})


CASES: dict[str, tuple[str, ...]] = {
    "recovery of a blend": ("refrigerant_recovery", "R407C"),
    "recovery of a pure gas": ("refrigerant_recovery", "R134a"),
    "leak rate": ("refrigerant_charge", "R410A", "leak_ac_hp"),
    "leak rate of a memo gas": ("refrigerant_charge", "R22", "leak_chiller"),
    "methanol": ("methanol_fuel", "85%"),
    "methanol by the litre": ("methanol_fuel", "100%", "", "L"),
    "cooling": ("purchased_cooling", "COP 3.5"),
    "steam": ("purchased_steam",),
    "litres of gas": ("lpg", "", "", "L"),
    "sewage": ("wastewater_own_cod", "", "ww_mcf_septic"),
    "nitrogen": ("wastewater_own_nitrogen", "", "ww_n2o_effluent"),
    "compost": ("waste_compost", "", "compost_ch4"),
    "own factor": ("waste_hazardous", "", "own:one"),
    "own factor of a fuel": ("lpg", "", "own:one"),
    "own factor over a bridge": ("lpg", "", "own:one", "L"),
    "own factor of methane": ("natural_gas_boiler", "", "own:methane"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("basis", Scope2Basis)
def test_a_method_comes_out_again(case: str, basis: Scope2Basis) -> None:
    kept = books(*CASES[case], basis=basis)
    assert list(kept.inventory.lines()) or list(kept.inventory.memo_lines())
    found = again(kept)
    assert found.differences == ()
    assert found.equal


def changed(kept: Bookkeeping, change: Callable[[list[dict[str, Any]]], object]) -> Recomputed:
    """The same package with the factors of its first line changed."""
    content = dict(files(kept))
    document = json.loads(content[naming.FOOTPRINT])
    lines = document["lines"] or document["memo_lines"]
    change(lines[0]["parameters"])
    content[naming.FOOTPRINT] = json.dumps(document, ensure_ascii=False).encode()
    return recompute(content.get)


def at(parameters: list[dict[str, Any]], symbol: str) -> dict[str, Any]:
    return next(one for one in parameters if one["symbol"] == symbol)


def put(symbol: str, /, **fields: str) -> Callable[[list[dict[str, Any]]], object]:
    return lambda parameters: at(parameters, symbol).update(fields)


def drop(symbol: str) -> Callable[[list[dict[str, Any]]], object]:
    return lambda parameters: parameters.remove(at(parameters, symbol))


def add(**fields: str) -> Callable[[list[dict[str, Any]]], object]:
    return lambda parameters: parameters.append({"symbol": "", "value": "1", "unit": "", "factorId": "", **fields})


@pytest.mark.parametrize(
    ("case", "change", "parts"),
    [
        ("leak rate", put("1/12", value="1"), ("1/12", "写的是 1")),
        ("leak rate", put("1/100", value="0.001"), ("1/100", "写的是 1/1000")),
        ("leak rate", drop("1/12"), ("按方法 leak_rate", "1/12 应出现一次")),
        ("leak rate", drop("1/100"), ("按方法 leak_rate", "1/100 应出现一次")),
        ("leak rate", drop("r"), ("按方法 leak_rate", "%/yr of charge 应出现一次")),
        ("recovery of a pure gas", drop("抵减"), ("按方法 gas_recovery", "−1 应出现一次")),
        ("recovery of a pure gas", put("抵减", value="1"), ("抵减", "算得 -1")),
        ("methanol", put("w", value="0.5"), ("w", "算得 17/20")),
        ("methanol", drop("w"), ("按方法 alcohol_fuel", "w 应出现一次")),
        ("cooling", put("1/COP", value="0.1"), ("1/COP", "算得 2/7")),
        ("cooling", drop("1/COP"), ("按方法 purchased_cooling", "1/COP 应出现一次")),
        ("nitrogen", put("44/28", value="1"), ("44/28", "算得 11/7")),
        ("nitrogen", drop("44/28"), ("按方法 wastewater_n2o", "44/28 应出现一次")),
        ("compost", add(symbol="1/12", value="1/12"), ("1/12", "没有出处")),
        ("compost", add(symbol="44/28", value="11/7"), ("44/28", "没有出处")),
        ("compost", add(symbol="w", value="0.5"), ("w", "没有出处")),
        ("compost", add(symbol="抵减", value="-1"), ("抵减", "没有出处")),
        ("steam", put("ρ", value="-2.686"), ("ρ", "没有出处")),
        ("steam", put("ρ", unit=""), ("ρ", "没有出处")),
        ("steam", put("ρ", unit="kg/t"), ("ρ", "写的是")),
        ("steam", put("ρ", symbol="k"), ("k", "没有出处")),
        ("own factor", put("EF", factorId=""), ("EF", "没有出处")),
        ("own factor", put("EF", value="2"), ("EF own:one", "算得 2.5")),
        ("own factor", drop("EF"), ("没有用所选的自有因子 own:one",)),
    ],
)
def test_a_number_that_the_method_does_not_allow_is_named(
    case: str, change: Callable[[list[dict[str, Any]]], object], parts: tuple[str, ...]
) -> None:
    found = changed(books(*CASES[case]), change)
    assert not found.equal
    assert any(all(part in difference for part in parts) for difference in found.differences), found.differences


def test_an_own_factor_that_the_row_did_not_choose_is_named() -> None:
    kept = books("waste_hazardous", "", "own:one")
    content = dict(files(kept))
    path = "data/tables/sources.csv"
    content[path] = content[path].replace(b"own:one", b"")
    found = recompute(content.get)
    assert any("用了没有选定的自有因子" in difference for difference in found.differences)


def test_a_species_that_states_no_number_allows_none() -> None:
    kept = books("methanol_fuel", "85%")
    content = dict(files(kept))
    path = "data/tables/sources.csv"
    content[path] = content[path].replace(b"85%", b"0%")
    found = recompute(content.get)
    assert any("w：没有出处" in difference or "w 没有出处" in difference for difference in found.differences), found.differences


def test_a_leak_rate_is_of_grade_d_whatever_its_records_say() -> None:
    kept = books(*CASES["leak rate"])
    content = dict(files(kept))
    document = json.loads(content[naming.FOOTPRINT])
    assert document["data_quality"]["D"] == "1"
    document["data_quality"].update(B="1", D="0")
    content[naming.FOOTPRINT] = json.dumps(document, ensure_ascii=False).encode()
    assert any("data_quality D" in difference for difference in recompute(content.get).differences)
