"""The tables of what a claim is made of: events, credits, measures, and what left the house and came back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class EventRow(Base):
    """The form of an event; lists of codes stand as JSON."""

    __tablename__ = "event"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    name: Mapped[str]
    organizer: Mapped[str]
    start_day: Mapped[date]
    end_day: Mapped[date]
    place: Mapped[str]
    region: Mapped[str]
    kind: Mapped[str]
    scale: Mapped[str]
    content: Mapped[str]
    role: Mapped[str]
    level: Mapped[str]
    promised: Mapped[bool]
    people: Mapped[int | None]
    sessions: Mapped[int | None]
    area_m2: Mapped[Decimal | None]
    stages: Mapped[str]
    accounting: Mapped[str]
    accounting_body: Mapped[str]
    measures: Mapped[str]
    neutrality: Mapped[str]
    products: Mapped[str]
    other_product: Mapped[str]
    offset_tonnes: Mapped[Decimal | None]
    neutral_on: Mapped[date | None]
    department: Mapped[str]
    contact: Mapped[str]
    phone: Mapped[str]
    confirmation: Mapped[str]
    confirming_body: Mapped[str]
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    settled: Mapped[bool]
    bureau: Mapped[str] = mapped_column(server_default=text("''"))
    filed_on: Mapped[date | None]
    copied_on: Mapped[date | None]


class EventItemRow(Base):
    """An item of an event, with its estimate and its actual quantity."""

    __tablename__ = "event_item"
    __table_args__ = (
        CheckConstraint("estimate_micro IS NULL OR typeof(estimate_micro) = 'integer'", name="estimate_whole"),
        CheckConstraint("actual_micro IS NULL OR typeof(actual_micro) = 'integer'", name="actual_whole"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    stage: Mapped[str]
    name: Mapped[str]
    type_code: Mapped[str]
    unit: Mapped[str]
    species: Mapped[str]
    factor_id: Mapped[str]
    estimate_value: Mapped[Decimal | None]
    estimate_unit: Mapped[str | None]
    estimate_micro: Mapped[int | None] = mapped_column(BigInteger)
    actual_value: Mapped[Decimal | None]
    actual_unit: Mapped[str | None]
    actual_micro: Mapped[int | None] = mapped_column(BigInteger)
    basis: Mapped[str]
    position: Mapped[int]
    supplier: Mapped[str] = mapped_column(server_default=text("''"))
    netted_from: Mapped[str | None]


class EventItemEvidenceRow(Base):
    """Which item has which attached files, in order."""

    __tablename__ = "event_item_evidence"

    owner_id: Mapped[str] = mapped_column(ForeignKey("event_item.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]


class LotRow(Base):
    """A lot of carbon credits; what a forest project publishes, and what was looked up of its quality, stand as JSON."""

    __tablename__ = "credit_lot"
    __table_args__ = (CheckConstraint("typeof(tonnes) = 'integer' AND tonnes > 0", name="tonnes_whole"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str]
    registry_name: Mapped[str]
    project: Mapped[str]
    tonnes: Mapped[int] = mapped_column(BigInteger)
    serial_from: Mapped[str]
    serial_to: Mapped[str]
    subtype: Mapped[str]
    methodology: Mapped[str]
    location: Mapped[str]
    vintage: Mapped[int | None]
    account: Mapped[str]
    acquired_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    retirement_id: Mapped[str]
    beneficiary: Mapped[str]
    unit_price_yuan: Mapped[Decimal | None]
    source: Mapped[str]
    priority_region: Mapped[bool]
    note: Mapped[str]
    sink: Mapped[str | None]
    quality: Mapped[str] = mapped_column(server_default=text("'{}'"))
    issued_on: Mapped[date | None]


class LotProofRow(Base):
    """Which files prove the retirement of a lot, in order."""

    __tablename__ = "lot_proof"

    owner_id: Mapped[str] = mapped_column(ForeignKey("credit_lot.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]


class AllocationRow(Base):
    """Tonnes of a lot used for a dossier; one row for each pair."""

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("typeof(tonnes) = 'integer' AND tonnes > 0", name="tonnes_whole"),
        UniqueConstraint("lot_id", "dossier_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("credit_lot.id"))
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    tonnes: Mapped[int] = mapped_column(BigInteger)


class PlannedMeasureRow(Base):
    """A reduction measure in a venue's plan, or a draft of one."""

    __tablename__ = "planned_measure"
    __table_args__ = (UniqueConstraint("venue_id", "measure_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"))
    measure_id: Mapped[str]
    state: Mapped[str]
    owner: Mapped[str]
    start_on: Mapped[date | None]
    done_on: Mapped[date | None]
    cost_yuan: Mapped[Decimal | None]
    note: Mapped[str]
    draft: Mapped[bool] = mapped_column(server_default=text("0"))
    upkeep_yuan: Mapped[Decimal | None]
    saving_yuan: Mapped[Decimal | None]
    lifetime_years: Mapped[int | None]
    at_supplier: Mapped[bool] = mapped_column(server_default=text("0"))


