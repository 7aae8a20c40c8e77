"""Whom a digest notifies."""

from sqlite_utils import Database


def s0010_mention(database: Database) -> None:
    """A role or a group beside what a place wants."""
    database.execute("ALTER TABLE subscriptions ADD COLUMN mention TEXT NOT NULL DEFAULT ''")
