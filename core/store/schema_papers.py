"""The tables of what a venue decides, publishes and is told on its way to a claim."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class ApplicationRow(Base):
    """The application of a dossier."""

    __tablename__ = "application"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    neutrality: Mapped[str]
    confirmation: Mapped[str]
    confirming_body: Mapped[str]
    credit_sharing: Mapped[bool]


class ImplementationPlanRow(Base):
    """What people wrote into the implementation plan of a dossier, as JSON."""

    __tablename__ = "implementation_plan"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    content: Mapped[str]


class DisclosureRow(Base):
    """One line of a dossier's log of disclosures."""

    __tablename__ = "disclosure"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    on_day: Mapped[date]
    channel: Mapped[str]
    place: Mapped[str]
    note: Mapped[str]


class DisclosureEvidenceRow(Base):
    """Which files show a disclosure, in order."""

    __tablename__ = "disclosure_evidence"

    owner_id: Mapped[str] = mapped_column(ForeignKey("disclosure.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]


class StandingRow(Base):
    """A status that somebody else gave an organization."""

    __tablename__ = "standing"

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    on_day: Mapped[date]
    source: Mapped[str]
    note: Mapped[str]


class StandingEvidenceRow(Base):
    """Which files show a status, in order."""

    __tablename__ = "standing_evidence"

    owner_id: Mapped[str] = mapped_column(ForeignKey("standing.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]
