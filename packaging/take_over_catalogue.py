"""Take the reference tables over into the typed files of the catalogue.

    python packaging/take_over_catalogue.py FACTORS.csv MEASURES.csv OUT_FOLDER

FACTORS.csv and MEASURES.csv are the two tables of the domain reference. Every row lands in exactly one typed file: gwp.csv,
published_blends.csv, blends.csv, benchmarks.csv or factors.csv; measures.csv with its formulas and parameters in files of their own.
takeover.toml counts the rows and keeps a SHA-256 of each, so that a later change of a released row is noticed without the two tables.

Values and units are taken as published, digit by digit. The notes on how a value was found are not taken over; they become the mark:
`transcribed` where published copies agree and confidence is high, else `unchecked`. A person who holds a row against its original
writes `checked`, so the mark is the one thing about a released row that may change, and the digests leave it out.

Run once for an edition; the same tables give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

Row = Mapping[str, str]

FACTOR_FIELDS = (
    "id", "name_zh", "name_en", "category", "scope", "value", "unit", "applies_from_year", "applies_to_year", "region", "source_doc",
    "clause", "usable",
)  # fmt: skip
"""The fields of a source row that its digest covers, in this order."""

DIGEST_NOTE = """\
# How the reference tables were taken over, written by packaging/take_over_catalogue.py.
# A digest is the SHA-256 of a row's fields as a JSON array in UTF-8. It leaves out the notes on where a value was seen and how sure
# that is: they became the mark, and a mark may be raised when somebody holds the row against its original. Nothing else may change.
"""

# ---------------------------------------------------------------- units: what stands above and below the stroke


@dataclass(frozen=True)
class Stroke:
    """A printed unit, as codes of units.toml, with the gas above the stroke."""

    numerator: str
    per: str
    gas: str = ""


ABOVE = {
    "kgCO2": ("kg", "CO2"), "tCO2": ("t", "CO2"), "kgCO2e": ("kg", "CO2e"), "kgCH4": ("kg", "CH4"), "kgN2O": ("kg", "N2O"),
    "gCH4": ("g", "CH4"), "gN2O": ("g", "N2O"), "kgN2O-N": ("kg", ""), "tC": ("tC", ""), "GJ": ("GJ", ""), "kJ": ("kJ", ""),
    "MJ": ("MJ", ""), "MWh": ("MWh", ""), "kg": ("kg", ""), "kgce": ("kgce", ""),
}  # fmt: skip
BELOW = {
    "10^4Nm3": "10^4Nm3", "kg CH3OH": "kg", "kg C2H5OH": "kg", "kgBOD": "kg", "kgCOD": "kg", "kgN": "kg", "kg湿重": "kg", "kg布草": "kg",
    "(t·km)": "tkm", "room-night": "room_night", "餐次": "meal", "床·年": "bed_year", "张": "gec",
}  # fmt: skip


def stroke(unit: str) -> Stroke:
    """Split a printed unit; pure numbers and percentages stay without codes."""
    if unit in {"ratio", "%/yr of charge"}:
        return Stroke("", "")
    above, below = unit.split("/", 1)
    numerator, gas = ABOVE[above]
    return Stroke(numerator, BELOW.get(below, below), gas)


# ---------------------------------------------------------------- fuels, series, sets


def fuel_role(row: Row) -> tuple[str, str, str]:
    """Fuel, parameter and set of a fuel's row, from its id; empty for other rows."""
    known = (
        (r"(?P<fuel>\w+)_(?P<parameter>ncv|cc|of|ef)_set(?P<set>[ABC])", None),
        (r"(?P<fuel>\w+)_(?P<parameter>ef)_(?P<set>gbt51366)", None),
        (r"(?P<fuel>\w+)_(?P<parameter>ch4|n2o)_stat", "stationary"),
        (r"mob_(?P<fuel>gasoline|diesel|cng|lpg)\w*_(?P<parameter>ch4|n2o)", "road"),
        (r"(?P<parameter>density)_(?P<fuel>\w+)", ""),
        (r"(?P<parameter>kgce)_water_(?P<set>\d+)", None),
        (r"(?P<parameter>kgce)_natural_gas_(?P<set>low|high|common)", None),
        (r"(?P<parameter>kgce)_electricity_(?P<set>jiangsu)_eq", None),
        (r"(?P<parameter>kgce)_(?P<fuel>\w+)", ""),
        (r"(?P<fuel>methanol|ethanol)_(?P<parameter>ef|ncv)(_bio)?", ""),
        (r"(?P<fuel>biomass)_(?P<parameter>co2)_memo", ""),
        (r"desnz_(fuel|bio)_(?P<fuel>\w+)_\d{4}", "desnz"),
    )
    for pattern, fixed in known:
        match = re.fullmatch(pattern, row["id"])
        if match:
            found = match.groupdict()
            fuel = found.get("fuel") or re.sub(r"^kgce_|_(\d+|low|high|common|jiangsu_eq)$", "", row["id"])
            parameter = {"co2": "ef"}.get(found.get("parameter", "ef"), found.get("parameter", "ef"))
            english = {"ng": "natural_gas", "petrol": "gasoline"}
            return english.get(fuel, fuel), parameter, str(found.get("set", fixed) if fixed is None else fixed)
    return "", "", ""


