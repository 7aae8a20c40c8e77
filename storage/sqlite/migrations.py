"""The store's tables, step by step. A step that was released is never changed."""

from sqlite_utils import Database, Migrations

from bot.errors import StoreError

STEPS = Migrations("paperboy")


def migrate(database: Database, name: str) -> None:
    """Bring a store up to date. Raises `StoreError` where a newer Paperboy made it."""
    unknown = {step.name for step in STEPS.applied(database)} - _names()
    if unknown:
        raise StoreError(
            f"{name}: a newer Paperboy made this store (step {max(unknown)}): "
            "update Paperboy, or name another file in [storage] url."
        )
    STEPS.apply(database)


def _names() -> set[str]:
    with Database(memory=True) as empty:
        return {step.name for step in STEPS.pending(empty)}


@STEPS()
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


@STEPS()
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


@STEPS()
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
