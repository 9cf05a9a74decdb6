"""Months, reporting periods, and how a bill's days fall on months."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from core.errors import InputError
from core.i18n import _


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1990 <= self.year <= 2100):
            raise InputError(
                "month.invalid", _("{year}年{month}月不是一个月份。").format(year=self.year, month=self.month), _("月份是 1—12。")
            )

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds `day`."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2025-03``.

        Raises:
            InputError: the text has another form.
        """
        year, dash, month = text.strip().partition("-")
        if not (dash and year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
            raise InputError("month.unreadable", _("「{text}」不是月份。").format(text=text), _("请写成 2025-03 这样。"))
        return cls(int(year), int(month))

    @property
    def first_day(self) -> date:
        """First day of the month."""
        return date(self.year, self.month, 1)

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return calendar.monthrange(self.year, self.month)[1]

    def plus(self, months: int) -> Month:
        """The month `months` later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        """ISO form, ``2025-03``."""
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A run of whole months, twelve for an operation dossier (domain rule V02)."""

    start: Month
    months: int = 12

    @classmethod
    def of_year(cls, year: int) -> ReportingPeriod:
        """The calendar year."""
        return cls(Month(year, 1))

    @classmethod
    def of_days(cls, start: date, end: date) -> ReportingPeriod:
        """The whole months that hold the days from `start` to `end`, both included."""
        first, last = Month.of(start), Month.of(end)
        return cls(first, (last.year - first.year) * 12 + last.month - first.month + 1)

    def __iter__(self) -> Iterator[Month]:
        """The months in order."""
        return (self.start.plus(i) for i in range(self.months))

    def __contains__(self, month: object) -> bool:
        """Whether the month lies within."""
        return isinstance(month, Month) and self.start <= month <= self.end

    @property
    def end(self) -> Month:
        """Last month, included."""
        return self.start.plus(self.months - 1)

    @property
    def first_day(self) -> date:
        """First day."""
        return self.start.first_day

    @property
    def day_after(self) -> date:
        """The first day that no longer belongs to the period."""
        return self.end.plus(1).first_day

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.day_after - self.first_day).days

    def previous(self) -> ReportingPeriod:
        """The period of the same length one year earlier."""
        return ReportingPeriod(self.start.plus(-12), self.months)

    @property
    def label(self) -> str:
        """``2025`` for a calendar year, else ``2025-04_2026-03``."""
        if self.start.month == 1 and self.months == 12:
            return str(self.start.year)
        return f"{self.start}_{self.end}"


@lru_cache(maxsize=4096)  # bills of many venues and rows have the same periods
def _days_by_month(start: date, end: date) -> tuple[tuple[Month, int], ...]:
    """How many days of the half-open period each month has, in order."""
    found = []
    month = Month.of(start)
    while month.first_day < end:
        following = month.plus(1)
        found.append((month, (min(end, following.first_day) - max(start, month.first_day)).days))
        month = following
    return tuple(found)


def spread_over_days(micro: int, start: date, end: date) -> Mapping[Month, int]:
    """Spread a bill's quantity over the calendar days of its half-open period [start, end).

    The parts are whole 10^-6 units and add up to `micro` exactly: each month first gets the rounded-down share of its days,
    and what is left goes, one unit each, to the months with the largest remainder (ties: the earlier month). A constant
    quantity a day therefore stays constant within one unit of the last place (domain.md §4.7, calendarisation).

    Args:
        micro: quantity in millionths of the row's unit; may be negative for a credit note.
        start: first day.
        end: the day after the last day; must be later than `start`.

    Raises:
        InputError: the period is empty or turned round.
    """
    total_days = (end - start).days
    if total_days <= 0:
        raise InputError(
            "period.empty",
            _("账期从 {start} 到 {end}，没有一天。").format(start=start.isoformat(), end=(end - timedelta(days=1)).isoformat()),
            _("请核对起止日期，止日应不早于起日。"),
        )
    sign = -1 if micro < 0 else 1
    parts: dict[Month, int] = {}
    remainders: list[tuple[int, Month]] = []
    for month, days in _days_by_month(start, end):
        parts[month], remainder = divmod(abs(micro) * days, total_days)
        remainders.append((-remainder, month))
    left = abs(micro) - sum(parts.values())
    for _remainder, month in sorted(remainders)[:left]:
        parts[month] += 1
    return {month: sign * part for month, part in parts.items()}
