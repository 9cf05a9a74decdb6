"""What alembic runs before a migration: on the connection and in the transaction that core.store.upgrading holds."""

from __future__ import annotations

from alembic import context

from core.store.schema_claims import EventRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=EventRow.metadata,  # one for all tables
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
