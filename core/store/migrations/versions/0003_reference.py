"""The third schema: own factors, base years, editions of the factor library, and what locking freezes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEPT = {
    "catalogue_edition": "digest = NEW.digest",
    "edition_step": "number = NEW.number",
}
"""What is never altered or removed, and how an older row is known again."""


def upgrade() -> None:
    _sources_and_meters()
    _own_factors()
    _base_years()
    _frozen()
    _editions()


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _link(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=ondelete)


def _sources_and_meters() -> None:
    # SQLite adds a NOT NULL column only with a default for the rows that are there.
    op.add_column("emission_source", _text("excluded_tonnes", null=True))
    op.add_column("emission_source", sa.Column("operator", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("meter", _text("charge", null=True))
    op.add_column("meter", sa.Column("machine_class", sa.Text(), nullable=False, server_default=sa.text("''")))


def _own_factors() -> None:
    op.create_table(
        "own_factor",
        *(_text(name) for name in ("id", "name", "value", "numerator", "per", "gas", "document", "clause")),
        _number("vintage", null=True),
        _key("own_factor", "id"),
    )
    op.create_table(
        "own_factor_proof",
        _text("owner_id"),
        _text("evidence_id"),
        _number("position"),
        _key("own_factor_proof", "owner_id", "evidence_id"),
        _link("own_factor_proof", "owner_id", "own_factor.id", "CASCADE"),
        _link("own_factor_proof", "evidence_id", "evidence.id"),
    )
    op.create_index("ix_own_factor_proof_evidence_id", "own_factor_proof", ["evidence_id"])


def _base_years() -> None:
    op.create_table(
        "base_year",
        _text("venue_id"),
        _number("year"),
        _text("why"),
        _text("threshold_percent"),
        _text("adjustments"),
        _key("base_year", "venue_id"),
        _link("base_year", "venue_id", "venue.id"),
    )


def _frozen() -> None:
    op.create_table(
        "dossier_frozen",
        _text("dossier_id"),
        _text("facts"),
        _key("dossier_frozen", "dossier_id"),
        _link("dossier_frozen", "dossier_id", "dossier.id"),
    )


def _editions() -> None:
    op.create_table(
        "catalogue_edition",
        _text("digest"),
        _text("name"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _text("pack"),
        _text("publisher"),
        _key("catalogue_edition", "digest"),
    )
    op.create_table(
        "edition_step",
        _number("number"),
        *(_text(name) for name in ("digest", "act", "at", "author", "note")),
        _key("edition_step", "number"),
        _link("edition_step", "digest", "catalogue_edition.digest"),
    )
    op.create_index("ix_edition_step_digest", "edition_step", ["digest"])
    for table, same in KEPT.items():
        for act in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END")
        # INSERT OR REPLACE removes the old row without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
            " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
