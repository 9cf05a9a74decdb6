"""Reading the rules that fill parameters of measures and speak for measures from a venue's own data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core import resources
from core.catalogue_loader.tables import Tables
from core.domain.reduction_rules import Need, Pattern, PatternKind, PrefillRule, Reads, ReductionRules
from core.i18n import _

_READS = {one.value: one for one in Reads}
_KINDS = {one.value: one for one in PatternKind}
_MONTHS = range(1, 13)


@cache
def reduction_rules() -> ReductionRules:
    """The rules that ship with the program, read once: they are frozen."""
    return load_reduction_rules(resources.folder("reductions"))


def load_reduction_rules(place: Path) -> ReductionRules:
    """Read the rules from their folder.

    Raises:
        FileError: a file is missing or wrong; the message names file, line and field.
    """
    tables = Tables(place)
    prefills: dict[str, tuple[PrefillRule, ...]] = {}
    for row in tables.csv("prefills.csv", "measure parameter reads code factor"):
        key, name = row.text("measure"), row.text("parameter")
        own = prefills.get(key, ())
        if any(one.parameter == name for one in own):
            raise row.wrong("parameter", _("同一参数只一行"))
        prefills[key] = (*own, PrefillRule(key, name, row.meaning("reads", _READS), row.text("code", ""), row.number("factor")))
    needs: dict[str, Need] = {}
    for row in tables.csv("needs.csv", "measure reads codes"):
        key = row.new_code("measure", needs)
        needs[key] = Need(key, row.meaning("reads", _READS), tuple(row.text("codes").split("|")))
    patterns: dict[str, Pattern] = {}
    for row in tables.toml_tables("patterns.toml", "pattern"):
        code = row.new_code("code", patterns)
        patterns[code] = Pattern(
            code=code,
            kind=row.meaning("kind", _KINDS),
            output=row.text("output", ""),
            high=row.integers("high", _MONTHS),
            low=row.integers("low", _MONTHS),
            sources=row.texts("sources"),
            produced=row.text("produced", ""),
            at_least=row.number("at_least"),
            measures=row.texts("measures"),
            zh=row.text("zh"),
            en=row.text("en"),
        )
    return ReductionRules(prefills, needs, tuple(patterns.values()))
