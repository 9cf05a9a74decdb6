"""Reading the rules that fill parameters of measures and speak for measures from a venue's own data."""

from __future__ import annotations

import string
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core import resources
from core.accounting.measure_claims import CARRIERS
from core.catalogue_loader.end_uses import BASES, load_end_uses
from core.catalogue_loader.loading import load_catalogue
from core.catalogue_loader.tables import Row, Tables
from core.domain.catalogue import Catalogue
from core.domain.reduction_rules import Need, Pattern, PatternKind, PrefillRule, Reads, ReductionRules
from core.i18n import _

_READS = {one.value: one for one in Reads if one is not Reads.SOURCE}
_NEEDS = {one.value: one for one in (Reads.SOURCE, Reads.PRODUCED, Reads.REFILLED)}
_KINDS = {one.value: one for one in PatternKind}
_MONTHS = range(1, 13)
_FIGURES = {"percent", "ratio", "amount", "each"}
_NUMBERS = {"number", "integer"}


@dataclass(frozen=True, slots=True)
class _Known:
    """The codes that rules may name."""

    catalogue: Catalogue
    end_uses: Collection[str]

    def codes(self, reads: Reads) -> Collection[str] | None:
        """What a rule that reads this may name; None for any text."""
        catalogue = self.catalogue
        fields = {one.code for kind in catalogue.venue_types.values() for one in kind.profile if one.kind in _NUMBERS}
        known: dict[Reads, Collection[str]] = {
            Reads.PROFILE: fields,
            Reads.PRODUCED: catalogue.outputs,
            Reads.QUANTITY: catalogue.source_types,
            Reads.LOWEST: catalogue.source_types,
            Reads.SOURCE: catalogue.source_types,
            Reads.RATIO: {*catalogue.outputs, *catalogue.source_types, *fields},
            Reads.BOUGHT: CARRIERS,
            Reads.END_USE: [f"{use}:{output}" for use in self.end_uses for output in BASES],
        }
        return known.get(reads)


@cache
def reduction_rules() -> ReductionRules:
    """The rules that ship with the program, read once: they are frozen."""
    return load_reduction_rules(resources.folder("reductions"))


def load_reduction_rules(place: Path, catalogue: Catalogue | None = None) -> ReductionRules:
    """Read the rules from their folder.

    Args:
        place: the folder.
        catalogue: measures, sources, outputs and profile fields that rules may name; those that ship with the program when None.

    Raises:
        FileError: a file is missing or wrong; the message names file, line and field.
    """
    tables = Tables(place)
    known = _Known(catalogue or load_catalogue(), load_end_uses(place).uses)
    prefills: dict[str, tuple[PrefillRule, ...]] = {}
    for row in tables.csv("prefills.csv", "measure parameter reads codes factor zh en"):
        rule = _prefill(row, known)
        own = prefills.get(rule.measure_id, ())
        if any((one.parameter, one.reads, one.codes) == (rule.parameter, rule.reads, rule.codes) for one in own):
            raise row.wrong("codes", _("上面没有的：同一参数读同一数据只一行"))
        prefills[rule.measure_id] = (*own, rule)
    needs: dict[str, Need] = {}
    for row in tables.csv("needs.csv", "measure reads codes"):
        key = row.new_code("measure", needs)
        row.code("measure", known.catalogue.measures)
        reads = row.meaning("reads", _NEEDS)
        needs[key] = Need(key, reads, _codes(row, reads, known))
    patterns: dict[str, Pattern] = {}
    for row in tables.toml_tables("patterns.toml", "pattern"):
        one = _pattern(row, patterns, known)
        patterns[one.code] = one
    return ReductionRules(prefills, needs, tuple(patterns.values()))


def _prefill(row: Row, known: _Known) -> PrefillRule:
    measure = known.catalogue.measures[row.code("measure", known.catalogue.measures)]
    parameter = row.code("parameter", [one.name for one in measure.parameters])
    reads = row.meaning("reads", _READS)
    factor = row.number("factor")
    if factor <= 0:
        raise row.wrong("factor", _("大于 0 的数"))
    zh, en = row.text("zh", ""), row.text("en", "")
    if factor != 1 and not zh:
        raise row.wrong("zh", _("文字：系数不是 1 时要说明从哪里来"))
    if bool(zh) != bool(en):
        raise row.wrong("en", _("和中文成对的文字"))
    return PrefillRule(measure.id, parameter, reads, _codes(row, reads, known), factor, zh, en)


def _codes(row: Row, reads: Reads, known: _Known) -> tuple[str, ...]:
    text = row.text("codes", "")
    allowed = known.codes(reads)
    if allowed is None:
        return tuple(text.split("|")) if text else ()
    codes = tuple(text.split("/" if reads is Reads.RATIO else "|"))
    for code in codes:
        if code not in allowed:
            raise row.wrong("codes", _("已定义的代码（「{value}」不是）").format(value=code))
    if reads is Reads.RATIO and len(codes) != _PAIR:
        raise row.wrong("codes", _("两个代码，中间用 / 隔开"))
    return codes


_PAIR = 2


def _pattern(row: Row, taken: Collection[str], known: _Known) -> Pattern:
    catalogue = known.catalogue
    pattern = Pattern(
        code=row.new_code("code", taken),
        kind=row.meaning("kind", _KINDS),
        output=row.code("output", CARRIERS, ""),
        high=row.integers("high", _MONTHS),
        low=row.integers("low", _MONTHS),
        sources=row.codes("sources", catalogue.source_types),
        names=row.texts("names"),
        produced=row.code("produced", catalogue.outputs, ""),
        venue_types=row.codes("venue_types", catalogue.venue_types),
        at_least=row.number("at_least"),
        measures=row.codes("measures", catalogue.measures),
        zh=row.text("zh"),
        en=row.text("en"),
    )
    for field, needed in _needed(pattern):
        if needed:
            raise row.wrong(field, _("这种规律要有的内容，不能空着"))
    if pattern.at_least < 0:
        raise row.wrong("at_least", _("不小于 0 的数"))
    for field, text in (("zh", pattern.zh), ("en", pattern.en)):
        if not _names_a_figure(text):
            raise row.wrong(field, _("含有 {figures} 之一的文字").format(figures="、".join(f"{{{name}}}" for name in sorted(_FIGURES))))
    return pattern


def _needed(pattern: Pattern) -> tuple[tuple[str, bool], ...]:
    """Fields that a kind of pattern cannot do without, each with whether it is missing."""
    kind = pattern.kind
    of_sources = kind in {PatternKind.SHARE_OF_SOURCES, PatternKind.LEAK, PatternKind.REFILLED}
    return (
        ("output", not of_sources and not pattern.output),
        ("high", kind is PatternKind.MONTHS and not pattern.high),
        ("low", kind is PatternKind.MONTHS and not pattern.low),
        ("sources", kind is PatternKind.SHARE_OF_SOURCES and not pattern.sources),
        ("names", kind in {PatternKind.METERED, PatternKind.REFILLED} and not pattern.names),
        ("produced", kind is PatternKind.PER_OUTPUT and not pattern.produced),
        ("measures", not pattern.measures),
    )


def _names_a_figure(text: str) -> bool:
    """Whether a text holds one or more of the figures, and nothing else in braces."""
    try:
        names = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return False
    return bool(names) and names <= _FIGURES
