"""A bill as it is typed, as it is read back, and as it stands in a list: frozen views for the form, the list and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.domain.activity import Subject
from core.domain.period import Month


@dataclass(frozen=True, slots=True)
class BillDraft:
    """A bill as it is typed: what stands on the paper, in the person's own texts.

    Numbers are texts: sums, full-width digits, thousands separators, 万 and a unit behind the number are read.

    Attributes:
        meter_id: the account 户号; empty where the row has none.
        start, last: the days as printed; how the account writes its end says whether `last` still belongs to the period.
        quantity: the billed quantity; empty where the stock says what was used.
        unit: code of the unit that the bill is written in; empty for the row's own.
        losses: 变损、线损 within the billed quantity.
        sharp, peak, flat, valley: the billed quantity by time of day 尖峰平谷.
        opening, delivered, closing: stock before and after and what was delivered; several deliveries as a sum.
        corrects, reverses: the record that this bill replaces, or that this credit note belongs to.
        invoice: the number on the paper; several are parted by ；.
        evidence: ids of attached files.
    """

    subject: Subject
    meter_id: str = ""
    start: date | None = None
    last: date | None = None
    quantity: str = ""
    unit: str = ""
    reading_start: str = ""
    reading_end: str = ""
    multiplier: str = ""
    losses: str = ""
    sharp: str = ""
    peak: str = ""
    flat: str = ""
    valley: str = ""
    opening: str = ""
    delivered: str = ""
    closing: str = ""
    amount_yuan: str = ""
    estimated: bool = False
    corrects: str = ""
    reverses: str = ""
    invoice: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeterChangeDraft:
    """A change of the meter as it is typed: the day, the last reading of the old meter, the first of the new one.

    Attributes:
        multiplier: the new ratio; empty where it stays.
    """

    meter_id: str
    day: date | None = None
    old_end: str = ""
    new_start: str = ""
    multiplier: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Why a draft cannot be kept yet: the draft's field, what is wrong, what to do."""

    field: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """An account 户号 that bills of the row may name; `words` say how it writes the end of a period."""

    meter_id: str
    account: str
    name: str
    multiplier: str
    end_included: bool
    words: str


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that the bill may be written in."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class BillFields:
    """Which parts of the form make sense for a row.

    Attributes:
        readings: it has a meter with readings and a ratio.
        losses, time_of_use: it is bought power.
        stock: it is delivered and kept in store.
    """

    readings: bool
    losses: bool
    time_of_use: bool
    stock: bool


@dataclass(frozen=True, slots=True)
class NeighbourBill:
    """The bill of the same account before or after this one.

    Attributes:
        first, last: its days, both included.
        span: the same as people write it, 5.21—6.20.
        quantity: with its unit.
        gap_days: days between the two; negative where they overlap.
    """

    record_id: str
    first: date
    last: date
    span: str
    quantity: str
    invoice: str
    estimated: bool
    gap_days: int


@dataclass(frozen=True, slots=True)
class OtherShare:
    """What another bill of the row gives to a month; `earlier` bills stand left of this one in the strip, later ones right.

    Attributes:
        account: the account of the other bill where it is another one, whose days may overlap; empty for the same account.
    """

    record_id: str
    span: str
    amount: str
    earlier: bool
    account: str = ""


@dataclass(frozen=True, slots=True)
class MonthShare:
    """One month that the bill falls on.

    Attributes:
        days: how many of the bill's days.
        amount: its share of the bill, in the row's unit, without the unit.
        others: what the row's other bills give to the month.
        total: all of them together.
        sentence: 6月 146,720 + 93,000 = 239,720 kWh.
        inside: the month belongs to the dossier.
        closed: the month is closed 月结.
        micro: the share in millionths of the row's unit.
    """

    month: Month
    days: int
    amount: str
    others: tuple[OtherShare, ...]
    total: str
    sentence: str
    inside: bool
    closed: bool
    micro: int


