"""Emission sources, outputs and venue types."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from core.accounting.methods import METHODS
from core.catalogue_loader.comparisons import read_change_split
from core.catalogue_loader.factors import MARKS
from core.catalogue_loader.tables import Row, Tables
from core.domain.catalogue import IntensityRule, ProfileField, ProposedOutput, ProposedSource, VenueType
from core.domain.emission import EmissionFactor, OutputType, Scope, SourceType
from core.domain.quantity import UnitTable
from core.i18n import _

_SCOPES = {scope.value: scope for scope in Scope}
_NEEDED_INPUTS: Mapping[str, tuple[str, ...]] = {
    "fuel": ("fuel",),
    "vehicle_fuel": ("fuel",),
    "alcohol_fuel": ("factor",),
    "purchased_heat": ("factor",),
    "wastewater_ch4": ("bo",),
    "biomass": ("factor", "ch4", "n2o"),
}
_FACTOR_ROLES = ("factor", "density", "ch4", "n2o", "bo")
_BRIDGE_ROLES = ("bridge_value", "bridge_unit", "bridge_note")
_GAS_METHODS = ("gas_release", "gas_recovery", "leak_rate")
_ASKING_METHODS = ("leak_rate", "wastewater_ch4", "wastewater_n2o", "waste_biological")
"""Methods whose factor is never taken without the person's choice."""

_SPECIES: Mapping[str, re.Pattern[str]] = {
    "alcohol_fuel": re.compile(r"(100|[1-9]\d?)%", re.ASCII),
    "purchased_cooling": re.compile(r"COP [1-9]\d?\.\d", re.ASCII),
}
"""Methods whose species is no gas but a number that the row must say, and how it is written."""
_CATEGORIES = range(1, 7)
_KINDS = ("text", "number", "integer", "choice", "date", "month")
_NEEDS = ("R", "S", "O")


def read_source_types(
    tables: Tables, units: UnitTable, factors: Mapping[str, EmissionFactor], species: Collection[str]
) -> dict[str, SourceType]:
    """emission_sources.toml; method, units, factors and species must be known, and the method finds what it reads."""
    types: dict[str, SourceType] = {}
    codes = {unit.code for unit in units}
    fuels = {
        role: {factor.fuel for factor in factors.values() if factor.parameter == parameter}
        for role, parameter in (("fuel", "ncv"), ("fuel_c", "ef"))
    }
    for row in tables.toml_tables("emission_sources.toml", "source"):
        kind = SourceType(
            code=row.new_code("code", types),
            zh=row.text("zh"),
            en=row.text("en"),
            scope=_scope(row),
            category=row.integer("category"),
            unit=row.code("unit", codes),
            units=row.codes("units", codes),
            method=row.code("method", METHODS),
            inputs=_inputs(row.inner("inputs"), codes, factors, fuels),
            species_choices=_species(row, species),
            factor_choices=row.codes("factor_choices", factors),
            metered=row.flag("metered"),
            zero_needs_reason=row.flag("zero_needs_reason"),
            asks_factor=row.flag("asks_factor"),
            own_only=row.flag("own_only"),
            events_only=row.flag("events_only"),
            bill=row.text("bill"),
            help_zh=row.text("help_zh"),
            help_en=row.text("help_en"),
        )
        _check_source(row, kind)
        types[kind.code] = kind
    return types


def _scope(row: Row) -> Scope:
    scope = _SCOPES.get(row.integer("scope"))
    if scope is None:
        raise row.wrong("scope", _("0、1、2 或 3"))
    return scope


def _species(row: Row, known: Collection[str]) -> tuple[str, ...]:
    """The substances a row may hold; for two methods the numbers it may state instead."""
    form = _SPECIES.get(row.code("method", METHODS))
    if form is None:
        return row.codes("species_choices", known)
    found = row.texts("species_choices")
    for text in found:
        if not form.fullmatch(text):
            raise row.wrong("species_choices", _("写成 90% 或 COP 3.5 的数"))
    return found


