"""Reading a column mapping: every key known, every fixed value held against the catalogue, or a sentence that names its place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from core.documents.mapping import (
    BY_SOURCE,
    FIGURES,
    ExpectedColumn,
    FactorColumns,
    Field,
    OutputColumn,
    PeriodColumns,
    QuantityColumn,
    TableLayout,
    TableMapping,
    Tolerance,
    VenueColumns,
)
from core.documents.toml_table import TomlDocument, TomlTable
from core.documents.workbook import fold
from core.domain.catalogue import Catalogue
from core.domain.factor_unit import read_factor_unit
from core.errors import FileError, InputError
from core.i18n import _

_DECIMAL_MARKS = (".", ",")
_THOUSANDS_MARKS = (",", ".", " ", "'", "")
_DELIMITERS = (",", ";", "\t", "|")

_EXAMPLE = '{ column = "列名" }'

Judge = Callable[[str], str | None]
"""Gives the stored form of a text, or None where it means nothing."""


def read_mapping(path: Path, catalogue: Catalogue) -> TableMapping:
    """Read and judge a mapping.

    Raises:
        FileError: it cannot be read, a key is unknown or missing, or a fixed value means nothing; the sentence names file, table and key.
    """
    document = TomlDocument(path)
    document.only("table", "venue", "period", "quantity", "output", "expected")
    judge = _Judge(catalogue)
    quantities = tuple(judge.quantity(table) for table in document.many("quantity"))
    outputs = tuple(judge.output(table) for table in document.many("output"))
    if not quantities and not outputs:
        raise FileError(
            "mapping.nothing",
            _("列对照文件 {file} 没有写要取哪一列数量。").format(file=path.name),
            _("请至少写一个 [[quantity]]：column 列名、source 排放源、unit 单位。"),
        )
    return TableMapping(
        file=path.name,
        table=_layout(document.one("table")),
        venue=judge.venue(document.one("venue")),
        period=_period(document.one("period")),
        quantities=quantities,
        outputs=outputs,
        expected=tuple(judge.expected(table) for table in document.many("expected")),
    )


def _layout(table: TomlTable) -> TableLayout:
    row = table.integer("header_row")
    if row is not None and row < 1:
        raise table.wrong("header_row", _("表头所在的行号，从 1 数起"))
    decimal = _one_of(table, "decimal", _DECIMAL_MARKS, ".")
    thousands = _one_of(table, "thousands", _THOUSANDS_MARKS, "," if decimal == "." else ".")
    if thousands == decimal:
        raise table.wrong("thousands", _("与小数点不同的符号"))
    made = TableLayout(
        sheet=table.text("sheet", ""),
        header_row=row,
        encoding=table.text("encoding", ""),
        delimiter=_one_of(table, "delimiter", _DELIMITERS, ""),
        decimal=decimal,
        thousands=thousands,
        blank=frozenset(map(fold, table.texts("blank"))),
    )
    table.finish()
    return made


def _one_of(table: TomlTable, key: str, choices: tuple[str, ...], default: str) -> str:
    value = table.untouched(key)
    if value is None:
        return default
    if isinstance(value, str) and value in choices:
        return value
    raise table.wrong(key, _("以下之一：{codes}").format(codes="、".join(f"「{one}」" for one in choices)))


def _field(table: TomlTable, key: str, judge: Judge | None = None, expected: str = "") -> Field | None:
    """A value or a column; fixed values and meanings are judged at once."""
    if not table.has(key):
        return None
    place = f"{table.name} {key}"
    if not table.is_table(key):
        text = table.quantity(key).strip()
        if not text:
            raise table.wrong(key, _either())
        return Field(place, fixed=_judged(table, key, text, judge, expected))
    inner = table.inner(key)
    column = inner.text("column")
    given = inner.inner("values")
    meanings = {fold(name): _judged(given, name, given.quantity(name), judge, expected) for name in given.names()}
    inner.finish()
    return Field(place, column=column, meanings=meanings)


def _either() -> str:
    return _("一个值，或一列：{example}").format(example=_EXAMPLE)


def _judged(table: TomlTable, key: str, text: str, judge: Judge | None, expected: str) -> str:
    found = text if judge is None else judge(text)
    if found is None:
        raise table.wrong(key, expected)
    return found


def _needed(table: TomlTable, key: str, judge: Judge | None = None, expected: str = "") -> Field:
    found = _field(table, key, judge, expected)
    if found is None:
        raise table.wrong(key, expected or _either())
    return found


def _period(table: TomlTable) -> PeriodColumns:
    year, month = _field(table, "year"), _field(table, "month")
    start, end = _field(table, "from"), _field(table, "to")
    style = _one_of(table, "end", ("included", "excluded"), "included")
    if (year is None) == (start is None):
        raise table.wrong("year", _("year（一行一年），year 加 month（一行一月），或 from 加 to（一行一张票据）"))
    if (start is None) != (end is None) or (start is not None and month is not None):
        raise table.wrong("to", _("from 和 to 一起写，并且不写 month"))
    if start is not None and not start.column:
        raise table.wrong("from", _("一列：{example}").format(example=_EXAMPLE))
    table.finish()
    return PeriodColumns(year, month, start, end, style == "included")


class _Judge:
    """Reads the tables whose values are held against the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def venue(self, table: TomlTable) -> VenueColumns:
        """[venue]."""
        types = _("场所类型：{codes}").format(codes="、".join(f"{one.code}（{one.zh}）" for one in self._catalogue.venue_types.values()))
        area_unit = table.text("area_unit", "m2")
        found = self._catalogue.units.find(area_unit)
        if found is None or found.dimension != "area":
            raise table.wrong("area_unit", _("面积单位，如 m2、公顷"))
        regions = _("六位区划代码，如 510100")
        made = VenueColumns(
            id=_needed(table, "id"),
            type=_needed(table, "type", lambda text: venue_type_code(text, self._catalogue), types),
            name=_field(table, "name"),
            area=_field(table, "area"),
            area_unit=found.code,
            organization=_field(table, "organization"),
            credit_code=_field(table, "credit_code"),
            region=_field(table, "region", lambda text: text if text in self._catalogue.regions else None, regions),
        )
        table.finish()
        return made

    def quantity(self, table: TomlTable) -> QuantityColumn:
        """[[quantity]]."""
        kinds = _("排放源类型的代码或名称，如 grid_electricity、天然气·锅炉")
        return QuantityColumn(
            column=table.text("column"),
            source=_needed(table, "source", lambda text: source_code(text, self._catalogue), kinds),
            name=_field(table, "name"),
            unit=_needed(table, "unit", lambda text: unit_code(text, self._catalogue), _("单位表里的单位，如 kWh、m3、t")),
            factor=self._factor(table.inner("factor")) if table.has("factor") else None,
            invoice=_field(table, "invoice"),
        )

    def _factor(self, table: TomlTable) -> FactorColumns:
        made = FactorColumns(
            value=_needed(table, "value"),
            unit=_field(table, "unit", self._factor_unit, _("因子单位，如 kgCO2e/kWh、tCO2/t")),
            document=_field(table, "document"),
            clause=_field(table, "clause"),
            vintage=_field(table, "vintage"),
            name=table.text("name", ""),
        )
        table.finish()
        return made

    def _factor_unit(self, text: str) -> str | None:
        try:
            read_factor_unit(text, self._catalogue.units)
        except InputError:
            return None
        return text

    def output(self, table: TomlTable) -> OutputColumn:
        """[[output]]."""
        column, text = table.text("column"), table.text("output")
        output = next((one for one in self._catalogue.outputs.values() if fold(text) in map(fold, (one.code, one.zh, one.en))), None)
        if output is None:
            codes = "、".join(self._catalogue.outputs)
            raise table.wrong("output", _("产出的代码：{codes}").format(codes=codes))
        unit = self._catalogue.units.find(table.text("unit", output.unit))
        if unit is None or unit.dimension != self._catalogue.units[output.unit].dimension:
            raise table.wrong("unit", _("与 {unit} 同类的单位").format(unit=self._catalogue.units[output.unit].label))
        return OutputColumn(column, output.code, unit.code)

    def expected(self, table: TomlTable) -> ExpectedColumn:
        """[[expected]]."""
        column, figure = table.text("column"), table.text("figure", FIGURES[0])
        if figure not in FIGURES and not (figure.startswith(BY_SOURCE) and figure.removeprefix(BY_SOURCE).strip()):
            raise table.wrong("figure", _("以下之一：{codes}").format(codes="、".join((*FIGURES, f"{BY_SOURCE}名称"))))
        unit = self._catalogue.units.find(table.text("unit", "t"))
        if unit is None or unit.dimension != "mass":
            raise table.wrong("unit", _("质量单位，如 t、kg"))
        return ExpectedColumn(column, figure, unit.code, _tolerance(table))


