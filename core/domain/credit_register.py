"""What the register of credits asks: kinds of a product, questions of quality, columns of the table that lots travel in."""

from __future__ import annotations

from dataclasses import dataclass, fields

from core.domain.emission import EvidenceMark
from core.domain.offset import CreditLot, CreditQuality, ProductType, SinkFacts

QUALITY_FIELDS = tuple(one.name for one in fields(CreditQuality))
SINK_FIELDS = tuple(one.name for one in fields(SinkFacts))
COLUMN_FIELDS = tuple(one.name for one in fields(CreditLot) if one.name not in {"id", "sink", "quality"}) + SINK_FIELDS + QUALITY_FIELDS
"""What a column of the table may hold: each fact of a lot, each fact of its forest, each answer about its quality."""


@dataclass(frozen=True, slots=True)
class Subtype:
    """A kind of a product that is chosen from a list.

    Attributes:
        also: other ways of writing it.
    """

    product: ProductType
    code: str
    zh: str
    en: str
    also: tuple[str, ...]
    source: str
    mark: EvidenceMark


@dataclass(frozen=True, slots=True)
class QualityQuestion:
    """What is asked about one field of `CreditQuality`, and where the answer is found."""

    field: str
    asks_zh: str
    asks_en: str
    source: str
    mark: EvidenceMark


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of the table.

    Attributes:
        zh: its heading; the table is Chinese in every language, as the forms are.
        also: other headings that mean it.
        width: in characters.
        needed: a table without it is no table of lots.
        figures: figures stand in it.
    """

    field: str
    zh: str
    also: tuple[str, ...]
    width: int
    needed: bool
    figures: bool
    help_zh: str
    help_en: str


@dataclass(frozen=True, slots=True)
class CreditRegister:
    """Everything of it, in the order of the file."""

    subtypes: tuple[Subtype, ...]
    questions: tuple[QualityQuestion, ...]
    columns: tuple[TableColumn, ...]
