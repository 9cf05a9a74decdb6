"""What stands in 附表2: one row for each event, with what was retired for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.documents.form_fields import day_text, days_text, read_form
from core.documents.reports.package_paper import OffsetUse
from core.domain.event import EventForm, NeutralityType
from core.domain.offset import ProductType

BLANK_NUMBERS = ("1", "2", "3", "…")
"""What stands in the first column of the form as issued, before anybody filled it in."""

_MISSING = "—"


@dataclass(frozen=True, slots=True)
class Form2Row:
    """One event in 附表2.

    Attributes:
        retired_on: days on which credits were retired.
        tonnes: retired tonnes, never bought ones; None where nothing is known.
    """

    name: str
    organizer: str
    start: date
    end: date
    place: str
    neutrality: NeutralityType | None
    products: tuple[ProductType, ...]
    retired_on: tuple[date, ...]
    tonnes: int | None
    other_product: str = ""


@dataclass(frozen=True, slots=True)
class Form2Context:
    """Who compiled the list, when, and what marks it.

    Attributes:
        compiler: who fills the list in, above the table; empty leaves it out.
        rolled_up: the list was put together from packages of others, so the compiler is the 汇总单位.
    """

    compiler: str = ""
    written_on: date | None = None
    sample: bool = False
    trial: bool = False
    rolled_up: bool = False

    @property
    def compiled_by(self) -> str:
        """The compiler with its title; empty without one."""
        return f"{'汇总' if self.rolled_up else '填报'}单位：{self.compiler}" if self.compiler else ""


def form2_row(form: EventForm, offsets: Sequence[OffsetUse]) -> Form2Row:
    """An event's own row: what was retired, by the lots that count; until then the products are those of its 附表1."""
    counting = [use for use in offsets if use.counts]
    retired = {use.lot.product for use in counting}
    return Form2Row(
        name=form.name,
        organizer=form.organizer,
        start=form.start,
        end=form.end,
        place=form.place,
        neutrality=form.neutrality,
        products=tuple(product for product in ProductType if product in (retired or form.products)),
        retired_on=tuple(sorted({use.lot.retired_on for use in counting if use.lot.retired_on is not None})),
        tonnes=sum(use.tonnes for use in counting),
        other_product=form.other_product,
    )


def form2_cells(number: int, row: Form2Row) -> dict[str, str]:
    """A row in words, by the names that the declaration binds."""
    neutrality, products = read_form("form1").words_of("event.neutrality"), dict(read_form("form1").words_of("event.products"))
    if row.other_product:
        products[ProductType.OTHER.value] += f"（{row.other_product}）"
    return {
        "number": str(number),
        "name": row.name,
        "organizer": row.organizer,
        "days": days_text(row.start, row.end),
        "place": row.place,
        "neutrality": neutrality[row.neutrality.value] if row.neutrality else _MISSING,
        "products": "、".join(products[product.value] for product in row.products) or _MISSING,
        "retired": "、\n".join(day_text(day) for day in row.retired_on) or _MISSING,
        "tonnes": _MISSING if row.tonnes is None else str(row.tonnes),
    }
