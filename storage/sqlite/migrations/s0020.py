"""A question follows the digests that come after it was wanted, not those before."""

from sqlite_utils import Database


def s0020_quiz_after(database: Database) -> None:
    """Each subscription knows the last run before quizzes were wanted of it."""
    last = "(SELECT coalesce(max(id), 0) FROM runs)"
    database.execute("ALTER TABLE subscriptions ADD COLUMN quiz_after INTEGER NOT NULL DEFAULT 0")
    database.execute(
        f"""
        CREATE TRIGGER quiz_wanted AFTER UPDATE OF quiz ON subscriptions
        WHEN NEW.quiz = 1 AND OLD.quiz = 0
        BEGIN
            UPDATE subscriptions SET quiz_after = {last} WHERE id = NEW.id;
        END
        """
    )
