"""Who writes a summary just now, and how a place wants its summaries."""

from sqlite_utils import Database


def s0013_writing(database: Database) -> None:
    """A claim for what takes a model long, so that no two processes pay for the same."""
    database.execute(
        """
        CREATE TABLE writing (
            paper TEXT NOT NULL,
            style TEXT NOT NULL,
            language TEXT NOT NULL,
            writer TEXT NOT NULL,
            worker TEXT NOT NULL,
            until TEXT NOT NULL,
            PRIMARY KEY (paper, style, language, writer)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute("ALTER TABLE subscriptions ADD COLUMN style TEXT NOT NULL DEFAULT 'tldr'")
    database.execute("ALTER TABLE subscriptions ADD COLUMN language TEXT NOT NULL DEFAULT ''")
