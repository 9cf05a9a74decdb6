"""Reading the end uses: which measure saves where, and the usual shares of a carrier."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

from core import resources
from core.catalogue_loader.tables import Tables
from core.domain.emission import EvidenceMark
from core.domain.end_use import EndUse, EndUseKind, EndUses, UsualShare
from core.i18n import _

BASES = ("dE", "dG", "dPet", "dDie", "dLPG", "dCoal", "ER")
"""Outputs of formulas that may have a base: carriers, and tonnes of gases that leak."""

_KINDS = {kind.value: kind for kind in EndUseKind}
_MARKS = {mark.value: mark for mark in EvidenceMark}
_WHOLE = 100


@cache
def end_uses() -> EndUses:
    """The end uses that ship with the program, read once: they are frozen."""
    return load_end_uses(resources.folder("reductions"))


def load_end_uses(place: Path) -> EndUses:
    """Read the end uses from their folder.

    Raises:
        FileError: a file is missing or wrong; the message names file, line and field.
    """
    tables = Tables(place)
    rows: dict[str, tuple[str, str, EndUseKind, tuple[str, ...], tuple[str, ...]]] = {}
    of_measure: dict[str, str] = {}
    for row in tables.toml_tables("end_uses.toml", "end_use"):
        code = row.new_code("code", rows)
        kind = _KINDS[row.code("kind", _KINDS, EndUseKind.SHARED.value)]
        measures = row.texts("measures")
        for one in measures:
            if one in of_measure:
                raise row.wrong("measures", _("每项措施只在一个用能环节（「{id}」上面已有）").format(id=one))
            of_measure[one] = code
        rows[code] = row.text("zh"), row.text("en"), kind, measures, row.texts("sources")
    shares = _shares(tables, tuple(rows))
    return EndUses({code: EndUse(code, *facts, shares[code]) for code, facts in rows.items()}, of_measure)


def _shares(tables: Tables, uses: tuple[str, ...]) -> Mapping[str, Mapping[tuple[str, str], UsualShare]]:
    """The usual shares by end use; those of one carrier and type of venue are parts of one whole."""
    shares: dict[str, dict[tuple[str, str], UsualShare]] = {code: {} for code in uses}
    given: dict[tuple[str, str], Fraction] = {}
    for row in tables.csv("end_use_shares.csv", "end_use venue_type output percent mark zh en"):
        own = shares[row.code("end_use", uses)]
        key = row.text("venue_type"), row.code("output", BASES)
        percent = row.number("percent")
        if key in own:
            raise row.wrong("end_use", _("同一环节、场所类型和能源只一行"))
        given[key] = given.get(key, Fraction(0)) + Fraction(percent)
        if percent <= 0 or given[key] > _WHOLE:
            raise row.wrong("percent", _("大于 0 的数，同一场所类型和能源的各行合计不超过 100"))
        own[key] = UsualShare(percent, row.meaning("mark", _MARKS), row.text("zh"), row.text("en"))
    return shares
