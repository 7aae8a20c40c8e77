"""The store's tables, step by step. A step that was released is never changed."""

from sqlite_utils import Database, Migrations

from bot.errors import StoreError
from storage.sqlite.index import WORDS, author_words, text_words

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


@STEPS()
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


@STEPS()
def s0005_readable_words(database: Database) -> None:
    """The index holds the stems of what people read, and names: LaTeX is read first."""
    for column in WORDS:
        database.execute(f"ALTER TABLE papers ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    database.table("papers").disable_fts()
    database.register_function(text_words)
    database.register_function(author_words)
    database.execute(
        "UPDATE papers SET title_words = text_words(title), "
        "abstract_words = text_words(abstract), author_words = author_words(authors)"
    )
    # Words are cut and stemmed before: the index must not cut them again.
    database.table("papers").enable_fts(WORDS, tokenize="ascii", create_triggers=True)
    database.execute("CREATE VIRTUAL TABLE papers_vocabulary USING fts5vocab (papers_fts, col)")
    database.execute("CREATE INDEX papers_in_brief ON papers (number, announced, id, categories)")


@STEPS()
def s0006_sample(database: Database) -> None:
    """Find what is left of the sample without reading every paper: mostly nothing."""
    database.execute("CREATE INDEX sample_papers ON papers (id) WHERE sample = 1")


@STEPS()
def s0007_began(database: Database) -> None:
    """The day with which a subscription began: what is filled in from before is no news."""
    database.execute("ALTER TABLE watermarks ADD COLUMN began TEXT")


@STEPS()
def s0008_delivery(database: Database) -> None:
    """Subscriptions with their schedules, runs with their outcomes, the outbox and its ledger."""
    for statement in (
        """
        CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            place TEXT NOT NULL,
            wants TEXT NOT NULL CHECK (json_valid(wants)),
            max INTEGER NOT NULL,
            at TEXT NOT NULL,
            days TEXT NOT NULL,
            timezone TEXT NOT NULL,
            configured INTEGER NOT NULL CHECK (configured IN (0, 1)),
            paused TEXT NOT NULL,
            next_run_at TEXT,
            created_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX subscriptions_by_place ON subscriptions (place)",
        # Two processes that read config.toml at once store each of its subscriptions once.
        "CREATE UNIQUE INDEX configured_once "
        "ON subscriptions (place, wants, at, days, timezone) WHERE configured = 1",
        "CREATE INDEX subscriptions_wanted ON subscriptions (wants) WHERE paused = ''",
        "CREATE INDEX subscriptions_due ON subscriptions (next_run_at) WHERE paused = ''",
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            place TEXT NOT NULL,
            subscription TEXT NOT NULL,
            date TEXT NOT NULL,
            occasion TEXT NOT NULL,
            due_at TEXT NOT NULL,
            missed TEXT NOT NULL CHECK (json_valid(missed)),
            state TEXT NOT NULL CHECK (state IN ('open', 'done')),
            worker TEXT NOT NULL DEFAULT '',
            lease_until TEXT NOT NULL DEFAULT '',
            outcome TEXT CHECK (outcome IN ('digest', 'receipt', 'quiet')),
            why TEXT NOT NULL DEFAULT '',
            receipt TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(receipt)),
            passed_over TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(passed_over)),
            done_at TEXT,
            undone_at TEXT,
            UNIQUE (subscription, date, occasion),
            CHECK ((state = 'done') = (outcome IS NOT NULL))
        ) STRICT
        """,
        "CREATE INDEX runs_open ON runs (place) WHERE state = 'open'",
        "CREATE INDEX runs_by_place ON runs (place, id)",
        """
        CREATE TABLE parts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            place TEXT NOT NULL,
            chat TEXT NOT NULL,
            key TEXT NOT NULL UNIQUE,
            operation TEXT NOT NULL CHECK (operation IN ('send', 'edit', 'delete')),
            run INTEGER REFERENCES runs (id),
            hangs_on INTEGER REFERENCES parts (id),
            message TEXT NOT NULL,
            papers TEXT NOT NULL CHECK (json_valid(papers)),
            revision INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL CHECK (state IN ('due', 'claimed', 'sending', 'sent', 'retry',
                                                 'unsure', 'held', 'dropped')),
            worker TEXT NOT NULL DEFAULT '',
            lease_until TEXT NOT NULL DEFAULT '',
            not_before TEXT NOT NULL DEFAULT '',
            tries INTEGER NOT NULL DEFAULT 0,
            why TEXT NOT NULL DEFAULT '',
            tried_at TEXT,
            doubt_since TEXT,
            message_id TEXT,
            thread TEXT,
            created_at TEXT NOT NULL,
            sent_at TEXT
        ) STRICT
        """,
        "CREATE INDEX parts_open ON parts (place, id) "
        "WHERE state IN ('due', 'claimed', 'sending', 'retry', 'unsure')",
        "CREATE INDEX parts_leased ON parts (lease_until) WHERE state IN ('claimed', 'sending')",
        "CREATE INDEX parts_held ON parts (id) WHERE state = 'held'",
        "CREATE INDEX parts_by_run ON parts (run)",
        "CREATE INDEX parts_hanging ON parts (hangs_on) WHERE hangs_on IS NOT NULL",
        # All edits of one message are one row: the newest counts.
        "CREATE UNIQUE INDEX edited_once ON parts (hangs_on) WHERE operation = 'edit'",
        """
        CREATE TABLE ledger (
            place TEXT NOT NULL,
            paper TEXT NOT NULL,
            part INTEGER REFERENCES parts (id),
            since TEXT NOT NULL,
            posted_at TEXT,
            PRIMARY KEY (place, paper)
        ) STRICT, WITHOUT ROWID
        """,
        "INSERT INTO ledger SELECT place, paper, NULL, at, at FROM postings",
        "DROP TABLE postings",
        "CREATE INDEX ledger_by_part ON ledger (part)",
        # Papers of dropped parts: the watermark stands behind them, and they are looked at again.
        """
        CREATE TABLE given_back (
            place TEXT NOT NULL, subscription TEXT NOT NULL, paper TEXT NOT NULL,
            PRIMARY KEY (place, subscription, paper)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX ledger_by_day ON ledger (place, since)",
        "ALTER TABLE watermarks ADD COLUMN seen TEXT",
        """
        CREATE TABLE quiet_days (
            place TEXT PRIMARY KEY,
            part INTEGER NOT NULL REFERENCES parts (id),
            days TEXT NOT NULL CHECK (json_valid(days)),
            broken INTEGER NOT NULL CHECK (broken IN (0, 1))
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE follow_ups (
            place TEXT NOT NULL, paper TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (place, paper, kind)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE votes (
            place TEXT NOT NULL,
            paper TEXT NOT NULL,
            person TEXT NOT NULL,
            value INTEGER NOT NULL CHECK (value IN (-1, 1)),
            at TEXT NOT NULL,
            PRIMARY KEY (place, paper, person)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX announcements_newest ON announcements (day)",
        "CREATE INDEX replaced_papers ON announcements (seen_at) "
        "WHERE kind IN ('replace', 'replace-cross')",
    ):
        database.execute(statement)
