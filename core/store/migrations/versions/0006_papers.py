"""The sixth schema: filing of 附表1, suppliers and netting of events, quality of credits, applications, plans, disclosures, standings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # SQLite adds a NOT NULL column only with a default for the rows that are there.
    op.add_column("event", _text("bureau", default="''"))
    for name in ("filed_on", "copied_on"):
        op.add_column("event", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("event_item", _text("supplier", default="''"))
    op.add_column("event_item", sa.Column("netted_from", sa.Text(), nullable=True))
    op.add_column("credit_lot", _text("quality", default="'{}'"))
    op.add_column("credit_lot", sa.Column("issued_on", sa.Text(), nullable=True))
    op.create_table(
        "application",
        *(_text(name) for name in ("dossier_id", "neutrality", "confirmation", "confirming_body")),
        sa.Column("credit_sharing", sa.Boolean(), nullable=False),
        _key("application", "dossier_id"),
        _link("application", "dossier_id", "dossier.id"),
    )
    op.create_table(
        "implementation_plan",
        *(_text(name) for name in ("dossier_id", "content")),
        _key("implementation_plan", "dossier_id"),
        _link("implementation_plan", "dossier_id", "dossier.id"),
    )
    op.create_table(
        "disclosure",
        *(_text(name) for name in ("id", "dossier_id", "on_day", "channel", "place", "note")),
        _key("disclosure", "id"),
        _link("disclosure", "dossier_id", "dossier.id"),
    )
    op.create_index("ix_disclosure_dossier_id", "disclosure", ["dossier_id"])
    op.create_table(
        "standing",
        *(_text(name) for name in ("id", "organization_id", "kind", "value", "on_day", "source", "note")),
        _key("standing", "id"),
        _link("standing", "organization_id", "organization.id"),
    )
    op.create_index("ix_standing_organization_id", "standing", ["organization_id"])
    for owner in ("disclosure", "standing"):
        _files_of(owner)


def _files_of(owner: str) -> None:
    name = f"{owner}_evidence"
    op.create_table(
        name,
        *(_text(column) for column in ("owner_id", "evidence_id")),
        sa.Column("position", sa.Integer(), nullable=False),
        _key(name, "owner_id", "evidence_id"),
        _link(name, "owner_id", f"{owner}.id", "CASCADE"),
        _link(name, "evidence_id", "evidence.id"),
    )
    op.create_index(f"ix_{name}_evidence_id", name, ["evidence_id"])


def _text(name: str, *, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default and sa.text(default))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _link(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=ondelete)
