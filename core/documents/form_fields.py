"""The statutory forms as declared in resources/forms/: rows, labels and boxes, and the values that fill them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from core import resources
from core.domain.event import EventForm
from core.domain.quantity import plain, shown

KINDS = ("text", "days", "day", "scale", "tonnes", "ticks", "lines", "seal")
"""What a cell of a form may be."""


@dataclass(frozen=True, slots=True)
class Form1Context:
    """What 附表1 needs besides the event's own form.

    Attributes:
        estimate: T9, the footprint of the ticked stages in tonnes of CO2e.
        plan_name: file name of the enclosed plan (T18).
        file_number: number of the dossier, for the foot of the page.
        trial: made with trial keys; 试用 stands across the page.
        copy: which of several equal sheets this is, such as 抄送件; empty when there is one.
        recipient: whom this sheet is addressed to, with the word that stands before it, such as 抄送：创新服务平台.
        day: of the seal; None leaves room to write it.
    """

    estimate: Fraction | None = None
    plan_name: str = ""
    file_number: str = ""
    revision: int = 1
    sample: bool = False
    trial: bool = False
    draft: bool = False
    copy: str = ""
    recipient: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class FormOption:
    """A box with its words, or a named line; `fill` binds what is written between `text` and `close`."""

    text: str
    value: str = ""
    fill: str = ""
    close: str = ""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A label and the field beside it.

    Attributes:
        label: printed lines, as issued.
        flowing: the boxes follow each other on a line instead of standing below each other.
        decimals: of a figure; None prints it as it was typed.
    """

    label: tuple[str, ...]
    kind: str
    bind: tuple[str, ...] = ()
    options: tuple[FormOption, ...] = ()
    flowing: bool = False
    decimals: int | None = None

    @property
    def name(self) -> str:
        """The label in one line, without the blanks that space it out."""
        return "".join("".join(self.label).split())


@dataclass(frozen=True, slots=True)
class FormRow:
    """One or two cells side by side; `stretch` says how much of the free height the row takes."""

    cells: tuple[FormCell, ...]
    stretch: int = 0


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a list form."""

    head: tuple[str, ...]
    bind: str
    width: int


@dataclass(frozen=True, slots=True)
class Form:
    """A declared form: either rows of cells, or the columns of a list."""

    id: str
    annex: str
    title: str
    note: str
    rows: tuple[FormRow, ...] = ()
    columns: tuple[FormColumn, ...] = ()

    def cells(self) -> Iterable[FormCell]:
        """All cells in order."""
        return (cell for row in self.rows for cell in row.cells)

    def words_of(self, binding: str) -> Mapping[str, str]:
        """Value → words of the boxes that a binding ticks, without what is to be filled in."""
        cell = next(cell for cell in self.cells() if binding in cell.bind)
        return {option.value: option.text.partition("（")[0] for option in cell.options}


@cache
def read_form(name: str) -> Form:
    """A declared form, read once.

    Raises:
        EnvironmentFault: its file is missing.
    """
    read = tomllib.loads(resources.text(f"forms/{name}.toml"))
    rows = tuple(FormRow(tuple(_cell(cell) for cell in row["cells"]), row.get("stretch", 0)) for row in read.get("rows", ()))
    columns = tuple(FormColumn(tuple(one["head"]), one["bind"], one["width"]) for one in read.get("columns", ()))
    return Form(read["id"], read["annex"], read["title"], read["note"], rows, columns)


def _cell(read: Mapping[str, Any]) -> FormCell:
    options = tuple(FormOption(**option) for option in read.get("options", ()))
    more = {key: read[key] for key in ("flowing", "decimals") if key in read}
    return FormCell(tuple(read["label"]), read["kind"], tuple(read.get("bind", ())), options, **more)


@dataclass(frozen=True, slots=True)
class FormValues:
    """A form's values under the names that the declaration binds; a blank form has none."""

    event: EventForm | None
    context: Form1Context

    def of(self, binding: str) -> Any:
        """The bound value; None on a blank form."""
        owner, _dot, name = binding.partition(".")
        holder = self.event if owner == "event" else self.context
        return None if holder is None else getattr(holder, name)

    def ticked(self, cell: FormCell, option: FormOption) -> bool:
        """Whether a box is ticked: the field holds its value, or is it."""
        value = self.of(cell.bind[0])
        held = value if isinstance(value, tuple) else (value,)
        return any(isinstance(one, Enum) and one.value == option.value for one in held)

    def text(self, cell: FormCell) -> str:
        """What is written into a cell that is no row of boxes."""
        found = [self.of(binding) for binding in cell.bind]
        if cell.kind == "days":
            return days_text(found[0], found[1]) if found[0] and found[1] else ""
        if cell.kind == "day":
            return day_text(found[0]) if found[0] else ""
        if cell.kind == "tonnes":
            return tonnes_text(found[0], cell.decimals)
        if cell.kind == "scale":
            return found[0] or _scale(*found[1:])
        return found[0] or ""

    def filled(self, cell: FormCell, option: FormOption) -> str:
        """What is written between an option's words; a name beside a box that is not ticked is left out."""
        wanted = option.fill and (not option.value or self.ticked(cell, option))
        return (self.of(option.fill) or "") if wanted else ""


def day_text(day: date) -> str:
    """A day as official papers write it: 2026年3月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def days_text(start: date, end: date) -> str:
    """A range of days, without repeating year and month."""
    if start == end:
        return day_text(start)
    if start.year != end.year:
        return f"{day_text(start)}至{day_text(end)}"
    return f"{day_text(start)}至{f'{end.month}月' if start.month != end.month else ''}{end.day}日"


def tonnes_text(value: Fraction | Decimal | None, decimals: int | None) -> str:
    """Tonnes as official papers print them: no thousands separators (domain.md §7.1)."""
    if value is None:
        return ""
    if decimals is None and isinstance(value, Decimal):
        return f"{plain(value):f}"
    return shown(value, decimals or 0, grouped=False)


def _scale(people: int | None, sessions: int | None, area: Decimal | None) -> str:
    parts = (
        f"{people}人" if people is not None else "",
        f"{sessions}场" if sessions is not None else "",
        f"{plain(area):f}㎡" if area is not None else "",
    )
    return "，".join(part for part in parts if part)
