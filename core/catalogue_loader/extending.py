"""A factor library extended by the rows of a pack: rows are only ever added, and a published number never changes (factors.md R1)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.catalogue_loader.factors import BENCHMARK_COLUMNS, BLEND_COLUMNS, FACTOR_COLUMNS, GWP_COLUMNS, read_units
from core.catalogue_loader.loading import load_catalogue
from core.catalogue_loader.tables import Row, TableError, Tables
from core.domain.catalogue import Catalogue
from core.domain.emission import Gas
from core.domain.quantity import UnitTable
from core.errors import FileError
from core.i18n import _

FACTORS, GWP, BLENDS, BENCHMARKS = "factors.csv", "gwp.csv", "blends.csv", "benchmarks.csv"
EXTENDABLE: Mapping[str, str] = {FACTORS: FACTOR_COLUMNS, GWP: GWP_COLUMNS, BLENDS: BLEND_COLUMNS, BENCHMARKS: BENCHMARK_COLUMNS}
"""The tables that a pack may add rows to, with the columns of their head."""

_EDITION = "edition.toml"
_SEVERAL_VINTAGES = "ef"
"""A published emission factor of a fuel may have several years; the other parameters of a named set are one number for ever."""


@dataclass(frozen=True, slots=True)
class AddedRow:
    """A row that a pack adds, as it is written."""

    table: str
    id: str
    zh: str
    en: str
    value: str
    unit: str
    vintage: str
    region: str
    document: str
    clause: str
    mark: str


@dataclass(frozen=True, slots=True)
class Extension:
    """A library with the rows of a pack.

    Attributes:
        texts: all tables.
        catalogue: the same, read.
        added: what is new; empty where the library had it all.
        known: how many rows of the pack were there already, word for word.
    """

    texts: Mapping[str, str]
    catalogue: Catalogue
    added: tuple[AddedRow, ...]
    known: int


def extend(base: Mapping[str, str], pack: Mapping[str, str], name: str) -> Extension:
    """Add the rows of a pack to a library.

    Args:
        base: the tables of the library, by name.
        pack: the tables of the pack, by name.
        name: of the edition that comes of it.

    Raises:
        FileError: a row cannot be added; message and hint name table, line, field and what was expected.
    """
    for table in pack:
        if table not in EXTENDABLE:
            raise _refused(_("不应有「{table}」").format(table=table), _("只能有 {names}").format(names="、".join(EXTENDABLE)))
    new = {table: _Added() for table in pack}
    try:
        units = read_units(Tables(base))
        for table in pack:
            _gather(table, base, pack, units, new[table])
        texts = _texts(base, new, name)
        catalogue = _read_whole(texts, base, new, name)
    except TableError as fault:
        raise _in_words(fault) from fault
    added = tuple(_shown(table, cells) for table in pack for cells in new[table].rows)
    return Extension(texts, catalogue, added, sum(one.known for one in new.values()))


@dataclass(frozen=True, slots=True)
class Differences:
    """What one library has and another has not.

    Attributes:
        added, gone: rows of the tables that packs extend; a row that differs stands in both.
        others: names of other tables that differ, such as the kinds of emission sources.
    """

    added: tuple[AddedRow, ...]
    gone: tuple[AddedRow, ...]
    others: tuple[str, ...]


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Differences:
    """Compare two libraries row by row."""
    added: list[AddedRow] = []
    gone: list[AddedRow] = []
    for table in EXTENDABLE:
        old, new = (_rows_by_text(table, texts) for texts in (before, after))
        added += [row for text, row in new.items() if text not in old]
        gone += [row for text, row in old.items() if text not in new]
    rest = (set(before) | set(after)) - set(EXTENDABLE) - {_EDITION}
    return Differences(tuple(added), tuple(gone), tuple(sorted(name for name in rest if before.get(name) != after.get(name))))


def _rows_by_text(table: str, texts: Mapping[str, str]) -> dict[tuple[str, ...], AddedRow]:
    rows = (_cells(row) for row in Tables(texts).csv(table, EXTENDABLE[table]))
    return {tuple(cells[column] for column in EXTENDABLE[table].split()): _shown(table, cells) for cells in rows}


@dataclass(slots=True)
class _Added:
    """The rows of one table that are new, with the lines where they stand in the pack."""

    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    known: int = 0


# ---------------------------------------------------------------- rows against rows


def _gather(table: str, base: Mapping[str, str], pack: Mapping[str, str], units: UnitTable, into: _Added) -> None:
    """Sort the rows of a pack's table into new ones and known ones.

    Raises:
        TableError: a row contradicts the library, or another row of the pack.
    """
    columns = EXTENDABLE[table]
    old: dict[str, list[dict[str, str]]] = {}
    taken: dict[tuple[str, ...], str] = {}
    for row in Tables(base).csv(table, columns):
        cells = _cells(row)
        old.setdefault(cells["id"], []).append(cells)
        taken |= dict.fromkeys(_keys(table, cells), cells["id"])
    mine: dict[str, list[dict[str, str]]] = {}
    for line, row in enumerate(Tables(pack).csv(table, columns), 2):
        cells = _cells(row)
        _check_row(table, row, cells, units)
        if cells in old.get(cells["id"], ()):
            into.known += 1
            continue
        if cells["id"] in old:
            raise row.wrong("id", _("新的编号：这个编号已经发布，发布过的数值不能改，也不能添"))
        if cells["id"] in mine and (table != BLENDS or cells in mine[cells["id"]]):
            raise row.wrong("id", _("包里没有第二次的编号"))
        for key in _keys(table, cells):
            if taken.setdefault(key, cells["id"]) != cells["id"]:
                raise row.wrong(_FIELDS[key[0]], _("还没有数值的一组：{id} 已给出同一项").format(id=taken[key]))
        mine.setdefault(cells["id"], []).append(cells)
        into.rows.append(cells)
        into.lines.append(line)


_FIELDS = {"series": "vintage", "parameter": "parameter", "gwp": "species", "blend": "species"}
"""Kind of a key → the field that a second row with it has wrong."""


def _keys(table: str, cells: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """What the library may hold once only, beside the id."""
    if table == FACTORS:
        if cells["series"]:
            yield "series", cells["series"], cells["vintage"]
        if cells["fuel"] and cells["parameter"] != _SEVERAL_VINTAGES:
            yield "parameter", cells["fuel"], cells["parameter"], cells["fuel_set"]
    elif table == GWP:
        for gwp_set in cells["gwp_set"].split("|"):
            yield "gwp", cells["species"], gwp_set
    elif table == BLENDS:
        yield "blend", cells["species"]


def _cells(row: Row) -> dict[str, str]:
    return {name: row.text(name, "") for name in row.fields()}


def _check_row(table: str, row: Row, cells: Mapping[str, str], units: UnitTable) -> None:
    """What the tables that ship may hold and a pack may not: negative numbers, and a printed unit that is not the one computed with."""
    column = "share" if table == BLENDS else "value"
    value = row.number(column)
    if value < 0 or (table == BLENDS and not Decimal(0) < value <= 1):
        raise row.wrong(column, _("大于 0、不大于 1 的数") if table == BLENDS else _("不小于 0 的数"))
    if table == FACTORS and cells["numerator"] and cells["per"] and not _unit_fits(cells, units):
        raise row.wrong("unit", _("与 numerator、gas、per 三格相符的单位"))


def _unit_fits(cells: Mapping[str, str], units: UnitTable) -> bool:
    above, _stroke, below = cells["unit"].partition("/")
    gas = cells["gas"].removesuffix("-biogenic") if cells["gas"] in {one.value for one in Gas} else cells["gas"]
    printed = units.find(below.strip().removeprefix("(").removesuffix(")"))
    return above == cells["numerator"] + gas and (printed is None or printed.code == cells["per"])


# ---------------------------------------------------------------- the library that comes of it


def _texts(base: Mapping[str, str], new: Mapping[str, _Added], name: str, *, first: bool = False) -> dict[str, str]:
    """All tables with the rows of the pack: behind the others, or `first`, so that the lines of the pack can be found again."""
    texts = {**base, _EDITION: f'# Made by a factor pack.\nname = "{name}"\n'}
    for table, one in new.items():
        head, _end, rest = base[table].partition("\n")
        columns = next(csv.reader([head]))
        rest = rest if rest.endswith("\n") or not rest else f"{rest}\n"
        own = _written(columns, one.rows)
        texts[table] = f"{head}\n{own}{rest}" if first else f"{head}\n{rest}{own}"
    return texts


def _written(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([cells[column] for column in columns] for cells in rows)
    return out.getvalue()


def _read_whole(texts: Mapping[str, str], base: Mapping[str, str], new: Mapping[str, _Added], name: str) -> Catalogue:
    """Read the whole library by the rules of the tables that ship; a fault is named by its line in the pack.

    Raises:
        TableError: a row breaks a rule.
    """
    try:
        return load_catalogue(texts)
    except TableError:
        raise _in_the_pack(base, new, name) from None


def _in_the_pack(base: Mapping[str, str], new: Mapping[str, _Added], name: str) -> TableError:
    """The same fault at its line in the pack: the pack's rows are put before the others and read once more."""
    try:
        load_catalogue(_texts(base, new, name, first=True))
    except TableError as fault:
        lines = new[fault.file].lines if fault.file in new else []
        if 2 <= fault.line < len(lines) + 2:
            fault.at(fault.file, lines[fault.line - 2], fault.field, fault.found, fault.expected)
        return fault
    raise AssertionError("the order of rows makes no fault")