@dataclass(frozen=True, slots=True)
class BillCheck:
    """What a rule says about the bill.

    Attributes:
        good: True, False, or None where the rule has nothing to compare yet.
        name: what is compared, such as 示数 × 倍率.
        words: what was found.
        why: cause and remedy, where it is not good.
        field: the draft's field that it is about.
    """

    rule: str
    good: bool | None
    name: str
    words: str
    why: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class EndGuess:
    """How the account seems to write the end of a period, from the bill that follows.

    Attributes:
        included: what the dates show: 含末日, or 末日为下期首日.
        differs: the account is registered the other way, so `set_end_style` is to be proposed.
        words: the same as a sentence.
    """

    included: bool
    differs: bool
    words: str


@dataclass(frozen=True, slots=True)
class BillView:
    """A draft read back, for the form: never fails, what is missing stands in `problems`.

    Attributes:
        row_name, unit_label, row_unit_label: the row, the unit that the bill is written in, the row's own unit.
        title: 外购电力·主楼户，2025年6月21日—7月20日.
        accounts, units, fields: what the form offers.
        end_words: 账期止（含） or 账期止（下期首日）.
        first, last: the days that count, both included; None while they are not known.
        quantity: the billed quantity as read, in the row's unit, with it.
        advance: (25,163.55 − 24,816.40) × 800 + 1,280 = 279,000 kWh; empty without readings.
        advance_quantity: what readings, ratio and losses give, as a text for the field of the quantity.
        difference: 与计费电量相差 0.0%; `difference_good` whether rule V08 is content, None without readings.
        unit_price, per_day: 0.65 元/kWh and 9,300 kWh/天.
        time_of_use_total: the parts together, with the unit.
        stock_used: what was taken from the store, with the unit.
        spread: month by month.
        before, after: the account's bills around this one.
        number, of: which bill of the row's in the dossier this is, and how many there are with it.
        remaining: for a credit note, what of its bill has not been reversed yet, with the unit.
    """

    draft: BillDraft
    row_name: str
    title: str
    unit_label: str
    row_unit_label: str
    accounts: tuple[AccountChoice, ...]
    units: tuple[UnitChoice, ...]
    fields: BillFields
    end_words: str
    problems: tuple[FieldProblem, ...]
    first: date | None = None
    last: date | None = None
    days: int = 0
    quantity: str = ""
    advance: str = ""
    advance_quantity: str = ""
    difference: str = ""
    difference_good: bool | None = None
    unit_price: str = ""
    per_day: str = ""
    time_of_use_total: str = ""
    stock_used: str = ""
    spread: tuple[MonthShare, ...] = ()
    before: NeighbourBill | None = None
    after: NeighbourBill | None = None
    checks: tuple[BillCheck, ...] = ()
    end_guess: EndGuess | None = None
    number: int = 0
    of: int = 0
    remaining: str = ""

    @property
    def complete(self) -> bool:
        """Whether the bill can be saved."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class BillLine:
    """One bill or meter change in a list.

    Attributes:
        kind: ``bill`` or ``meter_change``.
        first, last: the days, both included; of a meter change the day, twice.
        span: 6.21—7.20.
        quantity: as on the bill, with its unit; of a meter change its readings.
        value, unit: the quantity as an exact decimal and the code of its unit, for other programs.
        share: what it gives to the month asked for, or to the dossier, in the row's unit, without it; `share_value` exactly.
        counts: False where a correction has replaced it.
        remarks: 暂估, 更正, 冲正, 已更正, 换表 … in words.
        reversible: what of it has not been reversed yet is more than nothing.
    """

    record_id: str
    kind: str
    subject: Subject
    row_name: str
    meter_id: str
    account: str
    first: date
    last: date
    span: str
    days: int
    quantity: str
    value: str
    unit: str
    share: str
    share_value: str
    amount_yuan: str
    invoice: str
    estimated: bool
    counts: bool
    reversible: bool
    corrects: str
    reverses: str
    remarks: tuple[str, ...]
    evidence: tuple[str, ...]