def _inputs(
    inputs: Row, units: Collection[str], factors: Mapping[str, EmissionFactor], fuels: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """What a method reads: every factor exists, every fuel has a calorific value, a bridge is a number between two units.

    `fuel_c` names the fuel in set C, which has direct factors, where that set calls it otherwise.
    """
    found: dict[str, str] = {}
    for role in inputs.fields():
        if role in _FACTOR_ROLES:
            found[role] = inputs.code(role, factors)
        elif role in fuels:
            found[role] = inputs.code(role, fuels[role])
        elif role == "bridge_mark":
            found[role] = inputs.code(role, MARKS)
        elif role in _BRIDGE_ROLES:
            found[role] = inputs.text(role)
    inputs.finish()
    if "bridge_value" in found:
        inputs.number("bridge_value")
        above, _stroke, below = inputs.text("bridge_unit").partition("/")
        if above not in units or below not in units:
            raise inputs.wrong("bridge_unit", _("两个已定义的单位，如 t/m3"))
        inputs.text("bridge_note")
    return found


def _check_source(row: Row, kind: SourceType) -> None:
    if kind.category not in _CATEGORIES:
        raise row.wrong("category", _("1 到 6"))
    if kind.unit not in kind.units:
        raise row.wrong("units", _("包含 {unit} 的列表").format(unit=kind.unit))
    for role in _NEEDED_INPUTS.get(kind.method, ()):
        if role not in kind.inputs:
            raise row.wrong("inputs", _("含有 {role} 的一组").format(role=role))
    if kind.method in {*_GAS_METHODS, *_SPECIES} and not kind.species_choices:
        raise row.wrong("species_choices", _("可选的气体型号"))
    if kind.method in {"direct_factor", *_ASKING_METHODS} and kind.asks_factor == ("factor" in kind.inputs):
        raise row.wrong("asks_factor", _("有缺省因子时 false，没有时 true"))
    if kind.asks_factor and bool(kind.factor_choices) == kind.own_only:
        raise row.wrong("factor_choices", _("可选的因子"))


def read_outputs(tables: Tables, units: UnitTable) -> dict[str, OutputType]:
    """outputs.toml."""
    outputs: dict[str, OutputType] = {}
    codes = {unit.code for unit in units}
    for row in tables.toml_tables("outputs.toml", "output"):
        output = OutputType(
            code=row.new_code("code", outputs),
            zh=row.text("zh"),
            en=row.text("en"),
            unit=row.code("unit", codes),
            bill=row.text("bill"),
            help_zh=row.text("help_zh"),
            help_en=row.text("help_en"),
        )
        outputs[output.code] = output
    return outputs


def read_venue_types(
    tables: Tables, units: UnitTable, source_types: Mapping[str, SourceType], outputs: Mapping[str, OutputType]
) -> dict[str, VenueType]:
    """The files of venue_types/, in the order of their names; a file is named after its code."""
    venue_types: dict[str, VenueType] = {}
    codes = {unit.code for unit in units}
    for name in tables.names("venue_types", ".toml"):
        whole, text = tables.toml(name)
        produced = tuple(_output(row, outputs) for row in whole.rows("outputs", text))
        profile = _profile(whole, text, codes)
        venue_type = VenueType(
            code=whole.code("code", (PurePosixPath(name).stem,)),
            zh=whole.text("zh"),
            en=whole.text("en"),
            subtitle_zh=whole.text("subtitle_zh"),
            subtitle_en=whole.text("subtitle_en"),
            points_zh=whole.texts("points_zh"),
            points_en=whole.texts("points_en"),
            sources=tuple(_source(row, source_types) for row in whole.rows("sources", text)),
            outputs=produced,
            profile=profile,
            intensities=_intensities(whole, text, produced, profile),
            change_split=read_change_split(whole, produced, source_types),
        )
        whole.finish()
        venue_types[venue_type.code] = venue_type
    return venue_types


def _source(row: Row, source_types: Mapping[str, SourceType]) -> ProposedSource:
    kind = source_types[row.code("type_code", source_types)]
    if kind.events_only:
        raise row.wrong("type_code", _("不限于活动的排放源类型"))
    species = row.code("species", kind.species_choices) if kind.species_choices else ""
    source = ProposedSource(kind.code, row.text("name_zh"), row.text("name_en"), row.flag("ticked", default=True), species)
    row.finish()
    return source


def _output(row: Row, outputs: Mapping[str, OutputType]) -> ProposedOutput:
    output = ProposedOutput(row.code("code", outputs), row.code("need", _NEEDS))
    row.finish()
    return output


def _profile(whole: Row, text: str, units: Collection[str]) -> tuple[ProfileField, ...]:
    fields: dict[str, ProfileField] = {}
    for row in whole.rows("profile", text):
        field = ProfileField(
            code=row.new_code("code", fields),
            zh=row.text("zh"),
            en=row.text("en"),
            kind=row.code("kind", _KINDS),
            unit=row.code("unit", units, ""),
            choices=row.triples("choices"),
            required=row.flag("required"),
            first_run=row.flag("first_run"),
            help_zh=row.text("help_zh", ""),
            help_en=row.text("help_en", ""),
        )
        if (field.kind == "choice") != bool(field.choices):
            raise row.wrong("choices", _("kind 是 choice 时的选项，否则不写"))
        row.finish()
        fields[field.code] = field
    return tuple(fields.values())


def _intensities(
    whole: Row, text: str, outputs: Collection[ProposedOutput], profile: Collection[ProfileField]
) -> tuple[IntensityRule, ...]:
    denominators = {f"output:{output.code}" for output in outputs} | {
        f"profile:{field.code}" for field in profile if field.kind == "number"
    }
    rules: dict[str, IntensityRule] = {}
    for row in whole.rows("intensities", text):
        rule = IntensityRule(
            code=row.new_code("code", rules),
            zh=row.text("zh"),
            en=row.text("en"),
            unit=row.text("unit"),
            denominator=row.code("denominator", denominators),
            headline=row.flag("headline"),
        )
        row.finish()
        rules[rule.code] = rule
    if sum(rule.headline for rule in rules.values()) != 1:
        raise whole.wrong("intensities", _("其中恰有一项 headline = true"))
    return tuple(rules.values())