_COLUMNS: Mapping[str, Callable[[Mapping[str, str]], tuple[str, str]]] = {
    FACTORS: lambda cells: (cells["value"], cells["unit"]),
    GWP: lambda cells: (cells["value"], cells["gwp_set"].replace("|", "、")),
    BLENDS: lambda cells: (cells["share"], cells["component"]),
    BENCHMARKS: lambda cells: (cells["value"], cells["unit"]),
}


def _shown(table: str, cells: Mapping[str, str]) -> AddedRow:
    value, unit = _COLUMNS[table](cells)
    texts = {name: cells.get(name, "") for name in ("id", "zh", "en", "vintage", "region", "document", "clause", "mark")}
    return AddedRow(table=table, value=value, unit=unit, **texts)


# ---------------------------------------------------------------- refusals


def _in_words(fault: TableError) -> FileError:
    place = _("{file} 第 {line} 行，字段「{field}」：{found}")
    return _refused(place.format(file=fault.file, line=fault.line, field=fault.field, found=fault.found), fault.expected)


def _refused(found: str, expected: str) -> FileError:
    return FileError(
        "pack.content",
        _("因子包的数据不能采用：{found}。").format(found=found),
        _("应为{expected}。没有采用，账本没有改动。请向发布方索取更正后的因子包。").format(expected=expected),
    )
