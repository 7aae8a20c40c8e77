"""What people read of a paper, and the summaries of papers."""

from sqlite_utils import Database

_SAME_WORDS = " AND ".join(
    f"replace(old.{column}, ' . ', ' ') = replace(new.{column}, ' . ', ' ')"
    for column in ("title_words", "abstract_words", "author_words")
)
_INDEX_ANEW = f"""
    CREATE TRIGGER papers_au AFTER UPDATE ON papers WHEN NOT ({_SAME_WORDS}) BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title_words, abstract_words, author_words)
        VALUES ('delete', old.number, old.title_words, old.abstract_words, old.author_words);
        INSERT INTO papers_fts (rowid, title_words, abstract_words, author_words)
        VALUES (new.number, new.title_words, new.abstract_words, new.author_words);
    END
"""


def s0011_read_once(database: Database) -> None:
    """What takes long to make is made once, and remembered."""
    # Empty where a paper's texts are readable as they are written, else they are here, as JSON.
    # NULL is an older version's: made readable whenever it is read, until it is renewed.
    database.execute("ALTER TABLE papers ADD COLUMN readable TEXT")
    database.execute("CREATE INDEX old_papers ON papers (number) WHERE readable IS NULL")
    # The index passes over signs: what ends a sentence is new to it only with other words.
    database.execute("DROP TRIGGER papers_au")
    database.execute(_INDEX_ANEW)
    # `source` tells which text a summary was made of.
    database.execute(
        """
        CREATE TABLE summaries (
            paper TEXT NOT NULL,
            style TEXT NOT NULL,
            language TEXT NOT NULL,
            writer TEXT NOT NULL,
            source TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (paper, style, language, writer)
        ) STRICT, WITHOUT ROWID
        """
    )
    for change in (
        "DELETE ON papers",
        "UPDATE OF title, abstract ON papers "
        "WHEN (new.title, new.abstract) IS NOT (old.title, old.abstract)",
    ):
        name = f"summaries_{change.split()[0].lower()}"
        database.execute(
            f"CREATE TRIGGER {name} AFTER {change} "
            "BEGIN DELETE FROM summaries WHERE paper = old.id; END"
        )
