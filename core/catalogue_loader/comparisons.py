"""What figures are compared with and how uncertain they are: half-widths, groups of benchmarks, what a venue type's use follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from core.accounting.methods import METHODS
from core.catalogue_loader.factors import MARKS
from core.catalogue_loader.tables import Row, Tables
from core.domain.activity import DataQuality
from core.domain.benchmark import BenchmarkFit, BenchmarkMetric, BenchmarkTable, ClimateZone
from core.domain.catalogue import ProposedOutput, VenueType
from core.domain.change_split import ChangeSplitRule
from core.domain.emission import Gas
from core.domain.uncertainty import FactorUncertainty, HalfWidth, Provenance, UncertaintyTable
from core.i18n import _

LEVELS = ("constraint", "base", "guide", "mean")
"""约束值, 基准值, 引导值, 均值."""

_GRADES = {grade.value: grade for grade in DataQuality}
_GASES = {gas.value: gas for gas in Gas}
_PROVENANCES = {one.value: one for one in Provenance}
_METRICS = {metric.value: metric for metric in BenchmarkMetric}
_OUTPUT = "output:"


def read_uncertainties(tables: Tables) -> UncertaintyTable:
    """uncertainty.toml: every grade has a half-width, and the last kind of factor fits whatever the others leave."""
    whole, text = tables.toml("uncertainty.toml")
    activity: dict[DataQuality, HalfWidth] = {}
    for row in whole.rows("activity", text):
        grade = row.meaning("grade", _GRADES)
        if grade in activity:
            raise row.wrong("grade", _("全表唯一的代码，上面已有同样的"))
        activity[grade] = _half_width(row, grade.value)
        row.finish()
    factors: list[FactorUncertainty] = []
    for row in whole.rows("factor", text):
        code = row.new_code("code", {one.half_width.code for one in factors})
        found = FactorUncertainty(
            _half_width(row, code),
            row.codes("methods", METHODS),
            tuple(_GASES[gas] for gas in row.codes("gases", _GASES)),
            _PROVENANCES[row.code("provenance", _PROVENANCES, Provenance.ANY.value)],
        )
        row.finish()
        factors.append(found)
    whole.finish()
    if len(activity) != len(_GRADES):
        raise whole.wrong("activity", _("A、B、C、D 四级各一项"))
    if not factors or factors[-1].methods or factors[-1].gases or factors[-1].provenance is not Provenance.ANY:
        raise whole.wrong("factor", _("最后一项不带任何条件，适用于其余所有因子"))
    return UncertaintyTable(activity, tuple(factors))


def _half_width(row: Row, code: str) -> HalfWidth:
    percent = row.number("percent")
    if percent < 0:
        raise row.wrong("percent", _("不小于 0 的百分数"))
    return HalfWidth(
        code=code,
        zh=row.text("zh"),
        en=row.text("en"),
        percent=percent,
        note_zh=row.text("note_zh"),
        note_en=row.text("note_en"),
        origin=row.text("origin"),
        mark=row.meaning("mark", MARKS),
    )


def read_benchmark_table(
    tables: Tables, benchmarks: Collection[str], venue_types: Mapping[str, VenueType], regions: Collection[str]
) -> BenchmarkTable:
    """benchmark_fits.toml: every benchmark, venue type, profile choice and division that it names exists."""
    whole, text = tables.toml("benchmark_fits.toml")
    zones: dict[str, ClimateZone] = {}
    for row in whole.rows("zone", text):
        zone = ClimateZone(row.new_code("code", zones), row.text("zh"), row.text("en"), row.codes("regions", regions))
        row.finish()
        zones[zone.code] = zone
    fits: dict[str, BenchmarkFit] = {}
    for row in whole.rows("fit", text):
        venue_type = venue_types[row.code("venue_type", venue_types)]
        field, choices = _choices(row, venue_type)
        fit = BenchmarkFit(
            code=row.new_code("code", fits),
            zh=row.text("zh"),
            en=row.text("en"),
            venue_type=venue_type.code,
            field=field,
            choices=choices,
            zones=row.codes("zones", zones),
            metric=row.meaning("metric", _METRICS),
            levels=_levels(row, benchmarks),
            electricity_kgce=_optional(row, "electricity_kgce"),
            grid_factor=_optional(row, "grid_factor"),
            whole_building=row.flag("whole_building"),
            note_zh=row.text("note_zh", ""),
            note_en=row.text("note_en", ""),
        )
        row.finish()
        fits[fit.code] = fit
    whole.finish()
    return BenchmarkTable(tuple(fits.values()), zones)


def _choices(row: Row, venue_type: VenueType) -> tuple[str, tuple[str, ...]]:
    """The profile field that decides and which of its choices fit; none where every venue of the type fits."""
    if "field" not in row.fields():
        return "", ()
    fields = {one.code: one for one in venue_type.profile if one.choices}
    field = fields[row.code("field", fields)]
    return field.code, row.codes("choices", {code for code, _zh, _en in field.choices})


def _levels(row: Row, benchmarks: Collection[str]) -> tuple[tuple[str, str], ...]:
    found = row.pairs("levels")
    for level, benchmark in found:
        if level not in LEVELS or benchmark not in benchmarks:
            raise row.wrong("levels", _("一组 [级别, 指标编号]，级别如 {levels}").format(levels="、".join(LEVELS)))
    return found


def _optional(row: Row, field: str) -> Decimal | None:
    return row.number(field) if field in row.fields() else None


def read_change_split(whole: Row, outputs: Collection[ProposedOutput], source_types: Collection[str]) -> ChangeSplitRule | None:
    """The table [change_split] of a venue type; None where it has none."""
    if "change_split" not in whole.fields():
        return None
    row = whole.inner("change_split")
    known = {f"{_OUTPUT}{output.code}" for output in outputs}
    rule = ChangeSplitRule(
        driver=row.code("driver", known).removeprefix(_OUTPUT),
        days=row.code("days", known, "").removeprefix(_OUTPUT),
        not_driven=row.codes("not_driven", source_types),
    )
    row.finish()
    return rule
