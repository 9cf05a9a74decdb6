"""The fourth schema: what a bill says beyond its quantity, comments on cells, thresholds of rules, remembered column mappings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # SQLite adds a NOT NULL column only with a default for the rows that are there.
    for name in ("losses", "time_of_use", "stock"):
        op.add_column("activity", _text(name, null=True))
    op.add_column("meter", sa.Column("refrigerant", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("person", sa.Column("legal_representative", sa.Boolean(), nullable=False, server_default=sa.text("0")))
    op.add_column("person", sa.Column("authorization", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "cell_comment",
        *(_text(name) for name in ("venue_id", "subject", "month", "text")),
        sa.PrimaryKeyConstraint("venue_id", "subject", "month", name="pk_cell_comment"),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name="fk_cell_comment_venue_id"),
    )
    op.create_table(
        "rule_threshold",
        *(_text(name) for name in ("rule", "name", "value", "why")),
        sa.PrimaryKeyConstraint("rule", "name", name="pk_rule_threshold"),
    )
    op.create_table(
        "remembered_mapping",
        *(_text(name) for name in ("fingerprint", "name", "content")),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_remembered_mapping"),
    )


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)
