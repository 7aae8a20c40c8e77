"""How much passes in a subscription, and what was learned of what a place likes."""

from sqlite_utils import Database


def s0018_tastes(database: Database) -> None:
    """A breadth beside what a place wants; tastes, and from when on votes count."""
    database.execute("ALTER TABLE subscriptions ADD COLUMN breadth TEXT NOT NULL DEFAULT 'normal'")
    database.execute(
        """
        CREATE TABLE tastes (
            place TEXT NOT NULL,
            seeds TEXT NOT NULL,
            basis TEXT NOT NULL,
            learned_at TEXT NOT NULL,
            liked REAL NOT NULL,
            disliked REAL NOT NULL,
            dumped BLOB NOT NULL,
            PRIMARY KEY (place, seeds)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE taste_resets (
            place TEXT PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    # What a person took back must not live on in what was learned from it.
    database.execute(
        """
        CREATE TRIGGER votes_taken_back AFTER DELETE ON votes BEGIN
            DELETE FROM tastes WHERE place = old.place;
        END
        """
    )