def _tolerance(table: TomlTable) -> Tolerance | None:
    text = table.quantity("tolerance").strip()
    if not text:
        return None
    number = text.removesuffix("%").strip()
    try:
        value = Decimal(number)
    except InvalidOperation as error:
        raise table.wrong("tolerance", _('容差，如 "0.1%"（相对）或 0.05（按该列的单位）')) from error
    if not value.is_finite() or value < 0:
        raise table.wrong("tolerance", _('容差，如 "0.1%"（相对）或 0.05（按该列的单位）'))
    return Tolerance(share=Fraction(value) / 100) if text.endswith("%") else Tolerance(amount=Fraction(value))


def venue_type_code(text: str, catalogue: Catalogue) -> str | None:
    """The venue type that a text names by code or name."""
    return next((one.code for one in catalogue.venue_types.values() if fold(text) in map(fold, (one.code, one.zh, one.en))), None)


def source_code(text: str, catalogue: Catalogue) -> str | None:
    """The kind of source that a text names by code or name, of those that a venue may have."""
    kinds = (one for one in catalogue.source_types.values() if not one.events_only)
    return next((one.code for one in kinds if fold(text) in map(fold, (one.code, one.zh, one.en))), None)


def unit_code(text: str, catalogue: Catalogue) -> str | None:
    """The unit that a text spells."""
    found = catalogue.units.find(text)
    return None if found is None else found.code