class PlannedValueRow(Base):
    """A parameter of a planned measure that differs from its default."""

    __tablename__ = "planned_value"

    owner_id: Mapped[str] = mapped_column(ForeignKey("planned_measure.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal]


class PlannedEvidenceRow(Base):
    """Which files prove that a measure was carried out, in order."""

    __tablename__ = "planned_evidence"

    owner_id: Mapped[str] = mapped_column(ForeignKey("planned_measure.id", ondelete="CASCADE"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int]


class PackageRow(Base):
    """A package that left the ledger; append-only by trigger, like all tables below but the last."""

    __tablename__ = "package"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    revision: Mapped[int]
    digest: Mapped[str] = mapped_column(unique=True)
    environment: Mapped[str]
    file_name: Mapped[str]
    made_at: Mapped[datetime]
    statement: Mapped[str]


class PackageSignerRow(Base):
    """A signer that the statement of a package names."""

    __tablename__ = "package_signer"

    package_id: Mapped[str] = mapped_column(ForeignKey("package.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    name: Mapped[str]
    certificate_sha256: Mapped[str]


class PackageSignatureRow(Base):
    """A signature of a package that is on file; the newest of a role counts."""

    __tablename__ = "package_signature"

    number: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[str] = mapped_column(ForeignKey("package.id"), index=True)
    role: Mapped[str]
    signature_sha256: Mapped[str]


class DeliveryRow(Base):
    """That a package was handed in."""

    __tablename__ = "delivery"

    package_id: Mapped[str] = mapped_column(ForeignKey("package.id"), primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)


class ReceiptRow(Base):
    """A verified receipt; its certificate, if any, in columns."""

    __tablename__ = "receipt"

    id: Mapped[str] = mapped_column(primary_key=True)
    package_id: Mapped[str] = mapped_column(ForeignKey("package.id"), index=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    revision: Mapped[int]
    sequence: Mapped[int]
    result: Mapped[str]
    stage: Mapped[str]
    environment: Mapped[str]
    issuer: Mapped[str]
    issued_at: Mapped[datetime]
    taken_in_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(unique=True)
    list_status: Mapped[str]
    list_date: Mapped[date | None]
    certificate_number: Mapped[str | None]
    certificate_valid_from: Mapped[date | None]
    certificate_valid_to: Mapped[date | None]
    certificate_tco2e: Mapped[str | None]
    certificate_kind: Mapped[str | None]
    certificate_qr: Mapped[str | None]
    revocations: Mapped[str]
    stamped_at: Mapped[datetime | None]


class ReceiptCorrectionRow(Base):
    """One thing that a receipt wants mended."""

    __tablename__ = "receipt_correction"

    receipt_id: Mapped[str] = mapped_column(ForeignKey("receipt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    pointer: Mapped[str]
    code: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    evidence_id: Mapped[str]


class DocumentRow(Base):
    """A stamped or foreign paper on file for a dossier."""

    __tablename__ = "official_document"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    kind: Mapped[str]
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), index=True)
    issuer: Mapped[str]
    number: Mapped[str]
    issued_on: Mapped[date | None]
    scope: Mapped[str]
    conclusion: Mapped[str]
