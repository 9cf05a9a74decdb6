"""From what was used on each day to the bills of an account: readings that run on, quantities that follow from them, amounts to the fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sample_calendar import Day, to_place, used
from sample_parts import MARK, Account, Bill, MeterChange, TimesOfUse

Period = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class NewMeter:
    """A meter that was changed.

    Attributes:
        first: what stood on the new meter when it came.
    """

    day: date
    first: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Supply:
    """A run of papers of one account.

    Attributes:
        use: name of the quantity in `Day.use`.
        prices: for each month, parted by spaces; empty where the paper asks no money.
        serial: number of the paper before January's.
        place: step of the meter, or of the quantity where nothing is read.
        reading: first reading; None where nothing is read.
        losses: parts in a thousand of what is used that transformer and line take, and the supplier adds.
        times: whether the supplier parts the quantity by time of day.
    """

    use: str
    account: Account
    unit: str
    prices: str
    serial: int
    place: Decimal = Decimal(1)
    reading: Decimal | None = None
    change: NewMeter | None = None
    losses: int = 0
    times: bool = False


_SHARP_MONTHS = (1, 7, 8, 12)
"""Months with a sharp peak of their own."""


def times_of_use(quantity: Decimal, month: int) -> TimesOfUse:
    """The parts of a bill: more at the peak in summer and winter, the rest in the valley, so that they add up to the last kWh."""
    sharp = (quantity * 6 / 100).quantize(Decimal(1)) if month in _SHARP_MONTHS else None
    peak = (quantity * (36 + month % 3) / 100).quantize(Decimal(1)) - (sharp or 0)
    flat = (quantity * (31 + month % 4) / 100).quantize(Decimal(1))
    return TimesOfUse(sharp, peak, flat, quantity - (sharp or 0) - peak - flat)


def amount_of(quantity: Decimal, price: Decimal) -> Decimal:
    """Money to the fen."""
    return (quantity * price).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def paper_name(account: Account, last: date) -> str:
    """File name of the paper of a month."""
    return f"{MARK}-{last:%Y-%m}-{account.paper}-{account.label}.pdf"


def bill_of(supply: Supply, first: date, last: date, quantity: Decimal) -> Bill:
    """One paper of a run."""
    account = supply.account
    price = Decimal(supply.prices.split()[last.month - 1]) if supply.prices else None
    return Bill(
        account=account,
        first=first,
        last=last,
        quantity=quantity,
        unit=supply.unit,
        price=price,
        amount=None if price is None else amount_of(quantity, price),
        invoice=f"{account.prefix}-{last:%Y-%m}-{supply.serial + last.month:04d}",
        evidence=paper_name(account, last),
    )


def bills_of(known: Sequence[Day], supply: Supply, periods: Sequence[Period]) -> tuple[list[Bill], list[MeterChange]]:
    """The papers of these periods; what is read is read, everything else is weighed or counted."""
    if supply.reading is None:
        amounts = ((first, last, to_place(used(known, supply.use, first, last), supply.place)) for first, last in periods)
        return [bill_of(supply, first, last, amount) for first, last, amount in amounts if amount], []
    return _metered(known, supply, periods, supply.reading)


def _metered(known: Sequence[Day], supply: Supply, periods: Sequence[Period], reading: Decimal) -> tuple[list[Bill], list[MeterChange]]:
    """Bills whose readings follow each other; each quantity is exactly what the readings and the ratio give."""
    account, ratio, change = supply.account, supply.account.multiplier or Decimal(1), supply.change

    def turned(first: date, last: date) -> Decimal:
        return to_place(used(known, supply.use, first, last) / Fraction(ratio), supply.place)

    bills: list[Bill] = []
    changes: list[MeterChange] = []
    for first, last in periods:
        whole = turned(first, last)
        lost = to_place(Fraction(whole) * supply.losses / 1000, supply.place)
        advance = whole - lost
        end, note = reading + advance, ""
        if change is not None and first < change.day <= last:
            before = turned(first, change.day - timedelta(days=1))
            changes.append(MeterChange(account, change.day, reading + before, change.first, change.note))
            end = change.first + advance - before
            note = f"{change.day.month} 月 {change.day.day} 日换表：旧表止 {reading + before}，新表起 {change.first}。"
        quantity = (whole * ratio).quantize(Decimal(1))
        bill = replace(bill_of(supply, first, last, quantity), reading_start=reading, reading_end=end, note=note)
        if supply.losses:
            bill = replace(bill, losses=(lost * ratio).quantize(Decimal(1)))
        bills.append(replace(bill, times=times_of_use(quantity, last.month)) if supply.times else bill)
        reading = end
    return bills, changes


def with_estimate(bills: Sequence[Bill], month: int, guess: Decimal, final_invoice: str, notes: tuple[str, str]) -> list[Bill]:
    """The same run, but in one month an estimate that its final bill corrects; `notes` are those of the two."""
    found: list[Bill] = []
    for bill in bills:
        if bill.last.month != month or bill.price is None:
            found.append(bill)
            continue
        kind = bill.account.paper.removesuffix("费单")
        estimate = replace(
            bill,
            quantity=guess,
            amount=amount_of(guess, bill.price),
            reading_start=None,
            reading_end=None,
            estimated=True,
            evidence=bill.evidence.replace(bill.account.paper, f"{kind}暂估单"),
            note=notes[0],
        )
        found += [estimate, replace(bill, invoice=final_invoice, corrects=estimate.invoice, note=notes[1])]
    return found


def single(account: Account, day: date, quantity: Decimal, unit: str, price: Decimal, note: str) -> Bill:
    """The paper of one day, such as a refrigerant top-up."""
    return Bill(
        account=account,
        first=day,
        last=day,
        quantity=quantity,
        unit=unit,
        price=price,
        amount=amount_of(quantity, price),
        invoice=f"{account.prefix}-{day:%Y-%m}-{day.day:04d}",
        evidence=paper_name(account, day),
        note=note,
    )
