"""The tables of a ledger; with `schema_claims` the only place that names one, besides the migrations that make them.

The typed mappings serve as the list of tables. Rows are read and written by Core statements on them: a session would keep a second
copy of each thing and takes ten times as long over a pasted block of cells.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, MetaData, Table, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.domain.period import Month
from core.store.columns import DayText, DecimalText, MomentText, MonthText


class Base(DeclarativeBase):
    """What all tables share: how constraints are named and how types stand in the file."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # SQLAlchemy's name and form
    type_annotation_map = {str: Text, Decimal: DecimalText, Month: MonthText, date: DayText, datetime: MomentText}  # noqa: RUF012


class LedgerRow(Base):
    """A fact about the ledger itself, by name."""

    __tablename__ = "ledger"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class OrganizationRow(Base):
    """A reporting organization."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    credit_code: Mapped[str]


class VenueRow(Base):
    """A venue."""

    __tablename__ = "venue"

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), index=True)
    type_code: Mapped[str]
    name: Mapped[str]
    region: Mapped[str]
    sample: Mapped[bool]


class ProfileRow(Base):
    """One profile value of a venue; `position` keeps their order."""

    __tablename__ = "venue_profile"

    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str]
    value: Mapped[str]
    valid_from: Mapped[date | None]


class PersonRow(Base):
    """Somebody who prepares, approves or answers."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    department: Mapped[str]
    phone: Mapped[str]
    legal_representative: Mapped[bool] = mapped_column(server_default=text("0"))
    authorization: Mapped[str] = mapped_column(server_default=text("''"))


class SourceRow(Base):
    """An emission source of a venue."""

    __tablename__ = "emission_source"

    id: Mapped[str] = mapped_column(primary_key=True)
    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), index=True)
    type_code: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    species: Mapped[str]
    factor_id: Mapped[str]
    excluded_reason: Mapped[str]
    position: Mapped[int]
    excluded_tonnes: Mapped[Decimal | None]
    operator: Mapped[str] = mapped_column(server_default=text("''"))


class MeterRow(Base):
    """An account or meter of a source."""

    __tablename__ = "meter"

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("emission_source.id"), index=True)
    account: Mapped[str]
    name: Mapped[str]
    multiplier: Mapped[Decimal]
    end_included: Mapped[bool]
    charge: Mapped[Decimal | None]
    machine_class: Mapped[str] = mapped_column(server_default=text("''"))
    refrigerant: Mapped[str] = mapped_column(server_default=text("''"))


class DossierRow(Base):
    """A dossier, its method in columns."""

    __tablename__ = "dossier"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), index=True)
    title: Mapped[str]
    period_start: Mapped[Month]
    period_months: Mapped[int]
    method_profile: Mapped[str]
    method_basis: Mapped[str]
    method_grid: Mapped[str]
    method_gwp_set: Mapped[str]
    method_fuel_set: Mapped[str]
    status: Mapped[str]
    revision: Mapped[int]


class ActivityRow(Base):
    """An activity record.

    `micro` is the quantity in whole millionths of the row's unit, so that SQL may add. `replaced` is true while another record
    corrects this one; the row then no longer counts and no longer holds its month. `time_of_use` and `stock` are JSON.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("typeof(micro) = 'integer'", name="micro_whole"),
        CheckConstraint("kind <> 'month' OR month IS NOT NULL", name="month_given"),
        CheckConstraint("kind <> 'bill' OR (start_day IS NOT NULL AND end_day IS NOT NULL AND start_day < end_day)", name="period_given"),
        CheckConstraint("kind <> 'meter_change' OR start_day IS NOT NULL", name="day_given"),
        Index(
            "uq_activity_live_month",
            "venue_id",
            "subject",
            "month",
            unique=True,
            sqlite_where=text("kind = 'month' AND replaced = 0"),
        ),
        # Holds all that SUM(micro) GROUP BY venue, month, subject asks for, so that the table itself is not read.
        Index("ix_activity_sums", "venue_id", "kind", "replaced", "month", "subject", "micro"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"))
    subject: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    quantity_value: Mapped[Decimal]
    quantity_unit: Mapped[str]
    micro: Mapped[int] = mapped_column(BigInteger)
    month: Mapped[Month | None]
    start_day: Mapped[date | None]
    end_day: Mapped[date | None]
    meter_id: Mapped[str | None] = mapped_column(ForeignKey("meter.id"), index=True)
    estimated: Mapped[bool]
    corrects: Mapped[str | None] = mapped_column(ForeignKey("activity.id"), index=True)
    reverses: Mapped[str | None] = mapped_column(ForeignKey("activity.id"), index=True)
    replaced: Mapped[bool] = mapped_column(default=False)
    reading_start: Mapped[Decimal | None]
    reading_end: Mapped[Decimal | None]
    multiplier: Mapped[Decimal | None]
    amount_yuan: Mapped[Decimal | None]
    invoice: Mapped[str]
    zero_reason: Mapped[str]
    note: Mapped[str]
    quality: Mapped[str | None]
    losses: Mapped[Decimal | None]
    time_of_use: Mapped[str | None]
    stock: Mapped[str | None]


class EvidenceRow(Base):
    """An attached file; its content lies in the evidence folder under its SHA-256."""

    __tablename__ = "evidence"

    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    original_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)


class ActivityEvidenceRow(Base):
    """Which record has which attached files, in order."""

    __tablename__ = "activity_evidence"

    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]


class ExplanationRow(Base):
    """What was written against a finding."""

    __tablename__ = "explanation"

    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    finding: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class ClosedMonthRow(Base):
    """A month that was closed, or reopened with a reason."""

    __tablename__ = "closed_month"

    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    closed: Mapped[bool]
    reason: Mapped[str]


class ChangeRow(Base):
    """One change as the person saw it; append-only by trigger."""

    __tablename__ = "change"

    number: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[str] = mapped_column(unique=True)
    at: Mapped[str]
    author: Mapped[str]
    label: Mapped[str]
    act: Mapped[str]
    of_change: Mapped[str | None] = mapped_column(ForeignKey("change.change_id"))
    undoable: Mapped[bool]


class RevisionRow(Base):
    """One thing that a change altered, from what to what; append-only by trigger."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_kind_key", "kind", "key"),)

    change_id: Mapped[str] = mapped_column(ForeignKey("change.change_id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]


def table(row: type[Base]) -> Table:
    """The table behind a mapping."""
    return cast(Table, row.__table__)
