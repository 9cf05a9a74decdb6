"""The footprint of a year as a life-cycle inventory, computed by Brightway; run with Brightway's own Python, knows nothing of core.

``brightway_judge.py ORDER.json`` prints tonnes of CO2e. The order names the catalogue (factors.csv, gwp.csv, blends.csv, regions.csv,
emission_sources.toml), the tables of a submission (sources.csv, months.csv, units.csv) and the choices of the dossier. One process for each
source and month makes one unit of the source; its exchanges with the biosphere are kilograms of each gas; the characterisation is the
GWP set; the year asks of each process what was recorded. Brightway solves the system and multiplies.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import bw2calc
import bw_processing
import numpy

MEMO = {"CO2-biogenic", "HCFC"}
"""Flows that are reported beside the total."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class Library:
    """The published tables, and what they say about one unit of a source."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        catalogue, tables = Path(order["catalogue"]), Path(order["tables"])
        self.choice = order
        self.factors = {row["id"]: row for row in rows(catalogue / "factors.csv")}
        self.gwp = {(row["species"], row["gwp_set"]): (Fraction(row["value"]), row["gas"]) for row in rows(catalogue / "gwp.csv")}
        self.units = {row["code"]: (row["dimension"], Fraction(row["scale"])) for row in rows(tables / "units.csv")}
        self.kinds = {one["code"]: one for one in tomllib.loads((catalogue / "emission_sources.toml").read_text("utf-8"))["source"]}
        self.blends: dict[str, list[tuple[str, Fraction]]] = {}
        for row in rows(catalogue / "blends.csv"):
            self.blends.setdefault(row["species"], []).append((row["component"], Fraction(row["share"])))
        self.place = next(row for row in rows(catalogue / "regions.csv") if row["code"] == order["region"])

    def exchanges(self, source: Mapping[str, str]) -> Iterator[tuple[str, Fraction]]:
        """Flow and kilograms for one unit of a source."""
        kind = self.kinds[source["type"]]
        method, inputs, unit = kind["method"], kind.get("inputs", {}), source["unit"]
        if method in {"fuel", "vehicle_fuel"}:
            yield from self._fuel(inputs, unit)
        elif method == "purchased_electricity":
            yield "CO2", self._mass(self._grid(), inputs, unit)
        elif method in {"purchased_heat", "direct_factor"}:
            factor = self.factors[source["factorId"] or inputs["factor"]]
            yield factor["gas"] or "CO2e", self._mass(factor, inputs, unit)
        elif method == "gas_release":
            for component, share in self.blends.get(source["species"], [(source["species"], Fraction(1))]):
                yield component, share * self._convert(1, unit, "kg")
        elif method == "biomass":
            yield "CO2-biogenic", self._mass(self.factors[inputs["factor"]], inputs, unit)
            yield "CH4-biogenic", self._mass(self.factors[inputs["ch4"]], inputs, unit)
            yield "N2O", self._mass(self.factors[inputs["n2o"]], inputs, unit)
        elif method not in {"zero_memo", "market_instrument"}:
            raise SystemExit(f"the judge has not learned the method {method!r}")

    def warming(self, flow: str) -> tuple[Fraction, str]:
        """kgCO2e for a kilogram, and the group it is reported under."""
        if flow in {"CO2", "CO2e", "CO2-biogenic"}:
            return Fraction(1), flow
        names = (flow, flow.split("-", maxsplit=1)[0])
        return next(self.gwp[name, self.choice["gwp_set"]] for name in names if (name, self.choice["gwp_set"]) in self.gwp)

    def _fuel(self, inputs: Mapping[str, str], unit: str) -> Iterator[tuple[str, Fraction]]:
        chosen = self.choice["fuel_set"]
        heat_set = "B" if chosen == "C" else chosen
        terajoules = self._mass(self._parameter(inputs, "ncv", heat_set), inputs, unit, reached="TJ")
        if chosen == "C":
            yield "CO2", self._mass(self._parameter(inputs, "ef", "C"), inputs, unit)
        else:
            carbon = Fraction(self._parameter(inputs, "cc", chosen)["value"])
            burnt = Fraction(self._parameter(inputs, "of", chosen)["value"])
            yield "CO2", terajoules * carbon * burnt * Fraction(44, 12) * 1000
        for role, flow in (("ch4", "CH4-fossil"), ("n2o", "N2O")):
            if role in inputs:
                factor = self.factors[inputs[role]]
                kilograms = self._convert(Fraction(factor["value"]), factor["numerator"], "kg")
                yield flow, kilograms * self._convert(terajoules, "TJ", factor["per"])

    def _parameter(self, inputs: Mapping[str, str], parameter: str, fuel_set: str) -> dict[str, str]:
        wanted = (inputs["fuel"], parameter, fuel_set)
        return next(row for row in self.factors.values() if (row["fuel"], row["parameter"], row["fuel_set"]) == wanted)

    def _grid(self) -> dict[str, str]:
        series = {
            "province": f"grid_prov_{self.place['province']}", "region": f"grid_reg_{self.place['grid_region']}", "nation": "grid_cn_avg",
        }[self.choice["grid"]]  # fmt: skip
        known = [row for row in self.factors.values() if row["series"] == series and int(row["vintage"]) <= self.choice["year"]]
        return max(known, key=lambda row: int(row["vintage"]))

    def _mass(self, factor: Mapping[str, str], inputs: Mapping[str, str], unit: str, reached: str = "kg") -> Fraction:
        """What a factor gives for one unit of a source, in kilograms or in what is asked."""
        below = self._reach(inputs, unit, factor["per"])
        return self._convert(below * Fraction(factor["value"]), factor["numerator"], reached)

    def _reach(self, inputs: Mapping[str, str], unit: str, wanted: str) -> Fraction:
        if self.units[unit][0] == self.units[wanted][0]:
            return self._convert(1, unit, wanted)
        if "bridge_value" in inputs:
            above, below = inputs["bridge_unit"].split("/")
            return self._convert(self._convert(1, unit, below) * Fraction(inputs["bridge_value"]), above, wanted)
        density = self.factors[inputs["density"]]
        value = Fraction(density["value"])
        if self.units[unit][0] == self.units[density["per"]][0]:
            return self._convert(self._convert(1, unit, density["per"]) * value, density["numerator"], wanted)
        return self._convert(self._convert(1, unit, density["numerator"]) / value, density["per"], wanted)

    def _convert(self, value: Fraction | int, unit: str, wanted: str) -> Fraction:
        (dimension, scale), (other, target) = self.units[unit], self.units[wanted]
        assert dimension == other, (unit, wanted)
        return value * scale / target


def vector(package: Any, matrix: str, entries: Mapping[tuple[int, int], float]) -> None:
    """Add a matrix to the package."""
    package.add_persistent_vector(
        matrix=matrix,
        name=matrix.replace("_", "-"),
        indices_array=numpy.array(list(entries), dtype=bw_processing.INDICES_DTYPE),
        data_array=numpy.array(list(entries.values()), dtype=float),
    )


def judge(order: Mapping[str, Any]) -> dict[str, Any]:
    """Build the matrices, let Brightway solve them, and add up what it says."""
    library = Library(order)
    sources = {row["id"]: row for row in rows(Path(order["tables"]) / "sources.csv") if not row["excludedReason"]}
    months = [row for row in rows(Path(order["tables"]) / "months.csv") if row["subject"] in sources]
    per_unit = {key: list(library.exchanges(source)) for key, source in sources.items()}
    flows = {flow: 1 + number for number, flow in enumerate(dict.fromkeys(flow for pairs in per_unit.values() for flow, _kg in pairs))}
    first = 1 + len(flows)
    biosphere: dict[tuple[int, int], float] = {}
    for process, row in enumerate(months, first):
        for flow, kilograms in per_unit[row["subject"]]:
            key = (flows[flow], process)
            biosphere[key] = biosphere.get(key, 0.0) + float(kilograms)
    warming = {flow: library.warming(flow) for flow in flows}
    counted = {(number, 0): float(warming[flow][0]) for flow, number in flows.items() if warming[flow][1] not in MEMO}
    package = bw_processing.create_datapackage()
    vector(package, "technosphere_matrix", {(process, process): 1.0 for process, _row in enumerate(months, first)})
    vector(package, "biosphere_matrix", biosphere)
    vector(package, "characterization_matrix", counted)
    demand = {process: float(Fraction(row["quantity"])) for process, row in enumerate(months, first)}
    assessment = bw2calc.LCA(demand, data_objs=[package])
    assessment.lci()
    assessment.lcia()
    kilograms = numpy.asarray(assessment.characterized_inventory.sum(axis=0)).ravel()
    by_gas = numpy.asarray(assessment.characterized_inventory.sum(axis=1)).ravel()
    said: dict[str, Any] = {"total": assessment.score / 1000, "by_source": {}, "by_month": {}, "by_gas": {}}
    for process, row in enumerate(months, first):
        tonnes = float(kilograms[assessment.dicts.activity[process]]) / 1000
        for table, key in (("by_source", row["subject"]), ("by_month", row["month"])):
            said[table][key] = said[table].get(key, 0.0) + tonnes
    for flow, number in flows.items():
        if number in assessment.dicts.biosphere and warming[flow][1] not in MEMO:
            gas = warming[flow][1]
            said["by_gas"][gas] = said["by_gas"].get(gas, 0.0) + float(by_gas[assessment.dicts.biosphere[number]]) / 1000
    return said


if __name__ == "__main__":
    json.dump(judge(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), sys.stdout)
