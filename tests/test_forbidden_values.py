"""What must not be encoded (factors.md §8): the six items are absent from every table, as values, as labels and as words."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "resources"
CATALOGUE = FOLDER / "catalogue"
NUMBER = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")


def rows(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTORS = rows("factors.csv")


def texts() -> Iterator[tuple[str, str]]:
    """Every table and text that ships, by its name; fonts, pictures and samples of bills hold no factors."""
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in {".csv", ".toml", ".md", ".po", ".json", ".txt"} and "samples" not in path.parts and "licences" not in path.parts:
            yield str(path.relative_to(FOLDER)), path.read_text(encoding="utf-8")


def values(category: str) -> set[Decimal]:
    return {Decimal(row["value"]) for row in FACTORS if row["category"] == category}


def near(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, text)


def test_one_there_is_one_heat_factor_and_no_regional_one() -> None:
    assert values("heat") == {Decimal("0.11")}
    assert [row["region"] for row in FACTORS if row["category"] == "heat"] == ["全国"]
    for name, text in texts():
        assert "0.1165" not in text, name


def test_two_burnt_waste_keeps_its_dry_matter() -> None:
    """0.40 × 0.40 × 0.95 × 44/12 = 0.5573 t/t would double the 0.2717 of the 2011 guideline."""
    burnt = {row["id"]: row["value"] for row in FACTORS if row["category"] == "waste" and "incin" in row["id"]}
    assert burnt == {
        "msw_incin_ccw_2011": "0.20",
        "msw_incin_fcf_2011": "0.39",
        "msw_incin_ef_2011": "0.95",
        "msw_incin_co2_2011": "0.2717",
    }
    for name, text in texts():
        assert not near(r"(?<![\d.])0\.557\d*", text), name


def test_three_sewage_has_the_factors_of_the_ipcc_and_no_default_load() -> None:
    correction = {row["id"]: row["value"] for row in FACTORS if row["id"].startswith("ww_mcf")}
    assert correction == {"ww_mcf_septic": "0.5", "ww_mcf_anaerobic": "0.8", "ww_mcf_aerobic_2019": "0.03"}
    assert not values("wastewater") & {Decimal("0.3"), Decimal("0.9"), Decimal(200)}
    for name, text in texts():
        assert not near(r"BOD[^\n]{0,20}(?<!\d)200(?!\d)|(?<!\d)200 ?mg/L", text), name


def test_four_no_placeholder_passes_for_gb_t_51161() -> None:
    quoted = {Decimal(row["value"]) for row in rows("benchmarks.csv") if "51161" in row["document"] and "hotel" in row["id"]}
    assert quoted == {Decimal(value) for value in ("110", "90", "135", "115", "160", "120", "200", "150", "240", "180")}
    malls = {Decimal(row["value"]) for row in rows("benchmarks.csv") if "51161" in row["document"] and "mall" in row["id"]}
    assert not malls & {Decimal(value) for value in ("100", "70", "50", "80", "55", "220")} - {Decimal("70")}
    food = [row["value"] for row in rows("benchmarks.csv") if "51161" in row["document"] and row["value"] == "70"]
    assert [row["zh"] for row in rows("benchmarks.csv") if "51161" in row["document"] and row["value"] in food] == [
        "A类餐饮店非供暖能耗引导值(夏热冬冷)"
    ]
    for name, text in texts():
        assert not {"0.7188", "0.4908"} & set(NUMBER.findall(text)), name


@pytest.mark.parametrize(
    ("value", "years"), [("0.5366", {"2022"}), ("0.5568", {"2021"}), ("0.5703", {"2022"}), ("0.5810", {"2021"}), ("0.581", set())]
)
def test_five_a_grid_average_stands_under_the_year_it_was_measured(value: str, years: set[str]) -> None:
    national = [row for row in FACTORS if row["category"] == "electricity" and row["region"] == "全国"]
    assert {row["vintage"] for row in national if row["value"] == value} == years
    assert all(row["id"].endswith(row["vintage"]) for row in national if row["value"] == value)


@pytest.mark.parametrize(
    ("wrong", "value"),
    [("2021", "0.5366"), ("2022", "0.5568"), ("2020", "0.5703"), ("2023", "0.5703"), ("2020", "0.581"), ("2023", "0.581")],
)
def test_five_no_text_gives_a_grid_average_another_year(wrong: str, value: str) -> None:
    for name, text in texts():
        for line in text.splitlines():
            if value in NUMBER.findall(line) and wrong in line:
                assert re.search(r"公告20\d\d年|〔20\d\d〕", line), f"{name}: {line}"  # the year is that of the notice


def test_six_no_electric_car_carries_the_british_grid() -> None:
    assert not [row["id"] for row in FACTORS if re.search(r"desnz.*(bev|electric|_ev)", row["id"])]
    assert not [row["id"] for row in FACTORS if row["region"] == "英国" and re.search("电动|新能源", row["zh"])]


def test_six_foreign_rail_metro_and_burning_are_fallbacks_with_their_warning() -> None:
    marked = [row for row in FACTORS if row["usable"] == "fallback"]
    assert {row["id"].rsplit("_", 1)[0] for row in marked} == {"desnz_rail", "desnz_intl_rail", "desnz_metro", "desnz_ci_combustion"}
    assert all("兜底" in row["zh"] for row in marked)
    assert not [row["id"] for row in FACTORS if re.search("desnz.*(rail|metro|combustion)", row["id"]) and row["usable"] != "fallback"]


def test_six_a_certificate_is_a_megawatt_hour_and_never_tonnes() -> None:
    (certificate,) = [row for row in FACTORS if row["per"] == "gec"]
    assert (certificate["value"], certificate["numerator"], certificate["gas"]) == ("1", "MWh", "")
    for name, text in texts():
        assert not near(r"(1 ?张|1 ?GEC|每张)[^\n]{0,20}0\.57", text), name
