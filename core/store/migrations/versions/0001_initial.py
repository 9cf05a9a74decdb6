"""The first schema: organizations to activity records, evidence, and the append-only journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _organizations()
    _sources_and_dossiers()
    _activities()
    _notes()
    _journal()


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _link(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _organizations() -> None:
    op.create_table("ledger", _text("name"), _text("value"), _key("ledger", "name"))
    op.create_table("organization", _text("id"), _text("name"), _text("credit_code"), _key("organization", "id"))
    op.create_table(
        "venue",
        _text("id"),
        _text("organization_id"),
        _text("type_code"),
        _text("name"),
        _text("region"),
        _flag("sample"),
        _key("venue", "id"),
        _link("venue", "organization_id", "organization.id"),
    )
    _index("venue", "organization_id")
    op.create_table(
        "venue_profile",
        _text("venue_id"),
        _number("position"),
        _text("field"),
        _text("value"),
        _text("valid_from", null=True),
        _key("venue_profile", "venue_id", "position"),
        _link("venue_profile", "venue_id", "venue.id", "CASCADE"),
    )
    op.create_table("person", _text("id"), _text("name"), _text("role"), _text("department"), _text("phone"), _key("person", "id"))


def _sources_and_dossiers() -> None:
    op.create_table(
        "emission_source",
        _text("id"),
        _text("venue_id"),
        _text("type_code"),
        _text("name"),
        _text("unit"),
        _text("species"),
        _text("factor_id"),
        _text("excluded_reason"),
        _number("position"),
        _key("emission_source", "id"),
        _link("emission_source", "venue_id", "venue.id"),
    )
    _index("emission_source", "venue_id")
    op.create_table(
        "meter",
        _text("id"),
        _text("source_id"),
        _text("account"),
        _text("name"),
        _text("multiplier"),
        _flag("end_included"),
        _key("meter", "id"),
        _link("meter", "source_id", "emission_source.id"),
    )
    _index("meter", "source_id")
    op.create_table(
        "dossier",
        _text("id"),
        _text("kind"),
        _text("venue_id"),
        _text("title"),
        _text("period_start"),
        _number("period_months"),
        _text("method_profile"),
        _text("method_basis"),
        _text("method_grid"),
        _text("method_gwp_set"),
        _text("method_fuel_set"),
        _text("status"),
        _number("revision"),
        _key("dossier", "id"),
        _link("dossier", "venue_id", "venue.id"),
    )
    _index("dossier", "venue_id")


def _activities() -> None:
    op.create_table(
        "activity",
        _text("id"),
        _text("venue_id"),
        _text("subject"),
        _text("kind"),
        _text("quantity_value"),
        _text("quantity_unit"),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        _text("month", null=True),
        _text("start_day", null=True),
        _text("end_day", null=True),
        _text("meter_id", null=True),
        _flag("estimated"),
        _text("corrects", null=True),
        _text("reverses", null=True),
        _flag("replaced"),
        _text("reading_start", null=True),
        _text("reading_end", null=True),
        _text("multiplier", null=True),
        _text("amount_yuan", null=True),
        _text("invoice"),
        _text("zero_reason"),
        _text("note"),
        _text("quality", null=True),
        _key("activity", "id"),
        _link("activity", "venue_id", "venue.id"),
        _link("activity", "meter_id", "meter.id"),
        _link("activity", "corrects", "activity.id"),
        _link("activity", "reverses", "activity.id"),
        sa.CheckConstraint("typeof(micro) = 'integer'", name=op.f("ck_activity_micro_whole")),
        sa.CheckConstraint("kind <> 'month' OR month IS NOT NULL", name=op.f("ck_activity_month_given")),
        sa.CheckConstraint(
            "kind <> 'bill' OR (start_day IS NOT NULL AND end_day IS NOT NULL AND start_day < end_day)",
            name=op.f("ck_activity_period_given"),
        ),
        sa.CheckConstraint("kind <> 'meter_change' OR start_day IS NOT NULL", name=op.f("ck_activity_day_given")),
    )
    for column in ("subject", "meter_id", "corrects", "reverses"):
        _index("activity", column)
    op.create_index("ix_activity_sums", "activity", ["venue_id", "kind", "replaced", "month", "subject", "micro"])
    op.create_index(
        "uq_activity_live_month",
        "activity",
        ["venue_id", "subject", "month"],
        unique=True,
        sqlite_where=sa.text("kind = 'month' AND replaced = 0"),
    )
    op.create_table(
        "evidence",
        _text("id"),
        _text("sha256"),
        _text("original_name"),
        _text("media_type"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _key("evidence", "id"),
        sa.UniqueConstraint("sha256", name="uq_evidence_sha256"),
    )
    op.create_table(
        "activity_evidence",
        _text("activity_id"),
        _text("evidence_id"),
        _number("position"),
        _key("activity_evidence", "activity_id", "evidence_id"),
        _link("activity_evidence", "activity_id", "activity.id", "CASCADE"),
        _link("activity_evidence", "evidence_id", "evidence.id"),
    )
    _index("activity_evidence", "evidence_id")


def _notes() -> None:
    op.create_table(
        "explanation",
        _text("venue_id"),
        _text("finding"),
        _text("text"),
        _key("explanation", "venue_id", "finding"),
        _link("explanation", "venue_id", "venue.id"),
    )
    op.create_table(
        "closed_month",
        _text("venue_id"),
        _text("month"),
        _flag("closed"),
        _text("reason"),
        _key("closed_month", "venue_id", "month"),
        _link("closed_month", "venue_id", "venue.id"),
    )


def _journal() -> None:
    op.create_table(
        "change",
        _number("number"),
        _text("change_id"),
        _text("at"),
        _text("author"),
        _text("label"),
        _text("act"),
        _text("of_change", null=True),
        _flag("undoable"),
        _key("change", "number"),
        _link("change", "of_change", "change.change_id"),
        sa.UniqueConstraint("change_id", name="uq_change_change_id"),
    )
    op.create_table(
        "revision",
        _text("change_id"),
        _number("seq"),
        _text("kind"),
        _text("key"),
        _text("before", null=True),
        _text("after", null=True),
        _key("revision", "change_id", "seq"),
        _link("revision", "change_id", "change.change_id"),
    )
    _index("revision", "kind", "key")
    for table, same in (
        ("change", "number = NEW.number OR change_id = NEW.change_id"),
        ("revision", "change_id = NEW.change_id AND seq = NEW.seq"),
    ):
        for act in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END")
        # INSERT OR REPLACE removes the old row without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
            " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