OWN_SERIES = {
    "grid_cn_mee_ets_2015": "grid_cn_ets_old",
    "grid_reg_east_2012": "grid_ndrc_east",
    "grid_reg_central_2012": "grid_ndrc_central",
    "grid_prov_sichuan_2018": "grid_assessment_sichuan",
}
"""Values of an older method: never spliced into the series that the same place has today (factors.md §1)."""


def series(row: Row) -> str:
    """Name of the series whose vintages follow each other; empty where there is one value only."""
    if row["id"] in OWN_SERIES:
        return OWN_SERIES[row["id"]]
    match = re.fullmatch(r"((?:grid|elec_lca|desnz|kgce_water)\w*)_\d{4}", row["id"])
    return match[1] if match else ""


def built_in_set(row: Row) -> str:
    """The assessment report inside a CO2e factor: DESNZ 2024 and 2025 use AR5."""
    return "AR5" if row["id"].startswith("desnz_") and "CO2e" in row["unit"] else ""


def gas_of(row: Row, above: str) -> str:
    """The gas above the stroke; biogenic CO2 apart."""
    if row["scope"] == "memo" and above == "CO2":
        return "CO2-biogenic"
    return above


def mark(row: Row) -> str:
    """How far the value has been held against its original."""
    return "transcribed" if row["evidence"].startswith("seen") and row.get("confidence") == "high" else "unchecked"


# ---------------------------------------------------------------- warming potentials

GAS_GROUPS = {
    "CO2": "CO2", "CH4": "CH4", "N2O": "N2O", "SF6": "SF6", "NF3": "NF3", "PFC-14": "PFCs",
    "R290": "CO2e", "R600": "CO2e", "R600a": "CO2e", "R717": "CO2e",
} | dict.fromkeys(("R11", "R12", "R22", "R123", "R141b", "R1233zd(E)", "Halon-1301", "Halon-1211"), "HCFC")  # fmt: skip
"""Reporting group of a species; those not named are hydrofluorocarbons. Gases with chlorine or bromine are memo lines (domain.md N14)."""


def species_of(row: Row) -> str:
    """The species a row of warming potentials is about, from its name."""
    special = {
        "gwp_ch4_fossil_ar6": "CH4-fossil", "gwp_ch4_nonfossil_ar6": "CH4-biogenic", "gwp_pfc14": "PFC-14", "gwp_r1234ze": "R1234ze(E)",
    }  # fmt: skip
    bare = re.sub(r"_(ar\d|sar)$", "", row["id"])
    name = row["name_zh"].split(" ")[0]
    return special.get(row["id"]) or special.get(bare) or (name if "mzz" in name or "1233zd" in name else name.split("(")[0])


