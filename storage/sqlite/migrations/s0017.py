"""Where each paper stands among the meanings."""

from sqlite_utils import Database


def s0017_vectors(database: Database) -> None:
    """A vector a paper and meaning; `placed` is the meaning that all papers have a vector of."""
    database.execute(
        """
        CREATE TABLE vectors (
            paper INTEGER NOT NULL,
            meaning INTEGER NOT NULL,
            vector BLOB NOT NULL,
            PRIMARY KEY (paper, meaning)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute("CREATE TABLE placed (meaning INTEGER PRIMARY KEY) STRICT")
    for change in (
        "DELETE ON papers",
        "UPDATE OF title_words, abstract_words ON papers WHEN "
        "(new.title_words, new.abstract_words) IS NOT (old.title_words, old.abstract_words)",
    ):
        name = f"vectors_{change.split()[0].lower()}"
        database.execute(
            f"CREATE TRIGGER {name} AFTER {change} "
            "BEGIN DELETE FROM vectors WHERE paper = old.number; END"
        )
