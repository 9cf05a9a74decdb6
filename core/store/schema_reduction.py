"""The tables of what a venue decides and proves about its reductions: own measures, money, the target, proofs of savings."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class OwnMeasureRow(Base):
    """A measure of the ledger's own people; formulas and parameters stand as JSON."""

    __tablename__ = "own_measure"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[str]


class ReductionSettingsRow(Base):
    """Money and amounts of a venue's measures; prices and end uses stand as JSON."""

    __tablename__ = "reduction_settings"

    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    budget_yuan: Mapped[Decimal | None]
    credit_price_yuan: Mapped[Decimal | None]
    discount_percent: Mapped[Decimal]
    content: Mapped[str]


class ReductionTargetRow(Base):
    """The target of a venue."""

    __tablename__ = "reduction_target"

    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    kind: Mapped[str]
    base_year: Mapped[int]
    target_year: Mapped[int]
    percent: Mapped[Decimal]
    output: Mapped[str]
    base_t: Mapped[Decimal | None]
    base_output: Mapped[Decimal | None]
    note: Mapped[str]


class MeasureProofRow(Base):
    """A proof of a saving; what it was computed from stands as JSON."""

    __tablename__ = "measure_proof"

    id: Mapped[str] = mapped_column(primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("planned_measure.id"), index=True)
    content: Mapped[str]


class MeasureProofEvidenceRow(Base):
    """Which files prove a saving, in order."""

    __tablename__ = "measure_proof_evidence"

    owner_id: Mapped[str] = mapped_column(ForeignKey("measure_proof.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]