def gwp_sets(row: Row) -> str:
    """The assessment reports a value belongs to; ammonia has the same in all."""
    match = re.search(r"_(sar|ar\d)(_desnz)?$", row["id"])
    return match[1].upper() if match else "SAR|AR4|AR5|AR6"


def warming_row(row: Row) -> dict[str, str]:
    """One row of gwp.csv or published_blends.csv."""
    species = species_of(row)
    group = GAS_GROUPS.get(species.split("-fossil")[0].split("-biogenic")[0], "HFCs")
    return {
        "id": row["id"], "species": species, "gas": group, "gwp_set": gwp_sets(row), "value": row["value"], "zh": row["name_zh"],
        "en": row["name_en"], "vintage": row["applies_from_year"], "region": row["region"], "document": row["source_doc"],
        "clause": row["clause"], "mark": mark(row),
    }  # fmt: skip


# ---------------------------------------------------------------- the five files of factors


def blend_rows(row: Row) -> Iterable[dict[str, str]]:
    """A blend, one row for each component."""
    for part in row["value"].split(","):
        component, percent = part.split(":")
        yield {
            "id": row["id"], "species": row["name_zh"].split(" ")[0], "component": component, "share": str(Decimal(percent) / 100),
            "zh": row["name_zh"], "en": row["name_en"], "region": row["region"], "document": row["source_doc"], "clause": row["clause"],
            "mark": mark(row),
        }  # fmt: skip


def benchmark_row(row: Row) -> dict[str, str]:
    """One row of benchmarks.csv."""
    return {
        "id": row["id"], "zh": row["name_zh"], "en": row["name_en"], "value": row["value"], "unit": row["unit"],
        "vintage": row["applies_from_year"], "valid_to": row["applies_to_year"], "region": row["region"], "document": row["source_doc"],
        "clause": row["clause"], "mark": mark(row),
    }  # fmt: skip


def factor_row(row: Row) -> dict[str, str]:
    """One row of factors.csv."""
    unit = stroke(row["unit"])
    fuel, parameter, fuel_set = fuel_role(row)
    return {
        "id": row["id"], "zh": row["name_zh"], "en": row["name_en"], "category": row["category"], "scope": row["scope"],
        "value": row["value"], "unit": row["unit"], "numerator": unit.numerator, "per": unit.per, "gas": gas_of(row, unit.gas),
        "fuel": fuel, "parameter": parameter, "fuel_set": fuel_set, "gwp_set": built_in_set(row), "series": series(row),
        "vintage": row["applies_from_year"], "valid_to": row["applies_to_year"], "region": row["region"], "document": row["source_doc"],
        "clause": row["clause"], "mark": mark(row), "usable": row["usable"],
    }  # fmt: skip


def sort_out(factors: Iterable[Row]) -> dict[str, list[dict[str, str]]]:
    """Every row of the factor table in its typed file."""
    files: dict[str, list[dict[str, str]]] = {
        name: [] for name in ("factors.csv", "gwp.csv", "published_blends.csv", "blends.csv", "benchmarks.csv")
    }
    for row in factors:
        if row["category"] == "refrigerant_blend":
            files["blends.csv"].extend(blend_rows(row))
        elif row["category"] == "benchmark":
            files["benchmarks.csv"].append(benchmark_row(row))
        elif row["id"].endswith("_desnz"):
            files["published_blends.csv"].append(warming_row(row))
        elif row["category"] == "gwp":
            files["gwp.csv"].append(warming_row(row))
        else:
            files["factors.csv"].append(factor_row(row))
    return files


# ---------------------------------------------------------------- measures

PARAMETER = re.compile(r"(?P<name>\w+) \[(?P<unit>[^\] ]+)(?: (?P<note>[^\]]+))?\] (?P<low>\S+)~(?P<high>\S+) \(默认 (?P<default>\S+)\)")
SEEN = re.compile(r"\s*\(seen:[^)]*\)|,seen:[^)]*(?=\))")


