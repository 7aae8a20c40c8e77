"""An index of titles alone; names in the index that are no words."""

from sqlite_utils import Database

from storage.sqlite import index

_SAME_TITLE = "replace(old.title_words, ' . ', ' ') = replace(new.title_words, ' . ', ' ')"
_FORGET = (
    "INSERT INTO titles_fts (titles_fts, rowid, title_words) "
    "VALUES ('delete', old.number, old.title_words)"
)
_TAKE = "INSERT INTO titles_fts (rowid, title_words) VALUES (new.number, new.title_words)"
_TRIGGERS = (
    f"CREATE TRIGGER titles_ai AFTER INSERT ON papers BEGIN {_TAKE}; END",
    f"CREATE TRIGGER titles_ad AFTER DELETE ON papers BEGIN {_FORGET}; END",
    f"CREATE TRIGGER titles_au AFTER UPDATE OF title_words ON papers WHEN NOT ({_SAME_TITLE}) "
    f"BEGIN {_FORGET}; {_TAKE}; END",
)


def s0014_titles(database: Database) -> None:
    """What most searches ask for is found without reading where else each word stands."""
    (renewing,) = database.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'papers_au'"
    ).fetchone()
    database.execute("DROP TRIGGER papers_au")
    database.execute(
        "UPDATE papers SET author_words = :mark || replace(author_words, ' ', ' ' || :mark) "
        "WHERE author_words <> '' AND author_words NOT LIKE :mark || '%'",
        {"mark": index.MARK},
    )
    database.execute(renewing)
    database.execute(
        "CREATE VIRTUAL TABLE titles_fts USING fts5 "
        "(title_words, content = papers, content_rowid = number, tokenize = ascii)"
    )
    for table in index.TABLES:
        database.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
        database.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('usermerge', 2)")
    for trigger in _TRIGGERS:
        database.execute(trigger)
