"""The tables of what figures are computed with: own factors, base years, editions of the factor library, and what locking froze."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class OwnFactorRow(Base):
    """A factor that the ledger's own people brought."""

    __tablename__ = "own_factor"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    value: Mapped[Decimal]
    numerator: Mapped[str]
    per: Mapped[str]
    gas: Mapped[str]
    document: Mapped[str]
    clause: Mapped[str]
    vintage: Mapped[int | None]


class OwnFactorProofRow(Base):
    """Which own factor has which files as proof, in order."""

    __tablename__ = "own_factor_proof"

    owner_id: Mapped[str] = mapped_column(ForeignKey("own_factor.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]


class BaseYearRow(Base):
    """The base year of a venue; its recalculations stand as JSON."""

    __tablename__ = "base_year"

    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    year: Mapped[int]
    why: Mapped[str]
    threshold_percent: Mapped[Decimal]
    adjustments: Mapped[str]


class FrozenRow(Base):
    """What locking froze beside the records of a dossier, as JSON."""

    __tablename__ = "dossier_frozen"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    facts: Mapped[str]


class EditionRow(Base):
    """An edition of the factor library, whole; append-only by trigger."""

    __tablename__ = "catalogue_edition"

    digest: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes]
    pack: Mapped[str]
    publisher: Mapped[str]


class EditionStepRow(Base):
    """How an edition came into force; append-only by trigger."""

    __tablename__ = "edition_step"

    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("catalogue_edition.digest"), index=True)
    act: Mapped[str]
    at: Mapped[str]
    author: Mapped[str]
    note: Mapped[str]
