"""The picture in the README is what the tour shows."""

import re
from html import unescape
from io import StringIO
from pathlib import Path

from bot.demo import tour
from docs.quiz_dialogue import dialogue

PICTURE = Path(__file__).parents[2] / "docs" / "demo.svg"


def drawn_in(picture: Path) -> str:
    svg = picture.read_text(encoding="utf-8")
    return re.sub(r"[\s│]+", "", unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))))


async def test_the_picture_of_a_quiz_shows_its_dialogue() -> None:
    drawn, out = drawn_in(PICTURE.with_name("console_quiz.svg")), StringIO()
    await dialogue(out)
    for line in out.getvalue().splitlines():
        if not line.startswith("https://"):
            missing = re.sub(r"[\s│]+", "", line)
            assert missing in drawn, f"make picture: it lacks “{line}”"
    for said in ("Quizclosed", "Quizscores·March2026", "Yourquizzes"):
        assert said in drawn


async def test_the_picture_shows_the_words_of_the_tour() -> None:
    drawn, out = drawn_in(PICTURE), StringIO()
    await tour(out)
    for line in out.getvalue().splitlines():
        # A terminal shows links, not addresses; the tour's dates are those of its day.
        if not re.match(r"https://|3 new papers ·|Next: \w+ \d\d:\d\d|.* closes \w+ ", line):
            missing = re.sub(r"[\s│]+", "", line)
            assert missing in drawn, f"make picture: it lacks “{line}”"
