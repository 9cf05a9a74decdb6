"""Reading what the register of credits asks from resources/offsets."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core import resources
from core.catalogue_loader.tables import Row, Tables
from core.domain.credit_register import COLUMN_FIELDS, QUALITY_FIELDS, CreditRegister, QualityQuestion, Subtype, TableColumn
from core.domain.emission import EvidenceMark
from core.domain.offset import ProductType
from core.i18n import _

_FILE = "register.toml"
_PRODUCTS = {one.value: one for one in ProductType}
_MARKS = {mark.value: mark for mark in EvidenceMark}
_WIDTHS = range(6, 61)


@cache
def credit_register() -> CreditRegister:
    """The register that ships with the program, read once: it is frozen."""
    return load_credit_register(resources.folder("offsets"))


def load_credit_register(place: Path) -> CreditRegister:
    """Read the register.

    Raises:
        FileError: the file is missing or wrong, a question or a column is missing, or a heading stands twice; the message names file,
            line and field.
    """
    whole, text = Tables(place).toml(_FILE)
    subtypes = tuple(_subtype(row) for row in whole.rows("subtype", text))
    questions: dict[str, QualityQuestion] = {}
    for row in whole.rows("question", text):
        field = row.new_code("field", questions)
        questions[field] = _question(row, field)
    columns: dict[str, TableColumn] = {}
    headings: set[str] = set()
    for row in whole.rows("column", text):
        field = row.new_code("field", columns)
        columns[field] = _column(row, field, headings)
    whole.finish()
    for name, wanted, found in (("question", QUALITY_FIELDS, questions), ("column", COLUMN_FIELDS, columns)):
        missing = [one for one in wanted if one not in found]
        if missing:
            raise whole.wrong(name, _("每个字段各一项，还缺 {names}").format(names="、".join(missing)))
    return CreditRegister(subtypes, tuple(questions[field] for field in QUALITY_FIELDS), tuple(columns.values()))


def _subtype(row: Row) -> Subtype:
    found = Subtype(
        product=row.meaning("product", _PRODUCTS),
        code=row.text("code"),
        zh=row.text("zh"),
        en=row.text("en"),
        also=row.texts("also"),
        source=row.text("source"),
        mark=row.meaning("mark", _MARKS),
    )
    row.finish()
    return found


def _question(row: Row, field: str) -> QualityQuestion:
    row.code("field", QUALITY_FIELDS)
    found = QualityQuestion(
        field=field,
        asks_zh=row.text("asks_zh"),
        asks_en=row.text("asks_en"),
        source=row.text("source"),
        mark=row.meaning("mark", _MARKS),
    )
    row.finish()
    return found


def _column(row: Row, field: str, headings: set[str]) -> TableColumn:
    row.code("field", COLUMN_FIELDS)
    width = row.integer("width")
    if width not in _WIDTHS:
        raise row.wrong("width", _("{first} 到 {last} 的整数").format(first=_WIDTHS[0], last=_WIDTHS[-1]))
    found = TableColumn(
        field=field,
        zh=row.text("zh"),
        also=row.texts("also"),
        width=width,
        needed=row.flag("needed"),
        figures=row.flag("figures"),
        help_zh=row.text("help_zh"),
        help_en=row.text("help_en"),
    )
    for heading in (found.zh, *found.also):
        if heading in headings:
            raise row.wrong("also", _("别的列没有用过的列名"))
        headings.add(heading)
    row.finish()
    return found
