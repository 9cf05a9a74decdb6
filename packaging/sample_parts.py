"""What a sample year is made of: plain rows, before any of them becomes a cell or a piece of paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MARK = "示例"
"""Stands in the name of everybody and everything in a sample, and on every paper."""


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the boundary.

    Attributes:
        factor: the factor that the person chose, where the type asks for one.
        excluded: why the source is left out; empty while it counts.
        left_out: how many tonnes a year that is estimated to be; None where there is nothing to estimate.
        account, ratio: of a meter that stands in the profile and has no bills in the book.
    """

    name: str
    type_code: str
    unit: str
    species: str = ""
    factor: str = ""
    excluded: str = ""
    account: str = ""
    ratio: Decimal | None = None
    left_out: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TimesOfUse:
    """The kilowatt-hours of a power bill by time of day; None for a part that the month does not have."""

    sharp: Decimal | None
    peak: Decimal
    flat: Decimal
    valley: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """Where bills of a source come from.

    Attributes:
        number: account number; empty where the paper has none (fuel card, laundry, waste).
        multiplier: ratio of the meter; None where nothing is read.
        paper: what the paper is called, such as 电费单.
        prefix: first letters of the paper's number.
    """

    source: str
    number: str
    label: str
    multiplier: Decimal | None
    supplier: str
    paper: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Bill:
    """One paper.

    Attributes:
        last: last day of the period, included.
        price, amount: None on a paper that asks no money, such as a reading sheet.
        evidence, more: file names of the paper itself, and of what hangs on it.
        losses: of transformer and line, part of the quantity.
        times: the quantity by time of day.
    """

    account: Account
    first: date
    last: date
    quantity: Decimal
    unit: str
    price: Decimal | None
    amount: Decimal | None
    invoice: str
    reading_start: Decimal | None = None
    reading_end: Decimal | None = None
    estimated: bool = False
    corrects: str = ""
    evidence: str = ""
    note: str = ""
    more: tuple[str, ...] = ()
    losses: Decimal | None = None
    times: TimesOfUse | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that is no bill: a settlement, a certificate, a list.

    Attributes:
        lines: label and value, in their order.
        text: paragraphs below the lines.
        stamp: words in the empty box where a seal belongs; no seal is ever drawn.
    """

    file: str
    title: str
    number: str
    issuer: str
    lines: tuple[tuple[str, str], ...]
    text: tuple[str, ...] = ()
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """A figure typed for a month; `row` is the name of a source or of an output."""

    row: str
    month: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class MeterChange:
    """A meter changed on `day`: last reading of the old one, first of the new one."""

    account: Account
    day: date
    old_last: Decimal
    new_first: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class NoUse:
    """Why a source was not used in a month."""

    row: str
    month: int
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the person writes under a finding."""

    rule: str
    row: str
    month: int
    text: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person of the organization in one of its three roles.

    Attributes:
        legal: the 法定代表人, who signs without an authorization.
        authorization: file name of the 授权书; empty where none is needed.
    """

    role: str
    name: str
    department: str
    phone: str
    legal: bool = False
    authorization: str = ""


def authorization_name(person: str) -> str:
    """File name of somebody's 授权书."""
    return f"{MARK}-授权书-{person}.pdf"


@dataclass(frozen=True, slots=True)
class Site:
    """The organization, its venue and the venue's profile (field code, value)."""

    organization: str
    credit_code: str
    venue: str
    venue_type: str
    region: str
    profile: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SampleYear:
    """Everything one workbook says."""

    year: int
    site: Site
    sources: tuple[Source, ...]
    outputs: tuple[str, ...]
    figures: tuple[MonthFigure, ...]
    bills: tuple[Bill, ...] = ()
    changes: tuple[MeterChange, ...] = ()
    no_use: tuple[NoUse, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    people: tuple[Signatory, ...] = ()
    sheets: tuple[Sheet, ...] = ()
