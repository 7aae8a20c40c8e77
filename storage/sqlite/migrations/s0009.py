"""Threads, repeated events, pictures."""

from sqlite_utils import Database


def s0009_threads(database: Database) -> None:
    """Which paper a message is about; which events were dealt with; the bytes of pictures."""
    for statement in (
        "ALTER TABLE parts ADD COLUMN about TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX parts_about ON parts (place, message_id) "
        "WHERE message_id IS NOT NULL AND about <> ''",
        # A thread is a line of its own: it does not hold up its channel.
        "DROP INDEX parts_open",
        "CREATE INDEX parts_open ON parts (place, hangs_on, id) "
        "WHERE state IN ('due', 'claimed', 'sending', 'retry', 'unsure')",
        """
        CREATE TABLE deliveries (
            chat TEXT NOT NULL, delivery TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (chat, delivery)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE TABLE pictures (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT",
    ):
        database.execute(statement)
