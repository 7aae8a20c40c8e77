"""What people follow."""

from sqlite_utils import Database


def s0019_follows(database: Database) -> None:
    """What each person follows, and up to where they looked; names without ø and ł, too."""
    database.execute(
        """
        CREATE TABLE follows (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat TEXT NOT NULL,
            person TEXT NOT NULL,
            key TEXT NOT NULL,
            typed TEXT NOT NULL,
            UNIQUE (chat, person, key)
        ) STRICT
        """
    )
    database.execute(
        """
        CREATE TABLE looks (
            chat TEXT NOT NULL,
            person TEXT NOT NULL,
            day TEXT NOT NULL,
            after INTEGER NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (chat, person)
        ) STRICT, WITHOUT ROWID
        """
    )
    # Words with these letters are indexed anew, as `bot.text.words` reads them now.
    found = " OR ".join(f"instr(its, '{each}')" for each in "øØłŁđĐıðÐ")
    database.execute(
        f"""
        UPDATE papers SET readable = NULL WHERE number IN (
            SELECT number FROM (
                SELECT number, coalesce(readable, '') || title || abstract || authors AS its
                FROM papers)
            WHERE {found})
        """
    )
