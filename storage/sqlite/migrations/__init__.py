"""The store's tables, step by step. A step that was released is never changed."""

from sqlite_utils import Database, Migrations

from bot.errors import StoreError
from storage.sqlite.migrations.s0001_to_s0007 import (
    s0001_papers,
    s0002_ledger,
    s0003_quizzes,
    s0004_announcements,
    s0005_readable_words,
    s0006_sample,
    s0007_began,
)
from storage.sqlite.migrations.s0008 import s0008_delivery
from storage.sqlite.migrations.s0009 import s0009_threads
from storage.sqlite.migrations.s0010 import s0010_mention
from storage.sqlite.migrations.s0011 import s0011_read_once
from storage.sqlite.migrations.s0012 import s0012_spending
from storage.sqlite.migrations.s0013 import s0013_writing
from storage.sqlite.migrations.s0014 import s0014_titles
from storage.sqlite.migrations.s0015 import s0015_playing
from storage.sqlite.migrations.s0016 import s0016_meaning
from storage.sqlite.migrations.s0017 import s0017_vectors
from storage.sqlite.migrations.s0018 import s0018_tastes
from storage.sqlite.migrations.s0019 import s0019_follows
from storage.sqlite.migrations.s0020 import s0020_quiz_after

STEPS = Migrations("paperboy")
for _step in (
    s0001_papers,
    s0002_ledger,
    s0003_quizzes,
    s0004_announcements,
    s0005_readable_words,
    s0006_sample,
    s0007_began,
    s0008_delivery,
    s0009_threads,
    s0010_mention,
    s0011_read_once,
    s0012_spending,
    s0013_writing,
    s0014_titles,
    s0015_playing,
    s0016_meaning,
    s0017_vectors,
    s0018_tastes,
    s0019_follows,
    s0020_quiz_after,
):
    STEPS()(_step)


def migrate(database: Database, name: str) -> None:
    """Bring a store up to date. Raises `StoreError` where a newer Paperboy made it."""
    if is_older(database, name):
        STEPS.apply(database)


def is_older(database: Database, name: str) -> bool:
    """Whether a store lacks steps. Raises `StoreError` where a newer Paperboy made it."""
    unknown = {step.name for step in STEPS.applied(database)} - _names()
    if unknown:
        raise StoreError(
            f"{name}: a newer Paperboy made this store (step {max(unknown)}): "
            "update Paperboy, or name another file in [storage] url."
        )
    return bool(STEPS.pending(database))


def _names() -> set[str]:
    with Database(memory=True) as empty:
        return {step.name for step in STEPS.pending(empty)}
