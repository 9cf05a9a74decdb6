"""What stands on a bill or invoice, and where on its pages: the facts that reading a file gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a fact stands on a page, as the page is seen: x to the right, y downwards from its upper left corner, in points of 1/72 inch.

    Attributes:
        page: from 0.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page in points, as it is seen."""

    width: float
    height: float


class FileKind(Enum):
    """What kind of file was read."""

    PDF = "pdf"
    XML = "xml"
    OFD = "ofd"


class FactName(Enum):
    """What a fact says; the words that stand for it on paper are rows of resources/invoices/labels.toml."""

    TITLE = "title"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"
    SELLER = "seller"
    SELLER_TAX = "seller_tax"
    BUYER = "buyer"
    BUYER_TAX = "buyer_tax"
    NET = "net"
    TAX = "tax"
    TOTAL = "total"
    ACCOUNT = "account"
    CUSTOMER = "customer"
    START = "start"
    LAST = "last"
    MONTH = "month"
    READING_START = "reading_start"
    READING_END = "reading_end"
    MULTIPLIER = "multiplier"
    METERED = "metered"
    TRANSFORMER_LOSSES = "transformer_losses"
    LINE_LOSSES = "line_losses"
    LOSSES = "losses"
    QUANTITY = "quantity"
    SHARP = "sharp"
    PEAK = "peak"
    FLAT = "flat"
    VALLEY = "valley"
    OPENING = "opening"
    DELIVERED = "delivered"
    CLOSING = "closing"
    UNIT_PRICE = "unit_price"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes:
        text: as it stands on the paper.
        value: a day as 2025-06-21, a month as 2025-06 or --06 where the year is not said, a number as an exact decimal, else the text.
        unit: as printed behind the number or in the heading of its column; empty where none is.
        spot: None where the file has no pages (XML).
    """

    name: FactName
    text: str
    value: str
    unit: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class InvoiceItem:
    """A line of an invoice; numbers as exact decimals, empty where there is none.

    Attributes:
        name: without the class between asterisks: *供电*电费 is 电费, and `group` 供电.
        spot: of the quantity; None where there is none or the file has no pages.
        name_spot: of the name.
    """

    name: str
    group: str = ""
    model: str = ""
    unit: str = ""
    quantity: str = ""
    unit_price: str = ""
    amount: str = ""
    tax: str = ""
    spot: Spot | None = None
    name_spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """All that was made out of one file.

    Attributes:
        facts: each name once; what is ambiguous is left out.
        doubts: sentences on what was left out and why, and on what the file is when nothing can be read from it.
        pages: sizes of the pages that were read; empty for XML.
        words: the text of the head and of the items, from which the kind of what was bought follows.
    """

    kind: FileKind
    facts: tuple[Fact, ...] = ()
    items: tuple[InvoiceItem, ...] = ()
    doubts: tuple[str, ...] = ()
    pages: tuple[PageSize, ...] = ()
    words: str = ""

    def get(self, name: FactName) -> Fact | None:
        """A fact, or None."""
        return next((fact for fact in self.facts if fact.name is name), None)

    def value(self, name: FactName) -> str:
        """The value of a fact; empty for none."""
        found = self.get(name)
        return found.value if found is not None else ""

    def __iter__(self) -> Iterator[Fact]:
        """The facts in the order of `FactName`."""
        return iter(self.facts)
