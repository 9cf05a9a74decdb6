"""The tables of a submission, read strictly: every cell is what its column says, or the row is named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, TypeVar

from core.domain.activity import DataQuality, RecordKind
from core.domain.period import Month
from core.errors import InputError
from core.i18n import _
from core.submission.codes import message
from core.submission.naming import TABLES
from core.submission.reading.refusing import shown

Key = TypeVar("Key")
Value = TypeVar("Value")

Reader = Callable[[str], bytes | None]
"""Content of a payload file by its path; None where there is none that may be read."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400}|/[0-9]{1,400})?")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,40})?")
_HEADS: Final[Mapping[str, str]] = {
    "units": "code,dimension,scale,label",
    "sources": "id,name,type,scope,category,unit,method,species,factorId,excludedReason",
    "outputs": "code,name,unit",
    "records": "id,subject,kind,quantity,unit,rowQuantity,month,start,end,corrects,reverses,estimated,meter,readingStart,readingEnd,"
    "multiplier,amountYuan,invoice,zeroReason,quality,note,evidence",
    "months": "subject,month,quantity,unit",
    "factors": "id,name,value,unit,document,clause,vintage,mark,gwpSet",
}
_ADDED: Final[Mapping[str, str]] = {"sources": ",excludedTonnes,operator"}
"""Columns that newer packages have at the end of a table; older ones go without."""

_OUTPUT: Final = "output:"


class TableError(Exception):
    """A file of the package cannot be computed with; its text names the place."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit: `scale` base units of its dimension."""

    dimension: str
    scale: Fraction
    label: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """An emission source.

    Attributes:
        species: refrigerant, methanol content or coefficient of performance.
        factor: id of the factor the person picked, or empty.
        excluded: the reason why it stays outside, or empty.
        excluded_tonnes: how large it is estimated to be, as written; empty where nobody has estimated it.
        operator: who runs it where that is not the venue; empty otherwise.
    """

    name: str
    scope: str
    unit: str
    method: str
    species: str
    factor: str
    excluded: str
    excluded_tonnes: str
    operator: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as on the bill.

    Attributes:
        row_quantity: the quantity in the unit of its row, as stated.
        period: a month, or the half-open days of a bill; None for the note that a meter was changed.
    """

    id: str
    subject: str
    quantity: Fraction
    unit: str
    row_quantity: Fraction
    period: Month | tuple[date, date] | None
    corrects: str
    grade: str
    proven: bool


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A published number."""

    value: Fraction
    unit: str
    gwp_set: str


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables; `months` as stated, (subject, month) → quantity and unit."""

    units: Mapping[str, UnitRow]
    sources: Mapping[str, SourceRow]
    outputs: Mapping[str, str]
    records: Sequence[RecordRow]
    months: Mapping[tuple[str, str], tuple[str, str]]
    factors: Mapping[str, FactorRow]

    def unit_of(self, subject: str) -> str | None:
        """Unit of a row, or None where there is no such row."""
        if subject.startswith(_OUTPUT):
            return self.outputs.get(subject.removeprefix(_OUTPUT))
        source = self.sources.get(subject)
        return source.unit if source is not None else None


def exact(text: str) -> Fraction:
    """A number as written: a decimal, or ``n/d``.

    Raises:
        ValueError: it is none.
    """
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    try:
        return Fraction(text)
    except ZeroDivisionError as error:
        raise ValueError(text) from error


def read_tables(read: Reader) -> Tables:
    """Read all six.

    Raises:
        TableError: a table is missing, or a row of it is not what it should be.
    """
    return Tables(
        units=_keyed(read, "units", lambda cell: (cell["code"], UnitRow(cell["dimension"], _positive(cell["scale"]), cell["label"]))),
        sources=_keyed(read, "sources", _source),
        outputs=_keyed(read, "outputs", lambda cell: (cell["code"], cell["unit"])),
        records=[one for _key, one in _keyed(read, "records", _record).items()],
        months=_keyed(read, "months", lambda cell: ((cell["subject"], cell["month"]), (cell["quantity"], cell["unit"]))),
        factors=_keyed(read, "factors", lambda cell: (cell["id"], FactorRow(exact(cell["value"]), cell["unit"], cell["gwpSet"]))),
    )


def _positive(text: str) -> Fraction:
    value = exact(text)
    if value <= 0:
        raise ValueError(text)
    return value


class _Cells(dict[str, str]):
    """The cells of one row by their columns, and its number."""

    row = 0


def _keyed(read: Reader, name: str, take: Callable[[_Cells], tuple[Key, Value]]) -> dict[Key, Value]:
    """The rows of a table by their keys, each key once."""
    path = f"{TABLES}{name}.csv"
    found: dict[Key, Value] = {}
    for cells in _rows(read, path, _HEADS[name], _ADDED.get(name, "")):
        try:
            key, value = take(cells)
        except (ValueError, InputError) as error:
            raise _wrong(path, cells.row, shown(str(error))) from error
        if key in found:
            raise _wrong(path, cells.row, _("重复"))
        found[key] = value
    return found


def _wrong(path: str, row: int, detail: str) -> TableError:
    return TableError(message("E_RECOMPUTE_TABLE", name=path, row=row, detail=detail))


def _rows(read: Reader, path: str, known: str, added: str) -> Iterator[_Cells]:
    content = read(path)
    if content is None:
        raise _wrong(path, 0, _("没有这个文件，或者太大"))
    row = 1
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        head = next(lines, None)
        if head is None or head not in (known.split(","), f"{known}{added}".split(",")):
            raise _wrong(path, row, _("表头不符"))
        for row, line in enumerate(lines, 2):
            if len(line) != len(head):
                raise _wrong(path, row, _("列数不符"))
            cells = _Cells(zip(head, line, strict=True))
            cells.row = row
            yield cells
    except UnicodeDecodeError as error:
        raise _wrong(path, 0, "UTF-8") from error
    except csv.Error as error:
        raise _wrong(path, row + 1, "CSV") from error


def _source(cell: _Cells) -> tuple[str, SourceRow]:
    if cell["scope"] not in ("1", "2", "3", "memo"):
        raise ValueError(cell["scope"])
    return cell["id"], SourceRow(
        cell["name"],
        cell["scope"],
        cell["unit"],
        cell["method"],
        cell["species"],
        cell["factorId"],
        cell["excludedReason"],
        _size(cell.get("excludedTonnes", "")),
        cell.get("operator", ""),
    )


def _size(text: str) -> str:
    if text and _DECIMAL.fullmatch(text) is None:
        raise ValueError(text)
    return text


def _record(cell: _Cells) -> tuple[str, RecordRow]:
    for name in ("quantity", "rowQuantity"):
        if _DECIMAL.fullmatch(cell[name]) is None:
            raise ValueError(cell[name])
    return cell["id"], RecordRow(
        id=cell["id"],
        subject=cell["subject"],
        quantity=Fraction(cell["quantity"]),
        unit=cell["unit"],
        row_quantity=Fraction(cell["rowQuantity"]),
        period=_period(cell),
        corrects=cell["corrects"],
        grade=DataQuality(cell["quality"]).value,
        proven=bool(cell["evidence"]),
    )


def _period(cell: _Cells) -> Month | tuple[date, date] | None:
    kind = RecordKind(cell["kind"])
    if kind is RecordKind.METER_CHANGE:
        return None
    if kind is RecordKind.MONTH:
        return Month.parse(cell["month"])
    return date.fromisoformat(cell["start"]), date.fromisoformat(cell["end"])
