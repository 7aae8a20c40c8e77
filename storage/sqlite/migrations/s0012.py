"""What models cost."""

from sqlite_utils import Database


def s0012_spending(database: Database) -> None:
    """Every request to a model, with its price; summaries are written anew, as JSON."""
    # `cost` is in millionths of a millionth of a US dollar: prices are for a million tokens, so a
    # token costs a whole number of them. What is only reserved has no tokens yet. Numbers are
    # never used again: who settles late must not meet another's reservation.
    database.execute(
        """
        CREATE TABLE spending (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            day TEXT NOT NULL,
            model TEXT NOT NULL,
            place TEXT NOT NULL,
            purpose TEXT NOT NULL,
            cost INTEGER NOT NULL CHECK (cost >= 0),
            tokens_in INTEGER,
            tokens_out INTEGER
        ) STRICT
        """
    )
    database.execute("CREATE INDEX spending_by_day ON spending (day, cost)")
    database.execute("DELETE FROM summaries")
