"""The tables of the monthly work beside its figures: comments on cells, thresholds of rules, column mappings that are remembered."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.period import Month
from core.store.schema import Base


class CellCommentRow(Base):
    """A comment on a cell of the grid."""

    __tablename__ = "cell_comment"

    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    text: Mapped[str]


class RuleThresholdRow(Base):
    """A threshold that was set for a rule."""

    __tablename__ = "rule_threshold"

    rule: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal]
    why: Mapped[str]


class RememberedMappingRow(Base):
    """How a table was understood the last time."""

    __tablename__ = "remembered_mapping"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[str]
