"""The XML of an e-invoice: no document type, no entities, nothing fetched; tags are rows of resources/invoices/tags.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from core import resources
from core.documents.invoice_facts import FactName, FileKind, InvoiceFacts, InvoiceItem
from core.documents.invoice_items import item
from core.documents.invoice_page import folded, plain_lines
from core.documents.invoice_reading import PageReading, read_lines
from core.documents.invoice_settling import Found, fact_word
from core.documents.invoice_values import capital_amount, days_in, number, plain_text
from core.documents.workbook_scan import walk
from core.errors import FileError
from core.i18n import _

_DEEPEST = 40
_MOST_ELEMENTS = 20_000
_LONGEST_TEXT = 4_000
_REMARK_RANK = 5
_DAYS, _NUMBERS = (FactName.DATE,), (FactName.NET, FactName.TAX, FactName.TOTAL)
_IDENTITIES = (FactName.NUMBER, FactName.CODE, FactName.SELLER_TAX, FactName.BUYER_TAX)


@dataclass(frozen=True, slots=True)
class Tags:
    """Folded tags → what they hold; a tag with its parent goes before one without."""

    facts: Mapping[str, tuple[str, int]]
    items: Mapping[str, str]
    lines: frozenset[str]


@cache
def tags() -> Tags:
    """The tags, read once."""
    raw = tomllib.loads(resources.text("invoices/tags.toml"))
    facts = {_fold(tag): (fact, rank) for fact, known in raw["facts"].items() for rank, tag in enumerate(known)}
    columns = {_fold(tag): column for column, known in raw["items"].items() if column != "line" for tag in known}
    return Tags(facts, columns, frozenset(map(_fold, raw["items"]["line"])))


def _fold(tag: str) -> str:
    return tag.replace("-", "").replace("_", "").casefold()


def xml_facts(data: bytes, name: str) -> InvoiceFacts:
    """The facts of an e-invoice's XML.

    Raises:
        FileError: damaged, too deep or too large, with a document type or entities.
    """
    reading = xml_reading(data, name)
    if reading is None:
        return InvoiceFacts(FileKind.XML, doubts=(_("这份 XML 不是认得的电子发票，请照票面填写。"),))
    facts, doubts = reading.settled()
    return InvoiceFacts(FileKind.XML, facts, reading.items, doubts, words=reading.words)


def xml_reading(data: bytes, name: str) -> PageReading | None:
    """The same before it is settled; None where it is no e-invoice."""
    gathered = _Gathered()
    try:
        walk(data, name, gathered.start, gathered.end, gathered.text)
    except FileError as error:
        raise in_own_words(error, name) from error
    return gathered.reading()


def in_own_words(error: FileError, file: str) -> FileError:
    """What is wrong with a foreign XML or zip, said of a bill and not of a workbook."""
    hint = _("请从税务平台或销售方重新下载，或照票面填写。")
    if error.code == "workbook.entities":
        message = _("「{file}」内部含有实体声明，正常的电子发票没有这种内容，没有读取。").format(file=file)
        return FileError("invoice.entities", message, _("请核对文件来源。"))
    if error.code == "workbook.too_large":
        return FileError("invoice.too_large", _("「{file}」展开后过大，没有读取。").format(file=file), hint)
    if error.code == "workbook.password":
        return FileError("invoice.password", _("「{file}」设有打开密码，读不出文字。").format(file=file), hint)
    return FileError("invoice.damaged", _("「{file}」已损坏，或不是电子发票，读不出内容。").format(file=file), hint)


class _Gathered:
    """What the walk over the elements leaves behind."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._text: list[str] = []
        self._leaf = False
        self._elements = 0
        self._found: list[Found] = []
        self._remarks: list[str] = []
        self._capitals: set[Decimal] = set()
        self._items: list[dict[str, str]] = []
        self._in_item = 0
        self._doubts: list[str] = []

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """An element begins; ValueError where there are more of them than an invoice has, or one in another without end."""
        self._elements += 1
        self._path.append(_fold(tag))
        if self._elements > _MOST_ELEMENTS or len(self._path) > _DEEPEST:
            raise ValueError("more than an invoice holds")
        self._text.clear()
        self._leaf = True
        if self._path[-1] in tags().lines and not self._in_item:
            self._in_item = len(self._path)
            self._items.append({})

    def text(self, data: str) -> None:
        """Characters between tags."""
        if sum(map(len, self._text)) + len(data) > _LONGEST_TEXT:
            raise ValueError("longer than a field of an invoice")
        self._text.append(data)

    def end(self, _tag: str) -> None:
        """An element ends; only one without others in it holds a value."""
        text = "".join(self._text).strip()
        self._text.clear()
        if self._leaf and text:
            self._take(text)
        if self._in_item == len(self._path):
            self._in_item = 0
        self._path.pop()
        self._leaf = False

    def _take(self, text: str) -> None:
        tag = self._path[-1]
        if self._in_item:
            column = tags().items.get(tag)
            if column is not None:
                self._items[-1].setdefault(column, text)
            return
        known = tags().facts.get("/".join(self._path[-2:])) or tags().facts.get(tag)
        if known is None:
            return
        fact, rank = known
        if fact == "remark":
            self._remarks.append(text)
        elif fact == "total_words":
            amount = capital_amount(folded(text))
            self._capitals |= {amount} if amount is not None else set()
        else:
            self._add(FactName(fact), text, rank)

    def _add(self, name: FactName, text: str, rank: int) -> None:
        value = _value(name, text)
        if value:
            self._found.append(Found(name, value, text, "", None, rank))
        else:
            self._doubts.append(_("「{name}」写作「{text}」，读不出来，没有采用。").format(name=fact_word(name), text=text[:40]))

    def reading(self) -> PageReading | None:
        """What was gathered; None where neither number, total nor item was found."""
        items = tuple(_item(texts) for texts in self._items if texts.get("name"))
        if not items and not any(one.name in {FactName.NUMBER, FactName.TOTAL} for one in self._found):
            return None
        remark = read_lines(plain_lines(self._remarks), headed=False)
        said = tuple(
            Found(o.name, o.value, o.text, o.unit, None, o.rank + _REMARK_RANK, o.label) for o in remark.found if o.name not in _OF_INVOICE
        )
        titles = [one.text for one in self._found if one.name in {FactName.TITLE, FactName.SELLER}]
        found = (*self._found, *said)
        return PageReading(
            found, items, (*self._doubts, *remark.doubts), frozenset(self._capitals), "\n".join((*titles, remark.words)).strip()
        )


_OF_INVOICE = frozenset(
    {FactName.CODE, FactName.DATE, FactName.SELLER, FactName.BUYER, FactName.NET, FactName.TAX, FactName.TOTAL, *_IDENTITIES}
)


def _item(texts: dict[str, str]) -> InvoiceItem:
    name = texts["name"]
    return item(name, **{column: text for column, text in texts.items() if column != "name"})


def _value(name: FactName, text: str) -> str:
    """The value of a field, or nothing where it is not written as it should be."""
    if name in _DAYS:
        return next((day.isoformat() for day, _first, _last in days_in(text)), "")
    if name in _NUMBERS:
        read = number(text)
        return plain_text(read.value) if read is not None and read.last == len(text) else ""
    if name in _IDENTITIES:
        return text if text.isascii() and text.replace("-", "").isalnum() else ""
    return " ".join(text.split())
