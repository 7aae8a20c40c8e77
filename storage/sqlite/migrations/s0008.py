"""Delivery."""

from sqlite_utils import Database


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
