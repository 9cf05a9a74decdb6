"""From lines to totals: every sum that the result and the statement show, added up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from core.domain.activity import DataQuality
from core.domain.period import ReportingPeriod
from core.domain.quantity import MICRO, canonical, whole_tonnes_up
from core.i18n import _
from core.submission.reading.recompute_factors import LEAK
from core.submission.reading.recompute_lines import Differences, Line, Months
from core.submission.reading.recompute_tables import Tables, exact

_SCOPES: Final = ("1", "2", "3")
_OUTPUT: Final = "output:"


def total_of(lines: Sequence[Line], *, p1: bool) -> Fraction:
    """Tonnes of the lines of a profile."""
    return sum((line.tonnes for line in lines if line.counted and (line.in_p1 or not p1)), Fraction(0))


def _sums(lines: Sequence[Line], key: Callable[[Line], str]) -> dict[str, str]:
    sums: dict[str, Fraction] = {}
    for line in lines:
        sums[key(line)] = sums.get(key(line), Fraction(0)) + line.tonnes
    return {name: canonical(value) for name, value in sums.items()}


def _scopes(lines: Sequence[Line]) -> dict[str, str]:
    return dict.fromkeys(_SCOPES, "0") | _sums(lines, lambda line: line.scope)


@dataclass(frozen=True, slots=True)
class Accounts:
    """What was stated and what came out.

    Attributes:
        document: footprint.json.
        statement: submission.json.
    """

    document: Mapping[str, Any]
    statement: Mapping[str, Any]
    tables: Tables
    months: Months
    lines: Sequence[Line]
    period: ReportingPeriod


def compare_totals(accounts: Accounts, differences: Differences) -> None:
    """Compare every sum of the result, and the statement's own result, with what the lines add up to."""
    document, statement, lines = accounts.document, accounts.statement, accounts.lines
    p1 = statement["method"]["profile"] == "P1"
    counted = [line for line in lines if line.counted and (line.in_p1 or not p1)]
    total = total_of(lines, p1=p1)
    differences.compare("total_tco2e", canonical(total), document["total_tco2e"])
    for profile, value in (("P1", total_of(lines, p1=True)), ("P2", total_of(lines, p1=False))):
        differences.compare(f"profiles {profile}", canonical(value), document["profiles"][profile])
    needed = str(whole_tonnes_up(total))
    differences.compare("offset_needed_t", needed, document["offset_needed_t"])
    by_scope, by_gas = _scopes(counted), _sums(counted, lambda line: line.gas)
    _compare_table("by_scope", by_scope, document["by_scope"], differences)
    _compare_table("by_gas", by_gas, document["by_gas"], differences)
    _compare_sources(accounts, counted, differences)
    _compare_months(accounts, counted, differences)
    _compare_memo(accounts, differences)
    _compare_outputs(accounts, differences)
    _compare_intensities(accounts, total_of(lines, p1=False), differences)
    _compare_quality(accounts, differences)
    result = statement["result"]
    differences.compare("submission.json totalTCO2e", canonical(total), result["totalTCO2e"])
    differences.compare("submission.json offsetNeededT", needed, result["offsetNeededT"])
    _compare_table("submission.json byScope", by_scope, result["byScope"], differences)
    _compare_table("submission.json byGas", by_gas, result["byGas"], differences)
    _compare_method(accounts, differences)


def _compare_table(place: str, found: Mapping[str, str], stated: Mapping[str, str], differences: Differences) -> None:
    for key in sorted(found.keys() | stated.keys()):
        differences.compare(f"{place} {key}", found.get(key, ""), stated.get(key, ""))


def _compare_sources(accounts: Accounts, counted: Sequence[Line], differences: Differences) -> None:
    document, tables, lines = accounts.document, accounts.tables, accounts.lines
    stated = {one["source_id"]: one for one in document["by_source"]}
    inside = {key: source for key, source in tables.sources.items() if not source.excluded}
    if len(stated) != len(document["by_source"]) or stated.keys() != inside.keys():
        differences.note("by_source", _("与 sources.csv 里计入的排放源不一一对应"))
    for key, source in inside.items():
        if key not in stated:
            continue
        one, place = stated[key], f"by_source {source.name}"
        own = [line for line in counted if line.source == key]
        quantities = {line.month: line.quantity for line in lines if line.source == key}
        differences.compare(f"{place} tco2e", canonical(sum((line.tonnes for line in own), Fraction(0))), one["tco2e"])
        differences.compare(f"{place} quantity", canonical(sum(quantities.values(), Fraction(0))), one["quantity"])
        for what, value in (("source", source.name), ("unit", source.unit), ("method", source.method), ("scope", source.scope)):
            differences.compare(f"{place} {what}", value, one[what])
        _compare_table(f"{place} by_gas", _sums(own, lambda line: line.gas), one["by_gas"], differences)
    outside = [source for source in tables.sources.values() if source.excluded]
    left_out = sorted((source.name, source.excluded, source.excluded_tonnes, source.operator) for source in outside)
    named = sorted(
        (one["source"], one["reason"], str(one.get("tonnes") or ""), str(one.get("operator", ""))) for one in document["excluded"]
    )
    differences.compare("excluded", str(left_out), str(named))


