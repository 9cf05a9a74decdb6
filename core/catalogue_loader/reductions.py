"""Reading what measures are read by: costs in orders of magnitude, programmes, and what is no reduction."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core import resources
from core.catalogue_loader.tables import Tables
from core.domain.measure import MeasureTraits, NotCounted, ReductionGuide


@cache
def reduction_guide() -> ReductionGuide:
    """The guide that ships with the program, read once: it is frozen."""
    return load_reduction_guide(resources.folder("reductions"))


def load_reduction_guide(place: Path) -> ReductionGuide:
    """Read a guide from its folder.

    Raises:
        FileError: a file is missing or wrong; the message names file, line and field.
    """
    tables = Tables(place)
    programmes: dict[str, tuple[str, str]] = {}
    for row in tables.toml_tables("programmes.toml", "programme"):
        programmes[row.new_code("code", programmes)] = row.text("zh"), row.text("en")
    none = tuple(
        NotCounted(row.text("zh"), row.text("en"), row.text("why_zh"), row.text("why_en"))
        for row in tables.toml_tables("not_counted.toml", "not_counted")
    )
    traits: dict[str, MeasureTraits] = {}
    for row in tables.csv("traits.csv", "measure cost_hint benefit links programmes"):
        codes = row.meanings("programmes", {code: code for code in programmes}) if row.text("programmes", "") else ()
        traits[row.new_code("measure", traits)] = MeasureTraits(
            cost_hint=row.text("cost_hint", ""), benefit=row.text("benefit", ""), links=row.text("links", ""), programmes=codes
        )
    exclusions = tuple(frozenset(row.codes("measures", traits)) for row in tables.toml_tables("exclusions.toml", "exclusion"))
    return ReductionGuide(traits, programmes, none, exclusions)