def proof(measure: Row) -> str:
    """What proves a measure, without the notes on where that was read."""
    return SEEN.sub("", measure["source"])


def exact(number: str) -> str:
    """`3e+07` as 30000000."""
    return format(Decimal(number), "f")


def measure_files(measures: Iterable[Row]) -> dict[str, list[dict[str, str]]]:
    """The measures, their formulas one for each output, their parameters with unit and note apart."""
    files: dict[str, list[dict[str, str]]] = {"measures.csv": [], "measure_formulas.csv": [], "measure_parameters.csv": []}
    for measure in measures:
        files["measures.csv"].append(
            {
                "id": measure["id"], "venue_types": measure["venue_types"], "zh": measure["name_zh"], "en": measure["name_en"],
                "lifetime_years": measure["lifetime_years"], "proof": proof(measure), "mark": mark(measure),
            }
        )  # fmt: skip
        for formula in measure["formula"].split("; "):
            output, expression = formula.split(" = ")
            files["measure_formulas.csv"].append({"measure": measure["id"], "output": output, "expression": expression})
        for text in measure["parameters"].split("; "):
            match = PARAMETER.fullmatch(text)
            if match is None:
                raise SystemExit(f"{measure['id']}: cannot read the parameter {text!r}")
            found = match.groupdict(default="")
            unit = "" if found["unit"] == "-" else found["unit"]
            limits = {key: exact(found[key]) for key in ("low", "high", "default")}
            files["measure_parameters.csv"].append(
                {"measure": measure["id"], "name": found["name"], "unit": unit, "note": found["note"], **limits}
            )
    return files


# ---------------------------------------------------------------- digests and files


def digest(fields: Iterable[str]) -> str:
    """SHA-256 of a row's fields."""
    return hashlib.sha256(json.dumps(list(fields), ensure_ascii=False).encode("utf-8")).hexdigest()


def factor_digest(row: Row) -> str:
    """Digest of a row of the factor table, without the notes on where it was seen."""
    return digest(row[field] for field in FACTOR_FIELDS)


def measure_digest(row: Row) -> str:
    """Digest of a row of the measure table, without the notes on where it was seen."""
    return digest(
        (*(row[name] for name in ("id", "venue_types", "name_zh", "name_en", "formula", "parameters", "lifetime_years")), proof(row))
    )


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table; two rows with one id are refused."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if len({row["id"] for row in rows}) != len(rows):
        raise SystemExit(f"{path}: an id occurs twice")
    return rows


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """A table as UTF-8 with plain line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def protocol(factors: list[dict[str, str]], measures: list[dict[str, str]], files: Mapping[str, list[dict[str, str]]]) -> str:
    """The text of takeover.toml: rows in, rows out, and a digest for each row."""
    lines = [DIGEST_NOTE, "[rows_in]", f"factors = {len(factors)}", f"measures = {len(measures)}", "", "[rows_out]"]
    lines += [f'"{name}" = {len({row["id"] for row in rows}) if "id" in rows[0] else len(rows)}' for name, rows in files.items()]
    lines += ["", "[factors]"] + [f'{row["id"]} = "{factor_digest(row)}"' for row in factors]
    lines += ["", "[measures]"] + [f'{row["id"]} = "{measure_digest(row)}"' for row in measures]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the two tables, write the typed files."""
    parser = argparse.ArgumentParser(description="Take the reference tables over into the typed files of the catalogue.")
    for name in ("factors", "measures", "out"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    factors, measures = read(arguments.factors), read(arguments.measures)
    files = sort_out(factors) | measure_files(measures)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        write(arguments.out / name, rows)
        print(f"{name}: {len(rows)}")
    (arguments.out / "takeover.toml").write_text(protocol(factors, measures, files), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
