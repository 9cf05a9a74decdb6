"""The store room: the one SQLite file of a ledger, its evidence files and its backups.

Lives here: opening, creating, upgrading and backing up a ledger; tables; repositories; the journal of changes; evidence files.
May import: SQLAlchemy and alembic, core.domain and the ground floor. No row and no session leaves this room.
"""