def _compare_months(accounts: Accounts, counted: Sequence[Line], differences: Differences) -> None:
    document, period = accounts.document, accounts.period
    wanted = [str(month) for month in period]
    named = [one["month"] for one in document["by_month"]]
    if named != wanted:
        differences.compare("by_month", "、".join(wanted), "、".join(named))
        return
    for month, one in zip(period, document["by_month"], strict=True):
        own = [line for line in counted if line.month == month]
        differences.compare(f"by_month {month}", canonical(sum((line.tonnes for line in own), Fraction(0))), one["tco2e"])
        _compare_table(f"by_month {month} by_scope", _scopes(own), one["by_scope"], differences)


def _compare_memo(accounts: Accounts, differences: Differences) -> None:
    beside = [line for line in accounts.lines if not line.counted]
    found = _sums(beside, lambda line: f"{accounts.tables.sources[line.source].name} {line.gas}")
    stated = {f"{one['source']} {one['gas']}": one["tco2e"] for one in accounts.document["memo"]}
    _compare_table("memo", found, stated, differences)


def _compare_outputs(accounts: Accounts, differences: Differences) -> None:
    tables, months = accounts.tables, accounts.months
    stated = {one["code"]: one for one in accounts.document["outputs"]}
    if stated.keys() != tables.outputs.keys():
        differences.note("outputs", _("与 outputs.csv 不一一对应"))
    for code in stated.keys() & tables.outputs.keys():
        differences.compare(f"outputs {code} unit", tables.outputs[code], stated[code]["unit"])
        differences.compare(f"outputs {code}", canonical(_output(code, months)), stated[code]["quantity"])


def _output(code: str, months: Months) -> Fraction:
    return Fraction(sum(micro for (subject, _month), micro in months.all.items() if subject == f"{_OUTPUT}{code}"), MICRO)


def _compare_intensities(accounts: Accounts, total: Fraction, differences: Differences) -> None:
    """Kilograms by output; a denominator from the venue's profile, such as an area, is taken as stated."""
    for one in accounts.document["intensities"]:
        place = f"intensities {one['code']}"
        kind, _colon, code = one["denominator"].partition(":")
        try:
            denominator = _output(code, accounts.months) if kind == "output" else exact(one["denominator_value"])
        except ValueError:
            differences.note(place, _("分母不是数字"))
            continue
        differences.compare(f"{place} denominator_value", canonical(denominator), one["denominator_value"])
        value = canonical(total * 1000 / denominator) if denominator else ""
        differences.compare(place, value, one["value"] or "")


def _compare_quality(accounts: Accounts, differences: Differences) -> None:
    """Share of the emissions by grade of the records behind them, each line split by their quantities; a leak rate is always D."""
    weights = {grade.value: Fraction(0) for grade in DataQuality}
    for line in accounts.lines:
        parts = accounts.months.parts[line.source, line.month] if line.counted else []
        whole = sum(abs(micro) for _grade, micro in parts)
        for grade, micro in parts:
            if whole:
                estimated = accounts.tables.sources[line.source].method == LEAK
                weights[DataQuality.D.value if estimated else grade] += abs(line.tonnes) * abs(micro) / whole
    total = sum(weights.values())
    shares = {grade: canonical(weight / total) if total else "0" for grade, weight in weights.items()}
    _compare_table("data_quality", shares, accounts.document["data_quality"], differences)


def _compare_method(accounts: Accounts, differences: Differences) -> None:
    method = accounts.statement["method"]
    for there, here in (
        ("profile", "profile"),
        ("basis", "basis"),
        ("grid", "gridRegion"),
        ("fuel_set", "fuelSet"),
        ("gwp_set", "gwpSet"),
        ("factor_set", "factorSet"),
        ("factor_set_sha256", "factorSetSha256"),
    ):
        differences.compare(f"submission.json {here}", method[here], accounts.document[there])
    for key, factor in accounts.tables.factors.items():
        if factor.gwp_set:
            differences.compare(f"factors.csv {key} gwpSet", method["gwpSet"], factor.gwp_set)
