"""The fifth schema: drafts and money of measures, own measures, settings and target of a venue, proofs of savings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # SQLite adds a NOT NULL column only with a default for the rows that are there.
    for name in ("draft", "at_supplier"):
        op.add_column("planned_measure", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("0")))
    for name in ("upkeep_yuan", "saving_yuan"):
        op.add_column("planned_measure", _text(name, null=True))
    op.add_column("planned_measure", _number("lifetime_years", null=True))
    op.create_table("own_measure", *(_text(name) for name in ("id", "name", "content")), _key("own_measure", "id"))
    op.create_table(
        "reduction_settings",
        _text("venue_id"),
        _text("budget_yuan", null=True),
        _text("credit_price_yuan", null=True),
        _text("discount_percent"),
        _text("content"),
        _key("reduction_settings", "venue_id"),
        _link("reduction_settings", "venue_id", "venue.id"),
    )
    op.create_table(
        "reduction_target",
        _text("venue_id"),
        _text("kind"),
        _number("base_year"),
        _number("target_year"),
        *(_text(name) for name in ("percent", "output")),
        *(_text(name, null=True) for name in ("base_t", "base_output")),
        _text("note"),
        _key("reduction_target", "venue_id"),
        _link("reduction_target", "venue_id", "venue.id"),
    )
    op.create_table(
        "measure_proof",
        *(_text(name) for name in ("id", "plan_id", "content")),
        _key("measure_proof", "id"),
        _link("measure_proof", "plan_id", "planned_measure.id"),
    )
    op.create_index("ix_measure_proof_plan_id", "measure_proof", ["plan_id"])
    op.create_table(
        "measure_proof_evidence",
        _text("owner_id"),
        _text("evidence_id"),
        _number("position"),
        _key("measure_proof_evidence", "owner_id", "evidence_id"),
        _link("measure_proof_evidence", "owner_id", "measure_proof.id", "CASCADE"),
        _link("measure_proof_evidence", "evidence_id", "evidence.id"),
    )
    op.create_index("ix_measure_proof_evidence_evidence_id", "measure_proof_evidence", ["evidence_id"])


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _link(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=ondelete)
