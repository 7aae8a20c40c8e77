"""Quizzes that are played: open and close, come back, and votes of the group."""

from sqlite_utils import Database

_QUESTION = (
    "title TEXT NOT NULL DEFAULT ''",
    "url TEXT NOT NULL DEFAULT ''",
    "sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1))",
    "timezone TEXT NOT NULL DEFAULT 'UTC'",
    # Those of earlier versions were asked in a reply, which nobody can change: they are over.
    "state TEXT NOT NULL DEFAULT 'closed' CHECK (state IN ('open', 'closed', 'unshown'))",
    "closes_at TEXT NOT NULL DEFAULT ''",
    "seed INTEGER NOT NULL DEFAULT 0",
    "round INTEGER NOT NULL DEFAULT 0",
    "first INTEGER REFERENCES questions (id)",
    "run INTEGER REFERENCES runs (id)",
    "part INTEGER REFERENCES parts (id)",
    # How many answers its message tells of, and since when.
    "told INTEGER NOT NULL DEFAULT 0",
    "told_at TEXT NOT NULL DEFAULT ''",
    "tally TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(tally))",
    "again_at TEXT",
)


def s0015_playing(database: Database) -> None:
    """Questions know their message and their end; answers know a name."""
    for column in _QUESTION:
        database.execute(f"ALTER TABLE questions ADD COLUMN {column}")
    for statement in (
        "UPDATE questions SET title = coalesce((SELECT papers.title FROM papers "
        "WHERE papers.id = questions.paper), ''), url = 'https://arxiv.org/abs/' || paper, "
        "closes_at = asked_at",
        "ALTER TABLE answers ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX answers_by_person ON answers (person)",
        "CREATE INDEX questions_open ON questions (closes_at) WHERE state = 'open'",
        "CREATE INDEX questions_again ON questions (again_at) WHERE again_at IS NOT NULL",
        "CREATE UNIQUE INDEX asked_once_a_run ON questions (run) WHERE run IS NOT NULL",
        "CREATE UNIQUE INDEX asked_once_a_round ON questions (first, round) "
        "WHERE first IS NOT NULL",
        # Who looks for a question about a digest; NULL: that is done.
        """
        CREATE TABLE quiz_runs (
            run INTEGER PRIMARY KEY REFERENCES runs (id),
            until TEXT
        ) STRICT
        """,
        # So that to look for new digests costs nothing where nobody wants quizzes.
        "CREATE INDEX digests_done ON runs (subscription, done_at) WHERE outcome = 'digest'",
        "ALTER TABLE subscriptions ADD COLUMN quiz INTEGER NOT NULL DEFAULT 0 "
        "CHECK (quiz IN (0, 1))",
        "CREATE INDEX subscriptions_quiz ON subscriptions (id) WHERE quiz = 1 AND paused = ''",
        """
        CREATE TABLE group_votes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            place TEXT NOT NULL,
            papers TEXT NOT NULL CHECK (json_valid(papers)),
            options TEXT NOT NULL CHECK (json_valid(options)),
            opened_at TEXT NOT NULL,
            closes_at TEXT NOT NULL,
            look_at TEXT NOT NULL,
            timezone TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
            part INTEGER REFERENCES parts (id),
            told INTEGER NOT NULL DEFAULT 0,
            told_at TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        "CREATE UNIQUE INDEX one_vote_a_place ON group_votes (place) WHERE state = 'open'",
        """
        CREATE TABLE ballots (
            vote INTEGER NOT NULL REFERENCES group_votes (id),
            person TEXT NOT NULL,
            option INTEGER NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (vote, person)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        database.execute(statement)
