"""From records to months to lines: the arithmetic of a footprint, done again in exact numbers from the package alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from core.domain.period import Month, ReportingPeriod, spread_over_days
from core.domain.quantity import MICRO, canonical
from core.errors import InputError
from core.i18n import _
from core.submission.reading.recompute_factors import MARKET, product_of
from core.submission.reading.recompute_tables import RecordRow, Tables
from core.submission.reading.refusing import shown

_LONGEST_BILL: Final = timedelta(days=36_600)
_NO_LINES: Final = ("zero_memo", MARKET)

Place = tuple[str, Month]
"""Subject and month."""


class Differences(list[str]):
    """Sentences, each naming the place of one difference."""

    def compare(self, place: str, found: str, stated: str) -> None:
        """Note a figure that came out otherwise."""
        if found != stated:
            self.append(_("{place}：算得 {found}，写的是 {stated}").format(place=shown(place), found=shown(found), stated=shown(stated)))

    def note(self, place: str, what: str) -> None:
        """Note something else."""
        self.append(f"{shown(place)}：{what}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the footprint as computed here.

    Attributes:
        tonnes: exact.
        counted: stands among the lines of the total, else beside it as a memo.
    """

    source: str
    month: Month
    gas: str
    scope: str
    in_p1: bool
    tonnes: Fraction
    quantity: Fraction
    counted: bool


@dataclass(slots=True)
class Months:
    """Millionths by row and month inside the period.

    Attributes:
        all: from all records that count.
        proven: from those with evidence.
        parts: the records behind each, as (grade, millionths).
    """

    all: dict[Place, int] = field(default_factory=dict)
    proven: dict[Place, int] = field(default_factory=dict)
    parts: dict[Place, list[tuple[str, int]]] = field(default_factory=dict)


def months_of(tables: Tables, period: ReportingPeriod, differences: Differences) -> Months:
    """Records to months; compares each conversion and each cell of months.csv."""
    found = Months()
    replaced = {record.corrects for record in tables.records if record.corrects}
    for record in tables.records:
        place = f"records.csv {record.id}"
        micro = _micro(record, tables, place, differences)
        if micro is None or record.id in replaced or record.period is None:
            continue
        try:
            shares = _shares(record.period, micro)
        except InputError as error:
            differences.note(place, error.message)
            continue
        for month, part in shares.items():
            if month in period:
                key = (record.subject, month)
                found.all[key] = found.all.get(key, 0) + part
                found.proven[key] = found.proven.get(key, 0) + (part if record.proven else 0)
                found.parts.setdefault(key, []).append((record.grade, part))
    _compare_months(found, tables, differences)
    return found


def _micro(record: RecordRow, tables: Tables, place: str, differences: Differences) -> int | None:
    """The quantity in millionths of the row's unit, converted here."""
    row_unit = tables.units.get(tables.unit_of(record.subject) or "")
    unit = tables.units.get(record.unit)
    if row_unit is None or unit is None or row_unit.dimension != unit.dimension:
        differences.note(place, _("单位换算不了"))
        return None
    micro = round(record.quantity * unit.scale / row_unit.scale * MICRO)
    differences.compare(f"{place} rowQuantity", canonical(Fraction(micro, MICRO)), canonical(record.row_quantity))
    return micro


def _shares(period: Month | tuple[date, date], micro: int) -> Mapping[Month, int]:
    if isinstance(period, Month):
        return {period: micro}
    if period[1] - period[0] > _LONGEST_BILL:
        raise InputError("period.long", _("账期超过一百年"))
    return spread_over_days(micro, *period)


def _compare_months(found: Months, tables: Tables, differences: Differences) -> None:
    computed = {(subject, str(month)): micro for (subject, month), micro in found.all.items()}
    for (subject, month), micro in computed.items():
        quantity, unit = tables.months.get((subject, month), ("", ""))
        differences.compare(f"months.csv {subject} {month}", canonical(Fraction(micro, MICRO)), quantity)
        differences.compare(f"months.csv {subject} {month} unit", tables.unit_of(subject) or "", unit)
    for subject, month in tables.months.keys() - computed.keys():
        differences.note(f"months.csv {subject} {month}", _("没有记录"))


# ---------------------------------------------------------------- lines


def lines_of(document: Mapping[str, Any], tables: Tables, months: Months, differences: Differences) -> list[Line]:
    """Lines, each compared with its quantity, its factors and its tonnes, and each source with its months."""
    found: list[Line] = []
    chains: dict[tuple[str, str], list[Any]] = {}
    for counted, name in ((True, "lines"), (False, "memo_lines")):
        for number, stated in enumerate(document[name]):
            place = f"{name}[{number}] {stated['source']} {stated['month']}"
            line = _line(stated, tables, months, _Place(place, differences), counted=counted)
            if line is not None:
                found.append(line)
                chains.setdefault((line.source, str(line.month)), []).append(_chain(stated))
    _compare_chains(chains, tables, months, document, differences)
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the document, with where to note what is wrong there."""

    name: str
    differences: Differences

    def compare(self, what: str, found: str, stated: str) -> None:
        self.differences.compare(f"{self.name} {what}", found, stated)

    def note(self, what: str) -> None:
        self.differences.note(self.name, what)


def _line(stated: Mapping[str, Any], tables: Tables, months: Months, place: _Place, *, counted: bool) -> Line | None:
    source = tables.sources.get(stated["source"])
    month = _month(stated["month"])
    if source is None or source.excluded or month is None or (stated["source"], month) not in months.all:
        place.note(_("没有这个排放源或这个月的数据"))
        return None
    table = months.proven if source.method == MARKET else months.all
    quantity = Fraction(table[stated["source"], month], MICRO)
    place.compare("quantity", canonical(quantity), stated["quantity"])
    place.compare("unit", source.unit, stated["unit"])
    place.compare("method", source.method, stated["method"])
    wanted = source.scope if counted else "memo"
    place.compare("scope", wanted, stated["scope"])
    tonnes = quantity * product_of(stated["parameters"], source, tables, place.compare, place.note)
    place.compare("tco2e", canonical(tonnes), stated["tco2e"])
    return Line(stated["source"], month, stated["gas"], stated["scope"], stated["inP1"], tonnes, quantity, counted)


def _month(text: str) -> Month | None:
    try:
        month = Month.parse(text)
    except InputError:
        return None
    return month if str(month) == text else None


def _chain(stated: Mapping[str, Any]) -> tuple[Any, ...]:
    factors = tuple((one["symbol"], one["value"], one["factorId"]) for one in stated["parameters"])
    return stated["gas"], stated["scope"], stated["inP1"], factors


def _compare_chains(
    chains: Mapping[tuple[str, str], Sequence[Any]], tables: Tables, months: Months, document: Mapping[str, Any], differences: Differences
) -> None:
    """Each month of a source has the same gases by the same factors, each once: none is left out and none counts twice."""
    answered = {one["source_id"] for one in document["by_source"] if one["unanswered"]}
    with_lines = {source for source, _month_ in chains}
    model: dict[str, frozenset[Any]] = {}
    for subject, month in sorted(months.all):
        source = tables.sources.get(subject)
        if source is None or source.excluded:
            continue
        place = f"{subject} {month}"
        own = chains.get((subject, str(month)), ())
        if len(set(own)) != len(own):
            differences.note(place, _("同一行出现两次"))
        if subject not in with_lines:
            if subject not in answered and source.method not in _NO_LINES:
                differences.note(place, _("有数据，却没有排放"))
        elif model.setdefault(subject, frozenset(own)) != frozenset(own):
            differences.note(place, _("与其他月份的算法不同"))
