"""What alembic runs before a migration: on the connection and in the transaction that core.store.upgrading holds."""

from __future__ import annotations

from alembic import context

from core.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
