"""The whole catalogue: all tables, read once and held against each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

from core import resources
from core.catalogue_loader.comparisons import read_benchmark_table, read_uncertainties
from core.catalogue_loader.factors import MARKS, read_benchmarks, read_blends, read_factors, read_gwp_values, read_regions, read_units
from core.catalogue_loader.tables import Row, Tables
from core.catalogue_loader.venues import read_outputs, read_source_types, read_venue_types
from core.domain.catalogue import Catalogue
from core.domain.finding import CheckRule, ThresholdWords
from core.domain.measure import MeasureParameter, ReductionMeasure
from core.i18n import _

MEASURE_OUTPUTS = ("dE", "dG", "dPet", "dDie", "dLPG", "dCoal", "dW", "ER", "ER3", "MB")
"""What a formula of a measure may give (domain.md §5)."""


def load_catalogue(place: Path | Mapping[str, str] | Tables | None = None) -> Catalogue:
    """Read the reference data.

    Args:
        place: where the tables lie, or the tables by name; the shipped ones when None.

    Raises:
        FileError: a file is missing or wrong; the message names file, line and field, the hint what was expected.
    """
    tables = place if isinstance(place, Tables) else Tables(place or resources.folder("catalogue"))
    edition = _edition(tables)
    units = read_units(tables)
    factors = read_factors(tables, units)
    gwp_values = read_gwp_values(tables)
    blends = read_blends(tables, {value.species for value in gwp_values})
    source_types = read_source_types(tables, units, factors, {value.species for value in gwp_values} | set(blends))
    outputs = read_outputs(tables, units)
    venue_types = read_venue_types(tables, units, source_types, outputs)
    benchmarks = read_benchmarks(tables)
    measures = _measures(tables, venue_types)
    rules = _rules(tables)
    regions = read_regions(tables, {factor.series for factor in factors.values()})
    uncertainties = read_uncertainties(tables)
    benchmark_table = read_benchmark_table(tables, {benchmark.id for benchmark in benchmarks}, venue_types, regions)
    return Catalogue(
        edition,
        tables.digest(),
        units,
        factors,
        gwp_values,
        blends,
        benchmarks,
        source_types,
        outputs,
        venue_types,
        measures,
        rules,
        regions,
        uncertainties,
        benchmark_table,
    )


def _edition(tables: Tables) -> str:
    """edition.toml: year and month of the newest official document in the tables, and what packs have added since."""
    row, _text = tables.toml("edition.toml")
    name = row.text("name")
    row.finish()
    return name


def _measures(tables: Tables, venue_types: Collection[str]) -> dict[str, ReductionMeasure]:
    """measures.csv with the formulas and parameters that stand in files of their own."""
    rows: dict[str, Row] = {}
    for row in tables.csv("measures.csv", "id venue_types zh en lifetime_years proof mark"):
        rows[row.new_code("id", rows)] = row
    formulas: dict[str, list[tuple[str, str]]] = {}
    for row in tables.csv("measure_formulas.csv", "measure output expression"):
        formula = row.code("output", MEASURE_OUTPUTS), row.text("expression")
        formulas.setdefault(row.code("measure", rows), []).append(formula)
    parameters: dict[str, list[MeasureParameter]] = {}
    for row in tables.csv("measure_parameters.csv", "measure name unit note low high default"):
        low, high, default = row.number("low"), row.number("high"), row.number("default")
        if not low <= default <= high:
            raise row.wrong("default", _("{low} 到 {high} 之间的数").format(low=low, high=high))
        parameter = MeasureParameter(row.text("name"), row.text("unit", ""), row.text("note", ""), low, high, default)
        parameters.setdefault(row.code("measure", rows), []).append(parameter)
    return {
        code: ReductionMeasure(
            id=code,
            venue_types=row.meanings("venue_types", {name: name for name in venue_types}),
            zh=row.text("zh"),
            en=row.text("en"),
            formulas=tuple(formulas.get(code, ())),
            parameters=tuple(parameters.get(code, ())),
            lifetime_years=row.integer("lifetime_years"),
            proof=row.text("proof"),
            mark=row.meaning("mark", MARKS),
        )
        for code, row in rows.items()
    }


def _rules(tables: Tables) -> dict[str, CheckRule]:
    """checks.toml."""
    rules: dict[str, CheckRule] = {}
    for row in tables.toml_tables("checks.toml", "rule"):
        rule = CheckRule(
            id=row.new_code("id", rules),
            title_zh=row.text("title_zh"),
            title_en=row.text("title_en"),
            message_zh=row.text("message_zh"),
            message_en=row.text("message_en"),
            expected_zh=row.text("expected_zh", ""),
            expected_en=row.text("expected_en", ""),
            why_zh=row.text("why_zh", ""),
            why_en=row.text("why_en", ""),
            thresholds=_thresholds(row.inner("thresholds")),
            origin=row.text("origin"),
            name_zh=row.text("name_zh", ""),
            name_en=row.text("name_en", ""),
            words=_threshold_words(row.inner("threshold_words")),
        )
        unknown = sorted(set(rule.words) - set(rule.thresholds))
        if unknown:
            raise row.wrong("threshold_words", _("阈值的名称（「{name}」不是）").format(name=unknown[0]))
        rules[rule.id] = rule
    return rules


def _thresholds(row: Row) -> dict[str, Decimal]:
    return {name: row.number(name) for name in row.fields()}


def _threshold_words(row: Row) -> dict[str, ThresholdWords]:
    """What the thresholds of a rule are called; the value itself lies between `lowest` and `highest`."""
    found: dict[str, ThresholdWords] = {}
    for name in row.fields():
        one = row.inner(name)
        found[name] = ThresholdWords(
            zh=one.text("zh"),
            en=one.text("en"),
            unit_zh=one.text("unit_zh", ""),
            unit_en=one.text("unit_en", ""),
            lowest=one.number("lowest"),
            highest=one.number("highest"),
            fixed=one.flag("fixed"),
        )
        one.finish()
    return found
