"""Column types: how decimals, months, days and moments stand in the file, exact and readable."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from core.domain.period import Month


class DecimalText(TypeDecorator[Decimal]):
    """A decimal as its text; SQLAlchemy's own Numeric would pass it through a float and lose digits."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as SQLAlchemy calls it
        """To the file."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """From the file."""
        return None if value is None else Decimal(value)


class MonthText(TypeDecorator[Month]):
    """A month as ``2025-03``; text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the file."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:  # noqa: ARG002
        """From the file."""
        return None if value is None else Month.parse(value)


class DayText(TypeDecorator[date]):
    """A day as ``2025-03-06``; text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the file."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """From the file."""
        return None if value is None else date.fromisoformat(value)


class MomentText(TypeDecorator[datetime]):
    """A moment as ``2025-03-06T12:00:00+08:00``, with the offset it was given in, so that it comes back to the letter."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the file."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the file."""
        return None if value is None else datetime.fromisoformat(value)
