"""What authors told arXiv of their paper, and what the words of our papers mean."""

from sqlite_utils import Database


def s0016_meaning(database: Database) -> None:
    """Comments, journals and DOIs; the fitted meaning, of which the last one counts."""
    for column in ("comment", "journal", "doi"):
        database.execute(f"ALTER TABLE papers ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    database.execute(
        """
        CREATE TABLE meanings (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            fitted_at TEXT NOT NULL,
            papers INTEGER NOT NULL,
            dumped BLOB NOT NULL
        ) STRICT
        """
    )
