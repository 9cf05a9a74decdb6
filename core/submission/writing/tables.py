"""The tables of a submission: everything that the figures are made of, as CSV that any program reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.domain.activity import ActivityRecord, shares_by_month
from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Scope
from core.domain.inventory import EmissionLine, FactorUse, GhgInventory
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO, canonical, micro_to_decimal, plain

Row = Sequence[str]

BLEND_SHARE = "w"
"""Symbol of a component's mass share; its rows in factors.csv are named `<blend>#<component>`, since a blend has several."""


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """What the tables are written from.

    Attributes:
        records: every record that touches the period, those that were corrected since included.
        evidence_numbers: id of an attached file → its number in the package, such as ``E0001``.
    """

    period: ReportingPeriod
    sources: Sequence[EmissionSource]
    records: Sequence[ActivityRecord]
    inventory: GhgInventory
    catalogue: Catalogue
    evidence_numbers: Mapping[str, str]


def exact(value: Fraction) -> str:
    """A number without loss: a decimal where it has an end, else ``n/d``."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return canonical(value, decimals=value.denominator.bit_length())  # no fewer than the power of two or five in it


def factor_key(use: FactorUse) -> str:
    """The id under which factors.csv carries a factor; empty for constants and conversions."""
    return f"{use.factor_id}#{use.unit}" if use.factor_id and use.symbol == BLEND_SHARE else use.factor_id


def tables(books: Bookkeeping) -> Mapping[str, bytes]:
    """Path in the package → CSV."""
    return {
        "data/tables/units.csv": _units(books.catalogue),
        "data/tables/sources.csv": _sources(books),
        "data/tables/outputs.csv": _outputs(books),
        "data/tables/records.csv": _records(books),
        "data/tables/months.csv": _months(books),
        "data/tables/factors.csv": _factors(books),
    }


def _csv(head: str, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head.split(","))
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _units(catalogue: Catalogue) -> bytes:
    return _csv("code,dimension,scale,label", ([u.code, u.dimension, exact(u.scale), u.label] for u in catalogue.units))


def scope_word(scope: Scope) -> str:
    """``1``, ``2``, ``3`` or ``memo``."""
    return "memo" if scope is Scope.MEMO else str(int(scope))


def _sources(books: Bookkeeping) -> bytes:
    head = "id,name,type,scope,category,unit,method,species,factorId,excludedReason,excludedTonnes,operator"
    rows = []
    for source in books.sources:
        kind = books.catalogue.source_types[source.type_code]
        scope = scope_word(kind.scope)
        start = [source.id, source.name, source.type_code, scope, str(kind.category), source.unit, kind.method]
        rows.append([*start, source.species, source.factor_id, source.excluded_reason, _text(source.excluded_tonnes), source.operator])
    return _csv(head, rows)


def output_units(books: Bookkeeping) -> Mapping[str, str]:
    """The outputs that the records speak of, with their units."""
    codes = sorted({record.subject.removeprefix("output:") for record in books.records if record.subject.startswith("output:")})
    return {code: books.catalogue.outputs[code].unit for code in codes}


def _outputs(books: Bookkeeping) -> bytes:
    return _csv("code,name,unit", ([code, books.catalogue.outputs[code].zh, unit] for code, unit in output_units(books).items()))


def _text(value: Decimal | date | None) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else format(plain(value), "f")


def _records(books: Bookkeeping) -> bytes:
    head = (
        "id,subject,kind,quantity,unit,rowQuantity,month,start,end,corrects,reverses,estimated,meter,"
        "readingStart,readingEnd,multiplier,amountYuan,invoice,zeroReason,quality,note,evidence"
    )
    return _csv(head, (_record(record, books.evidence_numbers) for record in books.records))


def _record(record: ActivityRecord, numbers: Mapping[str, str]) -> Row:
    return [
        record.id,
        record.subject,
        record.kind.value,
        _text(record.quantity.value),
        record.quantity.unit,
        _text(micro_to_decimal(record.micro)),
        str(record.month) if record.month else "",
        _text(record.start),
        _text(record.end),
        record.corrects or "",
        record.reverses or "",
        "1" if record.estimated else "0",
        record.meter_id or "",
        _text(record.reading_start),
        _text(record.reading_end),
        _text(record.multiplier),
        _text(record.amount_yuan),
        record.invoice,
        record.zero_reason,
        record.grade().value,
        record.note,
        ";".join(numbers[one] for one in record.evidence if one in numbers),
    ]


def month_sums(books: Bookkeeping) -> Mapping[tuple[str, Month], Fraction]:
    """Quantity of each row and month of the period, in the row's unit, from the records that count."""
    return {
        (subject, month): Fraction(sum(micro for _record, micro in parts), MICRO)
        for (subject, month), parts in shares_by_month(books.records).items()
        if month in books.period
    }


def _months(books: Bookkeeping) -> bytes:
    units = {str(source.id): source.unit for source in books.sources}
    units |= {f"output:{code}": unit for code, unit in output_units(books).items()}
    order = {subject: number for number, subject in enumerate(units)}
    rows = (
        [subject, str(month), canonical(quantity), units[subject]]
        for (subject, month), quantity in sorted(month_sums(books).items(), key=lambda item: (order[item[0][0]], item[0][1]))
    )
    return _csv("subject,month,quantity,unit", rows)


def all_lines(inventory: GhgInventory) -> tuple[EmissionLine, ...]:
    """Counted lines, then memo lines."""
    return (*inventory.lines(), *inventory.memo_lines())


def _factors(books: Bookkeeping) -> bytes:
    names = {factor.id: factor.zh for factor in books.catalogue.factors.values()}
    names |= {value.id: value.species for value in books.catalogue.gwp_values}
    gwp_ids = {value.id for value in books.catalogue.gwp_values}
    used: dict[str, Row] = {}
    for line in all_lines(books.inventory):
        for use in line.uses:
            key = factor_key(use)
            if key and key not in used:
                name = names.get(use.factor_id) or key
                vintage = "" if use.vintage is None else str(use.vintage)
                gwp_set = books.inventory.method.gwp_set.value if use.factor_id in gwp_ids else ""
                used[key] = [key, name, exact(use.value), use.unit, use.document, use.clause, vintage, use.mark.value, gwp_set]
    return _csv("id,name,value,unit,document,clause,vintage,mark,gwpSet", (used[key] for key in sorted(used)))
