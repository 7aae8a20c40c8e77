"""Questions of earlier versions: asked in a reply that nobody can change, they are over."""

from pathlib import Path

from sqlite_utils import Database

from bot.models import Answer
from bot.quizzes import grade
from storage.sqlite import SqliteStore
from storage.sqlite.migrations import STEPS
from tests.fakes import ANNA, NOW, PLACE


async def test_a_question_of_an_earlier_version_is_closed_and_still_explained(
    tmp_path: Path,
) -> None:
    file = tmp_path / "old.db"
    with Database(file) as old:
        STEPS.apply(old, stop_before="s0015_playing")
        old.execute(
            "INSERT INTO questions (place, paper, prompt, options, key, explanation, quote, "
            "asked_at) VALUES (?, '2603.00001', 'Which?', '[\"1\", \"2\"]', 1, '', 'It is 2.', ?)",
            [str(PLACE), NOW.isoformat()],
        )
        old.execute("INSERT INTO answers VALUES (1, 'ben', 1, ?)", [NOW.isoformat()])
        old.commit()
    store = await SqliteStore.open(file)
    asked = await store.quizzes.get(1)
    assert asked
    assert (asked.state, asked.url) == ("closed", "https://arxiv.org/abs/2603.00001")
    assert await store.quizzes.answer(Answer(1, "anna", 1), NOW) is None
    assert await store.quizzes.answer(Answer(1, "ben", 0), NOW) == Answer(1, "ben", 1)
    said = await grade("1:1", ANNA, PLACE, store, NOW)
    assert said.text.startswith("Right, it is B, but this quiz closed")
    assert await store.quizzes.asked(PLACE) == {"2603.00001"}
    assert await store.rounds.close(NOW, 9, str, str) == ()  # type: ignore[arg-type]
    [ben] = await store.scores.standings(PLACE, NOW.replace(year=2025), NOW.replace(year=2027))
    assert (ben.name, ben.right) == ("", 1)
    await store.close()
