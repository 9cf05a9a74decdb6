"""One row of a table of lots as a lot: cells read by their column, and what an empty cell leaves as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from core.catalogue_loader.credit_register import credit_register
from core.documents.credit_table import NO, YES, CreditRow, yes_or_no
from core.documents.mapping import TableLayout
from core.documents.table_cells import Cell, Unreadable, day_of, number_of, shown, text_of
from core.documents.workbook import CellValue, fold
from core.domain.credit_register import QUALITY_FIELDS, SINK_FIELDS
from core.domain.offset import CreditLot, LotId, OffsetSource, ProductType, SinkFacts
from core.i18n import _
from core.workflows.offset_desk import product_name
from core.workflows.offset_points import source_name
from core.workflows.submission_views import LotDraft

_LAYOUT = TableLayout()
_Meaning = TypeVar("_Meaning")
_PRODUCTS = {
    "国家碳排放配额": ProductType.CEA,
    "国家核证自愿减排量": ProductType.CCER,
    "区域核证碳减排量": ProductType.REGIONAL,
    "碳中和林等碳汇项目": ProductType.SINK,
    "其他": ProductType.OTHER,
}
_SOURCES = {"机构集中": OffsetSource.INSTITUTION, "个人自愿": OffsetSource.PERSONAL}
"""The words of 附表1, which the table uses in every language."""

_TEXTS = ("subtype", "registry", "project", "methodology", "location", "account", "beneficiary", "note", "serial_from", "serial_to")
_IDENTITY = {"product", "source", "registry", "project", "period", "serial_from", "serial_to"}
_RETIREMENT = ("retired_on", "retirement_id")


class CellRefusal(Exception):  # noqa: N818 - a cell on its way to the list of refusals
    """A cell does not say what its column asks for.

    Attributes:
        column: heading of its column.
        letter: of its column.
        found: what stands there.
    """

    def __init__(self, column: str, letter: str, found: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.letter, self.found = column, letter, found


@dataclass(frozen=True, slots=True)
class LotLine:
    """What a row says.

    Attributes:
        draft: the lot with what the row leaves empty taken from the registered one.
        retired_on, retirement_id: None and empty where the row says nothing of a retirement.
        proof: names of files.
    """

    draft: LotDraft
    retired_on: date | None
    retirement_id: str
    proof: tuple[str, ...]


def heading(field: str) -> str:
    """The column of a field."""
    return next(one.zh for one in credit_register().columns if one.field == field)


# ---------------------------------------------------------------- reading


def identity_of(row: CreditRow) -> CreditLot:
    """The lot that a row speaks of, by what tells lots apart: product, source, registry, project, period and serial numbers.

    Raises:
        CellRefusal: one of these cells cannot be read.
    """
    line = line_of(row, LotDraft(ProductType.CCER, "", "", 0), only=_IDENTITY)
    draft = line.draft
    return CreditLot(
        id=LotId(""),
        product=draft.product,
        registry=draft.registry,
        project=draft.project,
        tonnes=0,
        serial_from=draft.serial_from,
        serial_to=draft.serial_to or draft.serial_from,
        source=draft.source,
        sink=draft.sink,
    )


def line_of(row: CreditRow, known: LotDraft, *, only: set[str] | None = None) -> LotLine:
    """What a row says, over what is known already.

    Args:
        row: the row.
        known: the registered lot, or a blank one; a cell that is empty leaves it as it is.
        only: read these fields and pass over the others.

    Raises:
        CellRefusal: a cell cannot be read; the first one from the left.
    """
    values: dict[str, Any] = {}
    for field, cell in row.cells.items():
        if cell is not None and (only is None or field in only):
            values[field] = _read(row, field, cell)
    sink = {name: values.pop(name) for name in SINK_FIELDS if name in values}
    quality = {name: values.pop(name) for name in QUALITY_FIELDS if name in values}
    proof = values.pop("proof", ())
    retirement = {name: values.pop(name) for name in _RETIREMENT if name in values}
    if sink:
        values["sink"] = replace(known.sink or SinkFacts(), **sink)
    draft = replace(known, **values, quality=replace(known.quality, **quality))
    return LotLine(draft, retirement.get("retired_on"), retirement.get("retirement_id", ""), proof)


def _read(row: CreditRow, field: str, cell: Cell) -> Any:
    reader = _READERS.get(field, text_of)
    try:
        return reader(cell)
    except Unreadable as reason:
        raise CellRefusal(heading(field), row.letters[field], shown_cell(cell), str(reason)) from reason


def shown_cell(cell: Cell) -> str:
    """A cell as a refusal quotes it."""
    return "" if cell is None else shown(cell)


def _product(cell: Cell) -> ProductType:
    return _one_of(cell, {**_PRODUCTS, **{one.value: one for one in ProductType}, **{product_name(one): one for one in ProductType}})


def _source(cell: Cell) -> OffsetSource:
    return _one_of(cell, {**_SOURCES, **{one.value: one for one in OffsetSource}, **{source_name(one): one for one in OffsetSource}})


def _one_of(cell: Cell, known: Mapping[str, _Meaning]) -> _Meaning:
    text = fold(text_of(cell))
    for name, meaning in known.items():
        if fold(name) == text:
            return meaning
    raise Unreadable(_("应为以下之一：{names}。").format(names="、".join(name for name in known if not name.isascii())))


def _answer(cell: Cell) -> bool:
    words = {YES: True, NO: False, "yes": True, "no": False, "true": True, "false": False, "√": True, "×": False}
    text = fold(text_of(cell))
    if text not in words:
        raise Unreadable(_("应为「是」或「否」，没有核对的空着。"))
    return words[text]


def _whole(cell: Cell) -> int:
    number = number_of(cell, _LAYOUT)
    if number != number.to_integral_value():
        raise Unreadable(_("不是整数。"))
    return int(number)


def _year(cell: Cell) -> int:
    return _whole(text_of(cell).removesuffix("年")) if isinstance(cell, str) else _whole(cell)


def _price(cell: Cell) -> Decimal:
    return number_of(cell, _LAYOUT)


def _files(cell: Cell) -> tuple[str, ...]:
    parts = text_of(cell).replace("；", ";").replace("、", ";").split(";")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


_READERS: Mapping[str, Callable[[Cell], Any]] = {
    "product": _product,
    "source": _source,
    "tonnes": _whole,
    "vintage": _year,
    "unit_price_yuan": _price,
    "acquired_on": day_of,
    "issued_on": day_of,
    "retired_on": day_of,
    "priority_region": _answer,
    "proof": _files,
    **dict.fromkeys(QUALITY_FIELDS, _answer),
}


# ---------------------------------------------------------------- writing


def cells_of(lot: CreditLot, proof: tuple[str, ...]) -> Mapping[str, CellValue]:
    """A registered lot as a row of the table.

    Args:
        lot: the lot.
        proof: names of its files.
    """
    words = {meaning: name for name, meaning in {**_PRODUCTS, **_SOURCES}.items()}
    sink = lot.sink or SinkFacts()
    return {
        **{name: getattr(lot, name) or None for name in (*_TEXTS, "retirement_id")},
        **{name: getattr(lot, name) for name in ("issued_on", "acquired_on", "retired_on", "unit_price_yuan")},
        **{name: getattr(sink, name) or None for name in SINK_FIELDS},
        **{name: yes_or_no(getattr(lot.quality, name)) for name in QUALITY_FIELDS},
        "product": words[lot.product],
        "source": words[lot.source],
        "vintage": None if lot.vintage is None else Decimal(lot.vintage),
        "tonnes": Decimal(lot.tonnes),
        "priority_region": YES if lot.priority_region else None,
        "proof": "；".join(proof) or None,
    }
