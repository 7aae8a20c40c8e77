"""Papers and their index, the first ledger, quizzes, announcements."""

import json

from sqlite_utils import Database

from bot.text.latex import readable
from storage.sqlite import index


def s0001_papers(database: Database) -> None:
    """Papers, and the index of their words, kept in step by triggers."""
    # `number` is declared, because VACUUM may renumber the rows of a table without it and the
    # index would point to other papers.
    database.execute(
        """
        CREATE TABLE papers (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            abstract TEXT NOT NULL,
            authors TEXT NOT NULL CHECK (json_valid(authors)),
            categories TEXT NOT NULL CHECK (json_valid(categories)),
            announced TEXT,
            sample INTEGER NOT NULL CHECK (sample IN (0, 1))
        ) STRICT
        """
    )
    database.execute("CREATE INDEX papers_by_day ON papers (announced DESC)")
    database.table("papers").enable_fts(
        ["title", "abstract"],
        tokenize="porter unicode61 remove_diacritics 2",
        create_triggers=True,
    )


def s0002_ledger(database: Database) -> None:
    """Which paper is whose: a paper is a place's once."""
    database.execute(
        """
        CREATE TABLE postings (
            place TEXT NOT NULL,
            paper TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (place, paper)
        ) STRICT, WITHOUT ROWID
        """
    )


def s0003_quizzes(database: Database) -> None:
    """Questions and answers: a person's first answer counts."""
    database.execute(
        """
        CREATE TABLE questions (
            id INTEGER PRIMARY KEY,
            place TEXT NOT NULL,
            paper TEXT NOT NULL,
            prompt TEXT NOT NULL,
            options TEXT NOT NULL CHECK (json_valid(options)),
            key INTEGER NOT NULL,
            explanation TEXT NOT NULL,
            quote TEXT NOT NULL,
            asked_at TEXT NOT NULL
        ) STRICT
        """
    )
    database.execute("CREATE INDEX questions_by_place ON questions (place, paper)")
    database.execute(
        """
        CREATE TABLE answers (
            question INTEGER NOT NULL REFERENCES questions (id),
            person TEXT NOT NULL,
            option INTEGER NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (question, person)
        ) STRICT, WITHOUT ROWID
        """
    )


def s0004_announcements(database: Database) -> None:
    """Who announced which paper when; what is complete; up to where each place was served."""
    for column in ("submitted TEXT", "upvotes INTEGER", "code TEXT", "keywords TEXT"):
        database.execute(f"ALTER TABLE papers ADD COLUMN {column}")
    database.execute(
        """
        CREATE TABLE announcements (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            paper TEXT NOT NULL,
            category TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('new', 'cross', 'replace', 'replace-cross')),
            day TEXT NOT NULL,
            inferred INTEGER NOT NULL CHECK (inferred IN (0, 1)),
            source TEXT NOT NULL,
            seen_at TEXT NOT NULL
        ) STRICT
        """
    )
    # A paper is new or cross-listed in a category once, whatever feed or query said so.
    database.execute(
        "CREATE UNIQUE INDEX announced_once ON announcements (paper, category) "
        "WHERE kind IN ('new', 'cross')"
    )
    database.execute(
        "CREATE UNIQUE INDEX replaced_once_a_day ON announcements (paper, category, day) "
        "WHERE kind IN ('replace', 'replace-cross')"
    )
    database.execute("CREATE INDEX announcements_by_day ON announcements (category, day)")
    database.execute(
        """
        CREATE TABLE covered_days (
            category TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (category, day)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE validators (
            source TEXT NOT NULL, key TEXT NOT NULL, validator TEXT NOT NULL,
            PRIMARY KEY (source, key)
        ) STRICT, WITHOUT ROWID
        """
    )
    database.execute(
        """
        CREATE TABLE watermarks (
            place TEXT NOT NULL, subscription TEXT NOT NULL, sequence INTEGER NOT NULL,
            PRIMARY KEY (place, subscription)
        ) STRICT, WITHOUT ROWID
        """
    )


def s0005_readable_words(database: Database) -> None:
    """The index holds the stems of what people read, and names: LaTeX is read first."""
    for column in index.WORDS:
        database.execute(f"ALTER TABLE papers ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    database.table("papers").disable_fts()

    def text_words(text: str) -> str:
        return index.text_words(readable(text))

    def author_words(authors: str) -> str:
        return index.author_words(map(readable, json.loads(authors)))

    database.register_function(text_words)
    database.register_function(author_words)
    database.execute(
        "UPDATE papers SET title_words = text_words(title), "
        "abstract_words = text_words(abstract), author_words = author_words(authors)"
    )
    # Words are cut and stemmed before: the index must not cut them again.
    database.table("papers").enable_fts(index.WORDS, tokenize="ascii", create_triggers=True)
    database.execute("CREATE VIRTUAL TABLE papers_vocabulary USING fts5vocab (papers_fts, col)")
    database.execute("CREATE INDEX papers_in_brief ON papers (number, announced, id, categories)")


def s0006_sample(database: Database) -> None:
    """Find what is left of the sample without reading every paper: mostly nothing."""
    database.execute("CREATE INDEX sample_papers ON papers (id) WHERE sample = 1")


def s0007_began(database: Database) -> None:
    """The day with which a subscription began: what is filled in from before is no news."""
    database.execute("ALTER TABLE watermarks ADD COLUMN began TEXT")
