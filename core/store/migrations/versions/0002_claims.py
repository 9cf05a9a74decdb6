"""The second schema: events, credits, measures, papers, and what left the house and came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEPT = {
    "package": "id = NEW.id OR digest = NEW.digest",
    "package_signer": "package_id = NEW.package_id AND position = NEW.position",
    "package_signature": "number = NEW.number",
    "delivery": "package_id = NEW.package_id AND on_day = NEW.on_day AND channel = NEW.channel",
    "receipt": "id = NEW.id OR digest = NEW.digest",
    "receipt_correction": "receipt_id = NEW.receipt_id AND position = NEW.position",
}
"""What is never altered or removed, and how an older row is known again."""


def upgrade() -> None:
    _events()
    _credits()
    _measures()
    _packages()
    _receipts()
    _documents()
    _append_only()


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _texts(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [_text(name, null=null) for name in names]


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _large(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _link(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=ondelete)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _files(table: str, owner: str) -> None:
    """Which owner has which attached files."""
    op.create_table(
        table,
        _text("owner_id"),
        _text("evidence_id"),
        _number("position"),
        _key(table, "owner_id", "evidence_id"),
        _link(table, "owner_id", f"{owner}.id", "CASCADE"),
        _link(table, "evidence_id", "evidence.id"),
    )
    _index(table, "evidence_id")


def _events() -> None:
    op.create_table(
        "event",
        *_texts("dossier_id", "name", "organizer", "start_day", "end_day", "place", "region", "kind", "scale", "content", "role", "level"),
        _flag("promised"),
        _number("people", null=True),
        _number("sessions", null=True),
        _text("area_m2", null=True),
        *_texts("stages", "accounting", "accounting_body", "measures", "neutrality", "products", "other_product"),
        *_texts("offset_tonnes", "neutral_on", null=True),
        *_texts("department", "contact", "phone", "confirmation", "confirming_body"),
        _text("plan_id", null=True),
        _flag("settled"),
        _key("event", "dossier_id"),
        _link("event", "dossier_id", "dossier.id"),
        _link("event", "plan_id", "evidence.id"),
    )
    _index("event", "plan_id")
    op.create_table(
        "event_item",
        *_texts("id", "dossier_id", "stage", "name", "type_code", "unit", "species", "factor_id"),
        *_texts("estimate_value", "estimate_unit", null=True),
        _large("estimate_micro", null=True),
        *_texts("actual_value", "actual_unit", null=True),
        _large("actual_micro", null=True),
        _text("basis"),
        _number("position"),
        _key("event_item", "id"),
        _link("event_item", "dossier_id", "dossier.id"),
        _check("event_item", "estimate_whole", "estimate_micro IS NULL OR typeof(estimate_micro) = 'integer'"),
        _check("event_item", "actual_whole", "actual_micro IS NULL OR typeof(actual_micro) = 'integer'"),
    )
    _index("event_item", "dossier_id")
    _files("event_item_evidence", "event_item")


def _credits() -> None:
    op.create_table(
        "credit_lot",
        *_texts("id", "product", "registry_name", "project"),
        _large("tonnes"),
        *_texts("serial_from", "serial_to", "subtype", "methodology", "location"),
        _number("vintage", null=True),
        _text("account"),
        *_texts("acquired_on", "retired_on", null=True),
        *_texts("retirement_id", "beneficiary"),
        _text("unit_price_yuan", null=True),
        _text("source"),
        _flag("priority_region"),
        _text("note"),
        _text("sink", null=True),
        _key("credit_lot", "id"),
        _check("credit_lot", "tonnes_whole", "typeof(tonnes) = 'integer' AND tonnes > 0"),
    )
    _files("lot_proof", "credit_lot")
    op.create_table(
        "allocation",
        *_texts("id", "lot_id", "dossier_id"),
        _large("tonnes"),
        _key("allocation", "id"),
        _link("allocation", "lot_id", "credit_lot.id"),
        _link("allocation", "dossier_id", "dossier.id"),
        _check("allocation", "tonnes_whole", "typeof(tonnes) = 'integer' AND tonnes > 0"),
        sa.UniqueConstraint("lot_id", "dossier_id", name="uq_allocation_lot_id_dossier_id"),
    )
    _index("allocation", "dossier_id")


def _measures() -> None:
    op.create_table(
        "planned_measure",
        *_texts("id", "venue_id", "measure_id", "state", "owner"),
        *_texts("start_on", "done_on", "cost_yuan", null=True),
        _text("note"),
        _key("planned_measure", "id"),
        _link("planned_measure", "venue_id", "venue.id"),
        sa.UniqueConstraint("venue_id", "measure_id", name="uq_planned_measure_venue_id_measure_id"),
    )
    op.create_table(
        "planned_value",
        *_texts("owner_id", "name", "value"),
        _key("planned_value", "owner_id", "name"),
        _link("planned_value", "owner_id", "planned_measure.id", "CASCADE"),
    )
    _files("planned_evidence", "planned_measure")


def _packages() -> None:
    op.create_table(
        "package",
        *_texts("id", "dossier_id"),
        _number("revision"),
        *_texts("digest", "environment", "file_name", "made_at", "statement"),
        _key("package", "id"),
        _link("package", "dossier_id", "dossier.id"),
        sa.UniqueConstraint("digest", name="uq_package_digest"),
    )
    _index("package", "dossier_id")
    op.create_table(
        "package_signer",
        _text("package_id"),
        _number("position"),
        *_texts("role", "name", "certificate_sha256"),
        _key("package_signer", "package_id", "position"),
        _link("package_signer", "package_id", "package.id"),
    )
    op.create_table(
        "package_signature",
        _number("number"),
        *_texts("package_id", "role", "signature_sha256"),
        _key("package_signature", "number"),
        _link("package_signature", "package_id", "package.id"),
    )
    _index("package_signature", "package_id")
    op.create_table(
        "delivery",
        *_texts("package_id", "on_day", "channel"),
        _key("delivery", "package_id", "on_day", "channel"),
        _link("delivery", "package_id", "package.id"),
    )


def _receipts() -> None:
    op.create_table(
        "receipt",
        *_texts("id", "package_id", "dossier_id"),
        _number("revision"),
        _number("sequence"),
        *_texts("result", "stage", "environment", "issuer", "issued_at", "taken_in_at", "digest", "list_status"),
        *_texts("list_date", "certificate_number", "certificate_valid_from", "certificate_valid_to", null=True),
        *_texts("certificate_tco2e", "certificate_kind", "certificate_qr", null=True),
        _text("revocations"),
        _text("stamped_at", null=True),
        _key("receipt", "id"),
        _link("receipt", "package_id", "package.id"),
        _link("receipt", "dossier_id", "dossier.id"),
        sa.UniqueConstraint("digest", name="uq_receipt_digest"),
    )
    _index("receipt", "package_id")
    _index("receipt", "dossier_id")
    op.create_table(
        "receipt_correction",
        _text("receipt_id"),
        _number("position"),
        *_texts("pointer", "code", "severity", "message", "evidence_id"),
        _key("receipt_correction", "receipt_id", "position"),
        _link("receipt_correction", "receipt_id", "receipt.id"),
    )


def _documents() -> None:
    op.create_table(
        "official_document",
        *_texts("id", "dossier_id", "kind", "evidence_id", "issuer", "number"),
        _text("issued_on", null=True),
        *_texts("scope", "conclusion"),
        _key("official_document", "id"),
        _link("official_document", "dossier_id", "dossier.id"),
        _link("official_document", "evidence_id", "evidence.id"),
    )
    _index("official_document", "dossier_id")
    _index("official_document", "evidence_id")


def _append_only() -> None:
    for table, same in KEPT.items():
        for act in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END")
        # INSERT OR REPLACE removes the old row without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
            " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
